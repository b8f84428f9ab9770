"""Expand shorthands of CSS to longhands, and drop invalid values (CSS Syntax 3, 2.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mailrecon.read.html.css.values import MEDIUM, WIDE, colour, number, pixels, split
from mailrecon.read.html.remembered import remember_short
from mailrecon.regex import regex

# The order of a shorthand's values for sides.
_SIDES = ("top", "right", "bottom", "left")
_LOGICAL = {
    "block-size": "height",
    "inline-size": "width",
    "max-block-size": "max-height",
    "max-inline-size": "max-width",
    "inset-inline-start": "left",
    "inset-inline-end": "right",
    "inset-block-start": "top",
    "inset-block-end": "bottom",
    "margin-block-start": "margin-top",
    "margin-block-end": "margin-bottom",
    "margin-inline-start": "margin-left",
    "margin-inline-end": "margin-right",
    "border-inline-start": "border-left",
    "border-block-start": "border-top",
    "border-inline-end": "border-right",
    "border-block-end": "border-bottom",
    "padding-inline-start": "padding-left",
    "padding-block-start": "padding-top",
    "-webkit-clip-path": "clip-path",
    "-webkit-filter": "filter",
    "-webkit-transform": "transform",
    "-webkit-opacity": "opacity",
    "-webkit-background-clip": "background-clip",
    "-webkit-text-decoration-thickness": "text-decoration-thickness",
    "word-wrap": "overflow-wrap",
}
_COLOURS = frozenset(
    ["color", "background-color", "-webkit-text-fill-color", "text-decoration-color"]
)
_KEYWORDS = {
    "visibility": frozenset(["visible", "hidden", "collapse"]),
    "position": frozenset(["static", "relative", "absolute", "fixed", "sticky", "-webkit-sticky"]),
    "overflow-x": frozenset(["visible", "hidden", "clip", "scroll", "auto", "overlay"]),
    "overflow-y": frozenset(["visible", "hidden", "clip", "scroll", "auto", "overlay"]),
    "content-visibility": frozenset(["visible", "hidden", "auto"]),
    "-webkit-text-security": frozenset(["none", "disc", "circle", "square"]),
}
_DISPLAY = regex(
    r"(?:none|contents|block|inline|run-in|flow|flow-root|table|flex|grid|ruby|math|list-item"
    r"|inline-(?:block|table|flex|grid)|table-[a-z-]+|ruby-[a-z]+|-webkit-[a-z-]+|-moz-[a-z-]+"
    r"|-ms-[a-z-]+|\s)+"
)


@remember_short(16_384)
def longhands(name: str, text: str) -> tuple[tuple[str, str], ...]:
    """The longhands of a declaration and their values; none if it is invalid."""
    name = _LOGICAL.get(name, name)
    text = text.strip()
    lower = text.lower()
    # margin: inherit
    if lower in WIDE:
        return tuple((part, lower) for part in _PARTS.get(name, (name,)))
    if name in _COLOURS:
        return ((name, text),) if colour(text) is not None else ()
    if name in _KEYWORDS:
        return ((name, lower),) if lower in _KEYWORDS[name] else ()
    if name == "display":
        return ((name, lower),) if _DISPLAY.fullmatch(lower) else ()
    if name == "opacity":
        return ((name, lower),) if number(lower) is not None or "(" in lower else ()
    # margin: 0 auto
    expand = _SHORTHANDS.get(name)
    return tuple(expand(name, text)) if expand is not None else ((name, text),)


def _background(_name: str, text: str) -> Iterator[tuple[str, str]]:
    """The colour (of the last layer), the images, and whether it is clipped to the letters."""
    images: list[str] = []
    ground = "transparent"
    clip = "border-box"
    repeat = "repeat"
    for layer in split(text, ","):
        for word in split(layer, " "):
            lower = word.lower()
            # background: url(a.png) no-repeat, #000
            if lower.startswith("url(") or "gradient(" in lower or lower.startswith("image"):
                images.append(word)
            elif lower == "text":
                clip = "text"
            elif lower == "no-repeat":
                repeat = lower
            elif colour(word) is not None:
                ground = word
    yield "background-color", ground
    yield "background-image", ", ".join(images) or "none"
    yield "background-clip", clip
    yield "background-repeat", repeat
    size = _AFTER_PLACE.search(_ADDRESS.sub("", text))
    if size is not None:
        yield "background-size", size[1].strip()


_ADDRESS = regex(r"url\([^()]*\)", re.IGNORECASE)
# `no-repeat 0 0/100% 2px`: the size follows a slash.
_AFTER_PLACE = regex(r"/\s*([\d.]+[a-z%]*(?:\s+[\d.]+[a-z%]*)?)\s*(?:[,;a-z]|$)", re.IGNORECASE)


def _font(_name: str, text: str) -> Iterator[tuple[str, str]]:
    """The size, the first length, percentage or word for one, and the height of lines behind `/`.

    CSS Fonts 4, 2.7.
    """
    words = split(text, " ")
    for place, word in enumerate(words):
        lower = word.lower()
        if lower in FONT_SIZES or lower in ("smaller", "larger") or _is_size(lower):
            yield "font-size", lower
            yield "line-height", words[place + 1] if "/" in text else "normal"
            yield "font-family", " ".join(words[place + (2 if "/" in text else 1) :])
            return


def _is_size(text: str) -> bool:
    return (pixels(text, MEDIUM, MEDIUM) is not None and not text.isdigit()) or text == "0"


def _sides(name: str, text: str) -> Iterator[tuple[str, str]]:
    values = split(text, " ")
    if not 1 <= len(values) <= 4:
        return
    prefix = "" if name == "inset" else f"{name}-"
    for side, at in zip(_SIDES, _FOUR[len(values)], strict=True):
        yield prefix + side, values[at]


_FOUR: dict[int, Sequence[int]] = {1: (0, 0, 0, 0), 2: (0, 1, 0, 1), 3: (0, 1, 2, 1), 4: range(4)}


def _pair(name: str, text: str) -> Iterator[tuple[str, str]]:
    values = split(text, " ")
    if values:
        for part, value in zip(_PARTS[name], (values[0], values[-1]), strict=True):
            yield from longhands(part, value)


def _decoration(_name: str, text: str) -> Iterator[tuple[str, str]]:
    lines = [word for word in split(text.lower(), " ") if word in _LINES]
    yield "text-decoration-line", " ".join(lines) or "none"
    yield "text-decoration-thickness", "auto"
    for word in split(text, " "):
        if colour(word) is not None:
            yield "text-decoration-color", word
        elif pixels(word, MEDIUM, MEDIUM) is not None:
            yield "text-decoration-thickness", word


_LINES = frozenset(["underline", "overline", "line-through"])


def _outline(_name: str, text: str) -> Iterator[tuple[str, str]]:
    for word in split(text, " "):
        if colour(word) is not None:
            yield "outline-color", word
        elif pixels(word, MEDIUM) is not None:
            yield "outline-width", word
        elif word.lower() in ("none", "hidden", "solid", "double", "dashed", "dotted", "groove"):
            yield "outline-style", word.lower()


def _list_style(_name: str, text: str) -> Iterator[tuple[str, str]]:
    yield "list-style-type", "none" if "none" in text.lower().split() else text.lower()


def _flow(_name: str, text: str) -> Iterator[tuple[str, str]]:
    column = text.lower().strip().startswith("column") or " column" in text.lower()
    words = text.lower().split()
    yield "flex-direction", "column" if column else "row"
    yield "flex-wrap", next((word for word in words if word.startswith("wrap")), "nowrap")


def _flex(_name: str, text: str) -> Iterator[tuple[str, str]]:
    """The growth of a box in its row and its base size: `flex: 0 0 0`, `flex: 1` (7.1.1)."""
    words = split(text.lower(), " ")
    grow, basis = ("0" if words[:1] in (["none"], ["initial"]) else "1"), "auto"
    numbers = [word for word in words if number(word) is not None and "%" not in word]
    # `flex: 1` grows from 0, `flex: auto` from its own size.
    if words[:1] not in (["none"], ["initial"], ["auto"]):
        basis = "0"
    sizes = [word for word in words if word not in numbers] + numbers[2:]
    lengths = [word for word in numbers[:2] if not word.replace(".", "", 1).isdigit()]
    plain = [word for word in numbers if word not in lengths]
    if plain:
        grow = plain[0]
    for word in lengths + sizes:
        if word not in ("none", "initial", "auto"):
            basis = word
        elif word == "auto":
            basis = "auto"
    yield "flex-grow", grow
    yield "flex-shrink", _shrink(words, plain)
    yield "flex-basis", basis


def _shrink(words: list[str], numbers: list[str]) -> str:
    if len(numbers) > 1:
        return numbers[1]
    return "0" if words[:1] == ["none"] else "1"


def _grid_template(_name: str, text: str) -> Iterator[tuple[str, str]]:
    """`grid-template: auto 0 / 1fr`: rows, then columns; areas have names in quotes."""
    rows, _, columns = text.partition("/")
    if '"' not in text and "'" not in text:
        yield "grid-template-rows", rows.strip() or "none"
        yield "grid-template-columns", columns.strip() or "none"


def _text_stroke(_name: str, text: str) -> Iterator[tuple[str, str]]:
    for word in split(text, " "):
        if colour(word) is not None:
            yield "-webkit-text-stroke-color", word
        elif pixels(word, MEDIUM) is not None:
            yield "-webkit-text-stroke-width", word


_SHORTHANDS = {
    "background": _background,
    "font": _font,
    "margin": _sides,
    "padding": _sides,
    "inset": _sides,
    "overflow": _pair,
    "margin-block": _pair,
    "margin-inline": _pair,
    "inset-block": _pair,
    "inset-inline": _pair,
    "text-decoration": _decoration,
    "-webkit-text-decoration": _decoration,
    "outline": _outline,
    "list-style": _list_style,
    "flex-flow": _flow,
    "flex": _flex,
    "grid-template": _grid_template,
    "-webkit-text-stroke": _text_stroke,
}
_PARTS = {
    "background": ("background-color", "background-image", "background-clip"),
    "font": ("font-size", "line-height", "font-family"),
    "margin": ("margin-top", "margin-right", "margin-bottom", "margin-left"),
    "padding": ("padding-top", "padding-right", "padding-bottom", "padding-left"),
    "inset": _SIDES,
    "overflow": ("overflow-x", "overflow-y"),
    "margin-block": ("margin-top", "margin-bottom"),
    "margin-inline": ("margin-left", "margin-right"),
    "inset-block": ("top", "bottom"),
    "inset-inline": ("left", "right"),
    "text-decoration": ("text-decoration-line", "text-decoration-color"),
    "list-style": ("list-style-type",),
    "flex": ("flex-grow", "flex-shrink", "flex-basis"),
}
# The words for sizes in pixels (CSS Fonts 4, 2.5).
FONT_SIZES = {
    "xx-small": 9.0,
    "x-small": 10.0,
    "small": 13.0,
    "medium": 16.0,
    "large": 18.0,
    "x-large": 24.0,
    "xx-large": 32.0,
    "xxx-large": 48.0,
}
