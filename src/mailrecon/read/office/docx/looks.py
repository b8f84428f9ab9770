"""DOCX: compute the look and background of letters as Word does (ECMA-376-1, 17.7.2)."""

from __future__ import annotations

import colorsys
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from mailrecon.read.office.docx.effects import fill_of_letters, outline_of_letters
from mailrecon.read.office.docx.pictures import DocxPictures
from mailrecon.read.office.docx.places import ListLevels, Places, own_places
from mailrecon.read.office.drawing_colours import drawn_colour, system_colour
from mailrecon.read.office.looks import AUTOMATIC, CLEAR, LetterLook
from mailrecon.read.office.package import Package
from mailrecon.read.redaction.colours import BLACK, WHITE, Colour, from_hexadecimal, mixed

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

_OFF = frozenset({"0", "false", "off"})
# ECMA-376-1, 17.18.40.
_HIGHLIGHTS = {
    "black": "000000",
    "blue": "0000ff",
    "cyan": "00ffff",
    "darkBlue": "00008b",
    "darkCyan": "008b8b",
    "darkGray": "a9a9a9",
    "darkGreen": "006400",
    "darkMagenta": "800080",
    "darkRed": "8b0000",
    "darkYellow": "808000",
    "green": "00ff00",
    "lightGray": "d3d3d3",
    "magenta": "ff00ff",
    "red": "ff0000",
    "white": "ffffff",
    "yellow": "ffff00",
}
# The share of the pattern's colour in a shading (17.18.78); the rest is the fill.
_STRIPES = 0.5
_THIN_STRIPES = 0.25
# The names of theme colours (17.18.97) and those of the theme's own elements.
_THEME = {
    "background1": "lt1",
    "bg1": "lt1",
    "light1": "lt1",
    "text1": "dk1",
    "tx1": "dk1",
    "dark1": "dk1",
    "background2": "lt2",
    "bg2": "lt2",
    "light2": "lt2",
    "text2": "dk2",
    "tx2": "dk2",
    "dark2": "dk2",
    "hyperlink": "hlink",
    "followedHyperlink": "folHlink",
}
# Where settings.xml maps a role to another element of the theme (17.15.1.20).
_MAPPED = {"bg1": "lt1", "t1": "dk1", "bg2": "lt2", "t2": "dk2"}
# Word's default theme, for documents without a theme.
_OFFICE_THEME = {
    "dk1": "000000",
    "lt1": "ffffff",
    "dk2": "44546a",
    "lt2": "e7e6e6",
    "accent1": "4472c4",
    "accent2": "ed7d31",
    "accent3": "a5a5a5",
    "accent4": "ffc000",
    "accent5": "5b9bd5",
    "accent6": "70ad47",
    "hlink": "0563c1",
    "folHlink": "954f72",
}


# The outline level of ordinary text.
_ORDINARY = 9


class BlockLook(NamedTuple):
    """Properties of a paragraph or a cell: its background and its letters."""

    shade: Colour | None = None
    look: LetterLook = LetterLook()

    def over(self, base: BlockLook) -> BlockLook:
        """The properties that result from applying these over `base`."""
        shade = self.shade if self.shade is not None else base.shade
        return BlockLook(shade, self.look.over(base.look))


class DocxStyle(NamedTuple):
    """A style with the properties inherited from the styles it is based on.

    `stops` are its tab stops, in twips from the left margin; `places` are its properties of
    indents, lines and frames; `level` is its heading level, 0 for ordinary text.
    """

    block: BlockLook = BlockLook()
    table: BlockLook = BlockLook()
    conditional: Mapping[str, BlockLook] = {}
    row_band: int = 1
    column_band: int = 1
    stops: tuple[float, ...] = ()
    places: Mapping[str, str] = {}
    level: int = 0


def level_of_title(properties: etree._Element | None, base: int) -> int:
    """The heading level (from 1) in paragraph properties (17.3.1.20); 0 without one."""
    outline = properties.find(f"{W}outlineLvl") if properties is not None else None
    if outline is None:
        return base
    level = int(_decimal(_val(outline)))
    return level + 1 if 0 <= level < _ORDINARY else 0


