"""The words of a drawing inside a page (SVG 2), and which of them its shapes cover."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import NamedTuple

from msgspec import Struct

from mailrecon.read.colours import BLACK, WHITE, Colour, is_legible
from mailrecon.read.html.css_sheet import declarations
from mailrecon.read.html.css_values import colour, number, pixels
from mailrecon.regex import regex

_TOKEN = regex(
    r"<!--.*?-->|<(/?)([a-zA-Z][\w:-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>|[^<]+|<", re.S
)
_ATTRIBUTE = regex(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>/]+))""")
_MOVED = regex(r"translate\(\s*(-?[\d.]+)[\s,]*(-?[\d.]+)?\s*\)")
_NUMBER = regex(r"-?\d+\.?\d*|-?\.\d+")
# What holds words that are not drawn where they stand.
_UNDRAWN = frozenset(
    [
        "defs",
        "symbol",
        "clippath",
        "mask",
        "pattern",
        "title",
        "desc",
        "metadata",
        "script",
        "style",
    ]
)
_INHERITED = frozenset(["fill", "font-size", "visibility", "text-anchor", "fill-opacity"])
_LETTER = 0.55
_MOST_SHAPES = 500


class Drawn(NamedTuple):
    """Words of a drawing; those that can't be seen are known by their length only."""

    text: str
    hidden: int
    covered: bool = False


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float
    fill: Colour
    order: int


class _Word(Struct):
    text: str
    box: _Box
    seen: bool


def words_of(content: str, *, moved: bool) -> list[Drawn]:
    """The words drawn by what stands in an `svg` element, in their order.

    `moved` tells that its corner has other coordinates than (0, 0): a `viewBox`.
    """
    drawing = _Drawing(moved=moved)
    for token in _TOKEN.finditer(content):
        drawing.take(token)
    return list(drawing.words())


