"""The document for which mailrecon was begun, compared with its complete expected result."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from mailrecon import reconstruct
from mailrecon.model import Archive, Message, Notice, Person, SegmentKind, Span
from mailrecon.writers.provenance.jsonl import iso_date
from tests.conftest import (
    SHARED,
    assert_balances,
    assert_fields_stand_at_their_spans,
    assert_writes_strictly,
    trimmed,
)

SEED = SHARED / "seed"
IDS = ("1", "2", "2.1", "3", "4.1", "4.1.1", "4.2", "4.3")

pytestmark = pytest.mark.skipif(
    not SEED.is_dir(), reason=f"the founding document is not here ({SEED}); it is not published"
)
each = pytest.mark.parametrize("identifier", IDS)


@lru_cache(maxsize=1)
def _gold() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((SEED / "post.ja.gold.json").read_text(encoding="utf-8"))
    return data


@lru_cache(maxsize=1)
def _archive() -> Archive:
    return reconstruct(SEED / "post.ja.txt")


def _text() -> str:
    return (SEED / "post.ja.txt").read_text(encoding="utf-8")


def _wanted(identifier: str) -> dict[str, Any]:
    found: dict[str, Any] = next(m for m in _gold()["messages"] if m["id"] == identifier)
    return found


def _message(identifier: str) -> Message:
    return _archive().messages[IDS.index(identifier)]


def _person(person: Person | None) -> dict[str, Any] | None:
    if person is None:
        return None
    return {"name": person.name, "address": person.address, "redacted": person.redacted}


@lru_cache(maxsize=1)
def _lines() -> list[tuple[SegmentKind, int | None]]:
    """What each line's first character was taken for; index 0 is line 1."""
    text = _text()
    ledger = _archive().parsed[0].ledger
    found = []
    position = 0
    for line in text.split("\n"):
        segment = next((s for s in ledger if s.span.start <= position < s.span.end), ledger[-1])
        found.append((segment.kind, segment.draft))
        position += len(line) + 1
    return found


def _taken_for(first: int, last: int) -> set[tuple[SegmentKind, int | None]]:
    return set(_lines()[first - 1 : last])


def _warnings(identifier: str, code: str) -> list[Notice]:
    return [warning for warning in _message(identifier).warnings if warning.code == code]


def _covers(identifier: str, before: str, gap: str, after: str) -> bool:
    """Whether a hole warning of the message lies in `gap` between `before` and `after`."""
    text = _text()
    assert text.count(before + gap + after) == 1
    start = text.index(before + gap + after) + len(before)
    allowed = Span(start, start + len(gap))
    return any(
        warning.span is not None
        and allowed.start <= warning.span.start <= warning.span.end <= allowed.end
        for warning in _warnings(identifier, "suspected-omission")
    )


def test_all_messages_are_found() -> None:
    assert [item["id"] for item in _gold()["messages"]] == list(IDS)
    assert len(_archive().messages) == len(IDS)


@each
def test_people(identifier: str) -> None:
    wanted, message = _wanted(identifier), _message(identifier)
    assert _person(message.originator) == wanted["from"]
    assert [_person(person) for person in message.to] == wanted["to"]
    assert [_person(person) for person in message.cc] == wanted["cc"]
    assert message.bcc == ()
    assert message.sender is None


@each
def test_date(identifier: str) -> None:
    wanted = _wanted(identifier)
    assert iso_date(_message(identifier).when) == wanted["date_local"] + (wanted["offset"] or "")


@each
def test_subject_and_footnote(identifier: str) -> None:
    wanted, message = _wanted(identifier), _message(identifier)
    assert message.subject == wanted["subject"]
    assert message.source.footnote == wanted["footnote"]


@each
def test_body(identifier: str) -> None:
    assert trimmed(_message(identifier).body) == trimmed(_wanted(identifier)["body"])


@each
def test_parent_and_relation(identifier: str) -> None:
    wanted, message = _wanted(identifier), _message(identifier)
    parent = _message(wanted["parent"]).message_id if wanted["parent"] else None
    assert message.parent == parent
    assert (message.relation.value if message.relation else None) == wanted["relation"]


@each
def test_header_and_body_lines(identifier: str) -> None:
    wanted, number = _wanted(identifier), IDS.index(identifier)
    first, last = wanted["header_lines"]
    assert _taken_for(first, last) == {(SegmentKind.HEADER, number)}
    assert _message(identifier).source.lines[0] == first
    if wanted["body_lines"] is None:
        assert (SegmentKind.BODY, number) not in _lines()
        assert _message(identifier).source.body == ()
    else:
        first, last = wanted["body_lines"]
        assert _taken_for(first, last) == {(SegmentKind.BODY, number)}


