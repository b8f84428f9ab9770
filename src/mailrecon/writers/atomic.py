"""Output files that appear whole or not at all: written beside, synced, renamed."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from mailrecon.errors import WriteError


@contextmanager
def atomic_file(path: Path, *, force: bool) -> Iterator[IO[bytes]]:
    """A binary file that takes its name only when the block ends well.

    Raises WriteError if `path` exists and `force` is not set, or if it can't be written.
    """
    _refuse_existing(path, force)
    try:
        handle = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed by the with below
            dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".part", delete=False
        )
    except OSError as error:
        raise WriteError(f"{path}: cannot be written ({error.strerror})") from error
    temporary = Path(handle.name)
    try:
        with handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise WriteError(f"{path}: cannot be written ({error.strerror})") from error
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def atomic_folder(path: Path, *, force: bool, ours: re.Pattern[str]) -> Iterator[Path]:
    """A folder that takes its name only when the block ends well; see `atomic_file`.

    An existing folder is replaced under `force` only if all it holds is named like `ours`, the
    files a writer of the same kind leaves: nothing else is ever deleted.
    """
    if path.is_dir():
        held = list(path.iterdir())
        if held:
            _refuse_existing(path, force)
        strangers = [item.name for item in held if item.is_dir() or not ours.fullmatch(item.name)]
        if strangers:
            raise WriteError(
                f"{path}: holds files that mailrecon did not write ({strangers[0]}); "
                "name another folder"
            )
    else:
        _refuse_existing(path, force)
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
        _sync_folder(path.parent)
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


def _refuse_existing(path: Path, force: bool) -> None:
    if os.path.lexists(path) and not force:
        raise WriteError(f"{path}: exists already; choose another name or pass --force")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