class _Drawing:
    def __init__(self, *, moved: bool) -> None:
        self._moved = moved
        self._stack: list[tuple[str, dict[str, str], float, float]] = [("", {}, 0.0, 0.0)]
        self._shapes: list[_Box] = []
        self._words: list[_Word] = []
        self._pen = (0.0, 0.0)
        self._order = 0

    def take(self, token: re.Match[str]) -> None:
        """A tag, or text."""
        name = (token[2] or "").lower()
        if not name:
            if any(tag == "text" for tag, _, _, _ in self._stack) and token[0][:1] != "<":
                self._text(" ".join(unescape(token[0]).split()))
            return
        if token[1]:
            for place in range(len(self._stack) - 1, 0, -1):
                if self._stack[place][0] == name:
                    del self._stack[place:]
                    break
            return
        self._open(name, token[3])

    def _open(self, name: str, text: str) -> None:
        _, above, x, y = self._stack[-1]
        own = {
            found[1].lower(): unescape(found[2] or found[3] or found[4] or "")
            for found in _ATTRIBUTE.finditer(text)
        }
        found = {key: value for key, value in above.items() if key in _INHERITED or key == "gone"}
        found.update(own)
        found.update({item.name: item.value for item in declarations(own.get("style", ""))})
        for item in re.findall(
            r"(fill|font-size|fill-opacity)\s*:\s*([^;]+)", own.get("style", "")
        ):
            found[item[0]] = item[1].strip()
        if name in _UNDRAWN or found.get("display") == "none":
            found["gone"] = "1"
        if (opacity := number(found.get("opacity", "1"))) is not None and opacity < 0.1:
            found["gone"] = "1"
        moved = _MOVED.search(found.get("transform", ""))
        if moved is not None:
            x, y = x + float(moved[1]), y + float(moved[2] or 0)
        self._order += 1
        if name in ("text", "tspan"):
            start = _first(own.get("x")), _first(own.get("y"))
            before = (x, y) if name == "text" else self._pen
            self._pen = (
                before[0] if start[0] is None else x + start[0],
                before[1] if start[1] is None else y + start[1],
            )
        elif len(self._shapes) < _MOST_SHAPES and "gone" not in found:
            self._shapes += self._shape(name, found, x, y)
        if not text.rstrip().endswith("/"):
            self._stack.append((name, found, x, y))

    def _shape(self, name: str, found: Mapping[str, str], x: float, y: float) -> Iterator[_Box]:
        fill = _fill(found)
        if name == "image":
            fill = Colour(127.0, 127.0, 127.0)
        if fill is None or found.get("visibility") in ("hidden", "collapse"):
            return
        if (opacity := number(found.get("opacity", "1"))) is not None and opacity < 0.9:
            return
        get = {key: _first(found.get(key)) or 0.0 for key in _SIZES}
        if name in ("rect", "image"):
            width = 1e9 if found.get("width", "").endswith("%") else get["width"]
            height = 1e9 if found.get("height", "").endswith("%") else get["height"]
            left, top = x + get["x"], y + get["y"]
            yield _Box(left, top, left + width, top + height, fill, self._order)
        elif name in ("circle", "ellipse"):
            across, down = get["rx"] or get["r"], get["ry"] or get["r"]
            left, top = x + get["cx"], y + get["cy"]
            yield _Box(left - across, top - down, left + across, top + down, fill, self._order)
        elif name in ("path", "polygon"):
            yield from self._outline(found, x, y, fill)

    def _outline(
        self, found: Mapping[str, str], x: float, y: float, fill: Colour
    ) -> Iterator[_Box]:
        """The box of a straight-edged shape in absolute coordinates: `M0 0 L9 0 L9 9Z`."""
        path = found.get("d") or found.get("points", "")
        if re.search(r"[a-gi-uw-yACQSTachlmqstv]", path.replace("z", "")):
            return
        values = [float(value) for value in _NUMBER.findall(path)[:400]]
        across, down = values[::2], values[1::2]
        if "H" not in path and "V" not in path and len(down) >= 3 and len(across) == len(down):
            yield _Box(
                x + min(across), y + min(down), x + max(across), y + max(down), fill, self._order
            )

    def _text(self, text: str) -> None:
        _, found, _, _ = self._stack[-1]
        size = (
            pixels(found.get("font-size", "") or "16px", 16.0)
            or _first(found.get("font-size"))
            or 16.0
        )
        fill = _fill(found)
        x, y = self._pen
        length = len(text) * _LETTER * size
        shift = {"middle": length / 2, "end": length}.get(found.get("text-anchor", ""), 0.0)
        seen = "gone" not in found and fill is not None and size >= 3.0
        seen = seen and found.get("visibility", "visible") == "visible"
        # Above the drawing's upper edge, which cuts it off.
        seen = seen and (self._moved or y > size * 0.2)
        for word in text.split(" "):
            end = x + len(word) * _LETTER * size
            box = _Box(
                x - shift, y - size * 0.8, end - shift, y + size * 0.2, fill or BLACK, self._order
            )
            if word:
                self._words.append(_Word(word, box, seen))
            x = end + _LETTER * size
        self._pen = (x, y)

    def words(self) -> Iterator[Drawn]:
        """All words once all shapes are known."""
        for word in self._words:
            seen = word.seen and self._is_seen(word.box)
            hidden = 0 if seen else len(word.text)
            yield Drawn(word.text if seen else "", hidden, covered=word.seen and not seen)

    def _is_seen(self, box: _Box) -> bool:
        ground = WHITE
        for shape in self._shapes:
            if not _meets(shape, box):
                continue
            if shape.order > box.order:
                return False
            ground = shape.fill.over(ground)
        return is_legible(box.fill, ground)


_SIZES = ("x", "y", "width", "height", "cx", "cy", "r", "rx", "ry")


def _meets(shape: _Box, word: _Box) -> bool:
    across = min(shape.right, word.right) - max(shape.left, word.left)
    down = min(shape.bottom, word.bottom) - max(shape.top, word.top)
    return across >= (word.right - word.left) * 0.2 and down >= (word.bottom - word.top) * 0.35


def _fill(found: Mapping[str, str]) -> Colour | None:
    """The colour a shape or letters are filled with; None for none."""
    text = found.get("fill", "black").strip()
    if text == "none":
        return None
    shade = colour(text)
    shade = shade if isinstance(shade, Colour) else BLACK
    share = number(found.get("fill-opacity", "1"))
    return shade if share is None else shade._replace(opacity=shade.opacity * share)


def _first(text: str | None) -> float | None:
    found = _NUMBER.match((text or "").strip())
    return float(found[0]) if found else None
