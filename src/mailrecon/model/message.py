"""A rebuilt message, its sources and copies, and what was derived about it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from mailrecon.model.document import HiddenText, Redaction
from mailrecon.model.draft import Corrected
from mailrecon.model.header import Field, Person, Role, When
from mailrecon.model.notices import Notice
from mailrecon.model.spans import Place, Span

if TYPE_CHECKING:
    from email.message import EmailMessage


class Relation(StrEnum):
    """How a message relates to its parent."""

    REPLY = "reply"
    FORWARD = "forward"


class Inference(Struct, frozen=True, gc=False):
    """A value that is not printed, with the reason for it and its confidence (0 to 1).

    `used` is False for a candidate that was considered and rejected as too weak.
    """

    field: str
    value: str
    reason: str
    score: float
    used: bool = True


class ZoneBounds(Struct, frozen=True, gc=False):
    """The offsets from UTC that a message without a printed zone can have.

    A reply cannot be older than the message it answers; this excludes all other offsets. `lowest`
    and `highest` are inclusive, and None where only the range of the Earth's zones applies.
    `one_zone` is the narrower range that holds if the originator kept to one civil zone in all
    documents: the bounds of their other messages then apply to this one too.
    """

    lowest: timedelta | None
    highest: timedelta | None
    reason: str
    one_zone: tuple[timedelta, timedelta] | None = None


class Source(Struct, frozen=True, gc=False):
    """Where a message is printed.

    `document` is the document's name and `sha256` its digest. `lines` are the first and last line,
    from 1. `first` and `last` are the places of its beginning and end in the original, where the
    format has places other than lines of text. `redactions` and `hidden` are those of the document
    that lie within the message, and `bates` the numbers stamped on its pages, in order. `folder`,
    `labels` and `flags` are those of a native message's `Document`.
    """

    document: str
    sha256: str
    lines: tuple[int, int]
    header: tuple[Span, ...]
    body: tuple[Span, ...]
    footnote: str | None
    first: Place | None = None
    last: Place | None = None
    redactions: tuple[Redaction, ...] = ()
    hidden: tuple[HiddenText, ...] = ()
    folder: str | None = None
    bates: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    flags: str | None = None

    @property
    def span(self) -> Span:
        """From the first character of header and body to the last, with all text in between."""
        return Span.covering((*self.header, *self.body))


class Copy(Struct, frozen=True, gc=False):
    """Another copy of a message, merged into it, and the differences between the two.

    `body` is the copy's text if it has words that the canonical copy lacks, also if OCR may explain
    them; None otherwise.
    """

    source: Source
    message_id: str
    layout: str
    fields: tuple[Field, ...]
    differences: tuple[str, ...]
    score: float
    body: str | None = None


class Message(Struct, frozen=True, gc=False):
    """A rebuilt message. `parent` is the Message-ID of the message it answers or forwards.

    `source` is the canonical copy, from which the body is taken, and `copies` are the others.
    `duplicates` are the Message-IDs of likely copies that were not merged. `original` are the bytes
    of a native message (EML, mbox, PST); None for a reconstructed one. `edrm_mih` is the EDRM
    Message Identification Hash, which needs a printed Message-ID. `corrected` are the corrections
    that were applied.
    """

    message_id: str
    originator: Person | None
    sender: Person | None
    reply_to: tuple[Person, ...]
    to: tuple[Person, ...]
    cc: tuple[Person, ...]
    bcc: tuple[Person, ...]
    when: When | None
    date_printed: str | None
    subject: str | None
    body: str
    source: Source
    layout: str
    language: str | None
    confidence: float
    fields: tuple[Field, ...]
    message_id_printed: bool = False
    parent: str | None = None
    relation: Relation | None = None
    references: tuple[str, ...] = ()
    thread: str = ""
    inferred: tuple[Inference, ...] = ()
    warnings: tuple[Notice, ...] = ()
    copies: tuple[Copy, ...] = ()
    duplicates: tuple[str, ...] = ()
    zone_bounds: ZoneBounds | None = None
    edrm_mih: str | None = None
    original: bytes | None = None
    corrected: tuple[Corrected, ...] = ()

    def __repr__(self) -> str:
        who = self.originator.name or self.originator.address if self.originator else None
        when = f"{self.when.local:%Y-%m-%d}" if self.when is not None else "undated"
        return f"<Message {when} {who or 'unknown'}: {self.subject or '(no subject)'!r}>"

    def people(self) -> Iterator[tuple[Role, Person]]:
        """All people of the header, in the order From, Sender, Reply-To, To, Cc, Bcc."""
        for role, named in (
            (Role.FROM, (self.originator,)),
            (Role.SENDER, (self.sender,)),
            (Role.REPLY_TO, self.reply_to),
            (Role.TO, self.to),
            (Role.CC, self.cc),
            (Role.BCC, self.bcc),
        ):
            for person in named:
                if person is not None:
                    yield role, person

    @property
    def is_redacted(self) -> bool:
        """Whether anyone in the header had an address or a name removed."""
        for person in (self.originator, self.sender):
            if person is not None and person.redacted:
                return True
        # No generator: this is asked of every message.
        for persons in (self.to, self.cc, self.bcc, self.reply_to):
            for person in persons:
                if person.redacted:
                    return True
        return False

    def as_email(self) -> EmailMessage:
        """The message as an object of Python's `email` package; its bytes are those of `eml` files.

        A forwarded message is not attached, since a message does not refer to the others.
        """
        from mailrecon.writers.mail.rfc5322 import as_email

        return as_email(self)

    def to_dict(self) -> dict[str, Any]:
        """The message as the JSON object of `docs/jsonl.md`, without `run` and `digest`.

        Spans are pairs of character offsets into the document's text, half-open.
        """
        from mailrecon.writers.provenance.jsonl import message_dict

        return message_dict(self)