class DocxLooks:
    """The styles, the theme and the default properties of one document."""

    def __init__(self, package: Package, folder: str) -> None:
        self._theme = _theme(package, folder)
        self._own: dict[str, etree._Element] = {}
        self._computed: dict[str, DocxStyle] = {}
        self._defaults: dict[str, str] = {}
        self._levels = ListLevels(package.part(f"{folder}numbering.xml"))
        self._base = LetterLook()
        self.page = WHITE
        self.pictures = DocxPictures(package)
        root = package.part(f"{folder}styles.xml")
        for style in root.iter(f"{W}style") if root is not None else ():
            identity = style.get(f"{W}styleId", "")
            self._own[identity] = style
            if is_on(style, "default", missing=False):
                self._defaults[style.get(f"{W}type", "")] = identity
        if root is not None:
            self._base = self.look(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))

    def style(self, identity: str) -> DocxStyle:
        """Compute a style with its base styles, however long the chain is."""
        chain: list[str] = []
        name = identity
        # <w:style w:styleId="Quote"><w:basedOn w:val="Normal"/>; damaged files have loops.
        while name in self._own and name not in self._computed and name not in chain:
            chain.append(name)
            name = _val(self._own[name].find(f"{W}basedOn"))
        found = self._computed.get(name, DocxStyle())
        for name in reversed(chain):
            found = self._with_own(self._own[name], found)
            self._computed[name] = found
        return found

    def _with_own(self, style: etree._Element, base: DocxStyle) -> DocxStyle:
        conditional = dict(base.conditional)
        for item in style.findall(f"{W}tblStylePr"):
            kind = item.get(f"{W}type", "")
            conditional[kind] = self._block(item).over(conditional.get(kind, BlockLook()))
        properties = style.find(f"{W}tblPr")
        table = self._block(style).over(base.table)
        # <w:style w:type="table"><w:tblPr><w:shd w:fill="000000"/></w:tblPr>
        if properties is not None and table.shade is None:
            table = table._replace(shade=self.shade(properties.find(f"{W}shd")))
        own = BlockLook(self.shade(style.find(f"{W}pPr/{W}shd")), self.look(style.find(f"{W}rPr")))
        return DocxStyle(
            own.over(base.block),
            table,
            conditional,
            _number(style.find(f"{W}tblPr/{W}tblStyleRowBandSize"), base.row_band),
            _number(style.find(f"{W}tblPr/{W}tblStyleColBandSize"), base.column_band),
            stops(style.find(f"{W}pPr"), base.stops),
            self.places(style.find(f"{W}pPr"), base),
            level_of_title(style.find(f"{W}pPr"), base.level),
        )

    def places(self, properties: etree._Element | None, base: DocxStyle) -> Places:
        """A paragraph's place: its properties applied over its list level's and its style's."""
        own = own_places(properties)
        numbering = properties.find(f"{W}numPr") if properties is not None else None
        level = self._levels.of(numbering) if numbering is not None else {}
        return {**base.places, **level, **own} if own or level else base.places

    def _block(self, item: etree._Element) -> BlockLook:
        """The properties of cells in a table style."""
        shade = self.shade(item.find(f"{W}tcPr/{W}shd"))
        if shade is None:
            shade = self.shade(item.find(f"{W}pPr/{W}shd"))
        return BlockLook(shade, self.look(item.find(f"{W}rPr")))

    def paragraph(self, properties: etree._Element | None) -> DocxStyle:
        """The style of a paragraph: the default one if it names none."""
        name = _val(properties.find(f"{W}pStyle")) if properties is not None else ""
        return self.style(name if name in self._own else self._defaults.get("paragraph", ""))

    def table(self, name: str) -> DocxStyle:
        """The style of a table: the default one if it names none."""
        return self.style(name if name in self._own else self._defaults.get("table", ""))

    def letters(
        self, direct: etree._Element | None, paragraph: DocxStyle, table: LetterLook
    ) -> LetterLook:
        """The look of letters with run properties `direct`, by the whole hierarchy of 17.7.2."""
        own = self.look(direct)
        named = _val(direct.find(f"{W}rStyle")) if direct is not None else ""
        named = named if named in self._own else self._defaults.get("character", "")
        style = self.style(named).block.look if named else LetterLook()
        found = own.over(style).over(paragraph.block.look).over(table).over(self._base)
        # <w:rtl/>: right-to-left letters have a separate size, <w:szCs>.
        if found.is_complex:
            found = found._replace(size=found.complex_size)
        # <w:vanish/> is a toggle: set in both a paragraph's and a run's style, it cancels out
        # (17.7.3).
        levels = (style.vanish, paragraph.block.look.vanish, table.vanish)
        vanish = bool(self._base.vanish) or sum(map(bool, levels)) % 2 == 1
        return found._replace(vanish=vanish if own.vanish is None else own.vanish)

    def look(self, properties: etree._Element | None) -> LetterLook:
        """The look that run properties give."""
        if properties is None or not len(properties):
            return LetterLook()
        letters: Colour | None = None
        colour = properties.find(f"{W}color")
        if colour is not None:
            # <w:color w:val="auto"/>
            letters = self.colour(colour, "val", "theme") or AUTOMATIC
        marked = properties.find(f"{W}highlight")
        highlight: Colour | None = None
        if marked is not None:
            highlight = from_hexadecimal(_HIGHLIGHTS.get(_val(marked), "")) or CLEAR
        size = properties.find(f"{W}sz")
        return LetterLook(
            letters,
            highlight,
            self.shade(properties.find(f"{W}shd")),
            _toggle(properties.find(f"{W}vanish")),
            _decimal(_val(size)) / 2 if size is not None else None,
            fill_of_letters(properties, self.drawn),
            _spacing(properties.find(f"{W}spacing")),
            _measure(properties.find(f"{W}position"), 2),
            None,
            outline_of_letters(properties, self.drawn),
            _measure(properties.find(f"{W}szCs"), 2),
            _toggle(_first(properties, "cs", "rtl")),
        )

    def shade(self, element: etree._Element | None) -> Colour | None:
        """The background of a shading (17.3.5): a pattern of one colour over another."""
        if element is None:
            return None
        pattern = element.get(f"{W}val", "clear")
        # <w:shd w:val="nil"/> removes the style's shading.
        if pattern == "nil":
            return CLEAR
        fill = self.colour(element, "fill", "themeFill")
        share = _share(pattern)
        if not share:
            return fill or CLEAR
        return mixed(self.colour(element, "color", "theme") or BLACK, fill or WHITE, share)

    def colour(self, element: etree._Element, name: str, theme: str) -> Colour | None:
        """A colour by its theme or its value; None if it is automatic."""
        found = self._theme.get(
            element.get(f"{W}{theme}Color" if theme == "theme" else f"{W}{theme}", "")
        )
        if found is None:
            return from_hexadecimal(element.get(f"{W}{name}", ""))
        prefix = f"{W}{theme}"
        # <w:color w:themeColor="accent1" w:themeShade="BF"/>
        for kind in ("Tint", "Shade"):
            value = element.get(f"{prefix}{kind}", "")
            if value:
                found = _lighter(found, _hexadecimal(value) / 255, is_tint=kind == "Tint")
        return found

    def drawn(self, fill: etree._Element, names: str = A) -> Colour | None:
        """The colour in a fill of DrawingML (20.1.2.3); None if it is not a known kind."""
        for item in fill:
            found = drawn_colour(item, names, self._theme)
            if found is not None:
                return found
        return None

    def theme_colour(self, name: str) -> Colour | None:
        """A colour of the theme by any of its names."""
        return self._theme.get(name)


