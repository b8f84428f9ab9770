"""Make messages from their records (docs/jsonl.md), so that an output can be written again.

A record lacks what only the document shows: the text of natives, the position of people on a page,
and what is printed in place of an address but is not one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from mailrecon.model import (
    Copy,
    Corrected,
    Field,
    HiddenText,
    Hiding,
    How,
    Inference,
    Message,
    Notice,
    Person,
    Place,
    PlaceUnit,
    Precision,
    Redaction,
    RedactionKind,
    Relation,
    Role,
    Source,
    Span,
    When,
    ZoneBounds,
)

# The length of a date without, and with, seconds: `2021-03-02T09:14`.
_DAY, _MINUTE = 10, 16


def message_of(record: Mapping[str, Any]) -> Message:
    """The message of a record; a native one has no bytes.

    Raises KeyError, TypeError, ValueError or AttributeError if it is not a record.
    """
    originator, sender, bounds = record["from"], record["sender"], record["zone_bounds"]
    return Message(
        message_id=record["message_id"],
        originator=_person(originator) if originator else None,
        sender=_person(sender) if sender else None,
        reply_to=tuple(map(_person, record["reply_to"])),
        to=tuple(map(_person, record["to"])),
        cc=tuple(map(_person, record["cc"])),
        bcc=tuple(map(_person, record["bcc"])),
        when=_when(record["date"], record["date_printed"]),
        date_printed=record["date_printed"],
        subject=record["subject"],
        body=record["body"],
        source=_source(record["source"]),
        layout=record["layout"],
        language=record["language"],
        confidence=float(record["confidence"]),
        fields=tuple(map(_field, record["fields"])),
        parent=record["in_reply_to"],
        relation=Relation(record["relation"]) if record["relation"] else None,
        references=tuple(record["references"]),
        thread=record["thread"],
        inferred=tuple(Inference(**item) for item in record["inferred"]),
        warnings=tuple(map(_notice, record["warnings"])),
        copies=tuple(map(_copy, record["copies"])),
        duplicates=tuple(record["duplicates"]),
        zone_bounds=_bounds(bounds) if bounds else None,
        edrm_mih=record["edrm_mih"],
        original=b"" if record["native"] else None,
        corrected=tuple(Corrected(**item) for item in record["corrected"]),
    )


def _person(record: Mapping[str, Any]) -> Person:
    keys = ("name", "address", "redacted", "mailbox", "person", "canonical", "organisation")
    return Person(**{key: record[key] for key in keys}, job=record["role"])


def _when(date: str | None, printed: str | None) -> When | None:
    if date is None:
        return None
    moment = datetime.fromisoformat(date)
    wide = date.partition("+")[0]
    precision = Precision.DAY if len(date) == _DAY else Precision.SECOND
    if len(wide) == _MINUTE or date[_MINUTE : _MINUTE + 1] in ("+", "-"):
        precision = Precision.MINUTE
    return When(moment.replace(tzinfo=None), moment.utcoffset(), precision, printed or "")


def _source(record: Mapping[str, Any]) -> Source:
    return Source(
        document=record["document"],
        sha256=record["sha256"],
        lines=(int(record["lines"][0]), int(record["lines"][1])),
        header=(_span(record["header"]),),
        body=tuple(map(_span, record["body"])),
        footnote=record["footnote"],
        first=_place(record["first"]),
        last=_place(record["last"]),
        redactions=tuple(
            Redaction(_span(item["span"]), RedactionKind(item["how"]), item["page"], _box(item))
            for item in record["redactions"]
        ),
        hidden=tuple(map(_hidden, record["hidden"])),
        folder=record["folder"],
        bates=tuple(record["bates"]),
        labels=tuple(record["labels"]),
        flags=record["flags"],
    )


def _hidden(item: Mapping[str, Any]) -> HiddenText:
    how = Hiding(item["how"])
    more = item["page"], _box(item), item["place"]
    return HiddenText(_span(item["span"]), how, item["characters"], *more)


def _box(item: Mapping[str, Any]) -> tuple[float, float, float, float] | None:
    if item["box"] is None:
        return None
    left, bottom, right, top = item["box"]
    return left, bottom, right, top


def _field(item: Mapping[str, Any]) -> Field:
    return Field(
        Role(item["role"]),
        item["printed"],
        _span(item["span"]),
        item["label"],
        how=How(item["how"]),
        reason=item["reason"] or "",
        meant=item["meant"],
    )


def _copy(item: Mapping[str, Any]) -> Copy:
    return Copy(
        _source(item["source"]),
        item["message_id"],
        item["layout"],
        tuple(map(_field, item["fields"])),
        tuple(item["differences"]),
        item["score"],
        item["body"],
    )


def _notice(item: Mapping[str, Any]) -> Notice:
    span = _span(item["span"]) if item["span"] is not None else None
    return Notice(item["code"], item["text"], span, item["place"])


def _bounds(item: Mapping[str, Any]) -> ZoneBounds:
    one = item["if_one_zone"]
    lowest, highest = (_offset(item[key]) for key in ("lowest", "highest"))
    bounds = ZoneBounds(lowest, highest, item["reason"])
    if one is None:
        return bounds
    low, high = (timedelta() if bound is None else bound for bound in map(_offset, one))
    return replace(bounds, one_zone=(low, high))


def _offset(text: str | None) -> timedelta | None:
    return None if text is None else datetime.fromisoformat(f"2000-01-01T00:00{text}").utcoffset()


def _span(pair: Sequence[int]) -> Span:
    return Span(int(pair[0]), int(pair[1]))


def _place(name: str | None) -> Place | None:
    # An element is named as it is: `/html/body/p[1]`; so is what a record calls a place.
    return None if name is None else Place(Span(0, 0), PlaceUnit.ELEMENT, name)
