"""Find the page's own words below the last mail: copyright, related articles, a bibliography.

`© 2020 Quay Post. All rights reserved.`, `Related articles` / `The gate in winter`, `References` /
`Poe A (2010) Gates and tides.`

These rules apply only below the last message. A mail may print the same: a newsletter its
copyright, a scholar her references. So a copyright must belong to somebody whom the mail does not
name, a bibliography must follow a document's own words, and a mail that names a
way to unsubscribe keeps all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailrecon.lexicon import Lexicon, fold, fold_words
from mailrecon.model import Role
from mailrecon.parse.ends.openings import may_begin
from mailrecon.parse.message_starts import MessageStart
from mailrecon.regex import regex
from mailrecon.scan import Page
from mailrecon.scan.furniture.kinds import MAY_BE_FOOTER

_DECORATION = " \t\u00a0-_=*#:：|»«›‹→←·•[]()"
# A text with none of these has no copyright line.
COPYRIGHT_SIGNS = ("©", "(c) ", "(C) ", "Copyright ", "COPYRIGHT ")
_YEAR = r"(?:19|20)\d\d(?:\s?[-–]\s?(?:(?:19|20)\d\d|\d\d))?"
_RIGHT = r"(?:copyright\s+)?(?:©|\(c\)|copyright)"
# `© 2020 Quay Post`, `Copyright (c) 2018-2020 by Quay Post`; `© Quay Post 2020`; `Quay Post © 2020`
_COPYRIGHT = regex(
    rf"{_RIGHT}\s*{_YEAR},?\s*(?:by\s+)?(?P<behind>[^\W\d_].{{1,90}})"
    rf"|{_RIGHT}\s*(?:by\s+)?(?P<within>[^\W\d_].{{1,60}}?),?\s+{_YEAR}(?:\W.{{0,60}})?"
    # `© Riproduzione riservata`, `© All rights reserved`
    r"|©\s*(?P<reserved>[^\W\d_]{2,12}(?: [^\W\d_]{1,14}){1,4})\.?"
    rf"|(?P<before>[^\W\d_].{{1,60}}?)\s+{_RIGHT}\s*{_YEAR}(?:\W.{{0,60}})?",
    re.IGNORECASE,
)
_WORD = regex(r"[^\W\d_]{4,}")
_MOST_LINES_BELOW = 12
_LONGEST = 120
_LONGEST_TITLE = 80
_LONGEST_ENTRY = 1000
_FEWEST_LETTERS = 3
_YEAR_OF_ENTRY = regex(r"(?<!\d)(?:1[5-9]|20)\d\d[a-z]?(?!\d)")
# `Poe, A. (2010)`, `Poe A. Gates`, `[3] Poe`, `• Poe`, `1. Poe`
_ENTRY = regex(r"\s*(?:\[?\w{1,12}\]|\d{1,3}[.)]|[•*–-])?\s*[\"“„«]?[^\W\d_a-z]")


def page_ends(page: Page, above: MessageStart, first: int, start: int, end: int) -> Iterator[int]:
    """The lines in `start`..`end` (half-open), below the last message, that end it.

    `first` is the line on which the document's first message begins, negative if above the page.
    """
    unsubscribed: bool | None = None
    for find in (_copyright, _article_end, _bibliography):
        line = find(page, above, first, start, end)
        if line is None:
            continue
        if unsubscribed is None:
            unsubscribed = _names_unsubscribing(page, start, end)
        if not unsubscribed:
            yield line


def _copyright(page: Page, above: MessageStart, first: int, start: int, end: int) -> int | None:
    """The copyright line of a page: `© 2020 Quay Post. All rights reserved.`"""
    lines, text = page.lines, page.lines.text
    if not any(map(text.__contains__, COPYRIGHT_SIGNS)):
        return None
    last = _last_line(page, start, end)
    below = 0
    for index in range(last, start, -1):
        raw = lines.raw[index]
        if lines.is_blank(index):
            continue
        below += 1
        if below > _MOST_LINES_BELOW or len(raw) > _LONGEST:
            return None
        if not any(map(raw.__contains__, COPYRIGHT_SIGNS)) or not _is_apart(page, index - 1):
            continue
        found = _COPYRIGHT.fullmatch(raw.strip(_DECORATION.replace("(", "")))
        if found is not None and not _is_named(page, above, found[found.lastgroup or 0], index):
            return index
    return None


def _is_named(page: Page, above: MessageStart, holder: str, index: int) -> bool:
    """Whether the mail above names the holder of a copyright: its own signature, its sender."""
    text, lines = page.lines.text, page.lines
    mail = fold(text[lines.start(above.block.start) : lines.start(index)])
    return any(fold(word) in mail for word in _WORD.findall(holder)[:2])


def _article_end(page: Page, above: MessageStart, first: int, start: int, end: int) -> int | None:
    """A phrase that only pages print below an article: `Related posts` / `Ten years of gates`."""
    lines, phrases = page.lines, page.lexicon.article_ends
    for index in _may_be_titles(page, start, end):
        raw = lines.raw[index]
        title = raw.strip(_DECORATION)
        may_be = may_begin(title, phrases) or may_begin(raw, phrases)
        if not may_be or not _is_apart(page, index - 1):
            continue
        # `Related posts`; `Share this:` ends an article, `Share this` alone may not.
        known = fold(title) in phrases or fold(raw) in phrases
        if known and _titles_follow(page, index, end):
            return None if _signs_below(page, above, index, end) else index
    return None


def _signs_below(page: Page, above: MessageStart, start: int, end: int) -> bool:
    """Whether the mail's originator signs below a line, which is then a title in the mail."""
    originator = above.block.first(Role.FROM)
    name = fold(originator.text) if originator is not None else ""
    return any(
        len(key) >= _FEWEST_LETTERS and name.startswith(key)
        for index in range(start, end)
        if (key := fold(page.lines.raw[index][:_LONGEST_TITLE].strip(_DECORATION)))
    )


