"""One group of documents at a time: the same linking as locally, in a Spark task.

A group is closed: no document outside it shares anything that linking looks at, but for what is
known of people, which comes as facts. It is linked twice. The first time tells which zones fit the
dates of its people; once all groups have said so, the second time puts the messages together.
"""

from __future__ import annotations

import pickle
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

import pyarrow as pa

from mailrecon.model import Archive, Parsed, Person, Role
from mailrecon.resolve import Resolved
from mailrecon.spark.given import Fact, GivenPeople, GivenZones, usual_of, zone_bits
from mailrecon.spark.rows import handle_text, many, storable
from mailrecon.thread import (
    Gathered,
    Related,
    Surroundings,
    ThreadOptions,
    assemble,
    gather,
    relate,
)
from mailrecon.thread.people import name_key
from mailrecon.thread.zones import PeoplesZones
from mailrecon.writers.ledger import ledger_records
from mailrecon.writers.mbox import entry
from mailrecon.writers.parquet import row as message_row
from mailrecon.writers.parquet import schema as message_schema
from mailrecon.writers.rfc5322 import Forwards, all_message_bytes

_BATCH = 200
_LISTS = (Role.TO, Role.CC, Role.BCC, Role.REPLY_TO)

# What a task is given of each group: facts on people, shingles that too many texts hold, keys of
# messages under which they are not to be found, and the documents in order.
FACTS = pa.schema(
    {
        "component": pa.int64(),
        "handle": pa.string(),
        "identity": pa.int64(),
        "usual": pa.int64(),
        "known": pa.string(),
        "zones": pa.list_(pa.int64()),
        "prints": pa.bool_(),
        "common": pa.int64(),
        "key": pa.int32(),
        "position": pa.int32(),
        "rank": pa.string(),
        "place": pa.int32(),
        "payload": pa.binary(),
    }
)
# What the first time tells: of each person the zones that fit, and handles to look up because two
# prints of one message together may name somebody so.
FOUND = pa.schema(
    {
        "component": pa.int64(),
        "documents": pa.int64(),
        "zones": many(identity=pa.int64(), bits=pa.list_(pa.int64()), prints=pa.bool_()),
        "wanted": pa.list_(pa.string()),
    }
)


def _stored_as(kind: pa.DataType) -> pa.DataType:
    """Spark reads times in microseconds only."""
    return pa.timestamp("us", kind.tz) if pa.types.is_timestamp(kind) else kind


MESSAGE = pa.struct([pa.field(one.name, _stored_as(one.type)) for one in message_schema(pa)])
SEGMENT = pa.struct(
    {
        "document": pa.string(),
        "sha256": pa.string(),
        "kind": pa.string(),
        "start": pa.int64(),
        "end": pa.int64(),
        "message": pa.int64(),
        "message_id": pa.string(),
    }
)
# A message or a segment of the ledger, and where it stands: `position` counts messages, or
# segments, in one document.
RESULT = pa.schema(
    {
        "rank": pa.string(),
        "place": pa.int32(),
        "position": pa.int64(),
        "message": MESSAGE,
        "mbox": pa.binary(),
        "warnings": pa.int32(),
        "segment": SEGMENT,
    }
)


@dataclass(frozen=True, slots=True)
class Job:
    """What every group is told: the user's choices, and what is known of whom the user names.

    `several` tells that there is more than one document in all.
    """

    options: ThreadOptions
    forwards: Forwards
    several: bool
    named: Mapping[str, int]
    said: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class _Group:
    component: int
    documents: Sequence[tuple[str, int]]
    gathered: Gathered
    related: Related
    people: GivenPeople


def relate_groups(batches: Iterable[pa.RecordBatch], job: Job) -> Iterator[pa.RecordBatch]:
    """Link each group; a row of `FOUND` for each."""
    for group in _groups(batches, job):
        zones = PeoplesZones(group.gathered.keys, group.related.bounds.narrowed, group.people)
        facts = group.people.facts()
        row = {
            "component": group.component,
            "documents": len(group.documents),
            "zones": [
                {
                    "identity": facts[who].identity,
                    "bits": zone_bits(zones.fitting(who)),
                    "prints": prints,
                }
                for who, prints in zones.known().items()
            ],
            "wanted": sorted(_wanted(group)),
        }
        yield pa.RecordBatch.from_pylist([row], schema=FOUND)


def finish_groups(batches: Iterable[pa.RecordBatch], job: Job) -> Iterator[pa.RecordBatch]:
    """Link each group with all that is known by now; a row of `RESULT` for each message and each
    segment of the ledger."""
    rows: list[dict[str, Any]] = []
    for group in _groups(batches, job):
        zones = GivenZones(group.people)
        archive = assemble(group.gathered, group.related, zones, job.options)
        for row in _results(group, archive, job):
            rows.append(row)
            if len(rows) == _BATCH:
                yield pa.RecordBatch.from_pylist(rows, schema=RESULT)
                rows = []
    if rows:
        yield pa.RecordBatch.from_pylist(rows, schema=RESULT)


