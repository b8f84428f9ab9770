"""The short ways of plain PDF pages give the results of the general ones."""

from __future__ import annotations

import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailrecon.read.pdf import calls, runs
from mailrecon.read.pdf.calls import PageBuffer
from mailrecon.read.pdf.layout import lay_out
from mailrecon.read.pdf.objects import look_through, plain_fonts
from mailrecon.read.pdf.page import PageReader
from mailrecon.read.pdf.runs import PdfRuns, read_runs
from mailrecon.read.pdf.single_runs import lay_out_runs
from mailrecon.read.pdf.text import CharacterBoxes, Word, read_characters
from read.make_raw_pdf import form, pdf
from read.test_pdf_runs import CONTENTS, pages, prose
from read.test_pdf_sight import HIDDEN, SEEN

SHEET = (0.0, 0.0, 595.0, 842.0)


@contextmanager
def opened(data: bytes) -> Iterator[pdfium.PdfDocument]:
    document = pdfium.PdfDocument(data)
    try:
        yield document
    finally:
        document.close()


def runs_of(data: bytes) -> list[PdfRuns | None]:
    found = []
    buffer = PageBuffer()
    with opened(data) as document:
        for number, page in enumerate(document):
            text_page = page.get_textpage()
            found.append(read_runs(text_page, read_characters(text_page, "x", number), buffer))
            text_page.close()
    return found


def both(data: bytes) -> tuple[list[PdfRuns | None], list[PdfRuns | None], int]:
    """The runs of each page, those read line by line, and the number of even pages."""
    taken = 0
    evenly = runs.read_evenly

    def counted(*arguments: object) -> list[Word] | None:
        nonlocal taken
        found = evenly(*arguments)  # type: ignore[arg-type]
        taken += found is not None
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "read_evenly", counted)
        one = runs_of(data)
        patch.setattr(runs, "divide_evenly", lambda _: None)
        other = runs_of(data)
    return one, other, taken


@pytest.mark.parametrize("size", [1.0, 2.5, 9.0, 40.0])
@pytest.mark.parametrize("spacing", [{}, {"letters": 1.0}, {"letters": -0.6}, {"stretch": 60.0}])
def test_even_pages(size: float, spacing: dict[str, float]) -> None:
    lines = [line for line in prose(8) if line]
    one, other, taken = both(pages(lines, size=size, **spacing))
    assert one == other
    assert spacing or size != 9.0 or taken == len(one)


@pytest.mark.parametrize("what", CONTENTS)
def test_pages_that_are_not_even(what: str) -> None:
    one, other, _ = both(pdf(CONTENTS[what]))
    assert one == other


# One thing that is not even, below lines that are
UNEVEN = {
    "a wide gap": "BT /F1 12 Tf 72 600 Td [(We saw ) -700 (the wall)] TJ ET",
    "no gap": "BT /F1 12 Tf 72 600 Td [(We saw ) 250 (the wall)] TJ ET",
    "a gap back": "BT /F1 12 Tf 72 600 Td [(We saw ) 2500 (the wall)] TJ ET",
    "a squeezed word": "BT /F1 12 Tf 72 600 Td [(We ) (s) 480 (a) 480 (w) ( the wall)] TJ ET",
    "a word backwards": "BT /F1 12 Tf 72 600 Td [(We sa) 1500 (w) -1000 ( the wall)] TJ ET",
    "a raised word": "BT /F1 12 Tf 72 600 Td (We ) Tj 1 Ts (saw) Tj 0 Ts ( the wall) Tj ET",
    "a raised letter": "BT /F1 12 Tf 72 600 Td (We sa) Tj 1 Ts (w) Tj 0 Ts ( the wall) Tj ET",
    "a small word": "BT /F1 12 Tf 72 600 Td (We ) Tj /F1 8 Tf (saw) Tj /F1 12 Tf ( the) Tj ET",
    "a small line": "BT /F1 1.5 Tf 72 600 Td (We saw the wall) Tj ET",
    "a large line": "BT /F1 30 Tf 72 600 Td (We saw the wall) Tj ET",
    "a turned letter": (
        "BT /F1 12 Tf 72 600 Td (We saw ) Tj ET BT /F1 12 Tf -1 0 0 -1 122 609 Tm (a) Tj ET "
        "BT /F1 12 Tf 126 600 Td (wall) Tj ET"
    ),
    "a slightly turned letter": (
        "BT /F1 12 Tf 72 600 Td (We saw ) Tj ET BT /F1 12 Tf 1 0.01 -0.01 1 116 600 Tm (a) Tj ET "
        "BT /F1 12 Tf 126 600 Td (wall) Tj ET"
    ),
    "a line upwards": "BT /F1 12 Tf 0 1 -1 0 90 300 Tm (We saw the wall) Tj ET",
}


