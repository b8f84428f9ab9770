"""Headings of published correspondence: `Ann Poe to Ben Ost, (cc: Cay Dun) - May 4, 2020`.

Archives and court exhibits print such a line above each mail, as its header: the originator, a word
such as `to`, the recipients, a date. Timetables (`London to Paris - May 4, 2020 9:12 AM`), issue
trackers and chats print lines of the same form, so the whole document decides with it
(`HeadingCompany`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from mailrecon.lexicon import Lexicon, fold
from mailrecon.model import Role
from mailrecon.regex import regex
from mailrecon.scan import patterns
from mailrecon.scan.headings.dated_lines import lines_with_signs
from mailrecon.scan.headings.parser import LONGEST_DATE, HeadingParser, ParsedHeading
from mailrecon.scan.headings.people import HeadingPeople
from mailrecon.scan.headings.signs import (
    HASHES,
    SEPARATORS,
    HeadingForm,
    HeadingLine,
    has_word,
    may_end_heading,
)
from mailrecon.scan.lines import Lines

_LONGEST = 600
# Before a mail's text on a heading's own line: `…, May 4, 2020: The …`, `… 9:12 AM:** The …`
_BEFORE_TEXT = regex(
    r"(?<=[\dMm.)\]日）])[ \u00a0]?[*_']{0,3}(?::[*_']{0,3}[ \t\u00a0]+|：\s*)(?=\S)"
)
_LONGEST_BEFORE_TEXT = 200
_BEHIND_PEOPLE = regex(r"(?<=[^\W\d_])[*_]{0,3}:[*_]{0,3}[ \t]+(?=\S)")
# `- **4 May 2020`, `Monday, May 4`; logs have `2020-05-04`.
_DAY = r"\d{1,2}\.? (?:de )?[^\W\d_]{3,12}|[^\W\d_]{3,12}\.? \d{1,2}"
_DATE_OPENS = regex(rf"[\s*_#•-]*(?:[^\W\d_]{{2,12}},? )?(?:{_DAY})")
_CELL = regex(r"[^|\t]+")
_MOST_CELLS = 8
_MOST_LINES = 3
_MOST_WORDS_OF_DATE = 8
_FEWEST_WORDS_OF_NAME = 2
# Lines above a heading in which a title may be, and below it to the text's first line.
_NEAR = 6
_LONGEST_GREETING = 4
_LONGEST_PEOPLE = 120
# A title and an introduction are above the first heading.
_MOST_LINES_OF_TITLE = 40
_FIRST_YEAR_OF_MAIL = 1971
_BETWEEN_WORDS = regex(r"[,:.]")
_YEAR = regex(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)")

_LONGEST_LABEL = 24
# `9:12 AM`, `09.12 Uhr`, alone on the line below a heading's day
_CLOCK_ALONE = regex(
    r"\s*(?P<clock>\d{1,2}[:.]\d\d(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?(?:\s[A-Z]{2,4}|\s(?:Uhr|uur|h))?)\s*"
)


class HeadingCompany(Struct):
    """Counts over a document's headings: all, those with a year or time, and their folded names.

    `answers` are those whose word between the people is of an answer.
    """

    headings: int = 0
    dated: int = 0
    answers: int = 0
    parties: Counter[str] = field(default_factory=Counter)
    originators: set[str] = field(default_factory=set)
    recipients: set[str] = field(default_factory=set)
    # A text greets its recipient, a heading names copies, or the first is below a word for mail.
    letters: bool = False
    # `Letters of 1881` above the first heading, and no later year or word for mail.
    before_mail: bool = False

    def add(self, lines: Lines, heading: HeadingLine, lexicon: Lexicon) -> None:
        """Count a heading and its people: each whole name, and the words of long names."""
        if not self.headings and heading.form is HeadingForm.YEARLESS:
            self.before_mail = _is_before_mail(lines, heading, lexicon)
        # A document of headings has many: one such sign among them is enough.
        if not self.letters:
            self.letters = _is_of_letters(lines, heading, lexicon, first=not self.headings)
        # `Bergen to Oslo - May 5`: one word and a day without a year may be a journey's.
        name = next((lines.text[a:b] for role, a, b in heading.parts if role is Role.FROM), "")
        if heading.form is HeadingForm.YEARLESS and len(name.split()) < _FEWEST_WORDS_OF_NAME:
            return
        self.headings += 1
        self.dated += heading.form is not HeadingForm.YEARLESS
        self.answers += is_answer(lines, heading, lexicon)
        for role, start, end in heading.parts:
            # Only people are counted: a subject such as `Locks` is not evidence of people.
            if role in (Role.DATE, Role.SUBJECT):
                continue
            if role is Role.FROM:
                self.originators.add(fold(lines.text[start:end]))
            # `Oslo` of `Oslo to Bergen` is a recipient's name in form only.
            elif role is Role.TO and _is_whole_name(lines.text[start:end]):
                self.recipients.add(fold(lines.text[start:end]))
            for person in SEPARATORS.split(lines.text[start:end]):
                words = person.split()
                # `Ann Poe` counts as a recipient, the words `Ann` and `Poe` everywhere.
                known = {fold(person)} if role is not Role.FROM else set()
                self.parties.update(known | (set(map(fold, words)) if len(words) > 1 else set()))

    @property
    def is_answered(self) -> bool:
        """Whether somebody is an originator in one heading and a recipient in another."""
        return not self.originators.isdisjoint(self.recipients)

    def recurs(self, name: str) -> bool:
        """Whether every word of a name is in another heading, too."""
        return all(self.parties[fold(word)] > 1 for word in name.split())

    def knows(self, name: str) -> bool:
        """Whether a name has several words, or occurs elsewhere in the headings."""
        return len(name.split()) > 1 or not name.isalpha() or self.parties[fold(name)] > 0


def _is_whole_name(name: str) -> bool:
    return " " in name.strip() or not name.isascii()


def is_answer(lines: Lines, heading: HeadingLine, lexicon: Lexicon) -> bool:
    """Whether the word between two people means an answer, as in forums: `李四 回复 张三`."""
    name = next(end for role, _, end in heading.parts if role is Role.FROM)
    recipient = next(start for role, start, _ in heading.parts if role is Role.TO)
    return fold(lines.text[name:recipient]) in lexicon.reply_prefixes


def _is_of_letters(lines: Lines, heading: HeadingLine, lexicon: Lexicon, *, first: bool) -> bool:
    """Whether a heading without a year shows that it is of correspondence, not of journeys."""
    # `Ann Poe to Ben Ost, cc: Cay Dun - May 4`
    if any(role in (Role.CC, Role.BCC) for role, _, _ in heading.parts):
        return True
    # `Ann Poe to Ben Ost - May 4` / `Dear Ben,`, `Ben -`
    below = heading.last + 1
    while below < min(heading.last + _NEAR, len(lines)) and lines.is_blank(below):
        below += 1
    if below < len(lines):
        greeting = [word.strip(",.!:-–—") for word in lines.content(below).split()]
        to = (lines.text[start:end] for role, start, end in heading.parts if role is Role.TO)
        if len(greeting) <= _LONGEST_GREETING and any(
            not set(person.split()).isdisjoint(greeting) for person in to
        ):
            return True
    # `E-mails between Ann Poe and Ben Ost` above the first heading
    if not first:
        return False
    return _names_mail(_text_above(lines, heading, _NEAR), lexicon)


def _text_above(lines: Lines, heading: HeadingLine, count: int) -> str:
    first = max(heading.first - count, 0)
    return "\n".join(lines.content(number) for number in range(first, heading.first))


def _names_mail(text: str, lexicon: Lexicon) -> bool:
    """Whether a text has a word for mail: `E-mails between Ann Poe and Ben Ost`."""
    words = map(fold, _BETWEEN_WORDS.sub(" ", text).split())
    return any(word.removesuffix("s") in lexicon.mail_words for word in words)


def _is_before_mail(lines: Lines, heading: HeadingLine, lexicon: Lexicon) -> bool:
    """Whether the text above the first heading has years, and all are older than electronic mail.

    `Letters of the year 1881` / `Ann Poe to Ben Ost - May 4`
    """
    above = _text_above(lines, heading, _MOST_LINES_OF_TITLE)
    years = [int(year) for year in _YEAR.findall(above)]
    if not years or max(years) >= _FIRST_YEAR_OF_MAIL:
        return False
    return not _names_mail(above, lexicon)


def find_headings(lines: Lines, lexicon: Lexicon) -> Iterator[HeadingLine]:
    """All lines of the form of a heading, in order."""
    last = -1
    for index in lines_with_signs(lines):
        # A heading's clock may be alone on the line below it.
        if index <= last:
            continue
        last = index
        # `Date: May 4, 2020 9:12 AM` ends no heading but that of an item above it.
        if _is_labelled_date(lines.content(index), lexicon):
            found = _above_labelled_date(lines, index, lexicon)
        else:
            found = (
                find_heading(lines, index, lexicon)
                or _above_own_text(lines, index, lexicon)
                or _dated_above(lines, index, lexicon)
            )
        if found is not None:
            found = _with_clock_below(lines, found)
            last = max(last, found.last)
            yield found


def may_hold_headings(raw: Sequence[str], among: Sequence[int], lexicon: Lexicon) -> bool:
    """Whether `find_headings` may find one in lines of which those that are not plain are `among`.

    Nearly all dates of mail have a label, `Date: May 4, 2020 9:12 AM`.
    """
    shown = [
        line
        for number in among
        if ":" not in (line := raw[number])
        or not _is_labelled_date(line, lexicon)
        or (number and _names_item(raw[number - 1], lexicon))
    ]
    return may_end_heading("\n".join(shown))


def _with_clock_below(lines: Lines, heading: HeadingLine) -> HeadingLine:
    """The heading with the time of day that is alone on the line below its day.

    `Ann Poe to Ben Ost` / `May 4, 2020` / `9:12 AM`
    """
    below = heading.last + 1
    if heading.form is not HeadingForm.DAY or heading.body is not None or below >= len(lines):
        return heading
    role, start, end = heading.parts[-1]
    # Only a day that is alone on its line: `Ann Poe to Ben Ost, May 4, 2020` / `9:12 AM` may be a
    # list of times.
    alone = lines.content(heading.last).strip() == lines.text[start:end]
    clock = _CLOCK_ALONE.fullmatch(lines.content(below))
    if (
        role is not Role.DATE
        or not alone
        or clock is None
        or lines.depth(below) != lines.depth(heading.last)
    ):
        return heading
    stop = lines.content_start(below) + clock.end("clock")
    parts = (*heading.parts[:-1], (Role.DATE, start, stop))
    return replace(heading, last=below, form=HeadingForm.TIMED, parts=parts)


def _above_labelled_date(lines: Lines, index: int, lexicon: Lexicon) -> HeadingLine | None:
    """The heading of an item whose date has a label on the line below, or None.

    `Reply from Ann Poe to Ben Ost` / `Date: May 4, 2020 9:12 AM`; a word for the item must open it.
    """
    above = index - 1
    people = lines.content(above) if above >= 0 else ""
    if not 0 < len(people) <= _LONGEST_PEOPLE or lines.depth(above) != lines.depth(index):
        return None
    if not _names_item(people, lexicon) or not has_word(people, lexicon):
        return None
    content = lines.content(index)
    value = content.partition(":")[2]
    joined = f"{people}\n{value}"
    found = HeadingParser(joined, lexicon).parse()
    if found is None:
        return None
    inside = len(content) - len(value) - len(people) - 1

    def place(offset: int) -> int:
        if offset <= len(people):
            return lines.content_start(above) + offset
        return lines.content_start(index) + inside + offset

    parts = tuple((role, place(start), place(end)) for role, start, end in found.parts)
    return HeadingLine(above, index, found.form, parts, found.languages, 0)


def _is_labelled_date(content: str, lexicon: Lexicon) -> bool:
    """Whether a line is a header's own: `Date: May 4, 2020 9:12 AM`."""
    colon = content.find(":", 0, _LONGEST_LABEL + 1)
    return colon >= 0 and _is_date_label(content[:colon], lexicon)


