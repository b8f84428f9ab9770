"""Read the documents named on the command line, and rebuild the archive."""

from __future__ import annotations

import dataclasses
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import Struct, field
from msgspec.structs import replace

from mailrecon.cli.bar import late_bar, linking_bar, shown_bar
from mailrecon.errors import PartlyRead, ReadError, Stopped, one_line
from mailrecon.model import Archive
from mailrecon.pipeline import LinkOptions, link
from mailrecon.pipeline.delivery import PoolItem
from mailrecon.pipeline.garbage import keep_tables
from mailrecon.pipeline.progress import Progress
from mailrecon.pipeline.time_limit import can_limit_time
from mailrecon.read import ReadOptions, choose_reader
from mailrecon.read.files.archives import OpenedFile, UnreadableDocument
from mailrecon.read.files.inputs import InputFile, list_files
from mailrecon.recipe import recorded_options
from mailrecon.thread.rebuilt import RebuiltDocument

if TYPE_CHECKING:
    from mailrecon.pipeline.journal import Journal

# Below these limits (files, bytes) starting a worker process costs more than it saves.
_FEW_FILES = 16
_SMALL_SIZE = 1 << 20
# Bytes by which a file's format is recognised.
_HEAD = 1 << 16
# Inputs that a page names in its title.
_NAMED = 3


def title_of(names: Sequence[str]) -> str:
    """The title of a page about these inputs: their names, or the first few of many."""
    shown = ", ".join(Path(item).name or item for item in names[:_NAMED])
    return f"{shown}, … ({len(names)})" if len(names) > _NAMED else shown


class Inputs(Struct):
    """The inputs of a command, and the options for reading them.

    `reconstruct` fills `files` with the files that were opened and `unread` with the documents that
    could not be read. If none can be read it raises ReadError. `watch` is called with the share of
    bytes read so far, from 0 to 1, if it is known; without `watch`, the terminal shows a bar.
    `lazily`: messages are built one by one when asked for, by worker processes.
    """

    names: tuple[str, ...]
    options: ReadOptions
    strict: bool = False
    jobs: int = 1
    timeout: float | None = None
    unread: list[UnreadableDocument] = field(default_factory=list)
    files: list[OpenedFile] = field(default_factory=list)
    watch: Callable[[float], None] | None = None
    lazily: bool = False
    _listed: list[InputFile | UnreadableDocument] | None = None

    def reconstruct(
        self, options: LinkOptions, *, journal: Path | None = None, resume: bool = False
    ) -> Archive:
        """The archive of all documents.

        A few small files are read in this process, others in worker processes. These keep a
        `journal`, from which an interrupted run can `resume`; the caller discards it once the
        output is written. Raises ReadError, WriteError, ZoneError and Stopped.
        """
        self._correct(options)
        archive = self._reconstructed(options, journal=journal, resume=resume)
        if self.lazily and not isinstance(archive.messages, tuple):
            from mailrecon.pipeline.assembling import with_workers

            with_workers(archive.messages, self.jobs)
        return replace(archive, options={**archive.options, **recorded_options(self.options)})

    def documents(self, options: LinkOptions) -> Iterator[RebuiltDocument]:
        """The documents one by one as they are rebuilt, not linked.

        Raises ReadError.
        """
        self._correct(options)
        yield from self._taken(self._from_workers(None) if self._is_long() else self._from_here())

    def _correct(self, options: LinkOptions) -> None:
        self.options = dataclasses.replace(self.options, corrections=options.corrections)

    def _reconstructed(
        self, options: LinkOptions, *, journal: Path | None, resume: bool
    ) -> Archive:
        if not resume and not self._is_long():
            return link(self._taken(self._from_here()), options)
        # A journal of other options cannot be resumed.
        written_with = {"reading": repr(self.options)}
        from mailrecon.pipeline.journal import Journal

        kept = Journal(journal, written_with, resume=resume) if journal is not None else None
        try:
            return self._linked(self._taken(self._from_workers(kept)), options)
        except KeyboardInterrupt as error:
            if kept is None:
                raise
            kept.keep_now()
            raise Stopped(
                f"stopped; what was read so far is kept in {kept.path}: the same command with "
                "--resume continues from there"
            ) from error
        finally:
            if kept is not None:
                kept.close()

    def _linked(self, documents: Iterable[RebuiltDocument], options: LinkOptions) -> Archive:
        """The archive; the terminal also shows a bar for linking, unless there is a `watch`."""
        if self.watch is not None:
            return link(documents, options, lazily=self.lazily)
        with linking_bar() as watch:
            return link(documents, options, lazily=self.lazily, watch=watch)

    def refuse_unread(self) -> None:
        """Raise PartlyRead if a document could not be read; called when everything else is done."""
        if self.unread:
            for line in unread_lines(self.unread):
                click.echo(one_line(line), err=True)
            count = len(self.unread)
            documents = "1 document" if count == 1 else f"{count} documents"
            raise PartlyRead(f"{documents} could not be read; what is shown is of the others")

    def _from_here(self) -> Iterator[PoolItem]:
        from mailrecon.pipeline.here import rebuild_here

        keep_tables()
        files = self._all_files()
        if self.watch is not None or not sys.stderr.isatty():
            yield from rebuild_here(files, self.options, self.timeout)
            return
        total = sum(_size(file) for file in files if isinstance(file, InputFile))
        with late_bar(total, "reading") as bar:
            yield from rebuild_here(files, self.options, self.timeout, bar)

    def _from_workers(self, journal: Journal | None) -> Iterator[PoolItem]:
        from mailrecon.pipeline.pool import PoolOptions, rebuild_files

        keep_tables()
        files = self._all_files()
        options = PoolOptions(self.jobs, self.timeout, here=can_limit_time())
        with _progress(files, self.watch) as bar:
            yield from rebuild_files(files, self.options, options, journal, bar)

    def _all_files(self) -> list[InputFile | UnreadableDocument]:
        """The files to be read; folders are searched only once."""
        if self._listed is None:
            self._listed = list(list_files(self.names))
        return self._listed

    def _taken(self, items: Iterable[PoolItem]) -> Iterator[RebuiltDocument]:
        """Yield the documents among the results; record files and unread documents."""
        found = False
        for item in items:
            if isinstance(item, OpenedFile):
                self.files.append(item)
            elif isinstance(item, UnreadableDocument):
                if self.strict:
                    raise ReadError(item.reason)
                self.unread.append(item)
            else:
                found = True
                yield item
        self._refuse_nothing(found=found)

    def _refuse_nothing(self, *, found: bool) -> None:
        if not found and self.unread:
            raise ReadError(self.unread[0].reason)

    def _is_long(self) -> bool:
        """Whether worker processes are worth their start, or needed: a C library may crash."""
        if self.timeout is not None and not can_limit_time():
            return True
        size = 0
        for number, file in enumerate(self._all_files(), start=1):
            if isinstance(file, UnreadableDocument):
                continue
            if file.is_standard_input:
                if choose_reader(_peek(), file.name).is_isolated:
                    return True
                continue
            try:
                size += file.path.stat().st_size
                if number > _FEW_FILES or size > _SMALL_SIZE or _is_isolated(file):
                    return True
            except OSError:
                continue
        return False