def test_separators_and_footnote_markers() -> None:
    gold = _gold()
    for separator in gold["separators"]:
        introduced = next(
            number
            for number, item in enumerate(gold["messages"])
            if item["header_lines"][0] == separator["line"] + 1
        )
        assert _lines()[separator["line"] - 1] == (SegmentKind.SEPARATOR, introduced)
    for footnote, line in gold["footnote_markers"].items():
        first = next(n for n, m in enumerate(gold["messages"]) if m["footnote"] == footnote)
        assert _lines()[line - 1] == (SegmentKind.SEPARATOR, first)


def test_thread_heading() -> None:
    gold = _gold()["thread_heading"]
    parsed = _archive().parsed[0]
    headings = {draft.heading for draft in parsed.drafts if draft.heading is not None}
    assert len(headings) == 1
    heading = headings.pop()
    assert (heading.subject, heading.count) == (gold["subject"], gold["messages"])
    assert _lines()[gold["line"] - 1] == (SegmentKind.SEPARATOR, IDS.index("4.1"))
    text = _text()
    line = text.split("\n")[gold["line"] - 1]
    assert text[heading.span.start : heading.span.end].strip() == line.strip()
    # Three are announced, three are found (what the first forwards is no message of its own here).
    assert not [w for w in _archive().warnings if w.code == "message-count"]


def test_narrative_and_furniture() -> None:
    gold = _gold()
    assert _taken_for(*gold["narrative_lines"]) == {(SegmentKind.NARRATIVE, None)}
    assert _taken_for(*gold["furniture_lines"]) == {(SegmentKind.FURNITURE, None)}
    kinds = [kind for kind, _ in _lines()]
    assert kinds.count(SegmentKind.NARRATIVE) == gold["narrative_lines"][1]


@pytest.mark.parametrize(
    ("identifier", "before", "gap", "after"),
    [
        ("2", "私の中では、", "\n", "氏の意見では"),
        ("3", "次の手にかかっています。", "\n\n\n\n\n", "そして彼らは"),
        ("3", "行っています。", "\n\n\n\n", "私が間違って"),
        ("4.1.1", "こんにちはイーロン", "\n\n", "、明けまして"),
    ],
)
def test_holes_are_pointed_out(identifier: str, before: str, gap: str, after: str) -> None:
    assert _covers(identifier, before, gap, after)


def test_hole_of_the_second_message_has_its_exact_span() -> None:
    text = _text()
    comma = text.index("私の中では、\n氏の意見では") + len("私の中では、")
    spans = [warning.span for warning in _warnings("2", "suspected-omission")]
    assert spans == [Span(comma, comma + 1)]


def test_cst_is_said_to_be_ambiguous() -> None:
    warnings = _warnings("4.1.1", "ambiguous-zone")
    assert len(warnings) == 1
    assert "CST" in warnings[0].text
    assert "+08:00" in warnings[0].text
    span = warnings[0].span
    assert span is not None
    assert "10:12:32 CST" in _text()[span.start : span.end]


def test_a_date_without_zone_gets_none_and_pacific_time_is_not_doubtful() -> None:
    assert _warnings("2.1", "ambiguous-zone") == []
    when = _message("2").when
    assert when is not None
    assert when.zone is None


def test_same_name_is_the_same_person_throughout() -> None:
    boxes = {
        person.mailbox
        for message in _archive().messages
        for person in (message.originator, *message.to, *message.cc)
        if person is not None and person.name == "イーロン・マスク"
    }
    assert len(boxes) == 1


def test_persons_without_a_name_are_kept_apart() -> None:
    unnamed = [
        person.mailbox
        for message in _archive().messages
        for person in (message.originator, *message.to, *message.cc)
        if person is not None and person.name is None
    ]
    assert len(unnamed) == 3
    assert len(set(unnamed)) == 3


def test_ledger_fields_and_outputs() -> None:
    assert_balances(_archive().parsed[0])
    assert_fields_stand_at_their_spans(_archive())
    assert_writes_strictly(_archive())


@pytest.mark.parametrize(("paragraphs", "holes"), [(2, 1), (3, 2), (8, 0)])
def test_many_runs_of_blank_lines_are_the_habit_of_a_document(
    paragraphs: int, holes: int, tmp_path: Path
) -> None:
    header = "From: Ida Vane\nTo: Mo Quill\nDate: Mon, May 4, 2020 at 9:12 AM\nSubject: bell\n\n"
    path = tmp_path / "scan.txt"
    path.write_text(header + "\n\n\n\n\n".join(["The bell rings."] * paragraphs), encoding="utf-8")
    (message,) = reconstruct(path).messages
    assert sum(notice.code == "suspected-omission" for notice in message.warnings) == holes
