"""The values that pass from stage to stage: immutable, typed, free of behaviour.

They are structs of msgspec: made in an eighth of the time that frozen dataclasses take, their
classes in a fortieth. `msgspec.structs` has `replace`, `fields` and `asdict` for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from msgspec import Struct, field

if TYPE_CHECKING:
    from email.message import EmailMessage


class Role(StrEnum):
    """What a header field says, whatever the language it is printed in (RFC 5322, 3.6)."""

    FROM = "from"
    SENDER = "sender"
    REPLY_TO = "reply_to"
    TO = "to"
    CC = "cc"
    BCC = "bcc"
    DATE = "date"
    SUBJECT = "subject"
    ATTACHMENTS = "attachments"
    IMPORTANCE = "importance"
    MESSAGE_ID = "message_id"
    IN_REPLY_TO = "in_reply_to"
    REFERENCES = "references"
    ORIGINATOR_NAME = "originator_name"
    RECIPIENT_NAMES = "recipient_names"
    CC_NAMES = "cc_names"
    BCC_NAMES = "bcc_names"
    OTHER = "other"


ADDRESS_ROLES = frozenset({Role.FROM, Role.SENDER, Role.REPLY_TO, Role.TO, Role.CC, Role.BCC})


class How(StrEnum):
    """How a value came about."""

    PRINTED = "printed"
    NORMALISED = "normalised"
    INFERRED = "inferred"
    PLACEHOLDER = "placeholder"
    CORRECTED = "corrected"


class SegmentKind(StrEnum):
    """What a stretch of a document is; each character has exactly one."""

    HEADER = "header"
    BODY = "body"
    SEPARATOR = "separator"
    NARRATIVE = "narrative"
    FURNITURE = "furniture"


class Introduction(StrEnum):
    """What stands between a message and the text above it."""

    FORWARD = "forward separator"
    ORIGINAL = "original-message separator"
    FORWARD_OF_ABOVE = "forward of the message above"
    REPORTED = "forward reported in one line"
    ATTRIBUTION = "attribution line"
    RULE = "rule"
    HEADER_ONLY = "header block only"


class Relation(StrEnum):
    """How a message relates to its parent."""

    REPLY = "reply"
    FORWARD = "forward"


class Precision(StrEnum):
    """How exactly a date is printed."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"


class DateOrder(StrEnum):
    """In which order a date in numbers names day, month and year."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


class PlaceUnit(StrEnum):
    """What the places of a format are called."""

    LINE = "line"
    ELEMENT = "element"
    PARAGRAPH = "paragraph"
    PART = "part"
    CELL = "cell"


class RedactionKind(StrEnum):
    """By what means the original shows a removal."""

    BLACK_BOX = "black box"
    STYLED_TEXT = "styled text"
    IMAGE = "image"


class NoticeCode(StrEnum):
    """What a `Notice` is about: the codes that outputs print. Readers of others may add theirs."""

    # Reading.
    ATTACHED_FILE_NOT_READ = "attached-file-not-read"
    ATTACHED_FILES = "attached-files"
    CONVERTED = "converted"
    DAMAGED_ITEM = "damaged-item"
    DAMAGED_PART = "damaged-part"
    FRAMES_NOT_READ = "frames-not-read"
    GARBLED_TEXT_LAYER = "garbled-text-layer"
    HIDDEN_TEXT = "hidden-text"
    NESTED_TOO_DEEP = "nested-too-deep"
    NOT_MAIL = "not-mail"
    NOT_READ = "not-read"
    ORPHANED_ITEMS = "orphaned-items"
    PAGE_MARGINS = "page-margins"
    PAGES_WITHOUT_TEXT = "pages-without-text"
    QUOTED_PRINTABLE = "quoted-printable"
    READ_BY_OCR = "read-by-ocr"
    STRAY_HEADER_LINE = "stray-header-line"
    STYLE_NOT_FOLLOWED = "style-not-followed"
    STYLE_SHEET_MISSING = "style-sheet-missing"
    UNDECODABLE_BYTES = "undecodable-bytes"
    UNREAD_PART = "unread-part"
    # Messages and their fields.
    AMBIGUOUS_DATE_ORDER = "ambiguous-date-order"
    AMBIGUOUS_ZONE = "ambiguous-zone"
    BAD_TIME = "bad-time"
    BAD_ZONE = "bad-zone"
    FRAGMENT = "fragment"
    INVALID_ADDRESS = "invalid-address"
    MESSAGE_COUNT = "message-count"
    QUOTED_TEXT_HIDDEN = "quoted-text-hidden"
    SUSPECTED_OMISSION = "suspected-omission"
    UNHEADED = "unheaded"
    UNREAD_DATE = "unread-date"
    WEEKDAY_MISMATCH = "weekday-mismatch"
    # The archive.
    CLOCK_CONTRADICTION = "clock-contradiction"
    COPIES_DIFFER = "copies-differ"
    CORRECTION_NOT_APPLIED = "correction-not-applied"
    INCONSISTENT_REDACTION = "inconsistent-redaction"


class Span(Struct, frozen=True, order=True):
    """A half-open range of character offsets into `Document.text`."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The characters of `text` that the span covers."""
        return text[self.start : self.end]

    def shifted(self, by: int) -> Span:
        """The span with both ends moved by so many characters."""
        return Span(self.start + by, self.end + by)

    @staticmethod
    def covering(spans: Iterable[Span]) -> Span:
        """The smallest span that holds all `spans`. Raises ValueError if there are none."""
        held = tuple(spans)
        return Span(min(span.start for span in held), max(span.end for span in held))


