"""The findings of a check: errors and notes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct

Values = Mapping[str, Any]


class Level(StrEnum):
    """`ERROR`: the output is wrong. `NOTE`: it is right, but a reader should know something."""

    ERROR = "error"
    NOTE = "note"


class Finding(Struct, frozen=True):
    """One line of the result. `code` is one of `docs/verify.md`; `place` is where it was found.

    The first finding about a differing statement also has both statements: `found` and `wanted`.
    """

    level: Level
    code: str
    place: str
    text: str
    found: Values = {}
    wanted: Values = {}


def error(code: str, place: str, text: str, *values: Values) -> Finding:
    """A finding that makes verification fail; `values` are found and wanted."""
    return Finding(Level.ERROR, code, _line(place), _line(text), *values)


def note(code: str, place: str, text: str) -> Finding:
    """A finding that does not."""
    return Finding(Level.NOTE, code, _line(place), _line(text))


def _line(text: str) -> str:
    """Text of a damaged output on one line, without control characters of terminals."""
    line = " ".join(text.split())
    if line.isprintable():
        return line
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in line)
