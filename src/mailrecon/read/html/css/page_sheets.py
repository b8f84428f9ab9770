"""Make one closed style sheet of all sheets of a page, and remember it for pages of the same site.

    <style> .field th { text-align: left } .notice { display: none } </style>

All pages of a web archive have the same sheets. A closed sheet is only read, so that pages can
share it. One that imports others depends on files beside the page, and is made for each page.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from mailrecon.read.html.css.sheet import StyleSheet

# Characters of all sheets of a page; longer ones are not kept.
_LONGEST = 32_000


class SheetText(NamedTuple):
    """The text of a sheet, or None if it is missing; the media it is for, and its address."""

    text: str | None
    media: str
    address: str


def style_sheet(
    texts: tuple[SheetText, ...],
    imported: Callable[[str], str | None] | None,
    *,
    quirks: bool,
    counting: bool,
) -> StyleSheet:
    """The sheets as one, closed. `counting`: the page has `sibling-index()` in an attribute."""
    if sum(len(item.text or "") + len(item.media) for item in texts) <= _LONGEST:
        known = _without_imports(
            tuple((item.text, item.media) for item in texts), quirks=quirks, counting=counting
        )
        if known is not None:
            return known
    return _made(texts, imported, quirks=quirks, counting=counting)


@lru_cache(maxsize=16)
def _without_imports(
    texts: tuple[tuple[str | None, str], ...], *, quirks: bool, counting: bool
) -> StyleSheet | None:
    """The sheets as one; None if one imports another."""
    without_address = tuple(SheetText(text, media, "") for text, media in texts)
    sheet = _made(without_address, None, quirks=quirks, counting=counting)
    sheet.is_shared = True
    return None if sheet.imports else sheet


def _made(
    texts: tuple[SheetText, ...],
    imported: Callable[[str], str | None] | None,
    *,
    quirks: bool,
    counting: bool,
) -> StyleSheet:
    sheet = StyleSheet(quirks=quirks, imported=imported)
    if counting:
        sheet.add("/* sibling-index() */")
    for item in texts:
        if item.text is None:
            sheet.missing += 1
        else:
            sheet.add(item.text, item.media, item.address)
    sheet.close()
    return sheet
