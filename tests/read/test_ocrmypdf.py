"""OCRmyPDF, if installed, reads badly read scans again."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailrecon.read import read_bytes
from mailrecon.read.pdf import ocr_layer
from mailrecon.read.pdf.text import Word
from mailrecon.read.picture import ocr, ocrmypdf
from mailrecon.read.picture.scanned_page import ScannedPage
from tests.read.make_pdf import print_text, scan

TEXT = "From: Ann Poe\nSubject: Stones\n\nThe wall holds.\n"


@pytest.fixture
def badly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tesseract is there and reads three words with a confidence of 40."""

    def recognise(*_: object) -> ScannedPage:
        words = [Word(text, 72.0 + 60 * n, 700, 120 + 60 * n, 712) for n, text in enumerate(
            ("Fr0m", "A~n", "wall")
        )]  # fmt: skip
        return ScannedPage(words, [], (0.0, 0.0, 595.0, 842.0), 0.0, confidence=40.0)

    monkeypatch.setattr(ocr_layer, "recognise", recognise)
    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(ocr, "languages", lambda: ("eng", "deu"))


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Path:
    """A program called `ocrmypdf`, which notes its arguments; the file of these."""
    program, said = folder / "ocrmypdf", folder / "said"
    program.write_text(f'#!/bin/sh\necho "$@" > {said}\nfor last; do :; done\n{script}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return said


def read(text: str = TEXT) -> str:
    (document,) = read_bytes(scan(text), "scan.pdf")
    return document.text


@pytest.mark.usefixtures("badly")
def test_a_page_read_badly_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "made.pdf").write_bytes(print_text(TEXT))
    said = install(tmp_path, monkeypatch, f'cp {tmp_path}/made.pdf "$last"')
    assert read().startswith("From: Ann Poe\nSubject: Stones\n")
    arguments = said.read_text().split()
    assert arguments[arguments.index("--pages") + 1] == "1"
    assert arguments[arguments.index("-l") + 1] == "eng+deu"
    assert not Path(arguments[-1]).exists()


@pytest.mark.usefixtures("badly")
@pytest.mark.parametrize("script", ["exit 3", "exit 0", 'echo no > "$last"'])
def test_what_was_read_stays_where_ocrmypdf_fails(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, script)
    assert read().split() == ["Fr0m", "A~n", "wall"]


@pytest.mark.usefixtures("badly")
def test_the_reading_with_more_words_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "made.pdf").write_bytes(print_text("F; 0m ~~ 11\n"))
    install(tmp_path, monkeypatch, f'cp {tmp_path}/made.pdf "$last"')
    assert read().split() == ["Fr0m", "A~n", "wall"]


@pytest.mark.usefixtures("badly")
def test_without_ocrmypdf_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocrmypdf, "available", lambda: False)
    assert read().split() == ["Fr0m", "A~n", "wall"]
