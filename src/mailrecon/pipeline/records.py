"""Encode the results of documents as bytes that cannot contain code.

Other users may be able to write to the journal of a run, and to the files through which workers
pass the messages of a large document. So these files are MessagePack, decoded into mailrecon's own
types; data that does not fit the types is refused. Pickles are used only in a process's own pipes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mailrecon.errors import ReadError
from mailrecon.model import DocumentSummary, Notice, Parsed
from mailrecon.read.files.archives import AbsentFile, OpenedFile, UnreadableDocument
from mailrecon.resolve import Resolved
from mailrecon.resolve.dates.day_orders import DayOrder
from mailrecon.resolve.people.known_names import KnownNames
from mailrecon.thread.rebuilt import MESSAGES, PAGES, RebuiltDocument, RebuiltMessage

# A message of a large document, and whether its date must be read again when the order of day and
# month is known.
Item = tuple[Resolved, bool]


class SecondReading(Struct, frozen=True):
    """Facts that are known only after all messages of a document; each message is then read again.

    `order` is the order of day and month, by the form of dates. `known` are the printed names, or
    None if OCR did not read black bars as letters.
    """

    order: DayOrder
    known: KnownNames | None = None


class RebuiltLarge(Struct, frozen=True):
    """The results of a large document, except for its messages, which are in a file.

    `needs_texts`: messages may have to be compared by their texts, even with no other document.
    """

    parsed: Parsed
    second: SecondReading
    needs_texts: bool = True


class LargeInFile(Struct, frozen=True):
    """A document too large for memory, as rebuilt, and the file with its messages."""

    document: RebuiltDocument
    path: str


Found = RebuiltDocument | LargeInFile | UnreadableDocument | OpenedFile | AbsentFile


class _EncodedDocument(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """A `RebuiltDocument`: its page and its messages stay encoded until they are asked for."""

    summary: DocumentSummary
    warnings: tuple[Notice, ...]
    page: bytes
    messages: tuple[RebuiltMessage, ...] = ()


class _FoundRecord(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """One `Found`: a single field is set, the others are None. `path` is for a large document."""

    document: _EncodedDocument | None = None
    unread: UnreadableDocument | None = None
    file: OpenedFile | None = None
    path: str | None = None
    absent: AbsentFile | None = None


_ENCODER = msgspec.msgpack.Encoder()
_DAMAGED = "does not hold what mailrecon wrote; run without --resume"
_REFUSED = (msgspec.MsgspecError, ValueError, TypeError, RecursionError)


@lru_cache(maxsize=8)
def decoder_of(kind: Any) -> msgspec.msgpack.Decoder[Any]:
    """The decoder of a type. Making one takes milliseconds, and many runs need none."""
    return msgspec.msgpack.Decoder(kind)


def encoded(items: Iterable[Found]) -> list[Found]:
    """The results, with each document's page and messages encoded."""
    return [_encoded(item) for item in items]


def _encoded(item: Found) -> Found:
    if isinstance(item, LargeInFile):
        return replace(item, document=_encoded_document(item.document))
    return _encoded_document(item) if isinstance(item, RebuiltDocument) else item


def _encoded_document(document: RebuiltDocument) -> RebuiltDocument:
    page = document.page
    return replace(
        document,
        page=page if isinstance(page, bytes) else PAGES.encode(page),
        messages=tuple(_encoded_messages(document.messages)),
    )


def _encoded_messages(messages: Iterable[RebuiltMessage]) -> Iterator[RebuiltMessage]:
    for facts, message in messages:
        data = message if isinstance(message, bytes) else MESSAGES.encode(message)
        yield RebuiltMessage(facts, data)


def encode_found(found: Iterable[Found]) -> bytes:
    """The `encoded` results of a file as bytes, for `decode_found`."""
    return _ENCODER.encode([_record(item) for item in found])


def decode_found(data: bytes) -> list[Found]:
    """The results from the output of `encode_found`. Raises ReadError for any other bytes."""
    try:
        return [_found(record) for record in decoder_of(list[_FoundRecord]).decode(data)]
    except _REFUSED as error:
        raise ReadError(f"the journal {_DAMAGED} ({error})") from error


def check_found(items: Iterable[Found]) -> None:
    """Check everything that is still encoded. Raises ReadError for invalid data."""
    for item in items:
        document = item.document if isinstance(item, LargeInFile) else item
        if isinstance(document, RebuiltDocument):
            check_messages(document.messages)
            _check(PAGES.check, document.page)


def check_messages(messages: Iterable[RebuiltMessage]) -> None:
    """The same as `check_found`, for messages."""
    for one in messages:
        _check(MESSAGES.check, one.message)


def _check(check: Any, data: Any) -> None:
    try:
        check(data)
    except _REFUSED as error:
        raise ReadError(f"the journal {_DAMAGED} ({error})") from error


def encode_items(items: Sequence[Item]) -> bytes:
    """The messages of one window of a large document as bytes, for `decode_items`."""
    return _ENCODER.encode(items)


def decode_items(data: bytes) -> list[Item]:
    """The messages from the output of `encode_items`."""
    items: list[Item] = decoder_of(list[Item]).decode(data)
    return items


def encode_messages(messages: Iterable[RebuiltMessage]) -> bytes:
    """Messages of a large document for linking as bytes, for `decode_messages`."""
    return _ENCODER.encode(list(_encoded_messages(messages)))


def decode_messages(data: bytes) -> list[RebuiltMessage]:
    """The messages from the output of `encode_messages`. Raises ReadError for any other bytes."""
    try:
        messages: list[RebuiltMessage] = decoder_of(list[RebuiltMessage]).decode(data)
        return messages
    except _REFUSED as error:
        raise ReadError(f"a file between processes {_DAMAGED} ({error})") from error


def _record(item: Found) -> _FoundRecord:
    if isinstance(item, UnreadableDocument):
        return _FoundRecord(unread=item)
    if isinstance(item, OpenedFile):
        return _FoundRecord(file=item)
    if isinstance(item, AbsentFile):
        return _FoundRecord(absent=item)
    if isinstance(item, LargeInFile):
        return _FoundRecord(_document(item.document), path=item.path)
    return _FoundRecord(_document(item))


def _document(item: RebuiltDocument) -> _EncodedDocument:
    if not isinstance(item.page, bytes):
        raise TypeError("a page that was not encoded")
    return _EncodedDocument(item.summary, item.warnings, item.page, tuple(item.messages))


def _found(record: _FoundRecord) -> Found:
    if record.unread is not None:
        return record.unread
    if record.file is not None:
        return record.file
    if record.absent is not None:
        return record.absent
    item = record.document
    if item is None:
        raise ValueError("a record of nothing")
    document = RebuiltDocument(item.summary, item.warnings, item.page, item.messages)
    return document if record.path is None else LargeInFile(document, record.path)
