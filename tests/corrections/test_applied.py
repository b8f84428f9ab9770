"""The effect of each correction on the rebuilt messages, and on every output."""

from __future__ import annotations

import json
import random
import re
import sqlite3
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import mailrecon
from mailrecon.cli import main
from mailrecon.corrections import (
    NOT_APPLIED,
    Action,
    CopiesValue,
    Correction,
    DateValue,
    FieldName,
    FieldValue,
    MailValue,
    MessageReference,
    ParentValue,
    PeopleValue,
    PersonReference,
    PersonValue,
    TagValue,
    append_corrections,
    new_correction,
    target_of,
)
from mailrecon.corrections.model import Value
from mailrecon.model import Archive, How, Message, SegmentKind
from mailrecon.parse.ledger import check_ledger
from mailrecon.report import reasons
from mailrecon.thread import LinkOptions
from mailrecon.writers.provenance.jsonl import message_record
from tests.conftest import FIXTURES, check_records

TEXT = """\
The harbour board met in spring.

From: Maren Holt <holt@harbour.example>
To: Jonas Brandt <brandt@harbour.example>
Date: Tuesday, March 2, 2021 9:14 AM
Subject: The mole

Jonas,

the mole is closed from Friday.

Note of 2 March, from the desk of Ida Rask, to all hands
Nobody walks on the mole.
14 of 90
Ask me first.

From: Jonas Brandt <brandt@harbour.example>
To: Maren Holt <holt@harbour.example>
Date: Wednesday, March 3, 2021 8:02 AM
Subject: Re: The mole

Fine. I will tell the divers.
"""


def document_of(text: str = TEXT) -> str:
    return mailrecon.reconstruct(text).parsed[0].document.sha256


def place(words: str, text: str = TEXT) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def say(action: Action, words: str, value: Value | None = None, text: str = TEXT) -> Correction:
    target = target_of(text, *place(words, text))
    return new_correction(
        action, value, by="Ida Rask", document=document_of(text), target=target, why="box 7"
    )


def rebuilt(*corrections: Correction, text: str = TEXT) -> Archive:
    archive = mailrecon.reconstruct(text, linking=LinkOptions(corrections=corrections))
    for parsed in archive.parsed:
        check_ledger(parsed.ledger, len(parsed.document.text), parsed.document.name)
        for draft in parsed.drafts:
            for span in (*draft.header, *draft.body):
                assert 0 <= span.start <= span.end <= len(text)
    check_records(json.loads(json.dumps(message_record(item))) for item in archive.messages)
    return archive


def refused(archive: Archive) -> list[str]:
    return [notice.text for notice in archive.warnings if notice.code == NOT_APPLIED]


def kinds(archive: Archive, words: str, text: str = TEXT) -> set[SegmentKind]:
    start, end = place(words, text)
    return {
        segment.kind
        for segment in archive.parsed[0].ledger
        if segment.span.start < end and segment.span.end > start
    }


def actions(message: Message) -> list[str]:
    return [item.action for item in message.corrected]


def test_without_corrections_nothing_is_corrected() -> None:
    first, second = rebuilt().messages
    assert "Ask me first." in first.body
    assert second.parent == first.message_id
    assert first.corrected == second.corrected == ()


def test_a_message_begins_and_gives_the_one_above_its_end() -> None:
    archive = rebuilt(say(Action.BEGINS, "Note of 2 March"))
    first, new, last = archive.messages
    assert first.body.endswith("closed from Friday.")
    assert new.body.startswith("Note of 2 March")
    assert new.body.endswith("Ask me first.")
    assert new.confidence == 1.0
    assert actions(new) == ["begins"]
    assert last.body.startswith("Fine.")


def test_a_message_begins_with_the_header_that_a_layout_reads() -> None:
    # Nothing but names: too little for a mail, unless somebody says it is one.
    text = TEXT.replace(
        "Note of 2 March, from the desk of Ida Rask, to all hands", "From: Ida Rask"
    )
    assert len(rebuilt(text=text).messages) == 2
    new = rebuilt(say(Action.BEGINS, "From: Ida Rask", text=text), text=text).messages[1]
    assert new.originator is not None
    assert new.originator.name == "Ida Rask"
    assert new.body.startswith("Nobody walks")


