"""Fast path for texts in which no line can begin a message, such as novels and reports.

    The council met in the evening, as it always did: nobody had seen the tide come in so far.

Without quote marks and tables a message begins on a line that shows a layout's sign
(`layouts/table.py`), and most signs need a colon. So only lines with a colon are examined. If one
shows a sign, the general parser reads the whole document. If none does, the text is a single piece
of narrative; `tests/test_no_mail.py` checks that the general parser finds the same.
"""

from __future__ import annotations

from mailrecon.layouts import shows_sign
from mailrecon.lexicon import Lexicon
from mailrecon.model import Document, Parsed, Segment, SegmentKind, Span
from mailrecon.parse.ledger import check_ledger
from mailrecon.scan import MARKUP, Lines
from mailrecon.scan.headings.finder import find_headings
from mailrecon.scan.labels import COLONS
from mailrecon.scan.page_marks import has_page_marks

# Single characters that exclude this path: of quotations, tables, and colons of other scripts.
_MARKS = ("\r", ">", "|", "＞", *COLONS.replace(":", ""))
_DIGITS = "0123456789"


def parse_without_mail(document: Document, lexicon: Lexicon) -> Parsed | None:
    """The result of the general parser for a text without messages; None for any other text.

    Raises LedgerError.
    """
    text = document.text
    if (
        not document.is_text_alone
        or not text
        or any(mark in text for mark in _MARKS)
        or _has_sign_at_colon(text, lexicon)
        or has_page_marks(text, lexicon)
        or any(_has(text, mark) for mark in MARKUP)
        or _has_heading(text, lexicon)
    ):
        return None
    segments = [Segment(SegmentKind.NARRATIVE, Span(0, len(text)))]
    check_ledger(segments, len(text), document.name)
    return Parsed(document, (), tuple(segments))


def _has(text: str, mark: str) -> bool:
    """Whether a mark is in a text: ` --` is not where there is no dash, `>, ` not without `>`.

    A search for one character is ten times as fast as one for several.
    """
    return mark[0] in text and mark[-1] in text and mark in text


def _has_sign_at_colon(text: str, lexicon: Lexicon) -> bool:
    """Whether a line with a colon shows the sign of a layout."""
    colon = text.find(":")
    while colon >= 0:
        start = text.rfind("\n", 0, colon) + 1
        end = text.find("\n", colon)
        raw = text[start:] if end < 0 else text[start:end]
        if shows_sign(raw, lexicon):
            return True
        colon = text.find(":", end) if end >= 0 else -1
    return False


def _has_heading(text: str, lexicon: Lexicon) -> bool:
    """Whether a line has the form of a published heading, which contains a date."""
    if text.isascii() and not any(digit in text for digit in _DIGITS):
        return False
    return next(find_headings(Lines(text), lexicon), None) is not None
