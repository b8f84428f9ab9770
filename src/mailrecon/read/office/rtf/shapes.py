"""RTF: read shapes, their places and what they cover ([MS-ODRAW]; RTF 1.9.1, Word 97 shapes)."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct, field

from mailrecon.read.office.covers import THINNEST, OpaqueShape
from mailrecon.read.office.looks import CLEAR, EMU, TWIPS, WIDEST_MARGIN
from mailrecon.read.office.rtf.looks import NARROWEST_CELL, OFF_PAGE, PAGE_WIDTH
from mailrecon.read.office.shape_places import LEFT_MARGIN, is_panel, left_of
from mailrecon.read.redaction.colours import BLACK, Colour, is_legible, mixed
from mailrecon.read.redaction.one_colour import colour_of_picture

# Kinds of shapes that cover nothing: lines, connectors, pictures ([MS-ODRAW], 2.4.24).
_LINES = frozenset({"20", "32", "33", "34", "38", "75"})
# Rings and other shapes with a hole, in which text is visible.
_HOLLOW = frozenset({"23", "57", "95"})
_STROKES = frozenset({"20", "32"})
# In hexadecimal digits. A larger picture is not a bar: a picture of one colour is small.
_LONGEST_PICTURE = 1_000_000
# A line at least this thick, in twips, covers letters.
_THICK = 160
_ALIGNED = {"1": "left", "2": "center", "3": "right"}
_BESIDE_TEXT = frozenset({"shpbxcolumn", "shpbxmargin", "shpbxignore"})
# By the value of `posrelv`; a line (3) counts as its paragraph.
_VERTICAL_EDGES = {"0": "shpbymargin", "1": "shpbypage", "2": "shpbypara"}


class RtfShape(Struct):
    """The current shape: its properties ([MS-ODRAW]) and its place."""

    properties: dict[str, str] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    has_text: bool = False
    letters: int = 0
    picture: list[str] = field(default_factory=list)
    picture_length: int = 0

    def word(self, word: str, value: int | None) -> None:
        """Read a control word of a shape or an old drawing."""
        self.words[word] = 1 if value is None else value

    @property
    def is_group(self) -> bool:
        """Whether it is only a group of other shapes."""
        return "groupRight" in self.properties or "groupBottom" in self.properties

    @property
    def own_words(self) -> str:
        """The words that the shape draws: WordArt, a watermark."""
        return self.properties.get("gtextUNICODE", "").strip()

    def place_in(self, group: RtfShape) -> None:
        """Compute the place of a shape in its group (`relLeft`, `relTop`, …)."""
        for word, value in group.words.items():
            self.words.setdefault(word, value)
        for near, far, first, last in (
            ("Left", "Right", "shpleft", "shpright"),
            ("Top", "Bottom", "shptop", "shpbottom"),
        ):
            begin, end = (
                _number(group.properties.get(f"group{side}", "0")) for side in (near, far)
            )
            if first not in group.words or last not in group.words or end <= begin:
                continue
            scale = (group.words[last] - group.words[first]) / (end - begin)
            for side, word in ((near, first), (far, last)):
                relative = _number(self.properties.get(f"rel{side}", "0")) - begin
                self.words[word] = round(group.words[first] + relative * scale)

    def is_hidden(self) -> bool:
        """Whether the shape is not displayed."""
        words = self.words
        places = [words.get(word, 0) for word in ("dpx", "dpy", "shpleft", "shptop")]
        far = max(
            words.get(f"shp{side}", 0)
            for side, by in (("left", "shpbxpage"), ("top", "shpbypage"))
            if by in words or side == "left"
        )
        # \shpleft-9000\shpright-3000\shpbxpage
        before = any(
            by in words and words.get(end, 1) <= least
            for by, end, least in (
                ("shpbxpage", "shpright", 0),
                ("shpbxmargin", "shpright", -WIDEST_MARGIN * TWIPS),
                ("shpbypage", "shpbottom", 0),
            )
        )
        is_off_page = min(places) <= -PAGE_WIDTH or far >= OFF_PAGE or before
        # {\sp{\sn fHidden}{\sv 1}}
        return self.properties.get("fHidden", "0") == "1" or is_off_page

    def is_too_small(self) -> bool:
        """Whether a box is too low or narrow for letters."""
        words = self.words
        sides = [("left", "right")]
        # A box that grows with its text is never too low.
        if self.properties.get("fFitShapeToText", "0") != "1":
            sides.append(("top", "bottom"))
        return any(
            f"shp{first}" in words
            and f"shp{last}" in words
            and words[f"shp{last}"] - words[f"shp{first}"] <= NARROWEST_CELL
            for first, last in sides
        )

    def hides_boxes(self) -> bool:
        """Whether it hides any text box under it."""
        fill = self.fill()
        kind = self.properties.get("shapeType", "1")
        is_opaque = fill is not None and fill.opacity >= 0.5
        return (
            is_opaque
            and kind not in _LINES
            and not (self.is_hidden() or self.is_group or self.own_words)
        )

    def fill(self) -> Colour | None:
        """The fill: CLEAR if there is none, None if it is unknown."""
        # {\do\dprect\dpfillfgcr0\dpfillpat1 …}: a drawing of Word 6
        if "dprect" in self.words or "dpellipse" in self.words or "dptxbx" in self.words:
            return self._old_fill()
        # {\sp{\sn fFilled}{\sv 0}}: a frame
        if self.properties.get("fFilled", "1") == "0":
            return CLEAR
        kind = self.properties.get("fillType", "0")
        if kind not in ("0", "1", "4", "5", "6", "7"):
            return None  # a picture; 1 is a pattern, those above are gradients
        opacity = _number(self.properties.get("fillOpacity", "65536")) / 65_536
        found = colour_of_number(_number(self.properties.get("fillColor", "16777215")), opacity)
        if kind != "1":
            return found
        ground = _number(self.properties.get("fillBackColor", "16777215"))
        return mixed(found, colour_of_number(ground, 1.0), 0.5)

    def _old_fill(self) -> Colour:
        """The fill of a Word 6 drawing: pattern 0 is clear, 1 is solid."""
        if self.words.get("dpfillpat", 0) == 0:
            return CLEAR
        shares = [self.words.get(f"dpfillfgc{share}", 0) for share in "rgb"]
        return Colour(*shares)

    def is_behind(self) -> bool:
        """Whether it lies behind the text."""
        words = self.words
        return bool(words.get("shpfblwtxt", 0)) or self.properties.get("fBehindDocument") == "1"

    def _thickness(self) -> int:
        """The thickness of a line in twips, if it covers letters and is not slanted."""
        thick = int(_number(self.properties.get("lineWidth", "0")) * TWIPS // EMU)
        words = self.words
        sides = [
            abs(words.get(f"shp{last}", 0) - words.get(f"shp{first}", 0))
            for first, last in (("left", "right"), ("top", "bottom"))
        ]
        is_drawn = self.properties.get("fLine", "1") != "0"
        return thick if is_drawn and thick >= _THICK and min(sides) <= thick else 0

    def add_picture(self, digits: str) -> None:
        """Extend the picture that fills the shape."""
        self.picture_length += len(digits)
        if self.picture_length <= _LONGEST_PICTURE:
            self.picture.append(digits)

    def _of_picture(self) -> Colour | None:
        """The colour of a one-colour picture that fills the shape; None without one."""
        if not self.picture or self.picture_length > _LONGEST_PICTURE:
            return None
        try:
            data = bytes.fromhex("".join(self.picture))
        except ValueError:
            return None
        return colour_of_picture(data, with_edge=False)

    def _across(self, left: int | None) -> float | None:
        """The distance of a shape from the left edge of the text, in points."""
        if left is None:
            return None
        # \shpbxignore: a property says instead what the place is measured from.
        edge = self.properties.get("posrelh") if "shpbxignore" in self.words else None
        # The edge of the paper.
        if edge == "1" or (edge is None and "shpbxpage" in self.words):
            return left / TWIPS - LEFT_MARGIN
        # The letter that the shape is anchored at, which may be anywhere in its line.
        if edge == "3":
            return left / TWIPS if left >= 0 else None
        is_known = not self.words.keys().isdisjoint(_BESIDE_TEXT)
        return left / TWIPS if is_known else None

    def _aligned(self, width: float | None) -> float | None:
        """The left edge of a shape that is aligned with the text: `{\\sp{\\sn posh}{\\sv 3}}`."""
        return left_of(_ALIGNED.get(self.properties["posh"], ""), width)

    @property
    def _vertical(self) -> str:
        """What the height of a shape is measured from: the word for it, empty if unknown."""
        edge = self.properties.get("posrelv") if "shpbyignore" in self.words else None
        if edge is not None:
            return _VERTICAL_EDGES.get(edge, "shpbypara")
        usual = "shpbypara" if "shpbyignore" in self.words else ""
        return next((word for word in _VERTICAL_EDGES.values() if word in self.words), usual)

    def cover(self) -> OpaqueShape | None:
        """The opaque shape that covers text, or lies behind it; None if it does neither."""
        fill = self.fill()
        words = self.words
        kind = self.properties.get("shapeType", "1")
        thick = self._thickness() if kind in _STROKES else 0
        picture = self._of_picture()
        # A picture of one colour is a bar.
        if picture is not None:
            fill, kind = picture, "1"
        if thick:
            fill = colour_of_number(_number(self.properties.get("lineColor", "0")), 1.0)
        if fill is None or fill.opacity < 0.5 or self.is_hidden():
            return None
        if (kind in _LINES and not thick) or kind in _HOLLOW:
            return None
        if self.is_group or self.own_words:
            return None
        # \shpwr2: the text goes around the shape.
        if words.get("shpwr", 3) != 3 or "dpline" in words:
            return None
        top, bottom = words.get("shptop"), words.get("shpbottom")
        left, right = words.get("shpleft"), words.get("shpright")
        if thick and None not in (top, bottom, left, right):
            top, bottom, left, right = _stroked(thick, top or 0, bottom or 0, left or 0, right or 0)
        height = None if top is None or bottom is None else (bottom - top) / TWIPS
        width = None if left is None or right is None else (right - left) / TWIPS
        if min(99.0 if height is None else height, 99.0 if width is None else width) <= THINNEST:
            return None
        edge = self._vertical
        on_page, placed = edge in ("shpbypage", "shpbymargin"), bool(edge)
        margin = 72.0 if edge == "shpbypage" else 0.0
        is_bar = not self.has_text and not is_legible(BLACK, fill)
        return OpaqueShape(
            top / TWIPS - margin if top is not None and placed else None,
            height,
            self._aligned(width) if "posh" in self.properties else self._across(left),
            width,
            is_bar,
            on_page,
            is_panel(self.letters, fill),
            fill,
        )


def _stroked(thick: int, top: int, bottom: int, left: int, right: int) -> tuple[int, int, int, int]:
    """A line's top, bottom, left and right, extended by its thickness."""
    half = thick // 2
    if right - left >= bottom - top:
        return top - half, bottom + half, left, right
    return top, bottom, left - half, right + half


@lru_cache(maxsize=256)
def colour_of_number(value: int, opacity: float) -> Colour:
    """A colour from Windows' number, with red in the lowest byte."""
    return Colour(value & 255, value >> 8 & 255, value >> 16 & 255, opacity)


def _number(text: str) -> int:
    plain = text.strip()[:11].removeprefix("-")
    return int(plain) if plain.isascii() and plain.isdigit() else 0
