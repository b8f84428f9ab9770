"""Infer the year of a date without one from the surrounding message.

Phones and webmail omit the year of a recent mail: `On May 4, 9:12 AM, Ann Poe wrote:` in an answer
of May 5, 2020.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from msgspec.structs import replace

from mailrecon.model import Draft, Introduction, Parsed
from mailrecon.regex import regex
from mailrecon.resolve.dates import DateReading
from mailrecon.scan.patterns import ascii_digits

# The local time of a quoted message cannot be later than its answer's by more than this, in any
# zones.
_LATEST = timedelta(hours=26)
# A year is inferred from the message printed before only if the dates are then this close.
_NEAR = timedelta(days=120)
_QUOTED = frozenset({Introduction.ATTRIBUTION, Introduction.ORIGINAL, Introduction.FORWARD})
_YEAR = regex(r"(?<!\d)\d{4}(?!\d)")
# `05/04 9:12 AM`, `4.5. 9:12`; `5月4日 9:12`
_DAY_AND_MONTH = regex(r"(?<![\d/.:])(\d{1,2}[/.]\d{1,2})\.?(?![\d/.:])")
_NUMBER = regex(r"\d")
_IDEOGRAPHIC = regex(r"(?<![\d年년])\d{1,2}\s?[月월]")
_LONGEST = 60
REASON = "year: that of the message around it"
REASON_OF_TITLE = "year: the only one that is printed above the first message"
# The text above the first message in which a title can name the year, in characters.
_LONGEST_TITLE = 600
_STATED = regex(r"(?<![\d.,/:-])(?:19[7-9]\d|20[0-4]\d)(?![\d/:-]|[.,]\d)")

# Reads a printed date of a draft: its text with a year put in.
Reader = Callable[[Draft, str], DateReading | None]


def with_years(
    drafts: Sequence[Draft],
    readings: Sequence[DateReading | None],
    printed: Sequence[str | None],
    read: Reader,
    outer: DateReading | None = None,
) -> list[DateReading | None]:
    """The readings, with years for dates that were printed without one.

    `printed` are the dates' texts; `outer` is the date above the first of a window's drafts.
    """
    found = list(readings)
    for number, (draft, text) in enumerate(zip(drafts, printed, strict=True)):
        reading = found[number]
        if reading is not None and reading.when is not None:
            continue
        above = found[draft.enclosing] if draft.enclosing is not None else None
        if not number:
            above = outer
        quoting = draft.introduction in _QUOTED or draft.quote_depth > 0
        found[number] = _best(draft, text, above, read, quoting=quoting) or reading
    _add_years_beside(drafts, found, printed, read)
    return found


def _add_years_beside(
    drafts: Sequence[Draft],
    found: list[DateReading | None],
    printed: Sequence[str | None],
    read: Reader,
) -> None:
    """Give dates the years of the messages printed right below or above, if they are near.

    `Sent: Mon 4 May 10:11` above `Sent: Sun 3 May 2020 18:00`: the newest mail has no year.
    """
    backwards = range(len(drafts) - 1, -1, -1)
    for numbers, step in ((backwards, 1), (range(len(drafts)), -1)):
        for number in numbers:
            reading = found[number]
            if not 0 <= number + step < len(drafts) or (reading and reading.when is not None):
                continue
            draft, text, beside = drafts[number], printed[number], found[number + step]
            found[number] = _best(draft, text, beside, read, quoting=False) or reading


def with_year_of_title(
    parsed: Parsed,
    readings: Sequence[DateReading | None],
    printed: Sequence[str | None],
    read: Reader,
) -> list[DateReading | None]:
    """The readings, with the year that a title above all messages names: `The e-mails of 2019`.

    This applies only if no message has a year of its own, and a single year is printed above the
    first one.
    """
    found = list(readings)
    dated = any(reading is not None and reading.when is not None for reading in readings)
    if dated or not parsed.drafts or not parsed.drafts[0].header:
        return found
    begin = parsed.drafts[0].header[0].start
    above = parsed.document.text[max(begin - _LONGEST_TITLE, 0) : begin]
    years = set(_STATED.findall(above))
    if len(years) != 1 or begin > _LONGEST_TITLE:
        return found
    year = int(years.pop())
    for number, (draft, text) in enumerate(zip(parsed.drafts, printed, strict=True)):
        if text is None or len(text) > _LONGEST or _YEAR.search(ascii_digits(text)):
            continue
        reading = read(draft, _with_year(text, year))
        if reading is None or reading.when is None or reading.doubts:
            continue
        when = replace(reading.when, printed=text)
        found[number] = replace(reading, when=when, numeric=None, year_of_title=True)
    return found


def _best(
    draft: Draft, text: str | None, above: DateReading | None, read: Reader, *, quoting: bool
) -> DateReading | None:
    """The reading in the year that brings the date closest to the surrounding message.

    None if no date is printed, if it has a year, or if the surrounding message's year is unknown.
    """
    if above is None or above.when is None or above.numeric is not None:
        return None
    if text is None or len(text) > _LONGEST or _YEAR.search(ascii_digits(text)):
        return None
    around = above.when.local
    tried: list[tuple[timedelta, DateReading]] = []
    for year in (around.year - 1, around.year, around.year + 1):
        reading = read(draft, _with_year(text, year))
        if reading is None or reading.when is None or reading.doubts:
            continue
        gap = around - reading.when.local
        if not quoting or gap >= -_LATEST:
            tried.append((abs(gap), reading))
    if not tried:
        return None
    gap, reading = min(tried, key=lambda one: one[0])
    if gap > _NEAR and not quoting:
        return None
    when = reading.when
    return (
        None
        if when is None
        else replace(reading, when=replace(when, printed=text), numeric=None, year_inferred=True)
    )


def _with_year(text: str, year: int) -> str:
    """A printed date with a year added at the place where its form has one."""
    digits = ascii_digits(text)
    numeric = _DAY_AND_MONTH.search(digits)
    # `3 marzo 16.10`: a number before it is the day, and this the time.
    if numeric is not None and "." in numeric[1] and _NUMBER.search(digits, 0, numeric.start()):
        numeric = None
    if numeric is not None:
        mark = "/" if "/" in numeric[1] else "."
        return f"{text[: numeric.end(1)]}{mark}{year}{text[numeric.end() :]}"
    ideographic = _IDEOGRAPHIC.search(digits)
    if ideographic is not None:
        return f"{text[: ideographic.start()]}{year}年{text[ideographic.start() :]}"
    return f"{text} {year}"
