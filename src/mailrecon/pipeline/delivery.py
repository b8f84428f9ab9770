"""What was found in files, one thing after the other, as linking takes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from mailrecon.lexicon import load
from mailrecon.model import Parsed
from mailrecon.pipeline.large import resolved_in
from mailrecon.pipeline.records import Found, LargeInFile
from mailrecon.read.inputs import OpenedFile, UnreadableDocument
from mailrecon.resolve import Resolved

# The messages of a document too large to be held pass one by one.
PoolItem = tuple[Parsed, Iterable[Resolved]] | UnreadableDocument | OpenedFile


def delivered(items: Iterable[Found]) -> Iterator[PoolItem]:
    """Each thing found; the messages of a large document are read from their file meanwhile."""
    for item in items:
        if isinstance(item, LargeInFile):
            yield item.rebuilt.parsed, _messages(item)
            Path(item.path).unlink()
        else:
            yield item


def _messages(item: LargeInFile) -> Iterator[Resolved]:
    with Path(item.path).open("rb") as file:
        yield from resolved_in(file, item.rebuilt.order, load())


def took_too_long(limit: float) -> str:
    """What a user is told of a document that took longer than `limit` seconds."""
    return f"took longer than {limit:g} seconds (--timeout); read it alone, or give it more"
