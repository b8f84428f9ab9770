"""Make messages from what an output says of them, so that they can be checked and written again.

Records (docs/jsonl.md), rows of tables and mail become one form, so no rule about messages knows a
format. A record lacks what only the document shows: the text of natives, the position of people on
a page, and what is printed in place of an address but is not one. Rows and mail say less.
"""

from __future__ import annotations

import email.utils
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mailrecon.model import (
    FIELD_NAMES,
    Copy,
    Corrected,
    Inference,
    Message,
    NoticeCode,
    Person,
    Place,
    PlaceUnit,
    Precision,
    Relation,
    Role,
    Source,
    Span,
    When,
)
from mailrecon.recipe import Recipe, recipe_from_record, recipe_from_text
from mailrecon.regex import regex
from mailrecon.thread.unheaded import LAYOUT as UNHEADED
from mailrecon.writers.columns import MULTIPLE

_SOURCE = regex(
    r"document=(.*?); sha256=([0-9a-f]{64}); lines=(\d+-\d+); characters=(\d+-\d+)(?:; .*)?"
)
_IDENTITY = regex(r"<[^<>\s]+>")
_CORRECTED = regex(r"(?:^|; )(?:field )?([a-z-]+) by ")
_MAILBOX = regex(r"(?:(.*) <)?([^<>;@\s]+@[^<>;@\s]+)>?")
# The exceptions that a damaged or hostile item causes.
BROKEN = (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError)
# The length of a date without, and with, seconds: `2021-03-02T09:14`.
_DAY, _MINUTE = 10, 16
# What records call otherwise than the model does.
_NAMES = {
    "from": "originator",
    "in_reply_to": "parent",
    "printed": "text",
    "if_one_zone": "one_zone",
}
_OFFSETS = ("lowest", "highest", "if_one_zone")
# A message of which nothing is known.
_NOWHERE = Source("", "", (0, 0), (Span(0, 0),), (), None)
_EMPTY = Message("", None, None, (), (), (), (), None, None, None, "", _NOWHERE, "", None, 0.0, ())
# What a generated Message-ID is made from, as columns.
_NAMED = ("FROM", "TO", "SUBJECT", "DATEPRINTED", "BODY")


class Restored(Struct, frozen=True):
    """A message as the output states it at `place`; `recipe` says how it was made.

    `is_whole`: it has all that a generated Message-ID is made from. `goes_on`: its body may
    continue after the message. People of mail are names, as their field has them.
    """

    place: str
    message: Message
    recipe: Recipe | None
    is_whole: bool = False
    goes_on: bool = False
    attached: Restored | None = None

    @property
    def identity(self) -> str:
        """Its Message-ID; empty for a native message without one."""
        return self.message.message_id

    @property
    def is_native(self) -> bool:
        """Whether others wrote it, so that what it says is their word."""
        return self.message.original is not None

    @property
    def is_headed(self) -> bool:
        """Whether a header is printed for it, so the ledger gives it segments.

        Where only quoted pieces of it exist, these are the answer's.
        """
        is_fragment = any(item.code == NoticeCode.FRAGMENT for item in self.message.warnings)
        return self.message.layout != UNHEADED and not is_fragment

    @property
    def is_of_part(self) -> bool:
        """Whether the output may lack messages it refers to: `--only`, part of a cluster run."""
        return self.recipe is not None and (
            self.recipe.sha256 is None or "only" in self.recipe.options
        )

    @property
    def sources(self) -> Iterator[Source]:
        """Where it is printed, the copy that its text is from first."""
        yield self.message.source
        yield from (copy.source for copy in self.message.copies)

    @property
    def inferred(self) -> set[str]:
        """The header fields with values that are not printed."""
        return {item.field for item in self.message.inferred if item.used}


def restored_of(values: Mapping[str, Any], place: str, *, kept: bool = False) -> Restored | None:
    """What the values of a statement say; None if they are of no message.

    `kept`: the mail is in the sources as it is. Raises one of BROKEN if the values are not as docs/
    describe.
    """
    record = values.get("record", values)
    if isinstance(record, Mapping) and "message_id" in record and "thread" in record:
        recipe = recipe_from_record(record.get("run"))
        return Restored(place, message_of(record), recipe, is_whole=True)
    if "MESSAGEID" in values:
        return _of_row(values, place)
    if isinstance(values.get("fields"), Mapping):
        return _of_mail(values, place, kept=kept)
    return None


