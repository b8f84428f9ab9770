"""Ways to hide text in DOCX, ODT and RTF, and ways that only seem to."""

from __future__ import annotations

import base64
import contextlib
import quopri
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from msgspec.structs import replace

from mailrecon import write
from mailrecon.cli.summary import summarise
from mailrecon.hidden import document_notices
from mailrecon.model import Archive, Document, Hiding, NoticeCode
from mailrecon.pipeline import reconstruct_documents
from mailrecon.read import read_bytes
from mailrecon.read.office import covers
from mailrecon.read.office.covers import OpaqueShape
from mailrecon.read.redaction.colours import BLACK
from mailrecon.report import report_page
from mailrecon.thread import LinkOptions
from mailrecon.writers import WRITERS, Run
from mailrecon.writers.provenance.ledger import write_ledger
from read import (
    docx_again,
    docx_more,
    hidden_docx,
    hidden_odt,
    hidden_rtf,
    odt_again,
    odt_more,
    rtf_again,
)
from read.hidden_docx import SECRET
from read.make_office import NAMESPACES, docx_whole
from read.said import said

BASE64 = re.compile(rb"(?:[A-Za-z0-9+/]{20,}={0,2}\r?\n?)+")
# Kinds of hiding that leave no space in the line.
SPACELESS = {
    Hiding.NOT_DISPLAYED,
    Hiding.DELETED,
    Hiding.COMMENT,
    Hiding.METADATA,
    Hiding.LINK,
}


def document(data: bytes, name: str) -> Document:
    (found,) = read_bytes(data, name)
    return found


def check_hidden(found: Document) -> None:
    """Neither word of the name is anywhere, and it is booked with its length and its place."""
    assert "Quincy" not in said(found)
    assert "Vane" not in said(found)
    assert "at the north pier" in found.text
    assert "she saw it all" in found.text
    assert max(item.characters for item in found.hidden) >= len(SECRET)
    for item in found.hidden:
        assert item.place
        marked = found.text[item.span.start : item.span.end]
        assert set(marked) == (set() if item.how in SPACELESS else {"█"})


def check_shown(found: Document) -> None:
    assert SECRET in found.text
    assert "█" not in found.text
    assert "at the north pier" in found.text
    assert "she saw it all" in found.text
    assert found.hidden == ()


DOCX_HIDDEN = hidden_docx.HIDDEN | docx_more.HIDDEN | docx_again.HIDDEN
DOCX_SHOWN = hidden_docx.SHOWN | docx_more.SHOWN | docx_again.SHOWN


