"""More DOCX documents in which a name is hidden, or only seems to be: lists, styles, groups, text.

Each is a body and further parts, as in `hidden_docx`.
"""

from __future__ import annotations

from read.hidden_docx import (
    _GIVEN,
    _THEME,
    SECRET,
    Case,
    _box,
    _colour,
    _line,
    _p,
    _r,
    _run,
    _shade,
    _shape,
    _style,
    _styles,
    _table,
    _vml,
)
from read.make_office import NAMESPACES

_BLACK = '<a:solidFill><a:srgbClr val="000000"/></a:solidFill>'
_GROUPS = (
    'xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup" '
    'xmlns:wpc="http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas"'
)
_IN_LIST = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
_INDENT = '<w:ind w:{}="{}"/>'
_WIDE = _INDENT.format("left", 30000)
_LOW = '<w:spacing w:line="2" w:lineRule="exact"/>'
_A = _p("<w:r><w:t>a</w:t></w:r>")


def _list(level: str, override: str = "") -> dict[str, str]:
    """A document's lists, of one level with such paragraph properties."""
    return {
        "numbering": f'<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="0">'
        f'<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/><w:pPr>{level}'
        '</w:pPr></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/>'
        f"{override}</w:num></w:numbering>"
    }


def _paragraph_style(content: str, more: str = "") -> dict[str, str]:
    return {"styles": _styles(_style("P", content, kind="paragraph"), more)}


def _table_style(content: str, *, default: bool = False) -> dict[str, str]:
    style = _style("D", content, kind="table")
    return {"styles": _styles(style.replace(" w:styleId", ' w:default="1" w:styleId', default))}


_STYLED = '<w:pStyle w:val="{}"/>'
_IN_TABLE = '<w:tblStyle w:val="D"/>'


def _group(inner: str, *, canvas: bool = False, units: int = 12700, fill: str = "") -> str:
    """A group of shapes in place of a shape, of 300 by 60 points."""
    shape = _shape(height=60)
    begin, end = shape.index("<a:graphic>"), shape.index("</wp:anchor>")
    tag = "wpc:wpc" if canvas else "wpg:wgp"
    form = (
        '<wpg:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="3810000" cy="762000"/>'
        f'<a:chOff x="0" y="0"/><a:chExt cx="{300 * units}" cy="{60 * units}"/></a:xfrm>{fill}'
        "</wpg:grpSpPr>"
    )
    return (
        f'{shape[:begin]}<a:graphic><a:graphicData uri="g"><{tag} {_GROUPS}>'
        f"{'' if canvas else form}{inner}</{tag}></a:graphicData></a:graphic>{shape[end:]}"
    )


def _member(fill: str = _BLACK, *, top: int = 0, units: int = 12700, text: str = "") -> str:
    box = f"<wps:txbx><w:txbxContent>{text}</w:txbxContent></wps:txbx>" if text else ""
    return (
        f'<wps:wsp><wps:cNvSpPr/><wps:spPr><a:xfrm><a:off x="0" y="{top * units}"/><a:ext '
        f'cx="{300 * units}" cy="{14 * units}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        f"</a:prstGeom>{fill}</wps:spPr>{box}<wps:bodyPr/></wps:wsp>"
    )


def _vml_group(top: int) -> str:
    return (
        '<w:r><w:pict><v:group style="position:absolute;margin-left:0;margin-top:0;width:300pt;'
        'height:60pt;z-index:9" coordsize="3000,600"><v:rect style="position:absolute;left:0;'
        f'top:{top};width:3000;height:140" fillcolor="black"/></v:group></w:pict></w:r>'
    )


def _styled_shape(fill: int, font: str, text: str) -> str:
    """A shape as Word draws it: fill and letters by its style."""
    style = (
        f'<wps:style><a:fillRef idx="{fill}"><a:schemeClr val="accent1"/></a:fillRef>'
        f'<a:fontRef idx="minor"><a:schemeClr val="{font}"/></a:fontRef></wps:style>'
    )
    shape = _shape("", text=text, top=200, height=30)
    return shape.replace("</wps:spPr>", f"</wps:spPr>{style}")


def _watermark(colour: str, style: str = "", path: str = "") -> str:
    return (
        f'<w:r><w:pict><v:shape style="width:300pt;height:60pt;{style}" fillcolor="{colour}" '
        f'stroked="f"><v:textpath {path} string="{SECRET}"/></v:shape></w:pict></w:r>'
    )


def _cut_box(body: str, text: str) -> str:
    shape = _shape("<a:noFill/>", text=text, top=100, height=20)
    return shape.replace("<wps:bodyPr/>", body)


_UNSEEN = _shape().replace('<wp:docPr id="5"', '<wp:docPr hidden="1" id="5"')

