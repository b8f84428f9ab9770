"""Detect boxes that hide their content: without size, clipped, off the page, covered."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mailrecon.model import Hiding
from mailrecon.read.html import tags
from mailrecon.read.html.css.values import (
    VIEWPORT_HEIGHT,
    VIEWPORT_WIDTH,
    number,
    pixels,
)
from mailrecon.read.html.layout import paint
from mailrecon.read.html.layout.clips import is_clipped
from mailrecon.read.html.layout.tracks import CUT, ZERO
from mailrecon.read.html.layout.transforms import FAR, is_moved, is_turned_away, moves
from mailrecon.read.redaction.colours import Colour
from mailrecon.regex import regex

# Columns of a table: their own content is never drawn (CSS 2.2, 17.2.1).
_COLUMNS = frozenset(["table-column", "table-column-group"])
# A box of at most this size, in pixels, that cuts off its content hides it (the class `sr-only` of
# many pages has one pixel).
_NOTHING = 2.0
_FAR_MARGIN = 2_000.0
_OFF_RIGHT = 5_000.0
_SHIFTS = ("left", "top", "right", "bottom")
_PLACED = frozenset(["absolute", "fixed", "relative"])


_REPLACED = frozenset(["img", "button", "input", "select", "iframe"])


def is_boxed(tag: str, display: str, found: Mapping[str, str], parent_display: str) -> bool:
    """Whether widths and heights apply to an element; they do not to an inline one."""
    if found.get("position") in ("absolute", "fixed"):
        return True
    # float: left
    if found.get("float", "none") not in ("none", ""):
        return True
    if parent_display.endswith(("flex", "grid")):
        return True
    if display:
        return display not in ("inline", "contents")
    return tag in tags.BLOCKS or tag in tags.TABLE or tag in _REPLACED


def hidden_box(found: Mapping[str, str], size: float, *, boxed: bool) -> Hiding | None:
    """How an element's box hides its content; None if it does not."""
    if found.get("display", "") in _COLUMNS or (boxed and _is_empty(found, size)):
        return Hiding.NOT_DISPLAYED
    if is_clipped(found, size):
        return Hiding.NOT_DISPLAYED
    # The effect of a mask by a picture or a drawing is unknown.
    if _is_masked(found) or "url(" in found.get("filter", ""):
        return Hiding.TRANSPARENT
    # left: -9999px, rotateX(90deg) with a hidden back
    if _is_far(found, size, boxed=boxed) or (boxed and is_turned_away(found)):
        return Hiding.OUTSIDE_PAGE
    return None


def _is_empty(found: Mapping[str, str], size: float) -> bool:
    if _is_contained(found, size):
        return True
    for overflow, names in (("overflow-y", _HEIGHTS), ("overflow-x", _WIDTHS)):
        if found.get(overflow, "visible") not in CUT:
            # `hidden` in one direction applies to both, except for `clip` (CSS Overflow 3, 3.1).
            other = found.get("overflow-x" if overflow == "overflow-y" else "overflow-y", "")
            if other not in CUT - {"clip"}:
                continue
        for name in names:
            length = pixels(found.get(name, ""), size, 1_000.0)
            least = pixels(found.get(f"min-{name}", "") if "max" not in name else "", size, 1_000.0)
            nothing = _LEAST_LINE if overflow == "overflow-y" else _NOTHING
            nothing = max(nothing, _nothing_beside_padding(found, name, size))
            if length is None or length > nothing or (least and least > nothing):
                continue
            # `height: 0; padding-bottom: 56%`: words continue below the height, in the padding.
            end = found.get("padding-bottom" if "height" in name else "padding-right", "")
            if (pixels(end, size, 1_000.0) or 0.0) < _LEAST_PADDING:
                return True
        tracks = "grid-template-rows" if overflow == "overflow-y" else "grid-template-columns"
        # display: grid; grid-template-rows: 0fr; overflow: hidden
        if "grid" in found.get("display", "") and found.get(tracks, "").strip() in ZERO:
            return True
        # overflow: hidden; line-height: 0
        if overflow == "overflow-y" and found.get("line-height", "").strip() in ("0", "0px", "0em"):
            return True
    return False


def _is_contained(found: Mapping[str, str], size: float) -> bool:
    """Whether a box has its declared size and draws nothing outside: `contain: strict`."""
    words = set(found.get("contain", "").lower().split())
    if "strict" not in words and not ("size" in words and words & {"paint", "content"}):
        return False
    height = pixels(found.get("height", ""), size, 1_000.0)
    return (height or 0.0) <= _LEAST_LINE


