"""The files with which a workbench was opened, and checks whether they have changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from mailrecon.errors import ReadError


class _FileState(NamedTuple):
    """Size and modification time (in ns) of a file, a quick check for changes."""

    size: int
    written: int


class OpenedFiles:
    """Files by the SHA-256 they had when they were read; `paths` includes those added later."""

    def __init__(self, paths: Mapping[str, Path]) -> None:
        self.paths: dict[str, Path] = {}
        self._states: dict[str, _FileState | None] = {}
        self.add(paths)

    def add(self, paths: Mapping[str, Path]) -> None:
        """Add files that were just read."""
        self.paths.update(paths)
        self._states.update({sha256: _state(path) for sha256, path in paths.items()})

    def refuse_changed(self) -> None:
        """Raise ReadError if a file was changed or removed."""
        changed = self.changed()
        if changed is not None:
            raise ReadError(changed)

    def changed(self) -> str | None:
        """A message about a file that was changed or removed, or None.

        A file is hashed only if its size or time differs.
        """
        for sha256, path in self.paths.items():
            state = _state(path)
            if state is not None and state == self._states[sha256]:
                continue
            try:
                same = hashlib.sha256(path.read_bytes()).hexdigest() == sha256
            except OSError:
                same = False
            if not same:
                return (
                    f"{path} was changed or removed since it was opened. The decision is kept, for "
                    "the text that is shown here; open the file again to see the new one"
                )
            self._states[sha256] = state
        return None


def _state(path: Path) -> _FileState | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return _FileState(found.st_size, found.st_mtime_ns)
