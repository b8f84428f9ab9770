"""The library: what `mailrecon` exports, with the same names as the command line.

    convert   reconstruct + write        verify   verify_output
    inspect   Archive.threads            report   write_report
    people    Archive.people             hidden   Document.hidden

Packages that only some calls need are imported by those calls.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from mailrecon.errors import ReadError
from mailrecon.model import Archive, Document, Notice, NoticeCode
from mailrecon.pipeline.options import JobOptions, ProgressCallback
from mailrecon.read.options import ReadOptions
from mailrecon.recipe import recorded_options
from mailrecon.thread.options import LinkOptions

if TYPE_CHECKING:
    from mailrecon.pipeline.delivery import PoolItem
    from mailrecon.read.files.archives import UnreadableDocument
    from mailrecon.read.files.inputs import InputFile
    from mailrecon.thread.rebuilt import RebuiltDocument
    from mailrecon.verify import Verified
    from mailrecon.writers import Run, WriteOptions

Source = str | PathLike[str]


def reconstruct(
    source: Source | bytes | Iterable[Source],
    *,
    name: str = "text",
    encoding: str | None = None,
    reading: ReadOptions | None = None,
    linking: LinkOptions | None = None,
    jobs: JobOptions | None = None,
) -> Archive:
    """Find and rebuild every message in one or several documents.

    `source` is a path, several paths, or the bytes of one file. A path names a file, a folder or an
    archive. `name` is the name of a document that is given as bytes. `encoding` is short for
    `ReadOptions(encoding=…)`. A `str` that contains a line break is a text and not a path: it is
    refused with a hint at `reconstruct_text`.

    Raises ReadError where a document cannot be read (see `JobOptions.strict`), and ZoneError where
    `linking` names a zone or person that is not known.
    """
    if reading is None:
        reading = _reading(encoding)
    elif encoding is not None:
        reading = dataclasses.replace(reading, encoding=encoding)
    if isinstance(source, bytes):
        return _from_bytes(source, name, reading, linking)
    if isinstance(source, str) and "\n" in source:
        return reconstruct_text(source, name=name, linking=linking)
    paths = [source] if isinstance(source, str | PathLike) else list(source)
    return _from_paths(paths, reading, linking or LinkOptions(), jobs or JobOptions())


def reconstruct_text(
    text: str, *, name: str = "text", linking: LinkOptions | None = None
) -> Archive:
    """Find and rebuild every message in `text`, a document that is called `name`.

    Raises ZoneError.
    """
    reconstruct_documents, _, read_text = _stages()
    reading = _reading("utf-8")
    archive = reconstruct_documents(read_text(text, name, reading), linking)
    return _recorded(archive, reading)


def write(
    archive: Archive,
    path: Source,
    options: WriteOptions | None = None,
    *,
    to: str | None = None,
    force: bool = False,
    run: Run | None = None,
) -> None:
    """Write `archive` to `path` in the format `to`, or in the one that the suffix names.

    `force` replaces a file or folder that exists. With `run`, a manifest is written too
    (`mailrecon.writers.write`). Raises WriteError.
    """
    from mailrecon.writers import write as write_archive

    write_archive(archive, Path(path), to=to, force=force, run=run, options=options)


def verify_output(
    output: Source,
    sources: Source | Sequence[Source] = (),
    *,
    ledger: Source | None = None,
    reading: ReadOptions | None = None,
    linking: LinkOptions | None = None,
    only: Source | None = None,
    progress: Callable[[int], None] | None = None,
) -> Verified:
    """Rebuild `output` from its `sources`, and report every field that differs.

    Without sources, the output is checked against its checksums and the mail standards only.
    `reading` and `linking` need only the options that an output does not record: a password,
    people, corrections. `only` is the file that selected the messages. Raises ReadError where the
    output cannot be read at all.
    """
    from mailrecon.verify import verify

    given = [sources] if isinstance(sources, str | PathLike) else sources
    return verify(
        Path(output),
        tuple(str(item) for item in given),
        ledger=Path(ledger) if ledger is not None else None,
        options=reading,
        linking=linking,
        only=Path(only) if only is not None else None,
        progress=progress,
    )


def write_report(archive: Archive, path: Source, *, title: str, force: bool = False) -> None:
    """Write a single self-contained web page that shows `archive`. Raises WriteError."""
    from mailrecon.report import write_report as write_page

    write_page(archive, Path(path), title=title, force=force)


@lru_cache(maxsize=64)
def _reading(encoding: str | None) -> ReadOptions:
    """The reading options of a call that gives only the encoding."""
    return ReadOptions(encoding)


def _from_bytes(
    data: bytes, name: str, reading: ReadOptions, linking: LinkOptions | None
) -> Archive:
    reconstruct_documents, read_bytes, _ = _stages()
    archive = reconstruct_documents(read_bytes(data, name, reading), linking)
    return _recorded(archive, reading)


# An import within a function takes a microsecond each time.
@lru_cache(maxsize=1)
def _stages() -> tuple[
    Callable[..., Archive], Callable[..., Iterator[Document]], Callable[..., Iterator[Document]]
]:
    """The functions that rebuild messages, read bytes and read text, imported when needed."""
    from mailrecon.pipeline.reconstruct import reconstruct_documents
    from mailrecon.read.documents import read_bytes, read_text

    return reconstruct_documents, read_bytes, read_text


def _from_paths(
    paths: Iterable[Source], reading: ReadOptions, linking: LinkOptions, jobs: JobOptions
) -> Archive:
    from mailrecon.pipeline import link
    from mailrecon.read.files.inputs import list_files

    reading = dataclasses.replace(reading, corrections=linking.corrections)
    files = list(list_files([str(path) for path in paths]))
    unread: list[Notice] = []
    archive = link(_readable(_found(files, reading, jobs), unread, jobs), linking)
    archive = replace(archive, warnings=(*archive.warnings, *unread))
    return _recorded(archive, reading)


def _recorded(archive: Archive, reading: ReadOptions) -> Archive:
    """The archive, with the reading options added to the options that its outputs record."""
    usual = reading is _reading(reading.encoding)
    recorded = _recorded_encoding(reading.encoding) if usual else recorded_options(reading)
    return replace(archive, options={**archive.options, **recorded})


@lru_cache(maxsize=64)
def _recorded_encoding(encoding: str | None) -> Mapping[str, Any]:
    """What is recorded of the options of `_reading`."""
    return recorded_options(_reading(encoding))


def _found(
    files: Sequence[InputFile | UnreadableDocument], reading: ReadOptions, jobs: JobOptions
) -> Iterator[PoolItem]:
    """Yield the result of each file, in order; this process or worker processes make it."""
    if jobs.jobs is None:
        from mailrecon.pipeline.here import rebuild_here

        advance = _counter(jobs.progress, files)

        def counted() -> Iterator[InputFile | UnreadableDocument]:
            for file in files:
                yield file
                # The pool asks for the next file when this one is finished.
                advance(_size(file))

        yield from rebuild_here(counted(), reading, jobs.timeout)
        return
    from mailrecon.pipeline.pool import PoolOptions, rebuild_files
    from mailrecon.pipeline.progress import Progress

    bar = Progress(_counter(jobs.progress, files))
    yield from rebuild_files(files, reading, PoolOptions(jobs.jobs, jobs.timeout), None, bar)


def _counter(
    progress: ProgressCallback | None, files: Iterable[InputFile | UnreadableDocument]
) -> Callable[[int], None]:
    """Return a function that adds up numbers of bytes and calls `progress` with the sum so far."""
    if progress is None:
        return lambda _: None
    total, done = sum(map(_size, files)), 0

    def advance(size: int) -> None:
        nonlocal done
        done += size
        progress(min(done, total), total)

    return advance


def _size(file: InputFile | UnreadableDocument) -> int:
    from mailrecon.read.files.archives import UnreadableDocument

    if isinstance(file, UnreadableDocument) or file.is_standard_input:
        return 0
    try:
        return file.path.stat().st_size
    except OSError:
        return 0


def _readable(
    items: Iterable[PoolItem], unread: list[Notice], jobs: JobOptions
) -> Iterator[RebuiltDocument]:
    """Yield the documents that could be read; add a notice to `unread` for each other one."""
    from mailrecon.read.files.archives import OpenedFile, UnreadableDocument

    for item in items:
        if isinstance(item, UnreadableDocument):
            if jobs.strict:
                raise ReadError(item.reason)
            unread.append(Notice(NoticeCode.NOT_READ, item.reason))
        elif not isinstance(item, OpenedFile):
            yield item
