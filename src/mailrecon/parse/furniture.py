"""Where a web page's own words begin behind its last message."""

from __future__ import annotations

from mailrecon.lexicon import fold
from mailrecon.scan import Page
from mailrecon.scan.stamps import is_page_stamp

_DECORATION = " \t\u00a0-_=*#:：|»«›‹→←·•[]()"
_LONGEST = 80
_NEARBY = 4


def furniture_start(page: Page, start: int, end: int) -> int:
    """The line in `start`..`end` at which page furniture begins; `end` if there is none.

    A furniture phrase alone may be a word of the mail; two close together, or one that ends the
    document, set off by a blank line, are the page's.
    """
    lines = page.lines
    phrases = page.lexicon.page_furniture
    pending: int | None = None
    since = 0
    last_was_phrase = False
    for index in range(start, end):
        raw = lines.raw[index]
        if not raw or raw.isspace() or is_page_stamp(page, index):
            continue
        is_phrase = len(raw) <= _LONGEST and fold(raw.strip(_DECORATION)) in phrases
        # "Labels: ferry" opens furniture too, but only together with a phrase that stands alone.
        is_titled = not is_phrase and fold(raw[:_LONGEST].partition(":")[0]) in phrases
        if is_phrase and pending is not None and since <= _NEARBY:
            return pending
        if is_phrase or (is_titled and pending is None):
            if _is_apart(page, index - 1) or index + 1 >= end or _is_apart(page, index + 1):
                pending, since = index, 0
        elif pending is not None and not is_titled:
            since += 1
        last_was_phrase = is_phrase
    return pending if pending is not None and last_was_phrase else end


def _is_apart(page: Page, index: int) -> bool:
    return page.lines.is_blank(index) or is_page_stamp(page, index)
