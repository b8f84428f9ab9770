"""The state of an archive that the page shows, until the next correction."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from typing import Any, NamedTuple

from mailrecon.app.decisions import MessageFinder
from mailrecon.app.pages import PageDrawer
from mailrecon.app.store import Store, StoredRow
from mailrecon.errors import UnfitError
from mailrecon.model import Archive, Field, Message, Source
from mailrecon.report.content import ArchiveContent, Units


class ShownCopy(NamedTuple):
    """One copy of a message: its place, and its fields there."""

    source: Source
    fields: Sequence[Field]


class Shown:
    """One state of the archive; `generation` counts them.

    `stored` has the key in the store of each message's text; `sources` are the documents without
    their text.
    """

    def __init__(self, archive: Archive, store: Store, pages: PageDrawer, generation: int) -> None:
        self.archive = archive
        self.generation = generation
        content = ArchiveContent(archive)
        self.units: Sequence[Units] = content.units
        self.sources = [
            self._without_text(item, pages.count(parsed.document))
            for item, parsed in zip(content.documents(), archive.parsed, strict=True)
        ]
        self.parents: list[int | None] = []
        self.stored: list[StoredRow] = []
        numbers = content.numbers
        # An equal message has the same content as before, but the number of its parent may have
        # changed.
        for message in archive.messages:
            self.stored.append(store.hold(hash(message), partial(content.message, message)))
            self.parents.append(numbers.get(message.parent) if message.parent else None)
        store.save()

    @staticmethod
    def _without_text(item: dict[str, Any], pages: int) -> dict[str, Any]:
        text = item.pop("text")
        item["length"] = len(text.encode("utf-16-le", "surrogatepass")) // 2
        item["text"] = ""
        item["pages"] = pages
        return item

    @cached_property
    def places(self) -> MessageFinder:
        """The places of all messages."""
        return MessageFinder(self.archive)

    @cached_property
    def keys(self) -> list[int]:
        """The keys in the store of the messages' texts."""
        return [item.key for item in self.stored]

    @cached_property
    def number_of(self) -> dict[int, int]:
        """The number of a message by its key in the store."""
        return {key: number for number, key in enumerate(self.keys)}

    def rows(self) -> list[dict[str, Any]]:
        """The messages for the list."""
        return [
            {**item.row, "key": item.key, "parent": parent}
            for item, parent in zip(self.stored, self.parents, strict=True)
        ]

    def message(self, number: int) -> Message:
        """A message. Raises UnfitError if there is none."""
        if not 0 <= number < len(self.stored):
            raise UnfitError(f"there is no message {number}")
        return self.archive.messages[number]

    def prints(self, number: int) -> list[ShownCopy]:
        """All copies of a message, the canonical one first."""
        message = self.message(number)
        copies = (ShownCopy(item.source, item.fields) for item in message.copies)
        return [ShownCopy(message.source, message.fields), *copies]

    def changes(self, before: Shown) -> dict[str, Any]:
        """The changes since the state `before`, for the page."""
        known = set(before.keys)
        return {
            "keys": self.keys,
            "parents": self.parents,
            "messages": {item.key: item.row for item in self.stored if item.key not in known},
            "documents": {
                number: item
                for number, item in enumerate(self.sources)
                if number >= len(before.sources) or before.sources[number] != item
            },
        }
