"""Detect drawings without words that fill their box, as bars over text do."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mailrecon.read.html.css.values import number
from mailrecon.regex import regex

_RECTANGLE = regex(r"<rect\b([^<>]{0,2000})>", re.IGNORECASE)
_SAID = regex(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_STYLED = regex(r"([\w-]+)\s*:\s*([^;]+)")
_CLEAR = frozenset(["none", "transparent"])
_SIDES = ("width", "height")
_MOST = 1_000
# The least share of a drawing, and the least opacity, of a bar.
_ALL, _OPAQUE = 0.9, 0.9


def is_bar(attributes: Mapping[str, str], content: str) -> bool:
    """Whether a filled rectangle covers the whole drawing.

    `<svg viewBox="0 0 100 20"><rect width="100" height="20"/></svg>`
    """
    view = attributes.get("viewbox", "").replace(",", " ").split()
    sizes = view[2:4] if len(view) == 4 else [attributes.get(key, "") for key in _SIDES]
    whole = [number(size.removesuffix("px")) for size in sizes]
    for place, found in enumerate(_RECTANGLE.finditer(content)):
        if place >= _MOST:
            break
        if _fills(_properties(found[1]), whole):
            return True
    return False


def _properties(text: str) -> dict[str, str]:
    said = {name.lower(): a or b or c for name, a, b, c in _SAID.findall(text)}
    said.update(
        (name.lower(), value.strip()) for name, value in _STYLED.findall(said.get("style", ""))
    )
    return said


def _fills(rectangle: Mapping[str, str], whole: list[float | None]) -> bool:
    if rectangle.get("fill", "black").lower() in _CLEAR:
        return False
    for name in ("opacity", "fill-opacity"):
        if (number(rectangle.get(name, "1")) or 0.0) < _OPAQUE:
            return False
    for name, most in zip(_SIDES, whole, strict=True):
        size = rectangle.get(name, "")
        length = number(size.removesuffix("px"))
        if length is None:
            return False
        # `number` reads `90%` as 0.9.
        if length < _ALL * (1.0 if size.endswith("%") else most or 1e9):
            return False
    return True
