"""ODT: compute the look and background of letters from styles (ODF 1.3, part 3, 16)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from lxml import etree

from mailrecon.read.office.columns import SectionColumns
from mailrecon.read.office.looks import AUTOMATIC, CLEAR, UNKNOWN, LetterLook
from mailrecon.read.redaction.colours import BLACK, WHITE, Colour, from_hexadecimal
from mailrecon.regex import regex

NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT = f"{{{NAMES}text:1.0}}"
OFFICE = f"{{{NAMES}office:1.0}}"
TABLE = f"{{{NAMES}table:1.0}}"
STYLE = f"{{{NAMES}style:1.0}}"
FO = f"{{{NAMES}xsl-fo-compatible:1.0}}"
DRAW = f"{{{NAMES}drawing:1.0}}"
SVG = f"{{{NAMES}svg-compatible:1.0}}"
LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"

# LibreOffice writes up to fourteen decimals: `translate (5.55416666666667in 0.220833333333333in)`.
_LENGTH = regex(r"(-?\d{1,9}(?:\.\d{1,20})?)(pt|in|cm|mm|px|pc|%)")
_UNITS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "pc": 12.0}
_USUAL_SIZE = 12.0
_SHEET_WIDTH, _SHEET_MARGIN = 595.3, 56.7
# Signs that make letters illegible when struck over each (`style:text-line-through-text`).
_STRIKES = frozenset("Xx#*█■▇▆▓@")
# Elements that can cover text and contain text: shapes, not lines and connectors.
SHAPES = tuple(
    f"{DRAW}{name}"
    for name in ("rect", "custom-shape", "ellipse", "circle", "polygon", "path", "frame")
)
LINES = tuple(f"{DRAW}{name}" for name in ("line", "connector", "polyline"))


class PageSheet(NamedTuple):
    """A page's width, margins and columns, in points."""

    width: float = _SHEET_WIDTH
    left: float = _SHEET_MARGIN
    right: float = _SHEET_MARGIN
    columns: SectionColumns = SectionColumns()

    @property
    def text_width(self) -> float:
        """The width between the margins."""
        return self.width - self.left - self.right


def _columns(properties: etree._Element | None) -> SectionColumns:
    found = properties.find(f"{STYLE}columns") if properties is not None else None
    if found is None:
        return SectionColumns()
    count = whole_number(found.get(f"{FO}column-count", "1"), 1)
    return SectionColumns(count, length(found.get(f"{FO}column-gap")) or 0.0)


