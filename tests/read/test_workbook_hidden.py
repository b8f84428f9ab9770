"""Hidden cells of a workbook are in no output; the others are read."""

from __future__ import annotations

import re
import zipfile
from html import escape
from io import BytesIO

import pytest

from mailrecon.model import Hiding
from mailrecon.read import read_bytes
from mailrecon.read.office.sheets.sheet_looks import Area, within
from read.said import said

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
HEAD = ["From", "To", "Date", "Subject", "Notes", "Body"]
ROWS = [
    ["Ann Poe", "Ida Rask", "4 May 2020 10:00", "Cracks", "Zebulon Quark", "It is cracked."],
    ["Ida Rask", "Ann Poe", "5 May 2020 10:00", "Re: Cracks", "", "Seen by Zebulon Quark."],
]
# Colours of the theme as Office lists them: dark 1, light 1, dark 2, light 2.
THEME = "".join(
    f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>'
    for name, value in (("dk1", "000000"), ("lt1", "FFFFFF"), ("dk2", "1F3864"), ("lt2", "E7E6E6"))
)
FONTS = {
    "plain": "",
    "white": '<color rgb="FFFFFFFF"/>',
    "white by theme": '<color theme="0"/>',
    "white by number": '<color indexed="65"/>',
    "nearly white": '<color theme="1" tint="0.95"/>',
    "tiny": '<sz val="1"/>',
    "grey": '<color rgb="FF808080"/>',
    "dark blue": '<color theme="3"/>',
}
FILLS = {
    "none": "",
    "black": '<patternFill patternType="solid"><fgColor rgb="FF000000"/></patternFill>',
    "navy": '<patternFill patternType="solid"><fgColor theme="3"/></patternFill>',
    "yellow": '<patternFill patternType="solid"><fgColor rgb="FFFFFF00"/></patternFill>',
}
STYLES = {
    "plain": ("plain", "none", 0),
    "white on white": ("white", "none", 0),
    "the theme's white": ("white by theme", "none", 0),
    "the window's white": ("white by number", "none", 0),
    "nearly white": ("nearly white", "none", 0),
    "black on black": ("plain", "black", 0),
    "blue on navy": ("dark blue", "navy", 0),
    "tiny": ("tiny", "none", 0),
    "no format": ("plain", "none", 164),
    "grey": ("grey", "none", 0),
    "white on black": ("white", "black", 0),
    "black on yellow": ("plain", "yellow", 0),
}


def styles() -> str:
    fonts = "".join(f"<font>{font}</font>" for font in FONTS.values())
    fills = "".join(f"<fill>{fill or '<patternFill/>'}</fill>" for fill in FILLS.values())
    forms = "".join(
        f'<xf numFmtId="{form}" fontId="{list(FONTS).index(font)}" '
        f'fillId="{list(FILLS).index(fill)}"/>'
        for font, fill, form in STYLES.values()
    )
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode=";;;"/></numFmts>'
        f"<fonts>{fonts}</fonts><fills>{fills}</fills><cellXfs>{forms}</cellXfs></styleSheet>"
    )


def workbook(
    *, style: str = "plain", columns: str = "", rows: dict[int, str] | None = None, state: str = ""
) -> bytes:
    """Two mails; the cells that name somebody have a style. The second sheet repeats the first."""
    sheet = ""
    for number, row in enumerate([HEAD, *ROWS], start=1):
        cells = "".join(
            f'<c r="{chr(65 + place)}{number}" t="inlineStr" '
            f's="{list(STYLES).index(style) if "Zebulon" in value else 0}"><is><t>'
            f"{escape(value)}</t></is></c>"
            for place, value in enumerate(row)
        )
        sheet += f'<row r="{number}" {(rows or {}).get(number, "")}>{cells}</row>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Override '
        f'PartName="/xl/workbook.xml" ContentType="{SHEET}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        f'<sheet name="Mail" sheetId="1" r:id="r1"/><sheet name="More" sheetId="2" {state} '
        'r:id="r2"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in (1, 2)
        )
        + "</Relationships>",
        "xl/styles.xml": styles(),
        "xl/theme/theme1.xml": f'<a:theme xmlns:a="{DRAWING}"><a:themeElements><a:clrScheme>'
        f"{THEME}</a:clrScheme></a:themeElements></a:theme>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}">{columns}'
        f"<sheetData>{sheet}</sheetData></worksheet>",
        "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{MAIN}"><sheetData>'
        + (sheet.replace("Cracks", "Boats") if state else "")
        + "</sheetData></worksheet>",
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


