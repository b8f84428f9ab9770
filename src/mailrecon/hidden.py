"""Describe hidden text for the outputs: where it is, how it is hidden, how long it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from mailrecon.model import Document, HiddenText, Hiding, Notice, NoticeCode, Span

# Most web pages contain hundreds of these, and their authors never meant them to be visible. They
# are counted and listed, but cause no warning.
_USUAL = frozenset({Hiding.COMMENT, Hiding.LINK, Hiding.METADATA, Hiding.NOT_DISPLAYED})
_MOST_PAGES = 10


def hidden_record(item: HiddenText) -> dict[str, Any]:
    """Hidden text as the JSON object that docs/ledger.md describes."""
    return {
        "span": [item.span.start, item.span.end],
        "how": item.how.value,
        "characters": item.characters,
        "page": item.page,
        "box": list(item.box) if item.box is not None else None,
        "place": item.place,
    }


def hidden_in(document: Document, spans: Sequence[Span]) -> tuple[HiddenText, ...]:
    """The hidden text that begins within the stretch that `spans` cover.

    An empty span at the end of a line counts as within that line: `Best, Ann<!-- her number -->`.
    """
    if not document.hidden:
        return ()
    covered = Span.covering(spans)
    start, end = covered.start, covered.end
    at_line_end = document.text[end : end + 1] in ("", "\n")
    return tuple(
        item
        for item in document.hidden
        if start <= item.span.start < end
        or (at_line_end and item.span.start == end and not len(item.span))
    )


def hidden_counts(document: Document) -> dict[str, int]:
    """The number of hidden texts in a document, and of their characters, for the manifest."""
    return {
        "texts": len(document.hidden),
        "characters": sum(item.characters for item in document.hidden),
    }


def document_notices(document: Document) -> tuple[Notice, ...]:
    """The warnings of a document's reader, and one on the hidden text that was withheld."""
    found = [item for item in document.hidden if item.how not in _USUAL] if document.hidden else ()
    if not found:
        return document.warnings
    ways = ", ".join(sorted({item.how.value for item in found}))
    characters = sum(item.characters for item in found)
    places = "1 place" if len(found) == 1 else f"{len(found)} places"
    text = (
        f"{document.name}: hidden text{_on_pages(found)}: withheld "
        f"({places}, {characters} characters; {ways})"
    )
    return (*document.warnings, Notice(NoticeCode.HIDDEN_TEXT, text))


def _on_pages(found: Iterable[HiddenText]) -> str:
    """` on page 3`, ` on pages 3, 5 and 12 more`; empty if the format has no pages."""
    pages = sorted({item.page for item in found if item.page is not None})
    if not pages:
        return ""
    shown = ", ".join(map(str, pages[:_MOST_PAGES]))
    more = f" and {len(pages) - _MOST_PAGES} more" if len(pages) > _MOST_PAGES else ""
    return f" on page{'s' if len(pages) > 1 else ''} {shown}{more}"
