"""Name places in a source so that people find them: by page and line, not by character."""

from __future__ import annotations

from bisect import bisect_right

from mailrecon.citation import copy_place, first_place, place_name
from mailrecon.model import Archive, Document, Message, Parsed, Source, Span


class PlaceNames:
    """Names places in an archive's documents; with the document's name if there are several."""

    def __init__(self, archive: Archive) -> None:
        self._several = len(archive.parsed) > 1
        self._pages: dict[tuple[str, str], Parsed] = {}
        for parsed in archive.parsed:
            self._pages[parsed.document.name, parsed.document.sha256] = parsed

    def of_message(self, message: Message) -> str:
        """`page 3, line 12`, or `report.pdf, page 3, line 12` if there are several documents."""
        return self._named(message.source.document, first_place(message.source))

    def of_source(self, source: Source) -> str:
        """The place where a message begins, always with the document's name."""
        return copy_place(source)

    def of_span(self, source: Source, span: Span) -> str:
        """The place where a span of a message's document begins; empty if it is not known."""
        parsed = self._pages.get((source.document, source.sha256))
        place = "" if parsed is None else _place(parsed.document, span.start)
        return self._named(source.document, place) if place else ""

    def _named(self, document: str, place: str) -> str:
        return f"{document}, {place}" if self._several else place


def _place(document: Document, character: int) -> str:
    places = document.places
    if places:
        found = bisect_right(places, character, key=lambda one: one.span.start) - 1
        return place_name(places[max(found, 0)])
    # The text of a large file is not in memory; a line number is not worth reading it again.
    if document.large is not None or character > len(document.text):
        return ""
    return f"line {document.text.count(chr(10), 0, character) + 1}"