@pytest.mark.parametrize(
    ("above", "name"),
    [
        ("rom: Ida Rask\n", "Ida Rask"),
        ("rom; Ida Rask\n", "Ida Rask"),
        ("on: Ida Rask\n", "Ida Rask"),
        ("Classification: internal\nrom: Ida Rask\n", "Ida Rask"),
        ("F r 0 m: Ida Rask\n", "Ida Rask"),
        ("Filed: box 7\n", None),
    ],
)
def test_a_header_begins_further_up(above: str, name: str | None) -> None:
    # The label of the first line is torn: the layout reads a header from the next line on.
    text = TEXT.replace(
        "Note of 2 March, from the desk of Ida Rask, to all hands\n",
        above + "Sent: Tuesday, March 2, 2021 9:14 AM\nTo: Jonas Brandt\nSubject: Nobody\n",
    )
    begins = rebuilt(say(Action.BEGINS, above.strip(), text=text), text=text)
    assert len(begins.messages) == 3
    new = begins.messages[1]
    assert actions(new) == ["begins"]
    assert (new.originator and new.originator.name) == name
    assert new.subject == "Nobody"
    assert kinds(begins, above.strip(), text=text) == {SegmentKind.HEADER}


@pytest.mark.parametrize("above", ["Thanks!\n", "Thanks: see below.\n\n", "> Ann: thanks\n"])
def test_words_above_a_header_are_a_message_of_their_own(above: str) -> None:
    text = TEXT.replace(
        "Note of 2 March, from the desk of Ida Rask, to all hands\n",
        above + "Sent: Tuesday, March 2, 2021 9:14 AM\nTo: Jonas Brandt\nSubject: Nobody\n",
    )
    before = len(rebuilt(text=text).messages)
    begins = rebuilt(say(Action.BEGINS, above.strip(), text=text), text=text)
    assert len(begins.messages) == before + 1


def test_a_message_ends_and_what_follows_is_the_documents() -> None:
    archive = rebuilt(say(Action.ENDS, "the mole is closed from Friday."))
    first, second = archive.messages
    assert first.body.endswith("Friday.")
    assert actions(first) == ["ends"]
    assert second.body.startswith("Fine.")
    assert kinds(archive, "Ask me first.") == {SegmentKind.NARRATIVE}


def test_no_mail_is_text_of_the_message_above() -> None:
    archive = rebuilt(say(Action.NO_MAIL, "From: Jonas Brandt"))
    (only,) = archive.messages
    assert "Re: The mole" in only.body
    assert actions(only) == ["no-mail"]


def test_marked_lines_are_a_mail_with_the_fields_assigned() -> None:
    value = MailValue(
        from_=place("Ida Rask"),
        to=place("all hands"),
        date=place("2 March"),
        body=(place("Nobody walks")[0], place("Ask me first.")[1]),
    )
    words = TEXT[place("Note of")[0] : place("Ask me first.")[1]]
    archive = rebuilt(say(Action.MAIL, words, value), say(Action.FURNITURE, "14 of 90"))
    first, new, last = archive.messages
    assert new.originator is not None
    assert new.originator.name == "Ida Rask"
    assert [person.name for person in new.to] == ["all hands"]
    assert new.date_printed == "2 March"
    assert new.body == "Nobody walks on the mole.\nAsk me first."
    assert {field.how for field in new.fields} == {How.CORRECTED}
    assert new.fields[0].reason == "corrected by Ida Rask: box 7"
    assert first.body.endswith("Friday.")
    assert last.body.startswith("Fine.")


