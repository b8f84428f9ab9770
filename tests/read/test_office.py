"""DOCX, ODT and RTF: their text twins, tables, notes, tracked changes, bars, hostile packages."""

from __future__ import annotations

import contextlib
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailrecon import reconstruct
from mailrecon.errors import MailreconError, ReadError
from mailrecon.model import Document, Hiding, Span
from mailrecon.read import choose_reader, read_bytes
from read import hidden_odt as odt
from read import make_office as make
from read.said import said
from read.twins import differences, share, twins

SEED = Path(__file__).resolve().parents[3] / "shared" / "seed" / "post.ja.txt"
PATHS = [path for path in twins(widest=2000) if path.stem != "raw_headers.ja"]


def document(data: bytes, name: str = "x") -> Document:
    (found,) = read_bytes(data, name)
    return found


@pytest.mark.parametrize("path", share(PATHS, 0, 5), ids=lambda path: path.stem)
def test_a_docx_gives_what_its_text_twin_gives(path: Path) -> None:
    data = make.docx_of(path.read_text(encoding="utf-8"))
    assert document(data).kind == "docx"
    assert differences(path, reconstruct(data)) == []


@pytest.mark.parametrize("path", share(PATHS, 1, 5), ids=lambda path: path.stem)
def test_an_odt_gives_what_its_text_twin_gives(path: Path) -> None:
    data = make.odt_of(path.read_text(encoding="utf-8"))
    assert document(data).kind == "odt"
    assert differences(path, reconstruct(data)) == []


@pytest.mark.parametrize("path", share(PATHS, 2, 5), ids=lambda path: path.stem)
def test_an_rtf_gives_what_its_text_twin_gives(path: Path) -> None:
    data = make.rtf_of(path.read_text(encoding="utf-8"))
    assert document(data).kind == "rtf"
    assert differences(path, reconstruct(data)) == []


@pytest.mark.skipif(not SEED.exists(), reason="the founding document lies outside the project")
@pytest.mark.parametrize("form", [make.docx_of, make.odt_of, make.rtf_of])
def test_the_founding_document(form: object) -> None:
    printed = reconstruct(form(SEED.read_text(encoding="utf-8")))  # type: ignore[operator]
    plain = reconstruct(SEED)
    assert [m.subject for m in printed.messages] == [m.subject for m in plain.messages]
    assert ["".join(m.body.split()) for m in printed.messages] == [
        "".join(m.body.split()) for m in plain.messages
    ]


def test_table_rows_are_lines_and_headers_are_set_aside() -> None:
    rows = [("From:", "Ada Moor <ada@n.example>"), ("Date:", "3 March 2015 11:00")]
    rows += [("To:", "Ben Ruiz"), ("Subject:", "Sluice")]
    found = document(make.docx_table(rows, "It sticks."))
    lines = found.text.split("\n")
    assert "From:\tAda Moor <ada@n.example>" in lines
    assert [found.text[s.start : s.end] for s in found.set_aside] == ["Page header"]
    assert "table 1 row 2" in {place.reference for place in found.places}
    (message,) = reconstruct(make.docx_table(rows, "It sticks.")).messages
    assert (message.subject, message.body) == ("Sluice", "It sticks.")


def test_notes_stand_below_with_their_numbers() -> None:
    mail = "From: Ada Moor <>|Date: 3 March 2015 11:00|To: Ben Ruiz <>|Subject: Sluice||It sticks."
    note = "".join(f"<w:p>{make.run(line)}</w:p>" for line in mail.split("|"))
    data = make.docx_raw(
        f'<w:p>{make.run("A story.")}<w:r><w:footnoteReference w:id="7"/></w:r></w:p>',
        footnotes=f'<w:footnotes {make.W}><w:footnote w:id="7">{note}</w:footnote></w:footnotes>',
    )
    found = document(data)
    assert found.text.startswith("A story.[1]\n[1]\nFrom: Ada Moor <>\n")
    assert "footnote 1" in {place.reference for place in found.places}
    (message,) = reconstruct(data).messages
    assert message.source.footnote == "1"
    assert message.source.first is not None
    assert message.source.first.reference == "footnote 1"


