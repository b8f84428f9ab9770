"""Handle inline HTML in Markdown and reStructuredText by the visibility rules of web pages.

Each line is converted to its text without tags. A hidden stretch becomes one private character,
which `MarkupLine` replaces by a bar or nothing. Elements stay open over line ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from msgspec import Struct

from mailrecon.model import Hiding
from mailrecon.read.html import tags
from mailrecon.read.html.css.sheet import StyleSheet
from mailrecon.read.html.element_style import ComputedStyle, UnseenReason
from mailrecon.read.html.redactions import MARK, is_named, is_pictured
from mailrecon.read.html.style import Cascade
from mailrecon.read.html.tree import ElementNode
from mailrecon.read.redaction.redaction_markers import is_marker
from mailrecon.read.text.markup_line import Hidden, mark_of
from mailrecon.regex import regex

_ATTRIBUTE = r"""[^\s/>=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?"""
_TOKEN = regex(
    r"(?P<escape>\\[!-/:-@\[-`{-~])"
    r"|(?P<code>(?<!`)(?P<ticks>`+)(?!`)[^`]+(?P=ticks)(?!`))"
    r"|(?P<comment><!--|<\?(?=[a-zA-Z])|<!(?=\[[a-zA-Z]|[A-Z]+\s))"
    rf"|<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]*)(?P<attributes>(?:\s+{_ATTRIBUTE}){{0,50}})\s*/?>"
)
# A tag that a line's end breaks.
_BROKEN = regex(r"</?([a-zA-Z][a-zA-Z0-9-]{0,40})(?:\s[^<>]{0,2000})?$")
_ATTRIBUTES = regex(r"""([^\s/>=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")
_STYLE = regex(r"<style[^<>]*>(.*?)</style", re.IGNORECASE | re.DOTALL)
_KNOWN = tags.STRUCTURE | tags.word_set(
    """a abbr acronym area b base bdi bdo big cite code data datalist del dfn dialog em font form
    i iframe img input ins kbd label legend link map mark meta meter nobr noscript object
    optgroup option output picture progress q redacted ruby rp rt s samp script search select
    small span strike strong style sub sup svg template textarea time title tt u var video
    audio canvas wbr br hr button"""
)
_EMPTY = tags.VOID | tags.EMPTY | tags.NOTHING
# Formatting elements continue in the next paragraph; other inline elements end with theirs (HTML,
# 13.2.4.3).
_FORMATTING = tags.word_set("a b big code em font i nobr s small strike strong tt u")
_CLOSED = UnseenReason(Hiding.NOT_DISPLAYED, False)
_MARKED = UnseenReason(Hiding.MARKED, True)
_COMMENT = UnseenReason(Hiding.COMMENT, False)
_PICTURE = UnseenReason(Hiding.METADATA, False)
_DEEPEST = 512


_COMMENT_END = "-->"
# `<!-->` and `<!--->` are whole comments (HTML, 13.2.5.43).
_EMPTY_COMMENT = regex(r"-?>")


class _Nothing:
    """Replaces a parsed element where there is no tree."""

    first_child = None


class _OpenMarkup(Struct):
    tag: str
    style: ComputedStyle
    node: ElementNode | None
    unseen: UnseenReason | None
    closed: bool = False
    summarised: bool = False


class InlineHtml:
    """The open HTML elements while a text is read line by line.

    With `any_tag`, tags that HTML does not know are not shown either, as in Markdown (CommonMark,
    6.6): `<ann>`.
    """

    def __init__(self, text: str, *, any_tag: bool = False) -> None:
        self._any_tag = any_tag
        sheet = StyleSheet()
        for style in _STYLE.findall(text) if "<style" in text.lower() else ():
            sheet.add(style)
        found = sheet.close()
        sheet.by_place = False
        self._cascade = Cascade(sheet if found else None)
        root = self._cascade.root
        self._open = [_OpenMarkup("", root, None, None)]
        self.in_comment = False
        # The end mark of an open comment; other SGML constructs end at the first bracket.
        self._ending = _COMMENT_END
        self._owed = 0

    def blank(self) -> None:
        """End the paragraph and the inline elements that are open in it."""
        self._open = [
            item
            for item in self._open
            if not item.tag or item.tag in tags.BLOCKS or item.tag in _FORMATTING
        ]

    @property
    def hides(self) -> bool:
        """Whether the following text is invisible."""
        return self.in_comment or self._open[-1].unseen is not None

    def whole(self, line: str, hidden: list[Hidden]) -> str:
        """A line without HTML, as in a code block."""
        pieces: list[str] = []
        self._text(line, pieces, hidden)
        return "".join(pieces)

    def shown(self, line: str, hidden: list[Hidden], below: Sequence[str] = ()) -> str:
        """A line without its tags and invisible text, which is added to `hidden`.

        `below` are the next lines of its paragraph, in which a tag may end that begins here.
        """
        if self._owed:
            ends = self._owed <= len(line)
            line, self._owed = line[self._owed :], 0 if ends else self._owed - len(line) - 1
        if not self.hides and "<" not in line:
            return line
        broken = _BROKEN.search(line) if below else None
        if broken is not None and broken[1].lower() in _KNOWN:
            whole = _TOKEN.match("\n".join([broken[0], *below]))
            if whole is not None and whole.end() > len(broken[0]):
                line = line[: broken.start()] + whole[0]
                self._owed = whole.end() - len(broken[0]) - 1
        pieces: list[str] = []
        position = 0
        if self.in_comment:
            position = self._comment(line, 0, hidden, pieces)
        while (token := _TOKEN.search(line, position)) is not None:
            name = (token["name"] or "").lower()
            unknown = token["comment"] is None and name not in _KNOWN
            if unknown and not (self._any_tag and name and not is_marker(token[0])):
                self._text(line[position : token.end()], pieces, hidden)
                position = token.end()
                continue
            self._text(line[position : token.start()], pieces, hidden)
            position = token.end()
            if unknown:
                self._hide(token[0], _CLOSED, pieces, hidden)
            if token["comment"] is not None:
                self._ending = _COMMENT_END if token["comment"] == "<!--" else ">"
                empty = _EMPTY_COMMENT.match(line, position)
                if token["comment"] == "<!--" and empty is not None:
                    position = empty.end()
                else:
                    position = self._comment(line, position, hidden, pieces)
            elif token["close"]:
                self._end(name)
            else:
                self._start(name, token["attributes"] or "", hidden, pieces)
        self._text(line[position:], pieces, hidden)
        return "".join(pieces)

    def _text(self, text: str, pieces: list[str], hidden: list[Hidden]) -> None:
        unseen = self._open[-1].unseen
        if unseen is None or not text.strip():
            pieces.append(text if unseen is None or unseen.space else "")
            return
        self._hide(text, unseen, pieces, hidden)

    @staticmethod
    def _hide(text: str, unseen: UnseenReason, pieces: list[str], hidden: list[Hidden]) -> None:
        words = " ".join(unescape(text).split())
        if not any(map(str.isalnum, words)):
            return
        before, after = text[:1].isspace(), text[-1:].isspace()
        hidden.append(Hidden(unseen.how, len(words), unseen.space))
        mark = mark_of(len(hidden) - 1)
        if unseen.space:
            mark = f"{' ' * before}{mark}{' ' * after}"
        pieces.append(mark)

    def _comment(self, line: str, start: int, hidden: list[Hidden], pieces: list[str]) -> int:
        """Hide a comment from `start` on. Returns its end."""
        end = line.find(self._ending, start)
        self.in_comment = end < 0
        self._hide(line[start:] if end < 0 else line[start:end], _COMMENT, pieces, hidden)
        return len(line) if end < 0 else end + len(self._ending)

    def _start(self, name: str, attributes: str, hidden: list[Hidden], pieces: list[str]) -> None:
        found: dict[str, str | None] = {}
        for pair in _ATTRIBUTES.finditer(attributes):
            value = unescape(pair[2] or pair[3] or pair[4] or "")
            found.setdefault(pair[1].lower(), value)
        if name == "img":
            self._image(found.get("alt") or "", hidden, pieces)
        if name in _EMPTY or len(self._open) > _DEEPEST:
            return
        above = self._open[-1]
        node = None
        if self._cascade.sheet is not None:
            node = ElementNode(_Nothing(), name, found, above.node, self._cascade.looks)  # type: ignore[arg-type]
        style = self._cascade.style(name, found, above.style, node)
        item = _OpenMarkup(name, style, node, style.unseen)
        data = name == "object" and (found.get("data") or "").lower().startswith("data:")
        if name in tags.UNSEEN or data:
            item.unseen = _CLOSED
        elif item.unseen is None and (
            above.unseen is _MARKED or (is_named(name, found) and self._is_unruled(found))
        ):
            item.unseen = _MARKED
        if above.closed or above.unseen is _CLOSED:
            if name == "summary" and above.closed and not above.summarised:
                above.summarised = True
            else:
                item.unseen = _CLOSED
        if name == "details" and "open" not in found:
            item.closed = True
            item.unseen = item.unseen or _CLOSED
        self._open.append(item)

    def _is_unruled(self, attributes: dict[str, str | None]) -> bool:
        sheet = self._cascade.sheet
        names = (attributes.get("class") or "").lower().split()
        return sheet is None or not any(name in sheet.classes for name in names)

    def _image(self, alt: str, hidden: list[Hidden], pieces: list[str]) -> None:
        if is_pictured(alt):
            pieces.append(MARK)
        elif alt:
            self._hide(alt, _PICTURE, pieces, hidden)

    def _end(self, name: str) -> None:
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].tag == name:
                del self._open[place:]
                return
