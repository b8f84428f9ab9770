"""Read dates by their shape: one reading of `Mittwoch, 3. März 2021 09:12` serves all similar
dates.

A date's shape is the date with a mark for each number, for the month and for the weekday. The
result of the general reader depends only on the shape and the numbers. So a plan is made for a
shape: which number is the day, which the hour. In a plain form (`plain_forms`) that is clear when
the shape is first seen; for others, a plan is sought when the shape repeats (`probes`). If the
result depends on more than the numbers (a zone with summer time, a doubt, an ambiguous order),
there is no plan, and the general reader reads each date.

If a date differs from an earlier one only in digits, even its parts need not be found again
(`read_known`).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from mailrecon.lexicon import Lexicon
from mailrecon.regex import regex
from mailrecon.resolve.dates.calendar_words import month_words
from mailrecon.resolve.dates.found import DateReading
from mailrecon.resolve.dates.language import locale_beside
from mailrecon.resolve.dates.plain_forms import is_plain_form, plan_of_plain_form
from mailrecon.resolve.dates.shapes import (
    LONGEST,
    DateContext,
    DateHeader,
    DatePlan,
    DateShape,
    Reader,
    Words,
    apply,
    apply_to,
    shape_words,
    take_apart,
)
from mailrecon.resolve.dates.text import WORD

_MOST_SHAPES = 4096
_MOST_KNOWN = 16_384
_MOST_TRIES = 4
# Finding a plan by probes takes as long as reading them, so it pays only for frequent shapes.
_SOON = 8
# The first date of a plain form may have a wrong weekday.
_TRIES_AT_SIGHT = 2
_DIGITS = regex(r"[0-9]+")
_ANY_DIGIT = b"\x03"
_ALL_DIGITS_ALIKE = bytes.maketrans(b"0123456789", _ANY_DIGIT * 10)


class _Key(NamedTuple):
    shape: str
    locale: str
    asked: DateContext


# A shape that was seen only a few times has no entry yet. If a shape cannot have a plan, its entry
# is None.
_plans: dict[_Key, DatePlan | None] = {}
_seen: dict[_Key, int] = {}


class _PlannedDate(NamedTuple):
    """The plan of a date, with the month and the weekday that its words name."""

    plan: DatePlan
    month: int | None
    weekday: int | None


# Dates that were read by a plan, without their digits.
_known: dict[tuple[bytes, DateHeader], _PlannedDate] = {}


def read_known(printed: str, header: DateHeader) -> DateReading | None:
    """The reading of a date that differs only in digits from one that a plan has read; None for
    any other.

    After `Mittwoch, 3. März 2021 09:12`, this reads `Mittwoch, 9. März 2016 17:05`.
    """
    known = _known.get((_without_digits(printed), header))
    if known is None:
        return None
    plan, month, weekday = known
    return apply(plan, _DIGITS.findall(printed), month, weekday, printed)


def _without_digits(printed: str) -> bytes:
    return printed.encode("utf-8", "surrogatepass").translate(_ALL_DIGITS_ALIKE)


def _remember(printed: str, header: DateHeader, shape: DateShape, plan: DatePlan) -> None:
    """Remember a date for `read_known`, if all its digits are numbers of its shape (`+0100`)."""
    bare = _without_digits(printed)
    if bare.count(_ANY_DIGIT) != sum(map(len, shape.numbers)):
        return
    if len(_known) >= _MOST_KNOWN:
        _known.clear()
    _known[bare, header] = _PlannedDate(plan, shape.month, shape.weekday)


def read_by_plan(
    printed: str, header: DateHeader, asked: DateContext, lexicon: Lexicon, read: Reader
) -> DateReading | None:
    """The result of `read` for a date of a known shape; None if `read` itself must be called."""
    own = shape_words(asked.locale, asked, lexicon)
    shape = take_apart(printed, own) if own is not None else None
    better = None
    # `Mittwoch, 3. März 2021` below `Von:` needs no other language.
    if shape is None or not _is_explained(shape, asked.locale):
        better = _better_locale(printed, asked)
    if better is None:
        return (
            None
            if own is None or shape is None
            else _read_shape(printed, shape, own, header, asked, read, lexicon)
        )
    # `mar., 20 janv. 2015` below `From:` and `À :`: with English words, each month would give a new
    # shape, and none of them would get a plan.
    words = shape_words(better, asked, lexicon)
    shape = take_apart(printed, words) if words is not None else None
    if words is None or shape is None:
        return None
    return _read_shape(printed, shape, words, header, asked, read, lexicon, better)


def _is_explained(shape: DateShape, locale: str) -> bool:
    """Whether a locale names the weekday and the one month of a date."""
    return (
        shape.weekday is not None
        and shape.month is not None
        and not _has_another_month(shape.text, locale)
    )


@lru_cache(maxsize=4096)
def _has_another_month(rest: str, locale: str) -> bool:
    """Whether what is left of a date, without its month, may name another month or weekday."""
    months = month_words(locale)
    return any(
        word in months.numbers or word in months.weekdays for word in WORD.findall(rest.casefold())
    )


def _better_locale(printed: str, asked: DateContext) -> str | None:
    """The locale that explains the words of a date better than the one asked for."""
    if not asked.locales or len(printed) > LONGEST:
        return None
    return _explaining(frozenset(WORD.findall(printed.casefold())), asked)


@lru_cache(maxsize=4096)
def _explaining(words: frozenset[str], asked: DateContext) -> str | None:
    return locale_beside(words, asked.locale, asked.locales)


def _read_shape(
    printed: str,
    shape: DateShape,
    words: Words,
    header: DateHeader,
    asked: DateContext,
    read: Reader,
    lexicon: Lexicon,
    better: str | None = None,
) -> DateReading | None:
    """The reading of a date's shape with words of the given locale, or of a `better` one."""
    key = _Key(shape.text, better or asked.locale, asked)
    plan = _plans.get(key)
    if plan is None and key not in _plans:
        if len(_plans) + len(_seen) > _MOST_SHAPES:
            _plans.clear()
            _seen.clear()
        seen = _seen[key] = _seen.get(key, 0) + 1
        # `Mittwoch, 3. März 2021 um 09:12 Uhr`
        if seen <= _TRIES_AT_SIGHT and is_plain_form(shape):
            found = read(printed)
            plan = plan_of_plain_form(printed, shape, words, found, asked, read, lexicon)
            if plan is not None:
                _plans[key] = plan
            return found
        if seen < _SOON:
            return None
        # The weekday of this one date may be wrong.
        from mailrecon.resolve.dates.probes import find_plan

        plan = find_plan(printed, shape, words, read, lexicon)
        if plan is None and seen < _SOON + _MOST_TRIES - 2:
            return None
        _plans[key] = plan
    if plan is None:
        return None
    reading = apply_to(plan, shape, printed)
    if reading is not None:
        _remember(printed, header, shape, plan)
    return reading
