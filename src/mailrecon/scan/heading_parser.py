"""Read one printed heading line: name and date in any order, with what is printed beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import permutations

from msgspec import Struct

from mailrecon.lexicon import Lexicon, fold, fold_words
from mailrecon.lexicon.cldr import bare_word
from mailrecon.model import Role
from mailrecon.regex import regex
from mailrecon.scan import patterns
from mailrecon.scan.attribution import is_nothing_but_a_date
from mailrecon.scan.attribution.date_words import clock_words
from mailrecon.scan.heading_signs import (
    ARROW,
    BAR,
    BEHIND_DATE,
    BRACKETS,
    CLOSING_COLON,
    CLOSING_MARKS,
    COLON_BEHIND_PEOPLE,
    COMMA,
    COPY_BREAK,
    DASH,
    DASH_BEFORE_DATIVE,
    DAY_WITHOUT_YEAR,
    HEADING_SIGN,
    INLINE_COPY,
    LABEL_IN_BRACKETS,
    NOT_A_PARTY,
    OPENING_MARKS,
    PARTICLES,
    SEPARATORS,
    TITLE_BEHIND,
    WORDS_IN_BRACKETS,
    HeadingForm,
    has_endings,
    has_word,
    joining_words_of,
    recipient_words_of,
)
from mailrecon.scan.labels import look_up

LONGEST_DATE = 64
_LONGEST_NOTE = 200
_DATIVE_LANGUAGES = frozenset({"ru", "uk"})
_WORD = regex(r"\S+")
_ELIDED = frozenset({"d'", "d’"})
_MOST_WORDS_OF_CLOCK = 12
_LONGEST_PARTY = 120
_BARS_BESIDE_SUBJECT = 2
# `From: Ann Poe <ann@quay.example> To: Ben Ost Date: …` on one line is another layout's.
_DAY_AND_MONTH = regex(DAY_WITHOUT_YEAR)
_LABEL_INSIDE = regex(r"[^\W\d_]{2,}\s?[:：](?!\w)")


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

    def parse(self) -> ParsedHeading | None:
        """The heading that the text is, or None."""
        text = self.text
        if not has_word(text, self.lexicon):
            return None
        marks = OPENING_MARKS.match(text)
        begin = marks.end() if marks else 0
        colon = CLOSING_COLON.search(text) or self._colon_behind_clock()
        end = len((text if colon is None else text[: colon.start()]).rstrip(CLOSING_MARKS))
        # `Ann Poe to Ben Ost, May 4, 2020, 9:12 AM, "Locks"`
        titled = TITLE_BEHIND.search(text, begin, end)
        subject: tuple[tuple[Role, int, int], ...] = ()
        if titled is not None:
            subject, end = ((Role.SUBJECT, *titled.span(1)),), titled.start()
        bars = self._between_bars(begin, end)
        # `Ann Poe → Ben Ost | May 4, 2020 9:12 AM | Locks`
        if bars:
            return self._from_cells(bars)
        # `May 4, 2020 – Ann Poe to Ben Ost:`: the colon is behind the people, so the date is first.
        behind = None if colon is not None else COLON_BEHIND_PEOPLE.search(text)
        cuts = (
            self._cuts_date_first(begin, behind.start())
            if behind is not None
            else self._cuts(begin, end)
        )
        for people, date in cuts:
            form = self._form(date)
            if form is None:
                continue
            parts = self._people(*people, strict=form is not HeadingForm.TIMED)
            if parts is None:
                continue
            found, languages = parts
            begin_date, end_date = self._trimmed(*date)
            # `…, Cay Dun (Tide Inc.), May 4, 2020 7:25 AM`: any of the commas may be the one before
            # the date.
            doubtful = form is not HeadingForm.TIMED or text[people[1] : people[1] + 1] in ",，"
            if doubtful and not is_nothing_but_a_date(
                text[begin_date:end_date], languages, self.lexicon
            ):
                continue
            fields = (*found, (Role.DATE, begin_date, end_date), *subject)
            return ParsedHeading(form, fields, languages)
        return None

    def _colon_behind_clock(self) -> re.Match[str] | None:
        """The colon that closes a heading behind a word for the hour: `… 9:12 Uhr:`."""
        colon = COLON_BEHIND_PEOPLE.search(self.text)
        if colon is None:
            return None
        last = self.text[: colon.start()].split()[-1:]
        return colon if last and bare_word(last[0]) in clock_words(self.lexicon) else None

    def _between_bars(self, begin: int, end: int) -> list[_Range]:
        """The three texts that two bars part; none if there are more or fewer bars."""
        bars = [bar.span() for bar in BAR.finditer(self.text, begin, end)]
        # A table's row has more bars, a page's title (`News | May 4, 2020`) fewer.
        if len(bars) != _BARS_BESIDE_SUBJECT:
            return []
        starts, ends = (begin, bars[0][1], bars[1][1]), (bars[0][0], bars[1][0], end)
        return [self._trimmed(*cell) for cell in zip(starts, ends, strict=True)]

    def _from_cells(self, cells: list[_Range]) -> ParsedHeading | None:
        """People, date and subject in any order: `Ann Poe → Ben Ost | May 4, 2020 | Locks`."""
        for date, people, subject in permutations(cells):
            form = self._form(date) if subject[0] < subject[1] else None
            parts = None
            if form is not None:
                parts = self._people(*people, strict=form is not HeadingForm.TIMED)
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
            yield (begin, people_end), self._unbracketed(*self._trimmed(people_end, end))
        # `Ann Poe to Ben Ost, May 4, 2020 9:12 AM`, `Ann Poe to Ben Ost, 4 May 2020`
        # `**Ann Poe to Ben Ost, May 4, 2020** (excerpt)`
        for stop in dict.fromkeys((end, noted)):
            for comma in COMMA.finditer(text, begin, stop):
                date = comma.end(), stop
                if stop - comma.end() <= LONGEST_DATE and self._may_be_date(*date):
                    yield (begin, comma.start()), date
        yield from self._cuts_at_words(begin, end)

    def _cuts_at_words(self, begin: int, end: int) -> Iterator[tuple[_Range, _Range]]:
        """`E-mail from Ann Poe to Ben Ost on May 4, 2020 at 9:12 AM`, `… vom 4. Mai 2020`

        Only behind a word for mail: `Oslo to Bergen on May 4, 2020 9:12` is a journey.
        """
        if self._behind_item_word(begin, end) == begin:
            return
        words = self.lexicon.words_before_dates
        for found in _WORD.finditer(self.text, max(begin, end - LONGEST_DATE), end):
            if fold(found[0]) in words and patterns.date_strength(self.text[found.end() : end]):
                yield (begin, found.start()), (found.end(), end)

    def _cuts_date_first(self, begin: int, end: int) -> Iterator[tuple[_Range, _Range]]:
        """`May 4, 2020 9:12 AM - Ann Poe to Ben Ost`, `[May 4, 2020] Ann Poe to Ben Ost`"""
        for mark in BEHIND_DATE.finditer(self.text, begin, min(end, begin + LONGEST_DATE + 4)):
            yield (mark.end(), end), self._unbracketed(begin, mark.start())

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
        if _LABEL_INSIDE.search(printed):
            return None
        if strength == 2:
            return HeadingForm.TIMED
        return HeadingForm.DAY if HEADING_SIGN.search(printed) else None

    def _people(
        self, begin: int, end: int, *, strict: bool
    ) -> tuple[list[tuple[Role, int, int]], frozenset[str]] | None:
        """Originator, recipients and copies in `begin`..`end`, and the languages of the word."""
        copies: list[tuple[Role, int, int]] = []
        main_end = end
        for start, stop in self._groups(begin, end):
            labelled = self._copies(start + 1, stop)
            if labelled is not None:
                copies.extend(self._parted_copies(*labelled))
                main_end = min(main_end, start)
            elif copies:
                return None
        if not copies:
            inline = INLINE_COPY.search(self.text, begin, end)
            if inline is not None:
                role = Role.BCC if inline[1].lower().startswith("b") else Role.CC
                copies.append((role, *self._trimmed(inline.end(), end)))
                main_end = inline.start()
            elif (behind := self._copies_behind_comma(begin, end)) is not None:
                copies.append(behind[1])
                main_end = behind[0]
        begin, main_end = self._trimmed(begin, main_end)
        for start, stop, last, languages in self._sides(begin, main_end):
            originator = self._behind_from(*self._trimmed(begin, start), languages)
            recipients = self._trimmed(stop, last)
            listed = self._listed(*recipients, languages)
            if (
                self._is_party(*originator, capital=True)
                and listed
                and all(self._is_party(*person, capital=strict) for person in listed)
            ):
                people = self._listed_with_role(Role.TO, listed)
                for role, first, end_of in copies:
                    people += self._listed_with_role(role, self._listed(first, end_of, languages))
                return [(Role.FROM, *originator), *people], languages
        return None

    @staticmethod
    def _listed_with_role(role: Role, people: list[_Range]) -> list[tuple[Role, int, int]]:
        return [(role, start, end) for start, end in people]

    def _groups(self, begin: int, end: int) -> Iterator[_Range]:
        """The ranges of the outermost brackets."""
        opened: list[tuple[str, int]] = []
        for place in range(begin, end):
            character = self.text[place]
            if opened and character == opened[-1][0]:
                start = opened.pop()[1]
                if not opened:
                    yield start, place
            elif character in BRACKETS:
                opened.append((BRACKETS[character], place))

    def _copies(self, begin: int, end: int) -> tuple[Role, int, int] | None:
        """Role and place of the people in a bracket that begins with a label such as `cc`."""
        for pattern in (LABEL_IN_BRACKETS, WORDS_IN_BRACKETS):
            found = pattern.match(self.text, begin, end)
            if found is None:
                continue
            words = found[1].split()
            for count in range(len(words), 0, -1):
                entry, _ = look_up(" ".join(words[:count]), self.lexicon)
                for role in (Role.CC, Role.BCC):
                    if entry is not None and role in entry.roles:
                        stop = (
                            found.end()
                            if count == len(words)
                            else self._behind(begin, words, count)
                        )
                        return (role, *self._trimmed(self._behind_to(stop, end), end))
        return None

    def _behind_to(self, begin: int, end: int) -> int:
        """The offset after a word such as `to` that follows the label: `con copia a Cay Dun`,
        `Kopie an Kai`.
        """
        words = self.text[begin:end].split(None, 1)
        if len(words) < 2 or fold(words[0]) not in self.lexicon.recipient_words:
            return begin
        return self.text.index(words[1], begin)

    def _copies_behind_comma(
        self, begin: int, end: int
    ) -> tuple[int, tuple[Role, int, int]] | None:
        """Where the main recipients end, and the copies: `…, Kopie: Cay Dun`, `…, copie à Cay`."""
        for comma in COPY_BREAK.finditer(self.text, begin, end):
            found = self._copies(comma.end(), end)
            if found is None:
                continue
            return comma.start(), found
        return None

    def _parted_copies(self, role: Role, begin: int, end: int) -> list[tuple[Role, int, int]]:
        """Split `cc: Cay Dun; bcc: Dora Ek` in one bracket."""
        inline = INLINE_COPY.search(self.text, begin, end)
        if inline is None or not inline[1].lower().startswith("b"):
            return [(role, begin, end)]
        return [(role, begin, inline.start()), (Role.BCC, *self._trimmed(inline.end(), end))]

    def _behind(self, begin: int, words: list[str], count: int) -> int:
        place = begin
        for word in words[:count]:
            place = self.text.index(word, place) + len(word)
        return place

    def _sides(self, begin: int, end: int) -> Iterator[tuple[int, int, int, frozenset[str]]]:
        """Where the originator ends, where recipients begin and end, and the languages of it."""
        for start, stop, languages in self._words(begin, end):
            yield start, stop, end, languages
        # `安から弁へ`, `Ann Poe'dan Ben Ost'a`: endings in place of words.
        if not has_endings(self.text.casefold(), self.lexicon):
            return
        endings = self.lexicon.recipient_endings
        for ending in sorted(endings, key=len, reverse=True):
            if not self.text.endswith(ending, begin, end):
                continue
            last = end - len(ending)
            for start, stop, languages in self._originator_endings(begin, last):
                if not languages.isdisjoint(endings[ending]):
                    yield start, stop, last, languages & endings[ending]

    def _originator_endings(
        self, begin: int, end: int
    ) -> Iterator[tuple[int, int, frozenset[str]]]:
        """The places of endings such as `から`; where words are set apart, a space follows."""
        table = self.lexicon.originator_endings
        for ending in sorted(table, key=len, reverse=True):
            place = self.text.find(ending, begin + 1, end)
            if place > 0:
                stop = place + len(ending)
                if "ja" in table[ending] or self.text[stop : stop + 1].isspace():
                    yield place, stop, table[ending]

    def _words(self, begin: int, end: int) -> Iterator[tuple[int, int, frozenset[str]]]:
        """The places of words such as `to` outside brackets, with their languages."""
        words = self.lexicon.recipient_words
        for found in re.finditer(r"\S+", self.text[begin:end]):
            key = fold(found[0].rstrip(":："))
            if key in words and found.start() and key < "\u2e80":
                # `Ann Poe             To    Ben Ost`: columns of a header.
                if self.text[begin + found.start() - 3 : begin + found.start()].isspace():
                    continue
                yield begin + found.start(), begin + found.end(), words[key]
        for word in recipient_words_of(self.lexicon)[1]:
            place = self.text.find(word, begin + 1, end)
            if place > 0:
                stop = place + len(word)
                while self.text[stop : stop + 1] in (":", "："):
                    stop += 1
                yield place, stop, words[word]
        arrow = ARROW.search(self.text, begin + 1, end)
        if arrow is not None:
            yield arrow.start(), arrow.end(), frozenset({"en"})
        dash = DASH_BEFORE_DATIVE.search(self.text, begin + 1, end)
        if dash is not None:
            yield dash.start(), dash.end(), _DATIVE_LANGUAGES

    def _behind_from(self, begin: int, end: int, languages: frozenset[str]) -> _Range:
        """The originator without a word such as `From`: `E-mail from Ann Poe to Ben Ost`."""
        begin = self._behind_item_word(begin, end)
        # `Courriel d'Anne Poe à Benoît Ost`
        if "fr" in languages and self.text[begin : begin + 2].casefold() in _ELIDED:
            begin += 2
        words = self.text[begin:end].split(None, 1)
        if len(words) < 2 or len(words[1].split()) < 2:
            return begin, end
        entry = self.lexicon.labels.get(fold(words[0].rstrip(":：")))
        # `From Ann Poe to Ben Ost`: a label of From in the language of the word for "to".
        if entry is None or languages.isdisjoint(entry.roles.get(Role.FROM, ())):
            return begin, end
        begin = self.text.index(words[1], begin)
        # `De : Anne Poe à Benoît Ost`
        return self._trimmed(begin + (self.text[begin] in ":："), end)

    def _behind_item_word(self, begin: int, end: int) -> int:
        """Where the originator begins behind a word for what follows: `Email from Ann Poe`.

        `Letter Ann Poe`, `Email, Ann Poe`, `Correo electrónico de Ana Paz`
        """
        words = self.text[begin:end].split(None, 2)
        for count in (2, 1):
            item = fold(" ".join(words[:count]).rstrip(",:："))
            known = item in self.lexicon.item_words or item in self.lexicon.mail_words
            if known and len(words) > count:
                place = begin
                for word in words[:count]:
                    place = self.text.index(word, place) + len(word)
                return self.text.index(words[count], place)
        return begin

    def _trimmed(self, begin: int, end: int) -> _Range:
        """The range without space, commas and Markdown emphasis at both ends."""
        text = self.text
        while begin < end and text[begin] in " \t\n\u00a0*_,;":
            begin += 1
        while end > begin and text[end - 1] in " \t\n\u00a0*_,;，、":
            end -= 1
        return begin, end

    def _listed(self, begin: int, end: int, languages: frozenset[str]) -> list[_Range]:
        """Each person of a list, `Ann Poe, Ben Ost and Cay Dun`, brackets kept whole."""
        inside = list(self._groups(begin, end))
        people: list[_Range] = []
        start = begin
        for separator in SEPARATORS.finditer(self.text, begin, end):
            place = separator.start()
            # `Ann Poe (Dock, Quay), Ben Ost`: a comma in brackets separates nobody.
            if any(first < place < last for first, last in inside):
                continue
            people.append((start, place))
            start = place + 1
        people.append((start, end))
        joined: list[_Range] = []
        for first, last in people:
            joined.extend(self._parted(first, last, languages, several=len(people) > 1))
        return [person for pair in joined if (person := self._trimmed(*pair))[0] < person[1]]

    def _parted(
        self, begin: int, end: int, languages: frozenset[str], *, several: bool
    ) -> list[_Range]:
        """Two people joined by a word: `Ben Ost and Cay Dun`, but not `Stone and Sons`."""
        for found in re.finditer(r"\S+", self.text[begin:end]):
            # `and`, `&`, `und`, `et`: the word before the last item of a list in this language.
            if found[0].casefold() not in joining_words_of(languages, self.lexicon):
                continue
            place, stop = begin + found.start(), begin + found.end()
            before, behind = self.text[begin:place].split(), self.text[stop:end].split()
            # `[redacted] and Ben Ost`
            removed = patterns.is_redacted(self.text[begin:place], self.lexicon)
            # `Ann Poe and Ben Ost`; `Stone and Sons` has one word before and one behind.
            whole = len(before) > 1 or removed or (several and not before)
            if whole and (len(behind) > 1 or not before):
                return [(begin, place), (stop, end)]
        return [(begin, end)]

    def _is_party(self, begin: int, end: int, *, capital: bool) -> bool:
        """Whether a text can be a person: a name, an address, a redaction."""
        text = self.text[begin:end]
        if not text.strip():
            return False
        # `ann@quay.example`, `[redacted]`; but not `To: ann@quay.example`.
        if patterns.has_address(text) or patterns.is_redacted(text, self.lexicon):
            return len(text) <= _LONGEST_PARTY and _LABEL_INSIDE.search(text) is None
        # `the meeting at 9`, `who?`, `Re: locks`
        if NOT_A_PARTY.search(text) or patterns.has_digit(text) or len(text.split()) > 6:
            return False
        # `the Board of Quay`
        bare = text.removeprefix("the ") if text[4:5].isupper() else text
        # `We went home. Then it rained`
        if patterns.name_strength(bare) == 0:
            return False
        # With a time of day no capitals are needed: `Ann Poe to all crews - May 4, 2020 9:12 AM`.
        if not capital:
            return True
        words = [word.strip("()[]'’\".,&-*_") for word in text.split()]
        words = [word for word in words if word]
        # `Ludwig van der Aa`: only particles may be in small letters.
        small = {word for word in words if word[0].islower()}
        return bool(words) and len(small) < len(words) and small <= PARTICLES
