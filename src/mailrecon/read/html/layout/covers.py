"""Find text covered by positioned boxes that have no words of their own.

Positions of letters are estimated from their number, because no font is available. A word counts as
covered if it may lie under the box, in a narrow or a wide font.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from mailrecon.model import Hiding
from mailrecon.read.html.css.values import VIEWPORT_HEIGHT, VIEWPORT_WIDTH, number, pixels
from mailrecon.read.html.element_style import LETTERS, ComputedStyle
from mailrecon.read.html.elements import text_of
from mailrecon.read.html.layout import boxes, edges, transforms
from mailrecon.read.html.layout.flow_boxes import height_of_line
from mailrecon.read.html.layout.gradient_covers import length_of, opaque_parts
from mailrecon.read.html.layout.insets import insets_of
from mailrecon.read.html.style import Cascade
from mailrecon.read.html.tags import INERT
from mailrecon.read.html.tree import ElementNode
from mailrecon.read.redaction.colours import Colour
from mailrecon.regex import regex

NARROW, WIDE = LETTERS
# Least space, in pixels, between the edges of a frame in which text is legible.
_LEAST_INSIDE = 8.0
# The left and right edges of a frame cover a letter or two, up to this width.
_LEAST_ASIDE = 24.0
# In pixels: a smaller box covers no letter.
_LARGEST_DOT = 11.0
# Elements whose attributes give their size.
_SIZED = frozenset(["img", "svg", "canvas", "video", "iframe"])
# The most height of an element of a line or two, in pixels; the longest label of a bar over it.
_LOW = 60.0
_LONGEST_LABEL = 30
_SOLID = 0.9
# Characters that draw a bar themselves.
_BLOCKS = frozenset("█▇■▉▊ \u00a0")
# Farther than the end of any page, in pixels.
_ENDLESS = 1e8
WORD = regex(r"\s+|\S+")


class OpaqueBox(NamedTuple):
    """An opaque box, in pixels from the corner of its containing box.

    `rank` is its index among the positioned elements there, in document order. `worded` is True if
    it has words of its own: what is beside those must not be taken for hidden, so it covers only
    words that are under it in any font. `shade` is its colour, None if unknown.
    """

    left: float
    top: float
    right: float
    bottom: float
    level: float = 0.0
    rank: int = 1_000_000_000
    worded: bool = False
    shade: Colour | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it covers its whole containing box."""
        return max(self.left, self.top) <= 0 and min(self.right, self.bottom) > _ENDLESS


class Covers(NamedTuple):
    """The boxes over an element, and the order of its positioned elements by their ids.

    `hang` is True if some are placed from its lower edge.
    """

    covers: list[OpaqueBox]
    ranks: dict[int, int]
    hang: bool = False


class Spot(NamedTuple):
    """A word or space, and whether something covers it.

    `across` are its sides on its line for narrow letters and for wide ones; `top` is the top of its
    line on the page, which may be less by `slack` or more by `more`. `away` is True if it is above
    or left of the page.
    """

    text: str
    covered: bool
    across: tuple[tuple[float, float], tuple[float, float]] = ((0.0, 0.0), (0.0, 0.0))
    top: float = 0.0
    height: float = 0.0
    slack: float = 0.0
    more: float = 0.0
    away: bool = False


