"""Tables of mail: CSV, load files, XLSX; each row a message, each value with its cell."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Sequence
from io import BytesIO, StringIO
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from click.testing import CliRunner

from mailrecon import reconstruct
from mailrecon.cli import main
from mailrecon.errors import ReadError
from mailrecon.model import Document
from mailrecon.pipeline import reconstruct_documents
from mailrecon.read import choose_reader, read_bytes
from mailrecon.read.files.inputs import list_files
from mailrecon.read.tables.merged_cells import fill_merged
from mailrecon.writers import write
from read.said import said
from tests.conftest import fixture_path
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
        (b"", "a.csv", "empty"),
        (b"A note\nFrom,To\nwe go on\n", "a.csv", "text"),
        (b"name~amount\nx~1\n", "a.csv", "text"),
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


@pytest.mark.parametrize(
    "head",
    [
        # Outlook's own export, which knows no date.
        "Subject,Body,From: (Name),From: (Address),From: (Type),To: (Name),To: (Address)",
        "Betreff,Text,Von: (Name),Von: (Adresse),Von: (Typ),An: (Name),An: (Adresse)",
        "Objet,Corps,De : (Nom),De : (Adresse),De : (Type),À : (Nom),À : (Adresse)",
        "Asunto,Cuerpo,De: (nombre),De: (dirección),De: (tipo),Para: (nombre),Para: (dirección)",
        "Oggetto,Corpo,Da: (Nome),Da: (Indirizzo),Da: (Tipo),A: (Nome),A: (Indirizzo)",
        "件名,本文,差出人: (名前),差出人: (アドレス),差出人: (種類),宛先: (名前),宛先: (アドレス)",
        "Тема,Текст,От: (имя),От: (адрес),От: (тип),Кому: (имя),Кому: (адрес)",
        # Other exports.
        "Subject,Body,Sender name,Sender address,Kind,To name,To address",
        "subject,text,from_name,from_email,x,to_name,to_email",
        "Subject,Message,Sender Name,Sender E-Mail Address,,To Names,To E-Mail Addresses",
        "Betreff,Nachricht,Von Name,Von E-Mail,,An Name,An E-Mail",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_people_in_two_columns_are_joined(head: str, encoding: str) -> None:
    row = 'Sluice,"It ""sticks"",\nagain.",Ada Moor,ada@n.example,SMTP,'
    row += "Ben Ost;Cy,ben@n.example;cy@n.example"
    data = f"{head}\r\n{row}\r\n".encode(encoding)
    (found,) = reconstruct(data, name="a.csv").messages
    assert found.originator is not None
    assert (found.originator.name, found.originator.address) == ("Ada Moor", "ada@n.example")
    people = [(person.name, person.address) for person in found.to]
    assert people == [("Ben Ost", "ben@n.example"), ("Cy", "cy@n.example")]
    assert found.subject == "Sluice"
    assert found.body == 'It "sticks",\nagain.'


@pytest.mark.parametrize(
    ("names", "addresses", "shown"),
    [
        ("Moor, Ada", "/O=QUAY/OU=NORTH/CN=RECIPIENTS/CN=ADA", "Moor, Ada"),
        ("Ada;Ben", "ada@n.example", "ada@n.example"),
        ("", "ada@n.example", "ada@n.example"),
        ("ada@n.example", "ada@n.example", "ada@n.example"),
        ("Ada", "", "Ada"),
        ("Ada;Ben", "ada@n.example;/O=QUAY/CN=BEN", "Ada <ada@n.example>; Ben"),
    ],
)
def test_names_and_addresses_that_do_not_pair(names: str, addresses: str, shown: str) -> None:
    data = f'From name,From address,To,Date,Body\n"{names}",{addresses},Cy,2015-03-02,It sticks.\n'
    (document,) = read(data)
    assert document.text.split("\n")[0] == f"From: {shown}"
    for place in document.places:
        assert place.span.end > place.span.start


@pytest.mark.parametrize(
    "head",
    [
        "Sender,To,Date,Time,Subject,Body",
        "Absender,An,Datum,Uhrzeit,Betreff,Inhalt",
        "Expéditeur,À,Date,Heure,Objet,Contenu",
        "From,To,Date,Time,Subject,Message Body",
        "От,Кому,Дата,Время,Тема,Текст",
        "差出人,宛先,日付,時刻,件名,本文",
    ],
)
def test_date_and_time_in_two_columns_are_one(head: str) -> None:
    row = "Ada Moor <ada@n.example>,ben@n.example,2015-03-02,14:05,Sluice,It sticks."
    (found,) = reconstruct(f"{head}\n{row}\n".encode(), name="a.csv").messages
    assert found.when is not None
    assert found.when.local.isoformat() == "2015-03-02T14:05:00"
    assert found.originator is not None
    assert found.originator.address == "ada@n.example"
    assert found.body == "It sticks."


@pytest.mark.parametrize(
    "head",
    [
        "File name,File type,Date,Size",
        "Name,Address,City,Email",
        "Event name,To do,Owner name",
        "Customer name,Customer address,Subject,Price",
    ],
)
def test_tables_of_other_things_with_names_are_none(head: str) -> None:
    data = f"{head}\na,b,2015-03-02,d\n".encode()
    assert choose_reader(data, "a.csv").name != "table"


def test_a_production_is_read_back_to_its_messages(tmp_path: Path) -> None:
    """The writer's twin: table, natives and texts are copies of the same messages."""
    source = fixture_path("blog_post.en.txt")
    wanted = reconstruct(source).messages
    write(reconstruct(source), tmp_path / "vol", to="loadfile")
    out = tmp_path / "out.jsonl"
    result = CliRunner().invoke(main, ["convert", str(tmp_path / "vol"), str(out)])
    assert result.exit_code == 0, result.output
    found = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert {row["message_id"] for row in found} == {one.message_id for one in wanted}
    for message in wanted:
        (row,) = [row for row in found if row["message_id"] == message.message_id]
        assert row["native"]
        assert row["body"].split() == message.body.split()
        assert row["subject"] == message.subject
        kinds = {copy["source"]["document"].partition("/")[0] for copy in row["copies"]}
        assert kinds >= {"DATA"}


