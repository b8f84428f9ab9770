"""Output files and folders that appear complete or not at all.

They are written under a temporary name in the same folder, flushed to disk, and renamed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from mailrecon.errors import WriteError


@contextmanager
def atomic_path(path: Path, *, force: bool) -> Iterator[Path]:
    """A temporary file that is renamed to `path` when the block ends without an exception.

    Raises WriteError if `path` exists and `force` is not set, or if it cannot be written.
    """
    refuse_existing(path, force)
    try:
        temporary = _new_file_beside(path)
    except OSError as error:
        raise WriteError(f"{path}: cannot be written ({error.strerror})") from error
    try:
        yield temporary
        _sync(temporary)
        # Until it is complete, only its owner can read it; an output gets the usual rights.
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
        # The new name is safe from a power failure only when the folder is flushed, too.
        _sync(path.parent)
    except OSError as error:
        raise WriteError(f"{path}: cannot be written ({error.strerror})") from error
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def atomic_file(path: Path, *, force: bool) -> Iterator[IO[bytes]]:
    """The file of `atomic_path`, open for writing bytes. Raises WriteError."""
    with atomic_path(path, force=force) as temporary, temporary.open("wb") as out:
        yield out


@contextmanager
def atomic_folder(path: Path, *, force: bool, ours: Callable[[str], bool]) -> Iterator[Path]:
    """A temporary folder that is renamed to `path` when the block ends without an exception.

    With `force` an existing folder is replaced, but only if `ours` is True for each file in it (its
    path below the folder, parts joined by `/`): files of other origin are never deleted. Raises
    WriteError.
    """
    if path.is_dir():
        names = sorted(
            found.relative_to(path).as_posix()
            for found in path.rglob("*")
            if found.is_symlink() or not found.is_dir()
        )
        # An empty folder may be filled without `force`.
        if any(path.iterdir()):
            refuse_existing(path, force)
        foreign = next((name for name in names if not ours(name)), None)
        if foreign is not None:
            raise WriteError(
                f"{path}: holds files that mailrecon did not write ({foreign}); name another folder"
            )
    else:
        refuse_existing(path, force)
    import shutil
    import tempfile

    try:
        temporary = Path(
            tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".part")
        )
    except OSError as error:
        raise WriteError(f"{path}: cannot be written ({error.strerror})") from error
    try:
        yield temporary
        temporary.chmod(0o777 & ~_umask())
        _swap(temporary, path)
        _sync(path.parent)
    except OSError as error:
        raise WriteError(f"{path}: cannot be written ({error.strerror})") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _new_file_beside(path: Path) -> Path:
    """A new empty file in the folder of `path`, which only its owner can read. Raises OSError.

    `tempfile` does the same, but importing it takes longer than writing a short output.
    """
    temporary = path.with_name(f".{path.name[:40]}.{os.urandom(6).hex()}.part")
    os.close(os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    return temporary


def _swap(temporary: Path, path: Path) -> None:
    """Rename `temporary` to `path`; if that fails, an existing folder is kept."""
    if not path.is_dir():
        path.unlink(missing_ok=True)
        temporary.replace(path)
        return
    # No system call replaces a folder that is not empty, so the old one is renamed first.
    aside = temporary.with_suffix(".old")
    path.replace(aside)
    try:
        temporary.replace(path)
    except OSError:
        aside.replace(path)
        raise
    import shutil

    shutil.rmtree(aside)


def refuse_existing(path: Path, force: bool) -> None:
    """Raise WriteError if `path` exists and `force` is not set."""
    if os.path.lexists(path) and not force:
        raise WriteError(f"{path}: exists already; choose another name or pass --force")


def _umask() -> int:
    # The system reports the mask only in answer to a new one.
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync(path: Path) -> None:
    """Flush a file or folder to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
