"""An Outlook item as stored in its container, and its kind."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import IntEnum

from msgspec import Struct

from mailrecon.read.mail.outlook.properties import Faults, Load, Properties, Tag
from mailrecon.regex import regex


class Method(IntEnum):
    """How an attachment is stored ([MS-OXCMSG] 2.2.2.9)."""

    NONE = 0
    BY_VALUE = 1
    BY_REFERENCE = 2
    BY_REFERENCE_RESOLVED = 3
    BY_REFERENCE_ONLY = 4
    MESSAGE = 5
    OLE = 6
    WEB = 7


class OutlookAttachment(Struct, frozen=True):
    """An attachment: its properties, and its bytes or, of an attached message, the item."""

    properties: Properties
    content: Load
    item: Callable[[], Item] | None = None


class Item(Struct, frozen=True):
    """A message, a contact, an appointment …: properties, recipients and attachments.

    `faults` collects the parts that could not be read.
    """

    properties: Properties
    recipients: tuple[Properties, ...]
    attachments: tuple[OutlookAttachment, ...]
    faults: Faults

    @property
    def kind(self) -> str:
        """The message class, such as `IPM.Note`; empty if it is missing."""
        return (self.properties.text(Tag.MESSAGE_CLASS) or "").strip()


# Classes of mail [MS-OXCMSG] 2.2.1.3: messages, posts, meeting requests and answers to them, task
# requests, reports of delivery, recalls, shared folders, voice mail.
_MAIL = regex(
    r"(?:IPM\.(?:Note|Post|Schedule|TaskRequest|Recall|Outlook\.Recall"
    r"|Sharing(?!\.(?:Binding|Index))|Rapidspeed|Voice|Fax)(?:\.|$)|IPM\.Note|REPORT|Remote\.|IPM$)",
    re.IGNORECASE,
)
# Names of other items by the beginning of their class: (singular, plural).
_OTHERS = (
    ("IPM.CONTACT", ("contact", "contacts")),
    ("IPM.ABCHPERSON", ("contact", "contacts")),
    ("IPM.DISTLIST", ("distribution list", "distribution lists")),
    ("IPM.APPOINTMENT", ("appointment", "appointments")),
    ("IPM.OLE.CLASS", ("appointment", "appointments")),
    ("IPM.TASK", ("task", "tasks")),
    ("IPM.STICKYNOTE", ("note", "notes")),
    ("IPM.ACTIVITY", ("journal entry", "journal entries")),
    ("IPM.DOCUMENT", ("document", "documents")),
    ("IPM.MICROSOFT.SCHEDULEDATA.FREEBUSY", ("free/busy item", "free/busy items")),
)
_SETTING = ("setting of Outlook", "settings of Outlook")


def is_mail(kind: str) -> bool:
    """Whether an item of this message class is mail; one without a class counts as mail."""
    return not kind or _MAIL.match(kind) is not None


def kind_name(kind: str, count: int = 1) -> str:
    """The name of items of a class, such as `1 contact` or `3 tasks`."""
    for beginning, (one, several) in _OTHERS:
        if kind.upper().startswith(beginning):
            return f"{count} {one if count == 1 else several}"
    one, several = (f"item of class {kind}", f"items of class {kind}")
    if not kind.upper().startswith("IPM.") or kind.upper().startswith(
        (
            "IPM.CONFIGURATION",
            "IPM.SHARING.",
            "IPM.MESSAGEMANAGER",
            "IPM.MICROSOFT.",
            "IPM.RULEORGANIZER",
            "IPM.EXTENDEDRULE",
        )
    ):
        one, several = _SETTING
    return f"{count} {one if count == 1 else several}"
