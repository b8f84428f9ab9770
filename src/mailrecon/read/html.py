"""Web pages and HTML mail bodies as the text a person sees, each line with its element's path."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mailrecon.errors import ReadError
from mailrecon.model import Document, Notice, Place, Redaction, Span
from mailrecon.read import html_style as style
from mailrecon.read.encoding import decode
from mailrecon.read.html_lines import HtmlLines
from mailrecon.read.options import ReadOptions

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)
_DEEPEST = 5_000
_MANY_TAGS = 20_000
_UNSEEN = frozenset(
    [
        "script",
        "style",
        "head",
        "template",
        "noscript",
        "svg",
        "math",
        "iframe",
        "object",
        "audio",
        "video",
        "canvas",
        "datalist",
        "title",
        "meta",
        "link",
    ]
)
_CONTROLS = frozenset(["input", "select", "button", "option", "optgroup", "textarea"])
_SPACED = frozenset(
    [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "dl",
        "table",
        "pre",
        "figure",
        "blockquote",
        "fieldset",
    ]
)
_BLOCKS = _SPACED | frozenset(
    [
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "nav",
        "aside",
        "address",
        "center",
        "form",
        "details",
        "summary",
        "dt",
        "dd",
        "tr",
        "thead",
        "tbody",
        "tfoot",
        "caption",
        "li",
        "figcaption",
        "body",
        "html",
        "hr",
    ]
)
_BREAKS_ROW = frozenset(
    ["table", "br", "blockquote", "ul", "ol", "dl", "pre", "hr", "h1", "h2", "h3", "h4"]
)
_BLOCKS_IN_CELL = frozenset(["p", "div"])
_MOST_LOOKED_AT = 400
_FOOTNOTES = re.compile(r"foot-?note|(?:^|[\s_-])fn(?:$|[\s_:-]|\d)", re.IGNORECASE)
_MAILTO = re.compile(r"mailto:([^?&#\s]*)", re.IGNORECASE)
_ADDRESS_FOLLOWS = re.compile(r"\s*[<\[(]\s*(?:mailto:|[^\s<>@\[\]()]+@)", re.IGNORECASE)
_REDACTED_ALT = re.compile(r"redact|withheld|█", re.IGNORECASE)
_RULE = "_" * 32


@dataclass(frozen=True, slots=True)
class HtmlText:
    """The text of a page, where it stands in the page, and what is drawn rather than written.

    `places` name the elements; `set_aside` are the lines of navigation.
    """

    text: str
    places: tuple[Place, ...]
    set_aside: tuple[Span, ...]
    redactions: tuple[Redaction, ...]
    warnings: tuple[Notice, ...]


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The page as one document. Raises ReadError for one nested too deep to be a page."""
    decoded = decode(data, options.encoding)
    try:
        found = html_to_text(decoded.text)
    except ReadError as error:
        raise ReadError(f"{name}: {error}") from error
    yield Document(
        name=name,
        text=found.text,
        sha256=hashlib.sha256(data).hexdigest(),
        encoding=decoded.encoding,
        warnings=(*decoded.warnings, *found.warnings),
        kind="html",
        places=found.places,
        set_aside=found.set_aside,
        redactions=found.redactions,
    )


def html_to_text(html: str) -> HtmlText:
    """The text of a page or of a piece of one. Raises ReadError if it is nested too deep.

    Blocks become lines, `<br>` breaks them, a quoted block has `> ` before each line, the cells of
    a table row stand on one line with tabs between, unless they hold blocks of their own.
    """
    _check_depth(html)
    parser = LexborHTMLParser(html)
    root = parser.root
    walk = _Walk()
    if root is not None:
        walk.run(root)
    return walk.finish()


def _check_depth(html: str) -> None:
    """Refuse a page whose elements nest so deep that no parser reads it in linear time."""
    if html.count("<") < _MANY_TAGS:
        return
    depth = 0
    for match in _TAG.finditer(html):
        if match[2].lower() not in _VOID:
            depth += -1 if match[1] else 1
            if depth > _DEEPEST:
                raise ReadError(f"its elements nest more than {_DEEPEST} deep; it is no web page")