# --- records ----------------------------------------------------------------------------------


def message_of(record: Mapping[str, Any]) -> Message:
    """The message of a record; a native one has no bytes. Raises one of BROKEN."""
    when = _when(record["date"], record["date_printed"])
    original = b"" if record["native"] else None
    try:
        shaped = {**_shaped(dict(record), ""), "when": when, "original": original}
        return msgspec.convert(shaped, Message)
    except (msgspec.ValidationError, RecursionError) as failure:
        raise ValueError(str(failure)) from failure


def _shaped(value: Any, key: str) -> Any:
    """A value of a record as the model has it; `key` is its name."""
    if isinstance(value, dict):
        shaped = {_NAMES.get(name, name): _shaped(item, name) for name, item in value.items()}
        if "mailbox" in value:  # a person, whose role is not that of a field
            shaped["job"] = shaped.pop("role")
        return shaped
    if key == "header":
        return [_span(value)]
    if key == "span" and value is not None:
        return _span(value)
    if key == "body" and isinstance(value, list):
        return [_span(item) for item in value]
    if key in ("first", "last") and value is not None:
        return _place(value)
    if isinstance(value, list):
        return [_shaped(item, key) for item in value]
    if key in _OFFSETS and value is not None:
        return datetime.fromisoformat(f"2000-01-01T00:00{value}").utcoffset()
    return "" if key == "reason" and value is None else value


def _span(pair: list[int]) -> dict[str, int]:
    return {"start": pair[0], "end": pair[1]}


def _place(text: str) -> Place:
    """An element is named as it is: `/html/body/p[1]`; so is what an output calls a place."""
    return Place(Span(0, 0), PlaceUnit.ELEMENT, text)


def _when(date: str | None, printed: str | None) -> When | None:
    """A date in ISO 8601, of which its length shows the precision."""
    if not date:
        return None
    moment = datetime.fromisoformat(date)
    precision = Precision.DAY if len(date) == _DAY else Precision.SECOND
    if len(date.partition("+")[0]) == _MINUTE or date[_MINUTE : _MINUTE + 1] in ("+", "-"):
        precision = Precision.MINUTE
    return When(moment.replace(tzinfo=None), moment.utcoffset(), precision, printed or "")


# --- rows and mail ----------------------------------------------------------------------------


def _of_row(row: Mapping[str, Any], place: str) -> Restored:
    cell = {name: "\n".join(v) if isinstance(v, list) else str(v) for name, v in row.items()}
    people = {
        role: tuple(map(_person, _several(cell.get(name.upper().replace("-", ""), ""))))
        for role, name in FIELD_NAMES.items()
    }
    source = _source(*(cell[f"SOURCE{name}"] for name in ("DOC", "SHA256", "LINES", "CHARACTERS")))
    at = cell["SOURCEPLACE"].split(" to ") if cell["SOURCEPLACE"] else []
    bates = _several(cell["SOURCEBATES"])
    if at:
        source = replace(source, first=_place(at[0]), last=_place(at[-1]))
    clock = f"T{cell['TIMESENT']}{cell['TIMEZONE'].removeprefix('UTC')}"
    date = f"{cell['DATESENT']}{clock if cell['TIMESENT'] else ''}"
    # What answers something says how; native mail need not.
    is_native, parent = cell["ISNATIVE"] == "Y", cell["INREPLYTO"] or None
    relation = cell["RELATION"] or ("" if is_native else Relation.REPLY)
    message = _message(
        people,
        [replace(source, bates=bates)],
        message_id=cell["MESSAGEID"],
        when=_when(date, cell["DATEPRINTED"]),
        date_printed=cell["DATEPRINTED"] or None,
        subject=cell["SUBJECT"] or None,
        body=cell.get("BODY", ""),
        confidence=float(cell["CONFIDENCE"]),
        parent=parent,
        relation=Relation(relation) if parent and relation else None,
        references=tuple(filter(None, cell["REFERENCES"].split(" "))),
        thread=cell["THREADID"],
        inferred=_inferred(_several(cell["INFERRED"])),
        duplicates=_several(cell["DUPLICATES"]),
        edrm_mih=cell["EDRMMIH"] or None,
        original=b"" if is_native else None,
        corrected=_corrected(cell["CORRECTED"]),
    )
    # A mark of registered names, and people without an address, are not written as they are read.
    named = [person.address for person in (*people[Role.FROM], *people[Role.TO])]
    is_whole = "BODY" in cell and not (cell["CORRECTED"] or cell["REDACTED"] or None in named)
    is_whole = is_whole and "(R)" not in "".join(map(cell.__getitem__, _NAMED))
    return Restored(place, message, recipe_from_text(cell["RUN"]), is_whole=is_whole)


