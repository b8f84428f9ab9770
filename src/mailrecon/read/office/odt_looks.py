"""ODT: how letters look and what lies behind them, by families of styles (ODF 1.3, part 3, 16)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lxml import etree

from mailrecon.read.colours import BLACK, WHITE, Colour, from_hexadecimal, is_legible
from mailrecon.read.office.columns import SectionColumns
from mailrecon.read.office.covers import THINNEST, OpaqueShape
from mailrecon.read.office.looks import AUTOMATIC, CLEAR, LetterLook
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

_LENGTH = regex(r"(-?\d{1,9}(?:\.\d{1,9})?)(pt|in|cm|mm|px|pc|%)")
_UNITS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "pc": 12.0}
_USUAL_SIZE = 12.0
_TOP_MARGIN = 57.0
_PAGE = 650.0
_SHEET_WIDTH, _SHEET_MARGIN = 595.3, 56.7
# Signs that are struck over each letter (`style:text-line-through-text`) and leave nothing to read.
_STRIKES = frozenset("Xx#*█■▇▆▓@")
# What can lie over text: shapes, not lines and connectors.
SHAPES = tuple(
    f"{DRAW}{name}"
    for name in ("rect", "custom-shape", "ellipse", "circle", "polygon", "path", "frame")
)
LINE = f"{DRAW}line"


class PageSheet(NamedTuple):
    """A page's width, margins and columns, in points."""

    width: float = _SHEET_WIDTH
    left: float = _SHEET_MARGIN
    right: float = _SHEET_MARGIN
    columns: SectionColumns = SectionColumns()

    @property
    def text_width(self) -> float:
        """What the margins leave."""
        return self.width - self.left - self.right


def _columns(properties: etree._Element | None) -> SectionColumns:
    found = properties.find(f"{STYLE}columns") if properties is not None else None
    if found is None:
        return SectionColumns()
    count = whole_number(found.get(f"{FO}column-count", "1"), 1)
    return SectionColumns(count, length(found.get(f"{FO}column-gap")) or 0.0)


