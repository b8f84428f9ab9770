"""Find words that boxes over their positioned elements cover, or that these elements cut off.

`flow` gives the place of an element. The place of a word in it depends on the height of the lines
above, which depends on fonts. A word therefore has two places, the highest and the lowest possible
one; each further line above moves them farther apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mailrecon.read.html.css.values import VIEWPORT_WIDTH, number, pixels
from mailrecon.read.html.element_style import ComputedStyle
from mailrecon.read.html.layout.boxes import is_table_part
from mailrecon.read.html.layout.covers import Covers, OpaqueBox, Spot
from mailrecon.read.html.layout.cuts import on_one_line
from mailrecon.read.html.layout.flow import Flow
from mailrecon.read.html.layout.heights import Budget, Heights
from mailrecon.read.html.layout.layers import Frame
from mailrecon.read.redaction.colours import Colour

_LEAST_OVERLAP = 4.0
# The share of a line's height that must be covered.
_SHARE = 0.35
# The largest range of a word's place, in pixels: farther down a page, places are unsure.
_WIDEST_RANGE = 60.0
_LOWEST_LEVEL = float("-inf")
_CUT = frozenset(["hidden", "clip"])
_SIDES = ("top", "bottom", "left", "right")
_ENDLESS = 1e9
# If a line or a word is cut to this many pixels, no letter is legible.
_LEAST_SEEN = 2.0


class _WordPlace(NamedTuple):
    """The place of a word in an element: its sides for narrow and for wide letters, its upper edge
    (least and most), and its height.
    """

    across: tuple[tuple[float, float], tuple[float, float]]
    least: float
    most: float
    height: float

    def moved(self, right: float, down: float, slack: float = 0.0, more: float = 0.0) -> _WordPlace:
        (a, b), (c, d) = self.across
        across = ((a + right, b + right), (c + right, d + right))
        return self._replace(
            across=across,
            least=self.least + down - max(slack, 0.0),
            most=self.most + down + max(more, 0.0),
        )


NOTHING = Covers([], {})


def cuts(style: ComputedStyle, tag: str) -> bool:
    """Whether an element's box cuts off content outside it."""
    return bool(style.found) and _cut_size(style, tag) is not None


class Ground:
    """A positioned element, or the page, with the boxes laid over it.

    `frame` is None for the page.
    """

    def __init__(
        self,
        laid: Covers,
        style: ComputedStyle,
        budget: Budget,
        frame: Frame | None,
        rank: int = 0,
    ) -> None:
        self.covers = laid.covers
        self.ranks = laid.ranks
        self.rank = rank
        self.ground = style.ground
        self.level = number(style.found.get("z-index", "0")) or 0.0
        self.whole = [cover for cover in laid.covers if cover.is_whole]
        finite = [cover for cover in laid.covers if not cover.is_whole]
        self.known = Heights(finite, lambda cover: (cover.top, cover.bottom), budget)
        self._frame = frame
        self.is_placed = frame is not None and style.position in ("absolute", "fixed")
        self.is_positioned = frame is None or style.contains or any(frame.box.shift)
        self.size = _cut_size(style, frame.tag) if frame is not None else None
        # The lines of `display: inline-block` break inside it.
        self.breaks = frame is not None and not frame.block and not on_one_line(style.inherited)
        found = style.found
        self.left, self.top = (pixels(found.get(name, ""), style.size) for name in ("left", "top"))
        from_end = (self.left is None and "right" in found, self.top is None and "bottom" in found)
        self.is_known = not any(from_end)

    @property
    def shift(self) -> tuple[float, float]:
        """Its offset from its place."""
        return (0.0, 0.0) if self._frame is None else self._frame.box.shift

    @property
    def corner(self) -> tuple[float, float, float, float]:
        """The upper left corner inside its borders, and the uncertainty of that place."""
        frame = self._frame
        if frame is None:
            return 0.0, 0.0, 0.0, 0.0
        if not frame.block:
            return frame.saved[3] + frame.outer, frame.saved[0], frame.slack, frame.more
        top = frame.saved[0] if frame.top is None else frame.top
        return frame.outer, top + frame.box.border, frame.slack, frame.more


