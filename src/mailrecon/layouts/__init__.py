"""The ways clients print a header: one small module each, one row each in `LAYOUTS`.

A layout is a function from a page and a line to a block, or None where the line does not open a
header of its kind. They are tried in this order on each line that shows the layout's sign.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from itertools import product

from mailrecon.layouts import (
    attribution,
    columnar,
    groupwise,
    identified,
    labelled,
    mail_page,
    name_and_date,
    prose_line,
    stacked,
)
from mailrecon.layouts.block import Block
from mailrecon.lexicon import INVISIBLE
from mailrecon.regex import regex
from mailrecon.scan import Page
from mailrecon.scan.attribution import CLOSERS, is_framed, may_close

Layout = Callable[[Page, int], Block | None]


class Sign(Enum):
    """What a line must show before a layout looks at it."""

    LABEL = "it begins with a header label"
    CLOSING_COLON = (
        "it ends with a colon or in dashes, or a verb of writing and a colon stand within"
    )
    CLOCK = "a digit stands on both sides of a colon"
    IDENTIFIER = "an address in angle brackets stands behind few words"
    HEADING = "it has the form of a published heading"


_SIGNS = (Sign.LABEL, Sign.CLOSING_COLON, Sign.CLOCK, Sign.IDENTIFIER, Sign.HEADING)
LAYOUTS: tuple[tuple[str, Sign, Layout], ...] = (
    (prose_line.NAME, Sign.HEADING, prose_line.match),
    (columnar.NAME, Sign.LABEL, columnar.match),
    (name_and_date.NAME, Sign.LABEL, name_and_date.match),
    (mail_page.NAME, Sign.LABEL, mail_page.match_label),
    (labelled.NAME, Sign.LABEL, labelled.match),
    (prose_line.NAME, Sign.CLOCK, prose_line.match_forward),
    (prose_line.NAME, Sign.CLOCK, prose_line.match_received),
    (name_and_date.NAME, Sign.CLOCK, name_and_date.match_in_line),
    (stacked.NAME, Sign.CLOCK, stacked.match),
    (groupwise.NAME, Sign.CLOCK, groupwise.match),
    (mail_page.NAME, Sign.CLOCK, mail_page.match_date),
    (attribution.NAME, Sign.CLOCK, attribution.match_address),
    (identified.NAME, Sign.IDENTIFIER, identified.match),
    (attribution.NAME, Sign.CLOSING_COLON, attribution.match),
)

# The layouts for each combination of signs that a line can show.
_BY_SIGNS = {
    shown: tuple(layout for _, sign, layout in LAYOUTS if shown[_SIGNS.index(sign)])
    for shown in product((False, True), repeat=len(_SIGNS))
}
_INNER_COLON = regex(r"[:：](?=\s*\S)")
# `On 3/5/26 4:00 PM A wrote:`
_SHORTEST = 20
_IDENTIFIER = regex(r"[^\W\d_] <[^<>\s]")
_FURTHEST_IDENTIFIER = 80
_CLOCK = regex(r"\d[:：]\d")
_CLOSING_COLON = regex(f"[{''.join(CLOSERS)}][{INVISIBLE}*_\\s]*$")


def fitting(page: Page, index: int) -> tuple[Layout, ...]:
    """The layouts whose sign line `index` shows, in order."""
    raw = page.lines.raw[index]
    # Most lines end with a letter or a stop.
    closing = not raw[-1:].isalnum() and raw[-1:] not in ".," and _CLOSING_COLON.search(raw[-8:])
    timed = _has_clock(raw)
    attributed = (
        bool(closing) or (timed and _holds_attribution(page, raw)) or is_framed(page.lines, index)
    )
    return _BY_SIGNS[
        page.label(index) is not None,
        attributed,
        timed,
        "@" in raw and _IDENTIFIER.search(raw, 0, _FURTHEST_IDENTIFIER) is not None,
        index in page.headings,
    ]


def _has_clock(raw: str) -> bool:
    """Whether a digit stands on both sides of a colon: `9:12`."""
    if not raw.isascii():
        return _CLOCK.search(raw) is not None
    colon = raw.find(":", 1)
    while colon > 0:
        if raw[colon - 1].isdecimal() and raw[colon + 1 : colon + 2].isdecimal():
            return True
        colon = raw.find(":", colon + 1)
    return False


def _holds_attribution(page: Page, raw: str) -> bool:
    """Whether a line with a time of day tells then who wrote: `… 4:00 PM Ann wrote: Dear Ben`."""
    if len(raw) < _SHORTEST:
        return False
    return any(
        may_close(raw[: colon.start()], page.lexicon)
        for colon in _INNER_COLON.finditer(raw, _SHORTEST)
    )


__all__ = ["LAYOUTS", "Block", "Layout", "Sign", "fitting"]