def is_sized_without_words(found: Mapping[str, str], around: Mapping[str, str]) -> bool:
    """Whether a box has the height of an empty one, and cuts off its words.

    `contain: size; overflow: hidden`, `container-type: size`. Rows stretch what is in them.
    """
    words = f"{found.get('contain', '')} {found.get('container-type', '')}".lower().split()
    words += found.get("container", "").lower().partition("/")[2].split()
    if {"size", "strict"}.isdisjoint(words):
        return False
    if found.get("overflow-y", "visible") not in CUT or not _SIZING.isdisjoint(found):
        return False
    return not around.get("display", "").endswith(("flex", "grid"))


# Properties that give a box a height without words.
_SIZING = frozenset(
    [
        "height",
        "min-height",
        "padding-top",
        "padding-bottom",
        "aspect-ratio",
        "top",
        "bottom",
        "float",
        "contain-intrinsic-size",
        "contain-intrinsic-height",
        "contain-intrinsic-block-size",
    ]
)


def is_in_nothing(found: Mapping[str, str], around: Mapping[str, str]) -> bool:
    """Whether a block cuts off its words at the edge of a block without width around it.

    `<div style="width: 0"><p style="overflow: hidden">Ann</p></div>`
    """
    if found.get("overflow-x", "visible") not in CUT or not _OWN_WIDTH.isdisjoint(found):
        return False
    if around.get("display", "block") != "block" or "min-width" in around:
        return False
    pads = [pixels(around.get(f"padding-{side}", "0"), 16.0) for side in ("left", "right")]
    width = pixels(around.get("width", ""), 16.0)
    return width is not None and width <= _NOTHING and not any(pads)


_OWN_WIDTH = frozenset(["width", "min-width", "position", "float", "display", "padding-left"])


def _nothing_beside_padding(found: Mapping[str, str], name: str, size: float) -> float:
    """The padding before the text, if it fills a `box-sizing: border-box` box."""
    if found.get("box-sizing") != "border-box":
        return 0.0
    return pixels(found.get("padding-top" if "height" in name else "padding-left", ""), size) or 0.0


def is_containing(found: Mapping[str, str], *, boxed: bool) -> bool:
    """Whether absolute boxes in a static element are placed in it.

    CSS Transforms 1, 2; Filter Effects 1, 5; Containment 2, 3.3.
    """
    if any(found.get(name, "none") not in ("none", "") for name in ("filter", "backdrop-filter")):
        return True
    if not boxed:
        return False
    if any(found.get(name, "none") not in ("none", "") for name in _MOVING):
        return True
    words = f"{found.get('contain', '')} {found.get('will-change', '')}".replace(",", " ").split()
    return not _CONTAINING.isdisjoint(words)


_MOVING = ("transform", "translate", "rotate", "scale", "perspective")
_CONTAINING = frozenset(["paint", "layout", "strict", "content", "filter", *_MOVING])


def is_table_part(tag: str, display: str) -> bool:
    """Whether an element is a table or a part of one, which is at least as large as its words."""
    if display:
        return display == "inline-table" or (
            display.startswith("table") and "caption" not in display
        )
    return tag in tags.TABLE


def without_lengths(found: Mapping[str, str]) -> Mapping[str, str]:
    """The properties of a table or a part of one, without lengths that do not limit it.

    Only `max-width` makes a cell narrower than its words (CSS 2.2, 17.5.2 and 17.5.3).
    """
    return {name: value for name, value in found.items() if name not in _LEAST_LENGTHS}


_LEAST_LENGTHS = frozenset(["width", "height", "max-height", "line-height", "contain"])
# Rows and cells have no margins (CSS 2.2, 8.3); the table has.
WITHOUT_MARGINS = tags.word_set("tr td th tbody thead tfoot")


# In padding of this many pixels, a line or a few letters are visible.
_LEAST_PADDING = 10.0
# If a line is cut to this many pixels, no letter is legible.
_LEAST_LINE = 3.0
_HEIGHTS = ("height", "max-height")
_WIDTHS = ("width", "max-width")


_PATH_NUMBER = regex(r"-?(?:\d+\.?\d*|\.\d+)")


def _is_masked(found: Mapping[str, str]) -> bool:
    """Whether a mask hides everything: `mask: linear-gradient(transparent, transparent)`."""
    sized = found.get("mask-size", found.get("-webkit-mask-size", "")).lower().split()
    for name in ("mask-image", "mask", "-webkit-mask-image", "-webkit-mask"):
        mask = found.get(name, "").lower()
        # mask-size: 0 0
        if mask not in ("", "none") and sized and set(sized) <= ZERO:
            return True
        # mask: linear-gradient(#000, #000) 0 0 / 0 0
        if (size := _MASK_SIZE.search(mask)) is not None and set(size[1].split()) <= ZERO:
            return True
        if "url(" in mask:
            return True
        if "gradient(" in mask:
            stops = paint.stops_of(mask, _CLEAR)
            return bool(stops) and all(shade.opacity < 0.1 for shade in stops)
    return False


