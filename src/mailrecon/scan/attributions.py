"""Attribution lines ("On …, … wrote:"), on one line or wrapped over several, in any language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.lexicon import (
    INVISIBLE,
    PLACEHOLDER,
    Lexicon,
    Template,
    attribution_key,
    fold,
    literal_length,
)
from mailrecon.lexicon.cldr import PUNCTUATION, DateEnds, bare_word, date_ends
from mailrecon.regex import regex
from mailrecon.scan import patterns
from mailrecon.scan.lines import Lines

_MAX_LINE = 400
_MAX_WINDOW = 1200
_MAX_WRAPPED = 4
CLOSERS = (":", "：", "៖", "፦", "፡")
_PERSON = frozenset({"name", "email"})
_MOMENT = frozenset({"date", "time"})
_FLAGS = re.IGNORECASE | re.DOTALL
_GAP = f"[\\s{INVISIBLE}]"
_UNSEEN = regex(f"[{INVISIBLE}]")
_NOT_A_NAME = regex(r"[!?;]|\n\s*\n")
_LETTER = regex(r"[^\W\d_]")
_WORD = regex(r"\S+")
_OPENING_QUOTES = ("«", "‹", "“", "„", "「", "『", '"')
_COMMAS = ",،፣、， "
_MOST_WORDS = 5
# A number that stands alone, a time of day or an offset: no name begins so, a date goes on so.
_NUMBER = regex(r"[(+\-]?\d+(?:\s?[:.：]\s?\d|[,.)]*(?:\s|$))")
# A time of day, which no name holds.
_CLOCK = regex(r"(?<![\w@.:])\d{1,2}[:：.]\d{2}(?![\w@])")
# One or two digits: a day or a month.
_BARE_NUMBER = regex(r"(?<!\d)\d{1,2}(?!\d)")
# Capitals such as CEST, and what is told in brackets behind a time: a zone.
_REMARK = regex(r"(?-i:[A-Z]{2,4}T)(?![^\W_])|\([^()<>@]{1,40}\)")
_NOT_IN_DATE = regex(r"[^\w\s.,:/()+\-–'’،፣、，年月日時时分点點：]")
_END = 6
_INNER_CLOSER = regex(r"[:：](?=\s*\S)")
_DAY_WORD = regex(r"[^\W\d_]+\.?")
_LONGEST_ZONE = 5
# `del Rio` is a name whatever stands before it.
_BEFORE_SURNAME = frozenset({"del", "dos", "van", "von"})
_BEFORE_DATE = regex(r"([^\W\d_]+) \{date\}")
_MOST_WORDS_OF_NAME = 7
_LONGEST_LOST_VERB = 8
_LONGEST_VERB = 16
_BEHIND_TIME = regex(r"\{time\} ([^\W\d_]{3,8}) ")
# `de`, `of`, `den`: words inside a date are no longer than this.
_PARTICLE = 3


class Attribution(Struct, frozen=True):
    """An attribution line over lines `first`..`last` (inclusive); spans are text offsets.

    The date span is None where no date is printed; a separately printed time is inside it.
    `addressed` tells that the originator's address is printed, `has_verb` that it says who wrote;
    `body` is where the quoted text begins on the same line.
    """

    first: int
    last: int
    name: tuple[int, int]
    date: tuple[int, int] | None
    language: str
    addressed: bool = False
    has_verb: bool = False
    body: int | None = None


@lru_cache(maxsize=256)
def _date_words(locale_names: frozenset[str]) -> DateEnds:
    """What some locales print at the ends of a date, together."""
    found = [ends for name in sorted(locale_names) if (ends := date_ends(name)) is not None]
    return DateEnds(
        frozenset().union(*(ends.openings for ends in found)),
        frozenset().union(*(ends.endings for ends in found)),
        frozenset().union(*(ends.zones for ends in found)),
    )


def _stands_at(text: str, position: int, words: frozenset[str]) -> bool:
    """Whether one of the words stands in `text` at `position`, be it of several words itself."""
    end = position
    for _ in range(_MOST_WORDS):
        found = _WORD.search(text, end)
        if found is None:
            return False
        end = found.end()
        key = bare_word(text[position:end])
        if key in words:
            return True
        # Scripts without spaces run their words on.
        if key[:1] > "\u2e80" and any(key[:size] in words for size in range(1, 6)):
            return True
    return False


def _opens_date(text: str, position: int, words: DateEnds) -> bool:
    """Whether what stands at `position` can open a date."""
    rest = text[position : position + 2].lstrip("([").lstrip()
    return rest[:1].isdigit() or _stands_at(text, position, words.openings)


def _goes_on(text: str, position: int, words: DateEnds, *, apart: bool) -> bool:
    """Whether the date before `position` goes on there; `apart` if a mark or word closes it."""
    found = _WORD.search(text, position)
    if found is None or _NUMBER.match(text, found.start()):
        return True
    if apart:
        return False
    if found[0].strip(PUNCTUATION) in words.zones or _REMARK.match(text, found.start()):
        return True
    return _stands_at(text, found.start(), words.endings)


def _ends_date(text: str, words: DateEnds) -> bool:
    """Whether the last word of a text can be a date's last.

    `May 3, 2026 at 4:00 PM` ends so, `May 3, 2026 at 4:00 PM Poe` does not: the name is `Poe, Ann`.
    """
    last = text.split()[-1:]
    if not last or not last[0][:1].isalpha():
        return True
    word = last[0].strip(PUNCTUATION)
    return (
        bare_word(word) in words.endings
        or bare_word(word) in words.openings
        or word in words.zones
        or (word.isupper() and len(word) <= _LONGEST_ZONE)
        or not word.isascii()
    )


class _Step(Struct, frozen=True):
    """A slot, the literal behind it, and whether it is a person's behind a date or a date behind a
    person; `apart` tells that more than space stands between the two, `joined` that no word does.
    """

    slot: str
    literal: re.Pattern[str]
    after_date: bool
    after_person: bool
    apart: bool
    joined: bool


@lru_cache(maxsize=8192)
def _compiled(template: Template) -> tuple[re.Pattern[str], tuple[_Step, ...]]:
    """The literal a template opens with, then each slot with the literal behind it."""
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
                re.compile(literal, _FLAGS),
                after_date=name in _PERSON and before in _MOMENT,
                after_person=name in _MOMENT and before in _PERSON,
                apart=bool(between.strip()),
                joined=joined,
            )
        )
        before, between = name, printed
    # Yahoo: `--- On Fri, 7/6/12, Ann Poe <ann@quay.example> wrote:`
    return re.compile(f"{_GAP}*(?:-{{2,4}}[ -]*)?{opening}", _FLAGS), tuple(steps)


def _places(literal: re.Pattern[str], text: str, position: int) -> Iterator[re.Match[str]]:
    """Where a literal stands in `text`; places may share a space, as in `Van An an 8 Mai`."""
    found = literal.search(text, position)
    while found is not None:
        yield found
        found = literal.search(text, found.start() + 1)


def _fill(
    template: Template, text: str, strength: int, words: DateEnds | None
) -> dict[str, tuple[int, int]] | None:
    """The places of a template's slots in `text`, its date of `strength`; None if none fit.

    A literal such as ", " can stand inside a date or a name too, so each of its places is tried,
    nearest first. With `words`, a place that would cut a date in two is no place.
    """
    opening, steps = _compiled(template)
    start = opening.match(text)
    if start is None:
        return None
    timed = any(step.slot == "time" for step in steps)

    def attempt(number: int, position: int) -> dict[str, tuple[int, int]] | None:
        step = steps[number]
        slot = step.slot
        if words is not None and (
            (step.after_date and _goes_on(text, position, words, apart=step.apart))
            or (step.after_person and not _opens_date(text, position, words))
        ):
            return None
        for found in _places(step.literal, text, position + 1):
            place = (position, found.start())
            if slot == "date":
                printed = text[place[0] : place[1]]
                wanted = min(strength, 1) if timed else strength
                if patterns.date_strength(printed) < wanted or "<" in printed:
                    continue
                if words is not None and not _ends_date(printed, words):
                    continue
            elif (
                slot == "time" and words is not None and not _ends_date(text[slice(*place)], words)
            ):
                continue
            elif words is not None and slot == "name" and _CLOCK.search(text, *place):
                break
            if number == len(steps) - 1:
                return {slot: place}
            rest = attempt(number + 1, found.end())
            if rest is not None:
                rest.setdefault(slot, place)
                return rest
        return None

    return attempt(0, start.end())


def _ranked(templates: tuple[Template, ...]) -> tuple[tuple[Template, frozenset[str]], ...]:
    """The templates that prescribe most first: words count before punctuation.

    Beside each stand the languages that share its landmark: the first of their templates to fit
    need not be the one of the line's own language.
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