@pytest.mark.parametrize(
    ("head", "cell", "body"),
    [
        ("Extracted Text", ".\\TEXT\\0001\\A1.txt", ""),
        ("Extracted Text", "VOL001\\TEXT\\My letters\\A 1.txt", ""),
        ("TextPath", "TEXT/0001/A1.txt", ""),
        ("NATIVE FILE", "\\NATIVES\\0001\\A1.msg", ""),
        ("Extracted Text", "It sticks and sticks, see boards/north.", "It sticks and sticks,"),
        ("Link", "https://quay.example/a.html", "A note that is long enough"),
    ],
)
def test_a_path_is_no_body(head: str, cell: str, body: str) -> None:
    note = "A note that is long enough to be a text, with some words."
    head = f"þFromþ\x14þToþ\x14þSubjectþ\x14þ{head}þ\x14þNotesþ"
    row = f"þAdaþ\x14þBenþ\x14þSluiceþ\x14þ{cell}þ\x14þ{note}þ"
    (document,) = read(f"{head}\r\n{row}\r\n", "a.dat")
    shown = document.text.partition("\n\n")[2]
    assert shown.startswith(body)
    assert bool(shown) == bool(body)


HEAD = ["BEGDOC", "FROM", "TO", "DATESENT", "SUBJECT", "EXTRACTEDTEXT"]
ROW = [
    "QA1",
    "Ada Moor <ada@n.example>",
    "ben@n.example",
    "2 March 2015 10:00",
    "Sluïce",
    "Höld\xaeit",
]


def load_file(separator: str, sign: str) -> str:
    lines = (separator.join(f"{sign}{value}{sign}" for value in row) for row in (HEAD, ROW))
    return "".join(f"{line}\r\n" for line in lines)


