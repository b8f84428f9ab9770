"""Recognise a sentence above a header: it ends the text above and is not an introduction.

    The boat is late, and I have asked for the tables.

    From: Ann Poe <ann@quay.example>

In a chain nearly every header is below the writer's own words. `is_sentence_above` is True only if
`find_introduction` would find no introduction. If it is False, there may or may not be one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

from mailrecon.lexicon import Lexicon
from mailrecon.parse.above.item_series import may_be_of_series
from mailrecon.parse.above.separators import (
    LONGEST_SEPARATOR,
    NEAR_END,
    ends_separate_nothing,
    may_count_messages,
    may_number_item,
    opens_no_item,
    separator_kind,
)
from mailrecon.parse.above.titles import TITLE_DISTANCE, may_be_title
from mailrecon.scan.furniture.stamp_forms import HALF_OPENINGS

SENTENCE_ENDS = frozenset(".!?,")


def is_sentence_above(
    raw: Sequence[str],
    index: int,
    floor: int,
    subject: str,
    lexicon: Lexicon,
    odd: Collection[int] = (),
) -> bool:
    """Whether line `index` is a sentence that does not introduce the header right below.

    Lines above `floor` belong to another message; `subject` is the header's. Of the lines between,
    `odd` are those that are not plainly words (`line_state`).
    """
    line = raw[index]
    if (
        index in odd
        or line[-1:] not in SENTENCE_ENDS
        or not line.isascii()
        or (":" in line or ";" in line or "[" in line or "(" in line or "  " in line)
        or line.startswith("From ")
        # A line that repeats the subject would be its title.
        or not subject[:1].isascii()
        or line[:1].lower() == subject.lstrip()[:1].lower()
        or not _have_no_title(raw, index, floor, lexicon, odd)
        or may_count_messages(line, lexicon)
    ):
        return False
    separates_nothing = _ends_separate_nothing(line[:NEAR_END], line[-NEAR_END:], lexicon)
    if not separates_nothing and separator_kind(line, lexicon) is not None:
        return False
    # `The boat is late.`: items and series end with a number or a capital, or begin with a number.
    if len(line) > LONGEST_SEPARATOR or (line[0].isalpha() and "a" <= line[-2:-1] <= "z"):
        return True
    # `Exhibit 14.`, `E-mail 2,`; there are no brackets.
    names_no_item = not may_number_item(line) or opens_no_item(line, lexicon)
    return names_no_item and not may_be_of_series(line)


# `I have asked `: many sentences begin and end alike.
_ends_separate_nothing = lru_cache(maxsize=8192)(ends_separate_nothing)


def _have_no_title(
    raw: Sequence[str], index: int, floor: int, lexicon: Lexicon, odd: Collection[int]
) -> bool:
    """Whether the lines from `index` upwards are plain words, none like a memo's title."""
    seen = 0
    while index >= floor and seen < TITLE_DISTANCE:
        line = raw[index]
        if line:
            if index in odd or line[:2] in HALF_OPENINGS or may_be_title(line, lexicon):
                return False
            seen += 1
        index -= 1
    return True
