"""Still more ODT documents that hide a name, or only seem to: pages, pictures, turned shapes.

Each is a body and automatic styles, as in `hidden_odt`.
"""

from __future__ import annotations

from read.hidden_odt import (
    _GIVEN,
    _LIGHT,
    _PARAGRAPH,
    _PEN,
    _SPAN,
    SECRET,
    Case,
    _graphic,
    _rect,
    _table,
    _text,
)
from read.odt_more import _NO_FILL, _framed

_LIT = _text('fo:color="#ffffff"')
_AUTOMATIC = 'style:use-window-font-color="true" loext:opacity="{}"'
_PICTURE = '<style:background-image xlink:href="Pictures/a.png"/>'
_STYLED = '<style:style style:name="G" style:family="{}">{}</style:style>'
_GRADIENT = '<loext:graphic-properties draw:fill="gradient" draw:fill-gradient-name="g"/>'
_BLACK_FILL = '<loext:graphic-properties draw:fill="solid" draw:fill-color="#000000"/>'
_WHITE_FILL = _graphic('draw:fill="solid" draw:fill-color="#ffffff"')
_LINE_OF = 'text:anchor-type="paragraph" draw:style-name="L" svg:{}="0cm" svg:{}="0.25cm" '
_DARK_PAGE = (
    '<text:p text:style-name="B">x</text:p>'
    f'<text:p><text:span text:style-name="T">{SECRET}</text:span></text:p>'
    '<text:p text:style-name="A">y</text:p>'
)
_BREAK = '<style:style style:name="{}" style:family="paragraph" style:master-page-name="{}"/>'


def _page(properties: str = "", inner: str = "", name: str = "Standard") -> str:
    return (
        f'<style:page-layout style:name="{name}L"><style:page-layout-properties {properties}>'
        f'{inner}</style:page-layout-properties></style:page-layout><style:master-page style:name="'
        f'{name}" style:page-layout-name="{name}L"/>'
    )


_PAGES = (
    _page()
    + _page('fo:background-color="#000000"', name="Dark")
    + _BREAK.format("B", "Dark")
    + _BREAK.format("A", "Standard")
)


def _turned(form: str) -> str:
    return (
        f'<text:p>{SECRET}<draw:rect text:anchor-type="paragraph" draw:style-name="S" '
        f'svg:width="9cm" svg:height="0.6cm" draw:transform="{form}"/></text:p>'
    )


def _hollow(kind: str) -> str:
    geometry = f'<draw:enhanced-geometry draw:type="{kind}"/>'
    return f"<text:p>{SECRET}{_rect(geometry, y='-1cm', height='3cm')}</text:p>"


def _in_shape(fill: str, said: str = "") -> Case:
    """The name in a drawing whose own style says that letters are white."""
    style = _graphic(fill).replace(
        "</style:style>", '<style:text-properties fo:color="#ffffff"/></style:style>'
    )
    return f"<text:p>x{_rect(_GIVEN, y='6cm', height='2cm')}</text:p>", style + said


_USUAL = (
    '<style:default-style style:family="paragraph"><style:text-properties '
    f"{_AUTOMATIC.format('0%')}/></style:default-style>"
)

