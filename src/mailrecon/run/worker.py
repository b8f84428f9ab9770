"""What a worker process does: read one file, or take one document, and rebuild what it holds.

Importing this loads the lexicon, so that a server which forks workers has it ready for all.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from tempfile import NamedTemporaryFile
from typing import Any

from mailrecon.lexicon import load
from mailrecon.model import Document, Parsed
from mailrecon.parse import parse
from mailrecon.read import ReadOptions
from mailrecon.read.inputs import FoundFile, InputFile, Unread, read_data, read_file
from mailrecon.resolve import Resolved, resolve
from mailrecon.run.large import RebuiltLarge, rebuild_large

_LEXICON = load()

Rebuilt = tuple[Parsed, list[Resolved]]


@dataclass(frozen=True, slots=True)
class LargeInFile:
    """What was found in a document too large to be held, and the file with its messages."""

    rebuilt: RebuiltLarge
    path: str


Found = Rebuilt | LargeInFile | Unread | InputFile


def limit_memory(size: int) -> None:
    """Let this process have at most `size` bytes; a document that needs more fails alone."""
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = size if hard == resource.RLIM_INFINITY else min(size, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def do_all(calls: Iterable[tuple[Callable[..., bytes], tuple[Any, ...]]]) -> list[bytes]:
    """The results of several calls: one message to a worker and one back serve for all."""
    return [work(*arguments) for work, arguments in calls]


def rebuild_file(file: FoundFile, options: ReadOptions, folder: str) -> bytes:
    """All that is found in a file, pickled: the file itself, then its documents in order.

    The messages of one too large to be held go to a file in `folder`.
    """
    found: list[Found] = []
    for item in read_file(file, options, found.append):
        if isinstance(item, Document) and item.large is not None:
            with NamedTemporaryFile(dir=folder, delete=False) as out:
                found.append(LargeInFile(rebuild_large(item, _LEXICON, out), out.name))
        else:
            found.append(item if isinstance(item, Unread) else rebuild(item))
    return pickle.dumps(found, pickle.HIGHEST_PROTOCOL)


def rebuild_data(data: bytes, name: str, options: ReadOptions) -> bytes:
    """All that is found in a file's bytes, pickled: its documents in order."""
    found: list[Found] = [
        item if isinstance(item, Unread) else rebuild(item)
        for item in read_data(data, name, options)
    ]
    return pickle.dumps(found, pickle.HIGHEST_PROTOCOL)


def rebuild_document(document: Document) -> bytes:
    """What is found in one document, pickled, as `rebuild_file` gives it."""
    found: list[Found] = [rebuild(document)]
    return pickle.dumps(found, pickle.HIGHEST_PROTOCOL)


def rebuild(document: Document) -> Rebuilt:
    """A document parsed and resolved. Raises LedgerError."""
    page = parse(document, _LEXICON)
    return page, resolve(page, _LEXICON)
