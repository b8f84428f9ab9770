"""An archive: all messages of all documents, their threads and the people in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple, Protocol, TypeVar, runtime_checkable

from msgspec import Struct, field

from mailrecon.model.document import Document
from mailrecon.model.draft import DocumentSummary, Parsed, summary_of
from mailrecon.model.message import Message
from mailrecon.model.notices import Notice

Value = TypeVar("Value")


class Thread(Struct, frozen=True, gc=False):
    """Messages that answer or forward one another, in the archive's order.

    `id` is the Message-ID of the message that began the thread, which may not be in the archive.
    """

    id: str
    messages: tuple[Message, ...]

    def __repr__(self) -> str:
        return f"<Thread {self.subject or '(no subject)'!r}: {_counted(self, 'message')}>"

    def __iter__(self) -> Iterator[Message]:
        return iter(self.messages)

    def __len__(self) -> int:
        return len(self.messages)

    @property
    def subject(self) -> str | None:
        """The subject of the first message."""
        return self.messages[0].subject

    def roots(self) -> tuple[Message, ...]:
        """The messages whose parent is unknown or missing."""
        known = {message.message_id for message in self.messages}
        return tuple(message for message in self.messages if message.parent not in known)

    def children(self, message: Message) -> tuple[Message, ...]:
        """The messages that answer or forward `message`."""
        return tuple(one for one in self.messages if one.parent == message.message_id)


class Proposal(Struct, frozen=True, gc=False):
    """An identity that a person may be, with a score (0 to 1) and the reasons for and against."""

    person: str | None
    name: str | None
    score: float
    reason: str


class Identity(Struct, frozen=True, gc=False):
    """A person of an archive: the fullest name, and all names and addresses linked to it.

    Each variant is a pair (name, address), either of which may be None. `person` is the id in all
    outputs; None for a name that identifies somebody within one document only. `reasons` say why
    different names were joined, and who else they may be. `role`, `organisation`, `note` and
    `address` come from a file of people or corrections. `proposals` are identities that they may
    be, but were not joined with.
    """

    name: str | None
    variants: tuple[tuple[str | None, str | None], ...]
    person: str | None = None
    reasons: tuple[str, ...] = ()
    role: str | None = None
    organisation: str | None = None
    note: str | None = None
    address: str | None = None
    proposals: tuple[Proposal, ...] = ()


class Counts(Struct, frozen=True, gc=False):
    """Numbers of an archive: its threads, messages with redactions, their warnings by code.

    `copies` counts the copies of messages in each document, by its name and SHA-256.
    """

    threads: int
    redacted: int
    warnings: Counter[str]
    copies: Counter[tuple[str, str]]


def count_messages(messages: Iterable[Message]) -> Counts:
    """The counts of messages, in one pass."""
    copies: Counter[tuple[str, str]] = Counter()
    threads: set[str] = set()
    warnings: Counter[str] = Counter()
    redacted = 0
    for message in messages:
        for source in (message.source, *(copy.source for copy in message.copies)):
            copies[source.document, source.sha256] += 1
        threads.add(message.thread)
        warnings.update(notice.code for notice in message.warnings)
        redacted += message.is_redacted
    return Counts(len(threads), redacted, warnings, copies)


# A function that makes a value from a message. The mapping has the messages that it forwards, by
# Message-ID.
MadeOf = Callable[[Message, Mapping[str, Message]], Value]


class CopyPlace(NamedTuple):
    """A copy of a message: the SHA-256 of its document, the offset of its header in characters, and
    the Message-ID.
    """

    sha256: str
    start: int
    message_id: str


@runtime_checkable
class LazyMessages(Protocol):
    """A sequence of messages that are built when asked for."""

    def by_identity(self) -> Mapping[str, Message]:
        """The messages by Message-ID."""

    def counts(self) -> Counts:
        """What `count_messages` would return for them."""

    def copies(self) -> Iterator[CopyPlace]:
        """All copies, message by message."""

    def mapped(self, make: MadeOf[Value]) -> Iterator[Value]:
        """The results of `make` for each message, in order; worker processes call it, if any."""


class Archive(Struct, frozen=True, dict=True):
    """All messages of one or more documents. Iterating yields the messages.

    `parsed` is what the parser found in each document; `people` are the identities behind names and
    addresses. `options` are the options of reading and linking that differ from their defaults
    (`mailrecon.recipe`). `known_summaries` are the documents' summaries, if they are known already.
    """

    messages: Sequence[Message]
    parsed: Sequence[Parsed]
    warnings: tuple[Notice, ...] = ()
    people: tuple[Identity, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    known_summaries: tuple[DocumentSummary, ...] = ()

    def __repr__(self) -> str:
        documents = _counted(self.parsed, "document")
        return f"<Archive: {_counted(self.messages, 'message')} from {documents}>"

    def __iter__(self) -> Iterator[Message]:
        return iter(self.messages)

    def __len__(self) -> int:
        return len(self.messages)

    def get(self, message_id: str) -> Message | None:
        """The message with this Message-ID, with or without angle brackets, or None."""
        return self._index.get(message_id) or self._index.get(f"<{message_id}>")

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents that were read, in order."""
        return tuple(parsed.document for parsed in self.parsed)

    @property
    def summaries(self) -> tuple[DocumentSummary, ...]:
        """The documents without their texts, in order."""
        return self.known_summaries or tuple(map(summary_of, self.parsed))

    @cached_property
    def threads(self) -> tuple[Thread, ...]:
        """The threads, in the order of their first messages."""
        found: dict[str, list[Message]] = {}
        for message in self.messages:
            found.setdefault(message.thread, []).append(message)
        return tuple(Thread(name, tuple(messages)) for name, messages in found.items())

    def to_dicts(self) -> list[dict[str, Any]]:
        """`Message.to_dict` of each message: rows for pandas or pyarrow."""
        return [message.to_dict() for message in self.messages]

    def by_id(self) -> Mapping[str, Message]:
        """The messages by Message-ID. Where several have the same, the first is taken."""
        if isinstance(self.messages, LazyMessages):
            return self.messages.by_identity()
        found: dict[str, Message] = {}
        for message in self.messages:
            found.setdefault(message.message_id, message)
        return found

    def counts(self) -> Counts:
        """The numbers of threads, redactions, warnings and copies."""
        if isinstance(self.messages, LazyMessages):
            return self.messages.counts()
        return count_messages(self.messages)

    def copies(self) -> Iterator[CopyPlace]:
        """All copies, message by message."""
        if isinstance(self.messages, LazyMessages):
            yield from self.messages.copies()
            return
        for message in self.messages:
            for source in (message.source, *(copy.source for copy in message.copies)):
                yield CopyPlace(source.sha256, source.header[0].start, message.message_id)

    def mapped(self, make: MadeOf[Value]) -> Iterator[Value]:
        """Call `make` for each message, and yield its results in order.

        If the archive has worker processes, they call it; then `make` and its results must be
        picklable.
        """
        if isinstance(self.messages, LazyMessages):
            return self.messages.mapped(make)
        by_id = self.by_id()
        return (make(message, by_id) for message in self.messages)

    @cached_property
    def _index(self) -> Mapping[str, Message]:
        return self.by_id()


def _counted(items: Thread | Sequence[Any], word: str) -> str:
    return f"{len(items)} {word}" if len(items) == 1 else f"{len(items)} {word}s"
