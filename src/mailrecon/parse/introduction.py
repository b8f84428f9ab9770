"""Read the introduction right above a header: separators, footnote markers, a thread's title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct, field

from mailrecon.layouts import Block
from mailrecon.layouts.evidence import Evidence
from mailrecon.lexicon import Lexicon, fold
from mailrecon.model import Field, Introduction, Role, Span, ThreadHeading
from mailrecon.parse.item_series import is_of_series
from mailrecon.regex import regex
from mailrecon.scan import Lines, Page, patterns
from mailrecon.scan.kinds import WORDS
from mailrecon.scan.navigation import is_control, is_navigation, is_navigation_row
from mailrecon.scan.patterns import ascii_digits
from mailrecon.scan.stamps import is_page_stamp, is_stamp

_DECORATION = " \t\u00a0\u3000-_=*#~<>[](){}—–―─━·.:：|+\u200b\u200e\u200f\ufeff"
_RULE = regex(r"[-_=*~─━—–]{3,}|[-_=*] (?:[-_=*] ){4,}[-_=*]?")
# `* * *`, `########`, `―――――`, `⁂`: printed by people who collect mails, not by mail programs.
# Excluded: `###` ends a press release, `...` a thought, and `■■■■` or `●●●` is a redaction.
_ORNAMENT = regex(r"[―⸺◆◇※☆★+]{3,}|[#.·]{5,}|⁂|[*•·~―—–#+※☆★◆◇] (?:[*•·~―—–#+※☆★◆◇] ?){2,}")
# `E-mail 2`, `Message No. 3 of 12:`, `## Exhibit 14`, `[Document 7]`, `Annexe IV`, `3. E-posta`
_NUMBERED = regex(
    r"[#*_\s\[(<=–—-]{0,8}+(?:(?P<words>[^\W\d_][^\d#№°º]{0,28}?)[\s.:#№°º-]{0,4}"
    r"(?:\d{1,5}|[IVXL]{1,6})|\d{1,4}\. ?(?P<named>[^\W\d_][^\d#]{0,28}?))"
    r"(?:\s?(?:/|[^\W\d_]{1,3})\s?\d{1,5})?[#*_\s\])>=:.–—-]{0,8}"
)
# `(Translation)`, `【原文】`, `Original:`
_IN_BRACKETS = regex(
    r"[*_#\s]*(?:[\[(（【〔](?P<words>[^\W\d_][^\d()\[\]]{0,28})[\])）】〕]:?|(?P<bare>[^\W\d_][^\d:]{0,28})[:：])[*_\s]*"
)
_FOOTNOTE = regex(r"(?:\[(\d{1,4})\]|\((\d{1,3})\)|(\d{1,3})[.)]|([¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3}))")
# Google Groups: `Crane on Monday` / `27 views`
_COUNTED = regex(r"\d{1,6} [^\W\d_]{3,16}")
# Markdown: a title underlined with `----` or `====`.
_SETEXT = regex(r"[ ]{0,3}(?:-{3,}|={3,})[ \t]*")
_EMPHASIS = " \t*_"
_CLOSING_HASHES = regex(r"(?<=\S)[ \t]+#{1,6}$")
_EMPHASISED = regex(r"(\*{1,3}|_{1,3})([^*_\s][^*_]{0,300})\1")
# `From ann@quay.example Mon May  4 10:11:12 2020`
_MBOX_FROM = regex(r"From \S+(?:@| at )\S+ .*\d\d:\d\d.*\d{4}")
# `----- Forwarded by Ann Poe/Quay on 05/04/2020 10:11 AM -----`
_FRAMED = regex(r"-{3,}\s*\w")
_DIGITS = regex(r"\d+")
_MAX_BLANKS = 3
_MAX_STEPS = 6
_MAX_LINE = 300
_LONGEST_SEPARATOR = 60
# Of which so many letters at one end are not misread.
_INTACT = 4
# A phrase with so many letters is known with one of them misread.
_LONG_ENOUGH = 12
_LONGEST_TITLE = 150
_TITLE_DISTANCE = 4
_MOST_INITIALS = 3
_TALLEST_FRAME = 10
# A list archive prints at least two links directly above or below a header.
_FEWEST_LINKS = 2
_ARCHIVE_LINKS = 6
_NOT_IN_ARCHIVE = (Role.SUBJECT, Role.TO, Role.CC)
# `200.00`, `1.234,50 EUR` at a line's end; so many of such lines below a title are a bill's.
_AMOUNT = regex(
    r"(?<=[\s$€£¥])\d[\d.,' \u00a0]{0,14}[.,]\d\d(?: ?(?:[A-Z]{3}|[$€£¥]))?\s*$"
    r"|[¥￥]\d[\d,]{2,12}\s*$|[\d,]{3,12}円\s*$"
)
_FEWEST_AMOUNTS = 3
_LINES_OF_BILL = 40
_MOST_WORDS_OF_BILL = 6
# `Inbox` is the shortest of the folders' names.
_SHORTEST_FOLDER = 4
_SENTENCE_ENDS = (".", "!", "?", "。", ",", ";", "…")


# What the lines above a header add to the evidence that it is a mail's.
_SEPARATOR_WEIGHT = 2.0  # mail programs print separators above nothing else
_FRAMED_ABOVE = Evidence("framed separator above", 2.0)
_MBOX_LINE = Evidence("mbox From line above", 2.0)
_CONVERSATION = Evidence("title of a printed conversation above", 2.0)  # it counts messages
_INITIALS = Evidence("the originator's initials above", 2.0)  # only webmail pages print them
_ARCHIVE = Evidence("links of a list archive around", 2.0)
_RULE_ABOVE = Evidence("rule above", 1.0)  # rules separate other things, too
_TITLE_ABOVE = Evidence("title above", 1.0)  # other pages have titles, too
_MARKER = Evidence("footnote marker above", 1.0)
_BILL = Evidence("title of a bill above, amounts below", -8.0)  # more than both parties' addresses
_MEMO = Evidence("title of a memo or fax above", -4.0)  # as much as a date and recipients


class FoundIntroduction(Struct):
    """The lines from `start` up to a header block, and what they say about it."""

    start: int
    introduction: Introduction | None = None
    footnote: str | None = None
    footnote_line: int | None = None
    heading: ThreadHeading | None = None
    evidence: list[Evidence] = field(default_factory=list)


def find_introduction(page: Page, block: Block, floor: int) -> FoundIntroduction:
    """Read upwards from the header `block`, no further than the line `floor`."""
    return _usual(page, block, floor) or read_above(page, block, floor)


def _usual(page: Page, block: Block, floor: int) -> FoundIntroduction | None:
    """What introduces a header, where that is nothing, or one known line below plain words.

    `read_above` says the same, of any lines; None where it is to be asked.
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
        _look_for_title(page, lead, floor)
        return lead
    found = _line_that_introduces(page.lines.raw[above], page.lexicon)
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
        and not is_page_stamp(page, higher)
        and _introduces_nothing(page.lines.content(higher), page.lexicon)
    ):
        return None
    return FoundIntroduction(above, found.introduction, evidence=[*found.evidence])


