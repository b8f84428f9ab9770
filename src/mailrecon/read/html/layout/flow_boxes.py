"""Read the margins, sizes, shifts and drawn parts of boxes for `flow`."""

from __future__ import annotations

from typing import NamedTuple

from mailrecon.read.html import tags
from mailrecon.read.html.css.values import VIEWPORT_WIDTH, number, pixels
from mailrecon.read.html.element_style import ComputedStyle
from mailrecon.read.html.layout import boxes, edges, paint, transforms
from mailrecon.read.html.layout.inset_boxes import InsetBox, inset_box_of
from mailrecon.read.redaction.colours import Colour

LINE = 1.25
_CUT = frozenset(["hidden", "clip"])
_INSIDE = frozenset(["box-shadow", "background-image", "outline-offset"])
_FAR = 1e9


class FlowBox(NamedTuple):
    """A box's properties, in pixels. `shade` is its fill, if it is filled completely.

    `shift` is its offset to the right of and below its place; `spread` the reach of shadows up,
    right, down and left; `rim` is a thick border above. `end` is the right margin, `sides` the
    width of the left and right borders, `side_shade` the colour of a wide one. `left` is the place
    of an absolute box that lies where it would be in the flow (None: it is placed otherwise).
    `clips` is True if nothing in it is drawn outside.
    """

    above: float | None
    below: float | None
    pad_above: float
    pad_below: float
    start: float
    width: float | None
    height: float | None
    shift: tuple[float, float]
    spread: tuple[float, float, float, float]
    shade: Colour | None
    rim: edges.Border | None
    positioned: bool
    level: float
    insets: InsetBox | None
    pad_left: float
    border: float
    end: float = 0.0
    sides: float = 0.0
    side_shade: Colour | None = None
    left: float | None = None
    clips: bool = False


def height_of_line(look: ComputedStyle) -> float:
    """The height of a line of letters with this look."""
    text = look.inherited.get("line-height", "")
    share = number(text) if text and text[-1:].isdigit() else None
    height = share * look.size if share is not None else pixels(text, look.size, look.size)
    return LINE * look.size if height is None else height


def margin_of(tag: str, look: ComputedStyle | None) -> float:
    """The default margins of a block (HTML, 15.3)."""
    if tag in tags.SPACED and tag != "table":
        return look.size if look is not None else 16.0
    return 8.0 if tag in ("body", "hr") else 0.0


def box_of(look: ComputedStyle) -> FlowBox:
    """The box of an element with this look."""
    found, size = look.found, look.size
    get = found.get

    def length(name: str) -> float | None:
        return pixels(get(name, ""), size, VIEWPORT_WIDTH) if name in found else None

    shift = _shift_of(look)
    up, right, down, left = edges.borders_of(found, size, look.colour)
    side = max(right, left, key=lambda one: one.width)
    is_bar = side.width >= edges.LEAST_SPREAD and look.gone is None and look.visible
    is_bar = is_bar and (number(get("opacity", "1")) or 0.0) >= 0.9
    spread, shade = edges.spread(found, size, look.colour)
    # `mix-blend-mode: screen` of a black shadow changes nothing.
    mode = get("mix-blend-mode", "")
    if shade is not None and not paint.covers(shade, mode):
        spread, shade = (0.0, 0.0, 0.0, 0.0), None
    solid = _filled(look)
    level = number(get("z-index", "0")) or 0.0
    opacity = number(get("opacity", "1"))
    # A moved, translucent or outlined box is painted after the text (CSS 2.2, appendix E).
    moved = any(get(name, "none") not in ("none", "") for name in ("transform", "translate"))
    return FlowBox(
        length("margin-top"),
        length("margin-bottom"),
        (length("padding-top") or 0.0) + up.width,
        (length("padding-bottom") or 0.0) + down.width,
        length("margin-left") or 0.0,
        _FAR if {"left", "right"} <= found.keys() and "width" not in found else length("width"),
        pixels(get("height", ""), size) if "height" in found else None,
        shift,
        spread if solid is None or shade is not None else (0.0, 0.0, 0.0, 0.0),
        (shade or solid) if look.gone is None and look.visible else None,
        up if up.width >= edges.LEAST_SPREAD and up.shade and look.gone is None else None,
        look.position != "static"
        or moved
        or (opacity is not None and opacity < 1)
        or "outline-width" in found,
        level,
        None if _INSIDE.isdisjoint(found) else inset_box_of(look, up.width),
        length("padding-left") or 0.0,
        up.width,
        length("margin-right") or 0.0,
        right.width + left.width,
        side.shade if is_bar else None,
        _still_left(look),
        look.boxed and get("overflow-y", "visible") in _CUT,
    )


def _still_left(look: ComputedStyle) -> float | None:
    """The left edge of an absolute box at its place in the flow: neither `top` nor `bottom`."""
    found = look.found
    # `float: left; width: 90px; margin-right: -90px`: the words begin where it does.
    if found.get("float") == "left" and look.position in ("static", "relative"):
        width, right = (
            pixels(found.get(name, ""), look.size) for name in ("width", "margin-right")
        )
        return 0.0 if width and right is not None and width + right <= 0 else None
    auto = all(found.get(name, "auto").strip() == "auto" for name in ("top", "bottom"))
    if look.position != "absolute" or not auto or ("right" in found and "left" not in found):
        return None
    return pixels(found.get("left", "0"), look.size) or 0.0


def _filled(look: ComputedStyle) -> Colour | None:
    """The colour of an opaque background that fills the whole box."""
    if not boxes.is_opaque(look.found, look.colour):
        return None
    if look.solid is not None and look.solid.opacity > 0:
        return look.solid
    return look.ground[0] if look.ground else Colour(0.0, 0.0, 0.0)


def _shift_of(look: ComputedStyle) -> tuple[float, float]:
    """The offset of a box from its place: `top: -20px`, `transform: translateY(-20px)`."""
    found, size = look.found, look.size
    x = y = 0.0
    if look.position in ("relative", "sticky", "-webkit-sticky"):
        x = pixels(found.get("left", ""), size) or -(pixels(found.get("right", ""), size) or 0.0)
        y = pixels(found.get("top", ""), size) or -(pixels(found.get("bottom", ""), size) or 0.0)
    if look.boxed:
        more = transforms.translation(found, size)
        x, y = x + more[0], y + more[1]
    return x, y
