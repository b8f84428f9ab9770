"""RTF: read colours and properties of letters, paragraphs, cells and shapes (RTF 1.9.1)."""

from __future__ import annotations

from bisect import bisect
from typing import Any, NamedTuple, TypeVar

from mailrecon.read.office.looks import LOWEST_LINE, TWIPS, WIDEST_MARGIN, LetterLook
from mailrecon.read.office.rtf.tables import THEME
from mailrecon.read.redaction.colours import BLACK, WHITE, Colour, from_hexadecimal, mixed

_EMPTY = -1
_FULL = 10_000  # shading is given in hundredths of a per cent
_STRIPES, _DARK_STRIPES = 2_500, 5_000
# Twentieths of a point: below two points lines and rows show no letters.
_LEAST_HEIGHT = 60
NARROWEST_CELL = 40
# A page's width: text that begins this far left of it is not on the page.
PAGE_WIDTH = 12_240
# Width of a wide letter of 12 points.
_WIDE = 160
# More tab stops than any program writes (Word allows 64 per paragraph).
_MOST_STOPS = 1_000
# A cell whose right edge is here lies left of the sheet: margins are seldom wider.
_LEFT_OF_PAGE = -1_800
OFF_PAGE = 31_680
_LEFT_OF_TEXT = -WIDEST_MARGIN * TWIPS
# Colours that macOS names by their use: the light or dark mode of the screen decides them.
_ADAPTIVE = frozenset(
    [
        *("textColor", "controlTextColor", "windowTextColor", "labelColor"),
        *("secondaryLabelColor", "tertiaryLabelColor", "quaternaryLabelColor"),
        *("textBackgroundColor", "windowBackgroundColor", "controlBackgroundColor"),
    ]
)
# The colours of `\highlight1` to `\highlight16` in a document without a colour table.
_HIGHLIGHTS = (
    *("", "000000", "0000ff", "00ffff", "00ff00", "ff00ff", "ff0000", "ffff00", "ffffff"),
    *("00008b", "008b8b", "006400", "800080", "8b0000", "808000", "a9a9a9", "d3d3d3"),
)


class Colours:
    """The colour table; entry 0 and entries without red, green and blue are automatic."""

    def __init__(self) -> None:
        self._found: list[Colour | None] = []
        self._names = [""]
        self._shares: dict[str, int] = {}
        self._theme: Colour | None = None

    def word(self, word: str, value: int | None) -> None:
        """Read a control word in the table."""
        if word in ("red", "green", "blue"):
            self._shares[word] = min(max(value or 0, 0), 255)
        elif word in THEME:
            self._theme = from_hexadecimal(THEME[word])

    def text(self, text: str) -> None:
        """Read text in the table; a semicolon ends an entry."""
        for _ in range(text.count(";")):
            self._end_entry()

    def names(self, text: str) -> None:
        """Read text in the table of names: `{\\*\\expandedcolortbl;;\\cname textColor;}`."""
        first, *rest = text.split(";")
        self._names[-1] += first.strip()
        self._names += [piece.strip() for piece in rest]

    def _end_entry(self) -> None:
        shares = self._shares
        found = self._theme
        if shares:
            found = Colour(*(shares.get(name, 0) for name in ("red", "green", "blue")))
        self._found.append(found)
        self._shares, self._theme = {}, None

    def __getitem__(self, number: int) -> Colour | None:
        if 0 <= number < len(self._names) and self._names[number] in _ADAPTIVE:
            return None
        return self._found[number] if 0 <= number < len(self._found) else None

    def highlight(self, number: int) -> Colour | None:
        """The colour of a highlight; without a table, one of Word's sixteen."""
        if self._found or not 0 < number < len(_HIGHLIGHTS):
            return self[number]
        return from_hexadecimal(_HIGHLIGHTS[number])