def covers_in(
    element: LexborNode,
    style: ComputedStyle,
    node: ElementNode | None,
    cascade: Cascade,
    height: float | None = None,
) -> Covers:
    """The boxes that children lay over a positioned element, or over the page.

    `height` is the element's, None for the page. A fixed box on a page hides nothing permanently,
    because the page scrolls under it.
    """
    page = height is None
    found: list[OpaqueBox] = []
    ranks: dict[int, int] = {}
    hang = False
    stack = [iter([(child, style, made) for child, made in _children(element, node)])]
    while stack:
        current = next(stack[-1], None)
        if current is None:
            stack.pop()
            continue
        child, look, made = current
        tag = (child.tag or "").removeprefix(INERT)
        attributes = child.attributes
        own = cascade.style(tag, attributes, look, made)
        # A static element is not a containing box; the one around it is.
        if not own.contains:
            below = [(inner, own, styled) for inner, styled in _children(child, made)]
            # <details>: of what is closed, only the summary covers anything.
            if tag == "details" and "open" not in attributes:
                below = [item for item in below if item[0].tag == "summary"][:1]
            stack.append(iter(below))
            placed = [drawn for drawn in own.pseudo.values() if drawn.position in _PLACED]
            for drawn in placed:
                ranks[-len(ranks) - 1] = len(ranks) + 1
                found.extend(_finite(_drawn_covers(drawn, height), drawn, len(ranks), page=page))
            continue
        ranks[child.mem_id] = len(ranks) + 1
        if own.position in _PLACED:
            # bottom: 0; height: 20px
            hang = hang or ("bottom" in own.found and "top" not in own.found)
            laid = _covers(child, tag, attributes, own, height)
            found.extend(_finite(laid, own, len(ranks), page=page))
    for drawn in style.pseudo.values() if not page else ():
        # `.name::after { position: absolute; width: 90px }`; see `boxes` for one over all of it.
        if drawn.position in _PLACED and not _covers_all(drawn):
            ranks[-len(ranks) - 1] = len(ranks) + 1
            hang = hang or ("bottom" in drawn.found and "top" not in drawn.found)
            rank = 0 if drawn is style.pseudo.get("before") else len(ranks)
            found.extend(_finite(_drawn_covers(drawn, height), drawn, rank, page=page))
    return Covers(found, ranks, hang and bool(found))


_PLACED = frozenset(["absolute", "fixed"])


def _covers_all(drawn: ComputedStyle) -> bool:
    """Whether a `::before` or `::after` lies over all of its element, opaque everywhere."""
    return boxes.covers_all(drawn.found) and boxes.is_opaque(drawn.found, drawn.colour)


def _finite(
    covers: list[OpaqueBox], style: ComputedStyle, rank: int, *, page: bool
) -> Iterator[OpaqueBox]:
    """The covers of a box, ranked; on a page, those whose place is known."""
    loose = page and (style.position == "fixed" or "top" not in style.found)
    for cover in covers:
        if cover.is_whole or not loose:
            yield cover._replace(rank=rank, shade=style.solid)


def _drawn_covers(style: ComputedStyle, outer: float | None) -> list[OpaqueBox]:
    """The boxes that a `::before` or `::after` covers in the containing box of its element."""
    text = style.found.get("content", "")
    return _covers(text.strip("\"' "), "", {}, style, outer)


def ground_behind(
    element: LexborNode, style: ComputedStyle, node: ElementNode | None, cascade: Cascade
) -> tuple[Colour, ...] | None:
    """A box behind all words of an element, in front of its background; None if there is none.

    `<div style="position: relative; z-index: 0">Ann <i style="position: absolute; inset: 0;
    z-index: -1; background: #000"></i></div>`: a box of a level below its own (CSS 2.2, E.2).
    """
    if number(style.found.get("z-index", "")) is None and "isolation" not in style.found:
        return None
    for child, made in _children(element, node):
        own = cascade.style((child.tag or "").removeprefix(INERT), child.attributes, style, made)
        level = number(own.found.get("z-index", ""))
        placed = own.position in ("absolute", "fixed") and own.gone is None and own.visible
        # `inset: 0; z-index: -1`
        if placed and level is not None and level < 0 and boxes.covers_all(own.found):
            return own.ground
    return None


