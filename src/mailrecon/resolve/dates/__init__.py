"""From a printed date, in any language, to a local time and, where a zone is printed, an offset."""

from mailrecon.resolve.dates.found import DateReading
from mailrecon.resolve.dates.numeric import DateForm, numeric_dates
from mailrecon.resolve.dates.reading import (
    read_date,
    read_in_language,
    read_meant,
    read_unusual_date,
    read_usual_date,
)

__all__ = [
    "DateForm",
    "DateReading",
    "numeric_dates",
    "read_date",
    "read_in_language",
    "read_meant",
    "read_unusual_date",
    "read_usual_date",
]
