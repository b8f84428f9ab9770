"""What must hold of every input, however hostile: checked through the command line's whole way."""

from __future__ import annotations

import json
import tempfile
from email.parser import BytesParser
from pathlib import Path

from mailrecon.errors import MailreconError
from mailrecon.model import Archive
from mailrecon.read import ReadOptions
from mailrecon.read.inputs import Unread, read_inputs
from mailrecon.run import reconstruct_documents
from mailrecon.verify import Level, verify
from mailrecon.writers import write
from tests.conftest import split_mboxrd


def convert_and_check(
    data: bytes, name: str = "input.txt", *, formats: tuple[str, ...] = ("mbox", "jsonl")
) -> Archive | None:
    """Read, rebuild, write and verify; None where the input can't be read, with a reason.

    Fails on any exception that is no MailreconError, a ledger that does not account for each
    character once, an output that does not parse strictly, or a finding of the verification.
    """
    with tempfile.TemporaryDirectory(prefix="mailrecon-hostile-") as folder:
        source = Path(folder) / name
        source.write_bytes(data)
        try:
            found = list(read_inputs([str(source)], ReadOptions()))
            documents = [item for item in found if not isinstance(item, Unread)]
            for item in found:
                if isinstance(item, Unread):
                    _check_reason(item.reason)
            if not documents:
                return None
            archive = reconstruct_documents(documents)
        except MailreconError as error:
            _check_reason(str(error))
            return None
        for parsed in archive.parsed:
            position = 0
            for segment in parsed.ledger:
                assert segment.span.start == position
                assert segment.span.end >= position
                position = segment.span.end
            assert position == len(parsed.document.text)
        if archive.messages:
            for format_name in formats:
                output = Path(folder) / f"out.{format_name}"
                write(archive, output, to=format_name)
                checked = verify(output, [str(source)])
                errors = [item for item in checked.findings if item.level is Level.ERROR]
                assert errors == []
                assert checked.messages == len(archive.messages)
                _parse(output, format_name, archive)
        return archive


def _check_reason(reason: str) -> None:
    assert reason
    assert "\n" not in reason


def _parse(output: Path, format_name: str, archive: Archive) -> None:
    if format_name == "jsonl":
        lines = output.read_text(encoding="utf-8").split("\n")
        assert lines.pop() == ""
        assert [json.loads(line)["message_id"] for line in lines] == [
            message.message_id for message in archive.messages
        ]
    elif format_name == "mbox":
        raws = split_mboxrd(output.read_bytes())
        assert len(raws) == len(archive.messages)
        for raw, message in zip(raws, archive.messages, strict=True):
            parsed = BytesParser().parsebytes(raw)
            # A real message keeps its bytes, whether a Message-ID is among them or not.
            if message.original is None:
                assert parsed["Message-ID"] == message.message_id
                assert [part.defects for part in parsed.walk() if part.defects] == []
