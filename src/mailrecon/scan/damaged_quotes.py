"""Find lines of a quotation that lack its mark: re-wrapped text, or dirt read by OCR.

> I hope the locks open soon because I doubt that we will have the funds next year with the budget
and the drought. Please try to work with everyone on the quay.

> And greet the crew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mailrecon.regex import regex
from mailrecon.scan.quote_marks import angle_marks

SENTENCE_ENDS = (".", "!", "?", ":", ";")
COLONS = (":", "：")
_LABELLED = regex(r"[A-ZÀ-Þ][\w-]{1,14}: \S")
MOST_WORDS_OF_GREETING = 5
_MARKS = ">＞|"
# The first line has at least this many characters. The others may be shorter: in a proportional
# typeface, lines of equal width differ in length.
_WIDE = 72
_SLACK = 8
_LONGEST_PARAGRAPH = 40
_NEAR = 3
_LONGEST_LINE = 60
_LONGEST_DIRT = 6
_SHORTEST_ATTRIBUTION = 24
# `> Shall we?` / `y`
_ANSWERS = frozenset("yYnNkK?!+0123456789")


def wrapped_paragraphs(raw: Sequence[str], marked: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield ranges of unmarked lines (half-open) that continue the quoted line above them.

    `marked` are the lines that begin with a mark.
    """
    count = len(raw)
    found = False
    for index in marked:
        first = index + 1
        if first == count or not raw[first][:1].islower() or raw[index][:1] != ">":
            continue
        above = raw[index].rstrip()
        # `> Where do we get the tickets?` / `at the quay`: an answer
        if len(above) < _WIDE or above.endswith(SENTENCE_ENDS) or above[1:].lstrip()[:1] in _MARKS:
            continue
        end = first
        while end < count and end - first < _LONGEST_PARAGRAPH and _is_unmarked(raw[end]):
            end += 1
        # If the next word would still have fit on a line, the line was not wrapped there.
        width = max(len(line.rstrip()) for line in raw[first:end])
        if len(above) + len(raw[first].split()[0]) + _SLACK < width:
            continue
        below = end
        while below < count and below - end < _NEAR and not raw[below].strip():
            below += 1
        # At the end of the text a paragraph counts only if others were found above it.
        if below == count and not found:
            continue
        if below == count or raw[below][:1] == ">":
            found = True
            yield first, end


def _is_unmarked(line: str) -> bool:
    """Whether a line has text and no quote mark."""
    return bool(line.strip()) and line.lstrip(" \t")[:1] not in _MARKS


def are_labelled(*lines: str) -> bool:
    """Whether lines, quoted or not, begin like a header: `> From: Ann Poe`."""
    return all(_LABELLED.match(line.lstrip("> \t")) for line in lines)


def is_dirt(text: str, above: str) -> bool:
    """Whether a short line between two quoted lines is a bar or stain that OCR read as letters.

    It is, if the line above is one that people do not answer: `> On Mar 18, 2020, at 7:28 PM, Ann
    Poe wrote:` or `> Good evening, Ben:`.
    """
    # A link, which cannot be wrapped, below `>` or below a whole line
    if len(text) > _LONGEST_LINE and "://" in text and " " not in text:
        return above.lstrip(" \t")[:1] in _MARKS
    if len(text) > _LONGEST_DIRT:
        return False
    # `> Dear Ben,` / `=` / `> The gate sticks.`
    if len(text) == 1:
        return text not in _ANSWERS
    closed = above.rstrip(" \t>")
    if not closed.endswith(COLONS):
        return False
    # `> On Mar 18, 2020, at 7:28 PM, Ann Poe wrote:` / `DY oe`
    if len(closed) > _SHORTEST_ATTRIBUTION and any(map(str.isdigit, closed)):
        return True
    # `> Good evening Dr. Poe:` / `po`
    return len(text) == 2 and text.isalpha() and len(closed.split()) <= MOST_WORDS_OF_GREETING


def has_mark_of_empty_line(raw: Sequence[str], index: int, text: str) -> bool:
    """Whether OCR moved an empty line's mark before a greeting, so that no deeper quotation begins.

    `Thank you.` / `> On Mar 15, 2020, at 3:17 PM, Ann Poe wrote:` / `> > Dear Ben:` / `> I …`;
    `text` is that of line `index` behind its marks.
    """
    if index < 2 or index + 1 == len(raw):
        return False
    above, below = raw[index - 1].rstrip(), raw[index + 1]
    return (
        len(text.split()) <= MOST_WORDS_OF_GREETING
        and text.rstrip().endswith((*COLONS, ","))
        and above.endswith(COLONS)
        and raw[index - 2].lstrip()[:1] not in _MARKS
        and angle_marks(below) == 1
        and len(below.split()) > MOST_WORDS_OF_GREETING
    )
