"""A resumed run reads a document again if a file that belongs to it changed or is new."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import pytest

from mailrecon.pipeline import link, pool
from mailrecon.pipeline.journal import Journal
from mailrecon.pipeline.read_with import is_done, keep_read_with
from mailrecon.pipeline.team import Job
from mailrecon.pipeline.worker import find_in_file
from mailrecon.read import ReadOptions
from mailrecon.read.files.archives import AbsentFile
from mailrecon.read.files.inputs import InputFile, list_files
from mailrecon.thread.rebuilt import RebuiltDocument
from tests.read.test_emlx_parts import SHEET
from tests.read.test_emlx_parts import folder as apple_mail

PAGE = (
    '<html><head><link rel="stylesheet" href="a.css"><link rel="stylesheet" href="more/b.css">'
    "</head><body><p>From: Ann Poe<br>Sent: 2 March 2021 09:14<br>To: Ben Ost<br>Subject: Gate"
    "</p><p>The gate <i>Zora</i> is shut.</p></body></html>"
)
HIDES, SHOWS = "i { display: none }", "i { color: red }"


def page(folder: Path) -> Path:
    path = folder / "mail.html"
    path.write_text(PAGE, encoding="utf-8")
    (folder / "a.css").write_text(SHOWS, encoding="utf-8")
    return path


def message(folder: Path) -> Path:
    messages = apple_mail(folder)
    (messages / "501.2.emlxpart").write_bytes(base64.encodebytes(SHEET))
    return messages / "501.partial.emlx"


def _sheet_below(path: Path) -> None:
    (path.parent / "more").mkdir()
    (path.parent / "more" / "b.css").write_text(HIDES, encoding="utf-8")


def _decoded_part(path: Path) -> None:
    folder = path.parents[1] / "Attachments" / "501" / "3.2"
    folder.mkdir(parents=True)
    (folder / "height").write_bytes(b"3 m")


Make = Callable[[Path], Path]
Change = Callable[[Path], object]
CHANGES: dict[str, tuple[Make, Change]] = {
    "a sheet is changed": (page, lambda path: (path.parent / "a.css").write_text(HIDES)),
    "a sheet is gone": (page, lambda path: (path.parent / "a.css").unlink()),
    "a sheet has come": (page, _sheet_below),
    "a sheet is a folder now": (
        page,
        lambda path: (
            (path.parent / "a.css").unlink(),
            (path.parent / "a.css" / "x").mkdir(0o700, parents=True),
        ),
    ),
    "a part is changed": (
        message,
        lambda path: (path.parent / "501.2.emlxpart").write_bytes(b"QQ==\n"),
    ),
    "a part is gone": (message, lambda path: (path.parent / "501.2.emlxpart").unlink()),
    "a part has come": (
        message,
        lambda path: (path.parent / "501.3.2.emlxpart").write_bytes(b"3 m"),
    ),
    "a decoded part has come": (message, _decoded_part),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_changed_beside_a_document_is_seen(name: str, tmp_path: Path) -> None:
    make, change = CHANGES[name]
    path = make(tmp_path)
    book = Journal(tmp_path / "journal", {}, resume=False)
    found = find_in_file(InputFile(path, path.name), ReadOptions(), str(tmp_path))
    keep_read_with(book, "it", found)
    assert not is_done(book, "it")
    book.keep("it", b"found")
    assert is_done(book, "it")
    change(path)
    assert not is_done(book, "it")
    book.close()


def test_a_document_alone_is_done(tmp_path: Path) -> None:
    path = tmp_path / "mail.html"
    path.write_text(PAGE.replace("link rel", "br rel"), encoding="utf-8")
    book = Journal(tmp_path / "journal", {}, resume=False)
    found = find_in_file(InputFile(path, path.name), ReadOptions(), str(tmp_path))
    keep_read_with(book, "it", found)
    book.keep("it", b"found")
    (tmp_path / "a.css").write_text(HIDES, encoding="utf-8")
    assert is_done(book, "it")
    book.close()


class _Here:
    """A team without processes."""

    def __init__(self, jobs: int, **_: object) -> None:
        pass

    def schedule(self, job: Job) -> Job:
        job.end(job.work(*job.arguments))
        return job

    def result(self, job: Job) -> object:
        return job.value

    def end(self) -> None:
        pass


def test_a_run_that_goes_on_takes_the_style_sheet_as_it_is_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "Team", _Here)
    path = page(tmp_path)
    book = Journal(tmp_path / "journal", {}, resume=False)
    shown = []
    for sheet in (SHOWS, HIDES):
        (tmp_path / "a.css").write_text(sheet, encoding="utf-8")
        files = list_files([str(path)])
        found = list(pool.rebuild_files(files, ReadOptions(), pool.PoolOptions(1), book))
        assert not any(isinstance(item, AbsentFile) for item in found)
        archive = link(item for item in found if isinstance(item, RebuiltDocument))
        shown.append("Zora" in archive.messages[0].body)
    assert shown == [True, False]
    book.close()
