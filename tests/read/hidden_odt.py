"""ODT documents in which a name is hidden, each in another way, or only seems to be."""

from __future__ import annotations

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

from read.make_office import HEADER

SECRET = "Quincy Vane"
_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_ODF = " ".join(
    f'xmlns:{short}="{_NAMES}{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
        ("svg", "svg-compatible"),
        ("fo", "xsl-fo-compatible"),
    )
) + (
    ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
)


def _text(properties: str, *, name: str = "T", parent: str = "", family: str = "text") -> str:
    above = f' style:parent-style-name="{parent}"' if parent else ""
    return (
        f'<style:style style:name="{name}" style:family="{family}"{above}>'
        f"<style:text-properties {properties}/></style:style>"
    )


def _ground(family: str, colour: str, *, name: str = "G", letters: str = "") -> str:
    kind = {"paragraph": "paragraph", "section": "section", "table": "table"}.get(family, family)
    return (
        f'<style:style style:name="{name}" style:family="{family}">'
        f'<style:{kind}-properties fo:background-color="{colour}"/>'
        + (f"<style:text-properties {letters}/>" if letters else "")
        + "</style:style>"
    )


def _graphic(fill: str = 'draw:fill="solid" draw:fill-color="#000000"', more: str = "") -> str:
    return (
        '<style:style style:name="S" style:family="graphic"><style:graphic-properties '
        f'{fill} style:wrap="run-through" style:run-through="foreground" '
        f'style:vertical-pos="from-top" style:horizontal-pos="from-left" '
        f'style:vertical-rel="paragraph" style:horizontal-rel="paragraph" {more}/></style:style>'
    )


def _rect(inside: str = "", *, y: str = "0cm", width: str = "9cm", height: str = "0.5cm") -> str:
    return (
        f'<draw:custom-shape text:anchor-type="paragraph" draw:style-name="S" svg:x="0cm" '
        f'svg:y="{y}" svg:width="{width}" svg:height="{height}">{inside}</draw:custom-shape>'
    )


_SPAN = f'<text:p>before <text:span text:style-name="T">{SECRET}</text:span> after</text:p>'
_LIGHT = f'<text:p><text:span text:style-name="T">{SECRET}</text:span></text:p>'
_PARAGRAPH = f'<text:p text:style-name="G">{SECRET}</text:p>'
_GIVEN = f"<text:p>{SECRET}</text:p>"
_BAR = 'fo:background-color="#000000"'
_DARK = 'fo:color="#000000"'


_LINE = (
    '<draw:line draw:style-name="L" svg:x1="0cm" svg:y1="0.25cm" svg:x2="9cm" svg:y2="0.25cm" '
    'text:anchor-type="paragraph"/>'
)
_PEN = (
    '<style:style style:name="L" style:family="graphic"><style:graphic-properties '
    'draw:stroke="solid" svg:stroke-width="{}" svg:stroke-color="#000000" '
    'style:wrap="run-through"/></style:style>'
)
_ROW_OF = (
    '<style:style style:name="R" style:family="table-row"><style:table-row-properties '
    'style:row-height="{}"/></style:style>'
)


def _moved(properties: str) -> str:
    return (
        '<style:style style:name="G" style:family="paragraph">'
        f"<style:paragraph-properties {properties}/></style:style>"
    )


_COLUMNS = (
    '<style:style style:name="S" style:family="section"><style:section-properties>'
    '<style:columns fo:column-count="2" fo:column-gap="{}"/></style:section-properties>'
    "</style:style>"
)
_MARGIN = (
    '<style:style style:name="{}" style:family="{}"><style:{}-properties '
    'fo:margin-left="-60cm"/></style:style>'
)


def _frame(text: str) -> str:
    return (
        '<text:p>x<draw:frame text:anchor-type="paragraph" draw:style-name="S" svg:x="0cm" '
        f'svg:y="5cm" svg:width="9cm"><draw:text-box>{text}</draw:text-box></draw:frame></text:p>'
    )


def _table(cell: str, *, table: str = "", row: str = "", properties: str = "") -> str:
    return (
        f"<table:table {table}><table:table-column/><table:table-column/><table:table-row {row}>"
        "<table:table-cell><text:p>before</text:p></table:table-cell>"
        f"<table:table-cell {properties}>{cell}</table:table-cell></table:table-row></table:table>"
    )


def _of_paragraphs(properties: str) -> str:
    return (
        '<style:style style:name="G" style:family="paragraph"><style:paragraph-properties '
        f"{properties}/></style:style>"
    )


