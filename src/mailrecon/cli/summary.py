"""What a run found, in numbers."""

from __future__ import annotations

from collections import Counter
from typing import Any

from mailrecon.model import Archive, Message


def summarise(archive: Archive) -> dict[str, Any]:
    """Counts for the summary: documents, messages, threads, redactions, warnings, sources."""
    per_document = Counter(message.source.sha256 for message in archive.messages)
    warnings = len(archive.warnings) + sum(len(m.warnings) for m in archive.messages)
    return {
        "documents": len(archive.parsed),
        "messages": len(archive.messages),
        "threads": len({message.thread for message in archive.messages}),
        "redacted": sum(is_redacted(message) for message in archive.messages),
        "warnings": warnings,
        "sources": [
            {
                "document": parsed.document.name,
                "sha256": parsed.document.sha256,
                "encoding": parsed.document.encoding,
                "messages": per_document[parsed.document.sha256],
            }
            for parsed in archive.parsed
        ],
    }


def is_redacted(message: Message) -> bool:
    """Whether anyone in the message's header had an address or a name removed."""
    people = (
        message.originator,
        message.sender,
        *message.reply_to,
        *message.to,
        *message.cc,
        *message.bcc,
    )
    return any(person.redacted for person in people if person is not None)


def sentence(counts: dict[str, Any]) -> str:
    """The summary as one line for a person."""
    return ", ".join(
        f"{counts[key]} {word if counts[key] != 1 else singular}"
        for key, word, singular in (
            ("documents", "documents", "document"),
            ("messages", "messages", "message"),
            ("threads", "threads", "thread"),
            ("redacted", "with redactions", "with redactions"),
            ("warnings", "warnings", "warning"),
        )
    )