def _children(
    element: LexborNode, node: ElementNode | None
) -> Iterator[tuple[LexborNode, ElementNode | None]]:
    """The child elements, each with its node for selectors (None without style sheets)."""
    child = element.first_child
    made = iter(node.children()) if node is not None else None
    while child is not None:
        if child.is_element_node:
            # A shadow tree is not a child of its host.
            is_known = made is not None and child.tag != f"{INERT}shadow"
            yield child, next(made) if made is not None and is_known else None
        child = child.next


def drawn_over_page(style: ComputedStyle) -> list[OpaqueBox]:
    """The boxes that `body::after { position: fixed; inset: 0 }` lays over a page."""
    drawn = [
        item
        for item in style.before
        if not style.contains and boxes.is_laid_over(item, "relative", style.colour, style.ground)
    ]
    return [
        OpaqueBox(-1e9, -1e9, 1e9, 1e9, number(item.get("z-index", "0")) or 0.0) for item in drawn
    ]


def covered_in_grid(
    grid: LexborNode, style: ComputedStyle, node: ElementNode | None, cascade: Cascade
) -> GridCells:
    """The children of a grid (from 1) that others in the same cell cover or lie behind."""
    cells: list[_GridChild] = []
    for child, made in _children(grid, node):
        tag = (child.tag or "").removeprefix(INERT)
        own = cascade.style(tag, child.attributes, style, made)
        seen = own.gone is None and own.visible
        cells.append(
            _GridChild(
                _area(own.found),
                number(own.found.get("z-index", "0")) or 0.0,
                seen
                and boxes.is_opaque(own.found, own.colour)
                and (not text_of(child, 20) or _is_stretched(own.found, style.found)),
                own.ground,
            )
        )
    tops: dict[str, list[tuple[float, int]]] = {}
    for place, cell in enumerate(cells, 1):
        if cell.covers and cell.area:
            tops.setdefault(cell.area, []).append((cell.level, place))
    under = {
        place: max(tops.get(cell.area, ()), default=(0.0, 0)) for place, cell in enumerate(cells, 1)
    }
    covered = [place for place, cell in enumerate(cells, 1) if under[place] > (cell.level, place)]
    behind = {}
    for place, cell in enumerate(cells, 1):
        lower = [one for one in tops.get(cell.area, ()) if one < (cell.level, place)]
        if lower:
            behind[place] = cells[max(lower)[1] - 1].ground
    return GridCells(frozenset(covered), behind)


class GridCells(NamedTuple):
    """The children of a grid (from 1) that are covered, and the backgrounds behind others."""

    covered: frozenset[int] = frozenset()
    behind: Mapping[int, tuple[Colour, ...]] = MappingProxyType({})


def _is_stretched(found: Mapping[str, str], around: Mapping[str, str]) -> bool:
    """Whether a grid's child fills its area, because no other size or place is given.

    Longer words in the same area extend below it only if they have a declared height.
    """
    said = {name: around.get(name, "normal") for name in ("align-items", "justify-items")}
    margins = (found.get(f"margin-{side}", "0") for side in ("top", "right", "bottom", "left"))
    filled = _OWN_SIZE.isdisjoint(found) and set(said.values()) <= {"normal", "stretch"}
    return filled and all(pixels(margin, 16.0) == 0 for margin in margins)


_OWN_SIZE = frozenset(
    [
        "width",
        "height",
        "max-width",
        "max-height",
        "align-self",
        "justify-self",
        "place-self",
        "transform",
        "translate",
        "scale",
        "rotate",
        "clip-path",
    ]
)


class _GridChild(NamedTuple):
    """A child of a grid: its area (empty: placed automatically), `z-index` and background."""

    area: str
    level: float
    covers: bool
    ground: tuple[Colour, ...]


def _area(found: Mapping[str, str]) -> str:
    """The place in a grid that is declared: `1 / 1`, `a`; empty if none or only a row."""
    area = found.get("grid-area", "")
    row, column = found.get("grid-row", ""), found.get("grid-column", "")
    if not area and row and column:
        area = f"{row}/{column}"
    parts = [part.strip() for part in area.split("/")]
    named = bool(area) and not area[0].isdigit()
    return "/".join(parts[:2]) if "auto" not in parts and (len(parts) > 1 or named) else ""


