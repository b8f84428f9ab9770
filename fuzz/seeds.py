"""What each reader is fed: how bytes become a file or folder of its format, and what to begin with.

For a format that is a container, the fuzzer mostly changes what lies inside (the XML of a DOCX, the
operators of a PDF page), which is packed again each time; else checksums and offsets would keep it
out. Bytes that begin with the container's mark are taken as they are, so that the container itself
is fuzzed too.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path

from tests.read.make_office import ODF, W, docx_of, odt_of, rtf_of
from tests.read.make_pdf import print_text

ROOT = Path(__file__).resolve().parents[1]
# The mark between the parts of an input that stands for several files or streams.
BREAK = b"\n\x1c\n"
_NAMES = ("a.txt", "b.eml", "c.html", "d.md", "e.mbox", "f.rtf", "g.rst", "../h.txt", "i/j.txt")
_EML = (
    b"Received: by mx.example; Tue, 5 Mar 2019 10:00:00 +0100\nMessage-ID: <x@y.example>\n"
    b"MIME-Version: 1.0\n"
)
_FROM = b"From a@b.example Tue Mar  5 10:00:00 2019\n"
_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


@dataclass(frozen=True, slots=True)
class Shell:
    """One target: writes an input below a folder and says where; makes a seed of a text's bytes.

    `tokens` are pieces of the format's own markup, for the mutator to put in.
    """

    write: Callable[[bytes, Path], Path]
    seed: Callable[[bytes], bytes]
    tokens: tuple[bytes, ...] = ()
    whole: Callable[[str], bytes] | None = None


def _file(
    name: str, pack: Callable[[bytes], bytes] = bytes, mark: bytes = b""
) -> Callable[..., Path]:
    def write(data: bytes, folder: Path) -> Path:
        path = folder / name
        path.write_bytes(data if mark and data.startswith(mark) else pack(data))
        return path

    return write


def _folder(data: bytes, folder: Path) -> Path:
    """A folder of files, one of which is a link to the folder."""
    inside = folder / "in"
    inside.mkdir()
    for name, part in zip(_NAMES, data.split(BREAK), strict=False):
        (inside / Path(name).name).write_bytes(part)
    (inside / "loop").symlink_to(inside)
    return inside


def _maildir(data: bytes, folder: Path) -> Path:
    inside = folder / "in"
    for number, name in enumerate(("cur", "new", "tmp")):
        (inside / name).mkdir(parents=True)
        for place, part in enumerate(data.split(BREAK)[number::3]):
            (inside / name / f"{place}.host:2,S").write_bytes(part)
    return inside


def _zip(data: bytes) -> bytes:
    parts = zip(_NAMES, data.split(BREAK), strict=False)
    return _zipped(dict(parts))


def _docx(data: bytes) -> bytes:
    """The body of a document, its footnotes behind a break."""
    body, _, notes = data.partition(BREAK)
    space = W.encode()
    return _zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": b"<w:document %s><w:body>%s</w:body></w:document>" % (space, body),
            "word/footnotes.xml": b"<w:footnotes %s>%s</w:footnotes>" % (space, notes),
        }
    )


def _odt(data: bytes) -> bytes:
    """The text of a document, its styles behind a break."""
    text, _, styles = data.partition(BREAK)
    content = (
        b"<office:document-content %s><office:automatic-styles>%s</office:automatic-styles>"
        b"<office:body><office:text>%s</office:text></office:body></office:document-content>"
    )
    return _zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": content % (ODF.encode(), styles, text),
        }
    )


def _zipped(members: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def _pdf(data: bytes) -> bytes:
    """A page whose content the input is, more objects behind a break, without a table."""
    content, _, objects = data.partition(BREAK)
    return (
        b"%%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox[0 0 612 792]/Resources"
        b"<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>endobj\n"
        b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\n"
        b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Courier>>endobj\n%s\n"
        b"trailer<</Root 1 0 R/Size 9>>\n%%%%EOF\n" % (len(content), content, objects)
    )


def _pdf_page(text: bytes) -> bytes:
    lines = text.decode("utf-8", "replace").encode("latin-1", "replace").split(b"\n")
    for mark in (b"\\", b"(", b")"):
        lines = [line.replace(mark, b"\\" + mark) for line in lines]
    return b"BT /F 9 Tf 12 TL 50 750 Td\n" + b"".join(b"(%s) '\n" % line for line in lines) + b"ET"


def _msg(data: bytes) -> bytes:
    """A message with the input's parts as transport header, subject, body and HTML body."""
    parts = [*data.split(BREAK), b"", b"", b"", b""]
    text = [part.decode("utf-8", "replace").encode("utf-16-le") for part in parts[:3]]
    streams = {
        "__properties_version1.0": _properties(
            (0x007D, 0x001F, len(text[0])),
            (0x0037, 0x001F, len(text[1])),
            (0x1000, 0x001F, len(text[2])),
            (0x1013, 0x0102, len(parts[3])),
        ),
        "__substg1.0_007D001F": text[0],
        "__substg1.0_0037001F": text[1],
        "__substg1.0_1000001F": text[2],
        "__substg1.0_10130102": parts[3],
    }
    return _compound(streams)


