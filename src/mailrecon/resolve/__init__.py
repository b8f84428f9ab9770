"""Turn printed field text into values: people, dates and subjects, each with its doubts."""

from mailrecon.resolve.dates.draft_dates import (
    nesting_votes,
    read_again,
    read_dates,
    read_draft_date,
)
from mailrecon.resolve.drafts import (
    Resolved,
    reads_bars,
    resolve_draft,
    with_date,
    with_known_names,
)
from mailrecon.resolve.plain_drafts import resolve
from mailrecon.resolve.subject import (
    Subject,
    read_subject,
)

__all__ = [
    "Resolved",
    "Subject",
    "nesting_votes",
    "read_again",
    "read_dates",
    "read_draft_date",
    "read_subject",
    "reads_bars",
    "resolve",
    "resolve_draft",
    "with_date",
    "with_known_names",
]
