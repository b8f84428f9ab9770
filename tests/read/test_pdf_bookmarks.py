"""Bookmarks of a PDF give the starts of the items from which it was joined."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest
from fpdf import FPDF

from mailrecon.lexicon import load
from mailrecon.model import Document, Parsed
from mailrecon.parse import parse
from mailrecon.read import ReadOptions, read_bytes
from read.make_pdf import LINE, MARGIN, TOP, new_page_printer

MAIL = (
    "From: Ann Poe <ann@harbour.example>",
    "To: Ida Rask <ida@harbour.example>",
    "Date: Tue, 2 Mar 2021 09:14:00 +0100",
    "Subject: Stones",
    "",
    "Dear Ida, the list is attached.",
    "Ann",
)
LIST = ("Stones for the north pier", "", "Granite, 40 blocks", "Basalt, 12 blocks")
SECOND = (
    "From: Ben Ost <ben@harbour.example>",
    "To: Ida Rask <ida@harbour.example>",
    "Date: Wed, 3 Mar 2021 10:00:00 +0100",
    "Subject: Ropes",
    "",
    "The ropes are here.",
)
# A mark is the bookmark's title, its level, and the line of the page it leads to.
Mark = tuple[str, int, int]


def joined(*pages: tuple[Sequence[str], Sequence[Mark]]) -> bytes:
    """Pages of lines, each with the bookmarks that lead to it."""
    pdf: FPDF = new_page_printer()
    for lines, marks in pages:
        pdf.add_page()
        for title, level, line in marks:
            pdf.set_y(TOP - LINE + line * LINE)
            pdf.start_section(title, level)
        for place, line_text in enumerate(lines):
            pdf.text(MARGIN, TOP + place * LINE, line_text)
    return bytes(pdf.output())


def document(data: bytes) -> Document:
    (found,) = read_bytes(data, "x.pdf", ReadOptions())
    return found


def parsed(data: bytes) -> Parsed:
    return parse(document(data), load())


def test_a_file_behind_a_mail_is_not_its_text() -> None:
    bare = parsed(joined((MAIL, ()), (LIST, ())))
    assert "Granite" in bare.drafts[0].body_text
    found = parsed(joined((MAIL, [("Stones", 0, 0)]), (LIST, [("list.docx", 0, 0)])))
    (draft,) = found.drafts
    assert draft.body_text.rstrip().endswith("Ann")
    assert found.document.text.index("Stones for") in found.document.item_starts


def test_a_file_below_its_mail_in_the_tree_counts_too() -> None:
    data = joined(
        (MAIL, [("Stones", 0, 0)]), (LIST, [("list.docx", 1, 0)]), (SECOND, [("R", 0, 0)])
    )
    first, second = parsed(data).drafts
    assert "Granite" not in first.body_text
    assert second.enclosing is None


def test_a_mail_that_a_bookmark_leads_to_is_not_quoted_above() -> None:
    bare = parsed(joined((MAIL, ()), (SECOND, ())))
    assert bare.drafts[1].enclosing == 0
    found = parsed(joined((MAIL, [("Stones", 0, 0)]), (SECOND, [("Ropes", 0, 0)])))
    assert found.drafts[1].enclosing is None


@pytest.mark.parametrize(
    "marks",
    [
        # Headings within a text, of which one happens to lead to the top of a page.
        [[("Greeting", 0, 5), ("Close", 0, 6)], [("List", 0, 0)]],
        [[("Page 1", 0, 0)], [("Page 2", 0, 0)]],
        [[("HARB0001", 0, 0)], [("HARB0002", 0, 0)]],
        [[], []],
    ],
)
def test_bookmarks_that_tell_nothing(marks: list[list[Mark]]) -> None:
    found = parsed(joined((MAIL, marks[0]), (LIST, marks[1])))
    assert found.document.item_starts == ()
    assert "Granite" in found.drafts[0].body_text


def test_titles_are_written_nowhere() -> None:
    data = joined((MAIL, [("Zora Quill's case", 0, 0)]), (LIST, [("list of Zora Quill", 0, 0)]))
    assert b"Zora" not in msgspec.json.encode(document(data))
