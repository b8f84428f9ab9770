"""The progress of a run: by bytes, over many files and within a large one."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mailrecon import rebuilding_progress
from mailrecon.cli import bar, inputs
from mailrecon.cli.bar import Estimate, late_bar, words, writing_bar
from mailrecon.cli.inputs import Inputs
from mailrecon.lexicon import load
from mailrecon.model import Document, Message
from mailrecon.pipeline import LinkOptions, link, worker
from mailrecon.pipeline.assembling import MessageWorkers
from mailrecon.pipeline.large import rebuild_large
from mailrecon.pipeline.one import rebuild
from mailrecon.pipeline.pool import PoolOptions, rebuild_files
from mailrecon.pipeline.progress import (
    SUFFIX,
    Progress,
    characters_behind,
    reported_beside,
    watched,
)
from mailrecon.read import ReadOptions, reading_progress
from mailrecon.read.files.inputs import InputFile, list_files, read_file
from mailrecon.read.reading_progress import RECOGNISED, TEXT, Reading, reading_watched, tell_read
from mailrecon.rebuilding_progress import Stage, followed, text_watched
from mailrecon.thread.assembly import Messages
from mailrecon.thread.rebuilt import RebuiltDocument
from tests.e2e.release import release

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
    with reported_beside(str(tmp_path / "a")) as one, reported_beside(str(tmp_path / "b")) as other:
        one(5)
        other(7)
        assert characters_behind(tmp_path) == 12
    assert characters_behind(tmp_path) == 0


def test_a_run_is_watched_while_it_goes_on(tmp_path: Path) -> None:
    steps: list[int] = []
    with watched(tmp_path, moved(steps)), reported_beside(str(tmp_path / "a")) as tell:
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
        (["a.pdf"], True, True),
        (["a.mbox"], True, True),
        (["a.rtf"], True, True),
        (["a.png"], True, False),
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
        heads = {
            "pdf": b"%PDF-1.7\n",
            "rtf": b"{\\rtf1 ",
            "png": b"\x89PNG\r\n\x1a\n",
            "mbox": b"From - Tue Mar  2 09:10:00 2021\n",
        }
        (tmp_path / name).write_bytes(heads.get(name[2:], b"") + MAIL.encode())
    sizes = [(tmp_path / name).stat().st_size for name in names]
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
    assert [one["length"] for one in bars] == ([sum(sizes)] if shown else [])


def test_a_pdf_tells_of_its_pages(tmp_path: Path) -> None:
    source = tmp_path / "release.pdf"
    source.write_bytes(release())
    shares: list[float] = []
    with reading_watched(shares.append) as reading:
        (document,) = read_path_documents(source)
        assert document.kind == "pdf"
        assert shares[0] == 0
        assert shares[-1] == TEXT
        assert shares == sorted(shares)
        # What is attached, or read again, tells nothing more.
        tell_read(1, 5)
        assert shares[-1] == TEXT
        # Then the messages in it are found.
        reading.rest(0.5)
        assert shares[-1] == pytest.approx(TEXT + (1 - TEXT) / 2)
    # Nobody listens.
    tell_read(1, 2)


def test_recognising_pictures_takes_nearly_all_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_progress, "_SECONDS", 0.0)
    shares: list[float] = []
    reading = Reading(shares.append)
    reading.tell(0, 4, TEXT)
    for done in (1, 4):
        reading.tell(done, 4, RECOGNISED)
    reading.rest(1)
    assert shares == pytest.approx([0, RECOGNISED / 4, RECOGNISED, 1])


@pytest.mark.parametrize("kind", ["rtf", "docx", "eml", "html"])
def test_one_large_document_tells_how_far_it_is(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / f"a.{kind}"
    lines = "".join(MAIL.format(n % 10) for n in range(12)).splitlines()
    if kind == "docx":
        docx = pytest.importorskip("docx")
        made = docx.Document()
        for line in lines:
            made.add_paragraph(line)
        made.save(str(source))
    else:
        head, mark = {"rtf": ("{\\rtf1 ", "\\par "), "html": ("<html><p>", "<br>")}.get(
            kind, (MAIL.format(0), "")
        )
        source.write_text(head + f"{mark}\n".join([*lines, "* Yes."]))
    told: list[int] = []

    @contextmanager
    def beside(path: str) -> Iterator[Callable[[int], None]]:
        yield told.append

    for module, name, value in (
        (worker, "reported_beside", beside),
        (worker, "_SOON_READ", 0),
        (worker, "_SHORT", 0),
        (reading_progress, "_SECONDS", 0.0),
        (rebuilding_progress, "_SECONDS", 0.0),
    ):
        monkeypatch.setattr(module, name, value)
    (file,) = list_files([str(source)])
    assert isinstance(file, InputFile)
    worker.find_in_file(file, ReadOptions(), str(tmp_path))
    size = source.stat().st_size
    assert told == sorted(told)
    read = [one for one in told if one <= TEXT * size]
    assert (len(read) > 20) == (kind in {"rtf", "docx"})
    assert len([one for one in told if one > TEXT * size]) > 10
    assert told[-1] > 0.9 * size


def test_a_pdf_is_watched_while_a_worker_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "release.pdf"
    source.write_bytes(release())
    told: list[int] = []

    @contextmanager
    def beside(path: str) -> Iterator[Callable[[int], None]]:
        assert Path(path).parent == tmp_path
        yield told.append

    monkeypatch.setattr(worker, "reported_beside", beside)
    (file,) = list_files([str(source)])
    assert isinstance(file, InputFile)
    # A small file is read before anybody could look.
    worker.find_in_file(file, ReadOptions(), str(tmp_path))
    assert told == []
    monkeypatch.setattr(worker, "_SOON_READ", 0)
    worker.find_in_file(file, ReadOptions(), str(tmp_path))
    size = source.stat().st_size
    assert TEXT * size <= told[-1] <= size
    assert all(0 <= one <= size for one in told)
    # A short text is read before anybody asks.
    told.clear()
    (tmp_path / "a.txt").write_text(MAIL.format(1))
    (file,) = list_files([str(tmp_path / "a.txt")])
    assert isinstance(file, InputFile)
    worker.find_in_file(file, ReadOptions(), str(tmp_path))
    assert told == []


def test_a_text_tells_of_every_stage_while_it_is_rebuilt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding_progress, "_SECONDS", 0.0)
    # A line with a mark keeps the text from the way for plain mail, which takes no time.
    text = "".join(MAIL.format(n % 10) for n in range(300)) + "* Yes.\n"
    document = Document("a.txt", text, "", "utf-8")
    shares: list[float] = []
    with text_watched(shares.append):
        rebuild(document, load(), sample=True)
    assert shares == sorted(shares)
    for stage in Stage:
        start, end = stage.value
        inside = [share for share in shares if start <= share < end]
        # One step a message, none of them large.
        assert len(inside) > 250, stage
        assert inside[-1] - inside[0] > 0.9 * (end - start), stage
    # Nobody listens.
    shares.clear()
    rebuild(document, load(), sample=True)
    assert shares == []


def test_a_text_is_told_of_now_and_then() -> None:
    now = iter([0.0, 0.1, 0.3, 0.35, 0.6])
    shares: list[float] = []
    with text_watched(shares.append, lambda: next(now)):
        assert list(followed(Stage.KEEPING, "abcd", 4)) == list("abcd")
    start, end = Stage.KEEPING.value
    assert shares == pytest.approx([start + (end - start) * done / 4 for done in (1, 3)])


def test_an_mbox_tells_of_its_mails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "a.mbox"
    mail = "From - Tue Mar  2 09:10:00 2021\n" + MAIL.format(0)
    source.write_text(mail * 3)
    told: list[int] = []

    @contextmanager
    def beside(path: str) -> Iterator[Callable[[int], None]]:
        yield told.append

    monkeypatch.setattr(worker, "reported_beside", beside)
    monkeypatch.setattr(worker, "_SOON_READ", 0)
    monkeypatch.setattr(worker, "_SHORT", 10)
    (file,) = list_files([str(source)])
    assert isinstance(file, InputFile)
    worker.find_in_file(file, ReadOptions(), str(tmp_path))
    assert len(told) == 3
    assert told == sorted(set(told))
    assert told[-1] <= source.stat().st_size


def test_work_of_a_second_has_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[int] = []
    steps: list[int] = []

    @contextmanager
    def noted(total: int, label: str) -> Iterator[Progress]:
        shown.append(total)
        yield Progress(steps.append)

    monkeypatch.setattr(bar, "shown_bar", noted)
    now = [0.0]
    monkeypatch.setattr(bar.time, "monotonic", lambda: now[0])
    with late_bar(100, "reading") as progress:
        progress.begun(10)
        now[0] = 0.9
        progress.add(20)
        assert shown == []
        now[0] = 1.1
        progress.begun(0)
        assert (shown, steps) == ([100], [20])
        progress.add(50)
    assert steps == [20, 50]


def test_writing_is_counted_in_messages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    (tmp_path / "a.txt").write_text("".join(MAIL.format(n) for n in range(9)))
    archive = Inputs((str(tmp_path / "a.txt"),), ReadOptions(), lazily=True).reconstruct(
        LinkOptions(keep_duplicates=True)
    )
    messages = archive.messages
    # A short run has its messages ready: nothing to be watched, and nothing in the way.
    with writing_bar(messages):
        assert len(list(messages)) == 9
    lazy = link(read_rebuilt(tmp_path / "a.txt"), LinkOptions(keep_duplicates=True), lazily=True)
    assert isinstance(lazy.messages, Messages)
    lazy.messages.workers = MessageWorkers(1)
    moved_by: list[int] = []

    @contextmanager
    def counted(total: int, label: str) -> Iterator[Progress]:
        assert (total, label) == (9, "writing")
        yield Progress(moved_by.append)

    monkeypatch.setattr(bar, "shown_bar", counted)
    with writing_bar(lazy.messages):
        for _ in range(2):
            assert len(list(lazy.messages.workers(lazy.messages, subject_of))) == 9
    assert sum(moved_by) == 9
    assert lazy.messages.workers == MessageWorkers(1)


def test_linking_tells_how_far_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("".join(MAIL.format(n % 10) for n in range(2_000)))
    documents = read_rebuilt(tmp_path / "a.txt")
    shares: list[float] = []
    link(documents, LinkOptions(keep_duplicates=True), watch=shares.append)
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    # Within the one step that takes longest it is told now and then.
    assert len([one for one in shares if 0.2 < one < 0.9]) >= 2


def test_a_bar_is_shown_while_a_long_run_is_linked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("".join(MAIL.format(n) for n in range(9)))
    monkeypatch.setattr(inputs, "_SMALL_SIZE", 10)
    shown: list[tuple[int, str]] = []
    steps: list[int] = []

    @contextmanager
    def noted(total: int, label: str) -> Iterator[Progress]:
        shown.append((total, label))
        yield Progress(steps.append)

    monkeypatch.setattr(bar, "shown_bar", noted)
    run = Inputs((str(tmp_path / "a.txt"),), ReadOptions())
    run.reconstruct(LinkOptions())
    assert shown == []
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(inputs, "shown_bar", noted)
    run.reconstruct(LinkOptions())
    (read, linked) = shown
    assert read[1] == "reading"
    assert linked[1] == "linking"
    assert sum(steps) == read[0] + linked[0]


def subject_of(message: Message, by_id: object) -> str | None:
    return message.subject


def read_path_documents(path: Path) -> list[Document]:
    (file,) = list_files([str(path)])
    assert isinstance(file, InputFile)
    return [item for item in read_file(file, ReadOptions()) if isinstance(item, Document)]


def read_rebuilt(path: Path) -> list[RebuiltDocument]:
    return [rebuild(item, load()) for item in read_path_documents(path)]


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


def test_no_estimate_is_made_of_the_first_hundredths() -> None:
    now = [0.0]
    estimate = Estimate(1000, lambda: now[0])
    now[0] = 3.0
    estimate.moved(30)
    assert estimate.seconds() is None
    # A run of hours has one before a twentieth is done.
    now[0] = 30.0
    estimate.moved(10)
    assert estimate.seconds() == pytest.approx(720)


def test_first_results_that_come_at_once_are_no_pace() -> None:
    """Two workers were done after 6 s, in the same moment: the rest took 9 s, not one."""
    now = [0.0]
    estimate = Estimate(1000, lambda: now[0])
    now[0] = 6.0
    estimate.moved(130)
    now[0] = 6.2
    estimate.moved(140)
    assert estimate.seconds() is None
    now[0] = 8.0
    estimate.moved(130)
    assert estimate.seconds() == pytest.approx(600 * 2 / 270)


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
