"""Bates numbers of the source, and the citation of a message."""

from __future__ import annotations

import json
import sqlite3
from email import message_from_bytes
from pathlib import Path

import pytest
from fpdf import FPDF

import mailrecon
from mailrecon.citation import citation, cited_name
from mailrecon.model import Archive
from mailrecon.pipeline import reconstruct_documents
from mailrecon.read import ReadOptions, read_path
from mailrecon.report.content import report_content
from mailrecon.writers import write
from mailrecon.writers.provenance.jsonl import message_record
from mailrecon.writers.tables.columns import page_text, place_text
from tests.read.make_pdf import print_text


def mail(number: int, lines: int = 2) -> str:
    text = "\n".join(f"Line {line} about the mole." for line in range(lines))
    return (
        f"From: Maren Holt <holt@harbour.example>\nTo: Rask, Ida M; Jonas Brandt\n"
        f"Date: Wednesday, March {number}, 2021 8:0{number} AM\nSubject: Mole {number}\n\n"
        f"{text}\n\n"
    )


def bates(archive: Archive) -> list[tuple[str, ...]]:
    return [message.source.bates for message in archive.messages]


FOOT = (
    f"{mail(1)}\n{mail(2, 4)}\nTERN-FOIA-001004\n\fMore of two.\n\nTERN-FOIA-001005\n\f"
    f"{mail(3)}\nTERN-FOIA-001006\n"
)
HEAD = (
    f"TERN-FOIA-001004\n\n{mail(1)}\n{mail(2, 4)}\n\f\nTERN-FOIA-001005\n\nMore of two.\n\n\f"
    f"\nTERN-FOIA-001006\n\n{mail(3)}\n"
)
WANTED = [
    ("TERN-FOIA-001004",),
    ("TERN-FOIA-001004", "TERN-FOIA-001005"),
    ("TERN-FOIA-001006",),
]


@pytest.mark.parametrize("text", [FOOT, HEAD], ids=["at the foot", "at the head"])
def test_a_message_bears_the_numbers_of_its_pages(text: str) -> None:
    assert bates(mailrecon.reconstruct(text)) == WANTED


@pytest.mark.parametrize(
    ("stamp", "number"),
    [
        ("CONFIDENTIAL     QY-002-002933", "QY-002-002933"),
        ("REL0000023221", "REL0000023221"),
        ("HARBOUR_000812", "HARBOUR_000812"),
        ("UNCLASSIFIED  Ministry  Case No. Q-77  Doc No. C05770939 Date: 11/30/2015", "C05770939"),
    ],
)
def test_each_form_of_a_number_is_read(stamp: str, number: str) -> None:
    text = f"{mail(1)}\n\n{stamp}\n\n\f{mail(2)}\n\n{stamp[:-1]}{stamp[-1]}\n"
    assert set(bates(mailrecon.reconstruct(text))) <= {(number,), (number, number)}
    assert bates(mailrecon.reconstruct(text))[0] == (number,)


def test_what_stands_in_a_text_is_no_stamp() -> None:
    text = mail(1) + "Call KRS 404404 and ask for NDA 12345 in the\nORDER 123456 that we sent.\n"
    assert bates(mailrecon.reconstruct(text)) == [()]