class _Walk:
    """The state of the way through the page: where lines go, and what the open elements ask for."""

    def __init__(self) -> None:
        self.lines = HtmlLines()
        self.hidden_text = 0
        self._lists: list[tuple[str, int, bool]] = []
        self._path: list[str] = []
        self._counts: list[dict[str, int]] = [{}]
        self._in_row: list[LexborNode] = []
        self._after_dt = False

    def run(self, root: LexborNode) -> None:
        """Visit every node in document order without recursion."""
        node: LexborNode | None = root
        while node is not None:
            entered = self._enter(node)
            child = node.child if entered else None
            if child is not None:
                node = child
                continue
            while node is not None:
                if entered:
                    self._leave(node)
                if node.mem_id == root.mem_id:
                    return
                following = node.next
                if following is not None:
                    node = following
                    break
                node = node.parent
                entered = True

    def finish(self) -> HtmlText:
        """The text and what goes with it."""
        text, places, aside, redactions = self.lines.finish()
        warnings: tuple[Notice, ...] = ()
        if self.hidden_text:
            warnings = (
                Notice(
                    "badly-redacted",
                    "the document is badly redacted: text lies readable under black bars "
                    f"({self.hidden_text} of them); it was not written out",
                ),
            )
        return HtmlText(text, places, aside, redactions, warnings)

    def _enter(self, node: LexborNode) -> bool:
        """Begin a node; False if what it holds is not to be visited."""
        tag = node.tag or ""
        if tag == "-text":
            self._text(node)
            return False
        if tag.startswith("-") or tag in _UNSEEN:
            return tag == "-document"
        attributes = node.attributes
        look = style.read(attributes)
        if look.hidden or "hidden" in attributes:
            return False
        if tag in _CONTROLS:
            self._control(node, tag)
            return False
        bar = style.is_bar(look) or style.is_marked_redacted(attributes)
        if bar and tag not in ("html", "body"):
            self._bar(node)
            return False
        self._push(tag)
        if tag == "br":
            self.lines.line_break()
        elif tag == "hr":
            self.lines.block()
            self.lines.text(_RULE)
            self.lines.block()
        elif tag == "img":
            self._image(attributes)
        elif tag in _BLOCKS:
            self._open_block(node, tag, look)
        elif tag in ("td", "th"):
            self._open_cell(node)
        if look.keeps_lines or tag == "pre":
            self.lines.preformatted += 1
        return True

    def _leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag.startswith("-"):
            return
        attributes = node.attributes
        look = style.read(attributes)
        if look.keeps_lines or tag == "pre":
            self.lines.preformatted -= 1
        if tag == "a":
            self._close_link(node, attributes)
        elif tag in _BLOCKS:
            self._close_block(node, tag, look)
        elif tag in ("td", "th") and not self._is_in_row(node):
            self.lines.block()
        self._path.pop()
        self._counts.pop()
        self.lines.path = self._path

    def _push(self, tag: str) -> None:
        counts = self._counts[-1]
        counts[tag] = counts.get(tag, 0) + 1
        self._path.append(f"{tag}[{counts[tag]}]" if tag not in ("html", "body") else tag)
        self._counts.append({})
        self.lines.path = self._path

    def _text(self, node: LexborNode) -> None:
        value = node.text_content
        if value:
            self.lines.text(value)

    def _control(self, node: LexborNode, tag: str) -> None:
        """A button's or a field's words: seen on the page, no part of its text."""
        if tag in ("button", "textarea") and (text := node.text(deep=True).strip()):
            self.lines.block()
            self.lines.aside += 1
            self.lines.text(text)
            self.lines.block()
            self.lines.aside -= 1

    def _image(self, attributes: dict[str, str | None]) -> None:
        alt = (attributes.get("alt") or "").strip()
        if _REDACTED_ALT.search(alt):
            self.lines.redaction("[redacted]", "image")
        elif 0 < len(alt) <= 3:
            self.lines.text(alt)

    def _bar(self, node: LexborNode) -> None:
        """A black bar: what stands under it is not written out."""
        text = " ".join(node.text(deep=True).split())
        if style.says_redacted(text):
            self.lines.redaction(text, "styled text")
            return
        if text:
            self.hidden_text += 1
        self.lines.redaction("█" * min(max(len(text), 3), 40), "styled text")

    def _open_block(self, node: LexborNode, tag: str, look: style.Look) -> None:
        if tag == "dd" and self._after_dt:
            self._after_dt = False
            self.lines.join("\t")
            return
        self._after_dt = False
        if tag in _BLOCKS_IN_CELL and self._in_row:
            return
        self.lines.block()
        if (tag in _SPACED and look.margin is not False) or look.border_above:
            self.lines.blank()
        if tag == "blockquote":
            self.lines.depth += 1
        elif tag in ("ul", "ol"):
            notes = bool(_FOOTNOTES.search(style.names(node.attributes)))
            start = node.attributes.get("start") or ""
            self._lists.append((tag, int(start) if start.isdigit() else 1, notes))
        elif tag == "li":
            self._open_item(node)
        elif tag == "nav" or node.attributes.get("role") == "navigation":
            self.lines.aside += 1
        elif tag == "tr" and _is_simple_row(node):
            self._in_row.append(node)

    def _open_item(self, node: LexborNode) -> None:
        kind, number, notes = self._lists[-1] if self._lists else ("ul", 1, False)
        if kind == "ul":
            self.lines.text("• ")
            return
        value = node.attributes.get("value") or ""
        number = int(value) if value.isdigit() else number
        self._lists[-1] = (kind, number + 1, notes)
        if notes or _FOOTNOTES.search(style.names(node.attributes)):
            self.lines.text(f"[{number}]")
            self.lines.line_break()
        else:
            self.lines.text(f"{number}. ")

    def _close_block(self, node: LexborNode, tag: str, look: style.Look) -> None:
        if tag in _BLOCKS_IN_CELL and self._in_row:
            self.lines.text(" ")
            return
        if tag == "tr" and self._in_row and self._in_row[-1].mem_id == node.mem_id:
            self._in_row.pop()
        self.lines.block()
        if tag in _SPACED and look.margin is not False and tag != "blockquote":
            self.lines.blank()
        if tag == "blockquote":
            self.lines.depth -= 1
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        elif tag == "nav" or node.attributes.get("role") == "navigation":
            self.lines.aside -= 1
        self._after_dt = tag == "dt"

    def _is_in_row(self, cell: LexborNode) -> bool:
        parent = cell.parent
        return bool(
            self._in_row and parent is not None and parent.mem_id == self._in_row[-1].mem_id
        )

    def _open_cell(self, node: LexborNode) -> None:
        if not self._is_in_row(node):
            self.lines.block()
        elif not self.lines.at_line_start():
            self.lines.text("\t", verbatim=True)

    def _close_link(self, node: LexborNode, attributes: dict[str, str | None]) -> None:
        """Put the address of a mail link behind a name that stands for it."""
        match = _MAILTO.match((attributes.get("href") or "").strip())
        text = node.text(deep=True)
        if match is None or "@" in text or not text.strip() or style.says_redacted(text.strip()):
            return
        following = node.next
        after = following.text_content if following is not None else ""
        if _ADDRESS_FOLLOWS.match(after or "") is None:
            self.lines.text(f" <{match[1]}>")


def _is_simple_row(row: LexborNode) -> bool:
    """Whether each cell of a table row is one line, so that the row can be one line, too."""
    cells = blocks = looked = 0
    node = row.child
    while node is not None:
        looked += 1
        tag = node.tag or ""
        if looked > _MOST_LOOKED_AT or tag in _BREAKS_ROW:
            return False
        if tag in ("td", "th"):
            cells += 1
            blocks = 0
        elif tag in _BLOCKS_IN_CELL:
            blocks += 1
            if blocks > 1:
                return False
        child = node.child
        if child is not None:
            node = child
            continue
        while node is not None and node.next is None:
            node = node.parent
            if node is None or node.mem_id == row.mem_id:
                return cells > 1
        node = node.next if node is not None else None
    return cells > 1
