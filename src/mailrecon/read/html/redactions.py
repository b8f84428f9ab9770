"""Recognize redactions of a page: elements with such names, pictures, empty dark boxes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from mailrecon.lexicon import fold, load
from mailrecon.read.html.element_style import ComputedStyle
from mailrecon.read.redaction.colours import is_legible, lightness_contrast
from mailrecon.read.redaction.redaction_markers import is_marker
from mailrecon.regex import regex

MARK = "[redacted]"
# `redacted-text`, `is-redacted`: additions to a word for a redaction in class names.
_ENDINGS = ("", "text", "name", "bar", "block", "content")
_BEGINNINGS = ("is", "text")
_STROKES = regex(r"[-_]+")
_BLOCKS = regex("█|■{3}")
LONGEST_NAMED = 300
_WIDTH_OF_LETTER = 6.0
_DEFAULT_WIDTH = 8
_LEAST_WIDTH = 18.0
_DARK = 40.0


def is_named(tag: str, attributes: Mapping[str, str | None]) -> bool:
    """Whether an element's name or class marks its text as redacted."""
    named = _names()
    classes = attributes.get("class") or ""
    return tag in named or any(_STROKES.sub("", name) in named for name in classes.lower().split())


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    """Names of classes and elements for redactions, without hyphens and underscores."""
    words = {fold(word) for word in load().redaction_words}
    return frozenset(
        {word + ending for word in words for ending in _ENDINGS}
        | {beginning + word for word in words for beginning in _BEGINNINGS}
    )


def is_drawn(style: ComputedStyle, above: ComputedStyle, spaces: int) -> bool:
    """Whether an element without text is drawn as a dark box in the line.

    `spaces` counts its no-break spaces, with which editors give it a width.
    """
    solid = style.solid
    if solid is None or solid.opacity < 0.9 or style.gone is not None or not style.visible:
        return False
    if not (spaces >= 2 or (style.width is not None and style.width >= _LEAST_WIDTH)):
        return False
    if lightness_contrast(solid, solid._replace(red=0.0, green=0.0, blue=0.0)) > _DARK:
        return False
    return all(is_legible(solid, ground) for ground in above.ground)


def is_pictured(alt: str) -> bool:
    """Whether a picture's alternative text is a redaction marker."""
    if len(alt) > LONGEST_NAMED:
        return False
    # `alt="████"`, `alt="[redacted]"`, `alt="redacted name"`
    return _BLOCKS.search(alt) is not None or is_marker(alt) or _words().search(alt) is not None


@lru_cache(maxsize=1)
def _words() -> re.Pattern[str]:
    words = sorted(load().redaction_words, key=lambda word: (-len(word), word))
    # Scripts without spaces have no word boundaries.
    ends = r"(?<![a-zà-ÿ])", r"(?![a-zà-ÿ])"
    return re.compile(f"{ends[0]}(?:{'|'.join(map(re.escape, words))}){ends[1]}", re.IGNORECASE)


def empty_bar(width: float | None) -> str:
    """A bar about as wide as the box it replaces; `width` in points if it is declared."""
    letters = round(width / _WIDTH_OF_LETTER) if width else _DEFAULT_WIDTH
    return "█" * min(max(letters, 3), 40)