_CLEAR = Colour(0.0, 0.0, 0.0, 0.0)
_MASK_SIZE = regex(r"\)[^()/]*/\s*([\d.]+[a-z%]*(?:\s+[\d.]+[a-z%]*)?)")


def _is_far(found: Mapping[str, str], size: float, *, boxed: bool) -> bool:
    for name in _SHIFTS if found.get("position", "static") in _PLACED else ():
        down = name in ("top", "bottom")
        # `position: relative; top: -50%`: a share of a height that nobody said counts for nothing.
        if down and "%" in found.get(name, "") and found.get("position") == "relative":
            continue
        window = VIEWPORT_HEIGHT if down else VIEWPORT_WIDTH
        shift = pixels(found.get(name, ""), size, window)
        # In `left: 0; right: -9999px`, `left` has precedence (CSS 2.2, 9.4.3).
        first = {"right": "left", "bottom": "top"}.get(name, "")
        if shift is None or pixels(found.get(first, ""), size, VIEWPORT_WIDTH) is not None:
            continue
        # Old pages are centred with `left: 50%; margin-left: -500px`.
        margin = pixels(found.get(f"margin-{name}", ""), size) or 0.0
        if shift + min(margin, 0.0) <= -FAR or shift >= _OFF_RIGHT:
            return True
        # A reader cannot scroll to an element fixed beside the window.
        if found.get("position") == "fixed" and shift >= window:
            return True
    # An inline element has no margins above and below.
    for name in ("margin-left", "margin-top") if boxed else ("margin-left",):
        shift = pixels(found.get(name, ""), size)
        # Columns of old pages float and are moved back by their width, up to about a thousand
        # pixels.
        if shift is not None and shift <= -_FAR_MARGIN:
            return True
    # float: left; margin-left: -100%
    floats = "float" in found and found.get("position", "static") not in ("absolute", "fixed")
    if floats and number(found.get("margin-left", "")) == -1.0:
        return True
    # offset-path: path("M-9999 0H0")
    path = _offset_path(found) if boxed else ""
    along = [float(value) for value in _PATH_NUMBER.findall(path)[:40]]
    if any(value <= -FAR for value in along):
        return True
    indent = pixels(found.get("text-indent", "").partition(" ")[0], size)
    if boxed and indent is not None and _is_indented_away(indent, found):
        return True
    if boxed and _is_pushed_out(found):
        return True
    return boxed and is_moved(found, size)


def _is_indented_away(indent: float, found: Mapping[str, str]) -> bool:
    """Whether an indent moves a whole block off the page, not only its first line.

    A line moved to the left becomes longer by the indent; a line moved to the right breaks.
    """
    if indent <= -FAR:
        return "each-line" in found["text-indent"] or found.get("display", "").startswith("inline-")
    return indent >= FAR


def _offset_path(found: Mapping[str, str]) -> str:
    path = found.get("offset-path", "") or found.get("offset", "")
    return path if "path(" in path.lower() else ""


def _is_pushed_out(found: Mapping[str, str]) -> bool:
    """Whether text is pushed out: `text-indent: 100%; white-space: nowrap; overflow: hidden`."""
    cut = found.get("overflow-x", "visible") in CUT
    for name in ("padding-left", "margin-left"):
        share = number(found.get(name, "")) if "%" in found.get(name, "") else None
        # padding-left: 100%; overflow: hidden
        if cut and share is not None and share >= 0.97:
            return True
    share = number(found.get("text-indent", ""))
    return share is not None and abs(share) >= 1 and cut and "%" in found["text-indent"]


def scale_of(found: Mapping[str, str], *, boxed: bool) -> float:
    """The scale factor of an element; for an inline one, only `zoom` counts."""
    factor = 1.0
    zoom = number(found.get("zoom", ""))
    if zoom is not None and zoom > 0:
        factor = zoom
    factor *= _adjusted(found)
    if not boxed:
        return factor
    if found.get("scale", "none") != "none":
        factor *= _least(found["scale"])
    for name, text in moves(found):
        if name in ("scale", "scalex", "scaley", "scale3d"):
            factor *= _least(text)
        elif name == "matrix":
            # matrix(0.01, 0, 0, 0.01, 0, 0): its area, as a length
            parts = [number(word) for word in re.split(r"[\s,]+", text.strip())]
            if len(parts) == 6 and None not in parts:
                a, b, c, d = (float(part or 0.0) for part in parts[:4])
                factor *= abs(a * d - b * c) ** 0.5
    return factor


def _adjusted(found: Mapping[str, str]) -> float:
    """The factor of `font-size-adjust` for a common font; usual values change little."""
    share = number(found.get("font-size-adjust", "").rpartition(" ")[2])
    return share / _X_HEIGHT if share is not None and not 0.3 <= share <= 1 else 1.0