def _groups(batches: Iterable[pa.RecordBatch], job: Job) -> Iterator[_Group]:
    """The groups in rows of `FACTS` that stand together, by component, each linked."""
    rows = (row for batch in batches for row in batch.to_pylist())
    for component, members in groupby(rows, key=itemgetter("component")):
        told = _Told(dict(job.said))
        people = GivenPeople(told.facts, told.names, job.named)
        gathered = gather(_documents(members, told), people)
        surroundings = Surroundings(
            job.several, frozenset(told.common), usual_of(people), _unlisted(gathered, told)
        )
        related = relate(gathered, job.options, surroundings)
        yield _Group(component, told.documents, gathered, related, people)


@dataclass(frozen=True, slots=True)
class _Told:
    """What the rows of a group say: facts by handle, common shingles, the documents by rank and
    place and by name, and by rank, place and position the keys under which a message is not found.
    """

    facts: dict[str, Fact]
    common: set[int] = field(default_factory=set)
    documents: list[tuple[str, int]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    unlisted: dict[tuple[str, int, int], set[int]] = field(default_factory=lambda: defaultdict(set))


def _documents(
    rows: Iterable[dict[str, Any]], told: _Told
) -> Iterator[tuple[Parsed, Sequence[Resolved]]]:
    """The documents of a group; what else its rows say is taken down."""
    for row in rows:
        if row["payload"] is not None:
            told.documents.append((row["rank"], row["place"]))
            told.names.append(f"{row['rank']}\x00{row['place']}")
            yield pickle.loads(row["payload"])
        elif row["handle"] is not None:
            usual = row["usual"]
            told.facts[row["handle"]] = Fact(
                row["identity"],
                None if usual is None else timedelta(seconds=usual),
                row["known"],
                None if row["zones"] is None else tuple(row["zones"]),
                bool(row["prints"]),
            )
        elif row["key"] is not None:
            told.unlisted[row["rank"], row["place"], row["position"]].add(row["key"])
        else:
            told.common.add(row["common"])


def _unlisted(gathered: Gathered, told: _Told) -> dict[int, set[int]]:
    if not told.unlisted:
        return {}
    first_in = _first_messages(gathered)
    found: dict[int, set[int]] = {}
    for item in gathered.keys:
        rank, place = told.documents[item.document]
        keys = told.unlisted.get((rank, place, item.number - first_in[item.document]))
        if keys is not None:
            found[item.number] = keys
    return found


def _first_messages(gathered: Gathered) -> dict[int, int]:
    """The number of the first message in each document that has any."""
    first: dict[int, int] = {}
    for item in gathered.keys:
        first.setdefault(item.document, item.number)
    return first


def _wanted(group: _Group) -> set[str]:
    """Handles that may be asked for when prints are merged: one print's name, another's address."""
    prints: dict[int, list[int]] = defaultdict(list)
    for number, first in enumerate(group.related.same):
        prints[first].append(number)
    wanted: set[str] = set()
    for numbers in prints.values():
        if len(numbers) < 2:
            continue
        rows: dict[tuple[object, ...], list[Person]] = defaultdict(list)
        for number in numbers:
            item = group.gathered.resolved[number]
            if item.originator is not None:
                rows["originator",].append(item.originator)
            if item.sender is not None:
                rows["sender",].append(item.sender)
            for role in _LISTS:
                people = item.people.get(role, ())
                for place, person in enumerate(people):
                    rows[role, len(people), place].append(person)
        for persons in rows.values():
            keys = {name_key(person.name) if person.name else "" for person in persons}
            addresses = {
                (person.address or person.printed_address or "").casefold() for person in persons
            }
            wanted.update(handle_text(key, address, "") for key in keys for address in addresses)
    return wanted - group.people.shown()


def _results(group: _Group, archive: Archive, job: Job) -> Iterator[dict[str, Any]]:
    first_in = _first_messages(group.gathered)
    leading: dict[int, int] = {}
    for number, first in enumerate(group.related.same):
        leading.setdefault(first, number)
    # Messages come in the order of their first prints; `leading` has those in that order.
    for number, (message, data) in zip(
        leading.values(), all_message_bytes(archive, job.forwards), strict=True
    ):
        document = group.gathered.keys[number].document
        rank, place = group.documents[document]
        yield {
            "rank": rank,
            "place": place,
            "position": number - first_in[document],
            "message": message_row(message),
            "mbox": entry(message, data),
            "warnings": len(message.warnings),
        }
    positions: dict[int, int] = defaultdict(int)
    for document, record in ledger_records(archive):
        rank, place = group.documents[document]
        start, end = record["span"]
        yield {
            "rank": rank,
            "place": place,
            "position": positions[document],
            "segment": {
                **record,
                "document": storable(record["document"]),
                "start": start,
                "end": end,
            },
        }
        positions[document] += 1