@pytest.mark.parametrize("what", UNEVEN)
def test_one_thing_that_is_not_even(what: str) -> None:
    plain = "BT /F1 12 Tf 72 700 Td (We saw a wall at the pier) Tj 0 -20 Td (of the lock) Tj ET "
    one, other, _ = both(pdf(plain + UNEVEN[what]))
    assert one == other


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([9, 9, 9, 10, 14]),
            st.lists(
                st.tuples(
                    st.sampled_from(["Ann", "a", "wall", "I", "of", "l", ".", "harbour"]),
                    st.sampled_from([0, 0, 0, 0, 60, -60, -400, -700, 250, 800]),
                ),
                min_size=1,
                max_size=6,
            ),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_any_gaps(lines: list[tuple[int, list[tuple[str, int]]]]) -> None:
    content = " ".join(
        f"BT /F1 {size} Tf 72 {700 - 20 * number} Td ["
        + " ".join(f"({word} ) {kern}" for word, kern in words)
        + "] TJ ET"
        for number, (size, words) in enumerate(lines)
    )
    one, other, _ = both(pdf(content))
    assert one == other


def _both(sides: list[int]) -> Iterator[int]:
    """The same edges of both boxes."""
    for side in sides:
        yield from (side % 4, side % 4 + 4)


class MovedBoxes(PageBuffer):
    """Boxes of letters, some of them moved: `moves` has words, edges of their two boxes, points."""

    def __init__(self, text: str, moves: list[tuple[int, list[int], float]]) -> None:
        super().__init__()
        words = text.split()
        self._words = len(words)
        # The two boxes of a word of one letter are one.
        self._moves = [
            (word, sides if len(words[word]) > 1 else sorted({*_both(sides)}), by)
            for word, sides, by in moves
        ]
        self._is_last = True

    def loose_boxes(self, text_page: int, indexes: Iterable[int], count: int) -> array.array[float]:
        values = super().loose_boxes(text_page, indexes, count)
        # The boxes of the first and the last letter of each word
        if count == 2 * self._words:
            for word, sides, by in self._moves:
                for side in sides:
                    values[8 * word + side] += by
            return values
        # The boxes of all first letters, then those of all last ones
        self._is_last = not self._is_last
        for word, sides, by in self._moves:
            for side in sides:
                if (side > 3) is self._is_last:
                    values[4 * word + side % 4] += by
        return values


# The edges of a word's first and last letter: left, top, right, bottom, left, top, right, bottom
MOVES = {
    "the first letter": [0, 2],
    "the last letter": [4, 6],
    "the last letter, drawn apart": [6],
    "the word": [0, 2, 4, 6],
    "the left edge": [0],
    "all but the left edge": [2, 4, 6],
    "all but the right edge": [0, 2, 4],
    "the last left edge": [4],
    "the first top": [1],
    "all tops": [1, 5],
    "the last bottom": [7],
    "all bottoms": [3, 7],
    "the first bottom": [3],
}


@settings(max_examples=600, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 11),
            st.sampled_from(list(MOVES.values())),
            st.sampled_from([0.001, 0.7, 2.0, 4.0, 6.5, 9.0, 13.2, 20.0, 40.0]),
            st.sampled_from([1, -1]),
        ),
        max_size=3,
    ),
    st.sampled_from([None, None, 2, 5]),
)
def test_letters_anywhere(
    moved: list[tuple[int, list[int], float, int]], turned: int | None
) -> None:
    content = (
        "BT /F1 12 Tf 20 TL 72 700 Td (We saw a wall) Tj T* (I hold it) Tj T* (at a lock) Tj ET"
    )
    moves = [(word, sides, by * sign) for word, sides, by, sign in moved if word < 10]
    angle = CharacterBoxes.angle
    with opened(pdf(content)) as document, pytest.MonkeyPatch.context() as patch:
        text_page = document[0].get_textpage()
        text = read_characters(text_page, "x", 0)
        index = -1 if turned is None else [n for n, sign in enumerate(text) if sign in "aI"][turned]
        patch.setattr(
            CharacterBoxes, "angle", lambda boxes, n: 180.0 * (n == index) or angle(boxes, n)
        )
        patch.setattr(calls, "angle", lambda _, n: 3.1416 * (n == index))
        one = read_runs(text_page, text, MovedBoxes(text, moves))
        patch.setattr(runs, "divide_evenly", lambda _: None)
        other = read_runs(text_page, text, MovedBoxes(text, moves))
        text_page.close()
    assert one == other


