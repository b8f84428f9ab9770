"""Read one printed heading line: names and date in any order, and the parts beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, permutations

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.lexicon import Lexicon, fold, fold_words
from mailrecon.lexicon.cldr import bare_word
from mailrecon.model import Role
from mailrecon.regex import regex
from mailrecon.scan import patterns
from mailrecon.scan.attribution import is_nothing_but_a_date
from mailrecon.scan.attribution.date_words import clock_words
from mailrecon.scan.headings.items import behind_number, find_subject
from mailrecon.scan.headings.people import LABEL_INSIDE, HeadingPeople
from mailrecon.scan.headings.signs import (
    ARROW_LANGUAGES,
    BAR,
    BEHIND_DATE,
    BRACKETS,
    CLOSING_COLON,
    CLOSING_MARKS,
    COLON_BEHIND_PEOPLE,
    COMMA,
    DASH,
    DATE_AND_CLOCK,
    DAY_WITHOUT_YEAR,
    HEADING_SIGN,
    OPENING_MARKS,
    HeadingForm,
    has_endings,
    has_word,
)

LONGEST_DATE = 64
_LONGEST_NOTE = 200
_WORD = regex(r"\S+")
_MOST_WORDS_OF_CLOCK = 12
_BARS_BESIDE_SUBJECT = 2
# `From: Ann Poe <ann@quay.example> To: Ben Ost Date: …` on one line is another layout's.
_DAY_AND_MONTH = regex(DAY_WITHOUT_YEAR)
_BEFORE_DATE_INSIDE = regex(r",\s+|\s\(")
_BEFORE_RECIPIENTS = regex(r"(?:,\s+|\)\s)(?=([^\W\d_]{1,12}:?)\s)")


class ParsedHeading(Struct, frozen=True):
    """The form of a heading, and the places of its parts in the text."""

    form: HeadingForm
    parts: tuple[tuple[Role, int, int], ...]
    languages: frozenset[str]


_Range = tuple[int, int]


class HeadingParser:
    """Parses one joined line; places are offsets in it."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self._people = HeadingPeople(text, lexicon)
        # Behind `Email 12:` or `Exhibit 4 –`, a heading names an item of a collection.
        self._is_item = False

    def parse(self) -> ParsedHeading | None:
        """The heading, or None if the text is not one."""
        text = self.text
        if not has_word(text, self.lexicon):
            return None
        marks = OPENING_MARKS.match(text)
        begin = marks.end() if marks else 0
        # `Exhibit 4 – Email from Ann Poe to Ben Ost, 4 May 2020`
        begin, opening = behind_number(text, begin, self.lexicon), begin
        self._is_item = begin > opening
        colon = CLOSING_COLON.search(text) or self._colon_behind_clock()
        end = len((text if colon is None else text[: colon.start()]).rstrip(CLOSING_MARKS))
        begin, end, subject = self._without_subject(begin, end)
        text = self.text
        bars = self._between_bars(begin, end)
        # `Ann Poe → Ben Ost | May 4, 2020 9:12 AM | Locks`
        if bars:
            return self._from_cells(bars)
        # `May 4, 2020 – Ann Poe to Ben Ost:`: the colon follows the people, so the date comes
        # first.
        behind = None if colon is not None else COLON_BEHIND_PEOPLE.search(text)
        cuts = (
            chain(
                self._cuts_date_first(begin, behind.start()),
                self._cuts_clock_first(begin, behind.start()),
                self._cuts_comma_behind_date(begin, behind.start()),
            )
            if behind is not None
            else self._cuts(begin, end)
        )
        for people, date in cuts:
            found = self._cut(people, date)
            if found is not None:
                break
        else:
            found = self._with_date_inside(begin, end if behind is None else behind.start())
        if found is None or self._begins_with_day(found):
            return None
        return replace(found, parts=(*found.parts, *subject))

    def _begins_with_day(self, found: ParsedHeading) -> bool:
        """Whether a heading's originator is a day: `On Thu, May 4, 2020 at 9:12 AM Till Poe`."""
        names = (self.text[start:end] for role, start, end in found.parts if role is Role.FROM)
        before, _, day = next(names, "").partition(" ")
        return fold(before) in self.lexicon.words_before_dates and is_nothing_but_a_date(
            day, found.languages, self.lexicon
        )

    def _without_subject(
        self, begin: int, end: int
    ) -> tuple[int, int, tuple[tuple[Role, int, int], ...]]:
        """The range without a subject at either end, and that subject; a subject inside it is
        blanked.

        `Ann Poe to Ben Ost, "Locks", May 4, 2020, 9:12 AM`
        """
        found = find_subject(self.text, begin, end, self.lexicon)
        if found is None:
            return begin, end, ()
        start, stop = found.whole_start, found.whole_end
        blank = "".join("\n" if one == "\n" else " " for one in self.text[start:stop])
        self.text = self.text[:start] + blank + self.text[stop:]
        self._people = HeadingPeople(self.text, self.lexicon)
        begin = stop if start == begin else begin
        end = len(self.text[:end].rstrip(CLOSING_MARKS + ",，;"))
        return begin, end, ((Role.SUBJECT, found.start, found.end),)

    def _cut(self, people: _Range, date: _Range) -> ParsedHeading | None:
        """The heading with its people and date in these ranges, or None."""
        form = self._form(date)
        if form is None:
            return None
        named = self._before_label(*people)
        parts = self._people.read(*named, strict=form is not HeadingForm.TIMED)
        if parts is None:
            return None
        found, languages = parts
        # `Ann Poe <ann@quay.example>` / `To be reached: Monday 9:12 to 17:00`
        if any(role is Role.TO and _is_verb(self.text[a:b]) for role, a, b in found):
            return None
        begin, end = self._people.trimmed(*date)
        # `…, Cay Dun (Tide Inc.), May 4, 2020 7:25 AM`: any of the commas may be the one before
        # the date.
        mark = self.text[people[1] : people[1] + 1]
        # `6 May 2020, Ann Poe to Ben Ost`
        if date[1] <= people[0] and self.text[date[1]] == ",":
            mark = ","
        # `Ann Poe to Ben Ost 5/4/2020 9:12 AM`
        unmarked = mark == " " and people[1] + 1 == date[0]
        doubtful = form is not HeadingForm.TIMED or mark in ",:，：" or unmarked
        if doubtful:
            languages = self._languages_of(self.text[begin:end], languages)
        if not languages:
            return None
        return ParsedHeading(form, (*found, (Role.DATE, begin, end)), languages)

    def _before_label(self, begin: int, end: int) -> _Range:
        """The range without a date's label: `From: Ann Poe To: Ben Ost Date: May 4, 2020`."""
        before, _, word = self.text[begin:end].rstrip(" \u00a0").rpartition(" ")
        if self.text[end : end + 1] in (":", "：") and before:
            entry = self.lexicon.labels.get(fold(word))
            if entry is not None and entry.roles.keys() == {Role.DATE}:
                return self._people.trimmed(begin, begin + len(before))
        return begin, end

    def _languages_of(self, date: str, languages: frozenset[str]) -> frozenset[str]:
        """The languages in which a text is only a date; beside an arrow, all are tried."""
        if is_nothing_but_a_date(date, languages, self.lexicon):
            return languages
        if languages != ARROW_LANGUAGES:
            return frozenset()
        # `Ана Пас → Бен Ост, 4 мая 2020, 9:12`
        codes = (frozenset({code}) for code in self.lexicon.weights)
        return next(
            (code for code in codes if is_nothing_but_a_date(date, code, self.lexicon)),
            frozenset(),
        )

    def _with_date_inside(self, begin: int, end: int) -> ParsedHeading | None:
        """`Ann Poe, May 4, 2020, 9:12 AM, to Ben Ost`, `Ann Poe (May 4, 2020 9:12) to Ben Ost`"""
        text = self.text
        for found in _BEFORE_RECIPIENTS.finditer(text, begin, end):
            if fold(found[1].rstrip(":")) not in self.lexicon.recipient_words:
                continue
            for mark in _BEFORE_DATE_INSIDE.finditer(text, begin, found.start()):
                date = mark.end(), found.start()
                # `Ann Poe (May 4, 2020) to Ben Ost`: a day alone is too weak.
                if date[1] - date[0] > LONGEST_DATE or self._form(date) is not HeadingForm.TIMED:
                    continue
                size = found.end() - mark.start()
                inside = text[: mark.start()] + "," * (size - 1) + " " + text[found.end() :]
                parts = HeadingPeople(inside, self.lexicon).read(begin, end, strict=True)
                if parts is None:
                    continue
                if is_nothing_but_a_date(text[slice(*date)], parts[1], self.lexicon):
                    fields = (*parts[0], (Role.DATE, *date))
                    return ParsedHeading(HeadingForm.TIMED, fields, parts[1])
        return None

    def _colon_behind_clock(self) -> re.Match[str] | None:
        """The colon that closes a heading behind a word for the hour: `… 9:12 Uhr:`."""
        colon = COLON_BEHIND_PEOPLE.search(self.text)
        if colon is None:
            return None
        last = self.text[: colon.start()].split()[-1:]
        return colon if last and bare_word(last[0]) in clock_words(self.lexicon) else None

    def _between_bars(self, begin: int, end: int) -> list[_Range]:
        """The three texts between two bars; empty if there are more or fewer bars."""
        bars = [bar.span() for bar in BAR.finditer(self.text, begin, end)]
        # A table's row has more bars, a page's title (`News | May 4, 2020`) fewer.
        if len(bars) != _BARS_BESIDE_SUBJECT:
            return []
        starts, ends = (begin, bars[0][1], bars[1][1]), (bars[0][0], bars[1][0], end)
        return [self._people.trimmed(*cell) for cell in zip(starts, ends, strict=True)]

    def _from_cells(self, cells: list[_Range]) -> ParsedHeading | None:
        """People, date and subject in any order: `Ann Poe → Ben Ost | May 4, 2020 | Locks`."""
        for date, people, subject in permutations(cells):
            form = self._form(date) if subject[0] < subject[1] else None
            parts = None
            if form is not None:
                parts = self._people.read(*people, strict=form is not HeadingForm.TIMED)
            if form is None or parts is None:
                continue
            # `Ann Poe → Ben Ost | May 4, 2020 9:12 AM | SMS` is not a mail.
            if fold_words(self.text[slice(*subject)]) in self.lexicon.chat_titles:
                return None
            if is_nothing_but_a_date(self.text[slice(*date)], parts[1], self.lexicon):
                fields = (*parts[0], (Role.DATE, *date), (Role.SUBJECT, *subject))
                return ParsedHeading(form, fields, parts[1])
        return None

    def _cuts(self, begin: int, end: int) -> Iterator[tuple[_Range, _Range]]:
        """The possible ranges of people and date: after a dash, in brackets, first, by a comma."""
        text = self.text
        noted = self._without_note(begin, end)
        for stop in dict.fromkeys((end, noted)):
            # `Ann Poe to Ben Ost - May 4, 2020`, `Ann Poe to Ben Ost (cc: Cay Dun) – May 4, 2020`
            for dash in DASH.finditer(text, begin, stop):
                if stop - dash.end() <= LONGEST_DATE:
                    yield (begin, dash.start()), (dash.end(), stop)
        # `Ann Poe to Ben Ost (May 4, 2020 9:12 AM)`
        if noted < end:
            opening = noted
            while opening < end and text[opening] not in BRACKETS:
                opening += 1
            yield (begin, noted), (opening + 1, end - 1)
        yield from self._cuts_date_first(begin, end)
        # `安から弁へ 2020年5月4日`
        for people_end in self._ends_of_recipients(begin, end):
            yield (begin, people_end), self._unbracketed(*self._people.trimmed(people_end, end))
        # `Ann Poe to Ben Ost, May 4, 2020 9:12 AM`, `Ann Poe to Ben Ost, 4 May 2020`
        # `**Ann Poe to Ben Ost, May 4, 2020** (excerpt)`
        for stop in dict.fromkeys((end, noted)):
            for comma in COMMA.finditer(text, begin, stop):
                date = comma.end(), stop
                if stop - comma.end() <= LONGEST_DATE and self._may_be_date(*date):
                    yield (begin, comma.start()), date
        yield from self._cuts_comma_behind_date(begin, end)
        yield from self._cuts_at_words(begin, end)
        yield from self._cuts_without_mark(begin, end)

    def _cuts_at_words(self, begin: int, end: int) -> Iterator[tuple[_Range, _Range]]:
        """`E-mail from Ann Poe to Ben Ost on May 4, 2020 at 9:12 AM`, `… vom 4. Mai 2020`

        Only behind a word for mail, or `sent`: `Oslo to Bergen on May 4, 2020 9:12` is a journey.
        """
        first = self.lexicon.labels.get(fold(self.text[begin:end].partition(" ")[0]))
        # `From Ann Poe to Ben Ost on 4 May 2020 at 09:12`; `heading_belief` excludes journeys.
        labelled = first is not None and Role.FROM in first.roles
        behind_word = self._people.behind_item_word(begin, end) > begin
        item = self._is_item or behind_word or labelled
        words = self.lexicon.words_before_dates
        for found in _WORD.finditer(self.text, max(begin, end - LONGEST_DATE), end):
            # Most words of a date have a capital or a digit.
            if not found[0].islower() or fold(found[0]) not in words:
                continue
            last = found.start()
            # `Ben Ost, sent on May 4, 2020`
            before = self.text[begin:last].rstrip().rpartition(" ")
            twice = bool(before[1]) and fold(before[2]) in words
            if (item or twice) and patterns.date_strength(self.text[found.end() : end]):
                yield (begin, begin + len(before[0]) if twice else last), (found.end(), end)

    def _cuts_without_mark(self, begin: int, end: int) -> Iterator[tuple[_Range, _Range]]:
        """`Ann Poe to Ben Ost 5/4/2020 9:12 AM`, `Ann Poe to Ben Ost May 4, 2020 9:12 AM`"""
        for found in _WORD.finditer(self.text, max(begin, end - LONGEST_DATE), end):
            # `…, May 4, 2020 9:12 AM` has a mark.
            marked = (
                self.text[found.start() - 1] != " " or not self.text[found.start() - 2].isalnum()
            )
            if marked or found[0][0].islower():
                continue
            if patterns.date_strength(self.text[found.start() : end]) < 2:
                return
            yield (begin, found.start() - 1), (found.start(), end)

    def _cuts_clock_first(self, begin: int, end: int) -> Iterator[tuple[_Range, _Range]]:
        """`May 4, 2020, 9:12 AM Ann Poe to Ben Ost:`, where a colon closes the heading."""
        words = list(_WORD.finditer(self.text, begin, min(end, begin + LONGEST_DATE)))
        # The longest date first: `PM` begins with a capital too.
        for found in reversed(words[2:]):
            date = begin, found.start() - 1
            if found[0][:1].isupper() and patterns.date_strength(self.text[slice(*date)]) > 1:
                yield (found.start(), end), date

    def _cuts_comma_behind_date(self, begin: int, end: int) -> Iterator[tuple[_Range, _Range]]:
        """`May 4, 2020, Ann Poe to Ben Ost`, `May 4, 2020, Ann Poe to Ben Ost: "It leaks."`"""
        for comma in COMMA.finditer(self.text, begin, min(end, begin + LONGEST_DATE)):
            if HEADING_SIGN.search(self.text, begin, comma.start()) is not None:
                yield (comma.end(), end), (begin, comma.start())

    def _cuts_date_first(self, begin: int, end: int) -> Iterator[tuple[_Range, _Range]]:
        """`May 4, 2020 9:12 AM - Ann Poe to Ben Ost`, `[May 4, 2020] Ann Poe to Ben Ost`"""
        for mark in BEHIND_DATE.finditer(self.text, begin, min(end, begin + LONGEST_DATE + 4)):
            yield (mark.end(), end), self._unbracketed(begin, mark.start())
        # `## 2020-05-04 09:12 Ann Poe to Ben Ost`: a log's lines look like this without the marks.
        clock = DATE_AND_CLOCK.match(self.text, begin, end) if begin else None
        if clock is not None:
            yield (clock.end(), end), (begin, clock.end())

    def _ends_of_recipients(self, begin: int, end: int) -> Iterator[int]:
        """The places behind endings such as `へ`, where a language has them and a date follows."""
        if not has_endings(self.text.casefold(), self.lexicon):
            return
        for ending in self.lexicon.recipient_endings:
            place = self.text.find(ending, begin + 1, end)
            while place > 0:
                stop = place + len(ending)
                if end - stop <= LONGEST_DATE and not self.text[stop : stop + 1].isalpha():
                    yield stop
                place = self.text.find(ending, stop, end)

    def _unbracketed(self, begin: int, end: int) -> _Range:
        if end - begin > 2 and BRACKETS.get(self.text[begin - 1 : begin]) == self.text[end - 1]:
            return begin, end - 1
        if end - begin > 2 and BRACKETS.get(self.text[begin]) == self.text[end - 1]:
            return begin + 1, end - 1
        return begin, end

    def _without_note(self, begin: int, end: int) -> int:
        """The end of the text before an editor's note in brackets, or `end`.

        `… - May 4, 2020 9:12 AM (continued from the thread above)`
        """
        text = self.text
        closing = text[end - 1 : end]
        if closing not in ")]）":
            return end
        depth = 0
        for place in range(end - 1, max(begin, end - _LONGEST_NOTE) - 1, -1):
            if text[place] in ")]）":
                depth += 1
            elif text[place] in "([（":
                depth -= 1
                if depth == 0:
                    return len(text[:place].rstrip(CLOSING_MARKS + ",;\n"))
        return end

    def _may_be_date(self, begin: int, end: int) -> bool:
        """Whether a text has a date, or is a day without a year: `May 4`."""
        text = self.text[begin:end]
        return patterns.date_strength(text) > 0 or _DAY_AND_MONTH.fullmatch(text) is not None

    def _form(self, date: _Range) -> HeadingForm | None:
        printed = self.text[date[0] : date[1]].strip(CLOSING_MARKS)
        if not printed or not (printed[0].isalnum()) or len(printed) > LONGEST_DATE:
            return None
        strength = patterns.date_strength(printed)
        # `May 4, 2020 @ 9:12 AM` is a date, too.
        addressed = "@" in printed.replace(" @ ", " ")
        # `Ann Poe to Ben Ost - May 4`
        if strength == 0 and _DAY_AND_MONTH.fullmatch(printed):
            return HeadingForm.YEARLESS
        if strength == 0 or addressed or len(printed.split()) > _MOST_WORDS_OF_CLOCK:
            return None
        if LABEL_INSIDE.search(printed):
            return None
        if strength == 2:
            return HeadingForm.TIMED
        return HeadingForm.DAY if HEADING_SIGN.search(printed) else None


def _is_verb(people: str) -> bool:
    """Whether what seems to be a recipient is two words or more in small letters: `be reached`."""
    return " " in people and people.isascii() and people.islower() and "@" not in people