def is_on(element: etree._Element | None, name: str = "val", *, missing: bool = True) -> bool:
    """Whether an on/off element or attribute is on (22.9.2.7)."""
    if element is None:
        return False
    return element.get(f"{W}{name}", "true" if missing else "false").lower() not in _OFF


def conditions(
    table: etree._Element, row: int, rows: int, column: int, columns: int, style: DocxStyle
) -> Iterator[str]:
    """The conditional formats of a table's cell, lowest priority first (17.7.6)."""
    yield "wholeTable"
    flags = _flags(table.find(f"{W}tblPr/{W}tblLook"))
    first_row, last_row = "firstRow" in flags and row == 0, "lastRow" in flags and row == rows - 1
    first, last = (
        "firstColumn" in flags and not column,
        "lastColumn" in flags and column == columns - 1,
    )
    if "noVBand" not in flags:
        number = (column - ("firstColumn" in flags)) // max(style.column_band, 1)
        yield "band1Vert" if number % 2 == 0 else "band2Vert"
    if "noHBand" not in flags and not first_row:
        number = (row - ("firstRow" in flags)) // max(style.row_band, 1)
        yield "band1Horz" if number % 2 == 0 else "band2Horz"
    edges = ((first, "firstCol"), (last, "lastCol"), (first_row, "firstRow"), (last_row, "lastRow"))
    yield from (name for holds, name in edges if holds)
    corners = (
        (first_row and first, "nwCell"),
        (first_row and last, "neCell"),
        (last_row and first, "swCell"),
        (last_row and last, "seCell"),
    )
    yield from (name for holds, name in corners if holds)


_FLAGS = {
    "firstRow": 0x20,
    "lastRow": 0x40,
    "firstColumn": 0x80,
    "lastColumn": 0x100,
    "noHBand": 0x200,
    "noVBand": 0x400,
}


def _flags(look: etree._Element | None) -> frozenset[str]:
    """Which parts of a table style apply (17.4.55); Word writes 0x04A0 for a new table."""
    if look is None:
        return frozenset({"firstRow", "firstColumn", "noVBand"})
    value = _hexadecimal(look.get(f"{W}val", "0"))
    return frozenset(
        name
        for name, bit in _FLAGS.items()
        if (is_on(look, name) if look.get(f"{W}{name}") is not None else value & bit)
    )


