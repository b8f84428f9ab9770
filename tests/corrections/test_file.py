"""Files of corrections are read or refused, and no decision is lost."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mailrecon.corrections import (
    Action,
    CopiesValue,
    Correction,
    DateValue,
    FieldName,
    FieldValue,
    Fit,
    MailValue,
    MessageReference,
    NoteValue,
    NoValue,
    ParentValue,
    PeopleValue,
    PersonReference,
    PersonValue,
    TagValue,
    Target,
    UndoValue,
    anchor,
    append_corrections,
    contradictions,
    decode_correction,
    dump_corrections,
    encode_correction,
    in_force,
    load_corrections,
    merge_corrections,
    new_correction,
    target_of,
)
from mailrecon.corrections.model import VALUES, Value
from mailrecon.corrections.schema import PATH, json_schema, schema_text
from mailrecon.errors import ReadError
from tests.conftest import ROOT

TEXT = "It was cold.\n\nFrom: Maren Holt\nTo: Jonas Brandt\n\nThe mole is closed.\n"
DOCUMENT = "ab" * 32
TARGET = target_of(TEXT, 14, 47)
MESSAGE = MessageReference(document=DOCUMENT, target=TARGET)
HOLT, RASK = PersonReference(name="Maren Holt"), PersonReference(address="rask@harbour.example")
SAMPLES: dict[Action, Value] = {
    Action.BEGINS: NoValue(),
    Action.ENDS: NoValue(),
    Action.NO_MAIL: NoValue(),
    Action.MAIL: MailValue(from_=(20, 30), reply_to=(35, 47), body=(49, 69)),
    Action.FIELD: FieldValue(FieldName.REPLY_TO, span=(20, 30), text="Maren Holt"),
    Action.DATE: DateValue("2021-03-03T17:40", "Europe/Berlin"),
    Action.PERSON_JOIN: PeopleValue((HOLT, RASK)),
    Action.PERSON_SPLIT: PeopleValue((HOLT, RASK)),
    Action.PERSON: PersonValue(HOLT, role="harbour master", organisation="Port of Skarne"),
    Action.PARENT: ParentValue(MESSAGE, "forward"),
    Action.FURNITURE: NoValue(),
    Action.NARRATIVE: NoValue(),
    Action.COPIES: CopiesValue((MESSAGE,)),
    Action.NOT_COPIES: CopiesValue((MessageReference(message_id="<a@b.example>"),)),
    Action.CHECKED: NoValue(),
    Action.NOTE: NoteValue("see box 7 \N{SNOWMAN}"),
    Action.STAR: NoValue(),
    Action.TAG: TagValue("mole"),
    Action.UNDO: UndoValue("01a22079-3207-737e-93aa-f1db67485af7"),
}


def made(action: Action, value: Value | None = None, target: Target | None = TARGET) -> Correction:
    return new_correction(
        action, value or SAMPLES[action], by="Ida Rask", document=DOCUMENT, target=target
    )


def later(correction: Correction, seconds: int) -> Correction:
    at = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(seconds=seconds)
    return Correction(
        correction.id,
        at,
        correction.by,
        correction.action,
        correction.value,
        correction.document,
        correction.target,
        correction.why,
    )


@pytest.mark.parametrize("action", Action)
def test_each_action_comes_back_as_it_was_and_fits_the_schema(action: Action) -> None:
    correction = made(action)
    line = encode_correction(correction)
    assert decode_correction(line) == correction
    record = json.loads(line)
    assert list(record) == sorted(record)
    Draft202012Validator(json_schema()).validate(record)


def test_the_schema_that_is_shipped_is_that_of_the_code() -> None:
    Draft202012Validator.check_schema(json_schema())
    assert PATH.read_text(encoding="utf-8") == schema_text()
    assert set(VALUES) == set(SAMPLES) == set(Action)


def test_the_documented_line_is_one_and_every_action_is_described() -> None:
    page = (ROOT / "docs" / "corrections.md").read_text(encoding="utf-8")
    printed = re.search(r"```json\n(.*?)```", page, re.DOTALL)
    assert printed is not None
    decode_correction(printed[1].encode())
    assert [action for action in Action if f"`{action.value}`" not in page] == []


def _changed(**changes: Any) -> dict[str, Any]:
    return {**json.loads(encode_correction(made(Action.FIELD))), **changes}


DAMAGED: dict[str, dict[str, Any]] = {
    "an action nobody knows": _changed(action="shout"),
    "no zone": _changed(at="2026-03-02T09:14:05"),
    "nobody": _changed(by=" "),
    "no document": _changed(document=None),
    "no place": _changed(target=None),
    "an end in front of the start": _changed(target={"start": 9, "end": 3}),
    "another action's value": _changed(value={"tag": "mole"}),
    "a field nobody knows": _changed(value={"field": "colour", "text": "red"}),
    "a key too many": _changed(colour="red"),
    "a date that is none": _changed(action="date", value={"datetime": "in spring"}),
    "one person": _changed(action="person-join", value={"people": [{"name": "Ann"}]}),
    "a person without a name": _changed(action="person", value={"person": {}}),
    "a message nowhere": _changed(action="parent", value={"message": {}}),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_line_is_named_and_the_file_stays(damage: str, tmp_path: Path) -> None:
    path = tmp_path / "corrections.jsonl"
    data = encode_correction(made(Action.STAR)) + json.dumps(DAMAGED[damage]).encode() + b"\n"
    path.write_bytes(data)
    with pytest.raises(ReadError, match=r"corrections\.jsonl: line 2 is not a correction") as error:
        load_corrections(path)
    assert "\n" not in str(error.value)
    assert path.read_bytes() == data


def test_half_a_line_is_named_and_what_is_added_stands_behind_it(tmp_path: Path) -> None:
    path = tmp_path / "corrections.jsonl"
    whole = encode_correction(made(Action.STAR))
    path.write_bytes(whole + whole[:40])
    with pytest.raises(ReadError, match="line 2"):
        load_corrections(path)
    append_corrections(path, [made(Action.CHECKED)])
    lines = path.read_bytes().splitlines(keepends=True)
    assert lines[:2] == [whole, whole[:40] + b"\n"]
    assert decode_correction(lines[2]).action is Action.CHECKED


def test_two_things_under_one_id_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "corrections.jsonl"
    one = made(Action.STAR)
    other = encode_correction(one).replace(b"Ida Rask", b"Jonas Brandt")
    path.write_bytes(encode_correction(one) * 2)
    assert load_corrections(path) == [one]
    path.write_bytes(encode_correction(one) + other)
    with pytest.raises(ReadError, match="line 2 has the id of line 1"):
        load_corrections(path)


WRITER = """
import sys
from pathlib import Path
from mailrecon.corrections import Action, append_corrections, new_correction, target_of
for number in range(int(sys.argv[3])):
    made = new_correction(
        Action.STAR, by=sys.argv[2], document="ab" * 32, target=target_of("x" * 900, 0, 900)
    )
    append_corrections(Path(sys.argv[1]), [made])
    print(made.id, flush=True)
