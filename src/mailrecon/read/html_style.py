"""How an element looks, as far as it matters for its text: style sheets and style attributes.

Of CSS only what one element says of itself is followed: declarations in `style`, and rules whose
selector is a single tag, class or id. Rules that depend on an element's place are left alone, so
that none hides what the page shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_BRACE = re.compile(r"[{}]")
_SIMPLE = re.compile(r"([a-z][a-z0-9]*)?((?:[.#][a-z_-][a-z0-9_-]*)?)")
_DECLARATION = re.compile(r"([a-z-]+)\s*:\s*([^;]+)")
_LENGTH = re.compile(r"\s*(-?\d*\.?\d+)\s*([a-z%]*)")
_POINTS = {"px": 0.75, "pt": 1.0, "em": 12.0, "rem": 12.0, "ch": 6.0, "in": 72.0, "cm": 28.3}
_RGB = re.compile(r"rgba?\(\s*(\d+)\s*[, ]\s*(\d+)\s*[, ]\s*(\d+)\s*(?:[,/]\s*(\d*\.?\d+)%?\s*)?\)")
_HEX = re.compile(r"#([0-9a-f]{3,8})(?![0-9a-z])")
_WORD = re.compile(r"(?<![\w#-])(black|white|transparent)(?![\w-])")
_NAMED = {"black": "000000", "white": "ffffff", "transparent": "transparent"}
_MOST_RULES = 20_000
_MOST_CLASSES = 20
_LONGEST = 4_000
# Classes that mean the same on every page, whatever becomes of the style sheet when it is saved:
# screen readers' text, and the quote marks Thunderbird puts beside the bar it draws.
_KNOWN = {
    ".sr-only": "display:none",
    ".visually-hidden": "display:none",
    ".screen-reader-text": "display:none",
    ".moz-txt-citetags": "display:none",
    ".msonormal": "margin:0",
    ".x_msonormal": "margin:0",
    ".msoplaintext": "margin:0",
    ".x_msoplaintext": "margin:0",
}


@dataclass(frozen=True, slots=True)
class Look:
    """What an element's declarations come to.

    `spaced` tells whether its margins set it apart from what is above and below (None: as its tag
    does); `display` is CSS's word; colours are six hexadecimal digits, "transparent", "" for none.
    `width` is in points.
    """

    hidden: bool = False
    display: str = ""
    spaced: bool | None = None
    preformatted: bool | None = None
    bulleted: bool = True
    border_above: bool = False
    barred: bool = False
    indented: bool = False
    blurred: bool = False
    colour: str = ""
    background: str = ""
    width: float | None = None


PLAIN = Look()


class StyleSheet:
    """The rules of a page that hold for an element by its tag, class or id alone."""

    def __init__(self, sheets: Iterable[str]) -> None:
        self._rules: dict[str, str] = dict(_KNOWN)
        for sheet in sheets:
            for selector, declarations in _rules(sheet.lower()):
                if len(self._rules) < _MOST_RULES:
                    before = self._rules.get(selector, "")
                    self._rules[selector] = f"{before};{declarations}"[-_LONGEST:]

    def look(self, tag: str, attributes: Mapping[str, str | None]) -> Look:
        """How an element with these attributes looks; later and nearer declarations win."""
        if not attributes and tag not in self._rules:
            return PLAIN
        parts = [self._rules.get(tag, "")]
        classes = attributes.get("class")
        if classes:
            for name in classes.lower().split()[:_MOST_CLASSES]:
                parts += (self._rules.get(f".{name}", ""), self._rules.get(f"{tag}.{name}", ""))
        identity = attributes.get("id")
        if identity:
            parts.append(self._rules.get(f"#{identity.lower()}", ""))
        for name, old in (("background", "bgcolor"), ("color", "color")):
            if attributes.get(old):
                parts.insert(0, f"{name}:{attributes[old]}")
        if "hidden" in attributes:
            parts.append("display:none")
        parts.append((attributes.get("style") or "").lower())
        declared = ";".join(part for part in parts if part)
        return _read(declared[-_LONGEST:]) if declared else PLAIN


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Each simple selector with its declarations; blocks of at-rules are passed over."""
    sheet = _COMMENT.sub("", sheet).replace("<!--", "").replace("-->", "")
    start = depth = 0
    selectors = ""
    for brace in _BRACE.finditer(sheet):
        if brace[0] == "{":
            if depth == 0:
                selectors = sheet[start : brace.start()].strip()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0 and not selectors.startswith("@"):
                for selector in selectors.split(","):
                    if _SIMPLE.fullmatch(selector.strip()) and selector.strip():
                        yield selector.strip(), sheet[start : brace.start()].strip()[:_LONGEST]
        start = brace.end()


