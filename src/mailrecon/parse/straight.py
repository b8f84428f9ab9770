"""Fast path: parse plain documents in one loop, with the same result as the general parser.

    FYI, see below.

    ________________________________
    From: Ann Poe <ann@quay.example>
    Sent: Monday, May 4, 2020 9:12 AM
    To: Ben Ost <ben@dock.example>
    Subject: Tide tables

    Dear Ben, the tables are out.

Most forwarded mail has this form: blocks of known labels, a blank line below each, and a writer's
own words. If any line is anything else, `parse_straight` returns None, and the general parser reads
the whole document. So a new rule in the general parser needs no change here if it concerns lines
that are not plain words, or headers without one of From, Date, Subject and To; for all other rules
the tests compare the two results.

Headers are read by plans (`layouts/labelled/plain.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from mailrecon.layouts import fitting
from mailrecon.layouts.evidence import is_mail
from mailrecon.layouts.labelled.plain import read_plain, split_label
from mailrecon.layouts.table import shows_sign
from mailrecon.lexicon import Lexicon
from mailrecon.model import (
    Document,
    Draft,
    Parsed,
    Role,
    Segment,
    SegmentKind,
    Span,
)
from mailrecon.parse.archive_feet import SIGNS as FEET
from mailrecon.parse.attachments import is_of_list
from mailrecon.parse.code import in_code
from mailrecon.parse.furniture import is_footer
from mailrecon.parse.gaps import SIGNS_OF_INNER
from mailrecon.parse.introduction import find_introduction
from mailrecon.parse.joined_subjects import part_joined_subjects
from mailrecon.parse.ledger import check_ledger
from mailrecon.parse.message_starts import MessageStart, above_header
from mailrecon.parse.pasted import PASTED_MARKS, may_hold_entries
from mailrecon.parse.sections import NUMBERED_MARK
from mailrecon.regex import regex
from mailrecon.scan import Lines, Page, candidate_lines
from mailrecon.scan.attribution import is_framed
from mailrecon.scan.bates import may_stand_alone
from mailrecon.scan.chats import may_hold_chats
from mailrecon.scan.headings import find_headings
from mailrecon.scan.kinds import MAY_BE_FOOTER, MAY_BE_STAMP, MAY_NAVIGATE, WORDS
from mailrecon.scan.margins import WIDE
from mailrecon.scan.navigation import is_control, is_navigation, is_navigation_row
from mailrecon.scan.page_numbers import may_number_pages
from mailrecon.scan.stamp_forms import is_stamp
from mailrecon.scan.stamps import may_be_one_of_several

# Most longer texts have something besides plain mail: to find that out late would cost more than
# this path saves.
_LONGEST = 100_000
_WIDE_GAP = "\n\n\n\n"
_RULE_ENDS = regex(r"[-=*_][^\S\n]*$")
# Signs that a text is not only plain mail: quotations, indented and marked lines, code,
# classification notes, a margin. The first of these rules out most other documents.
_SIGNS = (
    *("\n>", "\n ", "\n\t", "\n|", "\n*", "\n#", "\n+", "\r"),
    *('"""', "'''", "`", "<<", "<!--", "Classified by ", NUMBERED_MARK, WIDE),
    *PASTED_MARKS,
    *FEET,
)
_UNWRAPPED = 100
_SHORT = 40


def parse_straight(document: Document, lexicon: Lexicon) -> Parsed | None:
    """What the general way makes of a plain document; None for any other. Raises LedgerError."""
    page = _plain_page(document, lexicon)
    if page is None:
        return None
    begun = _messages(page)
    if not begun or not _has_plain_text(page, begun) or not _is_of_one_piece(page, begun):
        return None
    drafts: list[Draft] = []
    segments: list[Segment] = []
    lines = page.lines
    for number, start in enumerate(begun):
        block, lead = start.block, start.lead
        end = begun[number + 1].lead.start if number + 1 < len(begun) else len(lines)
        if not number:
            _assign(segments, lines, SegmentKind.NARRATIVE, 0, lead.start, None)
        _assign(segments, lines, SegmentKind.SEPARATOR, lead.start, block.start, number)
        _assign(segments, lines, SegmentKind.HEADER, block.start, block.end, number)
        _assign(segments, lines, SegmentKind.BODY, block.end, end, number)
        draft = _draft(page, start, number, end)
        if draft is None:
            return None
        drafts.append(draft)
    check_ledger(segments, len(document.text), document.name)
    return Parsed(document, tuple(drafts), tuple(segments))


def _plain_page(document: Document, lexicon: Lexicon) -> Page | None:
    """The page of a document that may be plain; None for most others."""
    text = document.text
    if (
        not document.is_text_alone
        or not 0 < len(text) <= _LONGEST
        or any(map(text.__contains__, _SIGNS))
    ):
        return None
    lines = Lines(text)
    page = Page(lines, lexicon, candidate_lines(lines), is_row=document.is_row)
    return page if page.candidates else None


def _is_of_one_piece(page: Page, begun: Sequence[MessageStart]) -> bool:
    """Whether a page has nothing that must be judged from the whole document."""
    lines, lexicon = page.lines, page.lexicon
    return not (
        may_number_pages(lines.raw)
        or may_hold_chats(lines, lexicon)
        or may_hold_entries(page)
        or next(find_headings(lines, lexicon, _dated(lines, begun)), None) is not None
    )


def _dated(lines: Lines, begun: Sequence[MessageStart]) -> list[int]:
    """The lines of headers that have a date's label, and white space behind its colon."""
    return [
        line
        for start in begun
        # In a plain header each field has one line.
        for line, field in enumerate(start.block.fields, start.block.start)
        if field.role is Role.DATE and lines.text[field.span.start - 1].isspace()
    ]


def _messages(page: Page) -> list[MessageStart] | None:
    """The headers of a page, in order; None where a line may begin any that is not plain."""
    begun: list[MessageStart] = []
    floor = 0
    raw = page.lines.raw
    for index in page.candidates:
        if index < floor:
            continue
        known = split_label(raw[index], page.lexicon)
        # `On May 4, 2020, Ann Poe wrote:` may begin a message that is not plain.
        if known is None:
            if not _begins_nothing(page, index):
                return None
            continue
        found = _header(page, index, floor)
        if found is None:
            return None
        begun.append(found)
        floor = found.block.end
    if len(begun) > 1 and part_joined_subjects(page, begun) != begun:
        return None
    return begun


def _begins_nothing(page: Page, index: int) -> bool:
    """Whether no layout finds a header on a line, which has no label."""
    lines = page.lines
    raw = lines.raw[index]
    # `________________________________`: a rule shows no layout's sign.
    if not lines.depth(index) and not (_shows_sign(raw, page.lexicon) or is_framed(lines, index)):
        return True
    if page.label(index) is not None:
        return False
    return all(find(page, index) is None for find in fitting(page, index))


def _shows_sign(raw: str, lexicon: Lexicon) -> bool:
    return (_shows_sign_once if len(raw) <= _SHORT else shows_sign)(raw, lexicon)


# `---------- Forwarded message ---------`
_shows_sign_once = lru_cache(maxsize=4096)(shows_sign)


def _header(page: Page, index: int, floor: int) -> MessageStart | None:
    """The message whose header begins on line `index`; None where that is not plain."""
    block = read_plain(page, index, alone=True)
    if block is None:
        return None
    lead = find_introduction(page, block, floor)
    # `[1]`, `The lease (3 messages)`, `Let us discuss. Begin forwarded message:`
    if lead.footnote is not None or lead.heading is not None or lead.joined is not None:
        return None
    evidence = (*block.evidence, *lead.evidence)
    if not is_mail(block.fields, evidence) or in_code(page, block):
        return None
    # `RELEASE IN PART` above the header
    if not _is_below_words(page, lead.start) and above_header(page, lead.start, floor).released:
        return None
    return MessageStart(block, lead)


def _is_below_words(page: Page, index: int) -> bool:
    """Whether the nearest line above line `index` begins like `Dear`: no stamp, `B6` or `FULL`."""
    lines = page.lines
    above = index - 1
    while above >= 0 and lines.blanks[above]:
        above -= 1
    raw = lines.raw[above] if above >= 0 else ""
    return raw[:1].isalpha() and raw[1:2].islower() and page.kinds[above] == WORDS


def _has_plain_text(page: Page, begun: Sequence[MessageStart]) -> bool:
    """Whether all lines but headers and what introduces them are a writer's own words."""
    raw, kinds = page.lines.raw, page.kinds
    position = 0
    # A number by itself above the first header may be a page stamp.
    if any(map(may_stand_alone, filter(None, raw[: begun[0].lead.start]))):
        return False
    for start in begun:
        block, lead = start.block, start.lead
        if not _are_words(page, position, lead.start):
            return False
        if not all(_is_inert(raw[n], page.lexicon) for n in range(lead.start, block.start)):
            return False
        position = block.end
    return _are_words(page, position, len(kinds))


def _are_words(page: Page, start: int, end: int) -> bool:
    raw, kinds, lexicon = page.lines.raw, page.kinds, page.lexicon
    for line, kind in zip(raw[start:end], kinds[start:end], strict=True):
        if kind != WORDS and line and not _is_text(line, kind, lexicon):
            return False
    return True


def _is_text(line: str, kind: int, lexicon: Lexicon) -> bool:
    """Whether a line that may be a page's is a writer's all the same."""
    return (_is_text_once if len(line) <= _SHORT else _is_text_now)(line, kind, lexicon)


def _is_text_now(line: str, kind: int, lexicon: Lexicon) -> bool:
    if not kind & WORDS or line.isspace():
        return False
    text = line.strip()
    # `QY-000578`
    if kind & MAY_BE_STAMP and (may_be_one_of_several(line) or is_stamp(text)):
        return False
    if kind & MAY_NAVIGATE and (
        is_navigation_row(text, lexicon)
        or is_control(text, lexicon)
        or is_navigation(text, lexicon)
    ):
        return False
    return not (kind & (MAY_BE_FOOTER | MAY_BE_STAMP) and is_footer(line, lexicon.page_furniture))


# `FYI, see below.`, `Thanks,`: many mails repeat the same short lines.
_is_text_once = lru_cache(maxsize=8192)(_is_text_now)


@lru_cache(maxsize=4096)
def _is_inert(line: str, lexicon: Lexicon) -> bool:
    """Whether a line that introduces a header is not furniture, and has no quote mark."""
    if not line:
        return True
    if not line[0].isalpha() and line[0] not in "-_=*~":
        return False
    text = line.strip()
    return not (
        ">" in line[:8]
        or "|" in line
        or may_be_one_of_several(line)
        or is_stamp(text)
        or is_navigation_row(text, lexicon)
        or is_control(text, lexicon)
        or is_navigation(text, lexicon)
        or is_footer(line, lexicon.page_furniture)
    )


def _assign(
    segments: list[Segment],
    lines: Lines,
    kind: SegmentKind,
    start: int,
    end: int,
    owner: int | None,
) -> None:
    """Record the lines `start`..`end` (half-open) as a segment."""
    if start < end:
        span = Span(lines.start(start), lines.start(end))
        if len(span):
            segments.append(Segment(kind, span, owner))


def _draft(page: Page, begun: MessageStart, number: int, end: int) -> Draft | None:
    """The message whose text ends at the line `end`; None if that is not plain text."""
    lines = page.lines
    block, lead = begun.block, begun.lead
    first, last = block.end, end
    while first < last and not lines.raw[first]:
        first += 1
    while last > first and not lines.raw[last - 1]:
        last -= 1
    body: tuple[Span, ...] = ()
    text = ""
    if first < last:
        body_lines = lines.raw[first:last]
        text = "\n".join(body_lines)
        if not _is_plain_body(page, begun, body_lines, text):
            return None
        body = (Span(lines.starts[first], lines.starts[last - 1] + len(body_lines[-1])),)
    else:
        last = 0
    evidence = (*block.evidence, *lead.evidence)
    return Draft(
        fields=block.fields,
        header=(Span(lines.starts[block.start], lines.start(block.end)),),
        body=body,
        body_text=text.rstrip(),
        lines=(block.start, max(block.end, last)),
        layout=block.layout,
        language=block.language,
        languages=block.languages,
        quote_depth=0,
        introduction=lead.introduction or block.introduction,
        enclosing=number - 1 if number else None,
        footnote=None,
        heading=None,
        thread=None,
        score=sum(weight for _, weight in evidence),
    )


def _is_plain_body(page: Page, begun: MessageStart, body_lines: Sequence[str], text: str) -> bool:
    """Whether no rule finds a hole, a list of files, or the end of a forward in a body."""
    # Four line ends in a row, or `report.pdf  112K` as the last line
    if _WIDE_GAP in text or is_of_list(page, body_lines[-1]):
        return False
    # `----- End of forwarded message -----`
    if any(line[-1:] in "-=*_ \t" and _RULE_ENDS.search(line) for line in body_lines):
        return False
    if "、" in text and any(line.rstrip().endswith("、") for line in body_lines):
        return False
    if any(map(text.__contains__, SIGNS_OF_INNER)) and any(
        len(line) > _UNWRAPPED for line in body_lines
    ):
        return False
    above = page.lines.raw[begun.lead.start : begun.block.start]
    return body_lines[0].strip() not in [line.strip() for line in above]
