"""Fast path for texts in which no line can begin a message, such as novels and reports.

    The council met in the evening, as it always did: nobody had seen the tide come in so far.

Without quote marks and tables a message begins on a line that shows a layout's sign
(`layouts/table.py`), and most signs need a colon. So only lines with a colon are examined. If one
shows a sign, the general parser reads the whole document. If none does, the text is a single piece
of narrative; `tests/test_no_mail.py` checks that the general parser finds the same.
"""

from __future__ import annotations

from string import ascii_letters, digits

from mailrecon.layouts import shows_sign
from mailrecon.lexicon import Lexicon
from mailrecon.model import Document, Parsed, Segment, SegmentKind, Span
from mailrecon.parse.ledger import check_ledger
from mailrecon.scan import MARKUP, Lines
from mailrecon.scan.headings.finder import find_headings
from mailrecon.scan.labels import COLONS, MAX_MISREAD
from mailrecon.scan.page_marks import has_page_marks
from mailrecon.scan.signs import has_run, marks_of
from mailrecon.scan.stand_ins import KnownSigns

# Single characters that exclude this path: of quotations, tables, and colons of other scripts.
_MARKS = ("\r", ">", "|", "＞", *COLONS.replace(":", ""))
# Last characters of lines of plain words, and what these lines have none of.
_ENDINGS = frozenset(ascii_letters + digits + ",.;!?)'")
_ODD_MARKS = ('"', "\t", "@", "--")


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

    Most such lines of prose have only words before their only colon, more than any label has, and
    nothing but words behind it.
    """
    find, find_last, labels = text.find, text.rfind, lexicon.labels
    odd = [mark for mark in _ODD_MARKS if mark[0] in text]
    colons: list[int] = []
    colon = find(":")
    while colon >= 0:
        start = find_last("\n", 0, colon) + 1
        end = find("\n", colon)
        raw = text[start:] if end < 0 else text[start:end]
        words = text[start:colon].replace(" ", "")
        if (
            len(words) > MAX_MISREAD
            and words.isalpha()
            and raw[-1] in _ENDINGS
            and raw.isascii()
            and "  " not in raw
            and raw.count(":") == 1
            and not (odd and any(map(raw.__contains__, odd)))
            and (lowered := words.lower()) not in labels
            and not words.endswith("news")
        ):
            if words[1:] != lowered[1:]:
                colons.append(colon)
        elif shows_sign(raw, lexicon):
            return None
        else:
            while colon >= 0 and (colon < end or end < 0):
                colons.append(colon)
                colon = find(":", colon + 1)
            continue
        colon = find(":", end) if end >= 0 else -1
    return colons


def _has_heading(text: str, marks: str, lexicon: Lexicon) -> bool:
    """Whether a line has the form of a published heading, which contains a date."""
    if text.isascii() and not any(map(marks.__contains__, digits)):
        return False
    return next(find_headings(Lines(text), lexicon), None) is not None
