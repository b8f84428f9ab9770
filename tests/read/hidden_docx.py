"""DOCX documents in which a name is hidden, each in another way, or only seems to be."""

from __future__ import annotations

from xml.sax.saxutils import escape

from read.make_office import HEADER, NAMESPACES, docx_whole

SECRET = "Quincy Vane"
_T = f"<w:t>{SECRET}</w:t>"


def _p(content: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def _r(properties: str, content: str = _T) -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr>{content}</w:r>"


def _line(run: str) -> str:
    return _p(f"<w:r><w:t xml:space='preserve'>before </w:t></w:r>{run}")


def _run(properties: str) -> str:
    return _line(_r(properties))


def _shade(fill: str, value: str = "clear", more: str = "") -> str:
    return f'<w:shd w:val="{value}" w:color="auto" w:fill="{fill}" {more}/>'


def _colour(value: str) -> str:
    return f'<w:color w:val="{value}"/>'


def _table(cell: str, *, table: str = "", row: str = "", properties: str = "") -> str:
    first = "<w:tc><w:tcPr/><w:p><w:r><w:t>before</w:t></w:r></w:p></w:tc>"
    return (
        f"<w:tbl><w:tblPr>{table}</w:tblPr><w:tr>{row}{first}"
        f"<w:tc><w:tcPr>{properties}</w:tcPr>{cell}</w:tc></w:tr></w:tbl>"
    )


def _styles(*styles: str, defaults: str = "") -> str:
    rule = f"<w:docDefaults><w:rPrDefault><w:rPr>{defaults}</w:rPr></w:rPrDefault></w:docDefaults>"
    return f"<w:styles {NAMESPACES}>{rule}{''.join(styles)}</w:styles>"


def _style(name: str, content: str, *, kind: str = "character", based: str = "") -> str:
    base = f'<w:basedOn w:val="{based}"/>' if based else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}">{base}{content}</w:style>'


def _chain(properties: str, length: int = 40) -> str:
    first = _style("s0", f"<w:rPr>{properties}</w:rPr>")
    rest = (_style(f"s{n}", "", based=f"s{n - 1}") for n in range(1, length))
    return _styles(first, *rest)


def _shape(
    fill: str = '<a:solidFill><a:srgbClr val="000000"/></a:solidFill>',
    text: str = "",
    *,
    left: int = 0,
    top: int = 0,
    width: int = 300,
    height: int = 14,
    behind: int = 0,
    wrap: str = "<wp:wrapNone/>",
    name: str = "rect",
) -> str:
    box = f"<wps:txbx><w:txbxContent>{text}</w:txbxContent></wps:txbx>" if text else ""
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="9" '
        f'behindDoc="{behind}" locked="0" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="column"><wp:posOffset>{left * 12700}</wp:posOffset>'
        f'</wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>{top * 12700}'
        f'</wp:posOffset></wp:positionV><wp:extent cx="{width * 12700}" cy="{height * 12700}"/>'
        f'{wrap}<wp:docPr id="5" name="x"/><a:graphic><a:graphicData '
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        f'<wps:cNvSpPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width * 12700}" '
        f'cy="{height * 12700}"/></a:xfrm><a:prstGeom prst="{name}"><a:avLst/></a:prstGeom>{fill}'
        f"</wps:spPr>{box}<wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor>"
        "</w:drawing></mc:Choice></mc:AlternateContent></w:r>"
    )


def _on_page(shape: str) -> str:
    return shape.replace('relativeFrom="paragraph"', 'relativeFrom="page"')


def _vml(fill: str, style: str = "", inside: str = "") -> str:
    return (
        '<w:r><w:pict><v:rect style="position:absolute;margin-left:0;margin-top:0;width:300pt;'
        f'height:16pt;z-index:9;{style}" fillcolor="{fill}" stroked="f">{inside}</v:rect></w:pict>'
        "</w:r>"
    )


_VML_LINE = (
    '<w:r><w:pict><v:line style="position:absolute;z-index:9" from="0,8pt" to="300pt,8pt" '
    'strokecolor="black" strokeweight="{}"/></w:pict></w:r>'
)
_OUTLINE = '<a:noFill/><a:ln w="{}"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln>'
_TURNED = '<a:xfrm rot="5400000">'
_PHANTOM = (
    '<m:oMath><m:phant><m:phantPr><m:show m:val="{}"/></m:phantPr>'
    f"<m:e><m:r><m:t>{SECRET}</m:t></m:r></m:e></m:phant></m:oMath>"
)


