"""Decide whether a box is drawn off the page: moved, turned, scaled or behind the viewer.

A reader cannot scroll beyond the page's left and upper edges. The size of text is estimated at its
upper bound, so that text that may be partly visible is read. CSS Transforms 1 and 2.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mailrecon.read.html.css.values import VIEWPORT_HEIGHT, VIEWPORT_WIDTH, number, pixels
from mailrecon.read.html.element_style import ComputedStyle
from mailrecon.read.html.layout import transforms
from mailrecon.read.html.layout.covers import WIDE
from mailrecon.read.html.tags import SPACED, TABLE, word_set

_MOVES = word_set(
    """left top right bottom margin-left margin-top transform translate rotate scale text-indent"""
)
_LINE = 1.3
# A width, in pixels, of one letter: that much text at the edge of the page is illegible.
_LETTER = 12.0
_HALF_LINE = 8.0
_BODY = 8.0
_TURNS = re.compile("rotate|matrix|perspective|translatez|scale", re.IGNORECASE)
_WORDS = re.compile(r"[\s,]+")
_EDGES = {"left": 0.0, "top": 0.0, "center": 0.5, "right": 1.0, "bottom": 1.0}


class _Matrix(NamedTuple):
    """A transformation: `x' = a x + c y + e`, `y' = b x + d y + f`."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def times(self, inner: _Matrix) -> _Matrix:
        """The matrix that applies `inner` first."""
        a, b, c, d, e, f = self
        return _Matrix(
            a * inner.a + c * inner.b,
            b * inner.a + d * inner.b,
            a * inner.c + c * inner.d,
            b * inner.c + d * inner.d,
            a * inner.e + c * inner.f + e,
            b * inner.e + d * inner.f + f,
        )

    def of(self, x: float, y: float) -> tuple[float, float]:
        """The transformed point."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f


def may_be_off(look: ComputedStyle) -> bool:
    """Whether a style moves or turns its element so that it may be off the page."""
    found = look.found
    if _MOVES.isdisjoint(found):
        return False
    # position: absolute; right: 100%
    if look.position in ("absolute", "fixed") and ("right" in found or "bottom" in found):
        return True
    return any(
        "-" in found[name] or name in ("rotate", "scale") or _TURNS.search(found[name])
        for name in _MOVES & found.keys()
    )


def is_off_page(
    tag: str,
    look: ComputedStyle,
    text: str,
    around: Sequence[tuple[str, ComputedStyle]],
    above: float,
    before: int,
) -> bool:
    """Whether an element with this text is drawn off the page, left of it or above.

    `tag` is its name, `around` are the tags and styles of its ancestors, `above` is the lowest
    possible start on the page, `before` the number of characters before it on its line.
    """
    found, size = look.found, look.size
    # Right-aligned text ends on the page, wherever it begins.
    if not text or not _is_left(look) or found.get("float", "none") == "right":
        return False
    plain = all(_is_plain(outer, style) for outer, style in around)
    # A cell is at an unknown place in its row, but not above its table.
    if not plain and not all(_is_plain(_cell_free(outer), style) for outer, style in around):
        return False
    scale = max(look.scale, 1.0)
    width = len(text) * WIDE * size * scale
    rows = 1 + int(width // (VIEWPORT_WIDTH * 0.9))
    height = rows * _LINE * size * scale
    full = VIEWPORT_WIDTH - 2 * _BODY
    # A placed or inline element is only as wide as its text.
    shrunk = look.position in ("absolute", "fixed") or look.display.startswith("inline")
    box_width = pixels(found.get("width", ""), size) or (width if shrunk else full)
    matrix, behind = _matrix(look, box_width, height)
    if behind or _is_behind(look, around):
        return True
    left, top, indent = _place(look, around, above, before, (width, height))
    if tag in SPACED and "margin-top" not in found and "bottom" not in found:
        top += size
    # position: fixed; top: 100vh
    below = look.position == "fixed" and ("top" in found or "bottom" in found)
    if below and top >= VIEWPORT_HEIGHT - _HALF_LINE:
        return True
    width = min(width, full)
    corners = [matrix.of(x, y) for x in (indent, indent + width) for y in (0.0, height)]
    right = max(x for x, _ in corners)
    bottom = max(y for _, y in corners)
    if not plain and ("margin-top" in found or (matrix.a, matrix.d) != (1.0, 1.0)):
        return False
    return (plain and left + right <= _LETTER) or top + bottom <= _HALF_LINE


def _cell_free(tag: str) -> str:
    return "" if tag in TABLE else tag


def _is_plain(tag: str, style: ComputedStyle) -> bool:
    """Whether the content of an element begins at or near the page's left edge."""
    found = style.found
    return (
        tag not in TABLE
        and tag != "center"
        and style.position in ("static", "relative")
        and found.get("float", "none") == "none"
        and not found.get("display", "").endswith(("flex", "grid"))
        and found.get("margin-left") != "auto"
        and _is_left(style)
        and not any(name in found for name in ("transform", "translate", "rotate", "scale"))
        and not any(name in found for name in ("left", "right", "top", "bottom"))
    )


