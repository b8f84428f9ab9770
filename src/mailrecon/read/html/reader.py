"""Read web pages and HTML mail: the visible text, with the element of each part."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from mailrecon.errors import ReadError
from mailrecon.model import (
    Document,
    DocumentTitle,
    HiddenText,
    Notice,
    NoticeCode,
    Place,
    Redaction,
    Span,
)
from mailrecon.read.encoding import Decoded, decode
from mailrecon.read.files.reachable import Sheets, beside
from mailrecon.read.html.css.page_sheets import SheetText, style_sheet
from mailrecon.read.html.css.sheet import StyleSheet
from mailrecon.read.html.hypermail import with_header
from mailrecon.read.html.layout.flow import Flow
from mailrecon.read.html.markup.frames import FramePages
from mailrecon.read.html.markup.nesting import DEEPEST
from mailrecon.read.html.markup.sanitize import PlainMarkup, make_plain
from mailrecon.read.html.style import Cascade
from mailrecon.read.html.walk import HtmlWalk
from mailrecon.read.options import ReadOptions
from mailrecon.read.tables.rows_in_documents import TextCell, split_rows_of_mail
from mailrecon.regex import regex

_BASE = regex(
    r"""<base\s[^<>]{0,200}?href\s*=\s*(?:"([^"]{1,2000})"|'([^']{1,2000})'|([^\s"'<>]{1,2000}))""",
    re.IGNORECASE,
)
_IN_TITLE = regex(r"/h([1-6])(?:\[|/|$)")


class HtmlText(Struct, frozen=True):
    """The text of a page with the data for a Document; spans are offsets into `text`.

    `places` name elements by their path (XPath, 1-based, `/html/body/div[2]/p[1]`): the nearest
    block, or its ancestor 64 levels down where it lies deeper. `set_aside` are the lines of
    navigation and buttons, `cells` those of tables whose columns are named as mail's are.
    """

    text: str
    places: tuple[Place, ...] = ()
    set_aside: tuple[Span, ...] = ()
    redactions: tuple[Redaction, ...] = ()
    hidden: tuple[HiddenText, ...] = ()
    warnings: tuple[Notice, ...] = ()
    cells: tuple[TextCell, ...] = ()


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """Read the page, and each row of mail in its tables.

    Raises ReadError if it is too large or its encoding unknown.
    """
    decoded = decode(data, options.encoding)
    try:
        found = html_to_text(with_header(decoded.text), beside(options.folder, options.read_with))
    except ReadError as error:
        raise ReadError(f"{name}: {error}") from error
    yield from page_documents(found, decoded, data, name)


def page_documents(
    found: HtmlText, decoded: Decoded, data: bytes, name: str, more: Iterable[Notice] = ()
) -> Iterator[Document]:
    """Make the documents of a page whose text was `decoded` from a file's `data`."""
    page = Document(
        name=name,
        text=found.text,
        sha256=hashlib.sha256(data).hexdigest(),
        encoding=decoded.encoding,
        warnings=(*decoded.warnings, *found.warnings, *more),
        kind="html",
        places=found.places,
        set_aside=found.set_aside,
        redactions=found.redactions,
        hidden=found.hidden,
        titles=tuple(_titles(found.places)),
        quotes_are_blocks=True,
    )
    yield from split_rows_of_mail(page, found.cells)


def _titles(places: Iterable[Place]) -> Iterator[DocumentTitle]:
    """The parts of text inside `<h1>` to `<h6>`."""
    for place in places:
        found = _IN_TITLE.search(place.reference)
        if found is not None:
            yield DocumentTitle(place.span, int(found[1]))


