"""Tables of mail within documents (DOCX, ODT, web pages): each row a message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import pytest

from mailrecon import reconstruct
from mailrecon.model import Archive, Document
from mailrecon.read import read_bytes
from tests.read.make_office import docx_raw, odt_of

Rows = Sequence[Sequence[str]]
HEAD = ["From", "To", "Date", "Subject", "Body"]
ADA, BEN = "Ada Moor <ada@n.example>", "Ben Ost <ben@n.example>"
FIRST = [ADA, BEN, "2 March 2015 10:00", "Sluice", "It sticks.\n\nWe need boards."]
SECOND = [BEN, ADA, "2 March 2015 11:00", "Re: Sluice", "Boards come tomorrow."]


def html_table(rows: Rows, above: str = "", below: str = "") -> bytes:
    lines = "".join(
        "<tr>" + "".join(f"<td>{escape(c).replace(chr(10), '<br>')}</td>" for c in row) + "</tr>"
        for row in rows
    )
    page = f"<html><body><p>{above}</p><table>{lines}</table><p>{below}</p></body></html>"
    return page.encode()


def docx_rows(rows: Rows, above: str = "", below: str = "") -> bytes:
    def cell(text: str) -> str:
        return f"<w:tc>{''.join(map(paragraph, text.split(chr(10))))}</w:tc>"

    lines = "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in rows)
    return docx_raw(f"{paragraph(above)}<w:tbl>{lines}</w:tbl>{paragraph(below)}")


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def odt_rows(rows: Rows, above: str = "", below: str = "") -> bytes:
    def cell(text: str) -> str:
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
        return f"<table:table-cell>{lines}</table:table-cell>"

    lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    body = f"<table:table>{lines}</table:table><text:p>{escape(below)}</text:p>"
    return odt_of(above, body=body)


Maker = Callable[..., bytes]
MAKERS = {"a.html": html_table, "a.docx": docx_rows, "a.odt": odt_rows}
each_format = pytest.mark.parametrize("name", MAKERS)


def built(name: str, rows: Rows, **around: str) -> Archive:
    return reconstruct(MAKERS[name](rows, **around), name=name)


def documents(name: str, rows: Rows, **around: str) -> list[Document]:
    return list(read_bytes(MAKERS[name](rows, **around), name))


def shown(archive: Archive) -> list[tuple[str | None, ...]]:
    return [
        (
            found.originator.address or found.originator.name if found.originator else None,
            ", ".join(person.address or person.name or "" for person in found.to),
            found.when.local.isoformat(" ", "minutes") if found.when else None,
            found.subject,
            found.body.strip(),
        )
        for found in archive.messages
    ]


EXPECTED = [
    ("ada@n.example", "ben@n.example", "2015-03-02 10:00", "Sluice",
     "It sticks.\n\nWe need boards."),
    ("ben@n.example", "ada@n.example", "2015-03-02 11:00", "Re: Sluice", "Boards come tomorrow."),
]  # fmt: skip


@each_format
@pytest.mark.parametrize(
    "head",
    [
        HEAD,
        ["Von", "An", "Datum", "Betreff", "Nachricht"],
        ["差出人", "宛先", "日付", "件名", "本文"],
        ["От", "Кому", "Дата", "Тема", "Сообщение"],
        ["From:", "To:", "Date:", "Subject:", "Message:"],
    ],
)
def test_rows_are_messages_in_any_language(name: str, head: list[str]) -> None:
    assert shown(built(name, [head, FIRST, SECOND])) == EXPECTED


@each_format
@pytest.mark.parametrize("order", [(4, 0, 1, 2, 3), (2, 1, 0, 3, 4), (3, 4, 2, 0, 1)])
def test_columns_may_be_in_any_order_beside_others(name: str, order: Sequence[int]) -> None:
    def row(cells: Sequence[str], number: str) -> list[str]:
        return [number, *(cells[place] for place in order), f"MR{number}" if number else ""]

    rows = [[*row(HEAD, "No.")[:-1], "Bates"], row(FIRST, "1"), row(SECOND, "2")]
    assert shown(built(name, rows)) == EXPECTED
    # What is in columns that no mail has stays with the document.
    rest = documents(name, rows)[0]
    assert rest.name == name
    assert rest.text.split() == [*rest.text.split()[:-4], "1", "MR1", "2", "MR2"]


@each_format
def test_a_row_has_its_places_and_the_rest_stays(name: str) -> None:
    rest, first, second = documents(
        name, [HEAD, FIRST, SECOND], above="Annex 3", below="End of annex"
    )
    assert (first.name, second.name) == (f"{name}!table 1!2", f"{name}!table 1!3")
    assert rest.text.splitlines()[0] == "Annex 3"
    assert rest.text.splitlines()[-1] == "End of annex"
    assert "Sluice" not in rest.text
    assert "boards" not in rest.text
    values = {place.span.of(first.text) for place in first.places}
    assert {ADA, BEN, "2 March 2015 10:00", "Sluice"} <= values
    assert all("row 2" in p.reference or "tr[2]" in p.reference for p in first.places)


@each_format
def test_a_document_with_nothing_else_has_no_rest(name: str) -> None:
    assert len(documents(name, [HEAD, FIRST, SECOND])) == 2


@each_format
def test_names_and_addresses_in_two_columns(name: str) -> None:
    rows = [
        ["Sender name", "Sender email", "To", "Sent", "Subject", "Content"],
        ["Ada Moor", "ada@n.example", "Ben Ost\nCy Rask", "2015-03-02 10:00", "Sluice", "Oh"],
    ]  # fmt: skip
    (found,) = built(name, rows).messages
    assert found.originator is not None
    assert (found.originator.name, found.originator.address) == ("Ada Moor", "ada@n.example")
    assert [person.name for person in found.to] == ["Ben Ost", "Cy Rask"]


LAYOUTS: list[Rows] = [
    # Labels and their values.
    [["From", ADA, "Date", "2 March 2015 10:00"], ["To", BEN, "Subject", "Sluice"]],
    [["From:", ADA], ["To:", BEN], ["Date:", "2 March 2015 10:00"], ["Subject:", "Sluice"]],
    # Labels alone, their values below.
    [["From", "Date", "Re"], ["To", "Subject", "Cc"], ["Ada", "2 March 2015", "Sluice"]],
    # The mail with its header in a cell.
    [
        ["From", "Date", "Subject", "Text"],
        *(
            ["Ada", "2 March 2015", "Sluice", f"From: {ADA}\nSent: 2 March 2015 10:00\n"
             f"To: {BEN}\nSubject: Sluice\n\nIt sticks, and so does the other one {number}."]
            for number in (1, 2)
        ),
    ],
    # Travel, payments, a log of calls.
    [
        ["From", "To", "Date", "Notes"],
        ["London", "Paris", "2 March 2015", "By train, with a change of trains at Lille Europe."],
    ],
    [
        ["From", "To", "Date", "Subject", "Notes"],
        ["London", "Paris", "2 March 2015", "Travel", "By train, with a change at Lille."],
    ],
    [
        ["From", "Date", "Subject", "Action to be taken"],
        ["Ada Moor", "2 March 2015", "Sluice", "Order boards for the sluice in time."],
    ],
    [["From", "To", "Date", "Subject"], ["Ada", "Ben", "2 March 2015", "Sluice"]],
    [["Date", "From", "Message"], ["2 March", "Ada Moor", "Please call her back about the boards"]],
]  # fmt: skip


@each_format
@pytest.mark.parametrize("rows", LAYOUTS)
def test_other_tables_go_on_as_they_did(name: str, rows: Rows) -> None:
    found = documents(name, rows)
    assert [document.name for document in found] == [name]
    for row in rows:
        for cell in row:
            assert cell.split("\n")[-1] in found[0].text


def test_cells_merged_over_rows_count_for_each() -> None:
    page = (
        "<table><tr><td>From<td>To<td>Date<td>Subject<td>Body"
        f"<tr><td rowspan=2>{escape(ADA)}<td>{escape(BEN)}<td>2 March 2015 10:00<td>Sluice"
        f"<td>It sticks.<tr><td>{escape(BEN)}<td>3 March 2015 10:00<td>Sluice<td>It sticks again."
        "</table>"
    )
    found = shown(reconstruct(page.encode(), name="a.html"))
    assert [row[0] for row in found] == ["ada@n.example", "ada@n.example"]
    assert [row[4] for row in found] == ["It sticks.", "It sticks again."]


def test_cells_of_word_merged_over_rows_count_for_each() -> None:
    def row(*cells: str) -> str:
        return f"<w:tr>{''.join(cells)}</w:tr>"

    def cell(text: str, merge: str = "") -> str:
        properties = f'<w:tcPr><w:vMerge w:val="{merge}"/></w:tcPr>' if merge else ""
        return f"<w:tc>{properties}{paragraph(text)}</w:tc>"

    first = [cell(ADA, "restart"), *(cell(text) for text in FIRST[1:4]), cell("It sticks.")]
    below = [cell("", "continue"), *(cell(text) for text in SECOND[1:])]
    table = f"<w:tbl>{row(*map(cell, HEAD))}{row(*first)}{row(*below)}</w:tbl>"
    found = shown(reconstruct(docx_raw(table), name="a.docx"))
    assert [one[0] for one in found] == ["ada@n.example", "ada@n.example"]


def test_bars_and_hidden_text_go_with_their_row() -> None:
    bar = '<span style="background:black;color:black">Cy Rask of the harbour</span>'
    page = (
        "<table><tr><td>From<td>To<td>Date<td>Subject<td>Body"
        f"<tr><td>{escape(ADA)}<td>{escape(BEN)}<td>2 March 2015 10:00<td>Sluice<td>Ask {bar}."
        f"<tr><td>{escape(BEN)}<td>{escape(ADA)}<td>2 March 2015 11:00<td>Re: Sluice"
        '<td>Yes.<span style="display:none">No, never.</span></table>'
    )
    first, second = read_bytes(page.encode(), "a.html")
    (mark,) = first.redactions
    assert set(mark.span.of(first.text)) == {"█"}
    assert [item.characters for item in first.hidden] == [22]
    assert first.hidden[0].span == mark.span
    assert [item.characters for item in second.hidden] == [10]
    assert "Rask" not in first.text
    assert "never" not in second.text


def pipe_table(rows: Rows, above: str = "", below: str = "") -> bytes:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines.insert(1, "|" + " --- |" * len(rows[0]))
    return "\n".join([above, "", *lines, "", below]).encode()


def rtf_rows(rows: Rows, above: str = "", below: str = "") -> bytes:
    lines = ""
    for row in rows:
        edges = "".join(f"\\cellx{1800 * number}" for number in range(1, len(row) + 1))
        cells = "".join(f"\\pard\\intbl {cell}\\cell " for cell in row).replace("\n", "\\par ")
        lines += f"\\trowd{edges}{cells}\\row "
    text = f"{{\\rtf1\\ansi\\deff0 \\pard {above}\\par {lines}\\pard {below}\\par}}"
    return text.encode()


PLAIN = [HEAD, [*FIRST[:4], "It sticks."], SECOND]
LINK = '{\\field{\\*\\fldinst HYPERLINK "mailto:ada@n.example"}{\\fldrslt Ada Moor}}'


@pytest.mark.parametrize(
    "data",
    [
        (pipe_table(PLAIN, "Annex", "End of it."), "a.md"),
        (pipe_table(PLAIN).replace(b"\n| ", b"\n").replace(b" |\n", b"\n"), "a.md"),
        (rtf_rows(PLAIN, "Annex", "End of it."), "a.rtf"),
        (rtf_rows([HEAD, [LINK, *PLAIN[1][1:]], SECOND], "Annex"), "a.rtf"),
        (rtf_rows([["Trips", "Cost"], ["Quay", "12"]])[:-1] + rtf_rows(PLAIN), "a.rtf"),
    ],
    ids=["pipes", "no frame", "RTF", "links", "two tables"],
)
def test_rows_in_markdown_and_rtf_are_messages(data: tuple[bytes, str]) -> None:
    content, name = data
    first, second = reconstruct(content, name=name).messages
    assert first.originator is not None
    assert (first.originator.name, first.originator.address) == ("Ada Moor", "ada@n.example")
    assert [one.address for one in second.to] == ["ada@n.example"]
    assert (first.subject, second.subject) == ("Sluice", "Re: Sluice")
    assert first.body.strip() == "It sticks."
    assert second.body.strip() == "Boards come tomorrow."
    documents = list(read_bytes(content, name))
    for document in documents:
        for place in document.places:
            assert place.span.end <= len(document.text)
    assert not any("sticks" in one.text for one in documents if not one.is_row)


def test_a_body_of_several_paragraphs_in_rtf_is_whole() -> None:
    first, _ = reconstruct(rtf_rows([HEAD, FIRST, SECOND]), name="a.rtf").messages
    assert first.body.split() == ["It", "sticks.", "We", "need", "boards."]


@pytest.mark.parametrize(("make", "name"), [(pipe_table, "a.md"), (rtf_rows, "a.rtf")])
def test_other_tables_in_markdown_and_rtf_stay_as_they_are(make: Maker, name: str) -> None:
    trips = [["From", "To", "Date", "Text"], ["London", "Paris", "2 May 2015", "Late."]]
    (document,) = read_bytes(make(trips, "Trips"), name)
    assert "London" in document.text
    assert len(reconstruct(make(trips, "Trips"), name=name).messages) == 0
