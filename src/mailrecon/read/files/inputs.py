"""Read all kinds of input: files, folders, standard input, nested archives."""

from __future__ import annotations

import dataclasses
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.errors import ReadError
from mailrecon.model import Document
from mailrecon.read import ReadOptions, choose_reader, read_large_path
from mailrecon.read.files.archives import (
    IGNORED,
    MAILBOXES,
    Opened,
    OpenedFile,
    UnpackBudget,
    UnreadableDocument,
    data_of_path,
    is_in_mailbox,
    is_in_maildir,
    is_maildir,
    report_opened,
    reporting,
)
from mailrecon.read.files.linked import images_left_out, images_with_text, linked_files

# Windows would change line ends.
_BINARY = getattr(os, "O_BINARY", 0)
# At most this many bytes are read at once.
_SMALL = 1 << 16
_LINK = "a link, not read"
_LOOSE_LINK = "a broken link, not read"
_NO_FILE = "a pipe, socket or device, not read"


def read_inputs(
    names: Iterable[str],
    options: ReadOptions,
    *,
    strict: bool = False,
    opened: Opened | None = None,
) -> Iterator[Document | UnreadableDocument]:
    """Every document in the given files, folders and archives; `-` is standard input.

    One that can't be read is an `UnreadableDocument`, or raises ReadError if `strict`. Folders are
    read in the order of their names; links inside them are reported, not followed. `opened` is
    called with each file that could be opened, before its documents are yielded, and then with the
    files that belong to it.
    """
    for file in list_files(names):
        if isinstance(file, UnreadableDocument):
            found: Iterator[Document | UnreadableDocument] = iter((file,))
        else:
            found = read_file(file, options, opened)
        for item in found:
            if strict and isinstance(item, UnreadableDocument):
                raise ReadError(item.reason)
            yield item


class InputFile(Struct, frozen=True):
    """A file to be read, and the name of its documents: its path below the folder given.

    `in_folder` is True if the folder was given, not the file itself. `left_out` is the number of
    page images that an Opticon file lists and that are not read, because there are texts of the
    same pages.
    """

    path: Path
    name: str
    in_folder: bool = False
    left_out: int = 0

    @property
    def is_standard_input(self) -> bool:
        """Whether this is standard input."""
        return str(self.path) == "-"


def list_files(names: Iterable[str]) -> Iterator[InputFile | UnreadableDocument]:
    """The given files, and the files in the given folders, in the order of `read_inputs`.

    Files that share a name in several inputs get the shortest path that distinguishes them.
    """
    given = list(names)
    if len(given) < 2:
        yield from _listed(given)
        return
    # Names within one folder differ, so this is needed only for several inputs.
    called = {
        file.path: file.name
        for file in _listed(given)
        if isinstance(file, InputFile) and not file.is_standard_input
    }
    longer = _longer_names(called)
    del called
    for file in _listed(given):
        if isinstance(file, InputFile) and file.path in longer:
            file = replace(file, name=longer[file.path])
        yield file


def _longer_names(names: Mapping[Path, str]) -> dict[Path, str]:
    """Unique names for the files that share a name.

    `b/a.txt` and `c/a.txt`, both called `a.txt`, get these names. But if a given folder contains
    another `b/a.txt`, both get longer names.
    """
    found: dict[Path, str] = {}
    groups: dict[str, list[Path]] = {}
    for path, name in names.items():
        groups.setdefault(name, []).append(path)
    while shared := {name: paths for name, paths in groups.items() if len(paths) > 1}:
        changed = False
        for name, paths in shared.items():
            del groups[name]
            for path, longer in distinguishing_names(paths, name).items():
                changed = changed or longer != name
                found[path] = longer
                groups.setdefault(longer, []).append(path)
        if not changed:
            break
    return found


def distinguishing_names(paths: Iterable[Path], name: str) -> dict[Path, str]:
    """The shortest unique end of each path that contains `name`."""
    parts = {path: path.absolute().parts for path in paths}
    least = len(PurePosixPath(name).parts)
    longest = max(map(len, parts.values()), default=0)
    found: dict[Path, str] = {}
    for count in range(least, longest + 1):
        ends = Counter(whole[-count:] for whole in parts.values())
        for path, whole in parts.items():
            if path not in found and (ends[whole[-count:]] == 1 or count == longest):
                found[path] = "/".join(whole[-count:]).replace("//", "/")
    return found


def _listed(names: Iterable[str]) -> Iterator[InputFile | UnreadableDocument]:
    for name in names:
        path = Path(name)
        try:
            if name == "-" or not path.is_dir():
                yield InputFile(path, path.name)
                if path.is_file():
                    yield from (InputFile(file, called) for file, called in linked_files(path))
                continue
            yield from _in_folder(path)
        except OSError as error:
            yield UnreadableDocument(
                name, f"{error.filename or name}: cannot be read ({error.strerror})"
            )