@lru_cache(maxsize=4096)
def _is_date_label(label: str, lexicon: Lexicon) -> bool:
    entry = lexicon.labels.get(fold(label))
    return entry is not None and entry.roles.keys() <= {Role.DATE}


def _names_item(line: str, lexicon: Lexicon) -> bool:
    """Whether a line begins with a word for an item or a mail: `Reply from Ann Poe to Ben Ost`."""
    word = fold(line.lstrip(" \t#*_").partition(" ")[0])
    return word in lexicon.item_words or word in lexicon.mail_words


def find_heading(lines: Lines, index: int, lexicon: Lexicon) -> HeadingLine | None:
    """The heading that ends on line `index`, wrapped over at most three lines, or None."""
    raw = lines.raw[index]
    # A heading fits on few lines and ends in text.
    if len(raw) > _LONGEST or not raw[-16:].strip():
        return None
    # Most dates are in a mail's own header; then no line nearby has a word such as `to`.
    near = range(index, max(index - _MOST_LINES, -1), -1)
    if not has_word("\n".join([lines.content(line) for line in near]), lexicon):
        return None
    depth = lines.depth(index)
    first = index
    pieces = [lines.content(index)]
    size = len(pieces[0])
    while True:
        joined = "\n".join(pieces)
        # The line alone first, then with the lines above it, as many as it may be wrapped over.
        found = HeadingParser(joined, lexicon).parse()
        if found is not None:
            return _placed(lines, first, index, pieces, found)
        first -= 1
        if first < 0 or index - first >= _MOST_LINES or not _ends_open(pieces, lines, first):
            return None
        size += len(lines.raw[first])
        if lines.is_blank(first) or lines.depth(first) != depth or size > _LONGEST:
            return None
        pieces.insert(0, lines.content(first))


