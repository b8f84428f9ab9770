"""A source after reading: its decoded text, and what the reader knows about it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from mailrecon.model.notices import Notice
from mailrecon.model.spans import Place, Span


class Bates(Struct, frozen=True, gc=False):
    """A Bates number stamped on a page of the source, and its span in the text."""

    number: str
    span: Span


class RedactionKind(StrEnum):
    """How the original shows that something was removed."""

    BLACK_BOX = "black box"
    STYLED_TEXT = "styled text"
    IMAGE = "image"


class Redaction(Struct, frozen=True, gc=False):
    """A removal that the original shows other than in characters, such as a black box.

    `span` is the mark that takes its place in the text. `page` counts from 1, and `box` is left,
    bottom, right, top in points (1/72 inch); both are None where the format has no pages.
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


class HiddenText(Struct, frozen=True, gc=False):
    """Text that a reader of the rendered page cannot see. Its characters are withheld.

    `span` is the bar that takes its place in `Document.text`; it is empty where the original leaves
    no space for the text (`display: none`, a comment). `characters` is how many were withheld.
    `page` counts from 1, and `box` is left, bottom, right, top in points; both are None where the
    format has no pages. `place` names the spot in such a format: an element's path, a paragraph.
    """

    span: Span
    how: Hiding
    characters: int
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    place: str | None = None


class LargeText(Struct, frozen=True, gc=False):
    """A text that is read from its file window by window, being too large for memory.

    `path` is the file; `size` in bytes and `modified` in nanoseconds show whether it has changed
    since. `characters` is the text's length, and `window` how many characters are parsed at once.
    `marks` are points at which decoding can begin, about one a megabyte: (character offset, byte
    offset, state of the incremental decoder).
    """

    path: str
    size: int
    modified: int
    characters: int
    window: int
    marks: tuple[tuple[int, int, tuple[bytes, int]], ...]


class DocumentTitle(Struct, frozen=True, gc=False):
    """A heading that the document itself marks (`<h2>`), and its span; level 1 is the highest."""

    span: Span
    level: int


class Document(Struct, frozen=True, gc=False):
    """One source as decoded text, with its origin.

    `name` is the file name without folders (in an archive: the archive's name, `!`, and the path
    inside). `sha256` is taken over the original bytes. `kind` is the name of the reader.

    About the text: `places` map it to the original, in order and without overlap. `set_aside` are
    whole lines that the reader knows to be page furniture. `redactions` are marks for removals that
    the original shows; `hidden` is text withheld because it cannot be seen there, in text order.
    `decoded` are the spans in which the reader removed markup or an encoding that the source had
    left in, such as quoted-printable. `item_starts` are the offsets where the document itself marks
    the start of another item (a bookmark). `titles` are the headings that the original marks as
    such, in order. With `quotes_are_blocks`, `> ` before a line represents a quotation block of the
    original (`<blockquote>`). `is_row` is True for a row of a table whose columns are named as the
    fields of mail, and `is_picture` for a picture of a page or screen.

    About the file: `reader` is the name of the reader that took it, if that is not `kind`: an mbox
    holds documents of kind `eml`. The first `file_length` characters of `name` are the file's own
    name, if there is more (`box.mbox` of `box.mbox!2`).

    About native mail (EML, mbox, PST): `original` are its bytes, and the text begins with its
    header, of span `envelope`. `attached_to` is the Message-ID of the mail it was attached to.
    `folder` is its mail folder (PST, Maildir, Gmail label), names joined by `/`; `labels` are all
    its Gmail labels or IMAP keywords. `flags` are Maildir's letters (D draft, F flagged, P passed
    on, R replied, S seen, T trashed), None where the mailbox records none.

    `large` is set for a text too large for memory; `text` is then empty
    (`mailrecon.read.text.large`).
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
    item_starts: tuple[int, ...] = ()
    is_row: bool = False
    reader: str = ""
    file_length: int = 0
    titles: tuple[DocumentTitle, ...] = ()
    quotes_are_blocks: bool = False
    is_picture: bool = False

    @property
    def is_text_alone(self) -> bool:
        """Whether the reader passes on text only: no furniture, titles, picture, native header."""
        return self.envelope is None and self._is_alone()

    @property
    def is_native_alone(self) -> bool:
        """Whether the reader passes on a native message, and nothing else about its text."""
        return self.envelope is not None and self._is_alone()

    def _is_alone(self) -> bool:
        return not (
            self.set_aside
            or self.item_starts
            or self.titles
            or self.is_picture
            or self.large is not None
        )

    def __repr__(self) -> str:
        length = self.large.characters if self.large is not None else len(self.text)
        return f"<Document {self.name!r}: {self.kind}, {length} characters>"
