"""Headers and footers of PDF pages, and other repeated lines, which are text."""

from __future__ import annotations

import pytest
from fpdf import FPDF

from mailrecon import reconstruct
from mailrecon.model import Document
from mailrecon.read import read_bytes
from mailrecon.read.pdf.layout import PageLine
from mailrecon.read.pdf.margins import describe

MAIL = (
    "From: Maren Holt <maren@n.example>",
    "To: Jonas Brandt <jonas@n.example>",
    "Date: Tue, 2 Mar 2021 09:14:00 +0100",
    "Subject: Notice",
    "",
    "I resign.",
    "",
    "Best,",
    "Maren",
)


def printed(
    pages: list[tuple[str, ...]], *, top: float = 60, head: str = "", foot: str = ""
) -> bytes:
    """Pages of lines; in `head` and `foot` a `#` is the page's number."""
    pdf = FPDF(unit="pt", format="A4")
    pdf.set_auto_page_break(auto=False)
    pdf.set_font("Helvetica", size=10)
    for number, lines in enumerate(pages, start=1):
        pdf.add_page()
        if head:
            pdf.text(50, 30, head.replace("#", str(number)))
        for place, line in enumerate(lines):
            pdf.text(50, top + 13 * place, line)
        if foot:
            pdf.text(50, 815, foot.replace("#", f"{number:06d}"))
    return bytes(pdf.output())


def document(data: bytes) -> Document:
    (found,) = read_bytes(data, "x.pdf")
    return found


def aside(found: Document) -> list[str]:
    return [found.text[span.start : span.end] for span in found.set_aside]


@pytest.mark.parametrize("count", [2, 3, 5, 50])
@pytest.mark.parametrize("top", [20, 60])
def test_the_same_mail_printed_again_and_again_keeps_its_body(count: int, top: float) -> None:
    data = printed([MAIL] * count, top=top)
    assert document(data).set_aside == ()
    archive = reconstruct(data, name="x.pdf")
    assert {message.body for message in archive.messages} == {"I resign.\n\nBest,\nMaren"}


def test_a_signature_that_comes_back_is_no_footer() -> None:
    pages = [
        (*MAIL[:4], "", *(f"Line {n} of {number}." for n in range(number % 4 + 2)), "", *MAIL[-2:])
        for number in range(12)
    ]
    data = printed(pages)
    assert document(data).set_aside == ()
    assert all(m.body.endswith("Best,\nMaren") for m in reconstruct(data, name="x").messages)


def test_the_signature_of_mails_that_each_fill_a_page_is_no_footer() -> None:
    pages = [
        (*MAIL[:4], "", *(f"Line {n} of mail {number}." for n in range(48)), "", *MAIL[-2:])
        for number in range(12)
    ]
    data = printed(pages)
    assert document(data).set_aside == ()
    assert all(m.body.endswith("Best,\nMaren") for m in reconstruct(data, name="x").messages)


def test_a_signature_alone_on_a_page_is_no_header() -> None:
    mail = tuple(f"Line {n}." for n in range(50))
    pages = [(*MAIL[:4], "", *mail), MAIL[-2:]] * 3
    assert document(printed(pages, top=30)).set_aside == ()


def test_a_footer_close_to_full_pages_is_known_by_a_page_that_is_not_full() -> None:
    full = tuple(f"Line {n}." for n in range(57))
    found = document(printed([full, full, full[:12]], foot="FOR OFFICIAL USE ONLY"))
    assert aside(found) == ["FOR OFFICIAL USE ONLY"] * 3


def test_a_sentence_on_two_pages_of_three_stays() -> None:
    pages = [("Page one says much.", "", "I resign."), ("Another one.", "", "I resign."), MAIL]
    assert document(printed(pages)).set_aside == ()


def test_headers_and_footers_of_a_release_are_set_aside() -> None:
    pages = [tuple(f"Line {n} of page {number}." for n in range(40)) for number in range(30)]
    found = document(printed(pages, head="NORTH HARBOUR RELEASE page # of 30", foot="NHA #"))
    assert aside(found)[:2] == ["NORTH HARBOUR RELEASE page 1 of 30", "NHA 000001"]
    assert len(found.set_aside) == 60


def test_two_pages_are_enough_for_a_footer_apart_from_the_text() -> None:
    found = document(printed([MAIL, MAIL[:5]], foot="NHA #"))
    assert aside(found) == ["NHA 000001", "NHA 000002"]


def test_what_stands_at_another_height_is_text() -> None:
    pages = [(*("Text.",) * (number % 3 * 12 + 10), "", "", "NHA") for number in range(9)]
    assert document(printed(pages)).set_aside == ()


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        (
            "3/2/26, 9:14 AM                    Mail - The wall",
            "https://mail.example/u/0/?ik=0f    1/1",
        ),
        ("02/03/2026, 09:14", "about:blank    1/1"),
        ("The wall        https://mail.example/u/0/", "1 of 1        02/03/2026, 09:14"),
        (
            "2.3.2026, 09:14        Die Mauer",
            "file:///C:/Users/ida/mauer.html        Seite 1 von 1",
        ),
    ],
)
def test_what_a_browser_prints_round_a_page_is_set_aside(head: str, foot: str) -> None:
    found = document(printed([MAIL], head=head, foot=foot))
    assert [" ".join(line.split()) for line in aside(found)] == [
        " ".join(head.split()),
        " ".join(foot.split()),
    ]


@pytest.mark.parametrize("foot", ["", "Best, Ann 3/4", "https://mail.example/the/report", "1 of 1"])
def test_a_date_above_a_page_alone_is_no_print_of_a_browser(foot: str) -> None:
    found = document(printed([MAIL], head="3/2/26, 9:14 AM    I resign.", foot=foot))
    assert aside(found) == []


