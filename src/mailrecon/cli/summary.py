"""The summary of a run, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from mailrecon.errors import one_line
from mailrecon.model import Archive
from mailrecon.read.documents import readers
from mailrecon.read.files.archives import UnreadableDocument
from mailrecon.read.records import KIND as KIND_OF_RECORDS

# With more files than this, only those without messages are listed. For a file, at most this many
# folders are listed.
_LISTED = 100
_FOLDERS_LISTED = 20
_NOT_READ = "not read"
# Readers of mail files; other messages in such a file are quoted ones.
_MAIL = frozenset({"babyl", "eml", "emlx", "mbox", "mmdf", "msg", "olm", "pst", "winmail"})
_DOCUMENT = "document"
_NOTHING_TO_FIND = frozenset({"empty"})
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
        "warnings": len(archive.warnings) + found.warnings.total(),
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
                "messages": found.copies[document.name, document.sha256],
                "hidden": document.hidden_counts(),
            }
            for document in documents
        ],
        "unread": [{"document": item.name, "reason": item.reason} for item in unread],
    }


def warnings_of_messages(archive: Archive) -> str:
    """The numbers of warnings about single messages, by code; empty if there are none."""
    found = archive.counts().warnings
    if not found:
        return ""
    listed = ", ".join(f"{count} {code}" for code, count in found.most_common())
    how = "`mailrecon inspect -v` shows each at its message"
    return one_line(f"warnings about single messages: {listed} ({how})")


def document_lines(counts: dict[str, Any]) -> list[str]:
    """A line for each file, if there are several, and for each document that could not be read.

    Of more than 100 files, only those without messages are listed.
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
    """The line about a file: its format, and the messages found in it.

    `mail.pst (Outlook data file, 5 mails): 7 messages, 2 of them quoted (4 in Inbox, 3 in Sent)`
    """
    if documents[0]["kind"] == KIND_OF_RECORDS:
        return f"{name}: written by mailrecon itself, skipped"
    kind = documents[0]["file_kind"]
    reader = next((one for one in readers() if one.name == kind), None)
    # Among several documents, the one with the file's own name has notices about the whole file.
    within = [document for document in documents if document["document"] != name]
    what = (reader.called if reader is not None else "") or kind
    holds = reader.holds if reader is not None else _DOCUMENT
    if within and (len(within) > 1 or holds != _DOCUMENT):
        what += f", {_number(len(within), holds)}"
    line = f"{name} ({what}): {_messages(documents, kind)}"
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


def _messages(documents: Sequence[dict[str, Any]], kind: str) -> str:
    """The number of messages, and for mail files the number of quoted ones."""
    messages = sum(document["messages"] for document in documents)
    if not messages:
        return "no message" if kind in _NOTHING_TO_FIND else "no message found"
    mails = sum(document["messages"] > 0 for document in documents)
    if kind not in _MAIL or messages == mails:
        return _number(messages, "message")
    return f"{_number(messages, 'message')}, {messages - mails} of them quoted in others"


def _number(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def not_read(name: str, reason: str) -> str:
    """The line about a document that was not read; `not read` is not repeated."""
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
