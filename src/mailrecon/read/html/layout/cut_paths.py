"""Find boxes of which `clip-path` leaves no legible part: `inset()`, `circle()`."""

from __future__ import annotations

import re
from collections.abc import Callable

from mailrecon.read.html.css.values import pixels
from mailrecon.read.html.element_style import ComputedStyle
from mailrecon.read.html.layout.clips import FOUR_SIDES
from mailrecon.read.html.layout.covers import NARROW, WIDE
from mailrecon.read.html.layout.cuts import ODD, PART, PLAIN, padding_beside
from mailrecon.regex import regex

_ROUND = regex(r"\s*(circle|ellipse)\(([^()]*)\)", re.IGNORECASE)
_INSET = regex(r"\s*inset\(\s*([^()]*?)(?:\s+round\b[^()]*)?\)", re.IGNORECASE)
# The default height of a line, as a multiple of its font's size, and width of a box.
_USUAL = 1.2
_USUAL_WIDTH = 1_000.0
# In a circle of this radius, no letter is legible.
_HALF_LETTER = 4.0
_ENDS = ("top", "bottom")


def is_cut_away(style: ComputedStyle, text: Callable[[], str]) -> bool:
    """Whether `clip-path: inset(18px 0 0)` leaves no legible part of a one-line box.

    `text` returns the words in the box; the height of its line is estimated.
    """
    path = style.found.get("clip-path", "")
    if "(" not in path:
        return False
    found = _INSET.match(path)
    if found is None:
        return _is_beside_circle(style, path, text)
    sides = [pixels(word, style.size, 0.0) for word in found[1].split()]
    if not sides or None in sides or len(sides) > 4:
        return False
    if _is_cut_aside(style, found[1].split(), text):
        return True
    above = sides[0] or 0.0
    below = (sides[2] if len(sides) > 2 else sides[0]) or 0.0
    space = pixels(style.inherited.get("line-height", ""), style.size, style.size)
    given = [pixels(style.found.get(name, ""), style.size) for name in ("height", "max-height")]
    line = max([space or _USUAL * style.size, *(one for one in given if one is not None)])
    width = pixels(style.found.get("width", ""), style.size) or _USUAL_WIDTH
    inner = [pixels(style.found.get(f"padding-{side}", ""), style.size) for side in _ENDS]
    cut = [max(one - (pad or 0.0), 0.0) for one, pad in zip((above, below), inner, strict=True)]
    # The bodies of letters take the middle half of a line's height.
    left = line - sum(cut)
    return max(cut) > 0 and left < line / 3 and len(text()) * NARROW * style.size < width


def _is_cut_aside(style: ComputedStyle, words: list[str], text: Callable[[], str]) -> bool:
    """Whether `clip-path: inset(0 0 0 90%)` leaves a part right of all words, or only a letter."""
    places = FOUR_SIDES[len(words)]
    given = pixels(style.found.get("width", ""), style.size)
    if not style.boxed and not style.display.startswith("inline-"):
        given = None
    if given is None and not _is_whole(style):
        # A box as wide as its words: a share of it is the same share of the words.
        right, left = (pixels(words[places[side]], style.size, 100.0) or 0.0 for side in (1, 3))
        shares = all("%" in words[places[side]] or words[places[side]] == "0" for side in (1, 3))
        return shares and right + left >= 100.0 * (1 - PART / 2)
    width = given or _USUAL_WIDTH * 1.25
    right, left = (pixels(words[places[side]], style.size, width) or 0.0 for side in (1, 3))
    if left + right >= width - _HALF_LETTER:
        return True
    aligned = style.inherited.get("text-align", "left") in ("left", "start", "justify")
    return left > 0 and aligned and len(text()) * WIDE * style.size + padding_beside(style) <= left


def _is_whole(style: ComputedStyle) -> bool:
    """Whether a block takes the full available width."""
    whole = style.boxed and style.display in PLAIN and style.position in ("static", "relative")
    return whole and ODD.isdisjoint(style.found) and "width" not in style.found


def _is_beside_circle(style: ComputedStyle, path: str, text: Callable[[], str]) -> bool:
    """Whether `clip-path: circle(20px)`, in the middle of a block, is right of all its words."""
    found = _ROUND.match(path)
    if found is None or " at " in f" {found[2]} " or not style.boxed:
        return False
    across = pixels(found[2].split()[0] if found[2].split() else "", style.size)
    if across is None:
        return False
    whole = _is_whole(style)
    left = style.inherited.get("text-align", "left") in ("left", "start", "justify")
    if not whole or not left or "max-width" in style.found:
        return across <= _HALF_LETTER
    return len(text()) * WIDE * style.size < _USUAL_WIDTH / 2 - across