# The height of an x as a share of the font's size, in Times, Arial and most others.
_X_HEIGHT = 0.5


def _least(text: str) -> float:
    values = [
        abs(value) for word in re.split(r"[\s,]+", text) if (value := number(word)) is not None
    ]
    return min(values, default=1.0)


def is_flat(found: Mapping[str, str], inherited: Mapping[str, str], size: float) -> bool:
    """Whether a box has no height, though letters in it have: `height: 0`, `line-height: 0`."""
    if not {"background-color", "background-image", "border-image"} & found.keys():
        return False
    if not _PADDED.isdisjoint(found):
        return False
    if any(pixels(found.get(name, ""), size) == 0 for name in _HEIGHTS):
        return True
    if "top" in found and "bottom" in found:
        return False
    return inherited.get("line-height", "").strip() in ZERO and "height" not in found


_PADDED = frozenset(["padding-top", "padding-bottom", "min-height"])


def is_drawn(found: Mapping[str, str]) -> bool:
    """Whether a `::before` or `::after` with these properties makes a box."""
    content = found.get("content", "none").strip()
    return content not in ("none", "normal", "") and found.get("display") != "none"


def is_laid_over(
    drawn: Mapping[str, str], host: str, current: Colour, ground: tuple[Colour, ...]
) -> bool:
    """Whether a `::before` or `::after` completely covers its element.

    `host` is the element's position; `current` its colour.
    """
    if not is_drawn(drawn) or drawn.get("position") not in ("absolute", "fixed"):
        return False
    level = number(drawn.get("z-index", "0"))
    # It is placed in another element, or behind the words.
    if host == "static" or (level is not None and level < 0):
        return False
    shade = paint.as_colour(drawn.get("color", ""), current) or current
    if not is_opaque(drawn, shade):
        return False
    return covers_all(drawn) and not is_drawn_away(drawn)


def is_drawn_away(drawn: Mapping[str, str]) -> bool:
    """Whether a box is moved off its place, turned or shrunk, as before an animation or as a closed
    menu: `transform: scaleX(0)`, `inset: 0; transform: translateX(-100%)`.
    """
    if scale_of(drawn, boxed=True) < _SHRUNK or is_moved(drawn, 16.0) or is_turned_away(drawn):
        return True
    shares = [
        number(word)
        for name, text in moves(drawn)
        if name.startswith("translate")
        for word in re.split(r"[\s,]+", text)
        if "%" in word
    ]
    return any(share is not None and abs(share) >= _MOST for share in shares)


# A box scaled below this factor, or moved by most of its own size, covers nothing.
_SHRUNK = 0.1
_MOST = 0.9


def is_laid_behind(drawn: Mapping[str, str], host: str) -> bool:
    """Whether a `::before` or `::after` is painted behind its whole element."""
    level = number(drawn.get("z-index", "0"))
    return (
        is_drawn(drawn)
        and drawn.get("position") in ("absolute", "fixed")
        and host != "static"
        and level is not None
        and level < 0
        and covers_all(drawn)
    )


def is_opaque(found: Mapping[str, str], current: Colour) -> bool:
    """Whether an element's box is painted opaquely."""
    opacity = number(found.get("opacity", "1"))
    if opacity is not None and opacity < 0.9:
        return False
    if found.get("visibility", "visible") != "visible":
        return False
    if paint.hides_all_behind(found):
        return True
    mode = found.get("mix-blend-mode", "")
    own = paint.as_colour(found.get("background-color", ""), current)
    if own is not None and own.opacity > 0 and paint.covers(own, mode):
        return True
    stops = paint.stops_of(found.get("background-image", ""), current)
    return bool(stops) and all(paint.covers(shade, mode) for shade in stops)


def covers_all(found: Mapping[str, str]) -> bool:
    """Whether an absolutely placed box fills its containing box."""
    for start, end, length in (("left", "right", "width"), ("top", "bottom", "height")):
        size = found.get(length, "auto").strip()
        if size in ("auto", ""):
            near, far = found.get(start, "auto"), found.get(end, "auto")
            # left: 0; right: 0
            if not (_is_zero(near) and _is_zero(far)):
                return False
            continue
        # left: 0; width: 100%
        if not (size.endswith("%") and (number(size) or 0.0) >= 0.9):
            return False
        begin = found.get(start, "0")
        # `left: -100%; width: 100%` lies beside it.
        if not (_is_zero(begin) or begin == "auto") or (number(begin) or 0.0) <= -_MOST:
            return False
    return True


def _is_zero(text: str) -> bool:
    length = pixels(text, 16.0, 100.0)
    return length is not None and length <= 2.0
