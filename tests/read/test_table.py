"""Tables of mail: CSV, load files, XLSX; each row a message, each value with its cell."""

from __future__ import annotations

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

import pytest

from mailrecon import reconstruct
from mailrecon.errors import ReadError
from mailrecon.model import Document
from mailrecon.read import choose_reader, read_bytes
from tests.read.test_mail import mail


def read(data: str | bytes, name: str = "a.csv") -> list[Document]:
    return list(read_bytes(data if isinstance(data, bytes) else data.encode(), name))


@pytest.mark.parametrize(
    "head",
    [
        "From,To,Date,Subject,Body",
        "Von,An,Datum,Betreff,Nachricht",
        "De,À,Date,Objet,Corps",
        "差出人,宛先,日付,件名,本文",
        "От,Кому,Дата,Тема,Words",
        "Email From,Email To,Date Sent,Email Subject,Extracted Text",
        "metadata_from,metadata_to,sent date,metadata_subject,raw text",
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_columns_are_known_in_any_language(head: str, delimiter: str) -> None:
    row = (
        'Ada Moor <ada@n.example>,ben@n.example,2015-03-02 10:00,Sluice,"It sticks.\n\n'
        'We need boards to shut the sluice at the upper mill before the water comes."'
    )
    archive = reconstruct(f"{head}\n{row}\n".replace(",", delimiter).encode(), name="a.csv")
    (found,) = archive.messages
    assert found.originator is not None
    assert (found.originator.name, found.originator.address) == ("Ada Moor", "ada@n.example")
    assert [person.address for person in found.to] == ["ben@n.example"]
    assert found.when is not None
    assert found.when.local.isoformat() == "2015-03-02T10:00:00"
    assert found.subject == "Sluice"
    assert found.body.startswith("It sticks.\n\nWe need")


def test_values_have_the_places_of_their_cells() -> None:
    head = "id,From,To,Date,Time,Subject,Body\n"
    data = head + '7,Ada Moor,"Ben;\nCy",2 March 2015,10:00,Sluice,It sticks\n'
    (document,) = read(data)
    assert document.name == "a.csv!2"
    shown = {
        place.reference: document.text[place.span.start : place.span.end]
        for place in document.places
    }
    assert {place.unit for place in document.places} == {"cell"}
    assert shown == {
        "B2": "Ada Moor", "C2": "Ben;; Cy", "D2": "2 March 2015", "E2": "10:00", "F2": "Sluice",
        "G2": "It sticks",
    }  # fmt: skip
    assert "Date: 2 March 2015 10:00\n" in document.text


def test_a_cell_may_hold_a_whole_message() -> None:
    raw = mail(1, "One.").as_string().replace('"', '""')
    (document,) = read(f'file,from,subject,message\nx,a,b,"{raw}"\n')
    assert document.kind == "eml"
    assert document.original is not None


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_load_files(encoding: str) -> None:
    rows = [
        ["BEGDOC", "FROM", "TO", "DATESENT", "TIMESENT", "SUBJECT", "BODY"],
        ["A1", "Jörn Moor <ada@n.example>", "Ben", "2015-03-02", "10:00", "Sluice", "It®sticks"],
    ]
    text = "".join("\x14".join(f"þ{cell}þ" for cell in row) + "\r\n" for row in rows)
    (document,) = read(text.encode(encoding), "a.dat")
    assert document.text == (
        "FROM: Jörn Moor <ada@n.example>\nDATESENT: 2015-03-02 10:00\nTO: Ben\nSUBJECT: Sluice\n\n"
        "It\nsticks"
    )


def xlsx(rows: list[list[str]]) -> bytes:
    """A workbook of one sheet, its texts inline."""
    cells = ""
    for row in rows:
        held = "".join(f'<c t="inlineStr"><is><t>{escape(v)}</t></is></c>' for v in row)
        cells += f"<row>{held}</row>"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Override PartName="/xl/workbook.xml" '
            f'ContentType="{kind}"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="Mail" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
        )
    return out.getvalue()


def test_workbooks() -> None:
    head = ["Von", "An", "Datum", "Betreff", "Nachricht"]
    row = ["ada@n.example", "ben@n.example", "2. März 2015 10:00", "Schleuse", "Sie klemmt."]
    data = xlsx([head, row])
    (document,) = read(data, "a.xlsx")
    assert document.name == "a.xlsx!Mail!2"
    assert document.places[0].reference == "Mail!A2"
    (found,) = reconstruct(data, name="a.xlsx").messages
    assert found.subject == "Schleuse"


@pytest.mark.parametrize(
    ("data", "name", "reader"),
    [
        (b"From: Ada Moor\nTo: Ben\nDate: 2 March 2015 10:00\n\nIt sticks.\n", "a.txt", "text"),
        (b"name,amount\nx,1\n", "a.csv", "text"),
        (b"", "a.csv", "text"),
        (b"From,To,Date\n", "a.txt", "text"),
    ],
)
def test_other_texts_and_tables_are_left_alone(data: bytes, name: str, reader: str) -> None:
    assert choose_reader(data, name).name == reader


def test_a_workbook_without_mail_or_damaged_is_named() -> None:
    with pytest.raises(ReadError, match="not those of mail, not read"):
        read(xlsx([["name", "amount"], ["x", "1"]]), "a.xlsx")
    with pytest.raises(ReadError, match="is damaged"):
        read(b"PK\x03\x04" + bytes(90), "a.xlsx")