@pytest.mark.parametrize(
    ("separator", "sign"),
    [
        ("\x14", "\xfe"),
        ("\x14", ""),
        ("|", "^"),
        ("|", "~"),
        ("^", ""),
        ("~", ""),
        ("\t", '"'),
        (",", '"'),
        ("\x1f", ""),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_load_files_with_any_delimiters(separator: str, sign: str, encoding: str) -> None:
    (document,) = read(load_file(separator, sign).encode(encoding), "quay.dat")
    assert "FROM: Ada Moor <ada@n.example>\n" in document.text
    assert document.text.endswith("SUBJECT: Sluïce\n\nHöld\nit")
    assert [place.reference for place in document.places] == ["B2", "D2", "C2", "E2", "F2"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("name", ["quay.txt", "quay", "quay.DAT"])
def test_a_load_file_is_known_by_its_signs(name: str, encoding: str) -> None:
    (document,) = read(load_file("\x14", "\xfe").encode(encoding), name)
    assert (document.kind, document.text[:5]) == ("table", "FROM:")


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("Od;Do;Data;Temat;Treść", "cp1250"),
        ("De~Para~Data~Assunto~Corpo", "utf-8"),
        ("Από;Προς;Ημερομηνία;Θέμα;Κείμενο", "cp1253"),
        ("من,إلى,التاريخ,الموضوع,النص", "cp1256"),
        ("Kimden^Kime^Tarih^Konu^Metin", "cp1254"),
        ("发件人,收件人,日期,主题,正文", "gb18030"),
        ("보낸사람|받는사람|날짜|제목|본문", "cp949"),
        ("От\x1fКому\x1fДата\x1fТема\x1fТекст", "cp1251"),
        ("sep=|\nVon|An|Datum|Betreff|Text", "utf-8"),
        ("Ausgeführt am 3.3.2015\n\nVon;An;Datum;Betreff;Text", "cp1252"),
    ],
)
def test_tables_in_any_code_page_with_any_separator(head: str, encoding: str) -> None:
    separator = (
        head.replace("sep=|\n", "")
        .split("\n")[-1]
        .strip("".join(set(filter(str.isalnum, head))) + " ")[:1]
    )
    values = ["ada@n.example", "ben@n.example", "2015-03-02 10:00", "S", "It sticks."]
    data = f"{head}\n{separator.join(values)}\n".encode(encoding)
    (document,) = read(data, "a.csv")
    assert document.text.count("@n.example") == 2
    assert document.text.endswith("\n\nIt sticks.")
    row = head.count("\n") + 2
    assert document.places[0].reference == f"A{row}"


@pytest.mark.parametrize("inner", ["", "DATA/"])
@pytest.mark.parametrize("linked", ["TEXT\\QA1.txt", ".\\text\\qa1.TXT", "VOL1\\TEXT\\QA1.txt"])
def test_a_load_file_alone_brings_the_files_it_names(
    inner: str, linked: str, tmp_path: Path
) -> None:
    volume = tmp_path / "VOL1"
    (volume / "DATA").mkdir(parents=True)
    (volume / "TEXT").mkdir()
    (volume / "TEXT" / "QA1.txt").write_text(
        "From: Ada Moor <ada@n.example>\nTo: Ben\nDate: 2 March 2015 10:00\nSubject: S\n\nHold it\n"
    )
    (tmp_path / "secret.txt").write_text("x")
    head = "\xfeBEGDOC\xfe\x14\xfeTEXTLINK\xfe\r\n"
    rows = "".join(
        f"\xfeQA{n}\xfe\x14\xfe{link}\xfe\r\n"
        for n, link in enumerate((linked, "..\\secret.txt", "missing.txt", linked))
    )
    path = volume / inner / "quay.dat"
    path.write_text(head + rows, encoding="utf-8")
    names = [item.name for item in list_files([str(path)])]
    assert names == ["quay.dat", linked.replace("\\", "/").removeprefix("./")]


# --- bodies, dates and rows as exports have them -------------------------------------------------


def table(*rows: Sequence[str]) -> bytes:
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


COLUMNS = ("From", "To", "Date", "Subject", "Body")
VALUES = ("ann@n.example", "ben@n.example", "2 March 2021 09:14", "Gate")
PAGE = "<html><body><p>Dear Ben,</p><p>it sticks<i style='display:none'>Zora</i>.</p></body></html>"


def test_a_body_that_is_a_page_is_read_as_a_person_sees_it() -> None:
    (found,) = read(table(COLUMNS, (*VALUES, PAGE)))
    assert found.text.endswith("Dear Ben,\n\nit sticks.\n")
    assert "Zora" not in found.text
    assert [item.characters for item in found.hidden] == [4]
    assert found.hidden[0].span.start == found.text.index("it sticks") + len("it sticks")


def test_a_column_of_pages_is_the_body_where_there_is_no_other() -> None:
    (found,) = read(table((*COLUMNS[:4], "Body HTML"), (*VALUES, "<p>Dear Ben</p>")))
    assert found.text.endswith("\n\nDear Ben\n")
    both = table((*COLUMNS, "Body HTML"), (*VALUES, "Dear Ben, plain", "<p>Dear Ben</p>"))
    assert read(both)[0].text.endswith("\n\nDear Ben, plain")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("44257.384722222", "2021-03-02 09:14:00"),
        ("44257", "2021-03-02"),
        ("1614672840", "2021-03-02 08:14:00+00:00"),
        ("1614672840000", "2021-03-02 08:14:00+00:00"),
        ("20210302", "20210302"),
        ("2021", "2021"),
        ("2 March 2021", "2 March 2021"),
    ],
)
def test_dates_that_are_numbers(written: str, shown: str) -> None:
    (found,) = read(table(COLUMNS, (*VALUES[:2], written, "Gate", "It sticks.")))
    assert f"Date: {shown}\n" in found.text


