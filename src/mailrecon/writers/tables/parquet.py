"""Parquet: one row a message, for data frames and query engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

from mailrecon.confidence import certainty
from mailrecon.errors import WriteError
from mailrecon.extras import install_command
from mailrecon.model import Archive, Message, Person
from mailrecon.recipe import Recipe
from mailrecon.writers.options import WriteOptions
from mailrecon.writers.provenance.digest import digest_placeholder, embed_digest
from mailrecon.writers.provenance.jsonl import record_line
from mailrecon.writers.tables.columns import characters, redacted_fields, universal_time, utf8_text

_ROW_GROUP = 10_000
# The key under which the file's metadata has the file's SHA-256.
DIGEST_KEY = "mailrecon.sha256"


def write_parquet(archive: Archive, path: Path, options: WriteOptions) -> None:
    """Write all messages to the file `path`. Raises WriteError without the extra `parquet`."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise WriteError(
            f"Parquet needs more packages; run: {install_command('parquet')}"
        ) from error
    chosen = schema(pyarrow)
    with pyarrow.parquet.ParquetWriter(
        path, chosen, compression="zstd", write_page_checksum=True
    ) as writer:
        for rows in _batches(archive, options.recipe):
            writer.write_table(pyarrow.Table.from_pylist(rows, schema=chosen))
        writer.add_key_value_metadata({DIGEST_KEY: digest_placeholder(archive)})
    embed_digest(path, digest_placeholder(archive))


def _batches(archive: Archive, recipe: Recipe | None) -> Iterator[list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    for message in archive.messages:
        rows.append(row(message, recipe))
        if len(rows) == _ROW_GROUP:
            yield rows
            rows = []
    yield rows


def row(message: Message, recipe: Recipe | None = None) -> dict[str, Any]:
    """A message as the columns of `docs/outputs.md`; `record` is its line of JSON Lines."""
    when = message.when
    moment = universal_time(when)
    start, end = characters(message.source)
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
        "date_utc": moment.replace(tzinfo=UTC) if moment is not None else None,
        "date_local": when.local if when is not None else None,
        "offset_seconds": int(when.offset.total_seconds())
        if when and when.offset is not None
        else None,
        "date_printed": _text(message.date_printed),
        "subject": _text(message.subject),
        "body": _text(message.body),
        "language": message.language,
        "layout": message.layout,
        "confidence": message.confidence,
        "certainty": certainty(message.confidence).value,
        "redacted": redacted_fields(message),
        "native": message.original is not None,
        "source_document": _text(message.source.document),
        "source_folder": _text(message.source.folder),
        "source_labels": [_text(label) for label in message.source.labels],
        "source_flags": message.source.flags,
        "source_sha256": message.source.sha256,
        "source_first_line": message.source.lines[0],
        "source_last_line": message.source.lines[1],
        "source_start": start,
        "source_end": end,
        "record": record_line(message, recipe).decode("utf-8"),
    }


def _text(text: str | None) -> str | None:
    """Text that UTF-8 can encode."""
    return None if text is None else utf8_text(text)


def _person(person: Person) -> dict[str, Any]:
    return {
        "name": _text(person.name),
        "address": person.address,
        "mailbox": person.mailbox,
        "redacted": person.redacted,
        "person": person.person,
        "canonical": _text(person.canonical),
        "role": _text(person.job),
        "organisation": _text(person.organisation),
    }


def schema(pyarrow: Any) -> Any:
    """The types of the columns of `row`; `pyarrow` is the module."""
    text, flag = pyarrow.string(), pyarrow.bool_()
    number = pyarrow.int64()
    names = ("name", "address", "mailbox")
    person = pyarrow.struct(
        [
            *((name, text) for name in names),
            ("redacted", flag),
            ("person", text),
            ("canonical", text),
            ("role", text),
            ("organisation", text),
        ]
    )
    return pyarrow.schema(
        [
            pyarrow.field("message_id", text, nullable=False),
            ("in_reply_to", text),
            ("references", pyarrow.list_(text)),
            ("relation", text),
            ("thread", text),
            ("from", person),
            ("sender", person),
            ("to", pyarrow.list_(person)),
            ("cc", pyarrow.list_(person)),
            ("bcc", pyarrow.list_(person)),
            ("date_utc", pyarrow.timestamp("s", tz="UTC")),
            ("date_local", pyarrow.timestamp("s")),
            ("offset_seconds", pyarrow.int32()),
            ("date_printed", text),
            ("subject", text),
            ("body", text),
            ("language", text),
            ("layout", text),
            ("confidence", pyarrow.float64()),
            ("certainty", text),
            ("redacted", pyarrow.list_(text)),
            ("native", flag),
            ("source_document", text),
            ("source_folder", text),
            ("source_labels", pyarrow.list_(text)),
            ("source_flags", text),
            ("source_sha256", text),
            ("source_first_line", number),
            ("source_last_line", number),
            ("source_start", number),
            ("source_end", number),
            ("record", text),
        ]
    )
