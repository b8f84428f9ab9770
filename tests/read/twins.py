"""Compare the result of a document with the expected result of its text version."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

from mailrecon.model import Archive, Person
from mailrecon.writers.provenance.jsonl import iso_date
from tests.conftest import FIXTURES

_BARS = re.compile("█+")
# Read by columns that blanks align to the letter: a proportional font and HTML's blanks do not.
ALIGNED = frozenset({"name_and_date_beside.mixed"})


def twins(languages: frozenset[str] | None = None, widest: int = 95) -> Iterator[Path]:
    """The text fixtures whose lines are narrow enough to be printed one a line."""
    for path in sorted(FIXTURES.rglob("*.txt")):
        text = path.read_text(encoding="utf-8")
        if max(map(len, text.split("\n"))) > widest:
            continue
        if languages is None or path.stem.rsplit(".", 1)[1] in languages:
            yield path


def share(paths: Iterable[Path], number: int, of: int) -> list[Path]:
    """Share `number` (from 0) of `of` shares; a fixture stays in its own when others are added."""
    return [path for path in paths if crc32(path.stem.encode()) % of == number]


def expected(path: Path) -> list[dict[str, Any]]:
    """The messages a text fixture's expected result names."""
    beside = path.with_name(path.name.removesuffix(".txt") + ".expected.json")
    messages = json.loads(beside.read_text(encoding="utf-8"))["messages"]
    assert isinstance(messages, list)
    return messages


def _person(person: Person | None) -> dict[str, Any] | None:
    if person is None:
        return None
    return {"name": person.name, "address": person.address, "redacted": person.redacted}


def _words(body: str) -> str:
    """A body's words: how lines are wrapped and how wide bars are is the format's affair."""
    return " ".join(_BARS.sub("█", body).split())


def differences(path: Path, archive: Archive) -> list[str]:
    """Where an archive says otherwise than the expected result of the text fixture `path`."""
    wanted = expected(path)
    if len(wanted) != len(archive.messages):
        return [f"{len(archive.messages)} messages instead of {len(wanted)}"]
    found: list[str] = []
    identities = {
        item["id"]: message.message_id
        for item, message in zip(wanted, archive.messages, strict=True)
    }
    for item, message in zip(wanted, archive.messages, strict=True):
        pairs = {
            "from": (item["from"], _person(message.originator)),
            "to": (item["to"], [_person(p) for p in message.to]),
            "cc": (item["cc"], [_person(p) for p in message.cc]),
            "date": (item["date"], iso_date(message.when)),
            "subject": (item["subject"], message.subject),
            "body": (_words(item["body"]), _words(message.body)),
            "parent": (identities.get(item["parent"] or ""), message.parent),
            "relation": (item["relation"], message.relation and message.relation.value),
            "footnote": (item.get("footnote"), message.source.footnote),
        }
        for name, (want, got) in pairs.items():
            if want != got and not (name == "parent" and want is None and not item["parent"]):
                found.append(f"message {item['id']}, {name}: {want!r} | {got!r}"[:300])
    return found
