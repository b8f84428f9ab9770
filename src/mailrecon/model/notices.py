"""Notices: warnings for the users of a result."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from mailrecon.model.spans import Span


class NoticeCode(StrEnum):
    """The codes of mailrecon's notices, as outputs print them. Plugin readers may add others."""

    # Reading a file.
    ATTACHED_FILE_NOT_READ = "attached-file-not-read"
    ATTACHED_FILES = "attached-files"
    CONVERTED = "converted"
    DAMAGED_ITEM = "damaged-item"
    DAMAGED_PART = "damaged-part"
    FRAMES_NOT_READ = "frames-not-read"
    GARBLED_TEXT_LAYER = "garbled-text-layer"
    HIDDEN_TEXT = "hidden-text"
    LEFT_OVER_MARKUP = "left-over-markup"
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
    # One message and its header fields.
    AMBIGUOUS_DATE_ORDER = "ambiguous-date-order"
    AMBIGUOUS_ZONE = "ambiguous-zone"
    BAD_TIME = "bad-time"
    BAD_ZONE = "bad-zone"
    FRAGMENT = "fragment"
    INVALID_ADDRESS = "invalid-address"
    INVALID_IDENTIFIER = "invalid-identifier"
    MESSAGE_COUNT = "message-count"
    OTHER_CALENDAR = "other-calendar"
    QUOTED_TEXT_HIDDEN = "quoted-text-hidden"
    SUSPECTED_OMISSION = "suspected-omission"
    UNHEADED = "unheaded"
    UNREAD_DATE = "unread-date"
    WEEKDAY_MISMATCH = "weekday-mismatch"
    # Several messages of an archive.
    CLOCK_CONTRADICTION = "clock-contradiction"
    COPIES_DIFFER = "copies-differ"
    CORRECTION_NOT_APPLIED = "correction-not-applied"
    INCONSISTENT_REDACTION = "inconsistent-redaction"


class Notice(Struct, frozen=True, gc=False):
    """A doubt or a limitation that a user of the result should know about.

    `code` is a `NoticeCode`, or a code of a plugin's reader. `text` is one sentence for people.
    `span` is the text it is about; None for the whole document or message. `place` says where that
    is in the original, where its format has places: `page 3, line 12`; an archive's notice on a
    whole document has the document's name.
    """

    code: str
    text: str
    span: Span | None = None
    place: str | None = None
