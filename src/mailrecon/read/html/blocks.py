"""Turn the blocks of a page into lines: lists with bullets, rows of cells, quotations."""

from __future__ import annotations

from mailrecon.read.html import tags
from mailrecon.read.html.element_style import ComputedStyle
from mailrecon.read.html.elements import OpenElement, is_quotation, is_spaced
from mailrecon.read.html.footnotes import opens_note
from mailrecon.read.html.lines import LineCollector
from mailrecon.read.html.roles import ElementRole, role_of
from mailrecon.read.html.table_rows import PageTable, merged_over

_PAIRED = frozenset(["div", "li", "section", "dt", "dd"])
_UNBULLETED = tags.word_set("""div article section header table dl blockquote ul ol""")
_MOST_CELLS = 1_000


class PageBlocks:
    """Begins and ends blocks in `lines`; `open_elements` are those around them."""

    def __init__(self, lines: LineCollector, open_elements: list[OpenElement]) -> None:
        self._lines = lines
        self._open = open_elements
        self._lists = 0
        self._tables = 0
        self._tables_met = 0

    def open(
        self,
        element: OpenElement,
        parent: OpenElement,
        attributes: dict[str, str | None],
        look: ComputedStyle,
    ) -> None:
        """Begin the line of a block, and its counters."""
        tag, lines = element.tag, self._lines
        lines.end()
        nested = self._lists if tag in tags.LISTS else self._tables
        element.spaced = is_spaced(tag, look, nested=nested > 0)
        element.flush = look.spaced is False
        # <blockquote type="cite">: Apple Mail and Thunderbird set quotations close.
        if tag == "blockquote" and (attributes.get("type") or "").lower() == "cite":
            element.spaced = False
        if element.spaced or look.border_above:
            lines.gap()
        role = role_of(tag, attributes, level=len(self._open), content=parent.content)
        element.content = parent.content or role is ElementRole.CONTENT
        element.aside = int(role in (ElementRole.NAVIGATION, ElementRole.CONTROL))
        lines.aside += element.aside
        # <li><table>…: the table has no bullet.
        if parent.tag == "li" and tag in _UNBULLETED and not parent.own_text:
            lines.forget_bullet()
        if tag in tags.LISTS:
            self._lists += 1
            # <ol start="3">
            start = attributes.get("start") or ""
            element.item = int(start) if start.isdecimal() and len(start) < 6 else 1
        element.notes = parent.notes or (
            tag in ("ol", "section", "div", "aside", "footer") and opens_note(attributes)
        )
        if tag == "table":
            self._tables += 1
            self._tables_met += 1
            element.table = PageTable(self._tables_met)
        elif tag == "li":
            self._open_item(element, parent, attributes)
        self._open_cell(element, parent)
        if tag in ("td", "th"):
            parent.merged.append(merged_over(attributes))
        # <div style="display: flex"><span>From:</span><span>Ann Poe</span></div>
        element.row = tag == "tr" or look.display in ("flex", "inline-flex", "table-row")
        quotes = tag == "blockquote" and is_quotation(attributes, look)
        # <div style="border: none; border-left: 1.5pt solid blue">: Outlook's quotation
        if quotes or (tag == "div" and look.is_ruled_left):
            element.quoted = 1
            lines.depth += 1

    def end(self, element: OpenElement, parent: OpenElement) -> None:
        """End the line of a block, and its counters."""
        lines = self._lines
        lines.end()
        lines.depth -= element.quoted
        lines.aside -= element.aside
        self._leave_row_or_list(element, parent)
        self._close_row(element, parent)
        if element.spaced or (element.labelled and element.tag == "table" and not element.flush):
            lines.gap()

    def _open_item(
        self, element: OpenElement, parent: OpenElement, attributes: dict[str, str | None]
    ) -> None:
        indent = "  " * max(min(self._lists, 10) - 1, 0)
        if parent.tag != "ol":
            if element.bulleted and parent.bulleted:
                self._lines.bullet(f"{indent}• ")
            return
        # <li value="7">
        value = attributes.get("value") or ""
        number = int(value) if value.isdecimal() and len(value) < 6 else parent.item
        parent.item = number + 1
        # <ol class="footnotes"><li id="fn1">
        if parent.notes or opens_note(attributes):
            self._lines.bullet(f"[{number}] ")
        elif element.bulleted and parent.bulleted:
            self._lines.bullet(f"{indent}{number}. ")

    def _open_cell(self, element: OpenElement, parent: OpenElement) -> None:
        """Record in the parent the start of a cell, a term or one of a pair of blocks."""
        # <dl><dt>From</dt><dd>Ann Poe</dd></dl>
        if element.tag == "dt":
            parent.cells = [self._lines.mark()]
        elif element.tag == "dd":
            parent.cells = [*parent.cells[:1], self._lines.mark()]
        elif parent.row or len(parent.cells) < 3:
            parent.others = parent.others or element.tag not in _PAIRED
            if len(parent.cells) < _MOST_CELLS:
                parent.cells.append(self._lines.mark())

    def _leave_row_or_list(self, element: OpenElement, parent: OpenElement) -> None:
        """Undo the effects of opening a list, a table or a part of one."""
        lines = self._lines
        if element.tag in tags.LISTS:
            self._lists -= 1
        elif element.tag == "table":
            self._tables -= 1
        elif element.tag == "tr":
            table = next((item.table for item in reversed(self._open) if item.table), None)
            if table is not None:
                table.add(lines, element.cells, element.merged)
        elif element.tag == "li":
            lines.forget_bullet()
        elif element.tag == "dd":
            if len(parent.cells) == 2:
                parent.labelled |= lines.merge_row(parent.cells, terms=True)
            parent.cells = []
        elif element.tag in ("tbody", "thead", "table"):
            parent.labelled |= element.labelled and element.tag != "table"

    def _close_row(self, element: OpenElement, parent: OpenElement) -> None:
        cells = element.cells
        if len(cells) < 2 or element.own_text or element.tag == "dl":
            return
        pair = len(cells) == 2 and not element.others and self._lines.label_at(*cells)
        if element.row or pair:
            labelled = self._lines.merge_row(cells)
            parent.labelled |= labelled and element.tag == "tr"