def _is_left(style: ComputedStyle) -> bool:
    return style.inherited.get("text-align", "left") in ("left", "start", "justify")


def _place(
    look: ComputedStyle,
    around: Sequence[tuple[str, ComputedStyle]],
    above: float,
    before: int,
    text: tuple[float, float],
) -> tuple[float, float, float]:
    """The rightmost and lowest possible start of an element, and its first line's indent."""
    found, size = look.found, look.size
    width, height = text

    def length(name: str, base: float | None = None) -> float | None:
        return pixels(found.get(name, ""), size, base) if name in found else None

    left = _BODY + before * WIDE * MEDIUM_SIZE
    top = _BODY + above
    for tag, style in around:
        left += max(pixels(style.found.get("margin-left", ""), style.size, VIEWPORT_WIDTH) or 0, 0)
        left += pixels(style.found.get("padding-left", ""), style.size, VIEWPORT_WIDTH) or 0.0
        # The browser's own style sheet indents lists and quotations by 40 pixels.
        left += 40.0 if tag in ("ul", "ol", "blockquote", "dd", "figure", "menu", "dir") else 0.0
        top += pixels(style.found.get("padding-top", ""), style.size) or 0.0
        top += max(pixels(style.found.get("margin-top", ""), style.size) or 0.0, 0.0)
    placed = look.position in ("absolute", "fixed")
    # A fixed element is placed in the window, independent of its ancestors.
    within = look.position == "fixed" or not any(style.position != "static" for _, style in around)
    if placed and within:
        # left: -300px, or right: 120% for a box as wide as its text
        if (at := length("left", VIEWPORT_WIDTH)) is not None:
            left = at
        elif (end := length("right", VIEWPORT_WIDTH)) is not None and "width" not in found:
            left = VIEWPORT_WIDTH - end - width
        if (at := length("top", VIEWPORT_HEIGHT)) is not None:
            top = at
        elif (end := length("bottom", VIEWPORT_HEIGHT)) is not None and "height" not in found:
            top = VIEWPORT_HEIGHT - end - height
    elif look.position in ("relative", "sticky"):
        # position: relative; left: -40em (`left` has precedence over `right`)
        left += length("left") or -(length("right") or 0.0)
        top += length("top") or -(length("bottom") or 0.0)
    left += length("margin-left", VIEWPORT_WIDTH) or 0.0
    # A negative margin moves following blocks up; on an inline element, it has no effect.
    margin = length("margin-top") or 0.0
    top += margin if margin < 0 and (look.boxed or placed) else 0.0
    indent = (length("text-indent", VIEWPORT_WIDTH) or 0.0) if look.boxed else 0.0
    # Only the first line is indented; an indent that moves it away is judged line by line.
    indent = indent if width < VIEWPORT_WIDTH * 0.8 and indent > -transforms.FAR else 0.0
    return left + (length("padding-left") or 0.0), top + (length("padding-top") or 0.0), indent