def _above_own_text(lines: Lines, index: int, lexicon: Lexicon) -> HeadingLine | None:
    """The heading that the mail's text follows on the same line, behind a colon, or None.

    `Ann Poe to Ben Ost, May 4, 2020: The lamp is out.`, `**Ann Poe to Ben Ost, 9:12 AM:** The …`
    """
    content = lines.content(index)
    for colon in _BEFORE_TEXT.finditer(content, 0, _LONGEST_BEFORE_TEXT):
        head = content[: colon.start()]
        if not has_word(head, lexicon):
            continue
        found = HeadingParser(head, lexicon).parse()
        if found is not None:
            heading = _placed(lines, index, index, [head], found)
            return replace(heading, body=lines.content_start(index) + colon.end())
    if "\t" in content or "|" in content:
        return _in_row(lines, index, lexicon)
    return _below_own_date(lines, index, lexicon)


def _below_own_date(lines: Lines, index: int, lexicon: Lexicon) -> HeadingLine | None:
    """The heading that begins with its date, with the mail's text behind the people, or None.

    `- **4 May 2020, 9:12** – Ann Poe to Ben Ost: "The lamp is out."`; logs print `2020-05-04`.
    """
    content = lines.content(index)
    colon = _BEHIND_PEOPLE.search(content, 0, _LONGEST_BEFORE_TEXT)
    if colon is None or _DATE_OPENS.match(content) is None:
        return None
    head = content[: colon.start()] + ":"
    found = HeadingParser(head, lexicon).parse() if has_word(head, lexicon) else None
    if found is None:
        return None
    heading = _placed(lines, index, index, [head], found)
    return replace(heading, body=lines.content_start(index) + colon.end())