def _box(text: str) -> str:
    return f"<v:textbox><w:txbxContent>{text}</w:txbxContent></v:textbox>"


_BARRED_ROW = _style(
    "Dark",
    '<w:tblPr><w:tblStyleRowBandSize w:val="1"/></w:tblPr>'
    f'<w:tblStylePr w:type="firstRow"><w:rPr>{_colour("000000")}</w:rPr><w:tcPr>'
    f'{_shade("000000")}</w:tcPr></w:tblStylePr><w:tblStylePr w:type="band1Horz"><w:tcPr>'
    f'{_shade("101010")}</w:tcPr></w:tblStylePr><w:tblStylePr w:type="lastCol"><w:tcPr>'
    f"{_shade('111111')}</w:tcPr></w:tblStylePr>",
    kind="table",
)
_LIGHT_ROW = _style(
    "Dark",
    f'<w:tblStylePr w:type="firstRow"><w:rPr>{_colour("FFFFFF")}</w:rPr><w:tcPr>'
    f"{_shade('000000')}</w:tcPr></w:tblStylePr>",
    kind="table",
)
_THEME = (
    f'<a:theme {NAMESPACES} name="t"><a:themeElements><a:clrScheme name="c">'
    '<a:dk1><a:srgbClr val="000000"/></a:dk1><a:lt1><a:srgbClr val="FFFFFF"/></a:lt1>'
    '<a:dk2><a:srgbClr val="101020"/></a:dk2><a:lt2><a:srgbClr val="F8F8F8"/></a:lt2>'
    '<a:accent1><a:srgbClr val="050505"/></a:accent1></a:clrScheme></a:themeElements></a:theme>'
)
_LOOK = '<w:tblStyle w:val="Dark"/><w:tblLook w:firstRow="{}" w:lastColumn="{}" w:noHBand="{}"/>'
_SECTION = (
    '<w:sectPr><w:headerReference w:type="{}" r:id="rheader1"/>'
    '<w:pgSz w:w="12240" w:h="15840"/></w:sectPr>'
)
_HEADER = f"<w:hdr {NAMESPACES}>{_p(_r(''))}</w:hdr>"
_BEGIN = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
_MIDDLE = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
_GIVEN = f"<w:r>{_T}</w:r>"
_CHOICE = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="{0}" '
    'xmlns:w16se="http://schemas.microsoft.com/office/word/2015/wordml/symex" xmlns:zzz="zzz">{1}'
    "</mc:Choice><mc:Fallback>{2}</mc:Fallback></mc:AlternateContent></w:r>"
)
_EMOJI = '<w16se:symEx w16se:font="Segoe UI Emoji" w16se:char="1F60A"/>'
_WHITE = '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'
_AFTER = _p("<w:r><w:t>after</w:t></w:r>")

# What stands in the body, and further parts.
Case = tuple[str, dict[str, str]]


def _section(left: int, top: int = 1440, columns: str = "") -> str:
    """The end of a section with such margins."""
    return _p(
        "",
        '<w:sectPr ><w:pgSz w:w="12240" w:h="15840"/>'
        f'<w:pgMar w:top="{top}" w:left="{left}" w:right="1440" w:bottom="1440"/>{columns}'
        "</w:sectPr>",
    )


def _columns(space: int, *widths: int) -> str:
    own = "".join(f'<w:col w:w="{width}" w:space="{space}"/>' for width in widths)
    return f'<w:cols w:num="2" w:space="{space}" w:equalWidth="{int(not own)}">{own}</w:cols>'


_NEXT_COLUMN = '<w:r><w:t>a</w:t><w:br w:type="column"/></w:r>'


def _tabs(*stops: int) -> str:
    return "".join(
        f'<w:tabs><w:tab w:val="left" w:pos="{stop}"/></w:tabs>' for stop in stops
    ).replace("</w:tabs><w:tabs>", "")


_TAB = "<w:r><w:tab/></w:r>"


def _grid(*widths: int, indent: int = 0) -> str:
    """A table of such columns, the name in the last one."""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    cells = "".join("<w:tc><w:p/></w:tc>" for _ in widths[1:])
    return (
        f'<w:tbl><w:tblPr><w:tblInd w:w="{indent}" w:type="dxa"/></w:tblPr><w:tblGrid>{columns}'
        f"</w:tblGrid><w:tr>{cells}<w:tc>{_p(_r('', _T))}</w:tc></w:tr></w:tbl>"
    )


