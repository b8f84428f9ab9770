"""The findings of a check: errors and notes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct


class Level(StrEnum):
    """`ERROR`: the output is wrong. `NOTE`: it is right, but a reader should know something."""

    ERROR = "error"
    NOTE = "note"


class Finding(Struct, frozen=True):
    """One line of the result. `code` is one of `docs/verify.md`; `place` is where it was found."""

    level: Level
    code: str
    place: str
    text: str


class Changed(Finding, frozen=True):
    """The finding on a statement that differs: what it says, and what it should say (or nothing).

    Of all findings on one statement the first is one.
    """

    found: Mapping[str, Any] = {}
    wanted: Mapping[str, Any] = {}


def error(code: str, place: str, text: str) -> Finding:
    """A finding that makes verification fail."""
    return Finding(Level.ERROR, code, _line(place), _line(text))


def error_of(finding: Finding, found: Mapping[str, Any], wanted: Mapping[str, Any]) -> Changed:
    """An error with what the statement says that it is of, and what it should say."""
    return Changed(Level.ERROR, finding.code, finding.place, finding.text, found, wanted)


def note(code: str, place: str, text: str) -> Finding:
    """A finding that does not."""
    return Finding(Level.NOTE, code, _line(place), _line(text))


def _line(text: str) -> str:
    """Text of a damaged output on one line, without control characters of terminals."""
    line = " ".join(text.split())
    if line.isprintable():
        return line
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in line)
