"""Parse values of CSS: lengths in pixels, colours, shorthands as longhands.

Values are kept as text until an element's style is computed. Invalid values are dropped, as in
browsers (CSS Syntax 3, 2.2).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

import tinycss2
from tinycss2 import color5

from mailrecon.read.html.css.colours import to_srgb
from mailrecon.read.html.css.relative_colours import written_out
from mailrecon.read.html.remembered import remember_short
from mailrecon.read.redaction.colours import BLACK, WHITE, Colour, lightness_contrast
from mailrecon.regex import regex

# The assumed viewport, in CSS pixels: a laptop's screen (CSS Values 4, 6.1.2).
VIEWPORT_WIDTH = 1280.0
VIEWPORT_HEIGHT = 800.0
MEDIUM = 16.0
CURRENT = "currentcolor"
WIDE = frozenset(["inherit", "initial", "unset", "revert", "revert-layer"])

_PIXELS = {
    "px": 1.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "in": 96.0,
    "cm": 96 / 2.54,
    "mm": 9.6 / 2.54,
    "q": 2.4 / 2.54,
    "vw": VIEWPORT_WIDTH / 100,
    "vh": VIEWPORT_HEIGHT / 100,
    "vmin": VIEWPORT_HEIGHT / 100,
    "vmax": VIEWPORT_WIDTH / 100,
    "rem": MEDIUM,
}
# Font-relative units as multiples of the font's size (5.1.1), for a font of common proportions.
_EMS = {"em": 1.0, "ex": 0.5, "ch": 0.5, "ic": 1.0, "lh": 1.2, "cap": 0.7, "rlh": 1.2}
_NUMBER = regex(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)([a-z%]*)", re.IGNORECASE)
_MATHS = regex(r"(?:calc|min|max|clamp|round|mod|rem|abs|sign)\(.*\)$", re.DOTALL)
# The opening of a function or parenthesis, a closing one, or text between.
_PART = regex(r"([a-z-]*)\(|\)|[^()a-z]+|[a-z-]+")
_TERM = regex(r"(?:^|\s)([-+]?)\s*([^\s+][^\s]*(?:\s*[*/]\s*[^\s]+)*)")
# A number without a unit, outside of a longer word.
_BARE = regex(r"(?<![\w.#-])([-+]?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?)(?![\w.%])")
_SYSTEM = {
    "canvas": "white",
    "canvastext": "black",
    "field": "white",
    "fieldtext": "black",
    "buttonface": "#efefef",
    "buttontext": "black",
    "linktext": "#0000ee",
    "visitedtext": "#551a8b",
    "window": "white",
    "windowtext": "black",
    "graytext": "#808080",
    "highlight": "#b5d5ff",
    "highlighttext": "black",
    "accentcolor": "#0075ff",
    "accentcolortext": "white",
    "selecteditem": "#3367d1",
    "selecteditemtext": "white",
    "activetext": "red",
    "mark": "yellow",
    "marktext": "black",
}


def pixels(text: str, em: float, base: float | None = None) -> float | None:
    """A length in pixels; `em` is the font's size, `base` the length of 100 % (or None)."""
    text = text.strip().lower()
    found = _NUMBER.fullmatch(text)
    if found is None:
        return _calculated(text, em, base) if _MATHS.match(text) else None
    value, unit = float(found[1]), found[2]
    if not unit:
        return value if value == 0 else None
    if unit == "%":
        return None if base is None else value * base / 100
    if unit in _EMS:
        return value * _EMS[unit] * em
    # `svh`, `lvw`, `dvh`: the small, large and dynamic viewport
    if unit.startswith(("sv", "lv", "dv")):
        unit = unit[1:]
    return value * _PIXELS[unit] if unit in _PIXELS else None


def number(text: str) -> float | None:
    """A number or percentage as a number: `0.5`, `50%`, `calc(0)`."""
    text = text.strip().lower()
    found = _NUMBER.fullmatch(text)
    if found is not None:
        return float(found[1]) / (100 if found[2] else 1) if found[2] in ("", "%") else None
    # `calc(1 - 1)`, `min(0, 1)`: a number is computed like a length in pixels.
    if _MATHS.match(text) is None:
        return None
    return pixels(_BARE.sub(r"\1px", text.replace("%", "e-2")), MEDIUM)


def _calculated(text: str, em: float, base: float | None) -> float | None:
    """The value of `calc(2 * (1em + min(4px, 1%)))`, in pixels; None where a part is unknown."""
    open_: list[tuple[str, list[str]]] = [("calc", [])]
    for found in _PART.finditer(text):
        if found[1] is not None:
            open_.append((found[1] or "calc", []))
        elif found[0] != ")":
            open_[-1][1].append(found[0])
        elif len(open_) > 1:
            name, pieces = open_.pop()
            values = [_sum(part, em, base) for part in "".join(pieces).split(",")]
            known = [value for value in values if value is not None]
            if len(known) < len(values) or not known or not _MATHS.fullmatch(f"{name}()"):
                return None
            value = known[0] if name == "calc" else _of_function(name, known)
            if value is None or not math.isfinite(value):
                return None
            open_[-1][1].append(f"{value:.6f}px")
    return _sum("".join(open_[0][1]), em, base) if len(open_) == 1 else None


