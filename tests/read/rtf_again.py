"""Still more RTF documents that hide a name, or only seem to: fields, late rows, shapes."""

from __future__ import annotations

from read.hidden_rtf import _NO_FILL, _PLACED, _ROW, SECRET, _box, _shape

_CHOOSE = (
    r"{{\field{{\*\fldinst FORMDROPDOWN {{\*\formfield{{\fftype2\ffres{}{{\*\ffl a}}{{\*\ffl "
    + SECRET
    + r"}}}}}}}}{{\fldrslt }}}}"
)
_BUTTON = rf"{{\field{{\*\fldinst MACROBUTTON NoMacro {SECRET}}}{{\fldrslt }}}}"
_NESTED = (
    r"\par\trowd\cellx9000\pard\intbl\itap2 a\nestcell {}\nestcell{{\*\nesttableprops\trowd"
    r"\cellx3000{}\cellx6000\nestrow}}{{\nonesttables\par x}}\pard\intbl\itap1\cell\row\pard "
)
_LATE = r"\par\pard\intbl before\cell {}\cell\trowd\cellx3000{}\cellx6000\row\pard "
_BOX = _shape(_PLACED.format(900, 1400), _NO_FILL, _box(r"\cf1"))
_BAR = _shape(_PLACED.format(0, 280))
_PATTERN = r"{\sp{\sn fillType}{\sv 1}}{\sp{\sn fillBackColor}{\sv 0}}"
_LABELLED = r"{\shptxt \pard\cf2 REDACTED\par}"
_ON_PAGE = r"\shpleft1800\shptop3460\shpright9000\shpbottom3700\shpbxpage\shpbypage\shpwr3"
_FRAME = rf"\par\pard{{}} {SECRET}\par\pard "


def _by_property(left: int, right: int) -> str:
    """A shape as LibreOffice places it, relative to the letter it is anchored at."""
    words = rf"\shpleft{left}\shptop0\shpright{right}\shpbottom280\shpwr3"
    placed = r"{\sp{\sn posrelh}{\sv 3}}"
    shape = _shape(words + r"\shpbxignore\shpbyignore", placed, colour=0xC47244)
    return rf"\par {shape}{SECRET}\par "


def _far_below(lines: int, *, name: int) -> str:
    """Lines of eleven points, a shape that many lines below its paragraph, the name in one."""
    top = round(lines * 11 * 1.16 * 20)
    shape = _shape(_PLACED.format(top, top + 240), colour=0xFFFFFF)
    words = ["" if line == lines else "quay" for line in range(10)]
    words[name] = SECRET
    text = "".join(word + r"\par " for word in words[1:])
    return rf"\par {{\fs22 {shape}quay\par {text}}}"


def _phantom(shown: str) -> str:
    return (
        rf"{{\mmath{{\*\moMath{{\mphant{{\mphantPr{{\mshow {shown}}}}}{{\me{{\mr\mscr0 {SECRET}}}}}"
        "}}}"
    )


def _kind(number: int) -> str:
    """A shape of a kind, 1200 twips high, with the name in its middle."""
    shape = _shape(_PLACED.format(-300, 900)).replace(r"{\sv 1}", rf"{{\sv {number}}}", 1)
    return rf"\par {shape}{SECRET}\par "


