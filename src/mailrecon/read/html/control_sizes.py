"""How large a browser draws what has a size of its own: frames, drawings, fields of forms."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy

from mailrecon.read.html.element_style import ComputedStyle

# CSS 2.2, 10.3.2: what has a size that is not known, in pixels.
_WIDTH, _HEIGHT = 300, 150
# Those with the height they have at least where nothing says another (0: that of their words).
DRAWN_SIZES = {
    "iframe": _HEIGHT,
    "video": _HEIGHT,
    "canvas": _HEIGHT,
    "svg": _HEIGHT,
    "object": 0,
    "textarea": 0,
    "select": 0,
}
# Of a line in a field of a form, at least.
_LINE = 13
_ROWS = {"textarea": ("rows", 2), "select": ("size", 1)}


def drawn_look(
    tag: str, attributes: Mapping[str, str | None], look: ComputedStyle
) -> ComputedStyle:
    """The look of such an element, with its size as if a style said it."""
    said = {name: attributes.get(name) or "" for name in ("width", "height")}
    size = {name: f"{value}px" for name, value in said.items() if value.isdecimal()}
    height = DRAWN_SIZES[tag]
    if tag in _ROWS:
        name, usual = _ROWS[tag]
        rows = attributes.get(name) or ""
        height = _LINE * (min(int(rows), 999) if rows.isdecimal() and len(rows) < 4 else usual)
    if height and "height" not in size and not _is_scaled(tag, attributes):
        size["height"] = f"{height}px"
    found = copy(look)
    found.found = {"width": f"{_WIDTH}px", **size, **look.found} if size else look.found
    if look.display in ("", "inline"):
        found.display = "inline-block"
    return found


def _is_scaled(tag: str, attributes: Mapping[str, str | None]) -> bool:
    """Whether a drawing is as high as its width lets it be: `viewBox`."""
    return tag == "svg" and ("viewbox" in attributes or bool(attributes.get("width")))