class Shading(NamedTuple):
    """A pattern of one colour over another, by their numbers; `share` is of 10,000."""

    fill: int = _EMPTY
    pattern: int = _EMPTY
    share: int = 0

    def colour(self, colours: Colours) -> Colour | None:
        """The mixed colour; None if there is none."""
        fill = colours[self.fill]
        if not self.share:
            return fill
        pattern = colours[self.pattern] or BLACK
        return mixed(pattern, fill or WHITE, min(self.share, _FULL) / _FULL)


def _shaded(shading: Shading, prefix: str, word: str, value: int | None) -> Shading | None:
    """Change a shading by a control word with a `prefix` (`ch`, `cl`, empty for paragraphs)."""
    rest = word.removeprefix(prefix)
    if rest == "cbpat":
        return shading._replace(fill=value or 0)
    if rest == "cfpat":
        return shading._replace(pattern=value or 0)
    if rest in ("shdng", "shading"):
        return shading._replace(share=max(value or 0, 0))
    if rest.startswith("bg") and rest[2:] in _PATTERNS:
        return shading._replace(share=_DARK_STRIPES if rest[2:4] == "dk" else _STRIPES)
    return None


_PATTERNS = frozenset(
    f"{dark}{kind}"
    for dark in ("", "dk")
    for kind in ("horiz", "vert", "fdiag", "bdiag", "cross", "dcross", "hor", "ver")
)


class RtfLetters(NamedTuple):
    """Properties of letters; colours are numbers."""

    colour: int = 0
    highlight: int = 0
    background: int = 0
    shading: Shading = Shading()
    is_hidden: bool = False
    is_deleted: bool = False
    size: int = 24
    spacing: int = 0
    raised: int = 0

    def changed(self, word: str, value: int | None) -> RtfLetters:
        """After a control word."""
        on = value != 0
        if word in ("v", "deleted", "mvf"):
            return self._replace(is_hidden=on) if word == "v" else self._replace(is_deleted=on)
        if word == "expnd":  # in quarters of a point
            return self._replace(spacing=5 * (value or 0))
        if word in ("up", "dn"):
            raised = 6 if value is None else value
            return self._replace(raised=raised if word == "up" else -raised)
        name = _OF_LETTERS.get(word)
        if name is not None:
            number: Any = _USUAL.get(word, 0) if value is None else value
            return self._replace(**{name: number})
        if word.startswith("ch"):
            shading = _shaded(self.shading, "ch", word, value)
            if shading is not None:
                return self._replace(shading=shading)
        return self

    def look(self, colours: Colours) -> LetterLook:
        """The same as in other formats."""
        return LetterLook(
            letters=colours[self.colour],
            vanish=self.is_hidden,
            size=self.size / 2,
            spacing=self.spacing / TWIPS,
            raised=self.raised / 2,
        )

    def ground(self, colours: Colours) -> Colour | None:
        """The letters' own background; None if they have none."""
        for number, find in (
            (self.highlight, colours.highlight),
            (self.background, colours.__getitem__),
        ):
            found = find(number) if number else None
            if found is not None:
                return found
        return self.shading.colour(colours)


_OF_LETTERS = {
    "cf": "colour",
    "highlight": "highlight",
    "cb": "background",
    "fs": "size",
    "expndtw": "spacing",
}
_USUAL = {"fs": 24}


