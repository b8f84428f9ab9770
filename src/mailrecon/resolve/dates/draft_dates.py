"""Read the printed dates of drafts: each by itself, then in the document's order of numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import lru_cache

from mailrecon.lexicon import Lexicon, fold
from mailrecon.model import (
    DateOrder,
    Draft,
    Field,
    Notice,
    NoticeCode,
    Role,
)
from mailrecon.resolve.dates import (
    DateForm,
    DateHeader,
    DateReading,
    date_header,
    read_date,
    read_meant,
    read_unusual_date,
    read_usual_date,
)
from mailrecon.resolve.dates.day_orders import DayOrder
from mailrecon.resolve.dates.years import with_years

_ZONES_APART = timedelta(hours=26)
# The zones of most correspondents are at most this far apart.
_ZONES_OFTEN_APART = timedelta(hours=15)
# Most mail is answered within this many days; the wrong order of day and month is off by a month or
# more.
_SOON = timedelta(days=10)
_MUCH_LATER = timedelta(days=25)


def _printed_date(draft: Draft) -> Field | None:
    for item in draft.fields:
        if item.role is Role.DATE and (item.text or item.meant):
            return item
    return None


def read_draft_date(draft: Draft, lexicon: Lexicon, order: DateOrder | None) -> DateReading | None:
    """The printed date of a draft, with day and month in `order` if it is known."""
    field = _printed_date(draft)
    return None if field is None else read_date_of(field, draft, lexicon, order)


def read_date_of(
    field: Field, draft: Draft, lexicon: Lexicon, order: DateOrder | None
) -> DateReading:
    """The date in a field of a draft, with day and month in `order` if it is known."""
    if field.meant is not None:
        return read_meant(field.meant, field.text)
    reading = read_usual_date(field.text, draft.languages)
    if reading is not None:
        return reading
    labels = tuple([item.label for item in draft.fields])
    header = _date_header(draft.language, draft.languages, labels, lexicon)
    return read_unusual_date(field.text, header, lexicon, order)


@lru_cache(maxsize=4096)
def _date_header(
    language: str | None,
    alternatives: tuple[str, ...],
    labels: tuple[str | None, ...],
    lexicon: Lexicon,
) -> DateHeader:
    return date_header(language, alternatives, _languages_of_labels(labels, lexicon), lexicon)


@lru_cache(maxsize=4096)
def _languages_of_labels(labels: tuple[str | None, ...], lexicon: Lexicon) -> tuple[str, ...]:
    """The languages of all labels of a header."""
    entries = [lexicon.labels.get(fold(label)) for label in labels if label]
    return tuple(
        sorted(
            {
                code
                for entry in entries
                if entry is not None
                for codes in entry.roles.values()
                for code in codes
            }
        )
    )


def read_dates(
    drafts: Sequence[Draft], lexicon: Lexicon, outer: DateReading | None = None
) -> list[DateReading | None]:
    """The dates of drafts, each read by itself; missing years come from the enclosing message.

    `outer` is the date above the first of a window's drafts, printed in an earlier window.
    """
    readings = [read_draft_date(draft, lexicon, None) for draft in drafts]
    if all(reading is None or reading.when is not None for reading in readings):
        return readings
    return with_years(drafts, readings, printed_dates(drafts), date_reader(lexicon), outer)


def printed_dates(drafts: Sequence[Draft]) -> list[str | None]:
    """The text of each draft's date, None where no date is printed."""
    fields = [_printed_date(draft) for draft in drafts]
    return [None if field is None else field.text for field in fields]


def date_reader(lexicon: Lexicon) -> Callable[[Draft, str], DateReading]:
    """A function that reads the text of a date, which may be changed, in a draft's languages."""

    def read(draft: Draft, text: str) -> DateReading:
        others = _languages_of_labels(tuple([item.label for item in draft.fields]), lexicon)
        return read_date(text, draft.language, lexicon, None, draft.languages, others)

    return read


def read_again(
    draft: Draft, reading: DateReading | None, lexicon: Lexicon, orders: DayOrder
) -> DateReading | None:
    """The date that was read as `reading`, read again in the document's order for its form."""
    order = orders.of(reading) if reading is not None and reading.numeric is not None else None
    return reading if order is None else read_draft_date(draft, lexicon, order)


def nesting_votes(
    drafts: Sequence[Draft],
    readings: Sequence[DateReading | None],
    lexicon: Lexicon,
    outer: DateReading | None = None,
) -> Counter[tuple[DateForm, DateOrder]]:
    """Count, per form and order, the dates that are before the quoting message only in this order.

    A quoted message is not later than the one quoting it, and most are answered within days:
    `5/3/2020` below `5/4/2020` is 3 May. `outer` is the date above the first of a window's drafts,
    printed in an earlier window.
    """
    votes: Counter[tuple[DateForm, DateOrder]] = Counter()
    for number, (draft, reading) in enumerate(zip(drafts, readings, strict=True)):
        above = readings[draft.enclosing] if draft.enclosing is not None else None
        quoting = drafts[draft.enclosing] if draft.enclosing is not None else None
        if not number:
            above, quoting = outer, None
        if reading is None or reading.numeric is None or reading.when is None or above is None:
            continue
        if above.when is None or (above.numeric is not None and quoting is None):
            continue
        gaps = {
            order: gap
            for order in (DateOrder.DMY, DateOrder.MDY)
            if (gap := _gap(draft, quoting, above, lexicon, order)) is not None
        }
        likelier = _order_by_gaps(gaps)
        if likelier is not None:
            votes[reading.form, likelier] += 1
    return votes


def _gap(
    draft: Draft, quoting: Draft | None, above: DateReading, lexicon: Lexicon, order: DateOrder
) -> timedelta | None:
    """The time between a message and the one that quotes it, with day and month in `order`."""
    own = read_draft_date(draft, lexicon, order)
    if above.numeric is not None and quoting is not None:
        again = read_draft_date(quoting, lexicon, order)
        above = above if again is None else again
    if own is None or own.when is None or above.when is None:
        return None
    return above.when.local - own.when.local


def _order_by_gaps(gaps: Mapping[DateOrder, timedelta]) -> DateOrder | None:
    """The only order in which a message is not later than its answer, or is close to it."""
    possible = {order: gap for order, gap in gaps.items() if gap >= -_ZONES_APART}
    if len(possible) == 1 and len(gaps) > 1:
        return next(iter(possible))
    close = [order for order, gap in possible.items() if -_ZONES_OFTEN_APART <= gap <= _SOON]
    far = [order for order, gap in possible.items() if gap >= _MUCH_LATER]
    return close[0] if len(close) == 1 and len(far) == 1 else None


def date_notices(draft: Draft, reading: DateReading) -> list[Notice]:
    """The doubts about a draft's date."""
    if reading.when is not None and not reading.doubts:
        return []
    field = _printed_date(draft)
    if field is None:
        return []
    notices = [Notice(code, text, field.span) for code, text in reading.doubts]
    if reading.when is None:
        text = f"the printed date could not be read: {' '.join(field.text.split())[:80]}"
        notices.append(Notice(NoticeCode.UNREAD_DATE, text, field.span))
    return notices
