"""Unpack archives and compressed files, within limits that no archive can exceed.

ZIP, TAR and streams (gzip, bzip2, xz), nested up to `MAX_NESTING`. Content beyond a limit is
reported and not read.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path, PurePath, PurePosixPath
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import force_setattr, replace

from mailrecon.errors import MailreconError, ReadError, fault, one_line
from mailrecon.model import Document
from mailrecon.read import READERS, ReadOptions, choose_reader, read_bytes
from mailrecon.read.files.cut_zip import with_directory
from mailrecon.read.files.packed import without_images
from mailrecon.read.files.streams import opened_stream
from mailrecon.read.mail.states import letters
from mailrecon.read.options import ReadWith
from mailrecon.regex import regex

if TYPE_CHECKING:
    import tarfile
    import zipfile

# Limits on archives: large enough for productions, and exceeded by zip bombs.
MAX_NESTING = 3
MAX_MEMBERS = 200_000
MAX_MEMBER = 1 << 30
MAX_TOTAL = 8 << 30
MAX_RATIO = 250
_SMALL = 1 << 20
# A compressed file is read in small pieces, so that less is lost if its end is damaged.
_PIECE = 1 << 13
_LEAST_TOTAL = 64 << 20
# Readers by name whose files hold other files.
ARCHIVES = frozenset(reader.name for reader in READERS if reader.holds_files)
IGNORED = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini", ".DS_Store"})
_MAILDIR = ("cur", "new", "tmp")
# The folders of a Maildir that hold mail.
_WITH_MAIL = ("cur", "new")
_IN_MAILDIR = frozenset((name,) for name in _WITH_MAIL)
# The names of readers of single-file mailboxes, and the suffixes of such files and their folders.
MAILBOXES = frozenset({"mbox", "mmdf", "babyl"})
_MAILBOX_SUFFIX = regex(r"\.(?:mbox|mbx|sbd|mmdf|rmail)\Z", re.IGNORECASE)
_COMPRESSED = (".gz", ".bz2", ".xz")
# Non-ASCII letters in a folder's name, as UTF-16 in a form of base64.
_SHIFTED = regex(r"&([A-Za-z0-9+,]*)-")
# The flags in a Maildir's file name, including the letters that Dovecot adds for keywords.
_FLAGS = regex(r"[:;!\-]2,([A-Za-z]{0,40})\Z")


class UnreadableDocument(Struct, frozen=True):
    """A document that could not be read, and the reason: one sentence that says what to do."""

    name: str
    reason: str

    def __post_init__(self) -> None:
        force_setattr(self, "reason", one_line(self.reason))


class UnpackBudget(Struct):
    """The number of members and bytes that the archives of one input may still unpack to."""

    members: int
    size: int

    @classmethod
    def of(cls, data: bytes) -> UnpackBudget:
        """The limits by an input's size: overlapping members of a zip have no other limit."""
        return cls(MAX_MEMBERS, min(MAX_TOTAL, MAX_RATIO * len(data) + _LEAST_TOTAL))


class OpenedFile(Struct, frozen=True):
    """A file as it was read: its path, its size in bytes, and the SHA-256 of its bytes.

    `read_with` is the path of the document to which it belongs: the page of a style sheet, or the
    message whose parts Apple Mail keeps in other files.
    """

    name: str
    size: int
    sha256: str
    read_with: str | None = None


class AbsentFile(Struct, frozen=True):
    """A missing file to which a document refers; `read_with` is the document's path.

    A resumed run reads the document again if the file exists now.
    """

    name: str
    read_with: str


Opened = Callable[[OpenedFile | AbsentFile], None]


def is_in_maildir(
    items: Iterable[Document | UnreadableDocument], path: PurePath
) -> Iterator[Document | UnreadableDocument]:
    """The documents; a mail gets the folder and the flags that its path has, if any."""
    # `path.parent` would make another path for each file.
    if path.parts[-2:-1] not in _IN_MAILDIR:
        yield from items
        return
    folder = maildir_folder(path)
    flags = maildir_flags(path.name)
    # A mail that no client has seen has no flags, and is in `new`.
    flags = "" if flags is None and path.parent.name == "new" else flags
    for item in items:
        if isinstance(item, Document) and item.folder is None and folder is not None:
            item = replace(item, folder=folder)
        # A message that was attached has no file of its own.
        if isinstance(item, Document) and flags is not None and item.attached_to is None:
            item = replace(item, flags=letters(flags))
        yield item