class Notice(Struct, frozen=True):
    """Something a reader of the result ought to know, with its place where it has one.

    `code` is a `NoticeCode`, or one that a reader from elsewhere gives.
    """

    code: str
    text: str
    span: Span | None = None


class Corrected(Struct, frozen=True):
    """That somebody's correction shaped a message: which, by whom, when (RFC 3339) and why.

    `field` is the header field it is about, where it is about one; `tag` what a reader called it.
    """

    correction: str
    action: str
    by: str
    at: str
    why: str | None = None
    field: str | None = None
    tag: str | None = None


class Place(Struct, frozen=True):
    """Where a stretch of a document's text stands in the original.

    `reference` names a line (`page 3, line 12` of a PDF), an element of a web page (a path such as
    `/html/body/div[2]/p[1]`), a paragraph of a word processor's file (`12`, `table 2 row 3`,
    `footnote 4`), a part of a mail (`1.2`), or a cell of a table.
    """

    span: Span
    unit: PlaceUnit
    reference: str


class Bates(Struct, frozen=True):
    """A number that somebody stamped on a page of the source, with its place in the text."""

    number: str
    span: Span


class Redaction(Struct, frozen=True):
    """A removal that the original shows by other means than characters.

    `span` is the mark that stands for it in the text. `page` counts from 1 and `box` is left,
    bottom, right, top in points, both None where the format has no pages.
    """

    span: Span
    how: RedactionKind
    page: int | None = None
    box: tuple[float, float, float, float] | None = None


class Hiding(StrEnum):
    """Why a reader of the rendered page cannot see a stretch of text."""

    COVERED = "covered"
    SAME_COLOUR = "same colour as its ground"
    TRANSPARENT = "transparent"
    NOT_DISPLAYED = "not displayed"
    OUTSIDE_PAGE = "outside the page"
    TOO_SMALL = "too small to read"
    DELETED = "tracked deletion"
    COMMENT = "comment"
    LINK = "address behind a link"
    METADATA = "metadata"
    MARKED = "marked as redacted"


class HiddenText(Struct, frozen=True):
    """Text that a reader of the rendered page cannot see. Its characters are withheld.

    `span` is the bar that stands for it in `Document.text`; it is empty where the original leaves
    no space for the text (`display: none`, a comment). `characters` is how many were withheld.
    `page` counts from 1 and `box` is left, bottom, right, top in points; both are None where the
    format has no pages. `place` names the spot in formats without pages (an element's path, a
    paragraph).
    """

    span: Span
    how: Hiding
    characters: int
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    place: str | None = None


