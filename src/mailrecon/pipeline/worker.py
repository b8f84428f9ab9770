"""The work of a worker process: rebuild the messages of one file or document.

Importing this module loads the lexicon, so that the fork server loads it once for all workers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.errors import MailreconError, fault
from mailrecon.lexicon import load
from mailrecon.model import Document
from mailrecon.pipeline.one import is_taken_in_windows, rebuild
from mailrecon.pipeline.progress import reported_beside
from mailrecon.pipeline.records import (
    Found,
    LargeInFile,
    encode_found,
    encoded,
)
from mailrecon.read import ReadOptions, choose_reader
from mailrecon.read.files.archives import UnreadableDocument, read_data
from mailrecon.read.files.inputs import InputFile, read_file, read_file_data
from mailrecon.read.reading_progress import reading_watched
from mailrecon.rebuilding_progress import text_watched
from mailrecon.thread.rebuilt import RebuiltDocument

_LEXICON = load()
# Bytes by which a file's format is recognised.
_HEAD = 1 << 16
# Smaller files are read too fast for progress reports.
_SHORT = 1 << 16
# A smaller file is not opened to see whether it has pages, which take longer.
_SOON_READ = 1 << 15


class Result(Struct, frozen=True):
    """A worker's results, encoded once for its parent and the journal.

    It is `pickled` if a name has a lone surrogate, which MessagePack cannot store; such a result is
    not written to a journal.
    """

    found: bytes
    pickled: bool = False


Work = Callable[..., list[Found]]


def do_all(calls: Iterable[tuple[Work, tuple[Any, ...]]]) -> list[Result]:
    """Run a batch of calls in one round trip, and return their results."""
    return [_result(work(*arguments)) for work, arguments in calls]


def find_in_file(
    file: InputFile, options: ReadOptions, folder: str, *, sample: bool = True
) -> list[Found]:
    """The results of a file: the file itself, then its documents in order.

    The messages of one too large for memory go to a file in `folder`. A document that fails because
    of a bug in mailrecon is an UnreadableDocument. With `sample`, texts are sampled for linking
    already here; otherwise linking does it, if it needs the samples. Raises LedgerError.
    """
    # `rebuild_here` has no folder for small files.
    if not folder or is_soon_read(file):
        return _find_in_file(file, options, folder, _Watched(), sample=sample)
    beside = str(Path(folder) / f"part-{os.getpid()}")
    with reported_beside(beside) as tell, _watched(file, tell) as watched:
        return _find_in_file(file, options, folder, watched, sample=sample)


def is_soon_read(file: InputFile) -> bool:
    """Whether reading a file is too fast for progress reports."""
    try:
        return file.path.stat().st_size <= _SOON_READ
    except OSError:
        return False


class _Watched(Struct, frozen=True):
    """Progress callbacks for a file: `text` for a single text, `mails` for its mails."""

    text: Callable[[float], None] | None = None
    mails: Callable[[int], None] | None = None


@contextmanager
def _watched(file: InputFile, tell: Callable[[int], None]) -> Iterator[_Watched]:
    """Call `tell` with the number of bytes done, if the file's format allows it."""
    try:
        with file.path.open("rb") as opened:
            reader = choose_reader(opened.read(_HEAD), file.name)
        size = file.path.stat().st_size
    except OSError:
        yield _Watched()
        return
    if size < _SHORT and not reader.has_pages:
        yield _Watched()
    elif reader.holds_files or reader.holds_mails:
        yield _Watched(mails=tell)
    else:
        with reading_watched(lambda share: tell(int(share * size))) as reading:
            yield _Watched(text=reading.rest)


def find_in_bytes(
    file: InputFile, data: bytes, options: ReadOptions, *, sample: bool
) -> list[Found]:
    """The same as `find_in_file` for the bytes of a small file."""
    found: list[Found] = []
    for item in read_file_data(file, data, options, found.append):
        if isinstance(item, UnreadableDocument):
            found.append(item)
        else:
            found.append(_rebuilt(item, options, sample=sample))
    return found


def _find_in_file(
    file: InputFile, options: ReadOptions, folder: str, watched: _Watched, *, sample: bool
) -> list[Found]:
    found: list[Found] = []
    behind = 0
    for item in read_file(file, options, found.append):
        if isinstance(item, UnreadableDocument):
            found.append(item)
        elif is_taken_in_windows(item, options.corrections):
            from tempfile import NamedTemporaryFile

            from mailrecon.pipeline.large import keep_large

            with (
                NamedTemporaryFile(dir=folder, delete=False) as out,
                reported_beside(out.name) as tell,
            ):
                large = keep_large(item, _LEXICON, out, tell, sample=sample)
                found.append(LargeInFile(large, out.name))
        elif watched.text is not None:
            with text_watched(watched.text):
                found.append(_rebuilt(item, options, sample=sample))
        else:
            found.append(_rebuilt(item, options, sample=sample))
        if watched.mails is not None and isinstance(item, Document) and item.original is not None:
            behind += len(item.original)
            watched.mails(behind)
    return found


def find_in_data(data: bytes, name: str, options: ReadOptions) -> list[Found]:
    """The results of a file given as bytes: its documents in order; see `find_in_file`."""
    return [
        item if isinstance(item, UnreadableDocument) else _rebuilt(item, options)
        for item in read_data(data, name, options)
    ]


def find_in_document(document: Document, options: ReadOptions) -> list[Found]:
    """The result of one document, as from `find_in_file`."""
    return [_rebuilt(document, options)]


def _result(found: list[Found]) -> Result:
    found = encoded(found)
    try:
        return Result(encode_found(found))
    except UnicodeEncodeError:
        import pickle

        return Result(pickle.dumps(found, pickle.HIGHEST_PROTOCOL), pickled=True)


def _rebuilt(
    document: Document, options: ReadOptions, *, sample: bool = True
) -> RebuiltDocument | UnreadableDocument:
    """A document parsed and resolved, or the reason why this failed, so that the others go on."""
    try:
        found = rebuild(document, _LEXICON, options.corrections, sample=sample)
        return replace(found, messages=tuple(found.messages))
    except MailreconError:
        raise
    except Exception as error:
        if os.environ.get("MAILRECON_TRACEBACK"):
            raise
        return UnreadableDocument(document.name, f"{document.name}: {fault(error)}")
