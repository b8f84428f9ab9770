"""Attribution lines ("On …, … wrote:"), on one line or wrapped over several, in any language."""

from mailrecon.scan.attribution.date_words import is_nothing_but_a_date
from mailrecon.scan.attribution.finder import (
    ends_with_news,
    find_attribution,
    find_inner_attribution,
    is_dated_address,
    is_framed,
    is_identifier_cited,
    may_close,
)
from mailrecon.scan.attribution.judge import CLOSERS, Attribution

__all__ = [
    "CLOSERS",
    "Attribution",
    "ends_with_news",
    "find_attribution",
    "find_inner_attribution",
    "is_dated_address",
    "is_framed",
    "is_identifier_cited",
    "is_nothing_but_a_date",
    "may_close",
]