@pytest.mark.parametrize("name", ["Time Zone", "TIMEZONE", "TZ", "Zeitzone", "时区"])
def test_a_zone_in_a_column_of_its_own(name: str) -> None:
    head = (*COLUMNS, "Time", name)
    (found,) = read(table(head, (*VALUES[:2], "2021-03-02", "Gate", "Hi", "09:14", "UTC-05:00")))
    assert "Date: 2021-03-02 09:14 UTC-05:00\n" in found.text
    (found,) = read(table(head, (*VALUES[:2], "2021-03-02", "Gate", "Hi", "09:14 GMT", "EST")))
    assert "Date: 2021-03-02 09:14 GMT\n" in found.text


def test_a_body_may_go_on_in_the_rows_below() -> None:
    more = ("", "", "", "", "second line")
    gap = ("", "", "", "", "")
    found = read(table(COLUMNS, (*VALUES, "first line"), more, gap, (*VALUES, "other"), more))
    assert [item.text.partition("\n\n")[2] for item in found] == [
        "first line\nsecond line",
        "other\nsecond line",
    ]
    assert [place.reference for place in found[0].places[-2:]] == ["E2", "E3"]


def test_cells_merged_over_rows_count_for_each() -> None:
    rows = [["Ann", "Ben"], ["", "Cy"], ["", "Dee"], ["", ""]]
    filled = fill_merged(rows, [((0, 0), (2, 0)), ((3, 0), (3, 1)), ((9, 0), (10, 0))])
    assert [row[0] for row in rows] == ["Ann", "Ann", "Ann", ""]
    assert filled == {(1, 0): 0, (2, 0): 0}


def merged(rows: list[list[str]], *ranges: str) -> list[Document]:
    """What is read of a workbook with these merged cells (`A2:A4`)."""
    cells = "".join(f'<mergeCell ref="{one}"/>' for one in ranges)
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(xlsx(rows))) as held, zipfile.ZipFile(out, "w") as made:
        for member in held.namelist():
            content = held.read(member)
            if member.startswith("xl/worksheets/"):
                end = f"</sheetData><mergeCells>{cells}</mergeCells>".encode()
                content = content.replace(b"</sheetData>", end)
            made.writestr(member, content)
    return list(read_bytes(out.getvalue(), "a.xlsx"))


