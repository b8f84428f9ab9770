"""Find the foot of an archive's page: the archive's own lines below the last message.

next prev parent reply    other threads:[~2020-05-04  8:11 UTC|newest]
[Prev in Thread]  Current Thread  [Next in Thread]
Send a report that this bug log contains spam.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailrecon.parse.ends.furniture import is_footer
from mailrecon.regex import regex
from mailrecon.scan import Page
from mailrecon.scan.furniture.navigation import is_control, is_navigation

# Each such line contains one of these.
SIGNS = (
    "^ permalink raw",
    "Index(es):",
    "other threads:[",
    "Current Thread",
    "bug log contains spam",
    "[W:",
    "new messages",
    "WikiLeaks",
    "hat is Tor",
    "HAT IS TOR",
    "\nasked ",
    "\nedited ",
    "\nanswered ",
    "% Upvoted",
    "Sort by: ",
    "\nlevel 1\n",
)
_LONGEST = 200
_FOOT = regex(
    # public-inbox
    r"(?:\s*(?:next|prev|parent|reply)|end of thread,)*\s*other threads:\[.*"
    r"|\^ permalink raw(?: reply)?\s.{0,40}messages? in thread"
    # MHonArc, as lists.gnu.org sets it
    r"|\[Prev in Thread\]\s*Current Thread\s*\[Next in Thread\]"
    # MHonArc: `Next by Date: Tides` / `Index(es):` / `+ Date` / `+ Thread`
    r"|(?:[*•·] )?Index\(es\):"
    # Debbugs
    r"|Send a report that this bug log contains spam\."
    # lkml.org: `Last update: 2020-05-04 10:12    [W:0.1 / U:1.2 seconds]`
    r"|Last update: \d{4}-\d\d-\d\d \d\d:\d\d\s+\[W:.{1,40}\]"
    # Google Groups
    r"|\d{1,4} new messages?"
    # WikiLeaks, below each mail
    r"|(?i:submit documents to WikiLeaks|WikiLeaks logo|what is Tor\?)"
    # Stack Exchange: `edited Nov 2 '19 at 12:40`, `asked Nov 2, 2019 at 11:30`
    r"|(?:edited|asked|answered) [A-Z][a-z]{2} \d{1,2}(?:, \d{4}| '\d\d)? at \d{1,2}:\d\d"
    # Reddit
    r"|\d{1,3}% Upvoted|Sort by: \w+|level 1"
)


def find_foot(page: Page, start: int, end: int) -> Iterator[int]:
    """The line in `start`..`end` (half-open) at which a foot begins, set apart from the text."""
    lines = page.lines
    for index in range(start + 1, end):
        raw = lines.raw[index]
        if (
            len(raw) <= _LONGEST
            and any(sign.strip("\n") in raw for sign in SIGNS)
            and (lines.is_blank(index - 1) or _is_button(page, index - 1))
            and _FOOT.fullmatch(raw.strip()) is not None
        ):
            yield _above_buttons(page, index, start)
            return


def _above_buttons(page: Page, index: int, start: int) -> int:
    """The first of the page's buttons right above its foot, below a blank line: `Top`."""
    first = index
    for above in range(index - 1, start, -1):
        if page.lines.is_blank(above):
            continue
        if not _is_button(page, above):
            break
        if page.lines.is_blank(above - 1):
            first = above
    return first


def _is_button(page: Page, index: int) -> bool:
    """Whether a line is a page's button or link: `Forward` / `0 new messages`."""
    text = page.lines.raw[index].strip()
    return (
        is_control(text, page.lexicon)
        or is_navigation(text, page.lexicon)
        or is_footer(text, page.lexicon.page_furniture)
        or text == "Top"
    )