MEDIUM_SIZE = 16.0


def _is_behind(look: ComputedStyle, around: Sequence[tuple[str, ComputedStyle]]) -> bool:
    """Whether an element is behind the viewer: `perspective: 10px` around `translateZ(12px)`."""
    # The perspective of the parent element.
    eye = pixels(around[-1][1].found.get("perspective", ""), look.size) if around else None
    if not eye:
        return False
    return any(_depth(name, text) >= eye for name, text in transforms.moves(look.found))


def _depth(name: str, text: str) -> float:
    words = _WORDS.split(text.strip())
    # translateZ(12px), translate3d(0, 0, 12px)
    if name == "translatez" or (name == "translate3d" and len(words) == 3):
        return pixels(words[-1], MEDIUM_SIZE) or 0.0
    return 0.0


def _matrix(look: ComputedStyle, width: float, height: float) -> tuple[_Matrix, bool]:
    """The matrix of an element's transformations, and whether they move it out of sight."""
    if not look.boxed:
        return _Matrix(), False
    eye = depth = 0.0
    total = _Matrix()
    # CSS Transforms 2, 5: `translate`, `rotate` and `scale` come before `transform`.
    own, each = transforms.moves_apart(look.found)
    for name, text in [*each, *own]:
        if name == "perspective":
            eye = pixels(text, MEDIUM_SIZE) or 0.0
        depth += _depth(name, text)
        step = _step(name, text, look.size, width, height)
        if step is not None:
            total = total.times(step)
    x, y = _origin(look.found, look.size, width, height)
    turned = _Matrix(e=x, f=y).times(total).times(_Matrix(e=-x, f=-y))
    return turned, bool(eye) and depth >= eye


def _step(name: str, text: str, size: float, width: float, height: float) -> _Matrix | None:
    words = _WORDS.split(text.strip())
    # translate(-40em, 10px), translateX(-100%), translateY(-3em)
    if name.startswith("translate"):
        across = pixels(words[0], size, width) or 0.0
        if name == "translatey":
            return _Matrix(f=pixels(words[0], size, height) or 0.0)
        down = pixels(words[1], size, height) if len(words) > 1 else 0.0
        return _Matrix(e=across, f=down or 0.0) if name != "translatez" else None
    # rotate(90deg), rotateZ(.25turn)
    if name in ("rotate", "rotatez"):
        angle = math.radians(transforms.degrees(words[0]) or 0.0)
        return _Matrix(math.cos(angle), math.sin(angle), -math.sin(angle), math.cos(angle))
    values = [number(word) for word in words]
    known = [value for value in values if value is not None]
    if len(known) < len(values) or not known:
        return None
    # matrix(1, 0, 0, 1, -900, 0)
    if name == "matrix" and len(known) == 6:
        return _Matrix(*known)
    # Use the numbers for width and height of the sixteen.
    if name == "matrix3d" and len(known) == 16:
        return _Matrix(*(known[at] for at in (0, 1, 4, 5, 12, 13)))
    if name in ("scale", "scale3d"):
        return _Matrix(a=known[0], d=known[min(1, len(known) - 1)])
    if name == "scalex":
        return _Matrix(a=known[0])
    return _Matrix(d=known[0]) if name == "scaley" else None


def _origin(
    found: Mapping[str, str], size: float, width: float, height: float
) -> tuple[float, float]:
    words = found.get("transform-origin", "").lower().split()[:2]
    # transform-origin: top left
    if words and words[0] in ("top", "bottom"):
        words.reverse()
    words = (["center", "center"] if not words else [*words, "center"])[:2]
    if words[0] in ("top", "bottom"):
        words.reverse()
    at = []
    for word, base in zip(words, (width, height), strict=True):
        share = _EDGES.get(word)
        length = share * base if share is not None else pixels(word, size, base)
        at.append(base / 2 if length is None else length)
    return at[0], at[1]