def _properties(*entries: tuple[int, int, int]) -> bytes:
    """A top-level property stream ([MS-OXMSG], 2.4): tag, flags and size of each property."""
    return b"\0" * 32 + b"".join(
        struct.pack("<HHIII", kind, number, 6, size, 0) for number, kind, size in entries
    )


def _compound(streams: dict[str, bytes]) -> bytes:
    """A compound file ([MS-CFB]) of one storage; every stream lies in sectors of 512 bytes."""
    chains = [
        data + b"\0" * max(4096 - len(data), -len(data) % _SECTOR) for data in streams.values()
    ]
    sizes = [len(chain) // _SECTOR for chain in chains]
    directory = -(-(len(streams) + 1) // 4)
    fats = -(-(sum(sizes) + directory + 1) // 126)
    table = [_FAT] * fats
    starts = []
    for size in (directory, *sizes):
        starts.append(len(table))
        table += [*range(len(table) + 1, len(table) + size), _END]
    table += [_FREE] * (fats * 128 - len(table))
    entries = [_entry("Root Entry", 5, child=1 if streams else _FREE, start=_END, size=0)]
    for number, (name, start, size) in enumerate(zip(streams, starts[1:], sizes, strict=True), 2):
        right = number if number <= len(streams) else _FREE
        entries.append(_entry(name, 2, right=right, start=start, size=size * _SECTOR))
    entries += [b"\0" * 128] * (directory * 4 - len(entries))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 3, 0xFFFE, 9, 6, 0, fats, starts[0], 0, 4096, _END, 0, _END, 0),
    )
    located = [*range(fats), *[_FREE] * (109 - fats)]
    head = [header, struct.pack("<109I", *located), struct.pack(f"<{len(table)}I", *table)]
    return b"".join((*head, *entries, *chains))


def _entry(
    name: str, kind: int, *, right: int = _FREE, child: int = _FREE, start: int, size: int
) -> bytes:
    coded = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII16x4x16xIQ", coded, len(coded), kind, 1, _FREE, right, child, start, size
    )


def _markup(before: str, line: str, after: str = "") -> Callable[[bytes], bytes]:
    """Each line of a text in markup."""

    def seed(text: bytes) -> bytes:
        lines = escape(text.decode("utf-8", "replace"), quote=False).split("\n")
        return (before + "".join(line.format(item) for item in lines) + after).encode()

    return seed


