"""Plain pages give the same text in runs as word by word, character by character."""

from __future__ import annotations

import random
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import pytest
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st

from mailrecon.model import Document
from mailrecon.read import ReadOptions, read_bytes
from mailrecon.read.pdf.page import PageContent, PageReader
from mailrecon.read.pdf.runs import RUNS_LEFT
from read import make_pdf
from read.make_raw_pdf import pdf
from read.twins import twins

WORDS = [
    "Ann",
    "holds",
    "a",
    "wall,",
    "I",
    "say",
    "it:",
    "l",
    "i",
    ".",
    "'",
    "the",
    "north",
    "pier",
    "stones",
    "harbour",
    "water",
    "<ann@a.example>",
    "02.03.",
]
needs_font = pytest.mark.skipif(
    not make_pdf.FONTS[0].exists(), reason="no DejaVu Sans here (apt install fonts-dejavu-core)"
)


def read(data: bytes) -> Document:
    return next(iter(read_bytes(data, "x.pdf", ReadOptions())))


def both(data: bytes) -> tuple[Document, Document, int]:
    """What is read run by run, what word by word, and how many pages were read by runs."""
    taken = 0
    by_runs = PageReader._read_plain

    def counted(self: PageReader, *arguments: object) -> PageContent | None:
        nonlocal taken
        content = by_runs(self, *arguments)  # type: ignore[arg-type]
        taken += content is not None
        return content

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PageReader, "_read_plain", counted)
        one = read(data)
        patch.setattr(PageReader, "_read_plain", lambda *_: None)
        other = read(data)
    return one, other, taken


def pages(
    lines: Iterable[str], font: str = "Helvetica", size: float = 9, **spacing: float
) -> bytes:
    sheets = FPDF(unit="pt", format="A4")
    sheets.set_auto_page_break(auto=False)
    sheets.set_font(font, size=size)
    if "letters" in spacing:
        sheets.set_char_spacing(spacing["letters"])
    if "stretch" in spacing:
        sheets.set_stretching(spacing["stretch"])
    for number, line in enumerate(lines):
        if number % 50 == 0:
            sheets.add_page()
        sheets.text(50, 60 + 14 * (number % 50), line)
    return bytes(sheets.output())


def prose(seed: int, count: int = 120, between: str = " ") -> list[str]:
    chance = random.Random(seed)
    return [between.join(chance.choices(WORDS, k=chance.randint(0, 11))) for _ in range(count)]


@pytest.mark.parametrize("path", list(twins())[::18], ids=lambda path: path.stem)
@needs_font
def test_every_kind_of_fixture(path: Path) -> None:
    data = make_pdf.print_text(path.read_text(encoding="utf-8"), header="A", footer="NHA")
    one, other, _ = both(data)
    assert one == other


@pytest.mark.parametrize("font", ["Helvetica", "Times", "Courier"])
@pytest.mark.parametrize(
    "spacing", [{}, {"letters": 1.0}, {"letters": -0.6}, {"stretch": 60.0}, {"stretch": 120.0}]
)
def test_fonts_and_spacing(font: str, spacing: dict[str, float]) -> None:
    one, other, taken = both(pages(prose(3), font, **spacing))
    assert one == other
    assert taken == 3


@pytest.mark.parametrize("between", [" ", "  ", "   ", "     ", "\xa0", " \xad"])
def test_white_space(between: str) -> None:
    one, other, taken = both(pages([f"  {line} " for line in prose(4, between=between)]))
    assert one == other
    assert taken == 3


@pytest.mark.parametrize("size", [1.0, 1.6, 2.5, 40.0])
def test_sizes(size: float) -> None:
    one, other, _ = both(pages(prose(5), size=size))
    assert one == other


