"""What a page shows as removed: elements named for it, pictures of it, empty dark boxes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mailrecon.read.colours import is_legible, lightness_contrast
from mailrecon.read.html.style import Style
from mailrecon.read.html.tags import word_set
from mailrecon.regex import regex

MARK = "[redacted]"
# Names of classes and elements; the strokes in them and letters before `_` or `__` don't count.
_NAMES = word_set(
    """redact redacted redaction redactions redactedtext redactedname redactiontext
    redactionbar redactedblock isredacted textredacted redactedcontent blackout blackouts
    blackedout blackbar censor censored censorbar censoredtext geschwaerzt geschwärzt
    caviarde caviardé omissis spoilerbar"""
)
_STROKES = regex(r"[-_]+")
_PICTURED = regex(r"redact|withheld|blacked out|geschwärzt|caviardé|█|■{3}", re.IGNORECASE)
LONGEST_NAMED = 300
_WIDTH_OF_LETTER = 6.0
_DEFAULT_WIDTH = 8
_LEAST_WIDTH = 18.0
_DARK = 40.0


def is_named(tag: str, attributes: Mapping[str, str | None]) -> bool:
    """Whether an element's name or class says that the text in it is redacted."""
    names = attributes.get("class")
    if not names:
        return tag in _NAMES
    return tag in _NAMES or any(_STROKES.sub("", name) in _NAMES for name in names.lower().split())


def is_drawn(style: Style, above: Style, spaces: int) -> bool:
    """Whether an element without text is painted as a dark box in the line.

    `spaces` counts the no-break spaces in it: they are how editors give it a width.
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
    """Whether a picture's text says that it stands for something removed."""
    return len(alt) <= LONGEST_NAMED and _PICTURED.search(alt) is not None


def empty_bar(width: float | None) -> str:
    """A bar about as wide as the box it stands for; `width` in points where it is declared."""
    letters = round(width / _WIDTH_OF_LETTER) if width else _DEFAULT_WIDTH
    return "█" * min(max(letters, 3), 40)
