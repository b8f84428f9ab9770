"""Draft the expected result of a fixture, which must be compared with the page and corrected.

`make expect F=fixtures/publications/board.en.txt` writes `board.en.expected.json` beside it. The
draft is mailrecon's present result, so each value must be compared with the page. Its `note`, for
the purpose of the fixture, is empty, which tests/test_fixtures.py refuses. An expected result that
is there already is only replaced with `--force` (`make expect F='--force
fixtures/publications/board.en.txt'`).
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from mailrecon import Archive, Message, Person, reconstruct
from mailrecon.writers.provenance.jsonl import iso_date


def drafted(archive: Archive) -> dict[str, Any]:
    """The expected result in the form of the test of fixtures."""
    ids = {message.message_id: str(number) for number, message in enumerate(archive, start=1)}
    return {"note": "", "messages": [_message(message, ids) for message in archive]}


def _message(message: Message, ids: dict[str, str]) -> dict[str, Any]:
    parent = ids.get(message.parent or "")
    return {
        "id": ids[message.message_id],
        "footnote": message.source.footnote,
        "from": _person(message.originator) if message.originator else None,
        "to": [_person(person) for person in message.to],
        "cc": [_person(person) for person in message.cc],
        "bcc": [_person(person) for person in message.bcc],
        "date": iso_date(message.when),
        "subject": message.subject,
        "body": message.body,
        "parent": parent,
        "relation": message.relation.value if message.relation and parent else None,
    }


def _person(person: Person) -> dict[str, Any]:
    return {"name": person.name, "address": person.address, "redacted": person.redacted}


def main() -> int:
    """Write the draft beside the fixture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fixture", type=Path)
    parser.add_argument("--force", action="store_true")
    options = parser.parse_args()
    fixture: Path = options.fixture
    if fixture.suffix != ".txt" or not fixture.is_file():
        print(
            f"{fixture}: is not a fixture; name a text such as fixtures/publications/board.en.txt"
        )
        return 2
    target = fixture.with_name(fixture.name.removesuffix(".txt") + ".expected.json")
    if target.exists() and not options.force:
        print(f"{target}: exists already; to replace it: make expect F='--force {fixture}'")
        return 4
    draft = drafted(reconstruct(fixture))
    text = json.dumps(draft, ensure_ascii=False, indent=2)
    target.write_text(text + "\n", encoding="utf-8")
    print(f"{target}: a draft; compare each value with the page, and say in `note` what it is for")
    found = len(draft["messages"])
    print(f"messages found: {found}" + ("" if found else " (look at `mailrecon inspect --lines`)"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
