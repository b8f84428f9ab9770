"""Fast path for a native message (EML, mbox, PST) whose text is plain and holds no other mail.

    From: Ann Poe <ann@quay.example>
    Message-ID: <4f1c@quay.example>

    The boat is late.

Most mail of a mailbox has this form. Its own header needs no evidence; the lines of its text are
judged by the loop of `straight`.
"""

from __future__ import annotations

from mailrecon.layouts.envelope import read_envelope
from mailrecon.lexicon import Lexicon
from mailrecon.model import Document, Parsed
from mailrecon.parse.fast.plain_text import has_marked_openings, has_marks, is_of_text
from mailrecon.parse.fast.straight import StraightRun
from mailrecon.parse.ledger import check_ledger
from mailrecon.scan.furniture.kinds import WORDS
from mailrecon.scan.page_marks import has_page_marks
from mailrecon.scan.signs import odd_characters
from mailrecon.scan.stand_ins import USUAL_MARKS, KnownSigns

_QUOTE_MARKS = (">", "|", "＞")


def parse_native(document: Document, lexicon: Lexicon) -> Parsed | None:
    """The general parser's result for a plain native message; None for any other document.

    Raises LedgerError.
    """
    run = _run(document, lexicon)
    drafts = run.drafts(1) if run is not None else None
    if run is None or drafts is None:
        return None
    segments = run.segments(1)
    check_ledger(segments, len(document.text), document.name)
    return Parsed(document, drafts, segments)


def _run(document: Document, lexicon: Lexicon) -> StraightRun | None:
    """The straight run over a native message; None if it is not plain."""
    text, envelope = document.text, document.envelope
    if envelope is None or not text or not document.is_native_alone:
        return None
    raw = text.split("\n")
    end = text.count("\n", 0, max(envelope.end - 1, 0)) + 1
    if has_marked_openings(raw[end:]):
        return None
    odd = odd_characters(text)
    if has_marks(text, odd) or has_page_marks(text, lexicon, KnownSigns(odd + USUAL_MARKS, None)):
        return None
    run = StraightRun(
        text,
        raw,
        odd,
        None,
        lexicon,
        is_row=document.is_row,
        is_whole=True,
        has_marked=False,
        gaps=None,
    )
    if not _is_plain_header(run, end):
        return None
    run.begin(read_envelope(run.lines, end))
    return run if run.find_messages() and len(run.begun) == 1 else None


def _is_plain_header(run: StraightRun, end: int) -> bool:
    """Whether no line of a native header, which has `end` lines, is quoted, and none on which no
    field begins may be page furniture.
    """
    for index, line in enumerate(run.raw[:end]):
        if not line or line.lstrip().startswith(_QUOTE_MARKS):
            return False
        if line[0].isspace() or ":" not in line:
            state = run.state(index)
            if state != WORDS and not is_of_text(line, state, run.lexicon):
                return False
    return True