def is_in_mailbox(
    items: Iterable[Document | UnreadableDocument], path: PurePosixPath
) -> Iterator[Document | UnreadableDocument]:
    """The documents of a single-file mailbox; documents without a folder get that of its path."""
    folder = mailbox_folder(path)
    for item in items:
        if isinstance(item, Document) and item.folder is None and folder:
            item = replace(item, folder=folder)
        yield item


def mailbox_folder(path: PurePosixPath) -> str:
    """The mail folder of a mailbox file: `Inbox/Locks` of `Inbox.sbd/Locks` and
    `Inbox/Locks.mbox/mbox`.

    Thunderbird keeps the folders in a folder in `NAME.sbd`; Apple Mail exports `NAME.mbox/mbox`.
    """
    parts = [_MAILBOX_SUFFIX.sub("", part) for part in path.parts]
    if len(parts) > 1 and path.name == "mbox":
        parts.pop()
    return "/".join(part for part in parts if part)


def maildir_folder(path: PurePath) -> str | None:
    """The folder of a message in a Maildir++: `Sent/2020` of `.Sent.2020/cur/1:2,S`.

    Servers encode its letters like IMAP: `Entw&APw-rfe` (RFC 3501, 5.1.3).
    """
    box = path.parent.parent
    if path.parent.name not in _WITH_MAIL or not box.name.startswith("."):
        return None
    return "/".join(_imap_name(part) for part in box.name.split(".") if part) or None


def _imap_name(name: str) -> str:
    """`Entwürfe` of `Entw&APw-rfe`; a name without this encoding, such as `R&D`, is unchanged."""
    pieces = _SHIFTED.split(name)
    if len(pieces) == 1 or not name.isascii() or "&" in "".join(pieces[::2]):
        return name
    try:
        pieces[1::2] = [
            b64decode(f"{piece.replace(',', '/')}{'=' * (-len(piece) % 4)}").decode("utf-16-be")
            if piece
            else "&"
            for piece in pieces[1::2]
        ]
    except ValueError:
        return name
    decoded = "".join(pieces)
    return decoded if decoded.isprintable() and "/" not in decoded else name


def report_opened(
    opened: Opened | None, name: str, data: bytes, read_with: str | None = None
) -> None:
    """Report an opened file, with its size and SHA-256, to the caller."""
    if opened is not None:
        opened(OpenedFile(name, len(data), hashlib.sha256(data).hexdigest(), read_with))


def reporting(opened: Opened, name: str) -> ReadWith:
    """A function that reports, once, each file that is read with `name`, or missing."""
    reported: set[Path] = set()

    def report(path: Path, data: bytes | None) -> None:
        if path in reported:
            return
        reported.add(path)
        if data is None:
            opened(AbsentFile(str(path), name))
        else:
            report_opened(opened, str(path), data, name)

    return report


def is_maildir(folder: Path) -> bool:
    """Whether a folder is a Maildir, with `cur`, `new` and `tmp`.

    Archives and version control drop empty folders; then `cur` must have mail with flags.
    """
    if not (folder / "cur").is_dir():
        return False
    return all((folder / part).is_dir() for part in _MAILDIR) or any(
        maildir_flags(entry.name) is not None for entry in (folder / "cur").iterdir()
    )


def maildir_flags(name: str) -> str | None:
    """`FS` of `1582.M1P2.quay:2,FS`; None where a name has no flags.

    Windows does not allow a colon in a name; programs there write `;`, `!` or `-`.
    """
    found = _FLAGS.search(name)
    return found[1] if found else None


def data_of_path(
    data: bytes, name: str, options: ReadOptions, budget: UnpackBudget, level: int
) -> Iterator[Document | UnreadableDocument]:
    """The documents in the bytes of one path, its archives unpacked."""
    try:
        kind = choose_reader(data, name).name
        if kind in ARCHIVES:
            # Files beside an archive are not beside its members.
            alone = dataclasses.replace(options, folder=None, read_with=None)
            yield from _read_archive(data, name, alone, budget, level)
            return
        archive, _, inner = name.rpartition("!")
        found: Iterator[Document | UnreadableDocument] = read_bytes(data, name, options)
        if archive:
            found = is_in_maildir(found, PurePosixPath(inner))
            # The single file in `letters.mbox.gz` is in no folder.
            if kind in MAILBOXES and not archive.endswith(_COMPRESSED):
                found = is_in_mailbox(found, PurePosixPath(inner))
        yield from found
    except ReadError as error:
        yield UnreadableDocument(name, str(error))
    except MailreconError:
        raise
    except Exception as error:  # a reader's bug affects only this document
        if os.environ.get("MAILRECON_TRACEBACK"):
            raise
        yield UnreadableDocument(name, f"{name}: {fault(error)}")