def _covers(
    element: LexborNode | str,
    tag: str,
    attributes: dict[str, str | None],
    style: ComputedStyle,
    outer: float | None,
) -> list[OpaqueBox]:
    """The boxes that an absolutely placed element covers, if it is opaque and has no words."""
    found = style.found
    level = number(found.get("z-index", "0"))
    if _is_not_drawn(style) or not style.visible or (level is not None and level < 0):
        return []
    words = element if isinstance(element, str) else _words_of(element, tag)
    opaque = (
        tag == "img"
        or attributes.get("type") == "bar"
        or boxes.is_opaque(found, style.colour)
        or _is_shadowed(style, outer)
        or (bool(words) and _BLOCKS.issuperset(words) and style.colour.opacity >= _SOLID)
    )
    rims = _rims(found, style)
    if not opaque and not any(map(any, rims)):
        return [] if words else _faded(style, outer, level or 0.0)
    # A label on a bar, over a line or two: `(b)(6)`, or letters in the colour of the bar.
    labelled = outer is not None and outer <= _LOW and opaque
    worded = bool(words) and not (labelled and len(words) <= _LONGEST_LABEL)
    pale = (number(found.get("opacity", "1")) or 0.0) < 0.9
    if pale or (worded and not opaque) or boxes.is_drawn_away(found):
        return []
    if boxes.covers_all(found) and opaque:
        whole = OpaqueBox(-1e9, -1e9, 1e9, 1e9, level or 0.0)
        # A sheet with words over the first screen of a page, which goes on below it.
        if worded and outer is None and style.position == "absolute":
            whole = whole._replace(bottom=VIEWPORT_HEIGHT, worded=True)
        return [whole]
    width, height = (_length(name, found, style, tag, attributes) for name in ("width", "height"))
    if words and not worded:
        wide, high = _size_of_label(words, style)
        width, height = width or wide, height or high
    left, top = (pixels(found.get(name, ""), style.size) for name in ("left", "top"))
    if width is None and left is not None and "right" in found:
        width = 1e9
    if height is None and top is not None and "bottom" in found:
        height = 1e9
    # An empty box with a border or a shadow alone has no height of its own.
    if height is None and not opaque:
        height = 0.0
    if left is None or width is None or height is None:
        return []
    bottom = pixels(found.get("bottom", ""), style.size)
    if top is None and bottom is not None and outer:
        top = outer - bottom - height
    x, y = transforms.translation(found, style.size)
    left, top = left + x, (top or 0.0) + y
    box = OpaqueBox(left, top, left + width, top + height, level or 0.0)
    box = box._replace(worded=worded)
    # Dots beside words: `width: 8px; height: 8px; border-radius: 4px`.
    dot = opaque and max(width, height) < _LARGEST_DOT and not any(map(any, rims))
    return [] if dot else _around(box, rims, opaque=opaque)


def _faded(style: ComputedStyle, outer: float | None, level: float) -> list[OpaqueBox]:
    """The boxes that the opaque parts of a placed element's gradient cover."""
    found = style.found
    if "background-image" not in found or (number(found.get("opacity", "1")) or 0.0) < _SOLID:
        return []
    left, top = (pixels(found.get(name, ""), style.size) for name in ("left", "top"))
    if left is None or top is None:
        return []
    height = length_of(found, "height", style.size, outer or None)
    parts = opaque_parts(found, style.size, length_of(found, "width", style.size, None), height)
    return [
        OpaqueBox(left + a, top + b, left + min(c, 1e9), top + min(d, height or 1e9), level)
        for a, b, c, d in parts
    ]


def _words_of(element: LexborNode, tag: str) -> str:
    return "" if tag == "img" else text_of(element, _LONGEST_LABEL + 1)


