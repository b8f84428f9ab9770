"""Fast path for the plainest mail: one header with simple values, and sentences around it.

Most mail that people convert one by one is like this. `simple_places` recognises it by a pattern,
so none of the searches of the straight run (`parse/fast/straight.py`) for anything else is needed.
What the header and its introduction mean is found as there. Any other text is left to the straight
run; `tests/test_simple.py` compares the two.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from mailrecon.layouts.evidence import THRESHOLD_PARTIAL, is_mail
from mailrecon.layouts.labelled.plain import LONGEST_LABEL, known_label
from mailrecon.layouts.labelled.plain_lines import PlainLines, has_other_colons, read_header
from mailrecon.lexicon import Lexicon
from mailrecon.model import Document, Parsed, Segment, SegmentKind, Span
from mailrecon.parse.above.separators import MAX_BLANKS, FoundIntroduction
from mailrecon.parse.fast.plain_draft import DraftPlace, plain_draft
from mailrecon.parse.fast.plain_lead import lead_at
from mailrecon.parse.fast.plain_text import is_of_text
from mailrecon.parse.fast.simple_text import simple_places
from mailrecon.parse.fast.straight import shows_sign_on
from mailrecon.parse.ledger import check_ledger
from mailrecon.parse.message_starts import MessageStart
from mailrecon.scan.furniture.bates import may_stand_alone
from mailrecon.scan.furniture.kinds import KEY, MAY_BE_STAMP, WORDS, line_openings
from mailrecon.scan.furniture.page_numbers import PAGE_NUMBER_ENDINGS, may_number_pages
from mailrecon.scan.odd_headers import may_open_label, may_open_odd_header, odd_headers

# Longer texts seldom have one message.
_LONGEST = 4_000
_MOST_OPENINGS = 65_536
# By a name of the module, Python finds them ten times as fast as in their enum.
_NARRATIVE, _SEPARATOR = SegmentKind.NARRATIVE, SegmentKind.SEPARATOR
_HEADER, _BODY = SegmentKind.HEADER, SegmentKind.BODY


def parse_simple(document: Document, lexicon: Lexicon) -> Parsed | None:
    """The general parser's result for the plainest mail; None for any other. Raises LedgerError."""
    text = document.text
    if not text or len(text) > _LONGEST or not document.is_text_alone:
        return None
    places = simple_places(text, lexicon)
    if places is None:
        return None
    raw = text.split("\n")
    starts = list(accumulate([len(line) + 1 for line in raw], initial=0))
    index = bisect_left(starts, places.header)
    lines = PlainLines(text, raw, starts, has_other_colons(text), are_simple=True)
    header = read_header(lines, index, lexicon)
    if header is None:
        return None
    block, plan = header
    fields, meaning = block.fields, plan.meaning
    # `To: Ost, Ben Hi Eva,`
    if fields[meaning.date].span.start != places.date or fields[-1].text.endswith(","):
        return None
    above = index if places.lead is None else bisect_left(starts, places.lead)
    # `Sent: Monday, May 4, 2020 9:12 AM To Ben Ost`
    if may_open_odd_header(raw[index + meaning.date]) and _has_odd_header(text, lexicon):
        return None
    if not _are_words(raw, above, block.end, lexicon):
        return None
    numbered = [line for line in raw[index : block.end] if line[-1] in PAGE_NUMBER_ENDINGS]
    if numbered and may_number_pages(numbered):
        return None
    lead = _lead(raw, above, index, fields[meaning.subject].text, lexicon)
    if lead is None:
        return None
    evidence = (*block.evidence, *lead.evidence)
    score = sum([weight for _, weight in evidence])
    if score < THRESHOLD_PARTIAL and not is_mail(fields, evidence):
        return None
    place = DraftPlace(MessageStart(block, lead), len(raw), 0, score)
    draft = plain_draft(place, text, raw, starts, lexicon, Counter)
    if draft is None:
        return None
    segments = _segments(starts[lead.start], draft.header[0], len(text))
    check_ledger(segments, len(text), document.name)
    return Parsed(document, (draft,), segments)


def _has_odd_header(text: str, lexicon: Lexicon) -> bool:
    """Whether a page printed the labels of a header in another way."""
    heads = {line[:1] for line in text.split("\n")}
    return next(odd_headers(text, lexicon, heads), None) is not None


def _segments(start: int, header: Span, size: int) -> tuple[Segment, ...]:
    """The ledger of a message whose introduction begins at offset `start`."""
    found: list[Segment] = []
    if start:
        found.append(Segment(_NARRATIVE, Span(0, start)))
    if start < header.start:
        found.append(Segment(_SEPARATOR, Span(start, header.start), 0))
    found.append(Segment(_HEADER, header, 0))
    if header.end < size:
        found.append(Segment(_BODY, Span(header.end, size), 0))
    return tuple(found)


class _Openings(dict[str, bool]):
    """Whether a line with these first characters may be other than plain words."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        self._known = line_openings(lexicon)

    def __missing__(self, key: str) -> bool:
        found = self._known[key] != WORDS or may_open_label(key)
        if len(self) < _MOST_OPENINGS:
            self[key] = found
        return found


_openings = lru_cache(maxsize=4)(_Openings)


def _are_words(raw: Sequence[str], above: int, below: int, lexicon: Lexicon) -> bool:
    """Whether the lines down to `above` and from `below` on are a writer's own words."""
    openings = _openings(lexicon)
    for first, end in ((0, above), (below, len(raw))):
        for line in raw[first:end]:
            if not line:
                continue
            # `One thing: it is late.`; `Date: it is late.`
            if ":" in line:
                colon = line.find(":", 0, LONGEST_LABEL)
                is_label = colon > 0 and known_label(line[:colon], lexicon) is not None
                if is_label or shows_sign_on(line, lexicon):
                    return False
            if openings[line[: KEY if line.isascii() else KEY + 1]]:
                kind = line_openings(lexicon).kind_of(line)
                # `Froml Ann Poe`
                if may_open_odd_header(line) or not (
                    kind == WORDS
                    or (
                        is_of_text(line, kind, lexicon)
                        # A number by itself above the first header may be a page stamp.
                        and (first or not kind & MAY_BE_STAMP or not may_stand_alone(line))
                    )
                ):
                    return False
    return True


def _lead(
    raw: Sequence[str], start: int, header: int, subject: str, lexicon: Lexicon
) -> FoundIntroduction | None:
    """The introduction of the header, which begins on line `start`; None if it is not plain."""
    if start == header:
        # A line above a header may say something about it.
        return None if any(raw[:header]) else FoundIntroduction(header)
    if (
        start < header - MAX_BLANKS - 1
        or (start and raw[start - 1])
        or may_open_odd_header(raw[start])
    ):
        return None
    return lead_at(raw, start, 0, subject, lexicon)