class Grounds:
    """The positioned elements around the current text, the innermost last."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._around: list[Ground] = []
        self._covering = 0

    def __bool__(self) -> bool:
        return self._covering > 0

    def push(self, ground: Ground) -> None:
        """Begin an element."""
        self._around.append(ground)
        self._covering += bool(ground.covers or ground.size)

    def pop(self) -> None:
        """End the innermost element."""
        ground = self._around.pop()
        self._covering -= bool(ground.covers or ground.size)

    def rank_of(self, node: int) -> int:
        """The index of an element among those positioned in the same element."""
        around = next((one for one in reversed(self._around) if one.is_positioned), None)
        return around.ranks.get(node, 0) if around is not None else 0

    def judged(self, spots: Sequence[Spot]) -> list[Spot]:
        """Decide which words are covered."""
        return [
            spot._replace(covered=True)
            if not spot.covered and not spot.text.isspace() and self._is_covered(spot)
            else spot
            for spot in spots
        ]

    def _is_covered(self, spot: Spot) -> bool:
        if not self._budget.take(1 + len(self._around) // 8):
            return True
        x, y, slack, more = self._around[-1].corner
        whole = _WordPlace(spot.across, spot.top, spot.top, spot.height)
        place: _WordPlace | None = whole.moved(-x, -y, spot.slack - slack, spot.more - more)
        highest, rank = _LOWEST_LEVEL, 0
        escapes = False
        for number_of, ground in enumerate(reversed(self._around)):
            # A placed element is cut off by its containing box, not by other elements between.
            if escapes and not ground.is_positioned:
                continue
            escapes = ground.is_placed
            size = ground.size
            if size and ground.breaks and not number_of:
                size = _ENDLESS, size[1]
            if place is not None and size and _is_outside(place, size):
                return True
            if any(_is_above(cover, highest, rank) for cover in ground.whole):
                return True
            if (
                place is not None
                and ground.known
                and self._lies_under(ground, place, highest, rank)
            ):
                return True
            highest, rank = max(highest, ground.level), ground.rank
            outer = self._outer(len(self._around) - 2 - number_of, ground)
            if outer is not None and place is not None:
                place = _in_outer(place, ground, outer)
        return False

    @property
    def has_shades(self) -> bool:
        """Whether boxes are laid over an open element, some of which may be behind its words."""
        return any(cover.shade is not None for one in self._around for cover in one.covers)

    def under(self, spot: Spot, flow: Flow, ground: tuple[Colour, ...] | None) -> Colour | None:
        """The colour of a box that is painted behind a word, but is not around its element.

        `<div style="height: 80px; background: #000"></div><p style="margin-top: -60px">Ann</p>`
        If a `ground` is given, only boxes in front of it count.
        """
        if ground is not None and flow.is_filled:
            return None
        place: _WordPlace | None = _WordPlace(spot.across, spot.top, spot.top, spot.height)
        assert place is not None
        if not self._around:
            return flow.painted_at(*_middle(place.moved(*flow.shift)))
        x, y, slack, more = self._around[-1].corner
        place = place.moved(-x, -y, spot.slack - slack, spot.more - more)
        rank = 0
        for number_of, one in enumerate(reversed(self._around)):
            behind = [
                cover
                for cover in one.covers
                if cover.shade is not None
                and cover.rank < rank
                and cover.level <= max(one.level, 0)
                and (cover.is_whole or (place is not None and _contains(cover, place)))
            ]
            if behind and (ground is None or ground == one.ground):
                return behind[-1].shade
            rank = one.rank or rank
            outer = self._outer(len(self._around) - 2 - number_of, one)
            if outer is not None and place is not None:
                place = _in_outer(place, one, outer)
        return flow.painted_at(*_middle(place)) if place is not None else None

    def _outer(self, place: int, ground: Ground) -> Ground | None:
        while place > 0 and ground.is_placed and not self._around[place].is_positioned:
            place -= 1
        return self._around[place] if place >= 0 else None

    def _lies_under(self, ground: Ground, place: _WordPlace, highest: float, rank: int) -> bool:
        middle = (place.least + place.most) / 2
        least = max(place.least, middle - _WIDEST_RANGE / 2)
        most = min(place.most, middle + _WIDEST_RANGE / 2)
        near = ground.known.at(least, most + place.height)
        return bool(near) and (
            not self._budget.take(len(near))
            or any(
                _is_above(cover, highest, rank)
                and _overlaps(cover, place._replace(least=least, most=most))
                for cover in near
            )
        )


def _middle(place: _WordPlace) -> tuple[tuple[float, float], float]:
    """The sides of a word in any font, and the middle of its height."""
    (left, _), (_, right) = place.across
    return (left, right), (place.least + place.most + place.height) / 2


def _contains(cover: OpaqueBox, place: _WordPlace) -> bool:
    (left, right), middle = _middle(place)
    return cover.left <= left and right <= cover.right and cover.top <= middle <= cover.bottom


def _in_outer(place: _WordPlace, ground: Ground, outer: Ground) -> _WordPlace | None:
    """Convert a place to coordinates of the enclosing element; None if unknown."""
    (x, y, slack, more), (left, top, less, fewer) = ground.corner, outer.corner
    if not ground.is_placed:
        place = place.moved(*ground.shift)
    if ground.is_placed:
        if not ground.is_known:
            return None
        # If only one coordinate is given, the other is that of its place in the text.
        right = x - left if ground.left is None else ground.left
        down = y - top if ground.top is None else ground.top
        return place.moved(right, down)
    return place.moved(x - left, y - top, slack - less, more - fewer)


def _cut_size(style: ComputedStyle, tag: str) -> tuple[float, float] | None:
    """The width and height of a box that cuts off content outside; None if it does not."""
    found = style.found
    if not style.boxed or found.get("overflow-y", "visible") not in _CUT:
        return None
    if is_table_part(tag, style.display):
        return None
    width, height = (pixels(found.get(name, ""), style.size) for name in ("width", "height"))
    if width is None and height is None:
        return None
    pads = [
        pixels(found.get(f"padding-{side}", ""), style.size, VIEWPORT_WIDTH) or 0.0
        for side in _SIDES
    ]
    return (
        _ENDLESS if width is None else width + pads[2] + pads[3],
        _ENDLESS if height is None else height + pads[0] + pads[1],
    )


def _is_outside(place: _WordPlace, size: tuple[float, float]) -> bool:
    """Whether all possible places of a word are outside a box."""
    (start, _), (_, end) = place.across
    return (
        place.least >= size[1] - _LEAST_SEEN
        or place.most + place.height <= _LEAST_SEEN
        or start >= size[0] - _LEAST_SEEN
        or end <= _LEAST_SEEN
    )


def _is_above(cover: OpaqueBox, highest: float, rank: int) -> bool:
    """Whether a cover is painted after the word's element in the same containing box."""
    return cover.level > highest or (cover.level == highest and cover.rank > rank)


def _overlaps(cover: OpaqueBox, place: _WordPlace) -> bool:
    if cover.worded:
        return (
            cover.top <= place.least + _LEAST_OVERLAP
            and place.most + place.height <= cover.bottom + _LEAST_OVERLAP
            and all(
                cover.left <= start + _LEAST_OVERLAP and end <= cover.right + _LEAST_OVERLAP
                for start, end in place.across
            )
        )
    down = min(cover.bottom, place.most + place.height) - max(cover.top, place.least)
    if min(down, cover.bottom - cover.top, place.height) < place.height * _SHARE:
        return False
    return any(
        min(cover.right, end) - max(cover.left, start) >= _LEAST_OVERLAP
        for start, end in (
            place.across[0],
            place.across[1],
            (place.across[0][0], place.across[1][1]),
        )
    )
