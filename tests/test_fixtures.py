"""Every fixture document against its expected result, written by hand beside it."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mailrecon import reconstruct
from mailrecon.model import Archive, Message, Person
from mailrecon.writers.provenance.jsonl import iso_date
from tests.conftest import (
    FIXTURES,
    assert_balances,
    assert_fields_stand_at_their_spans,
    assert_writes_strictly,
    trimmed,
)

EXPECTED = sorted(FIXTURES.rglob("*.expected.json"))
_KEYS = {"id", "from", "to", "cc", "date", "subject", "body", "parent", "relation"}


def _name(path: Path) -> str:
    return path.name.removesuffix(".expected.json")


over_fixtures = pytest.mark.parametrize("path", EXPECTED, ids=_name)


@cache
def _archive(path: Path) -> Archive:
    return reconstruct(path.with_name(_name(path) + ".txt"))


def _expected(path: Path) -> list[dict[str, Any]]:
    messages = json.loads(path.read_text(encoding="utf-8"))["messages"]
    assert isinstance(messages, list)
    return messages


def _person(person: Person | None) -> dict[str, Any] | None:
    if person is None:
        return None
    return {"name": person.name, "address": person.address, "redacted": person.redacted}


def _people(people: tuple[Person, ...]) -> list[dict[str, Any] | None]:
    return [_person(person) for person in people]


VALUES: Mapping[str, Callable[[Message], Any]] = {
    "from": lambda message: _person(message.originator),
    "to": lambda message: _people(message.to),
    "cc": lambda message: _people(message.cc),
    "bcc": lambda message: _people(message.bcc),
    "date": lambda message: iso_date(message.when),
    "subject": lambda message: message.subject,
    "body": lambda message: trimmed(message.body),
    "footnote": lambda message: message.source.footnote,
    "relation": lambda message: message.relation.value if message.relation else None,
}
_ABSENT: Mapping[str, Any] = {"bcc": [], "footnote": None}


def _wanted(item: Mapping[str, Any], key: str) -> Any:
    value = item[key] if key in item else _ABSENT[key]
    return trimmed(value) if key == "body" else value


def _difference(wanted: Any, got: Any) -> str:
    if isinstance(wanted, list) and isinstance(got, list):
        lines = difflib.unified_diff(
            [str(line) for line in wanted],
            [str(line) for line in got],
            "expected",
            "mailrecon",
            lineterm="",
        )
        return "\n    ".join(lines)
    return f"expected  {wanted!r}\n    mailrecon {got!r}"


def _pairs(path: Path) -> list[tuple[dict[str, Any], Message]]:
    wanted, messages = _expected(path), _archive(path).messages
    if len(wanted) != len(messages):
        pytest.fail(
            f"{len(wanted)} messages expected, {len(messages)} found: see test_number_of_messages",
            pytrace=False,
        )
    return list(zip(wanted, messages, strict=True))


def _counts(wanted: list[dict[str, Any]], messages: tuple[Message, ...]) -> str:
    def line(name: str | None, date: str | None, subject: str | None) -> str:
        return f"{name} · {date} · {subject}"

    theirs = [
        line((item["from"] or {}).get("name"), item["date"], item["subject"]) for item in wanted
    ]
    ours = [
        line(m.originator.name if m.originator else None, iso_date(m.when), m.subject)
        for m in messages
    ]
    return f"{len(wanted)} messages expected, {len(ours)} found\n    {_difference(theirs, ours)}"


def test_there_are_fixtures() -> None:
    assert EXPECTED
    documents = [path.name.removesuffix(".txt") for path in FIXTURES.rglob("*.txt")]
    assert sorted(documents) == sorted(map(_name, EXPECTED))
    assert len(set(documents)) == len(documents), "two fixtures of one name"


@over_fixtures
def test_expectation_is_well_formed(path: Path) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    assert data["note"].strip(), "say in `note` what the fixture is for"
    ids = [item["id"] for item in data["messages"]]
    assert len(set(ids)) == len(ids)
    for item in data["messages"]:
        assert item.keys() >= _KEYS
        assert item["parent"] is None or item["parent"] in ids
        assert (item["parent"] is None) == (item["relation"] is None)
        people = [item["from"], *item["to"], *item["cc"], *item.get("bcc", [])]
        for person in people:
            assert person is None or person.keys() == {"name", "address", "redacted"}


@over_fixtures
def test_number_of_messages(path: Path) -> None:
    wanted, messages = _expected(path), _archive(path).messages
    if len(wanted) != len(messages):
        pytest.fail(_counts(wanted, messages), pytrace=False)


@over_fixtures
def test_fields(path: Path) -> None:
    problems = []
    for item, message in _pairs(path):
        for key, value in VALUES.items():
            wanted, got = _wanted(item, key), value(message)
            if wanted != got:
                start = message.source.lines[0]
                problems.append(
                    f"message {item['id']} (line {start}), {key}:\n    {_difference(wanted, got)}"
                )
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)


@over_fixtures
def test_parent(path: Path) -> None:
    pairs = _pairs(path)
    identities = {item["id"]: message.message_id for item, message in pairs}
    names = {message.message_id: item["id"] for item, message in pairs}
    problems = []
    for item, message in pairs:
        # A printed In-Reply-To may name a message that the document does not hold.
        got = message.parent if message.parent in names else None
        wanted = identities[item["parent"]] if item["parent"] is not None else None
        if got != wanted:
            shown = names[got] if got is not None else None
            problems.append(f"message {item['id']}: expected {item['parent']}, mailrecon {shown}")
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)


@over_fixtures
def test_ledger_balances(path: Path) -> None:
    archive = _archive(path)
    for parsed in archive.parsed:
        assert_balances(parsed)


@over_fixtures
def test_printed_fields_stand_at_their_spans(path: Path) -> None:
    assert_fields_stand_at_their_spans(_archive(path))


@pytest.mark.parametrize("path", EXPECTED[::3], ids=_name)
def test_outputs_parse_strictly(path: Path) -> None:
    assert_writes_strictly(_archive(path))