"""


def _writer(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), name, str(count)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )


def test_two_writers_on_one_file_lose_nothing_of_one_another(tmp_path: Path) -> None:
    path = tmp_path / "corrections.jsonl"
    writers = [_writer(path, name, 40) for name in ("Ida", "Jonas")]
    said = [writer.communicate(timeout=60)[0].split() for writer in writers]
    assert [len(ids) for ids in said] == [40, 40]
    assert {item.id for item in load_corrections(path)} == {*said[0], *said[1]}


def test_a_writer_that_is_killed_leaves_all_that_was_decided(tmp_path: Path) -> None:
    path = tmp_path / "corrections.jsonl"
    for _ in range(3):
        writer = _writer(path, "Ida", 100_000)
        assert writer.stdout is not None
        decided = [writer.stdout.readline().strip() for _ in range(15)]
        writer.send_signal(signal.SIGKILL)
        writer.wait(timeout=30)
        writer.stdout.close()
        assert set(decided) <= {item.id for item in load_corrections(path)}
    append_corrections(path, [made(Action.CHECKED)])
    assert load_corrections(path)[-1].action is Action.CHECKED


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "corrections.jsonl", tmp_path / "link.jsonl"
    link.symlink_to(path)
    append_corrections(link, [made(Action.STAR)])
    assert link.is_symlink()
    assert len(load_corrections(path)) == 1


def test_undo_and_redo() -> None:
    star, note = later(made(Action.STAR), 1), later(made(Action.NOTE), 2)
    undo = later(made(Action.UNDO, UndoValue(star.id)), 3)
    redo = later(made(Action.UNDO, UndoValue(undo.id)), 4)
    assert in_force([star, note]) == [star, note]
    assert in_force([star, note, undo]) == [note]
    assert in_force([redo, undo, note, star]) == [star, note]
    # What is decided afterwards is not undone by an earlier line.
    assert in_force([later(star, 9), undo]) == [later(star, 9)]


def test_merging_keeps_all_by_time_and_lists_contradictions() -> None:
    one = later(made(Action.FIELD, FieldValue(FieldName.FROM, text="Ann")), 1)
    other = later(made(Action.FIELD, FieldValue(FieldName.FROM, text="Ben")), 2)
    subject = later(made(Action.FIELD, FieldValue(FieldName.SUBJECT, text="Mole")), 3)
    join = later(made(Action.PERSON_JOIN), 4)
    split = later(made(Action.PERSON_SPLIT, PeopleValue((RASK, HOLT))), 5)
    merged = merge_corrections([subject, one, join], [split, one, other])
    assert merged.corrections == [one, other, subject, join, split]
    assert merged.contradictions == [(one, other), (join, split)]
    undone = [*merged.corrections, later(made(Action.UNDO, UndoValue(one.id)), 6)]
    assert contradictions(undone) == [(join, split)]
    assert merge_corrections(merged.corrections, merged.corrections) == merged
    said = b"".join(encode_correction(item) for item in merged.corrections)
    assert dump_corrections(merged.corrections) == said


def test_a_target_is_found_where_it_stands_where_it_moved_and_not_where_it_is_twice() -> None:
    start, end = TARGET.start, TARGET.end
    assert anchor(TARGET, TEXT) == (start, end, Fit.APPLIED)
    assert anchor(TARGET, "More.\n" + TEXT) == (start + 6, end + 6, Fit.MOVED)
    # The words around changed, too, but the words themselves stand there once.
    moved = "\n\n" + TEXT.replace("cold", "hot").replace("The mole", "This mole")
    assert anchor(TARGET, moved)[2] is Fit.MOVED
    assert anchor(TARGET, TEXT.replace("Maren", "Mara"))[2] is Fit.ABSENT
    assert anchor(TARGET, "x\n" + TEXT + TEXT)[2] is Fit.SEVERAL
    # Of two prints of the same words the one counts that stands between the same words.
    twice = "x\nFrom: Maren Holt\nTo: Jonas Brandt\n\nNo.\n" + TEXT
    assert anchor(TARGET, twice) == (start + 41, end + 41, Fit.MOVED)


def test_a_long_target_is_told_by_its_beginning_and_by_what_follows() -> None:
    text = "top\n" + "".join(f"line {number}\n" for number in range(200)) + "bottom\n"
    target = target_of(text, 4, len(text) - 7)
    assert len(target.exact) == 200
    assert anchor(target, "new\n" + text) == (8, len(text) - 3, Fit.MOVED)
    assert anchor(target, "new\n" + text.replace("line 150", "line"))[2] is Fit.ABSENT


def test_a_place_between_characters_is_told_by_what_is_around_it() -> None:
    target = target_of(TEXT, 14, 14)
    assert anchor(target, TEXT) == (14, 14, Fit.APPLIED)
    assert anchor(target, TEXT.replace("cold", "hot"))[2] is Fit.ABSENT