def read_data(
    data: bytes, name: str, options: ReadOptions
) -> Iterator[Document | UnreadableDocument]:
    """Every document in a file's bytes, archives unpacked.

    One that can't be read is an `UnreadableDocument`.
    """
    yield from data_of_path(data, name, options, UnpackBudget.of(data), 0)


def unpack(
    data: bytes, name: str, options: ReadOptions
) -> Iterator[tuple[str, bytes] | Document | UnreadableDocument]:
    """Each file in an archive, by name and bytes; one that is damaged is an UnreadableDocument.

    A Document names what is left out. An archive without files is yielded for `read_data`.
    """
    is_empty = True
    try:
        for member in _members(data, name, options, UnpackBudget.of(data), 0):
            is_empty = False
            yield member
        if is_empty:
            yield name, data
    except ReadError as error:
        yield UnreadableDocument(name, str(error))
    except Exception as error:  # a bug affects only this archive
        if os.environ.get("MAILRECON_TRACEBACK"):
            raise
        yield UnreadableDocument(name, f"{name}: {fault(error)}")


def _read_archive(
    data: bytes, name: str, options: ReadOptions, budget: UnpackBudget, level: int
) -> Iterator[Document | UnreadableDocument]:
    kind = choose_reader(data, name).name
    is_empty = True
    for member in _members(data, name, options, budget, level):
        is_empty = False
        if not isinstance(member, tuple):
            yield member
            continue
        inner, content = member
        # `letters.tar.gz`: people see one archive, not an archive in a compressed file.
        one = kind == "compressed" and choose_reader(content, inner).name == "tar"
        yield from data_of_path(content, inner, options, budget, level + (not one))
    if is_empty:
        yield Document(name, "", hashlib.sha256(data).hexdigest(), "utf-8", kind="empty")


def _members(
    data: bytes, name: str, options: ReadOptions, budget: UnpackBudget, level: int
) -> Iterator[tuple[str, bytes] | Document | UnreadableDocument]:
    if level >= MAX_NESTING:
        raise ReadError(f"{name}: lies in archives nested more than {MAX_NESTING} deep; unpack it")
    kind = choose_reader(data, name).name
    if kind == "compressed":
        found = _unpack_stream(data, name, budget)
    elif kind == "tar":
        found = _members_of_tar(data, name, budget)
    else:
        found = _members_of_zip(data, name, options, budget)
    yield from without_images(found, kind, data, name, options.password)


def _maildirs(members: Iterable[str]) -> frozenset[PurePosixPath]:
    """The folders of an archive that are Maildirs: they have mail with flags in `cur`."""
    paths = (PurePosixPath(member) for member in members)
    return frozenset(
        path.parent.parent
        for path in paths
        if path.parent.name == "cur" and maildir_flags(path.name) is not None
    )


def _inner_name(name: str, member: str, maildirs: frozenset[PurePosixPath]) -> str | None:
    """The document name of an archive's member; None for files that a program put there.

    In a Maildir these are the server's own files and everything in `tmp`.
    """
    path = PurePosixPath(member.replace("\\", "/"))
    parts = path.parts
    if not parts or IGNORED & set(parts) or parts[-1][0] == ".":
        return None
    if path.parent in maildirs or (path.parent.name == "tmp" and path.parent.parent in maildirs):
        return None
    return f"{name}!{'/'.join(part for part in parts if part not in ('/', '..'))}"


def _members_of_zip(
    data: bytes, name: str, options: ReadOptions, budget: UnpackBudget
) -> Iterator[tuple[str, bytes] | UnreadableDocument]:
    import zipfile

    failure: ReadError | None = None
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except Exception as error:  # zipfile raises many kinds of errors for damaged archives
        whole = with_directory(data)
        if whole is None:
            raise ReadError(f"{name}: is a damaged zip archive ({error})") from error
        text = "is a damaged zip archive: the first part was read, the rest not read"
        failure = ReadError(f"{name}: {text}")
        archive = zipfile.ZipFile(BytesIO(whole))
    with archive:
        maildirs = _maildirs(archive.namelist())
        for member in sorted(archive.infolist(), key=lambda item: item.filename):
            is_file = member.filename and not member.is_dir()
            inner = _inner_name(name, member.filename, maildirs) if is_file else None
            if inner is None:
                continue
            try:
                yield inner, _unpack(archive, member, inner, options, budget)
            except ReadError as error:
                yield UnreadableDocument(inner, str(error))
    if failure is not None:
        raise failure