def html_to_text(
    html: str, sheets: Sheets | None = None, *, level: int = 0, pages: FramePages | None = None
) -> HtmlText:
    """The text of a page, or of a piece of one, as a person sees it.

    Blocks become lines, cells of a table row one line, quoted blocks lines with `> ` before them.
    `sheets` are the style sheets that a page links to; `level` counts the frames around it, `pages`
    are pages that its own frames may show. Takes linear time and memory. Raises ReadError for a
    page with too many tags.
    """
    plain = make_plain(html, inner_page, level, pages)
    markup = plain.markup.encode("utf-8", "replace").decode("utf-8")
    try:
        root = LexborHTMLParser(markup).root
    except SelectolaxError as error:
        raise ReadError("its markup cannot be parsed; save the page again or as text") from error
    sheet = _style_sheet(plain, _by_base(sheets, html))
    ruled = sheet is not None and (sheet.has_rules or sheet.counts)
    cascade = Cascade(sheet if ruled else None, quirks=plain.quirks)
    placed = plain.placed or (sheet is not None and sheet.overlays)
    flow = Flow() if plain.overlaid or placed else None
    budget = plain.budget
    walk = HtmlWalk(cascade, placed=placed, scripted=plain.scripted, flow=flow, budget=budget)
    if root is not None:
        walk.run(root)
    if root is not None and flow is not None and (flow.layers or flow.pulled_over or flow.asked):
        # The first walk found boxes that are drawn over words outside them, and their places.
        flow = Flow(flow.layers, budget, frozenset(flow.pulled_over), flow.heights)
        walk = HtmlWalk(cascade, placed=placed, scripted=plain.scripted, flow=flow, budget=budget)
        walk.run(root)
    found = walk.lines.finish()
    own = _warnings(plain, sheet, cascade, walk)
    # A warning about pages in frames is given once, however many frames there are.
    warnings = tuple(dict.fromkeys((*own, *plain.warnings)))
    marked = found.places, found.aside, found.redactions, found.hidden
    return HtmlText(found.text, *marked, warnings, found.cells)


def inner_page(
    markup: str, sheets: Sheets | None, level: int, pages: FramePages | None
) -> HtmlText:
    """The text of a page in a frame of another one."""
    return html_to_text(markup, sheets, level=level, pages=pages)


def _by_base(sheets: Sheets | None, html: str) -> Sheets | None:
    """The sheets of a page whose addresses are relative to a `<base>`.

    `<base href="https://harbour.example/post/">`
    """
    found = _BASE.search(html) if sheets is not None else None
    if found is None or sheets is None:
        return sheets
    base, known = found[1] or found[2] or found[3], sheets

    def sheet(address: str) -> str | None:
        text = known(_joined(base, address))
        return known(address) if text is None else text

    return sheet


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _style_sheet(plain: PlainMarkup, sheets: Sheets | None) -> StyleSheet | None:
    """All style sheets of a page as one, closed; None if it has none."""
    if not plain.style_sheets and not plain.counting:
        return None
    texts = tuple(
        SheetText(
            (sheets(item.text) if sheets is not None else None) if item.linked else item.text,
            item.media,
            item.text if item.linked else "",
        )
        for item in plain.style_sheets
    )
    return style_sheet(texts, sheets, quirks=plain.quirks, counting=plain.counting)


def _warnings(
    plain: PlainMarkup, sheet: StyleSheet | None, cascade: Cascade, walk: HtmlWalk
) -> Iterator[Notice]:
    if plain.flattened:
        yield Notice(
            NoticeCode.NESTED_TOO_DEEP,
            f"elements nest more than {DEEPEST} deep; what lies deeper is read, but as one level",
        )
    if sheet is not None and sheet.missing:
        yield Notice(
            NoticeCode.STYLE_SHEET_MISSING,
            f"{sheet.missing} style sheets of the page are missing; text that they hide is read",
        )
    if sheet is not None and sheet.unread:
        yield Notice(
            NoticeCode.STYLE_NOT_FOLLOWED,
            f"{sheet.unread} style rules that may hide text could not be followed",
        )
    if walk.page_covered:
        yield Notice(
            NoticeCode.STYLE_NOT_FOLLOWED,
            "a box covers the whole page; it is read as if a script removed the box",
        )
    if cascade.sizes.guessed:
        yield Notice(
            NoticeCode.STYLE_NOT_FOLLOWED,
            "a style depends on the size of a container that is not known; the page's size is used",
        )
    if cascade.costly:
        yield Notice(
            NoticeCode.STYLE_NOT_FOLLOWED,
            "the style sheets look at more elements than can be followed; compare with the page",
        )
    if cascade.lost:
        yield Notice(
            NoticeCode.STYLE_NOT_FOLLOWED,
            "a style holds a picture, or variables, too large to follow; what it may hide is "
            "withheld",
        )
    if plain.budget.spent:
        yield Notice(
            NoticeCode.STYLE_NOT_FOLLOWED,
            "more boxes lie over words, or are moved, than can be followed; what they may cover or "
            "take off the page is withheld",
        )
