"""Decide whether a document's numeric dates put the day first, from its own dates.

Clients follow their users' settings: `13/12/2000 13:52` and `12/13/2000 11:22 AM` may be printed in
one chain. So three forms vote separately: dates with AM or PM, with a 24-hour clock, with dots. A
form without votes of its own follows the others. But dates with dots, `04.05.2020`, do not:
`5/6/2020 4:05 PM` in the same chain proves nothing about them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from mailrecon.model import DateOrder, Segment, SegmentKind
from mailrecon.resolve.dates import DateForm, DateReading, numeric_dates


class DayOrder(Struct, frozen=True, gc=False):
    """The order of day and month (None: unknown) of dates of each form."""

    with_period: DateOrder | None = None
    without_period: DateOrder | None = None
    dotted: DateOrder | None = None

    def of(self, reading: DateReading) -> DateOrder | None:
        """The order decided for a date's form; None if undecided."""
        if reading.form is DateForm.DOTTED:
            return self.dotted
        return self.with_period if reading.form is DateForm.WITH_PERIOD else self.without_period

    @property
    def is_known(self) -> bool:
        """Whether anything is known."""
        return (self.with_period or self.without_period or self.dotted) is not None


class OrderVotes(Struct):
    """Votes for each order by form.

    `settled` are votes of dates with a number above 12; `nesting` are votes from the order of
    quoting and quoted messages.
    """

    settled: Counter[tuple[DateForm, DateOrder]] = field(default_factory=Counter)
    nesting: Counter[tuple[DateForm, DateOrder]] = field(default_factory=Counter)

    def add_readings(self, readings: Iterable[DateReading | None]) -> None:
        """Count the unambiguous dates of messages."""
        for reading in readings:
            if reading is not None and reading.numeric is not None:
                self._add(reading.numeric.first, reading.numeric.second, reading.form)

    def add_separators(self, text: str, ledger: Iterable[Segment]) -> None:
        """Count the dates of separators: `--- Forwarded by Ann Poe on 12/13/2000 11:22 AM ---`."""
        for segment in ledger:
            if segment.kind is SegmentKind.SEPARATOR:
                printed = text[segment.span.start : segment.span.end]
                for first, second, form in numeric_dates(printed):
                    self._add(first, second, form)

    def _add(self, first: int, second: int, form: DateForm) -> None:
        if first > 12 >= second:
            self.settled[form, DateOrder.DMY] += 1
        elif second > 12 >= first:
            self.settled[form, DateOrder.MDY] += 1

    def order(self) -> DayOrder:
        """The order for each form by the votes."""
        return DayOrder(
            self._of_form(DateForm.WITH_PERIOD),
            self._of_form(DateForm.WITHOUT_PERIOD),
            self._of_form(DateForm.DOTTED),
        )

    def _of_form(self, form: DateForm) -> DateOrder | None:
        for votes in (self.settled, self.nesting):
            own = Counter({order: n for (voted, order), n in votes.items() if voted is form})
            if own and form is DateForm.DOTTED:
                return unanimous(own)
            if own:
                return unanimous(own) or unanimous(_of_all(self.nesting))
        if form is DateForm.DOTTED:
            return None
        return unanimous(_of_all(self.settled)) or unanimous(_of_all(self.nesting))


def _of_all(votes: Counter[tuple[DateForm, DateOrder]]) -> Counter[DateOrder]:
    """The votes of all forms together."""
    found: Counter[DateOrder] = Counter()
    for (_, order), count in votes.items():
        found[order] += count
    return found


def unanimous(votes: Mapping[DateOrder, int]) -> DateOrder | None:
    """The order for which all votes are, or None."""
    return next(iter(votes)) if len(votes) == 1 else None