def _in_row(lines: Lines, index: int, lexicon: Lexicon) -> HeadingLine | None:
    """The heading in a cell of a table's row, with the mail's text in the next cell, or None.

    `| Ann Poe to Ben Ost, May 4, 2020 | The lamp is out. |`
    """
    content = lines.content(index)
    if not content.lstrip().startswith("|") and "\t" not in content:
        return None
    cells = [cell for cell in _CELL.finditer(content) if cell[0].strip()]
    for cell, beside in pairwise(cells[:_MOST_CELLS]):
        if len(cell[0]) > _LONGEST_BEFORE_TEXT or not has_word(cell[0], lexicon):
            continue
        # Spaces in front keep offsets as they are.
        found = HeadingParser(cell[0].rjust(cell.end()), lexicon).parse()
        if found is not None:
            heading = _placed(lines, index, index, [content[: cell.end()]], found)
            start = lines.content_start(index)
            text = beside.start() + len(beside[0]) - len(beside[0].lstrip())
            end = start + text + len(beside[0].strip()) if "|" in content else None
            return replace(heading, body=start + text, body_end=end)
    return None


def _dated_above(lines: Lines, index: int, lexicon: Lexicon) -> HeadingLine | None:
    """The heading whose date is line `index` and whose people are on the line below, or None.

    `May 4, 2020` / `From Ann Poe to Ben Ost`; `Oslo to Bergen` below a date is a journey.
    """
    below = index + 1
    date = lines.content(index)
    if below >= len(lines) or len(date) > LONGEST_DATE or lines.depth(below) != lines.depth(index):
        return None
    people = lines.content(below)
    first = fold(people.lstrip(" \t#*_").partition(" ")[0])
    entry = lexicon.labels.get(first)
    known = first in lexicon.mail_words or (entry is not None and Role.FROM in entry.roles)
    # `Ann Poe to Ben Ost` alone counts as a heading if these people recur in other headings.
    known = known or (
        ":" not in people
        and (":" not in date[:8] or date[:1].isdigit())
        and has_word(people, lexicon)
    )
    if not known or len(people) > _LONGEST_PEOPLE or people.rstrip()[-1:] in ".!?,:":
        return None
    if not patterns.date_strength(date) or len(date.split()) > _MOST_WORDS_OF_DATE:
        return None
    # The date goes after the people, so that `4.` of `4. Mai 2020` is not read as an item number.
    found = HeadingParser(f"{people}\n{date}", lexicon).parse()
    if found is None:
        return None

    def place(offset: int) -> int:
        behind = offset - len(people) - 1
        return (
            lines.content_start(index) + behind
            if behind >= 0
            else lines.content_start(below) + offset
        )

    parts = tuple((role, place(start), place(end)) for role, start, end in found.parts)
    return HeadingLine(index, below, found.form, parts, found.languages, 0)