def _is_writers(page: Page, index: int, floor: int, subject: Field) -> bool:
    """Whether a line above a header is of the writer's text, and introduces nothing.

    `Answer number 4 on the lease.`: it is neither furniture nor the subject again.
    """
    content = page.lines.content(index)
    return (
        content[:1].isalpha()
        and bool(page.kinds[index] & WORDS)
        and not is_page_stamp(page, index)
        and fold(content.strip().strip("#*=_ ")) != fold(subject.text)
        and separator_kind(content.strip(), page.lexicon) is None
        and _read_line(page, index, floor, FoundIntroduction(index)) is None
    )


def _near_above(blanks: Sequence[bool], index: int, floor: int) -> int | None:
    """The line above that is not blank, if it is near."""
    for above in range(index - 1, max(index - _MAX_BLANKS - 2, floor - 1), -1):
        if not blanks[above]:
            return above
    return None


class _Introduces(NamedTuple):
    """What a line says that introduces a header; `words` are those that a title would have."""

    introduction: Introduction | None
    evidence: tuple[Evidence, ...]
    words: str


@lru_cache(maxsize=4096)
def _line_that_introduces(line: str, lexicon: Lexicon) -> _Introduces | None:
    """What a line alone above a header says; None where that hangs on other lines."""
    page = Page(Lines(f"{line}\nFrom: a"), lexicon, [1])
    subject = Field(Role.SUBJECT, "\x00", Span(0, 0))
    block = Block("", 1, 2, 0, 0, (subject,), None, Introduction.HEADER_ONLY, ())
    found = read_above(page, block, 0)
    if found.start or found.introduction is None or found.footnote or found.heading:
        return None
    words = fold(page.lines.content(0).strip().strip("#*=_ "))
    return _Introduces(found.introduction, tuple(found.evidence), words)


