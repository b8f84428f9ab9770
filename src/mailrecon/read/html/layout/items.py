"""The widths of the items of a row, which move the following ones to the right."""

from __future__ import annotations

from mailrecon.read.html.css.values import number, pixels
from mailrecon.read.html.element_style import ComputedStyle

_ENDLESS = 1e9


def least_width(item: ComputedStyle, row: ComputedStyle, width: float) -> float:
    """The least width of an item in a `flex` row; `width` is that of the row, or endless.

    `flex: 0 0 100%`: the following item begins behind the row.
    """
    around, found = row.found, item.found
    display, direction = around.get("display", ""), around.get("flex-direction", "row")
    if not display.endswith("flex") or direction != "row":
        return 0.0
    if around.get("flex-wrap", "nowrap") != "nowrap":
        return 0.0
    least = _length(found.get("min-width", ""), item.size, width)
    basis = found.get("flex-basis", "auto")
    if number(found.get("flex-shrink", "1")) == 0:
        given = found.get("width", "") if basis == "auto" else basis
        least = max(least, _length(given, item.size, width))
    margins = [pixels(found.get(f"margin-{side}", ""), item.size) for side in ("left", "right")]
    return max(least + sum(margin or 0.0 for margin in margins), 0.0)


def _length(text: str, size: float, width: float) -> float:
    share = number(text) if text.endswith("%") else None
    if share is not None and width >= _ENDLESS:
        return _ENDLESS if share >= 1 else 0.0
    return pixels(text, size, width) or 0.0
