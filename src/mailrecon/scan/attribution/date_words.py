"""The words that a date can begin or end with, in the languages of an attribution line."""

from __future__ import annotations

from functools import lru_cache

from mailrecon.lexicon import (
    Lexicon,
)
from mailrecon.lexicon.cldr import PUNCTUATION, DateEnds, bare_word, date_ends
from mailrecon.regex import regex
from mailrecon.scan import patterns

WORD = regex(r"\S+")
MOST_WORDS = 5
# A number by itself, a time of day or an offset: a date can continue with it, and no name begins
# with it.
_NUMBER = regex(r"[(+\-]?\d+(?:\s?[:.：]\s?\d|[,.)]*(?:\s|$))")
# A zone after a time: capitals such as CEST, or a name in brackets. In `4:05 PM (b)(6) wrote:`
# there is no zone: `(b)(6)` is an exemption code.
# `at 08:43 US/Eastern`, as the first versions of Apple Mail print a zone.
_REGION = r"(?:US|Europe|America|Asia|Africa|Australia|Pacific|Atlantic)/[A-Z][^\W\d]{2,20}"
_REMARK = regex(
    rf"(?-i:[A-Z]{{2,4}}T)(?![^\W_])|(?-i:{_REGION})(?![^\W_])|"
    r"\((?:UTC|GMT|[+\-]|[^\W\d_]{2})[^()<>@]{0,38}\)"
)
_ZONE_NAME = regex(_REGION)
_OFFSET = regex(r"(?<=[A-Z])[+-]\d{1,2}(?:[:.]?\d\d)?$")
_NOT_IN_DATE = regex(r"[^\w\s.,:/()+\-–'’،፣、，年月日時时分点點：]")
_BRACKETED_OFFSET = regex(r"\[([+-]\d{4})\](?=\s*$)")
# The numbers of a date: times of day with offsets, days and months, years.
_TIMES = regex(r"(?<!\d)\d{1,2}[:.：]\d\d(?:[:.：]\d\d)?(?![\d.])(?:.{0,8}[+-]\d{1,2}:?(?:\d\d)?)?")
_DAYS = regex(r"(?<!\d)\d{1,2}(?!\d)")
_YEARS = regex(r"(?<!\d)\d{4}(?!\d)")
_MOST_NUMBERS = 2
_DAY_WORD = regex(r"[^\W\d_]+\.?")
_DAY_LETTER = regex(r"(?<=, )[A-ZÁ-Ű](?=,)")
# `9:12 A.M.`
_HALF_OF_DAY = regex(r"(?<=\d )[AP]\. ?M\.?(?![^\W_])")
_BEHIND_CLOCK = regex(r"\d[:.：]\d\d[ \u00a0]?$")
# `del Rio` is a name after any word.
_BEFORE_SURNAME = frozenset({"del", "dos", "van", "von"})
_BEHIND_YEAR = regex(r"(?<!\d)\d{4} $")
_LONGEST_YEAR_WORD = 4
_BEHIND_TIME = regex(r"\{time\} ([^\W\d_]{3,8}) ")
_LONGEST_ZONE = 5
_YEAR_IN_KANJI = "年"
_OF_IN_HEBREW = "ב"
# `de`, `of`, `den`: words inside a date are no longer than this.
LONGEST_PARTICLE = 3


@lru_cache(maxsize=256)
def date_words(locale_names: frozenset[str]) -> DateEnds:
    """The words at the ends of dates in several locales, merged."""
    found = [ends for name in sorted(locale_names) if (ends := date_ends(name)) is not None]
    return DateEnds(
        frozenset().union(*(ends.openings for ends in found)),
        frozenset().union(*(ends.endings for ends in found)),
        frozenset().union(*(ends.zones for ends in found)),
    )


def _is_at(text: str, position: int, words: frozenset[str]) -> bool:
    """Whether one of `words`, which may be phrases, is printed in `text` at `position`."""
    end = position
    for _ in range(MOST_WORDS):
        found = WORD.search(text, end)
        if found is None:
            return False
        end = found.end()
        key = bare_word(text[position:end])
        if key in words:
            return True
        # Scripts without spaces have no gap between words.
        if key[:1] > "\u2e80" and any(key[:size] in words for size in range(1, 6)):
            return True
    return False


def opens_date(text: str, position: int, words: DateEnds) -> bool:
    """Whether the text at `position` can begin a date."""
    rest = text[position : position + 2].lstrip("([").lstrip()
    return rest[:1].isdigit() or _is_at(text, position, words.openings)


def goes_on(text: str, position: int, words: DateEnds, *, apart: bool) -> bool:
    """Whether the date before `position` continues there; `apart`: a mark or word is between."""
    found = WORD.search(text, position)
    if found is None or _NUMBER.match(text, found.start()):
        return True
    if apart:
        return False
    if found[0].strip(PUNCTUATION) in words.zones or _REMARK.match(text, found.start()):
        return True
    return _is_at(text, found.start(), words.endings)


def ends_date(text: str, words: DateEnds) -> bool:
    """Whether the last word of a text can be the last of a date.

    True for `May 3, 2026 at 4:00 PM`, False for `May 3, 2026 at 4:00 PM Poe`: the name is `Poe,
    Ann`.
    """
    last = text.split()[-1:]
    if not last or not last[0][:1].isalpha():
        return True
    # Gmail: `2020-05-04 9:12 GMT+02:00`
    word = _OFFSET.sub("", last[0].strip(PUNCTUATION))
    return (
        bare_word(word) in words.endings
        or bare_word(word) in words.openings
        or word in words.zones
        or (word.isupper() and len(word) <= _LONGEST_ZONE)
        or _ZONE_NAME.fullmatch(word) is not None
        or not word.isascii()
    )


