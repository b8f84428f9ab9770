"""Conditions that hold for every input, however hostile, for the pipeline and its outputs."""

from __future__ import annotations

import csv
import json
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from email.message import Message
from email.parser import BytesParser
from pathlib import Path

from mailrecon.errors import MailreconError
from mailrecon.model import Archive, Document
from mailrecon.pipeline import reconstruct_documents
from mailrecon.read import ReadOptions
from mailrecon.read.files.archives import UnreadableDocument
from mailrecon.read.files.inputs import read_inputs
from mailrecon.report import report_page
from mailrecon.verify import Level, verify
from mailrecon.writers import write
from tests.conftest import check_records, raw_identity, read_jsonl, split_mboxrd, strict

_LONG_HEADER = 20_000


def convert_and_check(
    data: bytes, name: str = "input.txt", *, formats: Sequence[str] = ("mbox", "jsonl")
) -> Archive | None:
    """Read, rebuild, write and verify a file; see `check_input`."""
    with tempfile.TemporaryDirectory(prefix="mailrecon-hostile-") as folder:
        source = Path(folder) / name
        source.write_bytes(data)
        return check_input(source, formats)


def check_input(source: Path, formats: Sequence[str]) -> Archive | None:
    """Read, rebuild, write and verify a file or folder; None where nothing in it can be read.

    Fails on any exception that is no MailreconError, a ledger that does not account for each
    character once, an output that does not parse strictly, or a finding of the verification.
    `formats` may hold `report`, which is written and parsed, but nothing to verify.
    """
    documents: list[Document] = []
    try:
        for item in read_inputs([str(source)], ReadOptions()):
            if isinstance(item, UnreadableDocument):
                _check_reason(item.reason)
            else:
                documents.append(item)
        if not documents:
            return None
        archive = reconstruct_documents(documents)
    except MailreconError as error:
        _check_reason(str(error))
        return None
    _check_ledger(archive)
    if archive.messages:
        with tempfile.TemporaryDirectory(prefix="mailrecon-hostile-") as folder:
            for format_name in formats:
                _check_output(archive, source, Path(folder) / f"out.{format_name}", format_name)
    return archive


def _check_reason(reason: str) -> None:
    assert reason
    assert "\n" not in reason


def _check_ledger(archive: Archive) -> None:
    for parsed in archive.parsed:
        position = 0
        for segment in parsed.ledger:
            assert segment.span.start == position
            assert segment.span.end >= position
            position = segment.span.end
        assert position == len(parsed.document.text)


def _check_output(archive: Archive, source: Path, output: Path, format_name: str) -> None:
    if format_name == "report":
        page = report_page(archive, title=source.name).decode("utf-8")
        empty = report_page(Archive((), ()), title="").decode("utf-8")
        assert page.count("</script") == empty.count("</script")
        return
    write(archive, output, to=format_name)
    checked = verify(output, [str(source)])
    errors = [item for item in checked.findings if item.level is Level.ERROR]
    assert not errors, f"{format_name}: {errors[0].code}: {errors}"
    if format_name != "csv":
        assert checked.messages == len(archive.messages)
    _parse(output, format_name, archive)


def _parse(output: Path, format_name: str, archive: Archive) -> None:
    """Read an output with other readers than ours, as strictly as they can."""
    identities = [message.message_id for message in archive.messages]
    if format_name == "jsonl":
        records = read_jsonl(output.read_bytes())
        assert [record["message_id"] for record in records] == identities
        check_records(records)
    elif format_name in ("mbox", "eml", "maildir"):
        if format_name == "mbox":
            raws = split_mboxrd(output.read_bytes())
        else:
            files = sorted(path for path in output.rglob("*") if path.is_file())
            raws = [file.read_bytes() for file in files]
        assert len(raws) == len(identities)
        rebuilt = {m.message_id for m in archive.messages if m.original is None}
        # A real message keeps its bytes, whatever is wrong with them.
        ours = [raw for raw in raws if b"\nX-Mailrecon-Status: " in raw.partition(b"\n\n")[0]]
        assert {raw_identity(_parsed(raw)) for raw in ours} == rebuilt
    elif format_name == "csv":
        with output.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, strict=True))
        assert len(rows) == len(identities) + 1
        assert len({len(row) for row in rows}) == 1
    elif format_name == "sqlite":
        with closing(sqlite3.connect(output)) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            records = database.execute("SELECT record FROM messages ORDER BY id").fetchall()
        assert [json.loads(record)["message_id"] for (record,) in records] == identities


def _parsed(raw: bytes) -> Message:
    """A message without defects; Python's newer parser takes too long for a long header."""
    if len(raw.partition(b"\n\n")[0]) < _LONG_HEADER:
        return strict(raw)
    message = BytesParser().parsebytes(raw)
    assert [part.defects for part in message.walk() if part.defects] == []
    return message
