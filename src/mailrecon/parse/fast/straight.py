"""Fast path: parse plain documents in one loop, with the same result as the general parser.

    FYI, see below.

    ________________________________
    From: Ann Poe <ann@quay.example>
    Sent: Monday, May 4, 2020 9:12 AM
    To: Ben Ost <ben@dock.example>
    Subject: Tide tables

    Dear Ben, the tables are out.

Most forwarded mail has this form: blocks of known labels, a blank line below each, and a writer's
own words. If any line does not fit, `parse_straight` returns None, and the general parser reads the
whole document. So a new rule in the general parser needs no change here if it concerns lines that
are not plain words, or headers that lack one of From, Date, Subject and To. For all other rules,
the tests compare the two results.

Headers are read by plans (`layouts/labelled/plain_lines.py`). An integer (`line_state`) classifies
each line: most are plain words, and only the others are checked further.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import accumulate

from mailrecon.layouts import Block, fitting
from mailrecon.layouts.evidence import THRESHOLD_PARTIAL, Pair, is_mail
from mailrecon.layouts.labelled.plain import known_label
from mailrecon.layouts.labelled.plain_lines import PlainLines, has_other_colons, read_header
from mailrecon.layouts.table import closes_nothing, shows_sign
from mailrecon.lexicon import Lexicon, fold
from mailrecon.model import Document, Draft, Notice, Parsed, Role, Segment, SegmentKind, Span
from mailrecon.parse.above.introduction import (
    find_introduction,
    introduces_nothing,
    line_that_introduces,
)
from mailrecon.parse.above.plain_above import is_sentence_above
from mailrecon.parse.above.separators import MAX_BLANKS, FoundIntroduction, separator_kind
from mailrecon.parse.code import in_code, may_hold_strings, opens_record
from mailrecon.parse.ends.attachments import is_of_list
from mailrecon.parse.ends.pasted import may_hold_entries
from mailrecon.parse.ends.repeated_posts import holds_posts
from mailrecon.parse.fast.plain_text import (
    MAY_NUMBER_PAGE,
    has_marked_openings,
    has_marks,
    is_inert,
    is_of_text,
    is_text,
    line_state,
    lines_to_examine,
    may_open_section,
    without_lines,
)
from mailrecon.parse.gaps import SIGNS_OF_INNER, WIDE_GAP, count_gaps, find_omissions_in_words
from mailrecon.parse.joined_subjects import join_nothing, part_joined_subjects
from mailrecon.parse.ledger import check_ledger
from mailrecon.parse.message_starts import MessageStart, above_header
from mailrecon.scan import Lines, Page, candidate_lines
from mailrecon.scan.attribution import is_framed
from mailrecon.scan.chats import may_hold_chats
from mailrecon.scan.furniture.bates import may_stand_alone
from mailrecon.scan.furniture.kinds import MAY_BE_STAMP, WORDS
from mailrecon.scan.furniture.page_numbers import PAGE_NUMBER_ENDINGS, may_number_pages
from mailrecon.scan.furniture.stamp_forms import HALF_OPENINGS, is_stamp
from mailrecon.scan.headings.finder import find_headings
from mailrecon.scan.headings.signs import may_end_heading
from mailrecon.scan.labels import COLONS
from mailrecon.scan.marked_lines import LONG, MarkedLines, marked_lines
from mailrecon.scan.page import MARKUP
from mailrecon.scan.page_marks import has_page_marks
from mailrecon.scan.patterns import is_exemption_code
from mailrecon.scan.signs import odd_characters
from mailrecon.scan.stand_ins import USUAL_MARKS, KnownSigns

_UNWRAPPED = 100
_SHORT = 40
_OPENING_RULE = "__"
_CANDIDATE_MARKS = (*COLONS[1:], *MARKUP)
_CANDIDATE_MARKS_IN_ASCII = tuple(filter(str.isascii, _CANDIDATE_MARKS))
_MARKS = "|>＞"
_WITHIN = 8
_LINES_ABOVE = 3


def parse_straight(document: Document, lexicon: Lexicon) -> Parsed | None:
    """The general parser's result for a plain document; None for any other. Raises LedgerError."""
    run = read_straight(document, lexicon)
    drafts = run.drafts(len(run.begun)) if run is not None else None
    if run is None or drafts is None:
        return None
    segments = run.segments(len(run.begun))
    check_ledger(segments, len(document.text), document.name)
    return Parsed(document, drafts, segments)


