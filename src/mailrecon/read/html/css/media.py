"""Evaluate media queries and `@supports` conditions for a page on a screen (Media Queries 4)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mailrecon.read.html.css.names import KNOWN
from mailrecon.read.html.css.shorthands import longhands
from mailrecon.read.html.css.values import MEDIUM, VIEWPORT_HEIGHT, VIEWPORT_WIDTH, number, pixels
from mailrecon.regex import regex

_FEATURE = regex(r"\(([^()]{0,200})\)")
_RANGE = regex(r"(<=|>=|<|>|=)")
_DOTS = regex(r"(\d+\.?\d*|\.\d+)(dppx|x|dpi|dpcm)")
_DENSITY = {"dppx": 1.0, "x": 1.0, "dpi": 96.0, "dpcm": 96 / 2.54}
# A laptop's screen with default settings (Media Queries 5).
_WORDS = {
    "prefers-color-scheme": "light",
    "prefers-reduced-motion": "no-preference",
    "prefers-contrast": "no-preference",
    "forced-colors": "none",
    "hover": "hover",
    "any-hover": "hover",
    "pointer": "fine",
    "any-pointer": "fine",
    "scripting": "enabled",
    "update": "fast",
    "display-mode": "browser",
    "inverted-colors": "none",
    "color-gamut": "srgb",
    "dynamic-range": "standard",
    "overflow-block": "scroll",
    "overflow-inline": "scroll",
    "prefers-reduced-transparency": "no-preference",
    "prefers-reduced-data": "no-preference",
    "video-dynamic-range": "standard",
    "video-color-gamut": "srgb",
    "environment-blending": "opaque",
}
# Bits per colour, and features that a laptop's screen lacks.
_COUNTS = {"color": 8.0, "color-index": 0.0, "monochrome": 0.0, "grid": 0.0}
LENGTHS = {
    "width": VIEWPORT_WIDTH,
    "height": VIEWPORT_HEIGHT,
    "device-width": VIEWPORT_WIDTH,
    "device-height": VIEWPORT_HEIGHT,
}
# The deepest nesting of brackets that is evaluated.
_DEEPEST = 100
_BARE = frozenset(["color", "hover", "any-hover", "pointer", "any-pointer", "width", "height"])


def is_too_deep(condition: str) -> bool:
    """Whether brackets nest too deep to be evaluated; the condition then counts as true."""
    depth = deepest = 0
    for sign in _BRACKETS.findall(condition):
        depth += 1 if sign == "(" else -1
        deepest = max(deepest, depth)
    return deepest >= _DEEPEST


_BRACKETS = regex(r"[()]")


def holds(query: str) -> bool:
    """Whether a list of media queries matches a screen; an empty one does."""
    if is_too_deep(query):
        return True
    query = re.sub(r"/\*.*?\*/", " ", query, flags=re.DOTALL).strip().lower()
    return not query or any(_one(part.strip()) for part in query.split(","))


def _one(query: str) -> bool:
    negated = query.startswith("not ") and not query.startswith("not (")
    words = query.removeprefix("not ") if negated else query.removeprefix("only ")
    medium, _, condition = words.strip().partition(" and ")
    if medium.lstrip().startswith(("(", "not")):
        return condition_of(words)
    found = medium.strip() in ("all", "screen") and (not condition or condition_of(condition))
    return found is not negated


def condition_of(text: str, lengths: Mapping[str, float] = LENGTHS) -> bool:
    """Whether a condition of features is true, innermost brackets first; unknown ones are false.

    `lengths` are those of the page, or of a container.
    """
    for _ in range(_DEEPEST):
        reduced = _FEATURE.sub(lambda found: " 1 " if _feature(found[1], lengths) else " 0 ", text)
        if reduced == text:
            break
        text = reduced
    words = text.split()
    if not words or any(word not in ("0", "1", "not", "and", "or") for word in words):
        return False
    if words[0] == "not":
        return words[1:2] == ["0"]
    values = [word == "1" for word in words if word in ("0", "1")]
    return any(values) if "or" in words else all(values)


def _feature(text: str, lengths: Mapping[str, float]) -> bool:
    """Evaluate one feature, or a condition whose features were already decided."""
    text = text.strip()
    if re.fullmatch(r"(?:0|1|not|and|or|\s)+", text):
        return condition_of(text)
    name, colon, value = (part.strip() for part in text.partition(":"))
    if not colon:
        if _RANGE.search(text):
            return _in_range(text, lengths)
        return name in _BARE
    if name == "orientation":
        return (lengths["height"] >= lengths["width"]) is (value == "portrait")
    if name in _WORDS:
        return _WORDS[name] == value
    # `-webkit-min-device-pixel-ratio`, `min--moz-device-pixel-ratio`: older names.
    name = name.replace("-webkit-", "").replace("-moz-", "")
    bound = name.removeprefix("min-").removeprefix("max-")
    wanted, given = _wanted(bound, value), lengths.get(bound, _COUNTS.get(bound, 1.0))
    if wanted is None:
        return False
    if bound in ("aspect-ratio", "device-aspect-ratio"):
        given = lengths["width"] / max(lengths["height"], 1.0)
    if name.startswith("min-"):
        return given >= wanted
    return given <= wanted if name.startswith("max-") else given == wanted


def _wanted(bound: str, value: str) -> float | None:
    """The value that a feature requires: a length, a count, dots per pixel; None if unknown."""
    if bound in LENGTHS or bound in ("inline-size", "block-size"):
        return pixels(value, MEDIUM)
    if bound == "resolution":
        dots = _DOTS.fullmatch(value)
        return float(dots[1]) / _DENSITY[dots[2]] if dots is not None else None
    if bound in ("aspect-ratio", "device-aspect-ratio", "device-pixel-ratio") or bound in _COUNTS:
        above, _, below = value.partition("/")
        share = number(above.strip()), number(below.strip() or "1")
        return share[0] / share[1] if share[0] is not None and share[1] else None
    return None


def _in_range(text: str, lengths: Mapping[str, float]) -> bool:
    """`400px <= width < 900px`, `width >= 600px`."""
    parts = [part.strip() for part in _RANGE.split(text)]
    values = [lengths.get(part, pixels(part, MEDIUM)) for part in parts[::2]]
    for operator, left, right in zip(parts[1::2], values, values[1:], strict=False):
        if left is None or right is None:
            return False
        if not {
            "<": left < right,
            ">": left > right,
            "<=": left <= right,
            ">=": left >= right,
            "=": left == right,
        }[operator]:
            return False
    return True


def is_supported(condition: str) -> bool:
    """Whether an `@supports` condition is true: `(display: grid) and (not (display: bogus))`."""
    if is_too_deep(condition):
        return True
    text = _SELECTOR.sub(
        lambda found: " 0 " if _UNKNOWN.search(found[1]) else " 1 ", condition.lower()
    )
    for _ in range(_DEEPEST):
        reduced = _FEATURE.sub(lambda found: " 1 " if _is_known(found[1]) else " 0 ", text)
        if reduced == text:
            break
        text = reduced
    return condition_of(text)


# A selector counts as supported, except for names that no standard has.
_SELECTOR = regex(r"selector\(([^()]*(?:\([^()]*\)[^()]*)*)\)")
_UNKNOWN = regex(r":(?:-moz|-ms|bogus|unknown|nope|x-)")


def _is_known(text: str) -> bool:
    """Whether a declaration may be valid, or a condition of decided declarations is true."""
    if re.fullmatch(r"(?:0|1|not|and|or|\s)+", text.strip()):
        return condition_of(text)
    name, colon, value = text.partition(":")
    name = name.strip()
    if not colon or name.startswith("--"):
        return bool(colon)
    # `(-webkit-touch-callout: none)` asks for another browser.
    return name in KNOWN and bool(longhands(name, value))
