"""Read the introduction right above a header: separators, footnote markers, a thread's title."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from mailrecon.layouts import Block
from mailrecon.layouts.evidence import Evidence
from mailrecon.lexicon import Lexicon, fold
from mailrecon.model import Field, Introduction, Role, Span, ThreadHeading
from mailrecon.parse.above.separators import (
    MAX_BLANKS,
    FoundIntroduction,
    distant_separator,
    joined_separator,
    line_above,
    numbers_item,
    read_heading,
    read_separator,
    separator_above,
    separator_kind,
)
from mailrecon.parse.above.titles import LONGEST_TITLE, look_for_title, read_title, repeated_title
from mailrecon.regex import regex
from mailrecon.scan import Lines, Page, patterns
from mailrecon.scan.furniture.kinds import WORDS
from mailrecon.scan.furniture.navigation import is_control, is_navigation, is_navigation_row
from mailrecon.scan.note_marks import note_mark

_NUMBER = regex(r"(\d{1,3})[.)]")
_MAX_STEPS = 6
_MAX_LINE = 300
# The gap before text at the sheet's margin.
_MARGIN = "  "
_MOST_INITIALS = 3
# A list archive prints at least two links directly above or below a header.
_FEWEST_LINKS = 2
_ARCHIVE_LINKS = 6
_NOT_IN_ARCHIVE = (Role.SUBJECT, Role.TO, Role.CC)
_CONVERSATION = Evidence("title of a printed conversation above", 2.0)  # it has a count of messages
_INITIALS = Evidence("the originator's initials above", 2.0)  # only webmail pages print them
_ARCHIVE = Evidence("links of a list archive around", 2.0)
_TITLE_ABOVE = Evidence("title above", 1.0)  # other pages have titles as well
_MARKER = Evidence("footnote marker above", 1.0)


def find_introduction(page: Page, block: Block, floor: int) -> FoundIntroduction:
    """Read upwards from the header `block`, no further than the line `floor`."""
    lead = _usual(page, block, floor) or read_above(page, block, floor)
    if lead.introduction is None and lead.heading is None and block.start < block.end:
        _take_displaced(page, lead, floor)
    return lead


def _take_displaced(page: Page, lead: FoundIntroduction, floor: int) -> None:
    """Include a separator that a text layer does not print on the line right above."""
    # `Let us discuss. Begin forwarded message:`
    joined = joined_separator(page, lead.start, floor)
    if joined is not None:
        line, end, lead.introduction = joined
        lead.joined = line, end
        lead.evidence.append(separator_above(lead.introduction))
        return
    # `Begin forwarded message:` / six blank lines / the header
    distant = distant_separator(page, lead.start, floor)
    if distant is not None:
        lead.start, lead.introduction = distant
        lead.evidence.append(separator_above(lead.introduction))


def _usual(page: Page, block: Block, floor: int) -> FoundIntroduction | None:
    """Fast path: the introduction of a header if there is none, or one known line below plain
    words.

    The result is the same as that of `read_above`; None means that `read_above` must decide.
    """
    subject = block.first(Role.SUBJECT)
    # Without a subject, the line above may be the title of a page.
    if subject is None or block.titled or block.introduction is Introduction.ATTRIBUTION:
        return None
    blanks = page.lines.blanks
    above = _near_above(blanks, block.start, floor)
    if above is None:
        return FoundIntroduction(block.start)
    # `Answer number 4 on the lease.` / blank / `From: Ann Poe`
    if _is_writers(page, above, floor, subject):
        lead = FoundIntroduction(block.start)
        look_for_title(page, lead, floor)
        return lead
    found = line_that_introduces(page.lines.raw[above], page.lexicon)
    if (
        found is None
        # A line with furniture, below text, or with the subject again is left to `read_above`.
        or above in page.set_aside
        or (above > floor and not blanks[above - 1])
        or fold(subject.text) == found.words
    ):
        return None
    higher = _near_above(blanks, above, floor)
    # `-----Original Message-----` below `From Quay: 4 pages` may belong to a longer introduction.
    if higher is not None and not (
        page.kinds[higher] & WORDS
        and not page.is_furniture(higher)
        and introduces_nothing(page.lines.content(higher), page.lexicon)
    ):
        return None
    return FoundIntroduction(above, found.introduction, evidence=[*found.evidence])


def _is_writers(page: Page, index: int, floor: int, subject: Field) -> bool:
    """Whether a line above a header is the writer's text and not an introduction.

    `Answer number 4 on the lease.` is neither furniture nor a repetition of the subject.
    """
    content = page.lines.content(index)
    return (
        content[:1].isalpha()
        and bool(page.kinds[index] & WORDS)
        and not page.is_furniture(index)
        and fold(content.strip().strip("#*=_ ")) != fold(subject.text)
        and separator_kind(content.strip(), page.lexicon) is None
        and not _may_introduce(page, index, content.strip(), floor)
    )


def _may_introduce(page: Page, index: int, content: str, floor: int) -> bool:
    """Whether `read_above` may accept a line that begins with a letter and is not a separator."""
    # `Ann Poe hat am Montag geschrieben ---`, `From ann@quay.example Mon May  4 10:11:12 2020`
    if content[-1:] == "-" or content[:5] == "From " or _MARGIN in content or ";" in content:
        return _read_line(page, index, floor, FoundIntroduction(index)) is not None
    # `The lease (3 messages)`, `E-mail 2`
    return len(content) <= _MAX_LINE and (
        read_heading(page, index, floor) is not None or numbers_item(page, index, content, floor)
    )


def _near_above(blanks: Sequence[bool], index: int, floor: int) -> int | None:
    """The line above that is not blank, if it is near."""
    for above in range(index - 1, max(index - MAX_BLANKS - 2, floor - 1), -1):
        if not blanks[above]:
            return above
    return None


class Introduces(NamedTuple):
    """The meaning of a line that introduces a header; `words` are compared with titles."""

    introduction: Introduction | None
    evidence: tuple[Evidence, ...]
    words: str


@lru_cache(maxsize=4096)
def line_that_introduces(line: str, lexicon: Lexicon) -> Introduces | None:
    """The meaning of a single line above a header; None if it depends on other lines."""
    page = Page(Lines(f"{line}\nFrom: a"), lexicon, [1])
    subject = Field(Role.SUBJECT, "\x00", Span(0, 0))
    block = Block("", 1, 2, 0, 0, (subject,), None, Introduction.HEADER_ONLY, ())
    found = read_above(page, block, 0)
    if found.start or found.introduction is None or found.footnote or found.heading:
        return None
    words = fold(page.lines.content(0).strip().strip("#*=_ "))
    return Introduces(found.introduction, tuple(found.evidence), words)


# `FYI, see below.`: many mails repeat the same short lines.
@lru_cache(maxsize=4096)
def introduces_nothing(content: str, lexicon: Lexicon) -> bool:
    """Whether a line above a header's introduction is the writer's own text, not part of it."""
    return (
        not content.startswith("From ")
        and not patterns.has_digit(content)
        and separator_kind(content.strip(), lexicon) is None
    )


def read_above(page: Page, block: Block, floor: int) -> FoundIntroduction:
    """The introduction above a header of any form."""
    lead = FoundIntroduction(_below_initials(page, block, floor))
    # `AP` / `Ann Poe<ann@quay.example>`
    if lead.start < block.start:
        lead.evidence.append(_INITIALS)
    current = lead.start
    if block.introduction is not Introduction.ATTRIBUTION and not block.first(Role.SUBJECT):
        titled = read_title(page, block, current, floor)
        # `The lease` / `Ann Poe <ann@quay.example>` / `4 May 2020, 10:11`
        if titled is not None:
            lead.heading, current = titled
            lead.start = current
            lead.evidence.append(_TITLE_ABOVE)
    else:
        repeated = repeated_title(page, block, floor)
        # `The lease` / `From: Ann Poe` / `Subject: The lease`
        if repeated is not None:
            lead.start = current = repeated
    if (
        lead.heading is None
        and block.introduction is not Introduction.ATTRIBUTION
        and not any(block.first(role) for role in _NOT_IN_ARCHIVE)
    ):
        current = _read_archive(page, block, current, floor, lead)
    for _ in range(_MAX_STEPS):
        above = line_above(page, current, floor)
        if above is None:
            break
        start = _read_line(page, above, floor, lead)
        if start is None:
            break
        current = lead.start = start
    look_for_title(page, lead, floor)
    return lead


def _note_alone(content: str, lexicon: Lexicon) -> str | None:
    """The number of a footnote if its mark is alone on a line, or None."""
    number = _NUMBER.fullmatch(content)
    if number is not None:
        return str(number[1])
    mark = note_mark(content, lexicon)
    return mark.number if mark is not None and mark.number and mark.end == len(content) else None


def _read_line(page: Page, index: int, floor: int, lead: FoundIntroduction) -> int | None:
    """Add line `index` to the introduction. Return its new first line, or None if it ends below."""
    lines = page.lines
    content = lines.content(index).rstrip()
    content = content[: patterns.margin_start(content, 0, len(content))].strip()
    if len(content) > _MAX_LINE:
        return None
    # `[1]`, by which the text refers to the message; the lines above it do not belong to the
    # header.
    if lead.footnote is not None:
        return None
    # `[1]`, `(1)`, `1.`, `¹`, `〔注1〕`
    footnote = _note_alone(content, page.lexicon)
    if footnote is not None:
        lead.footnote = footnote
        lead.footnote_line = index
        lead.evidence.append(_MARKER)
        return index
    # `Ferry timetable (3 messages)`
    heading = read_heading(page, index, floor)
    if heading is not None and lead.heading is None:
        lead.heading, first = heading
        lead.evidence.append(_CONVERSATION)
        return first
    # The lines above a page's title do not introduce the message.
    if lead.heading is not None:
        return None
    return read_separator(page, index, content, floor, lead)


def _read_archive(
    page: Page, block: Block, current: int, floor: int, lead: FoundIntroduction
) -> int:
    """Include the title and links that a list archive prints around a header without a subject.

    Hypermail: `Re: boat` / `From: Ann Poe (ann@quay.example)` / `Date: …` / `Next message: …`.
    Returns the first line included.
    """
    lines = page.lines
    stop = min(block.end + _ARCHIVE_LINKS, len(lines))
    links = sum(_is_link(page, index) for index in range(block.end, stop))
    above = line_above(page, current, floor)
    # `Next message: …` / `Previous message: …` above the header
    while above is not None and _is_link(page, above):
        links += 1
        current = above
        above = line_above(page, current, floor)
    # A single line that looks like a link, such as `Reply`, may be text.
    if links < _FEWEST_LINKS:
        return lead.start
    lead.evidence.append(_ARCHIVE)
    lead.start = current
    text = lines.content(above).strip() if above is not None else ""
    if above is None or not text or text.isdecimal() or len(text) > LONGEST_TITLE:
        return current
    # `Reply`, a page's button
    if text.endswith((".", ":")) or is_control(text, page.lexicon):
        return current
    begin = lines.content_start(above) + lines.content(above).index(text)
    lead.heading = ThreadHeading(text, None, Span(begin, begin + len(text)))
    lead.evidence.append(_TITLE_ABOVE)
    lead.start = above
    return above


def _is_link(page: Page, index: int) -> bool:
    text = page.lines.content(index).strip()
    return bool(text) and (
        is_navigation(text, page.lexicon) or is_navigation_row(text, page.lexicon)
    )


def _below_initials(page: Page, block: Block, floor: int) -> int:
    """The line on which a webmail page prints the originator's initials, or the header's first.

    `AP` / `Ann Poe<ann@quay.example>`: the page shows them in a circle in place of a picture.
    """
    above = block.start - 1
    if not block.titled or above < floor:
        return block.start
    initials = page.lines.content(above).strip()
    originator = block.first(Role.FROM)
    # `AP`, `ABP`; in capitals, at most three.
    if originator is None or not 0 < len(initials) <= _MOST_INITIALS or not initials.isupper():
        return block.start
    words = originator.text.partition("<")[0].split()
    firsts = "".join(word[0] for word in words)
    same = initials in (firsts, firsts[:1] + firsts[-1:], firsts[:1])
    return above if same else block.start
