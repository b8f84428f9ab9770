"""Small documents of many printed forms, each with its expected result.

The files in `tests/prints` have one document below each line `@@@ name`, and below `@@` a line for
each message: `F:` its originator, `T:` and `C:` recipients, `D:` date, `S:` subject, `B:` body (up
to `…`) with its white space made single, `P:` the number of the message it answers. What is not
named there is not compared; `none` is a document without mail.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from mailrecon import Archive, Message, Person, reconstruct, reconstruct_text
from mailrecon.writers.provenance.jsonl import iso_date

PRINTS = Path(__file__).with_name("prints")


def _documents() -> Iterator[tuple[str, str, list[dict[str, str]]]]:
    for path in sorted(PRINTS.glob("*.txt")):
        for entry in path.read_text(encoding="utf-8").split("\n@@@ ")[1:]:
            name, _, rest = entry.partition("\n")
            text, _, expected = rest.partition("\n@@\n")
            rows = [line for line in expected.splitlines() if line and line != "none"]
            yield f"{path.stem}:{name}", text.rstrip("\n") + "\n", [_row(line) for line in rows]


def _row(line: str) -> dict[str, str]:
    parts = (part.partition(":") for part in re.split(r" \| (?=[A-Z]:)", line))
    return {key: value.strip() for key, _, value in parts}


def _person(person: Person) -> str:
    address = f"<{person.address}>" if person.address else ""
    return f"{person.name or ''} {address}".strip() or "-"


def _people(people: tuple[Person, ...]) -> str:
    return "; ".join(map(_person, people))


VALUES: Mapping[str, Callable[[Message], str]] = {
    "F": lambda message: _person(message.originator) if message.originator else "-",
    "T": lambda message: _people(message.to),
    "C": lambda message: _people(message.cc),
    "D": lambda message: iso_date(message.when) or "",
    "S": lambda message: message.subject or "",
    "B": lambda message: " ".join(message.body.split()),
}


def _read(name: str, text: str, folder: Path) -> Archive:
    """The archive of a document; `exhibit.md` is read as Markdown."""
    suffix = Path(name).suffix
    if not suffix:
        return reconstruct_text(text)
    path = folder / f"document{suffix}"
    path.write_text(text, encoding="utf-8")
    return reconstruct(path)


DOCUMENTS = tuple(_documents())


@pytest.mark.parametrize(
    ("name", "text", "expected"), DOCUMENTS, ids=[name for name, _, _ in DOCUMENTS]
)
def test_print(name: str, text: str, expected: list[dict[str, str]], tmp_path: Path) -> None:
    messages = _read(name, text, tmp_path).messages
    numbers = {message.message_id: str(number) for number, message in enumerate(messages, start=1)}
    found = [
        {
            key: numbers.get(message.parent or "", "") if key == "P" else VALUES[key](message)
            for key in row
        }
        for message, row in zip(messages, expected, strict=False)
    ]
    for row, got in zip(expected, found, strict=False):
        for key, value in row.items():
            if value.endswith("…") and got[key].startswith(value.rstrip("…").rstrip()):
                got[key] = value
    assert found == expected
    assert len(messages) == len(expected), [VALUES["F"](message) for message in messages]