def _bookmarked(text: str, said: str = 'loext:hidden="true"') -> str:
    return (
        f'<text:p>before <text:bookmark-start text:name="b" {said}/>{text}'
        '<text:bookmark-end text:name="b"/> after</text:p>'
    )


def _columns(second: str) -> str:
    return (
        f"<table:table><table:table-column/><table:table-column {second}/><table:table-row>"
        "<table:table-cell><text:p>before</text:p></table:table-cell><table:table-cell>"
        f"{_GIVEN}</table:table-cell></table:table-row></table:table>"
    )


# What stands in the body, and the automatic styles.
Case = tuple[str, str]

_CHAIN = _text('text:display="none"', name="c0") + "".join(
    _text("", name=f"c{n}", parent=f"c{n - 1}") for n in range(1, 40)
)
_STYLED = 'table:style-name="G"'

HIDDEN: dict[str, Case] = {
    "black shape behind black text": (
        f"<text:p>{SECRET}{_rect()}</text:p>",
        _graphic().replace("foreground", "background"),
    ),
    "red shape behind red text": (
        _LIGHT.replace("</text:p>", f"{_rect()}</text:p>"),
        _text('fo:color="#ff0000"')
        + _graphic('draw:fill="solid" draw:fill-color="#ff0000"').replace(
            "foreground", "background"
        ),
    ),
    "black shape behind the text of a cell": (
        _table(f"<text:p>{SECRET}{_rect()}</text:p>"),
        _graphic().replace("foreground", "background"),
    ),
    "bookmark that is hidden": (_bookmarked(SECRET), ""),
    "link in a bookmark that is hidden": (
        _bookmarked(f'<text:a xlink:href="https://x.example/">{SECRET}</text:a>'),
        "",
    ),
    "bookmark over two paragraphs": (_bookmarked(f"a</text:p><text:p>{SECRET}"), ""),
    "bookmark within a bookmark": (
        _bookmarked(_bookmarked("a", "").replace('"b"', '"c"')[8:-9] + SECRET),
        "",
    ),
    "background": (_SPAN, _text(_BAR)),
    "dark grey on black": (_SPAN, _text(f'{_BAR} fo:color="#333333"')),
    "dark grey background": (_SPAN, _text('fo:background-color="#2a2a2a"')),
    "yellow on yellow": (_SPAN, _text('fo:background-color="#ffff00" fo:color="#ffff00"')),
    "white on the page": (_SPAN, _text('fo:color="#ffffff"')),
    "almost white": (_SPAN, _text('fo:color="#f5f5f5"')),
    "transparent": (_SPAN, _text('fo:color="#000000" loext:opacity="0%"')),
    "not displayed": (_SPAN, _text('text:display="none"')),
    "not displayed by a long chain": (_SPAN.replace('"T"', '"c39"'), _CHAIN),
    "two points": (_SPAN, _text('fo:font-size="2pt"')),
    "one per cent": (_SPAN, _text('fo:font-size="1%"')),
    "paragraph": (_PARAGRAPH, _ground("paragraph", "#000000", letters=_DARK)),
    "letters of the paragraph": (
        _PARAGRAPH,
        _text('fo:color="#ffffff"', name="G", family="paragraph"),
    ),
    "paragraph that is not displayed": (
        _PARAGRAPH,
        _text('text:display="none"', name="G", family="paragraph"),
    ),
    "heading": (
        f'<text:h text:style-name="G">{SECRET}</text:h>',
        _ground("paragraph", "#111111", letters=_DARK),
    ),
    "default of paragraphs": (
        _GIVEN,
        '<style:default-style style:family="paragraph"><style:text-properties '
        'fo:color="#ffffff"/></style:default-style>',
    ),
    "cell": (_table(_GIVEN, properties=_STYLED), _ground("table-cell", "#000000")),
    "row": (_table(_GIVEN, row=_STYLED), _ground("table-row", "#000000")),
    "table": (_table(_GIVEN, table=_STYLED), _ground("table", "#000000")),
    "row that is not displayed": (_table(_GIVEN, row='table:visibility="collapse"'), ""),
    "row without height": (
        _table(_GIVEN, row=_STYLED),
        '<style:style style:name="G" style:family="table-row"><style:table-row-properties '
        'style:row-height="0.01cm"/></style:style>',
    ),
    "cell covered by another": (
        "<table:table><table:table-row><table:table-cell><text:p>before</text:p>"
        f"</table:table-cell><table:covered-table-cell>{_GIVEN}</table:covered-table-cell>"
        "</table:table-row></table:table>",
        "",
    ),
    "section": (f'<text:section text:display="none">{_GIVEN}</text:section>', ""),
    "section by a condition": (
        f'<text:section text:display="condition" text:is-hidden="true">{_GIVEN}</text:section>',
        "",
    ),
    "ground of a section": (
        f'<text:section text:style-name="G">{_GIVEN}</text:section>',
        _ground("section", "#000000"),
    ),
    "hidden paragraph": (
        f'<text:p>{SECRET}<text:hidden-paragraph text:is-hidden="true"/></text:p>',
        "",
    ),
    "hidden text": (
        f'<text:p>x<text:hidden-text text:is-hidden="true" text:string-value="{SECRET}"/></text:p>',
        "",
    ),
    "variable that is not displayed": (
        f'<text:p>x<text:variable-set text:display="none">{SECRET}</text:variable-set></text:p>',
        "",
    ),
    "script": (f"<text:p>x<text:script>{SECRET}</text:script></text:p>", ""),
    "tracked deletion": (
        '<text:tracked-changes><text:changed-region text:id="c"><text:deletion>'
        f"{_GIVEN}</text:deletion></text:changed-region></text:tracked-changes>"
        '<text:p>x<text:change text:change-id="c"/></text:p>',
        "",
    ),
    "deletion whose place is missing": (
        '<text:tracked-changes><text:changed-region text:id="c"><text:deletion>'
        f"{_GIVEN}</text:deletion></text:changed-region></text:tracked-changes>",
        "",
    ),
    "annotation": (
        f"<text:p>x<office:annotation><dc:creator>Ann</dc:creator>{_GIVEN}</office:annotation>"
        "</text:p>",
        "",
    ),
    "description of a picture": (
        f"<text:p>x<draw:frame><draw:image/><svg:desc>{SECRET}</svg:desc></draw:frame></text:p>",
        "",
    ),
    "shape in front": (f"<text:p>{SECRET}{_rect()}</text:p>", _graphic()),
    "white shape in front": (
        f"<text:p>{SECRET}{_rect()}</text:p>",
        _graphic('draw:fill="solid" draw:fill-color="#ffffff"'),
    ),
    "shape of the paragraph before": (
        f"<text:p>x{_rect(y='0.36cm', height='0.6cm')}</text:p>{_GIVEN}",
        _graphic(),
    ),
    "black text in a black frame": (
        _frame(_GIVEN),
        _graphic(more='fo:background-color="#000000"').replace("run-through", "parallel"),
    ),
    "white text in a shape without a fill": (
        f"<text:p>x{_rect(_SPAN, y='9cm')}</text:p>",
        _graphic('draw:fill="none"') + _text('fo:color="#ffffff"'),
    ),
    "beside the page": (
        _PARAGRAPH,
        '<style:style style:name="G" style:family="paragraph"><style:paragraph-properties '
        'fo:margin-left="80cm"/></style:style>',
    ),
    "white in a note": (
        "<text:p>x<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        f"{_SPAN}</text:note-body></text:note></text:p>",
        _text('fo:color="#ffffff"'),
    ),
    "span in a span": (
        '<text:p><text:span text:style-name="T">x<text:span text:style-name="U">'
        f"{SECRET}</text:span></text:span></text:p>",
        _text('fo:background-color="#000000" fo:color="#ffffff"') + _text(_DARK, name="U"),
    ),
    "letters one over the other": (_SPAN, _text('fo:letter-spacing="-1cm"')),
    "raised and shrunk": (_SPAN, _text('style:text-position="-33% 1%"')),
    "lines without height": (_PARAGRAPH, _of_paragraphs('fo:line-height="0.01cm"')),
    "first line beside the page": (_PARAGRAPH, _of_paragraphs('fo:text-indent="-80cm"')),
    "column that is not displayed": (_columns('table:visibility="collapse"'), ""),
    "column without width": (
        _columns('table:style-name="G"'),
        '<style:style style:name="G" style:family="table-column"><style:table-column-properties '
        'style:column-width="0.001cm"/></style:style>',
    ),
    "column of black cells": (
        _columns('table:default-cell-style-name="G"'),
        _ground("table-cell", "#000000"),
    ),
    "paragraph left of the page": (_PARAGRAPH, _moved('fo:margin-left="-15cm"')),
    "first line left of the page": (_PARAGRAPH, _moved('fo:text-indent="-25cm"')),
    "end of a line right of the page": (
        _PARAGRAPH,
        _moved('fo:margin-right="-25cm" fo:text-align="end"'),
    ),
    "bars struck over the letters": (_SPAN, _text('style:text-line-through-text="█"')),
    "shape filled with a picture": (
        f"<text:p>{SECRET}{_rect()}</text:p>",
        _graphic('draw:fill="bitmap" draw:fill-image-name="b"'),
    ),
    "shape with a solid hatch": (
        f"<text:p>{SECRET}{_rect()}</text:p>",
        _graphic('draw:fill="hatch" draw:fill-hatch-solid="true" draw:fill-color="#000000"'),
    ),
    "below the edge of a low row": (
        _table(f"<text:p>a</text:p><text:p>b</text:p>{_GIVEN}", row='table:style-name="R"'),
        _ROW_OF.format("0.5cm"),
    ),
    "section with columns without width": (
        f'<text:section text:style-name="S" text:name="a">{_GIVEN}</text:section>',
        _COLUMNS.format("40cm"),
    ),
    "section beside the page": (
        f'<text:section text:style-name="S" text:name="a">{_GIVEN}</text:section>',
        _MARGIN.format("S", "section", "section"),
    ),
    "table beside the page": (
        _table(_GIVEN, table='table:style-name="W"'),
        _MARGIN.format("W", "table", "table"),
    ),
    "thick line in front": (f"<text:p>{SECRET}{_LINE}</text:p>", _PEN.format("0.6cm")),
    "gradient in front": (
        f"<text:p>{SECRET}{_rect()}</text:p>",
        _graphic('draw:fill="gradient" draw:fill-gradient-name="g"'),
    ),
}