def test_tracked_deletions_are_withheld_and_booked() -> None:
    body = (
        f"<w:p>{make.run('We ')}<w:del><w:r><w:delText>never </w:delText></w:r></w:del>"
        f"<w:ins>{make.run('always ')}</w:ins>{make.run('knew.')}</w:p>"
    )
    found = document(make.docx_raw(body))
    assert found.text == "We always knew.\n"
    (deleted,) = found.hidden
    assert (deleted.how, deleted.characters) == (Hiding.DELETED, len("never "))
    assert (deleted.span, deleted.place) == (Span(3, 3), "1")


def test_hidden_text_field_codes_and_fallbacks_are_not_shown_twice() -> None:
    body = (
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r>" + make.run("seen") + "</w:p>"
    )
    assert document(make.docx_raw(body)).text == "seen\n"


def test_black_highlight_is_never_written_out() -> None:
    found = document(make.docx_with_bar("From: Ada Moor ", "ada@secret.example"))
    assert "secret" not in found.text
    assert [r.how for r in found.redactions] == ["styled text"]
    (hidden,) = found.hidden
    assert (hidden.how, hidden.characters, hidden.place) == (Hiding.SAME_COLOUR, 18, "1")
    assert found.text[hidden.span.start : hidden.span.end] == "█" * 18
    style = (
        '<style:style style:name="b"><style:text-properties fo:background-color="#000000"/>'
        "</style:style>"
    )
    body = '<text:p>To: <text:span text:style-name="b">ben@secret.example</text:span></text:p>'
    found = document(make.odt_of("", styles=style, body=body))
    assert "secret" not in found.text
    assert [item.characters for item in found.hidden] == [18]
    rtf = rb"{\rtf1{\colortbl;\red0\green0\blue0;}To: {\highlight1 ben@secret.example}\par}"
    found = document(rtf)
    assert "secret" not in found.text
    assert "█" in found.text
    assert [item.characters for item in found.hidden] == [18]


@pytest.mark.parametrize(
    "text",
    [
        r"\highlight1 ben@secret.example\highlight0 ",
        r"{\highlight1 ben{\b @secret.exam}ple}",
        r"{\highlight1{\i\cf1 ben@secret.example}}",
        r"\cb1\cf1 ben@secret.example\plain ",
        r"{\uc0\chcbpat1 ben\u233@secret.example}",
        r"{\chshdng10000 ben@secret.example}",
        r"{\highlight3 \'e9@secret.example}",
        r'{\field{\*\fldinst{HYPERLINK "mailto:ben@secret.example"}}{\fldrslt{\highlight1 ben}}}',
    ],
)
def test_black_ground_in_rtf_covers_whatever_stands_on_it(text: str) -> None:
    colours = r"{\colortbl;\red0\green0\blue0;\red255\green255\blue255;\red9\green0\blue0;}"
    found = document(rf"{{\rtf1\ansi{colours}To: {text}, Ada\par}}".encode())
    assert "secret" not in found.text
    assert found.text.startswith("To: ███")
    assert found.text.endswith("█, Ada\n")
    assert Hiding.SAME_COLOUR in {item.how for item in found.hidden}


XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
BLACK = '<w:shd w:val="clear" w:fill="000000"/>'
STYLED_RUNS = {
    "solid shading": ('<w:shd w:val="solid" w:color="auto" w:fill="auto"/>', ""),
    "almost black": ('<w:shd w:val="clear" w:fill="0a0a0a"/><w:color w:val="111111"/>', ""),
    "a style of letters": ('<w:rStyle w:val="Bar"/>', ""),
    "a style that stands on it": ('<w:rStyle w:val="Under"/>', ""),
    "a style of paragraphs": ("", '<w:pPr><w:pStyle w:val="Block"/></w:pPr>'),
}
STYLES = (
    f"<w:styles {make.W}>"
    f'<w:style w:styleId="Bar"><w:rPr>{BLACK}</w:rPr></w:style>'
    '<w:style w:styleId="Under"><w:basedOn w:val="Bar"/></w:style>'
    f'<w:style w:styleId="Block"><w:rPr>{BLACK}<w:color w:val="000000"/></w:rPr></w:style>'
    f'<w:style w:styleId="Dark"><w:rPr>{BLACK}</w:rPr></w:style>'
    "</w:styles>"
)