def test_a_squeezed_word() -> None:
    # `saw` with all its letters at its end
    content = "BT /F1 12 Tf 72 700 Td (saw a wall) Tj ET"
    with opened(pdf(content)) as document, pytest.MonkeyPatch.context() as patch:
        text_page = document[0].get_textpage()
        for squeezed, is_run in ((19.0, False), (14.0, True)):
            boxes = MovedBoxes("saw a wall", [(0, [0, 2], squeezed), (0, [4], 6.0)])
            one = read_runs(text_page, "saw a wall", boxes)
            with patch.context() as other:
                other.setattr(runs, "divide_evenly", lambda _: None)
                assert one == read_runs(text_page, "saw a wall", boxes)
            assert one is not None
            assert (len(one.runs) == 1) is is_run
        text_page.close()


@pytest.mark.parametrize("state", ["/ca .98", "/BM /Multiply", "/SMask 10 0 R"])
def test_transparent_text_is_not_plain(state: str) -> None:
    mask = "<< /Type /Mask /S /Luminosity /G 11 0 R >>"
    data = pdf(
        "/G gs BT /F1 9 Tf 72 700 Td (the wall) Tj ET",
        resources=f"/ExtGState << /G << {state} >> >>",
        objects=(mask, form("1 g 0 0 99 99 re f", "/Group << /S /Transparency /CS /DeviceGray >>")),
    )
    with opened(data) as document:
        assert plain_fonts(document[0], PageBuffer()) is None


@pytest.mark.parametrize("make", [*HIDDEN.values(), *SEEN.values()])
def test_only_plain_pages_have_plain_fonts(make: Callable[[], bytes]) -> None:
    with opened(make()) as document:
        for page in document:
            drawn = look_through(page, "x")
            fonts = plain_fonts(page, PageBuffer())
            is_plain = drawn.plain and not drawn.actual_text
            assert fonts == (drawn.fonts if is_plain else None)


def test_more_objects_than_are_asked_at_once() -> None:
    line = "BT /F1 9 Tf {} {} Td (wall) Tj ET"
    lines = [line.format(20 + 25 * (n % 20), 780 - 14 * (n // 20)) for n in range(600)]
    for place in (0, 255, 256, 511, 599):
        for odd in ("1 g", "3 Tr", "q 0 0 9 9 re W n"):
            content = [*lines[:place], odd, lines[place], "0 g 0 Tr", *lines[place + 1 :]]
            with opened(pdf(" ".join(content))) as document:
                assert plain_fonts(document[0], PageBuffer()) is None
    with opened(pdf(" ".join(lines))) as document:
        assert plain_fonts(document[0], PageBuffer()) == look_through(document[0], "x").fonts


WORDS = st.tuples(
    st.sampled_from(["Ann Poe", "a", "To: Ida", "B6", "b(7)(C)", "wall\u00ad", "Dün", "שלום", ""]),
    st.sampled_from([50.0, 50.0, 50.0, 62.0, 300.0, 560.0]),
    st.sampled_from([14.0, 14.0, 14.0, 28.0, 40.0, 5.0, 0.0, -20.0]),
    st.sampled_from([9.0, 9.0, 9.0, 12.0, 24.0, 0.5]),
    st.sampled_from([0, 0, 0, 3]),
    st.sampled_from([0.0] * 9 + [90.0]),
    st.sampled_from([0] * 9 + [1, -1]),
    st.sampled_from([0.0] * 9 + [3.0]),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(WORDS, max_size=12), st.sampled_from([None, 14.0, 11.0]))
def test_lay_out_of_runs(
    items: list[tuple[str, float, float, float, int, float, int, float]], usual: float | None
) -> None:
    words = []
    height = 780.0
    for text, left, step, size, spaces, angle, panel, lift in items:
        height -= step
        right = left + 5.0 * len(text)
        top = height + size
        words.append(Word(text, left, height, right, top, spaces, angle, panel=panel, lift=lift))
    lines = lay_out_runs(words, SHEET, usual)
    assert lines in (None, lay_out(words, [], [], SHEET, usual))


def test_lay_out_of_lines_far_apart() -> None:
    for step in (14.0, 20.0, 30.0):
        for last in ("Yes.", "To: Ida", "x" * 90):
            items = ("Are you awake?", "From: Ann", "No.", last)
            words = [
                Word(text, 50.0, 700 - step * n, 50.0 + 5 * len(text), 709 - step * n)
                for n, text in enumerate(items)
            ]
            lines = lay_out_runs(words, SHEET, None)
            assert lines in (None, lay_out(words, [], [], SHEET))


def test_plain_pages_are_laid_out_as_runs() -> None:
    with opened(pages(line for line in prose(9) if line)) as document:
        reader = PageReader(document, "x")
        for number in range(len(document)):
            page = reader.read(number)
            lines = lay_out_runs(page.words, page.sheet, None)
            assert lines is not None
            assert lines == lay_out(page.words, [], [], page.sheet, None)
