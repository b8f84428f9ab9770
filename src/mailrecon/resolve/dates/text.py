"""Normalise a printed date for the rules: folded, ASCII digits, words separated by spaces."""

from __future__ import annotations

import re
import unicodedata

from mailrecon.lexicon import CONTROLS, INVISIBLE
from mailrecon.regex import regex
from mailrecon.resolve.dates.calendars import full_year
from mailrecon.scan.patterns import ascii_digits, kanji_numbers_as_digits, split_fused

_INVISIBLE = regex(f"[{INVISIBLE}]")
# In header fields a space replaces controls; both must be read alike.
_CONTROL = regex(f"[{CONTROLS}]")
# Date-time group of the armed forces: `021914Z MAR 21`, `021914ZMAR21`, `02 1914Z MAR 2021`.
GROUP = regex(
    r"(?<!\d)(\d{2})\s?([01]\d|2[0-3])([0-5]\d)\s?([a-z])\s?([a-z]{3})\s?(\d{4}|\d{2})(?!\d)"
)
# ISO 8601, basic format: `20210302T143000Z`, `20210302 1430`.
_BASIC = regex(
    r"(?<![\d.])((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"
    r"(?:(?:t|\s|,\s?)([01]\d|2[0-3])([0-5]\d)([0-5]\d)?)?(?![\d.])"
)
# Times of day misread by OCR: `l4:05`, `1O:15`; `7;45 pm`, `6..17 pm`, `6: ‘42 pm`; `2012.9:32`,
# `2020: at 8:53`; `858 pm`; and a mark before a year, `7. juni:2020`.
_MISREAD_CLOCK = regex(
    r"(?<!\w)(?=[lio]?\d|\d?[lio][\d:h]|\d{1,2}\s?[:h]\s?[lio\d])"
    r"[\dlio]{1,2}\s?[:h]\s?[\dlio]{2}(?::[\dlio]{2})?(?!\w)"
)
_MISREAD_DIGITS = str.maketrans("lio", "110")
_MISREAD_COLON = regex(
    r"(?<![\d.:])(\d{1,2})\s?(?:;|\.\.|:\s?[.'‘’`]|[.'‘’`]:)\s?([0-5]\d)(?=\s?(?:[ap]\.?m\b|$))"
)
# Blackberry's `Wed Jan 05 19:36:16 2011`, read as `Wed Jan OS 19:36:16 2011`; `Jun 25.12:59:34`.
_MISREAD_DAY = regex(r"(?<=[a-z]{3} )([\dosil]{2})[ .,](?=\d{1,2}:\d\d:\d\d (?:19|20)\d\d$)")
_MISREAD_IN_DAY = str.maketrans("osil", "0511")
# `May 4, 2O2O`, `2 Mar 2ol9`
_MISREAD_YEAR = regex(r"(?<![^\W_])(?=\d{0,3}[oil])2[0o][\doil]{2}(?![^\W_])")
_MARK_BEHIND_YEAR = regex(r"(?<!\d)((?:19|20)\d\d)[.:](?=\s?(?:at\s)?\d{1,2}:[0-5]\d)")
_MARK_BEFORE_YEAR = regex(r"(?<=[^\W\d_]{3})[:;](?=(?:19|20)\d\d\b)")
_LOST_COLON = regex(r"(?<![\d:.,/+-])([1-9])([0-5]\d)(?=\s?[ap]\.?m\b)")
NUMBER = regex(r"\d+")
WORD = regex(r"[^\W\d_]+")


def normalise(printed: str) -> str:
    """The printed date, folded: one space between words, ASCII digits, no case."""
    text = printed if printed.isprintable() else _CONTROL.sub(" ", printed)
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
        text = kanji_numbers_as_digits(text)
    text = " ".join(text.split())
    text = split_fused(ascii_digits(text).casefold())
    return _BASIC.sub(_spread_basic, GROUP.sub(_spread, _with_clock(text)))


def _with_clock(text: str) -> str:
    """A folded date with the digits and the colon of its time restored that OCR misread or lost."""
    text = _MISREAD_YEAR.sub(_with_digits, text)
    if ":" in text or "h" in text:
        text = _MISREAD_CLOCK.sub(_with_digits, text)
        text = _MISREAD_DAY.sub(lambda day: f"{day[1].translate(_MISREAD_IN_DAY)} ", text)
    text = _MARK_BEFORE_YEAR.sub(" ", _MARK_BEHIND_YEAR.sub(r"\1 ", text))
    text = _MISREAD_COLON.sub(r"\1:\2", text)
    return _LOST_COLON.sub(r"\1:\2", text) if "m" in text else text


def _with_digits(clock: re.Match[str]) -> str:
    return clock[0].translate(_MISREAD_DIGITS)


def _spread(group: re.Match[str]) -> str:
    day, hour, minute, zone, month, year = group.groups()
    return f"{day} {month} {full_year(year)} {hour}:{minute} {zone}"


def _spread_basic(date: re.Match[str]) -> str:
    year, month, day, hour, minute, second = date.groups()
    clock = f" {hour}:{minute}{f':{second}' if second else ''} " if hour else ""
    return f"{year}-{month}-{day}{clock}"


def without(text: str, match: re.Match[str]) -> str:
    """The text with a space where the match was."""
    return text[: match.start()] + " " + text[match.end() :]
