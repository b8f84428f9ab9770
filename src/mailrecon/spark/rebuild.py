"""One document at a time: the same reading, parsing and resolving as locally, in a Spark task.

Each document becomes a row: what was rebuilt, as bytes for the task that links it, and beside it
the few values by which documents are joined.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Any

import pyarrow as pa
from msgspec import Struct

from mailrecon.hidden import document_notices
from mailrecon.lexicon import Lexicon, load
from mailrecon.model import Document, Parsed, Person
from mailrecon.parse import parse
from mailrecon.read import ReadOptions
from mailrecon.read.inputs import UnreadableDocument, read_data
from mailrecon.resolve import Resolved, resolve
from mailrecon.spark.rows import handle_text, many, storable
from mailrecon.thread.duplicates import blocking_keys
from mailrecon.thread.fingerprints import sampled
from mailrecon.thread.headings import check_headings
from mailrecon.thread.links.quotations import least_shared
from mailrecon.thread.links.timeline import printed_offset
from mailrecon.thread.message_keys import read_message_keys
from mailrecon.thread.people import NO_PERSON, People

# `rank` sorts documents as a local run reads them; `place` counts the documents in one file.
# `prints` are the people printed, in order, `handles` the different ones as `People` has them;
# `identifiers` are the Message-IDs of messages and those they name; `offsets` are what originators
# print. Of each message: `keys`, its blocking keys, where they name a person without
# that person; `people`, the handles in its header;
# `pickled_keys`, all that its header says, people as numbers of `handles`; sampled shingles of
# its own and of quoted text, and how many of these another text must hold.
SCHEMA = pa.schema(
    {
        "rank": pa.string(),
        "place": pa.int32(),
        "node": pa.int64(),
        "name": pa.string(),
        "reason": pa.string(),
        "payload": pa.binary(),
        "warnings": pa.list_(pa.string()),
        "kept": pa.int32(),
        "prints": many(
            handle=pa.string(),
            key=pa.string(),
            address=pa.string(),
            scoped=pa.bool_(),
            printed_address=pa.string(),
            name=pa.string(),
        ),
        "handles": pa.binary(),
        "identifiers": pa.list_(pa.int64()),
        "offsets": many(handle=pa.string(), seconds=pa.int64()),
        "messages": many(
            position=pa.int32(),
            number=pa.int64(),
            pickled_keys=pa.binary(),
            originator=pa.string(),
            people=pa.list_(pa.string()),
            keys=many(key=pa.int64(), named=pa.bool_()),
            own=pa.list_(pa.int64()),
            quoted=pa.list_(pa.int64()),
            least_shared=pa.int32(),
        ),
    }
)


class _Somebody(Struct, frozen=True):
    """Stands in a key for the person behind a handle, who is not known yet."""

    handle: int


class _Unsettled(People):
    """The people of one document, before it is known who is who; keeps what was shown, in order."""

    def __init__(self, rank: str) -> None:
        super().__init__()
        self.rank = rank
        self.shown: list[dict[str, Any]] = []
        self.handles: list[str] = []
        self.parts: list[tuple[str, str, bool]] = []

    def add(self, person: Person, document: int) -> int:
        """As in `People`; takes down what is printed."""
        number = super().add(person, document)
        if number != NO_PERSON:
            key, address, scope = self._prints[number]
            scoped = scope != NO_PERSON
            handle = handle_text(key, address, self.rank if scoped else "")
            if number == len(self.handles):
                self.handles.append(handle)
                self.parts.append((key, address, scoped))
            self.shown.append(
                {
                    "handle": handle,
                    "key": storable(key),
                    "address": storable(address),
                    "scoped": scoped,
                    "printed_address": person.address,
                    "name": storable(person.name) if person.name else None,
                }
            )
        return number

    def identity(self, handle: int) -> Any:
        """Somebody, whoever it will turn out to be."""
        return _Somebody(handle)


def rebuild(batches: Iterable[pa.RecordBatch], options: ReadOptions) -> Iterator[pa.RecordBatch]:
    """The documents in each file, as rows of `SCHEMA`. The columns read are those of `files`."""
    lexicon = load()
    for batch in batches:
        for file in batch.to_pylist():
            inside = file["inside"]
            rank = f"{file['input']:06d}\x00" + inside.replace("/", "\x00")
            rows = [
                _row(found, rank, place, lexicon)
                for place, found in enumerate(read_data(file["content"], inside, options))
            ]
            yield pa.RecordBatch.from_pylist(rows, schema=SCHEMA)


def _row(
    found: Document | UnreadableDocument, rank: str, place: int, lexicon: Lexicon
) -> dict[str, Any]:
    unique = f"{rank}\x00{place}"
    row = {"rank": storable(rank), "place": place, "node": key_hash(unique)}
    if isinstance(found, UnreadableDocument):
        return {**row, "name": storable(found.name), "reason": storable(found.reason)}
    page = parse(found, lexicon)
    items = resolve(page, lexicon)
    return {**row, "name": storable(found.name), **document_columns(page, items, unique)}


def document_columns(page: Parsed, items: list[Resolved], unique: str) -> dict[str, Any]:
    """What the other stages need of a document; `unique` names it among all."""
    people = _Unsettled(storable(unique))
    messages = [
        read_message_keys(item, page.document, number, 0, 0, people)
        for number, item in enumerate(items)
    ]
    identifiers: dict[int, None] = {}
    offsets: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    for message, item in zip(messages, items, strict=True):
        shingles, quoted = sampled(item.draft.body_text)
        originator = message.originator
        rows.append(
            {
                "position": message.number,
                "number": key_hash((unique, message.number)),
                "pickled_keys": pickle.dumps(message, pickle.HIGHEST_PROTOCOL),
                "originator": people.handles[originator] if originator != NO_PERSON else None,
                "people": [
                    people.handles[one]
                    for one in dict.fromkeys((originator, *message.recipients))
                    if one != NO_PERSON
                ],
                "keys": [_plain(key) for key in blocking_keys(message, people, shingles)],
                "own": list(shingles),
                "quoted": list(quoted),
                "least_shared": least_shared(len(quoted)),
            }
        )
        for identity in (message.identity, message.printed_parent, message.attached_to):
            if identity is not None:
                identifiers[key_hash(("id", identity))] = None
        offset = printed_offset(message)
        if offset is not None:
            handle = people.handles[originator]
            offsets.append({"handle": handle, "seconds": int(offset.total_seconds())})
    notices = (*document_notices(page.document), *page.warnings, *check_headings(items))
    return {
        "payload": pickle.dumps((page, items), pickle.HIGHEST_PROTOCOL),
        "warnings": [storable(notice.text) for notice in notices],
        "kept": page.kept,
        "prints": people.shown,
        "handles": pickle.dumps(people.parts, pickle.HIGHEST_PROTOCOL),
        "identifiers": list(identifiers),
        "offsets": offsets,
        "messages": rows,
    }


def _plain(key: tuple[object, ...]) -> dict[str, Any]:
    """A blocking key without the person in it, who is the originator, and whether there is one."""
    rest = tuple(part for part in key if not isinstance(part, _Somebody))
    return {"key": key_hash(rest), "named": len(rest) < len(key)}


def key_hash(key: object) -> int:
    """A key in 64 bits. Two keys that fall together only have more documents linked in one task."""
    digest = blake2b(repr(key).encode("utf-8", "backslashreplace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