class Paragraph(NamedTuple):
    """Properties of a paragraph."""

    shading: Shading = Shading()
    in_table: bool = False
    spacing: int = 0
    indent: int = 0
    place: int = 0
    first: int = 0
    frame_height: int = 0
    frame_width: int = 0
    stops: tuple[int, ...] = ()
    has_lost_stops: bool = False
    before: int = 0
    after: int = 0
    down: int = 0
    level: int = 0
    # Whether `place` and `down` are measured from the edges of the page: `\phpg`, `\pvpg`.
    from_side: bool = False
    from_top: bool = False

    def changed(self, word: str, value: int | None) -> Paragraph:
        """After a control word."""
        if word == "intbl":
            return self._replace(in_table=value != 0)
        if word == "tx":
            if len(self.stops) >= _MOST_STOPS:
                return self._replace(has_lost_stops=True)
            place = bisect(self.stops, value or 0)
            return self._replace(stops=(*self.stops[:place], value or 0, *self.stops[place:]))
        name = _OF_PARAGRAPHS.get(word)
        if name is not None:
            number: Any = value or 0
            return self._replace(**{name: number})
        if word in _FROM_PAGE:
            flag: Any = word in ("phpg", "pvpg")
            return self._replace(**{_FROM_PAGE[word]: flag})
        # A table style's properties of all cells: `\tscellcbpat1`, `\tscellpct9000`.
        plain = word.removeprefix("tscell").replace("pct", "shdng")
        shading = _shaded(self.shading, "", plain, value)
        return self if shading is None else self._replace(shading=shading)

    def ground(self, colours: Colours) -> Colour | None:
        """The background of the paragraph."""
        return self.shading.colour(colours)

    def is_unseen(self) -> bool:
        """Whether its lines or its frame are too small for letters to be visible.

        Negative spacing is exact, as is a negative height: `absh-10`.
        """
        is_low = -_LEAST_HEIGHT <= self.spacing < 0 or -_LEAST_HEIGHT <= self.frame_height < 0
        return is_low or 0 < self.frame_width <= _LEAST_HEIGHT

    def is_past_page(self, tabs: int, edge: int) -> bool:
        """Whether letters after `tabs` tabs of a line are beyond the page's right `edge`.

        If not all tab stops were kept, that is assumed.
        """
        if tabs and self.has_lost_stops:
            return True
        return bool(tabs and self.stops) and self.stops[min(tabs, len(self.stops)) - 1] >= edge

    def is_left_of_page(self, margin: int, letters: int) -> bool:
        """Whether `letters` letters at the beginning of a line lie left of the page."""
        left = min(self.indent, self.indent + self.first)
        return left < 0 and margin + left + letters * _WIDE <= 0

    def is_off_page(self) -> bool:
        """Whether it lies off the page."""
        if min(self.place, self.indent + self.first, self.indent) <= -PAGE_WIDTH:
            return True
        # \phpg\posx-9000\absw3000
        right = self.place + self.frame_width
        if self.frame_width and right <= (0 if self.from_side else _LEFT_OF_TEXT):
            return True
        return max(self.indent, self.place, abs(self.down)) >= OFF_PAGE


_FROM_PAGE = dict.fromkeys(("phpg", "phmrg", "phcol"), "from_side") | dict.fromkeys(
    ("pvpg", "pvmrg", "pvpara"), "from_top"
)
_OF_PARAGRAPHS = {
    "sl": "spacing",
    "li": "indent",
    "lin": "indent",
    "fi": "first",
    "posx": "place",
    "posnegx": "place",
    "itap": "level",
    "posy": "down",
    "posnegy": "down",
    "sb": "before",
    "sa": "after",
    "absh": "frame_height",
    "absw": "frame_width",
}


