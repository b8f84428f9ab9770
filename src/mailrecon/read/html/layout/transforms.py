"""Decide whether a transformation moves, turns or shrinks a box out of sight."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mailrecon.read.html.css.values import (
    number,
    pixels,
)
from mailrecon.regex import regex

FUNCTION = regex(r"([a-z0-9-]+)\(\s*([^()]*)\)")
# A shift that moves text off any page, in pixels: usual are -999em, -9999px, -100vw.
FAR = 500.0


def is_moved(found: Mapping[str, str], size: float) -> bool:
    """Whether a box is moved off the page: `translate(-9999px)`; a placed one, by its width."""
    shifts = [text for name, text in moves(found) if name.startswith("translate")]
    placed = found.get("position") in ("absolute", "fixed")
    for text in shifts:
        for word in re.split(r"[\s,]+", text):
            shift = pixels(word, size)
            if shift is not None and abs(shift) >= FAR:
                return True
            share = number(word) if "%" in word else None
            if share is not None and (share <= -5 or (placed and share <= -1)):
                return True
    return False


def moves(found: Mapping[str, str]) -> list[tuple[str, str]]:
    """The functions of `transform`, `translate` and `rotate` with their arguments."""
    own, each = moves_apart(found)
    return own + [item for item in each if item[0] != "scale"]


def moves_apart(
    found: Mapping[str, str],
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The functions of `transform`, and of the properties `translate`, `scale`, `rotate`."""
    each: list[tuple[str, str]] = []
    if found.get("translate", "none") != "none":
        each.append(("translate", found["translate"].lower()))
    if found.get("rotate", "none") != "none":
        axis, _, angle = found["rotate"].lower().rpartition(" ")
        each.append((f"rotate{axis.strip()}", angle))
    if found.get("scale", "none") != "none":
        each.append(("scale", found["scale"].lower()))
    return FUNCTION.findall(found.get("transform", "").lower()), each


def translation(found: Mapping[str, str], size: float) -> tuple[float, float]:
    """The shift of a box by `transform` and `translate`, right and down; ignores percentages."""
    x = y = 0.0
    for name, text in moves(found):
        if not name.startswith("translate"):
            continue
        words = [pixels(word, size) or 0.0 for word in re.split(r"[\s,]+", text.strip())]
        if name == "translatey":
            y += words[0]
        elif name != "translatez":
            x += words[0]
            y += words[1] if len(words) > 1 else 0.0
    return x, y


def is_turned_away(found: Mapping[str, str]) -> bool:
    """Whether a box is turned about an axis until only its edge is visible."""
    for name, text in moves(found):
        words = re.split(r"[\s,]+", text.strip())
        axis = {"rotatex": "x", "rotatey": "y", "rotate3d": _axis(words[:3])}.get(name, "")
        angle = degrees(words[-1])
        if name.startswith("skew") and any(_is_edge(degrees(word)) for word in words):
            return True
        if not axis or angle is None:
            continue
        is_back = 90 < angle % 360 < 270 and found.get("backface-visibility") == "hidden"
        if _is_edge(angle) or is_back:
            return True
    return False


def _is_edge(angle: float | None) -> bool:
    return angle is not None and abs(angle % 180 - 90) < 1


def _axis(words: list[str]) -> str:
    """The axis of `rotate3d(1, 0, 0, …)` if it lies in the page."""
    values = [number(word) for word in words]
    return "x" if len(values) == 3 and any(values[:2]) and not values[2] else ""


def degrees(text: str) -> float | None:
    """An angle in degrees: `90deg`, `0.25turn`, `100grad`, `1.57rad`."""
    found = _ANGLE.fullmatch(text.strip())
    return float(found[1]) * _IN_DEGREES[found[2]] if found is not None else None


_ANGLE = regex(r"([-+]?(?:\d+\.?\d*|\.\d+))(deg|turn|grad|rad)")
_IN_DEGREES = {"deg": 1.0, "turn": 360.0, "grad": 0.9, "rad": 57.29578}
