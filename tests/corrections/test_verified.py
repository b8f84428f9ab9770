"""A corrected output verifies with its corrections, or else by its own evidence."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from mailrecon import reconstruct
from mailrecon.cli import main
from mailrecon.corrections import Action, append_corrections, new_correction, target_of
from mailrecon.corrections.model import FieldName, FieldValue


@pytest.mark.parametrize("suffix", ["mbox", "jsonl"])
def test_a_corrected_output_is_no_error_without_its_corrections(
    tmp_path: Path, suffix: str
) -> None:
    pytest.importorskip("pypdfium2", reason="the extra `pdf` is not installed")
    from tests.e2e.release import NARRATIVE, release

    source, output = tmp_path / "release.pdf", tmp_path / f"release.{suffix}"
    corrections = tmp_path / "corrections.jsonl"
    source.write_bytes(release())
    document = reconstruct(source).parsed[0].document
    start = document.text.index(NARRATIVE.split(" further", maxsplit=1)[0])
    target = target_of(document.text, start, start + 30)
    made = new_correction(Action.NARRATIVE, by="Ann Poe", document=document.sha256, target=target)
    # Words that somebody typed are printed nowhere.
    header = document.text.index("From: Maren Holt")
    target = target_of(document.text, header, header + len("From: Maren Holt"))
    typed = FieldValue(field=FieldName.SUBJECT, text="Fissures")
    retold = new_correction(
        Action.FIELD, typed, by="Ann Poe", document=document.sha256, target=target
    )
    append_corrections(corrections, [made, retold])
    run = CliRunner().invoke
    given = ["--corrections", str(corrections)]
    told = run(main, ["convert", *given, str(source), str(output)])
    assert told.exit_code == 0, told.output
    told = run(main, ["verify", *given, str(output), str(source)])
    assert told.exit_code == 0, told.output
    told = run(main, ["verify", str(output), str(source)])
    assert "not-rebuilt" in told.output
    assert "rfc5322" not in told.output
    assert told.exit_code == 0, told.output