ON_DARK_PAGE: Case = (
    _GIVEN,
    '<style:page-layout style:name="L"><style:page-layout-properties '
    'fo:background-color="#101010"/></style:page-layout>'
    '<style:master-page style:name="Standard" style:page-layout-name="L"/>',
)
SHOWN: dict[str, Case] = {
    "bookmark that is shown": (_bookmarked(SECRET, 'loext:hidden="false"'), ""),
    "bookmark that is hidden, without an end": (
        _bookmarked(SECRET).replace('<text:bookmark-end text:name="b"/>', ""),
        "",
    ),
    "after a bookmark that is hidden": (_bookmarked("") + _GIVEN, ""),
    "letters one per cent wide": (_SPAN, _text('style:text-scale="1%"')),
    "white on black": (_SPAN, _text(f'{_BAR} fo:color="#ffffff"')),
    "black on yellow": (_SPAN, _text('fo:background-color="#ffff00"')),
    "light grey": (_SPAN, _text('fo:color="#c0c0c0"')),
    "background cleared over its parent": (
        _SPAN,
        _text(_BAR, name="P") + _text('fo:background-color="transparent"', parent="P"),
    ),
    "displayed over its parent": (
        _SPAN,
        _text('text:display="none"', name="P") + _text('text:display="true"', parent="P"),
    ),
    "style of another family": (
        _SPAN,
        _text('text:display="none"', family="paragraph") + _text('fo:color="#0000aa"'),
    ),
    "white letters on a dark paragraph": (
        _PARAGRAPH,
        _ground("paragraph", "#000000", letters='fo:color="#ffffff"'),
    ),
    "white span on a dark paragraph": (
        f'<text:p text:style-name="G"><text:span text:style-name="T">{SECRET}</text:span></text:p>',
        _ground("paragraph", "#102030") + _text('fo:color="#ffffff"'),
    ),
    "white letters in a dark cell": (
        _table(_SPAN.replace("before ", "").replace(" after", ""), properties=_STYLED),
        _ground("table-cell", "#000000") + _text('fo:color="#ffffff"'),
    ),
    "light cell in a dark table": (
        _table(_GIVEN, properties='table:style-name="L"').replace(
            "<table:table>", f"<table:table {_STYLED}>"
        ),
        _ground("table", "#000000") + _ground("table-cell", "#ffffff", name="L"),
    ),
    "section": (f'<text:section text:name="a">{_GIVEN}</text:section>', ""),
    "section whose condition is not met": (
        f'<text:section text:display="condition" text:is-hidden="false">{_GIVEN}</text:section>',
        "",
    ),
    "text that may be hidden": (
        f'<text:p>x<text:hidden-text text:is-hidden="false" text:string-value="{SECRET}">{SECRET}'
        "</text:hidden-text></text:p>",
        "",
    ),
    "variable": (f"<text:p><text:variable-set>{SECRET}</text:variable-set></text:p>", ""),
    "inserted": (
        '<text:tracked-changes><text:changed-region text:id="c"><text:insertion/>'
        "</text:changed-region></text:tracked-changes><text:p><text:change-start "
        f'text:change-id="c"/>{SECRET}<text:change-end text:change-id="c"/></text:p>',
        "",
    ),
    "black shape behind the text below": (
        f"<text:p>{SECRET}{_rect(y='3cm')}</text:p>",
        _graphic().replace("foreground", "background"),
    ),
    "white text on a black shape": (
        _LIGHT.replace("</text:p>", f"{_rect()}</text:p>"),
        _text('fo:color="#ffffff" fo:background-color="#444444"')
        + _graphic().replace("foreground", "background"),
    ),
    "shape behind the text": (
        f"<text:p>{SECRET}{_rect()}</text:p>",
        _graphic('draw:fill="solid" draw:fill-color="#ffff00"').replace("foreground", "background"),
    ),
    "shape below": (f"<text:p>{SECRET}{_rect(y='3cm')}</text:p>", _graphic()),
    "shape the text flows around": (
        f"<text:p>{SECRET}{_rect()}</text:p>",
        _graphic().replace('style:wrap="run-through"', 'style:wrap="parallel"'),
    ),
    "frame without a fill": (f"<text:p>{SECRET}{_rect()}</text:p>", _graphic('draw:fill="none"')),
    "a rule": (f"<text:p>{SECRET}{_rect(y='0.5cm', height='0.05cm')}</text:p>", _graphic()),
    "text in a frame": (_frame(_GIVEN), ""),
    "white text in a black shape": (
        f"<text:p>x{_rect(_LIGHT, y='9cm')}</text:p>",
        _graphic() + _text('fo:color="#ffffff"'),
    ),
    "note": (
        "<text:p>x<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        f"{_GIVEN}</text:note-body></text:note></text:p>",
        "",
    ),
    "list": (f"<text:list><text:list-item>{_GIVEN}</text:list-item></text:list>", ""),
    "ruby": (
        f"<text:p><text:ruby><text:ruby-base>{SECRET}</text:ruby-base><text:ruby-text>x"
        "</text:ruby-text></text:ruby></text:p>",
        "",
    ),
    "shape that is not displayed": (
        f"<text:p>{SECRET}{_rect()}</text:p>".replace(
            "<draw:custom-shape", '<draw:custom-shape draw:display="none"'
        ),
        _graphic(),
    ),
    "thin line in front": (f"<text:p>{SECRET}{_LINE}</text:p>", _PEN.format("0.02cm")),
    "paragraph a little left of the page": (_PARAGRAPH, _moved('fo:margin-left="-1cm"')),
    "long indent to the right": (_PARAGRAPH, _moved('fo:text-indent="12cm"')),
    "line struck out": (_SPAN, _text('style:text-line-through-text="/"')),
    "no bars struck over the letters": (
        _SPAN,
        _text('style:text-line-through-text=""'),
    ),
    "within a high row": (
        _table(f"<text:p>a</text:p><text:p>b</text:p>{_GIVEN}", row='table:style-name="R"'),
        _ROW_OF.format("2cm"),
    ),
    "section with two columns": (
        f'<text:section text:style-name="S" text:name="a">{_GIVEN}</text:section>',
        _COLUMNS.format("1cm"),
    ),
    "section a little to the left": (
        f'<text:section text:style-name="S" text:name="a">{_GIVEN}</text:section>',
        _MARGIN.format("S", "section", "section").replace("60cm", "2cm"),
    ),
    "subscript": (_SPAN, _text('style:text-position="sub 58%" fo:letter-spacing="-0.01cm"')),
    "column": (_columns('table:visibility="visible"'), ""),
}


