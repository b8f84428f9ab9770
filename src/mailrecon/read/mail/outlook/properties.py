"""The properties of an Outlook item: numbers, text, times, bytes, by property number."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from enum import IntEnum

from mailrecon.read.mail.outlook.code_pages import (
    ansi_page,
    codec_of,
    decode_text,
    text_codecs,
)
from mailrecon.regex import regex

# Code pages of UTF-16, in which no 8-bit text is, whatever an item states.
WIDE_PAGES = (1200, 1201)
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
# The most faults recorded for an item; a damaged store may have one for each property.
_MOST_FAULTS = 20
# A text may end with at most this many NULs.
_MOST_ENDS = 2
# In 8-bit text this is a letter, but none has it so often in a row.
_ONES = regex(rb"\xff{16,}")
# Values that mean "no time": zero, the first day of 4501, the largest numbers.
_LATEST = 0x0CB34557A3DD4000
_NO_TIME = frozenset({0, _LATEST, 0x7FFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF})

Load = Callable[[], bytes]


class Type(IntEnum):
    """The types of values that are read here ([MS-OXCDATA] 2.11.1)."""

    SHORT = 0x0002
    LONG = 0x0003
    BOOLEAN = 0x000B
    OBJECT = 0x000D
    STRING8 = 0x001E
    UNICODE = 0x001F
    TIME = 0x0040
    BINARY = 0x0102
    STRINGS8 = 0x101E
    UNICODES = 0x101F


_WIDTHS: dict[int, int] = {Type.SHORT: 2, Type.BOOLEAN: 2, Type.LONG: 4}


class Tag(IntEnum):
    """The properties that are read here ([MS-OXPROPS])."""

    IMPORTANCE = 0x0017
    MESSAGE_CLASS = 0x001A
    REPORT_TIME = 0x0032
    SENSITIVITY = 0x0036
    SUBJECT = 0x0037
    CLIENT_SUBMIT_TIME = 0x0039
    SUBJECT_PREFIX = 0x003D
    SENT_REPRESENTING_ENTRY_ID = 0x0041
    SENT_REPRESENTING_NAME = 0x0042
    SENT_REPRESENTING_SEARCH_KEY = 0x003B
    RECEIVED_BY_ADDRESS = 0x0076
    RECEIVED_REPRESENTING_ADDRESS = 0x0078
    REPLY_RECIPIENT_ENTRIES = 0x004F
    REPLY_RECIPIENT_NAMES = 0x0050
    SENT_REPRESENTING_ADDRESS_TYPE = 0x0064
    SENT_REPRESENTING_EMAIL_ADDRESS = 0x0065
    CONVERSATION_TOPIC = 0x0070
    CONVERSATION_INDEX = 0x0071
    TRANSPORT_HEADERS = 0x007D
    SENDER_ENTRY_ID = 0x0C19
    SENDER_NAME = 0x0C1A
    SENDER_ADDRESS_TYPE = 0x0C1E
    SENDER_SEARCH_KEY = 0x0C1D
    SENDER_EMAIL_ADDRESS = 0x0C1F
    RECIPIENT_TYPE = 0x0C15
    DISPLAY_BCC = 0x0E02
    DISPLAY_CC = 0x0E03
    DISPLAY_TO = 0x0E04
    DELIVERY_TIME = 0x0E06
    MESSAGE_FLAGS = 0x0E07
    NORMALIZED_SUBJECT = 0x0E1D
    ENTRY_ID = 0x0FFF
    BODY = 0x1000
    REPORT_TEXT = 0x1001
    RTF_COMPRESSED = 0x1009
    HTML = 0x1013
    INTERNET_MESSAGE_ID = 0x1035
    INTERNET_REFERENCES = 0x1039
    IN_REPLY_TO_ID = 0x1042
    ORIGINAL_MESSAGE_ID = 0x1046
    LAST_VERB_EXECUTED = 0x1081
    FLAG_STATUS = 0x1090
    DISPLAY_NAME = 0x3001
    ADDRESS_TYPE = 0x3002
    EMAIL_ADDRESS = 0x3003
    SEARCH_KEY = 0x300B
    ATTACH_DATA = 0x3701
    ATTACH_EXTENSION = 0x3703
    ATTACH_FILENAME = 0x3704
    ATTACH_METHOD = 0x3705
    ATTACH_LONG_FILENAME = 0x3707
    ATTACH_PATHNAME = 0x3708
    ATTACH_LONG_PATHNAME = 0x370D
    ATTACH_MIME_TAG = 0x370E
    ATTACH_CONTENT_ID = 0x3712
    ATTACH_CONTENT_LOCATION = 0x3713
    ATTACH_FLAGS = 0x3714
    SMTP_ADDRESS = 0x39FE
    TRANSMITTABLE_NAME = 0x3A20
    INTERNET_CODE_PAGE = 0x3FDE
    CREATOR_EMAIL_ADDRESS = 0x4023
    MESSAGE_LOCALE = 0x3FF1
    MESSAGE_CODE_PAGE = 0x3FFD
    SENDER_SMTP_ADDRESS = 0x5D01
    SENT_REPRESENTING_SMTP_ADDRESS = 0x5D02
    RECEIVED_BY_SMTP_ADDRESS = 0x5D07
    RECEIVED_REPRESENTING_SMTP_ADDRESS = 0x5D08
    CREATOR_SMTP_ADDRESS = 0x5D0A
    RECIPIENT_DISPLAY_NAME = 0x5FF6
    RECIPIENT_ENTRY_ID = 0x5FF7
    # Named properties have different numbers in each file; here they have these.
    CATEGORIES = 0x1_0000


_SAMPLED = (
    Tag.SUBJECT,
    Tag.NORMALIZED_SUBJECT,
    Tag.SENDER_NAME,
    Tag.SENT_REPRESENTING_NAME,
    Tag.DISPLAY_TO,
    Tag.DISPLAY_CC,
    Tag.BODY,
    Tag.REPORT_TEXT,
)
_MOST_SAMPLED = 8_000


class Faults:
    """Sentences about the parts of an item that could not be read; each is kept once.

    `not_mail` are the kinds and names of attached items that are not mail.
    """

    def __init__(self) -> None:
        self.found: list[str] = []
        self.not_mail: list[str] = []

    def add(self, text: str) -> None:
        """Record a fault; after twenty, only that there are more."""
        if len(self.found) < _MOST_FAULTS and text not in self.found:
            self.found.append(text)


class Properties:
    """The properties of a message, a recipient or an attachment.

    `values` are (property number, type, function that loads the bytes). A value that cannot be
    loaded or decoded is recorded in `faults` and treated as absent.
    """

    def __init__(self, values: Iterable[tuple[int, int, Load]], faults: Faults) -> None:
        self._values: dict[int, list[tuple[int, Load]]] = {}
        for tag, kind, load in values:
            self._values.setdefault(tag, []).append((kind, load))
        self.faults = faults
        self._codecs: tuple[str, ...] | None = None

    def inherit(self, other: Properties) -> None:
        """Decode 8-bit text like `other`, because recipients and attachments have no code page."""
        self._codecs = other.codecs

    @property
    def codecs(self) -> tuple[str, ...]:
        """Codecs for 8-bit text: the message's own code page before that of its Internet form.

        A code page in which the message's texts are words comes before others.
        """
        if self._codecs is None:
            language = self.number(Tag.MESSAGE_LOCALE)
            pages = (
                self.number(Tag.MESSAGE_CODE_PAGE),
                ansi_page(language) if language is not None else None,
                self.number(Tag.INTERNET_CODE_PAGE),
            )
            named = (codec_of(page) for page in pages if page not in (None, 0, *WIDE_PAGES))
            stated = tuple(dict.fromkeys(name for name in named if name))
            self._codecs = text_codecs(stated, self._sample())
            for guess in set(self._codecs) - set(stated):
                what = "the code page that it states does not fit" if stated else "none is stated"
                self.faults.add(f"the code page of its 8-bit text was guessed ({guess}): {what}")
        return self._codecs

    def _sample(self) -> bytes:
        """A sample of 8-bit text for choosing among code pages."""
        loads = (
            load
            for tag in _SAMPLED
            for kind, load in self._values.get(tag, ())
            if kind == Type.STRING8
        )
        found = (self._load(0, load) or b"" for load in loads)
        return b" ".join(data[:_MOST_SAMPLED] for data in found)

    def __iter__(self) -> Iterator[int]:
        """The tags of the existing properties."""
        return iter(self._values)

    def number(self, tag: int) -> int | None:
        """An integer."""
        for kind, load in self._values.get(tag, ()):
            width = _WIDTHS.get(kind)
            data = self._load(tag, load) if width else None
            if width and data is not None and len(data) >= width:
                return int.from_bytes(data[:width], "little")
        return None

    def moment(self, *tags: int) -> datetime | None:
        """The first existing one of several times, in UTC, as Outlook stores all times."""
        for tag in tags:
            for kind, load in self._values.get(tag, ()):
                data = self._load(tag, load) if kind == Type.TIME else None
                if data is None or len(data) < 8:
                    continue
                (ticks,) = struct.unpack("<Q", data[:8])
                if ticks in _NO_TIME:
                    continue
                if ticks > _LATEST:
                    self.faults.add(f"{_property(tag)} is damaged: its value cannot be a time")
                    continue
                moment = _EPOCH + timedelta(microseconds=ticks // 10)
                return moment.replace(microsecond=0)
        return None

    def text(self, *tags: int) -> str | None:
        """The first of several texts that exists and is not empty."""
        for tag in tags:
            for kind, load in self._values.get(tag, ()):
                if kind not in (Type.UNICODE, Type.STRING8):
                    continue
                data = self._load(tag, load)
                found = self._decoded(tag, kind, data) if data else ""
                if found.strip():
                    return found
        return None

    def texts(self, tag: int) -> list[str]:
        """All texts of a property that may have several."""
        loaded = (
            (kind, self._load(tag, load))
            for kind, load in self._values.get(tag, ())
            if kind in (Type.UNICODE, Type.STRING8)
        )
        found = (self._decoded(tag, kind, data) for kind, data in loaded if data)
        return [text for text in found if text.strip()]

    def data(self, tag: int) -> bytes | None:
        """The bytes of a binary property, or those of a text, not decoded."""
        for kind, load in self._values.get(tag, ()):
            if kind in (Type.BINARY, Type.STRING8, Type.OBJECT):
                found = self._load(tag, load)
                if found is not None:
                    return found
        return None

    def is_text(self, tag: int) -> bool:
        """Whether a property is stored as Unicode text."""
        return any(kind == Type.UNICODE for kind, _ in self._values.get(tag, ()))

    def _load(self, tag: int, load: Load) -> bytes | None:
        try:
            return load()
        except Exception as error:  # the containers' libraries raise any error for damaged data
            self.faults.add(f"{_property(tag)} is damaged and was left out ({error})")
            return None

    def _decoded(self, tag: int, kind: int, data: bytes) -> str:
        if kind == Type.UNICODE:
            text = data[: len(data) & ~1].decode("utf-16-le", "replace")
            wrong = text.count("\ufffd") - data.count(b"\xfd\xff")
        else:
            text, wrong = decode_text(data, self.codecs)
        text, overwritten = without_blanks(text)
        overwritten += ones_in(data) if kind == Type.STRING8 else 0
        if overwritten:
            self.faults.add(f"{overwritten} characters of {_property(tag)} are overwritten")
        if wrong > 0:
            what = "1 byte" if wrong == 1 else f"{wrong} bytes"
            verbs = "fits no character" if wrong == 1 else "fit no character"
            self.faults.add(f"{what} of {_property(tag)} {verbs} and became \ufffd")
        return text


def without_blanks(text: str) -> tuple[str, int]:
    """A text with U+FFFD in place of the remains of a lost sector, and their number.

    No text has zeros, or bytes of ones (U+FFFF in UTF-16), in it; one NUL may end it, or two.
    """
    kept = text.rstrip("\x00")
    lost = len(text) - len(kept)
    lost = lost if lost > _MOST_ENDS else 0
    within = kept.count("\x00") + kept.count("\uffff")
    if within:
        kept = kept.replace("\x00", "\ufffd").replace("\uffff", "\ufffd")
    return kept, lost + within


def ones_in(data: bytes) -> int:
    """The number of bytes of 8-bit text that a lost sector of ones replaced."""
    return sum(len(match[0]) for match in _ONES.finditer(data))


def _property(tag: int) -> str:
    """The name of a property in notices: `property 0037 (subject)`."""
    known = tag in Tag.__members__.values()
    return f"property {tag:04X}" + (
        f" ({Tag(tag).name.lower().replace('_', ' ')})" if known else ""
    )
