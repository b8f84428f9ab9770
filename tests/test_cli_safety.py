"""No command overwrites its inputs, hangs, stops at one bad document, or prints control codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mailrecon.cli import main
from mailrecon.errors import escape_controls
from mailrecon.model import Document
from mailrecon.pipeline.time_limit import OutOfTime, TimeLimit
from mailrecon.read.text import plain as text_reader

MAIL = """\
From: Ada Moor <ada@north.example>
To: Ben Ost <ben@south.example>
Date: Tue, 5 Mar 2019 10:00:00 +0100
Subject: Wall

The wall holds.
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def post(tmp_path: Path) -> Path:
    path = tmp_path / "post.txt"
    path.write_text(MAIL, encoding="utf-8")
    return path


COMMANDS = (
    ("convert", "-f", "{input}", "{output}"),
    ("convert", "-f", "--to", "csv", "{input}", "{output}"),
    ("convert", "-f", "--ledger", "{output}", "{input}", "{other}"),
    ("report", "-f", "{input}", "{output}"),
    ("people", "-f", "-o", "{output}", "{input}"),
)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("way", ["itself", "hard link", "link", "link's target", "in a folder"])
def test_no_output_is_an_input(
    tmp_path: Path, post: Path, command: tuple[str, ...], way: str
) -> None:
    source, output = post, post
    if way == "hard link":
        output = tmp_path / "hard.txt"
        output.hardlink_to(post)
    elif way == "link":
        output = tmp_path / "link.txt"
        output.symlink_to(post)
    elif way == "link's target":
        source = tmp_path / "link.txt"
        source.symlink_to(post)
    elif way == "in a folder":
        source = tmp_path / "folder"
        source.mkdir()
        post.rename(source / "post.txt")
        output = tmp_path / "hard.txt"
        output.hardlink_to(source / "post.txt")
    names = {"input": source, "output": output, "other": tmp_path / "other.mbox"}
    result = run(*(part.format(**names) for part in command))
    assert result.exit_code == 4, result.output
    assert "input" in result.output
    assert output.read_text(encoding="utf-8") == MAIL


@pytest.mark.parametrize("command", COMMANDS)
def test_no_output_is_the_table_of_people(
    tmp_path: Path, post: Path, command: tuple[str, ...]
) -> None:
    table = tmp_path / "people.csv"
    table.write_text("name,alias,address\nAda Moor,A. Moor,\n", encoding="utf-8")
    names = {"input": post, "output": table, "other": tmp_path / "other.mbox"}
    name, *rest = (part.format(**names) for part in command)
    result = run(name, "--people", table, *rest)
    assert result.exit_code == 4, result.output
    assert "A. Moor" in table.read_text(encoding="utf-8")


