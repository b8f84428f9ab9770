"""Where a web page's own words begin behind its last message."""

from __future__ import annotations

from mailrecon.lexicon import fold
from mailrecon.regex import regex
from mailrecon.scan import Page
from mailrecon.scan.kinds import MAY_BE_FOOTER, MAY_BE_STAMP
from mailrecon.scan.stamps import is_page_stamp

_DECORATION = " \t\u00a0-_=*#:：|»«›‹→←·•[]()"
_LONGEST = 80
_NEARBY = 4
_MAY_BE_THE_PAGES = MAY_BE_FOOTER | MAY_BE_STAMP
# `   1. https://quay.example/`, as lynx, links, elinks and w3m list a page's links below its text.
_LINK = regex(r"\s*(?P<n>\d{1,4})\. (?:https?|ftp|file|mailto|news|javascript|about|tel): ?\S*\s*")
_MOST_LINKS = 2000
_LINK_MARK = regex(r"\[\d{1,4}\](?=\S)")
_COUNT = regex(r"^\d{1,4}\s+|\s*\(\d{1,4}\)?$")
_LIST = regex(r"[,;·|、，]\s*")


def furniture_start(page: Page, start: int, end: int) -> int:
    """The line in `start`..`end` at which page furniture begins; `end` if there is none.

    A furniture phrase alone may be a word of the mail; two close together, or one that ends the
    document, set off by a blank line, are the page's.
    """
    lines = page.lines
    end = _link_list(page, start, end)
    phrases, kinds = page.lexicon.page_furniture, page.kinds
    pending: int | None = None
    since = 0
    last_was_phrase = False
    for index in range(start, end):
        if not kinds[index] & _MAY_BE_THE_PAGES:
            since += 1
            last_was_phrase = False
            continue
        raw = lines.raw[index]
        if not raw or raw.isspace() or is_page_stamp(page, index):
            continue
        is_phrase = _is_alone(raw, phrases)
        # "Labels: ferry" opens furniture too, but only together with a phrase that stands alone.
        is_titled = not is_phrase and _is_title(raw, phrases)
        if is_phrase and pending is not None and since <= _NEARBY:
            return pending
        if is_phrase or (is_titled and pending is None):
            if _is_apart(page, index - 1) or index + 1 >= end or _is_apart(page, index + 1):
                pending, since = index, 0
        elif pending is not None and not is_titled:
            since += 1
        last_was_phrase = is_phrase
    if pending is None:
        return end
    return pending if last_was_phrase or _names_alone(page, pending, end) else end


def is_footer(raw: str, phrases: frozenset[str]) -> bool:
    """Whether a line is, or opens with, a phrase that pages print below an article."""
    return _is_alone(raw, phrases) or _is_title(raw, phrases)


def _is_alone(raw: str, phrases: frozenset[str]) -> bool:
    return len(raw) <= _LONGEST and _is_phrase(raw.strip(_DECORATION), phrases)


def _is_title(raw: str, phrases: frozenset[str]) -> bool:
    return fold(raw[:_LONGEST].partition(":")[0]) in phrases


def _is_phrase(text: str, phrases: frozenset[str]) -> bool:
    """Whether a text is a phrase of a page, perhaps with a count: `Comments (3)`, `12 comments`."""
    if fold(text) in phrases:
        return True
    bare = _COUNT.sub("", text)
    return len(bare) < len(text) and bool(bare) and fold(bare) in phrases


def _link_list(page: Page, start: int, end: int) -> int:
    """The line at which a text browser's list of links begins that ends the lines; `end` if none.

    `References` / `   Visible links` / `   1. https://quay.example/`: the page's text has the
    numbers, as in `[1]tide tables`.
    """
    lines, titles = page.lines, page.lexicon.link_list_titles
    index, entries = end, 0
    title: int | None = None
    while index > start and end - index < _MOST_LINKS:
        index -= 1
        raw = lines.raw[index]
        # Of a PDF the page's foot is below the list, too.
        if not raw or raw.isspace() or is_page_stamp(page, index):
            continue
        text = raw.strip()
        if text[0].isdigit() and _LINK.fullmatch(raw) is not None:
            entries += 1
        elif entries and len(text) <= _LONGEST and fold(text.rstrip(":")) in titles:
            title = index
        elif title is not None or " " in text:
            break
        # Else a long address goes on, on a line of its own.
    if title is None or not _is_apart(page, title - 1):
        return end
    return title if _LINK_MARK.search(lines.text, 0, lines.start(title)) else end


def _names_alone(page: Page, phrase: int, end: int) -> bool:
    """Whether nothing but lists of names stands below a phrase that blank lines set apart.

    `Authors` / `Ann Poe, Ben Ost`
    """
    if not (_is_apart(page, phrase - 1) and _is_apart(page, phrase + 1)):
        return False
    below = [
        page.lines.raw[index].strip()
        for index in range(phrase + 1, end)
        if not _is_apart(page, index)
    ]
    return len(below) <= _NEARBY and all(
        len(text) <= _LONGEST and all(map(_is_full_name, _LIST.split(text))) for text in below
    )


def _is_full_name(text: str) -> bool:
    words = text.split()
    return 1 < len(words) <= _NEARBY and all(
        word[0].isupper() or (word[0].isalpha() and not word[0].islower()) for word in words
    )


def _is_apart(page: Page, index: int) -> bool:
    return page.lines.is_blank(index) or is_page_stamp(page, index)