class CellDefinition(NamedTuple):
    """The properties of a cell, and of its whole row, from the row's definition."""

    shading: Shading = Shading()
    row: Shading = Shading()
    is_deleted: bool = False
    is_flat: bool = False
    is_off_page: bool = False
    is_under: bool = False
    height: float | None = None
    width: float = 0.0

    def cuts_off(self, above: int, space: int) -> bool:
        """Whether letters below `above` lines and `space` are below an exact row's lower edge."""
        return self.height is not None and above * LOWEST_LINE + space / TWIPS >= self.height

    def breaks(self, before: float, wide: float) -> bool:
        """Whether a word of width `wide` after `before` on the line begins a new line."""
        return before > 0 and self.width > 0 and before + wide > self.width

    def changed(self, word: str, value: int | None) -> CellDefinition:
        """After a control word."""
        if word == "cldel":
            return self._replace(is_deleted=True)
        if word == "trrh":
            # `\trrh-400`: a negative height is exact.
            height = -(value or 0) / TWIPS if (value or 0) < 0 else None
            return self._replace(is_flat=-_LEAST_HEIGHT <= (value or 0) < 0, height=height)
        if word == "trleft":
            return self._replace(is_off_page=abs(value or 0) >= PAGE_WIDTH)
        if word in ("clvmrg", "clmrg"):  # under the cell above, or before, that it is merged with
            return self._replace(is_under=True)
        if word in ("clpadl", "clpadt"):
            return self._replace(is_off_page=self.is_off_page or (value or 0) >= PAGE_WIDTH)
        if word.startswith("tr"):
            row = _shaded(self.row, "tr", word, value)
            return self if row is None else self._replace(row=row)
        if word.startswith("cl"):
            # `\clcbpatraw1`: the same property repeated for table styles.
            shading = _shaded(self.shading, "cl", word.removesuffix("raw"), value)
            return self if shading is None else self._replace(shading=shading)
        return self

    def ended(self, edge: int, *, width: int, is_narrow: bool) -> CellDefinition:
        """The finished cell with its right edge and its width."""
        off = self.is_off_page or edge <= _LEFT_OF_PAGE
        return self._replace(
            is_flat=self.is_flat or is_narrow, is_off_page=off, width=max(width, 0) / TWIPS
        )

    def next(self) -> CellDefinition:
        """The next cell of the same row, without properties of its own."""
        return CellDefinition(
            row=self.row, is_flat=self.is_flat, is_off_page=self.is_off_page, height=self.height
        )

    def inside(self, outer: CellDefinition) -> CellDefinition:
        """The cell of a table that lies in a cell of another one."""
        is_painted = (self.shading, self.row) != (Shading(), Shading())
        found = self if is_painted else self._replace(shading=outer.shading, row=outer.row)
        return found._replace(
            is_deleted=self.is_deleted or outer.is_deleted,
            is_flat=self.is_flat or outer.is_flat,
            is_off_page=self.is_off_page or outer.is_off_page,
            is_under=self.is_under or outer.is_under,
            height=outer.height,
            width=outer.width,
        )

    def ground(self, colours: Colours) -> Colour | None:
        """The background of the cell."""
        found = self.shading.colour(colours)
        return self.row.colour(colours) if found is None else found


PLAIN, PARD = RtfLetters(), Paragraph()


class RtfStyle(NamedTuple):
    """An entry of the style sheet: its properties, and the number of its base style."""

    letters: RtfLetters = PLAIN
    paragraph: Paragraph = PARD
    based: int = _EMPTY


class RtfStyles:
    """The style sheet. Some programs repeat a style's properties in the text, others do not."""

    def __init__(self) -> None:
        self._own: dict[int, RtfStyle] = {}

    def read(self, number: int, style: RtfStyle) -> None:
        """Set the properties of a style that were read so far."""
        self._own[number] = style

    def __getitem__(self, number: int) -> RtfStyle:
        """A style with the properties inherited from its base styles."""
        found = RtfStyle()
        seen: set[int] = set()
        while number in self._own and number not in seen:
            seen.add(number)
            style = self._own[number]
            found = RtfStyle(
                said_over(found.letters, style.letters, PLAIN),
                said_over(found.paragraph, style.paragraph, PARD),
            )
            number = style.based
        return found


Said = TypeVar("Said", RtfLetters, Paragraph)


def said_over(own: Said, base: Said, nothing: Said) -> Said:
    """The properties of `own`, with missing ones taken from `base`."""
    triples = zip(own, base, nothing, strict=True)
    values: Any = (one if one != none else other for one, other, none in triples)
    make: Any = type(own)
    found: Said = make(*values)
    return found


def without(letters: RtfLetters, table: RtfLetters) -> RtfLetters:
    """The letters without the properties that a table's style gave them."""
    triples = zip(letters, table, PLAIN, strict=True)
    values: Any = (none if one == said else one for one, said, none in triples)
    return RtfLetters(*values)
