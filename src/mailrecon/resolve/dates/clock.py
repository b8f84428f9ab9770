"""Read the time of day of a printed date, and the half of the day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from mailrecon.lexicon import Lexicon
from mailrecon.model import Role
from mailrecon.regex import regex
from mailrecon.resolve.dates.calendar_words import CalendarWords
from mailrecon.resolve.dates.text import without

CLOCK = regex(
    r"(?<![\d.])(?P<h>\d{1,2})\s?[:時时点點시h]\s?(?P<m>\d{2})(?:\s?[:分분m]\s?(?P<s>\d{2}|\d(?=\s?[秒초]))(?:[.,]\d{1,6})?)?"
    r"\s?[秒초分분]?(?!\d)"
)
# `9時`, `9시 12분`
_CJK_CLOCK = regex(
    r"(?<!\d)(?P<h>\d{1,2})\s?[時时点點시](?:\s?(?P<m>\d{1,2})\s?[分분])?(?:\s?(?P<s>\d{1,2})\s?[秒초])?"
)
# `9.12`, `09.12.45`
_DOTTED_CLOCK = regex(r"(?<![\d.])(?P<h>\d{1,2})\.(?P<m>\d{2})(?:\.(?P<s>\d{2}))?(?![\d.])")
# `9 Uhr 12`, `9 uur 12`, `9 heures 12`, `9 ч. 12 мин.`
_SPOKEN_CLOCK = regex(
    r"(?<!\d)(?P<h>\d{1,2})\s?(?:uhr|uur|heures?|horas?|óra|hod\.|hodin|ч\.?|час(?:ов|а)?|год\.|годин[аи]?)"
    r"\s?(?:et\s|y\s|e\s)?(?P<m>[0-5]?\d)(?!\d)(?:\s?(?:min|мин|хв)\w{0,6}\.?)?(?P<s>(?!))?"
)
_CLOCKS = (CLOCK, _SPOKEN_CLOCK, _CJK_CLOCK, _DOTTED_CLOCK)
# `9 am`, `21 Uhr`: only the hour; `8O2 am` and `B:02 am` must not be read as 2 am.
_HOUR = regex(
    r"(?<![\w:])(?<!\d\.)(?P<h>\d{1,2})(?=\s?(?:a\.?m\b|p\.?m\b))|(?<![\w:])(?<!\d\.)(?P<h2>\d{1,2})\s?(?:h|uhr)\b"
)
# `12 noon`, `at noon`; midnight is ambiguous, as it belongs to two days
_AT_NOON = regex(r"(?<![\w:])(?:12\s?)?noon\b")
# `2 Mar 2021 0914`, `0914 hrs`, `0914Z`, `1430L`, `2400`; the zone is read from the remaining text.
_MILITARY = regex(
    r"(?<![\d:.,/+\u2212-])(?P<h>[01]\d|2[0-3]|24(?=00))(?P<m>[0-5]\d)(?:\s?(?:hrs?|hours?|h|uhr)\b)?(?=\s|[a-ik-z]\b|[,;()]|$)"
)
# `am`, `p.m.`, `P M`
MERIDIEM = regex(r"(?<![^\W\d_])([ap])\.?\s?m\.?(?![^\W\d_])")


# `2 March 2021 (Suite 1234)`, `No. 0914`, `order 12.30`: the word before a number.
_WORD_BEFORE = regex(r"([^\W\d_]+)[\s.:#(\[]*$")
_WORD_BEFORE_TIME = regex(r"([^\W\d_]+)[^\w{}]{0,3}\{time\}")
_LONGEST_BEFORE = 30
_PERIOD_AT_END = regex(r"(?<![^\W\d_])[ap]\.?\s?m$")


def take_clock(
    rest: str, text: str, words: CalendarWords, lexicon: Lexicon
) -> tuple[tuple[int, int, int | None] | None, str]:
    """Hour, minute and second (None if not printed), and `rest` without them.

    `rest` is the unread part of the folded date `text`. Figures without a colon are a time of day,
    unless the word before them is not used in dates and times: `(Suite 1234)`.
    """

    def is_clock(match: re.Match[str]) -> bool:
        return int(match["h"]) <= 24 and not _is_behind_other_word(match[0], text, words, lexicon)

    for pattern in (CLOCK, _SPOKEN_CLOCK, _DOTTED_CLOCK) if rest.isascii() else _CLOCKS:
        match = pattern.search(rest)
        while match and pattern is CLOCK and _is_offset(rest, match):
            match = pattern.search(rest, match.end())
        if match and (is_clock(match) if pattern is _DOTTED_CLOCK else int(match["h"]) <= 24):
            minute = int(match["m"] or 0)
            second = int(match["s"]) if match["s"] else None
            return (int(match["h"]), minute, second), without(rest, match)
    match = _HOUR.search(rest)
    if match:
        return (int(match["h"] or match["h2"]), 0, None), without(rest, match)
    match = _AT_NOON.search(rest)
    if match:
        return (12, 0, None), without(rest, match)
    for match in _MILITARY.finditer(rest):
        if is_clock(match):
            return (int(match["h"]), int(match["m"]), None), without(rest, match)
    return None, rest


def _is_offset(rest: str, match: re.Match[str]) -> bool:
    """Whether figures with a colon are an offset from UTC: `17.45 (GMT+01:00)`, `5.45 PM -05:00`.

    After a space and `-` they are an offset only if a time of day precedes them.
    """
    before = rest[: match.start()]
    if before[-1:] in ("+", "\u2212"):
        return True
    if before[-1:] != "-" or len(match["h"]) < 2:
        return False
    named = before[:-1].rstrip()
    return named.endswith(("gmt", "utc", "(")) or (
        before[-2:-1].isspace() and _DOTTED_CLOCK.search(before) is not None
    )


def _places(figures: str, text: str) -> Iterator[int]:
    """Where some figures are in a text, with no digit before them."""
    place = text.find(figures)
    while place >= 0:
        is_alone = not text[place - 1 : place].isdecimal()
        if is_alone:
            yield place
        place = text.find(figures, place + (len(figures) if is_alone else 1))


def _is_behind_other_word(figures: str, text: str, words: CalendarWords, lexicon: Lexicon) -> bool:
    """Whether the word before some figures belongs neither to dates nor to times of day."""
    before = [
        _WORD_BEFORE.search(text, max(0, place - _LONGEST_BEFORE), place)
        for place in _places(figures, text)
    ]
    known = words_before_clocks(lexicon)
    return bool(before) and all(
        match is not None
        and match[1] not in words.months.weekdays
        and match[1] not in words.months.numbers
        and match[1] not in known
        and not _ends_with_period(match.string[: match.end(1)], words)
        for match in before
    )


def _ends_with_period(text: str, words: CalendarWords) -> bool:
    """Whether a text ends with a half of the day, which some languages put first: `PM 11.30`."""
    if _PERIOD_AT_END.search(text) is not None:
        return True
    return text.endswith((*words.before_noon, *words.after_noon, *words.night))


@lru_cache(maxsize=4)
def words_before_clocks(lexicon: Lexicon) -> frozenset[str]:
    """The words that may be before a time of day: English `at`, German `um`; ISO's `T`.

    These are words before {time} in templates of attribution lines, labels of dates (`Sent`), and
    words before dates.
    """
    found = {"t", *lexicon.words_before_dates}
    found |= {label for label, entry in lexicon.labels.items() if Role.DATE in entry.roles}
    for templates in lexicon.attributions.values():
        for template in templates:
            word = _WORD_BEFORE_TIME.search(template.pattern)
            found |= {word[1].casefold()} if word is not None else set()
    return frozenset(found)


def take_period(rest: str, words: CalendarWords) -> tuple[str | None, str]:
    """The printed half of the day (`am`, `pm`, `night`), and the text without it."""
    match = MERIDIEM.search(rest)
    if match:
        return match[1] + "m", without(rest, match)
    best: tuple[int, str, str] | None = None
    for meridiem, vocabulary in (
        ("am", words.before_noon),
        ("pm", words.after_noon),
        ("night", words.night),
    ):
        for word in vocabulary:
            # `下午`, `de la tarde`: the longest word counts, since `mañana` is in `de la mañana`.
            if word in rest and (best is None or len(word) > best[0]):
                edges = word.isascii() or word[0].isalpha()
                if edges and not _is_alone(rest, word):
                    continue
                best = (len(word), meridiem, word)
    if best is None:
        return None, rest
    return best[1], rest.replace(best[2], " ", 1)


def _is_alone(text: str, word: str) -> bool:
    """Whether `word` occurs between word boundaries; scripts without spaces have none."""
    if any("\u2e80" <= c <= "\ud7ff" or "\u0e00" <= c <= "\u0eff" for c in word):
        return True
    return re.search(rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])", text) is not None
