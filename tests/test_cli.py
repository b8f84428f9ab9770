"""The command line: its outputs, messages and exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from mailrecon import __version__, reconstruct
from mailrecon.cli import main
from mailrecon.cli.option_groups import FEWEST_OPTIONS, OPTION_GROUPS
from tests.conftest import attached, check_records, own_text, read_jsonl, split_mboxrd, strict

LETTER = """\
The council has published a letter.

From: Ada Moor <ada@north.example>
To: Ben Ost <>
Date: Tue, 5 Mar 2019 10:00:00 CST
Subject: Fwd: Harbour wall

See below.

---------- Forwarded message ----------
From: Cleo Wirth <>
To: Ada Moor <ada@north.example>
Date: Mon, 4 Mar 2019 18:30
Subject: Harbour wall

The wall will not hold.
"""
NO_MAIL = "Nothing here is mail.\n\nNote: From now on, to be safe, date your letters.\n"

Run = Callable[..., Result]
SUMMARY = "1 document, 2 messages, 1 thread, 2 with redactions, 1 warning"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line in a folder that holds `in.txt` and `none.txt`."""
    (tmp_path / "in.txt").write_text(LETTER, encoding="utf-8")
    (tmp_path / "none.txt").write_text(NO_MAIL, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, stdin: bytes | None = None) -> Result:
        return CliRunner().invoke(main, list(arguments), input=stdin)

    return call


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"in.txt", "none.txt"}


def failed(result: Result, code: int) -> str:
    """Check that a run failed in the agreed way; its one line of complaint."""
    assert result.exit_code == code, result.output
    assert isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    if code == 2:
        line = result.stderr.rstrip("\n").split("\n")[-1]
        assert line.startswith("Error: ")
        return line
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("mailrecon: ")]
    assert result.stderr.endswith(line + "\n")
    return line


