"""The people of a heading: `Ann Poe to Ben Ost and Cay Dun (cc: Dora Ek)`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailrecon.lexicon import Lexicon, fold
from mailrecon.lexicon.kinds_of_names import is_given_name
from mailrecon.lexicon.redaction_codes import is_code_alone
from mailrecon.model import Role
from mailrecon.regex import regex
from mailrecon.scan import patterns
from mailrecon.scan.headings.signs import (
    ARROW,
    ARROW_LANGUAGES,
    BRACKETS,
    COPY_BREAK,
    DASH_BEFORE_DATIVE,
    FORWARDED_TO,
    GENITIVE_AND_DATIVE,
    INLINE_COPY,
    LABEL_IN_BRACKETS,
    NOT_A_PARTY,
    PARTICLES,
    SEPARATORS,
    WORDS_IN_BRACKETS,
    has_endings,
    joining_words_of,
    recipient_words_of,
)
from mailrecon.scan.labels import look_up

# `Анна По – Бену Осту`: the dative is the word for "to".
_DATIVE_LANGUAGES = frozenset({"ru", "uk"})
# `d'Anne Poe`
_ELIDED = frozenset({"d'", "d’"})
# A name with its address takes some 60 characters; a sentence with an address takes more.
_LONGEST_PARTY = 120
# `Subject: Tide tables`, but not `9:12`
LABEL_INSIDE = regex(r"[^\W\d_]{2,}\s?[:：](?!\w)")
_SPACED_COLON = regex(r"[ \u00a0][:：](?=\s)")
_FIRST_WORD = regex(r"\S+(?=\s)")
_SMALL_WORD = regex(r"(?<=\s)([^\W\d_]{1,12}):?\s")
# `[name]`, `[a colleague]`
_PLACEHOLDER = regex(r"\[[^\W\d_]+(?: [^\W\d_]+){0,3}\]")
_AFFILIATION = regex(r"\s+\([^()]*\)")
_NUMBERED = regex(r"[^\W\d_]{2,20}(?: [^\W\d_]{1,20})? ?[-_#]? ?(?:\d{1,4}[a-z]?|[A-Z]|[IVX]{2,4})")
_LONGEST_PRONOUN = 3
_BOLD = len("'''")
# `sent by Ann`
_FEWEST_WITH_BY = 3
# `Ben Ost, MD`, `Cay Dun, Ph.D.`, `Dora Ek, Esq.`
_DEGREE = regex(r"\s*(?:M\.?D\.?|Ph\.?D\.?|J\.?D\.?|M\.?P\.?H\.?|R\.?N\.?|Esq\.?|[JS]r\.?)\s*")
# `Ann Poe, harbour master`
_POST = regex(r"(?<=\w),\s+[a-zà-öø-ÿ][^\W\d_A-Z]*(?:[ -][a-zà-öø-ÿ][^\W\d_A-Z]*){0,3}$")
_FEWEST_WITH_POST = 2
_LONGEST_POST = 40
_Range = tuple[int, int]


class HeadingPeople:
    """Reads the people in a heading's text; places are offsets in it."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon

    def read(
        self, begin: int, end: int, *, strict: bool
    ) -> tuple[list[tuple[Role, int, int]], frozenset[str]] | None:
        """Originator, recipients and copies in `begin`..`end`, and the languages of the word."""
        copies: list[tuple[Role, int, int]] = []
        main_end = end
        for start, stop in self._groups(begin, end):
            labelled = self._copies(start + 1, stop)
            # `Ann Poe to Ben Ost (cc: Cay Dun)`
            if labelled is not None:
                copies.extend(self._parted_copies(*labelled))
                main_end = min(main_end, start)
            # `Ann Poe to Ben Ost (cc: Cay Dun) (draft)`: a note, and the line may be any text.
            elif copies:
                return None
        if not copies:
            inline = INLINE_COPY.search(self.text, begin, end)
            # `Ann Poe to Ben Ost, cc Cay Dun`
            if inline is not None:
                role = Role.BCC if inline[1].lower().startswith("b") else Role.CC
                copies.extend(self._parted_copies(role, *self.trimmed(inline.end(), end)))
                main_end = inline.start()
            # `Ana Poe an Ben Ost, Kopie: Cay Dun`
            elif (behind := self._copies_behind_comma(begin, end)) is not None:
                copies.append(behind[1])
                main_end = behind[0]
        begin, main_end = self.trimmed(begin, main_end)
        for sender, recipients, languages in self._parties(begin, main_end):
            originator = self._before_verb(*self._behind_from(*sender, languages))
            short = " " not in self.text[slice(*originator)]
            originator = self._before_post(*originator)
            listed = self._without_posts(self.listed(*recipients, languages, short=short))
            if (
                self._is_party(*originator, capital=True)
                and listed
                and all(self._is_party(*person, capital=strict) for person in listed)
            ):
                people = self._listed_with_role(Role.TO, listed)
                for role, first, end_of in copies:
                    people += self._listed_with_role(role, self.listed(first, end_of, languages))
                return [(Role.FROM, *originator), *people], languages
        return None

    def _parties(self, begin: int, end: int) -> Iterator[tuple[_Range, _Range, frozenset[str]]]:
        """The ranges of originator and recipients, and the languages of the word between."""
        for start, stop, last, languages in self._sides(begin, end):
            yield self.trimmed(begin, start), self.trimmed(stop, last), languages
        # `To Ben Ost from Ann Poe`
        first = _FIRST_WORD.match(self.text, begin, end)
        if first is None:
            return
        languages = self.lexicon.recipient_words.get(fold(first[0].rstrip(":")), frozenset())
        for found in _SMALL_WORD.finditer(self.text, first.end(), end) if languages else ():
            entry = self.lexicon.labels.get(fold(found[1]))
            if entry is not None and not languages.isdisjoint(entry.roles.get(Role.FROM, ())):
                both = languages.intersection(entry.roles[Role.FROM])
                recipients = self.trimmed(first.end(), found.start())
                yield self.trimmed(found.end(), end), recipients, frozenset(both)

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
                        return (role, *self.trimmed(self._behind_to(stop, end), end))
        return None

    def _behind_to(self, begin: int, end: int) -> int:
        """The offset after a word such as `to` that may follow the label: `con copia a Cay Dun`,
        `Kopie an Kai`.
        """
        words = self.text[begin:end].split(None, 1)
        if len(words) < 2 or fold(words[0]) not in self.lexicon.recipient_words:
            return begin
        return self.text.index(words[1], begin)

    def _copies_behind_comma(
        self, begin: int, end: int
    ) -> tuple[int, tuple[Role, int, int]] | None:
        """The end of the main recipients, and the copies: `…, Kopie: Cay Dun`, `…, copie à Cay`."""
        for comma in COPY_BREAK.finditer(self.text, begin, end):
            found = self._copies(comma.end(), end)
            if found is None:
                continue
            return comma.start(), found
        return None

    def _parted_copies(self, role: Role, begin: int, end: int) -> list[tuple[Role, int, int]]:
        """Split `cc: Cay Dun; bcc: Dora Ek` in one bracket; people after `fw:` are left out."""
        forwarded = FORWARDED_TO.search(self.text, begin, end)
        # `cc: Cay Dun, fw: Eve Lim, Fay Oz`: the editor notes who received it later.
        if forwarded is not None and fold(forwarded[1]) in self.lexicon.forward_prefixes:
            end = forwarded.start()
        inline = INLINE_COPY.search(self.text, begin, end)
        if inline is None or not inline[1].lower().startswith("b"):
            return [(role, begin, end)]
        return [(role, begin, inline.start()), (Role.BCC, *self.trimmed(inline.end(), end))]

    def _behind(self, begin: int, words: list[str], count: int) -> int:
        place = begin
        for word in words[:count]:
            place = self.text.index(word, place) + len(word)
        return place

    def _sides(self, begin: int, end: int) -> Iterator[tuple[int, int, int, frozenset[str]]]:
        """The originator's end, the recipients' start and end, and the languages of the word."""
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
        """The places of endings such as `から`; in scripts with spaces, a space must follow."""
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
                # `De : Ann Poe À : Ben Ost`
                spaced = _SPACED_COLON.match(self.text, begin + found.end(), end)
                stop = spaced.end() if spaced is not None else begin + found.end()
                yield begin + found.start(), stop, words[key]
        for word in recipient_words_of(self.lexicon)[1]:
            place = self.text.find(word, begin + 1, end)
            if place > 0:
                stop = place + len(word)
                while self.text[stop : stop + 1] in (":", "："):
                    stop += 1
                yield place, stop, words[word]
        arrow = ARROW.search(self.text, begin + 1, end)
        if arrow is not None:
            yield arrow.start(), arrow.end(), ARROW_LANGUAGES
        dash = DASH_BEFORE_DATIVE.search(self.text, begin + 1, end)
        if dash is not None:
            yield dash.start(), dash.end(), _DATIVE_LANGUAGES
        yield from self._before_dative(begin, end)

    def _before_dative(self, begin: int, end: int) -> Iterator[tuple[int, int, frozenset[str]]]:
        """Where a name in the genitive ends and one in the dative begins: `Письмо Анны Борису`.

        Only behind a word for what somebody wrote, or for "from".
        """
        if self.text[begin:end].isascii():
            return
        found = GENITIVE_AND_DATIVE.search(self.text, begin, end)
        if found is None:
            return
        before = fold(self.text[begin : found.start()].strip(" :"))
        entry = self.lexicon.labels.get(before)
        from_label = entry is not None and Role.FROM in entry.roles
        if from_label or before in self.lexicon.item_words or before in self.lexicon.mail_words:
            yield found.end(), found.end() + 1, _DATIVE_LANGUAGES

    def _behind_from(self, begin: int, end: int, languages: frozenset[str]) -> _Range:
        """The originator without a word such as `From`: `E-mail from Ann Poe to Ben Ost`."""
        begin = self.behind_item_word(begin, end)
        # `Courriel d'Anne Poe à Benoît Ost`
        if "fr" in languages and self.text[begin : begin + 2].casefold() in _ELIDED:
            begin += 2
        begin = self._behind_by(begin, end, languages)
        words = self.text[begin:end].split(None, 1)
        if len(words) < 2:
            return begin, end
        # `From Ann to Ben`; `Von Trapp an Ben Ost` begins with a name.
        first = words[0].casefold().rstrip(":：")
        if len(words[1].split()) < 2 and first in PARTICLES and not is_given_name(words[1]):
            return begin, end
        entry = self.lexicon.labels.get(fold(words[0].rstrip(":：")))
        # `From Ann Poe to Ben Ost`: a label of From in the language of the word for "to".
        if entry is None or languages.isdisjoint(entry.roles.get(Role.FROM, ())):
            return begin, end
        begin = self.text.index(words[1], begin)
        # `De : Anne Poe à Benoît Ost`
        return self.trimmed(begin + (self.text[begin] in ":："), end)

    def _before_post(self, begin: int, end: int) -> _Range:
        """The name without a post after it: `Ann Poe, harbour master, to Ben Ost, engineer`."""
        post = _POST.search(self.text, begin, end)
        return (begin, post.start()) if post is not None else (begin, end)

    def _without_posts(self, people: list[_Range]) -> list[_Range]:
        """A list of people without the posts that it has between commas, in small letters."""
        if len(people) < _FEWEST_WITH_POST or not self.text[people[0][0]].isupper():
            return people
        return [
            people[0],
            *(one for one in people[1:] if not _is_post(self.text[slice(*one)])),
        ]

    def _before_verb(self, begin: int, end: int) -> _Range:
        """The originator without a verb after it: `Ann Poe writes to Ben Ost, May 4, 2020`.

        With a colon at its end the line is an attribution: `Ann Poe wrote to Ben Ost, …, 9:12:`
        """
        name, _, verb = self.text[begin:end].rpartition(" ")
        attributes = self.text.rstrip(" \t\u00a0*_")[-1:] in (":", "：")
        if name and not attributes and fold(verb) in self.lexicon.writing_verbs:
            return self.trimmed(begin, begin + len(name))
        return begin, end

    def _behind_by(self, begin: int, end: int, languages: frozenset[str]) -> int:
        """The start of the originator after two words such as `sent by`."""
        words = self.text[begin:end].split(None, 2)
        if len(words) < _FEWEST_WITH_BY or not words[0].islower():
            return begin
        entry = self.lexicon.labels.get(fold(" ".join(words[:2])))
        known = entry.roles if entry is not None else {}
        if any(not languages.isdisjoint(known.get(role, ())) for role in (Role.FROM, Role.SENDER)):
            return self.text.index(words[2], begin + len(words[0]) + len(words[1]))
        return begin

    def behind_item_word(self, begin: int, end: int) -> int:
        """The start of the originator after a word for the item: `Email from Ann Poe`.

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

    def trimmed(self, begin: int, end: int) -> _Range:
        """The range without space, commas and Markdown emphasis at both ends."""
        text = self.text
        while begin < end and text[begin] in " \t\n\u00a0*_,;，、；":
            begin += 1
        while end > begin and text[end - 1] in " \t\n\u00a0*_,;，、":
            end -= 1
        # MediaWiki: `'''Ann Poe to Ben Ost''' (May 4, 2020)`
        while end - begin > _BOLD and text[end - 2 : end] == "''":
            end -= _BOLD if text[end - _BOLD : end] == "'''" else _BOLD - 1
        while end - begin > _BOLD and text[begin : begin + 2] == "''":
            begin += _BOLD if text[begin : begin + _BOLD] == "'''" else _BOLD - 1
        return begin, end

    def listed(
        self, begin: int, end: int, languages: frozenset[str], *, short: bool = False
    ) -> list[_Range]:
        """Each person of a list, `Ann Poe, Ben Ost and Cay Dun`, brackets kept whole.

        `short` says that people have one name each: `Ben and Cay`.
        """
        inside = list(self._groups(begin, end))
        people: list[_Range] = []
        start = begin
        for separator in SEPARATORS.finditer(self.text, begin, end):
            place = separator.start()
            # `Ann Poe (Dock, Quay), Ben Ost`: a comma in brackets separates nobody.
            if any(first < place < last for first, last in inside):
                continue
            # `Ben Ost, MD, Cay Dun`: a degree belongs to the name before it.
            if people and _DEGREE.fullmatch(self.text, start, place):
                people[-1] = people[-1][0], place
            else:
                people.append((start, place))
            start = place + 1
        if people and _DEGREE.fullmatch(self.text, start, end):
            people[-1] = people[-1][0], end
        else:
            people.append((start, end))
        joined: list[_Range] = []
        for first, last in people:
            several = len(people) > 1
            joined.extend(self._parted(first, last, languages, several=several, short=short))
        return [person for pair in joined if (person := self.trimmed(*pair))[0] < person[1]]

    def _parted(
        self, begin: int, end: int, languages: frozenset[str], *, several: bool, short: bool
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
            whole = len(before) > 1 or removed or short or (several and not before)
            if whole and (len(behind) > 1 or not before or short):
                return [(begin, place), (stop, end)]
        return [(begin, end)]

    def _is_party(self, begin: int, end: int, *, capital: bool) -> bool:
        """Whether a text can be a person: a name, an address, a redaction."""
        text = self.text[begin:end]
        if not text.strip():
            return False
        # `ann@quay.example`, `[redacted]`; but not `To: ann@quay.example`.
        if patterns.has_address(text) or patterns.is_redacted(text, self.lexicon):
            return len(text) <= _LONGEST_PARTY and LABEL_INSIDE.search(text) is None
        # `Person 2`, `Witness B`; `[name]`, `[a colleague]`
        if _PLACEHOLDER.fullmatch(text):
            return True
        # `Person-2a`, `B6`
        if _NUMBERED.fullmatch(text) and is_code_alone(text):
            return True
        # `the meeting at 9`, `who?`, `Re: locks`
        if NOT_A_PARTY.search(text) or patterns.has_digit(text) or len(text.split()) > 6:
            return False
        # `the Board of Quay`
        bare = text.removeprefix("the ") if text[4:5].isupper() else text
        # `We went home. Then it rained`
        if patterns.name_strength(bare) == 0:
            return False
        # With a time of day no capitals are needed: `Ann Poe to all crews - May 4, 2020 9:12 AM`.
        # `Ann Poe to serve` is a sentence; `Ann Poe to me` is not.
        if not capital:
            return not (len(text) > _LONGEST_PRONOUN and text.isalpha() and text.islower())
        # `Ann Poe (dock master)`: an affiliation may have small letters.
        text = _AFFILIATION.sub("", text) or text
        words = [word.strip("()[]'’\".,&-*_") for word in text.split()]
        words = [word for word in words if word]
        # `Ludwig van der Aa`: only particles may be in small letters.
        small = {word for word in words if word[0].islower()}
        return bool(words) and len(small) < len(words) and small <= PARTICLES


def _is_post(text: str) -> bool:
    """Whether a text is a post, not a name: `engineer`, `head of locks`."""
    words = text.split()
    return len(text) <= _LONGEST_POST and all(word.isalpha() and word.islower() for word in words)