def test_a_field_is_what_is_printed_elsewhere_or_what_somebody_wrote() -> None:
    span = FieldValue(FieldName.FROM, place("Ida Rask"), "Ida Rask")
    text = FieldValue(FieldName.SUBJECT, text="Mole closed")
    none = FieldValue(FieldName.TO)
    header = "From: Maren Holt"
    first = rebuilt(*(say(Action.FIELD, header, value) for value in (span, text, none))).messages[0]
    assert first.originator is not None
    assert first.originator.name == "Ida Rask"
    assert first.subject == "Mole closed"
    assert first.to == ()
    how = {field.role.value: field.how for field in first.fields}
    assert how == {"from": How.CORRECTED, "subject": How.CORRECTED, "date": How.PRINTED}
    assert [item.field for item in first.corrected] == ["from", "subject", "to"]


@pytest.mark.parametrize(
    ("value", "local", "offset", "precision"),
    [
        (DateValue("2021-03-04"), "2021-03-04T00:00:00", None, "day"),
        (DateValue("2021-03-04 07:30"), "2021-03-04T07:30:00", None, "minute"),
        (DateValue("2021-03-04T07:30:09Z"), "2021-03-04T07:30:09", 0, "second"),
        (DateValue("2021-03-04T07:30+01:00"), "2021-03-04T07:30:00", 60, "minute"),
        (DateValue("2021-07-04T07:30", "Europe/Berlin"), "2021-07-04T07:30:00", 120, "minute"),
    ],
)
def test_a_date_is_read_as_somebody_said_and_the_printed_one_stays(
    value: DateValue, local: str, offset: int | None, precision: str
) -> None:
    first = rebuilt(say(Action.DATE, "From: Maren Holt", value)).messages[0]
    assert first.when is not None
    assert first.when.local.isoformat() == local
    minutes = None if first.when.offset is None else first.when.offset.total_seconds() / 60
    assert minutes == offset
    assert first.when.precision == precision
    assert first.when.offset_how is How.CORRECTED
    assert first.date_printed == "Tuesday, March 2, 2021 9:14 AM"


def test_a_date_relinks_what_it_makes_possible() -> None:
    # An answer written before what it would answer is none, where both zones are known.
    early = say(Action.DATE, "From: Jonas Brandt", DateValue("2021-02-01T08:02Z"))
    late = say(Action.DATE, "From: Maren Holt", DateValue("2021-03-02T09:14Z"))
    assert [message.parent for message in rebuilt(early, late).messages] == [None, None]


def test_furniture_and_narrative_are_no_messages_text() -> None:
    archive = rebuilt(say(Action.FURNITURE, "14 of 90"), say(Action.NARRATIVE, "Ask me first."))
    first = archive.messages[0]
    assert "14 of 90" not in first.body
    assert "Ask me" not in first.body
    assert kinds(archive, "14 of 90") == {SegmentKind.FURNITURE}
    assert kinds(archive, "Ask me first.") == {SegmentKind.NARRATIVE}
    assert actions(first) == ["furniture", "narrative"]
    both = rebuilt(
        say(Action.FURNITURE, "14 of 90\nAsk me first."), say(Action.NARRATIVE, "14 of 90")
    )
    assert actions(both.messages[0]) == ["furniture", "narrative"]
    outside = rebuilt(say(Action.FURNITURE, "The harbour board"))
    assert kinds(outside, "The harbour board") == {SegmentKind.FURNITURE}


def reference(words: str, text: str = TEXT) -> MessageReference:
    return MessageReference(document=document_of(text), target=target_of(text, *place(words, text)))


NOTED = """\
From: Gavin Strand <strand@tip.example>
To: Tom Ellery <ellery@kelverton.example>
Date: Wednesday, June 14, 2023 11:31 AM
Subject: The liner

The liner has two tears.

Officers' note: this was found in a shared mailbox.

{separator}On 15 June 2023 at 09:05, Helen Voss <voss@kelverton.example> wrote:
> Please remember that this mailbox can be requested.
"""