def _peek() -> bytes:
    """The first bytes of standard input, which are not consumed."""
    peek = getattr(sys.stdin.buffer, "peek", None)
    return peek(_HEAD) if peek is not None else b""


def _is_isolated(file: InputFile) -> bool:
    if not stat.S_ISREG(file.path.stat().st_mode):
        return True
    with file.path.open("rb") as opened:
        return choose_reader(opened.read(_HEAD), file.name).is_isolated


@contextmanager
def _progress(
    files: Sequence[InputFile | UnreadableDocument], watch: Callable[[float], None] | None = None
) -> Iterator[Progress | None]:
    """A progress bar that counts bytes, or `watch`; None if standard error is not a terminal.

    A single file gets a bar only if it is text, has pages, or is a mailbox: other readers do not
    report their progress.
    """
    if watch is None and not sys.stderr.isatty():
        yield None
        return
    sizes = [_size(file) for file in files if isinstance(file, InputFile)]
    if watch is not None:
        yield _watched(watch, sum(sizes))
        return
    if not sum(sizes) or (len(files) < 2 and not _reports_progress(files[0])):
        yield None
        return
    with shown_bar(sum(sizes), "reading") as progress:
        yield progress


def _watched(watch: Callable[[float], None], total: int) -> Progress:
    behind = 0

    def update(size: int) -> None:
        nonlocal behind
        behind += size
        watch(behind / max(1, total))

    return Progress(update)


def _size(file: InputFile) -> int:
    try:
        return 0 if file.is_standard_input else file.path.stat().st_size
    except OSError:
        return 0


def _reports_progress(file: InputFile | UnreadableDocument) -> bool:
    if isinstance(file, UnreadableDocument) or file.is_standard_input:
        return False
    try:
        with file.path.open("rb") as opened:
            reader = choose_reader(opened.read(_HEAD), file.name)
            # A single picture, and an archive with one file, allow no estimate.
            return not reader.holds_files and reader.name != "picture"
    except OSError:
        return False


def unread_lines(unread: Iterable[UnreadableDocument]) -> list[str]:
    """One line for each document that could not be read."""
    return [f"not read: {item.reason}" for item in unread]
