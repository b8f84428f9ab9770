"""JSON Lines: one object a message, as `docs/jsonl.md` describes it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from mailrecon.citation import citation, place_name
from mailrecon.confidence import certainty
from mailrecon.hidden import hidden_record
from mailrecon.model import (
    Archive,
    Copy,
    Corrected,
    Field,
    HiddenText,
    Inference,
    Message,
    Notice,
    Person,
    Place,
    Precision,
    Segment,
    Source,
    Span,
    When,
    ZoneBounds,
)
from mailrecon.offsets import offset_text
from mailrecon.recipe import Recipe
from mailrecon.writers.options import WriteOptions
from mailrecon.writers.provenance.digest import sealed
from mailrecon.writers.provenance.json_text import json_text, python_text

# Separates a record from its digest, which is taken over the bytes before this key.
DIGEST_KEY = b', "digest": "'


def write_jsonl(archive: Archive, path: Path, options: WriteOptions) -> None:
    """Write all messages to the file `path`, in UTF-8, one a line."""
    with path.open("wb") as out:
        out.writelines(jsonl_pieces(archive, options))


def jsonl_pieces(archive: Archive, options: WriteOptions) -> Iterator[bytes]:
    """The records of all messages, one a line."""
    return record_lines(archive, options.recipe)


def record_lines(archive: Archive, recipe: Recipe | None) -> Iterator[bytes]:
    """The records of all messages, one a line."""
    return archive.mapped(partial(_whole_line, recipe=recipe))


def _whole_line(message: Message, by_id: object, *, recipe: Recipe | None) -> bytes:
    return record_line(message, recipe) + b"\n"


def record_line(message: Message, recipe: Recipe | None = None) -> bytes:
    """A message's record as one line of UTF-8, without the line end; its digest is the last key.

    `run` records the `recipe`: the versions and options it was made with.
    """
    run = python_text(recipe.record()) if recipe is not None else b"null"
    line = json_text(message_dict(message))
    return sealed(b'%b, "run": %b' % (line[:-1], run), DIGEST_KEY, b'"}')


def message_record(message: Message) -> dict[str, Any]:
    """A message as the JSON object of `docs/jsonl.md`, with `run` and `digest`."""
    record: dict[str, Any] = json.loads(record_line(message))
    return record


def message_dict(message: Message) -> dict[str, Any]:
    """A message as `Message.to_dict` gives it: its record without `run` and `digest`."""
    return {
        "message_id": message.message_id,
        "in_reply_to": message.parent,
        "references": list(message.references),
        "relation": message.relation.value if message.relation else None,
        "thread": message.thread,
        "from": _person(message.originator) if message.originator else None,
        "sender": _person(message.sender) if message.sender else None,
        "to": [_person(person) for person in message.to],
        "cc": [_person(person) for person in message.cc],
        "bcc": [_person(person) for person in message.bcc],
        "reply_to": [_person(person) for person in message.reply_to],
        "date": iso_date(message.when),
        "date_printed": message.date_printed,
        "subject": message.subject,
        "body": message.body,
        "layout": message.layout,
        "language": message.language,
        "source": _source(message.source),
        "citation": citation(message),
        "fields": [_field(field) for field in message.fields],
        "copies": [_copy(copy) for copy in message.copies],
        "duplicates": list(message.duplicates),
        "inferred": [_inference(item) for item in message.inferred],
        "zone_bounds": _bounds(message.zone_bounds) if message.zone_bounds is not None else None,
        "corrected": [_corrected(item) for item in message.corrected],
        "edrm_mih": message.edrm_mih,
        "native": message.original is not None,
        "confidence": message.confidence,
        "certainty": certainty(message.confidence).value,
        "warnings": [notice_record(warning) for warning in message.warnings],
    }


def _copy(copy: Copy) -> dict[str, Any]:
    return {
        "message_id": copy.message_id,
        "source": _source(copy.source),
        "layout": copy.layout,
        "fields": [_field(field) for field in copy.fields],
        "differences": list(copy.differences),
        "score": copy.score,
        "body": copy.body,
    }


def _inference(item: Inference) -> dict[str, Any]:
    return {
        "field": item.field,
        "value": item.value,
        "reason": item.reason,
        "score": item.score,
        "used": item.used,
    }


def _bounds(bounds: ZoneBounds) -> dict[str, Any]:
    return {
        "lowest": offset_text(bounds.lowest) if bounds.lowest is not None else None,
        "highest": offset_text(bounds.highest) if bounds.highest is not None else None,
        "if_one_zone": [offset_text(bound) for bound in bounds.one_zone]
        if bounds.one_zone is not None
        else None,
        "reason": bounds.reason,
    }


def _corrected(item: Corrected) -> dict[str, Any]:
    return {
        "correction": item.correction,
        "action": item.action,
        "field": item.field,
        "by": item.by,
        "at": item.at,
        "why": item.why,
        "tag": item.tag,
    }


def notice_record(notice: Notice) -> dict[str, Any]:
    """A warning as JSON; span and place are null if it is about the whole document."""
    return {
        "code": notice.code,
        "text": notice.text,
        "span": _span(notice.span) if notice.span else None,
        "place": notice.place,
    }


def segment_record(
    segment: Segment, document: str, identity: str | None, hidden: Iterable[HiddenText] = ()
) -> dict[str, Any]:
    """A ledger segment as JSON; `identity` is the Message-ID of its message, if it has one.

    `hidden` is the withheld text that begins in the segment.
    """
    return {
        "document": document,
        "kind": segment.kind.value,
        "span": _span(segment.span),
        "message": segment.draft,
        "message_id": identity,
        "hidden": [hidden_record(item) for item in hidden],
    }


def iso_date(when: When | None) -> str | None:
    """The local time in ISO 8601, to the printed precision; with an offset if it is known."""
    if when is None:
        return None
    if when.precision is Precision.DAY:
        return when.local.date().isoformat()
    timespec = "minutes" if when.precision is Precision.MINUTE else "seconds"
    zone = offset_text(when.offset) if when.offset is not None else ""
    return when.local.isoformat(timespec=timespec) + zone


def _source(source: Source) -> dict[str, Any]:
    return {
        "document": source.document,
        "sha256": source.sha256,
        "lines": list(source.lines),
        "header": _span(Span.covering(source.header)),
        "body": [_span(span) for span in source.body],
        "footnote": source.footnote,
        "folder": source.folder,
        "labels": list(source.labels),
        "flags": source.flags,
        "bates": list(source.bates),
        "first": _place(source.first),
        "last": _place(source.last),
        "redactions": [
            {
                "span": _span(item.span),
                "how": item.how.value,
                "page": item.page,
                "box": list(item.box) if item.box is not None else None,
            }
            for item in source.redactions
        ],
        "hidden": [hidden_record(item) for item in source.hidden],
    }


def _place(place: Place | None) -> str | None:
    """`page 3, line 12`; `paragraph 4`; `part 1.2`; None for plain text."""
    return None if place is None else place_name(place)


def _field(field: Field) -> dict[str, Any]:
    return {
        "role": field.role.value,
        "label": field.label,
        "printed": field.text,
        "span": _span(field.span),
        "how": field.how.value,
        "reason": field.reason or None,
        "meant": field.meant,
        "page": field.page,
        "box": [round(side, 1) for side in field.box] if field.box is not None else None,
    }


def _person(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "address": person.address,
        "redacted": person.redacted,
        "mailbox": person.mailbox,
        "person": person.person,
        "canonical": person.canonical,
        "role": person.job,
        "organisation": person.organisation,
    }


def _span(span: Span) -> list[int]:
    return [span.start, span.end]
