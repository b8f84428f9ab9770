"""Where something stands in a source, as a reader finds it: by page and line, not by character."""

from __future__ import annotations

from bisect import bisect_right

from mailrecon.citation import first_place, place_name
from mailrecon.model import Archive, Document, Message, Parsed, Source, Span


class Places:
    """Names places in the documents of an archive. Of several documents each is named, too."""

    def __init__(self, archive: Archive) -> None:
        self._several = len(archive.parsed) > 1
        self._pages: dict[tuple[str, str], Parsed] = {}
        for parsed in archive.parsed:
            self._pages[parsed.document.name, parsed.document.sha256] = parsed

    def of_message(self, message: Message) -> str:
        """`page 3, line 12`; with the document's name in front where there are several."""
        return self._named(message.source.document, first_place(message.source))

    def of_source(self, source: Source) -> str:
        """Where a message begins, always with the document's name."""
        return f"{source.document}, {first_place(source)}"

    def of_span(self, source: Source, span: Span) -> str:
        """Where a span of a message's document begins; nothing where nobody knows."""
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
    # The text of a large file is not held: reading it again for a line is not worth it.
    if document.large is not None or character > len(document.text):
        return ""
    return f"line {document.text.count(chr(10), 0, character) + 1}"