def _introduces_nothing(content: str, lexicon: Lexicon) -> bool:
    """Whether a line above a header's introduction is the writer's own, not part of it."""
    return (
        not content.startswith("From ")
        and not patterns.has_digit(content)
        and separator_kind(content.strip(), lexicon) is None
    )


def read_above(page: Page, block: Block, floor: int) -> FoundIntroduction:
    """What introduces a header, whatever its form and that of the lines above."""
    lead = FoundIntroduction(_below_initials(page, block, floor))
    # `AP` / `Ann Poe<ann@quay.example>`
    if lead.start < block.start:
        lead.evidence.append(_INITIALS)
    current = lead.start
    if block.introduction is not Introduction.ATTRIBUTION and not block.first(Role.SUBJECT):
        titled = _read_title(page, block, current, floor)
        # `The lease` / `Ann Poe <ann@quay.example>` / `4 May 2020, 10:11`
        if titled is not None:
            lead.heading, current = titled
            lead.start = current
            lead.evidence.append(_TITLE_ABOVE)
    else:
        repeated = _repeated_title(page, block, floor)
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
        above = _line_above(page, current, floor)
        if above is None:
            break
        start = _read_line(page, above, floor, lead)
        if start is None:
            break
        current = lead.start = start
    _look_for_title(page, lead, floor)
    return lead


def _line_above(page: Page, current: int, floor: int) -> int | None:
    above = current - 1
    stamps = 0
    while above >= floor:
        # `QY-000578` between a separator and its header: a page ended there.
        if is_page_stamp(page, above):
            stamps += 1
        elif not page.lines.is_blank(above):
            break
        above -= 1
        if current - above > _MAX_BLANKS + 1 + stamps:
            return None
    return above if above >= floor else None


def _read_line(page: Page, index: int, floor: int, lead: FoundIntroduction) -> int | None:
    """Take line `index` into the lead-in; its first line if it belongs there, else None."""
    lines = page.lines
    content = lines.content(index).rstrip()
    content = content[: patterns.margin_start(content, 0, len(content))].strip()
    if len(content) > _MAX_LINE:
        return None
    # `[1]`, by which the text refers to the message; nothing above it belongs to the header.
    if lead.footnote is not None:
        return None
    # `[1]`, `(1)`, `1.`, `¹`
    marker = _FOOTNOTE.fullmatch(content)
    if marker:
        lead.footnote = next(group for group in marker.groups() if group)
        lead.footnote_line = index
        lead.evidence.append(_MARKER)
        return index
    # `Ferry timetable (3 messages)`
    heading = read_heading(page, index, floor)
    if heading is not None and lead.heading is None:
        lead.heading, first = heading
        lead.evidence.append(_CONVERSATION)
        return first
    # Above the title of a page nothing introduces the message.
    if lead.heading is not None:
        return None
    return _read_separator(page, index, content, floor, lead)


