"""Read pages inside a page, each with its own styles: `<iframe srcdoc>` and shadow trees.

Browsers save frames and the contents of web components this way. The visible text of such a page
replaces its frame. So do the pages of an archive (MHTML) that its frames show. HTML, 4.8.5 (srcdoc)
and 4.12.3 (shadowrootmode).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from html import escape, unescape
from typing import NamedTuple, Protocol
from urllib.parse import urljoin

from mailrecon.errors import ReadError
from mailrecon.model import HiddenText, Notice, NoticeCode
from mailrecon.read.files.reachable import Sheets
from mailrecon.regex import regex

# The deepest nesting of frames; content of deeper ones is withheld.
DEEPEST_FRAME = 4
# A slot is marked by a private character while the tree is read (Unicode, planes 15 and 16).
_FIRST_MARKS = (0xF0000, 0x100000)
_MOST_SLOTS = 0xE000
_ANY_SLOT = "*"
_SLOT = regex(r"<(/?)slot(?=[\s/>])([^>]*)>", re.IGNORECASE)
_SLOT_NAME = regex(r"""\bname\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_STYLE = regex(r"<style[^>]*>[^<]*+</style", re.IGNORECASE)
_HOST = regex(r":host(?![\w-])")
_SLOTTED_HIDDEN = regex(
    r"::slotted\([^{}]{0,200}\{[^{}]*?(?:display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0)",
    re.IGNORECASE,
)
_TEMPLATE = regex(r"<(/?)template(?=[\s/>])[^>]*>", re.IGNORECASE)


class Inner(NamedTuple):
    """The text of a page inside a page, its number of hidden characters, its warnings and slots.

    A slot shows the host's children outside the shadow tree: by name, or `*` for those without one.
    """

    text: str
    hidden: int
    slots: frozenset[str] = frozenset()
    warnings: tuple[Notice, ...] = ()


class FramePage(NamedTuple):
    """A page of an archive, and the style sheets it links to."""

    text: str
    sheets: Sheets | None


class FramePages:
    """The pages of an archive that its frames show: `<iframe src="cid:frame-2@mhtml.blink">`.

    A browser saves one page per frame, so each page is read at most once.
    """

    def __init__(self, pages: Mapping[str, FramePage], base: str = "") -> None:
        self._pages = dict(pages)
        self._base = base

    def take(self, address: str) -> FramePage | None:
        """Remove and return the page at an address; None if it is missing or was read already."""
        for wanted in (address.strip(), urljoin(self._base, address.strip())):
            page = self._pages.get(wanted)
            if page is not None:
                self._pages = {key: one for key, one in self._pages.items() if one is not page}
                return page
        return None

    @property
    def left(self) -> int:
        """The number of pages that no frame showed."""
        return len({id(page) for page in self._pages.values()})


class PageText(Protocol):
    """The text of a page, as far as the page around it needs it."""

    @property
    def text(self) -> str:
        """The visible text."""

    @property
    def hidden(self) -> tuple[HiddenText, ...]:
        """What is hidden in it."""

    @property
    def warnings(self) -> tuple[Notice, ...]:
        """The warnings about it."""


# Reads a page: its markup, its style sheets, the number of frames around it, and the pages that its
# own frames may show.
ReadPage = Callable[[str, Sheets | None, int, FramePages | None], PageText]


def frame(
    read: ReadPage,
    markup: str,
    level: int,
    sheets: Sheets | None = None,
    pages: FramePages | None = None,
) -> Inner:
    """The visible text of a page in a frame; `level` counts the frames around it."""
    if level >= DEEPEST_FRAME:
        return Inner("", sum(map(str.isalnum, markup)), warnings=(_TOO_DEEP,))
    try:
        found = read(markup, sheets, level + 1, pages)
    except ReadError as error:
        lost = Notice(NoticeCode.FRAMES_NOT_READ, f"a page in a frame is not read: it {error}")
        return Inner("", sum(map(str.isalnum, markup)), warnings=(lost,))
    hidden = sum(item.characters for item in found.hidden)
    return Inner(found.text.strip("\n"), hidden, warnings=found.warnings)


def page_rules(html: str, sheets: Iterable[str]) -> PageRules:
    """What the sheets of a page say of its root, and of parts of shadow trees."""
    roots: list[str] = []
    parts: list[tuple[str, str, str]] = []
    for sheet in sheets:
        for selector, declared in _RULE.findall(sheet):
            part = _PART.search(selector)
            if part is not None:
                parts.append((part[1], part[2], declared))
            elif _ROOT.search(selector) is not None:
                roots.append(declared)
    body = _BODY.search(html)
    root = ";".join([*roots, unescape(body[2]) if body is not None else ""])
    return PageRules(root[:_LONGEST_ROOT], parts[:_MOST_PARTS])