@pytest.mark.parametrize("case", DOCX_HIDDEN)
def test_what_a_docx_hides_is_withheld(case: str) -> None:
    check_hidden(document(hidden_docx.build(DOCX_HIDDEN[case]), "a.docx"))


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (hidden_rtf.build(hidden_rtf.HIDDEN["behind a tab of too many"]), "a.rtf"),
        (hidden_docx.build(hidden_docx.SHOWN["text box beside a shape"]), "a.docx"),
    ],
    ids=["tab stops", "shapes"],
)
def test_text_beyond_a_limit_is_withheld_and_reported(
    data: bytes, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mailrecon.read.office.docx.boxes._MOST_COMPARED", 0)
    found = document(data, name)
    check_hidden(found)
    assert NoticeCode.STYLE_NOT_FOLLOWED in [notice.code for notice in found.warnings]


@pytest.mark.parametrize(
    ("around", "hidden"),
    [
        ('<w:del w:id="1">{}</w:del>', True),
        ("<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr><w:tc>{}<w:p/></w:tc></w:tr></w:tbl>", True),
        (
            '<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:val="clear" w:fill="000000"/></w:tcPr>{}<w:p/>'
            "</w:tc></w:tr></w:tbl>",
            True,
        ),
        ("<w:tbl><w:tr><w:tc>{}<w:p/></w:tc></w:tr></w:tbl>", False),
    ],
)
def test_a_part_in_another_format_is_hidden_with_what_it_is_in(around: str, hidden: bool) -> None:
    chunk = '<w:altChunk r:id="rchunk1"/>'
    body = f"<w:body>{around.format(chunk)}</w:body>"
    page = f"<html><body><p>{SECRET}</p></body></html>"
    found = document(docx_whole(body, data={"chunk1.html": page}), "a.docx")
    assert (SECRET not in said(found)) is hidden
    assert bool(found.hidden) is hidden


@pytest.mark.parametrize("case", DOCX_SHOWN)
def test_what_a_docx_shows_is_read(case: str) -> None:
    check_shown(document(hidden_docx.build(DOCX_SHOWN[case]), "a.docx"))


ODT_HIDDEN = hidden_odt.HIDDEN | odt_more.HIDDEN | odt_again.HIDDEN
ODT_SHOWN = hidden_odt.SHOWN | odt_more.SHOWN | odt_again.SHOWN


@pytest.mark.parametrize("case", ODT_HIDDEN)
@pytest.mark.parametrize("build", [hidden_odt.build, hidden_odt.build_flat])
def test_what_an_odt_hides_is_withheld(
    case: str, build: Callable[[hidden_odt.Case], bytes]
) -> None:
    found = document(build(ODT_HIDDEN[case]), "a")
    assert found.kind == "odt"
    check_hidden(found)


@pytest.mark.parametrize("case", ODT_SHOWN)
def test_what_an_odt_shows_is_read(case: str) -> None:
    check_shown(document(hidden_odt.build(ODT_SHOWN[case]), "a.odt"))


@pytest.mark.parametrize("colour", [b"", b'style:use-window-font-color="true" '])
def test_letters_without_a_colour_are_white_on_a_dark_page(colour: bytes) -> None:
    data = hidden_odt.build_flat(hidden_odt.ON_DARK_PAGE)
    check_shown(document(data.replace(b'fo:color="#000000" ', colour), "a.fodt"))
    assert SECRET in document(data, "a.fodt").text
    assert "█" in document(data, "a.fodt").text


@pytest.mark.parametrize("shown", ["<w:displayBackgroundShape/>", ""])
@pytest.mark.parametrize(("colour", "is_seen"), [("auto", True), ("000000", False)])
def test_only_letters_with_a_colour_are_dark_on_a_dark_page(
    shown: str, colour: str, is_seen: bool
) -> None:
    lines = "".join(
        f'<w:p><w:r><w:rPr><w:color w:val="{colour}"/></w:rPr><w:t>{text}</w:t></w:r></w:p>'
        for text in ("Dear Ida", SECRET)
    )
    body = f'<w:background w:color="101010"/><w:body>{lines}</w:body>'
    data = docx_whole(body, settings=f"<w:settings {NAMESPACES}>{shown}</w:settings>")
    found = document(data, "a.docx")
    assert (SECRET in found.text) is (is_seen or not shown)
    assert bool(found.hidden) is not (SECRET in found.text)


RTF_HIDDEN = hidden_rtf.HIDDEN | rtf_again.HIDDEN
RTF_SHOWN = hidden_rtf.SHOWN | rtf_again.SHOWN
RTF_UNREAD = hidden_rtf.UNREAD | rtf_again.UNREAD


@pytest.mark.parametrize("case", RTF_HIDDEN)
def test_what_an_rtf_hides_is_withheld(case: str) -> None:
    check_hidden(document(hidden_rtf.build(RTF_HIDDEN[case]), "a.rtf"))


@pytest.mark.parametrize("case", RTF_UNREAD)
def test_what_is_no_text_of_an_rtf_is_not_read(case: str) -> None:
    found = document(hidden_rtf.build(RTF_UNREAD[case]), "a.rtf")
    assert "Quincy" not in said(found)
    assert "Vane" not in said(found)
    assert "before" in found.text
    assert "she saw it all" in found.text


@pytest.mark.parametrize("case", RTF_SHOWN)
def test_what_an_rtf_shows_is_read(case: str) -> None:
    check_shown(document(hidden_rtf.build(RTF_SHOWN[case]), "a.rtf"))


def everything_written(archive: Archive, folder: Path) -> Iterator[bytes]:
    """All that any output says of an archive, with what mail and Parquet encode decoded."""
    for name in WRITERS:
        write(archive, folder / name, to=name, run=Run())
    write_ledger(archive, folder / "ledger.jsonl", force=False)
    yield report_page(archive, title="A report")
    yield repr(summarise(archive)).encode()
    yield repr([document_notices(parsed.document) for parsed in archive.parsed]).encode()
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        yield path.name.encode()
        yield data
        yield quopri.decodestring(data)
        for match in BASE64.findall(data):
            with contextlib.suppress(ValueError):
                yield base64.b64decode(match)
    yield repr(pyarrow.parquet.read_table(folder / "parquet").to_pylist()).encode()


@pytest.mark.parametrize("cases", [hidden_docx, hidden_odt, hidden_rtf], ids=lambda m: m.__name__)
def test_no_output_says_what_is_hidden(cases: Any, tmp_path: Path) -> None:
    documents = [
        replace(document(cases.build(case), f"{number}.x"), name=f"{number}.x")
        for number, case in enumerate(cases.HIDDEN.values())
    ]
    archive = reconstruct_documents(documents, LinkOptions(keep_duplicates=True))
    assert len(archive.messages) >= len(documents) - 2
    shown = 0
    for piece in everything_written(archive, tmp_path):
        assert b"quincy" not in piece.lower()
        assert b"vane" not in piece.lower()
        shown += piece.count(b"at the north pier")
    assert shown > len(documents) * len(WRITERS) / 2


@pytest.mark.parametrize("find", [covers.covered, covers.grounds])
def test_twice_the_shapes_take_twice_the_work(
    find: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0
    beside = covers._beside

    def counted(shape: OpaqueShape, length: int) -> bool:
        nonlocal asked
        asked += 1
        return beside(shape, length)

    monkeypatch.setattr(covers, "_beside", counted)
    shape = OpaqueShape(0.0, 20.0, 0.0, 300.0, is_bar=True, fill=BLACK)
    work = []
    for count in (200, 400):
        asked = 0
        assert len(find([60] * count, {number: [shape] for number in range(count)})) == count
        work.append(asked)
    assert work[1] < 3 * work[0]


def _units(text: str) -> list[int]:
    """The signed 16-bit units of RTF."""
    coded = text.encode("utf-16-le")
    pairs = (coded[place : place + 2] for place in range(0, len(coded), 2))
    return [int.from_bytes(pair, "little", signed=True) for pair in pairs]


TAGGED = "".join(chr(0xE0000 + ord(letter)) for letter in SECRET)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (hidden_docx.build((hidden_docx._p(f"<w:r><w:t>{TAGGED}</w:t></w:r>"), {})), "a.docx"),
        (hidden_odt.build((f"<text:p>north {TAGGED}</text:p>", "")), "a.odt"),
        (
            hidden_rtf.build("".join(rf"\u{unit}?" for unit in _units(TAGGED))),
            "a.rtf",
        ),
    ],
    ids=["docx", "odt", "rtf"],
)
def test_letters_of_tags_are_not_read(data: bytes, name: str) -> None:
    found = document(data, name)
    assert not set(TAGGED) & set(said(found))
    assert [item.characters for item in found.hidden] == [len(SECRET)]
    assert "she saw it all" in found.text