def _ends_open(pieces: list[str], lines: Lines, above: int) -> bool:
    """Whether a heading can begin on the line `above` and continue in `pieces`.

    The line above ends within a list or bracket, or the date is alone on its line.
    """
    ending = lines.raw[above].rstrip()[-1:]
    # `Ann Poe to Ben Ost,` / `Cay Dun - May 4, 2020`
    if ending in ",;:(，、；–—-|":
        return True
    rest = pieces[0].strip()
    whole = lines.raw[above]
    # `Ann Poe to Ben Ost, (cc: Cay Dun, Dora` / `Ek) - May 4, 2020`
    if whole.count("(") > whole.count(")") or whole.count("[") > whole.count("]"):
        return True
    # `Ann Poe to Ben Ost` / `May 4, 2020 9:12 AM`
    return (
        len(pieces) == 1
        and len(rest) <= LONGEST_DATE
        and len(rest.split()) <= _MOST_WORDS_OF_DATE
        and patterns.date_strength(rest) > 0
    )


def _placed(
    lines: Lines, first: int, last: int, pieces: list[str], found: ParsedHeading
) -> HeadingLine:
    """The heading with offsets in the whole text."""

    def place(offset: int) -> int:
        for number, piece in enumerate(pieces, start=first):
            if offset <= len(piece):
                return lines.content_start(number) + offset
            offset -= len(piece) + 1
        return lines.end(last)

    marks = HASHES.match(pieces[0])
    return HeadingLine(
        first,
        last,
        found.form,
        tuple((role, place(start), place(end)) for role, start, end in found.parts),
        found.languages,
        len(marks[1]) if marks else 0,
    )


def read_heading(text: str, lexicon: Lexicon) -> tuple[tuple[Role, int, int], ...] | None:
    """The fields of a text that is a heading, as offsets into it, or None.

    `E-mail from Ann Poe to Ben Ost, May 4, 2020`
    """
    found = HeadingParser(text, lexicon).parse()
    return None if found is None else found.parts


def list_people(
    text: str, begin: int, end: int, languages: frozenset[str], lexicon: Lexicon
) -> list[tuple[int, int]]:
    """The place of each person of a list in `text`: `Ann Poe, Ben Ost and Cay Dun`."""
    return HeadingPeople(text, lexicon).listed(begin, end, languages)