def _of_mail(values: Mapping[str, Any], place: str, *, kept: bool) -> Restored:
    fields: Mapping[str, str] = values["fields"]
    by_name = {name.lower(): text for name, text in fields.items()}

    def every(name: str) -> list[str]:
        return [text for key, text in fields.items() if key.partition(" (")[0] == name]

    is_native = kept or not any(name.startswith("x-mailrecon-") for name in by_name)
    sources = []
    for text in () if is_native else every("X-Mailrecon-Source"):
        match = _SOURCE.fullmatch(" ".join(text.split()))
        if match is None:
            raise ValueError("X-Mailrecon-Source")
        sources.append(_source(*match.groups()))
    if not (sources or is_native):
        raise ValueError("no X-Mailrecon-Source")
    printed, date = fields.get("X-Mailrecon-Date-Printed"), fields.get("Date")
    when = None
    if date is not None and not is_native:
        moment = email.utils.parsedate_to_datetime(date)
        zone = moment.utcoffset()
        when = When(moment.replace(tzinfo=None), zone, Precision.SECOND, printed or "")
    attached = values.get("attached")
    answered = _IDENTITY.findall(by_name.get("in-reply-to", ""))
    people = {
        role: (Person(fields[name], None, False, ""),)
        for role, name in FIELD_NAMES.items()
        if name in fields
    }
    message = _message(
        people,
        sources or [_EMPTY.source],
        message_id=by_name.get("message-id", ""),
        when=when,
        date_printed=printed,
        subject=fields.get("Subject"),
        body="\n".join(values.get("text", ())),
        parent=next(iter(answered), None),
        references=tuple(_IDENTITY.findall(by_name.get("references", ""))),
        inferred=_inferred(every("X-Mailrecon-Inferred")),
        original=b"" if is_native else None,
        corrected=_corrected("; ".join(every("X-Mailrecon-Corrected"))),
    )
    return Restored(
        place,
        message,
        recipe_from_text(fields.get("X-Mailrecon-Run", "")),
        goes_on="X-Forwarded-Message-Id" in fields and attached is None,
        attached=restored_of(attached, f"{place} attachment") if attached is not None else None,
    )


def _message(
    people: Mapping[Role, tuple[Person, ...]], sources: list[Source], **more: Any
) -> Message:
    several = {role.value: people.get(role, ()) for role in FIELD_NAMES}
    originator, sender = (next(iter(several.pop(one)), None) for one in ("from", "sender"))
    copies = tuple(Copy(source, "", "", (), (), 0.0) for source in sources[1:])
    named = {"originator": originator, "sender": sender, **several, **more}
    return replace(_EMPTY, source=sources[0], copies=copies, **named)


def _source(document: str, sha256: str, lines: str, characters: str) -> Source:
    """A place such as `release.pdf`, lines `12-40`, characters `350-1200`."""
    first, last = map(int, lines.split("-"))
    start, end = map(int, characters.split("-"))
    return Source(document, sha256, (first, last), (Span(start, end),), (), None)


def _several(text: str) -> tuple[str, ...]:
    return tuple(text.split(MULTIPLE)) if text else ()


def _person(text: str) -> Person:
    """`Ann Poe <ann@dock.example>`; anything but an address is a name."""
    match = _MAILBOX.fullmatch(text)
    name, address = (match[1], match[2]) if match is not None else (text, None)
    return Person(name or None, address, False, address or "")


def _inferred(texts: Iterable[str]) -> tuple[Inference, ...]:
    """The fields in texts such as `In-Reply-To: reply: …`."""
    return tuple(Inference(text.partition(":")[0].strip(), "", text, 0.0) for text in texts)


def _corrected(text: str) -> tuple[Corrected, ...]:
    """The fields in a text such as `field subject by Ida, 2026-01-02 (c-1)`."""
    return tuple(Corrected("", "", "", "", field=name) for name in _CORRECTED.findall(text))
