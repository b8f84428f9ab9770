"""Corrections as values: a user's decisions about a document, a message or a person.

Each is one line of a `corrections.jsonl` (`docs/corrections.md`, `schema.json` beside this file).
This module does not apply corrections.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta, Struct, field

MOST_QUOTED = 200
MOST_AROUND = 32


class Action(StrEnum):
    """What a correction does: sets a field, ends a message, joins people and so on."""

    BEGINS = "begins"
    ENDS = "ends"
    NO_MAIL = "no-mail"
    MAIL = "mail"
    FIELD = "field"
    DATE = "date"
    PERSON_JOIN = "person-join"
    PERSON_SPLIT = "person-split"
    PERSON = "person"
    PARENT = "parent"
    FURNITURE = "furniture"
    NARRATIVE = "narrative"
    COPIES = "copies"
    NOT_COPIES = "not-copies"
    CHECKED = "checked"
    NOTE = "note"
    STAR = "star"
    TAG = "tag"
    UNDO = "undo"


# Marks for reviewers; of these, only tags reach outputs, as keywords.
MARKS = frozenset({Action.CHECKED, Action.NOTE, Action.STAR, Action.TAG})
# Actions about people or links, in one or several documents; all others shape one document.
OF_PEOPLE = frozenset({Action.PERSON, Action.PERSON_JOIN, Action.PERSON_SPLIT})
OF_LINKS = frozenset({Action.PARENT, Action.COPIES, Action.NOT_COPIES})
OF_ARCHIVE = OF_PEOPLE | OF_LINKS
OF_DOCUMENT = frozenset(Action) - OF_ARCHIVE - MARKS - {Action.UNDO}


# `sample 7: right`: the workbench stores judgements of a sample as tags.
_JUDGEMENT = re.compile(r"sample \d+: ")


class FieldName(StrEnum):
    """The header fields that can be corrected."""

    FROM = "from"
    TO = "to"
    CC = "cc"
    BCC = "bcc"
    REPLY_TO = "reply-to"
    DATE = "date"
    SUBJECT = "subject"


Offset = Annotated[int, Meta(ge=0)]
Range = tuple[Offset, Offset]
Text = Annotated[str, Meta(min_length=1, max_length=100_000)]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Id = Annotated[str, Meta(pattern="^[0-9A-Za-z-]{8,64}$")]


class _CorrectionValue(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A correction's `value`. JSON keys have hyphens where these names have underscores."""


class Target(_CorrectionValue, frozen=True):
    """Where a correction applies: W3C's text position and text quote selectors in one.

    `start` and `end` are half-open character offsets into the document's text. `exact` is the text
    between them, or its first 200 characters; `prefix` and `suffix` are up to 32 characters before
    the start and after the end.
    """

    start: Offset
    end: Offset
    exact: Annotated[str, Meta(max_length=MOST_QUOTED)] = field(default="")
    prefix: Annotated[str, Meta(max_length=MOST_AROUND)] = ""
    suffix: Annotated[str, Meta(max_length=MOST_AROUND)] = ""

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("`end` is less than `start`")


class MessageReference(_CorrectionValue, frozen=True):
    """A message, by its place in a document (which is stable) or by its Message-ID."""

    message_id: Text | None = field(default=None, name="message-id")
    document: Sha256 | None = None
    target: Target | None = None

    def __post_init__(self) -> None:
        if self.message_id is None and (self.document is None or self.target is None):
            raise ValueError("needs `message-id`, or `document` and `target`")


class PersonReference(_CorrectionValue, frozen=True):
    """A person as printed: by name, by address, or by both."""

    name: Text | None = None
    address: Text | None = None

    def __post_init__(self) -> None:
        if not self.name and not self.address:
            raise ValueError("needs `name` or `address`")


class NoValue(_CorrectionValue, frozen=True):
    """The empty value of a correction whose action is enough."""


class MailValue(_CorrectionValue, frozen=True):
    """Where the fields and the body of a mail are printed, as character offsets."""

    from_: Range | None = field(default=None, name="from")
    to: Range | None = None
    cc: Range | None = None
    bcc: Range | None = None
    reply_to: Range | None = field(default=None, name="reply-to")
    date: Range | None = None
    subject: Range | None = None
    body: Range | None = None

    def fields(self) -> Mapping[FieldName, Range]:
        """The fields that are printed, in the order of `FieldName`."""
        found = {name: getattr(self, name.name.lower(), None) for name in FieldName}
        found[FieldName.FROM] = self.from_
        return {name: span for name, span in found.items() if span is not None}


class FieldValue(_CorrectionValue, frozen=True):
    """A field's value: printed at `span`, or given as `text`; if both, `text` is printed at `span`.

    With neither, the message has no such field.
    """

    field: FieldName
    span: Range | None = None
    text: Text | None = None


class DateValue(_CorrectionValue, frozen=True):
    """The reading of a date: `2021-03-03`, `2021-03-03T17:40`, with an offset or without.

    `zone` names a zone of the tz database if the date has no offset.
    """

    datetime: Annotated[
        str,
        Meta(pattern=r"^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?$"),
    ]
    zone: Text | None = None


class PeopleValue(_CorrectionValue, frozen=True):
    """People who are one person, or who are all different."""

    people: Annotated[tuple[PersonReference, ...], Meta(min_length=2)]


class PersonValue(_CorrectionValue, frozen=True):
    """Details about the person printed as `person`."""

    person: PersonReference
    name: Text | None = None
    address: Text | None = None
    role: Text | None = None
    organisation: Text | None = None
    note: Text | None = None


