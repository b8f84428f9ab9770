"""What is done with a group of documents in a Spark task, by the functions of a local run.

Texts are compared in small groups. Links are made in larger ones, without texts, and tell which
zones fit the dates of the people in each. Once all groups have said so, the messages are put
together.
"""

from __future__ import annotations

import pickle
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
from msgspec import Struct
from msgspec.structs import replace

from mailrecon.model import Archive, Person, Role
from mailrecon.recipe import Recipe
from mailrecon.spark.given import Fact, GivenPeople, GivenZones, usual_of, zone_bits
from mailrecon.spark.groups import AT, NEAR, At, Group, read_groups
from mailrecon.spark.rows import handle_text, many, storable
from mailrecon.thread import LinkOptions, TextMatches, assemble, compare_texts, link
from mailrecon.thread.assembly import changed_identities
from mailrecon.thread.links.linker import find_seekers
from mailrecon.thread.message_keys import MessageKeys
from mailrecon.thread.people import NO_PERSON, name_key
from mailrecon.thread.zones import PeoplesZones
from mailrecon.writers.ledger import ledger_records
from mailrecon.writers.mbox import entry
from mailrecon.writers.parquet import row as message_row
from mailrecon.writers.parquet import schema as message_schema
from mailrecon.writers.rfc5322 import Forwards, all_message_bytes

_BATCH = 200
_LISTS = (Role.TO, Role.CC, Role.BCC, Role.REPLY_TO)

# What is found by comparing texts, a row a message: of what it is a print, how it matches that,
# what it is nearly a print of, and whose texts it quotes. Where it `leads` (is the fullest print)
# or `seeks` what it answers under its subject `base`: its moment, in seconds, and its
# `pickled_keys` with people by identity. Where it leads, its Message-ID, and handles to
# look up since its prints together may name somebody so.
COMPARED = pa.schema(
    {
        "component": pa.int64(),
        "node": pa.int64(),
        "rank": pa.string(),
        "place": pa.int32(),
        "position": pa.int32(),
        "first": AT,
        "score": pa.float64(),
        "reason": pa.string(),
        "near": NEAR,
        "quotations": many(at=AT, share=pa.float64()),
        "leads": pa.bool_(),
        "seeks": pa.bool_(),
        "base": pa.binary(),
        "moment": pa.int64(),
        "known": pa.bool_(),
        "exact": pa.bool_(),
        "pickled_keys": pa.binary(),
        "message_id": pa.string(),
        "wanted": pa.list_(pa.string()),
    }
)
# What linking tells of each person: the zones that fit.
ZONES = pa.schema({"identity": pa.int64(), "bits": pa.list_(pa.int64()), "prints": pa.bool_()})


def _stored_as(kind: pa.DataType) -> pa.DataType:
    """Spark reads times in microseconds only."""
    return pa.timestamp("us", kind.tz) if pa.types.is_timestamp(kind) else kind


