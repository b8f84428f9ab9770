"""Parsed and resolved documents for linking, from this process or from a worker.

A worker encodes each value once. The process that makes links decodes the facts of every message.
The message itself and its page stay encoded until they are needed.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mailrecon.hidden import document_notices
from mailrecon.model import (
    Archive,
    DocumentSummary,
    Identity,
    Message,
    Notice,
    Parsed,
    summary_of,
)
from mailrecon.parse.segments import Segments
from mailrecon.rebuilding_progress import Stage, followed
from mailrecon.resolve import Resolved
from mailrecon.thread.facts import MessageFacts, message_facts
from mailrecon.thread.plain import plain_message

Value = TypeVar("Value")
# The first byte of encoded data: its format.
_MSGPACK, _JSON = b"m", b"j"


class RebuiltMessage(NamedTuple):
    """The facts of a message for linking, and the message itself, which may be encoded."""

    facts: MessageFacts
    message: Message | bytes

    @property
    def decoded(self) -> Message:
        """The message."""
        message = self.message
        return MESSAGES.decode(message) if isinstance(message, bytes) else message


class RebuiltDocument(Struct, frozen=True):
    """A document, its page (which may be encoded), and its messages in print order.

    For a document too large for memory `messages` can be iterated once. `warnings` are those of its
    reader and parser.
    """

    summary: DocumentSummary
    warnings: tuple[Notice, ...]
    page: Parsed | bytes
    messages: Iterable[RebuiltMessage]

    @property
    def parsed(self) -> Parsed:
        """The page."""
        return PAGES.decode(self.page) if isinstance(self.page, bytes) else self.page


def _same(value: Any) -> Any:
    return value


def rebuilt(parsed: Parsed, items: Iterable[Resolved], *, sample: bool = False) -> RebuiltDocument:
    """A document whose messages were resolved.

    A list is processed immediately; any other iterable is consumed when the messages are needed.
    """
    is_list = isinstance(items, list)
    if isinstance(items, list):
        items = followed(Stage.KEEPING, items, len(items))
    messages: Iterable[RebuiltMessage] = rebuilt_messages(parsed, items, sample=sample)
    return RebuiltDocument(
        summary_of(parsed),
        (*document_notices(parsed.document), *parsed.warnings),
        parsed,
        tuple(messages) if is_list else messages,
    )


def rebuilt_messages(
    parsed: Parsed, items: Iterable[Resolved], *, sample: bool = False, first: bool = True
) -> Iterator[RebuiltMessage]:
    """The messages of a page one by one; `first`: the document's first message is among them."""
    for item in items:
        facts = message_facts(item, parsed.document, is_first=first, sample=sample)
        message = plain_message(parsed, item, facts.identity, is_native=facts.is_native)
        yield RebuiltMessage(facts, message)
        first = False


def placed(notices: Iterable[Notice], name: str) -> tuple[Notice, ...]:
    """Notices of a document; those about the whole of it name it, as there may be several."""
    return tuple([one if one.place else replace(one, place=name) for one in notices])


def archive_of_document(
    parsed: Parsed, messages: Iterable[Message], identities: tuple[Identity, ...]
) -> Archive:
    """The archive of one document, whose messages were linked without options."""
    said = (*document_notices(parsed.document), *parsed.warnings)
    return Archive(
        tuple(messages),
        (parsed,),
        placed(said, parsed.document.name),
        identities,
        known_summaries=(summary_of(parsed),),
    )


class Codec(Generic[Value]):
    """Encode values of one type: as MessagePack, or as JSON if a text has a lone surrogate, which
    MessagePack cannot store and JSON escapes. Neither format can contain code.
    """

    def __init__(
        self,
        kind: Any,
        weigh: Callable[[Value], int],
        pack: Callable[[Value], Any] = _same,
        unpack: Callable[[Any], Value] = _same,
    ) -> None:
        self.weigh = weigh
        self._kind = kind
        self._pack, self._unpack = pack, unpack

    @cached_property
    def _decoder(self) -> msgspec.msgpack.Decoder[Any]:
        # Made when it is needed: reading the annotations of all types in it takes milliseconds.
        return msgspec.msgpack.Decoder(self._kind)

    def encode(self, value: Value) -> bytes:
        """A value as bytes, for `decode`."""
        try:
            return _MSGPACK + _ENCODER.encode(self._pack(value))
        except UnicodeEncodeError:
            import json

            plain = msgspec.to_builtins(self._pack(value), str_keys=True)
            return _JSON + json.dumps(plain).encode("ascii")

    def decode(self, data: bytes) -> Value:
        """The value that was encoded. Raises ValueError for bytes that `encode` did not make."""
        if data[:1] == _JSON:
            import json

            return self._unpack(msgspec.convert(json.loads(data[1:]), self._kind, str_keys=True))
        return self._unpack(self._decoder.decode(memoryview(data)[1:]))

    def check(self, data: bytes) -> None:
        """Raise ValueError unless the bytes are a value of this type."""
        if data[:1] not in (_MSGPACK, _JSON):
            raise ValueError("neither MessagePack nor JSON")
        self.decode(data)


class _PackedPage(Struct, frozen=True, array_like=True, gc=False):
    """A page; the ledger and headers of a large one are the bytes of arrays: there may be
    millions."""

    parsed: Parsed
    segments: tuple[bytes, bytes, bytes] | None = None
    headers: bytes = b""


def _packed(parsed: Parsed) -> _PackedPage:
    ledger = parsed.ledger
    if not isinstance(ledger, Segments):
        return _PackedPage(parsed)
    light = replace(parsed, ledger=(), headers=())
    return _PackedPage(light, ledger.to_bytes(), array("q", parsed.headers).tobytes())


def _unpacked(page: _PackedPage) -> Parsed:
    parsed = page.parsed
    if page.segments is None:
        # MessagePack gives lists for sequences.
        return replace(parsed, ledger=tuple(parsed.ledger), headers=tuple(parsed.headers))
    headers = array("q")
    headers.frombytes(page.headers)
    return replace(parsed, ledger=Segments.from_bytes(*page.segments), headers=headers)


_ENCODER = msgspec.msgpack.Encoder()
PAGES: Codec[Parsed] = Codec(
    _PackedPage,
    lambda page: len(page.document.text) + len(page.document.original or b""),
    _packed,
    _unpacked,
)
MESSAGES: Codec[Message] = Codec(Message, lambda message: len(message.body))


class _BodyOfMessage(Struct, frozen=True, gc=False):
    """The body of an encoded message; its other fields are passed over."""

    body: str


_BODIES = msgspec.msgpack.Decoder(_BodyOfMessage)


def body_of(data: bytes) -> str:
    """The body of a message that `MESSAGES` encoded; the rest takes five times as long."""
    if data[:1] == _JSON:
        return MESSAGES.decode(data).body
    return _BODIES.decode(memoryview(data)[1:]).body
