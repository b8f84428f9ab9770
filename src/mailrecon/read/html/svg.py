"""Read the words of a drawing inside a page (SVG 2), and find words that its shapes cover."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import unescape
from typing import NamedTuple

from msgspec import Struct

from mailrecon.read.html.css.sheet import declarations
from mailrecon.read.html.css.values import colour, number, pixels
from mailrecon.read.html.layout.heights import Budget, Heights
from mailrecon.read.html.layout.outlines import corners_of, is_curved
from mailrecon.read.html.svg_rules import Rules
from mailrecon.read.html.tree import ElementNode
from mailrecon.read.redaction.colours import BLACK, WHITE, Colour, is_legible
from mailrecon.regex import regex

_TOKEN = regex(
    r"<!--.*?-->|<(/?)([a-zA-Z][\w:-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>|[^<]+|<", re.S
)
_ATTRIBUTE = regex(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>/]+))""")
_MOVED = regex(r"translate\(\s*(-?[\d.]+)[\s,]*(-?[\d.]+)?\s*\)")
_NUMBER = regex(r"-?\d+\.?\d*|-?\.\d+")
# Elements whose words are not drawn at their place.
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
_INHERITED = frozenset(
    ["fill", "font-size", "visibility", "text-anchor", "fill-opacity", "stroke", "gone", "through"]
)
_USED = regex(r"""<use\b[^<>]{0,500}?\bhref\s*=\s*["']?#([^"'\s>]+)""", re.IGNORECASE)
_REFERENCE = regex(r"""url\(\s*["']?#([^"')\s]+)""")
_SCALED = regex(r"scale\(\s*(-?[\d.]+)[\s,]*(-?[\d.]+)?\s*\)")
_SHAPES = frozenset(["rect", "circle", "ellipse", "path", "polygon", "line", "image", "text"])
_FILLS = regex(r"(fill|font-size|fill-opacity)\s*:\s*([^;]+)")
# A stroke as thick as a line of small type hides the words it crosses.
_THICK = 8.0
_LETTER = 0.55
# Words along a path have no computed place: they are assumed to be inside the drawing.
_ON_PATH = 20.0
# In pixels: no letter can be read through a smaller clip.
_SPECK = 3.0


class DrawnWords(NamedTuple):
    """Words of a drawing; of hidden words, only the length is kept."""

    text: str
    hidden: int
    covered: bool = False