HIDDEN: dict[str, str] = {
    "shape that is anchored eight lines above": _far_below(8, name=8),
    "shape that is aligned at the left": _by_property(9000, 15000).replace(
        r"posrelh}{\sv 3}}", r"posh}{\sv 1}}"
    ),
    "blue shape that properties place": _by_property(0, 6000),
    "box without a fill in a dark cell": "\\par" + _ROW.format("", r"\clcbpat1", _BOX),
    "white by its name": (
        r"{\*\expandedcolortbl;;\cssrgb\c100000\c100000\c100000\cname systemWhite;}"
        rf"{{\cf2 {SECRET}}}"
    ),
    "phantom of a formula": _phantom("off"),
    "shading of a cell as styles say it": "\\par" + _ROW.format("", r"\clcbpatraw1", SECRET),
    "cell of a row that is described behind it": _LATE.format(SECRET, r"\clcbpat1"),
    "cell of a table in a table": _NESTED.format(SECRET, r"\clcbpat1"),
    "table in a dark cell": _NESTED.format(SECRET, "").replace(
        r"\cellx9000", r"\clcbpat1\cellx9000"
    ),
    "below the edge of a row, by the space above": (
        "\\par" + _ROW.format(r"\trrh-300", "", rf"\sb6000 {SECRET}")
    ),
    "frame below the page": rf"\par\pard\pvpg\phpg\posx100\posy40000 {SECRET}\par\pard ",
    "section below the page": rf"\par\sect\sectd\margtsxn20000 {SECRET}\par\sect\sectd ",
    "box of hidden letters": rf"\par {{\v {_BOX}}}\par ",
    "box of deleted letters": rf"\par {{\deleted {_BOX}}}\par ",
    "shape with a black pattern": rf"\par {_shape(_PLACED.format(0, 280), _PATTERN)}{SECRET}\par ",
    "bar with a label, placed on the page": (
        rf"\par {_shape(_ON_PAGE, inside=_LABELLED)}{SECRET}\par "
    ),
    "frame left of the page": _FRAME.format(r"\phpg\posx-9000\absw3000"),
    "frame far down the page": _FRAME.format(r"\pvpg\posy20000\absw3000"),
    "box left of the page": r"\par "
    + _shape(
        _ON_PAGE.replace("left1800", "left-9000").replace("9000\\shpb", "-300\\shpb"),
        _NO_FILL,
        _box(r"\cf1"),
    ),
    "hidden button": rf"{{\v {_BUTTON}}}",
}
SHOWN: dict[str, str] = {
    "line above a shape that is anchored eight lines above": _far_below(8, name=7),
    "line below a shape that is anchored eight lines above": _far_below(8, name=9),
    "small shape that is aligned at the right": _by_property(0, 800).replace(
        r"posrelh}{\sv 3}}", r"posh}{\sv 3}}"
    ),
    "blue shape that properties place at the right": _by_property(7000, 8000),
    "frame that reaches into the page": _FRAME.format(r"\phpg\posx-900\absw3000"),
    "frame left of its column": _FRAME.format(r"\phcol\posx-1000\absw900"),
    "colour that follows the screen": (
        r"{\*\expandedcolortbl;;\cssrgb\c100000\c100000\c100000\cname textColor;}"
        rf"{{\cf2 {SECRET}}}"
    ),
    "phantom that shows": _phantom("on"),
    "light cell of a row that is described behind it": _LATE.format(SECRET, r"\clcbpat2"),
    "light cell of a table in a table": _NESTED.format(SECRET, r"\clcbpat2")
    .replace(r"\cellx9000", r"\clcbpat1\cellx9000")
    .replace("a\\nestcell", "\\cf2 a\\cf1\\nestcell"),
    "chosen in a list": _CHOOSE.format(1),
    "button": _BUTTON,
    "within a ring": _kind(23),
    "within a stop sign": _kind(57),
    "shape that was deleted": rf"\par {{\deleted {_BAR}}}{SECRET}\par ",
    "shape of hidden letters": rf"\par {{\v {_BAR}}}{SECRET}\par ",
    "shape at the right of the page": (
        rf"\par {_BAR.replace('shpleft0', 'shpleft9000').replace('shpright6000', 'shpright11000')}"
        rf"{SECRET}\par ".replace("shpbxcolumn", "shpbxpage")
    ),
    "frame on the page": rf"\par\pard\pvpg\phpg\posx100\posy4000 {SECRET}\par\pard ",
    "space above in a row": "\\par" + _ROW.format(r"\trrh-300", "", rf"\sb120 {SECRET}"),
}
UNREAD: dict[str, str] = {
    "not chosen in a list": _CHOOSE.format(0),
    "table for old readers": _NESTED.format("y", "").replace("par x", rf"par {SECRET}"),
}