def _listed(key: str, lexicon: Lexicon, folded: str) -> Iterator[Template]:
    """The lexicon's templates under `key` whose landmark stands in the folded text, in order.

    Many templates share a landmark, so each landmark is looked for once.
    """
    found = [
        numbered
        for landmark, sharing in _by_landmark(key, lexicon).items()
        if landmark in folded
        for numbered in sharing
    ]
    found.sort(key=_number)
    return (template for _, template in found)


def _number(numbered: tuple[int, Template]) -> int:
    return numbered[0]


@lru_cache(maxsize=4096)
def _by_landmark(key: str, lexicon: Lexicon) -> dict[str, list[tuple[int, Template]]]:
    found: dict[str, list[tuple[int, Template]]] = {}
    for numbered in enumerate(lexicon.attributions.get(key, ())):
        found.setdefault(numbered[1].landmark, []).append(numbered)
    return found


@lru_cache(maxsize=1024)
def _attempts(
    templates: tuple[Template, ...], lexicon: Lexicon
) -> tuple[tuple[Template, int, DateEnds | None], ...]:
    """The ways to try the templates, in order: each with a date's strength, and with date words.

    A name that looks like part of a date is taken only where nothing else fits.
    """
    return tuple(
        (template, strength, words)
        for strict in (True, False)
        for template, languages in _ranked(templates)
        for words in (_words_of(languages, lexicon) if strict else None,)
        for strength in (2, 1)
    )


