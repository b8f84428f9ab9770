"""No command may write over what it reads."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from mailrecon.errors import WriteError
from mailrecon.read.inputs import InputFile, list_files

_File = tuple[int, int]


def check_outputs(
    outputs: Iterable[str | Path | None],
    inputs: Iterable[str],
    *,
    also_read: Iterable[str | Path | None] = (),
) -> None:
    """Raise WriteError if an output is an input, by any path or link, or can be no output at all.

    `inputs` are what the user named (files, folders, `-`), `also_read` other files the command
    reads (`--people`); None stands for a file nobody asked for. A folder as output must hold no
    input, and a file as output must not be one that an input folder holds. Two outputs must not be
    one file. An output that is there must be a file or a folder: a device, a socket or a pipe is
    refused.
    """
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
    """What is at `path`, links followed; None if there is nothing. Raises WriteError."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise WriteError(f"{path}: cannot be written ({error.strerror})") from error


def _clash(
    output: Path, found: os.stat_result, inputs: list[str], also_read: Iterable[str | Path]
) -> Path | None:
    """The input that `output` is or, if it is a folder, holds."""
    own = (found.st_dev, found.st_ino)
    target = Path(os.path.realpath(output))
    for path in (*(Path(name) for name in inputs if name != "-"), *map(Path, also_read)):
        if _identity(path) == own or target in Path(os.path.realpath(path)).parents:
            return path
    if stat.S_ISREG(found.st_mode):
        # `convert -f mail mail/old.mbox`, and a hard link to a file of the folder `mail`.
        return next((path for path in _files(inputs) if _identity(path) == own), None)
    return None


def _files(inputs: list[str]) -> Iterator[Path]:
    folders = [name for name in inputs if name != "-" and Path(name).is_dir()]
    for file in list_files(folders):
        if isinstance(file, InputFile):
            yield file.path


def _identity(path: Path) -> _File | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino
