"""Shared fixtures of the tests: paths, a sample message, and independent checks.

The checks work from the written bytes and the document's text alone, so that they don't repeat
what the code under test believes.
"""

from __future__ import annotations

import email.message
import json
import mailbox
import os
import re
import shutil
import signal
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import closing
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import jsonschema_rs
from hypothesis import HealthCheck, settings

from mailrecon.model import Archive, How, Message, Parsed, Person, SegmentKind, Source, Span, When
from mailrecon.writers import write
from mailrecon.writers.mail.rfc5322 import Forwards

ROOT = Path(__file__).resolve().parents[1]
FIXTURES = ROOT / "fixtures"
SHARED = ROOT.parent / "shared"
SCHEMA = json.loads((ROOT / "docs" / "jsonl.schema.json").read_text(encoding="utf-8"))

_MEMORY = Path("/dev/shm")
_ROOM_FOR_A_RUN = 4 << 30  # bytes; what a passed test wrote is removed at once


def _write_into_memory() -> None:
    """Put temporary files into memory where it has room for them, unless TMPDIR names a place.

    The program syncs each file that it writes, and a disk may be slow at that: 205 s against 50 s
    for a hundred documents in a third of all formats, with 19 s of CPU for either.
    """
    if "TMPDIR" in os.environ or not os.access(_MEMORY, os.W_OK):
        return
    if shutil.disk_usage(_MEMORY).free >= _ROOM_FOR_A_RUN:
        os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)


_write_into_memory()

# A shell's background job ignores Ctrl-C, and so would the programs that tests stop with it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile(
    "mailrecon",
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "thorough", settings.get_profile("mailrecon"), max_examples=3000, derandomize=False
)
settings.load_profile(os.environ.get("MAILRECON_HYPOTHESIS", "mailrecon"))

_NO_SPAN = Span(0, 0)


def fixture_path(name: str) -> Path:
    """The fixture of this file name, in whichever folder of `fixtures/` it lies."""
    found = list(FIXTURES.rglob(name))
    assert len(found) == 1, f"{name}: {len(found)} fixtures of this name"
    return found[0]


def make_message(**values: Any) -> Message:
    """A small message; `values` replace its fields."""
    given: dict[str, Any] = {
        "message_id": "<one@mailrecon.invalid>",
        "originator": Person("Ada Moor", "ada@north.example", False, "ada@north.example"),
        "sender": None,
        "reply_to": (),
        "to": (Person("Ben Ost", "ben@south.example", False, "ben@south.example"),),
        "cc": (),
        "bcc": (),
        "when": None,
        "date_printed": None,
        "subject": "Harbour wall",
        "body": "The wall holds.",
        "source": Source("doc.txt", "0" * 64, (1, 5), (_NO_SPAN,), (_NO_SPAN,), None),
        "layout": "labelled block",
        "language": "en",
        "confidence": 0.9,
        "fields": (),
        **values,
    }
    return Message(**given)


def make_archive(*messages: Message) -> Archive:
    """An archive of messages that no document stands behind."""
    return Archive(messages, ())


_ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
_RULE_FOR_IDENTITY = re.compile(rf"<{_ATOM}(?:\.{_ATOM})*@{_ATOM}(?:\.{_ATOM})*>", re.ASCII)


def raw_identity(message: email.message.Message) -> str:
    """The Message-ID as it stands, which a parser of its form would mend."""
    return next(str(raw).strip() for name, raw in message.raw_items() if name == "Message-ID")


def strict(data: bytes) -> EmailMessage:
    """Parse one message with `email.policy.strict`; fail on a defect in any part or header.

    A printed Message-ID is kept however odd it is, if only it is one word in angle brackets.
    """
    message = BytesParser(policy=policy.strict).parsebytes(data)
    assert isinstance(message, EmailMessage)
    for part in message.walk():
        assert part.defects == [], f"{part.get_content_type()}: {part.defects}"
        for name, value in part.items():
            if name == "Message-ID":
                raw = raw_identity(part)
                if not _RULE_FOR_IDENTITY.fullmatch(raw):
                    assert re.fullmatch(r"<[^<>\s]+@[^<>\s]+>", raw), raw
                    continue
            assert value.defects == (), f"{name}: {value!r}: {value.defects}"
    return message


def own_text(message: EmailMessage) -> str:
    """The text of a message's own part, without its last line end."""
    part = message
    if message.is_multipart():
        first = next(message.iter_parts())
        assert isinstance(first, EmailMessage)
        part = first
    assert part.get_content_type() == "text/plain"
    content = part.get_content()
    assert isinstance(content, str)
    return content.removesuffix("\n")


def attached(message: EmailMessage) -> list[EmailMessage]:
    """The messages attached to `message` itself."""
    found: list[EmailMessage] = []
    if message.is_multipart():
        for part in message.iter_parts():
            if part.get_content_type() == "message/rfc822":
                inner = part.get_content()
                assert isinstance(inner, EmailMessage)
                found.append(inner)
    return found


def split_mboxrd(data: bytes) -> list[bytes]:
    """The messages of an mboxrd file: cut at `From ` lines, one `>` taken off quoted ones."""
    assert data == b"" or data.startswith(b"From ")
    pieces = re.split(rb"(?m)^From [^\n]*\n", data)[1:]
    for piece in pieces:
        assert piece.endswith(b"\n\n"), "no blank line before the next From line"
    return [re.sub(rb"(?m)^>(>*From )", rb"\1", piece[:-1]) for piece in pieces]


def assert_balances(parsed: Parsed) -> None:
    """Fail unless the ledger covers every character of the document once, in order."""
    text = parsed.document.text
    position = 0
    for segment in parsed.ledger:
        assert segment.span.start == position, f"gap or overlap at {position}: {segment}"
        assert segment.span.end > segment.span.start, f"empty segment: {segment}"
        position = segment.span.end
    assert position == len(text)
    assert sum(len(segment.span) for segment in parsed.ledger) == len(text)
    owners = (SegmentKind.HEADER, SegmentKind.BODY, SegmentKind.SEPARATOR)
    for segment in parsed.ledger:
        if segment.kind in owners:
            assert segment.draft is not None
            assert 0 <= segment.draft < len(parsed.drafts)
        else:
            assert segment.draft is None, f"{segment.kind} belongs to a message: {segment}"


def bare(text: str) -> str:
    """Text without white space and quote marks."""
    return "".join(c for c in text if c not in ">\ufeff" and not c.isspace())


def _without_furniture(parsed: Parsed, span: Span) -> str:
    pieces = (
        (max(segment.span.start, span.start), min(segment.span.end, span.end))
        for segment in parsed.ledger
        if segment.kind is not SegmentKind.FURNITURE
    )
    return "".join(parsed.document.text[start:end] for start, end in pieces if start < end)


def assert_fields_stand_at_their_spans(archive: Archive) -> None:
    """Fail unless each printed field and label is found where its span points.

    Page stamps that the ledger set aside within a span are no part of the field.
    """
    by_digest = {parsed.document.sha256: parsed for parsed in archive.parsed}
    for number, message in enumerate(archive.messages, start=1):
        parsed = by_digest[message.source.sha256]
        text = parsed.document.text
        for field in message.fields:
            place = f"message {number}, {field.role.value}"
            printed = _without_furniture(parsed, field.span)
            # Parts of a list that OCR printed out of their place were put back.
            if field.how is How.NORMALISED and sorted(printed.split()) != sorted(
                field.text.split()
            ):
                assert set(field.text.split()) <= set(printed.split()), place
            else:
                assert bare(printed) == bare(field.text), f"{place}: span holds {printed!r}"
            if field.label is not None and field.label_span is not None:
                label = text[field.label_span.start : field.label_span.end]
                assert bare(label) == bare(field.label), f"{place}: label span holds {label!r}"
            inside = [
                span
                for span in message.source.header
                if span.start <= field.span.start and field.span.end <= span.end
            ]
            assert inside, f"{place}: {field.span} lies outside the header {message.source.header}"


def assert_writes_strictly(archive: Archive) -> None:
    """Write `archive` in every format and read it all back without a defect."""
    wanted = [message.message_id for message in archive.messages]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for forwards in Forwards:
            path = folder / f"{forwards.value}.mbox"
            write(archive, path, forwards=forwards)
            pieces = split_mboxrd(path.read_bytes())
            assert [strict(piece)["Message-ID"] for piece in pieces] == wanted
            with closing(mailbox.mbox(path, create=False)) as box:
                assert [item["Message-ID"] for item in box] == wanted
        write(archive, folder / "eml", to="eml")
        files = sorted((folder / "eml").iterdir())
        assert [strict(file.read_bytes())["Message-ID"] for file in files] == wanted
        write(archive, folder / "all.jsonl")
        records = read_jsonl((folder / "all.jsonl").read_bytes())
        assert [record["message_id"] for record in records] == wanted
        check_records(records)


def read_jsonl(data: bytes) -> list[dict[str, Any]]:
    """The records of a JSON Lines file, which must be strict UTF-8 and end with a line end."""
    text = data.decode("utf-8")
    assert text == "" or text.endswith("\n")
    return [json.loads(line) for line in text.split("\n")[:-1]]


def check_records(records: Iterable[Mapping[str, Any]]) -> None:
    """Hold records to `docs/jsonl.schema.json`."""
    validator = jsonschema_rs.Draft202012Validator(SCHEMA)
    for number, record in enumerate(records, start=1):
        problems = [
            f"{'/'.join(map(str, error.instance_path))}: {error.message[:200]}"
            for error in validator.iter_errors(record)
        ]
        assert not problems, f"record {number}: {problems}"


def trimmed(text: str) -> list[str]:
    """Lines without the white space at their ends."""
    return [line.rstrip() for line in text.split("\n")]


def date_of(when: When | None) -> tuple[str, str | None, str] | None:
    """Local time, offset in minutes and precision of a date, in a form easy to read in a table."""
    if when is None:
        return None
    offset = None
    if when.offset is not None:
        minutes = int(when.offset.total_seconds() // 60)
        offset = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    return when.local.isoformat(), offset, when.precision
