"""Find titles of Org mode, which end a mail: `* What happened then`.

A star at the beginning of a line may be a list's bullet as well. So the document must show that it
is Org (`#+TITLE: Tides`, `:PROPERTIES:`), or the line above the mail's header must be such a title,
alone between blank lines, and so must the line that ends the mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailrecon.parse.message_starts import MessageStart
from mailrecon.regex import regex
from mailrecon.scan import Page

_TITLE = regex(r"(?P<stars>\*{1,6})[ \t]+\S")
_ORG = regex(r"^(?:#\+[A-Za-z_]+:|[ \t]*:PROPERTIES:\s*$)", re.MULTILINE)
_SIGNS = ("#+", ":PROPERTIES:")
# A text without one of these has no title of Org mode.
_MARKS = ("\n* ", "\n** ", "\n*** ")
_NEAR = 40


def may_have_titles(text: str) -> bool:
    """Whether a text may have titles of Org mode; asked once for a text, not for each mail."""
    return text.startswith("* ") or any(map(text.__contains__, _MARKS))


def shows_org(text: str) -> bool:
    """Whether a text shows that it is of Org mode; asked once for a text, too."""
    return any(map(text.__contains__, _SIGNS)) and _ORG.search(text) is not None


def org_titles(
    page: Page, above: MessageStart, start: int, stop: int, *, is_org: bool
) -> Iterator[int]:
    """The titles in `start`..`stop` (half-open) that end the message `above`; `is_org`: the text
    shows that it is of Org mode.
    """
    level = _level_above(page, above, is_org=is_org)
    if not level:
        return
    for index in range(start, stop):
        stars = _stars(page, index)
        # A list's items are not apart from one another.
        if 0 < stars <= level and (is_org or (stars == level and _is_apart(page, index))):
            yield index


def _level_above(page: Page, above: MessageStart, *, is_org: bool) -> int:
    """The number of stars of the title above a message, or 0."""
    first = above.block.start
    for index in range(first - 1, max(first - _NEAR, -1), -1):
        if page.lines.is_blank(index):
            continue
        stars = _stars(page, index)
        if stars and (is_org or _is_apart(page, index)):
            return stars
        if not is_org:
            return 0
    return 0


def _stars(page: Page, index: int) -> int:
    found = _TITLE.match(page.lines.raw[index])
    return len(found["stars"]) if found is not None else 0


def _is_apart(page: Page, index: int) -> bool:
    lines = page.lines
    above = index == 0 or lines.is_blank(index - 1)
    return above and (index + 1 >= len(lines) or lines.is_blank(index + 1))
