"""Find titles in a document's own text, which end a mail: `## Notes`, `<h2>Comments</h2>`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mailrecon.lexicon import fold
from mailrecon.model import Role
from mailrecon.parse.message_starts import MessageStart
from mailrecon.regex import regex
from mailrecon.scan import Page
from mailrecon.scan.headings.signs import UNDERLINE

# Markdown's `## Notes`, AsciiDoc's `== Notes`, MediaWiki's `== Notes ==` and `==Notes==`
_TITLE = regex(
    r"[ ]{0,3}(?P<marks>#{1,6}(?=[ \t]+\S)|={2,6}(?=[ \t]+[^\s=]|[^\s=][^=]{0,100}={2,6}\s*$))"
)
# docutils: any of these characters, repeated below a title at the title's length.
_ADORNMENT = regex(r"([!-/:-@\[-`{-~])\1{2,}\s*")
_NEAR_TITLE = 30
_SECTION_MARKS = ("\n##", "\n==")


class EndingTitles:
    """Finds the titles that end the messages of a page, from its line `begin` down."""

    def __init__(self, page: Page, begin: int) -> None:
        self._page = page
        text, firsts = page.lines.text, page.lines.first_characters
        self._titled = bool(page.titles) or any(
            mark[1] in firsts and mark in text for mark in _SECTION_MARKS
        )
        # A single title of the highest level is the document's name.
        self._highest = 1 if list(page.titles.values()).count(1) > 1 else 2
        self._outer = 0
        self._last = begin

    def below(
        self, above: MessageStart, start: int, stop: int, *, is_heading: bool
    ) -> Iterable[int]:
        """The titles in `start`..`stop` (half-open) that end the message `above`."""
        page, last = self._page, self._last
        self._last = stop
        # `### Ann Poe to Ben Ost - May 4, 2020`, a heading set as a title, ends at `## Notes`.
        level = _heading_level(page, above) if is_heading else 0
        if level:
            return _titles_at(page, start, stop, level)
        if not self._titled:
            return ()
        # `## From the archive` / `From: Ann Poe` / …: the next `## Notes` ends the mail.
        self._outer = _title_above(page, above, last, self._highest) or self._outer
        return _titles_apart(page, start, stop, self._outer) if self._outer else ()


def _heading_level(page: Page, message_start: MessageStart) -> int:
    """The level of the title as which a message's heading is marked up, or 0."""
    block = message_start.block
    for line in range(block.start, block.end):
        heading = page.headings.get(line)
        level = page.titles.get(line, 0) or (heading.hashes if heading is not None else 0)
        if level:
            return level
    # `Ann Poe to Ben Ost - May 4, 2020` / `--------`
    under = page.lines.raw[block.end - 1] if block.end - block.start > 1 else ""
    if not UNDERLINE.fullmatch(under):
        return 0
    return 1 if "=" in under else 2


def _titles_at(page: Page, start: int, end: int, level: int) -> Iterator[int]:
    """Titles of the same level as the headings of messages, or of a higher one."""
    lines = page.lines
    for index in range(start, end):
        raw = lines.raw[index]
        if 0 < page.titles.get(index, 0) <= level:
            yield index
            continue
        # `## New shelves`, `== New shelves ==`
        if raw.lstrip(" ")[:1] in ("#", "=") and not UNDERLINE.fullmatch(raw):
            marks = _TITLE.match(raw)
            if marks is not None and len(marks["marks"]) <= level:
                yield index
        elif raw.lstrip(" ")[:1] in ("-", "=") and index - 1 > start and level > 1:
            # `New shelves` / `-----------`, below a blank line
            titled = not lines.is_blank(index - 1) and lines.is_blank(index - 2)
            if titled and UNDERLINE.fullmatch(raw):
                yield index - 1


def _title_above(page: Page, message_start: MessageStart, begin: int, highest: int) -> int:
    """The level of the document's own title above a message, or 0.

    `## From the archive` / blank / `From: Ann Poe`. The title of the whole document does not count,
    nor does the mail's subject printed as the page's title.
    """
    lines, first = page.lines, message_start.block.start
    for index in range(first - 1, max(begin, first - _NEAR_TITLE) - 1, -1):
        level = page.titles.get(index, 0)
        if level >= highest and not _is_own_title(page, message_start, index):
            return level
        marks = _TITLE.match(lines.raw[index])
        if marks is not None and len(marks["marks"]) > 1:
            return len(marks["marks"])
    return 0


def _is_own_title(page: Page, message_start: MessageStart, index: int) -> bool:
    """Whether a title is a message's subject: `<h2>Re: Tides</h2>` in webmail.

    `<h2>Subject: Tides</h2>` is a publisher's section title.
    """
    label, subject = page.label(index), message_start.block.first(Role.SUBJECT)
    if label is not None and label.entry is not None and Role.SUBJECT in label.entry.roles:
        return False
    return subject is not None and fold(subject.text) in fold(page.lines.content(index))


def _titles_apart(page: Page, start: int, end: int, level: int) -> Iterator[int]:
    """Titles of the same or a higher level than the one above a message; not `# apt update`."""
    for index in _titles_at(page, start, end, level):
        if index in page.titles:
            yield index
            continue
        marks = _TITLE.match(page.lines.raw[index])
        below = index + 1 >= len(page.lines) or page.lines.is_blank(index + 1)
        if (
            marks is not None
            and len(marks["marks"]) > 1
            and below
            and page.lines.is_blank(index - 1)
        ):
            yield index


def underlined_titles(page: Page, start: int, end: int) -> Iterator[int]:
    """Titles whose underline the reader marked as markup (reStructuredText)."""
    lines = page.lines
    for index in range(start + 1, end):
        if index not in page.set_aside or index - 1 in page.set_aside:
            continue
        title, line = lines.raw[index - 1].rstrip(), lines.raw[index].rstrip()
        # `New shelves` / `===========`
        if title and len(line) >= len(title) and _ADORNMENT.fullmatch(line):
            yield index - 1
