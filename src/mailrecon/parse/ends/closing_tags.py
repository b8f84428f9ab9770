"""Find the end of a mail that was pasted between tags: `[quote]From: Ann Poe` … `leaks.[/quote]`.

Forums print BBCode, trackers Jira's and HTML's tags. A tag may have a line of its own, or be joined
with the header's first line and the text's last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from mailrecon.parse.message_starts import MessageStart
from mailrecon.regex import regex
from mailrecon.scan import Page
from mailrecon.scan.labels import OPENING_TAGS

# A text with such a closing tag contains one of these.
SIGNS = ("[/", "{quote}", "{noformat}", "{code}", "</pre>", "</blockquote>", "</code>")
_BEGINNINGS = tuple(
    (beginning, tuple(sign for sign in SIGNS if sign.startswith(beginning)))
    for beginning in ("[/", "{", "</")
)
_NEAR = 12
_CLOSES = regex(r"\[/|</")
_NAME = regex(r"[\[{<](\w+)")


class ClosingTag(NamedTuple):
    """A tag that closes the block around a pasted mail: its line, and its offset in the line."""

    line: int
    offset: int


def find_closing_tags(page: Page, starts: Sequence[MessageStart], end: int) -> list[ClosingTag]:
    """The tags that close a pasted mail, at the ends of lines above line `end`."""
    text = page.lines.text
    if not any(
        beginning in text and any(map(text.__contains__, signs)) for beginning, signs in _BEGINNINGS
    ):
        return []
    found = []
    for number, start in enumerate(starts):
        last = starts[number + 1].start if number + 1 < len(starts) else end
        names = list(_opened(page, start))
        closed = _closing(page, names[-1], start.block.end, last) if names else None
        if closed is not None:
            found.append(closed)
    return found


def _opened(page: Page, start: MessageStart) -> Iterator[str]:
    """The brackets and names of the tags on a header's first line, or if none, right above it."""
    raw, first, introduced = page.lines.raw, start.block.start, False
    for index in (first, *range(first - 1, max(first - _NEAR, -1), -1)):
        tags = OPENING_TAGS.match(raw[index])
        alone = tags is not None and tags.end() >= len(raw[index])
        if index < first and raw[index].strip() and not alone:
            # `[quote]` / `The council writes:` / `From: Ann Poe`; but a tag may be closed above,
            # and `{quote}` closes, too.
            introduced = True
            if _CLOSES.search(raw[index]) is not None:
                return
        if tags is not None and not (introduced and "{" in tags[0]):
            for name in _NAME.finditer(tags[0]):
                yield name[0]
            return


def _closing(page: Page, opened: str, start: int, end: int) -> ClosingTag | None:
    """The tag in the lines `start`..`end` that closes the one opened above, past inner pairs."""
    raw, inner = page.lines.raw, 0
    pattern = _tags(opened.casefold())
    for index in range(start, end):
        if opened[0] not in raw[index]:
            continue
        for tag in pattern.finditer(raw[index]):
            if tag["opens"]:
                inner += 1
            elif inner:
                inner -= 1
            else:
                return ClosingTag(index, tag.start())
    return None


@lru_cache(maxsize=32)
def _tags(opened: str) -> re.Pattern[str]:
    """A pattern for opening and closing tags: of `[quote`, or Jira's `{quote}`, which is both."""
    name = re.escape(opened[1:])
    if opened[0] == "{":
        return re.compile(rf"(?P<opens>(?!))?\{{{name}\}}", re.IGNORECASE)
    left, right = re.escape(opened[0]), re.escape({"[": "]", "<": ">"}[opened[0]])
    return re.compile(rf"{left}(?:/|(?P<opens>)){name}\b[^{right}\n]{{0,80}}{right}", re.IGNORECASE)