def _share(pattern: str) -> float:
    """The share of a pattern that has its colour (17.18.78)."""
    if pattern == "clear":
        return 0.0
    if pattern == "solid":
        return 1.0
    # <w:shd w:val="pct50" w:color="000000" w:fill="FFFFFF"/>
    if pattern.startswith("pct"):
        return min(_decimal(pattern[3:]) / 100, 1.0)
    return _THIN_STRIPES if pattern.startswith("thin") else _STRIPES


def _theme(package: Package, folder: str) -> dict[str, Colour]:
    """The colours of the theme by each of their names."""
    elements = {name: from_hexadecimal(value) or BLACK for name, value in _OFFICE_THEME.items()}
    links = package.relationships(f"{folder}document.xml").values()
    path = next(
        (link.target for link in links if link.kind == "theme"), f"{folder}theme/theme1.xml"
    )
    root = package.part(path)
    scheme = root.find(f".//{A}clrScheme") if root is not None else None
    for item in scheme if scheme is not None else ():
        for colour in item:
            value = colour.get("lastClr", colour.get("val", ""))
            found = from_hexadecimal(value) or system_colour(value)
            if found is not None:
                elements[etree.QName(item).localname] = found
    names = dict(_THEME)
    settings = package.part(f"{folder}settings.xml")
    mapping = settings.find(f"{W}clrSchemeMapping") if settings is not None else None
    for role, usual in _MAPPED.items():
        mapped = usual if mapping is None else _THEME.get(mapping.get(f"{W}{role}", ""), usual)
        names.update({name: mapped for name, target in _THEME.items() if target == usual})
    return elements | {name: elements[target] for name, target in names.items()}


@lru_cache(maxsize=1024)
def _lighter(colour: Colour, share: float, *, is_tint: bool) -> Colour:
    """Apply a tint or shade to a theme colour (17.3.2.6) by changing its luminance."""
    hue, light, full = colorsys.rgb_to_hls(*(part / 255 for part in colour[:3]))
    light = light * share + (1 - share if is_tint else 0)
    red, green, blue = colorsys.hls_to_rgb(hue, min(light, 1.0), full)
    return Colour(red * 255, green * 255, blue * 255)


def _toggle(element: etree._Element | None) -> bool | None:
    return None if element is None else is_on(element)


def _first(properties: etree._Element, *names: str) -> etree._Element | None:
    found = (properties.find(f"{W}{name}") for name in names)
    return next((item for item in found if item is not None), None)


def _val(element: etree._Element | None) -> str:
    return "" if element is None else element.get(f"{W}val", "")


def _number(element: etree._Element | None, missing: int) -> int:
    return missing if element is None else int(_decimal(_val(element)) or missing)


def _decimal(text: str) -> float:
    """Parse a number; 0 if it is not one."""
    text = text.strip()[:20]
    sign = -1.0 if text.startswith("-") else 1.0
    digits = text.lstrip("+-").removesuffix("%").removesuffix("pt")
    plain = digits.replace(".", "", 1)
    return sign * float(digits) if plain.isascii() and plain.isdigit() else 0.0


def _hexadecimal(text: str) -> int:
    try:
        return int(text[:8], 16)
    except ValueError:
        return 0


def blocks_over(blocks: Iterable[BlockLook]) -> BlockLook:
    """Combine several formats, lowest priority first."""
    found = BlockLook()
    for block in blocks:
        found = block.over(found)
    return found


def stops(properties: etree._Element | None, base: tuple[float, ...]) -> tuple[float, ...]:
    """A paragraph's tab stops: those of its style (`base`) and its own (17.3.1.38)."""
    own = [] if properties is None else properties.findall(f"{W}tabs/{W}tab")
    if not own:
        return base
    found = set(base)
    for tab in own:
        text = tab.get(f"{W}pos", "").strip()[:12]
        place = float(text) if text.isascii() and text.removeprefix("-").isdigit() else 0.0
        if _val(tab) == "clear":
            found.discard(place)
        else:
            found.add(place)
    return tuple(sorted(found))


def _measure(element: etree._Element | None, unit: int) -> float | None:
    """A number divided by `unit`; None if it is missing."""
    return None if element is None else _decimal(_val(element)) / unit


def _spacing(spacing: etree._Element | None) -> float | None:
    """The space added between letters, in points."""
    text = _val(spacing) if spacing is not None else ""
    sign = -1.0 if text.startswith("-") else 1.0
    return sign * _decimal(text.lstrip("+-")) / 20 if text else None
