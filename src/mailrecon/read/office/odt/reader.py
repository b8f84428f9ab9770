"""Read ODT: paragraphs, tables and notes of OpenDocument text (ODF 1.3, part 3), zipped or flat.

Text is read as the printed page shows it, and hidden text is withheld (`looks`).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml import etree

from mailrecon.errors import ReadError
from mailrecon.model import Document, Hiding, Span
from mailrecon.read.office.lines import SPACELESS, OfficeLines
from mailrecon.read.office.looks import LOWEST_LINE, UNKNOWN, LetterLook, ground_of, hiding
from mailrecon.read.office.odt.bookmarks import BOOKMARKS, hidden_bookmarks, is_hidden_section
from mailrecon.read.office.odt.chart_labels import chart_labels
from mailrecon.read.office.odt.context import OdtContext
from mailrecon.read.office.odt.looks import (
    DRAW,
    FO,
    OFFICE,
    SHAPES,
    STYLE,
    SVG,
    TABLE,
    TEXT,
    OdtStyles,
    length,
    whole_number,
)
from mailrecon.read.office.odt.places import (
    cut_off_at,
    indent_of,
    indent_of_list,
    paragraph_value,
    tab_stops,
)
from mailrecon.read.office.odt.shapes import OdtShapes, own_length
from mailrecon.read.office.odt.tables import (
    MOST_COLUMNS,
    cells_of,
    columns_of,
    count_of,
    names_columns,
    rows_of,
)
from mailrecon.read.office.package import Package, parse_xml, text_of
from mailrecon.read.office.tabs import Tabs
from mailrecon.read.options import ReadOptions
from mailrecon.read.recognition.formats import ZIP
from mailrecon.read.redaction.colours import BLACK, WHITE, is_legible
from mailrecon.read.tables.rows_in_documents import TextCell, split_rows_of_mail

_HREF = "{http://www.w3.org/1999/xlink}href"
_PARAGRAPHS = frozenset({f"{TEXT}p", f"{TEXT}h"})
_UNSEEN = frozenset(
    {
        f"{TEXT}sequence-decls",
        f"{TEXT}variable-decls",
        f"{TEXT}user-field-decls",
        f"{OFFICE}forms",
        f"{OFFICE}scripts",
        f"{SVG}title",
        f"{SVG}desc",
    }
)
_MOST_SPACES = 200
# In points; ODF does not limit the width of pages, but real ones are narrower.
_OFF_PAGE = 1600.0
# The width of a wide letter.
_WIDE = 8.0


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """Read the document, and each row of mail in its tables as a document.

    Raises ReadError if it is damaged, encrypted or too large when unpacked.
    """
    package: Package | None = None
    if data[:4] == ZIP:
        package = Package(data, name)
        manifest = package.data("META-INF/manifest.xml") or b""
        # <manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data>…
        if b"encryption-data" in manifest:
            raise ReadError(f"{name}: is encrypted; save it without a password")
        root = package.part("content.xml")
        common = package.part("styles.xml")
    else:
        # Flat ODT: one XML file without an archive
        root, common = parse_xml(data.removeprefix(b"\xef\xbb\xbf"), name, "the document"), None
    body = root.find(f".//{OFFICE}text") if root is not None else None
    if root is None or body is None:
        raise ReadError(f"{name}: has no text in content.xml; it is not OpenDocument text")
    walk = _OdtWalk([part for part in (common, root) if part is not None], package)
    try:
        walk.margins()
        sheet = walk.styles.sheet
        off = Hiding.OUTSIDE_PAGE if sheet.columns.are_off(sheet.text_width) else None
        walk.blocks(body, OdtContext(ground=walk.styles.page, hidden=off))
        walk.lines.end_text()
        walk.rest_of_deletions()
        walk.notes()
    except RecursionError as error:
        raise ReadError(f"{name}: its parts nest too deep to be a document") from error
    yield from split_rows_of_mail(walk.lines.document(name, data, "odt"), walk.lines.cells)


class _OdtWalk:
    """The state while the content is read: notes so far, deletions, lines so far."""

    def __init__(self, roots: list[etree._Element], package: Package | None) -> None:
        self.lines = OfficeLines()
        self.styles = OdtStyles(roots)
        self._package = package
        if package is not None:
            self.styles.part = package.data
        self._page = self.styles.page
        self._noted: list[tuple[etree._Element, OdtContext]] = []
        self._deleted: dict[str, str] = {}
        self._paragraphs = 0
        self._tabs = Tabs()
        self._tables = 0
        self._hidden_starts = frozenset(start for root in roots for start in hidden_bookmarks(root))
        self._hidden_bookmarks: set[str] = set()
        self._shapes = OdtShapes(roots, self.styles)

    def blocks(self, parent: etree._Element, around: OdtContext) -> None:
        """Read every paragraph, list and table below an element, in order."""
        children = [child for child in parent if isinstance(child.tag, str)]
        under, behind = self._shapes.under(children), self._shapes.behind(children)
        height, around = around.height, around._replace(height=None)
        for number, child in enumerate(children):
            tag = child.tag
            # <draw:frame svg:height="0.5cm">: lines below this height are cut off.
            if height is not None and number * LOWEST_LINE >= height:
                around = around.hidden_by(Hiding.OUTSIDE_PAGE)
            if tag in _PARAGRAPHS:
                self._paragraphs += not around.place
                self.lines.place = around.place or str(self._paragraphs)
                hidden = Hiding.COVERED if number in under else None
                around_it = around._replace(behind=behind.get(number, around.behind))
                self._paragraph(child, around_it.hidden_by(hidden))
            elif tag == f"{TABLE}table":
                self.lines.end_text()
                self._table(child, around)
            elif tag == f"{TEXT}tracked-changes":
                self._changes(child)
            elif tag == f"{TEXT}section":
                self.blocks(child, self._in_section(child, around))
            elif tag in SHAPES or tag in (f"{DRAW}g", f"{DRAW}a"):
                self._shape(child, around)
            elif tag == f"{TEXT}list":
                # <style:list-level-label-alignment fo:margin-left="80cm"/>
                far = abs(indent_of_list(self.styles, child)) >= _OFF_PAGE
                self.blocks(child, around.hidden_by(Hiding.OUTSIDE_PAGE if far else None))
            elif tag not in _UNSEEN:
                self.blocks(child, around)

    def _in_section(self, section: etree._Element, around: OdtContext) -> OdtContext:
        name = section.get(f"{TEXT}style-name", "")
        ground = self.styles.ground("section", name)
        hidden = is_hidden_section(section)
        around = around.on(ground).hidden_by(Hiding.NOT_DISPLAYED if hidden else None)
        return around.hidden_by(self._beside_page("section", name))

    def _beside_page(self, family: str, name: str) -> Hiding | None:
        """Whether the margin of a section or table moves it off the page."""
        margin = self.styles.value(family, name, f"{family}-properties", f"{FO}margin-left")
        off = abs(length(margin) or 0.0) >= _OFF_PAGE
        # <style:columns> whose columns have no width
        off = off or (family == "section" and self.styles.has_no_columns(name))
        return Hiding.OUTSIDE_PAGE if off else None

    def _changes(self, changes: etree._Element) -> None:
        """Collect deleted text, which is recorded as hidden at the place of its deletion."""
        for region in changes.iter(f"{TEXT}changed-region"):
            # <text:changed-region text:id="ct1"><text:deletion><text:p>the deleted words</text:p>…
            deletion = region.find(f"{TEXT}deletion")
            if deletion is not None:
                xml = region.get("{http://www.w3.org/XML/1998/namespace}id", "")
                paragraphs = deletion.iter(*_PARAGRAPHS)
                self._deleted[region.get(f"{TEXT}id", xml)] = "".join(map(text_of, paragraphs))

    def rest_of_deletions(self) -> None:
        """Record deletions whose place is not marked in the text."""
        for text in self._deleted.values():
            self.lines.hide(Hiding.DELETED, text)
        self._deleted.clear()

    def _turn_page(self, family: str, block: etree._Element, around: OdtContext) -> None:
        """Switch to the master page that a paragraph or table of the body begins."""
        master = "" if around.place else self.styles.begins_page(family, block)
        if master:
            self._page = self.styles.page_of(master)

    def _paragraph(self, paragraph: etree._Element, around: OdtContext) -> None:
        self._turn_page("paragraph", paragraph, around)
        around = self._in_paragraph(paragraph, around)
        outer, self._tabs = self._tabs, self._tabs_of(paragraph)
        if paragraph.tag == f"{TEXT}h":
            self.lines.level = whole_number(paragraph.get(f"{TEXT}outline-level", "1"), 1)
        self._inline(paragraph, around)
        self._tabs = outer
        if around.look.vanish:
            self.lines.end_text()
        elif around.hidden not in SPACELESS and not self._hidden_bookmarks:
            self.lines.end_line()
        self.lines.level = 0

    def _in_paragraph(self, paragraph: etree._Element, around: OdtContext) -> OdtContext:
        # text:cond-style-name is the style that applies in this place, such as a table's heading.
        usual = paragraph.get(f"{TEXT}style-name", "")
        name = paragraph.get(f"{TEXT}cond-style-name", usual)
        said = (
            self.styles.look_in_shape(name)
            if around.in_shape
            else self.styles.look("paragraph", name)
        )
        look = said.over(around.look)
        around = around.on(self.styles.ground("paragraph", name))._replace(look=look)
        # <text:hidden-paragraph text:condition="ooow:1==1" text:is-hidden="true"/>
        marks = paragraph.iter(f"{TEXT}hidden-paragraph")
        if any(mark.get(f"{TEXT}is-hidden", "true") == "true" for mark in marks):
            around = around.hidden_by(Hiding.NOT_DISPLAYED)
        margin = indent_of(self.styles, name)
        indent = self.styles.value("paragraph", name, "paragraph-properties", f"{FO}text-indent")
        first = margin + (length(indent) or 0.0)
        low = self.styles.value("paragraph", name, "paragraph-properties", f"{FO}line-height")
        if low is not None and 0 <= (length(low) or 99.0) <= 3.0:  # points, or per cent
            around = around.hidden_by(Hiding.TOO_SMALL)
        if abs(margin) >= _OFF_PAGE or first <= -_OFF_PAGE:
            around = around.hidden_by(Hiding.OUTSIDE_PAGE)
        if not around.place and around.hidden is None and self._is_beside_sheet(paragraph, name):
            around = around.hidden_by(Hiding.OUTSIDE_PAGE)
        return around

    def _tabs_of(self, paragraph: etree._Element) -> Tabs:
        if next(paragraph.iter(f"{TEXT}tab"), None) is None:
            return Tabs()
        sheet = self.styles.sheet
        stops = tab_stops(self.styles, paragraph.get(f"{TEXT}style-name", ""))
        return Tabs(stops, sheet.width - sheet.left)

    def _is_beside_sheet(self, paragraph: etree._Element, name: str) -> bool:
        """Whether negative margins move a short paragraph completely off the sheet."""

        said = paragraph_value(self.styles, name)
        sheet = self.styles.sheet
        begin = said("margin-left") + min(said("text-indent"), 0.0)
        end = said("margin-right")
        if begin >= 0 and end >= 0:
            return False
        width = own_length(paragraph) * _WIDE
        if sheet.left + begin + width <= 0:
            return True
        align = self.styles.value("paragraph", name, "paragraph-properties", f"{FO}text-align")
        return align in ("end", "right") and width <= -end - sheet.right

    def _table(self, table: etree._Element, around: OdtContext) -> None:
        self._tables += 1
        number = self._tables
        self._turn_page("table", table, around)
        style = table.get(f"{TABLE}style-name", "")
        around = around.on(self.styles.ground("table", style))
        around = around.hidden_by(self._beside_page("table", style))
        columns = list(islice(columns_of(self.styles, table), MOST_COLUMNS))
        rows = list(rows_of(self.styles, table, around))
        is_mail = names_columns(rows)
        for place, (row, around_row) in enumerate(rows, start=1):
            cells = list(cells_of(self.styles, row, around_row, columns))
            name = around.place or f"table {number} row {place}"
            simple = (
                not is_mail
                and len(cells) > 1
                and all(
                    len(cell) <= 1 and cell.find(f".//{TABLE}table") is None for cell, _ in cells
                )
            )
            column = 0
            for cell, inside in cells:
                self.lines.place = name
                if not simple:
                    begin = self.lines.length
                    self.blocks(cell, inside._replace(place=name))
                    self.lines.end_text()
                    if is_mail:
                        span = Span(begin, self.lines.length)
                        merged = count_of(cell, "rows-spanned"), count_of(cell, "columns-spanned")
                        found = TextCell(number, place - 1, column, span, *merged)
                        self.lines.cells.append(found)
                        column += count_of(cell, "columns-repeated")
                    continue
                # <table:covered-table-cell/>: a merged cell above or before it covers this place.
                if cell.tag == f"{TABLE}covered-table-cell" and not len(cell):
                    continue
                if not self.lines.at_line_start():
                    self.lines.text("\t")
                self._simple_cell(cell, inside)
            if simple and (around_row.hidden is None or not self.lines.at_line_start()):
                self.lines.end_line()

    def _simple_cell(self, cell: etree._Element, around: OdtContext) -> None:
        for paragraph in cell:
            if paragraph.tag not in _PARAGRAPHS:
                self._inline(paragraph, around)
                continue
            hidden = bool(self._shapes.under([paragraph]))
            around_it = around.hidden_by(Hiding.COVERED if hidden else None)
            around_it = around_it._replace(
                behind=self._shapes.behind([paragraph]).get(0, around.behind)
            )
            self._inline(paragraph, self._in_paragraph(paragraph, around_it))

    def _inline(self, parent: etree._Element, around: OdtContext) -> None:
        self._plain(parent.text, around)
        for child in parent:
            if isinstance(child.tag, str):
                self._element(child, around)
            self._plain(child.tail, around)

    def _plain(self, text: str | None, around: OdtContext) -> None:
        if text:
            self._put(" ".join(text.split("\n")), around)

    def _put(self, text: str, around: OdtContext) -> None:
        own = self._page if around.ground is self.styles.page else around.ground
        ground = ground_of(around.look, own or WHITE)
        bookmarked = Hiding.NOT_DISPLAYED if self._hidden_bookmarks else None
        how = around.hidden or bookmarked or hiding(around.look, ground)
        if how is None and self._tabs.are_past_page:
            how = Hiding.OUTSIDE_PAGE
        is_unknown = ground is UNKNOWN or (own is None and ground == WHITE)
        if how is Hiding.SAME_COLOUR and is_unknown:
            how = None
        # Letters without a colour are white on a dark page, as in a document for dark screens.
        on_page = ground is self._page
        if how is Hiding.SAME_COLOUR and around.look.is_automatic and on_page:
            how = None
        if how is None and around.behind is not None:
            # Black letters on a black shape behind the text.
            ground = ground_of(around.look, around.behind)
            how = hiding(around.look, ground)
        if how is None:
            self.lines.text(text)
            return
        drawn = how is Hiding.COVERED
        # Black letters on black are a bar on the page, white letters on white are not.
        drawn = drawn or (how is Hiding.SAME_COLOUR and is_legible(ground, WHITE))
        self.lines.hide(how, text, drawn=drawn)

    def _element(self, child: etree._Element, around: OdtContext) -> None:
        tag = child.tag
        if tag in _UNSEEN:
            self.lines.hide(Hiding.METADATA, text_of(child))
        elif tag == f"{OFFICE}annotation":
            # <office:annotation><dc:creator>…<text:p>a comment</text:p>
            text = "".join(map(text_of, child.iter(*_PARAGRAPHS)))
            self.lines.hide(Hiding.COMMENT, text)
        elif tag == f"{TEXT}s":
            count = whole_number(child.get(f"{TEXT}c", "1"), 1)
            self._put(" " * min(count, _MOST_SPACES), around)
        elif tag == f"{TEXT}tab":
            self._put("\t", around)
            self._tabs.count += 1
        elif tag == f"{TEXT}line-break":
            self._tabs.count = 0
            seen = around.hidden not in SPACELESS and not self._hidden_bookmarks
            if seen and not around.look.vanish:
                self.lines.end_line()
        elif tag == f"{TEXT}note":
            self._note(child, around)
        elif tag in (f"{TEXT}change", f"{TEXT}change-start"):
            deleted = self._deleted.pop(child.get(f"{TEXT}change-id", ""), "")
            self.lines.hide(Hiding.DELETED, deleted)
        elif tag in SHAPES or tag == f"{DRAW}g":
            self._shape(child, around)
        elif tag == f"{TEXT}a":
            self._link(child, around)
        elif tag in BOOKMARKS:
            self._bookmark(child)
        else:
            self._styled(child, around)

    def _bookmark(self, mark: etree._Element) -> None:
        """Read the begin or end mark of a bookmark with hidden text."""
        name = mark.get(f"{TEXT}name", "")
        if mark.tag == BOOKMARKS[1]:
            self._hidden_bookmarks.discard(name)
        elif mark in self._hidden_starts:
            self._hidden_bookmarks.add(name)

    def _styled(self, child: etree._Element, around: OdtContext) -> None:
        """Read a span, a field, or another element in a paragraph with its own look."""
        name = child.get(f"{TEXT}style-name", "")
        if name:
            own = self.styles.look("text", name)
            around = around._replace(look=own.over(around.look))
        hidden = child.get(f"{TEXT}display") == "none"
        secret = child.get(f"{TEXT}string-value", "")
        if child.tag == f"{TEXT}hidden-text":
            hidden = child.get(f"{TEXT}is-hidden", "false") == "true"
            if hidden:
                self.lines.hide(Hiding.NOT_DISPLAYED, secret)
        elif child.tag == f"{TEXT}script":
            self.lines.hide(Hiding.METADATA, text_of(child))
            return
        self._inline(child, around.hidden_by(Hiding.NOT_DISPLAYED if hidden else None))

    def _link(self, link: etree._Element, around: OdtContext) -> None:
        begin = self.lines.mark()
        self._styled(link, around)
        target = link.get(_HREF, "")
        if target:
            self.lines.link(begin, target)

    def _shape(self, shape: etree._Element, around: OdtContext) -> None:
        """Read a frame or a shape: its text as separate lines, its other words as metadata."""
        if shape.tag in (f"{DRAW}g", f"{DRAW}a"):
            for child in shape:
                if child.tag in SHAPES or child.tag == f"{DRAW}g":
                    self._shape(child, around)
            return
        words = "".join(text_of(item) for item in shape if item.tag in _UNSEEN)
        self.lines.hide(Hiding.METADATA, words)
        box = shape.find(f"{DRAW}text-box") if shape.tag == f"{DRAW}frame" else shape
        chart = shape.find(f"{DRAW}object")
        if chart is not None:
            self._labels(chart, around)
        if box is None or next(box.iter(*_PARAGRAPHS), None) is None:
            return
        ground = self._shapes.ground(shape, around.ground)
        hidden: Hiding | None = None if around.hidden is Hiding.COVERED else around.hidden
        hidden = hidden or (Hiding.NOT_DISPLAYED if around.look.vanish else None)
        place = (length(shape.get(f"{SVG}x")) or 0.0, length(shape.get(f"{SVG}y")) or 0.0)
        if max(map(abs, place)) >= _OFF_PAGE:
            hidden = hidden or Hiding.OUTSIDE_PAGE
        height = cut_off_at(self.styles, shape)
        hidden = hidden or self._shapes.unseen(shape, height)
        self.lines.end_text()
        look = self._shapes.look(shape)
        context = OdtContext(self.lines.place or "text box", look, ground, hidden)
        context = context._replace(in_shape=shape.tag != f"{DRAW}frame")
        self.blocks(box, context._replace(height=height))
        self.lines.end_text()

    def _labels(self, chart: etree._Element, around: OdtContext) -> None:
        """Read the words of a chart, which is a separate document in the package."""
        path = chart.get(_HREF, "").removeprefix("./")
        root = self._package.part(f"{path}/content.xml") if self._package and path else None
        inside = around._replace(look=LetterLook(letters=BLACK), ground=WHITE)
        for text, how in chart_labels(root) if root is not None else ():
            self.lines.end_text()
            self._put(text, inside.hidden_by(how))
        self.lines.end_text()

    def _note(self, note: etree._Element, around: OdtContext) -> None:
        body = note.find(f"{TEXT}note-body")
        if around.hidden in SPACELESS or around.look.vanish:
            text = text_of(body) if body is not None else ""
            self.lines.hide(Hiding.NOT_DISPLAYED, text)
            return
        self._noted.append((note, around))
        self._put(f"[{len(self._noted)}]", around)

    def notes(self) -> None:
        """Add the notes after the text, each below its number."""
        self._page = self.styles.page
        for number, (note, _) in enumerate(list(self._noted), start=1):
            body = note.find(f"{TEXT}note-body")
            if body is not None:
                self.lines.place = f"footnote {number}"
                self.lines.text(f"[{number}]")
                self.lines.end_line()
                around = OdtContext(f"footnote {number}", ground=self.styles.page)
                self.blocks(body, around)
                self.lines.end_text()

    def margins(self) -> None:
        """Add the page headers and footers as furniture."""
        seen: set[str] = set()
        for number, master in enumerate(self.styles.masters, start=1):
            used = master.get(f"{STYLE}name", "") in self.styles.used_masters
            for part in master:
                kind = etree.QName(part).localname if isinstance(part.tag, str) else ""
                text = text_of(part).strip()
                if not kind.startswith(("header", "footer")) or not text or text in seen:
                    continue
                shown = used and part.get(f"{STYLE}display", "true") != "false"
                around = OdtContext(f"{kind} {number}", ground=self.styles.page)
                if shown:
                    seen.add(text)
                self.lines.aside = True
                self.blocks(part, around.hidden_by(None if shown else Hiding.NOT_DISPLAYED))
                self.lines.end_text()
                self.lines.aside = False