def _sum(text: str, em: float, base: float | None) -> float | None:
    total = 0.0
    terms = _TERM.findall(text)
    for sign, term in terms:
        value = _product(term, em, base)
        if value is None:
            return None
        total += -value if sign == "-" else value
    return total if terms else None


def _of_function(name: str, values: list[float]) -> float | None:
    """Evaluate a function (CSS Values 4, 10.2 to 10.6); None for a wrong number of arguments."""
    first = values[0]
    if name == "min" or name == "max":
        return min(values) if name == "min" else max(values)
    # clamp(1px, 2em, 3px)
    if name == "clamp":
        return max(first, min(values[1], values[2])) if len(values) == 3 else None
    if name == "abs" or name == "sign":
        return abs(first) if name == "abs" else float((first > 0) - (first < 0))
    step = values[1] if len(values) == 2 else 1.0
    if len(values) > 2 or step == 0:
        return None
    # round(7px, 2px)
    if name == "round":
        return math.floor(first / step + 0.5) * step
    return first % step if name == "mod" else math.fmod(first, step)


def _product(term: str, em: float, base: float | None) -> float | None:
    factors = re.split(r"\s*([*/])\s*", term)
    result: float | None = None
    for operator, factor in zip(["*", *factors[1::2]], factors[::2], strict=True):
        plain = _NUMBER.fullmatch(factor)
        value = float(plain[1]) if plain and not plain[2] else pixels(factor, em, base)
        if value is None or (operator == "/" and value == 0):
            return None
        result = (
            value if result is None else (result * value if operator == "*" else result / value)
        )
    return result


@remember_short(4096)
def colour(text: str) -> Colour | str | None:
    """A colour; CURRENT for `currentcolor`; None if the text is not a colour."""
    text = text.strip()
    text = _SYSTEM.get(text.lower(), text)
    if "(" in text and _SUMS.search(text):
        # rgb(255 255 255 / calc(1 / 2))
        text = _SUMS.sub(_summed, text)
    try:
        found = color5.parse_color(text)
        if found is None:
            return to_srgb_mix(text) or _relative(text) or _contrasting(text)
        return CURRENT if isinstance(found, str) else to_srgb(found)
    except (ValueError, TypeError, AttributeError, NotImplementedError, AssertionError):
        return None


_SUMS = regex(r"(?<=[\s,/(])(?:calc|min|max|clamp)\((?:[^()]|\([^()]*\))*\)", re.IGNORECASE)


def _summed(found: re.Match[str]) -> str:
    text = found[0].lower()
    value = number(text)
    if value is None:
        return text
    return f"{value * 100:g}%" if "%" in text else f"{value:g}"


def to_srgb_mix(text: str) -> Colour | str | None:
    """`color-mix(in …, a 30%, b)`, mixed in sRGB whatever space it names (CSS Color 5, 3)."""
    token = tinycss2.parse_one_component_value(text, skip_comments=True)
    if token.type != "function" or token.lower_name != "color-mix":
        return None
    _, *parts = split(tinycss2.serialize(token.arguments), ",")
    # color-mix(in srgb, black 30%, white)
    if len(parts) != 2:
        return None
    found: list[Colour] = []
    shares: list[float | None] = []
    for part in parts:
        words = split(part, " ")
        share = [word for word in words if word.endswith("%")]
        mixed = colour(" ".join(word for word in words if not word.endswith("%")))
        if not isinstance(mixed, Colour):
            return None
        found.append(mixed)
        shares.append(number(share[0]) if share else None)
    first = shares[0] if shares[0] is not None else 1 - (0.5 if shares[1] is None else shares[1])
    one, other = found
    return Colour(*(a * first + b * (1 - first) for a, b in zip(one, other, strict=True)))


def _contrasting(text: str) -> Colour | None:
    """Evaluate `contrast-color(navy)`: white or black, by contrast (CSS Color 5, 6)."""
    if not text.lower().startswith("contrast-color("):
        return None
    of = colour(text[text.index("(") + 1 :].rstrip(") "))
    if not isinstance(of, Colour):
        return None
    return max((BLACK, WHITE), key=lambda shade: lightness_contrast(shade, of))


def _relative(text: str) -> Colour | None:
    """Evaluate a relative colour: `rgb(from white r g b / 50%)`."""
    if "from" not in text.lower():
        return None
    plain = written_out(text, colour, number)
    found = colour(plain) if plain is not None else None
    return found if isinstance(found, Colour) else None


def split(text: str, separator: str) -> list[str]:
    """The parts of a value at its top level; `separator` is a comma, or a space (or slash)."""
    parts: list[list[object]] = [[]]
    for token in tinycss2.parse_component_value_list(text, skip_comments=True):
        if (token == ",") if separator == "," else (token.type == "whitespace" or token == "/"):
            parts.append([])
        else:
            parts[-1].append(token)
    return [tinycss2.serialize(part).strip() for part in parts if part]


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
