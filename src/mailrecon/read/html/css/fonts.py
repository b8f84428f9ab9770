"""Tell the widths of letters by the font's name."""

from __future__ import annotations

from mailrecon.regex import regex

# `font-family: Menlo, monospace`
_SAME_WIDTH = regex(
    r"\b(?:ui-)?monospace\b|\bmono\b|courier|consolas|menlo|monaco|lucida console|source code",
)


def has_one_width(family: str) -> bool:
    """Whether all letters of a font have the same width."""
    return _SAME_WIDTH.search(family.lower()) is not None
