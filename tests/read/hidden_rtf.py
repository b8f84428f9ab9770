"""RTF documents in which a name is hidden, each in another way, or only seems to be."""

from __future__ import annotations

from read.make_office import HEADER

SECRET = "Quincy Vane"
_COLOURS = (
    r"{\colortbl;\red0\green0\blue0;\red255\green255\blue255;\red255\green0\blue0;"
    r"\red17\green17\blue17;\red255\green255\blue0;\red31\green56\blue100;\red191\green191\blue191;}"
)
_STYLES = (
    r"{\stylesheet{\s0 Normal;}{\s5\v Hidden;}{\*\cs6\highlight1 Bar;}{\*\cs7\cf2\cb1 Light;}"
    r"{\s8\cf2\cbpat1 Dark;}{\s9\sbasedon8 Child;}{\s10\sbasedon9\cf1 Grandchild;}"
    r"{\*\ts11\tsrowd\tscellcbpat1 Dark table;}{\*\ts12\tsrowd\cf2 White table;}"
    r"{\*\ts13\tsrowd\v No table;}{\*\ts14\tsrowd\cf2\tscellcbpat1 Light table;}"
    r"{\*\ts15\tsrowd\cf2\tscfirstrow White head;}}"
)


def _shape(words: str = "", more: str = "", inside: str = "", *, colour: int = 0) -> str:
    return (
        rf"{{\shp{{\*\shpinst{words}{{\sp{{\sn shapeType}}{{\sv 1}}}}"
        rf"{{\sp{{\sn fillColor}}{{\sv {colour}}}}}{more}{inside}}}{{\shprslt x}}}}"
    )


_PLACED = r"\shpleft0\shptop{}\shpright6000\shpbottom{}\shpbxcolumn\shpbypara\shpwr3"
_PARAGRAPH = r"\par "
_BEHIND = r"\shpfblwtxt1"
_BEHIND_TOO = r"{\sp{\sn fBehindDocument}{\sv 1}}"
_NO_FILL = r"{\sp{\sn fFilled}{\sv 0}}"
_UNSEEN = r"{\sp{\sn fHidden}{\sv 1}}"


def _box(look: str) -> str:
    return rf"{{\shptxt \pard{look} {SECRET}\par}}"


_WORDS = rf"{{\sp{{\sn gtextUNICODE}}{{\sv {SECRET}}}}}{{\sp{{\sn fGtext}}{{\sv 1}}}}"