HIDDEN: dict[str, Case] = {
    "indent of a list": (_p(_GIVEN, _IN_LIST), _list(_WIDE)),
    "indent of one list": (
        _p(_GIVEN, _IN_LIST),
        _list(
            "",
            f'<w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0"><w:pPr>{_WIDE}</w:pPr></w:lvl>'
            "</w:lvlOverride>",
        ),
    ),
    "indent of a style's list": (
        _p(_GIVEN, _STYLED.format("P")),
        _list(_WIDE) | _paragraph_style(f"<w:pPr>{_IN_LIST}</w:pPr>"),
    ),
    "indent of a style": (
        _p(_GIVEN, _STYLED.format("P")),
        _paragraph_style(f"<w:pPr>{_WIDE}</w:pPr>"),
    ),
    "lines of the style of a style": (
        _p(_GIVEN, _STYLED.format("C")),
        _paragraph_style(f"<w:pPr>{_LOW}</w:pPr>", _style("C", "", kind="paragraph", based="P")),
    ),
    "frame of a style": (
        _p(_GIVEN, _STYLED.format("P")),
        _paragraph_style('<w:pPr><w:framePr w:w="99" w:x="-20000" w:y="1"/></w:pPr>'),
    ),
    "indent in letters": (_p(_GIVEN, _INDENT.format("leftChars", 20000)), {}),
    "indent in a cell": (_table(_p(_GIVEN, _WIDE)), {}),
    "lines without height in a cell": (_table(_p(_GIVEN, _LOW)), {}),
    "cell merged with the one before": (
        _table(_p(_GIVEN), properties="<w:hMerge/>").replace(
            "<w:tcPr/>", '<w:tcPr><w:hMerge w:val="restart"/></w:tcPr>'
        ),
        {},
    ),
    "whole table of a style": (
        _table(_p(_GIVEN), table=_IN_TABLE),
        _table_style(
            f'<w:tblStylePr w:type="wholeTable"><w:tcPr>{_shade("000000")}</w:tcPr></w:tblStylePr>'
        ),
    ),
    "default style of tables": (
        _table(_p(_GIVEN)),
        _table_style("<w:rPr><w:vanish/></w:rPr>", default=True),
    ),
    "default style of letters": (
        _line(_GIVEN),
        {
            "styles": _styles(
                '<w:style w:type="character" w:default="1" w:styleId="F"><w:rPr><w:vanish/>'
                "</w:rPr></w:style>"
            )
        },
    ),
    "fill of letters by the theme": (
        _run(
            '<w14:textFill><w14:solidFill><w14:schemeClr w14:val="bg1"/></w14:solidFill>'
            "</w14:textFill>"
        ),
        {"theme1": _THEME},
    ),
    "shape of a group": (_p(_group(_member()) + _GIVEN), {}),
    "shape of a group in other units": (
        _p(_group(_member(units=10), units=10) + _GIVEN),
        {},
    ),
    "shape of a canvas": (_p(_group(_member(), canvas=True) + _GIVEN), {}),
    "shape with the fill of its group": (
        _p(_group(_member("<a:grpFill/>"), fill=_BLACK) + _GIVEN),
        {},
    ),
    "shape of a VML group": (_p(_vml_group(0) + _GIVEN), {}),
    "white letters of a style on white": (_p(_styled_shape(0, "lt1", _p(_GIVEN))), {}),
    "below the edge of a text box": (_p(_cut_box("<wps:bodyPr/>", _A * 6 + _p(_GIVEN))), {}),
    "below the edge of a VML text box": (
        _line(_vml("white", inside=_box(_A * 6 + _p(_GIVEN)))),
        {},
    ),
    "margin of a text box": (_p(_cut_box('<wps:bodyPr tIns="9999999"/>', _p(_GIVEN))), {}),
    "white watermark": (_line(_watermark("white")), {}),
    "watermark that is not shown": (_line(_watermark("silver", "visibility:hidden")), {}),
    "watermark that is off": (_line(_watermark("silver", path='on="f"')), {}),
}
SHOWN: dict[str, Case] = {
    "own indent in a list": (
        _p(_GIVEN, _IN_LIST + _INDENT.format("left", 300)),
        _list(_WIDE),
    ),
    "own lines over those of a style": (
        _p(_GIVEN, _STYLED.format("P") + '<w:spacing w:line="240" w:lineRule="auto"/>'),
        _paragraph_style(f"<w:pPr>{_LOW}</w:pPr>"),
    ),
    "shape beside the words of a cell": (_table(_p(_shape(width=80, left=300) + _GIVEN)), {}),
    "lower shape of a group": (_p(_group(_member(top=45)) + _GIVEN), {}),
    "lower shape of a canvas": (_p(_group(_member(top=45), canvas=True) + _GIVEN), {}),
    "lower shape of a VML group": (_p(_vml_group(450) + _GIVEN), {}),
    "shape that is not shown": (_p(_UNSEEN + _GIVEN), {}),
    "VML shape that is not shown": (_p(_vml("black", "visibility:hidden") + _GIVEN), {}),
    "white letters of a shape's style": (
        _p(_styled_shape(1, "lt1", _p(_GIVEN))),
        {"theme1": _THEME},
    ),
    "own colour over that of a shape's style": (
        _p(_styled_shape(0, "lt1", _p(_r(_colour("000000"))))),
        {},
    ),
    "text box that grows": (
        _p(_cut_box("<wps:bodyPr><a:spAutoFit/></wps:bodyPr>", _A * 6 + _p(_GIVEN))),
        {},
    ),
    "second line of a text box": (_p(_cut_box("<wps:bodyPr/>", _A + _p(_GIVEN))), {}),
    "watermark": (_line(_watermark("silver")), {}),
}