def _read_separator(
    page: Page, index: int, content: str, floor: int, lead: FoundIntroduction
) -> int | None:
    """Take a separator that ends on line `index` into the lead-in; its first line, or None."""
    # `-----Original Message-----`, `Begin forwarded message:`
    kind = separator_kind(content, page.lexicon)
    if kind is not None:
        if lead.introduction is None:
            lead.introduction = kind
            lead.evidence.append(Evidence(f"{kind.value} above", _SEPARATOR_WEIGHT))
        return index
    framed = _framed(page, index, floor, lead)
    if framed is not None:
        return framed
    # `________________________________`, as Outlook prints it
    if _RULE.fullmatch(content):
        # `-----` / `Ann Poe, keeper` / `-----`: the second rule closes a signature.
        if _closes_frame(page, index, floor):
            return None
        if lead.introduction is None:
            lead.introduction = Introduction.RULE
            lead.evidence.append(_RULE_ABOVE)
        return index
    # `From ann@quay.example Mon May  4 10:11:12 2020`
    if _MBOX_FROM.fullmatch(content):
        lead.evidence.append(_MBOX_LINE)
        return index
    # `* * *`
    if _ORNAMENT.fullmatch(content):
        return None if _closes_frame(page, index, floor) else index
    # `E-mail 2`
    if _numbers_item(page, index, content, floor):
        return index
    return _letterhead(page, index, floor, lead)


def _numbers_item(page: Page, index: int, content: str, floor: int) -> bool:
    """Whether a line alone above a header names a document: `E-mail 2`, `(Translation)`."""
    if len(content) > _LONGEST_SEPARATOR or (index > floor and not _begins(page, index)):
        return False
    named = _IN_BRACKETS.fullmatch(content)
    if named is not None and fold(named["words"] or named["bare"]) in page.lexicon.item_words:
        return True
    numbered = _NUMBERED.fullmatch(content)
    # `E-mail 2`, `Exhibit 14`; not `In May 2`.
    if numbered is not None:
        words = fold(numbered["words"] or numbered["named"])
        if words in page.lexicon.item_words:
            return True
    # `EXHIBIT A` above the first mail, `EXHIBIT B` above this one
    return is_of_series(page, content)


def _begins(page: Page, index: int) -> bool:
    """Whether nothing, a rule or a page stamp is printed right above line `index`."""
    above = index - 1
    return (
        page.lines.is_blank(above)
        or is_page_stamp(page, above)
        or _RULE.fullmatch(page.lines.content(above).strip()) is not None
        or _ORNAMENT.fullmatch(page.lines.content(above).strip()) is not None
    )


@lru_cache(maxsize=8192)
def separator_kind(content: str, lexicon: Lexicon) -> Introduction | None:
    """Whether a line is a forward or original-message separator, in any language."""
    key = fold(content.strip(_DECORATION))
    if not key:
        return None
    # `---------- Forwarded message ---------`, `Début du message transféré :`
    if key in lexicon.forward_separators:
        return Introduction.FORWARD
    # `-----Original Message-----`, `-----Ursprüngliche Nachricht-----`
    if key in lexicon.original_separators:
        return Introduction.ORIGINAL
    if _LONG_ENOUGH <= len(key) <= _LONGEST_SEPARATOR:
        alike, size = _alike(lexicon), len(key)
        near = [*alike.get((key[:_INTACT], size), ()), *alike.get((size, key[-_INTACT:]), ())]
        misread: tuple[int, str, Introduction]
        for misread in sorted(near):
            _, phrase, kind = misread
            # `-----Original Messa e-----`, as OCR reads it
            if _is_misread(key, phrase):
                return kind
    # `Ann Poe hat am Montag weitergeleitet:`: a word of forwarding before a colon.
    # But not `Please call him Begin forwarded message:`, where OCR joined it with the text.
    if content.endswith((":", "：")) and len(key) <= _LONGEST_SEPARATOR:
        if key.endswith(_long_separators(lexicon)):
            return None
        sizes = {len(stem) for stem in lexicon.forward_stems}
        for size in sizes:
            if any(key[i : i + size] in lexicon.forward_stems for i in range(len(key) - size + 1)):
                return Introduction.FORWARD
    return None


