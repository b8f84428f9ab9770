"""Whether a document's numeric dates put the day first, by what its own dates show.

Clients write in their users' habits: `13/12/2000 13:52` and `12/13/2000 11:22 AM` can stand in one
chain. So dates with AM or PM and dates with a 24-hour clock vote apart, each for its own form; a
form without votes of its own follows the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from mailrecon.model import DateOrder, Segment, SegmentKind
from mailrecon.resolve.dates import DateReading, numeric_dates


class DayOrder(Struct, frozen=True):
    """The order of day and month (None: unknown) of dates with and without AM/PM."""

    with_period: DateOrder | None = None
    without_period: DateOrder | None = None

    def of(self, reading: DateReading) -> DateOrder | None:
        """The order that holds for a date."""
        return self.with_period if reading.period else self.without_period

    @property
    def is_known(self) -> bool:
        """Whether anything is known."""
        return self.with_period is not None or self.without_period is not None


class OrderVotes(Struct):
    """Votes for each order by form (with AM/PM or not).

    `settled` are those of dates with a number above 12, `nesting` of the messages around a date.
    """

    settled: Counter[tuple[bool, DateOrder]] = field(default_factory=Counter)
    nesting: Counter[tuple[bool, DateOrder]] = field(default_factory=Counter)

    def add_readings(self, readings: Iterable[DateReading | None]) -> None:
        """Count the unmistakable ones of the messages' dates."""
        for reading in readings:
            if reading is not None and reading.numeric is not None:
                self._add(*reading.numeric, period=reading.period)

    def add_separators(self, text: str, ledger: Iterable[Segment]) -> None:
        """Count the dates of separators: `--- Forwarded by Ann Poe on 12/13/2000 11:22 AM ---`."""
        for segment in ledger:
            if segment.kind is SegmentKind.SEPARATOR:
                printed = text[segment.span.start : segment.span.end]
                for first, second, period in numeric_dates(printed):
                    self._add(first, second, period=period)

    def _add(self, first: int, second: int, *, period: bool) -> None:
        if first > 12 >= second:
            self.settled[period, DateOrder.DMY] += 1
        elif second > 12 >= first:
            self.settled[period, DateOrder.MDY] += 1

    def order(self) -> DayOrder:
        """What the votes say."""
        return DayOrder(self._of_form(period=True), self._of_form(period=False))

    def _of_form(self, *, period: bool) -> DateOrder | None:
        for votes in (self.settled, self.nesting):
            own = Counter({order: n for (form, order), n in votes.items() if form is period})
            if own:
                return unanimous(own) or unanimous(_of_all(self.nesting))
        return unanimous(_of_all(self.settled)) or unanimous(_of_all(self.nesting))


def _of_all(votes: Counter[tuple[bool, DateOrder]]) -> Counter[DateOrder]:
    """The votes of both forms together."""
    found: Counter[DateOrder] = Counter()
    for (_, order), count in votes.items():
        found[order] += count
    return found


def unanimous(votes: Mapping[DateOrder, int]) -> DateOrder | None:
    """What all votes are for, or None."""
    return next(iter(votes)) if len(votes) == 1 else None
