"""Read a printed date in any language: its local time and, if a zone is printed, its offset."""

from mailrecon.resolve.dates.found import DateReading
from mailrecon.resolve.dates.numeric import DateForm, numeric_dates
from mailrecon.resolve.dates.reading import (
    read_date,
    read_in_language,
    read_meant,
    read_unusual_date,
    read_usual_date,
)
from mailrecon.resolve.dates.shapes import DateHeader, date_header

__all__ = [
    "DateForm",
    "DateHeader",
    "DateReading",
    "date_header",
    "numeric_dates",
    "read_date",
    "read_in_language",
    "read_meant",
    "read_unusual_date",
    "read_usual_date",
]