def words_of(languages: frozenset[str], lexicon: Lexicon) -> DateEnds:
    """The date words of some languages, and the English ones, which occur in any mail."""
    return date_words(frozenset({"en", *(lexicon.cldr(code) or "en" for code in languages)}))


def is_nothing_but_a_date(text: str, languages: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether all words of a text that has a date's numbers belong to dates, in English or
    `languages`.

    True for `Monday, 4 May 2020`; False for `4 May 2020 in the harbour office` and `2020 edition`.
    """
    # Evolution: `ma 04-05-2020 om 09:12 [+0200]`
    text = _BRACKETED_OFFSET.sub(r"\1", patterns.kanji_numbers_as_digits(text))
    if _NOT_IN_DATE.search(text):
        return False
    words = words_of(languages, lexicon)
    known, done = 0, 0
    for found in _DAY_WORD.finditer(text):
        word = found[0]
        if found.start() < done or (found.start() and text[found.start() - 1].isdigit()):
            continue  # `4th`, `4日`
        # Hungarian: `2020. máj. 4., H, 9:12`
        if _DAY_LETTER.match(text, found.start()):
            continue
        if (half := _HALF_OF_DAY.match(text, found.start())) is not None:
            done = half.end()
        elif _is_of_date(word, words):
            known += 1
        elif _BEHIND_CLOCK.search(text, 0, found.start()) and bare_word(word) in clock_words(
            lexicon
        ):
            continue  # `09:14 Uhr`
        elif len(word) <= _LONGEST_YEAR_WORD and _BEHIND_YEAR.search(text, 0, found.start()):
            continue  # `4 мая 2020 года`, `4 maja 2020 roku`
        # Vietnamese: `4 tháng 5 năm 2020`
        elif (several := _end_of_several(text, found.start(), words.openings)) is not None:
            known, done = known + 1, several
        elif word in words.zones or (_LONGEST_ZONE >= len(word) > 2 and word.isupper()):
            continue
        elif len(word) > LONGEST_PARTICLE or not word.islower():
            return False
    return known > 0 or patterns.is_numeric_day(text)


def is_unlike_date(
    text: str, start: int, stop: int, languages: frozenset[str], lexicon: Lexicon
) -> bool:
    """Whether no text that begins at `start` and has a digit is nothing but a date, in English or
    any of `languages`. Only the text up to `stop` is looked at.

    `Thank you for the 4 boats`: a word before the first digit is not of dates.
    """
    # `二〇二一年三月二日`
    if _YEAR_IN_KANJI in text:
        return False
    end = min(patterns.digit_place(text, start), stop)
    odd = _NOT_IN_DATE.search(text, start, end)
    # `[+0200]` may be of a date.
    if odd is not None and odd[0] != "[":
        return True
    return any(
        found[0].isascii()
        and (len(found[0]) > LONGEST_PARTICLE or not found[0].islower())
        and not _may_be_of_date(found[0], languages, lexicon)
        for found in _DAY_WORD.finditer(text, start, end)
    )


@lru_cache(maxsize=4096)
def _may_be_of_date(word: str, languages: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a word before the first digit of a text may be of its date, also in a phrase."""
    words = words_of(languages, lexicon)
    key = bare_word(word)
    return (
        len(key) <= 1
        or (len(word) <= _LONGEST_ZONE and word.isupper())
        or word in words.zones
        or key in words.endings
        # `tháng 5`: a phrase is known without its spaces.
        or any(key in known for known in words.openings)
    )


def _is_of_date(word: str, words: DateEnds) -> bool:
    """Whether a word is one of dates; in Hebrew also with `of` before it: `5 בנובמבר 2019`."""
    key = bare_word(word)
    if key in words.openings or key in words.endings:
        return True
    return word[0] == _OF_IN_HEBREW and bare_word(word[1:]) in words.openings | words.endings


def is_one_date(text: str, languages: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a text is one date with its time of day, perhaps broken over a line's end.

    `Tuesday, May 4, 2020 at` / `09:12:22 AM GMT+1`; but not `3/5/2020` / `On May 4, 2020 at 9:12`.
    """
    times = _TIMES.findall(text)
    rest = _TIMES.sub(" ", text)
    days, years = _DAYS.findall(rest), _YEARS.findall(rest)
    return (
        len(times) <= 1
        and len(days) <= _MOST_NUMBERS
        and len(years) <= 1
        and is_nothing_but_a_date(text, languages, lexicon)
    )


def _end_of_several(text: str, position: int, words: frozenset[str]) -> int | None:
    """The end of a phrase of `words` at `position`, such as `tháng 5`, or None."""
    first = WORD.match(text, position)
    second = None if first is None else WORD.search(text, first.end())
    if second is None:
        return None
    return second.end() if bare_word(text[position : second.end()]) in words else None


@lru_cache(maxsize=4)
def clock_words(lexicon: Lexicon) -> frozenset[str]:
    """The words that may follow a time of day: German `Uhr`.

    These are words after {time} that are missing from other templates of the language.
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
