"""Normalise a printed date for the rules: folded, ASCII digits, words separated by spaces."""

from __future__ import annotations

import re
import unicodedata

from mailrecon.lexicon import CONTROLS, INVISIBLE
from mailrecon.regex import regex
from mailrecon.resolve.dates.calendars import full_year
from mailrecon.scan.patterns import ascii_digits, kanji_numbers_as_digits, split_fused

_INVISIBLE = regex(f"[{INVISIBLE}]")
# Headers have a space in their place, and must read the same.
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
    return _BASIC.sub(_spread_basic, GROUP.sub(_spread, text))


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