@pytest.mark.parametrize("case", STYLED_RUNS)
def test_whatever_makes_letters_black_on_black_bars_them(case: str) -> None:
    look, block = STYLED_RUNS[case]
    run = f"<w:r><w:rPr>{look}</w:rPr><w:t>ben@secret.example</w:t></w:r>"
    found = document(make.docx_raw(f"<w:p>{block}{run}</w:p>", styles=STYLES))
    assert found.text == "█" * 18 + "\n"
    assert len(found.redactions) == 1


@pytest.mark.parametrize(
    ("look", "style"),
    [
        ('<w:rStyle w:val="Bar"/><w:color w:val="FFFFFF"/>', ""),
        ('<w:rStyle w:val="Bar"/><w:shd w:val="clear" w:fill="FFFFFF"/>', ""),
        ('<w:color w:val="FFFFFF"/>', "Dark"),
    ],
)
def test_letters_that_can_be_seen_are_shown(look: str, style: str) -> None:
    block = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
    run = f"<w:r><w:rPr>{look}</w:rPr><w:t>Ada</w:t></w:r>"
    assert document(make.docx_raw(f"<w:p>{block}{run}</w:p>", styles=STYLES)).text == "Ada\n"


def test_styles_of_an_odt_take_after_one_another() -> None:
    black = '<style:text-properties fo:background-color="#0a0a0a"'
    styles = (
        f'<style:style style:name="bar">{black}/></style:style>'
        '<style:style style:name="under" style:parent-style-name="bar"/>'
        f'<style:style style:name="block">{black} fo:color="#000000"/></style:style>'
        f'<style:style style:name="light">{black} fo:color="#ffffff"/></style:style>'
    )
    body = (
        '<text:p>To: <text:span text:style-name="under">ben@secret.example</text:span></text:p>'
        '<text:p text:style-name="block">cy@secret.example</text:p>'
        '<text:p text:style-name="bar">automatic</text:p>'
        '<text:p text:style-name="light">light</text:p>'
    )
    found = document(make.odt_of("", styles=styles, body=body))
    assert found.text == f"To: {'█' * 18}\n{'█' * 17}\n{'█' * 9}\nlight\n"


def test_the_address_behind_a_barred_link_is_not_shown() -> None:
    name = '<text:span text:style-name="b">Ben</text:span>'
    styles = (
        '<style:style style:name="b"><style:text-properties fo:background-color="#000000"/>'
        "</style:style>"
    )
    body = (
        f'<text:p><text:a {XLINK} xlink:href="mailto:ben@secret.example">{name}</text:a></text:p>'
    )
    assert document(make.odt_of("", styles=styles, body=body)).text == "███\n"
    shown = body.replace(name, "Ben")
    assert document(make.odt_of("", body=shown)).text == "Ben <ben@secret.example>\n"


def test_light_letters_on_black_ground_are_shown() -> None:
    colours = r"{\colortbl;\red0\green0\blue0;\red255\green255\blue255;}"
    text = rf"{{\rtf1\ansi{colours}{{\highlight1\cf2 Ada}} and {{\highlight2 Ben}}\par}}"
    found = document(text.encode())
    assert found.text == "Ada and Ben\n"
    assert found.redactions == ()


def test_entities_and_bombs_are_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><w:footnotes/>'
    with pytest.raises(ReadError, match="entities"):
        document(make.docx_raw("<w:p/>", footnotes=bomb))
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * (64 << 20))
    with pytest.raises(ReadError, match="unpacks to"):
        document(out.getvalue())


def test_depth_ends_in_an_error_not_in_a_crash() -> None:
    deep = "<w:smartTag>" * 3000 + make.run("x") + "</w:smartTag>" * 3000
    with contextlib.suppress(ReadError):
        assert document(make.docx_raw(f"<w:p>{deep}</w:p>")).text


@given(data=st.binary(max_size=300))
def test_any_bytes_behind_the_marks_raise_nothing_of_their_own(data: bytes) -> None:
    for mark in (
        b"PK\x03\x04[Content_Types].xml word/",
        rb"{\rtf1 ",
        rb"{\rtf1 From: \u99999999999999999999 ?}",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    ):
        with contextlib.suppress(MailreconError):
            list(read_bytes(mark + data, "x.docx"))
            list(read_bytes(mark + data, "x.msg"))


