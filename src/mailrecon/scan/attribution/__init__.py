"""Attribution lines ("On …, … wrote:"), on one line or wrapped over several, in any language."""

from mailrecon.scan.attribution.date_words import is_nothing_but_a_date
from mailrecon.scan.attribution.finder import (
    CLOSERS,
    ends_with_news,
    find_attribution,
    find_inner_attribution,
    is_dated_address,
    is_framed,
    may_close,
)
from mailrecon.scan.attribution.judge import Attribution

__all__ = [
    "CLOSERS",
    "Attribution",
    "ends_with_news",
    "find_attribution",
    "find_inner_attribution",
    "is_dated_address",
    "is_framed",
    "is_nothing_but_a_date",
    "may_close",
]
