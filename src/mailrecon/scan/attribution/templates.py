"""The lexicon's templates for attribution lines, and how their slots are filled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from mailrecon.lexicon import (
    INVISIBLE,
    PLACEHOLDER,
    Lexicon,
    Template,
    fold,
    literal_length,
)
from mailrecon.lexicon.cldr import DateEnds
from mailrecon.regex import regex
from mailrecon.scan import patterns
from mailrecon.scan.attribution.date_words import (
    LONGEST_PARTICLE,
    ends_date,
    goes_on,
    opens_date,
    words_of,
)

_PERSON = frozenset({"name", "email"})
_MOMENT = frozenset({"date", "time"})
_FLAGS = re.IGNORECASE | re.DOTALL
_GAP = f"[\\s{INVISIBLE}]"
# Yahoo: `--- On Fri, 7/6/12, Ann Poe <ann@quay.example> wrote:`
_BEFORE = f"{_GAP}*(?:-{{2,4}}[ -]*)?"
_BEFORE_ALL = regex(_BEFORE)
_A_DATE = frozenset({"{date}"})
_LETTER = regex(r"[^\W\d_]")
# Hebrew and Arabic write no vowels: `wrote` has three letters.
_SHORT_VERB = regex(r"(?:כתב|כתבה|كتب|قال)[:،,]?")
_BEFORE_COLON = regex(r"\s+(?=[:：])")
# `… at 9:12 AM "Poe, Ann"`: a name in quote marks, which no date has.
_QUOTED = regex(r"[\"“„«][^\W\d_]")
# The end of a text that is searched for a template's last literal.
_TAIL = 80
# The least part of a date: `9h`.
_SHORTEST_SIGN = 2
# A time of day, which no name contains.
CLOCK = regex(r"(?<![\w@.:])\d{1,2}[:：.]\d{2}(?![\w@])")


class _Step(Struct, frozen=True):
    """A slot and the literal after it. Flags: is it a person after a date, or a date after a
    person; `apart`, if more than space separates the two; `joined`, if no word does.

    `closing` counts the characters of the literal that ends a template, without gaps; it is None
    for the literals before it.
    """

    slot: str
    literal: re.Pattern[str]
    after_date: bool
    after_person: bool
    apart: bool
    joined: bool
    closing: int | None


class SearchedText:
    """The text of the lines that an attribution may be printed on, and where a slot can end there.

    A date in the slot of a template is short, and a literal that ends a template is at the text's
    end. So most places of a literal need not be tried.
    """

    __slots__ = ("_dates", "_gaps", "_tail", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._dates: dict[int, tuple[int, int]] = {}
        tail = text[-_TAIL:]
        self._tail = len(tail) if tail.isascii() else 0
        self._gaps = len(tail) - len("".join(tail.split()))

    def ends_of_date(self, start: int) -> tuple[int, int]:
        """The least and the greatest offset at which a date's slot from `start` on may end."""
        ends = self._dates.get(start)
        if ends is None:
            ends = self._dates[start] = self._ends_of_date(start)
        return ends

    def ends_of(self, step: _Step, start: int) -> tuple[int, int]:
        """The least and the greatest offset at which the slot of a step may end."""
        least, most = start + 1, len(self.text) + 1
        if step.slot == "date":
            least, most = self.ends_of_date(start)
        if step.closing is not None:
            least = max(least, self.start_of_closing(step.closing))
        return least, most

    def _ends_of_date(self, start: int) -> tuple[int, int]:
        text = self.text
        sign = patterns.date_sign(text, start)
        if sign is None:
            return 1, 0
        most = min(start + patterns.LONGEST_DATE, len(text))
        bracket = text.find("<", start, most)
        quoted = _QUOTED.search(text, start, most)
        if bracket >= 0:
            most = bracket
        if quoted is not None:
            most = min(most, quoted.end() - 1)
        return max(sign + _SHORTEST_SIGN, start + 1), most

    def start_of_closing(self, size: int) -> int:
        """The least offset at which a literal of `size` characters, without gaps, may end the text.

        With a character more the last ones hold more than the literal.
        """
        length = size + self._gaps + 1
        return len(self.text) - length if length <= self._tail else 0


@lru_cache(maxsize=8192)
def _compiled(template: Template) -> tuple[re.Pattern[str], tuple[_Step, ...]]:
    """A pattern for the literal that opens a template, then each slot with the literal after it."""
    steps: list[_Step] = []
    slots = list(PLACEHOLDER.finditer(template.pattern))
    opening = _literal(template.pattern[: slots[0].start()])
    before, between = "", ""
    for number, slot in enumerate(slots):
        last = number == len(slots) - 1
        end = len(template.pattern) if last else slots[number + 1].start()
        printed = template.pattern[slot.end() : end]
        literal = _literal(printed) + (f"{_GAP}*$" if last else "")
        name = slot[0][1:-1]
        joined = number > 0 and _LETTER.search(between) is None
        steps.append(
            _Step(
                name,
                regex(literal, _FLAGS),
                after_date=name in _PERSON and before in _MOMENT,
                after_person=name in _MOMENT and before in _PERSON,
                apart=bool(between.strip()),
                joined=joined,
                closing=len("".join(_BEFORE_COLON.sub("", printed).split())) if last else None,
            )
        )
        before, between = name, printed
    return regex(f"{_BEFORE}{opening}", _FLAGS), tuple(steps)