HIDDEN = {
    "white on white": (Hiding.SAME_COLOUR, {"style": "white on white"}),
    "the theme's white": (Hiding.SAME_COLOUR, {"style": "the theme's white"}),
    "nearly white": (Hiding.SAME_COLOUR, {"style": "nearly white"}),
    "black on black": (Hiding.SAME_COLOUR, {"style": "black on black"}),
    "blue on navy": (Hiding.SAME_COLOUR, {"style": "blue on navy"}),
    "tiny": (Hiding.TOO_SMALL, {"style": "tiny"}),
    "no format": (Hiding.NOT_DISPLAYED, {"style": "no format"}),
    "columns": (
        Hiding.NOT_DISPLAYED,
        {"columns": '<cols><col min="5" max="6" hidden="1"/></cols>'},
    ),
    "columns of no width": (
        Hiding.NOT_DISPLAYED,
        {"columns": '<cols><col min="5" max="6" width="0"/></cols>'},
    ),
    "columns of no width by default": (
        Hiding.NOT_DISPLAYED,
        {
            "columns": '<sheetFormatPr defaultColWidth="0"/><cols><col min="1" max="4" width="9"/>'
            "</cols>"
        },
    ),
    "rows of no height by default": (
        Hiding.NOT_DISPLAYED,
        {
            "columns": '<sheetFormatPr defaultRowHeight="0" customHeight="1"/>',
            "rows": {1: 'ht="15"'},
        },
    ),
    "the window's own white": (Hiding.SAME_COLOUR, {"style": "the window's white"}),
    "rows": (Hiding.NOT_DISPLAYED, {"rows": {2: 'hidden="1"', 3: 'hidden="true"'}}),
    "rows of no height": (Hiding.NOT_DISPLAYED, {"rows": {2: 'ht="0"', 3: 'ht="0"'}}),
}


@pytest.mark.parametrize("way", HIDDEN)
def test_what_a_workbook_hides_is_withheld(way: str) -> None:
    how, made = HIDDEN[way]
    documents = list(read_bytes(workbook(**made), "a.xlsx"))  # type: ignore[arg-type]
    said = repr([(item.text, item.hidden, item.places) for item in documents])
    assert "Zebulon" not in said
    assert "Quark" not in said
    assert any(document.hidden for document in documents)
    if "rows" not in made:
        assert "Cracks" in said
        hidden = [item for document in documents for item in document.hidden]
        assert {item.how for item in hidden} == {how}
        assert {item.place for item in hidden} >= {"Mail!F3"}
        assert all(item.characters > 0 for item in hidden)
    for document in documents:
        for item in document.hidden:
            assert set(item.span.of(document.text)) <= {"█"}


def test_letters_of_tags_in_a_workbook_are_withheld() -> None:
    tagged = "".join(chr(0xE0000 + ord(letter)) for letter in "Zebulon Quark")
    data = changed(workbook(), ("xl/worksheets/sheet1.xml", r"Zebulon Quark\.", f"{tagged}him."))
    documents = list(read_bytes(data, "a.xlsx"))
    assert "Seen by him." in documents[1].text
    assert not set(tagged) & set(documents[1].text)
    assert [(item.place, item.characters) for item in documents[1].hidden] == [("Mail!F3", 13)]