class LargeText(Struct, frozen=True):
    """Where a text stands that is too large to be held.

    `path` is the file; `size` in bytes and `modified` (nanoseconds) tell whether it is the one that
    was read. `characters` is the text's length, `window` how many of them are parsed at once.
    `marks` are places to decode from, every megabyte or so: (character, byte, state of the
    incremental decoder).
    """

    path: str
    size: int
    modified: int
    characters: int
    window: int
    marks: tuple[tuple[int, int, tuple[bytes, int]], ...]


class Document(Struct, frozen=True):
    """One source as decoded text, with where it came from.

    `name` is the file's name without folders (inside an archive: the archive's name, `!`, and the
    path in it); `sha256` is over the original bytes. `kind` is the name of the reader. `places`
    map the text to the original, in order and without overlap; `set_aside` are whole lines the
    reader knows to be page furniture, wherever they stand. `redactions` are marks that stand for
    something the original shows as removed; `hidden` is text that was withheld because it cannot be
    seen there, in the order of its place in the text.

    `decoded` are characters that the reader undid an encoding of, which was left in the text.

    Of a real message `original` are the bytes, and the text begins with its header, over the span
    `envelope`; `attached_to` is the Message-ID of the real message it was attached to.

    `folder` is the folder that mail lay in (of a PST or Maildir, or its Gmail label), its names
    joined by `/`; `labels` are all that name it, of Gmail or keywords. `flags` are the letters of a
    Maildir (D draft, F flagged, P passed on, R replied, S seen, T trashed); None where a mailbox
    does not say.

    Of a text too large to be held `large` tells where it stands, and `text` is empty; see
    `mailrecon.read.text.large`.
    """

    name: str
    text: str
    sha256: str
    encoding: str
    warnings: tuple[Notice, ...] = ()
    kind: str = "text"
    places: tuple[Place, ...] = ()
    set_aside: tuple[Span, ...] = ()
    redactions: tuple[Redaction, ...] = ()
    hidden: tuple[HiddenText, ...] = ()
    envelope: Span | None = None
    original: bytes | None = None
    attached_to: str | None = None
    folder: str | None = None
    large: LargeText | None = None
    decoded: tuple[Span, ...] = ()
    labels: tuple[str, ...] = ()
    flags: str | None = None

    def __repr__(self) -> str:
        length = self.large.characters if self.large is not None else len(self.text)
        return f"<Document {self.name!r}: {self.kind}, {length} characters>"


class Field(Struct, frozen=True):
    """A header field as printed.

    `text` is the value, its lines joined by newlines and freed of quote prefixes; `span` covers
    the value and `label_span` the label (None where the layout prints no label). `meant` is how a
    date is known to be read: in ISO 8601, then perhaps a space and the name of its zone.
    """

    role: Role
    text: str
    span: Span
    label: str | None = None
    label_span: Span | None = None
    how: How = How.PRINTED
    reason: str = ""
    meant: str | None = None


class ThreadHeading(Struct, frozen=True):
    """The title of a printed conversation and the number of messages it announces, if any."""

    subject: str
    count: int | None
    span: Span


class Draft(Struct, frozen=True):
    """A message as found: its printed header fields and the places of its body.

    `lines` counts from 0 and is half-open, `header` and `body` are spans. `enclosing` is the index
    of the draft in whose body this one was found; `quote_depth` is the number of quote marks to
    take off each body line. `thread` numbers the printed conversation it stands in; `languages` are
    those that explain the labels as well as `language` does; `corrected` is what people decided.
    """

    fields: tuple[Field, ...]
    header: tuple[Span, ...]
    body: tuple[Span, ...]
    body_text: str
    lines: tuple[int, int]
    layout: str
    language: str | None
    quote_depth: int
    introduction: Introduction
    enclosing: int | None
    footnote: str | None
    heading: ThreadHeading | None
    thread: int | None
    score: float
    warnings: tuple[Notice, ...] = ()
    languages: tuple[str, ...] = ()
    corrected: tuple[Corrected, ...] = ()