def first_slot(text: str) -> int:
    """The offset at which the first slot of a template begins that has nothing before it."""
    found = _BEFORE_ALL.match(text)
    return 0 if found is None else found.end()


def signs_of(text: str) -> frozenset[str]:
    """The characters of a text, and a special mark if part of it may be a date."""
    return frozenset(text) | (_A_DATE if patterns.may_hold_date(text) else frozenset())


@lru_cache(maxsize=8192)
def signs_in(pattern: str) -> frozenset[str]:
    """The characters that any text matching a template must have, and the mark of a date.

    A text without a comma and angle brackets cannot match `{date}, {name} <{email}>:`.
    """
    literal = PLACEHOLDER.sub("", pattern)
    signs = frozenset(c for c in literal if not (c.isalnum() or c.isspace() or c in ":：，"))
    return signs | (_A_DATE if "{date}" in pattern else frozenset())


@lru_cache(maxsize=8192)
def _literals(pattern: str) -> tuple[str, ...]:
    """The folded literals of a template that are of ASCII, in order."""
    pieces = map(fold, PLACEHOLDER.split(pattern))
    return tuple([piece for piece in pieces if piece and piece.isascii()])


def may_fit(template: Template, folded: str, signs: frozenset[str]) -> bool:
    """Whether the words and signs of a template are in a text; no other text matches it.

    `folded` is the text without white space, `signs` are its `signs_of`.
    """
    pattern = template.pattern
    if template.landmark not in folded or not signs_in(pattern) <= signs:
        return False
    # A letter of another script may be equal to one of ASCII regardless of case.
    if not folded.isascii():
        return True
    place = 0
    for literal in _literals(pattern):
        place = folded.find(literal, place)
        if place < 0:
            return False
        place += len(literal)
    return True


def _places(literal: re.Pattern[str], text: str, least: int, most: int) -> Iterator[re.Match[str]]:
    """The matches of a literal in `text` that begin at `least` to `most`.

    Two may share a space, as in `Van An an 8 Mai`.
    """
    found = literal.search(text, least) if least <= most else None
    while found is not None and found.start() <= most:
        yield found
        # Nothing at the end of the text would be found there again and again.
        if found.start() == len(text):
            return
        found = literal.search(text, found.start() + 1)


def fill(
    template: Template, window: SearchedText, strength: int, words: DateEnds | None
) -> dict[str, tuple[int, int]] | None:
    """The places of a template's slots in a text, or None; its date must have this `strength`.

    A literal such as ", " can be part of a date or a name too, so each of its places is tried,
    nearest first. With `words`, places that would cut a date in two are skipped.
    """
    opening, steps = _compiled(template)
    text = window.text
    start = opening.match(text)
    if start is None:
        return None
    timed = any(step.slot == "time" for step in steps)
    wanted = min(strength, 1) if timed else strength

    def attempt(number: int, position: int) -> dict[str, tuple[int, int]] | None:
        step = steps[number]
        slot = step.slot
        # `On 4 May 2020 Ann wrote:` must not be cut as date `On 4` and name `May 2020 Ann`.
        if words is not None and (
            (step.after_date and goes_on(text, position, words, apart=step.apart))
            or (step.after_person and not opens_date(text, position, words))
        ):
            return None
        least, most = window.ends_of(step, position)
        for found in _places(step.literal, text, least, most):
            place = (position, found.start())
            if slot in _MOMENT and not _is_moment(slot, text[slice(*place)], wanted, words):
                continue
            # `9:12 AM Ann Poe`: a name has no time of day, so the date was cut too early.
            if words is not None and slot == "name" and CLOCK.search(text, *place):
                break
            if number == len(steps) - 1:
                return {slot: place}
            rest = attempt(number + 1, found.end())
            if rest is not None:
                rest.setdefault(slot, place)
                return rest
        return None

    return attempt(0, start.end())


def _is_moment(slot: str, printed: str, wanted: int, words: DateEnds | None) -> bool:
    """Whether a text may fill the slot of a date or a time of day."""
    # `On May 4, 2020 at 9:12 AM "Poe, Ann"`: the comma is the name's.
    if _QUOTED.search(printed):
        return False
    # The date slot needs a date of the wanted strength, which `Monday` is not.
    if slot == "date" and (patterns.date_strength(printed) < wanted or "<" in printed):
        return False
    # `4 May 2020 at 9:12 AM Ann` does not end as dates do.
    return words is None or ends_date(printed, words)


