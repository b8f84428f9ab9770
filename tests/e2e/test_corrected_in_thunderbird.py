"""A correction, applied by `convert`, is visible in a real Thunderbird."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
import thunderbird
from click.testing import CliRunner
from view import missing_programs

from mailrecon import reconstruct
from mailrecon.cli import main
from mailrecon.corrections import Action, append_corrections, new_correction, target_of
from tests.e2e.release import LAST, NARRATIVE, release

pytestmark = pytest.mark.e2e
FILM = Path(os.environ.get("MAILRECON_FILM", "build/e2e"))


def test_thunderbird_shows_what_was_corrected(tmp_path: Path) -> None:
    if missing := missing_programs(thunderbird.PROGRAMS):
        pytest.skip(f"not installed: {', '.join(missing)}; see tests/e2e/install.sh")
    source, corrections = tmp_path / "release.pdf", tmp_path / "corrections.jsonl"
    source.write_bytes(release())
    document = reconstruct(source).parsed[0].document
    start = document.text.index(NARRATIVE.split(" further", maxsplit=1)[0])
    end = document.text.index("of their own.") + len("of their own.")
    made = new_correction(
        Action.NARRATIVE,
        by="Ann Poe",
        document=document.sha256,
        target=target_of(document.text, start, end),
    )
    append_corrections(corrections, [made])
    for name, options in (("before", []), ("after", ["--corrections", str(corrections)])):
        mbox = tmp_path / f"{name}.mbox"
        told = CliRunner().invoke(main, ["convert", *options, str(source), str(mbox)])
        assert told.exit_code == 0, told.output
        shown = thunderbird.look(mbox, tmp_path / name, row=2)
        assert shown.message_count == 3
        bodies = [message.body or "" for message in shown.messages]
        assert any(LAST in body for body in bodies)
        assert any("records officer" in body for body in bodies) == (name == "before")
    FILM.mkdir(parents=True, exist_ok=True)
    shutil.copy(tmp_path / "after" / "message.png", FILM / "workbench-9-thunderbird.png")
