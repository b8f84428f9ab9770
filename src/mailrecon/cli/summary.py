"""The summary of a run, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from mailrecon.errors import one_line
from mailrecon.model import Archive
from mailrecon.read.archives import UnreadableDocument
from mailrecon.read.records import KIND as KIND_OF_RECORDS

# Of more files than these, only those without messages are listed; of a file, so many folders.
_LISTED = 50
_FOLDERS_LISTED = 20
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
                "file": document.file,
                "file_kind": document.file_kind,
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
    """A line for each file, if there are several, and for each document that could not be read.

    Of more than 50 files, only those without messages are listed.
    """
    files: dict[str, list[dict[str, Any]]] = {}
    for source in counts["sources"]:
        files.setdefault(source["file"], []).append(source)
    lines = []
    if len(files) + len(counts["unread"]) > 1:
        few = len(files) <= _LISTED
        for name, documents in files.items():
            if few or not any(document["messages"] for document in documents):
                lines.append(_file_line(name, documents))
    lines += [not_read(item["document"], item["reason"]) for item in counts["unread"]]
    return list(map(one_line, lines))


def _file_line(name: str, documents: Sequence[dict[str, Any]]) -> str:
    """What a file was, and what was made of it.

    `mail.pst (pst, 5 documents): 7 messages (4 in Inbox, 3 in Sent Items)`
    """
    if documents[0]["kind"] == KIND_OF_RECORDS:
        return f"{name}: written by mailrecon itself, skipped"
    # A document with the file's own name among others holds what is said of the whole file.
    within = [document for document in documents if document["document"] != name]
    counted = f", {len(within)} documents" if len(within) > 1 else ""
    messages = sum(document["messages"] for document in documents)
    word = "message" if messages == 1 else "messages"
    line = f"{name} ({documents[0]['file_kind']}{counted}): {messages} {word}"
    folders: Counter[str] = Counter()
    for document in within:
        folder = document["document"][len(name) + 1 :].rpartition("/")[0]
        folders[folder] += document["messages"]
    if not any(folders) or len(folders) > _FOLDERS_LISTED:
        return line
    if len(folders) == 1:
        return f"{line} (in {next(iter(folders))})"
    parts = [f"{count} in {folder or 'no folder'}" for folder, count in folders.items()]
    return f"{line} ({', '.join(parts)})"


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
