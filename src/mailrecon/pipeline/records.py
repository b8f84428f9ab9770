"""What was found in documents, as bytes that hold no code.

The journal of a run, and the files through which workers hand over the messages of a large
document, may lie where somebody else can write. So they are MessagePack, decoded into mailrecon's
own types: whatever does not fit those types is refused. Pickles go through a process's own pipes
only.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mailrecon.errors import ReadError
from mailrecon.model import Parsed
from mailrecon.parse.segments import Segments
from mailrecon.read.inputs import OpenedFile, UnreadableDocument
from mailrecon.resolve import Resolved
from mailrecon.resolve.day_orders import DayOrder

Rebuilt = tuple[Parsed, list[Resolved]]

# A message of a large document, and whether its date has to be read again once the order of day
# and month is known.
Item = tuple[Resolved, bool]


class RebuiltLarge(Struct, frozen=True):
    """What was found in a large document but for its messages, which are in a file.

    `order` is the order of day and month that all dates together show, by their form.
    """

    parsed: Parsed
    order: DayOrder


class LargeInFile(Struct, frozen=True):
    """What was found in a document too large to be held, and the file with its messages."""

    rebuilt: RebuiltLarge
    path: str


Found = Rebuilt | LargeInFile | UnreadableDocument | OpenedFile


class _Record(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """One `Found`: whichever it is, the other fields are None.

    A large document's ledger and header offsets are kept as the bytes of arrays, since there may be
    millions.
    """

    rebuilt: tuple[Parsed, list[Resolved]] | None = None
    unread: UnreadableDocument | None = None
    file: OpenedFile | None = None
    large: LargeInFile | None = None
    segments: tuple[bytes, bytes, bytes] | None = None
    headers: bytes | None = None


def _as_plain(value: Any) -> Any:
    """Sequences of our own become lists, which MessagePack knows."""
    if isinstance(value, Segments | array):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no place in a record")


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_as_plain)
_FOUND = msgspec.msgpack.Decoder(list[_Record])
_ITEMS = msgspec.msgpack.Decoder(list[Item])
_DAMAGED = "does not hold what mailrecon wrote; run without --resume"


def encode_found(found: Iterable[Found]) -> bytes:
    """What was found in a file as bytes, for `decode_found`."""
    return _ENCODER.encode([_record(item) for item in found])


def decode_found(data: bytes) -> list[Found]:
    """What `encode_found` was given. Raises ReadError for bytes it did not make."""
    try:
        return [_found(record) for record in _FOUND.decode(data)]
    except (msgspec.MsgspecError, ValueError, TypeError, RecursionError) as error:
        raise ReadError(f"the journal {_DAMAGED} ({error})") from error


def encode_items(items: Sequence[Item]) -> bytes:
    """The messages of one window of a large document as bytes, for `decode_items`."""
    return _ENCODER.encode(items)


def decode_items(data: bytes) -> list[Item]:
    """What `encode_items` was given. Raises ReadError for bytes it did not make."""
    try:
        return _ITEMS.decode(data)
    except (msgspec.MsgspecError, ValueError, TypeError, RecursionError) as error:
        raise ReadError(f"a file between processes {_DAMAGED} ({error})") from error


def _record(item: Found) -> _Record:
    if isinstance(item, UnreadableDocument):
        return _Record(unread=item)
    if isinstance(item, OpenedFile):
        return _Record(file=item)
    if not isinstance(item, LargeInFile):
        return _Record(rebuilt=item)
    parsed = item.rebuilt.parsed
    ledger = parsed.ledger
    if not isinstance(ledger, Segments):
        return _Record(large=item)
    light = replace(item.rebuilt, parsed=replace(parsed, ledger=(), headers=()))
    return _Record(
        large=replace(item, rebuilt=light),
        segments=ledger.to_bytes(),
        headers=array("q", parsed.headers).tobytes(),
    )


def _found(record: _Record) -> Found:
    if record.unread is not None:
        return record.unread
    if record.file is not None:
        return record.file
    if record.rebuilt is not None:
        parsed, resolved = record.rebuilt
        return replace(parsed, ledger=tuple(parsed.ledger), headers=tuple(parsed.headers)), resolved
    if record.large is None:
        raise ValueError("a record of nothing")
    if record.segments is None or record.headers is None:
        return record.large
    headers = array("q")
    headers.frombytes(record.headers)
    ledger = Segments.from_bytes(*record.segments)
    parsed = replace(record.large.rebuilt.parsed, ledger=ledger, headers=headers)
    return replace(record.large, rebuilt=replace(record.large.rebuilt, parsed=parsed))
