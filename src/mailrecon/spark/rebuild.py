"""Rebuild one document at a time in a Spark task, with the same code as a local run.

Each document becomes a row: the facts that linking needs, in the form in which a local worker sends
them to its parent; and its encoded page and messages, which stay on the cluster.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
import pyarrow as pa
from msgspec import Struct
from msgspec.structs import replace

from mailrecon.lexicon import load
from mailrecon.model import Document, DocumentSummary, Notice, Parsed
from mailrecon.pipeline.garbage import keep_tables
from mailrecon.pipeline.one import rebuild
from mailrecon.pipeline.records import encoded
from mailrecon.read import ReadOptions
from mailrecon.read.files.archives import UnreadableDocument, read_data
from mailrecon.read.files.inputs import with_left_out
from mailrecon.thread.facts import MessageFacts
from mailrecon.thread.rebuilt import RebuiltDocument, RebuiltMessage
from mailrecon.thread.unheaded import with_unheaded

# `rank` sorts documents as a local run reads them; `place` counts the documents in one file;
# `quotes_pieces`: some of its messages exist only as quoted pieces (`--fragments`).
SCHEMA = pa.schema(
    {
        "rank": pa.string(),
        "place": pa.int32(),
        "name": pa.string(),
        "reason": pa.string(),
        "facts": pa.binary(),
        "page": pa.binary(),
        "messages": pa.list_(pa.binary()),
        "sha256": pa.string(),
        "quotes_pieces": pa.bool_(),
    }
)


class _DocumentFacts(Struct, frozen=True, array_like=True):
    """The facts about a document that linking needs."""

    summary: DocumentSummary
    warnings: tuple[Notice, ...]
    facts: tuple[MessageFacts, ...]


# Rows of documents that Spark gets together, and the bytes above which there are fewer. A batch of
# one row costs much more than the row.
_MOST_ROWS = 64
_MOST_BYTES = 1 << 20
_ENCODER = msgspec.msgpack.Encoder()
_FACTS = msgspec.msgpack.Decoder(_DocumentFacts)


def rebuild_files(
    batches: Iterable[pa.RecordBatch],
    options: ReadOptions,
    *,
    unheaded: bool,
    has_texts: bool = True,
) -> Iterator[pa.RecordBatch]:
    """The documents in each file, as rows of `SCHEMA`. The columns read are those of `files`.

    `unheaded` also makes messages of text without a header above a quotation. Unless pages should
    have their texts, they have only what the ledger needs.
    """
    load()
    keep_tables()
    waiting: list[dict[str, Any]] = []
    size = 0
    for batch in batches:
        for file in batch.to_pylist():
            inside = file["inside"]
            rank = storable(f"{file['input']:06d}\x00" + inside.replace("/", "\x00"))
            for place, found in enumerate(_documents(file, options)):
                row = _row(found, options, unheaded=unheaded, has_texts=has_texts)
                row = {"rank": rank, "place": place, "name": storable(found.name), **row}
                waiting.append(row)
                size += len(row.get("page", b"")) + sum(map(len, row.get("messages", ())))
                if len(waiting) >= _MOST_ROWS or size >= _MOST_BYTES:
                    yield pa.RecordBatch.from_pylist(waiting, schema=SCHEMA)
                    waiting, size = [], 0
    if waiting:
        yield pa.RecordBatch.from_pylist(waiting, schema=SCHEMA)


def _documents(
    file: Mapping[str, Any], options: ReadOptions
) -> Iterator[Document | UnreadableDocument]:
    found = read_data(file["content"], file["inside"], options)
    return with_left_out(found, file["left_out"]) if file["left_out"] else found


def _row(
    found: Document | UnreadableDocument,
    options: ReadOptions,
    *,
    unheaded: bool,
    has_texts: bool,
) -> dict[str, Any]:
    if isinstance(found, UnreadableDocument):
        return {"reason": storable(found.reason)}
    document = rebuild(found, load(), options.corrections, sample=True)
    if unheaded:
        (document,) = with_unheaded([document])
    return columns_of(document if has_texts else replace(document, page=_for_ledger(document)))


def _for_ledger(document: RebuiltDocument) -> Parsed:
    """The page without what its ledger does not name: a sixth of the bytes."""
    page = document.parsed
    text = replace(page.document, text="", original=None)
    headers = page.headers or [draft.header[0].start for draft in page.drafts]
    return Parsed(text, (), page.ledger, headers=headers, fragments=page.fragments)


def columns_of(document: RebuiltDocument) -> dict[str, Any]:
    """The columns of a document's row (`SCHEMA`) that follow from its content."""
    (kept,) = encoded([replace(document, messages=tuple(document.messages))])
    if not isinstance(kept, RebuiltDocument):
        raise TypeError(document.summary.name)
    messages = tuple(kept.messages)
    facts = _DocumentFacts(kept.summary, kept.warnings, tuple(one.facts for one in messages))
    return {
        "facts": _ENCODER.encode(facts),
        "page": kept.page,
        "messages": [one.message for one in messages],
        "sha256": kept.summary.sha256,
        "quotes_pieces": bool(document.parsed.fragments),
    }


def document_of(facts: bytes, messages: Iterable[bytes], page: bytes = b"") -> RebuiltDocument:
    """A document for linking, from the columns of its row; usually without its page."""
    said = _FACTS.decode(facts)
    pairs = zip(said.facts, messages, strict=True)
    kept = tuple(RebuiltMessage(facts, message) for facts, message in pairs)
    return RebuiltDocument(said.summary, said.warnings, page, kept)


def storable(text: str) -> str:
    """Text that UTF-8 can encode: lone surrogates are written as `\\udc80`."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
