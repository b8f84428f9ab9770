"""Pass the results of files on to linking, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec.structs import replace

from mailrecon.pipeline.records import Found, LargeInFile
from mailrecon.read.files.archives import AbsentFile, OpenedFile, UnreadableDocument
from mailrecon.thread.rebuilt import RebuiltDocument, RebuiltMessage

# The messages of a document too large for memory are passed one by one.
PoolItem = RebuiltDocument | UnreadableDocument | OpenedFile


def delivered(items: Iterable[Found]) -> Iterator[PoolItem]:
    """Yield each result; the messages of a large document are read from their file on the way."""
    for item in items:
        if isinstance(item, LargeInFile):
            yield replace(item.document, messages=_messages(item.path))
            Path(item.path).unlink()
        elif not isinstance(item, AbsentFile):
            yield item


def _messages(path: str) -> Iterator[RebuiltMessage]:
    from mailrecon.pipeline.large import kept_in

    with Path(path).open("rb") as file:
        yield from kept_in(file)


def took_too_long(limit: float) -> str:
    """The message to a user about a document that took longer than `limit` seconds."""
    return f"took longer than {limit:g} seconds (--timeout); read it alone, or give it more"