def test_the_document_s_words_above_a_message_end_the_one_above() -> None:
    text = NOTED.format(separator="")
    note = "Officers' note: this was found in a shared mailbox."
    before = mailrecon.reconstruct(text).messages
    assert [message.parent is not None for message in before] == [True, False]
    archive = rebuilt(say(Action.NARRATIVE, note, text=text), text=text)
    # Neither quotes the other any more, nor do their dates contradict one another.
    assert [message.parent for message in archive.messages] == [None, None]
    assert [message.warnings for message in archive.messages] == [(), ()]
    assert [actions(message) for message in archive.messages] == [["narrative"], []]
    # What a separator introduces was quoted all the same.
    text = NOTED.format(separator="-----Original Message-----\n").replace("15 June", "12 June")
    archive = rebuilt(say(Action.NARRATIVE, note, text=text), text=text)
    assert archive.messages[0].parent == archive.messages[1].message_id


def test_a_parent_is_what_somebody_said_or_nothing() -> None:
    none = say(Action.PARENT, "From: Jonas Brandt", ParentValue(None))
    assert [message.parent for message in rebuilt(none).messages] == [None, None]
    turned = ParentValue(reference("From: Jonas Brandt"), "forward")
    first, second = rebuilt(say(Action.PARENT, "From: Maren Holt", turned)).messages
    assert first.parent == second.message_id
    assert second.parent is None
    assert first.thread == second.thread == second.message_id
    said = [item for item in first.inferred if item.field == "In-Reply-To"]
    assert [(item.score, item.reason) for item in said] == [
        (1.0, "forward: corrected by Ida Rask: box 7")
    ]


TWICE = TEXT + "\n" + TEXT[TEXT.index("From: Maren Holt") : TEXT.index("Note of")]


def test_copies_are_one_and_what_is_none_is_two() -> None:
    text = TWICE
    start = text.rindex("From: Maren Holt")
    target = target_of(text, start, start + 16)
    other = MessageReference(document=document_of(text), target=target)
    assert len(rebuilt(text=text).messages) == 2
    apart = say(Action.NOT_COPIES, "From: Maren Holt", CopiesValue((other,)), text)
    assert len(rebuilt(apart, text=text).messages) == 3
    again = say(Action.COPIES, "From: Maren Holt", CopiesValue((other,)), text)
    assert len(rebuilt(apart, again, text=text).messages) == 2
    # Two that nothing would take for one.
    joined = say(Action.COPIES, "From: Maren Holt", CopiesValue((reference("From: Jonas Brandt"),)))
    (only,) = rebuilt(joined).messages
    assert [copy.score for copy in only.copies] == [1.0]


def of_people(action: Action, value: Value) -> Correction:
    return new_correction(action, value, by="Ida Rask", why="she said so")


NAMES = TEXT.replace("Jonas Brandt <brandt@harbour.example>\nDate: T", "Jon B. Brandt\nDate: T")


def person_ids(archive: Archive) -> tuple[str | None, str | None]:
    first, second = archive.messages
    assert second.originator is not None
    return first.to[0].person, second.originator.person


def test_people_are_joined_split_and_described() -> None:
    one, other = PersonReference("Jon B. Brandt"), PersonReference("Jonas Brandt")
    join = of_people(Action.PERSON_JOIN, PeopleValue((one, other)))
    split = of_people(Action.PERSON_SPLIT, PeopleValue((one, other)))
    joined = rebuilt(join, text=NAMES)
    assert len(set(person_ids(joined))) == 1
    assert len(set(person_ids(rebuilt(split, text=NAMES)))) == 2
    assert len(set(person_ids(rebuilt(join, split, text=NAMES)))) == 2
    reasons = [reason for identity in joined.people for reason in identity.reasons]
    assert any("corrected by Ida Rask" in reason for reason in reasons)
    known = PersonValue(other, "Jonas Brandt", role="diver", organisation="Port", note="left 2022")
    described = rebuilt(join, of_people(Action.PERSON, known), text=NAMES)
    person = described.messages[0].to[0]
    assert (person.name, person.canonical, person.job) == ("Jon B. Brandt", "Jonas Brandt", "diver")
    assert [item.note for item in described.people if item.role] == ["left 2022"]


