"""What an output says of one message: as mail, as a record, as a row of a table."""

from __future__ import annotations

from msgspec import Struct


class Mail(Struct, frozen=True):
    """A message as bytes with LF line ends, and where it was found.

    `kept`: the sources have it byte for byte, so it is a real message, whatever its fields say.
    """

    place: str
    data: bytes
    kept: bool = False


class Record(Struct, frozen=True):
    """A message as a line of JSON Lines, without the line end, and where it was found."""

    place: str
    line: bytes


class Row(Struct, frozen=True):
    """A message as a row of a table: values by column name, and where it was found."""

    place: str
    values: dict[str, str]
