"""Output files that appear whole or not at all: written beside, synced, renamed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from mailrecon.errors import WriteError


@contextmanager
def atomic_path(path: Path, *, force: bool) -> Iterator[Path]:
    """A file beside `path` that takes its name only when the block ends well.

    Raises WriteError if `path` exists and `force` is not set, or if it can't be written.
    """
    refuse_existing(path, force)
    try:
        handle, name = tempfile.mkstemp(
            dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".part"
        )
    except OSError as error:
        raise WriteError(f"{path}: cannot be written ({error.strerror})") from error
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        _sync(temporary)
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
        _sync(path.parent)
    except OSError as error:
        raise WriteError(f"{path}: cannot be written ({error.strerror})") from error
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def atomic_file(path: Path, *, force: bool) -> Iterator[IO[bytes]]:
    """A binary file open for writing; see `atomic_path`."""
    with atomic_path(path, force=force) as temporary, temporary.open("wb") as out:
        yield out


@contextmanager
def atomic_folder(path: Path, *, force: bool, ours: Callable[[str], bool]) -> Iterator[Path]:
    """A folder beside `path` that takes its name only when the block ends well.

    An existing folder is replaced under `force` only if `ours` knows every file in it by its
    name (below the folder, parts joined by `/`): nothing a stranger put there is ever deleted.
    """
    if path.is_dir():
        held = sorted(
            found.relative_to(path).as_posix()
            for found in path.rglob("*")
            if found.is_symlink() or not found.is_dir()
        )
        if any(path.iterdir()):
            refuse_existing(path, force)
        stranger = next((name for name in held if not ours(name)), None)
        if stranger is not None:
            raise WriteError(
                f"{path}: holds files that mailrecon did not write ({stranger}); "
                "name another folder"
            )
    else:
        refuse_existing(path, force)
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


def _swap(temporary: Path, path: Path) -> None:
    """Put a folder in the place of another one; if that fails the old one stays."""
    if not path.is_dir():
        path.unlink(missing_ok=True)
        temporary.replace(path)
        return
    aside = temporary.with_suffix(".old")
    path.replace(aside)
    try:
        temporary.replace(path)
    except OSError:
        aside.replace(path)
        raise
    shutil.rmtree(aside)


def refuse_existing(path: Path, force: bool) -> None:
    """Raise WriteError if something is there already and may not be replaced."""
    if os.path.lexists(path) and not force:
        raise WriteError(f"{path}: exists already; choose another name or pass --force")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
