"""How far a run has come: by bytes, over many files and within a large one."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import pytest

from mailrecon.cli import bar, inputs
from mailrecon.cli.bar import Estimate, words
from mailrecon.lexicon import load
from mailrecon.model import Document
from mailrecon.pipeline.large import rebuild_large
from mailrecon.pipeline.pool import PoolOptions, rebuild_files
from mailrecon.pipeline.progress import SUFFIX, Progress, characters_behind, told_beside, watched
from mailrecon.read import ReadOptions
from mailrecon.read.inputs import list_files, read_file

MAIL = (
    "From: Ann Poe <poe@quay.example>\nTo: Ben Ost\nDate: 2 March 2021 9:1{0}\n"
    "Subject: A\n\nNo.\n\n"
)


def moved(steps: list[int]) -> Progress:
    return Progress(steps.append)


def test_the_bar_never_goes_back() -> None:
    steps: list[int] = []
    progress = moved(steps)
    progress.add(10)
    progress.begun(30)
    progress.begun(20)
    progress.add(25)
    progress.begun(0)
    progress.add(15)
    assert all(step > 0 for step in steps)
    assert steps == [10, 30, 10]


def test_what_workers_write_beside_their_files_is_summed(tmp_path: Path) -> None:
    (tmp_path / f"torn{SUFFIX}").write_text("1x")
    with told_beside(str(tmp_path / "a")) as one, told_beside(str(tmp_path / "b")) as other:
        one(5)
        other(7)
        assert characters_behind(tmp_path) == 12
    assert characters_behind(tmp_path) == 0


def test_a_run_is_watched_while_it_goes_on(tmp_path: Path) -> None:
    steps: list[int] = []
    with watched(tmp_path, moved(steps)), told_beside(str(tmp_path / "a")) as tell:
        tell(40)
        until = time.monotonic() + 20
        while not steps and time.monotonic() < until:
            time.sleep(0.05)
    assert steps == [40]
    with watched(tmp_path, None):
        pass


def test_all_bytes_of_all_files_are_told(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text(MAIL.format(number) * (number + 1))
    (tmp_path / "large.txt").write_text(MAIL.format(1) * 200)
    steps: list[int] = []
    files = list(list_files([str(tmp_path)]))
    list(rebuild_files(files, ReadOptions(window=2_000), PoolOptions(1), None, moved(steps)))
    assert sum(steps) == sum(path.stat().st_size for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    ("names", "is_terminal", "shown"),
    [
        (["a.txt", "b.txt"], True, True),
        (["a.txt"], True, True),
        (["a.pdf"], True, False),
        (["a.txt", "b.txt"], False, False),
    ],
)
def test_a_bar_is_shown_where_it_tells_something(
    names: list[str],
    is_terminal: bool,
    shown: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in names:
        (tmp_path / name).write_bytes(b"%PDF-1.7\n" if "pdf" in name else MAIL.encode())
    files = list(list_files([str(tmp_path / name) for name in names]))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_terminal, raising=False)
    bars: list[Any] = []

    class Bar:
        def __init__(self, **told: Any) -> None:
            bars.append(told)

        def __enter__(self) -> Bar:
            return self

        def __exit__(self, *error: object) -> None: ...

        def update(self, size: int, told: str) -> None: ...

    monkeypatch.setattr(bar.click, "progressbar", Bar)
    with inputs._progress(files) as progress:
        assert (progress is not None) is shown
    assert [one["length"] for one in bars] == ([len(MAIL) * len(names)] if shown else [])


def test_the_estimate_is_that_of_the_pace_since_work_began() -> None:
    now = [0.0]
    estimate = Estimate(1000, lambda: now[0])
    assert words(estimate.seconds()) == ""
    # Workers start for 5 seconds, then read 100 bytes a second.
    now[0] = 5.0
    estimate.moved(10)
    for _ in range(4):
        now[0] += 1.0
        estimate.moved(100)
    assert estimate.seconds() == pytest.approx(5.9)
    now[0] += 2.0
    assert words(estimate.seconds()) == "about 4 s left"


def test_the_estimate_of_a_large_file_goes_down_between_its_windows() -> None:
    now = [0.0]
    estimate = Estimate(1000, lambda: now[0])
    now[0] = 40.0
    estimate.moved(400)
    assert words(estimate.seconds()) == "about 1 min left"
    now[0] = 70.0
    assert estimate.seconds() == pytest.approx(30)
    now[0] = 200.0
    assert estimate.seconds() == 0.0


def test_a_window_is_behind_once_it_is_parsed(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    path.write_text(MAIL.format(1) * 400)
    (document,) = read_file(next(iter(list_files([str(path)]))), ReadOptions(window=20_000), print)
    assert isinstance(document, Document)
    told: list[int] = []
    with (tmp_path / "out").open("wb") as out:
        rebuild_large(document, load(), out, told.append)
    assert len(told) > 1
    assert told[0] > 0
    assert told[-1] == path.stat().st_size