@pytest.mark.parametrize("style", ["plain", "grey", "white on black", "black on yellow"])
def test_what_a_workbook_shows_is_read(style: str) -> None:
    documents = list(read_bytes(workbook(style=style), "a.xlsx"))
    assert "Seen by Zebulon Quark." in documents[1].text
    assert not any(document.hidden for document in documents)


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_withheld(state: str) -> None:
    documents = list(read_bytes(workbook(state=f'state="{state}"'), "a.xlsx"))
    assert [item.name for item in documents] == ["a.xlsx!Mail!2", "a.xlsx!Mail!3", "a.xlsx"]
    assert "Boats" not in said(documents)
    assert "1 sheet is hidden" in documents[-1].warnings[0].text


SHEET_PART, STYLES_PART = "xl/worksheets/sheet1.xml", "xl/styles.xml"
NAMED = r"<is><t>([^<]*)(Zebulon Quark)([^<]*)</t></is>"
DRAWN = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
SHAPE = (
    f'<xdr:wsDr xmlns:xdr="{DRAWN}" xmlns:a="{DRAWING}"><xdr:twoCellAnchor><xdr:from><xdr:col>4'
    "</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
    "<xdr:to><xdr:col>6</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>3</xdr:row><xdr:rowOff>0"
    "</xdr:rowOff></xdr:to><xdr:sp><xdr:spPr>{fill}</xdr:spPr></xdr:sp><xdr:clientData/>"
    "</xdr:twoCellAnchor></xdr:wsDr>"
)
FILL = '<a:solidFill><a:srgbClr val="000000"/></a:solidFill>'