def test_the_same_corrections_survive_a_change_of_the_text_before_them() -> None:
    span = FieldValue(FieldName.FROM, place("Ida Rask"), "Ida Rask")
    corrections = [
        say(Action.FIELD, "From: Maren Holt", span),
        say(Action.ENDS, "the mole is closed from Friday."),
        say(Action.FURNITURE, "14 of 90"),
    ]
    # Another version of mailrecon reads the same bytes otherwise: more text in front.
    parsed = mailrecon.reconstruct(TEXT).parsed[0]
    moved = "A line more.\n" + TEXT
    from msgspec.structs import replace

    from mailrecon.pipeline import reconstruct_documents

    document = replace(parsed.document, text=moved)
    archive = reconstruct_documents([document], LinkOptions(corrections=tuple(corrections)))
    assert refused(archive) == []
    first = archive.messages[0]
    assert first.originator is not None
    assert first.originator.name == "Ida Rask"
    assert first.body.endswith("Friday.")
    assert kinds(archive, "14 of 90", moved) == {SegmentKind.FURNITURE}
    changed = replace(parsed.document, text=TEXT.replace("Maren Holt", "M. Holt"))
    archive = reconstruct_documents([changed], LinkOptions(corrections=tuple(corrections)))
    assert len(refused(archive)) == 1
    assert "the words are not there" in refused(archive)[0]


# Phrases that the page has in every language.
SHAPES = [
    re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(english)), re.DOTALL)
    for english in reasons()["de"]
]
# Python's own words for a day that no month has.
NOT_TRANSLATED = {"no day"}
IMPOSSIBLE = {
    "no message": say(Action.FIELD, "The harbour board", FieldValue(FieldName.TO, text="Ann")),
    "no header": say(Action.NO_MAIL, "The harbour board"),
    "no zone": say(Action.DATE, "From: Maren Holt", DateValue("2021-03-04T07:30", "Mars/Base")),
    "no day": say(Action.DATE, "From: Maren Holt", DateValue("2021-02-30")),
    "other words": say(
        Action.FIELD, "From: Maren Holt", FieldValue(FieldName.TO, place("Ida Rask"), "Ben Ost")
    ),
    "behind the end": say(
        Action.FIELD, "From: Maren Holt", FieldValue(FieldName.TO, (9_000, 9_009))
    ),
    "nothing to end": say(Action.ENDS, "The harbour board"),
    "itself": say(Action.PARENT, "From: Maren Holt", ParentValue(reference("From: Maren Holt"))),
    "a stranger": say(
        Action.PARENT, "From: Maren Holt", ParentValue(MessageReference("<a@b.example>"))
    ),
    "nobody": of_people(
        Action.PERSON_JOIN, PeopleValue((PersonReference("Ann Poe"), PersonReference("Ida Rask")))
    ),
}


@pytest.mark.parametrize("case", IMPOSSIBLE)
def test_what_cannot_be_applied_is_named_in_one_line(case: str) -> None:
    correction = IMPOSSIBLE[case]
    archive = rebuilt(correction)
    (line,) = refused(archive)
    assert correction.id in line
    assert "was not applied: " in line
    assert "\n" not in line
    # People find words, not offsets.
    assert correction.target is None or f"at “{correction.target.exact[:60]}”" in line
    assert any(shape.fullmatch(line) for shape in SHAPES), line
    why = line.partition("was not applied: ")[2]
    assert any(shape.fullmatch(why) for shape in SHAPES) or case in NOT_TRANSLATED, why
    assert [actions(message) for message in archive.messages] == [[], []]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "board.txt").write_text(TEXT, encoding="utf-8")
    value = FieldValue(FieldName.FROM, text="Maren A. Holt <holt@harbour.example>")
    append_corrections(
        tmp_path / "c.jsonl",
        [
            say(Action.FIELD, "From: Maren Holt", value),
            say(Action.ENDS, "the mole is closed from Friday."),
            say(Action.STAR, "From: Maren Holt"),
        ],
    )
    return tmp_path


