"""The Spark tasks after linking: build messages, and list the segments of documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec
import pyarrow as pa
from msgspec import Struct

from mailrecon.model import Message
from mailrecon.pipeline.assembling import put_chunk_together
from mailrecon.pipeline.garbage import keep_tables
from mailrecon.recipe import Recipe
from mailrecon.spark.rebuild import storable
from mailrecon.thread.assembly import Chunk
from mailrecon.thread.identities.people import KnownPeople
from mailrecon.thread.options import LinkOptions
from mailrecon.thread.rebuilt import MESSAGES, PAGES
from mailrecon.writers.mail.mbox import entry
from mailrecon.writers.mail.rfc5322 import Forwards, message_bytes
from mailrecon.writers.provenance.ledger import page_records
from mailrecon.writers.tables.parquet import row as message_row
from mailrecon.writers.tables.parquet import schema as message_schema

_BATCH = 200
# The number of the row that describes a chunk; the rows of its copies follow.
CHUNK_ITSELF = -1


def _stored_as(kind: pa.DataType) -> pa.DataType:
    """Spark reads times in microseconds only."""
    return pa.timestamp("us", kind.tz) if pa.types.is_timestamp(kind) else kind


MESSAGE = pa.struct([pa.field(one.name, _stored_as(one.type)) for one in message_schema(pa)])
# A message, and its counts for the summary.
RESULT = pa.schema(
    {
        "message": MESSAGE,
        "mbox": pa.binary(),
        "warnings": pa.int64(),
        "redacted": pa.int64(),
    }
)
_HIDDEN = pa.struct(
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
SEGMENT = pa.schema(
    {
        "document": pa.string(),
        "sha256": pa.string(),
        "kind": pa.string(),
        "start": pa.int64(),
        "end": pa.int64(),
        "message": pa.int64(),
        "message_id": pa.string(),
        "hidden": pa.list_(_HIDDEN),
    }
)
_CHUNKS = msgspec.msgpack.Decoder(Chunk)
_IDENTITIES = msgspec.msgpack.Decoder(dict[int, list[str]])


class TaskContext(Struct, frozen=True):
    """The data that every task needs: the people found, and the user's options."""

    people: KnownPeople
    options: LinkOptions
    forwards: Forwards
    ascii: bool
    recipe: Recipe


def put_together(batches: Iterable[pa.RecordBatch], context: Any) -> Iterator[pa.RecordBatch]:
    """The messages of chunks: rows of `chunk`, `number` and `data`, in that order. `context` is a
    broadcast `TaskContext`."""

    keep_tables()

    def rows() -> Iterator[dict[str, Any]]:
        said: TaskContext = context.value
        make = partial(_made, context=said)
        for _, members in groupby(_rows(batches), key=itemgetter("chunk")):
            data_of = {row["number"]: row["data"] for row in members}
            chunk = _CHUNKS.decode(data_of[CHUNK_ITSELF])
            made = put_chunk_together(
                chunk,
                lambda number, data_of=data_of: MESSAGES.decode(data_of[number]),  # type: ignore[misc]
                said.people,
                said.options,
                make,
            )
            for row, noted in zip(*made, strict=True):
                counted = {"warnings": len(noted.warnings), "redacted": int(noted.is_redacted)}
                yield {**row, **counted}

    return _batches(rows(), RESULT)


def _made(message: Message, by_id: Any, *, context: TaskContext) -> dict[str, Any]:
    data = message_bytes(
        message, by_id, context.forwards, None, context.recipe, ascii_only=context.ascii
    )
    return {"message": message_row(message, context.recipe), "mbox": entry(message, data)}


def ledgers(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The ledger's segments (`SEGMENT`) of documents given as rows of `page` and `identities`."""

    def rows() -> Iterator[dict[str, Any]]:
        for row in _rows(batches):
            identities = _IDENTITIES.decode(row["identities"])
            for record in page_records(PAGES.decode(row["page"]), identities):
                start, end = record.pop("span")
                hidden = [
                    {**item, "start": item["span"][0], "end": item["span"][1]}
                    for item in record["hidden"]
                ]
                yield {
                    **record,
                    "document": storable(record["document"]),
                    "start": start,
                    "end": end,
                    "hidden": hidden,
                }

    return _batches(rows(), SEGMENT)


def _rows(batches: Iterable[pa.RecordBatch]) -> Iterator[dict[str, Any]]:
    return (row for batch in batches for row in batch.to_pylist())


def _batches(rows: Iterable[dict[str, Any]], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    waiting: list[dict[str, Any]] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == _BATCH:
            yield pa.RecordBatch.from_pylist(waiting, schema=schema)
            waiting = []
    if waiting:
        yield pa.RecordBatch.from_pylist(waiting, schema=schema)
