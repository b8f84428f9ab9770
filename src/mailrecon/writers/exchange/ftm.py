"""FollowTheMoney entities, one JSON object a line, for Aleph and OpenAleph.

The schemata are those of followthemoney 4: `Email`, `Person`, `LegalEntity`, `Document`, `Mention`.
Every value is a list of strings there; an entity property holds the id of the other entity.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from mailrecon.citation import source_text
from mailrecon.model import Archive, Identity, Message, Person, Precision, Source
from mailrecon.offsets import offset_text
from mailrecon.recipe import Recipe
from mailrecon.writers.options import WriteOptions
from mailrecon.writers.tables.columns import (
    people_text,
    person_text,
    place_text,
    universal_time,
    utf8_text,
)

Entity = dict[str, Any]
Properties = Mapping[str, Iterable[str | None]]
# Hexadecimal digits of an id; Aleph appends a signature for each collection.
_ID_LENGTH = 40


def write_ftm(archive: Archive, path: Path, options: WriteOptions) -> None:
    """Write all entities to the file `path`: documents, people, then messages in order."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for entity in _entities(archive, options.recipe):
            out.write(json.dumps(entity, ensure_ascii=True) + "\n")


def _entities(archive: Archive, recipe: Recipe | None) -> Iterator[Entity]:
    hashes = set()
    for parsed in archive.parsed:
        document = parsed.document
        if (document.name, document.sha256) not in hashes:
            hashes.add((document.name, document.sha256))
            values: Properties = {
                "fileName": [document.name],
                "title": [document.name],
                "contentHash": [document.sha256],
                "encoding": [document.encoding],
            }
            identity = _document_id(document.name, document.sha256)
            yield _entity(identity, "Document", values)
    for person in archive.people:
        if person.person is not None:
            yield _person(person)
    known = {message.message_id for message in archive.messages}
    for message in archive.messages:
        yield _email(message, recipe, known)
        yield from _mentions(message)


def _entity(identity: str, schema: str, properties: Properties) -> Entity:
    kept = {name: [utf8_text(one) for one in values if one] for name, values in properties.items()}
    values = {name: found for name, found in kept.items() if found}
    return {"id": identity, "schema": schema, "properties": values}


def _document_id(name: str, digest: str) -> str:
    return sha256(f"document {digest} {name}".encode("utf-8", "backslashreplace")).hexdigest()[
        :_ID_LENGTH
    ]


def email_id(message_id: str) -> str:
    """The id of a message's entity. It depends on the Message-ID only, so runs can be merged."""
    return sha256(f"email {message_id}".encode("utf-8", "backslashreplace")).hexdigest()[
        :_ID_LENGTH
    ]


def _person(identity: Identity) -> Entity:
    """A Person if there is a name; a LegalEntity for a bare address, which may be a list's."""
    names = sorted({name for name, _ in identity.variants if name and name != identity.name})
    addresses = sorted({address for _, address in identity.variants if address})
    values: Properties = {
        "name": [identity.name],
        "alias": names,
        "email": addresses,
        "notes": [*identity.reasons, identity.note],
        "summary": [", ".join(filter(None, (identity.role, identity.organisation))) or None],
    }
    return _entity(str(identity.person), "Person" if identity.name else "LegalEntity", values)


def _email(message: Message, recipe: Recipe | None, known: set[str]) -> Entity:
    parent = message.parent
    recipients = (*message.to, *message.cc, *message.bcc)
    everyone = [person for person in (message.originator, *recipients) if person is not None]
    values: Properties = {
        "subject": [message.subject],
        "title": [message.subject],
        "messageId": [message.message_id.strip("<>")],
        "inReplyTo": [parent.strip("<>") if parent else None],
        "inReplyToEmail": [email_id(parent) if parent in known and parent else None],
        "from": [person_text(message.originator) if message.originator else None],
        "sender": [person_text(message.sender) if message.sender else None],
        "to": [people_text(message.to)],
        "cc": [people_text(message.cc)],
        "bcc": [people_text(message.bcc)],
        "emitters": _ids([message.originator] if message.originator else []),
        "recipients": _ids(recipients),
        "date": [_date(message)],
        "bodyText": [message.body],
        "language": [message.language],
        "parent": [_document_id(message.source.document, message.source.sha256)],
        "emailMentioned": dict.fromkeys(person.address for person in everyone),
        "peopleMentioned": dict.fromkeys(person.name for person in everyone),
        "notes": [
            *_provenance(message.source),
            *_corrections(message),
            *(item.text for item in message.warnings),
        ],
        "keywords": [item.tag for item in message.corrected],
        "headers": [_headers(message)],
        "processingAgent": [recipe.text() if recipe is not None else None],
    }
    return _entity(email_id(message.message_id), "Email", values)


def _ids(people: Iterable[Person]) -> list[str | None]:
    return list(dict.fromkeys(person.person for person in people))


def _date(message: Message) -> str | None:
    """UTC if the zone is known, otherwise the printed local time; None without a date."""
    if message.when is None:
        return None
    moment = universal_time(message.when)
    if message.when.precision is Precision.DAY:
        return message.when.local.date().isoformat()
    return (moment or message.when.local).isoformat(timespec="seconds")


def _provenance(source: Source) -> Iterator[str]:
    place = place_text(source)
    yield f"lines {source.lines[0]}-{source.lines[1]} of {source.document}"
    if place:
        yield f"place {place}"
    if source.bates:
        yield f"Bates numbers {source_text(source)}"


def _corrections(message: Message) -> Iterator[str]:
    """`corrected, field from, by Ida Rask: the original is in box 7`; tags are keywords."""
    for item in message.corrected:
        if not item.tag:
            why = f": {item.why}" if item.why else ""
            what = f"{item.action} {item.field or ''}".strip()
            yield f"corrected, {what}, by {item.by}{why}"


def _headers(message: Message) -> str:
    """The printed header fields as JSON, each with its origin, and the offset of the date."""
    fields = [
        {"role": item.role.value, "printed": utf8_text(item.text), "how": item.how.value}
        for item in message.fields
    ]
    when = message.when
    zone = offset_text(when.offset) if when is not None and when.offset is not None else None
    return json.dumps({"fields": fields, "zone": zone}, ensure_ascii=True)


def _mentions(message: Message) -> Iterator[Entity]:
    """A Mention for each name in the header, with the person it was linked to."""
    seen = set()
    for person in (message.originator, *message.to, *message.cc, *message.bcc):
        if person is None or not person.name or (person.name, person.person) in seen:
            continue
        seen.add((person.name, person.person))
        owner = email_id(message.message_id)
        text = f"mention {owner} {person.name} {person.person}"
        identity = sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:_ID_LENGTH]
        values: Properties = {
            "name": [person.name],
            "document": [owner],
            "resolved": [person.person],
            "detectedSchema": ["Person"],
            "contextEmail": [person.address],
        }
        yield _entity(identity, "Mention", values)
