"""A picture of one colour over a name hides it in DOCX, ODT and RTF; other pictures do not."""

from __future__ import annotations

import base64
import zipfile
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from read import hidden_docx, hidden_odt, hidden_rtf
from read.hidden_docx import SECRET, _p, _shape
from read.test_office_hidden import check_hidden, check_shown, document

_BLIPPED = '<pic:blipFill><a:blip r:embed="rp"/></pic:blipFill>'
_PIC = f"<pic:pic><pic:nvPicPr/>{_BLIPPED}<pic:spPr/></pic:pic>"
_BLIP = '<a:blipFill><a:blip r:embed="rp"/></a:blipFill>'
_VML = (
    '<w:r><w:pict><v:shape style="position:absolute;margin-left:0;margin-top:0;width:300pt;'
    'height:16pt;z-index:9" stroked="f"><v:imagedata r:id="rp"/></v:shape></w:pict></w:r>'
)
_FRAME = (
    f'<text:p>{SECRET}<draw:frame text:anchor-type="paragraph" draw:style-name="S" svg:x="0cm" '
    'svg:y="0cm" svg:width="9cm" svg:height="0.5cm"><draw:image {}</draw:image></draw:frame>'
    "</text:p>"
)
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"


def _picture(kind: str) -> bytes:
    mode, colour = ("RGBA", (0, 0, 0, 20)) if kind == "glass" else ("RGB", (0, 0, 0))
    picture = Image.new(mode, (64, 16), colour)
    if kind == "photo":
        ImageDraw.Draw(picture).rectangle((10, 2, 40, 12), fill=(255, 255, 255))
    elif kind == "framed":
        ImageDraw.Draw(picture).rectangle((0, 0, 63, 15), outline=(255, 255, 255))
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _with(data: bytes, name: str, content: bytes) -> bytes:
    """A package with another part, related to the text as `rp`."""
    link = f'<Relationship Id="rp" Type="{_RELATED}" Target="media/a.png"/>'.encode()
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.namelist():
            part = old.read(item).replace(b"</Relationships>", link + b"</Relationships>")
            new.writestr(item, part)
        new.writestr(name, content)
    return out.getvalue()


def _docx(run: str, picture: bytes) -> bytes:
    name = f"<w:r><w:t>{SECRET}</w:t></w:r>"
    return _with(hidden_docx.build((_p(run + name), {})), "word/media/a.png", picture)


def _drawing(picture: bytes) -> bytes:
    shape = _shape()
    begin, end = shape.index("<wps:wsp>"), shape.index("</a:graphicData>")
    return _docx(shape[:begin] + _PIC + shape[end:], picture)


def _odt(picture: bytes) -> bytes:
    case = _FRAME.format('xlink:href="Pictures/a.png">'), hidden_odt._graphic("")
    return _with(hidden_odt.build(case), "Pictures/a.png", picture)


def _flat(picture: bytes) -> bytes:
    coded = base64.b64encode(picture).decode()
    inner = f"><office:binary-data>{coded}</office:binary-data>"
    return hidden_odt.build_flat((_FRAME.format(inner), hidden_odt._graphic("")))


def _rtf(picture: bytes) -> bytes:
    digits = picture.hex()
    lines = "\n".join(digits[place : place + 64] for place in range(0, len(digits), 64))
    kept = rf"{{\sp{{\sn pib}}{{\sv {{\pict\picw64\pich16\pngblip {lines}}}}}}}"
    shape = hidden_rtf._shape(hidden_rtf._PLACED.format(0, 280), kept)
    shape = shape.replace(r"{\sv 1}", r"{\sv 75}", 1)
    return hidden_rtf.build(rf"\par {shape}{SECRET}\par ")


FORMATS = {
    "a.docx": _drawing,
    "b.docx": lambda picture: _docx(_shape(_BLIP), picture),
    "c.docx": lambda picture: _docx(_VML, picture),
    "a.odt": _odt,
    "a.fodt": _flat,
    "a.rtf": _rtf,
}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("kind", ["black", "framed", "glass", "photo"])
def test_a_picture_of_one_colour_is_a_bar(name: str, kind: str) -> None:
    found = document(FORMATS[name](_picture(kind)), name)
    if kind in ("black", "framed"):
        check_hidden(found)
    else:
        check_shown(found)
