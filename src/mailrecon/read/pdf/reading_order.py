"""Put the words of a row of a page into reading order: from the left or from the right."""

from __future__ import annotations

import unicodedata
from itertools import groupby

from mailrecon.read.pdf.marks import Mark


def in_reading_order(row: list[Mark]) -> list[Mark]:
    """A row in reading order: from the right if most of its letters are written that way.

    Words of the other direction inside it keep their own order: `שלום Ann Poe שלום`.
    """
    directions = [_direction(mark.text) for mark in row]
    # `Ann Poe שלום` runs from the left.
    if directions.count("R") <= directions.count("L"):
        return row
    # Mirror the row, so that gaps are measured as in other rows.
    edge = row[0].left + max(mark.right for mark in row)
    mirrored = [
        mark._replace(left=edge - mark.right, right=edge - mark.left) for mark in reversed(row)
    ]
    ordered: list[Mark] = []
    for is_left, run in groupby(mirrored, key=lambda mark: _direction(mark.text) == "L"):
        stretch = list(run)
        # `Ann Poe` within a Hebrew row keeps its order.
        if is_left and len(stretch) > 1:
            start, end = stretch[0].left, stretch[-1].right
            stretch = [
                mark._replace(left=start + end - mark.right, right=start + end - mark.left)
                for mark in reversed(stretch)
            ]
        ordered.extend(stretch)
    return ordered


def _direction(text: str) -> str:
    """The direction of a word's first strong letter: `R`, `L`, or `-` if it has none."""
    if text.isascii():
        return "L" if any(map(str.isalpha, text)) else "-"
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("R", "AL"):
            return "R"
        if kind == "L":
            return "L"
    return "-"