MESSAGE = pa.struct([pa.field(one.name, _stored_as(one.type)) for one in message_schema(pa)])
HIDDEN = pa.struct(
    {
        "start": pa.int64(),
        "end": pa.int64(),
        "how": pa.string(),
        "characters": pa.int64(),
        "page": pa.int32(),
        "box": pa.list_(pa.float64()),
        "place": pa.string(),
    }
)
SEGMENT = pa.struct(
    {
        "document": pa.string(),
        "sha256": pa.string(),
        "kind": pa.string(),
        "start": pa.int64(),
        "end": pa.int64(),
        "message": pa.int64(),
        "message_id": pa.string(),
        "hidden": pa.list_(HIDDEN),
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


class Job(Struct, frozen=True):
    """What every group is told: the user's choices, and what is known of whom the user names.

    `several` tells that there is more than one document in all.
    """

    options: LinkOptions
    forwards: Forwards
    ascii: bool
    several: bool
    named: Mapping[str, int]
    said: Mapping[str, Fact]
    recipe: Recipe


def compare_groups(batches: Iterable[pa.RecordBatch], job: Job) -> Iterator[pa.RecordBatch]:
    """Compare the texts of each group; rows of `COMPARED`."""

    def rows() -> Iterator[dict[str, Any]]:
        for group in read_groups(batches, job.named, job.said):
            likeness = compare_texts(group.gathered, group.surroundings(several=job.several))
            yield from _compared(group, likeness, job)

    return _batches(rows(), COMPARED)


def relate_groups(batches: Iterable[pa.RecordBatch], job: Job) -> Iterator[pa.RecordBatch]:
    """Link each group; rows of `ZONES`."""

    def rows() -> Iterator[dict[str, Any]]:
        for group in read_groups(batches, job.named, job.said):
            around = group.surroundings(several=job.several)
            related = link(group.gathered, group.likeness(), job.options, around)
            zones = PeoplesZones(group.keys, related.bounds.narrowed, group.people)
            facts = group.people.facts()
            for who, prints in zones.known().items():
                bits = zone_bits(zones.fitting(who))
                yield {"identity": facts[who].identity, "bits": bits, "prints": prints}

    return _batches(rows(), ZONES)


def finish_groups(batches: Iterable[pa.RecordBatch], job: Job) -> Iterator[pa.RecordBatch]:
    """Put each group together with all that is known by now; a row of `RESULT` for each message
    and each segment of the ledger."""

    def rows() -> Iterator[dict[str, Any]]:
        for group in read_groups(batches, job.named, job.said):
            gathered, around = group.gathered, group.surroundings(several=job.several)
            related = link(gathered, group.likeness(), job.options, around)
            archive = assemble(gathered, related, GivenZones(group.people), job.options)
            yield from _results(group, related.same, archive, job)

    return _batches(rows(), RESULT)


def _batches(rows: Iterable[dict[str, Any]], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    waiting: list[dict[str, Any]] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == _BATCH:
            yield pa.RecordBatch.from_pylist(waiting, schema=schema)
            waiting = []
    if waiting:
        yield pa.RecordBatch.from_pylist(waiting, schema=schema)


def _compared(group: Group, likeness: TextMatches, job: Job) -> Iterator[dict[str, Any]]:
    same = likeness.same(job.options)
    prints = _prints(same)
    changed = changed_identities(prints, prints.__getitem__, group.keys)
    seekers, timeline = find_seekers(group.keys, group.people, same, usual_of(group.people))
    shown = group.people.shown()
    for item in group.keys:
        number, first = item.number, likeness.canonical[item.number]
        place = group.documents[item.document]
        row: dict[str, Any] = {
            "component": group.component,
            "node": place.node,
            **_at(group.at[number]),
            "first": None if first == number else _at(group.at[first]),
            "quotations": [
                {"at": _at(group.at[other]), "share": share}
                for other, share in likeness.quotations.get(number, {}).items()
            ],
            "leads": same[number] == number,
            "seeks": number in seekers,
        }
        match = likeness.matches.get(number)
        if match is not None:
            row |= {"score": match.score, "reason": match.reason}
        near = likeness.near.get(number)
        if near is not None:
            row["near"] = {"at": _at(group.at[near.number]), "opposed": near.opposed}
        if row["leads"]:
            row["message_id"] = changed.get(number, item.identity)
            row["wanted"] = sorted(_wanted(group, prints[number]) - shown)
        if item.base and (row["leads"] or row["seeks"]):
            row |= {
                "base": item.base.encode("utf-8", "surrogatepass"),
                "moment": timeline.at[number],
                "known": bool(timeline.known[number]),
                "exact": bool(timeline.exact[number]),
                "pickled_keys": pickle.dumps(
                    _identified(item, group.people), pickle.HIGHEST_PROTOCOL
                ),
            }
        yield row


def _prints(same: Sequence[int]) -> dict[int, list[int]]:
    """The prints of each message, the fullest first, the messages in the order of their first
    prints; `same` gives for each print the fullest."""
    prints: dict[int, list[int]] = {}
    for number, first in enumerate(same):
        prints.setdefault(first, []).append(number)
    for first, numbers in prints.items():
        numbers.sort(key=lambda number: (number != first, number))
    return prints


def _at(at: At) -> dict[str, Any]:
    rank, place, position = at
    return {"rank": rank, "place": place, "position": position}


def _identified(item: MessageKeys, people: GivenPeople) -> MessageKeys:
    """The keys of a message with the identities of its people in all documents for handles."""
    facts = people.facts()

    def who(handle: int) -> int:
        return NO_PERSON if handle == NO_PERSON else facts[people.identity(handle)].identity

    return replace(
        item,
        enclosing=None,
        originator=who(item.originator),
        to=tuple(map(who, item.to)),
        others=tuple(map(who, item.others)),
    )


def _wanted(group: Group, prints: Sequence[int]) -> set[str]:
    """Handles that may be asked for when prints are merged: one print's name, another's address."""
    wanted: set[str] = set()
    if len(prints) < 2:
        return wanted
    rows: dict[tuple[object, ...], list[Person]] = defaultdict(list)
    for number in prints:
        item = group.resolved[number]
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
    return wanted


def _results(
    group: Group, same: Sequence[int], archive: Archive, job: Job
) -> Iterator[dict[str, Any]]:
    # Messages come in the order of their first prints.
    for numbers, (message, data) in zip(
        _prints(same).values(),
        all_message_bytes(archive, job.forwards, job.recipe, ascii_only=job.ascii),
        strict=True,
    ):
        yield {
            **_at(group.at[min(numbers)]),
            "message": message_row(message, job.recipe),
            "mbox": entry(message, data),
            "warnings": len(message.warnings),
        }
    positions: dict[int, int] = defaultdict(int)
    for document, record in ledger_records(archive):
        place = group.documents[document]
        start, end = record["span"]
        yield {
            "rank": place.rank,
            "place": place.place,
            "position": positions[document],
            "segment": {
                **record,
                "document": storable(record["document"]),
                "start": start,
                "end": end,
                "hidden": [
                    {**item, "start": item["span"][0], "end": item["span"][1]}
                    for item in record["hidden"]
                ],
            },
        }
        positions[document] += 1
