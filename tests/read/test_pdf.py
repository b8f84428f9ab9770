"""PDF documents: their text twins, page furniture, black boxes, columns, scans, hostile bytes."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailrecon import reconstruct, write
from mailrecon.errors import MailreconError, ReadError
from mailrecon.model import Document, Hiding, Role
from mailrecon.read import ReadOptions, read_bytes
from mailrecon.read.pdf.ocr_layer import ScannedPages
from mailrecon.read.pdf.page import PageContent
from mailrecon.read.picture.ocr import available as ocr_available
from mailrecon.writers.provenance.jsonl import message_record
from read import make_pdf
from read.twins import ALIGNED, differences, share, twins

SEED = Path(__file__).resolve().parents[3] / "shared" / "seed" / "post.ja.txt"
IDEOGRAPHIC = frozenset({"ja", "ko", "zh", "zh-Hans", "zh-Hant"})
SHAPED = frozenset({"ar", "fa", "he", "th", "hi"})
# Headers beside a name and a date, in columns that blanks align to the letter, or in a frame of
# characters (Lotus Notes).
BESIDE = frozenset({"beside_date_line.de", "beside_sent_by.en", "boxed_chain.en"})
PLAIN = [
    path
    for path in twins()
    if path.stem.rsplit(".", 1)[1] not in SHAPED | IDEOGRAPHIC and path.stem not in ALIGNED | BESIDE
]
# Mail for standing at the very top of a page: nothing may be printed above.
AT_THE_TOP = frozenset(
    {
        "from_and_date_alone.en",
        "google_groups_photo.en",
        "google_groups_print.en",
        "hyperkitty_untitled.en",
        "outlook_web_copied.en",
        "recipients_left_out.mixed",
    }
)
# A font with ideographs costs each print a second.
WIDE = share(twins(IDEOGRAPHIC), 0, 7)
MAIL = "From: Ada Moor <ada@n.example>\nDate: March 3, 2015 11:00 AM\nTo: Ben Ruiz\nSubject: Sluice"

needs_font = pytest.mark.skipif(
    not make_pdf.FONTS[0].exists(), reason="no DejaVu Sans here (apt install fonts-dejavu-core)"
)
needs_wide_font = pytest.mark.skipif(
    not make_pdf.FONTS[1].exists(), reason="no Noto Sans CJK here (apt install fonts-noto-cjk)"
)
needs_tesseract = pytest.mark.skipif(not ocr_available(), reason="Tesseract is not installed here")


def document(data: bytes, **options: str) -> Document:
    (found,) = read_bytes(data, "x.pdf", ReadOptions(**options))
    return found


@needs_font
@pytest.mark.parametrize("path", share(PLAIN, 0, 10), ids=lambda path: path.stem)
def test_a_pdf_gives_what_its_text_twin_gives(path: Path) -> None:
    header = "" if path.stem in AT_THE_TOP else "NORTH HARBOUR ARCHIVE"
    data = make_pdf.print_text(path.read_text(encoding="utf-8"), header=header, footer="NHA")
    assert differences(path, reconstruct(data, name="x.pdf")) == []


@pytest.fixture
def _no_page_is_doubted(monkeypatch: pytest.MonkeyPatch) -> None:
    """OCR takes half a minute for a page of ideographs; where the text layer is right, none."""

    def add(self: ScannedPages, number: int, content: PageContent) -> None:
        raise AssertionError(f"page {number + 1} is doubted")

    monkeypatch.setattr(ScannedPages, "add", add)


@needs_wide_font
@pytest.mark.usefixtures("_no_page_is_doubted")
@pytest.mark.parametrize("path", WIDE, ids=lambda path: path.stem)
def test_a_pdf_in_ideographs_gives_what_its_text_twin_gives(path: Path) -> None:
    data = make_pdf.print_text(path.read_text(encoding="utf-8"), cjk=True, footer="NHA")
    assert differences(path, reconstruct(data, name="x.pdf")) == []


@needs_wide_font
@pytest.mark.usefixtures("_no_page_is_doubted")
@pytest.mark.skipif(not SEED.exists(), reason="the founding document lies outside the project")
def test_the_founding_document_as_pdf() -> None:
    text = SEED.read_text(encoding="utf-8")
    printed = reconstruct(make_pdf.print_text(text, cjk=True, header="A", footer="Page"))
    plain = reconstruct(SEED)
    assert len(printed.messages) == len(plain.messages) == 8
    for one, two in zip(printed.messages, plain.messages, strict=True):
        assert one.subject == two.subject
        assert one.when == two.when
        assert "".join(one.body.split()) == "".join(two.body.split())


@needs_font
def test_every_line_names_its_page() -> None:
    lines = [f"Line {number} of the record." for number in range(120)]
    found = document(make_pdf.print_text("\n".join(lines), footer="NHA"))
    by_text = {found.text[p.span.start : p.span.end]: p for p in found.places}
    place = by_text["Line 60 of the record."]
    assert place.unit == "line"
    assert place.reference.startswith("page 2, line ")
    assert [found.text[span.start : span.end] for span in found.set_aside] == [
        f"NHA {number:06d}" for number in (1, 2, 3)
    ]


@needs_font
def test_text_under_a_black_box_is_never_written_out(tmp_path: Path) -> None:
    data = make_pdf.print_covered(
        [("From: Ada Moor", "ada@secret.example"), *((line, "") for line in MAIL.split("\n")[1:])]
    )
    found = document(data)
    assert "secret" not in found.text
    (hidden,) = found.hidden
    assert hidden.how is Hiding.COVERED
    assert (hidden.page, hidden.characters) == (1, len("ada@secret.example"))
    assert hidden.box is not None
    assert set(found.text[hidden.span.start : hidden.span.end]) == {"█"}
    assert found.warnings == ()
    archive = reconstruct(data, name="x.pdf")
    assert archive.messages[0].originator is not None
    assert archive.messages[0].originator.redacted
    assert [notice.code for notice in archive.warnings] == ["hidden-text"]


@needs_font
def test_the_record_names_page_line_and_box(tmp_path: Path) -> None:
    filler = "\n".join(["Nothing to see."] * 60)
    data = make_pdf.print_text(f"{filler}\n\n{MAIL}\n\nIt ██████ sticks.\n", footer="NHA")
    (tmp_path / "x.pdf").write_bytes(data)
    write(reconstruct(tmp_path / "x.pdf"), tmp_path / "x.jsonl")
    record = json.loads((tmp_path / "x.jsonl").read_text(encoding="utf-8"))
    assert record["source"]["first"].startswith("page 2, line ")
    assert record["source"]["last"].startswith("page 2, line ")
    (redaction,) = record["source"]["redactions"]
    assert (redaction["how"], redaction["page"]) == ("black box", 2)
    assert len(redaction["box"]) == 4


@needs_font
def test_white_letters_on_black_are_a_heading() -> None:
    found = document(make_pdf.print_covered([("See", "NOTICE")], light=True))
    assert found.text == "See NOTICE\n"
    assert found.redactions == ()
    assert found.warnings == ()


@needs_font
def test_a_box_without_text_is_a_redaction_without_reproach() -> None:
    found = document(make_pdf.print_text("To: ██████ and Ben Ruiz"))
    assert found.text.startswith("To: █")
    assert found.text.rstrip().endswith("█ and Ben Ruiz")
    assert [r.how for r in found.redactions] == ["black box"]
    assert found.warnings == ()


@needs_font
def test_columns_are_read_one_after_the_other() -> None:
    left = [f"The left column says in line {n} what it wants" for n in range(8)]
    right = [f"while the right one answers it in its line {n}" for n in range(8)]
    text = document(make_pdf.print_columns(left, right)).text
    assert text.split("\n")[:16] == left + right


@needs_font
def test_an_encrypted_pdf_wants_its_password() -> None:
    data = make_pdf.encrypt(MAIL, "open sesame")
    with pytest.raises(ReadError, match="--password"):
        document(data)
    with pytest.raises(ReadError, match="does not fit"):
        document(data, password="wrong")
    assert document(data, password="open sesame").text.startswith("From: Ada Moor")


@needs_tesseract
@needs_font
def test_a_scanned_page_is_read_by_ocr() -> None:
    archive = reconstruct(make_pdf.scan(MAIL + "\n\nThe sluice sticks since the frost."))
    (message,) = archive.messages
    assert message.subject == "Sluice"
    assert message.originator is not None
    assert message.originator.address == "ada@n.example"
    assert any("OCR" in notice.text for notice in archive.warnings)


@needs_font
def test_a_scanned_page_without_ocr_names_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mailrecon.read.picture.ocr.available", lambda: False)
    with pytest.raises(ReadError, match=r"page 1 .*scanned.*tesseract"):
        document(make_pdf.scan(MAIL))


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4\n%%EOF", b"%PDF-" + b"\x00" * 500])
def test_a_damaged_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"x\.pdf: is damaged"):
        document(data)


@given(data=st.binary(max_size=400))
def test_any_bytes_behind_the_mark_raise_nothing_of_their_own(data: bytes) -> None:
    with contextlib.suppress(MailreconError):
        list(read_bytes(b"%PDF-1.5\n" + data, "x.pdf"))


def test_each_field_has_the_page_and_the_box_it_was_read_from() -> None:
    """Points from the page's lower left, as of redactions; a value of two lines has both."""
    head = ["From: Ada Moor <ada@n.example>", "Date: 1 March 2015 09:00", "To: Ben Ost;"]
    head += ["    Cy Dun", "Subject: Sluice", "", "It sticks."]
    (found,) = reconstruct(make_pdf.print_text("\n".join(head)), name="a.pdf").messages
    boxes = [field.box for field in found.fields]
    assert [field.page for field in found.fields] == [1] * len(boxes)
    middles = [(box[1] + box[3]) / 2 for box in boxes if box is not None]
    assert len(middles) == len(boxes) == 4
    assert middles == sorted(middles, reverse=True)
    heights = [box[3] - box[1] for box in boxes if box is not None]
    to = [field.role for field in found.fields].index(Role.TO)
    assert heights[to] > 1.5 * heights[0]
    record = message_record(found)
    assert record["fields"][0]["page"] == 1
    assert record["fields"][0]["box"] == [round(side, 1) for side in boxes[0] or ()]
    (plain,) = reconstruct("\n".join(head).encode(), name="a.txt").messages
    assert {(field.page, field.box) for field in plain.fields} == {(None, None)}
