"""Parse values of CSS: lengths in pixels, colours, shorthands as longhands.

Values are kept as text until an element's style is computed. Invalid values are dropped, as in
browsers (CSS Syntax 3, 2.2).
"""

from __future__ import annotations

import math
import re

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
