"""Compare a document in another format with the expected result of its text version."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mailrecon.model import Archive, Document
from mailrecon.pipeline import reconstruct_documents
from mailrecon.read import read_bytes
from tests.conftest import assert_balances, fixture_path
from tests.test_fixtures import VALUES, _difference, _wanted


def read_one(data: bytes, name: str) -> Document:
    """The one document in `data`."""
    (document,) = read_bytes(data, name)
    return document


def assert_same_messages(document: Document, twin: str) -> None:
    """Fail unless `document` gives the messages of fixtures/`twin`.expected.json, field for field.

    A no-break space counts as a space, which is how readers of marked-up text write it.
    """
    archive: Archive = reconstruct_documents([document])
    path: Path = fixture_path(f"{twin}.expected.json")
    expected = json.loads(path.read_text(encoding="utf-8"))["messages"]
    subjects = [message.subject for message in archive.messages]
    assert len(expected) == len(subjects), (
        f"{len(expected)} expected, got {subjects}\n{document.text}"
    )
    problems = []
    identities = {}
    for item, message in zip(expected, archive.messages, strict=True):
        identities[message.message_id] = item["id"]
        for key, value in VALUES.items():
            wanted, got = _spaced(_wanted(item, key)), value(message)
            if wanted != got:
                problems.append(f"message {item['id']}, {key}:\n    {_difference(wanted, got)}")
    for item, message in zip(expected, archive.messages, strict=True):
        parent = identities.get(message.parent or "")
        if parent != item["parent"]:
            problems.append(f"message {item['id']}, parent: {item['parent']}, got {parent}")
    assert not problems, "\n".join([*problems, document.text])
    for parsed in archive.parsed:
        assert_balances(parsed)


def _spaced(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\u00a0", " ").rstrip()
    if isinstance(value, list):
        return [_spaced(item) for item in value]
    return value