def test_merged_over_rows_and_columns_a_value_counts_for_each_row_and_has_its_own_cell() -> None:
    head = ["From", "", "To", "Date", "Subject", "Body"]
    rows = [head, ["Ann", "", "Ben", "2021-03-01", "Gate", "one"]]
    rows.append(["", "", "Cy", "2021-03-02", "Lock", "two"])
    found = merged(rows, "A1:B1", "A2:B3")
    assert [item.text.splitlines()[0] for item in found] == ["From: Ann", "From: Ann"]
    assert [item.places[0].reference for item in found] == ["Mail!A2", "Mail!A2"]
    assert found[1].places[1].reference == "Mail!D3"


def test_a_header_merged_over_the_rows_of_its_body_is_one_message() -> None:
    rows = [list(COLUMNS), [*VALUES, "first line"], ["", "", "", "", "second line"]]
    rows.append(["", "", "", "", "third line"])
    found = merged([*rows, [*VALUES, "other"]], "A2:A4", "B2:B4", "C2:C4", "D2:D4")
    assert [item.text.partition("\n\n")[2] for item in found] == [
        "first line\nsecond line\nthird line",
        "other",
    ]
    assert [place.reference for place in found[0].places[-3:]] == ["Mail!E2", "Mail!E3", "Mail!E4"]


def test_rows_merged_in_all_their_cells_are_one_message() -> None:
    rows = [list(COLUMNS), [*VALUES, "Hello"], [""] * 5, [*VALUES, "other"]]
    found = merged(rows, *(f"{letter}2:{letter}3" for letter in "ABCDE"))
    assert [item.text.partition("\n\n")[2] for item in found] == ["Hello", "other"]
    rows = [list(COLUMNS), [*VALUES, "Hello"], [""] * 5, ["", "", "", "", "again"]]
    found = merged(rows, *(f"{letter}2:{letter}4" for letter in "ABCD"), "E2:E3")
    assert [item.text.partition("\n\n")[2] for item in found] == ["Hello\nagain"]


@pytest.mark.parametrize("column", ["To", "Cc", "Attachments"])
@pytest.mark.parametrize("is_merged", [True, False])
def test_recipients_and_files_one_a_row_belong_to_one_message(column: str, is_merged: bool) -> None:
    head = ["From", column, "Date", "Subject", "Body"]
    rows = [head, ["Ann", "Ben", *VALUES[2:], "Hi"], ["", "Cy Low", "", "", ""], ["", "Dee"]]
    rows.append(["Ben", "Ann", *VALUES[2:], "other"])
    if is_merged:
        found = merged(rows, *(f"{letter}2:{letter}4" for letter in "ACDE"))
        cells = [place.reference for place in found[0].places if place.reference[5:6] == "B"]
        assert cells == ["Mail!B2", "Mail!B3", "Mail!B4"]
    else:
        found = read(table(*rows))
    assert [item.text.partition("\n\n")[2] for item in found] == ["Hi", "other"]
    assert f"\n{column}: Ben; Cy Low; Dee\n" in found[0].text


def test_recipients_with_addresses_one_a_row() -> None:
    head = ["From", "Recipient name", "Recipient address", "Date", "Subject", "Body"]
    rows = [head, ["Ann", "Ben", "ben@n.example", "2021-03-02", "Gate", "Hi"]]
    rows.append(["", "Cy", "cy@n.example"])
    (found,) = read(table(*rows))
    assert "To: Ben <ben@n.example>; Cy <cy@n.example>\n" in found.text


