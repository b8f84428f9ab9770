"""What a check found: an error, or something to know."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Level(StrEnum):
    """`ERROR`: the output is not what it should be. `NOTE`: it is, but a reader should know."""

    ERROR = "error"
    NOTE = "note"


class Finding(Struct, frozen=True):
    """One line of the result. `code` is one of those in `docs/verify.md`, `place` says where."""

    level: Level
    code: str
    place: str
    text: str


def error(code: str, place: str, text: str) -> Finding:
    """A finding that makes verification fail."""
    return Finding(Level.ERROR, code, _line(place), _line(text))


def note(code: str, place: str, text: str) -> Finding:
    """A finding that does not."""
    return Finding(Level.NOTE, code, _line(place), _line(text))


def _line(text: str) -> str:
    """What a damaged output says, on one line, without what a terminal would obey."""
    line = " ".join(text.split())
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in line)