def test_a_folder_that_holds_the_input_is_no_output(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    folder.mkdir()
    (folder / "0001.eml").write_text(MAIL, encoding="utf-8")
    result = run("convert", "-f", "--to", "eml", folder / "0001.eml", folder)
    assert result.exit_code == 4
    assert (folder / "0001.eml").read_text(encoding="utf-8") == MAIL


def test_the_ledger_is_not_the_output(tmp_path: Path, post: Path) -> None:
    output = tmp_path / "out.mbox"
    result = run("convert", "--ledger", output, post, output)
    assert result.exit_code == 4
    assert "twice" in result.output


def test_people_go_to_standard_output(
    tmp_path: Path, post: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("people", post, "-o", "-")
    assert result.exit_code == 0, result.output
    assert result.stdout == run("people", post).stdout
    assert "Ada Moor" in result.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["post.txt"]


@pytest.mark.parametrize(
    "command", [("report", "{post}", "-"), ("convert", "--ledger", "-", "{post}", "out.mbox")]
)
def test_what_is_no_stream_writes_no_file_named_so(
    command: tuple[str, ...], tmp_path: Path, post: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*(part.format(post=post) for part in command))
    assert result.exit_code == 4, result.output
    assert "standard output" in result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["post.txt"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_device_is_not_replaced(post: Path) -> None:
    result = run("convert", "-f", post, "/dev/full")
    assert result.exit_code == 4
    assert "neither a file nor a folder" in result.output
    assert Path("/dev/full").is_char_device()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("command", [("inspect",), ("people",), ("languages",)])
def test_a_full_standard_output_is_one_clear_line(post: Path, command: tuple[str, ...]) -> None:
    inputs = [] if command == ("languages",) else [str(post)]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "mailrecon", *command, *inputs],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 4
    assert done.stderr.count(b"\n") == 1
    assert b"No space left" in done.stderr


@pytest.mark.parametrize("bytes_in_name", [241, 246, 250, 255, 256, 5000])
def test_a_long_name_is_written_or_refused(tmp_path: Path, post: Path, bytes_in_name: int) -> None:
    name = "n" * (bytes_in_name - 5) + ".mbox"
    result = run("convert", post, tmp_path / name)
    assert result.exit_code == (0 if bytes_in_name <= 255 else 4), result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("seconds", ["nan", "inf", "0", "-1", "1e30"])
def test_a_time_limit_is_a_number_of_seconds(tmp_path: Path, post: Path, seconds: str) -> None:
    result = run("convert", f"--timeout={seconds}", post, tmp_path / "out.mbox")
    assert result.exit_code == 2
    assert not (tmp_path / "out.mbox").exists()


@pytest.mark.parametrize(
    "prefix", ["", "a/b", "../x", "MR7", "é", "a b", "a\nb", "x" * 41, "a.b", "-f", ".hid", "a\x1b"]
)
def test_a_prefix_names_files(tmp_path: Path, post: Path, prefix: str) -> None:
    result = run("convert", "--to", "loadfile", f"--prefix={prefix}", post, tmp_path / "out")
    assert result.exit_code == 4
    assert "cannot begin document numbers" in result.output


@pytest.mark.parametrize("prefix", ["A", "MR", "QY-002-", "x" * 40, "a-b_"])
def test_usual_prefixes_are_taken(tmp_path: Path, post: Path, prefix: str) -> None:
    result = run("convert", "--to", "csv", f"--prefix={prefix}", post, tmp_path / "out.csv")
    assert result.exit_code == 0, result.output
    assert f"{prefix}0" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")


def test_a_fault_in_a_reader_costs_its_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_text(MAIL.replace("Wall", name), encoding="utf-8")
    read = text_reader.read

    def fails_at_b(data: bytes, name: str, options: object) -> Iterator[Document]:
        if name == "b.txt":
            raise KeyError("nobody foresaw this")
        yield from read(data, name, options)

    monkeypatch.setattr(text_reader, "read", fails_at_b)
    names = [tmp_path / f"{name}.txt" for name in ("a", "b", "c")]
    result = run("convert", *names, tmp_path / "out.mbox")
    assert result.exit_code == 6, result.output
    assert "b.txt: not read: a fault in mailrecon: KeyError" in result.output
    written = (tmp_path / "out.mbox").read_bytes()
    assert (b"Subject: a\n" in written, b"Subject: c\n" in written) == (True, True)
    for command in ("inspect", "people"):
        shown = run(command, *names)
        assert shown.exit_code == 6
        assert "b.txt" in shown.output


def test_a_time_limit_holds_in_the_commands_own_process(
    tmp_path: Path, post: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "slow.txt"
    slow.write_text("From: nobody\n", encoding="utf-8")
    read = text_reader.read

    def never_ends(data: bytes, name: str, options: object) -> Iterator[Document]:
        while name == "slow.txt":
            # Readers take damaged bytes for damaged bytes, whatever the error.
            try:
                time.sleep(0.01)
            except Exception:
                continue
        yield from read(data, name, options)

    monkeypatch.setattr(text_reader, "read", never_ends)
    result = run("convert", "--timeout", "0.3", slow, post, tmp_path / "out.mbox")
    assert result.exit_code == 6, result.output
    assert "slow.txt: not read: took longer than 0.3 seconds" in result.output


def test_the_time_limit_leaves_no_alarm_behind() -> None:
    before = signal.getsignal(signal.SIGALRM)
    limit = TimeLimit(60)
    with limit:
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 59
    limit.end()
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    limit = TimeLimit(0.01)
    with pytest.raises(OutOfTime), limit:
        time.sleep(5)
    limit.end()
    assert signal.getsignal(signal.SIGALRM) == before


def test_each_document_has_the_whole_time_limit() -> None:
    limit = TimeLimit(0.2)
    # Together they take longer, and an alarm rings while nothing is done.
    for pause in (0.15, 0.15, 0.0):
        with limit:
            time.sleep(pause)
        time.sleep(0.1)
    with pytest.raises(OutOfTime), limit:
        time.sleep(5)
    limit.end()
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_people_escapes_what_a_terminal_obeys(tmp_path: Path) -> None:
    mail = tmp_path / "mail.eml"
    mail.write_text(MAIL.replace("Ada Moor", "Ada \x1b[31mMoor\x9b \u202efdp"), encoding="utf-8")
    result = run("people", mail)
    assert result.exit_code == 0
    for control in ("\x1b", "\x9b", "\u202e"):
        assert control not in result.output


@pytest.mark.parametrize("command", ["convert", "hidden", "verify"])
def test_json_escapes_what_a_terminal_obeys(tmp_path: Path, command: str) -> None:
    page = tmp_path / "a\x9b\u202e\x7f.txt"
    page.write_text(MAIL, encoding="utf-8")
    output = [tmp_path / "b\x9b\u202e.jsonl"] if command == "convert" else []
    result = run(command, "--json", page, *output)
    for control in ("\x9b", "\u202e", "\x7f"):
        assert control not in result.output
    assert command == "verify" or "\\u009b\\u202e" in result.output
    assert json.loads(result.stdout)


def test_usage_errors_escape_what_a_terminal_obeys() -> None:
    result = run("inspect", "--no\x1b[31m\x9b")
    assert result.exit_code == 2
    assert "\x1b" not in result.output
    assert "\x9b" not in result.output


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb\nc", "a\tb\nc"),
        ("\x1b[2J", "\\x1b[2J"),
        ("\x9b1m\x07", "\\x9b1m\\x07"),
        ("\u202etxt.exe", "\\u202etxt.exe"),
        ("\r", "\\r"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🔬 Ñandú", "👩\u200d🔬 Ñandú"),
    ],
)
def test_controls_are_escaped_and_letters_are_not(text: str, shown: str) -> None:
    assert escape_controls(text) == shown


@pytest.mark.parametrize("delay", [0.4, 0.9])
def test_a_stop_at_once_is_one_clear_line(tmp_path: Path, post: Path, delay: float) -> None:
    """Ctrl-C while modules are loaded, and while the command waits for its input."""
    os.mkfifo(tmp_path / "pipe.txt")
    process = subprocess.Popen(
        [sys.executable, "-m", "mailrecon", "convert", post, "-", tmp_path / "out.mbox"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    # Before all modules are loaded the signal itself ends the process; shells call that 130, too.
    assert process.returncode in (130, -signal.SIGINT)
    assert "Traceback" not in told
    assert [path.name for path in tmp_path.glob("out*")] == []


def test_a_stop_while_workers_are_started_prints_nothing_beside(tmp_path: Path) -> None:
    """Ctrl-C reaches what starts the workers, too, while it loads its modules."""
    script = tmp_path / "stop.py"
    script.write_text(
        "import multiprocessing, os, signal, time\n"
        "from multiprocessing import forkserver\n"
        "from mailrecon.pipeline import processes\n"
        "if __name__ == '__main__':\n"
        "    context = multiprocessing.get_context('forkserver')\n"
        "    context.set_forkserver_preload(processes._PRELOADED)\n"
        "    for delay in range(40, 280, 40):\n"
        "        processes._start_forkserver()\n"
        "        server = forkserver._forkserver._forkserver_pid\n"
        "        time.sleep(delay / 1000)\n"
        "        os.kill(server, signal.SIGINT)\n"
        "        os.close(forkserver._forkserver._forkserver_alive_fd)\n"
        "        forkserver._forkserver._forkserver_alive_fd = os.open(os.devnull, os.O_RDONLY)\n"
        "        os.waitpid(server, 0)\n"
        "        forkserver._forkserver._forkserver_pid = None\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