def _content(case: Case) -> str:
    body, styles = case
    plain = _text('fo:color="#000000" text:display="true"', name="seen", family="paragraph")
    lines = (*HEADER, "at the north pier")
    first = "".join(f'<text:p text:style-name="seen">{escape(line)}</text:p>' for line in lines)
    last = '<text:p text:style-name="seen">she saw it all</text:p>'
    return (
        f"<office:automatic-styles>{styles}{plain}</office:automatic-styles><office:body>"
        f"<office:text>{first}{body}{last}</office:text></office:body>"
    )


def build(case: Case) -> bytes:
    """The document of a case, between two lines that can be seen."""
    mime = "application/vnd.oasis.opendocument.text"
    manifest = f"{_NAMES}manifest:1.0"
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", mime)
        archive.writestr(
            "content.xml",
            f'<office:document-content {_ODF} office:version="1.3">{_content(case)}'
            "</office:document-content>",
        )
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{manifest}"><manifest:file-entry '
            f'manifest:full-path="/" manifest:media-type="{mime}"/><manifest:file-entry '
            'manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
        )
    return out.getvalue()


def build_flat(case: Case) -> bytes:
    """The same in one XML file."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {_ODF} '
        'office:mimetype="application/vnd.oasis.opendocument.text">'
        f"{_content(case)}</office:document>"
    ).encode()
