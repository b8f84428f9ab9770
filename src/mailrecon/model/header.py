"""Header fields as printed, and the people and dates that are read from them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from mailrecon.model.spans import Span


class Role(StrEnum):
    """The header field that a printed label means, in any language (RFC 5322, section 3.6)."""

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
    # Tables of Outlook and Exchange print names beside addresses: `SenderName`, `ToNames`, …
    ORIGINATOR_NAME = "originator_name"
    RECIPIENT_NAMES = "recipient_names"
    CC_NAMES = "cc_names"
    BCC_NAMES = "bcc_names"
    OTHER = "other"


# The field names of address fields, in the order of RFC 5322, sections 3.6.2 and 3.6.3.
FIELD_NAMES: Mapping[Role, str] = {
    Role.FROM: "From",
    Role.SENDER: "Sender",
    Role.REPLY_TO: "Reply-To",
    Role.TO: "To",
    Role.CC: "Cc",
    Role.BCC: "Bcc",
}
ADDRESS_ROLES = frozenset(FIELD_NAMES)


class How(StrEnum):
    """The origin of a value."""

    PRINTED = "printed"  # exactly as in the document
    NORMALISED = "normalised"  # printed in another form: `5 March 2021, 9.05 am`
    INFERRED = "inferred"  # not printed; derived, with a reason
    PLACEHOLDER = "placeholder"  # unknown, where the format needs a value: `redacted.invalid`
    CORRECTED = "corrected"  # decided by a user in a file of corrections


class Field(Struct, frozen=True, gc=False):
    """A header field as printed.

    `text` is the field body; its lines are joined by newlines, without quote prefixes. `span`
    covers the field body and `label_span` the label (None where the layout prints none). `meant` is
    a date whose reading is known: ISO 8601, optionally followed by a space and the zone's name.
    `page` and `box` are those of the lines that the value is on, in a PDF or a picture; for a value
    that continues on the next page, only of those on its first page.
    """

    role: Role
    text: str
    span: Span
    label: str | None = None
    label_span: Span | None = None
    how: How = How.PRINTED
    reason: str = ""
    meant: str | None = None
    page: int | None = None
    box: tuple[float, float, float, float] | None = None


class Person(Struct, frozen=True, gc=False):
    """An originator or recipient.

    `address` is the printed address if it is valid; otherwise `printed_address` has it. `mailbox`
    is what a header field can carry: the address, or a placeholder under `redacted.invalid`
    (RFC 2606). `span` is where the person is printed. `person` is the id of the identity that the
    archive links them to, and `canonical` that identity's name; both are None before linking.
    `job` and `organisation` come from a file of people or corrections.
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


class Precision(StrEnum):
    """The smallest unit in which a date is printed."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"


class DateOrder(StrEnum):
    """The order of day, month and year in a numeric date."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


class When(Struct, frozen=True, gc=False):
    """A printed date: local time, with an offset from UTC only where a zone is known.

    `printed` is the date and `zone` the zone as printed. `alternatives` are the other offsets that
    an ambiguous abbreviation can mean (`IST`: India, Israel, Ireland). `offset_how` is INFERRED for
    an offset that was derived or given as an option, and CORRECTED where a correction gives the
    reading of the date.
    """

    local: datetime
    offset: timedelta | None
    precision: Precision
    printed: str
    zone: str | None = None
    alternatives: tuple[timedelta, ...] = ()
    offset_how: How = How.PRINTED