def test_rows_with_recipients_and_a_body_of_their_own_are_messages() -> None:
    rows = [list(COLUMNS), [*VALUES, "Hello"], ["", "cy@n.example", "", "", "another"]]
    found = merged(rows, "A2:A3", "C2:C3", "D2:D3")
    assert [item.text.partition("\n\n")[2] for item in found] == ["Hello", "another"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Dear Ben,\nthe gate is shut.", "Dear Ben,\nit is open again."),
        ("The gate is shut.", "Hi Ben, it is open again."),
        ("Ben,\nthe gate is shut.", "Ben!\nIt is open again."),
        ("The gate is shut.", "Ben Low,\nit is open again."),
        ("The gate is shut.\nAnn", "It is open again.\nAnn"),
        ("The gate is shut. Ann Poe", "It is open again. Ann"),
        ("Hallo Ben,\ndas Tor ist zu.", "Hallo Ben,\nes ist offen."),
        ("El muro está mojado.", "Hola Ben:\nya no."),
    ],
)
def test_bodies_under_one_merged_header_that_greet_or_sign_are_messages(
    first: str, second: str
) -> None:
    values = ("Ann Poe", "Ben Low", *VALUES[2:])
    rows = [list(COLUMNS), [*values, first], ["", "", "", "", second]]
    found = merged(rows, *(f"{letter}2:{letter}3" for letter in "ABCD"))
    assert [item.text.partition("\n\n")[2] for item in found] == [first, second]
    assert all(item.text.startswith("From: Ann Poe\nDate: ") for item in found)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Dear Ben,", "the gate is shut."),
        ("Dear Ben, the gate is shut, as", "the divers said, but"),
        ("The gate is shut.", "Ann"),
        ("The gate is shut.\nAnn", "P.S. It leaks."),
    ],
)
def test_lines_of_one_body_under_a_merged_header_are_one_message(first: str, second: str) -> None:
    values = ("Ann Poe", "Ben Low", *VALUES[2:])
    rows = [list(COLUMNS), [*values, first], ["", "", "", "", second]]
    (found,) = merged(rows, *(f"{letter}2:{letter}3" for letter in "ABCD"))
    assert found.text.endswith(f"\n\n{first}\n{second}")


@pytest.mark.parametrize("below", [True, False])
def test_names_of_columns_in_two_storeys(below: bool) -> None:
    rows = [["Mail of March", "", "", "", "", ""], ["From", "", "To", "Date", "Subject", "Body"]]
    rows.append(["Name", "Address", "", "", "", ""])
    rows.append(["Ann Poe", "ann@quay.example", "Ben", "2021-03-01", "Gate", "one"])
    ranges = ["A1:F1", "A2:B2", *(f"{letter}2:{letter}3" for letter in "CDEF" if below)]
    (found,) = merged(rows, *ranges)
    assert found.text == (
        "From: Ann Poe <ann@quay.example>\nDate: 2021-03-01\nTo: Ben\nSubject: Gate\n\none"
    )


def test_titles_over_groups_of_columns_are_no_storey() -> None:
    rows = [["People", "", "Message", "", ""], list(COLUMNS), [*VALUES, "Hello"]]
    (found,) = merged(rows, "A1:B1", "C1:E1")
    assert found.text.startswith("From: ann@n.example\n")
    assert found.text.endswith("\n\nHello")


def test_a_hidden_sheet_is_counted_and_not_read() -> None:
    data = xlsx([list(COLUMNS), [*VALUES, "Zora"]])
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as held, zipfile.ZipFile(out, "w") as made:
        for member in held.namelist():
            content = held.read(member)
            if member == "xl/workbook.xml":
                assert b"<sheet " in content
                content = content.replace(b"<sheet ", b'<sheet state="hidden" ')
            made.writestr(member, content)
    (found,) = read_bytes(out.getvalue(), "a.xlsx")
    assert [notice.code for notice in found.warnings] == ["hidden-text"]
    assert "Zora" not in said(found)


@pytest.mark.parametrize("name", ["receiver", "Recipients", "Recipient", "Sent to"])
def test_recipients_by_other_names(name: str) -> None:
    (found,) = read(table(("sender", name, "date", "subject", "body"), (*VALUES, "Hello")))
    assert "To: ben@n.example\n" in found.text or f"{name}: ben@n.example\n" in found.text