def _in_folder(folder: Path) -> Iterator[InputFile | UnreadableDocument]:
    """The files below a folder, without page images that have a text file; and the unreadable
    entries.
    """
    entries = list(_entries(folder))
    images = images_with_text([entry.path for entry in entries if entry.reason is None])
    left_out = {image for listed in images.values() for image in listed}
    above = len(str(folder / "x")) - 1
    for path, reason in entries:
        name = str(path)[above:].replace(os.sep, "/") or str(folder)
        if reason is not None:
            yield UnreadableDocument(name, f"{name}: {reason}")
        elif not images:
            # Only productions have lists of page images.
            yield InputFile(path, name, in_folder=True)
        elif path not in left_out:
            yield InputFile(path, name, in_folder=True, left_out=len(images.get(path, ())))


def read_file(
    file: InputFile, options: ReadOptions, opened: Opened | None = None
) -> Iterator[Document | UnreadableDocument]:
    """Every document in one file, archives unpacked; see `read_inputs`."""
    if file.is_standard_input:
        data = sys.stdin.buffer.read()
        report_opened(opened, "-", data)
        yield from data_of_path(data, "standard-input", options, UnpackBudget.of(data), 0)
        return
    try:
        large = read_large_path(file.path, file.name, options)
        data = b"" if large is not None else file.path.read_bytes()
    except OSError as error:
        yield UnreadableDocument(file.name, f"{file.path}: cannot be read ({error.strerror})")
        return
    except ReadError as error:
        yield UnreadableDocument(file.name, str(error))
        return
    if large is not None and large.large is not None:
        if opened is not None:
            opened(OpenedFile(str(file.path), large.large.size, large.sha256))
        yield large
        return
    yield from read_file_data(file, data, options, opened)


def small_file_bytes(path: Path) -> bytes:
    """The bytes of a file that is most probably small. Raises OSError.

    `Path.read_bytes` takes three times as long: it makes a buffer and asks for the file's size.
    """
    opened = os.open(path, os.O_RDONLY | _BINARY)
    try:
        data = os.read(opened, _SMALL)
        is_whole = not os.read(opened, 1)
    finally:
        os.close(opened)
    return data if is_whole else path.read_bytes()


def read_file_data(
    file: InputFile, data: bytes, options: ReadOptions, opened: Opened | None = None
) -> Iterator[Document | UnreadableDocument]:
    """The same as `read_file`, for a file whose bytes were read."""
    report_opened(opened, str(file.path), data)
    reader = choose_reader(data, file.name)
    # Files that a page or message refers to: style sheets, parts stored by Apple Mail.
    if not reader.has_windows:
        options = dataclasses.replace(
            options,
            folder=str(file.path.parent),
            read_with=reporting(opened, str(file.path)) if opened is not None else None,
        )
    found = is_in_maildir(
        data_of_path(data, file.name, options, UnpackBudget.of(data), 0), file.path
    )
    if file.in_folder and reader.name in MAILBOXES:
        found = is_in_mailbox(found, PurePosixPath(file.name))
    if file.left_out:
        found = with_left_out(found, file.left_out)
    yield from found


def with_left_out(
    found: Iterable[Document | UnreadableDocument], count: int
) -> Iterator[Document | UnreadableDocument]:
    """The documents of an Opticon file; the first has a notice with the number of page images not
    read.
    """
    for number, item in enumerate(found):
        if number == 0 and isinstance(item, Document):
            item = replace(item, warnings=(*item.warnings, images_left_out(count)))
        yield item


class _FolderEntry(NamedTuple):
    """A file below a folder; or an entry that is not read, with the reason."""

    path: Path
    reason: str | None = None


def _entries(folder: Path) -> Iterator[_FolderEntry]:
    """The files below a folder without hidden ones; in a Maildir, only the mail.

    Links, pipes and folders that cannot be opened are reported.
    """
    maildir = is_maildir(folder)
    try:
        # `scandir` returns the kinds of the entries, which saves a system call for each.
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda item: item.name)
    except OSError as error:
        yield _FolderEntry(folder, f"cannot be read ({error.strerror})")
        return
    for entry in found:
        if entry.name in IGNORED or (maildir and entry.name == "tmp"):
            continue
        path = folder / entry.name
        if entry.name.startswith(".") and not (maildir and is_maildir(path)):
            continue
        if entry.is_symlink():
            yield _FolderEntry(path, _LINK if path.exists() else _LOOSE_LINK)
        elif entry.is_dir():
            yield from _entries(path)
        elif not entry.is_file():
            yield _FolderEntry(path, _NO_FILE)
        elif not maildir:
            yield _FolderEntry(path)


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The documents in an archive. Raises ReadError at the first that can't be read."""
    for found in data_of_path(data, name, options, UnpackBudget.of(data), 0):
        if isinstance(found, UnreadableDocument):
            raise ReadError(found.reason)
        yield found
