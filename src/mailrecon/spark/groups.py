"""A group of documents as a Spark task is given it: rows of one table, read into what the stages of
a local run take.

A group is closed: no document outside it shares anything that the task looks at, but for what is
known of people, and candidates too weak to be linked, which come as rows beside the documents.
"""

from __future__ import annotations

import pickle
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

import pyarrow as pa
from msgspec import Struct, field
from msgspec.structs import replace

from mailrecon.model import Parsed, Relation
from mailrecon.resolve import Resolved
from mailrecon.spark.given import Fact, GivenPeople, usual_of
from mailrecon.spark.rows import many
from mailrecon.thread import (
    CorpusContext,
    LinkInput,
    TextMatches,
    size_of_document,
    size_of_message,
)
from mailrecon.thread.duplicates import Match, Near
from mailrecon.thread.links.model import ExternalCandidate, UnderSubjects
from mailrecon.thread.message_keys import MessageKeys
from mailrecon.thread.people import NO_PERSON
from mailrecon.thread.spool import SpooledList

# Where a message stands among all: the document, and the message's place in it.
At = tuple[str, int, int]
AT = pa.struct({"rank": pa.string(), "place": pa.int32(), "position": pa.int32()})
# What a message is nearly a print of, and why it is none.
NEAR = pa.struct({"at": AT, "opposed": pa.string()})

# A row is one of these: a fact on a person; a shingle that too many texts hold; a key, by its
# place, under which a message is not to be found; what a message's text says of others; what a
# message may answer under its subject; a document, with the bytes of `rebuild` that the task needs.
ROW = pa.schema(
    {
        "component": pa.int64(),
        "rank": pa.string(),
        "place": pa.int32(),
        "fact": pa.struct(
            {
                "handle": pa.string(),
                "identity": pa.int64(),
                "person": pa.string(),
                "canonical": pa.string(),
                "usual": pa.int64(),
                "known": pa.string(),
                "zones": pa.list_(pa.int64()),
                "prints": pa.bool_(),
            }
        ),
        "common": pa.int64(),
        "late": pa.struct({"position": pa.int32(), "key": pa.int32()}),
        "likeness": pa.struct(
            {
                "position": pa.int32(),
                "first": AT,
                "score": pa.float64(),
                "reason": pa.string(),
                "near": NEAR,
                "quotations": many(at=AT, share=pa.float64()),
            }
        ),
        "candidates": pa.struct(
            {
                "position": pa.int32(),
                "inside": pa.list_(AT),
                "outside": pa.struct(
                    {
                        "at": AT,
                        "message_id": pa.string(),
                        "relation": pa.string(),
                        "points": pa.int32(),
                        "gap": pa.int64(),
                        "reason": pa.string(),
                    }
                ),
            }
        ),
        "document": pa.struct(
            {
                "node": pa.int64(),
                "handles": pa.binary(),
                "pickled_keys_list": pa.list_(pa.binary()),
                "payload": pa.binary(),
            }
        ),
    }
)


class Place(Struct, frozen=True):
    """A document: its rank and place among all, and its node in the graph of documents."""

    rank: str
    place: int
    node: int


