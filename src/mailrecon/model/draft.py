"""What the parser finds in a document: messages as printed, and the ledger of all characters."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from mailrecon.model.document import Bates, Document
from mailrecon.model.header import Field
from mailrecon.model.notices import Notice
from mailrecon.model.spans import Span


class Introduction(StrEnum):
    """How the text above a message introduces it."""

    FORWARD = "forward separator"  # `---------- Forwarded message ---------`
    ORIGINAL = "original-message separator"  # `-----Original Message-----`
    FORWARD_OF_ABOVE = "forward of the message above"
    REPORTED = "forward reported in one line"
    ATTRIBUTION = "attribution line"  # `On 5 March, Ann Poe wrote:`
    RULE = "rule"  # a line of `_____`
    HEADER_ONLY = "header block only"


class Corrected(Struct, frozen=True, gc=False):
    """A user's correction that shaped a message: which, by whom, when (RFC 3339) and why.

    `field` is the header field it changes, if any; `tag` the label that the user gave it.
    """

    correction: str
    action: str
    by: str
    at: str
    why: str | None = None
    field: str | None = None
    tag: str | None = None


class ThreadHeading(Struct, frozen=True, gc=False):
    """The title of a printed conversation and the number of messages it announces, if any.

    Gmail prints `Harbour lights` / `3 messages` above a conversation.
    """

    subject: str
    count: int | None
    span: Span


class Draft(Struct, frozen=True, gc=False):
    """A message as found: its printed header fields and the spans of its header and body.

    `lines` is a half-open range of line numbers, from 0. `enclosing` is the index of the draft in
    whose body this one was found, and `quote_depth` the number of quote marks (`>`) to remove from
    each body line. `thread` numbers the printed conversation it belongs to. `languages` are those
    that explain the labels as well as `language` does.
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


class SegmentKind(StrEnum):
    """The use of a stretch of a document. Each character has exactly one."""

    HEADER = "header"
    BODY = "body"
    SEPARATOR = "separator"
    NARRATIVE = "narrative"
    FURNITURE = "furniture"


class Segment(Struct, frozen=True, gc=False):
    """A stretch of a document with its kind; `draft` is the index of its draft, if it has one."""

    kind: SegmentKind
    span: Span
    draft: int | None = None


class Parsed(Struct, frozen=True, gc=False):
    """What the parser found in one document: its drafts in print order, and the ledger.

    `ledger` covers the text without gap or overlap. `bates` are the numbers stamped on the source's
    pages, in order.

    `kept` counts quotations that stay in the body around them although they have an attribution
    line, because the answer is interleaved with them. `fragments` are the quoted pieces of these,
    as drafts; their characters belong to the bodies around them.

    For a document too large for memory `drafts` is empty, since they are handed on one by one;
    `headers` then has the offset of each draft's header.
    """

    document: Document
    drafts: tuple[Draft, ...]
    ledger: Sequence[Segment]
    warnings: tuple[Notice, ...] = ()
    headers: Sequence[int] = ()
    kept: int = 0
    bates: tuple[Bates, ...] = ()
    fragments: tuple[Draft, ...] = ()


class DocumentSummary(Struct, frozen=True, gc=False):
    """A document without its text: the facts that counts and recipes need.

    `characters` is the length of its text. `kept` counts quotations left in bodies (`Parsed.kept`),
    `hidden` are the number of hidden texts and of their characters. `reader` and `file_length` are
    those of the document.
    """

    name: str
    sha256: str
    kind: str
    encoding: str
    characters: int
    kept: int = 0
    hidden: tuple[int, int] = (0, 0)
    reader: str = ""
    file_length: int = 0

    @property
    def file(self) -> str:
        """The name of the file that the document is, or is in."""
        return self.name[: self.file_length] if self.file_length else self.name

    @property
    def file_kind(self) -> str:
        """The name of the reader that took the file."""
        return self.reader or self.kind

    def hidden_counts(self) -> dict[str, int]:
        """The hidden texts and their characters by the names they have in manifests."""
        texts, characters = self.hidden
        return {"texts": texts, "characters": characters}


def summary_of(parsed: Parsed) -> DocumentSummary:
    """The summary of a document that was parsed."""
    document = parsed.document
    characters = sum([item.characters for item in document.hidden]) if document.hidden else 0
    return DocumentSummary(
        name=document.name,
        sha256=document.sha256,
        kind=document.kind,
        encoding=document.encoding,
        characters=document.large.characters if document.large else len(document.text),
        kept=parsed.kept,
        hidden=(len(document.hidden), characters),
        reader=document.reader,
        file_length=document.file_length,
    )