def _ranked(templates: tuple[Template, ...]) -> tuple[tuple[Template, frozenset[str]], ...]:
    """The templates, the most specific first; words count more than punctuation.

    Each comes with all languages that share its landmark, because the first template that matches
    may belong to another language than the line.
    """
    sharing: dict[str, set[str]] = {}
    for template in templates:
        sharing.setdefault(template.landmark, set()).add(template.language)

    def prescribed(template: Template) -> tuple[int, int]:
        literal = PLACEHOLDER.sub("", template.pattern)
        return len(_LETTER.findall(literal)), literal_length(template)

    return tuple(
        (template, frozenset(sharing[template.landmark]))
        for template in sorted(templates, key=prescribed, reverse=True)
    )


def listed(key: str, lexicon: Lexicon, folded: str, *, dated: bool = True) -> Iterator[Template]:
    """The lexicon's templates under `key` whose landmark is in the folded text, in order.

    Many templates share a landmark, so each landmark is looked for once. If the text is not
    `dated`, templates with a date are left out.
    """
    found = [
        numbered
        for root, landmarks in _by_root(key, lexicon, dated, folded.isascii())
        if root in folded
        for landmark, sharing in landmarks
        if landmark in folded
        for numbered in sharing
    ]
    found.sort(key=_number)
    return (template for _, template in found)


def _number(numbered: tuple[int, Template]) -> int:
    return numbered[0]


@lru_cache(maxsize=4096)
def _by_root(
    key: str, lexicon: Lexicon, dated: bool, is_ascii: bool
) -> tuple[tuple[str, tuple[tuple[str, list[tuple[int, Template]]], ...]], ...]:
    """The landmarks with their templates, by the shortest landmark that is part of each: where that
    one is not in a text, none of them is. A text that `is_ascii` has only landmarks of ASCII.
    """
    known = _by_landmark(key, lexicon, dated)
    roots: dict[str, list[str]] = {}
    for landmark in sorted(known, key=len):
        if landmark.isascii() or not is_ascii:
            root = next((one for one in roots if one and one in landmark), landmark)
            roots.setdefault(root, []).append(landmark)
    return tuple(
        (root, tuple((landmark, known[landmark]) for landmark in landmarks))
        for root, landmarks in roots.items()
    )


@lru_cache(maxsize=4096)
def _by_landmark(key: str, lexicon: Lexicon, dated: bool) -> dict[str, list[tuple[int, Template]]]:
    found: dict[str, list[tuple[int, Template]]] = {}
    templates = lexicon.attributions.get(key, ())
    # The words of a time of day are judged by all languages that share a landmark.
    dated = dated or any(
        "{time}" in template.pattern and "{date}" not in template.pattern for template in templates
    )
    for numbered in enumerate(templates):
        if dated or "{date}" not in numbered[1].pattern:
            found.setdefault(numbered[1].landmark, []).append(numbered)
    return found


@lru_cache(maxsize=1024)
def attempts_of(
    templates: tuple[Template, ...], lexicon: Lexicon
) -> tuple[tuple[Template, int, DateEnds | None], ...]:
    """The ways to try the templates, in order: template, strength of the date, date words.

    A name that looks like part of a date is accepted only if nothing else matches.
    """
    return tuple(
        (template, strength, words)
        for strict in (True, False)
        for template, languages in _ranked(templates)
        for words in (words_of(languages, lexicon) if strict else None,)
        for strength in (2, 1)
    )


def _literal(text: str) -> str:
    """A pattern for literal text: any gap for a space, any colon for a colon, for `，` any comma.

    A space before a colon is optional: `a écrit :`, `a écrit:`.
    """
    words = _BEFORE_COLON.sub("", text).split()
    if not words:
        return f"{_GAP}+" if text else ""
    joined = f"{_GAP}+".join(re.escape(word) for word in words)
    joined = re.sub("[:：]", lambda _: f"{_GAP}*[:：]", joined)
    # `在 2020年5月4日 上午9:12,安娜 写道:`: Gmail prints a comma of ASCII without a space.
    joined = joined.replace("，", f"[，,]{_GAP}*")
    # OCR drops the space after the rest of an address: `Ann Poe @>wrote:`.
    before = f"(?:{_GAP}+|(?<=>))" if text[0].isspace() else ""
    after = f"{_GAP}+" if text[-1].isspace() else ""
    return before + joined + after


def address_follows(template: Template) -> bool:
    """Whether the address follows the name directly, so that it is the person's."""
    _, steps = _compiled(template)
    return any(
        step.slot == "email" and step.joined and above.slot == "name"
        for above, step in pairwise(steps)
    )


@lru_cache(maxsize=8192)
def has_verb(template: Template) -> bool:
    """Whether a template contains a verb of writing, not only punctuation and short words.

    `{date}, {name}:` (Russian) and `{name} am {date}:` do not.
    """
    literal = PLACEHOLDER.sub(" ", template.pattern)
    return any(
        len(word) > LONGEST_PARTICLE
        or any(character >= "\u0900" for character in word)
        or _SHORT_VERB.fullmatch(word) is not None
        for word in literal.split()
    )