@lru_cache(maxsize=4096)
def _read(declared: str) -> Look:
    found = {
        name: value.replace("!important", "").strip()
        for name, value in _DECLARATION.findall(declared)
    }
    border = found.get("border", "")
    left = found.get("border-left", "")
    white_space = found.get("white-space", "")
    display = found.get("display", "")
    if display.endswith("flex") and found.get("flex-direction", "row").startswith("column"):
        display = "block"
    return Look(
        hidden=_is_hidden(found),
        display=display,
        spaced=_spaced(found),
        preformatted=white_space.startswith("pre") if white_space else None,
        bulleted="none" not in (found.get("list-style", "") + found.get("list-style-type", "")),
        border_above=_is_line(found.get("border-top", "")),
        barred=_is_line(left) and border.startswith("none"),
        indented=border.startswith("none") and not _is_line(left),
        blurred="blur(" in found.get("filter", ""),
        colour=_colour(found.get("color", "")),
        background=_colour(found.get("background-color", "") or found.get("background", "")),
        width=_points(found.get("width", "") or found.get("min-width", "")),
    )


def _is_hidden(found: Mapping[str, str]) -> bool:
    if found.get("display") == "none" or found.get("visibility") in ("hidden", "collapse"):
        return True
    if found.get("mso-hide") == "all" or found.get("opacity") in ("0", "0.0"):
        return True
    if _is_zero(found.get("font-size")):
        return True
    flat = _is_zero(found.get("max-height")) or _is_zero(found.get("height"))
    return flat and found.get("overflow") == "hidden"


def _is_zero(value: str | None) -> bool:
    points = _points(value or "")
    return points is not None and points == 0


def _spaced(found: Mapping[str, str]) -> bool | None:
    """Whether half a line or more is kept free above or below, where margins are declared."""
    sides = (found.get("margin") or "").split()
    above = found.get("margin-top") or (sides[0] if sides else "")
    below = found.get("margin-bottom") or (sides[2] if len(sides) > 2 else "" or above)
    known = [points for side in (above, below) if (points := _points(side)) is not None]
    return any(points >= 6 for points in known) if known else None


def _points(value: str) -> float | None:
    match = _LENGTH.match(value)
    if match is None or match[2] == "%":
        return None
    return float(match[1]) * _POINTS.get(match[2], 0.75)


def _is_line(border: str) -> bool:
    return any(kind in border for kind in ("solid", "double", "dashed", "dotted", "groove"))


def _colour(value: str) -> str:
    """A colour as six hexadecimal digits; "other" for one that is none of those read here."""
    if not value:
        return ""
    rgb = _RGB.search(value)
    if rgb is not None:
        if rgb[4] is not None and float(rgb[4]) == 0:
            return "transparent"
        return "".join(f"{min(int(part[:4]), 255):02x}" for part in rgb.groups()[:3])
    digits = _HEX.search(value)
    if digits is not None:
        short = len(digits[1]) < 6
        return "".join(c * 2 for c in digits[1][:3]) if short else digits[1][:6]
    word = _WORD.search(value)
    return _NAMED[word[1]] if word is not None else "other"
