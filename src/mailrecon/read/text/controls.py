"""Detect control codes of terminals and printers in plain text (see `terminal`)."""

from __future__ import annotations

from mailrecon.read.redaction.tag_letters import has_tag_letters
from mailrecon.regex import regex

# A bar struck over a line from its beginning, in a text whose lines end otherwise.
_OVERPRINTS = tuple(f"\r{sign * 2}" for sign in "█▓▒■X#")
# An escape that does not announce letters, as `\x1b$B` does in Japanese mail (ISO 2022).
_ESCAPE = regex(r"\x1b[^$(-/]")


def has_controls(text: str) -> bool:
    """Whether control codes may change how a text looks."""
    if (
        ("\x1b" in text and _ESCAPE.search(text))
        or "\x08" in text
        or ("\r" in text and is_overprinted(text))
    ):
        return True
    return not text.isascii() and ("\x9b" in text or has_tag_letters(text))


def is_overprinted(text: str) -> bool:
    """Whether a bar is struck over a line from its beginning."""
    return any(bar in text for bar in _OVERPRINTS) and "\n" in text
