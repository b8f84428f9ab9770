"""Find the lines of a long text on which there is more than plain words.

    The council met in the evening, as it always did
    (see below): nobody had seen the tide come in so far.

The first line has only letters, spaces and marks of sentences. In long texts nearly all lines are
such lines. Most rules look for other marks, digits, or unusual first characters, so they need to
search only the other lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mailrecon.lexicon import Lexicon
from mailrecon.regex import regex
from mailrecon.scan.furniture.kinds import KEY, WORDS, line_openings
from mailrecon.scan.odd_headers import may_open_label
from mailrecon.scan.signs import PLAIN, has_run

# In UTF-8, Latin and Cyrillic letters have these bytes only. The first byte of all other characters
# is left, and shows that a line is not plain.
_LETTERS = bytes((0xC3, 0xC4, 0xC5, 0xD0, 0xD1, *range(0x80, 0xC0)))
_PLAIN_BYTES = PLAIN.encode("ascii") + _LETTERS
# Of shorter texts all lines are searched, and of those with more than one mark for so many
# characters.
LONG = 4_000
_CHARACTERS_A_MARK = 16
# `From   Ann Poe`: a wide gap in place of a colon.
_GAP = "   "
# The rarer character is sought first, in half the time of both together.
_ENDS_WITH_SPACE = regex(r"\n(?<= \n)")


class MarkedLines(NamedTuple):
    """The lines of a text that are not plain.

    `numbers` are those with a mark, a wide gap, an unusual beginning or a space at the end; blank
    lines are among them. `shown` are those with a mark, a wide gap or a beginning that plain words
    never have, and `text` has these between the same line breaks. `openings` are the first
    characters of all lines, each once; `raw` are all lines, parted at line feeds.
    """

    raw: list[str]
    numbers: Sequence[int]
    shown: Sequence[int]
    text: str
    openings: frozenset[str]


def marked_lines(text: str, raw: list[str], lexicon: Lexicon) -> MarkedLines | None:
    """The lines of `text` that are not plain; None if many are not.

    `raw` are its lines, parted at line feeds.
    """
    left = text.encode("utf-8", "surrogatepass").translate(None, _PLAIN_BYTES)
    if len(left) - len(raw) > len(text) / _CHARACTERS_A_MARK:
        return None
    marks = left.split(b"\n")
    if text.isascii():
        openings = [line[:KEY] for line in raw]
    else:
        openings = [line[:KEY] if line.isascii() else line[: KEY + 1] for line in raw]
    every = frozenset(openings)
    kinds = line_openings(lexicon)
    # `The archive`: a footer may begin like it.
    unusual = {one for one in every if kinds[one] != WORDS}
    # `  The boat`, `Froml Ann Poe`
    odd = {one for one in every if one and (not kinds[one] & WORDS or may_open_label(one))}
    numbers = [n for n, one in enumerate(openings) if marks[n] or one in unusual]
    shown = [n for n in numbers if marks[n] or openings[n] in odd]
    if text.endswith(" ") or _ENDS_WITH_SPACE.search(text) is not None:
        numbers = sorted({*numbers, *[n for n, line in enumerate(raw) if line.endswith(" ")]})
    if has_run(text, _GAP):
        gaps = [n for n, line in enumerate(raw) if _GAP in line]
        numbers, shown = sorted({*numbers, *gaps}), sorted({*shown, *gaps})
    if not shown:
        return MarkedLines(raw, numbers, shown, "", every)
    first = "" if shown[0] == 0 else "\n"
    last = "" if shown[-1] == len(raw) - 1 else "\n"
    lines = "\n".join([raw[n] for n in shown])
    return MarkedLines(raw, numbers, shown, f"{first}{lines}{last}", every)