def run(*arguments: object) -> Any:
    return CliRunner().invoke(main, [str(item) for item in arguments])


def test_every_output_says_who_corrected_what(folder: Path) -> None:
    source, corrections = folder / "board.txt", folder / "c.jsonl"
    for name in ("out.jsonl", "out.mbox", "out.sqlite", "out.ftm"):
        result = run("convert", "-q", source, folder / name, "--corrections", corrections)
        assert result.exit_code == 0, result.output
    record = json.loads((folder / "out.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert [(item["action"], item["by"]) for item in record["corrected"]] == [
        ("ends", "Ida Rask"),
        ("field", "Ida Rask"),
    ]
    assert [f["how"] for f in record["fields"] if f["role"] == "from"] == ["corrected"]
    mail = message_from_bytes((folder / "out.mbox").read_bytes().split(b"\n", 1)[1])
    assert mail["From"] == '"Maren A. Holt" <holt@harbour.example>'
    assert "field from by Ida Rask" in " ".join(
        mail.get_all("X-Mailrecon-Corrected", [])[1].split()
    )
    with sqlite3.connect(folder / "out.sqlite") as database:
        rows = database.execute("SELECT how, reason FROM fields WHERE how = 'corrected'").fetchall()
    assert rows == [("corrected", "corrected by Ida Rask: box 7")]
    pieces = (folder / "out.ftm").read_text(encoding="utf-8").splitlines()
    notes = [
        note
        for entity in map(json.loads, pieces)
        if entity["schema"] == "Email"
        for note in entity["properties"]["notes"]
    ]
    assert "corrected, field from, by Ida Rask: box 7" in notes


def test_tags_become_keywords(folder: Path) -> None:
    source, corrections = folder / "board.txt", folder / "c.jsonl"
    tags = ("privileged", "Büro", "sample 7: right", "to, be asked")
    append_corrections(
        corrections, [say(Action.TAG, "From: Maren Holt", TagValue(tag)) for tag in tags]
    )
    outside = say(Action.TAG, "The harbour board met", TagValue("odd"))
    append_corrections(corrections, [outside])
    output = folder / "out.mbox"
    result = run("convert", "-q", "--manifest", source, output, "--corrections", corrections)
    assert result.exit_code == 0, result.output
    mail = message_from_bytes(output.read_bytes().split(b"\n", 1)[1], policy=policy.default)
    assert mail["Keywords"] == 'privileged, Büro, "to, be asked"'
    assert "tag" not in " ".join(mail.get_all("X-Mailrecon-Corrected", []))
    verified = run("verify", output, source, "--corrections", corrections)
    assert verified.exit_code == 0, verified.output
    assert output.read_bytes().count(b"Keywords:") == 1
    # Nor is a tag a fault where the file of corrections is not at hand.
    told = run("verify", output, source)
    assert told.exit_code == 0, told.output
    assert "not-rebuilt" in told.output
    shown = run("inspect", source, "--corrections", corrections)
    assert '* tagged "privileged" by Ida Rask' in shown.output
    entities = run("convert", source, "-", "--to", "ftm", "--corrections", corrections).stdout
    keywords = [json.loads(line)["properties"].get("keywords") for line in entities.splitlines()]
    assert ["privileged", "Büro", "to, be asked"] in keywords


def test_keywords_are_a_fault_in_a_run_without_corrections(folder: Path) -> None:
    source, output = folder / "board.txt", folder / "plain.mbox"
    assert run("convert", "-q", source, output).exit_code == 0
    data = output.read_bytes()
    output.write_bytes(data.replace(b"X-Mailrecon-Status", b"Keywords: odd\nX-Mailrecon-Status", 1))
    told = run("verify", output, source)
    assert told.exit_code == 7
    assert "Keywords: 'odd' is written, but the sources give no Keywords" in told.output


@pytest.mark.parametrize("name", ["out.jsonl", "out.mbox", "out.csv", "out.sqlite", "mails"])
def test_verify_makes_it_again_with_the_corrections_and_not_without(
    folder: Path, name: str
) -> None:
    source, corrections, output = folder / "board.txt", folder / "c.jsonl", folder / name
    result = run("convert", "-q", "--manifest", source, output, "--corrections", corrections)
    assert result.exit_code == 0, result.output
    with_them = run("verify", output, source, "--corrections", corrections)
    assert with_them.exit_code == 0, with_them.output
    assert "0 errors, 0 notes" in with_them.output
    without = run("verify", output, source)
    assert "file for 'corrections' that is not given" in without.output


def test_the_manifest_names_the_file_and_its_digest(folder: Path) -> None:
    import hashlib

    corrections = folder / "c.jsonl"
    run(
        "convert",
        "-q",
        "--manifest",
        folder / "board.txt",
        folder / "o.mbox",
        "--corrections",
        corrections,
    )
    options = json.loads((folder / "o.mbox.manifest.json").read_text(encoding="utf-8"))["options"]
    assert options["corrections_file"] == str(corrections)
    assert options["corrections_sha256"] == hashlib.sha256(corrections.read_bytes()).hexdigest()


def test_a_run_with_what_cannot_be_applied_ends_with_8_and_is_done(folder: Path) -> None:
    append_corrections(folder / "c.jsonl", [IMPOSSIBLE["other words"]])
    for command in (["inspect"], ["convert", "-q"], ["report", "-q"], ["people"]):
        outputs = {"convert": [folder / "o.mbox"], "report": [folder / "o.html"]}
        output = outputs.get(command[0], [])
        result = run(*command, folder / "board.txt", *output, "--corrections", folder / "c.jsonl")
        assert result.exit_code == 8, result.output
        assert f"the correction {IMPOSSIBLE['other words'].id}" in result.output
        assert all(path.exists() for path in output)


def test_a_damaged_file_stops_the_run(folder: Path) -> None:
    (folder / "c.jsonl").write_text("{}\n", encoding="utf-8")
    result = run(
        "convert", folder / "board.txt", folder / "o.mbox", "--corrections", folder / "c.jsonl"
    )
    assert result.exit_code == 3
    assert "line 1 is not a correction" in result.output
    assert not (folder / "o.mbox").exists()


def test_corrections_reach_files_that_worker_processes_read(folder: Path) -> None:
    for number in range(20):
        (folder / f"other{number}.txt").write_text(f"Nothing {number}.\n", encoding="utf-8")
    inputs = sorted(folder.glob("*.txt"))
    result = run("convert", "-q", *inputs, folder / "o.jsonl", "--corrections", folder / "c.jsonl")
    assert result.exit_code == 0, result.output
    record = json.loads((folder / "o.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert record["from"]["name"] == "Maren A. Holt"


def test_a_document_read_in_windows_is_held_whole_for_its_corrections(folder: Path) -> None:
    from mailrecon.pipeline import reconstruct_documents
    from mailrecon.read import ReadOptions, read_path

    source = folder / "large.txt"
    text = TEXT + "".join(f"Line {number} of the minutes.\n" for number in range(400))
    source.write_text(text, encoding="utf-8")
    (document,) = read_path(source, ReadOptions(window=2_000))
    assert document.large is not None
    ends = say(Action.ENDS, "Fine. I will tell the divers.", text=text)
    archive = reconstruct_documents([document], LinkOptions(corrections=(ends,)))
    assert archive.messages[1].body == "Fine. I will tell the divers."


def test_check_says_what_became_of_each(folder: Path) -> None:
    corrections = folder / "c.jsonl"
    append_corrections(corrections, [IMPOSSIBLE["other words"], IMPOSSIBLE["nobody"]])
    other = TEXT.replace("spring", "autumn")
    append_corrections(corrections, [say(Action.STAR, "From: Maren Holt", text=other)])
    result = run("corrections", "check", corrections, folder / "board.txt")
    assert result.exit_code == 8, result.output
    became = [line.split("  ")[0].strip() for line in result.output.splitlines()[:6]]
    assert became == ["not applied", "not applied", "applied", "applied", "mark", "not given"]
    result = run("corrections", "check", "--json", corrections, folder / "board.txt")
    record = json.loads(result.output[: result.output.rindex("}") + 1])
    assert [one["became"] for one in record["corrections"]] == became


def test_check_finds_the_words_in_a_document_that_was_changed(folder: Path) -> None:
    changed = folder / "changed.txt"
    changed.write_text("Saved anew.\n" + TEXT, encoding="utf-8")
    # A few words are known by what is around it.
    append_corrections(folder / "c.jsonl", [say(Action.ENDS, "Fine.")])
    result = run("corrections", "check", folder / "c.jsonl", changed)
    assert result.exit_code == 0, result.output
    given = [line for line in result.output.splitlines() if line.startswith("not given")]
    assert given
    assert all("the same words are in changed.txt" in line for line in given)
    assert "the same words are in changed.txt, with another SHA-256" in result.output
    result = run("inspect", changed, "--corrections", folder / "c.jsonl")
    assert "`mailrecon corrections check` looks for the words" in result.output


def test_files_are_merged_and_listed(folder: Path) -> None:
    first, second, both = (folder / name for name in ("c.jsonl", "d.jsonl", "e.jsonl"))
    again = say(Action.FIELD, "From: Maren Holt", FieldValue(FieldName.FROM, text="M. Holt"))
    append_corrections(second, [again])
    result = run("corrections", "merge", first, second, "-o", both)
    assert result.exit_code == 0, result.output
    assert "contradiction" in result.output
    assert "4 corrections" in result.output
    listed = run("corrections", "list", both).output.splitlines()
    assert len([line for line in listed if "contradiction" not in line]) == 4
    # What was decided, and why: not only that something was.
    assert any("field from: M. Holt" in line for line in listed)
    assert any("because box 7" in line for line in listed)
    assert run("corrections", "merge", first, second, "-o", both).exit_code == 4
    assert run("corrections", "merge", first, second, "-f", "-o", first).exit_code == 4


STRUCTURAL = (
    Action.BEGINS, Action.ENDS, Action.NO_MAIL, Action.MAIL, Action.FURNITURE, Action.NARRATIVE,
    Action.FIELD, Action.DATE,
)  # fmt: skip


def chance(rng: random.Random, text: str, document: str) -> Correction:
    """Any correction of any stretch of a text."""
    action = rng.choice(STRUCTURAL)
    start = rng.randrange(len(text))
    end = min(len(text), start + rng.randrange(1, 200))
    cut = sorted(rng.randrange(start, end + 1) for _ in range(4))
    values: dict[Action, Value] = {
        Action.MAIL: MailValue(from_=(cut[0], cut[1]), subject=(cut[2], cut[3])),
        Action.FIELD: FieldValue(rng.choice(list(FieldName)), (cut[0], cut[3])),
        Action.DATE: DateValue("2021-03-04T07:30"),
    }
    target = target_of(text, start, end)
    return new_correction(action, values.get(action), by="chance", document=document, target=target)


@pytest.mark.parametrize("path", sorted((FIXTURES).rglob("*.txt"))[::6], ids=lambda p: p.name)
def test_whatever_is_corrected_each_character_has_one_segment(path: Path) -> None:
    plain = mailrecon.reconstruct(path)
    rng = random.Random(path.name)
    document = plain.parsed[0].document
    if not document.text or document.large is not None:
        return
    for count in (1, 2, 4, 8, 16):
        corrections = tuple(chance(rng, document.text, document.sha256) for _ in range(count))
        archive = mailrecon.reconstruct(path, linking=LinkOptions(corrections=corrections))
        parsed = archive.parsed[0]
        check_ledger(parsed.ledger, len(document.text), document.name)
        check_records(json.loads(json.dumps(message_record(item))) for item in archive.messages)
        owners = {segment.draft for segment in parsed.ledger} - {None}
        assert owners <= set(range(len(parsed.drafts)))