@pytest.mark.parametrize(
    "head",
    [
        "sender,recipient,datetime,title,content",
        "from_address,to_address,sent_at,subject,body_text",
        "From,To,Received DateTime,Subject,Mail body",
        "from,to,timestamp,subject,message",
        "보낸 사람,받는 사람,날짜,제목,내용",
        "寄件者,收件者,日期,主旨,內容",
        "Von,An,Zeitstempel,Betreff,Inhalt",
        "מאת,אל,תאריך,נושא,תוכן",
    ],
)
def test_columns_by_the_names_that_programs_give(head: str) -> None:
    row = "ada@n.example,ben@n.example,2015-03-02 10:00,S,It sticks."
    (document,) = read(f"{head}\n{row}\n".encode(), "a.csv")
    (message,) = reconstruct_documents([document]).messages
    assert message.when is not None
    assert (message.subject, message.body) == ("S", "It sticks.")


@pytest.mark.parametrize("head", ["from,to,timestamp,amount,note", "from,to,created_at,price,text"])
def test_dates_of_payments_are_none_of_mail(head: str) -> None:
    data = f"{head}\nBern,Basel,2015-03-02 10:00,3,x\n".encode()
    assert choose_reader(data, "a.csv").name == "text"


@pytest.mark.parametrize(
    "head",
    [
        "No,From,To,Date,Subject,Body",
        "No.,Sender,To,Sent,Subject,Text",
        # Latvian, of which `No` is From.
        "Nr,No,Kam,Datums,Temats,Text",
    ],
)
def test_a_number_is_no_sender(head: str) -> None:
    row = "1,Ada Moor,Ben Ost,2015-03-02,Sluice,Oh"
    (found,) = reconstruct(f"{head}\n{row}\n".encode(), name="a.csv").messages
    assert found.originator is not None
    assert found.originator.name == "Ada Moor"


IBAN = "DE12 5001 0517 5407"
PATHS = [("London", "Paris", "2015-03-02", "Late."), ("Paris", "Rome", "2015-03-04", "Night.")]


def table_text(head: list[str], rows: list[tuple[str, ...]]) -> str:
    return "\n".join(map(",".join, [head, *map(list, rows)])) + "\n"


@pytest.mark.parametrize(
    ("head", "rows", "count"),
    [
        (["From", "To", "Date", "Text"], PATHS, 0),
        (["De", "Para", "Data", "Texto"], PATHS, 0),
        (["From", "To", "Date", "Text"], [("Ada Moor", "Ben Ost", "2015-03-02", "Late.")], 1),
        (["From", "To", "Date", "Text"], [("ada@n.example", "Ben", "2015-03-02", "Late.")], 1),
        (["From", "To", "Date", "Subject", "Text"], [("Ada", "Ben", "2015-03-02", "S", "x")], 1),
        # Accounts, hours of work, telephones; sums of money in a column of their own.
        (["From", "To", "Date", "Subject", "Text"], [(IBAN, IBAN, "2015-03-02", "Rent", "May")], 0),
        (
            ["From", "To", "Date", "Subject", "Text"],
            [("08:00", "16:00", "2015-03-02", "G", "E")],
            0,
        ),
        (
            ["From", "To", "Date", "Text"],
            [("+49 170 555011", "+49 170 555012", "2015-03-02", "x")],
            0,
        ),
        (
            ["Von", "An", "Datum", "Betreff", "Text", "Betrag"],
            [("Girokonto", "Ben Ost", "2015-03-02", "Miete", "Dauerauftrag", "1.200.00")],
            0,
        ),
        (
            ["From", "To", "Date", "Subject", "Text", "Size"],
            [("Ada Moor", "Ben Ost", "2015-03-02", "Rent", "Shall I?", "12")],
            1,
        ),
    ],
)
def test_journeys_are_no_mail(head: list[str], rows: list[tuple[str, ...]], count: int) -> None:
    assert len(reconstruct(table_text(head, rows).encode(), name="a.csv").messages) == count
    cells = [head, *map(list, rows)]
    if count:
        assert len(reconstruct(xlsx(cells), name="a.xlsx").messages) == count
    else:
        with pytest.raises(ReadError, match="columns are not those of mail"):
            reconstruct(xlsx(cells), name="a.xlsx")


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("Email sender,Email recipients,Email date sent,Email subject,Body", "2015-03-02 10:00"),
        ("Sender,Recipients_To,Date,Subject_Title,Body", "2015-03-02 10:00"),
        ("From Address,To Address,Sent Time,Subject,Body", "2015-03-02 10:00"),
        ("Gönderen,Alıcı,Gönderildi,Konu,İleti", "2015-03-02 10:00"),
        ("Sender/Author,Rcpt To,Communication Date,Message Subject,Full text", "2015-03-02 10:00"),
        (
            "Email Author,RecipientEmailAddress,Doc Date,Conversation Topic,Contents",
            "2015-03-02 10:00",
        ),
        ("MAIL_FROM,MailTo,Message Date,主旨,Body (Plain)", "2015-03-02 10:00"),
    ],
)
def test_columns_as_more_programs_export_them(head: str, day: str) -> None:
    row = f"ada@n.example,ben@n.example,{day},Sluice,It sticks."
    (found,) = reconstruct(f"{head}\n{row}\n".encode(), name="a.csv").messages
    assert found.originator is not None
    assert found.originator.address == "ada@n.example"
    assert [person.address for person in found.to] == ["ben@n.example"]
    assert found.when is not None
    assert found.when.local.isoformat() == "2015-03-02T10:00:00"
    assert (found.subject, found.body.strip()) == ("Sluice", "It sticks.")


