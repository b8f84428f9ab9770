"""Refuse outputs that would overwrite an input."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from mailrecon.errors import WriteError
from mailrecon.read.files.inputs import InputFile, list_files

_File = tuple[int, int]  # device and inode


def check_outputs(
    outputs: Iterable[str | Path | None],
    inputs: Iterable[str],
    *,
    also_read: Iterable[str | Path | None] = (),
) -> None:
    """Raise WriteError if an output is also an input, under any path or link.

    `inputs` are the command's arguments (files, folders, `-`), `also_read` other files it reads
    (`--people`); None entries are ignored. An output folder must not contain an input, and an
    output file must not be in an input folder. Two outputs must not be the same file. An existing
    output must be a file or a folder: devices, sockets and pipes are refused, and so is `-`:
    `mailrecon report mail.pdf -` would write a file of that name (`./-` does).
    """
    outputs = list(outputs)
    if "-" in outputs:
        raise WriteError("-: means standard output, where this cannot be written; name a file")
    names = list(inputs)
    seen: dict[str, str] = {}
    read_too = [path for path in also_read if path]
    for output in (Path(path) for path in outputs if path):
        place = os.path.realpath(output)
        if place in seen:
            raise WriteError(f"{output}: is to be written twice ({seen[place]}); name another file")
        seen[place] = str(output)
        found = _state(output)
        if found is None:
            continue
        if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
            raise WriteError(f"{output}: is neither a file nor a folder; name another output")
        source = _clash(output, found, names, read_too)
        if source is not None:
            raise WriteError(f"{output}: is or holds the input {source}; name another output")


def _state(path: Path) -> os.stat_result | None:
    """The state of `path` after following links; None if it does not exist. Raises WriteError."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise WriteError(f"{path}: cannot be written ({error.strerror})") from error


def _clash(
    output: Path, found: os.stat_result, inputs: list[str], also_read: Iterable[str | Path]
) -> Path | None:
    """The input that `output` is or, if it is a folder, contains."""
    own = (found.st_dev, found.st_ino)
    target = Path(os.path.realpath(output))
    for path in (*(Path(name) for name in inputs if name != "-"), *map(Path, also_read)):
        if _identity(path) == own or target in Path(os.path.realpath(path)).parents:
            return path
    above = target.parents
    is_inside = any(Path(os.path.realpath(name)) in above for name in inputs if name != "-")
    if stat.S_ISREG(found.st_mode) and (is_inside or found.st_nlink > 1):
        # `convert -f mail mail/old.mbox`, and a hard link to a file of the folder `mail`.
        return next((path for path in _files(inputs) if _identity(path) == own), None)
    return None


def _files(inputs: list[str]) -> Iterator[Path]:
    """The files in input folders."""
    folders = [name for name in inputs if name != "-" and Path(name).is_dir()]
    for file in list_files(folders):
        if isinstance(file, InputFile):
            yield file.path


def _identity(path: Path) -> _File | None:
    """Device and inode, which hard links share."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino
