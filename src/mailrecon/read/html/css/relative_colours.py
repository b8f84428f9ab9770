"""Compute relative colours: `oklch(from white l c h / 50%)` (CSS Color 5, 4)."""

from __future__ import annotations

import colorsys
import math
from collections.abc import Callable, Mapping

import tinycss2

from mailrecon.read.html.css.colours import lab_of, oklab_of
from mailrecon.read.redaction.colours import Colour
from mailrecon.regex import regex

_WORD = regex(r"(?<![\w.#-])[a-z]+(?![\w(-])")
# The value of 100 % for each part, by the function's name.
_WHOLE = {
    "rgb": (255.0, 255.0, 255.0),
    "hsl": (360.0, 100.0, 100.0),
    "hwb": (360.0, 100.0, 100.0),
    "lab": (100.0, 125.0, 125.0),
    "lch": (100.0, 150.0, 360.0),
    "oklab": (1.0, 0.4, 0.4),
    "oklch": (1.0, 0.4, 360.0),
    "color": (1.0, 1.0, 1.0),
}
_PER_CENT = frozenset(["hsl", "hwb"])
_SPACES = frozenset(["srgb"])


def written_out(
    text: str, colour: Callable[[str], Colour | str | None], number: Callable[[str], float | None]
) -> str | None:
    """A relative colour with its parts as numbers; None for any other or unsupported value."""
    token = tinycss2.parse_one_component_value(text, skip_comments=True)
    if token.type != "function":
        return None
    name = token.lower_name.removesuffix("a") if token.lower_name in ("rgba", "hsla") else ""
    name = name or token.lower_name
    words: list[str] = []
    slash = False
    share = "alpha"
    for part in token.arguments:
        if part.type == "whitespace" or part == ",":
            continue
        if part == "/":
            slash = True
        elif slash:
            share = tinycss2.serialize([part]).lower()
        else:
            words.append(tinycss2.serialize([part]))
    if name not in _WHOLE or len(words) < 5 or words[0].lower() != "from":
        return None
    origin = colour(words[1])
    parts = [word.lower() for word in words[2:]]
    space = parts.pop(0) if name == "color" else ""
    if not isinstance(origin, Colour) or len(parts) != 3 or (space and space not in _SPACES):
        return None
    known = {**_parts_of(name, origin), "alpha": origin.opacity}
    values = [_value(*item, known, number) for item in zip(parts, _WHOLE[name], strict=True)]
    opacity = _value(share, 1.0, known, number)
    if None in values or opacity is None:
        return None
    unit = "%" if name in _PER_CENT else ""
    one, two, three = (f"{value:.6f}" for value in values if value is not None)
    inner = f"{one} {two}{unit} {three}{unit}"
    return f"{name}({f'{space} ' if space else ''}{inner} / {opacity:.6f})"


def _value(
    text: str, whole: float, known: Mapping[str, float], number: Callable[[str], float | None]
) -> float | None:
    if text == "none":
        return 0.0
    bare = _WORD.sub(lambda word: _plain(known.get(word[0]), word[0]), text)
    found = number(bare)
    return found * whole if found is not None and bare.endswith("%") else found


def _plain(value: float | None, word: str) -> str:
    return word if value is None else f"{value:.6f}"


def _parts_of(name: str, origin: Colour) -> dict[str, float]:
    """The parts of a colour in a function's space, by their letters (`l`, `c`, `h`)."""
    red, green, blue = (share / 255 for share in origin[:3])
    if name == "rgb":
        return {"r": origin.red, "g": origin.green, "b": origin.blue}
    if name == "color":
        return {"r": red, "g": green, "b": blue}
    if name in ("hsl", "hwb"):
        hue, light, spread = colorsys.rgb_to_hls(red, green, blue)
        if name == "hsl":
            return {"h": hue * 360, "s": spread * 100, "l": light * 100}
        least, most = min(red, green, blue), max(red, green, blue)
        return {"h": hue * 360, "w": least * 100, "b": (1 - most) * 100}
    light, a, b = (oklab_of if name.startswith("ok") else lab_of)(origin)
    if name.endswith("lab"):
        return {"l": light, "a": a, "b": b}
    return {"l": light, "c": math.hypot(a, b), "h": math.degrees(math.atan2(b, a)) % 360}