def _literal(text: str) -> str:
    """A pattern for literal text: any gap for a space, any colon for a colon."""
    words = text.split()
    if not words:
        return f"{_GAP}+" if text else ""
    joined = f"{_GAP}+".join(re.escape(word) for word in words)
    joined = re.sub("[:：]", lambda _: f"{_GAP}*[:：]", joined)
    # OCR leaves no space behind the rest of an address: `Ann Poe @>wrote:`.
    before = f"(?:{_GAP}+|(?<=>))" if text[0].isspace() else ""
    after = f"{_GAP}+" if text[-1].isspace() else ""
    return before + joined + after


def _words_of(languages: frozenset[str], lexicon: Lexicon) -> DateEnds:
    """The date words of some languages, and English ones, which stand in any mail."""
    return _date_words(frozenset({"en", *(lexicon.cldr(code) or "en" for code in languages)}))


def is_nothing_but_a_date(text: str, languages: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a text with a date's numbers has no words but a date's, in English or `languages`.

    `Monday, 4 May 2020` is one; `4 May 2020 in the harbour office` and `2020 edition` are not.
    """
    if _NOT_IN_DATE.search(text):
        return False
    words = _words_of(languages, lexicon)
    known = 0
    for found in _DAY_WORD.finditer(text):
        word = found[0]
        if found.start() and text[found.start() - 1].isdigit():
            continue  # `4th`, `4日`
        if bare_word(word) in words.openings or bare_word(word) in words.endings:
            known += 1
        elif word in words.zones or (_LONGEST_ZONE >= len(word) > 2 and word.isupper()):
            continue
        elif len(word) > _PARTICLE or not word.islower():
            return False
    return known > 0 or patterns.is_numeric_day(text)


def may_close(text: str, lexicon: Lexicon) -> bool:
    """Whether a text, its colon taken off, ends as attribution lines do, or with an address."""
    end = text[-_END:].rstrip()
    if end.endswith(">"):
        return "@" in text
    return not end[-1:].isdigit() and end[-2:].casefold() in lexicon.attributions


def find_inner_attribution(lines: Lines, index: int, lexicon: Lexicon) -> Attribution | None:
    """The dated attribution on line `index` that text follows on the same line, or None.

    `On Sun, May 3, 2026 at 4:00 PM Ann Poe <ann@quay.example> wrote: Dear Ben,`
    """
    content = lines.content(index)
    if len(content) > _MAX_WINDOW or not patterns.has_digit(content):
        return None
    for colon in _INNER_CLOSER.finditer(content):
        end = colon.start() + 1
        if not may_close(content[: end - 1], lexicon) or not content[end:].strip():
            continue
        found = find_attribution(lines, index, lexicon, end)
        if found is None or found.date is None:
            continue
        if patterns.date_strength(lines.text[slice(*found.date)]) == 2 and found.has_verb:
            begin = end + len(content[end:]) - len(content[end:].lstrip())
            return replace(found, body=lines.content_start(index) + begin)
    return None


def find_attribution(
    lines: Lines, index: int, lexicon: Lexicon, end: int | None = None
) -> Attribution | None:
    """The attribution line that closes on line `index`, or None; its content ends at `end`."""
    content = lines.content(index)[:end]
    if len(content) > _MAX_WINDOW:
        return None
    closing = _UNSEEN.sub("", content).rstrip().rstrip("*_")
    if not closing.endswith(CLOSERS) or len(closing) > _MAX_LINE:
        return None
    above = [lines.content(n) for n in range(max(0, index - 3), index)]
    window = fold("".join((*above, content)))
    templates = tuple(_listed(attribution_key(closing), lexicon, window))
    if len(window) < _MAX_WINDOW and patterns.has_digit(window):
        open_ended = _listed("", lexicon, window)
        templates += tuple(template for template in open_ended if template.landmark)
    if not templates:
        return None
    attempts = _attempts(templates, lexicon)
    depth = _depth_above(lines, index, closing)
    undated: Attribution | None = None
    cut: Attribution | None = None
    first = index
    for _ in range(_MAX_WRAPPED):
        pieces = [*(lines.content(number) for number in range(first, index)), content]
        joined = "\n".join(pieces)
        # What doesn't fit in the loosest way fits in none: the others are tried for few templates.
        folded = fold(joined)
        loosely: dict[Template, bool] = {}
        for template, strength, words in attempts:
            if template not in loosely:
                loosely[template] = (
                    template.landmark in folded and _fill(template, joined, 1, None) is not None
                )
            if not loosely[template]:
                continue
            places = _fill(template, joined, strength, words)
            if places is None:
                continue
            found = _judge(template, places, joined, pieces, lines, first, index, lexicon)
            if found is None:
                continue
            if found.date is not None:
                printed = lines.text[slice(*found.date)]
                language = _own_language(template, templates, printed, lexicon)
                whole = first == 0 or places["date"][0] > 0 or _has_day(printed)
                if whole:
                    return replace(found, language=language)
                # `Am Fr., 6. Juli` / `2012 um 08:15 Uhr schrieb Luc Petit`
                cut = cut or replace(found, language=language)
                continue
            if undated is None and (first == index or found.addressed):
                undated = found
        first -= 1
        if (
            first < 0
            or lines.is_blank(first)
            or lines.depth(first) != depth
            or len(lines.raw[first]) > _MAX_LINE
        ):
            break
    return cut or undated


def _depth_above(lines: Lines, index: int, closing: str) -> int:
    """The quote depth at which an attribution that closes on line `index` begins.

    `On …, Ann Poe <ann@quay.example>` / `> wrote:`: what was wrapped got a mark too many.
    """
    depth = lines.depth(index)
    if not depth or not index or len(closing.strip()) > _LONGEST_VERB:
        return depth
    above = lines.content(index - 1).rstrip()
    deeper = lines.depth(index - 1) == depth - 1 and above.endswith(">") and "@" in above
    return depth - 1 if deeper else depth


def _has_day(date: str) -> bool:
    """Whether a date holds a number besides its year and its time of day."""
    return _BARE_NUMBER.search(_CLOCK.sub(" ", date)) is not None


def _address_follows(template: Template) -> bool:
    """Whether the address stands right behind the name, so that it is the person's."""
    _, steps = _compiled(template)
    return any(
        step.slot == "email" and step.joined and above.slot == "name"
        for above, step in pairwise(steps)
    )


def _own_language(
    template: Template, templates: tuple[Template, ...], printed: str, lexicon: Lexicon
) -> str:
    """The language of an attribution: of those that share its landmark, the one of its date."""
    words = [bare_word(word[0]) for word in _WORD.finditer(printed)]

    def known(language: str) -> int:
        found = _date_words(frozenset({lexicon.cldr(language) or "en"}))
        return sum(word in found.openings or word in found.endings for word in words)

    sharing = [other.language for other in templates if other.landmark == template.landmark]
    return max([template.language, *sharing], key=known)


@lru_cache(maxsize=8192)
def _has_verb(template: Template) -> bool:
    """Whether a template prescribes more than marks and short words: a verb of writing.

    `{date}, {name}:` (Russian) and `{name} am {date}:` do not.
    """
    literal = PLACEHOLDER.sub(" ", template.pattern)
    return any(
        len(word) > _PARTICLE or any(character >= "\u0900" for character in word)
        for word in literal.split()
    )


def _is_plain(template: Template, date: str, name: str, lexicon: Lexicon) -> bool:
    """Whether a date and a name that no verb joins are nothing else, so that they are enough.

    A sentence that ends `…, like:`, a log line, an address above `Disclaimer:` are something else.
    """
    languages = frozenset({template.language})
    opening, _, rest = date.strip().partition(" ")
    opened = fold(opening) in _openings(lexicon)
    if not is_nothing_but_a_date(rest if opened else date, languages, lexicon):
        return False
    if _is_name_of_letters(name):
        return True
    # `On Mar 2, 2020, at 8:27 AM, Poe, Ann [E]` / `Ovo:`: OCR lost the verb.
    return (
        opened
        and patterns.date_strength(date) == 2
        and name.strip()[:1].isupper()
        and len(name.split()) <= _MOST_WORDS_OF_NAME
        and not patterns.has_digit(name)
    )


@lru_cache(maxsize=4)
def _openings(lexicon: Lexicon) -> frozenset[str]:
    """The words that open an attribution before its date: `On`, `Am`, `Le`."""
    return frozenset(
        fold(found[1])
        for templates in lexicon.attributions.values()
        for template in templates
        if (found := _BEFORE_DATE.match(template.pattern)) is not None
    )


def _is_name_of_letters(text: str) -> bool:
    """Whether a text is words of letters that begin like a name's: `Ann Poe`, not `like`."""
    words = [word.strip("\"'«»“”„.,()") for word in text.split()]
    words = [word for word in words if word]
    return (
        0 < len(words) <= _MOST_WORDS
        and "\n" not in text.strip()
        and all(word.replace("-", "").replace("'", "").replace("’", "").isalpha() for word in words)
        and not words[0][0].islower()
        and not words[-1][0].islower()
        and len(words[0]) + len(words[-1]) > _PARTICLE
    )


def _clock_word(text: str, begin: int, end: int, lexicon: Lexicon) -> int:
    """The length of a word that closes the time before a name, with the space behind it.

    `On So., 3. Mai 2020 um 17:22 Uhr Nora Feld wrote:` mixes a client's language and a date's.
    """
    if (
        not text[:begin].rstrip()[-1:].isdigit()
        or _CLOCK.search(text[:begin].rstrip()[-8:]) is None
    ):
        return 0
    word, _, rest = text[begin:end].partition(" ")
    return len(word) + 1 if rest.strip() and bare_word(word) in _clock_words(lexicon) else 0


@lru_cache(maxsize=4)
def _clock_words(lexicon: Lexicon) -> frozenset[str]:
    """The words that may stand behind a time of day: German `Uhr`.

    Those are words behind {time} that other templates of the language leave out.
    """
    patterns = {
        (template.language, template.pattern)
        for templates in lexicon.attributions.values()
        for template in templates
    }
    found: set[str] = set()
    for language, pattern in patterns:
        word = _BEHIND_TIME.search(pattern)
        if word is not None and word[1] not in _BEFORE_SURNAME:
            without = pattern[: word.start(1)] + pattern[word.end(1) + 1 :]
            if (language, without) in patterns:
                found.add(bare_word(word[1]))
    return frozenset(found)


def _judge(
    template: Template,
    places: dict[str, tuple[int, int]],
    joined: str,
    pieces: list[str],
    lines: Lines,
    first: int,
    last: int,
    lexicon: Lexicon,
) -> Attribution | None:
    begin, end = places.get("name") or places["email"]
    name = joined[begin:end]
    if not name.strip(" \n>") or _NOT_A_NAME.search(name) or patterns.date_strength(name):
        return None
    known = patterns.has_address(name) or patterns.is_redacted(name, lexicon)
    if not known and patterns.name_strength(name) == 0:
        return None
    begin += _clock_word(joined, begin, end, lexicon)
    if "name" in places and "email" in places and _address_follows(template):
        end = min(places["email"][1] + 1, len(joined))
        before = joined[:begin].rstrip()
        if before.endswith(_OPENING_QUOTES):
            begin = len(before) - 1
    date: tuple[int, int] | None = None
    if "date" in places:
        date = places["date"]
        if "time" in places:
            time = places["time"]
            if not patterns.has_digit(joined[time[0] : time[1]]):
                return None
            date = (min(date[0], time[0]), max(date[1], time[1]))
        printed = joined[date[0] : date[1]].rstrip()
        date = (date[0], date[0] + len(printed.rstrip(_COMMAS)))
        behind = _WORD.search(joined, date[1])
        # A template may hold the day period that belongs to the date it found.
        if (
            behind is not None
            and not (begin < behind.end() and behind.start() < end)
            and bare_word(behind[0]) in _words_of(frozenset({template.language}), lexicon).endings
        ):
            date = (date[0], behind.start() + len(behind[0].rstrip(_COMMAS + ":：")))
    elif not known and (patterns.has_digit(name) or name.strip().count(" ") > 5):
        return None
    if "email" not in places and not _has_verb(template):
        if not known and (
            date is None or not _is_plain(template, joined[slice(*date)], name, lexicon)
        ):
            return None
        above, broken, verb = name.rpartition("\n")
        if broken and above and len(verb) <= _LONGEST_LOST_VERB:
            end = begin + len(above)

    def place(offset: int) -> int:
        for number, piece in enumerate(pieces, start=first):
            if offset <= len(piece):
                return lines.content_start(number) + offset
            offset -= len(piece) + 1
        return lines.end(last)

    return Attribution(
        first,
        last,
        (place(begin), place(end)),
        (place(date[0]), place(date[1])) if date else None,
        template.language,
        patterns.has_address(joined[begin:end]),
        _has_verb(template),
    )