HIDDEN: dict[str, Case] = {
    "frame in a paragraph that is not displayed": (
        _framed(_GIVEN).replace("<text:p>", '<text:p text:style-name="G">', 1),
        _NO_FILL + _text('text:display="none"', name="G", family="paragraph"),
    ),
    "the style of paragraphs that name none": (
        _GIVEN,
        _text('fo:color="#ffffff"', name="Standard", family="paragraph"),
    ),
    "section whose condition is true": (
        f'<text:section text:display="condition" text:condition="ooow:1" text:name="a">{_GIVEN}'
        "</text:section>",
        "",
    ),
    "frame without width": (
        _framed(_GIVEN).replace('svg:width="9cm"', 'svg:width="0cm"'),
        _NO_FILL,
    ),
    "frame half a metre left of the text": (
        _framed(_GIVEN).replace('svg:x="0cm"', 'svg:x="-50cm"'),
        _NO_FILL,
    ),
    "frame left of the page": (
        _framed(_GIVEN).replace('svg:x="0cm"', 'svg:x="-12cm"'),
        _NO_FILL.replace('horizontal-rel="paragraph"', 'horizontal-rel="page"'),
    ),
    "shape that is turned by half, in long numbers": (
        _turned("rotate (-3.14159265358979) translate (9.00000000000001cm 0.59999999999999cm)"),
        _WHITE_FILL,
    ),
    "white frame that grows": (
        f'<text:p>{SECRET}<draw:frame text:anchor-type="paragraph" draw:style-name="S" '
        'svg:x="0cm" svg:y="0cm" svg:width="9cm"><draw:text-box fo:min-height="0.5cm"><text:p>x'
        "</text:p></draw:text-box></draw:frame></text:p>",
        _WHITE_FILL,
    ),
    "white shape that was moved there": (
        _turned("rotate (0) translate (0cm 0cm)"),
        _WHITE_FILL,
    ),
    "thick connector": (
        f'<text:p>{SECRET}<draw:connector {_LINE_OF.format("x1", "y1")} svg:x2="9cm" '
        'svg:y2="0.25cm"/></text:p>',
        _PEN.format("0.6cm"),
    ),
    "thick polyline": (
        f'<text:p>{SECRET}<draw:polyline {_LINE_OF.format("x", "y")} svg:width="9cm" '
        'svg:height="0cm" draw:points="0,0 9000,0"/></text:p>',
        _PEN.format("0.6cm"),
    ),
    "dark letters on a later, dark page": (_DARK_PAGE, _PAGES + _text('fo:color="#111111"')),
    "black fill of a paragraph": (_PARAGRAPH, _STYLED.format("paragraph", _BLACK_FILL)),
    "white letters by the style of a shape": _in_shape('draw:fill="none"'),
    "bar with a label, placed on the page": (
        f"<text:p>{SECRET}"
        + _rect("<text:p>REDACTED</text:p>", y="5cm", height="0.3cm").replace(
            '"paragraph"', '"page"', 1
        )
        + "</text:p>",
        _graphic(),
    ),
}
SHOWN: dict[str, Case] = {
    "shape at the right edge of the text": (
        f"<text:p>{SECRET}{_rect(width='1cm')}</text:p>",
        _graphic().replace('horizontal-pos="from-left"', 'horizontal-pos="right"'),
    ),
    "usual letters of LibreOffice": (_GIVEN, _USUAL),
    "shape that was moved below": (_turned("rotate (0) translate (0cm 9cm)"), _graphic()),
    "shape that was turned away": (
        _turned("rotate (1.5707963267949) translate (12cm 5cm)"),
        _graphic(),
    ),
    "within a frame": (_hollow("frame"), _graphic()),
    "within a ring": (_hollow("ring"), _graphic()),
    "white letters on a later, dark page": (_DARK_PAGE, _PAGES + _LIT),
    "white letters on a page with a picture": (_LIGHT, _page(inner=_PICTURE) + _LIT),
    "white letters on a page with a gradient": (_LIGHT, _page('draw:fill="gradient"') + _LIT),
    "white letters on a picture behind the paragraph": (
        _LIGHT.replace("<text:p>", '<text:p text:style-name="G">'),
        _LIT
        + _STYLED.format(
            "paragraph",
            '<style:paragraph-properties fo:background-color="transparent">'
            f"{_PICTURE}</style:paragraph-properties>",
        ),
    ),
    "white letters on a gradient behind the paragraph": (
        _LIGHT.replace("<text:p>", '<text:p text:style-name="G">'),
        _LIT + _STYLED.format("paragraph", _GRADIENT),
    ),
    "white letters on a picture in a cell": (
        _table(_LIGHT, properties='table:style-name="G"'),
        _LIT
        + _STYLED.format(
            "table-cell",
            f"<style:table-cell-properties>{_PICTURE}</style:table-cell-properties>",
        ),
    ),
    "white letters of a black shape": _in_shape(
        'draw:fill="solid" draw:fill-color="#000000"', _USUAL
    ),
    "cleared picture behind the paragraph": (
        _SPAN,
        _STYLED.format(
            "paragraph",
            "<style:paragraph-properties><style:background-image/></style:paragraph-properties>",
        ),
    ),
}
