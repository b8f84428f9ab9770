"""Find the placement of an element among its siblings, and its declared height."""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple

from mailrecon.read.html import tags
from mailrecon.read.html.css.values import VIEWPORT_WIDTH, pixels
from mailrecon.read.html.element_style import ComputedStyle
from mailrecon.read.html.layout import edges
from mailrecon.read.html.layout.boxes import is_table_part
from mailrecon.read.html.layout.flow_boxes import margin_of

_DEFAULT_MARGINS = tags.word_set("p h1 h2 h3 h4 h5 h6 pre blockquote hr")
_FROM_TOP = frozenset(["", "start", "flex-start", "normal", "stretch", "baseline", "self-start"])
_COLUMNS = frozenset(["columns", "column-count", "column-width"])


class Placing(Enum):
    """Below the previous element, beside it, floating, or at an unknown place.

    OUT means placed absolutely, outside the flow.
    """

    BELOW = auto()
    BESIDE = auto()
    FLOATING = auto()
    OUT = auto()
    UNKNOWN = auto()


def placing_of(tag: str, look: ComputedStyle, parent: ComputedStyle) -> Placing:
    """The placement of a block inside an element with style `parent`."""
    found = look.found
    if look.position in ("absolute", "fixed"):
        return Placing.OUT
    if not _COLUMNS.isdisjoint(found):
        return Placing.UNKNOWN
    around = parent.found.get("display", "")
    if around.endswith(("flex", "grid")):
        return _placing_of_item(look, parent, grid=around.endswith("grid"))
    if found.get("float", "none") not in ("none", ""):
        return Placing.FLOATING
    beside = look.display == "table-cell" or (tag in ("td", "th") and not look.display)
    return Placing.BESIDE if beside else Placing.BELOW


def _placing_of_item(look: ComputedStyle, parent: ComputedStyle, *, grid: bool) -> Placing:
    found, around = look.found, parent.found
    direction = around.get("flex-direction", "row")
    column = direction.startswith("column")
    ends = (around.get("align-items", ""), around.get("justify-content", ""))
    if direction.endswith("reverse") or (ends[column] not in _FROM_TOP):
        return Placing.UNKNOWN
    if grid:
        tracks = around.get("grid-template-columns", "").split()
        named = any(name in found for name in ("grid-area", "grid-row", "grid-column"))
        return Placing.BESIDE if len(tracks) > 1 or "(" in str(tracks) or named else Placing.BELOW
    return Placing.BELOW if column else Placing.BESIDE


class BlockSize(NamedTuple):
    """The declared height of a block, in pixels; `above` and `below` are its margins.

    `inside` and `under` are the sizes of its border and padding; None is unknown.
    """

    above: float
    below: float
    inside: float
    under: float
    height: float | None
    least: float
    most: float | None


def size_of(tag: str, look: ComputedStyle) -> BlockSize:
    """The size of a block. Lengths of `box-sizing: border-box` are converted to content lengths."""
    found, size = look.found, look.size

    def length(name: str, base: float | None = None) -> float | None:
        return pixels(found[name], size, base) if name in found else None

    usual = margin_of(tag, look) if tag in _DEFAULT_MARGINS else 0.0
    above, below = length("margin-top"), length("margin-bottom")
    up, _, down, _ = edges.borders_of(found, size, look.colour)
    inside = (length("padding-top", VIEWPORT_WIDTH / 4) or 0.0) + up.width
    under = (length("padding-bottom", VIEWPORT_WIDTH / 4) or 0.0) + down.width
    height, most = length("height"), length("max-height")
    least = length("min-height") or 0.0
    if found.get("box-sizing") == "border-box":
        edge = inside + under
        height = None if height is None else max(height - edge, 0.0)
        most = None if most is None else max(most - edge, 0.0)
        least = max(least - edge, 0.0)
    if is_table_part(tag, look.display):
        # A table and its parts are at least as high as their words.
        least, height, most = max(least, height or 0.0), None, None
    return BlockSize(
        usual if above is None and "margin-top" not in found else above or 0.0,
        usual if below is None and "margin-bottom" not in found else below or 0.0,
        inside,
        under,
        height,
        least,
        most,
    )
