"""Read DOCX: paragraphs, tables, notes and text boxes (ECMA-376).

Text is read as the printed page shows it, and hidden text is withheld: `looks` decides which
letters are legible, `shapes` and `office/covers.py` which text lies under a shape.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from lxml import etree

from mailrecon.errors import ReadError
from mailrecon.model import Document, Hiding, NoticeCode, Span
from mailrecon.read.office.covers import covered, grounds
from mailrecon.read.office.docx.cells import (
    DELETED,
    RowCell,
    Rows,
    is_simple,
    merge_of,
    merged_columns,
    row_cells,
    row_hidden,
    rows_below,
    twips,
    unwrapped,
)
from mailrecon.read.office.docx.looks import (
    BlockLook,
    DocxLooks,
    DocxStyle,
    W,
    blocks_over,
    conditions,
    is_on,
    level_of_title,
    stops,
)
from mailrecon.read.office.docx.pages import PAGE, SectionPage, off_page, pages
from mailrecon.read.office.docx.places import left_of_page, misplaced
from mailrecon.read.office.docx.places import twips as placed_at
from mailrecon.read.office.docx.runs import DocxRuns, ParagraphContext, R, below
from mailrecon.read.office.docx.shapes import DRAWINGS, covers_in, darkens_page, own_length
from mailrecon.read.office.lines import SPACELESS, OfficeLines
from mailrecon.read.office.looks import CLEAR, LOWEST_LINE, TWIPS
from mailrecon.read.office.package import Package, text_of
from mailrecon.read.office.tabs import Tabs
from mailrecon.read.options import ReadOptions
from mailrecon.read.reading_progress import tell_read
from mailrecon.read.redaction.colours import BLACK, WHITE, Colour, is_legible
from mailrecon.read.tables.mail_columns import MOST_ABOVE
from mailrecon.read.tables.rows_in_documents import TextCell, may_name_columns, split_rows_of_mail

_MAIN = "word/document.xml"
# Parts in other formats that Word shows in the text (17.17.2).
_CHUNKS = frozenset({"html", "rtf", "docx", "text", "eml"})
_MOST_NESTED_CHUNKS = 3
# In twentieths of a point. Lines and rows with an exact height of three points show no letters.
_LEAST_WIDTH = 40
_PAGE_HEIGHT = 15_840.0
_PAGE_WIDTH = 12_240.0


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """Read the document, and each row of mail in its tables as a document.

    Raises ReadError if it is damaged or too large when unpacked.
    """
    lines = _lines(data, name, options, 0)
    yield from split_rows_of_mail(lines.document(name, data, "docx"), lines.cells)


def _lines(data: bytes, name: str, options: ReadOptions, level: int) -> OfficeLines:
    package = Package(data, name)
    links = package.relationships("").values()
    main = next((link.target for link in links if link.kind == "officeDocument"), _MAIN)
    root = package.part(main)
    body = root.find(f"{W}body") if root is not None else None
    if root is None or body is None:
        raise ReadError(f"{name}: has no {main}; it is not a Word document")
    walk = _DocxWalk(package, main, root, options, level)
    try:
        walk.margins()
        walk.runs.enter(main, root, on_dark=walk.is_on_dark)
        walk.blocks(body, ParagraphContext(ground=walk.page))
        walk.lines.end_text()
        walk.notes("footnote")
        walk.notes("endnote")
    except RecursionError as error:
        raise ReadError(f"{name}: its parts nest too deep to be a document") from error
    return walk.lines


class _DocxWalk:
    """The state while the parts are read: notes so far, lines so far."""

    def __init__(
        self, package: Package, main: str, root: etree._Element, options: ReadOptions, level: int
    ) -> None:
        self.package = package
        self.lines = OfficeLines()
        self._root = root
        self._main = main
        self._folder = main.rpartition("/")[0] + "/" if "/" in main else ""
        self._options = options
        self._level = level
        self._settings = package.part(f"{self._folder}settings.xml")
        self.looks = DocxLooks(package, self._folder)
        self.page = self._page_ground()
        self._page = PAGE
        self.is_on_dark = False
        # The table read last, and the starts of its columns.
        self._grid: tuple[etree._Element | None, list[float]] = (None, [])
        self.runs = DocxRuns(package, self.lines, self.looks, self._folder, self.blocks)
        self.runs.page_ground = self.page
        self._paragraphs = 0
        self._tables = 0
        sizes = [(twips(size, "w"), twips(size, "h")) for size in root.iter(f"{W}pgSz")]
        self._width = max((size for size, _ in sizes if size), default=_PAGE_WIDTH)
        self._height = max((size for _, size in sizes if size), default=_PAGE_HEIGHT)

    def _page_ground(self) -> Colour:
        """The page's own colour, if the document's settings display it (17.2.1)."""
        ground = self._root.find(f"{W}background")
        shown = self._setting("displayBackgroundShape")
        if ground is None or not shown:
            return WHITE
        return self.looks.colour(ground, "color", "theme") or WHITE

    def _setting(self, name: str) -> bool:
        return self._settings is not None and is_on(self._settings.find(f"{W}{name}"))

    def blocks(self, parent: etree._Element, around: ParagraphContext) -> None:
        """Read every paragraph and table below an element, in order."""
        children = list(unwrapped(parent, around))
        own = pages(parent) if parent.tag == f"{W}body" else {}
        under, behind = self._shapes([child for child, _ in children])
        before = 0.0
        for number, (child, around_it) in enumerate(children):
            if own:
                tell_read(number, len(children))
            tag = child.tag
            if around.height is not None:
                before += self._space_before(child)
                is_cut_off = number * LOWEST_LINE + before >= around.height
                around_it = around_it._replace(height=None)
                around_it = around_it.hidden_by(Hiding.OUTSIDE_PAGE if is_cut_off else None)
            if own:
                self._turn_to(own.get(child, self._page))
                around_it = around_it.hidden_by(Hiding.OUTSIDE_PAGE if self._page.is_off else None)
            if tag == f"{W}p":
                self._paragraphs += not around.place
                self.lines.place = around.place or str(self._paragraphs)
                if number in under:
                    around_it = around_it.hidden_by(Hiding.COVERED)
                around_it = around_it._replace(behind=behind.get(number))
                self._paragraph(child, around_it)
            elif tag == f"{W}tbl":
                self.lines.end_text()
                self._table(child, around_it)
            elif tag == f"{W}altChunk":
                self._chunk(child, around_it)

    def _space_before(self, block: etree._Element) -> float:
        """The space above a paragraph, in points."""
        if block.tag != f"{W}p":
            return 0.0
        properties = block.find(f"{W}pPr")
        places = self.looks.places(properties, self.looks.paragraph(properties))
        is_automatic = places.get("spacing.beforeAutospacing", "0") not in ("0", "false", "off")
        return 0.0 if is_automatic else max(placed_at(places, "spacing.before"), 0.0) / TWIPS

    def _turn_to(self, page: SectionPage) -> None:
        if page.number != self._page.number:
            self.runs.column_breaks = 0
        self._page = page
        self.runs.page = page

    def _shapes(self, children: list[etree._Element]) -> tuple[set[int], dict[int, Colour]]:
        """The numbers of the paragraphs under a shape; the colours of shapes behind others."""
        drawn = [
            (number, child)
            for number, child in enumerate(children if self.runs.has_drawings else ())
            if child.tag == f"{W}p" and next(child.iter(*DRAWINGS), None) is not None
        ]
        if not drawn:
            return set(), {}
        over = {number: covers_in(child, self.looks) for number, child in drawn}
        behind = {number: covers_in(child, self.looks, behind=True) for number, child in drawn}
        lengths = [own_length(child) for child in children]
        return covered(lengths, over), grounds(lengths, behind)

    def _paragraph(self, paragraph: etree._Element, around: ParagraphContext) -> None:
        properties = paragraph.find(f"{W}pPr")
        style = self.looks.paragraph(properties)
        shade = self.looks.shade(below(properties, "shd"))
        ground = shade if shade is not None else style.block.shade
        if ground is not None and ground != CLEAR:
            around = around._replace(ground=ground, behind=None)
        if around.hidden is None:
            around = around.hidden_by(self._places(paragraph, style))
        marks = below(properties, "rPr")
        self.lines.level = level_of_title(properties, style.level)
        self.runs.tabs = Tabs(stops(properties, style.stops), self._page.edge())
        self.runs.inline(paragraph, around, style)
        self.runs.tabs = Tabs()
        # <w:pPr><w:rPr><w:del w:author="Ann Poe"/></w:rPr></w:pPr>
        # A mark that is hidden or deleted joins its paragraph to the next one.
        joined = around.hidden in SPACELESS
        if marks is not None and any(marks.find(tag) is not None for tag in DELETED):
            joined = True
        if not joined and not self.looks.letters(marks, style, around.table).vanish:
            self.lines.end_line()
            self.lines.level = 0

    def _places(self, paragraph: etree._Element, style: DocxStyle) -> Hiding | None:
        """Why a paragraph is not visible at the place that its properties give."""
        places = self.looks.places(paragraph.find(f"{W}pPr"), style)
        if not places:
            return None
        length = own_length(paragraph) if "-" in "".join(places.values()) else 0
        how = misplaced(places, self._width, self._height)
        return how or (left_of_page(places, self._page.left, length) if length else None)

    def _off_page(self, properties: etree._Element | None) -> Hiding | None:
        """Whether a table is placed off the page."""
        shifts = []
        # <w:tblInd w:w="31680"/>, <w:tblpPr w:tblpX="31680"/>
        for name, keys in (("tblInd", ("w",)), ("tblpPr", ("tblpX", "tblpY"))):
            found = below(properties, name)
            shifts += [abs(twips(found, key)) for key in keys] if found is not None else []
        return Hiding.OUTSIDE_PAGE if max(shifts, default=0.0) >= self._width else None

    def _table(self, table: etree._Element, around: ParagraphContext) -> None:
        self._tables += 1
        number = self._tables
        around = around.hidden_by(self._off_page(below(table, "tblPr")))
        rows = [found for found in unwrapped(table, around) if found[0].tag == f"{W}tr"]
        columns = max((len(row_cells(row)) for row, _ in rows), default=0)
        style = self.looks.table(_named(table.find(f"{W}tblPr/{W}tblStyle")))
        over = rows_below(rows) if _names_columns(rows) else None
        merged: set[int] = set()
        for place, (row, around_row) in enumerate(rows):
            around_row = row_hidden(row, around_row)
            name = around.place or f"table {number} row {place + 1}"
            cells = row_cells(row)
            simple = (
                over is None and len(cells) > 1 and all(is_simple(cell.element) for cell in cells)
            )
            above, merged = merged, merged_columns(cells)
            for cell in cells:
                kinds = conditions(table, place, len(rows), cell.column, columns, style)
                found = (style.conditional[kind] for kind in kinds if kind in style.conditional)
                block = blocks_over((style.table, *found))
                inside = around_row._replace(place=name)
                if (cell.column in above and merge_of(cell) == "continue") or cell.goes_on:
                    # Only the first of several merged cells is shown.
                    inside = inside.hidden_by(Hiding.NOT_DISPLAYED)
                inside = self._in_cell(table, row, cell, block, inside)
                self.lines.place = name
                if not simple:
                    begin = self.lines.length
                    self.blocks(cell.element, inside)
                    self.lines.end_text()
                    if over is not None:
                        span = Span(begin, self.lines.length)
                        merged_over = over.get((place, cell.column), 1), cell.columns
                        found_cell = TextCell(number, place, cell.column, span, *merged_over)
                        self.lines.cells.append(found_cell)
                    continue
                if not self.lines.at_line_start():
                    self.lines.text("\t")
                self._simple_cell(cell.element, inside)
            if simple and (around_row.hidden is None or not self.lines.at_line_start()):
                self.lines.end_line()

    def _simple_cell(self, cell: etree._Element, around: ParagraphContext) -> None:
        for paragraph, around_it in unwrapped(cell, around):
            properties = paragraph.find(f"{W}pPr")
            style = self.looks.paragraph(properties)
            shade = self.looks.shade(below(properties, "shd")) or style.block.shade
            if shade is not None and shade != CLEAR:
                around_it = around_it._replace(ground=shade)
            under, behind = self._shapes([paragraph])
            around_it = around_it.hidden_by(Hiding.COVERED if under else None)
            if around.height is not None and self._space_before(paragraph) >= around.height:
                around_it = around_it.hidden_by(Hiding.OUTSIDE_PAGE)
            around_it = around_it.hidden_by(self._places(paragraph, style))
            if behind and (shade is None or shade == CLEAR):
                around_it = around_it._replace(behind=behind[0])
            self.runs.inline(paragraph, around_it, style)

    def _in_cell(
        self,
        table: etree._Element,
        row: etree._Element,
        cell: RowCell,
        block: BlockLook,
        around: ParagraphContext,
    ) -> ParagraphContext:
        """The context in a cell: its background, its table's letter style, and what hides it."""
        shades = (
            self.looks.shade(below(cell.properties, "shd")),
            # <w:tblPrEx>: a row's exceptions from its table's properties
            self.looks.shade(row.find(f"{W}tblPrEx/{W}shd")),
            block.shade,
            self.looks.shade(table.find(f"{W}tblPr/{W}shd")),
        )
        ground = next((shade for shade in shades if shade is not None and shade != CLEAR), None)
        # <w:tcPr><w:cellDel w:author="Ann Poe"/></w:tcPr>
        if below(cell.properties, "cellDel") is not None:
            around = around.hidden_by(Hiding.DELETED)
        around = around.hidden_by(self._without_space(table, cell))
        if not self._nested(table) and self._begins_off_page(table, row, cell):
            around = around.hidden_by(Hiding.OUTSIDE_PAGE)
        if ground is not None:
            around = around._replace(ground=ground)
        return around._replace(table=block.look)

    def _without_space(self, table: etree._Element, cell: RowCell) -> Hiding | None:
        """Whether a cell has no space for letters: it is too narrow, or its margin is too wide.

        Columns grow with their text unless the layout of the table is fixed (17.4.52).
        """
        margins = below(cell.properties, "tcMar")
        for side in ("left", "start", "top"):
            # <w:tcMar><w:left w:w="31680"/></w:tcMar>
            margin = below(margins, side)
            if margin is not None and twips(margin, "w") >= self._width:
                return Hiding.OUTSIDE_PAGE
        layout = table.find(f"{W}tblPr/{W}tblLayout")
        width = below(cell.properties, "tcW")
        fixed = layout is not None and layout.get(f"{W}type") == "fixed"
        absolute = width is not None and width.get(f"{W}type", "dxa") == "dxa"
        # <w:tblLayout w:type="fixed"/> … <w:tcW w:w="8" w:type="dxa"/>
        if fixed and absolute and width is not None and 0 < twips(width, "w") <= _LEAST_WIDTH:
            return Hiding.TOO_SMALL
        return None

    def _begins_off_page(self, table: etree._Element, row: etree._Element, cell: RowCell) -> bool:
        """Whether a cell begins right of the page, or ends left of it, by the table's grid."""
        starts = self._starts_of(table)
        # <w:wBefore w:w="720"/>: the row begins farther right.
        before = row.find(f"{W}trPr/{W}wBefore")
        shift = twips(before, "w") if before is not None else 0.0
        if cell.column + 1 >= len(starts):
            return False
        start, end = starts[cell.column] + shift, starts[cell.column + 1] + shift
        return start >= self._page.edge() or (start < 0 and end + self._page.left <= 0)

    def _starts_of(self, table: etree._Element) -> list[float]:
        """The starts of a table's columns, from the left margin, and the end of the last one."""
        if self._grid[0] is not table:
            indent = table.find(f"{W}tblPr/{W}tblInd")
            first = twips(indent, "w") if indent is not None else 0.0
            widths = [twips(column, "w") for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]
            starts = list(accumulate(widths, initial=first)) if all(widths) else []
            self._grid = table, starts
        return self._grid[1]

    def _nested(self, table: etree._Element) -> bool:
        """Whether a table's place depends on an outer table."""
        placed = table.find(f"{W}tblPr/{W}tblpPr") is not None
        return placed or next(table.iterancestors(f"{W}tbl"), None) is not None

    def _chunk(self, chunk: etree._Element, around: ParagraphContext) -> None:
        """Read an embedded part in another format (altChunk)."""
        from mailrecon.read import choose_reader, read_bytes

        # <w:altChunk r:id="rId7"/>: an HTML, RTF or DOCX file in the archive
        link = self.runs.links.get(chunk.get(f"{R}id", ""))
        data = self.package.data(link.target) if link is not None else None
        if link is None or data is None:
            return
        kind = choose_reader(data, link.target).name
        try:
            if kind not in _CHUNKS or self._level >= _MOST_NESTED_CHUNKS:
                raise ReadError(f"a part is {kind}")
            if kind == "docx":
                name = self.package.name
                lines = _lines(data, name, self._options, self._level + 1)
                self._include(lines.document(name, data, "docx"), around)
                return
            for document in read_bytes(data, link.target, self._options):
                self._include(document, around)
        except ReadError:
            text = "a part of the document that is in another format could not be read"
            self.lines.notice(NoticeCode.UNREAD_PART, text)

    def _include(self, document: Document, around: ParagraphContext) -> None:
        """Add the text of an embedded part; in a hidden row or a black cell, it is hidden."""
        is_dark = around.ground is not None and not is_legible(BLACK, around.ground)
        how = around.hidden or (Hiding.SAME_COLOUR if is_dark else None)
        if how is None:
            self.lines.include(document)
            return
        for line in document.text.split("\n"):
            self.lines.hide(how, line)
        self.lines.end_text()

    def notes(self, kind: str) -> None:
        """Add the notes after the text, each below its number."""
        path = f"{self._folder}{kind}s.xml"
        root = self.package.part(path)
        if root is None:
            return
        self.runs.enter(path, root)
        by_id = {note.get(f"{W}id", ""): note for note in root.iter(f"{W}{kind}")}
        for number, identity in enumerate(list(self.runs.noted[kind]), start=1):
            note = by_id.get(identity)
            if note is not None:
                self.lines.place = f"{kind} {number}"
                self.lines.text(f"[{number}]")
                self.lines.end_line()
                self.blocks(note, ParagraphContext(f"{kind} {number}", self.page))
                self.lines.end_text()

    def margins(self) -> None:
        """Add the page headers and footers as furniture; unused ones count as hidden."""
        links = self.package.relationships(self._main)
        shown: set[str] = set()
        for section in self._root.iter(f"{W}sectPr"):
            # Without <w:titlePg/> no page shows <w:headerReference w:type="first">.
            title = is_on(section.find(f"{W}titlePg"))
            off = off_page(section)
            for item in section:
                link = links.get(item.get(f"{R}id", ""))
                kind = item.get(f"{W}type", "default")
                holds = {"first": title, "even": self._setting("evenAndOddHeaders")}
                is_off = etree.QName(item).localname.removesuffix("Reference") in off
                if link is not None and holds.get(kind, True) and not is_off:
                    shown.add(link.target)
        seen: set[str] = set()
        for kind in ("header", "footer"):
            paths = [link.target for link in links.values() if link.kind == kind]
            for number, path in enumerate(dict.fromkeys(paths), start=1):
                root = self.package.part(path)
                text = text_of(root).strip() if root is not None else ""
                if root is not None and path in shown:
                    self.is_on_dark |= darkens_page(root, self.looks)
                if root is None or not text or (text in seen and path in shown):
                    continue
                around = ParagraphContext(f"{kind} {number}", self.page)
                if path in shown:
                    seen.add(text)
                else:
                    around = around.hidden_by(Hiding.NOT_DISPLAYED)
                self.lines.aside = True
                self.runs.enter(path, root)
                self.blocks(root, around)
                self.lines.end_text()
                self.lines.aside = False


def _names_columns(rows: Rows) -> bool:
    """Whether a row near the top names the columns of a table of mail."""
    return any(
        next(row.iter(f"{W}tbl"), None) is None
        and may_name_columns([text_of(cell.element).strip() for cell in row_cells(row)])
        for row, _ in rows[: MOST_ABOVE + 1]
    )


def _named(element: etree._Element | None) -> str:
    return "" if element is None else element.get(f"{W}val", "")
