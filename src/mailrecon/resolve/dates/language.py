"""Determine the language of a printed date if it is not that of its header."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from mailrecon.lexicon import Lexicon
from mailrecon.regex import regex
from mailrecon.resolve.dates.calendar_words import month_words
from mailrecon.resolve.dates.calendars import calendar_day
from mailrecon.resolve.dates.numeric import weekday_of
from mailrecon.resolve.dates.text import NUMBER, WORD, normalise

_HANGUL = regex("[\uac00-\ud7af]")
_KANA = regex("[\u3040-\u30ff]")
_HAN = regex("[\u4e00-\u9fff]")
_EAST_ASIAN = regex("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_YEAR = regex(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DAY = regex(r"(?<![\d:.])\d{1,2}(?![\d:])")


def locale_by_script(printed: str) -> str | None:
    """The locale of a date in Chinese, Japanese or Korean, whatever language its labels are in."""
    # `3. März 2021`: no letter of any of the three
    if printed.isascii() or _EAST_ASIAN.search(printed) is None:
        return None
    if _HANGUL.search(printed):
        return "ko"
    if "午前" in printed or "午後" in printed or _KANA.search(printed):
        return "ja"
    return "zh_Hans" if _HAN.search(printed) else None


def is_english(printed: str) -> bool:
    """Whether an English weekday and an English month are named, as in an RFC 5322 Date field.

    Many clients print that field unchanged, whatever the language of their labels:
    `Datum: Tue, 3 Mar 2020 10:00:00 +0100`.
    """
    words = WORD.findall(printed.lower())
    english = month_words("en")
    return any(map(english.weekdays.__contains__, words)) and any(
        map(english.numbers.__contains__, words)
    )


def locale_by_weekday(printed: str, own: str, locales: Iterable[str | None]) -> str | None:
    """The locale in which both weekday and month are words, if all such locales agree on the month.

    None if the date's `own` locale is one of them.
    """
    words = frozenset(WORD.findall(normalise(printed)))
    return locale_beside(words, own, tuple(locale for locale in locales if locale is not None))


@lru_cache(maxsize=4096)
def locale_beside(words: frozenset[str], own: str, locales: tuple[str, ...]) -> str | None:
    """The result of `locale_by_weekday` for a date with these folded words."""
    if _month_beside_weekday(words, own) is not None:
        return None
    found: dict[int, str] = {}
    by_weekday = _by_weekday(locales)
    naming = {locale for word in words for locale in by_weekday.get(word, "").split()}
    for locale in sorted(naming):
        month = _month_beside_weekday(words, locale)
        if month is not None:
            found.setdefault(month, locale)
    return next(iter(found.values())) if len(found) == 1 else None


@lru_cache(maxsize=1024)
def _by_weekday(locales: tuple[str, ...]) -> Mapping[str, str]:
    """The locales in which a word is a weekday, with spaces between them.

    The garbage collector follows no dictionary of texts.
    """
    found: dict[str, str] = {}
    for locale in set(locales):
        for word in month_words(locale).weekdays:
            known = found.get(word)
            found[word] = f"{known} {locale}" if known else locale
    return found


def _month_beside_weekday(words: frozenset[str], locale: str) -> int | None:
    """The month that one of the words names, if another names a weekday."""
    months = month_words(locale)
    weekdays, numbers = months.weekdays, months.numbers
    if not any(map(weekdays.__contains__, words)):
        return None
    named = [numbers[word] for word in words if word in numbers and word not in weekdays]
    return named[0] if len(named) == 1 else None


@lru_cache(maxsize=4)
def _locales_by_weight(lexicon: Lexicon) -> tuple[str, ...]:
    codes = sorted(lexicon.languages, key=lambda code: -lexicon.weights[code])
    return tuple(locale for code in codes if (locale := lexicon.cldr(code)) is not None)


def language_by_month(printed: str, lexicon: Lexicon) -> str | None:
    """The locale of a language whose month is named in the date.

    If a word names different months in two languages (`lis`: November in Polish, October in
    Croatian), the weekday must decide, by its language or by its day; else None.
    """
    text = normalise(printed)
    if not NUMBER.search(text):
        return None
    printed_words = WORD.findall(text)
    words = frozenset(printed_words)
    for loose in (False, True):
        found: dict[int, str] = {}
        with_weekday: dict[int, str] = {}
        for locale in _locales_by_weight(lexicon):
            months = month_words(locale)
            if not months.are_in(text):
                continue
            if months.plain and not loose:
                word = next((one for one in printed_words if one in months.numbers), None)
            else:
                pattern = months.loose_pattern if loose else months.pattern
                match = pattern.search(text) if pattern else None
                word = match[0] if match else None
            if word and len(word) > (2 if word.isascii() else 1):
                number = months.numbers[word]
                found.setdefault(number, locale)
                if not words.isdisjoint(months.weekdays):
                    with_weekday.setdefault(number, locale)
        if found:
            settled = found if len(found) == 1 else with_weekday
            if len(settled) > 1:
                settled = _on_their_weekday(text, settled)
            return next(iter(settled.values())) if len(settled) == 1 else None
    return None


def _on_their_weekday(text: str, locales: Mapping[int, str]) -> dict[int, str]:
    """Of the months that a word may name, those with which the printed weekday is correct.

    `pon., 5 lis 2012`: a Monday in November (Polish), a Friday in October (Croatian).
    """
    years, days = _YEAR.findall(text), _DAY.findall(text)
    if len(years) != 1 or not days:
        return {}
    year, day = int(years[0]), int(days[0])
    fitting: dict[int, str] = {}
    for month, locale in locales.items():
        when = calendar_day(year, month, day)
        if when is not None and when.weekday() == weekday_of(text, month_words(locale)):
            fitting[month] = locale
    return fitting
