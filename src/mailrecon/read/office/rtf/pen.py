"""RTF: write letters to their lines, and withhold hidden ones."""

from __future__ import annotations

from mailrecon.model import Document, Hiding, NoticeCode
from mailrecon.read.office.lines import SPACELESS, OfficeLines
from mailrecon.read.office.looks import TWIPS, hiding
from mailrecon.read.office.rtf.boxes import BoxLines
from mailrecon.read.office.rtf.looks import CellDefinition, Colours, Paragraph
from mailrecon.read.office.rtf.page import RtfPage
from mailrecon.read.office.rtf.rows import RtfRows
from mailrecon.read.office.rtf.shapes import RtfShape
from mailrecon.read.office.rtf.state import FirstPass, GroupState, WhatShapesDo
from mailrecon.read.redaction.colours import WHITE, Colour, is_legible
from mailrecon.read.tables.rows_in_documents import TextCell


class RtfPen:
    """Writes the next letters to their place: the text, a page header, a note, a box."""

    def __init__(self, shapes: WhatShapesDo) -> None:
        self.found = FirstPass()
        self.lines = self.main = OfficeLines()
        self.main.place = "1"
        self.colours = Colours()
        self.page = RtfPage()
        # The rows of tables, and the rows of tables nested in their cells.
        self.rows = RtfRows(shapes.rows)
        self.nested = RtfRows(shapes.nested_rows)
        # The shapes and boxes around the current letters.
        self.shapes: list[RtfShape] = []
        self.boxes: list[BoxLines] = []
        self.page_ground: Colour | None = None
        self._known = shapes
        # The number of tabs on the line so far, and the end of the next letters.
        self._tabs = 0
        self._ahead = 0

    def document(
        self, name: str, data: bytes, margins: list[OfficeLines], notes: list[OfficeLines]
    ) -> tuple[Document, list[TextCell]]:
        """Make a document of all lines, page headers first, notes last; also return table cells."""
        whole = OfficeLines()
        start = 0
        for lines in (*margins, self.main, *notes):
            start = whole.length if lines is self.main else start
            whole.include(lines.document(name, b"", "rtf"), in_place=False)
        cells = [cell._replace(span=cell.span.shifted(start)) for cell in self.main.cells]
        return whole.document(name, data, "rtf"), cells

    def warn(self, text: str) -> None:
        """Add a notice about something that could not be interpreted."""
        self.lines.notice(NoticeCode.STYLE_NOT_FOLLOWED, text)

    def is_in_body(self) -> bool:
        """Whether the letters are part of the running text."""
        return self.lines is self.main and not self.shapes

    def show(self, text: str, state: GroupState) -> None:
        """Write letters, or record them as hidden."""
        cell = self._cell(state)
        if cell is None or cell.height is None:
            self._show_piece(text, state)
            return
        for word in self.rows.lines_of(cell, text, state.letters.size / 2):
            self._show_piece(word, state)

    def _show_piece(self, text: str, state: GroupState) -> None:
        if self.rows.is_next_cell:
            self.rows.is_next_cell = False
            if not self.lines.at_line_start():
                self.lines.text("\t")
        if self.is_in_body():
            space = (state.paragraph.before + state.paragraph.after) / TWIPS
            self.found.add(text, state.letters.size / 2, space)
        if self.shapes:
            self.shapes[-1].letters += len(text.strip())
        self._tabs += text == "\t"
        self._ahead += len(text)
        how, drawn = self.seen(state)
        if how is None:
            self.lines.text(text)
        else:
            self.lines.hide(how, text, drawn=drawn)

    def seen(self, state: GroupState) -> tuple[Hiding | None, bool]:
        """Why letters are hidden here, and whether a mark is visible in their place."""
        if state.hidden is not None:
            return state.hidden, False
        cell = self._cell(state) or CellDefinition()
        if state.letters.is_deleted or cell.is_deleted:
            return Hiding.DELETED, False
        look = state.letters.look(self.colours)
        if look.vanish or cell.is_under:
            return Hiding.NOT_DISPLAYED, False
        number = self._number()
        if number in self._known.under:
            return Hiding.COVERED, True
        if state.paragraph.is_unseen() or cell.is_flat:
            return Hiding.TOO_SMALL, False
        is_cut = self.rows.cuts_off(cell, state.paragraph.before) or (
            bool(self.boxes) and self.boxes[-1].cuts_off()
        )
        if is_cut or self._is_off_page(state.paragraph, cell):
            return Hiding.OUTSIDE_PAGE, False
        ground = state.letters.ground(self.colours)
        ground = self.ground_of_place(state) if ground is None else ground
        how = hiding(look, ground or WHITE)
        if how is Hiding.SAME_COLOUR and ground is None:
            return None, False
        # Letters without a colour are white on a dark page, as in a document for dark screens.
        if how is Hiding.SAME_COLOUR and look.letters is None and ground is self.page_ground:
            return None, False
        return how, how is Hiding.SAME_COLOUR and is_legible(ground or WHITE, WHITE)

    def ground_of_place(self, state: GroupState) -> Colour | None:
        """The background of the current paragraph; None if unknown."""
        cell = self._cell(state) or CellDefinition()
        layers = (
            state.paragraph.ground(self.colours),
            cell.ground(self.colours),
            self._known.behind.get(self._number()),
        )
        return next((layer for layer in layers if layer is not None), state.ground)

    def _number(self) -> int:
        """The number of the current paragraph of the body; -1 elsewhere."""
        return len(self.found.lengths) - 1 if self.is_in_body() else -1

    def _cell(self, state: GroupState) -> CellDefinition | None:
        if not state.paragraph.in_table:
            return None
        inner = self.nested.cell() if state.paragraph.level > 1 else None
        outer = self.rows.cell()
        return outer if inner is None else inner.inside(outer or CellDefinition())

    def _is_off_page(self, paragraph: Paragraph, cell: CellDefinition) -> bool:
        if cell.is_off_page or paragraph.is_off_page():
            return True
        if not self.is_in_body() or paragraph.in_table:
            return False
        if self._tabs and paragraph.has_lost_stops:
            self.warn(
                "a paragraph has more tab stops than can be followed; what is behind its tabs is "
                "withheld"
            )
        return not self.page.shows(paragraph, self._tabs, self._ahead)

    def end_line(self, state: GroupState) -> None:
        """End a line at a manual line break."""
        how, _ = self.seen(state)
        is_shown = how not in SPACELESS
        self._tabs = self._ahead = 0
        self.rows.end_line(is_shown=is_shown)
        if self.boxes and not state.paragraph.in_table:
            self.boxes[-1].above += is_shown
        if is_shown:
            self.lines.end_line()

    def end_paragraph(self, state: GroupState) -> None:
        """End a paragraph."""
        self.end_line(state)
        if self.is_in_body():
            if not state.paragraph.in_table:
                self.rows.end_table(self.lines.length)
            self._next_paragraph()

    def end_cell_or_row(self, word: str) -> None:
        """Read `\\cell` and `\\row`, or `\\nestcell` and `\\nestrow` of a nested table."""
        is_nested = word.startswith("nest")
        rows = self.nested if is_nested else self.rows
        if word.endswith("cell"):
            if self.is_in_body() and not is_nested:
                cell = self.rows.cell_until(self.lines.length + self.lines.column)
                self.lines.cells.append(cell)
            rows.end_cell()
            self.rows.is_next_cell = True
            return
        rows.end_row()
        self.rows.is_next_cell = False
        self.lines.end_text()
        if not is_nested and self.is_in_body():
            self.rows.next_row(self.lines.length)
        if self.lines is self.main:
            self._next_paragraph()

    def _next_paragraph(self) -> None:
        self.found.next_paragraph()
        self.lines.place = str(len(self.found.lengths))
