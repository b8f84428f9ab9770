"""A selection of messages, standard output, and names of outputs."""

from __future__ import annotations

import json
import mailbox
import random
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mailrecon.cli import main
from mailrecon.errors import WriteError
from mailrecon.writers import format_of
from mailrecon.writers.selection import as_ranges
from tests.conftest import ROOT

EXAMPLE = ROOT / "docs" / "examples" / "harbour_post.en.txt"


def run(*arguments: object) -> Any:
    return CliRunner().invoke(main, [str(item) for item in arguments])


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def chosen(tmp_path: Path) -> Path:
    assert run("convert", "-q", EXAMPLE, tmp_path / "all.jsonl").exit_code == 0
    second = records(tmp_path / "all.jsonl")[1]["message_id"]
    path = tmp_path / "only.txt"
    path.write_text(f"# what the board asked for\n{second}  # the divers\n#4-5\n", encoding="utf-8")
    return path


def test_messages_to_the_user_name_standard_output(tmp_path: Path) -> None:
    """They named the temporary file, which is removed when they are read."""
    (tmp_path / "a.bin").write_bytes(random.Random(1).randbytes(3000))
    result = run("convert", EXAMPLE, tmp_path / "a.bin", "-")
    assert result.exit_code == 6
    assert "standard output holds the messages of the others" in result.stderr


@pytest.mark.parametrize("name", ["o.jsonl", "o.mbox", "o.csv", "o.sqlite", "mails"])
def test_a_selection_is_written_and_made_again(chosen: Path, tmp_path: Path, name: str) -> None:
    output = tmp_path / name
    result = run("convert", "--only", chosen, EXAMPLE, output)
    assert result.exit_code == 0, result.output
    assert f"written: {output} (3 of 5 messages)" in result.stderr
    if name == "o.jsonl":
        whole = records(tmp_path / "all.jsonl")
        wanted = [whole[place]["message_id"] for place in (1, 3, 4)]
        assert [one["message_id"] for one in records(output)] == wanted
    elif name == "o.mbox":
        assert len(mailbox.mbox(output)) == 3
    elif name == "o.sqlite":
        with sqlite3.connect(output) as database:
            assert database.execute("SELECT count(*) FROM messages").fetchone() == (3,)
    checked = run("verify", output, EXAMPLE)
    assert checked.exit_code == 0, checked.output
    assert "0 errors, 0 notes" in checked.output


@pytest.mark.parametrize("line", ["<a@b.example>", "9", "0", "3-9", "5-4", "the second", ""])
def test_a_line_that_names_no_message_is_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "only.txt"
    path.write_text(f"{line}\n", encoding="utf-8")
    result = run("convert", "--only", path, EXAMPLE, tmp_path / "o.mbox")
    assert result.exit_code == 3, result.output
    assert str(path) in result.output
    assert not (tmp_path / "o.mbox").exists()


def test_numbers_become_ranges() -> None:
    assert as_ranges([7, 1, 2, 3, 3]) == "1-3,7"


@pytest.mark.parametrize("to", ["mbox", "jsonl", "csv"])
def test_standard_output_gets_the_whole_output(tmp_path: Path, to: str) -> None:
    piped = run("convert", "--to", to, EXAMPLE, "-")
    assert piped.exit_code == 0, piped.output
    assert run("convert", "-q", "--to", to, EXAMPLE, tmp_path / "o").exit_code == 0
    assert piped.stdout_bytes == (tmp_path / "o").read_bytes()
    assert run("convert", EXAMPLE, "-").stdout.startswith("From ")


@pytest.mark.parametrize(
    "arguments", [["--to", "eml"], ["--manifest"], ["--json"], ["--resume"], ["--to", "loadfile"]]
)
def test_what_cannot_go_to_standard_output_is_refused(arguments: list[str]) -> None:
    result = run("convert", *arguments, EXAMPLE, "-")
    assert result.exit_code in (2, 4)
    assert result.stdout == ""


@pytest.mark.parametrize("name", ["out.txt", "out.pdf", "out.json", "mails.2021", "out.mboxx"])
def test_a_suffix_that_no_format_has_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(WriteError, match="no format has the suffix"):
        format_of(Path(name))
    result = run("convert", EXAMPLE, tmp_path / name)
    assert result.exit_code == 4
    assert "--to" in result.output
    assert run("convert", "-q", "--to", "mbox", EXAMPLE, tmp_path / name).exit_code == 0