SHELLS: dict[str, Shell] = {
    "text": Shell(_file("input.txt"), bytes),
    "html": Shell(
        _file("input.html"),
        _markup("<html><body>", "<div>{}</div>\n", "</body></html>"),
        tuple(
            b"<p> </p> <br> <div> </div> <blockquote> </blockquote> <table><tr><td> </td><td> "
            b"</tr> </table> <pre> </pre> <b> </b> <hr> <ul><li> &gt; &nbsp; &#10; &#x202e; &lt; "
            b"<a\thref='mailto:a@b.example'> </a> <sup>1</sup> <style> <script> <!-- --> "
            b"<div\tstyle='display:none'> <span\tstyle='background:#000;color:#000'> <svg>"
            .split(b" ")
        ),
    ),
    "markdown": Shell(
        _file("input.md"),
        lambda text: b"# A\n\n" + text,
        (b"**", b"> ", b"| ", b"|---|---|\n", b"```\n", b"# ", b"[1]: ", b"[^1]", b"\\", b"<!--"),
    ),
    "rst": Shell(
        _file("input.rst"),
        lambda text: b"A\n=\n\n" + text,
        (b"**", b"::\n\n", b"| ", b".. code::\n", b":From: ", b"====  ====\n", b"+---+\n", b"``"),
    ),
    "eml": Shell(
        _file("input.eml", lambda data: _EML + data),
        bytes,
        (
            b"Content-Type: multipart/mixed; boundary=x\n", b"\n--x\n", b"\n--x--\n",
            b"Content-Type: text/html; charset=utf-16\n", b"Content-Type: message/rfc822\n",
            b"Content-Transfer-Encoding: base64\n",
            b"Content-Transfer-Encoding: quoted-printable\n",
            b"=?utf-8?q?=0A?=", b"=?utf-7?b?AAAA?=", b"Content-Disposition: attachment; filename*=",
            b"charset=unknown", b"\r\n", b"=\n", b"=C3", b"In-Reply-To: <", b"References: <a@b> ",
        ),
    ),
    "mbox": Shell(
        _file("input.mbox", lambda data: _FROM + data),
        bytes,
        (b"\n\n" + _FROM, b"\n>From ", b"\n>>From ", b"\nFrom ", b"\r", b"Content-Length: 9\n"),
    ),
    "maildir": Shell(_maildir, lambda text: _EML + text + BREAK + _EML + text[::2], (BREAK, _EML)),
    "folder": Shell(_folder, lambda text: BREAK.join((text, _EML + text, b"<p>" + text)), (BREAK,)),
    "zip": Shell(
        _file("input.zip", _zip, b"PK"),
        lambda text: text + BREAK + _EML + text,
        (BREAK,),
        lambda text: _zip(text.encode()),
    ),
    "docx": Shell(
        _file("input.docx", _docx, b"PK"),
        _markup("", "<w:p><w:r><w:t>{}</w:t></w:r></w:p>\n"),
        tuple(
            b"<w:p> </w:p> <w:r> </w:r> <w:t> </w:t> <w:tbl><w:tr><w:tc> </w:tc> </w:tr></w:tbl> "
            b"<w:br/> <w:tab/> <w:del> </w:del> <w:rPr><w:vanish/></w:rPr> <w:txbxContent> "
            b"<w:rPr><w:highlight\tw:val='black'/></w:rPr> <w:footnoteReference\tw:id='1'/> "
            b"<w:footnote\tw:id='1'> </w:footnote> <!DOCTYPE &#0; &x; <!-- <?x?> <![CDATA["
            .split(b" ")
        ),
        docx_of,
    ),
    "odt": Shell(
        _file("input.odt", _odt, b"PK"),
        _markup("", "<text:p>{}</text:p>\n"),
        tuple(
            b"<text:p> </text:p> <text:s\ttext:c='9'/> <text:tab/> <text:line-break/> <text:span> "
            b"</text:span> <table:table><table:table-row><table:table-cell> </table:table-cell> "
            b"</table:table-row></table:table> <text:note><text:note-body> "
            b"</text:note-body></text:note> <text:tracked-changes> <!DOCTYPE &#0; <!-- <![CDATA["
            .split(b" ")
        ),
        odt_of,
    ),
    "rtf": Shell(
        _file("input.rtf"),
        lambda text: rtf_of(text.decode("utf-8", "replace")),
        tuple(
            rb"\par \line \tab { } \u-1? \'ff \uc0 \uc9 \bin9 {\* {\colortbl;\red0\green0\blue0;} "
            rb"\highlight1 \cb1 {\fonttbl{\f0\fcharset128 \ansicpg932 \ud{ \cell \row {\field "
            rb"{\fldinst HYPERLINK \u99999999999? \~ \_ \- \v".split(b" ")
        ),
    ),
    "pdf": Shell(
        _file("input.pdf", _pdf, b"%PDF"),
        _pdf_page,
        (
            b"/X Do\n", b"q ", b"Q ", b"BT ", b"ET ", b"0 0 99 9 re f\n", b"1 0 0 1 9 9 cm\n",
            b"() '\n", b"0 Tr ", b"3 Tr ", b"1 g ", b"0 g ", b"[(a) -999 (b)] TJ\n", BREAK,
            b"6 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"
            b"/Length 5>>stream\n/X Do\nendstream endobj\n",
        ),
        print_text,
    ),
    "msg": Shell(
        _file("input.msg", _msg, b"\xd0\xcf\x11\xe0"),
        lambda text: BREAK.join((text, b"The wall", text, b"<p>" + text + b"</p>")),
        (BREAK,),
        lambda text: _msg(BREAK.join((b"", b"The wall", text.encode()))),
    ),
}  # fmt: skip


def texts() -> Iterator[bytes]:
    """The fixtures, each short enough to be changed often."""
    for path in sorted((ROOT / "fixtures").rglob("*.txt")):
        yield path.read_bytes()[:3000]


def seeds(shell: Shell) -> Iterator[bytes]:
    """What fuzzing of a target begins with: every fourth fixture, some as whole files."""
    for number, text in enumerate(list(texts())[::4]):
        yield shell.seed(text)
        if shell.whole is not None and number % 5 == 0:
            yield shell.whole(text.decode("utf-8", "replace"))
