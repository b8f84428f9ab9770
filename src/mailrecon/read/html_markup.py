"""A page's markup made plain before it is parsed: what no reader sees is gone, and depth is bound.

The tree builder of the HTML standard takes quadratic time or memory for some markup (unclosed
formatting elements, deep nesting, thousands of attributes), and native parsers had their crashes
in rare elements. So the parser gets only tags it reads in linear time: structure under its own
name, everything else as inert elements named `x-…`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from mailrecon.errors import ReadError
from mailrecon.read import html_tags as tags
from mailrecon.read.html_nesting import Nesting

MOST_TAGS = 5_000_000
# Named so that no tag of the standard's tree builder is meant (HTML, 4.13: a hyphen is custom).
INERT = "x-"

# Tokens of HTML, 13.2.5; a "<" that opens none of them is text. Loops are possessive, since a
# page can hold any number of quotes and brackets that never close.
_ATTRIBUTE = r"""([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"'][^\s>]*+))?+)?+"""
_UNCAPTURED = re.sub(r"(?<!\\)\((?!\?)", "(?:", _ATTRIBUTE)
_TOKEN = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    rf"|<(/?)([a-zA-Z][^\s/>]*+)((?:[\s/]*+{_UNCAPTURED})*+)[\s/]*+(?:>|\Z)"
    r"|<[!?/][^>]*+>?",
    re.DOTALL,
)
_ATTRIBUTES = re.compile(_ATTRIBUTE)
# What a closed menu shows: the option that is selected, else the first.
_OPTION = re.compile(r"<option\b[^>]*\sselected[^>]*>([^<]{0,200})", re.IGNORECASE)
_FIRST_OPTION = re.compile(r"<option\b[^>]*>([^<]{0,200})", re.IGNORECASE)
_MOST_ATTRIBUTES = 200
_LONGEST_VALUE = 4_000
_MOST_REMEMBERED = 4_096
_NAME = re.compile(r"[a-z][a-z0-9:_-]{0,30}")


@dataclass(frozen=True, slots=True)
class PlainMarkup:
    """Markup for the parser, the style sheets that stood in it, and whether nesting was cut."""

    markup: str
    style_sheets: tuple[str, ...]
    flattened: bool


def make_plain(html: str) -> PlainMarkup:
    """Reduce a page to structure, text and the attributes that say how it looks.

    Raises ReadError above MOST_TAGS tags. Linear in the length of `html`.
    """
    return _Maker(html).run()


class _Maker:
    def __init__(self, html: str) -> None:
        self._html = html.replace("\x00", "")
        self._pieces: list[str] = []
        self._sheets: list[str] = []
        self._nesting = Nesting()
        self._endless: set[str] = set()
        self._kept = {"": ""}

    def run(self) -> PlainMarkup:
        html, pieces = self._html, self._pieces
        position = count = 0
        search = _TOKEN.search
        while (token := search(html, position)) is not None:
            if token.start() > position:
                pieces.append(_text(html[position : token.start()]))
            position = token.end()
            if token[2] is None:
                continue
            count += 1
            if count > MOST_TAGS:
                raise ReadError(f"has more than {MOST_TAGS:,} tags; split it into smaller files")
            name = token[2].lower()
            if token[1]:
                self._end(name)
            elif name in tags.UNSEEN:
                position = self._skip(name, position)
            elif name in tags.VERBATIM:
                position = self._verbatim(name, position)
            else:
                self._start(name, token[3])
        pieces.append(_text(html[position:]))
        return PlainMarkup("".join(pieces), tuple(self._sheets), self._nesting.flattened)

    def _start(self, name: str, attributes: str) -> None:
        if name in tags.NOTHING:
            return
        name = "img" if name == "image" else name
        kept = self._kept.get(attributes)
        if kept is None:
            kept = "".join(_kept(attributes))
            if len(self._kept) < _MOST_REMEMBERED:
                self._kept[attributes] = kept
        if name in tags.VOID:
            self._nesting.void(name)
            self._pieces.append(f"<{name}{kept}>")
            return
        shown = _shown(name)
        self._pieces.append(f"<{shown}{kept}>" if self._nesting.start(shown) else "<br>")

    def _end(self, name: str) -> None:
        if name == "br":
            self._pieces.append("<br>")
        elif name not in tags.VOID and name not in tags.NOTHING and self._nesting.end(_shown(name)):
            self._pieces.append(f"</{_shown(name)}>")

    def _content(self, name: str, position: int) -> tuple[str | None, int]:
        """The raw text of an element that began before `position`, and where to go on."""
        end = None
        if name not in self._endless and name != "plaintext":
            end = re.compile(rf"</{name}(?=[\s/>])[^>]*+>?", re.IGNORECASE).search(
                self._html, position
            )
        if end is not None:
            return self._html[position : end.start()], end.end()
        self._endless.add(name)
        return None, len(self._html)

    def _skip(self, name: str, position: int) -> int:
        content, end = self._content(name, position)
        if name == "select" and content is not None:
            chosen = _OPTION.search(content) or _FIRST_OPTION.search(content)
            self._pieces.append(_text(chosen[1].strip() if chosen else ""))
        if name == "style":
            self._sheets.append(content if content is not None else self._html[position:])
        return end if content is not None or name in tags.TO_THE_END else position

    def _verbatim(self, name: str, position: int) -> int:
        content, end = self._content(name, position)
        if content is None:
            content = self._html[position:]
        if name != "textarea":
            content = content.replace("&", "&amp;")
        shown = _shown(name)
        if self._nesting.start(shown):
            self._nesting.end(shown)
            self._pieces.append(f"<{shown}>{_text(content)}</{shown}>")
        else:
            self._pieces.append(_text(content))
        return end


@lru_cache(maxsize=1024)
def _shown(name: str) -> str:
    if name in tags.STRUCTURE:
        return name
    return INERT + (name if _NAME.fullmatch(name) else "unknown")


def _text(text: str) -> str:
    return text.replace("<", "&lt;") if "<" in text else text


def _kept(attributes: str) -> Iterator[str]:
    seen: set[str] = set()
    for number, found in enumerate(_ATTRIBUTES.finditer(attributes)):
        name = found[1].lower()
        if number >= _MOST_ATTRIBUTES:
            return
        if name in tags.ATTRIBUTES and name not in seen:
            seen.add(name)
            value = found[2] or found[3] or found[4] or ""
            yield f' {name}="{value[:_LONGEST_VALUE].replace(chr(34), "&quot;")}"'
