"""The documents named on the command line, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mailrecon.errors import ReadError
from mailrecon.model import Document
from mailrecon.read import ReadOptions
from mailrecon.read.inputs import InputFile, Unread, read_inputs


@dataclass(slots=True)
class Inputs:
    """What a command reads. Iterating yields the documents.

    `files` then lists the files that were opened, `unread` the documents that could not be read.

    If none can be read, a ReadError is raised at the end: there is nothing to go on with.
    """

    names: tuple[str, ...]
    options: ReadOptions
    strict: bool = False
    unread: list[Unread] = field(default_factory=list)
    files: list[InputFile] = field(default_factory=list)

    def __iter__(self) -> Iterator[Document]:
        found = False
        for item in self._read():
            if isinstance(item, Unread):
                self.unread.append(item)
            else:
                found = True
                yield item
        if not found and self.unread:
            raise ReadError(self.unread[0].reason)

    def _read(self) -> Iterator[Document | Unread]:
        return read_inputs(self.names, self.options, strict=self.strict, opened=self.files.append)


def unread_lines(unread: Iterable[Unread]) -> list[str]:
    """One line for each document that could not be read."""
    return [f"not read: {item.reason}" for item in unread]