class OdtStyles:
    """The styles of one document, each with the properties inherited from its parents."""

    def __init__(self, roots: Iterable[etree._Element]) -> None:
        self._own: dict[tuple[str, str], etree._Element] = {}
        self._defaults: dict[str, etree._Element] = {}
        self._layouts: dict[str, etree._Element] = {}
        self._fills: dict[tuple[str, str, str, str], str | None] = {}
        self._looks: dict[tuple[str, str], LetterLook] = {}
        self._grounds: dict[tuple[str, str], Colour | None] = {}
        self.masters: list[etree._Element] = []
        self.lists: dict[str, etree._Element] = {}
        for root in roots:
            for style in root.iter(f"{STYLE}style"):
                key = (style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", ""))
                self._own[key] = style
            for style in root.iter(f"{STYLE}default-style"):
                self._defaults[style.get(f"{STYLE}family", "")] = style
            for layout in root.iter(f"{STYLE}page-layout"):
                self._layouts[layout.get(f"{STYLE}name", "")] = layout
            self.masters += root.iter(f"{STYLE}master-page")
            for item in root.iter(f"{TEXT}list-style"):
                self.lists[item.get(f"{STYLE}name", "")] = item
        # Loads a part of the package, such as a picture.
        self.part: Callable[[str], bytes | None] = lambda path: None
        self.pictures: dict[str, Colour] = {}
        self.used_masters = self._used_masters()
        self.page = self._page_ground(self.masters)
        self.sheet = self._sheet()

    def _chain(self, family: str, name: str) -> Iterator[etree._Element]:
        """A style, its parent styles, and the default style of its family."""
        seen: set[str] = set()
        # A paragraph whose style is missing has the look of ordinary text.
        if family == "paragraph" and not {(family, name), ("", name)} & self._own.keys():
            name = "Standard"
        while (family, name) in self._own and name not in seen:
            seen.add(name)
            style = self._own[family, name]
            yield style
            name = style.get(f"{STYLE}parent-style-name", "")
        if ("", name) in self._own:
            # The file lacks its family, which is required.
            yield from self._chain("", name) if family else ()
        if family in self._defaults:
            yield self._defaults[family]

    def value(self, family: str, name: str, properties: str, attribute: str) -> str | None:
        """An attribute of a style or of the nearest parent that has it."""
        key = (family, name, properties, attribute)
        if key not in self._fills:
            found = (
                item.get(attribute)
                for style in self._chain(family, name)
                for item in style.findall(f"{STYLE}{properties}")
            )
            self._fills[key] = next((value for value in found if value is not None), None)
        return self._fills[key]

    def properties(self, family: str, name: str, kind: str) -> Iterator[etree._Element]:
        """The properties of a kind of a style and its parents, nearest first."""
        for style in self._chain(family, name):
            yield from style.findall(f"{STYLE}{kind}")

    def has_no_columns(self, section: str) -> bool:
        """Whether the space between a section's columns leaves none visible."""
        for style in self._chain("section", section):
            columns = _columns(style.find(f"{STYLE}section-properties"))
            if columns.columns > 1:
                return columns.are_off(self.sheet.text_width)
        return False

    def said(self, family: str, name: str, attribute: str) -> str | None:
        """An attribute on the element of a style, or of the nearest parent that has it."""
        found = (style.get(attribute) for style in self._chain(family, name))
        return next((value for value in found if value is not None), None)

    def coded_name(self, family: str, name: str) -> str:
        """The name of a style that may be given as it is displayed: `Fill_1` is `Fill_5f_1`."""
        coded = "".join(
            letter if letter.isalnum() or letter in "-." else f"_{ord(letter):x}_"
            for letter in name
        )
        return coded if (family, coded) in self._own else name

    def maps(self, family: str, name: str) -> list[etree._Element]:
        """The conditions under which other styles replace a style (16.3)."""
        return [item for style in self._chain(family, name) for item in style.iter(f"{STYLE}map")]

    def look(self, family: str, name: str) -> LetterLook:
        """The look of letters by a text or paragraph style."""
        if (family, name) not in self._looks:
            self._looks[family, name] = _letters(self._chain(family, name))
        return self._looks[family, name]

    def look_in_shape(self, name: str) -> LetterLook:
        """The look by a paragraph style in a drawing, where paragraph defaults do not apply."""
        own = (family := "paragraph", name) in self._own
        usual = self._defaults.get(family)
        chain = self._chain(family, name) if own else ()
        return _letters(style for style in chain if style is not usual)

    def ground(self, family: str, name: str) -> Colour | None:
        """The background of a paragraph, cell, row, table or section; None if it has none."""
        if (family, name) not in self._grounds:
            self._grounds[family, name] = self._ground(family, name)
        return self._grounds[family, name]

    def _ground(self, family: str, name: str) -> Colour | None:
        kind = f"{family}-properties"
        for style in self._chain(family, name):
            # `<loext:graphic-properties draw:fill="gradient"/>` beside the standard properties.
            for item in (
                *style.findall(f"{LOEXT}graphic-properties"),
                *style.findall(STYLE + kind),
            ):
                found = _painted(item)
                if found is not None:
                    return found
        return None

    def _used_masters(self) -> set[str]:
        named = (style.get(f"{STYLE}master-page-name") for style in self._own.values())
        first = self.masters[0].get(f"{STYLE}name", "") if self.masters else ""
        return {name for name in named if name} | {"Standard", first}

    def page_of(self, master: str) -> Colour:
        """The colour of the pages of a master page; UNKNOWN for a picture."""
        named = [item for item in self.masters if item.get(f"{STYLE}name", "") == master]
        return self._page_ground(named)

    def begins_page(self, family: str, block: etree._Element) -> str:
        """The master page that a paragraph or table begins; empty if the page continues."""
        name = block.get((TABLE if family == "table" else TEXT) + "style-name", "")
        style = self._own.get((family, name))
        return "" if style is None else style.get(f"{STYLE}master-page-name", "")

    def _page_ground(self, masters: list[etree._Element]) -> Colour:
        """The colour of the page: the layout of the first of these master pages."""
        for master in masters[:1]:
            layout = self._layouts.get(master.get(f"{STYLE}page-layout-name", ""))
            properties = (
                layout.find(f"{STYLE}page-layout-properties") if layout is not None else None
            )
            if properties is not None:
                found = _painted(properties)
                return WHITE if found is None or found == CLEAR else found
        return WHITE

    def _sheet(self) -> PageSheet:
        """The sheet of the first master page."""
        for master in self.masters[:1]:
            layout = self._layouts.get(master.get(f"{STYLE}page-layout-name", ""))
            said = layout.find(f"{STYLE}page-layout-properties") if layout is not None else None
            if said is None:
                continue
            usual = length(said.get(f"{FO}margin")) or 0.0
            left, right = (length(said.get(f"{FO}margin-{side}")) for side in ("left", "right"))
            return PageSheet(
                length(said.get(f"{FO}page-width")) or _SHEET_WIDTH,
                usual if left is None else left,
                usual if right is None else right,
                _columns(said),
            )
        return PageSheet()

    def fill(self, shape: etree._Element) -> Colour | None:
        """The fill of a shape or frame: CLEAR if there is none, None if it is unknown."""
        name = shape.get(f"{DRAW}style-name", "")

        def said(attribute: str) -> str | None:
            return self.value("graphic", name, "graphic-properties", attribute)

        kind = said(f"{DRAW}fill")
        ground = colour_of(said(f"{FO}background-color"))
        colour = colour_of(said(f"{DRAW}fill-color"))
        # A hatch over a background of one colour
        if kind == "hatch" and said(f"{DRAW}fill-hatch-solid") == "true":
            return colour or BLACK
        # A picture, a gradient or lines: not one colour
        if kind in ("bitmap", "gradient", "hatch"):
            return None
        if kind == "none" or (kind is None and shape.tag == f"{DRAW}frame"):
            return ground or CLEAR
        found = colour or ground
        if found is None:
            return CLEAR if shape.tag == f"{DRAW}frame" else None
        opacity = length(said(f"{DRAW}opacity"))
        return found if opacity is None else found._replace(opacity=opacity / 100)


def _letters(styles: Iterable[etree._Element]) -> LetterLook:
    """The look of letters by a style and its parents, nearest first."""
    found = LetterLook()
    for style in styles:
        for item in style.findall(f"{STYLE}text-properties"):
            found = found.over(_look(item))
    return found


def _look(properties: etree._Element) -> LetterLook:
    """The look that text properties give."""
    letters = colour_of(properties.get(f"{FO}color"))
    is_automatic = properties.get(f"{STYLE}use-window-font-color") == "true"
    if is_automatic:
        letters = AUTOMATIC
    opacity = length(properties.get(f"{LOEXT}opacity"))
    # `use-window-font-color="true" loext:opacity="0%"`: LibreOffice writes this for ordinary
    # letters.
    if opacity is not None and not is_automatic:
        letters = (letters or BLACK)._replace(opacity=opacity / 100)
    ground = properties.get(f"{FO}background-color")
    display = properties.get(f"{TEXT}display")
    size = properties.get(f"{FO}font-size")
    points = length(size)
    # fo:font-size="50%"
    if points is not None and size is not None and size.endswith("%"):
        points = points / 100 * _USUAL_SIZE
    # style:font-size-rel="-2pt"
    more = length(properties.get(f"{STYLE}font-size-rel"))
    if more is not None and size is None:
        points = max(_USUAL_SIZE + more, 0.0)
    # `style:text-position="-33% 1%"`: the raise, and the size.
    raised = properties.get(f"{STYLE}text-position", "").split()
    share = length(raised[1]) if len(raised) == 2 else None
    if share is not None and raised[1].endswith("%"):
        points = (points or _USUAL_SIZE) * share / 100
    # style:text-line-through-text="X"
    strikes = properties.get(f"{STYLE}text-line-through-text")
    return LetterLook(
        letters=letters,
        shade=(colour_of(ground) or CLEAR) if ground is not None else None,
        vanish=None if display is None else display == "none",
        size=points,
        spacing=length(properties.get(f"{FO}letter-spacing")),
        struck=None if strikes is None else bool(strikes) and set(strikes) <= _STRIKES,
    )


def _painted(properties: etree._Element) -> Colour | None:
    """The background that properties define; None if they define none."""
    kind = properties.get(f"{DRAW}fill")
    picture = properties.find(f"{STYLE}background-image")
    if kind in ("gradient", "bitmap", "hatch") or (picture is not None and len(picture.attrib)):
        return UNKNOWN
    if kind == "solid":
        return colour_of(properties.get(f"{DRAW}fill-color"))
    text = properties.get(f"{FO}background-color")
    return colour_of(text) or (CLEAR if text else None)


def colour_of(text: str | None) -> Colour | None:
    """Parse a colour of six digits; None for any other text."""
    return from_hexadecimal(text) if text else None


def length(text: str | None) -> float | None:
    """Parse a length in points, or a percentage as its number; None if it is neither."""
    match = _LENGTH.fullmatch(text.strip()) if text else None
    return None if match is None else float(match[1]) * _UNITS.get(match[2], 1.0)


def whole_number(text: str, missing: int) -> int:
    """Parse a number in ASCII digits; `missing` for anything else, such as `²`."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else missing