def _titles_follow(page: Page, index: int, end: int) -> bool:
    """Whether nothing follows a phrase, or what follows first looks like a title or a button."""
    below = next((n for n in range(index + 1, end) if not _is_apart(page, n)), None)
    if below is None:
        return True
    text = page.lines.raw[below].strip(_DECORATION)
    return (
        len(text) <= _LONGEST_TITLE and not text[:1].islower() and text[-1:] not in (".", ",", ";")
    )


def _bibliography(page: Page, above: MessageStart, first: int, start: int, end: int) -> int | None:
    """The bibliography of a document that quotes mail: `References` / `Poe A (2010) Gates.`"""
    lines = page.lines
    if first >= 0 and all(_is_apart(page, index) for index in range(first)):
        return None
    for index in _may_be_titles(page, start, end):
        raw = lines.raw[index]
        if not _is_apart(page, index - 1):
            continue
        if is_bibliography_title(raw, page.lexicon) and _are_entries(page, start, index, end):
            return index
    return None


def _may_be_titles(page: Page, start: int, end: int) -> list[int]:
    """The lines below `start` that may be a phrase below an article or a bibliography's title.

    Both are among the phrases of which the kinds of lines are made.
    """
    raw, kinds = page.lines.raw, page.kinds
    return [
        index
        for index in range(start + 1, end)
        if kinds[index] & MAY_BE_FOOTER and 0 < len(raw[index]) <= _LONGEST_TITLE
    ]


def is_bibliography_title(raw: str, lexicon: Lexicon) -> bool:
    """Whether a line is the title of a bibliography: `References`, `5. Literatur`."""
    return (
        len(raw) <= _LONGEST_TITLE and fold(raw.strip(_DECORATION)) in lexicon.bibliography_titles
    )


def _are_entries(page: Page, start: int, title: int, end: int) -> bool:
    """Whether only entries with a year follow a title, none of which the mail above cites."""
    lines, entries = page.lines, list[str]()
    for index in range(title + 1, end):
        raw = lines.raw[index]
        if _is_apart(page, index):
            continue
        if _ENTRY.match(raw) is not None and (
            not entries or _YEAR_OF_ENTRY.search(entries[-1]) is not None
        ):
            entries.append(raw)
        elif entries and len(entries[-1]) <= _LONGEST_ENTRY:
            entries[-1] += f" {raw}"
        else:
            return False
    if not entries or not all(_YEAR_OF_ENTRY.search(entry) for entry in entries):
        return False
    mail = lines.text[lines.start(start) : lines.start(title)]
    return not any(_cites(mail, entry) for entry in entries)


def _cites(mail: str, entry: str) -> bool:
    """Whether a mail's text refers to an entry: by its number, or by its year."""
    number = entry.lstrip()[:5].partition("]")[0]
    year = _YEAR_OF_ENTRY.search(entry)
    return (number[:1] == "[" and f"{number}]" in mail) or (year is not None and year[0] in mail)


def _names_unsubscribing(page: Page, start: int, end: int) -> bool:
    """Whether a text names a way to unsubscribe, as newsletters and lists do."""
    text = fold_words(page.lines.text[page.lines.start(start) : page.lines.start(end)])
    return any(stem in text for stem in page.lexicon.unsubscribe_words)


def _last_line(page: Page, start: int, end: int) -> int:
    last = end - 1
    while last > start and _is_apart(page, last):
        last -= 1
    return last


def _is_apart(page: Page, index: int) -> bool:
    return index >= len(page.lines) or page.is_empty(index)
