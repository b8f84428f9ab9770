"""Find the Bates numbers of a message: those of the pages on which it is printed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from mailrecon.model import Bates, Document, Parsed, Span
from mailrecon.regex import regex

_PAGE = regex(r"page (\d+)")
# No message is longer than this many pages.
_MOST = 1000


def bates_of(parsed: Parsed, spans: Sequence[Span]) -> tuple[str, ...]:
    """The numbers of the pages that contain `spans`, in order, each once.

    If the format has pages, they decide. Otherwise a number ends its page, since most are stamped
    at the foot; but if the first number comes before the first header, numbers are stamped at the
    top.
    """
    covered = Span.covering(spans)
    start, end = covered.start, covered.end
    found = _on_pages(parsed, start, end)
    if found is None:
        found = list(_by_order(parsed, start, end))
    return tuple(dict.fromkeys(found))[:_MOST]


def _on_pages(parsed: Parsed, start: int, end: int) -> list[str] | None:
    document = parsed.document
    first, last = page_at(document, start), page_at(document, max(start, end - 1))
    if first is None or last is None:
        return None

    def page_of(item: Bates) -> int:
        return page_at(document, item.span.start) or 0

    begin = bisect_left(parsed.bates, first, key=page_of)
    stop = bisect_right(parsed.bates, last, key=page_of)
    return [item.number for item in parsed.bates[begin:stop]]


def page_at(document: Document, character: int) -> int | None:
    """The page of the original at a character offset, from 1; None if the format has no pages."""
    places = document.places
    place = bisect_right(places, character, key=lambda one: one.span.start) - 1
    match = _PAGE.match(places[max(place, 0)].reference) if places else None
    return int(match[1]) if match else None


def _by_order(parsed: Parsed, start: int, end: int) -> Iterator[str]:
    bates = parsed.bates
    header = parsed.headers[0] if len(parsed.headers) else None
    if parsed.drafts:
        header = parsed.drafts[0].header[0].start
    if header is not None and bates[0].span.start < header:
        first = max(bisect_right(bates, start, key=lambda one: one.span.start) - 1, 0)
        stop = bisect_left(bates, end, key=lambda one: one.span.start)
    else:
        first = bisect_left(bates, start, key=lambda one: one.span.start)
        stop = bisect_left(bates, end, key=lambda one: one.span.start) + 1
    yield from (item.number for item in bates[first:stop])