def read_straight(
    document: Document, lexicon: Lexicon, gaps: Counter[int] | None = None
) -> StraightRun | None:
    """The messages of a plain document; None for any other.

    `gaps` are those of the whole document, of which this is a part (`count_gaps`).
    """
    text = document.text
    if not text or not document.is_text_alone:
        return None
    raw = text.split("\n")
    marked = marked_lines(text, raw, lexicon) if len(text) > LONG else None
    shown = None if marked is None else marked.text
    odd = odd_characters(text if shown is None else shown)
    if has_marks(text, odd, shown):
        return None
    # All marks but the odd ones are in nearly every mail.
    known = KnownSigns(odd + USUAL_MARKS, None, shown)
    if has_marked_openings(raw if marked is None else marked.openings) or has_page_marks(
        text, lexicon, known
    ):
        return None
    run = StraightRun(text, raw, odd, marked, lexicon, is_row=document.is_row, gaps=gaps)
    return run if run.find_messages() else None


class StraightRun:
    """One loop over the lines of a text, from its first message to its last."""

    def __init__(
        self,
        text: str,
        raw: Sequence[str],
        odd: str,
        marked: MarkedLines | None,
        lexicon: Lexicon,
        *,
        is_row: bool,
        gaps: Counter[int] | None,
    ) -> None:
        self.begun: list[MessageStart] = []
        self._known_gaps = gaps
        self._text = text
        self.raw = raw
        # The last entry is one past the text's end, which has no line break.
        self.starts = [0, *accumulate([len(line) + 1 for line in raw])]
        self._lines = PlainLines(raw, self.starts, has_other_colons(text))
        self._lexicon = lexicon
        self._is_row = is_row
        self._made_page: Page | None = None
        # Only these lines of a long text are searched for marks.
        self._marked = marked
        self._may_hold_strings = may_hold_strings(text, odd, marked and marked.text)
        # Lines since the last header that are not plain words, with their state.
        self._odd: list[tuple[int, int]] = []
        self._numbers: list[str] = []
        self._opens_section = False

    @property
    def _page(self) -> Page:
        """The scanned page, made only if a rule needs it."""
        if self._made_page is None:
            lines = Lines(self._text)
            self._made_page = Page(
                lines, self._lexicon, candidate_lines(lines), is_row=self._is_row
            )
        return self._made_page

    def find_messages(self) -> bool:
        """Find all messages. Return False if the text may not be plain."""
        raw, lexicon, lines, begun = self.raw, self._lexicon, self._lines, self.begun
        known = _CANDIDATE_MARKS_IN_ASCII if self._text.isascii() else _CANDIDATE_MARKS
        shown = self._text if self._marked is None else self._marked.text
        among = None if self._marked is None else self._marked.numbers
        marks = [":", *(mark for mark in known if mark[-1] in shown and mark in shown)]
        total, floor = len(raw), 0
        self._look_for_section(0)
        for index in lines_to_examine(raw, marks, lexicon, among):
            line = raw[index]
            if index < floor:
                continue
            if not line or line.startswith(_OPENING_RULE):
                self._look_for_section(index if line else index + 1)
            if not line:
                continue
            if ":" in line or any(map(line.__contains__, marks)):
                colon = lines.label_end(line)
                if colon > 0 and known_label(line[:colon], lexicon) is not None:
                    found = self._header(index, floor)
                    if found is None or not self._ends_text(found.lead, found.block):
                        return False
                    begun.append(found)
                    floor = found.block.end
                    continue
                # `On May 4, 2020, Ann Poe wrote:` may begin a message that is not plain.
                if not self._begins_nothing(index, line):
                    return False
            state = line_state(line, lexicon)
            if state != WORDS:
                self._odd.append((index, state))
                if state & MAY_NUMBER_PAGE:
                    self._numbers.append(line)
        return bool(begun) and self._are_words(total, is_body=True) and self._is_of_one_piece()

    def _look_for_section(self, index: int) -> None:
        """Ask whether line `index` may open a section, unless one above may."""
        if not self._opens_section and index < len(self.raw) and self.raw[index]:
            self._opens_section = may_open_section(self.raw[index], self._lexicon)

    def _begins_nothing(self, index: int, line: str) -> bool:
        """Whether no layout finds a header on a line, which has no label."""
        head = line[:_WITHIN]
        if any(map(head.__contains__, _MARKS)):
            return False
        # `________________________________`: a rule is not a layout's sign.
        is_shown = _shows_sign(line, self._lexicon)
        if not is_shown and "--" not in line:
            return True
        # `-----Original Message-----`, `Begin forwarded message:`
        above = tuple(self.raw[max(index - _LINES_ABOVE, 0) : index])
        if (not above or not above[-1]) and closes_nothing(above, line, self._lexicon):
            return True
        if not is_shown and not is_framed(self._page.lines, index):
            return True
        page = self._page
        if page.label(index) is not None:
            return False
        return all(find(page, index) is None for find in fitting(page, index))

    def _ends_text(self, lead: FoundIntroduction, block: Block) -> bool:
        """Whether the lines between the header above and this header's introduction are plain."""
        raw, lexicon = self.raw, self._lexicon
        # A number by itself above the first header may be a page stamp.
        if not self.begun and any(map(may_stand_alone, filter(None, raw[: lead.start]))):
            return False
        if not self._are_words(lead.start, is_body=bool(self.begun)):
            return False
        for line in raw[lead.start : block.start]:
            if line and not is_inert(line, lexicon):
                return False
        for line in raw[block.start : block.end]:
            if line[-1] in PAGE_NUMBER_ENDINGS:
                self._numbers.append(line)
        return True

    def _are_words(self, end: int, *, is_body: bool) -> bool:
        """Whether all odd lines up to `end` (exclusive) are text; they are then removed from the
        list.
        """
        asked = is_text if is_body else is_of_text
        raw, lexicon = self.raw, self._lexicon
        for index, state in self._odd:
            if index < end and not asked(raw[index], state, lexicon):
                return False
        self._odd.clear()
        return True

    def _header(self, index: int, floor: int) -> MessageStart | None:
        """The message whose header begins on line `index`; None if the header is not plain."""
        block = read_header(self._lines, index, self._lexicon)
        if block is None:
            return None
        lead = self._introduction(block, floor)
        # `[1]`, `The lease (3 messages)`, `Let us discuss. Begin forwarded message:`
        if lead.footnote is not None or lead.heading is not None or lead.joined is not None:
            return None
        if not _is_mail(block, lead.evidence) or self._is_in_code(block):
            return None
        # `RELEASE IN PART` above the header
        if (
            lead.start > floor
            and not self._is_below_words(lead.start)
            and above_header(self._page, lead.start, floor).released
        ):
            return None
        return MessageStart(block, lead)

    def _introduction(self, block: Block, floor: int) -> FoundIntroduction:
        """The introduction of a header, the same as from `find_introduction`."""
        above = self._near_above(block.start, floor)
        # No text above it
        if above is None and not any(self.raw[floor : block.start]):
            return FoundIntroduction(block.start)
        if above is not None:
            # `-----Original Message-----`
            line = self.raw[above]
            odd = [index for index, _ in self._odd] if self._odd else ()
            if is_sentence_above(self.raw, above, floor, _subject(block), self._lexicon, odd):
                return FoundIntroduction(block.start)
            may_introduce = not line[0].isalpha() or separator_kind(line.strip(), self._lexicon)
            found = line_that_introduces(line, self._lexicon) if may_introduce else None
            if (
                found is not None
                and not (above > floor and self.raw[above - 1])
                and self._is_plain_above(above, floor)
                and fold(_subject(block)) != found.words
            ):
                return FoundIntroduction(above, found.introduction, evidence=[*found.evidence])
        return find_introduction(self._page, block, floor)

    def _near_above(self, index: int, floor: int) -> int | None:
        """The line above that is not blank, if it is near."""
        for above in range(index - 1, max(index - MAX_BLANKS - 2, floor - 1), -1):
            if self.raw[above]:
                return above
        return None

    def _is_plain_above(self, index: int, floor: int) -> bool:
        """Whether the text above an introducing line is plain words and does not belong to it."""
        higher = self._near_above(index, floor)
        if higher is None:
            return True
        line = self.raw[higher]
        return self._is_no_stamp(line) and introduces_nothing(line, self._lexicon)

    def _is_in_code(self, block: Block) -> bool:
        """Whether a header is in a comment or a string of code, or is data of another kind."""
        if self._may_hold_strings:
            return in_code(self._page, block)
        # The lines of a plain header begin with labels, not all in small letters. Code would have
        # marks or an indent in this place.
        above = block.start - 1
        while above >= 0 and (line := self.raw[above]):
            if opens_record(line):
                return in_code(self._page, block)
            above -= 1
        return False

    def _is_below_words(self, index: int) -> bool:
        """Whether the nearest line above is plain words: not a stamp, `B6` or `FULL`."""
        above = index - 1
        while above >= 0 and not self.raw[above]:
            above -= 1
        line = self.raw[above] if above >= 0 else ""
        return (
            bool(line)
            and self._is_no_stamp(line)
            and (line[1:2].islower() or not is_exemption_code(line.strip()))
        )

    def _is_no_stamp(self, line: str) -> bool:
        """Whether a line begins like plain words and cannot be a stamp."""
        state = line_state(line, self._lexicon)
        return (
            bool(state & WORDS)
            and line[:2] not in HALF_OPENINGS
            and not (state & MAY_BE_STAMP and is_stamp(line.strip()))
        )

    def _is_of_one_piece(self) -> bool:
        """Whether the text has no parts that must be judged from the whole document."""
        begun = self.begun
        if not self._joins_nothing() and part_joined_subjects(self._page, begun) != begun:
            return False
        if self._numbers and may_number_pages(self._numbers):
            return False
        if self._opens_section:
            page = self._page
            if may_hold_chats(page.lines, self._lexicon) or may_hold_entries(page):
                return False
            if holds_posts(page, begun):
                return False
        among = None if self._marked is None else self._marked.numbers
        if not may_end_heading(without_lines(self._text, self.starts, self._dated(), among)):
            return True
        return next(find_headings(self._page.lines, self._lexicon), None) is None

    def _joins_nothing(self) -> bool:
        """Whether clearly no subject or list at a header's end is joined with a text."""
        for start in self.begun:
            # `To: Ost, Ben Hi Eva,`
            if start.block.fields[-1].text.endswith(","):
                return False
        subjects = [_subject(start.block) for start in self.begun]
        return join_nothing(subjects, self._lexicon)

    def _dated(self) -> list[int]:
        """The header lines with a date label and white space after its colon."""
        return [
            line
            for start in self.begun
            # In a plain header each field has one line.
            for line, field in enumerate(start.block.fields, start.block.start)
            if field.role is Role.DATE and self._text[field.span.start - 1].isspace()
        ]

    @cached_property
    def _gaps(self) -> Counter[int]:
        return count_gaps(self.raw) if self._known_gaps is None else self._known_gaps

    def segments(self, count: int) -> tuple[Segment, ...]:
        """The ledger of the first `count` messages and the narrative above them: separator, header
        and body of each.
        """
        found: list[Segment] = []
        starts, size = self.starts, len(self._text)
        position = starts[self.begun[0].lead.start]
        if position:
            found.append(Segment(SegmentKind.NARRATIVE, Span(0, position)))
        for number, message in enumerate(self.begun[:count]):
            block = message.block
            header = starts[block.start]
            if position < header:
                found.append(Segment(SegmentKind.SEPARATOR, Span(position, header), number))
            body = min(starts[block.end], size)
            found.append(Segment(SegmentKind.HEADER, Span(header, body), number))
            position = min(starts[self._end(number)], size)
            if body < position:
                found.append(Segment(SegmentKind.BODY, Span(body, position), number))
        return tuple(found)

    def _end(self, number: int) -> int:
        """The line after the text of a message."""
        below = number + 1
        return self.begun[below].lead.start if below < len(self.begun) else len(self.raw)

    def drafts(self, count: int) -> tuple[Draft, ...] | None:
        """The drafts of the first `count` messages; None if a text is not plain."""
        found: list[Draft] = []
        for number in range(count):
            draft = self._draft(number)
            if draft is None:
                return None
            found.append(draft)
        return tuple(found)

    def _draft(self, number: int) -> Draft | None:
        """The draft of a message; None if the text below its header is not plain."""
        raw, starts = self.raw, self.starts
        begun = self.begun[number]
        block, lead = begun.block, begun.lead
        first, last = block.end, self._end(number)
        while first < last and not raw[first]:
            first += 1
        while last > first and not raw[last - 1]:
            last -= 1
        body: tuple[Span, ...] = ()
        text = ""
        warnings: tuple[Notice, ...] = ()
        if first < last:
            body_lines = raw[first:last]
            whole = Span(starts[first], starts[last] - 1)
            body = (whole,)
            text = whole.of(self._text)
            if not self._is_plain_body(begun, body_lines, text):
                return None
            # Three blank lines, where text may have been removed
            if WIDE_GAP in text:
                warnings = tuple(find_omissions_in_words(whole, self._text, self._gaps))
        else:
            last = 0
        header = Span(starts[block.start], min(starts[block.end], len(self._text)))
        return Draft(
            fields=block.fields,
            header=(header,),
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
            score=sum([weight for _, weight in (*block.evidence, *lead.evidence)]),
            warnings=warnings,
        )

    def _is_plain_body(self, begun: MessageStart, body_lines: Sequence[str], text: str) -> bool:
        """Whether a body has no list of files, no repeated separator and no comma without words."""
        # `report.pdf  112K` as the last line
        if is_of_list(body_lines[-1], self._lexicon):
            return False
        # `Ann , Ben`: something was removed.
        if max(map(len, body_lines)) > _UNWRAPPED and any(map(text.__contains__, SIGNS_OF_INNER)):
            return False
        start, end = begun.lead.start, begun.block.start
        if start == end:
            return True
        opening = body_lines[0].strip()
        return all(line.strip() != opening for line in self.raw[start:end])


def _subject(block: Block) -> str:
    """The subject of a plain header, which always has one."""
    for field in block.fields:
        if field.role is Role.SUBJECT:
            return field.text
    return ""


def _is_mail(block: Block, evidence: Sequence[Pair]) -> bool:
    """Whether the evidence of a header and of its introduction is enough."""
    every = (*block.evidence, *evidence)
    return sum([weight for _, weight in every]) >= THRESHOLD_PARTIAL or is_mail(block.fields, every)


def _shows_sign(raw: str, lexicon: Lexicon) -> bool:
    return (_shows_sign_once if len(raw) <= _SHORT else shows_sign)(raw, lexicon)


# `---------- Forwarded message ---------`
_shows_sign_once = lru_cache(maxsize=4096)(shows_sign)