def _members_of_tar(
    data: bytes, name: str, budget: UnpackBudget
) -> Iterator[tuple[str, bytes] | UnreadableDocument]:
    """The files in a tar archive, in its order; links and devices are left out."""
    import tarfile

    try:
        with tarfile.open(fileobj=BytesIO(data), mode="r:") as archive:
            members, failure = _headers_of_tar(archive, data)
            maildirs = _maildirs(member.name for member in members)
            for member in members:
                inner = _inner_name(name, member.name, maildirs) if member.isreg() else None
                if inner is None:
                    continue
                budget.members -= 1
                if budget.members < 0 or member.size > min(MAX_MEMBER, budget.size):
                    yield UnreadableDocument(
                        inner, f"{inner}: is more than is unpacked of one archive"
                    )
                    continue
                file = archive.extractfile(member)
                content = file.read() if file is not None else b""
                budget.size -= len(content)
                yield inner, content
            if failure is not None:
                raise failure
    except (tarfile.TarError, OSError, ValueError, EOFError) as error:
        raise ReadError(f"{name}: is a damaged tar archive ({error})") from error


def _headers_of_tar(
    archive: tarfile.TarFile, data: bytes
) -> tuple[list[tarfile.TarInfo], Exception | None]:
    """The members before the first damaged one, and the error of that one."""
    import tarfile

    found: list[tarfile.TarInfo] = []
    try:
        for member in archive:
            found.append(member)
    except (tarfile.TarError, OSError, ValueError, EOFError) as error:
        return found, error
    # The library stops silently at an invalid header. A proper archive ends with a block of zeros.
    if any(data[archive.offset : archive.offset + tarfile.BLOCKSIZE]):
        return found, tarfile.ReadError(f"no header at byte {archive.offset}")
    return found, None


def _unpack_stream(
    data: bytes, name: str, budget: UnpackBudget
) -> Iterator[tuple[str, bytes] | UnreadableDocument]:
    """The one file in compressed bytes, such as `letters.mbox` in `letters.mbox.gz`.

    If it is cut or damaged, the part before the damage, and a notice that the rest is lost.
    """
    import zlib
    from lzma import LZMAError

    budget.members -= 1
    most = min(MAX_MEMBER, budget.size, max(_SMALL, MAX_RATIO * len(data)))
    found = bytearray()
    failure: Exception | None = None
    try:
        with opened_stream(data) as file:
            while len(found) <= most and (piece := file.read1(_PIECE)):
                found += piece
    except (OSError, EOFError, ValueError, zlib.error, LZMAError) as error:
        failure = error
    if failure is not None and not found:
        raise ReadError(f"{name}: is damaged and cannot be unpacked ({failure})") from failure
    content = bytes(found)
    if len(content) > most or budget.members < 0:
        raise ReadError(f"{name}: unpacks to more than {most} bytes; unpack it yourself")
    budget.size -= len(content)
    stem = PurePosixPath(name.rpartition("!")[2]).name
    lower = stem.lower()
    if lower.endswith((".tgz", ".tbz", ".tbz2", ".txz")):
        stem = f"{stem[: stem.rindex('.')]}.tar"
    elif lower.endswith((".gz", ".bz2", ".xz")):
        stem = stem[: stem.rindex(".")]
    yield f"{name}!{stem}", content
    if failure is not None:
        reason = f"is damaged behind the first {len(content)} bytes, which were read ({failure})"
        yield UnreadableDocument(name, f"{name}: {reason}")


def _unpack(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    name: str,
    options: ReadOptions,
    budget: UnpackBudget,
) -> bytes:
    """A member's bytes, never more than announced and allowed. Raises ReadError."""
    from zipfile import BadZipFile

    budget.members -= 1
    ratio = member.file_size / max(member.compress_size, 1)
    if budget.members < 0:
        raise ReadError(f"{name}: the archive holds more than {MAX_MEMBERS} files; split it")
    if member.file_size > min(MAX_MEMBER, budget.size) or (
        member.file_size > _SMALL and ratio > MAX_RATIO
    ):
        raise ReadError(
            f"{name}: unpacks to {member.file_size} bytes, {ratio:.0f} times its size in the "
            "archive; unpack it yourself if you trust it"
        )
    password = options.password.encode() if options.password else None
    try:
        with archive.open(member, pwd=password) as file:
            content = file.read(member.file_size + 1)
    except RuntimeError as error:
        what = "is encrypted; give --password" if not password else "the password does not fit"
        raise ReadError(f"{name}: {what}") from error
    except (BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise ReadError(f"{name}: is damaged in the archive ({error})") from error
    except Exception as error:  # zlib and lzma raise errors of their own
        raise ReadError(f"{name}: is damaged in the archive ({error})") from error
    if len(content) > member.file_size:
        raise ReadError(f"{name}: holds more than the archive announces")
    budget.size -= len(content)
    return content
