"""Find the default sizes of frames, drawings and form fields."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy

from mailrecon.read.html.element_style import ComputedStyle

# The default size of a replaced element, in pixels (CSS 2.2, 10.3.2).
_WIDTH, _HEIGHT = 300, 150
# Elements with their default least height (0: the height of their words).
DRAWN_SIZES = {
    "iframe": _HEIGHT,
    "video": _HEIGHT,
    "canvas": _HEIGHT,
    "svg": _HEIGHT,
    "object": 0,
    "textarea": 0,
    "select": 0,
}
# The least height of a line in a form field.
_LINE = 13
_ROWS = {"textarea": ("rows", 2), "select": ("size", 1)}


def drawn_look(
    tag: str, attributes: Mapping[str, str | None], look: ComputedStyle
) -> ComputedStyle:
    """The look of such an element, with its default size added as a style."""
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
    """Whether the height of a drawing follows from its width: `viewBox`."""
    return tag == "svg" and ("viewbox" in attributes or bool(attributes.get("width")))
