"""Simplify a page's markup before parsing: remove invisible parts, and limit the depth.

The tree builder of the HTML standard takes quadratic time or memory for some markup (unclosed
formatting elements, deep nesting, thousands of attributes), and native parsers have crashed on rare
elements. The parser therefore gets only tags that it reads in linear time: structure under its own
name, everything else as inert elements named `x-…`.
"""

from __future__ import annotations

import re
from html import escape

from msgspec import Struct

from mailrecon.errors import ReadError
from mailrecon.model import Notice, NoticeCode
from mailrecon.read.html import tags
from mailrecon.read.html.layout.drawn_bars import is_bar
from mailrecon.read.html.layout.heights import Budget
from mailrecon.read.html.markup.frames import (
    FramePages,
    Host,
    PageRules,
    ReadPage,
    end_of_template,
    frame,
    page_rules,
    shadow_tree,
)
from mailrecon.read.html.markup.nesting import Nesting
from mailrecon.read.html.markup.tokens import (
    MOST_ATTRIBUTES,
    TOKEN,
    WITHHELD,
    attributes_of,
    escaped,
    kept_of,
    name_in_tree,
    sheets_in,
    visible_options,
)
from mailrecon.read.html.svg import words_of
from mailrecon.read.html.svg_rules import Rules
from mailrecon.read.html.tags import INERT
from mailrecon.regex import regex

MOST_TAGS = 5_000_000

# Of elements too deep to be kept, this many of the innermost keep their style; end tags search this
# far.
_MOST_DEEP = 16
_FARTHEST_DEEP = 200
_WORDED = regex(r"<(?:text|foreignobject)\b", re.IGNORECASE)
_TOO_MANY = Notice(
    NoticeCode.STYLE_NOT_FOLLOWED,
    f"elements with more than {MOST_ATTRIBUTES:,} attributes are withheld",
)
_HREF = regex(r' href="[^"]*"')
# A start tag of these closes an open element of the same name (13.2.6.4.7).
_ONE_AT_A_TIME = frozenset({"a", "nobr", "button"})
# Blocks that end a paragraph, built under inert names.
_END_PARAGRAPH = frozenset({"form", "dialog", "search", "listing", "xmp", "plaintext"})
_CLOSE_THEMSELVES = frozenset({"p", "li", "dd", "dt", "td", "th", "tr"})
_MOST_REMEMBERED = 4_096
_OF_HEAD = frozenset({"html", "head", "link", "meta", "base"})


# Doctypes rendered by the standards; any other page is in quirks mode (HTML, 13.2.6.4.1).
_STANDARD = regex(
    r"\s*(?:<!--.{0,10000}?-->\s*|<\?[^>]{0,1000}>\s*){0,20}<!doctype\s+html(?P<rest>[^>]{0,500})>",
    re.IGNORECASE | re.DOTALL,
)
_OLD = regex(r"html (?:[23]\.|4\.(?:0|01) (?:transitional|frameset)//en\"\s*$)", re.IGNORECASE)
_OVERLAID = regex(
    r"box-shadow|outline|gradient\(|translate|relative|stylesheet|rotate|matrix|margin[\w-]*\s*:[^;}]{0,60}-"
)
_GROUND = regex(r"background|bgcolor|color-scheme", re.IGNORECASE)
# Comments that only Outlook reads, or without words.
_CONDITION = regex(r"\[(?:if|end)[^\]]*\]>?|<[^>]*>|<!")
# These are drawn even without words, and may have their own background.
_PAINTED = frozenset(["canvas", "iframe", "svg", "video"])


class PageStyleSheet(Struct, frozen=True):
    """A style sheet of a page: its text, or the address it is to be found at."""

    text: str
    media: str
    linked: bool = False


class PlainMarkup(Struct, frozen=True):
    """Markup for the parser, the style sheets in their order, and whether nesting was cut.

    Comments are reduced to their number of letters. `quirks` is True if the page has no doctype,
    `placed` if positioned boxes may cover others, `overlaid` if boxes in the flow may, `scripted`
    if it has scripts, `counting` if a style may use an element's place among its siblings. `budget`
    limits comparisons of words with boxes, `warnings` are those of the pages inside the page.
    """

    markup: str
    style_sheets: tuple[PageStyleSheet, ...]
    flattened: bool
    quirks: bool
    placed: bool
    overlaid: bool
    scripted: bool
    counting: bool
    budget: Budget
    warnings: tuple[Notice, ...]