class OdtStyles:
    """The styles of one document, each with what it takes over from its parents."""

    def __init__(self, roots: Iterable[etree._Element]) -> None:
        self._own: dict[tuple[str, str], etree._Element] = {}
        self._defaults: dict[str, etree._Element] = {}
        self._layouts: dict[str, etree._Element] = {}
        self._fills: dict[tuple[str, str, str, str], str | None] = {}
        self._looks: dict[tuple[str, str], LetterLook] = {}
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
        self.used_masters = self._used_masters()
        self.page = self._page_ground()
        self.sheet = self._sheet()

    def _chain(self, family: str, name: str) -> Iterator[etree._Element]:
        """A style, those it is based on, and the default of its family."""
        seen: set[str] = set()
        while (family, name) in self._own and name not in seen:
            seen.add(name)
            style = self._own[family, name]
            yield style
            name = style.get(f"{STYLE}parent-style-name", "")
        if ("", name) in self._own:
            # Its family is missing, though it must be said.
            yield from self._chain("", name) if family else ()
        if family in self._defaults:
            yield self._defaults[family]

    def value(self, family: str, name: str, properties: str, attribute: str) -> str | None:
        """What a style or its nearest parent says."""
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
        """The properties of a kind that a style and those it is based on have, nearest first."""
        for style in self._chain(family, name):
            yield from style.findall(f"{STYLE}{kind}")

    def has_no_columns(self, section: str) -> bool:
        """Whether the columns of a section have so much space between them that none is seen."""
        for style in self._chain("section", section):
            columns = _columns(style.find(f"{STYLE}section-properties"))
            if columns.columns > 1:
                return columns.are_off(self.sheet.text_width)
        return False

    def said(self, family: str, name: str, attribute: str) -> str | None:
        """What a style or its nearest parent says in an attribute of its own."""
        found = (style.get(attribute) for style in self._chain(family, name))
        return next((value for value in found if value is not None), None)

    def maps(self, family: str, name: str) -> list[etree._Element]:
        """The conditions under which a style gives way to others (16.3)."""
        return [item for style in self._chain(family, name) for item in style.iter(f"{STYLE}map")]

    def look(self, family: str, name: str) -> LetterLook:
        """What a style of letters or paragraphs says of letters."""
        if (family, name) not in self._looks:
            found = LetterLook()
            for style in self._chain(family, name):
                for item in style.findall(f"{STYLE}text-properties"):
                    found = found.over(_look(item))
            self._looks[family, name] = found
        return self._looks[family, name]

    def ground(self, family: str, name: str) -> Colour | None:
        """The ground of a paragraph, cell, row, table or section; None if it has none."""
        kind = {"table-cell": "table-cell", "table-row": "table-row"}.get(family, family)
        text = self.value(family, name, f"{kind}-properties", f"{FO}background-color")
        return _colour(text)

    def _used_masters(self) -> set[str]:
        named = (style.get(f"{STYLE}master-page-name") for style in self._own.values())
        first = self.masters[0].get(f"{STYLE}name", "") if self.masters else ""
        return {name for name in named if name} | {"Standard", first}

    def _page_ground(self) -> Colour:
        """The colour of the page: the layout of the first master page."""
        for master in self.masters[:1]:
            layout = self._layouts.get(master.get(f"{STYLE}page-layout-name", ""))
            properties = (
                layout.find(f"{STYLE}page-layout-properties") if layout is not None else None
            )
            if properties is not None:
                return _colour(properties.get(f"{FO}background-color")) or WHITE
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
        ground = _colour(said(f"{FO}background-color"))
        colour = _colour(said(f"{DRAW}fill-color"))
        if kind == "hatch" and said(f"{DRAW}fill-hatch-solid") == "true":
            return colour or BLACK
        if kind in ("bitmap", "gradient", "hatch"):
            return None
        if kind == "none" or (kind is None and shape.tag == f"{DRAW}frame"):
            return ground or CLEAR
        found = colour or ground
        if found is None:
            return CLEAR if shape.tag == f"{DRAW}frame" else None
        opacity = length(said(f"{DRAW}opacity"))
        return found if opacity is None else found._replace(opacity=opacity / 100)

    def _thick_line(self, line: etree._Element) -> OpaqueShape | None:
        """A line as thick as letters are high, from one end to the other; None if it is thin."""
        name = line.get(f"{DRAW}style-name", "")

        def said(attribute: str) -> str | None:
            return self.value("graphic", name, "graphic-properties", attribute)

        thick = length(said(f"{SVG}stroke-width")) or 0.0
        is_behind = said(f"{STYLE}run-through") == "background"
        flows = (said(f"{STYLE}wrap") or "run-through") != "run-through"
        if thick < THINNEST or said(f"{DRAW}stroke") == "none" or is_behind or flows:
            return None
        ends = [length(line.get(f"{SVG}{key}")) for key in ("x1", "x2", "y1", "y2")]
        known = [end for end in ends if end is not None]
        if len(known) != len(ends):
            return None
        left, right = sorted(known[:2])
        top, bottom = sorted(known[2:])
        is_dark = not is_legible(BLACK, _colour(said(f"{SVG}stroke-color")) or BLACK)
        half = thick / 2
        return OpaqueShape(
            top - half, bottom - top + thick, left - half, right - left + thick, is_dark
        )

    def cover(self, shape: etree._Element, *, behind: bool = False) -> OpaqueShape | None:
        """A shape as something that lies over text, or behind it; None if it does not."""
        if shape.tag == LINE:
            return None if behind else self._thick_line(shape)
        fill = self.fill(shape)
        kind = self.value(
            "graphic",
            shape.get(f"{DRAW}style-name", ""),
            "graphic-properties",
            f"{DRAW}fill",
        )
        if fill is None and kind in ("gradient", "bitmap"):
            fill = BLACK
        if fill is None or fill.opacity < 0.5 or shape.find(f"{DRAW}image") is not None:
            return None
        if shape.get(f"{DRAW}display", "always") in ("none", "printer"):
            return None
        if shape.get(f"{TEXT}anchor-type") == "as-char":
            return None
        name = shape.get(f"{DRAW}style-name", "")

        def said(attribute: str) -> str:
            value = self.value("graphic", name, "graphic-properties", f"{STYLE}{attribute}")
            return value or ""

        usual = "parallel" if shape.tag == f"{DRAW}frame" else "run-through"
        is_behind = said("run-through") == "background"
        if (said("wrap") or usual) != "run-through" or is_behind is not behind:
            return None
        width, height = length(shape.get(f"{SVG}width")), length(shape.get(f"{SVG}height"))
        if min(width if width is not None else 99, height if height is not None else 99) < THINNEST:
            return None
        top = length(shape.get(f"{SVG}y"))
        on_page = shape.get(f"{TEXT}anchor-type") == "page" or said("vertical-rel").startswith(
            "page"
        )
        if top is not None and on_page:
            number = shape.get(f"{TEXT}anchor-page-number", "1")
            top += _PAGE * (whole_number(number, 1) - 1) - _TOP_MARGIN
        if said("vertical-pos") not in ("", "from-top"):
            top = None
        left = length(shape.get(f"{SVG}x"))
        if said("horizontal-pos") not in ("", "from-left"):
            left = None
        bare = next(shape.iter(f"{TEXT}p"), None) is None
        return OpaqueShape(
            top, height, left, width, bare and not is_legible(BLACK, fill), on_page, not bare, fill
        )


def _look(properties: etree._Element) -> LetterLook:
    """What text properties say."""
    letters = _colour(properties.get(f"{FO}color"))
    if properties.get(f"{STYLE}use-window-font-color") == "true":
        letters = AUTOMATIC
    opacity = length(properties.get(f"{LOEXT}opacity"))
    if opacity is not None:
        letters = (letters or BLACK)._replace(opacity=opacity / 100)
    ground = properties.get(f"{FO}background-color")
    display = properties.get(f"{TEXT}display")
    size = properties.get(f"{FO}font-size")
    points = length(size)
    if points is not None and size is not None and size.endswith("%"):
        points = points / 100 * _USUAL_SIZE
    more = length(properties.get(f"{STYLE}font-size-rel"))
    if more is not None and size is None:
        points = max(_USUAL_SIZE + more, 0.0)
    # `style:text-position="-33% 1%"`: how far raised, and how large then.
    raised = properties.get(f"{STYLE}text-position", "").split()
    share = length(raised[1]) if len(raised) == 2 else None
    if share is not None and raised[1].endswith("%"):
        points = (points or _USUAL_SIZE) * share / 100
    strikes = properties.get(f"{STYLE}text-line-through-text")
    return LetterLook(
        letters=letters,
        shade=(_colour(ground) or CLEAR) if ground is not None else None,
        vanish=None if display is None else display == "none",
        size=points,
        spacing=length(properties.get(f"{FO}letter-spacing")),
        struck=None if strikes is None else bool(strikes) and set(strikes) <= _STRIKES,
    )


def _colour(text: str | None) -> Colour | None:
    return from_hexadecimal(text) if text else None


def length(text: str | None) -> float | None:
    """A length in points; of a percentage its number. None if it is none."""
    match = _LENGTH.fullmatch(text.strip()) if text else None
    return None if match is None else float(match[1]) * _UNITS.get(match[2], 1.0)


def whole_number(text: str, missing: int) -> int:
    """A number in ASCII digits; `²` is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else missing