def changed(data: bytes, *changes: tuple[str, str, str], **more: str) -> bytes:
    """A workbook with parts changed by patterns, and with a drawing if one is given."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for part, old, new in changes:
        assert re.search(old, parts[part])
        parts[part] = re.sub(old, new, parts[part])
    if more:
        parts["xl/drawings/drawing1.xml"] = more["drawing"]
        parts["xl/worksheets/_rels/sheet1.xml.rels"] = (
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="d1" '
            f'Type="{OFFICE}/drawing" Target="../drawings/drawing1.xml"/></Relationships>'
        )
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def rich(properties: str) -> tuple[str, str, str]:
    run = rf"<r><rPr>{properties}</rPr><t>\2</t></r>"
    text = r'<is><r><t xml:space="preserve">\1</t></r>' + run
    return SHEET_PART, NAMED, text + r'<r><t xml:space="preserve">\3</t></r></is>'


def formatted(code: str) -> bytes:
    return changed(
        workbook(style="no format"),
        (STYLES_PART, 'formatCode=";;;"', f'formatCode="{escape(code, quote=True)}"'),
    )


def conditioned(properties: str, cells: str = "E2:F3") -> bytes:
    rule = '<cfRule type="expression" dxfId="0" priority="1"><formula>TRUE</formula></cfRule>'
    return changed(
        workbook(),
        (
            SHEET_PART,
            "</sheetData>",
            f'</sheetData><conditionalFormatting sqref="{cells}">{rule}</conditionalFormatting>',
        ),
        (STYLES_PART, "</styleSheet>", f"<dxfs><dxf>{properties}</dxf></dxfs></styleSheet>"),
    )


def drawn(fill: str) -> bytes:
    mention = f'</sheetData><drawing r:id="d1" xmlns:r="{OFFICE}"/>'
    return changed(
        workbook(), (SHEET_PART, "</sheetData>", mention), drawing=SHAPE.format(fill=fill)
    )


def corner(name: str, column: int, row: int) -> str:
    return (
        f"<xdr:{name}><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row>"
        f"<xdr:rowOff>0</xdr:rowOff></xdr:{name}>"
    )


# Three ways to say that something lies over E2:F3, in a sheet without widths of its own.
SIZE = '<xdr:ext cx="1219200" cy="381000"/>'
TO_A_CELL = ("twoCell", corner("from", 4, 1) + corner("to", 6, 3))
SO_LARGE = ("oneCell", corner("from", 4, 1) + SIZE)
SOMEWHERE = ("absolute", f'<xdr:pos x="2438400" y="190500"/>{SIZE}')
CHOICE = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice Requires="x">{}</mc:Choice></mc:AlternateContent>'
)
CHART = "<xdr:graphicFrame><a:graphic><a:graphicData/></a:graphic></xdr:graphicFrame>"


def put(anchor: tuple[str, str], inner: str) -> bytes:
    """Two mails with something drawn over them."""
    kind, place = anchor
    mention = f'</sheetData><drawing r:id="d1" xmlns:r="{OFFICE}"/>'
    drawing = (
        f'<xdr:wsDr xmlns:xdr="{DRAWN}" xmlns:a="{DRAWING}"><xdr:{kind}Anchor>{place}{inner}'
        f"</xdr:{kind}Anchor></xdr:wsDr>"
    )
    return changed(workbook(), (SHEET_PART, "</sheetData>", mention), drawing=drawing)


def shape(fill: str = FILL) -> str:
    return f"<xdr:sp><xdr:spPr>{fill}</xdr:spPr></xdr:sp>"


def group(inner: str, properties: str = "") -> str:
    return f"<xdr:grpSp><xdr:grpSpPr>{properties}</xdr:grpSpPr>{inner}</xdr:grpSp>"


def measures(kind: str, off: str, ext: str, size: tuple[int, int, int, int]) -> str:
    left, top, wide, high = size
    return f'<a:{kind}><a:{off} x="{left}" y="{top}"/><a:{ext} cx="{wide}" cy="{high}"/></a:{kind}>'


# In a group of 100 by 100 measures over E2:F3, what is left of it covers E2:E3 only.
GROUP = measures("xfrm", "chOff", "chExt", (0, 0, 100, 100))
LEFT_HALF = measures("xfrm", "off", "ext", (0, 0, 49, 100)) + FILL


def ruled(properties: str) -> bytes:
    """A conditional format as newer programs keep it."""
    main = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    more = (
        f'<extLst><ext xmlns:x="{main}" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/'
        'main"><x:conditionalFormattings><x:conditionalFormatting><x:cfRule type="expression">'
        f"<xm:f>TRUE</xm:f><x:dxf>{properties}</x:dxf></x:cfRule><xm:sqref>E2:F3</xm:sqref>"
        "</x:conditionalFormatting></x:conditionalFormattings></ext></extLst></worksheet>"
    )
    return changed(workbook(), (SHEET_PART, "</worksheet>", more))


MORE_HIDDEN = {
    "a shape of a size": lambda: put(SO_LARGE, shape()),
    "a shape at a place": lambda: put(SOMEWHERE, shape()),
    "a picture of a size": lambda: put(SO_LARGE, "<xdr:pic><xdr:spPr/></xdr:pic>"),
    "a group": lambda: put(TO_A_CELL, group(shape())),
    "the fill of a group": lambda: put(TO_A_CELL, group(shape("<a:grpFill/>"), FILL)),
    "a shape for newer programs": lambda: put(TO_A_CELL, CHOICE.format(shape())),
    "a chart": lambda: put(TO_A_CELL, CHART),
    "a thick line": lambda: put(
        TO_A_CELL,
        f'<xdr:cxnSp><xdr:spPr><a:ln w="762000">{FILL}</a:ln></xdr:spPr></xdr:cxnSp>',
    ),
    "a rule of newer programs": lambda: ruled('<font><color rgb="FFFFFFFF"/></font>'),
    "a condition on columns": lambda: conditioned('<font><color theme="0"/></font>', "E:F"),
    "a condition on rows": lambda: conditioned('<font><color theme="0"/></font>', "2:3"),
    "a format of quoted nothing": lambda: formatted('"";"";"";""'),
    "a format that says something else": lambda: formatted('0;0;0;"***"'),
    "a format with white letters": lambda: formatted("General;General;General;[White]@"),
    "white words in a cell": lambda: changed(workbook(), rich('<color rgb="FFFFFFFF"/>')),
    "tiny words in a cell": lambda: changed(workbook(), rich('<sz val="1"/>')),
    "a condition on all of two columns": lambda: conditioned(
        '<font><color rgb="FFFFFFFF"/></font>', "E1:F1048576"
    ),
    "a condition in many places": lambda: conditioned(
        '<font><color rgb="FFFFFFFF"/></font>',
        " ".join(f"E{row}:F{row + 2_000}" for row in range(2, 700)),
    ),
    "a row of nearly no height": lambda: workbook(rows={2: 'ht="0.75"', 3: 'ht="1"'}),
    "a column of nearly no width": lambda: workbook(
        columns='<cols><col min="5" max="6" width="0.1"/></cols>'
    ),
    "cells under a merged one": lambda: changed(
        workbook(),
        (
            SHEET_PART,
            "</sheetData>",
            '</sheetData><mergeCells><mergeCell ref="D2:F3"/></mergeCells>',
        ),
    ),
    "cells far down under a merged one": lambda: changed(
        workbook(),
        (SHEET_PART, 'r="([A-F]?)([23])"', r'r="\g<1>1200\g<2>"'),
        (
            SHEET_PART,
            "</sheetData>",
            '</sheetData><mergeCells><mergeCell ref="D2:F12010"/></mergeCells>',
        ),
    ),
    "a condition": lambda: conditioned('<font><color rgb="FFFFFFFF"/></font>'),
    "a condition's fill": lambda: conditioned(
        '<fill><patternFill><bgColor rgb="FF000000"/></patternFill></fill>'
    ),
    "a shape over cells": lambda: drawn(FILL),
}
MORE_SEEN = {
    "rows of a sheet that hides those it does not list": lambda: changed(
        workbook(),
        (
            SHEET_PART,
            "<sheetData>",
            '<sheetFormatPr defaultRowHeight="15" zeroHeight="1"/><sheetData>',
        ),
    ),
    "a group without a fill": lambda: put(TO_A_CELL, group(shape("<a:noFill/>"), FILL)),
    "a small shape": lambda: put(("oneCell", SO_LARGE[1].replace("1219200", "9")), shape()),
    "a shape further right": lambda: put((TO_A_CELL[0], corner("from", 6, 1) + SIZE), shape()),
    "a red rule of newer programs": lambda: ruled('<font><color rgb="FFFF0000"/></font>'),
    "a format for numbers": lambda: formatted("0;0;0"),
    "a format of text": lambda: formatted("@"),
    "red words in a cell": lambda: changed(workbook(), rich('<color rgb="FFFF0000"/>')),
    "a condition in red": lambda: conditioned('<font><color rgb="FFFF0000"/></font>'),
    "a frame around cells": lambda: drawn("<a:noFill/>"),
    "a pane of glass": lambda: drawn(
        '<a:solidFill><a:srgbClr val="FFFF00"><a:alpha val="30000"/></a:srgbClr></a:solidFill>'
    ),
}


@pytest.mark.parametrize("way", MORE_HIDDEN)
def test_more_that_a_workbook_hides_is_withheld(way: str) -> None:
    documents = list(read_bytes(MORE_HIDDEN[way](), "a.xlsx"))
    said = repr([(item.text, item.hidden, item.places) for item in documents])
    assert "Zebulon" not in said
    assert any(document.hidden for document in documents)


@pytest.mark.parametrize("way", MORE_SEEN)
def test_more_that_a_workbook_shows_is_read(way: str) -> None:
    documents = list(read_bytes(MORE_SEEN[way](), "a.xlsx"))
    assert [item.text.count("Zebulon Quark") for item in documents] == [0, 1]
    assert not any(item.hidden for item in documents)


def test_no_size_and_no_number_of_areas_shows_what_lies_in_them() -> None:
    rows = [[f"r{row}c{column}" for column in range(3)] for row in range(12_000)]
    large = Area(1, 0, 11_998, 2_500, Hiding.NOT_DISPLAYED)
    corners = [Area(row, 1, row, 1, Hiding.COVERED) for row in range(0, 12_000, 40)]
    odd = [Area(-5, 2, 0, 1 << 40, Hiding.COVERED), Area(3, 2, 2, 2, Hiding.COVERED)]
    found = list(within((large, *corners, *odd), rows))
    assert {place for place, how in found if how is Hiding.NOT_DISPLAYED} == {
        (row, column) for row in range(1, 11_999) for column in range(3)
    }
    assert {place for place, how in found if how is Hiding.COVERED} == {
        (0, 2),
        *((row, 1) for row in range(0, 12_000, 40)),
    }


def styled(font: str, fill: str, parts: str, *, style: str = "plain", shown: str = "1") -> bytes:
    """Two mails in a table with a style of the workbook's own, below the names of the columns."""
    mention = f'<tableParts><tablePart r:id="t1" xmlns:r="{OFFICE}"/></tableParts>'
    said = f'<font><color rgb="FF{font}"/></font>' if font else ""
    if fill:
        said += f'<fill><patternFill><bgColor rgb="FF{fill}"/></patternFill></fill>'
    elements = "".join(f'<tableStyleElement type="{part}" dxfId="0"/>' for part in parts.split())
    data = changed(
        workbook(style=style),
        (SHEET_PART, "</sheetData>", f"</sheetData>{mention}"),
        (
            STYLES_PART,
            "</styleSheet>",
            f'<dxfs><dxf>{said}</dxf></dxfs><tableStyles><tableStyle name="Own">{elements}'
            "</tableStyle></tableStyles></styleSheet>",
        ),
    )
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr(
            "xl/tables/table1.xml",
            f'<table xmlns="{MAIN}" ref="A2:F3" headerRowCount="0"><tableStyleInfo name="Own" '
            f'showRowStripes="{shown}" showColumnStripes="{shown}" showLastColumn="{shown}"/>'
            "</table>",
        )
        new.writestr(
            "xl/worksheets/_rels/sheet1.xml.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="t1" '
            f'Type="{OFFICE}/table" Target="../tables/table1.xml"/></Relationships>',
        )
    return out.getvalue()


STYLED = {
    "black table": (True, lambda: styled("", "000000", "wholeTable")),
    "white letters of a table": (True, lambda: styled("FFFFFF", "", "wholeTable")),
    "black stripes": (True, lambda: styled("", "000000", "firstRowStripe secondRowStripe")),
    "every other column": (True, lambda: styled("", "000000", "firstColumnStripe lastColumn")),
    "white letters of its own in a table": (
        True,
        lambda: styled("", "", "wholeTable", style="white on white"),
    ),
    "white letters on a black table": (False, lambda: styled("FFFFFF", "000000", "wholeTable")),
    "stripes that are off": (
        False,
        lambda: styled("", "000000", "firstRowStripe secondRowStripe", shown="0"),
    ),
    "head of a table without one": (False, lambda: styled("", "000000", "headerRow totalRow")),
}


@pytest.mark.parametrize("way", STYLED)
def test_what_a_table_style_of_the_workbook_hides_is_withheld(way: str) -> None:
    hidden, make = STYLED[way]
    documents = list(read_bytes(make(), "a.xlsx"))
    text = repr([(item.text, item.hidden, item.places) for item in documents])
    assert ("Zebulon" not in text) is hidden
    assert any(item.hidden for item in documents) is hidden