HIDDEN: dict[str, Case] = {
    "a choice of a hidden run": (
        _line(_CHOICE.format("w14", _T, _T).replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")),
        {},
    ),
    "below the edge of a low row": (
        _table(
            _p("<w:r><w:t>a</w:t></w:r>") + _p("") + _p(_GIVEN),
            row='<w:trPr><w:trHeight w:val="300" w:hRule="exact"/></w:trPr>',
        ),
        {},
    ),
    "columns without width": (
        _section(1440) + _p(_r("", _T)) + _section(1440, 1440, _columns(20_000)),
        {},
    ),
    "a column beyond the page": (
        _section(1440)
        + _p(_NEXT_COLUMN + _r("", _T))
        + _section(1440, 1440, _columns(20_000, 3_000, 3_000)),
        {},
    ),
    "behind a tab beyond the page": (_p(_TAB + _r("", _T), _tabs(20000)), {}),
    "behind a tab of a style of a style": (
        _p(_TAB + _r("", _T), '<w:pStyle w:val="child"/>'),
        {
            "styles": _styles(
                _style("base", f"<w:pPr>{_tabs(20000)}</w:pPr>", kind="paragraph")
                + _style("child", "", kind="paragraph", based="base")
            )
        },
    ),
    "behind two tabs": (_p(_TAB + _TAB + _r("", _T), _tabs(2000, 15000)), {}),
    "margin of a section": (_section(1440) + _line(_r("", _T)) + _section(20000), {}),
    "section below the page": (_section(1440) + _line(_r("", _T)) + _section(1440, 20000), {}),
    "left of the page": (_p(_r("", _T), '<w:ind w:left="-8000"/>'), {}),
    "table left of the page": (_grid(3000, indent=-12000), {}),
    "column beyond the page": (_grid(20000, 3000), {}),
    "grey 111 on black": (_run('<w:highlight w:val="black"/>' + _colour("111111")), {}),
    "dark blue highlight": (_run('<w:highlight w:val="darkBlue"/>'), {}),
    "yellow on yellow": (_run('<w:highlight w:val="yellow"/>' + _colour("FFFF00")), {}),
    "red on red with a pattern": (
        _run('<w:shd w:val="pct50" w:color="FF0000" w:fill="FF0000"/>' + _colour("FF0000")),
        {},
    ),
    "solid shading": (_run('<w:shd w:val="solid" w:color="000000" w:fill="FFFFFF"/>'), {}),
    "85 per cent": (_run('<w:shd w:val="pct85" w:color="auto" w:fill="FFFFFF"/>'), {}),
    "white on the page": (_run(_colour("FFFFFF")), {}),
    "almost white": (_run(_colour("F4F4F4")), {}),
    "theme colour of the ground": (
        _run('<w:color w:val="112233" w:themeColor="background1"/>'),
        {"theme1": _THEME},
    ),
    "theme shade": (
        _run('<w:color w:val="FF0000" w:themeColor="accent1"/>' + _shade("000000")),
        {"theme1": _THEME},
    ),
    "theme fill": (
        _run(_shade("FFFFFF", more='w:themeFill="text2"') + _colour("000000")),
        {"theme1": _THEME},
    ),
    "tint to white": (
        _run('<w:color w:val="000000" w:themeColor="text1" w:themeTint="08"/>'),
        {"theme1": _THEME},
    ),
    "vanish": (_run("<w:vanish/>"), {}),
    "vanish on": (_run('<w:vanish w:val="on"/>'), {}),
    "vanish by a long chain": (_run('<w:rStyle w:val="s39"/>'), {"styles": _chain("<w:vanish/>")}),
    "black by a long chain": (
        _run('<w:rStyle w:val="s39"/>'),
        {"styles": _chain(_shade("000000"))},
    ),
    "vanish by the defaults": (_run(""), {"styles": _styles(defaults="<w:vanish/>")}),
    "white by the defaults": (_run(""), {"styles": _styles(defaults=_colour("FFFFFF"))}),
    "default paragraph style": (
        _run(""),
        {
            "styles": _styles(
                '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:rPr>'
                "<w:vanish/></w:rPr></w:style>"
            )
        },
    ),
    "shading of a paragraph style": (
        _p(_r(""), '<w:pStyle w:val="B"/>'),
        {"styles": _styles(_style("B", f"<w:pPr>{_shade('000000')}</w:pPr>", kind="paragraph"))},
    ),
    "paragraph shading, dark letters": (_p(_r(_colour("202020")), _shade("000000")), {}),
    "first row of a table style": (
        _table(_p(_r("")), table=_LOOK.format(1, 0, 1)),
        {"styles": _styles(_BARRED_ROW)},
    ),
    "band of a table style": (
        _table(_p(_r("")), table=_LOOK.format(0, 0, 0)),
        {"styles": _styles(_BARRED_ROW)},
    ),
    "last column of a table style": (
        _table(_p(_r("")), table=_LOOK.format(0, 1, 1)),
        {"styles": _styles(_BARRED_ROW)},
    ),
    "table style by its base": (
        _table(_p(_r("")), table=_LOOK.format(1, 0, 1).replace("Dark", "Child")),
        {"styles": _styles(_BARRED_ROW, _style("Child", "", kind="table", based="Dark"))},
    ),
    "cell": (_table(_p(_r("")), properties=_shade("000000")), {}),
    "row exception": (
        _table(_p(_r("")), row=f"<w:tblPrEx>{_shade('000000')}</w:tblPrEx>"),
        {},
    ),
    "cell below a merged one": (
        _table(
            _p("<w:r><w:t>x</w:t></w:r>"), properties='<w:vMerge w:val="restart"/>'
        ).removesuffix("</w:tbl>")
        + f"<w:tr><w:tc>{_p('')}</w:tc><w:tc><w:tcPr><w:vMerge/></w:tcPr>{_p(_GIVEN)}</w:tc></w:tr>"
        "</w:tbl>",
        {},
    ),
    "row without height": (
        _table(_p(_r("")), row='<w:trPr><w:trHeight w:val="1" w:hRule="exact"/></w:trPr>'),
        {},
    ),
    "deleted cell": (_table(_p(_r("")), properties='<w:cellDel w:id="4"/>'), {}),
    "deleted run": (
        _line(f'<w:del w:id="4"><w:r><w:delText>{SECRET}</w:delText></w:r></w:del>'),
        {},
    ),
    "moved away": (_line(f'<w:moveFrom w:id="4"><w:r>{_T}</w:r></w:moveFrom>'), {}),
    "deleted in a link": (
        _line(f'<w:hyperlink r:id="k"><w:del w:id="4"><w:r>{_T}</w:r></w:del></w:hyperlink>'),
        {},
    ),
    "half a point": (_run('<w:sz w:val="1"/>'), {}),
    "two points": (_run('<w:sz w:val="4"/>'), {}),
    "lines without height": (
        _p(_r(""), '<w:spacing w:line="2" w:lineRule="exact"/>'),
        {},
    ),
    "indent beyond the page": (_p(_r(""), '<w:ind w:left="30000"/>'), {}),
    "frame beyond the page": (_p(_r(""), '<w:framePr w:w="99" w:x="-20000" w:y="1"/>'), {}),
    "letters without a fill": (_run("<w14:textFill><w14:noFill/></w14:textFill>"), {}),
    "letters wholly transparent": (
        _run(
            '<w14:textFill><w14:solidFill><w14:srgbClr w14:val="000000"><w14:alpha '
            'w14:val="100000"/></w14:srgbClr></w14:solidFill></w14:textFill>'
        ),
        {},
    ),
    "black shape behind black text": (_p(_shape(behind=1) + _GIVEN), {}),
    "black shape behind the paragraph before": (
        _p("<w:r><w:t>x</w:t></w:r>" + _shape(top=10, height=19, behind=1)) + _p(_GIVEN),
        {},
    ),
    "red shape behind red text": (
        _p(
            _shape('<a:solidFill><a:srgbClr val="FF0000"/></a:solidFill>', behind=1)
            + _r(_colour("FF0000"))
        ),
        {},
    ),
    "black VML shape behind black text": (_p(_vml("black", "z-index:-9") + _GIVEN), {}),
    "black shape in front": (_p(_shape() + _GIVEN), {}),
    "shape behind its text in the file": (_p(_GIVEN + _shape()), {}),
    "white shape in front": (
        _p(_shape('<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>') + _GIVEN),
        {},
    ),
    "tall shape of the paragraph before": (
        _p("<w:r><w:t>x</w:t></w:r>" + _shape(top=10, height=19)) + _p(_GIVEN),
        {},
    ),
    "shape of the paragraph after": (
        _p(_GIVEN) + _p("<w:r><w:t>x</w:t></w:r>" + _shape(top=-15, height=14)),
        {},
    ),
    "VML rectangle in front": (_p(_vml("black") + _GIVEN), {}),
    "black text in a black box": (
        _p(_shape(text=_p(_r(_colour("000000"))), left=0, top=200, wrap="<wp:wrapSquare/>")),
        {},
    ),
    "white text in a box without a fill": (
        _p(_shape("<a:noFill/>", text=_p(_r(_colour("FFFFFF"))), top=200)),
        {},
    ),
    "box beyond the page": (
        _p(_shape("<a:noFill/>", text=_p(_GIVEN), left=-3000)),
        {},
    ),
    "black text in a black VML box": (_p(_vml("#000", inside=_box(_p(_r(_colour("000000")))))), {}),
    "header of first pages that are like the others": (
        _AFTER + _SECTION.format("first"),
        {"header1": _HEADER},
    ),
    "in the code of a field": (
        _line(_BEGIN + _GIVEN + _MIDDLE + _r("", "<w:t>x</w:t>") + _END),
        {},
    ),
    "entry of an index": (
        _line(_BEGIN + _r("", f'<w:instrText> XE "{SECRET}" </w:instrText>') + _END),
        {},
    ),
    "comment": (
        _line('<w:r><w:commentReference w:id="3"/></w:r>'),
        {
            "comments": f'<w:comments {NAMESPACES}><w:comment w:id="3">{_p(_GIVEN)}'
            "</w:comment></w:comments>"
        },
    ),
    "alternative text": (
        _p(
            '<w:r><w:drawing><wp:inline><wp:extent cx="99999" cy="99999"/><wp:docPr id="3" '
            f'name="n" descr="{SECRET}"/></wp:inline></w:drawing></w:r>'
        ),
        {},
    ),
    "a note that is deleted with its number": (
        _line('<w:del w:id="4"><w:r><w:footnoteReference w:id="7"/></w:r></w:del>'),
        {
            "footnotes": f'<w:footnotes {NAMESPACES}><w:footnote w:id="7">{_p(_GIVEN)}'
            "</w:footnote></w:footnotes>"
        },
    ),
    "white in a note": (
        _line('<w:r><w:footnoteReference w:id="7"/></w:r>'),
        {
            "footnotes": f'<w:footnotes {NAMESPACES}><w:footnote w:id="7">{_p(_run("")[5:-6])}'
            "</w:footnote></w:footnotes>".replace(
                "<w:rPr></w:rPr>", f"<w:rPr>{_colour('FFFFFF')}</w:rPr>"
            )
        },
    ),
    "letters one over the other": (_run('<w:spacing w:val="-400"/>'), {}),
    "hidden row": (_table(_p(_GIVEN), row="<w:trPr><w:hidden/></w:trPr>"), {}),
    "row of three points": (
        _table(_p(_GIVEN), row='<w:trPr><w:trHeight w:val="60" w:hRule="exact"/></w:trPr>'),
        {},
    ),
    "first line beyond the page": (_p(_GIVEN, '<w:ind w:hanging="20000"/>'), {}),
    "table beyond the page": (
        _table(_p(_GIVEN), table='<w:tblInd w:w="-30000" w:type="dxa"/>'),
        {},
    ),
    "placed table beyond the page": (
        _table(
            _p(_GIVEN),
            table='<w:tblpPr w:tblpX="-30000" w:tblpY="1" w:horzAnchor="page"/>',
        ),
        {},
    ),
    # Word's least width: strokes that nobody reads.
    "letters below the page": (_run('<w:position w:val="-4000"/>'), {}),
    "narrow cell": (
        _table(
            _p(_GIVEN),
            table='<w:tblLayout w:type="fixed"/>',
            properties='<w:tcW w:w="1" w:type="dxa"/>',
        ),
        {},
    ),
    "margin of a cell": (
        _table(_p(_GIVEN), properties='<w:tcMar><w:left w:w="30000" w:type="dxa"/></w:tcMar>'),
        {},
    ),
    "frame without height": (_p(_GIVEN, '<w:framePr w:w="3000" w:h="10" w:hRule="exact"/>'), {}),
    "frame without width": (_p(_GIVEN, '<w:framePr w:w="10" w:x="100" w:y="100"/>'), {}),
    "phantom in a formula": (_line(_PHANTOM.format("0")), {}),
    "white formula": (
        _line(
            f"<m:oMath><m:r><w:rPr>{_colour('FFFFFF')}</w:rPr><m:t>{SECRET}</m:t></m:r></m:oMath>"
        ),
        {},
    ),
    "text box of VML without height": (
        _line(_vml("white", inside=_box(_p(_GIVEN))).replace("height:16pt", "height:1pt")),
        {},
    ),
    "text box under a VML shape": (
        _p(_shape("<a:noFill/>", text=_p(_GIVEN)) + _vml("black")),
        {},
    ),
    "thick VML line": (_p(_VML_LINE.format("16pt") + _GIVEN), {}),
    "thick outline": (_p(_shape(_OUTLINE.format(203_200), height=1, top=8) + _GIVEN), {}),
    "shape that is turned": (
        _p(_shape(left=143, width=14, height=300, top=-143).replace("<a:xfrm>", _TURNED) + _GIVEN),
        {},
    ),
    "text box under a shape": (
        _p(_shape("<a:noFill/>", text=_p(_GIVEN), top=100, height=60) + _shape(top=105)),
        {},
    ),
    "text box of the page under the last of many shapes": (
        "".join(_p(_on_page(_shape(_WHITE, top=300 + n % 90, width=3))) for n in range(420))
        + _p(_on_page(_shape("<a:noFill/>", text=_p(_GIVEN), top=100, height=60)))
        + _p(_on_page(_shape(top=105))),
        {},
    ),
    "text box under a white shape": (
        _p(
            _shape(text=_p(_GIVEN), fill=_WHITE, top=100, height=60)
            + _shape(_WHITE, top=90, height=90)
        ),
        {},
    ),
    "gradient in front": (
        _p(
            _shape(
                '<a:gradFill><a:gsLst><a:gs pos="0"><a:srgbClr val="000000"/></a:gs>'
                '<a:gs pos="100000"><a:srgbClr val="111111"/></a:gs></a:gsLst></a:gradFill>'
            )
            + _GIVEN
        ),
        {},
    ),
}

SHOWN: dict[str, Case] = {
    "within a high row": (
        _table(
            _p("<w:r><w:t>a</w:t></w:r>") + _p("") + _p(_GIVEN),
            row='<w:trPr><w:trHeight w:val="900" w:hRule="exact"/></w:trPr>',
        ),
        {},
    ),
    "within a row that grows": (
        _table(
            _p("<w:r><w:t>a</w:t></w:r>") + _p("") + _p(_GIVEN),
            row='<w:trPr><w:trHeight w:val="300"/></w:trPr>',
        ),
        {},
    ),
    "the second of two columns": (
        _section(1440)
        + _p(_NEXT_COLUMN + _r("", _T))
        + _section(1440, 1440, _columns(720, 3_000, 3_000)),
        {},
    ),
    "after a column beyond the page": (
        _section(1440)
        + _p(_NEXT_COLUMN)
        + _section(1440, 1440, _columns(20_000, 3_000, 3_000))
        + _p(_r("", _T)),
        {},
    ),
    "a choice within a run": (_line(_CHOICE.format("w14", _T, "<w:t>x</w:t>")), {}),
    "a fallback within a run": (_line(_CHOICE.format("zzz", "<w:t>x</w:t>", _T)), {}),
    "an emoji before it": (
        _line(_CHOICE.format("w16se", _EMOJI, "<w:t>x</w:t>") + _GIVEN),
        {},
    ),
    "letters one per cent wide": (_run('<w:w w:val="1"/>'), {}),
    "behind a tab of a style that is cleared": (
        _p(
            _TAB + _r("", _T),
            '<w:pStyle w:val="base"/><w:tabs><w:tab w:val="clear" w:pos="20000"/></w:tabs>',
        ),
        {"styles": _styles(_style("base", f"<w:pPr>{_tabs(20000)}</w:pPr>", kind="paragraph"))},
    ),
    "behind a tab": (_p(_TAB + _r("", _T), _tabs(5000)), {}),
    "after the line with a tab": (
        _p(_TAB, _tabs(20000)) + _p(_r("", _T), _tabs(20000)),
        {},
    ),
    "before a tab beyond the page": (_p(_r("", _T) + _TAB, _tabs(20000)), {}),
    "section after a wide margin": (
        _section(1440) + _p("") + _section(20000) + _line(_r("", _T)),
        {},
    ),
    "a little to the left": (_p(_r("", _T), '<w:ind w:left="-900"/>'), {}),
    "column of a usual table": (_grid(4500, 4500, indent=-108), {}),
    "text box over a shape": (
        _p(_shape(top=90, height=90) + _shape(_WHITE, text=_p(_GIVEN), top=100, height=60)),
        {},
    ),
    "text box beside a shape": (
        _p(_shape(_WHITE, text=_p(_GIVEN), top=100, height=20) + _shape(top=130, height=14)),
        {},
    ),
    "text box below a label": (
        _p(
            _shape("<a:noFill/>", text=_p(_GIVEN), top=100, height=60)
            + _shape("<a:noFill/>", top=100, height=60)
        ),
        {},
    ),
    "white on black": (_run('<w:highlight w:val="black"/>' + _colour("FFFFFF")), {}),
    "lime on black": (_run(_shade("000000") + _colour("00FF00")), {}),
    "black on yellow": (_run('<w:highlight w:val="yellow"/>'), {}),
    "light grey on the page": (_run(_colour("BFBFBF")), {}),
    "quarter grey": (_run('<w:shd w:val="pct25" w:color="auto" w:fill="FFFFFF"/>'), {}),
    "highlight over black shading": (_run('<w:highlight w:val="yellow"/>' + _shade("000000")), {}),
    "white letters on a dark paragraph": (_p(_r(_colour("FFFFFF")), _shade("1F3864")), {}),
    "white letters in a dark cell": (
        _table(_p(_r(_colour("FFFFFF"))), properties=_shade("000000")),
        {},
    ),
    "first row, white by its table style": (
        _table(_p(_r("")), table=_LOOK.format(1, 0, 1)),
        {"styles": _styles(_LIGHT_ROW)},
    ),
    "table style without its first row": (
        _table(_p(_r("")), table=_LOOK.format(0, 0, 1)),
        {"styles": _styles(_BARRED_ROW)},
    ),
    "vanish off over its style": (
        _run('<w:rStyle w:val="s39"/><w:vanish w:val="0"/>'),
        {"styles": _chain("<w:vanish/>")},
    ),
    "hidden on the web only": (_run("<w:webHidden/>"), {}),
    "shading cleared over its style": (
        _run('<w:rStyle w:val="s3"/>' + _shade("auto")),
        {"styles": _chain(_shade("000000"), 4)},
    ),
    "merged cell below none": (_table(_p(_r("")), properties="<w:vMerge/>"), {}),
    "inserted": (_line(f'<w:ins w:id="4">{_GIVEN}</w:ins>'), {}),
    "moved here": (_line(f'<w:moveTo w:id="4">{_GIVEN}</w:moveTo>'), {}),
    "struck through": (_run("<w:strike/>"), {}),
    "content control": (f"<w:sdt><w:sdtContent>{_p(_GIVEN)}</w:sdtContent></w:sdt>", {}),
    "content control round a row": (
        "<w:tbl><w:tblPr/><w:sdt><w:sdtContent><w:tr><w:tc>"
        f"{_p(_GIVEN)}</w:tc></w:tr></w:sdtContent></w:sdt></w:tbl>",
        {},
    ),
    "custom XML in custom XML": (
        f'<w:customXml w:element="a"><w:customXml w:element="b">{_p(_GIVEN)}</w:customXml>'
        "</w:customXml>",
        {},
    ),
    "black shape behind another paragraph": (
        _p("<w:r><w:t>x</w:t></w:r>" + _shape(top=200, height=19, behind=1)) + _p(_GIVEN),
        {},
    ),
    "black shape behind the end of the line": (_p(_shape(left=300, behind=1) + _GIVEN), {}),
    "white paragraph on a black shape": (_p(_shape(behind=1) + _GIVEN, _shade("FFFFFF")), {}),
    "highlighted letters on a black shape": (
        _p(_shape(behind=1) + _r('<w:highlight w:val="yellow"/>')),
        {},
    ),
    "shape behind the text": (
        _p(_shape('<a:solidFill><a:srgbClr val="FFFF00"/></a:solidFill>', behind=1) + _GIVEN),
        {},
    ),
    "shape below the text": (_p(_shape(top=40) + _GIVEN), {}),
    "shape beside the text": (_p(_shape(left=300, width=60) + _GIVEN), {}),
    "white box of a letterhead": (
        _p(
            _shape(
                '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>',
                text=_p("<w:r><w:t>Harbour Office</w:t></w:r>"),
                top=72,
                height=90,
            ).replace('relativeFrom="paragraph"', 'relativeFrom="page"')
            + _GIVEN
        ),
        {},
    ),
    "box beside a short line": (
        _p(
            _shape(
                '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>',
                text=_p("<w:r><w:t>Harbour Office, North Pier, Haven</w:t></w:r>"),
                left=200,
            )
            + _GIVEN
        ),
        {},
    ),
    "shape the text flows around": (
        _p(_shape(wrap='<wp:wrapSquare wrapText="bothSides"/>') + _GIVEN),
        {},
    ),
    "frame without a fill": (_p(_shape("<a:noFill/>") + _GIVEN), {}),
    "a rule": (_p(_shape(height=1, top=16) + _GIVEN), {}),
    "white text in a black box": (
        _p(_shape(text=_p(_r(_colour("FFFFFF"))), top=200)),
        {},
    ),
    "white text over a black shape behind it": (
        _p(_shape(behind=1) + _r(_colour("FFFFFF"))),
        {},
    ),
    "header": (_AFTER + _SECTION.format("default"), {"header1": _HEADER}),
    "result of a field": (
        _line(_BEGIN + _r("", "<w:instrText>AUTHOR</w:instrText>") + _MIDDLE + _GIVEN + _END),
        {},
    ),
    "a field that is never ended": (_line(_BEGIN + _GIVEN), {}),
    "ruby": (
        _line(
            f"<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>x</w:t></w:r></w:rt><w:rubyBase>{_GIVEN}"
            "</w:rubyBase></w:ruby></w:r>"
        ),
        {},
    ),
    "formula": (_line(f"<m:oMath><m:r><m:t>{SECRET}</m:t></m:r></m:oMath>"), {}),
    "two vanishing styles": (
        _p(_r('<w:rStyle w:val="C"/>'), '<w:pStyle w:val="P"/>'),
        {
            "styles": _styles(
                _style("C", "<w:rPr><w:vanish/></w:rPr>"),
                _style("P", "<w:rPr><w:vanish/></w:rPr>", kind="paragraph"),
            )
        },
    ),
    "fallback of markup nobody knows": (
        _line(
            '<mc:AlternateContent><mc:Choice Requires="zzz"><w:r><w:t>x</w:t></w:r></mc:Choice>'
            f"<mc:Fallback>{_GIVEN}</mc:Fallback></mc:AlternateContent>"
        ),
        {},
    ),
    "raised letters": (_run('<w:position w:val="12"/>'), {}),
    "formatting before a change": (
        _run('<w:rPrChange w:id="1" w:author="a"><w:rPr><w:vanish/></w:rPr></w:rPrChange>'),
        {},
    ),
    "narrow cell that grows": (
        _table(_p(_GIVEN), properties='<w:tcW w:w="1" w:type="dxa"/>'),
        {},
    ),
    "a formula": (
        _line(f"<m:oMath><m:r><w:rPr><w:i/></w:rPr><m:t>{SECRET}</m:t></m:r></m:oMath>"),
        {},
    ),
    "phantom that shows": (_line(_PHANTOM.format("1")), {}),
    "VML shape beside a text box": (
        _p(_shape("<a:noFill/>", text=_p(_GIVEN), left=320) + _vml("black")),
        {},
    ),
    "thin VML line": (_p(_VML_LINE.format("1pt") + _GIVEN), {}),
    "thin outline": (_p(_shape(_OUTLINE.format(12_700), height=1, top=8) + _GIVEN), {}),
    "shape that is turned away": (
        _p(_shape(left=-200, top=0, width=300, height=14).replace("<a:xfrm>", _TURNED) + _GIVEN),
        {},
    ),
    "letters a little closer": (_run('<w:spacing w:val="-10"/><w:w w:val="80"/>'), {}),
    "hanging first line": (_p(_GIVEN, '<w:ind w:left="720" w:hanging="720"/>'), {}),
    "row that is not hidden": (
        _table(_p(_GIVEN), row='<w:trPr><w:hidden w:val="0"/></w:trPr>'),
        {},
    ),
}


def build(case: Case) -> bytes:
    """The document of a case, between two lines that can be seen."""
    body, parts = case
    section = ""
    if "<w:sectPr>" in body:
        place = body.index("<w:sectPr>")
        body, section = body[:place], body[place:]
    plain = '<w:vanish w:val="0"/><w:color w:val="000000"/>'
    mark = f"<w:rPr>{plain}</w:rPr>"
    lines = (*HEADER, "at the north pier")
    first = "".join(_p(_r(plain, f"<w:t>{escape(line)}</w:t>"), mark) for line in lines)
    last = _p(_r(plain, "<w:t>she saw it all</w:t>"), mark)
    links = {"k": "https://harbour.example/"}
    return docx_whole(f"<w:body>{first}{body}{last}{section}</w:body>", links=links, **parts)