class Group(Struct):
    """The documents of a group in order, what was gathered of them, where each message stands;
    what the group is told of the rest, and what earlier tasks said of the texts in it."""

    component: int
    people: GivenPeople
    documents: list[Place] = field(default_factory=list)
    keys: list[MessageKeys] = field(default_factory=list)
    at: list[At] = field(default_factory=list)
    resolved: SpooledList[Resolved] = field(default_factory=lambda: SpooledList(size_of_message))
    parsed: SpooledList[Parsed] = field(default_factory=lambda: SpooledList(size_of_document))
    common: set[int] = field(default_factory=set)
    late: dict[At, set[int]] = field(default_factory=lambda: defaultdict(set))
    said: dict[At, dict[str, Any]] = field(default_factory=dict)
    candidates: dict[At, dict[str, Any]] = field(default_factory=dict)

    @property
    def gathered(self) -> LinkInput:
        """What a local run gathers of these documents; texts only where the rows hold them."""
        return LinkInput(self.keys, self.resolved, self.parsed, self.people, ())

    def surroundings(self, *, several: bool) -> CorpusContext:
        """What the group is told of the rest."""
        number = self._numbers()
        inside: dict[int, list[int]] = {}
        outside: dict[int, ExternalCandidate] = {}
        for at, found in self.candidates.items():
            inside[number[at]] = [number[_at(other)] for other in found["inside"]]
            if found["outside"] is not None:
                outside[number[at]] = self._outside(found["outside"])
        return CorpusContext(
            several,
            frozenset(self.common),
            usual_of(self.people),
            {number[at]: keys for at, keys in self.late.items()},
            UnderSubjects(inside, outside),
        )

    def likeness(self) -> TextMatches:
        """What was said of the texts."""
        number = self._numbers()
        canonical = list(range(len(self.keys)))
        matches: dict[int, Match] = {}
        near: dict[int, Near] = {}
        quotations: dict[int, dict[int, float]] = {}
        for at, said in self.said.items():
            if said["first"] is not None:
                canonical[number[at]] = number[_at(said["first"])]
            if said["reason"] is not None:
                matches[number[at]] = Match(said["score"], said["reason"])
            if said["near"] is not None:
                other = number[_at(said["near"]["at"])]
                near[number[at]] = Near(other, said["near"]["opposed"])
            if said["quotations"]:
                quotations[number[at]] = {
                    number[_at(one["at"])]: one["share"] for one in said["quotations"]
                }
        return TextMatches(canonical, matches, near, quotations)

    def _numbers(self) -> dict[At, int]:
        return {at: number for number, at in enumerate(self.at)}

    def _outside(self, said: dict[str, Any]) -> ExternalCandidate:
        return ExternalCandidate(
            bisect_left(self.at, _at(said["at"])) - 0.5,
            said["message_id"],
            Relation(said["relation"]),
            said["points"],
            said["gap"],
            said["reason"],
        )


def read_groups(
    batches: Iterable[pa.RecordBatch], named: Mapping[str, int], said: Mapping[str, Fact]
) -> Iterator[Group]:
    """The groups in rows of `ROW` that stand together by component, documents in order.

    `named` and `said` are what every group is told of whom the user names.
    """
    rows = (row for batch in batches for row in batch.to_pylist())
    for component, members in groupby(rows, key=itemgetter("component")):
        facts, scopes = dict(said), list[str]()
        group = Group(component, GivenPeople(facts, scopes, named))
        for row in members:
            if row["document"] is not None:
                scopes.append(f"{row['rank']}\x00{row['place']}")
                _add(group, row["rank"], row["place"], row["document"])
            elif row["fact"] is not None:
                facts[row["fact"]["handle"]] = _fact(row["fact"])
            elif row["common"] is not None:
                group.common.add(row["common"])
            else:
                _note(group, row)
        group.people.settle()
        yield group


def _fact(said: dict[str, Any]) -> Fact:
    return Fact(
        said["identity"],
        said["person"],
        said["canonical"],
        None if said["usual"] is None else timedelta(seconds=said["usual"]),
        said["known"],
        None if said["zones"] is None else tuple(said["zones"]),
        bool(said["prints"]),
    )


def _add(group: Group, rank: str, place: int, document: dict[str, Any]) -> None:
    """Number the messages of a document behind those before it, and its people."""
    number, first = len(group.documents), len(group.keys)
    group.documents.append(Place(rank, place, document["node"]))
    handles = {NO_PERSON: NO_PERSON}
    for own, (key, address, scoped) in enumerate(pickle.loads(document["handles"])):
        handles[own] = group.people.show(key, address, number if scoped else NO_PERSON)
    for pickled_keys in document["pickled_keys_list"]:
        keys: MessageKeys = pickle.loads(pickled_keys)
        group.at.append((rank, place, keys.number))
        group.keys.append(
            replace(
                keys,
                number=first + keys.number,
                document=number,
                enclosing=None if keys.enclosing is None else first + keys.enclosing,
                originator=handles[keys.originator],
                to=tuple(handles[one] for one in keys.to),
                others=tuple(handles[one] for one in keys.others),
            )
        )
    if document["payload"] is not None:
        page, items = pickle.loads(document["payload"])
        group.parsed.append(page)
        for item in items:
            group.resolved.append(item)


def _note(group: Group, row: dict[str, Any]) -> None:
    """Take down what a row says of a message."""
    said = row["late"] or row["likeness"] or row["candidates"]
    at = row["rank"], row["place"], said["position"]
    if row["late"] is not None:
        group.late[at].add(said["key"])
    elif row["likeness"] is not None:
        group.said[at] = said
    else:
        group.candidates[at] = said


def _at(said: dict[str, Any]) -> At:
    return said["rank"], said["place"], said["position"]