def test_a_large_text_read_in_windows_has_the_same_numbers(tmp_path: Path) -> None:
    pages = "".join(f"{mail(n % 9 + 1, 9)}\n\nTERN-FOIA-{n:06d}\n\n\f" for n in range(40))
    source = tmp_path / "large.txt"
    source.write_text(pages, encoding="utf-8")
    found = []
    for window in (3_000, 8 << 20):
        archive = reconstruct_documents(read_path(source, ReadOptions(window=window)))
        found.append([(m.source.lines, m.source.bates) for m in archive.messages])
    assert found[0] == found[1]
    assert found[0][7][1] == ("TERN-FOIA-000007",)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three pages: two mails on the first, the second goes on on page 2, a third on page 3."""
    pdf = FPDF()
    pdf.set_auto_page_break(auto=False)
    pdf.set_font("Helvetica", size=11)
    for number, text in enumerate((mail(1) + mail(2, 4), "More of two.", mail(3)), start=1001):
        pdf.add_page()
        for place, line in enumerate(text.splitlines()):
            pdf.text(25, 30 + place * 6, line)
        pdf.text(150, 285, f"TERN-FOIA-00{number}")
    path = tmp_path_factory.mktemp("release") / "release.pdf"
    pdf.output(str(path))
    return path


def test_the_pages_of_a_pdf_tell_the_numbers(release: Path) -> None:
    archive = mailrecon.reconstruct(release)
    assert bates(archive) == [
        ("TERN-FOIA-001001",),
        ("TERN-FOIA-001001", "TERN-FOIA-001002"),
        ("TERN-FOIA-001003",),
    ]
    second = archive.messages[1].source
    assert page_text(second) == "1-2"
    assert place_text(second).startswith("page 1, line ")
    assert " to page 2, line " in place_text(second)


def test_every_output_has_the_numbers(release: Path, tmp_path: Path) -> None:
    archive = mailrecon.reconstruct(release)
    record = json.loads(json.dumps(message_record(archive.messages[1])))
    assert record["source"]["bates"] == ["TERN-FOIA-001001", "TERN-FOIA-001002"]
    write(archive, tmp_path / "o.mbox")
    text = (tmp_path / "o.mbox").read_bytes().split(b"\nFrom ")[1].split(b"\n", 1)[1]
    field = message_from_bytes(text)["X-Mailrecon-Bates"]
    assert field == "TERN-FOIA-001001; TERN-FOIA-001002"
    write(archive, tmp_path / "o.csv")
    rows = (tmp_path / "o.csv").read_text(encoding="utf-8-sig")
    assert '"TERN-FOIA-001003, e-mail of 3 March 2021, Holt to Rask and 1 other"' in rows
    write(archive, tmp_path / "o.sqlite")
    with sqlite3.connect(tmp_path / "o.sqlite") as database:
        held = database.execute("SELECT message, number FROM bates WHERE position = 1").fetchall()
    assert [number for _, number in held] == [
        "TERN-FOIA-001001",
        "TERN-FOIA-001001",
        "TERN-FOIA-001003",
    ]
    write(archive, tmp_path / "load", to="loadfile")
    data = (tmp_path / "load" / "DATA" / "MR.dat").read_text(encoding="utf-8-sig")
    assert "SOURCEBATESEND" in data.splitlines()[0]
    assert "TERN-FOIA-001002" in data


def test_headers_name_page_and_line(release: Path, tmp_path: Path) -> None:
    """Also of what a warning is about: `Wednesday` is the day of March 3 alone."""
    archive = mailrecon.reconstruct(release)
    write(archive, tmp_path / "o.mbox")
    first, second, _ = (
        message_from_bytes(part.split(b"\n", 1)[1])
        for part in (tmp_path / "o.mbox").read_bytes().split(b"\nFrom ")
    )
    source = " ".join(second["X-Mailrecon-Source"].split())
    assert "; place=page 1, line 9 to page 2, line 1" in source
    assert first["X-Mailrecon-Warning"].endswith("[page 1, line 3]")
    (warning,) = message_record(archive.messages[0])["warnings"]
    assert warning["place"] == "page 1, line 3"
    report = report_content(archive, title="x")
    assert report["messages"][1]["prints"][0]["bates"] == ["TERN-FOIA-001001", "TERN-FOIA-001002"]


CITED = {
    mail(3) + "TERN-FOIA-001004\n": (
        "TERN-FOIA-001004, e-mail of 3 March 2021, Holt to Rask and 1 other"
    ),
    "From: Maren Holt\nTo: Ida Rask\nSent: 3 March 2021 9:14\nSubject: Mole\n\nClosed.\n": (
        "text, line 1, e-mail of 3 March 2021, Holt to Rask"
    ),
    "From: [redacted]\nTo: board@harbour.example\nSent: 3 March 2021 9:14\nSubject: A\n\nNo.\n": (
        "text, line 1, e-mail of 3 March 2021, [redacted] to board@harbour.example"
    ),
    "From: Eva Sand-Holm\nTo: Ida O'Brien\nSent: 3 March 2021 9:14\nSubject: A\n\nNo.\n": (
        "text, line 1, e-mail of 3 March 2021, Sand-Holm to O'Brien"
    ),
    # OCR's full stop for a comma: the initial is no family name.
    "From: Maren Holt\nTo: Rask. Ida M\nSent: 3 March 2021 9:14\nSubject: A\n\nNo.\n": (
        "text, line 1, e-mail of 3 March 2021, Holt to Rask. Ida M"
    ),
    "From: Maren Holt <h@harbour.example>\nTo: Harbour Office 3 <o@harbour.example>\n"
    "Subject: A\n\nNo.\n": "text, line 1, undated e-mail, Holt to Harbour Office 3",
}


@pytest.mark.parametrize("text", CITED)
def test_a_message_is_cited(text: str) -> None:
    assert citation(mailrecon.reconstruct(text).messages[0]) == CITED[text]


@pytest.mark.parametrize(
    ("name", "cited"),
    [
        ("North Divers", "North Divers"),
        ("North Divers, Inc.", "North Divers, Inc."),
        ("Thomas Poe Group", "Thomas Poe Group"),
        ("Poe, Stone and Sons", "Poe, Stone and Sons"),
        ("Harbour Office", "Harbour Office"),
        ("Ann van der Berg", "van der Berg"),
        ("Ann B. de la Cruz Soto", "de la Cruz Soto"),
        ("van der Berg, Ann (DOCK/QUAY) [E]", "van der Berg"),
        ("Ann Poe, Jr.", "Poe Jr."),
        ("Dr. Ann Poe III", "Poe III"),
        ("Ann Poe, M.D., Ph.D.", "Poe"),
        ("María García López", "García López"),
        ("Jörg Süßmilch-Größer", "Süßmilch-Größer"),
        ("山田 太郎", "山田 太郎"),
        ("Иван Петров", "Иван Петров"),
        ("ليلى الحداد", "ليلى الحداد"),
        ("Poe Ann", "Poe Ann"),
    ],
)
def test_a_family_name_is_cited_where_it_is_known(name: str, cited: str) -> None:
    assert cited_name(name) == cited


def test_another_name_of_somebody_has_the_family_name() -> None:
    assert cited_name("Zelko Wrann", "Wrann, Zelko J") == "Wrann"
    assert cited_name("Zelko Wrann", "Zelko Wrann") == "Zelko Wrann"


def test_a_paragraph_is_no_page() -> None:
    from mailrecon.model import Place, Source, Span

    first, last = (Place(Span(n, n + 1), "paragraph", str(n)) for n in (9, 14))
    source = Source("letter.docx", "ab" * 32, (1, 2), (), (), None, first, last)
    assert page_text(source) == ""
    assert place_text(source) == "paragraph 9 to paragraph 14"


def test_other_copies_are_named_by_page_and_line(tmp_path: Path) -> None:
    """A line of the text that was read stands on no page."""
    header = "From: Maren Holt\n{}Date: Wednesday, March 3, 2021 8:02 AM\nSubject: The mole\n\n"
    said = "".join(
        f"In week {n} the mole moved by {n + 2} inches, say the divers at the east wall.\n"
        for n in range(1, 12)
    )
    filler = "The officer's words.\n" * 60
    (tmp_path / "a.pdf").write_bytes(print_text(f"{header.format('')}{said}And that is all.\n"))
    (tmp_path / "b.pdf").write_bytes(
        print_text(f"{filler}{header.format('To: Ida Rask <rask@quay.example>' + chr(10))}{said}")
    )
    archive = mailrecon.reconstruct([tmp_path / "a.pdf", tmp_path / "b.pdf"])
    (message,) = archive.messages
    assert "printed in b.pdf, page 2, line 6" in {item.reason for item in message.inferred}
