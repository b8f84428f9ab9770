"""ODS, XLS and XLSB: hidden cells are in no output; the others are read."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from mailrecon.model import Document, Hiding
from mailrecon.read import read_bytes

pytest.importorskip("python_calamine", reason="the extra `xlsx` is not installed here")
sys.path.insert(0, str(Path(__file__).parent))
from make_workbooks import Book, Cell, make

KINDS = ("ods", "xls", "xlsb")
HEAD = ["From", "To", "Date", "Subject", "Notes", "Body"]
ROWS = [
    ["Ann Poe", "Ida Rask", "4 May 2020 10:00", "Cracks", "Zebulon Quark", "It is cracked."],
    ["Ida Rask", "Ann Poe", "5 May 2020 10:00", "Re: Cracks", "", "Seen by Zebulon Quark."],
]
SECRET = Cell("")


def book(secret: Cell = SECRET, **hidden: object) -> Book:
    """Two mails; the cells that name somebody look like `secret`."""
    rows = [
        [replace(secret, text=text) if "Zebulon" in text else Cell(text) for text in row]
        for row in (HEAD, *ROWS)
    ]
    return Book(rows, **hidden)  # type: ignore[arg-type]


HIDDEN = {
    "white on white": (Hiding.SAME_COLOUR, book(replace(SECRET, letters="FFFFFF"))),
    "black on black": (Hiding.SAME_COLOUR, book(replace(SECRET, ground="000000"))),
    "blue on blue": (
        Hiding.SAME_COLOUR,
        book(replace(SECRET, letters="0000FF", ground="0000FF")),
    ),
    "tiny": (Hiding.TOO_SMALL, book(replace(SECRET, size=1.0))),
    "no format": (Hiding.NOT_DISPLAYED, book(replace(SECRET, code=";;;"))),
    "columns": (Hiding.NOT_DISPLAYED, book(hidden_columns=frozenset({4, 5}))),
    "narrow columns": (Hiding.NOT_DISPLAYED, book(narrow_columns=frozenset({4, 5}))),
    "rows": (Hiding.NOT_DISPLAYED, book(hidden_rows=frozenset({1, 2}))),
    "low rows": (Hiding.NOT_DISPLAYED, book(low_rows=frozenset({1, 2}))),
    "very hidden sheet": (None, book(is_hidden=True)),
}
SEEN = {
    "plain": book(),
    "white on black": book(replace(SECRET, letters="FFFFFF", ground="000000")),
    "black on yellow": book(replace(SECRET, ground="FFFF00")),
    "red": book(replace(SECRET, letters="FF0000")),
    "small": book(replace(SECRET, size=6.0)),
    "another row is hidden": book(hidden_rows=frozenset({7})),
}


def read(kind: str, made: Book) -> list[Document]:
    return list(read_bytes(make(kind, made), f"mail.{kind}"))


def said(documents: list[Document]) -> str:
    return repr([(item.text, item.hidden, item.places, item.warnings) for item in documents])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", HIDDEN)
def test_what_a_workbook_hides_is_withheld(way: str, kind: str) -> None:
    how, made = HIDDEN[way]
    documents = read(kind, made)
    assert "Zebulon" not in said(documents)
    assert "Quark" not in said(documents)
    hidden = [item for document in documents for item in document.hidden]
    if how is None:
        assert "1 sheet is hidden and was not read" in said(documents)
        return
    assert {item.how for item in hidden} == {how}
    assert all(item.characters > 0 for item in hidden)
    assert {item.place for item in hidden} >= {"Mail!F3"}
    if "rows" not in way:
        assert "Cracks" in said(documents)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", SEEN)
def test_what_a_workbook_shows_is_read(way: str, kind: str) -> None:
    documents = read(kind, SEEN[way])
    assert [document.text.count("Zebulon Quark") for document in documents] == [0, 1]
    assert not any(document.hidden for document in documents)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("letters", "size"), [("FFFFFF", 11.0), ("000000", 1.0)])
def test_hidden_words_within_a_cell_are_withheld(letters: str, size: float, kind: str) -> None:
    pieces = (
        ("Seen by ", "000000", 11.0),
        ("Zebulon Quark", letters, size),
        (" today", "FF0000", 9.0),
    )
    cell = Cell("".join(piece[0] for piece in pieces), rich=pieces)
    made = book(hidden_columns=frozenset({4}))
    made.rows[2][5] = cell
    documents = read(kind, made)
    assert "Zebulon" not in said(documents)
    assert "Seen by " in documents[1].text
    assert documents[1].text.endswith(" today")
    hidden = [item for item in documents[1].hidden if item.place == "Mail!F3"]
    assert [item.characters for item in hidden] == [13]
    shown = documents[1].text[hidden[0].span.start : hidden[0].span.end]
    assert shown == ("█" * 13 if size > 2 else "")


SHAPE = (
    '<draw:rect table:end-cell-address="Mail.F9" svg:x="0pt" svg:y="0pt" svg:width="99pt" '
    'svg:height="30pt" {fill}/>'
)
FILLED = 'draw:style-name="filled"'
GRAPHIC = (
    '<style:style style:name="filled" style:family="graphic"><style:graphic-properties '
    'draw:fill="solid" draw:fill-color="#000000"/></style:style>'
    '<style:style style:name="open" style:family="graphic"><style:graphic-properties '
    'draw:fill="none"/></style:style></office:automatic-styles>'
)
CELL = "<text:p>Zebulon Quark</text:p>"
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
ODS_HIDDEN = {
    "a shape over cells": {CELL: CELL + SHAPE.format(fill=FILLED)},
    "a folded group": {
        '<table:table-row  table:style-name="low">': "<table:table-row-group "
        'table:display="false"><table:table-row>',
        "</table:table-row></table:table>": "</table:table-row></table:table-row-group>"
        "</table:table>",
    },
    "a condition": {
        'table:style-name="c1"': 'table:style-name="conditioned"',
        "</office:automatic-styles>": '<style:style style:name="conditioned" '
        'style:family="table-cell"><style:map style:condition="cell-content()!=&quot;&quot;" '
        'style:apply-style-name="white"/></style:style><style:style style:name="white" '
        'style:family="table-cell"><style:text-properties fo:color="#ffffff"/></style:style>'
        "</office:automatic-styles>",
    },
    "a condition that names its style as it is displayed": {
        "</table:table></office:spreadsheet>": "<calcext:conditional-formats "
        f'xmlns:calcext="{CALC}"><calcext:conditional-format '
        'calcext:target-range-address="Mail.A3:Mail.F3"><calcext:condition '
        'calcext:apply-style-name="So_much 1" calcext:value="contains-text(&quot;x&quot;)"/>'
        "</calcext:conditional-format></calcext:conditional-formats></table:table>"
        "</office:spreadsheet>",
        "</office:automatic-styles>": '<style:style style:name="So_5f_much_20_1" '
        'style:display-name="So_much 1" style:family="table-cell"><style:text-properties '
        'fo:color="#ffffff"/></style:style></office:automatic-styles>',
    },
    "a protected cell": {
        'style:name="c1" style:family="table-cell" ><style:table-cell-properties ': "style:name="
        '"c1" style:family="table-cell"><style:table-cell-properties '
        'style:cell-protect="hidden-and-protected" ',
        '<table:table table:name="Mail"': '<table:table table:protected="true" table:name="Mail"',
    },
}


PLACE = 'svg:x="310pt" svg:y="20pt" svg:width="80pt" svg:height="30pt"'
SHEET = 'table:style-name="sheet">'
LINKED = (
    '<table:table table:name="linked"><table:table-row><table:table-cell '
    'office:value-type="string"><text:p>Nobody</text:p></table:table-cell></table:table-row>'
    "</table:table>"
)
SEEN_BY = "<text:p>Seen by Zebulon Quark.</text:p>"
AT_PLACES = {
    "a shape of the sheet": (
        {SHEET: f"{SHEET}<table:shapes><draw:rect {FILLED} {PLACE}/></table:shapes>"},
        True,
    ),
    "a shape of the sheet beside it": (
        {
            SHEET: f"{SHEET}<table:shapes><draw:rect {FILLED} {PLACE}/></table:shapes>".replace(
                "310pt", "390pt"
            )
        },
        False,
    ),
    "a shape as large as the cell": (
        {
            SEEN_BY: f"{SEEN_BY}<draw:rect {FILLED} {PLACE}/>".replace("310pt", "0pt").replace(
                "20pt", "0"
            )
        },
        True,
    ),
    "a shape of a group": (
        {
            SEEN_BY: f'{SEEN_BY}<draw:g table:end-cell-address="Mail.F9"><draw:rect {FILLED} '
            f"{PLACE}/></draw:g>".replace("310pt", "0pt").replace("20pt", "0pt")
        },
        True,
    ),
    "the tables of links": (
        {
            "</office:spreadsheet>": "<table:dde-links><table:dde-link>"
            f"{LINKED}</table:dde-link></table:dde-links></office:spreadsheet>"
        },
        False,
    ),
}


@pytest.mark.parametrize("way", AT_PLACES)
def test_what_lies_over_cells_of_ods_is_found_by_its_place(way: str) -> None:
    changes, hidden = AT_PLACES[way]
    documents = read("ods", book(extra={"</office:automatic-styles>": GRAPHIC, **changes}))
    assert ("Zebulon" not in said(documents)) is hidden
    assert "Nobody" not in said(documents)
    assert "Cracks" in said(documents)


@pytest.mark.parametrize("way", ODS_HIDDEN)
def test_what_only_ods_can_hide_is_withheld(way: str) -> None:
    changes = {"</office:automatic-styles>": GRAPHIC, **ODS_HIDDEN[way]}
    secret = Cell("Zebulon Quark", size=9.0)
    rows = [[Cell(text) for text in row] for row in (HEAD, ROWS[1], ROWS[0])]
    rows[1][5] = Cell("Nobody is named.")
    rows[2][4] = secret
    low = frozenset({2}) if "group" in way else frozenset()
    documents = read("ods", Book(rows, low_rows=low, extra=changes))
    assert "Zebulon" not in said(documents)
    assert "Nobody is named." in said(documents)
    assert any(document.hidden for document in documents)


def test_a_frame_around_cells_hides_nothing() -> None:
    shape = SHAPE.format(fill='draw:style-name="open"')
    changes = {"</office:automatic-styles>": GRAPHIC, CELL: CELL + shape}
    assert "Zebulon" in said(read("ods", book(extra=changes)))


@pytest.mark.parametrize(
    ("properties", "letters"),
    [
        ("><style:background-image xlink:href='a.png'/></style:table-cell-properties>", "#ffffff"),
        ("/>", '#000000" style:use-window-font-color="true" loext:opacity="0%'),
    ],
    ids=["picture", "usual letters of LibreOffice"],
)
def test_letters_on_a_picture_and_usual_ones_are_read_from_ods(
    properties: str, letters: str
) -> None:
    rows = [[Cell(text) for text in row] for row in (HEAD, *ROWS)]
    rows[2][5] = Cell("Seen by Zebulon Quark.", size=9.0)
    names = (
        'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:loext="urn:org:documentfoundation:names:'
        'experimental:office:xmlns:loext:1.0"'
    )
    changes = {
        "<office:document-content": f"<office:document-content {names}",
        '"c1" style:family="table-cell" ><style:table-cell-properties />': '"c1" style:family='
        f'"table-cell"><style:table-cell-properties {properties}',
        'fo:color="#000000" fo:font-size="9.0pt"': f'fo:color="{letters}" fo:font-size="9.0pt"',
    }
    assert "Seen by Zebulon Quark." in said(read("ods", Book(rows, extra=changes)))