def test_letters_beyond_sixteen_bits_stay_one_letter_in_rtf() -> None:
    (document,) = read_bytes(make.rtf_of("The wall holds 🙂.\n"), "a.rtf")
    assert document.text.strip() == "The wall holds 🙂."
    (document,) = read_bytes(rb"{\rtf1\ansi\uc1 half \u-10179? one}", "a.rtf")
    assert document.text.strip() == "half \ufffd one"


def test_a_control_word_without_its_number_costs_nothing() -> None:
    (document,) = read_bytes(rb"{\rtf1\ansi\uc Wall}", "in.rtf")
    assert document.text == "Wall\n"


def repacked(data: bytes, names: list[str], *, packed: bool = True) -> bytes:
    """The same package with some members, in that order."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for name in names:
            method = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            after.writestr(name, before.read(name), method)
    return out.getvalue()


def test_a_package_is_told_whatever_the_order_of_its_members() -> None:
    whole = make.docx_whole("<w:body><w:p><w:r><w:t>Wall</w:t></w:r></w:p></w:body>")
    names = zipfile.ZipFile(BytesIO(whole)).namelist()
    late = repacked(whole, ["_rels/.rels", "word/document.xml", "[Content_Types].xml"])
    padded = late.replace(b"[Content_Types].xml", b"[Content_Types]_xml")
    assert sorted(names)[0] == "[Content_Types].xml"
    assert [document(data).kind for data in (whole, late, padded)] == ["docx"] * 3
    assert document(padded, "a.docx").text == "Wall\n"


def test_an_odt_without_a_readable_mimetype_is_one() -> None:
    whole = odt.build(odt.SHOWN["list"])
    packed = repacked(whole, ["content.xml", "META-INF/manifest.xml", "mimetype"])
    none = repacked(whole, ["META-INF/manifest.xml", "content.xml"])
    alone = repacked(whole, ["content.xml"])
    assert [document(data).kind for data in (whole, packed, none)] == ["odt"] * 3
    assert document(alone, "a.odt").kind == "odt"
    sheet = whole.replace(b"opendocument.text", b"opendocument.calc")
    with contextlib.suppress(ReadError):
        assert document(sheet).kind != "odt"


def test_an_encrypted_odt_says_so() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "no XML")
        archive.writestr("META-INF/manifest.xml", "<m><manifest:encryption-data/></m>")
    with pytest.raises(ReadError, match="encrypted"):
        document(out.getvalue())


def test_rtf_behind_a_byte_order_mark_is_rtf() -> None:
    assert document(b"\xef\xbb\xbf" + rb"{\rtf1 Wall\par}").text == "Wall\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (rb"{\rtf1\ansi\ansicpg1251 \'ef\'f0}", "пр"),
        (rb"{\rtf1{\fonttbl{\f1\fcharset128 Mincho;}}\f1 \'93\'fa\'96\'7b}", "日本"),
        (rb"{\rtf1{\fonttbl{\f1\fcharset128 Mincho;}}\f1 \'93\'fa\'96{}", "日\ufffd"),
        (b"{\\rtf1\\ansi caf\xe9}", "café"),
        (rb"{\rtf1\ansi a\~b\_c\-d}", "a b-cd"),
        (rb"{\rtf1\ansi\uc2\u233 xxe}", "ée"),
        (rb"{\rtf1\ansi\bin3 }}}x}", "x"),
        (rb"{\rtf1\ansi\unknown12345 x}y", "x"),
    ],
)
def test_letters_of_rtf(text: bytes, shown: str) -> None:
    assert document(text).text == f"{shown}\n"


@pytest.mark.parametrize(
    "unit",
    [
        rb'{\field{\*\fldinst{HYPERLINK "mailto:a@b.example"}}{\fldrslt{\b Ann Poe}}} ',
        rb'{\field{\*\fldinst{HYPERLINK "x',
        rb"{\shp{\*\shpinst{\sp{\sn fillColor}{\sv 0}}}}",
        rb"{\footnote x",
        rb"\trowd\cellx1\intbl a\cell\row ",
        rb"\highlight" + b"1" * 500,
    ],
)
def test_rtf_takes_linear_time(unit: bytes) -> None:
    def seconds(count: int) -> float:
        data = rb"{\rtf1\ansi " + unit * count + b"}"
        begin = time.process_time()
        assert len(list(read_bytes(data, "a.rtf"))) == 1
        return time.process_time() - begin

    short = min(seconds(500) for _ in range(3))
    assert seconds(4000) < 8 * 4 * short + 0.5


def test_damage_that_stopped_all_costs_nothing_or_one_document() -> None:
    rtf = rb"{\rtf1{\colortbl;\red0\green0\blue0;}{\highlight" + b"1" * 5000 + b" Wall}}"
    assert document(rtf).text == "Wall\n"
    body = '<text:p>a<text:s text:c="\u00b2"/>b</text:p>'
    assert document(make.odt_of("", body=body)).text == "a b\n"
    whole = bytearray(make.docx_raw("<w:p/>"))
    place = whole.index(b"PK\x01\x02")
    whole[place + 6 : place + 8] = (255).to_bytes(2, "little")
    with pytest.raises(ReadError):
        document(bytes(whole), "a.docx")


def test_links_of_a_line_are_judged_one_by_one() -> None:
    links = {"a": "mailto:ann@secret.example", "b": "mailto:ben@harbour.example"}
    body = (
        '<w:p><w:hyperlink r:id="a"><w:r><w:t>Ann P</w:t></w:r></w:hyperlink><w:r><w:rPr>'
        '<w:highlight w:val="black"/></w:rPr><w:t>oe</w:t></w:r><w:r><w:t xml:space="preserve">, '
        '</w:t></w:r><w:hyperlink r:id="b"><w:r><w:t>Ben Ost</w:t></w:r></w:hyperlink></w:p>'
    )
    found = document(make.docx_whole(f"<w:body>{body}</w:body>", links=links))
    assert found.text == "Ann P███, Ben Ost <ben@harbour.example>\n"
    assert [(item.how, item.span, item.characters) for item in found.hidden] == [
        (Hiding.LINK, Span(5, 5), len(links["a"])),
        (Hiding.SAME_COLOUR, Span(5, 8), 2),
    ]


def test_parts_in_other_formats_and_charts_are_read() -> None:
    chart = (
        f"<c:chartSpace {make.NAMESPACES}><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>Cracks"
        "</a:t></a:r></a:p></c:rich></c:tx></c:title><c:ser><c:v>12</c:v></c:ser></c:chart>"
        "</c:chartSpace>"
    )
    data = {
        "a.html": '<p>To: Ben <span style="display:none">secret</span></p>',
        "b.rtf": r"{\rtf1 Wall {\v secret}\par}",
        "chart1.xml": chart,
    }
    body = (
        '<w:p><w:r><w:t>A</w:t></w:r></w:p><w:altChunk r:id="ra"/><w:altChunk r:id="rb"/>'
        '<w:p><w:r><w:t>B</w:t></w:r><w:r><w:drawing><c:chart r:id="rchart1"/></w:drawing></w:r>'
        "</w:p>"
    )
    found = document(make.docx_whole(f"<w:body>{body}</w:body>", data=data))
    assert "secret" not in said(found)
    assert [line.rstrip() for line in found.text.split("\n") if line] == [
        "A",
        "To: Ben",
        "Wall",
        "B",
        "Cracks",
    ]
    assert len(found.hidden) == 2
    assert all(
        found.text[: item.span.start].endswith(("Ben", "Ben ", "Wall ")) for item in found.hidden
    )


def test_highlight_without_a_colour_table_is_words_own() -> None:
    found = document(rb"{\rtf1 {\highlight1 secret} {\highlight7 seen}\par}")
    assert found.text == "██████ seen\n"


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_an_archive_that_holds_a_document_is_an_archive(kind: str, compression: int) -> None:
    inner = getattr(make, f"{kind}_of")("From: Ann Poe <ann@harbour.example>")
    data = BytesIO()
    with zipfile.ZipFile(data, "w", compression) as archive:
        archive.writestr("a.txt", "Seen.")
        archive.writestr(f"b.{kind}", inner)
    assert choose_reader(data.getvalue(), "a.zip").name == "zip"
    assert choose_reader(inner, f"b.{kind}").name == kind
