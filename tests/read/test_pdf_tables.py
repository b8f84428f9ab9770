"""Ruled tables of mail in PDFs: each row is a message, its cells read one by one."""

from __future__ import annotations

import pytest
from fpdf import FPDF

from mailrecon.model import Document
from mailrecon.read.options import ReadOptions
from mailrecon.read.pdf.reader import read

NAMES = ["From", "To", "Date", "Subject", "Body"]
ROWS = [
    [
        "Ann Poe <ann@quay.example>",
        "Ben Ost <ben@quay.example>; Cay Dun <cay@quay.example>",
        "4 May 2020 09:12",
        "Lock keys",
        "The keys of the lower lock are in the safe below the stairs, as agreed in the meeting.",
    ],
    [
        "Ben Ost <ben@quay.example>",
        "Ann Poe <ann@quay.example>",
        "4 May 2020 10:30",
        "Re: Lock keys",
        "Thank you. I shall fetch them on my way to the lower lock before the end of the week.",
    ],
]


def table(
    rows: list[list[str]],
    *,
    names: list[str] = NAMES,
    repeated: bool = True,
    bar: tuple[float, float, float, float] | None = None,
) -> list[Document]:
    """The documents of a PDF with a ruled table between two paragraphs."""
    pdf = FPDF(orientation="L", format="A4")
    pdf.add_page()
    pdf.set_font("Helvetica", size=9)
    pdf.cell(text="Annex B: what was found", new_x="LMARGIN", new_y="NEXT")
    widths = (22, 22, 14, 16, 50)[: len(names)]
    with pdf.table(col_widths=widths, repeat_headings=int(repeated)) as drawn:
        for row in [names, *rows]:
            cells = drawn.row()
            for text in row:
                cells.cell(text)
    pdf.ln(8)
    pdf.cell(text="End of the annex.")
    if bar is not None:
        pdf.page = 1
        pdf.set_fill_color(0)
        pdf.rect(*bar, style="F")
    return list(read(bytes(pdf.output()), "annex.pdf", ReadOptions()))


def test_each_row_is_a_document_of_its_own() -> None:
    rest, *rows = table(ROWS)
    assert [row.name for row in rows] == ["annex.pdf!table 1!2", "annex.pdf!table 1!3"]
    kept = [" ".join(part.split()) for part in rest.text.split("\n\n") if part.strip()]
    assert kept == ["Annex B: what was found", "From To Date Subject Body", "End of the annex."]
    first = rows[0].text.split("\n")
    assert first[0] == "From: Ann Poe <ann@quay.example>"
    assert "To: Ben Ost <ben@quay.example>; Cay Dun <cay@quay.example>" in first
    assert "Subject: Lock keys" in first
    assert " ".join(first[-4:]).split()[:5] == ["The", "keys", "of", "the", "lower"]
    assert all(place.page == 1 and place.box is not None for place in rows[0].places)


@pytest.mark.parametrize("repeated", [True, False])
def test_a_table_goes_on_over_pages(repeated: bool) -> None:
    many = [[*row[:3], f"Keys {number}", row[4]] for number in range(12) for row in ROWS]
    _, *rows = table(many, repeated=repeated)
    assert [row.name.rpartition("!")[2] for row in rows] == [str(n) for n in range(2, 26)]
    assert {row.places[0].page for row in rows} == {1, 2}
    assert all("Subject: Keys" in row.text for row in rows)


def test_a_list_of_mails_without_bodies_is_read_line_by_line() -> None:
    (document,) = table([row[:4] for row in ROWS], names=NAMES[:4])
    assert "Ann Poe" in document.text
    assert document.name == "annex.pdf"


def test_other_tables_are_read_line_by_line() -> None:
    names = ["From", "To", "Date", "Price", "Body"]
    (document,) = table(ROWS, names=names)
    assert document.name == "annex.pdf"


def test_a_black_bar_stays_in_its_cell() -> None:
    # Over the second person of the first row.
    _, first, second = table(ROWS, bar=(58, 26.5, 40, 5))
    assert "Ben Ost" in first.text
    assert "cay@quay.example" not in first.text
    assert "█" in first.text
    assert first.redactions or first.hidden
    assert second.redactions == second.hidden == ()
