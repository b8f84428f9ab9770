"""Apply the look of table columns to their cells (CSS 2.2, 17.5.1, 17.6.1)."""

from __future__ import annotations

from bisect import bisect_right

from selectolax.lexbor import LexborNode

from mailrecon.read.html.element_style import ComputedStyle
from mailrecon.read.html.elements import OpenElement
from mailrecon.read.html.style import Cascade, closed, in_column, is_in_fixed
from mailrecon.read.html.tree import ElementNode


class TableColumns:
    """The columns of the tables among `open_elements`; each table has its own."""

    def __init__(self, cascade: Cascade, open_elements: list[OpenElement]) -> None:
        self._cascade = cascade
        self._open = open_elements
        self._known: dict[tuple[ComputedStyle, ComputedStyle], ComputedStyle] = {}

    def add(
        self,
        node: LexborNode,
        attributes: dict[str, str | None],
        look: ComputedStyle,
        styled: ElementNode | None,
    ) -> None:
        """Record the looks of columns; the `col`s in a `colgroup` inherit its look."""
        table = next((item for item in reversed(self._open) if item.tag == "table"), None)
        if table is None:
            return
        found = []
        for child in node.iter():
            if child.tag == "col":
                own = child.attributes
                made = styled.child_of(child, "col", own) if styled is not None else None
                found.append((own, self._cascade.style("col", own, look, made)))
        for own, style in found or [(attributes, look)]:
            span = own.get("span") or ""
            count = int(span) if span.isdecimal() and len(span) < 4 else 1
            before = table.columns[-1][0] if table.columns else 0
            table.columns.append((before + count, style))

    def look_of_cell(
        self, look: ComputedStyle, attributes: dict[str, str | None], row: OpenElement
    ) -> ComputedStyle:
        """The look of a cell, with its column's look added."""
        span = attributes.get("colspan") or ""
        place = row.column
        row.column += int(span) if span.isdecimal() and len(span) < 4 else 1
        table = next((item for item in reversed(self._open) if item.tag == "table"), None)
        if table is None:
            return look
        column = None
        if table.columns and place < table.columns[-1][0]:
            column = table.columns[bisect_right(table.columns, place, key=lambda item: item[0])][1]
        if is_in_fixed(look, column, table.style):
            return closed(look)
        if column is None:
            return look
        key = (look, column)
        if key not in self._known:
            self._known[key] = in_column(look, column, (row.style, self._open[-2].style))
        return self._known[key]
