"""The result of reading a printed date."""

from __future__ import annotations

from msgspec import Struct

from mailrecon.model import When
from mailrecon.resolve.dates.numeric import DateForm, LeadingNumbers


class DateReading(Struct, frozen=True, gc=False):
    """A printed date as it was read, and the doubts about it.

    `numeric` are the two leading numbers of a date such as 20/11/2000, whose order depends on the
    language; `doubts` are pairs of (code, text). `period` is True if a word for a half of the day
    was read, `strange` if an unread word is not one that the language uses in dates,
    `year_inferred` if the year comes from another message, `year_of_title` if it comes from a title
    above all messages.
    """

    when: When | None
    numeric: LeadingNumbers | None = None
    doubts: tuple[tuple[str, str], ...] = ()
    period: bool = False
    strange: bool = False
    year_inferred: bool = False
    year_of_title: bool = False

    @property
    def form(self) -> DateForm:
        """The form of a numeric date."""
        dotted = self.numeric is not None and self.numeric.dotted
        return DateForm.of(dotted=dotted, period=self.period)
