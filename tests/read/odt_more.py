"""More ODT documents in which a name is hidden, or only seems to be: lists, tabs, frames, padding.

Each is a body and automatic styles, as in `hidden_odt`.
"""

from __future__ import annotations

from read.hidden_odt import (
    _GIVEN,
    _PARAGRAPH,
    _SPAN,
    SECRET,
    Case,
    _graphic,
    _ground,
    _of_paragraphs,
    _rect,
    _table,
    _text,
)

_LEVEL = (
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1">'
    "<style:list-level-properties {}</text:list-level-style-number></text:list-style>"
)
_LABEL = '><style:list-level-label-alignment fo:margin-left="{}"/></style:list-level-properties>'
_LISTED = f'<text:list text:style-name="L"><text:list-item>{_GIVEN}</text:list-item></text:list>'
_TABBED = f'<text:p text:style-name="G"><text:tab/>{SECRET}</text:p>'
_STOP = (
    '<style:style style:name="G" style:family="paragraph"><style:paragraph-properties>'
    '<style:tab-stops><style:tab-stop style:position="{}"/></style:tab-stops>'
    "</style:paragraph-properties></style:style>"
)
_NO_FILL = _graphic('draw:fill="none"').replace('"S"', '"N"')
_WHITE = _graphic('draw:fill="solid" draw:fill-color="#ffffff"').replace('"S"', '"N"')
_A = "<text:p>a</text:p>"


def _framed(
    text: str, *, height: str = "1cm", frame: str = "", box: str = "", more: str = ""
) -> str:
    return (
        f'<text:p>x<draw:frame text:anchor-type="paragraph" draw:style-name="N" {frame} '
        f'svg:x="0cm" svg:y="5cm" svg:width="9cm" svg:height="{height}"><draw:text-box {box}>'
        f"{text}</draw:text-box></draw:frame>{more}</text:p>"
    )


def _over(place: str, level: int) -> str:
    shape = _rect(y=place, height="1cm")
    return shape.replace("<draw:custom-shape", f'<draw:custom-shape draw:z-index="{level}"')


HIDDEN: dict[str, Case] = {
    "letters smaller by so much": (_SPAN, _text('style:font-size-rel="-11pt"')),
    "default of a row's cells": (
        _table(_GIVEN, row='table:default-cell-style-name="G"'),
        _ground("table-cell", "#000000"),
    ),
    "indent of a list": (_LISTED, _LEVEL.format(_LABEL.format("80cm"))),
    "space before a list": (_LISTED, _LEVEL.format('text:space-before="80cm"/>')),
    "all margins of a paragraph": (_PARAGRAPH, _of_paragraphs('fo:margin="80cm"')),
    "padding of a paragraph": (_PARAGRAPH, _of_paragraphs('fo:padding-left="80cm"')),
    "behind a tab beyond the page": (_TABBED, _STOP.format("60cm")),
    "frame without height": (_framed(_GIVEN, height="0.01cm"), _NO_FILL),
    "below the edge of a frame": (_framed(_A * 6 + _GIVEN), _NO_FILL),
    "frame that is not displayed": (_framed(_GIVEN, frame='draw:display="none"'), _NO_FILL),
    "frame under a shape": (
        _framed(_GIVEN, frame='draw:z-index="0"', more=_over("5cm", 1)),
        _NO_FILL + _graphic(),
    ),
}
SHOWN: dict[str, Case] = {
    "letters a little smaller": (_SPAN, _text('style:font-size-rel="-2pt"')),
    "own style of a cell over its row's": (
        _table(_GIVEN, row='table:default-cell-style-name="G"')
        .replace("<table:table-cell>", "<table:table-cell >")
        .replace("<table:table-cell >", '<table:table-cell table:style-name="W">'),
        _ground("table-cell", "#000000") + _ground("table-cell", "#ffffff", name="W"),
    ),
    "usual indent of a list": (_LISTED, _LEVEL.format(_LABEL.format("1.27cm"))),
    "behind a tab": (_TABBED, _STOP.format("6cm")),
    "after the line with a tab": (
        f'<text:p text:style-name="G"><text:tab/><text:line-break/>{SECRET}</text:p>',
        _STOP.format("60cm"),
    ),
    "frame that grows": (
        _framed(_A * 6 + _GIVEN, box='fo:min-height="0.01cm"'),
        _NO_FILL,
    ),
    "frame over a shape": (
        _framed(_GIVEN, frame='draw:z-index="2"', more=_over("5cm", 1)),
        _WHITE + _graphic(),
    ),
    "frame below a shape": (
        _framed(_GIVEN, frame='draw:z-index="0"', more=_over("8cm", 1)),
        _NO_FILL + _graphic(),
    ),
    "shape beside the words of a cell": (
        _table(f"<text:p>{SECRET}{_rect(y='3cm')}</text:p>"),
        _graphic(),
    ),
}