class Segment(Struct, frozen=True):
    """A stretch of a document with its kind; `draft` is the draft it belongs to, if any."""

    kind: SegmentKind
    span: Span
    draft: int | None = None


class Parsed(Struct, frozen=True):
    """What the parser made of one document: its drafts in print order, and the ledger.

    Of a document too large to be held `drafts` is empty: they pass one by one. `headers` then holds
    the first character of each one's header. `kept` counts the quotations with an attribution line
    that were left in the body they stand in, since the answer is woven into them. `bates` are the
    numbers stamped on the source's pages, in order. `fragments` are the quoted pieces of those kept
    quotations, as drafts; their characters belong to the bodies they stand in.
    """

    document: Document
    drafts: tuple[Draft, ...]
    ledger: Sequence[Segment]
    warnings: tuple[Notice, ...] = ()
    headers: Sequence[int] = ()
    kept: int = 0
    bates: tuple[Bates, ...] = ()
    fragments: tuple[Draft, ...] = ()


class Person(Struct, frozen=True):
    """An originator or recipient.

    `address` is the printed address when it is a valid one; `printed_address` the printed one
    when it is not. `mailbox` is what a header may carry: the address, or a placeholder under
    `redacted.invalid` (RFC 2606). `span` is where the person is printed. `person` is the id of whom
    the archive takes this for, `canonical` the name they go by there; None before it is known.
    `job` and `organisation` are what somebody said of them.
    """

    name: str | None
    address: str | None
    redacted: bool
    mailbox: str
    span: Span | None = None
    printed_address: str | None = None
    person: str | None = None
    canonical: str | None = None
    job: str | None = None
    organisation: str | None = None


class When(Struct, frozen=True):
    """A printed date: local time, and an offset only where a zone is printed.

    `zone` is the zone as printed. `alternatives` are
    the other offsets an ambiguous abbreviation can mean. `offset_how` is INFERRED where the offset
    is not printed but was derived or given by the user, and CORRECTED where somebody said how the
    date is to be read.
    """

    local: datetime
    offset: timedelta | None
    precision: Precision
    printed: str
    zone: str | None = None
    alternatives: tuple[timedelta, ...] = ()
    offset_how: How = How.PRINTED


class Inference(Struct, frozen=True):
    """A value that is not printed, why it is believed, and how much (0 to 1).

    `used` is False for a candidate that was weighed and left out as too weak.
    """

    field: str
    value: str
    reason: str
    score: float
    used: bool = True


class ZoneBounds(Struct, frozen=True):
    """The offsets from UTC a message without a printed zone can have: causality allows no others.

    `lowest` and `highest` are inclusive; None where nothing but the Earth's zones bounds them.
    `one_zone` is the range left if the originator kept to one civil zone, whichever, in all the
    documents: what bounds their other messages then bounds this one too.
    """

    lowest: timedelta | None
    highest: timedelta | None
    reason: str
    one_zone: tuple[timedelta, timedelta] | None = None


