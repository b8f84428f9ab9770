"""The table of layouts. Each layout is a small module for one way of printing a header.

A layout finds the header that begins on a line, if the line shows one of its signs. Signs are tried
in the order of `Sign`, and layouts in the order of `LAYOUTS`. A plugin layout comes last, or before
the layout it names (`docs/tutorial_layout.md`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import product

from mailrecon import plugins
from mailrecon.errors import PluginError
from mailrecon.layouts import (
    alternating,
    archive_post,
    attribution,
    beside,
    columnar,
    dated_originator,
    groupwise,
    identified,
    labelled,
    mail_page,
    name_and_date,
    prose_line,
    row_of_labels,
    screen,
    stacked,
)
from mailrecon.layouts.cited import may_cite
from mailrecon.layouts.foreign import checked
from mailrecon.layouts.layout import Finder, Layout, Sign
from mailrecon.lexicon import INVISIBLE, Lexicon
from mailrecon.regex import regex
from mailrecon.scan import Lines, Page, is_between_angles, is_in_brackets
from mailrecon.scan.attribution import CLOSERS, ends_with_news, is_framed, may_close
from mailrecon.scan.labels import find_label, may_begin_with_gap

LAYOUTS: tuple[Layout, ...] = (
    screen.LAYOUT,
    columnar.LAYOUT,
    prose_line.LAYOUT,
    name_and_date.LAYOUT,
    alternating.LAYOUT,
    stacked.LAYOUT,
    beside.LAYOUT,
    groupwise.LAYOUT,
    row_of_labels.LAYOUT,
    dated_originator.LAYOUT,
    archive_post.LAYOUT,
    mail_page.LAYOUT,
    labelled.LAYOUT,
    identified.LAYOUT,
    attribution.LAYOUT,
)
_INNER_COLON = regex(r"[:：](?=\s*\S)")
# `On 3/5/26 4:00 PM A wrote:`
_SHORTEST = 20
_DATED = "On May 4, 2020 at 9:12 AM, Ann Poe <ann@quay.example>"
_IDENTIFIER = regex(r"[^\W\d_] <[^<>\s]")
_FURTHEST_IDENTIFIER = 80
_CLOCK = regex(r"\d[:：]\d")
_CLOSING_COLON = regex(f"[{''.join(CLOSERS)}][{INVISIBLE}*_\\s]*$")


@lru_cache(maxsize=1)
def layouts() -> tuple[Layout, ...]:
    """All layouts in the order in which they are tried. Raises PluginError."""
    others = tuple(map(checked, plugins.plugins(plugins.LAYOUTS, Layout)))
    own = {layout.name for layout in LAYOUTS}
    plugins.refuse_clashes(plugins.LAYOUTS, own, tuple(layout.name for layout in others))
    return _in_order(LAYOUTS, others)


def _in_order(own: Sequence[Layout], others: Sequence[Layout]) -> tuple[Layout, ...]:
    """Our layouts with those of plugins, each before the one it names, or last.

    Raises PluginError if a plugin names a layout that is not in `LAYOUTS`.
    """
    known = {layout.name for layout in own}
    for layout in others:
        if layout.before is not None and layout.before not in known:
            raise PluginError(
                f"{layout.name} ({plugins.LAYOUTS}): there is no layout {layout.before!r} "
                "to come before"
            )
    placed = [
        item
        for layout in own
        for item in (*(other for other in others if other.before == layout.name), layout)
    ]
    return (*placed, *(other for other in others if other.before is None))


@lru_cache(maxsize=1)
def _by_name() -> dict[str, Layout]:
    return {layout.name: layout for layout in layouts()}


@lru_cache(maxsize=1)
def _by_signs() -> dict[tuple[bool, ...], tuple[Finder, ...]]:
    """The finders for each combination of signs that a line can show."""
    return {
        shown: tuple(
            find
            for is_shown, sign in zip(shown, Sign, strict=True)
            if is_shown
            for layout in layouts()
            for wanted, find in layout.finders
            if wanted is sign
        )
        for shown in product((False, True), repeat=len(Sign))
    }


def fitting(page: Page, index: int) -> tuple[Finder, ...]:
    """The finders to try on line `index`, selected by the signs that it shows, in order."""
    raw = page.lines.raw[index]
    timed = _has_clock(raw)
    attributed = (
        _closes(raw)
        or (timed and _holds_attribution(page.lexicon, raw))
        or is_framed(page.lines, index)
    )
    return _by_signs()[
        index in page.headings or (bool(page.headings) and is_in_brackets(raw)),
        page.label(index) is not None,
        timed,
        "@" in raw and _names_identifier(raw),
        attributed,
        may_cite(raw),
    ]


def closes_nothing(line: str, lexicon: Lexicon) -> bool:
    """Whether no layout finds a header on a line that ends like an attribution, or between dashes,
    whatever is printed above the blank line above it.

    `-----Original Message-----`, `Begin forwarded message:`. If the result is False, a layout may
    or may not find a header.
    """
    return _only_attributions_close() and _is_no_attribution(line, lexicon)


@lru_cache(maxsize=1)
def _only_attributions_close() -> bool:
    """Whether no layout of a plugin looks for lines that end with a colon or dashes."""
    closing = tuple(sign is Sign.CLOSING_COLON for sign in Sign)
    return _by_signs()[closing] == (attribution.match,)


@lru_cache(maxsize=4096)
def _is_no_attribution(line: str, lexicon: Lexicon) -> bool:
    shows_another = (
        find_label(line, lexicon) is not None
        or _has_clock(line)
        or ("@" in line and _names_identifier(line))
        or may_cite(line)
    )
    if shows_another:
        return False
    # No attribution goes on below a blank line. A date and an address above allow more forms.
    page = Page(Lines(f"{_DATED}\n\n{line}"), lexicon, [2])
    return attribution.is_none(page, 2)


def shows_nothing(raw: str) -> bool:
    """Whether a line certainly shows no sign, so that `fitting` returns no finder for it.

    `>\t\tbreak;`. Signs of a published heading are not considered. Most lines of code have no sign.
    """
    return (
        ":" not in raw
        and "@" not in raw
        and raw.isascii()
        and not may_begin_with_gap(raw)
        and not ("--" in raw and raw.rstrip().endswith("--"))
        and not is_between_angles(raw)
    )


def shows_sign(raw: str, lexicon: Lexicon) -> bool:
    """Whether `fitting` may return a finder for a line without quote marks or final dashes.

    Signs of a published heading are left out.
    """
    return (
        _closes(raw)
        or find_label(raw, lexicon) is not None
        or _has_clock(raw)
        or ("@" in raw and _names_identifier(raw))
        or may_cite(raw)
    )


def _closes(raw: str) -> bool:
    """Whether a line ends like an attribution: `… Ann Poe wrote:`."""
    # Most lines end with a letter, a full stop, or a sign of code.
    last = raw[-1:]
    may_close = last in ":*_" or last.isspace() or not last.isascii()
    if may_close and _CLOSING_COLON.search(raw[-8:]) is not None:
        return True
    # `Ann Poe <ann@quay.example> wrote in message news:8h2k$1@quay.example...`
    return ends_with_news(raw)


def _names_identifier(raw: str) -> bool:
    return _IDENTIFIER.search(raw, 0, _FURTHEST_IDENTIFIER) is not None


def layout_named(name: str) -> Layout:
    """The layout of a block or draft; for a name without a row, one without capabilities.

    `native message`, `no header` and `corrected` have no row: they are not found on lines.
    """
    return _by_name().get(name) or Layout(name, "")


def _has_clock(raw: str) -> bool:
    """Whether the line has a digit on both sides of a colon, `9:12`, or is GroupWise's line."""
    # `>>> Ann Poe 04.05.2020 9.12 >>>`
    if raw[:3] == ">>>" and is_between_angles(raw):
        return True
    # Searching for one character is fast, and in prose a colon follows a letter.
    colon = raw.find(":", 1) if raw.isascii() else 1
    if colon < 0 or (colon > 1 and not raw[colon - 1].isdecimal() and ":" not in raw[colon + 1 :]):
        return False
    return _CLOCK.search(raw, colon - 1) is not None


def _holds_attribution(lexicon: Lexicon, raw: str) -> bool:
    """Whether a line names an author after a time of day: `… 4:00 PM Ann wrote: Dear Ben`."""
    if len(raw) < _SHORTEST:
        return False
    return any(
        may_close(raw[: colon.start()], lexicon) for colon in _INNER_COLON.finditer(raw, _SHORTEST)
    )
