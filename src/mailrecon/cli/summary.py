"""The summary of a run, in numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mailrecon.errors import one_line
from mailrecon.model import Archive
from mailrecon.read.archives import UnreadableDocument
from mailrecon.read.records import KIND as KIND_OF_RECORDS

# Of more documents than these, only those without messages are listed.
_LISTED = 50
_NOT_READ = "not read"
# Counts that are left out of the sentence if they are zero.
_IF_ANY = frozenset({"hidden"})


def summarise(archive: Archive, unread: Iterable[UnreadableDocument] = ()) -> dict[str, Any]:
    """The counts: documents, messages, threads, redactions, and documents not read.

    `docs/cli.md` describes the keys (`--json`).
    """
    found = archive.counts()
    documents = archive.summaries
    return {
        "documents": len(documents),
        "messages": len(archive.messages),
        "threads": found.threads,
        "redacted": found.redacted,
        "warnings": len(archive.warnings) + found.warnings,
        "kept": sum(document.kept for document in documents),
        "hidden": sum(document.hidden[0] for document in documents),
        "sources": [
            {
                "document": document.name,
                "sha256": document.sha256,
                "kind": document.kind,
                "encoding": document.encoding,
                "messages": found.prints[document.name, document.sha256],
                "hidden": document.hidden_counts(),
            }
            for document in documents
        ],
        "unread": [{"document": item.name, "reason": item.reason} for item in unread],
    }


def document_lines(counts: dict[str, Any]) -> list[str]:
    """A line for each document, if there are several, and for each that could not be read.

    Of more than 50, only documents without messages are listed.
    """
    sources = counts["sources"]
    lines = []
    if len(sources) + len(counts["unread"]) > 1:
        few = len(sources) <= _LISTED
        for source in sources:
            count = source["messages"]
            if source["kind"] == KIND_OF_RECORDS:
                lines.append(f"{source['document']}: written by mailrecon itself, skipped")
            elif few or not count:
                word = "message" if count == 1 else "messages"
                lines.append(f"{source['document']} ({source['kind']}): {count} {word}")
    lines += [not_read(item["document"], item["reason"]) for item in counts["unread"]]
    return list(map(one_line, lines))


def not_read(name: str, reason: str) -> str:
    """What is said of a document that was not read; its name and `not read` once."""
    said = reason.removeprefix(f"{name}: ")
    # `song.mp3: an audio file (MP3), not read`
    return f"{name}: {said}" if said.endswith(_NOT_READ) else f"{name}: {_NOT_READ}: {said}"


def sentence(counts: dict[str, Any]) -> str:
    """The summary as one line: `2 documents, 7 messages, 3 threads, …`."""
    return ", ".join(
        f"{counts[key]} {word if counts[key] != 1 else singular}"
        for key, word, singular in (
            ("documents", "documents", "document"),
            ("messages", "messages", "message"),
            ("threads", "threads", "thread"),
            ("redacted", "with redactions", "with redactions"),
            ("warnings", "warnings", "warning"),
            ("kept", "quotations kept in bodies", "quotation kept in a body"),
            ("hidden", "hidden texts withheld", "hidden text withheld"),
        )
        if counts.get(key) or key not in _IF_ANY
    )