class Source(Struct, frozen=True):
    """Where a message was printed.

    `lines` counts from 1 and includes both ends; `header` and `body` are spans. `first` and `last`
    are the places of its beginning and end in the original, where its format has places other
    than lines of text. `redactions` are those drawn over it there; `hidden` is the text in it that
    was withheld because it cannot be seen there. `folder`, `labels` and `flags` are those of its
    `Document`, if that is a mail. `bates` are the numbers stamped on the pages it stands on, in
    order.
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
        """From the first character of header and body to the last, with all that lies between."""
        return Span.covering((*self.header, *self.body))


class Copy(Struct, frozen=True):
    """Another print of a message that was merged into it, with what it says otherwise.

    `body` is its text where that has words that the message's own lacks, beyond what OCR does.
    """

    source: Source
    message_id: str
    layout: str
    fields: tuple[Field, ...]
    differences: tuple[str, ...]
    score: float
    body: str | None = None


class Message(Struct, frozen=True):
    """A rebuilt message. `parent` is the Message-ID of what it answers or forwards.

    `original` are the bytes of a message that is there for real, not rebuilt. `source` is the
    print that the body was taken from, `copies` are the others. `duplicates` are
    the Message-IDs of other prints that were kept apart. `edrm_mih` is the EDRM Message
    Identification Hash, known where the Message-ID is printed. `corrected` are the corrections that
    shaped it.
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
        """Everybody in the header, in the order From, Sender, Reply-To, To, Cc, Bcc."""
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

    def as_email(self) -> EmailMessage:
        """The message as Python's `email` package holds it; bytes as `eml` files have them.

        What it forwards is not attached: a message alone does not know the others.
        """
        from mailrecon.writers.rfc5322 import as_email

        return as_email(self)

    def to_dict(self) -> dict[str, Any]:
        """The message as the JSON object that `docs/jsonl.md` describes, without `run`, `digest`.

        Spans in it are pairs of character offsets into the document's text, half-open.
        """
        from mailrecon.writers.jsonl import message_dict

        return message_dict(self)


class Thread(Struct, frozen=True):
    """Messages that answer or forward one another, in the archive's order.

    `id` is the Message-ID of the message that the thread began with, which nobody need have.
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


class Proposal(Struct, frozen=True):
    """Somebody whom a person may be, how surely (0 to 1), and what speaks for it and against."""

    person: str | None
    name: str | None
    score: float
    reason: str


class Identity(Struct, frozen=True):
    """A person of an archive: the fullest name, and every name and address linked to it.

    Each variant is (name, address), either of which may be None. `person` is their id in all
    outputs, None for a name that means somebody in one document only; `reasons` tell why names
    that differ were joined, and who else they may be. `role`, `organisation`, `note` and `address`
    are what somebody said of them; `proposals` are people they may be and were not joined with.
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


@runtime_checkable
class Findable(Protocol):
    """Messages that are put together one by one, and can be asked for by Message-ID."""

    def by_identity(self) -> Mapping[str, Message]:
        """The messages by Message-ID."""


class Archive(Struct, frozen=True, dict=True):
    """Every message of one or more documents, with what the documents were taken for.

    It iterates over its messages. `options` are those of reading and linking that differ from the
    defaults (`mailrecon.recipe`).
    """

    messages: Sequence[Message]
    parsed: Sequence[Parsed]
    warnings: tuple[Notice, ...] = ()
    people: tuple[Identity, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        documents = _counted(self.parsed, "document")
        return f"<Archive: {_counted(self.messages, 'message')} from {documents}>"

    def __iter__(self) -> Iterator[Message]:
        return iter(self.messages)

    def __len__(self) -> int:
        return len(self.messages)

    def get(self, message_id: str) -> Message | None:
        """The message with a Message-ID, with or without its angle brackets; None if none has."""
        return self._index.get(message_id) or self._index.get(f"<{message_id}>")

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents that were read, in order."""
        return tuple(parsed.document for parsed in self.parsed)

    @cached_property
    def threads(self) -> tuple[Thread, ...]:
        """The threads, in the order of their first messages."""
        found: dict[str, list[Message]] = {}
        for message in self.messages:
            found.setdefault(message.thread, []).append(message)
        return tuple(Thread(name, tuple(messages)) for name, messages in found.items())

    def to_dicts(self) -> list[dict[str, Any]]:
        """All messages as `Message.to_dict` gives them: rows that pandas and pyarrow take."""
        return [message.to_dict() for message in self.messages]

    def by_id(self) -> Mapping[str, Message]:
        """The messages by Message-ID; the first of several with one id wins."""
        if isinstance(self.messages, Findable):
            return self.messages.by_identity()
        found: dict[str, Message] = {}
        for message in self.messages:
            found.setdefault(message.message_id, message)
        return found

    @cached_property
    def _index(self) -> Mapping[str, Message]:
        return self.by_id()


def _counted(items: Thread | Sequence[Any], word: str) -> str:
    return f"{len(items)} {word}" if len(items) == 1 else f"{len(items)} {word}s"