# --- convert: formats -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments", [("out.mbox",), ("out.mbx",), ("--to", "mbox", "out.xyz"), ("--to", "mbox", "out")]
)
def test_convert_to_mbox(run: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    *options, output = arguments
    result = run("convert", *options, "in.txt", output)
    assert result.exit_code == 0
    subjects = [
        strict(piece)["Subject"] for piece in split_mboxrd((tmp_path / output).read_bytes())
    ]
    assert subjects == ["Fwd: Harbour wall", "Harbour wall"]
    assert files(tmp_path) == {output}


@pytest.mark.parametrize("arguments", [("out",), ("--to", "eml", "out.mbox")])
def test_convert_to_eml(run: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    *options, output = arguments
    assert run("convert", *options, "in.txt", output).exit_code == 0
    written = sorted((tmp_path / output / "data").iterdir())
    subjects = [strict(path.read_bytes())["Subject"] for path in written]
    assert subjects == ["Fwd: Harbour wall", "Harbour wall"]
    assert all(path.suffix == ".eml" for path in written)


@pytest.mark.parametrize(
    "arguments", [("out.jsonl",), ("out.ndjson",), ("--to", "jsonl", "out.txt")]
)
def test_convert_to_json_lines(run: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    *options, output = arguments
    assert run("convert", *options, "in.txt", output).exit_code == 0
    records = read_jsonl((tmp_path / output).read_bytes())
    check_records(records)
    assert [record["subject"] for record in records] == ["Fwd: Harbour wall", "Harbour wall"]
    assert {record["source"]["document"] for record in records} == {"in.txt"}


def test_convert_many_inputs_keeps_their_order(run: Run, tmp_path: Path) -> None:
    (tmp_path / "two.txt").write_text(LETTER.replace("Harbour", "Sea"), encoding="utf-8")
    assert run("convert", "two.txt", "none.txt", "in.txt", "out.jsonl").exit_code == 0
    records = read_jsonl((tmp_path / "out.jsonl").read_bytes())
    assert [record["source"]["document"] for record in records] == [
        "two.txt",
        "two.txt",
        "in.txt",
        "in.txt",
    ]


def test_standard_input(run: Run, tmp_path: Path) -> None:
    result = run("convert", "-", "out.jsonl", stdin=LETTER.encode())
    assert result.exit_code == 0
    records = read_jsonl((tmp_path / "out.jsonl").read_bytes())
    assert [record["source"]["document"] for record in records] == ["standard-input"] * 2


def test_encoding(run: Run, tmp_path: Path) -> None:
    text = LETTER.replace("Ada Moor", "Ąda Mółł")
    (tmp_path / "latin2.txt").write_bytes(text.encode("iso8859-2"))
    result = run("convert", "--encoding", "iso8859-2", "latin2.txt", "out.jsonl")
    assert result.exit_code == 0
    records = read_jsonl((tmp_path / "out.jsonl").read_bytes())
    assert records[0]["from"]["name"] == "Ąda Mółł"
    shown = run("inspect", "--encoding", "iso8859-2", "latin2.txt")
    assert "Ąda Mółł" in shown.stdout


def test_forwards(run: Run, tmp_path: Path) -> None:
    for choice in ("attach", "inline", "none"):
        assert run("convert", "--forwards", choice, "in.txt", f"{choice}.mbox").exit_code == 0
    assert run("convert", "in.txt", "default.mbox").exit_code == 0
    attach, inline, none, default = (
        strict(split_mboxrd((tmp_path / f"{name}.mbox").read_bytes())[0])
        for name in ("attach", "inline", "none", "default")
    )
    assert [message["Subject"] for message in attached(attach)] == ["Harbour wall"]
    assert own_text(attach) == own_text(none) == "See below."
    assert attached(none) == attached(inline) == []
    assert "The wall will not hold." in own_text(inline)
    assert default.as_bytes() == attach.as_bytes()


def test_ledger(run: Run, tmp_path: Path) -> None:
    assert run("convert", "--ledger", "books.jsonl", "in.txt", "out.mbox").exit_code == 0
    records = read_jsonl((tmp_path / "books.jsonl").read_bytes())
    assert "".join(LETTER[r["span"][0] : r["span"][1]] for r in records) == LETTER
    assert records[0]["kind"] == "narrative"
    assert {record["message"] for record in records} == {None, 0, 1}


def test_ledger_is_written_even_when_no_message_is_found(run: Run, tmp_path: Path) -> None:
    failed(run("convert", "-q", "--ledger", "books.jsonl", "none.txt", "out.mbox"), 5)
    records = read_jsonl((tmp_path / "books.jsonl").read_bytes())
    assert {record["kind"] for record in records} == {"narrative"}
    assert files(tmp_path) == {"books.jsonl"}


# --- convert: what it says ------------------------------------------------------------------


def test_summary_goes_to_standard_error(run: Run) -> None:
    result = run("convert", "in.txt", "out.mbox")
    assert result.stdout == ""
    assert result.stderr.splitlines()[-2:] == [
        f"{SUMMARY}, 0 quotations kept in bodies",
        "written: out.mbox",
    ]


def test_warnings_of_the_document_are_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.txt").write_bytes(LETTER.encode().replace(b"wall will", b"wall \xff will"))
    result = run("convert", "--encoding", "utf-8", "broken.txt", "out.mbox")
    assert result.exit_code == 0
    assert result.stderr.startswith("warning: 1 byte")


def test_warnings_of_messages_are_counted_by_kind(run: Run, tmp_path: Path) -> None:
    # `4 warnings` alone left the reader to search for them.
    (tmp_path / "odd.txt").write_text(
        LETTER.replace("Tue, 5 Mar 2019", "Wed, 5 Mar 2019").replace("Ben Ost <>", "Ben Ost <b@o>")
    )
    told = run("convert", "--force", "odd.txt", "out.mbox").stderr.splitlines()
    line = next(one for one in told if one.startswith("warnings about single messages: "))
    assert "1 weekday-mismatch" in line
    assert "mailrecon inspect -v" in line


def test_an_existing_output_is_refused_before_anything_is_read(run: Run, tmp_path: Path) -> None:
    """It was refused after hours of reading, and the journal of these stood in the way then."""
    (tmp_path / "out.mbox").write_text("mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "mine.txt").write_text("mine")
    for output in ("out.mbox", "folder"):
        # A source that cannot be read would be the error that comes first.
        told = failed(run("convert", "gone.txt", output), 4)
        assert f"{output}: exists already" in told
    (tmp_path / "empty").mkdir()
    assert run("convert", "--to", "eml", "in.txt", "empty").exit_code == 0
    assert "out.mbox.journal" not in files(tmp_path)


def test_quiet_says_nothing(run: Run, tmp_path: Path) -> None:
    for option in ("--quiet", "-q"):
        result = run("convert", option, "--force", "in.txt", "out.mbox")
        assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert files(tmp_path) == {"out.mbox"}


def test_quiet_still_says_errors(run: Run) -> None:
    assert "gone.txt" in failed(run("convert", "--quiet", "gone.txt", "out.mbox"), 3)


def test_json_summary(run: Run, tmp_path: Path) -> None:
    result = run("convert", "--json", "in.txt", "none.txt", "out.mbox")
    assert result.exit_code == 0
    assert result.stderr == ""
    summary = json.loads(result.stdout)
    digests = [source.pop("sha256") for source in summary["sources"]]
    assert digests == [
        reconstruct(tmp_path / name).parsed[0].document.sha256 for name in ("in.txt", "none.txt")
    ]
    none = {"texts": 0, "characters": 0}
    assert summary == {
        "documents": 2,
        "messages": 2,
        "threads": 1,
        "redacted": 2,
        "warnings": 1,
        "kept": 0,
        "hidden": 0,
        "sources": [
            {
                "document": "in.txt",
                "file": "in.txt",
                "file_kind": "text",
                "kind": "text",
                "encoding": "utf-8",
                "messages": 2,
                "hidden": none,
            },
            {
                "document": "none.txt",
                "file": "none.txt",
                "file_kind": "text",
                "kind": "text",
                "encoding": "utf-8",
                "messages": 0,
                "hidden": none,
            },
        ],
        "unread": [],
    }


# --- exit codes -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ("convert",),
        ("convert", "in.txt"),
        ("convert", "--to", "pst", "in.txt", "out"),
        ("convert", "--forwards", "maybe", "in.txt", "out"),
        ("convert", "--nonsense", "in.txt", "out"),
        ("convert", "in.txt", "out", "--ledger"),
        ("inspect",),
        ("explode",),
    ],
)
def test_usage_errors(run: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    failed(run(*arguments), 2)
    assert files(tmp_path) == set()


@pytest.mark.parametrize("command", [("convert", "{}", "out.mbox"), ("inspect", "{}")])
@pytest.mark.parametrize("name", ["gone.txt", "in.txt/x", "x" * 300])
def test_unreadable_inputs(run: Run, tmp_path: Path, command: tuple[str, ...], name: str) -> None:
    line = failed(run(*(part.format(name) for part in command)), 3)
    assert name in line
    assert files(tmp_path) == set()


@pytest.mark.parametrize("name", ["klingon", "hex", "undefined"])
def test_unknown_encodings(run: Run, tmp_path: Path, name: str) -> None:
    assert name in failed(run("convert", "--encoding", name, "in.txt", "out.mbox"), 3)
    failed(run("inspect", "--encoding", name, "in.txt"), 3)
    assert files(tmp_path) == set()


@pytest.mark.parametrize("to", ["mbox", "eml", "jsonl"])
def test_existing_output_is_kept_without_force(run: Run, tmp_path: Path, to: str) -> None:
    assert run("convert", "--to", to, "in.txt", "out").exit_code == 0
    (tmp_path / "two.txt").write_text(LETTER.replace("Harbour", "Sea"), encoding="utf-8")

    def content() -> dict[str, bytes]:
        paths = [tmp_path / "out", *(tmp_path / "out").rglob("*")]
        return {path.name: path.read_bytes() for path in paths if path.is_file()}

    before = content()
    assert "out" in failed(run("convert", "--to", to, "two.txt", "out"), 4)
    assert content() == before
    for option in ("--force", "-f"):
        assert run("convert", option, "--to", to, "two.txt", "out").exit_code == 0
    after = content()
    assert after != before
    assert any(b"Sea wall" in data for data in after.values())
    assert files(tmp_path) == {"out", "two.txt"}


def test_existing_ledger_is_kept_without_force(run: Run, tmp_path: Path) -> None:
    (tmp_path / "books.jsonl").write_text("mine")
    failed(run("convert", "--ledger", "books.jsonl", "in.txt", "out.mbox"), 4)
    assert (tmp_path / "books.jsonl").read_text() == "mine"
    assert files(tmp_path) == {"books.jsonl"}
    assert run("convert", "-f", "--ledger", "books.jsonl", "in.txt", "out.mbox").exit_code == 0
    assert (tmp_path / "books.jsonl").read_text() != "mine"


def test_output_in_a_folder_that_is_not_there(run: Run, tmp_path: Path) -> None:
    assert "nowhere" in failed(run("convert", "in.txt", "nowhere/out.mbox"), 4)
    assert files(tmp_path) == set()


@pytest.mark.parametrize("output", ["in.txt", "./in.txt", "link.txt", "hard.txt"])
def test_output_that_is_an_input_is_refused(run: Run, tmp_path: Path, output: str) -> None:
    (tmp_path / "link.txt").symlink_to("in.txt")
    (tmp_path / "hard.txt").hardlink_to(tmp_path / "in.txt")
    for option in ([], ["--force"]):
        result = run("convert", *option, "none.txt", "in.txt", output)
        assert "input" in failed(result, 4)
        assert (tmp_path / "in.txt").read_text(encoding="utf-8") == LETTER


def test_a_ledger_that_is_an_input_is_refused(run: Run, tmp_path: Path) -> None:
    failed(run("convert", "--force", "--ledger", "in.txt", "in.txt", "out.mbox"), 4)
    assert (tmp_path / "in.txt").read_text(encoding="utf-8") == LETTER


def test_a_ledger_that_is_the_output_is_refused(run: Run, tmp_path: Path) -> None:
    failed(run("convert", "--force", "--ledger", "out.mbox", "in.txt", "out.mbox"), 4)
    assert files(tmp_path) == set()


def test_an_output_folder_that_holds_an_input_is_refused(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "letter.txt").write_text(LETTER, encoding="utf-8")
    failed(run("convert", "--force", "case/letter.txt", "case"), 4)
    assert (folder / "letter.txt").read_text(encoding="utf-8") == LETTER


def test_no_message_found(run: Run, tmp_path: Path) -> None:
    line = failed(run("convert", "none.txt", "out.mbox"), 5)
    assert "none.txt" in line
    assert files(tmp_path) == set()


def test_no_message_found_keeps_an_older_output_even_with_force(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out.mbox").write_text("mine")
    failed(run("convert", "--force", "none.txt", "out.mbox"), 5)
    assert (tmp_path / "out.mbox").read_text() == "mine"


def test_json_summary_is_printed_even_when_no_message_is_found(run: Run) -> None:
    result = run("convert", "--json", "none.txt", "out.mbox")
    assert result.exit_code == 5
    assert json.loads(result.stdout)["messages"] == 0
    assert result.stderr.startswith("mailrecon: no message found")
    assert result.stderr.count("\n") == 1


def test_empty_input(run: Run, tmp_path: Path) -> None:
    failed(run("convert", "-", "out.mbox", stdin=b""), 5)
    assert files(tmp_path) == set()


# --- inspect --------------------------------------------------------------------------------


def test_inspect_shows_threads(run: Run, tmp_path: Path) -> None:
    result = run("inspect", "in.txt")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "#2 Cleo Wirth [address removed] · 2019-03-04 18:30 · line 11"
    assert "└─ #1 forward · Ada Moor · 2019-03-05 10:00 CST · line 3" in lines
    assert sum("Fwd: Harbour wall" in line for line in lines) == 1
    assert not any(line.strip().startswith("~") for line in lines)
    told = run("inspect", "-v", "in.txt").stdout.splitlines()
    assert told[0].startswith(
        "#2 Cleo Wirth [address removed] · 2019-03-04 18:30 (no zone printed)"
    )
    assert any(line.strip().startswith("~ In-Reply-To inferred: forward") for line in told)
    assert any(line.strip().startswith("! CST was read as -06:00") for line in lines)
    assert lines[-1] == f"{SUMMARY}, 0 quotations kept in bodies"
    assert "\x1b" not in result.stdout
    assert files(tmp_path) == set()


def test_inspect_many_and_standard_input(run: Run) -> None:
    result = run("inspect", "in.txt", "-", stdin=LETTER.replace("Harbour", "Sea").encode())
    assert result.exit_code == 0
    assert "2 documents, 4 messages, 2 threads" in result.stdout


def test_inspect_without_a_message(run: Run) -> None:
    result = run("inspect", "none.txt")
    assert result.exit_code == 5
    assert result.stdout.splitlines()[-1].startswith("1 document, 0 messages")
    assert result.stderr.startswith("mailrecon: no message found")
    assert result.stderr.count("\n") == 1


def test_inspect_lines(run: Run) -> None:
    result = run("inspect", "--lines", "in.txt")
    assert (result.exit_code, result.stderr) == (0, "")
    rows = [line.split(None, 2) for line in result.stdout.splitlines()]
    source = LETTER.split("\n")
    assert [int(row[0]) for row in rows] == list(range(1, len(source) + 1))
    shown = dict(enumerate(result.stdout.splitlines(), start=1))
    for number, text in enumerate(source, start=1):
        assert shown[number].endswith(text)
    kinds = {
        "The council has published": "narrative",
        "From: Ada": "1 header",
        "See below.": "1 body",
        "---------- Forwarded": "2 separator",
        "Subject: Harbour": "2 header",
        "The wall will": "2 body",
    }
    for begin, kind in kinds.items():
        (line,) = [line for line in shown.values() if f" {begin}" in line]
        assert f" {kind} " in line


def test_inspect_lines_of_a_document_without_mail_is_no_error(run: Run) -> None:
    result = run("inspect", "--lines", "none.txt")
    assert result.exit_code == 0
    assert all("narrative" in line for line in result.stdout.splitlines())


def test_terminal_controls_in_a_document_do_not_reach_the_terminal(run: Run) -> None:
    text = LETTER.replace("Harbour", "\x1b]0;owned\x07\x1b[2J\x9b2JHarbour").replace(
        "See below", "\x1b[31mSee below"
    )
    for arguments in (["inspect", "-"], ["inspect", "--lines", "-"]):
        result = run(*arguments, stdin=text.encode())
        assert result.exit_code == 0
        assert "Harbour" in result.stdout
        for control in ("\x1b", "\x07", "\x9b"):
            assert control not in result.stdout


# --- the program itself ---------------------------------------------------------------------


def test_version_and_help(run: Run) -> None:
    result = run("--version")
    assert (result.exit_code, result.stdout) == (0, f"mailrecon, version {__version__}\n")
    for arguments in (["--help"], ["-h"], ["convert", "-h"], ["inspect", "--help"]):
        result = run(*arguments)
        assert result.exit_code == 0
        assert "Usage:" in result.stdout
    for name in ("--to", "--force", "--forwards", "--ledger", "--json", "--encoding", "--quiet"):
        assert name in run("convert", "--help").stdout


@pytest.mark.parametrize("command", ["convert", "inspect", "report", "hidden", "verify", "open"])
def test_help_has_each_option_once_and_under_a_title_where_there_are_many(
    run: Run, command: str
) -> None:
    known = main.commands[command]
    options = {
        max(parameter.opts, key=len)
        for parameter in known.params
        if isinstance(parameter, click.Option) and not parameter.hidden
    }
    said = run(command, "--help").stdout
    lines = [line for line in said.splitlines() if line.startswith("  -")]
    assert len(lines) == len(options) + 1  # and --help itself
    assert all(any(name in line for line in lines) for name in options)
    grouped = {name for _, names in OPTION_GROUPS for name in names}
    titles = [title for title, names in OPTION_GROUPS if f"\n{title}:\n" in said]
    assert bool(titles) == (len(options) + 1 >= FEWEST_OPTIONS)
    if command == "convert":
        assert titles == [title for title, _ in OPTION_GROUPS]
        assert options - grouped == {"--json", "--quiet"}


def test_help_of_a_group_has_whole_sentences(run: Run) -> None:
    said = run("corrections", "--help").stdout
    assert "..." not in said.partition("Commands:")[2]
    assert "has moved, or" in said


def test_people_are_listed_without_rows_that_say_nothing(run: Run, tmp_path: Path) -> None:
    mail = "From: Ann Poe{}\nTo: Ben Ost\nDate: 2 March 2021 09:1{}\nSubject: A\n\nNo.\n\n"
    source = tmp_path / "a.txt"
    source.write_text(mail.format("", 1) + mail.format(" <poe@quay.example>", 2))
    rows = run("people", str(source)).stdout.splitlines()
    assert rows[1:] == ["Ann Poe,,poe@quay.example,,,,", "Ben Ost,,,,,,"]


def test_as_a_process(run: Run, tmp_path: Path) -> None:
    def program(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "mailrecon", *arguments],
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            check=False,
            timeout=60,
        )

    done = program("convert", "-", "out.mbox", stdin=LETTER.encode())
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"written: out.mbox" in done.stderr
    assert len(split_mboxrd((tmp_path / "out.mbox").read_bytes())) == 2
    done = program("convert", "in.txt", "out.mbox")
    assert (done.returncode, done.stdout) == (4, b"")
    assert done.stderr.startswith(b"mailrecon: out.mbox")
    assert done.stderr.count(b"\n") == 1


def test_a_closed_pipe_is_no_traceback(run: Run, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text(LETTER * 3000, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "mailrecon", "inspect", "--lines", "long.txt"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        complaint = process.stderr.read()
    assert b"Traceback" not in complaint


def test_a_fault_is_one_line_and_no_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("nobody foresaw this")

    monkeypatch.setattr("mailrecon.cli.inputs.Inputs.reconstruct", broken)
    said = failed(run("inspect", "in.txt"), 70)
    assert "ZeroDivisionError" in said
    assert "nobody foresaw this" in said
    monkeypatch.setenv("MAILRECON_TRACEBACK", "1")
    assert isinstance(run("inspect", "in.txt").exception, ZeroDivisionError)