@lru_cache(maxsize=4)
def _long_separators(lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(key for key in lexicon.forward_separators if len(key) >= _LONG_ENOUGH)


def _closes_frame(page: Page, index: int, floor: int) -> bool:
    """Whether a rule is the lower one of two that frame the signature of the text above."""
    rule = page.lines.content(index).strip()
    for above in range(index - 1, max(index - _TALLEST_FRAME, floor) - 1, -1):
        if page.lines.is_blank(above):
            return False
        # The same rule within ten lines above, with no blank line between.
        if page.lines.content(above).strip() == rule:
            return above < index - 1
    return False


@lru_cache(maxsize=4)
def _alike(
    lexicon: Lexicon,
) -> dict[tuple[str | int, str | int], list[tuple[int, str, Introduction]]]:
    """The separators that OCR may misread, by the letters it leaves intact and their length.

    One misread letter leaves the first or the last letters of a long phrase intact: a key is
    (first letters, length) or (length, last letters). The numbers keep their order.
    """
    found: dict[tuple[str | int, str | int], list[tuple[int, str, Introduction]]] = {}
    number = 0
    for known, kind in (
        (lexicon.original_separators, Introduction.ORIGINAL),
        (lexicon.forward_separators, Introduction.FORWARD),
    ):
        for phrase in known:
            number += 1
            for size in (len(phrase) - 1, len(phrase), len(phrase) + 1):
                found.setdefault((phrase[:_INTACT], size), []).append((number, phrase, kind))
                found.setdefault((size, phrase[-_INTACT:]), []).append((number, phrase, kind))
    return found


def _is_misread(key: str, phrase: str) -> bool:
    """Whether OCR may have made a folded line of a phrase: one letter is another, or is lost.

    `Original Messa e`
    """
    if abs(len(key) - len(phrase)) > 1:
        return False
    if key[:1] != phrase[:1]:
        # `driginal Message`
        return key[1:] == phrase[1:]
    shorter = min(len(key), len(phrase))
    same = next((n for n in range(shorter) if key[n] != phrase[n]), shorter)
    left = shorter - same
    end = next((n for n in range(left) if key[-1 - n] != phrase[-1 - n]), left)
    return max(len(key), len(phrase)) - same - end <= 1


def _letterhead(page: Page, index: int, floor: int, lead: FoundIntroduction) -> int | None:
    """An indented line with the sender's organisation (Lotus Notes) right below a separator."""
    lines = page.lines
    content = lines.content(index)
    stripped = content.strip()
    # `                   Harbour Office of Quay`
    if not content[:1].isspace() or len(stripped) > 60 or stripped.endswith((":", "?", "!")):
        return None
    above = _line_above(page, index, floor)
    if above is None or lead.introduction is not None:
        return None
    return _framed(page, above, floor, lead)


def _framed(page: Page, index: int, floor: int, lead: FoundIntroduction) -> int | None:
    """A line of words framed in dashes, on one line or wrapped onto a second (Lotus Notes)."""
    lines = page.lines
    content = lines.content(index).strip()
    # `--- Forwarded by Ann Poe on` / `05/04/2020 10:11 AM ---`: it must end in dashes.
    if lead.introduction is not None or not content.endswith("---"):
        return None
    first = index
    # The second line of a wrapped one.
    if not _FRAMED.match(content):
        first = index - 1
        if first < floor or not _FRAMED.match(lines.content(first).strip()):
            return None
        content = lines.content(first).strip() + " " + content
    folded = fold(content.strip(_DECORATION))
    forward = any(folded.startswith(key) for key in page.lexicon.forward_separators)
    lead.introduction = Introduction.FORWARD if forward else Introduction.ORIGINAL
    lead.evidence.append(_FRAMED_ABOVE)
    return first


@lru_cache(maxsize=4)
def _heading_pattern(templates: tuple[str, ...]) -> re.Pattern[str]:
    numbered = []
    for template in templates:
        before, _, after = template.partition("{n}")
        pieces = [r"\s*".join(re.escape(word) for word in part.split()) for part in (before, after)]
        numbered.append(rf"{pieces[0]}\s*(?<!\d)\d{{1,4}}\s*{pieces[1]}")
    return re.compile(rf"(?P<count>{'|'.join(numbered)})[\s.:]*$", re.IGNORECASE)


@lru_cache(maxsize=4)
def _count_frames(lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    """The words before the number in a count of messages, by those after it, folded."""
    frames: dict[str, set[str]] = {}
    for template in lexicon.message_counts:
        before, _, behind = template.partition("{n}")
        frames.setdefault(fold(behind).rstrip(".:"), set()).add(fold(before))
    return {behind: tuple(before) for behind, before in frames.items()}


def read_heading(page: Page, index: int, floor: int) -> tuple[ThreadHeading, int] | None:
    """The thread title with its count of messages on line `index`, and the title's first line.

    The title is before the count on the same line (web pages) or on the line above (Gmail).
    """
    lines = page.lines
    content = ascii_digits(lines.content(index).rstrip())
    numbers = list(_DIGITS.finditer(content))
    if not numbers:
        return None
    behind = fold(content[numbers[-1].end() :]).rstrip(".:")
    frames = _count_frames(page.lexicon).get(behind)
    # `The lease (3 messages)`, `3 messages`; not `3 boats`.
    if frames is None or not fold(content[: numbers[-1].start()]).endswith(frames):
        return None
    match = _heading_pattern(page.lexicon.message_counts).search(content)
    if match is None:
        return None
    number = _DIGITS.search(match["count"])
    if number is None:
        return None
    title = content[: match.start()].strip()
    first = index
    begin = lines.content_start(index)
    end = begin + len(content)
    # Gmail: `The lease` / `3 messages`
    if not title:
        above = _line_above(page, index, floor)
        # `The lease` / `InboxHarbour` / `3 messages`
        if above is not None and _names_folder(lines.content(above).strip(), page.lexicon):
            index, above = above, _line_above(page, above, floor)
        if above is not None and index - above <= 2:
            first = above
            title = lines.content(above).strip()
            begin = lines.content_start(above)
    span = Span(begin, end)
    return ThreadHeading(title, int(number[0]), span), first


def _names_folder(text: str, lexicon: Lexicon) -> bool:
    """Whether a line below a page's title names the folder and its labels: `InboxHarbour`."""
    if len(text) > _LONGEST_SEPARATOR:
        return False
    if is_control(text, lexicon):
        return True
    return any(
        text[cut].isupper() and text[cut - 1].islower() and is_control(text[:cut], lexicon)
        for cut in range(_SHORTEST_FOLDER, len(text))
    )


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
    above = _line_above(page, current, floor)
    # `Next message: …` / `Previous message: …` above the header
    while above is not None and _is_link(page, above):
        links += 1
        current = above
        above = _line_above(page, current, floor)
    # One line that looks like a link may be text: `Reply`.
    if links < _FEWEST_LINKS:
        return lead.start
    lead.evidence.append(_ARCHIVE)
    lead.start = current
    text = lines.content(above).strip() if above is not None else ""
    if above is None or not text or text.isdecimal() or len(text) > _LONGEST_TITLE:
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

    `AP` / `Ann Poe<ann@quay.example>`: the page has them in a circle, in place of a picture.
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


def _read_title(
    page: Page, block: Block, index: int, floor: int
) -> tuple[ThreadHeading, int] | None:
    """The title of a page or of a part of it above the header `block`, and its first line.

    `index` is the first line of the header with its introduction.

    A title is the value of a subject label, or, in layouts that print it so, one line by itself:
    right above the header, or at the page's top with nothing but buttons between.
    """
    lines = page.lines
    above = _line_above(page, index, floor)
    apart = above is not None and above < index - 1
    buttons = False
    # `The lease` / `27 views` / `Reply` / `Ann Poe <ann@quay.example>`
    while above is not None and _is_beside_title(page, above, floor):
        buttons = True
        above = _line_above(page, above, floor)
    if above is None:
        return None
    if above > floor and _SETEXT.fullmatch(lines.content(above)) and _is_subject(page, above - 1):
        # Markdown: `**Subject:** the lease` / `----------------------`
        above -= 1
    content = lines.content(above)
    label = page.label(above)
    if label is not None and fold(label.text) not in page.lexicon.reply_prefixes:
        # `Date: 4 May 2020` above a header is a field of something else.
        if label.entry is None or Role.SUBJECT not in label.entry.roles:
            return None
        text = _without_marks(content, content[label.value_start :].strip())
    # In other layouts the line above a header is the text of the message before.
    elif not block.titled:
        return None
    else:
        text = content.strip()
        if not _is_placed_as_title(page, above, floor, apart=apart, buttons=buttons):
            return None
        if not _reads_like_title(text, page.lexicon):
            return None
    if not text:
        return None
    begin = lines.content_start(above) + content.rindex(text)
    return ThreadHeading(text, None, Span(begin, begin + len(text))), above


def _without_marks(content: str, text: str) -> str:
    """The value `text` of a subject label on the line `content`, without Markdown's marks."""
    # `**Subject:** the lease`
    if content.lstrip(" #\t")[:1] in "*_":
        return text.strip(_EMPHASIS)
    # `## Subject: **The lease** ##`: all marks are the title's.
    if content.lstrip()[:1] == "#":
        text = _CLOSING_HASHES.sub("", text)
        emphasised = _EMPHASISED.fullmatch(text)
        return emphasised[2] if emphasised is not None else text
    return text


def _is_placed_as_title(page: Page, index: int, floor: int, *, apart: bool, buttons: bool) -> bool:
    """Whether line `index` is by itself right above a header, or at the page's top.

    `apart`: a blank line is below it; `buttons`: so are a page's buttons.
    """
    lines = page.lines
    higher = _line_above(page, index, floor)
    # Right below another header there is that message's text.
    first = higher is None and floor == 0 and not page.goes_on
    top = first or (
        higher is not None and is_navigation_row(lines.content(higher).strip(), page.lexicon)
    )
    # `Re: Lock keys` is a subject below a page's running head, too.
    prefix = lines.content(index).strip().partition(":")[0]
    if fold(prefix) in page.lexicon.reply_prefixes and not floor:
        return True
    alone = top or higher is None or higher < index - 1
    return alone and (not apart or top or buttons)


def _reads_like_title(text: str, lexicon: Lexicon) -> bool:
    """Whether a line can be a title: no sentence, address, separator, stamp or button."""
    if len(text) > _LONGEST_TITLE or text.endswith((".", ":", ";", ",", "!", "。", "：")):
        return False
    # `ann@quay.example`, `-----Original Message-----`
    if patterns.has_address(text) or separator_kind(text, lexicon) is not None:
        return False
    # `~~~ o ~~~`, `12`
    if text.isdecimal() or sum(map(str.isalnum, text)) * 2 < len("".join(text.split())):
        return False
    return not (_RULE.fullmatch(text) or is_stamp(text) or is_navigation_row(text, lexicon))


def _is_beside_title(page: Page, index: int, floor: int) -> bool:
    """Whether a line below a page's title is a button, or counts something besides messages."""
    text = page.lines.content(index).strip()
    # `Reply`, `Star`
    if is_control(text, page.lexicon):
        return True
    return _COUNTED.fullmatch(text) is not None and read_heading(page, index, floor) is None


def _is_subject(page: Page, index: int) -> bool:
    label = page.label(index)
    return label is not None and label.entry is not None and Role.SUBJECT in label.entry.roles


def _repeated_title(page: Page, block: Block, floor: int) -> int | None:
    """The line above that says the header's own subject: an archive page's title."""
    subject = block.first(Role.SUBJECT)
    above = _line_above(page, block.start, floor)
    if subject is None or above is None or len(subject.text) > _LONGEST_TITLE:
        return None
    content = page.lines.content(above).strip().strip("#*=_ ")
    return above if content and fold(content) == fold(subject.text) else None


def _look_for_title(page: Page, lead: FoundIntroduction, floor: int) -> None:
    """Look for the title of a memo or fax (`MEMORANDUM`), which is evidence against mail.

    Below another message, a line is that message's text unless all of it is such a title.
    """
    if lead.introduction is not None:
        return
    titles = page.lexicon.not_mail_titles
    current = lead.start
    for _ in range(_TITLE_DISTANCE):
        above = _line_above(page, current, floor)
        if above is None:
            return
        content = page.lines.content(above).strip()
        # `Invoice No. 2020-114` / … / `Rope    10    2.50    25.00`
        if _titles_bill(content, page.lexicon) and _has_amounts(page, lead.start):
            lead.evidence.append(_BILL)
            return
        if (
            len(content) < 80
            and _may_be_title(content.strip(_DECORATION)[:2], page.lexicon)
            and not patterns.has_digit(content)
        ):
            words = content.strip(_DECORATION).split()
            # `MEMORANDUM`, `M E M O`
            whole = fold("".join(words)) in titles
            first = floor == 0 and not page.goes_on
            # `Fax cover sheet`, as the first words of the document
            opens = first and 1 < len(words) <= 6 and not content.endswith(_SENTENCE_ENDS)
            if whole or (
                opens
                and any(fold("".join(words[:n])) in titles for n in range(1, min(len(words), 4)))
            ):
                lead.evidence.append(_MEMO)
                return
        current = above


def _titles_bill(content: str, lexicon: Lexicon) -> bool:
    """Whether a line is a bill's title, perhaps with its number: `INVOICE`, `Rechnung Nr. 114`."""
    words = content.strip(_DECORATION).split()
    if not 0 < len(words) <= _MOST_WORDS_OF_BILL or len(content) > _LONGEST_SEPARATOR:
        return False
    # `Invoice for the rope that we talked about` is a sentence: only a number may follow.
    return any(
        fold("".join(words[:count])) in lexicon.bill_titles
        and (count == len(words) or patterns.has_digit("".join(words[count:])))
        for count in range(1, min(len(words), 3) + 1)
    )


def _has_amounts(page: Page, start: int) -> bool:
    """Whether several of the next lines end with an amount of money."""
    found = (_AMOUNT.search(line[-40:]) for line in page.lines.raw[start : start + _LINES_OF_BILL])
    return sum(match is not None for match in found) >= _FEWEST_AMOUNTS


def _may_be_title(start: str, lexicon: Lexicon) -> bool:
    """Whether the title of a memo or fax begins with two characters; `M E M O` is spaced."""
    plain = start.isascii() and start.isalpha()
    return not plain or start.lower() in _title_beginnings(lexicon)


@lru_cache(maxsize=4)
def _title_beginnings(lexicon: Lexicon) -> frozenset[str]:
    """The first letter, and the first two, of each title of a memo or fax, folded."""
    return frozenset(title[:size] for title in lexicon.not_mail_titles for size in (1, 2))
