"""Fast path for texts in which no line can begin a message, such as novels and reports.

    The council met in the evening, as it always did: nobody had seen the tide come in so far.

Without quote marks and tables a message begins on a line that shows a layout's sign
(`layouts/table.py`), and most signs need a colon. So only lines with a colon are examined. If one
shows a sign, the general parser reads the whole document. If none does, the text is a single piece
of narrative; `tests/test_no_mail.py` checks that the general parser finds the same.
"""

from __future__ import annotations

import re
from string import digits

from mailrecon.layouts import shows_sign
from mailrecon.lexicon import Lexicon
from mailrecon.lexicon.folding import ocr_shape
from mailrecon.model import Document, Parsed, Segment, SegmentKind, Span
from mailrecon.parse.ledger import check_ledger
from mailrecon.regex import regex
from mailrecon.scan import MARKUP, Lines
from mailrecon.scan.headings.finder import find_headings
from mailrecon.scan.labels import COLONS, LIKE_CC, MAX_MISREAD
from mailrecon.scan.page_marks import has_page_marks
from mailrecon.scan.signs import has_run, marks_of
from mailrecon.scan.stand_ins import KnownSigns

# Single characters that exclude this path: of quotations, tables, and colons of other scripts.
_MARKS = ("\r", ">", "|", "＞", *COLONS.replace(":", ""))
# A line of words with one colon and nothing but words behind it, as in most prose.
_WORDS_AND_COLON = regex(
    r"([A-Za-z ]+):[ !#-9;-?A-~]*(?<=[A-Za-z0-9,.;!?)'])$", re.ASCII | re.MULTILINE
)


def parse_without_mail(document: Document, lexicon: Lexicon) -> Parsed | None:
    """The result of the general parser for a text without messages; None for any other text.

    Raises LedgerError.
    """
    text = document.text
    if not document.is_text_alone or not text:
        return None
    marks = marks_of(text)
    if (
        any(map(marks.__contains__, _MARKS))
        or (colons := _colons_without_sign(text, lexicon)) is None
        or has_page_marks(text, lexicon, KnownSigns(marks, colons))
        or any(_has(text, marks, mark) for mark in MARKUP)
        or _has_heading(text, marks, lexicon)
    ):
        return None
    segments = [Segment(SegmentKind.NARRATIVE, Span(0, len(text)))]
    check_ledger(segments, len(text), document.name)
    return Parsed(document, (), tuple(segments))


def _has(text: str, marks: str, mark: str) -> bool:
    """Whether a mark is in a text: ` --` is not where there is no dash, `>, ` not without `>`."""
    for character in mark:
        if character not in " ," and character not in marks:
            return False
    return has_run(text, mark) if mark == mark[0] * 3 else mark in text


def _colons_without_sign(text: str, lexicon: Lexicon) -> list[int] | None:
    """The colons of a text that may follow a capitalised word; None if a line with a colon shows
    the sign of a layout.

    Most such lines of prose have only words before their only colon, which form no label, and
    nothing but words behind it.
    """
    find, find_last, match, labels = text.find, text.rfind, _WORDS_AND_COLON.match, lexicon.labels
    colons: list[int] = []
    colon = find(":")
    while colon >= 0:
        start = find_last("\n", 0, colon) + 1
        plain = match(text, start)
        if plain is not None:
            raw, said = plain.group(0, 1)
            words = said.replace(" ", "")
            key = words.lower()
            if (
                key not in labels
                and "  " not in raw
                and (len(key) > MAX_MISREAD or _is_not_misread(said, key, lexicon))
                and not key.endswith("news")
            ):
                if words[1:] != key[1:]:
                    colons.append(colon)
                colon = find(":", start + len(raw))
                continue
        end = find("\n", colon)
        if shows_sign(text[start:] if end < 0 else text[start:end], lexicon):
            return None
        while colon >= 0 and (colon < end or end < 0):
            colons.append(colon)
            colon = find(":", colon + 1)
    return colons


def _is_not_misread(text: str, key: str, lexicon: Lexicon) -> bool:
    """Whether few words, two at least, cannot be a label that OCR misread: `The pier: it holds`.

    `key` is the text folded. A line drawn at the margin is read as a letter: `i Sent: Monday`.
    """
    return text.find(" ") > 1 and key not in LIKE_CC and ocr_shape(key) not in lexicon.ocr_labels


def _has_heading(text: str, marks: str, lexicon: Lexicon) -> bool:
    """Whether a line has the form of a published heading, which contains a date."""
    if text.isascii() and not any(map(marks.__contains__, digits)):
        return False
    return next(find_headings(Lines(text), lexicon), None) is not None