def test_a_name_and_an_address_written_as_one_word_belong_together() -> None:
    text = "SenderName,SenderEmailAddress,To,SentOn,Conversation Topic,Subject,Body\n"
    text += "Ada Moor,ada@n.example,ben@n.example,2015-03-02,Sluice,RE: Sluice,It sticks.\n"
    (found,) = reconstruct(text.encode(), name="a.csv").messages
    assert found.originator is not None
    assert (found.originator.name, found.originator.address) == ("Ada Moor", "ada@n.example")
    assert found.subject == "RE: Sluice"


def test_a_load_file_with_carets_is_known_by_them() -> None:
    head = "^FROM^|^TO^|^DATESENT^|^SUBJECT^|^BODY^"
    row = "^ada@n.example^|^ben@n.example^|^2015-03-02 10:00^|^Sluice^|^It sticks.~Bring grease.^"
    (document,) = read(f"{head}\r\n{row}\r\n".encode(), "quay.txt")
    assert document.text.endswith("It sticks.\nBring grease.")


@pytest.mark.parametrize("separator", [",", ";", "\t", "\x14", "\x1f"])
@pytest.mark.parametrize("sign", ["'", '"'])
def test_values_may_be_quoted_where_names_of_columns_are_not(separator: str, sign: str) -> None:
    body = f"Ann's gate; shut.\nCall{separator} please."
    held = StringIO()
    writer = csv.writer(held, delimiter=separator, quotechar=sign, lineterminator="\n")
    writer.writerow(["From", "To", "Date", "Subject", "Body"])
    writer.writerow(["ada@n.example", "ben@n.example", "2015-03-02 10:00", "Sluice", body])
    writer.writerow(["ben@n.example", "ada@n.example", "2015-03-03 10:00", "RE: Sluice", body])
    found = read(held.getvalue().encode(), "a.csv")
    assert [document.text.endswith(body) for document in found] == [True, True]


@pytest.mark.parametrize(
    ("page", "head", "word"),
    [
        ("cp850", "De;À;Date;Objet;Message", "Écluse fermée"),
        ("cp852", "Od;Komu;Datum;Předmět;Zpráva", "Stavidlo je zavřené"),
        ("cp866", "От;Кому;Дата;Тема;Текст", "Шлюз закрыт"),
    ],
)
def test_tables_in_code_pages_of_dos(page: str, head: str, word: str) -> None:
    row = f"ada@n.example;ben@n.example;2015-03-02 10:00;Gate;{word}"
    (found,) = reconstruct(f"{head}\n{row}\n".encode(page), name="a.csv").messages
    assert [person.address for person in found.to] == ["ben@n.example"]
    assert found.body.strip() == word
