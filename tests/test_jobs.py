"""Long runs: many processes give the same result; one file fails alone; runs resume."""

from __future__ import annotations

import os
import pickle
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

import mailrecon
from mailrecon.cli import main
from mailrecon.errors import ReadError
from mailrecon.model import Document
from mailrecon.pipeline import pool, processes, worker
from mailrecon.pipeline.journal import Journal
from mailrecon.pipeline.journal_files import journal_path
from mailrecon.pipeline.pool import PoolOptions, rebuild_files
from mailrecon.pipeline.records import decode_found, encode_found
from mailrecon.read import ReadOptions
from mailrecon.read.files.archives import OpenedFile, UnreadableDocument
from mailrecon.read.files.inputs import list_files
from mailrecon.thread.rebuilt import RebuiltDocument
from mailrecon.verify import verify
from tests.conftest import FIXTURES

LETTER = """\
From: Ada Moor <ada@north.example>
To: Ben Ost <ben@south.example>
Date: Tue, 5 Mar 2019 10:{minute:02d}:00 +0100
Subject: Wall {minute}

The wall holds.
"""


def letters(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:03d}.txt").write_text(LETTER.format(minute=number), encoding="utf-8")
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def start(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "mailrecon", *map(str, arguments)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)


def wait_until(test: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not test():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


@pytest.mark.parametrize("name", ["mbox", "jsonl"])
def test_processes_give_the_same_bytes_as_one(name: str, tmp_path: Path) -> None:
    outputs = []
    sources = sorted(FIXTURES.rglob("*.txt"))[::5]
    assert len(sources) > 20
    for jobs in (1, 3):
        output = tmp_path / f"{jobs}.{name}"
        result = run("convert", "-q", "--jobs", jobs, *sources, output)
        assert result.exit_code == 0, result.output
        outputs.append(output.read_bytes())
        assert not journal_path(output).exists()
    assert outputs[0] == outputs[1]
    assert verify(output, [str(source) for source in sources]).errors == 0


def test_a_file_that_never_ends_costs_itself(tmp_path: Path) -> None:
    folder = letters(tmp_path / "in", 5)
    os.mkfifo(tmp_path / "endless.txt")
    output = tmp_path / "out.mbox"
    result = run(
        "convert", "--timeout", "1", folder / "000.txt", tmp_path / "endless.txt", folder, output
    )
    assert result.exit_code == 6
    assert "endless.txt: not read: took longer than 1 seconds" in result.stderr
    assert output.read_bytes().count(b"\nSubject: Wall") == 5


def test_a_process_that_is_killed_costs_its_file(tmp_path: Path) -> None:
    folder = letters(tmp_path / "in", 4)
    os.mkfifo(tmp_path / "endless.txt")
    output = tmp_path / "out.mbox"
    # One worker: while the pipe blocks it, there is just one process that waits for it.
    process = start(
        "convert", "-j", 1, folder / "000.txt", tmp_path / "endless.txt", folder, output
    )
    victims: list[int] = []

    def blocked() -> bool:
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and _session(entry) == process.pid:
                waits = _read(entry / "wchan")
                if "fifo" in waits or "pipe_wait" in waits or "wait_for_partner" in waits:
                    victims.append(int(entry.name))
        return bool(victims)

    try:
        wait_until(blocked)
    except AssertionError:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        pytest.skip("this system does not tell what a process waits for")
    os.kill(victims[0], signal.SIGKILL)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 6, told
    assert "endless.txt: not read: the process that read it died" in told
    assert output.read_bytes().count(b"\nSubject: Wall") == 4


def _session(entry: Path) -> int:
    try:
        return int((entry / "stat").read_text().rsplit(")", 1)[1].split()[3])
    except (OSError, IndexError, ValueError):
        return -1


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def test_too_little_memory_costs_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = letters(tmp_path / "in", 3)
    (folder / "001.md").write_bytes(b"word " * 60_000_000)
    (folder / "001.txt").unlink()
    monkeypatch.setattr(processes, "memory_per_worker", lambda jobs: 700 << 20)
    found = list(rebuild_files(list_files([str(folder)]), ReadOptions(), PoolOptions(1, 120)))
    unread = [item for item in found if isinstance(item, UnreadableDocument)]
    assert [item.name for item in unread] == ["001.md"]
    assert "memory" in unread[0].reason or "died" in unread[0].reason
    documents = [item.summary.name for item in found if isinstance(item, RebuiltDocument)]
    assert documents == ["000.txt", "002.txt"]


@pytest.mark.parametrize(
    ("work", "argument", "reason"),
    [(os._exit, 9, "died"), (time.sleep, 60, "took longer"), (len, 5, "a fault in mailrecon")],
)
def test_one_of_several_small_files_costs_itself(
    work: Callable[..., bytes],
    argument: int,
    reason: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Small files go to a worker together; what one of them does is not the others' affair."""
    names = [str(path) for path in sorted(letters(tmp_path / "in", 6).iterdir())]
    tasks = pool._tasks

    def with_a_bad_one(*arguments: Any) -> Iterator[pool._Task]:
        for number, task in enumerate(tasks(*arguments)):
            assert task.light
            bad = replace(task, work=work, arguments=(argument,))
            yield bad if number == 2 else task

    monkeypatch.setattr(pool, "_tasks", with_a_bad_one)
    found = list(rebuild_files(list_files(names), ReadOptions(), PoolOptions(2, timeout=5)))
    what = [
        item.name if isinstance(item, UnreadableDocument) else item.summary.name
        for item in found
        if not isinstance(item, OpenedFile)
    ]
    assert what == [f"{number:03d}.txt" for number in range(6)]
    unread = [item for item in found if isinstance(item, UnreadableDocument)]
    assert [item.name for item in unread] == ["002.txt"]
    assert reason in unread[0].reason


def test_large_text_has_time_for_each_window(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text("The wall holds.\n" * 1000, encoding="utf-8")
    for window, expected in ((1_000, 16), (16_000, 1), (15_999, 2)):
        (task,) = pool._tasks(list_files([str(path)]), ReadOptions(window=window), "")
        assert task.windows == expected


def test_strict_stops_at_the_first(tmp_path: Path) -> None:
    folder = letters(tmp_path / "in", 20)
    (folder / "010.txt").write_bytes(b"%PDF-1.7 nothing of the sort")
    result = run("convert", "--strict", folder, tmp_path / "out.mbox")
    assert result.exit_code == 3
    assert not (tmp_path / "out.mbox").exists()


def test_a_stopped_run_leaves_no_half_file_and_goes_on(tmp_path: Path) -> None:
    folder = letters(tmp_path / "in", 30)
    os.mkfifo(tmp_path / "late.txt")
    output = tmp_path / "out.mbox"
    # One worker: it opens the pipe once all others are done.
    process = start("convert", "-j", 1, folder, tmp_path / "late.txt", output)
    journal = journal_path(output)

    def kept() -> int:
        return _results(journal) if journal.exists() else 0

    # Results are saved within seconds; the last ones when the run is stopped.
    held: list[int] = []

    def is_read() -> bool:
        """Whether a process reads the pipe, which it goes on to do while this one holds it."""
        try:
            held.append(os.open(tmp_path / "late.txt", os.O_WRONLY | os.O_NONBLOCK))
        except OSError:
            return False
        return True

    wait_until(is_read, 60)
    time.sleep(2)
    os.kill(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)
    os.close(held[0])
    assert process.returncode == 130
    assert "--resume" in told
    assert "Traceback" not in told
    assert not output.exists()
    assert kept() == 30
    assert {path.name for path in tmp_path.iterdir()} == {"in", "late.txt", journal.name}

    refused = run("convert", folder, output)
    assert refused.exit_code == 4
    assert "--resume" in refused.output

    # What is not read again cannot show that it changed: same size, same time, other words.
    changed = folder / "007.txt"
    state = changed.stat()
    changed.write_text(LETTER.format(minute=7).replace("holds", "fails"), encoding="utf-8")
    os.utime(changed, ns=(state.st_atime_ns, state.st_mtime_ns))
    (tmp_path / "late.txt").unlink()
    (tmp_path / "late.txt").write_text(LETTER.format(minute=59), encoding="utf-8")
    result = run("convert", "--resume", folder, tmp_path / "late.txt", output)
    assert result.exit_code == 0, result.output
    written = output.read_bytes()
    assert written.count(b"\nSubject: Wall") == 31
    assert b"fails" not in written
    assert not journal.exists()


def _results(journal: Path) -> int:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(journal)) as database:
        count: int = database.execute("SELECT count(*) FROM results").fetchone()[0]
        return count


def test_there_must_be_something_to_resume(tmp_path: Path) -> None:
    folder = letters(tmp_path / "in", 2)
    result = run("convert", "--resume", folder, tmp_path / "out.mbox")
    assert result.exit_code == 3
    assert "no run to resume" in result.output


def test_a_journal_of_other_options_is_not_taken(tmp_path: Path) -> None:
    book = Journal(tmp_path / "j", {"reading": "a"}, resume=False)
    book.keep("x", b"y")
    book.close()
    with pytest.raises(ReadError, match="other options"):
        Journal(tmp_path / "j", {"reading": "b"}, resume=True)
    again = Journal(tmp_path / "j", {"reading": "a"}, resume=True)
    assert again.find("x") == b"y"
    again.close()


class _Planted:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (os.system, ("true",))


# `collections.__builtins__.get` was let through once: dotted names lead anywhere.
_DOTTED = b"\x80\x04\x8c\x0bcollections\x8c\x10__builtins__.get\x93\x8c\x04eval\x85R\x8c\x011\x85R."


@pytest.mark.parametrize(
    "planted",
    [
        pickle.dumps([_Planted()]),
        _DOTTED,
        b"garbage",
        b"",
        encode_found([UnreadableDocument("a", "b")])[:-1],
        msgspec.msgpack.encode([[None, None, None, None, None, None, "more"]]),
        msgspec.msgpack.encode([["mailrecon.model", "Span"]]),
        msgspec.msgpack.encode([[None, ["name", 7]]]),
    ],
)
def test_a_planted_journal_runs_nothing(planted: bytes) -> None:
    with pytest.raises(ReadError, match="journal does not hold"):
        decode_found(planted)


def test_half_a_surrogate_pair_comes_back_from_a_worker_and_a_journal(tmp_path: Path) -> None:
    """MessagePack cannot hold one, JSON can."""
    document = Document("half", "From: Ada\nTo: Ben\n\n\ud83d\n", "0" * 64, "utf-8")
    (result,) = worker.do_all([(worker.find_in_document, (document, ReadOptions()))])
    assert not result.pickled
    told = {"reading": "as it is"}
    journal = Journal(tmp_path / "kept", told, resume=False)
    (found,) = pool._opened(result, "key", journal)
    assert isinstance(found, RebuiltDocument)
    assert found.parsed.document == document
    assert journal.find("key") is not None
    journal.close()


def test_pickles_come_from_a_worker_s_own_pipe_only() -> None:
    package = Path(mailrecon.__file__).parent
    users = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if re.search(r"pickle\.(loads?|Unpickler)", path.read_text(encoding="utf-8"))
    }
    assert {name for name in users if not name.startswith("spark/")} == {"pipeline/pool.py"}


def test_a_planted_journal_cannot_name_another_file(tmp_path: Path) -> None:
    """A large document is read from its file while it is written: from the one that was named."""
    secret = tmp_path / "secret.txt"
    secret.write_text(LETTER.format(minute=1) * 50, encoding="utf-8")
    named = tmp_path / "named.txt"
    named.write_text(LETTER.format(minute=2) * 50, encoding="utf-8")
    reading = ReadOptions(window=3_000)
    book = Journal(tmp_path / "j", {}, resume=False)
    list(rebuild_files(list_files([str(secret)]), reading, PoolOptions(1), book))
    book.close()
    state = named.stat()
    key = f"{named}\0{named.name}\0{state.st_size}\0{state.st_mtime_ns}"
    with closing(sqlite3.connect(tmp_path / "j")) as database:
        # The journal now says of `named` what was found in `secret`.
        rows = database.execute("SELECT key, found FROM results").fetchall()
        found = next(
            data for key_, data in rows if not key_.rpartition("\0")[2].startswith("piece")
        )
        database.execute("INSERT INTO results VALUES (?, ?)", (key, found))
        database.commit()
    again = Journal(tmp_path / "j", {}, resume=True)
    with pytest.raises(ReadError, match="names another file"):
        list(rebuild_files(list_files([str(named)]), reading, PoolOptions(1), again))
    again.close()


@pytest.mark.parametrize("kind", ["link", "folder"])
def test_a_journal_that_is_no_file_is_not_resumed(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "j"
    (tmp_path / "other").write_bytes(b"")
    path.symlink_to(tmp_path / "other") if kind == "link" else path.mkdir()
    with pytest.raises(ReadError, match="a link or a folder, not a journal"):
        Journal(path, {}, resume=True)


def test_a_damaged_journal_is_one_clear_line(tmp_path: Path) -> None:
    folder = letters(tmp_path / "in", 20)
    output = tmp_path / "out.mbox"
    journal_path(output).write_bytes(b"SQLite format 3\0 and then nothing that holds")
    result = run("convert", "--resume", folder, output)
    assert result.exit_code in (3, 4)
    assert "journal" in result.output
    assert "Traceback" not in result.output
    assert result.output.count("\n") == 1


@pytest.mark.parametrize(
    "planted",
    [
        "DROP TABLE results; CREATE VIEW results AS WITH RECURSIVE endless(key, found) AS "
        "(SELECT '1', x'00' UNION ALL SELECT key, found FROM endless) SELECT * FROM endless",
        "CREATE TRIGGER planted AFTER INSERT ON results BEGIN DELETE FROM results; END",
        "CREATE TABLE more (a)",
    ],
)
def test_a_journal_with_other_tables_is_not_asked(tmp_path: Path, planted: str) -> None:
    Journal(tmp_path / "j", {}, resume=False).close()
    with closing(sqlite3.connect(tmp_path / "j")) as database:
        database.executescript(planted)
    with pytest.raises(ReadError, match="is not a journal of mailrecon"):
        Journal(tmp_path / "j", {}, resume=True)


def test_a_journal_is_for_its_owner_only(tmp_path: Path) -> None:
    book = Journal(tmp_path / "j", {}, resume=False)
    book.close()
    assert (tmp_path / "j").stat().st_mode & 0o077 == 0


def test_an_output_with_a_long_name_has_a_journal() -> None:
    longest = Path("folder") / ("é" * 125 + ".mbox")
    assert len(os.fsencode(journal_path(longest).name + "-wal")) <= 255
    assert journal_path(Path("a/out.mbox")) == Path("a/out.mbox.journal")


def test_what_workers_find_is_what_a_journal_may_hold(tmp_path: Path) -> None:
    names = sorted(map(str, FIXTURES.rglob("*.txt")))[:40]
    book = Journal(tmp_path / "j", {}, resume=False)
    found = list(rebuild_files(list_files(names), ReadOptions(), PoolOptions(2), book))
    again = list(rebuild_files(list_files(names), ReadOptions(), PoolOptions(2), book))
    book.close()
    assert again == found
    assert sum(isinstance(item, OpenedFile) for item in found) == 40
    assert sum(isinstance(item, RebuiltDocument) for item in found) == 40


def test_a_large_archive_is_taken_apart_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import zipfile

    monkeypatch.setattr(pool, "_LARGE_CONTAINER", 100)
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for number in range(6):
            archive.writestr(f"{number}.txt", LETTER.format(minute=number))
    found = list(
        rebuild_files(list_files([str(tmp_path / "all.zip")]), ReadOptions(), PoolOptions(2))
    )
    names = [item.summary.name for item in found if isinstance(item, RebuiltDocument)]
    assert names == [f"all.zip!{number}.txt" for number in range(6)]
    assert [item.name for item in found if isinstance(item, OpenedFile)] == [
        str(tmp_path / "all.zip")
    ]


def test_no_bar_in_a_pipe(tmp_path: Path) -> None:
    folder = letters(tmp_path / "in", 20)
    result = run("convert", folder, tmp_path / "out.mbox")
    assert result.exit_code == 0
    assert "reading" not in result.output


def test_a_folder_for_temporary_files_may_have_a_long_path(tmp_path: Path) -> None:
    """The address of a Unix socket has 104 bytes on some systems, 108 on others."""
    folder = tmp_path / ("x" * 90)
    source = tmp_path / "in"
    for one in (folder, source):
        one.mkdir()
    for number in range(24):
        (source / f"{number}.txt").write_bytes(
            (FIXTURES / "publications/blog_post.en.txt").read_bytes()
        )
    command = [sys.executable, "-m", "mailrecon", "convert", "-j", "2"]
    done = subprocess.run(
        [*command, str(source), str(tmp_path / "o.mbox")],
        env={**os.environ, "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