def _is_not_drawn(style: ComputedStyle) -> bool:
    """Whether an element that is hidden has no box.

    Words at `top: 6000px` are off the page, but a box there may cover words of a long page;
    `content-visibility: hidden` leaves the box.
    """
    if style.gone is None or style.gone.how is Hiding.OUTSIDE_PAGE:
        return False
    found = style.found
    return found.get("content-visibility") != "hidden" or found.get("display") == "none"


def _size_of_label(words: str, style: ComputedStyle) -> tuple[float, float]:
    """The width and height of a placed box of one line, by its words and padding."""
    up, right, down, left = (
        pixels(style.found.get(f"padding-{side}", ""), style.size) or 0.0
        for side in ("top", "right", "bottom", "left")
    )
    across = len(words) * (NARROW + WIDE) / 2 * style.size
    return left + across + right, up + height_of_line(style) + down


def _is_shadowed(style: ComputedStyle, outer: float | None) -> bool:
    """Whether an inner shadow fills a box of this height: `inset 0 0 0 50px #000`."""
    shadows = insets_of(style.found.get("box-shadow", ""), style.size, style.colour)
    return outer is not None and any(
        2 * one.spread >= outer and one.shade.opacity >= _SOLID for one in shadows
    )


_Rim = tuple[float, float, float, float]


def _around(box: OpaqueBox, rims: tuple[_Rim, _Rim], *, opaque: bool) -> list[OpaqueBox]:
    """The box with its borders, or each border alone if the box is transparent.

    `<i style="position: absolute; width: 300px; border-top: 20px solid #000"></i>`
    """
    inside, outside = rims
    # A border begins at the corner of its box.
    clear = box._replace(
        left=box.left + inside[3],
        top=box.top + inside[0],
        right=box.right + inside[3],
        bottom=box.bottom + inside[0],
    )
    up, right, down, left = (one + other for one, other in zip(inside, outside, strict=True))
    whole = box._replace(
        left=clear.left - left,
        top=clear.top - up,
        right=clear.right + right,
        bottom=clear.bottom + down,
    )
    narrow = min(clear.right - clear.left, clear.bottom - clear.top) < _LEAST_INSIDE
    if opaque or (narrow and all((up, right, down, left))):
        return [whole]
    sides = (
        whole._replace(bottom=clear.top),
        whole._replace(left=clear.right),
        whole._replace(top=clear.bottom),
        whole._replace(right=clear.left),
    )
    drawn = (up, right, down, left)
    least = (0.0, _LEAST_ASIDE, 0.0, _LEAST_ASIDE)
    return [side for side, wide, most in zip(sides, drawn, least, strict=True) if wide > most]


def _length(
    name: str,
    found: Mapping[str, str],
    style: ComputedStyle,
    tag: str,
    attributes: dict[str, str | None],
) -> float | None:
    """The width or the height of a placed box; 1e9 if it takes all available space."""
    size = pixels(found.get(name, ""), style.size)
    given = attributes.get(name) or ""
    if size is None and tag in _SIZED and given.isdecimal():
        size = float(given)
    window = VIEWPORT_WIDTH if name == "width" else VIEWPORT_HEIGHT
    if size is not None and found["position"] == "fixed" and size >= 0.95 * window:
        return 1e9
    share = found.get(name, "").strip()
    if size is None and share.endswith("%") and (number(share) or 0.0) >= 0.9:
        return 1e9
    return size


def _rims(found: Mapping[str, str], style: ComputedStyle) -> tuple[_Rim, _Rim]:
    """The widths of a box's thick borders, and the reach of its shadows and outlines."""
    borders = edges.borders_of(found, style.size, style.colour)
    up, right, down, left = (
        border.width if border.shade is not None and border.width >= edges.LEAST_SPREAD else 0.0
        for border in borders
    )
    return (up, right, down, left), edges.spread(found, style.size, style.colour)[0]