class ParentValue(_CorrectionValue, frozen=True):
    """The message that this one answers or forwards; None if it has no parent."""

    message: MessageReference | None
    relation: Annotated[str, Meta(pattern="^(reply|forward)$")] = "reply"


class CopiesValue(_CorrectionValue, frozen=True):
    """Messages that are copies of the correction's message, or that are not."""

    messages: Annotated[tuple[MessageReference, ...], Meta(min_length=1)]


class NoteValue(_CorrectionValue, frozen=True):
    """A note."""

    text: Text


class TagValue(_CorrectionValue, frozen=True):
    """A tag."""

    tag: Annotated[str, Meta(min_length=1, max_length=200)]


class UndoValue(_CorrectionValue, frozen=True):
    """The correction that no longer holds; an undo can be undone."""

    id: Id


Value = (
    NoValue
    | MailValue
    | FieldValue
    | DateValue
    | PeopleValue
    | PersonValue
    | ParentValue
    | CopiesValue
    | NoteValue
    | TagValue
    | UndoValue
)

VALUES: Mapping[Action, type[Value]] = {
    Action.BEGINS: NoValue,
    Action.ENDS: NoValue,
    Action.NO_MAIL: NoValue,
    Action.MAIL: MailValue,
    Action.FIELD: FieldValue,
    Action.DATE: DateValue,
    Action.PERSON_JOIN: PeopleValue,
    Action.PERSON_SPLIT: PeopleValue,
    Action.PERSON: PersonValue,
    Action.PARENT: ParentValue,
    Action.FURNITURE: NoValue,
    Action.NARRATIVE: NoValue,
    Action.COPIES: CopiesValue,
    Action.NOT_COPIES: CopiesValue,
    Action.CHECKED: NoValue,
    Action.NOTE: NoteValue,
    Action.STAR: NoValue,
    Action.TAG: TagValue,
    Action.UNDO: UndoValue,
}


def values(action: Action) -> type[Value]:
    """The type of a correction's value, by its action."""
    return VALUES[action]


# Actions about a person or another correction, not about a place.
WITHOUT_TARGET = OF_PEOPLE | {Action.UNDO}


class Correction(Struct, frozen=True):
    """One decision: by whom, when and why, where it applies, and its value.

    `document` is the SHA-256 of the input's bytes, as in the record of a message. It and `target`
    are None only for actions about people, and for `undo`.
    """

    id: str
    at: datetime
    by: str
    action: Action
    value: Value = NoValue()
    document: str | None = None
    target: Target | None = None
    why: str | None = None


def new_correction(
    action: Action,
    value: Value | None = None,
    *,
    by: str,
    document: str | None = None,
    target: Target | None = None,
    why: str | None = None,
) -> Correction:
    """A correction made now, with a new id. Raises ValueError if something is missing."""
    made = Correction(
        new_id(),
        datetime.now(UTC),
        by,
        action,
        value if value is not None else NoValue(),
        document,
        target,
        why or None,
    )
    check_correction(made)
    return made


def check_correction(correction: Correction) -> None:
    """Raise ValueError unless a correction has everything that its action needs."""
    if not correction.by.strip():
        raise ValueError("`by` is empty")
    if not isinstance(correction.value, VALUES[correction.action]):
        raise ValueError(f"`value` is not valid for the action {correction.action.value!r}")
    if correction.action in WITHOUT_TARGET:
        return
    if correction.document is None or correction.target is None:
        raise ValueError(f"the action {correction.action.value!r} needs `document` and `target`")


def new_id() -> str:
    """A UUID version 7 (RFC 9562, 5.7): 48 bits of Unix time in milliseconds, then random bits."""
    value = (time.time_ns() // 1_000_000 & (1 << 48) - 1) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 7 << 76
    return str(UUID(int=value & ~(0x3 << 62) | 2 << 62))


def target_of(text: str, start: int, end: int) -> Target:
    """The target for the stretch `start`..`end` (half-open) of a document's text."""
    return Target(
        start,
        end,
        text[start : min(end, start + MOST_QUOTED)],
        text[max(0, start - MOST_AROUND) : start],
        text[end : end + MOST_AROUND],
    )


def in_order(corrections: Iterable[Correction]) -> list[Correction]:
    """Corrections by time; within one second by id, which includes milliseconds."""
    return sorted(corrections, key=lambda item: (item.at, item.id))


def reaches_outputs(item: Correction) -> bool:
    """Whether outputs include it: all except notes, stars, checks, and judgements of samples."""
    if isinstance(item.value, TagValue):
        return _JUDGEMENT.match(item.value.tag) is None
    return item.action not in MARKS


def in_force(corrections: Iterable[Correction]) -> list[Correction]:
    """The corrections in force, by time: neither undone nor an undo themselves.

    An undo cancels an earlier correction. Undoing an undo is a redo.
    """
    undone: set[str] = set()
    active: list[Correction] = []
    for item in reversed(in_order(corrections)):
        if item.id in undone:
            continue
        if isinstance(item.value, UndoValue):
            undone.add(item.value.id)
        else:
            active.append(item)
    active.reverse()
    return active


def of_document(corrections: Iterable[Correction], sha256: str) -> tuple[Correction, ...]:
    """The corrections that shape the text of the document with that SHA-256."""
    return tuple(
        item for item in corrections if item.document == sha256 and item.action in OF_DOCUMENT
    )


def as_plain(correction: Correction) -> dict[str, Any]:
    """A correction as the JSON object of its line, with sorted keys."""
    plain: dict[str, Any] = msgspec.to_builtins(correction)
    plain["at"] = correction.at.isoformat().replace("+00:00", "Z")
    return dict(sorted(plain.items()))