def _group(top: int) -> str:
    """A group of shapes, 6000 by 2800 twips, with one of 300 twips that far down, in half units."""
    names = ("groupLeft", "groupTop", "groupRight", "groupBottom")
    places = ("relLeft", "relTop", "relRight", "relBottom")
    whole, own = (
        "".join(rf"{{\sp{{\sn {name}}}{{\sv {value}}}}}" for name, value in zip(*pair, strict=True))
        for pair in (
            (names, (0, 0, 3000, 1400)),
            (places, (0, top // 2, 3000, top // 2 + 150)),
        )
    )
    place = _PLACED.format(0, 2800)
    return rf"{{\shpgrp{{\*\shpinst{place}{whole}{_shape(more=own)}}}}}"


_BLACK_PAGE = (
    r"\viewbksp1{\*\background{\shp{\*\shpinst{\sp{\sn shapeType}{\sv 1}}"
    r"{\sp{\sn fillColor}{\sv 0}}{\sp{\sn fFilled}{\sv 1}}}}}"
)
_ROW = r"\trowd{}\cellx3000{}\cellx6000\pard\intbl before\cell {}\cell\row\pard "


def _styled(number: int) -> str:
    row = _ROW.format(rf"\ts{number}", "", SECRET).replace(r"\intbl", rf"\plain\intbl\yts{number}")
    return rf"\par{row}"


# Boxes and shapes, 400 twips high, on levels: which of them hides the other?
_AT = r"\shpleft7000\shptop0\shpright13000\shpbottom{}\shpbxcolumn\shpbypara\shpwr3\shpz{}"
_FITS = r"{\sp{\sn fFitShapeToText}{\sv 1}}"
_FOUR = rf"{{\shptxt \pard a\par b\par c\par {SECRET}\par}}"


def _boxed(place: str, *, more: str = "", inside: str | None = None) -> str:
    words = _box(r"\cf1") if inside is None else inside
    return _shape(place, _NO_FILL + more, words)


def _stroke(width: int) -> str:
    thick = rf"{{\sp{{\sn lineWidth}}{{\sv {width}}}}}"
    return _shape(_PLACED.format(140, 140), thick).replace(r"{\sv 1}", r"{\sv 20}")


HIDDEN: dict[str, str] = {
    "dark by the style of a table": _styled(11),
    "white by the style of a table": _styled(12),
    "hidden by the style of a table": _styled(13),
    "box under a shape": _PARAGRAPH + _boxed(_AT.format(400, 1)) + _shape(_AT.format(400, 2)),
    "box under a shape that is read first": (
        _PARAGRAPH + _shape(_AT.format(400, 9)) + _boxed(_AT.format(400, 1))
    ),
    "below the edge of a box": _PARAGRAPH + _boxed(_AT.format(300, 1), inside=_FOUR),
    "box without height": _PARAGRAPH + _boxed(_AT.format(10, 1)),
    "box without width": _PARAGRAPH + _boxed(_AT.format(400, 1).replace("13000", "7010")),
    "box below the sheet": (
        _PARAGRAPH
        + _boxed(r"\shpleft0\shptop40000\shpright5000\shpbottom40400\shpbxpage\shpbypage\shpwr3")
    ),
    "thick stroke": rf"\par {_stroke(200_000)}{SECRET}\par ",
    "shape of a group": rf"\par {_group(0)}{SECRET}\par\par\par\par\par ",
    "white watermark": _PARAGRAPH + _shape(more=_WORDS, colour=16777215),
    "watermark that is not shown": _PARAGRAPH + _shape(more=_WORDS + _UNSEEN),
    "cell merged with the one before": "\\par" + _ROW.format("", r"\clmrg", SECRET),
    "indent beyond a page of this width": rf"\par\pard\li13000 {SECRET}\par\pard ",
    "number of a list": rf"\par\pard{{\listtext\pard\plain {SECRET}\tab}}item\par\pard ",
    "number of an old list": rf"\par\pard{{\pntext\pard {SECRET}\tab}}item\par\pard ",
    "behind a tab beyond the page": rf"\par\pard\tx20000\tab {SECRET}\par\pard ",
    "behind seventy tabs": (
        r"\par\pard"
        + "".join(map(r"\tx{}".format, range(100, 170)))
        + r"\tx15000"
        + r"\tab" * 71
        + rf" {SECRET}\par\pard "
    ),
    "behind a tab of too many": (
        r"\par\pard"
        + "".join(map(r"\tx{}".format, range(100, 1_200)))
        + rf"\tab {SECRET}\par\pard "
    ),
    "in columns without width": rf"\par\sect\sectd\cols2\colsx20000 {SECRET}\par\sect\sectd ",
    "in a column beyond the page": (
        rf"\par\sect\sectd\cols2\colno1\colw3000\colsr20000\colno2\colw3000 a\column {SECRET}"
        r"\par\sect\sectd "
    ),
    "behind two tabs": rf"\par\pard\tx2000\tx15000 a\tab\tab {SECRET}\par\pard ",
    "margin of a section": (
        rf"\par\sect\sectd\marglsxn20000 {SECRET}\par\sect\sectd\marglsxn1800 "
    ),
    "left of the page": rf"\par\pard\li-8000 {SECRET}\par\pard ",
    "first line left of the page": rf"\par\pard\fi-9000 {SECRET}\par\pard ",
    "row left of the page": r"\par\trowd\trleft-9000\cellx-4000\cellx-2000\pard\intbl a\cell "
    rf"{SECRET}\cell\row\pard ",
    "highlight": rf"{{\highlight1 {SECRET}}}",
    "dark grey on black": rf"{{\highlight1\cf4 {SECRET}}}",
    "red on red": rf"{{\highlight3\cf3 {SECRET}}}",
    "white on the page": rf"{{\cf2 {SECRET}}}",
    "background": rf"{{\cb1\cf1 {SECRET}}}",
    "pattern over a fill": rf"{{\chshdng8000\chcfpat1\chcbpat2 {SECRET}}}",
    "solid shading": rf"{{\chshdng10000 {SECRET}}}",
    "dark blue shading": rf"{{\chshdng0\chcbpat6 {SECRET}}}",
    "hidden": rf"{{\v {SECRET}}}",
    "hidden and shown again": rf"\v {SECRET}\v0 x",
    "hidden by a style": rf"{{\s5 {SECRET}}}",
    "barred by a style": rf"{{\cs6 {SECRET}}}",
    "deleted": rf"{{\deleted\revauthdel1 {SECRET}}}",
    "hidden paragraph": rf"\par{{\v {SECRET}\par}}x",
    "paragraph": rf"\par\pard\cbpat1\cf1 {SECRET}\par\pard ",
    "paragraph in a pattern": rf"\par\pard\shading9500 {SECRET}\par\pard ",
    "cell": "\\par" + _ROW.format("", r"\clcbpat1", SECRET),
    "cell in per cent": "\\par" + _ROW.format("", r"\clshdng9000", SECRET),
    "row": "\\par" + _ROW.format(r"\trcbpat1", "", SECRET),
    "deleted cell": "\\par" + _ROW.format("", r"\cldel", SECRET),
    "row without height": "\\par" + _ROW.format(r"\trrh-10", "", SECRET),
    "lines without height": rf"\par\pard\sl-5\slmult0 {SECRET}\par\pard ",
    "beside the page": rf"\par\pard\li32000 {SECRET}\par\pard ",
    "one point": rf"{{\fs2 {SECRET}}}",
    "shape in front": rf"\par {SECRET}{_shape()}\par ",
    "shape before its text": rf"\par {_shape(_PLACED.format(0, 280))}{SECRET}\par ",
    "white shape in front": rf"\par {_shape(_PLACED.format(0, 280), colour=16777215)}{SECRET}\par ",
    "tall shape": rf"\par {_shape(_PLACED.format(200, 560))}\par {SECRET}\par ",
    "shape of the paragraph after": rf"\par {SECRET}\par x{_shape(_PLACED.format(-290, -10))}\par ",
    "drawing of Word 6": (
        rf"\par {SECRET}{{\*\do\dobxcolumn\dobypara\dprect\dpx0\dpy0\dpxsize6000\dpysize300"
        r"\dpfillfgcr0\dpfillfgcg0\dpfillfgcb0\dpfillpat1}\par "
    ),
    "black text in a black box": _PARAGRAPH + _shape(inside=_box(r"\cf1")),
    "box that is not shown": _PARAGRAPH + _shape(more=_UNSEEN, inside=_box("")),
    "annotation": rf"{{\*\atnid XY}}{{\*\atnauthor Ann}}\chatn{{\*\annotation \pard {SECRET}}}",
    "entry of an index": rf"{{\xe {SECRET}}}",
    "entry of a table of contents": rf"{{\tc {SECRET}}}",
    "first page's header where pages are alike": rf"{{\headerf \pard {SECRET}\par}}",
    "description of a picture": (
        rf"{{\pict{{\*\picprop{{\sp{{\sn wzDescription}}{{\sv {SECRET}}}}}}}\wmetafile8 0100}}"
    ),
    "in hexadecimal": r"{\highlight1 \'51uincy \'56ane}",
    "in Unicode": r"{\v \u81 Quincy \u86 Vane}",
    "in groups": r"{\highlight1 Qui{\b ncy{\i  Va}}ne}",
    "behind a style that lights it": rf"{{\cs7\cf1 {SECRET}}}",
    "barred by the style of a style": rf"\par\pard\plain\s10 {SECRET}\par\pard ",
    "white note": rf"{{\footnote \pard\cf2 {SECRET}}}",
    "letters one over the other": rf"{{\expndtw-400 {SECRET}}}",
    "first line beside the page": rf"\par\pard\fi-32000 {SECRET}\par\pard ",
    "below the edge of a row": (
        "\\par" + _ROW.format(r"\trrh-320", "", rf"a\par b\par c\par {SECRET}")
    ),
    "below the edge of a row, lines broken by hand": (
        "\\par" + _ROW.format(r"\trrh-320", "", rf"a\line b\line c\line {SECRET}")
    ),
    "below the edge of a row, behind a long paragraph": (
        "\\par" + _ROW.format(r"\trrh-320", "", "some words more " * 20 + SECRET)
    ),
    "below the edge of a row, behind long runs": (
        "\\par" + _ROW.format(r"\trrh-320", "", r"{\b some words more }x " * 20 + SECRET)
    ),
    "below the edge of the first of two cells": (
        "\\par" + _ROW.format(r"\trrh-320", "", "x").replace("before", rf"a\par b\par {SECRET}")
    ),
    "black shape behind black text": (
        rf"\par {_shape(_PLACED.format(0, 280) + _BEHIND)}{SECRET}\par "
    ),
    "black shape behind the text, as a property": (
        rf"\par {_shape(_PLACED.format(0, 280), _BEHIND_TOO)}{SECRET}\par "
    ),
    "row of three points": "\\par" + _ROW.format(r"\trrh-60", "", SECRET),
    "frame beside the page": rf"\par\pard\absw1000\posx-30000 {SECRET}\par\pard ",
    "frame without height": rf"\par\pard\absh-10\posx100 {SECRET}\par\pard ",
    "frame without width": rf"\par\pard\absw10\posx100 {SECRET}\par\pard ",
    "letters below the page": rf"{{\dn4000 {SECRET}}}",
    "row beside the page": "\\par" + _ROW.format(r"\trleft-30000", "", SECRET),
    "narrow cell": "\\par" + _ROW.format("", "", SECRET).replace("cellx6000", "cellx3001"),
    "cell under a merged one": "\\par" + _ROW.format("", r"\clvmrg", SECRET),
    "margin of a cell": "\\par" + _ROW.format("", r"\clpadl30000\clpadfl3", SECRET),
    "black on a black page": rf"{_BLACK_PAGE}{{\cf1 {SECRET}}}",
    "box of Word 6 beside the page": (
        r"{\*\do\dobxpage\dobypage\dptxbx\dpx-30000\dpy0\dpxsize5000\dpysize300"
        rf"{{\dptxbxtext \pard {SECRET}\par}}}}"
    ),
}

# Destinations that are no text of the page at all: they are neither shown nor booked.
UNREAD: dict[str, str] = {
    "properties": rf"{{\info{{\title {SECRET}}}{{\author {SECRET}}}}}",
    "bookmark": rf"{{\*\bkmkstart {SECRET}}}",
    "unknown destination": rf"{{\*\unheardof {SECRET}{{\b {SECRET}}}}}",
    "document variable": rf"{{\*\docvar {{a}}{{{SECRET}}}}}",
    "shape for old readers": _shape(more=_NO_FILL).replace("x}", SECRET + "}"),
    "letters for old readers": rf"{{\upr{{{SECRET}}}{{\*\ud{{x}}}}}}",
    "binary data": rf"{{\pict\wmetafile8\bin11 {SECRET}}}",
    "data of an object": rf"{{\object{{\*\objdata {SECRET}}}{{\result x}}}}",
    "list of revisers": rf"{{\*\revtbl {{Unknown;}}{{{SECRET};}}}}",
    "in place of Unicode": "\\uc11\\u120 Quincy Vane\\uc1 ",
}

SHOWN: dict[str, str] = {
    "light by the style of a table": _styled(14),
    "not in the part that a table's style paints": _styled(15),
    "behind a table of white letters": _styled(14).replace(SECRET, "x") + SECRET,
    "box over a shape": (
        _PARAGRAPH + _shape(_AT.format(100, 1), colour=65535) + _boxed(_AT.format(400, 2))
    ),
    "second line of a box": (
        _PARAGRAPH + _boxed(_AT.format(900, 1), inside=rf"{{\shptxt \pard a\par {SECRET}\par}}")
    ),
    "box as high as its text": _PARAGRAPH + _boxed(_AT.format(300, 1), more=_FITS, inside=_FOUR),
    "thin stroke": rf"\par {_stroke(9_525)}{SECRET}\par ",
    "separator of styles": rf"\par\pard\spv {SECRET}\par\pard ",
    "lower shape of a group": rf"\par {_group(2400)}{SECRET}" + r"\par" * 10 + " ",
    "watermark": _PARAGRAPH + _shape(more=_WORDS, colour=12632256),
    "in the second of two columns": (
        rf"\par\sect\sectd\cols2\colsx720\column {SECRET}\par\sect\sectd "
    ),
    "in a section after columns without width": (
        rf"\par\sect\sectd\cols2\colsx20000\par\sect\sectd {SECRET}\par "
    ),
    "behind a number": rf"\par\pard{{\listtext\pard\plain xviii.\tab}}{SECRET}\par\pard ",
    "behind a tab": rf"\par\pard\tx5000\tab {SECRET}\par\pard ",
    "behind a tab on a wide page": rf"\paperw23811\par\pard\tx15000\tab {SECRET}\par\pard ",
    "after the line with a tab": rf"\par\pard\tx20000 a\tab\par {SECRET}\par\pard ",
    "a little to the left": rf"\par\pard\li-900\fi-300 {SECRET}\par\pard ",
    "section after a wide margin": (rf"\par\sect\sectd\marglsxn20000\par\sect\sectd {SECRET}\par "),
    "letters one per cent wide": rf"{{\charscalex1 {SECRET}}}",
    "white on black": rf"{{\highlight1\cf2 {SECRET}}}",
    "yellow on black": rf"{{\cb1\cf5 {SECRET}}}",
    "black on yellow": rf"{{\highlight5 {SECRET}}}",
    "light grey": rf"{{\cf7 {SECRET}}}",
    "ground of the style of a style": rf"\par\pard\plain\s9 {SECRET}\par\pard\plain ",
    "light by a style": rf"{{\cs7 {SECRET}}}",
    "quarter grey": rf"{{\chshdng2500 {SECRET}}}",
    "behind plain": rf"{{\highlight1\v\plain {SECRET}}}",
    "after the group": rf"{{\highlight1\v}}{SECRET}",
    "hidden on the web": rf"{{\webhidden {SECRET}}}",
    "upper case word": rf"{{\V\HIGHLIGHT1 {SECRET}}}",
    "hidden turned off": rf"{{\v0 {SECRET}}}",
    "revised": rf"{{\revised {SECRET}}}",
    "cell, white letters": "\\par" + _ROW.format("", r"\clcbpat1", rf"{{\cf2 {SECRET}}}"),
    "next row": "\\par" + _ROW.format("", r"\clcbpat2", "x") + _ROW.format("", "", SECRET),
    "white text on a black shape": (
        rf"\par {_shape(_PLACED.format(0, 280) + _BEHIND)}{{\cf2 {SECRET}}}\par "
    ),
    "black shape behind the text below": (
        rf"\par {_shape(_PLACED.format(900, 1200) + _BEHIND)}{SECRET}\par "
    ),
    "shape behind the text": (
        rf"\par {_shape(_PLACED.format(0, 280) + _BEHIND, colour=65535)}{SECRET}\par "
    ),
    "shape below": rf"\par {_shape(_PLACED.format(900, 1200))}{SECRET}\par ",
    "shape the text flows around": (
        rf"\par {_shape(_PLACED.format(0, 280).replace('shpwr3', 'shpwr2'))}{SECRET}\par "
    ),
    "shape without a fill": (rf"\par {_shape(_PLACED.format(0, 280), more=_NO_FILL)}{SECRET}\par "),
    "white text in a black box": _PARAGRAPH + _shape(inside=_box(r"\cf2")),
    "header": rf"{{\header \pard {SECRET}\par}}",
    "note": rf"{{\footnote \pard {SECRET}}}",
    "result of a field": rf"{{\field{{\*\fldinst AUTHOR}}{{\fldrslt {SECRET}}}}}",
    "result of an object": rf"{{\object{{\*\objdata 00}}{{\result {SECRET}}}}}",
    "Unicode of a pair": rf"{{\upr{{x}}{{\*\ud{{{SECRET}}}}}}}",
    "deep groups": "{" * 500 + SECRET + "}" * 500,
    "hanging first line": rf"\par\pard\li720\fi-720 {SECRET}\par\pard ",
    "raised letters": rf"{{\up6 {SECRET}}}",
    "frame as high as its text": rf"\par\pard\absh0\absw0\posx100 {SECRET}\par\pard ",
    "frame of no exact height": rf"\par\pard\absh10\posx100 {SECRET}\par\pard ",
    "at the end of a line of a row": (
        "\\par" + _ROW.format(r"\trrh-320", "", "some words, more " + SECRET)
    ),
    "behind a long paragraph in a row that may grow": (
        "\\par" + _ROW.format(r"\trrh320", "", "some words more " * 20 + SECRET)
    ),
    "behind a long paragraph in a high row": (
        "\\par" + _ROW.format(r"\trrh-6000", "", "some words more " * 20 + SECRET)
    ),
    "second line of a row": "\\par" + _ROW.format(r"\trrh-320", "", rf"a\par {SECRET}"),
    "last line of a row that grows": (
        "\\par" + _ROW.format(r"\trrh320", "", rf"a\par b\par c\par {SECRET}")
    ),
    "cell beside a longer one": (
        "\\par" + _ROW.format(r"\trrh-320", "", SECRET).replace("before", r"a\par b")
    ),
    "row after one of exact height": (
        "\\par" + _ROW.format(r"\trrh-320", "", r"a\par b") + _ROW.format("", "", SECRET)
    ),
    "row a little to the left": "\\par" + _ROW.format(r"\trleft-108", "", SECRET),
    "cell that others are merged with": "\\par" + _ROW.format("", r"\clvmgf", SECRET),
    "white on a black page": rf"{_BLACK_PAGE}{{\cf2 {SECRET}}}",
    "no colour on a black page": rf"{_BLACK_PAGE}{SECRET}",
    "black page that is not shown": _BLACK_PAGE.replace(r"\viewbksp1", "") + SECRET,
    "letters a little closer": rf"{{\expndtw-10\charscalex90 {SECRET}}}",
}


def build(content: str) -> bytes:
    """The document of a case, between two lines that can be seen."""
    head = rf"{{\rtf1\ansi\deff0{{\fonttbl{{\f0 Arial;}}}}{_COLOURS}{_STYLES}\f0\fs24 "
    head += "".join(rf"{line}\par " for line in HEADER)
    text = rf"at the north pier\par before {content} after\par she saw it all\par}}"
    return (head + text).encode("ascii")
