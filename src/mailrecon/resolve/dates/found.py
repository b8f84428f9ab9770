"""What a printed date was read as."""

from __future__ import annotations

from msgspec import Struct

from mailrecon.model import When
from mailrecon.resolve.dates.numeric import DateForm, Numbers


class DateReading(Struct, frozen=True):
    """What a printed date was taken for, and what is doubtful in it.

    `numeric` are the two leading numbers of a date such as 20/11/2000, whose order is a matter of
    language; `doubts` are pairs of (code, text). `period` tells that a word for the half of the
    day was read, `strange` that a word was left over that the language does not put in dates,
    `year_inferred` that the year is not printed.
    """

    when: When | None
    numeric: Numbers | None = None
    doubts: tuple[tuple[str, str], ...] = ()
    period: bool = False
    strange: bool = False
    year_inferred: bool = False

    @property
    def form(self) -> DateForm:
        """The form of the date, if it is in numbers."""
        dotted = self.numeric is not None and self.numeric.dotted
        return DateForm.of(dotted=dotted, period=self.period)
