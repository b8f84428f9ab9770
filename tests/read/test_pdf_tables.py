"""Tables of mail in PDFs, ruled or not: each row is a message, its cells read one by one."""

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
    lines: str = "ALL",
) -> list[Document]:
    """The documents of a PDF with a ruled table between two paragraphs."""
    pdf = FPDF(orientation="L", format="A4")
    pdf.add_page()
    pdf.set_font("Helvetica", size=9)
    pdf.cell(text="Annex B: what was found", new_x="LMARGIN", new_y="NEXT")
    widths = (22, 22, 14, 16, 50)[: len(names)]
    with pdf.table(
        col_widths=widths,
        repeat_headings=int(repeated),
        borders_layout=lines,
        padding=(1, 0) if lines != "ALL" else None,
        text_align="LEFT",
        v_align="TOP" if lines != "ALL" else "MIDDLE",
    ) as drawn:
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


LINES = ("NONE", "HORIZONTAL_LINES", "MINIMAL", "SINGLE_TOP_LINE")


@pytest.mark.parametrize("lines", LINES)
def test_a_table_with_few_rules_or_none(lines: str) -> None:
    rest, *rows = table(ROWS, lines=lines)
    assert [row.name for row in rows] == ["annex.pdf!table 1!2", "annex.pdf!table 1!3"]
    assert rows[0].text.startswith("From: Ann Poe <ann@quay.example>\n")
    assert "Subject: Lock keys\n" in rows[0].text
    assert rows[0].text.split()[-1] == "meeting."
    assert rows[1].text.split()[-1] == "week."
    assert "End of the annex." in rest.text
    assert "fetch" not in rest.text


@pytest.mark.parametrize("lines", LINES)
@pytest.mark.parametrize("repeated", [True, False])
def test_a_table_without_rules_goes_on_over_pages(lines: str, repeated: bool) -> None:
    many = [[*row[:3], f"Keys {number}", row[4]] for number in range(12) for row in ROWS]
    rest, *rows = table(many, repeated=repeated, lines=lines)
    assert [row.name.rpartition("!")[2] for row in rows] == [str(n) for n in range(2, 26)]
    assert {row.places[0].page for row in rows} >= {1, 2}
    assert all("Subject: Keys" in row.text for row in rows)
    assert all(row.text.split()[-1] in ("meeting.", "week.") for row in rows)
    assert "End of the annex." in rest.text


def test_a_row_without_rules_may_go_on_over_the_page() -> None:
    pdf = FPDF(format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_font("Helvetica", size=9)
    pdf.add_page()
    columns = (15, 50, 85, 115, 145)
    for x, name in zip(columns, NAMES, strict=True):
        pdf.text(x, 250, name)
    for x, value in zip(
        columns, ("ann@quay.example", "ben@quay.example", "4 May 2020 09:12", "Keys"), strict=False
    ):
        pdf.text(x, 258, value)
    pdf.text(145, 258, "The keys of the lower")
    pdf.text(145, 262, "lock are in the")
    pdf.add_page()
    pdf.text(145, 20, "safe below the stairs.")
    for x, value in zip(
        columns, ("ben@quay.example", "ann@quay.example", "4 May 2020 10:30", "Safe"), strict=False
    ):
        pdf.text(x, 28, value)
    pdf.text(145, 28, "Thank you.")
    pdf.text(
        15, 60, "This is the end of the annex, and more of it is not in the archive of the lock."
    )
    rest, first, second = read(bytes(pdf.output()), "annex.pdf", ReadOptions())
    assert " ".join(first.text.split()).endswith("lock are in the safe below the stairs.")
    assert " ".join(second.text.split()).endswith("Thank you.")
    assert "more of it" in rest.text


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
