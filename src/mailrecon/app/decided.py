"""The workbench's file of corrections: read it, add to it, undo step by step."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mailrecon.app.decisions import shaping
from mailrecon.corrections import (
    Action,
    Correction,
    UndoValue,
    append_corrections,
    corrections_in,
    in_force,
    new_correction,
)
from mailrecon.errors import ReadError, UnfitError

# Messages about a damaged file: before anything is shown, or after a decision.
_AT_FIRST = "Nothing was applied, and the file is as it was"
_MEANWHILE = "What is shown is what was decided before"
_LATER = "What was decided now is kept at the end of the file, and followed once that is done"
_WRITTEN_AGAIN = (
    "was removed, or lines were taken out of it, while it was in use: what was decided was written "
    "into it again. To take something back, use Undo"
)


class Decided:
    """All decisions in the file, by all programs that write to it."""

    def __init__(self, path: Path, by: str) -> None:
        """Read the file, if it exists. Raises ReadError if it is damaged."""
        self._path = path
        self._by = by
        self._data = b""
        self._stamp: tuple[int, int] | None = None
        self._undone: list[str] = []
        # Corrections that were read before and are no longer in the file.
        self._missing: list[Correction] = []
        self.all: Sequence[Correction] = ()
        self.in_force: Sequence[Correction] = ()
        self.shaping: tuple[Correction, ...] = ()
        self._read(_AT_FIRST)

    @property
    def size(self) -> int:
        """The number of bytes read so far; it changes when a decision is added."""
        return len(self._data)

    def look(self) -> None:
        """Read the lines that others wrote. If there are none, this is one file system call.

        Raises ReadError if the file is damaged. Lines that were removed from it are written again,
        and a ReadError lists them.
        """
        if self._found() != self._stamp:
            # A program that rewrites the file may leave it empty for a moment. So missing lines are
            # restored only at the next call.
            self._read(_MEANWHILE)
        elif self._missing:
            append_corrections(self._path, self._missing)
            self._read(_MEANWHILE)
            raise ReadError(f"{self._path} {_WRITTEN_AGAIN}")

    def _found(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_size, found.st_mtime_ns

    def _read(self, advice: str) -> None:
        """Read the lines written since the last call. Raises a ReadError that ends in `advice`."""
        # Changes between this and reading are found the next time.
        stamp = self._found()
        try:
            data = self._path.read_bytes() if self._path.exists() else b""
        except OSError as error:
            raise ReadError(f"{self._path}: cannot be read ({error.strerror})") from error
        if data != self._data:
            self._take(data, advice)
        # A damaged file is read again at each call, so that every window learns of it.
        self._stamp = stamp

    def _take(self, data: bytes, advice: str) -> None:
        """Read the bytes of the file. Raises a ReadError that ends in `advice`."""
        found = self._with_added(data)
        if found is None:
            read = corrections_in(data, str(self._path), advice)
            kept = {item.id for item in read}
            self._missing = [item for item in self.all if item.id not in kept]
            found = [*self._missing, *read]
        self.all = found
        self._data = data
        self.in_force = in_force(self.all)
        self.shaping = shaping(self.in_force)

    def _with_added(self, data: bytes) -> Sequence[Correction] | None:
        """The known corrections and the lines after them; None if everything must be read again."""
        if not self._data.endswith(b"\n") or not data.startswith(self._data):
            return None
        try:
            added = corrections_in(data[len(self._data) :], str(self._path))
        except ReadError:
            return None  # everything is read again, so that the error names the line's number
        known = {item.id for item in self.all}
        return None if any(item.id in known for item in added) else [*self.all, *added]

    def add(self, made: Correction) -> None:
        """Write a decision to the file. Raises WriteError, and ReadError if the file is damaged."""
        self._undone.clear()
        self._write(made)

    def last(self) -> Correction | None:
        """The last decision in force."""
        return self.in_force[-1] if self.in_force else None

    def can_redo(self) -> bool:
        """Whether there is an undone decision to redo."""
        return bool(self._undone)

    def find(self, ident: str) -> Correction:
        """The decision in force with this id. Raises UnfitError if there is none."""
        for item in reversed(self.in_force):
            if item.id == ident:
                return item
        raise UnfitError("that decision is no longer in force")

    def undo(self, item: Correction) -> Correction:
        """Undo a decision. Returns the correction that was written for this."""
        made = new_correction(Action.UNDO, UndoValue(item.id), by=self._by)
        self._undone.append(made.id)
        self._write(made)
        return made

    def redo(self) -> Correction:
        """Redo the decision that was undone last. Raises UnfitError."""
        if not self._undone:
            raise UnfitError("there is nothing to redo")
        made = new_correction(Action.UNDO, UndoValue(self._undone.pop()), by=self._by)
        self._write(made)
        return made

    def _write(self, made: Correction) -> None:
        append_corrections(self._path, [made])
        self._read(_LATER)
