"""The items of an output: a message as mail, as a record, or as a row of a table."""

from __future__ import annotations

from msgspec import Struct


class Mail(Struct, frozen=True):
    """A message as bytes with LF line ends, and its place in the output.

    `kept`: the sources have it byte for byte, so it is native, whatever its fields say.
    """

    place: str
    data: bytes
    kept: bool = False


class Record(Struct, frozen=True):
    """A message as a line of JSON Lines, without the line end, and its place in the output."""

    place: str
    line: bytes


class Row(Struct, frozen=True):
    """A message as a row of a table: values by column name, and its place in the output."""

    place: str
    values: dict[str, str]
