"""Detect text that is cut off in rows, columns and items without a size."""

from __future__ import annotations

from collections.abc import Mapping

from mailrecon.read.html.css.values import number, pixels

# A box of at most this many pixels shows nothing.
_NOTHING = 2.0
ZERO = frozenset(["0", "0px", "0fr", "0%", "0em"])
CUT = frozenset(["hidden", "clip", "scroll", "auto", "overlay"])
_PLACED_IN_GRID = frozenset(["grid-area", "grid-row", "grid-column", "order"])


def is_in_empty_track(found: Mapping[str, str], around: Mapping[str, str]) -> bool:
    """Whether the rows or columns of the grid `around` cut off a box completely.

    `grid-template-rows: 0fr`, as accordions are closed: the item has `overflow: hidden`.
    """
    display = around.get("display", "")
    if display.endswith("flex") and _has_no_share(found, around):
        return True
    # A row with zero height sets its boxes to zero height.
    if display.endswith("flex") and not around.get("flex-direction", "row").startswith("column"):
        height = pixels(around.get("height", ""), 16.0)
        cut = found.get("overflow-y", "visible") in CUT
        return cut and height is not None and height <= _NOTHING
    if not display.endswith("grid"):
        return False
    rows = around.get("grid-template-rows", "").strip() in ZERO
    columns = around.get("grid-template-columns", "").strip() in ZERO
    return (rows and found.get("overflow-y", "visible") in CUT) or (
        columns and found.get("overflow-x", "visible") in CUT
    )


def is_in_empty_cell(found: Mapping[str, str], around: Mapping[str, str], place: int) -> bool:
    """Whether a grid's child, counted from 0, is cut off in a row or column without size.

    `grid-template-rows: auto 0`: the second child has no height.
    """
    if not around.get("display", "").endswith("grid") or not _PLACED_IN_GRID.isdisjoint(found):
        return False
    rows, columns = (
        around.get(f"grid-template-{name}", "").split() for name in ("rows", "columns")
    )
    if any("(" in track or "[" in track for track in rows + columns):
        return False
    row, column = divmod(place, len(columns) or 1)
    flat = row < len(rows) and rows[row] in ZERO
    thin = column < len(columns) and columns[column] in ZERO
    return (flat and found.get("overflow-y", "visible") in CUT) or (
        thin and found.get("overflow-x", "visible") in CUT
    )


def _has_no_share(found: Mapping[str, str], around: Mapping[str, str]) -> bool:
    """Whether a box has no size in its flex row and cuts off its words: `flex: 0 0 0`."""
    column = around.get("flex-direction", "row").startswith("column")
    axis, least = ("y", "min-height") if column else ("x", "min-width")
    given = pixels(found.get(least, ""), 16.0)
    cut = found.get(f"overflow-{axis}", "visible")
    # A box with `clip` is at least as large as its words, unless `min-width` is given (4.5).
    if cut not in CUT or (cut == "clip" and given is None) or (given or 0.0) > _NOTHING:
        return False
    basis = pixels(found.get("flex-basis", ""), 16.0, 100.0)
    return basis is not None and basis <= _NOTHING and not number(found.get("flex-grow", "0"))


def without_basis(found: Mapping[str, str], around: Mapping[str, str]) -> Mapping[str, str]:
    """The properties of a box that grows in its flex row, without its base size.

    `flex: 1; width: 0; overflow: hidden` is as wide as its row allows.
    """
    if not around.get("display", "").endswith("flex") or not number(found.get("flex-grow", "0")):
        return found
    column = around.get("flex-direction", "row").startswith("column")
    size = "height" if column else "width"
    return {name: value for name, value in found.items() if name != size}
