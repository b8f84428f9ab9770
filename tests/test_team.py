"""A team of worker processes: order, failures, limits, and who does what."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from mailrecon.pipeline import team as teams
from mailrecon.pipeline.processes import Preparation
from mailrecon.pipeline.team import Job, ProcessDied, Team, TookTooLong
from mailrecon.writers.mail.rfc5322 import Forwards
from tests.conftest import FIXTURES


@pytest.fixture(params=[True, False], ids=["forked", "from a server"])
def team(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Team]:
    # Under pytest-xdist this process has several threads.
    monkeypatch.setattr(teams, "can_fork", lambda: True)
    made = Team(2, is_forked=request.param)
    yield made
    made.end()


def echo(value: object) -> tuple[object, int]:
    return value, os.getpid()


def fail(text: str) -> None:
    raise ValueError(text)


class _Odd(Exception):
    """An error that can be pickled, but not made again."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(one)


def fail_oddly() -> None:
    raise _Odd("one", "other")


def fail_with_a_function() -> None:
    raise ValueError(lambda: None)


def test_results_belong_to_their_jobs(team: Team) -> None:
    jobs = [team.schedule(Job(echo, (number,), is_small=number % 3 > 0)) for number in range(20)]
    found = [team.result(job) for job in reversed(jobs)]
    assert [value for value, _ in found] == list(range(19, -1, -1))
    used = {process for _, process in found}
    assert len(used) == 2
    assert os.getpid() not in used


@pytest.mark.parametrize(
    ("job", "error"),
    [
        (Job(fail, ("no",)), ValueError),
        (Job(fail_oddly, ()), TypeError),
        (Job(fail_with_a_function, ()), RuntimeError),
        (Job(os._exit, (9,)), ProcessDied),
        (Job(time.sleep, (60,), 0.2), TookTooLong),
    ],
    ids=["raises", "raises what cannot be made again", "raises no pickle", "dies", "never ends"],
)
def test_a_job_that_fails_costs_itself(job: Job, error: type[Exception], team: Team) -> None:
    job.is_done = False
    before = [team.schedule(Job(echo, (number,), 20, is_small=True)) for number in range(3)]
    job.is_small = True
    team.schedule(job)
    after = [team.schedule(Job(echo, (number,), 20, is_small=True)) for number in range(6)]
    with pytest.raises(error):
        team.result(job)
    assert [team.result(one)[0] for one in (*before, *after)] == [0, 1, 2, *range(6)]


def test_a_worker_that_dies_while_it_waits_is_replaced(team: Team) -> None:
    _, process = team.result(team.schedule(Job(echo, (1,))))
    os.kill(process, signal.SIGKILL)
    time.sleep(0.2)
    assert team.result(team.schedule(Job(echo, (2,))))[0] == 2


def test_arguments_and_results_may_be_larger_than_a_pipe(team: Team) -> None:
    large = b"x" * (8 << 20)
    jobs = [team.schedule(Job(echo, (large,), is_small=True)) for _ in range(6)]
    assert all(team.result(job)[0] == large for job in jobs)


def test_this_process_helps(team: Team) -> None:
    jobs = [team.schedule(Job(echo, (n,), here=partial(echo, n), is_small=True)) for n in range(40)]
    found = [team.result(job) for job in jobs]
    assert [value for value, _ in found] == list(range(40))
    # Of two, it is one.
    assert len({process for _, process in found}) == 2
    assert found[0] == (0, os.getpid())


def test_one_alone_needs_no_worker() -> None:
    alone = Team(1)
    jobs = [alone.schedule(Job(fail, ("a worker",), here=partial(int, n))) for n in range(5)]
    assert [alone.result(job) for job in jobs] == list(range(5))
    # What only a worker may do has one.
    assert alone.result(alone.schedule(Job(echo, (7,))))[1] != os.getpid()
    alone.end()


def test_what_fails_here_is_told_in_its_turn(team: Team) -> None:
    good = team.schedule(Job(echo, (1,), here=lambda: echo(1)))
    bad = team.schedule(Job(echo, (2,), here=lambda: fail("here")))
    assert team.result(good)[0] == 1
    with pytest.raises(ValueError, match="here"):
        team.result(bad)


_KNOWN: list[object] = []


def know(given: object) -> None:
    _KNOWN[:] = [given]


def known() -> object:
    return _KNOWN[0]


@pytest.mark.parametrize("is_forked", [True, False])
def test_workers_are_prepared(is_forked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teams, "can_fork", lambda: True)
    prepared = Team(1, Preparation(know, Forwards.INLINE), is_forked=is_forked)
    assert prepared.result(prepared.schedule(Job(known, ()))) is Forwards.INLINE
    prepared.end()


def _convert(folder: Path, output: Path, jobs: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "mailrecon", "convert", "--force", "-j", str(jobs)]
    return subprocess.Popen(
        [*command, str(folder), str(output)],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _processes(session: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[3]) == session and fields[0] != "Z":
                found.append(int(entry.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no list of processes here")
def test_the_command_and_its_forked_workers_make_the_same(tmp_path: Path) -> None:
    """As a command, which has one thread: its workers are forked, for reading and for writing."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number, source in enumerate(sorted(FIXTURES.rglob("*.txt"))):
        (folder / f"{number:04d}.txt").write_bytes(source.read_bytes())
    outputs = []
    for jobs in (1, 2, 4):
        output = tmp_path / f"{jobs}.mbox"
        process = _convert(folder, output, jobs)
        _, told = process.communicate(timeout=120)
        assert process.returncode == 0, told
        assert not _processes(process.pid)
        outputs.append(output.read_bytes())
    assert outputs[0] == outputs[1] == outputs[2]
    assert outputs[0].count(b"\nSubject:") > 400


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no list of processes here")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_no_worker_outlives_the_command(number: int, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    sources = sorted(FIXTURES.rglob("*.txt"))
    for copy in range(3):
        for source in sources:
            (folder / f"{copy}-{source.name}").write_bytes(source.read_bytes())
    process = _convert(folder, tmp_path / "out.mbox", 3)
    until = time.monotonic() + 60
    while len(_processes(process.pid)) < 3:
        assert time.monotonic() < until, "no workers"
        time.sleep(0.02)
    os.kill(process.pid, number)
    _, told = process.communicate(timeout=60)
    assert "Traceback" not in told
    until = time.monotonic() + 20
    while _processes(process.pid):
        assert time.monotonic() < until, "a worker goes on"
        time.sleep(0.02)