class PageRules(NamedTuple):
    """The declarations for the root of a page, and those for parts: host, part, declarations."""

    root: str
    parts: list[tuple[str, str, str]]

    def around(self, host: Host) -> str:
        """The start tag of a host with what its page says of it, and a sheet for its parts."""
        own = escape(f"{self.root};{host.attributes.get('style', '')}")
        parts = "".join(
            f"{''.join(f'[part~={name}]' for name in names.split())}{{{declared}}}"
            for selector, names, declared in self.parts
            if host.is_named(selector)
        )
        return f'<style>{parts}</style><shadow-host style="{own}">'


class Host(NamedTuple):
    """The element that a shadow tree belongs to."""

    tag: str
    attributes: Mapping[str, str]

    def is_named(self, selector: str) -> bool:
        """Whether the last simple selector may be this element's."""
        last = _LAST.search(selector)
        if last is None:
            return True
        mark, name = last[1], last[2]
        if mark == ".":
            return name in self.attributes.get("class", "").split()
        return name == (self.attributes.get("id") if mark == "#" else self.tag)


# Each shadow tree of a page gets them all.
_LONGEST_ROOT = 10_000
_MOST_PARTS = 200
_RULE = regex(r"([^{}]{1,500})\{([^{}]{0,5000})\}")
_PART = regex(r"([^\s>+~,]*)::part\(\s*([\w\s-]{1,200})\)")
_ROOT = regex(r"(?:^|[\s,])(?::root|html|body|\*)\s*(?:,|$)")
_BODY = regex(r"<body\b[^>]{0,500}?\bstyle\s*=\s*(['\"])([^'\"]{0,5000})\1", re.IGNORECASE)
_LAST = regex(r"([.#]?)([\w-]+)$")


def shadow_tree(read: ReadPage, markup: str, level: int, around: str = "<shadow-host>") -> Inner:
    """The visible text of a shadow tree, and its visible slots; `around` is its host.

    A tree with private characters of both planes, or more slots than a plane has characters, cannot
    be marked. It is withheld with a warning.
    """
    markup = _STYLE.sub(lambda style: _HOST.sub("shadow-host", style[0]), markup)
    first = _first_mark(markup)
    marked, names = _with_marks(markup, first or 0)
    if first is None or len(names) > _MOST_SLOTS:
        return Inner("", sum(map(str.isalnum, markup)), warnings=(_NOT_FOLLOWED,))
    inner = frame(read, f"{around}{marked}</shadow-host>", level)
    seen = {ord(c) - first for c in inner.text if first <= ord(c) < first + _MOST_SLOTS}
    shown = [name for place, name in enumerate(names) if place in seen]
    if _SLOTTED_HIDDEN.search(markup):
        shown = []
    text = "".join(c for c in inner.text if not first <= ord(c) < first + _MOST_SLOTS)
    hidden = max(inner.hidden - len(names), 0)
    return Inner(text.strip(), hidden, frozenset(shown), inner.warnings)


_TOO_DEEP = Notice(
    NoticeCode.FRAMES_NOT_READ,
    f"pages in more than {DEEPEST_FRAME} frames, one in the other, are withheld",
)
_NOT_FOLLOWED = Notice(
    NoticeCode.STYLE_NOT_FOLLOWED,
    "a part of the page has more slots than can be followed; it is withheld",
)


def _first_mark(markup: str) -> int | None:
    """The first of a range of private characters that the markup lacks, if there is one."""
    written = markup if markup.isascii() and "&" not in markup else markup + unescape(markup)
    for first in _FIRST_MARKS:
        if not any(first <= ord(c) < first + _MOST_SLOTS for c in written):
            return first
    return None


def _with_marks(markup: str, first: int) -> tuple[str, list[str]]:
    """Replace each slot's content in a shadow tree by a mark; also return the slots' names."""
    pieces: list[str] = []
    names: list[str] = []
    at = depth = 0
    for tag in _SLOT.finditer(markup):
        if depth == 0:
            pieces.append(markup[at : tag.start()])
        if tag[1]:
            depth = max(depth - 1, 0)
        else:
            if depth == 0:
                if len(names) < _MOST_SLOTS:
                    pieces.append(f"{tag[0]}{chr(first + len(names))}</slot>")
                name = _SLOT_NAME.search(tag[2])
                names.append(name[1] if name is not None else _ANY_SLOT)
            depth += not tag[2].endswith("/")
        at = tag.end()
    return "".join([*pieces, markup[at:] if depth == 0 else ""]), names


def end_of_template(html: str, position: int) -> tuple[int, int] | None:
    """The end of a template's content that began before `position`, and of its end tag."""
    depth = 1
    for tag in _TEMPLATE.finditer(html, position):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.span()
    return None