class _SvgBox(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float
    fill: Colour
    order: int


class _SvgWord(Struct):
    text: str
    box: _SvgBox
    seen: bool
    through: str = ""
    foreign: bool = False


class View(NamedTuple):
    """The visible part of a drawing; everything outside is cut off."""

    left: float
    top: float
    right: float
    bottom: float


def view_of(attributes: Mapping[str, str]) -> View | None:
    """The visible part of an `svg` element with these attributes; None if nothing is cut off."""
    style = {item.name: item.value for item in declarations(attributes.get("style", ""))}
    overflow = style.get("overflow", attributes.get("overflow", "hidden"))
    if overflow.strip().lower() in ("visible", "auto"):
        return None
    box = [float(value) for value in _NUMBER.findall(attributes.get("viewbox", ""))[:4]]
    width, height = (
        pixels(style.get(name) or _with_unit(attributes.get(name, "")), 16.0)
        for name in ("width", "height")
    )
    # <svg width="0" height="0">: icons for <use>
    if width == 0 or height == 0:
        return View(0.0, 0.0, 0.0, 0.0)
    # viewBox="0 0 300 50"
    if len(box) == 4:
        return View(box[0], box[1], box[0] + box[2], box[1] + box[3])
    # A length that is not given may be given by a sheet.
    return View(0.0, 0.0, 1e9 if width is None else width, 1e9 if height is None else height)


def _with_unit(text: str) -> str:
    return f"{text}px" if _NUMBER.fullmatch(text.strip()) else text


def words_of(
    content: str,
    attributes: Mapping[str, str],
    rules: Rules,
    page: Callable[[str], str],
    budget: Budget,
) -> list[DrawnWords]:
    """The words drawn in an `svg` element with these attributes, in their order.

    `page` returns the visible text of HTML, which a `foreignObject` contains. Words beyond the
    `budget` count as covered.
    """
    drawing = _Drawing(view_of(attributes), frozenset(_USED.findall(content)), rules, page)
    drawing.begin(attributes)
    for token in _TOKEN.finditer(content):
        drawing.take(token, content)
    return list(drawing.words(budget))


class _Drawing:
    def __init__(
        self,
        view: View | None,
        used: frozenset[str],
        rules: Rules,
        page: Callable[[str], str],
    ) -> None:
        self._view = view
        self._used = used
        self._rules = rules
        self._page = page
        self._nodes: list[ElementNode | None] = [None]
        # The start of the content of an open `foreignObject`.
        self._foreign: int | None = None
        # Whether anything is visible through each clip path and mask, by id.
        self._through: dict[str, bool] = {}
        self._stack: list[tuple[str, dict[str, str], float, float]] = [("", {}, 0.0, 0.0)]
        self._shapes: list[_SvgBox] = []
        self._words: list[_SvgWord] = []
        self._pen = (0.0, 0.0)
        self._order = 0

    def begin(self, attributes: Mapping[str, str]) -> None:
        """Begin with the `svg` element itself."""
        if self._rules.any:
            node = self._rules.node("svg", attributes, None)
            self._nodes = [node]
            normal, urgent = self._rules.found(node)
            found = {**normal, **urgent}
            self._stack = [("", {key: found[key] for key in found.keys() & _INHERITED}, 0.0, 0.0)]

    def take(self, token: re.Match[str], content: str) -> None:
        """Read a tag or text of a drawing's `content`."""
        name = (token[2] or "").lower()
        if self._foreign is not None:
            # `<foreignObject width="300" height="50"><p>…</p></foreignObject>`
            if name == "foreignobject" and token[1]:
                self._add_page(content[self._foreign : token.start()])
                self._foreign = None
                del self._stack[-1], self._nodes[-1]
            return
        if not name:
            if any(tag == "text" for tag, _, _, _ in self._stack) and token[0][:1] != "<":
                self._text(" ".join(unescape(token[0]).split()))
            return
        if token[1]:
            for place in range(len(self._stack) - 1, 0, -1):
                if self._stack[place][0] == name:
                    del self._stack[place:], self._nodes[place:]
                    break
            return
        self._open(name, token[3])
        if name == "foreignobject" and not token[3].rstrip().endswith("/"):
            self._foreign = token.end()

    def _add_page(self, markup: str) -> None:
        """Add the words of HTML in a drawing, as one word that fills its place."""
        _, found, x, y = self._stack[-1]
        text = " ".join(self._page(markup).split())
        left, top, width, height = (_first(found.get(key)) or 0.0 for key in _PLACE)
        right = 1e9 if found.get("width", "").endswith("%") else x + left + width
        bottom = 1e9 if found.get("height", "").endswith("%") else y + top + height
        box = _SvgBox(x + left, y + top, right, bottom, BLACK, self._order)
        seen = "gone" not in found and found.get("visibility", "visible") == "visible"
        seen = seen and right > box.left and bottom > box.top
        if text:
            through = found.get("through", "")
            self._words.append(_SvgWord(text, box, seen, through, foreign=True))

    def _styled(self, own: Mapping[str, str], node: ElementNode | None) -> dict[str, str]:
        """The properties of an element: inherited, from attributes, from sheets, from its style."""
        found = {key: value for key, value in self._stack[-1][1].items() if key in _INHERITED}
        found.update(own)
        normal, urgent = self._rules.found(node) if node is not None else ({}, {})
        found.update(normal)
        found.update({item.name: item.value for item in declarations(own.get("style", ""))})
        for item in _FILLS.findall(own.get("style", "")):
            found[item[0]] = item[1].strip()
        found.update(urgent)
        return found

    def _open(self, name: str, text: str) -> None:
        _, _, x, y = self._stack[-1]
        own = {
            found[1].lower(): unescape(found[2] or found[3] or found[4] or "")
            for found in _ATTRIBUTE.finditer(text)
        }
        node = self._rules.node(name, own, self._nodes[-1]) if self._rules.any else None
        found = self._styled(own, node)
        if own.get("id") in self._used:
            found.pop("gone", None)  # drawn where a `use` refers to it
        elif name in _UNDRAWN or found.get("display") == "none" or _is_shrunk(found):
            found["gone"] = "1"
        self._pass_over(own, found)
        for key in ("clip-path", "mask"):
            # clip-path="url(#window)"
            reference = _REFERENCE.search(found.get(key, ""))
            if reference is not None and key not in _INHERITED:
                found["through"] = reference[1]
        self._note_clip(name, found)
        # <g opacity="0">
        if (opacity := number(found.get("opacity", "1"))) is not None and opacity < 0.1:
            found["gone"] = "1"
        moved = _MOVED.search(found.get("transform", ""))
        if moved is not None:
            x, y = x + float(moved[1]), y + float(moved[2] or 0)
        self._order += 1
        if name in ("text", "tspan"):
            start = _first(own.get("x")), _first(own.get("y"))
            before = (x, y) if name == "text" else self._pen
            shift = _first(own.get("dx")) or 0.0, _first(own.get("dy")) or 0.0
            self._pen = (
                (before[0] if start[0] is None else x + start[0]) + shift[0],
                (before[1] if start[1] is None else y + start[1]) + shift[1],
            )
        elif name == "textpath":
            # <textPath href="#curve">
            self._pen = (_ON_PATH, _ON_PATH)
        elif "gone" not in found:
            self._shapes += self._shape(name, found, x, y)
        if not text.rstrip().endswith("/"):
            self._stack.append((name, found, x, y))
            self._nodes.append(node)

    def _pass_over(self, own: Mapping[str, str], found: dict[str, str]) -> None:
        name, switch, _, _ = self._stack[-1]
        if name == "switch" and _is_passed_over(own, switch):
            found["gone"] = "1"

    def _note_clip(self, name: str, found: Mapping[str, str]) -> None:
        """Record whether anything is visible through an open clip path or mask."""
        above, outer = self._stack[-1][0], self._stack[-1][1]
        if name in ("clippath", "mask") and found.get("id"):
            self._through.setdefault(found["id"], False)
        if above not in ("clippath", "mask") or name not in _SHAPES or not outer.get("id"):
            return
        sizes = [_first(found.get(key)) for key in ("width", "height", "r", "rx", "ry")]
        shade = _fill(found)
        # Black in a mask hides everything, white hides nothing.
        dark = above == "mask" and (shade is None or sum(shade[:3]) * shade.opacity < 60)
        if not dark and all(size is None or size > _SPECK for size in sizes):
            self._through[outer["id"]] = True

    def _shape(self, name: str, found: Mapping[str, str], x: float, y: float) -> Iterator[_SvgBox]:
        fill = _fill(found)
        # The colours of a picture are unknown, so it hides everything below it.
        if name == "image":
            fill = Colour(127.0, 127.0, 127.0)
        if name == "line":
            yield from self._line(found, x, y)
            return
        if fill is None or found.get("visibility") in ("hidden", "collapse"):
            return
        # Words are visible through a translucent shape.
        if (opacity := number(found.get("opacity", "1"))) is not None and opacity < 0.9:
            return
        get = {key: _first(found.get(key)) or 0.0 for key in _SIZES}
        if name in ("rect", "image"):
            width = 1e9 if found.get("width", "").endswith("%") else get["width"]
            height = 1e9 if found.get("height", "").endswith("%") else get["height"]
            left, top = x + get["x"], y + get["y"]
            yield _SvgBox(left, top, left + width, top + height, fill, self._order)
        elif name in ("circle", "ellipse"):
            # <circle cx="50" cy="20" r="30"/>, as the box around it
            across, down = get["rx"] or get["r"], get["ry"] or get["r"]
            left, top = x + get["cx"], y + get["cy"]
            yield _SvgBox(left - across, top - down, left + across, top + down, fill, self._order)
        elif name in ("path", "polygon"):
            yield from self._outline(found, x, y, fill)

    def _outline(
        self, found: Mapping[str, str], x: float, y: float, fill: Colour
    ) -> Iterator[_SvgBox]:
        """The box around a shape with straight edges in absolute coordinates: `M0 0 L9 0 L9 9Z`."""
        path = found.get("d") or f"M{found.get('points', '')}"
        if is_curved(path):
            return
        corners = corners_of(path)
        if len(corners) >= 3:
            across, down = [at[0] for at in corners], [at[1] for at in corners]
            yield _SvgBox(
                x + min(across), y + min(down), x + max(across), y + max(down), fill, self._order
            )

    def _line(self, found: Mapping[str, str], x: float, y: float) -> Iterator[_SvgBox]:
        """The box that a thick line covers."""
        shade = colour(found.get("stroke", "none").strip())
        thick = (_first(found.get("stroke-width")) or 1.0) / 2
        if not isinstance(shade, Colour) or thick * 2 < _THICK:
            return
        ends = [_first(found.get(key)) or 0.0 for key in ("x1", "y1", "x2", "y2")]
        left, right = sorted((ends[0], ends[2]))
        top, bottom = sorted((ends[1], ends[3]))
        if bottom - top <= thick:
            yield _SvgBox(
                x + left, y + top - thick, x + right, y + bottom + thick, shade, self._order
            )

    def _text(self, text: str) -> None:
        _, found, _, _ = self._stack[-1]
        size = pixels(_with_unit(found.get("font-size", "") or "16px"), 16.0)
        size = 16.0 if size is None else size
        fill = _fill(found)
        stroke = colour(found.get("stroke", "none").strip())
        # <text fill="none" stroke="black">
        if fill is None and isinstance(stroke, Colour):
            fill = stroke
        x, y = self._pen
        length = len(text) * _LETTER * size
        # text-anchor="middle": the text is centred at x.
        shift = {"middle": length / 2, "end": length}.get(found.get("text-anchor", ""), 0.0)
        seen = "gone" not in found and fill is not None and size >= 3.0
        seen = seen and found.get("visibility", "visible") == "visible"
        for word in text.split(" "):
            end = x + len(word) * _LETTER * size
            box = _SvgBox(
                x - shift, y - size * 0.8, end - shift, y + size * 0.2, fill or BLACK, self._order
            )
            if word:
                shown = seen and self._is_within(box)
                self._words.append(_SvgWord(word, box, shown, found.get("through", "")))
            x = end + _LETTER * size
        self._pen = (x, y)

    def words(self, budget: Budget) -> Iterator[DrawnWords]:
        """All words, after all shapes were read."""
        shapes = Heights(self._shapes, lambda shape: (shape.top, shape.bottom), budget)
        for word in self._words:
            seen = word.seen and self._through.get(word.through, True)
            near = shapes.at(word.box.top, word.box.bottom) if seen and shapes else []
            seen = seen and (not near or budget.take(len(near)))
            seen = seen and (_is_bare if word.foreign else _is_seen)(word.box, near)
            hidden = 0 if seen else len(word.text)
            yield DrawnWords(word.text if seen else "", hidden, covered=word.seen and not seen)

    def _is_within(self, box: _SvgBox) -> bool:
        """Whether the middle of a word is inside the drawing."""
        view = self._view
        if view is None:
            return True
        middle = (box.top + box.bottom) / 2
        return view.top < middle < view.bottom and box.left < view.right and box.right > view.left


def _is_seen(box: _SvgBox, near: Iterable[_SvgBox]) -> bool:
    """Whether letters contrast with shapes before them, and no later shape covers them."""
    ground = WHITE
    for shape in sorted(near, key=lambda shape: shape.order):
        if not _meets(shape, box):
            continue
        # A later shape is drawn over the word.
        if shape.order > box.order:
            return False
        ground = shape.fill.over(ground)
    return is_legible(box.fill, ground)


def _is_bare(box: _SvgBox, near: Iterable[_SvgBox]) -> bool:
    """Whether no shape covers a piece of HTML, which has its own colours."""
    return not any(shape.order > box.order and _meets(shape, box) for shape in near)


_PLACE = ("x", "y", "width", "height")
_SIZES = ("x", "y", "width", "height", "cx", "cy", "r", "rx", "ry")


def _is_shrunk(found: Mapping[str, str]) -> bool:
    """Whether a transformation shrinks an element to nothing: `scale(0)`."""
    scaled = _SCALED.search(found.get("transform", ""))
    return scaled is not None and any(
        abs(float(part)) < 0.1 for part in scaled.groups() if part is not None
    )


def _meets(shape: _SvgBox, word: _SvgBox) -> bool:
    across = min(shape.right, word.right) - max(shape.left, word.left)
    down = min(shape.bottom, word.bottom) - max(shape.top, word.top)
    return across >= (word.right - word.left) * 0.2 and down >= (word.bottom - word.top) * 0.35


def _fill(found: Mapping[str, str]) -> Colour | None:
    """The fill colour of a shape or letters; None if there is none."""
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


def _is_passed_over(own: Mapping[str, str], switch: dict[str, str]) -> bool:
    """Whether a `switch` skips a child: it draws only the first with true conditions (SVG 2)."""
    languages = own.get("systemlanguage")
    # Only the first child with true conditions is drawn.
    if "taken" in switch or own.get("requiredextensions"):
        return True
    # systemLanguage="fr"
    if languages is not None and not any(
        part.strip().lower().startswith("en") for part in languages.split(",")
    ):
        return True
    switch["taken"] = "1"
    return False