CONTENTS = {
    "justified": "BT /F1 12 Tf 3.7 Tw 72 700 Td (We saw the wall at noon.) Tj ET",
    "kerned": "BT /F1 12 Tf 72 700 Td [(We sa) 40 (w the) -900 (wall) -250 (at noo) 30 (n.)] TJ ET",
    "no space at all": "BT /F1 12 Tf 72 700 Td [(We saw) -120 (the) -60 (wall)] TJ ET",
    "a letter upside down": (
        "BT /F1 12 Tf 72 700 Td (We saw ) Tj ET BT /F1 12 Tf -1 0 0 -1 130 709 Tm (a) Tj ET "
        "BT /F1 12 Tf 134 700 Td (wall) Tj ET"
    ),
    "turned by a quarter": "BT /F1 12 Tf 0 1 -1 0 90 300 Tm (We saw the wall) Tj ET",
    "raised": (
        "BT /F1 12 Tf 72 700 Td (We saw) Tj 5 Ts /F1 7 Tf (2) Tj 0 Ts /F1 12 Tf ( walls) Tj ET"
    ),
    "printed twice": (
        "BT /F1 12 Tf 72 700 Td (We saw the wall) Tj ET BT /F1 12 Tf 72.3 700 Td (We saw) Tj ET"
    ),
    "from right to left": (
        "BT /F1 12 Tf 200 700 Td (wall) Tj ET BT /F1 12 Tf 120 700 Td (saw the) Tj ET "
        "BT /F1 12 Tf 72 700 Td (We) Tj ET"
    ),
    "from foot to top": (
        "BT /F1 12 Tf 72 600 Td (The last of it) Tj ET BT /F1 12 Tf 72 700 Td (The first) Tj ET"
    ),
    "over one another": (
        "BT /F1 12 Tf 72 700 Td (We saw the wall) Tj ET BT /F1 12 Tf 80 702 Td (XXXXXX XXX) Tj ET"
    ),
    "off the sheet": "BT /F1 12 Tf 560 700 Td (We saw the wall at noon) Tj ET",
    "squeezed": "BT /F1 12 Tf 2 Tz 72 700 Td (We saw the wall at noon) Tj ET",
    "mirrored": "BT /F1 12 Tf -1 0 0 1 300 700 Tm (We saw the wall) Tj ET",
    "slanted": "BT /F1 12 Tf 1 0.3 -0.3 1 72 500 Tm (We saw the wall) Tj ET",
    "italic by shearing": "BT /F1 12 Tf 1 0 0.3 1 72 700 Tm (We saw the wall) Tj ET",
    "columns": " ".join(
        f"BT /F1 9 Tf {x} {700 - 14 * line} Td (the wall at pier {line} of the north) Tj ET"
        for line in range(12)
        for x in (60, 320)
    ),
    "a table": " ".join(
        f"BT /F1 9 Tf {x} {700 - 14 * line} Td ({word} {line}) Tj ET"
        for line in range(12)
        for x, word in ((60, "Date"), (160, "the pier"), (400, "wall of the lock"))
    ),
    "bold labels": (
        "BT /F1 13 Tf 72 700 Td (From: ) Tj /F1 10 Tf (Ann Poe of the lock) Tj ET "
        "BT /F1 13 Tf 72 684 Td (To: ) Tj /F1 10 Tf (Ida Rask of the pier) Tj ET"
    ),
}


@pytest.mark.parametrize("what", CONTENTS)
def test_pages_that_are_not_even(what: str) -> None:
    one, other, _ = both(pdf(CONTENTS[what]))
    assert one == other


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(60, 500),
            st.sampled_from([700, 699, 694, 686, 680, 672, 400]),
            st.sampled_from([6, 9, 9, 10, 12]),
            st.sampled_from([0, 0, 0, 2, 6, -2]),
            st.lists(st.sampled_from(["Ann", "a", "wall", "I", "of", "l", "."]), min_size=1),
        ),
        min_size=1,
        max_size=9,
    )
)
def test_lines_anywhere(places: list[tuple[int, int, int, int, list[str]]]) -> None:
    content = " ".join(
        f"BT /F1 {size} Tf {wide} Tw {x} {y} Td ({' '.join(words)}) Tj ET"
        for x, y, size, wide, words in places
    )
    one, other, _ = both(pdf(content))
    assert one == other


def test_all_letters_that_run_to_the_left_are_known() -> None:
    left = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.bidirectional(chr(code)) in ("R", "AL")
    ]
    assert all(map(RUNS_LEFT.match, left))
