"""Names for the marks of pages, each with other letters of the same width.

A page is a text with marks such as `{a}`, each for one of `WORDS`.
"""

from __future__ import annotations

# Each mark with two names of the same letters' width in a monospaced font.
WORDS = {
    "a": ("Harbour Gate", "Mxtkefv Quyl"),
    "b": ("Yellow Kites", "Brnksa Olmdz"),
    "c": ("Dune Village", "Fakh Pumbtxo"),
    "s": ("Zebulon Quark", "Hmnclxh Wacnd"),
}
FONT = "<style>html{font:16px/1.4 monospace}body{min-height:380px}button{font:inherit}</style>"


def filled(page: str, other: str = "") -> str:
    """The page with its words; with the other letters for the mark `other`."""
    for mark, (word, instead) in WORDS.items():
        page = page.replace(f"{{{mark}}}", instead if mark == other else word)
    return page
