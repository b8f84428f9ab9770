"""Fast path for texts in which no line can begin a message, such as novels and reports.

    The council met in the evening, as it always did: nobody had seen the tide come in so far.

Without quote marks and tables a message begins on a line that shows a layout's sign
(`layouts/table.py`), and most signs need a colon. So only lines with a colon are examined. If one
shows a sign, the general parser reads the whole document. If none does, the text is a single piece
of narrative; `tests/test_no_mail.py` checks that the general parser finds the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from string import digits

from mailrecon.layouts import shows_sign
from mailrecon.lexicon import Lexicon
from mailrecon.model import Document, Parsed, Segment, SegmentKind, Span
from mailrecon.parse.ledger import check_ledger
from mailrecon.regex import regex
from mailrecon.scan import MARKUP, Lines
from mailrecon.scan.headings.finder import find_headings
from mailrecon.scan.labels import COLONS, MAX_MISREAD, find_label
from mailrecon.scan.page_marks import has_page_marks
from mailrecon.scan.signs import has_run, marks_of
from mailrecon.scan.stand_ins import KnownSigns

# Single characters that exclude this path: of quotations, tables, and colons of other scripts.
_MARKS = ("\r", ">", "|", "＞", *COLONS.replace(":", ""))
# A text with mail often shows a sign on one of its first lines with a colon.
_FIRST = 4
_TOGETHER = 4_096
# The text before a line's only colon if it is words and nothing but words follow, as in most prose;
# of any other line nothing. A line break is above each line.
_HEADS = regex(
    r"\n(?:([A-Za-z ]+)(?<!news):[ !#-9;-?A-~]*(?<=[A-Za-z0-9,.;!?)'])(?![^\n])|[^\n]*)", re.ASCII
)


def parse_without_mail(document: Document, lexicon: Lexicon) -> Parsed | None:
    """The result of the general parser for a text without messages; None for any other text.

    Raises LedgerError.
    """
    text = document.text
    if not document.is_text_alone or not text:
        return None
    marks, doubled = marks_of(text)
    if (
        any(map(marks.__contains__, _MARKS))
        or (colons := _colons_without_sign(text, lexicon)) is None
        or has_page_marks(text, lexicon, KnownSigns(marks, colons, doubled=doubled))
        or any(_has(text, marks, doubled, mark) for mark in MARKUP)
        or _has_heading(text, marks, lexicon)
    ):
        return None
    segments = [Segment(SegmentKind.NARRATIVE, Span(0, len(text)))]
    check_ledger(segments, len(text), document.name)
    return Parsed(document, (), tuple(segments))


def _has(text: str, marks: str, doubled: str, mark: str) -> bool:
    """Whether a mark is in a text: ` --` is not where there is no dash, `>, ` not without `>`."""
    for character in mark:
        if character not in " ," and character not in marks:
            return False
    return has_run(text, mark, doubled) if mark == mark[0] * 3 else mark in text


def _colons_without_sign(text: str, lexicon: Lexicon) -> list[int] | None:
    """The colons of a text that may follow a capitalised word; None if a line with a colon shows
    the sign of a layout.
    """
    colons: list[int] = []
    for starts, lines in _lines_with_colon(text):
        found = _colons_among(starts, lines, lexicon)
        if found is None:
            return None
        colons += found
    return colons


def _lines_with_colon(text: str) -> Iterator[tuple[list[int], list[str]]]:
    """The lines of a text that have a colon, and where they begin: few, then many together."""
    find, find_last = text.find, text.rfind
    colon, wanted = find(":"), _FIRST
    while colon >= 0:
        starts: list[int] = []
        lines: list[str] = []
        while colon >= 0 and len(lines) < wanted:
            start, end = find_last("\n", 0, colon) + 1, find("\n", colon)
            starts.append(start)
            lines.append(text[start:end] if end >= 0 else text[start:])
            colon = find(":", end) if end >= 0 else -1
        yield starts, lines
        wanted = _TOGETHER


def _colons_among(
    starts: Sequence[int], lines: Sequence[str], lexicon: Lexicon
) -> list[int] | None:
    """The result of `_colons_without_sign` for lines that have a colon.

    Most such lines of prose have only words before their only colon, which form no label, and
    nothing but words behind it.
    """
    together = "\n".join(("", *lines))
    heads = _HEADS.findall(together)
    others = {"", *_labels_among(heads, lexicon)}
    if "  " in together:
        others.update(head for head, line in zip(heads, lines, strict=True) if "  " in line)
    doubtful = [n for n, head in enumerate(heads) if head in others or not head[1:].islower()]
    colons: list[int] = []
    for number in doubtful:
        start, line, head = starts[number], lines[number], heads[number]
        if head not in others:
            colons.append(start + len(head))
            continue
        if shows_sign(line, lexicon):
            return None
        colons += [start + place for place, sign in enumerate(line) if sign == ":"]
    return colons


def _labels_among(heads: Sequence[str], lexicon: Lexicon) -> set[str]:
    """Those of the texts before a line's only colon that are labels, perhaps misread by OCR."""
    keys = "\n".join(heads).replace(" ", "").lower().split("\n")
    short = {head for head, key in zip(heads, keys, strict=False) if len(key) <= MAX_MISREAD}
    found = {head for head in short if find_label(f"{head}:", lexicon) is not None}
    if not lexicon.labels.keys().isdisjoint(keys):
        found.update(head for head, key in zip(heads, keys, strict=True) if key in lexicon.labels)
    return found


def _has_heading(text: str, marks: str, lexicon: Lexicon) -> bool:
    """Whether a line has the form of a published heading, which contains a date."""
    if text.isascii() and not any(map(marks.__contains__, digits)):
        return False
    return next(find_headings(Lines(text), lexicon), None) is not None