def test_a_line_set_aside_inside_a_message_is_named_by_page_and_line() -> None:
    long = (*MAIL[:4], "", *(f"Line {number} of it." for number in range(20)))
    found = document(printed([long, tuple(f"More {n}." for n in range(20))], foot="QY-#"))
    (notice,) = found.warnings
    assert notice.code == "page-margins"
    named = [
        place.reference
        for place in found.places
        for span in found.set_aside
        if place.span.start == span.start
    ]
    assert len(named) == 2
    assert f"({'; '.join(named)})" in notice.text


def test_every_line_set_aside_is_named_with_its_places() -> None:
    lines = [
        [PageLine(f"HARBOUR-{number:03}", top=800.0, foot=20.0, size=9.0), PageLine("Vol. 7")]
        for number in range(9)
    ]
    lines[4].insert(0, PageLine("An extra line"))
    margins = {(number, 1 if number == 4 else 0) for number in range(9)}
    described = describe(lines, margins | {(8, 1)})
    assert described == (
        'set aside as headers and footers of pages: "HARBOUR-#" (pages 1-4, 6-9, line 1; '
        'page 5, line 2), "Vol. 7" (page 9, line 2)'
    )


def test_many_kinds_of_lines_are_all_named() -> None:
    lines = [[PageLine(f"{chr(97 + number)} footer")] for number in range(12)]
    described = describe(lines, {(number, 0) for number in range(12)})
    assert described is not None
    assert described.count(' footer"') == 12


def stamped() -> bytes:
    """A mail on one page, with a stamp across its corner."""
    pdf = FPDF(unit="pt", format="A4")
    pdf.set_auto_page_break(auto=False)
    pdf.set_font("Helvetica", size=9)
    pdf.add_page()
    for number, line in enumerate(MAIL):
        pdf.text(50, 90 + 12 * number, line)
    with pdf.rotation(20, 430, 60):
        pdf.text(385, 55, "RELEASED IN PART B6")
    return bytes(pdf.output())


def test_a_stamp_drawn_aslant_is_furniture_on_a_single_page() -> None:
    archive = reconstruct(stamped())
    (message,) = archive.messages
    assert message.body.rstrip("\n").endswith("Maren")
    text = archive.parsed[0].document.text
    # Its short words are read as its long ones: one line, and all of it set aside.
    assert [line.strip() for line in text.splitlines() if "B6" in line] == ["RELEASED IN PART B6"]
    assert "RELEASED IN PART" not in message.body


# Beside full lines, short ones, a label; `b6` is no code, and what is farther in may be a table's.
@pytest.mark.parametrize(
    ("code", "across", "is_text"),
    [
        ("B6", 560, False),
        ("(b)(6)", 548, False),
        ("B5, B6", 552, False),
        ("b6", 560, True),
        ("B6", 400, True),
    ],
)
def test_exemption_codes_in_the_margin_are_not_in_the_text(
    code: str, across: float, is_text: bool
) -> None:
    pdf = FPDF(unit="pt", format="A4")
    pdf.set_auto_page_break(auto=False)
    pdf.set_font("Helvetica", size=9)
    pdf.add_page()
    lines = (*MAIL[:-2], "The barge came late and nobody was there to take the ropes.", *MAIL[-2:])
    for number, line in enumerate(lines):
        pdf.text(50, 90 + 12 * number, line)
        if number in (1, len(lines) - 3, len(lines) - 2):
            pdf.text(across, 90 + 12 * number, code)
    (message,) = reconstruct(bytes(pdf.output())).messages
    assert (code in message.body) is is_text
    assert "to take the ropes." in message.body
    assert [person.address for person in message.to] == ["jonas@n.example"]


# Up the left margin, down the right one; farther in, where a table may have it.
@pytest.mark.parametrize(
    ("angle", "across", "is_stamp"),
    [(90, 28, True), (270, 570, True), (90, 16, True), (90, 120, False), (270, 480, False)],
)
@pytest.mark.parametrize("top", [90, 400])
def test_what_runs_beside_the_text_is_furniture_on_a_single_page(
    angle: int, across: float, is_stamp: bool, top: float
) -> None:
    pdf = FPDF(unit="pt", format="A4")
    pdf.set_auto_page_break(auto=False)
    pdf.set_font("Helvetica", size=9)
    pdf.add_page()
    for number, line in enumerate(MAIL):
        pdf.text(50, top + 12 * number, line)
    with pdf.rotation(angle, across, 420):
        pdf.text(across, 420, "From the shelf of Harbour Library")
    (message,) = reconstruct(bytes(pdf.output())).messages
    assert ("Library" not in message.body) is is_stamp
    assert "Maren" in message.body


def test_places_of_furniture_are_named_shortly_where_each_page_is_filled_otherwise() -> None:
    lines = [
        [*([PageLine("Text")] * number), PageLine("Vol. 7", top=800.0, foot=20.0, size=9.0)]
        for number in range(9)
    ]
    said = describe(lines, {(number, number) for number in range(9)})
    assert said is not None
    assert '"Vol. 7" (pages 1-9)' in said


@pytest.mark.parametrize("head", ["", "The harbour board"])
def test_rows_that_differ_in_numbers_are_text_at_the_top_of_a_page(head: str) -> None:
    readings = [f"{number % 24}:05 pump {number}: {number * 7 % 13} bar" for number in range(60)]
    rows = [row for reading in readings for row in (reading, "")]
    pages = [(*MAIL[:5], *rows[:40]), tuple(rows[40:80]), tuple(rows[80:])]
    (message,) = reconstruct(printed(pages, top=44, head=head), name="x.pdf").messages
    assert [line for line in message.body.splitlines() if line] == readings
