"""Still more DOCX documents that hide a name, or only seem to: outlines, fields, labels, headers.

Each is a body and further parts, as in `hidden_docx`.
"""

from __future__ import annotations

from read.hidden_docx import (
    _AFTER,
    _BEGIN,
    _END,
    _GIVEN,
    _HEADER,
    _SECTION,
    _WHITE,
    SECRET,
    Case,
    _colour,
    _line,
    _on_page,
    _p,
    _r,
    _run,
    _shape,
    _table,
)
from read.make_office import NAMESPACES

_LABELLED = _p(_r(_colour("FFFFFF"), "<w:t>REDACTED</w:t>"))
_LOW_ROW = '<w:trPr><w:trHeight w:val="300" w:hRule="exact"/></w:trPr>'
_FILL = (
    '<w14:textFill><w14:gradFill><w14:gsLst><w14:gs w14:pos="0"><w14:srgbClr w14:val="{0}"/>'
    '</w14:gs><w14:gs w14:pos="100000"><w14:srgbClr w14:val="{0}"/></w14:gs></w14:gsLst>'
    "</w14:gradFill></w14:textFill>"
)
_OUTLINE = (
    '<w14:textOutline w14:w="{}"><w14:solidFill><w14:srgbClr w14:val="{}"/></w14:solidFill>'
    "</w14:textOutline>"
)
_IN_BOX = _shape("<a:noFill/>", text=_p(_GIVEN), top=200)
_WHOLE_PAGE = _on_page(_shape(width=700, height=800, left=-72, behind=1))
_DARK_HEADER = {"header1": f"<w:hdr {NAMESPACES}>{_p(_WHOLE_PAGE)}</w:hdr>"}
_FAR = '<w:pgMar w:top="1440" w:header="30000" w:left="1440"/><w:pgSz'
_LINEAR = '<a:solidFill><a:scrgbClr r="{0}" g="{0}" b="{0}"/></a:solidFill>'
_FRAME = '<w:framePr w:w="3000" w:x="{}" w:y="{}" w:hAnchor="page" w:vAnchor="page"/>'


def _on_paper(shape: str) -> str:
    return _on_page(shape.replace('relativeFrom="column"', 'relativeFrom="page"'))


def _choice(number: int) -> str:
    """A list to choose from: `a`, or the name."""
    return _line(
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="'
        f'{number}"/><w:listEntry w:val="a"/><w:listEntry w:val="{SECRET}"/></w:ddList></w:ffData>'
        f"</w:fldChar></w:r>{_r('', '<w:instrText>FORMDROPDOWN</w:instrText>')}{_END}"
    )


def _button(run: str) -> str:
    code = f"<w:instrText>MACROBUTTON NoMacro {SECRET}</w:instrText>"
    return _line(_BEGIN.replace("<w:r>", f"<w:r><w:rPr>{run}</w:rPr>") + _r(run, code) + _END)


HIDDEN: dict[str, Case] = {
    "bar with a label, placed on the page": (
        _p(_on_page(_shape(text=_LABELLED, top=72 + 14 * 6)) + _GIVEN),
        {},
    ),
    "white gradient of letters": (_run(_FILL.format("FFFFFF")), {}),
    "white outline of white letters": (
        _run(_colour("FFFFFF") + _OUTLINE.format(9525, "FFFFFF")),
        {},
    ),
    "outline that is too thin": (_run(_colour("FFFFFF") + _OUTLINE.format(10, "000000")), {}),
    "tiny letters of a complex script": (_run('<w:cs/><w:sz w:val="24"/><w:szCs w:val="1"/>'), {}),
    "below the edge of a row, by the space above": (
        _table(_p(_GIVEN, '<w:spacing w:before="4000"/>'), row=_LOW_ROW),
        {},
    ),
    "header that is farther down than the page": (
        _AFTER + _SECTION.format("default").replace("<w:pgSz", _FAR),
        {"header1": _HEADER},
    ),
    "text box of hidden letters": (
        _p(_IN_BOX.replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>", 1)),
        {},
    ),
    "bar of linear light": (_p(_shape(_LINEAR.format(0)) + _GIVEN), {}),
    "bar by hue": (
        _p(_shape('<a:solidFill><a:hslClr hue="0" sat="0" lum="0"/></a:solidFill>') + _GIVEN),
        {},
    ),
    "text box half a metre left of the page": (
        _p(_on_paper(_shape("<a:noFill/>", text=_p(_GIVEN), left=-1575))),
        {},
    ),
    "text box right of the page": (
        _p(_on_paper(_shape("<a:noFill/>", text=_p(_GIVEN), left=1400))),
        {},
    ),
    "frame left of the page": (_p(_GIVEN, _FRAME.format(-9000, 100)), {}),
    "frame below the page": (_p(_GIVEN, _FRAME.format(100, 20000)), {}),
    "hidden button": (_button("<w:vanish/>"), {}),
}
SHOWN: dict[str, Case] = {
    "under a pale shape of linear light": (
        _p(_shape(_LINEAR.format(100000), behind=1) + _GIVEN),
        {},
    ),
    "text box near the left edge": (
        _p(_on_paper(_shape("<a:noFill/>", text=_p(_GIVEN), left=-20))),
        {},
    ),
    "frame at the left edge": (_p(_GIVEN, _FRAME.format(-900, 100)), {}),
    "button": (_button(""), {}),
    "what is chosen in a list": (_choice(1), {}),
    "narrow shape at the right": (
        _p(
            _shape(_WHITE, width=50, height=40).replace(
                "<wp:posOffset>0</wp:posOffset>", "<wp:align>right</wp:align>", 1
            )
            + _GIVEN
        ),
        {},
    ),
    "within a frame": (_p(_shape(name="frame", height=60, top=-20) + _GIVEN), {}),
    "within a ring": (_p(_shape(name="donut", height=60, top=-20) + _GIVEN), {}),
    "outlined letters": (
        _run(
            _OUTLINE.format(9525, "000000") + "<w14:textFill><w14:noFill/></w14:textFill>",
        ),
        {},
    ),
    "white letters with an outline": (
        _run(_colour("FFFFFF") + _OUTLINE.format(9525, "4472C4")),
        {},
    ),
    "dark gradient of letters": (_run(_colour("FFFFFF") + _FILL.format("303030")), {}),
    "letters of a complex script": (_run('<w:cs/><w:sz w:val="1"/><w:szCs w:val="24"/>'), {}),
    "space above in a row": (
        _table(_p(_GIVEN, '<w:spacing w:before="120"/>'), row=_LOW_ROW),
        {},
    ),
    "white letters on a page that a header darkens": (
        _p(_r(_colour("FFFFFF"))) + _SECTION.format("default"),
        _DARK_HEADER,
    ),
    "shape that was deleted": (_p(f'<w:del w:id="3">{_shape()}</w:del>{_GIVEN}'), {}),
    "shape of hidden letters": (
        _p(_shape().replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>", 1) + _GIVEN),
        {},
    ),
}