def make_plain(
    html: str, read: ReadPage, level: int = 0, pages: FramePages | None = None
) -> PlainMarkup:
    """Reduce a page to structure, text and attributes that affect its look.

    `read` reads a page in a frame; `level` counts the frames a page is in, `pages` are those its
    own frames may show. Raises ReadError above MOST_TAGS tags. Linear in the length of `html`.
    """
    return _Maker(html, read, level, pages).run()


class _Maker:
    def __init__(self, html: str, read: ReadPage, level: int, pages: FramePages | None) -> None:
        self._read = read
        self._html = html.replace("\x00", "")
        self._level = level
        self._pages = pages
        self._pieces: list[str] = []
        self._sheets: list[PageStyleSheet] = []
        lower = self._html.lower()
        self._placed = "absolute" in lower or "fixed" in lower
        if "overflow" in lower and ("relative" in lower or "translate" in lower):
            self._placed = True
        self._cutting = "overflow" in lower
        self._counting = "sibling-index(" in lower or "sibling-count(" in lower
        self._styled = "<style" in lower or "stylesheet" in lower
        self._styled = self._styled or self._counting or "attr(" in lower
        # True before the page's body: elements there are not siblings of those in the body.
        self._in_head = True
        self._nesting = Nesting()
        # Elements too deep to be kept, by name, each with the attributes that may hide its text.
        self._deep: list[tuple[str, str]] = []
        self._endless: set[str] = set()
        self._kept = {"": ""}
        # The rules for drawings, once there is one.
        self._rules: Rules | None = None
        self._budget = Budget()
        # What the page says of shadow trees, once there is one, and the element that just began.
        self._page_rules: PageRules | None = None
        self._begun = ("", "")
        # Warnings of the pages inside the page, each once.
        self._warnings: dict[Notice, None] = {}

    def run(self) -> PlainMarkup:
        html, pieces = self._html, self._pieces
        position = count = 0
        search = TOKEN.search
        while (token := search(html, position)) is not None:
            if token.start() > position:
                pieces.append(self._styled_text(html[position : token.start()]))
                self._in_head = self._in_head and html[position : token.start()].isspace()
            position = token.end()
            if token[2] is None:
                if token[0].startswith("<!--"):
                    self._comment(token[0])
                continue
            count += 1
            if count > MOST_TAGS:
                raise ReadError(f"has more than {MOST_TAGS:,} tags; split it into smaller files")
            name = token[2].lower()
            if token[1]:
                self._begun = ("", "")
                self._end(name)
            elif name in tags.UNSEEN:
                position = self._skip(name, token[3], position)
            elif name in tags.VERBATIM:
                position = self._verbatim(name, token[3], position)
            else:
                self._start(name, token[3])
        pieces.append(self._styled_text(html[position:]))
        doctype = _STANDARD.match(html)
        quirks = doctype is None or _OLD.search(doctype["rest"]) is not None
        return PlainMarkup(
            "".join(pieces),
            tuple(self._sheets),
            self._nesting.flattened,
            quirks,
            self._placed,
            _OVERLAID.search(html) is not None,
            "<script" in html.lower(),
            self._counting,
            self._budget,
            tuple(self._warnings),
        )

    def _styled_text(self, text: str) -> str:
        """Text as markup; inside elements too deep to be kept, in copies of those with a style.

        `<span style="display:none">` on the 600th level hides its words as on the first.
        """
        plain = escaped(text)
        going_on = self._nesting.going_on
        if not (self._deep or going_on) or not text.strip():
            return plain
        # A link's address was noted where the link began.
        lasting = [(name, _HREF.sub("", kept)) for name, kept in going_on]
        # Of many elements, only the innermost are used for each of the texts in them.
        innermost = (lasting + self._deep[-_MOST_DEEP:])[-_MOST_DEEP:]
        around = [item for item in innermost if item[1] or self._styled]
        opened = "".join(f"<{name}{kept}>" for name, kept in around)
        closed = "".join(f"</{name}>" for name, _ in reversed(around))
        return f"{opened}{plain}{closed}"

    def _looks(self, attributes: str) -> str:
        """The attributes of an element that are kept."""
        kept = kept_of(attributes, everything=self._styled)
        if kept is WITHHELD:
            self._warnings[_TOO_MANY] = None
        return kept

    def _close_deep(self, name: str) -> None:
        """Close the innermost element of a name among those too deep to be kept."""
        for place in range(len(self._deep) - 1, max(-1, len(self._deep) - _FARTHEST_DEEP - 1), -1):
            if self._deep[place][0] == name:
                del self._deep[place:]
                return

    def _comment(self, text: str) -> None:
        letters = sum(map(str.isalnum, _CONDITION.sub("", text[4:-3])))
        if letters:
            self._pieces.append(f"<!--{letters}-->")

    def _start(self, name: str, attributes: str) -> None:
        self._in_head = self._in_head and name in _OF_HEAD
        self._begun = name, attributes
        if name in tags.NOTHING:
            self._start_of_nothing(name, attributes)
            return
        name = "img" if name == "image" else name
        kept = self._kept.get(attributes)
        if kept is None:
            kept = self._looks(attributes)
            if len(self._kept) < _MOST_REMEMBERED:
                self._kept[attributes] = kept
        if name in tags.VOID:
            self._nesting.void(name)
            self._pieces.append(f"<{name}{kept}>")
            return
        shown = name_in_tree(name)
        if name in _ONE_AT_A_TIME and self._nesting.end(shown):
            self._pieces.append(f"</{shown}>")
        if name in _END_PARAGRAPH and self._nesting.end_paragraph():
            self._pieces.append("</p>")
        if not self._nesting.start(shown, kept):
            self._pieces.append("<br>")
            inert = shown if shown.startswith(INERT) else INERT + shown
            if name in _CLOSE_THEMSELVES and self._deep and self._deep[-1][0] == inert:
                self._deep.pop()
            self._deep.append((inert, kept))
            return
        self._deep.clear()
        if name in tags.EMPTY:
            self._nesting.end(shown)
            self._pieces.append(f"<{shown}{kept}></{shown}>")
        else:
            self._pieces.append(f"<{shown}{kept}>")

    def _start_of_nothing(self, name: str, attributes: str) -> None:
        """Read an element without content; most are invisible."""
        if name == "link":
            self._link(attributes)
        # `<frameset><frame src="cid:frame-2@mhtml.blink"></frameset>`
        elif name == "frame":
            self._inner("iframe", attributes, "")
        elif name in tags.COLUMNS:
            look = self._looks(attributes)
            self._pieces.append(f"<{name}{look}>")

    def _link(self, attributes: str) -> None:
        found = dict(attributes_of(attributes))
        relation = found.get("rel", "").lower().split()
        if "stylesheet" in relation and "alternate" not in relation and "disabled" not in found:
            self._sheets.append(
                PageStyleSheet(found.get("href", "").strip(), found.get("media", ""), True)
            )

    def _end(self, name: str) -> None:
        if name == "br":
            self._pieces.append("<br>")
        elif name in tags.EMPTY:
            return
        elif name == "colgroup":
            self._pieces.append("</colgroup>")
        elif name not in tags.VOID and name not in tags.NOTHING:
            shown = name_in_tree(name)
            if self._nesting.end(shown):
                self._pieces.append(f"</{shown}>")
                self._deep.clear()
            elif self._deep:
                self._close_deep(shown if shown.startswith(INERT) else INERT + shown)

    def _content(self, name: str, position: int) -> tuple[str | None, int]:
        """The raw text of an element that began before `position`, and the position after it."""
        end = None
        if name == "template" and name not in self._endless:
            found = end_of_template(self._html, position)
            if found is not None:
                return self._html[position : found[0]], found[1]
        elif name not in self._endless and name != "plaintext":
            end = re.compile(rf"</{name}(?=[\s/>])[^>]*+>?", re.IGNORECASE).search(
                self._html, position
            )
        if end is not None:
            return self._html[position : end.start()], end.end()
        self._endless.add(name)
        return None, len(self._html)

    def _skip(self, name: str, attributes: str, position: int) -> int:
        content, end = self._content(name, position)
        if name == "select" and content is not None and self._nesting.start(INERT + name):
            self._nesting.end(INERT + name)
            kept = self._looks(attributes)
            words = escaped(" ".join(visible_options(attributes, content)))
            self._pieces.append(f"<{INERT}{name}{kept}>{words}</{INERT}{name}>")
            return end
        if name == "style":
            found = dict(attributes_of(attributes))
            if found.get("type", "").strip().lower() in ("", "text/css"):
                text = content if content is not None else self._html[position:]
                self._sheets.append(PageStyleSheet(text, found.get("media", "")))
        shown = INERT + name
        if name in ("iframe", "template") and self._inner(name, attributes, content or ""):
            return end
        if name == "svg" and content is not None:
            # A sheet in a drawing applies to the whole page.
            self._sheets += [PageStyleSheet(*sheet) for sheet in sheets_in(content)]
            if _WORDED.search(content):
                self._drawing(attributes, content)
                return end
        # `<canvas style="position: absolute; background: #000">` covers words without a sheet, too.
        drawn = name in _PAINTED and (self._cutting or "style" in attributes.lower())
        if (
            (self._styled or drawn)
            and not self._in_head
            and content is not None
            and self._nesting.start(shown)
        ):
            # It has no visible words, but selectors count it among its siblings, and a picture or a
            # framed page may cover words.
            self._nesting.end(shown)
            looks = self._looks(attributes) if name in _PAINTED else ""
            if name == "svg" and is_bar(dict(attributes_of(attributes)), content):
                looks += " type=bar"
            self._pieces.append(f"<{shown}{looks}></{shown}>")
        return end if content is not None or name in tags.TO_THE_END else position

    def _inner(self, name: str, attributes: str, content: str) -> bool:
        """Write the visible text of a page inside the page; False if there is no such page."""
        found = dict(attributes_of(attributes))
        source = found.get("srcdoc") if name == "iframe" else None
        sheets = None
        if name == "iframe" and source is None and self._pages is not None:
            page = self._pages.take(found.get("src", ""))
            source, sheets = page if page is not None else (None, None)
        if source is not None:
            inner, shown = (
                frame(self._read, source, self._level, sheets, self._pages),
                f"{INERT}iframe",
            )
            kept = self._looks(attributes)
            kept += " background" if _GROUND.search(source) else ""
        elif found.get("shadowrootmode", "").lower() in ("open", "closed"):
            if self._page_rules is None:
                self._page_rules = page_rules(self._html, (item.text for item in self._sheets))
            host = Host(self._begun[0], dict(attributes_of(self._begun[1])))
            around = self._page_rules.around(host)
            inner, shown = shadow_tree(self._read, content, self._level, around), f"{INERT}shadow"
            kept = f' value="{" ".join(sorted(map(escape, inner.slots)))}"'
            # Colours of its own were judged with it.
            kept += ' style="color:#000;background:#fff"' if "color" in around + content else ""
        else:
            return False
        self._warnings |= dict.fromkeys(inner.warnings)
        if self._nesting.start(shown):
            self._nesting.end(shown)
            text = escape(inner.text, quote=False)
            if "\n" in text or name == "iframe":
                text = f"<{INERT}listing>{text}</{INERT}listing>"
            hidden = (
                f'<{INERT}svgbar value="{inner.hidden}"></{INERT}svgbar>' if inner.hidden else ""
            )
            self._pieces.append(f"<{shown}{kept}> {text} {hidden}</{shown}>")
        return True

    def _drawing(self, attributes: str, content: str) -> None:
        """Write the visible words of a drawing, and the lengths of hidden ones."""
        if not self._nesting.start(f"{INERT}svg"):
            return
        self._nesting.end(f"{INERT}svg")
        kept = self._looks(attributes)
        if self._rules is None:
            self._rules = Rules(dict.fromkeys(sheets_in(self._html)))
        own = "".join(f"<style>{text}</style>" for text, _ in sheets_in(content))
        pieces = [
            f'<{INERT}svgbar value="{word.hidden}"{" type=bar" * word.covered}></{INERT}svgbar>'
            if word.hidden
            else word.text.replace("&", "&amp;").replace("<", "&lt;")
            for word in words_of(
                content,
                dict(attributes_of(attributes)),
                self._rules,
                lambda piece: self._inner_text(own + piece),
                self._budget,
            )
        ]
        self._pieces.append(f"<{INERT}svg{kept}>{' '.join(pieces)}</{INERT}svg>")

    def _inner_text(self, markup: str) -> str:
        """The visible text of HTML in a drawing."""
        inner = frame(self._read, markup, self._level)
        self._warnings |= dict.fromkeys(inner.warnings)
        return inner.text

    def _verbatim(self, name: str, attributes: str, position: int) -> int:
        content, end = self._content(name, position)
        if content is None:
            content = self._html[position:]
        if name != "textarea":
            content = content.replace("&", "&amp;")
        shown = name_in_tree(name)
        if name in _END_PARAGRAPH and self._nesting.end_paragraph():
            self._pieces.append("</p>")
        if self._nesting.start(shown):
            self._nesting.end(shown)
            kept = self._looks(attributes)
            self._pieces.append(f"<{shown}{kept}>{escaped(content)}</{shown}>")
        else:
            self._pieces.append(escaped(content))
        return end
