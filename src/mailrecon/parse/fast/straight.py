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
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import accumulate, compress, pairwise

from mailrecon.layouts import Block, fitting
from mailrecon.layouts.evidence import THRESHOLD_PARTIAL, Pair, is_mail
from mailrecon.layouts.labelled.plain import known_label
from mailrecon.layouts.labelled.plain_lines import (
    PlainHeader,
    PlainLines,
    has_other_colons,
    read_header,
)
from mailrecon.layouts.table import closes_nothing, shows_sign
from mailrecon.lexicon import Lexicon
from mailrecon.model import Document, Draft, Parsed, Role, Segment, SegmentKind, Span
from mailrecon.parse.above.separators import FoundIntroduction
from mailrecon.parse.code import in_code
from mailrecon.parse.ends.editor_notes import notes_above
from mailrecon.parse.ends.pasted import may_hold_entries, references
from mailrecon.parse.ends.repeated_posts import holds_posts
from mailrecon.parse.fast.plain_draft import DraftPlace, plain_draft
from mailrecon.parse.fast.plain_lead import LeadFinder, lead_of
from mailrecon.parse.fast.plain_marks import (
    are_apart,
    are_plain_marks,
    is_plain_mark,
    is_plain_rule,
    last_line,
    lines_of_text,
)
from mailrecon.parse.fast.plain_text import (
    MAY_NUMBER_PAGE,
    ORNAMENT,
    has_marked_openings,
    has_marks,
    is_of_text,
    is_text,
    is_text_behind_mark,
    lines_to_examine,
    lines_with,
    may_have_sections,
    without_lines,
)
from mailrecon.parse.gaps import count_gaps
from mailrecon.parse.joined_subjects import join_nothing, part_joined_subjects
from mailrecon.parse.ledger import check_ledger
from mailrecon.parse.message_starts import MessageStart
from mailrecon.scan.attribution import is_framed
from mailrecon.scan.chats import find_chats
from mailrecon.scan.furniture.bates import may_stand_alone
from mailrecon.scan.furniture.kinds import MAY_BE_STAMP, WORDS
from mailrecon.scan.furniture.page_numbers import may_number_pages
from mailrecon.scan.headings.finder import find_headings
from mailrecon.scan.headings.signs import may_end_heading
from mailrecon.scan.labels import COLONS
from mailrecon.scan.marked_lines import LONG, MarkedLines, marked_lines
from mailrecon.scan.page import MARKUP
from mailrecon.scan.page_marks import has_page_marks
from mailrecon.scan.signs import odd_characters
from mailrecon.scan.stand_ins import USUAL_MARKS, KnownSigns

_NOTE_MARK = "\n["
_BRACKETS = "[【"
_SHORT = 40
_CANDIDATE_MARKS = (*COLONS[1:], *MARKUP)
_CANDIDATE_MARKS_IN_ASCII = tuple(filter(str.isascii, _CANDIDATE_MARKS))
_MARKS = "|>＞"
_WITHIN = 8
# By a name of the module, Python finds them ten times as fast as in their enum.
_SEPARATOR, _HEADER, _BODY = SegmentKind.SEPARATOR, SegmentKind.HEADER, SegmentKind.BODY


def parse_straight(document: Document, lexicon: Lexicon) -> Parsed | None:
    """The general parser's result for a plain document; None for any other. Raises LedgerError."""
    run = read_straight(document, lexicon, is_whole=True)
    drafts = run.drafts(len(run.begun)) if run is not None else None
    if run is None or drafts is None:
        return None
    segments = run.segments(len(run.begun))
    check_ledger(segments, len(document.text), document.name)
    return Parsed(document, drafts, segments)


def read_straight(
    document: Document,
    lexicon: Lexicon,
    gaps: Counter[int] | None = None,
    *,
    is_whole: bool = False,
) -> StraightRun | None:
    """The messages of a plain document; None for any other.

    `gaps` are those of the whole document, of which this is a part (`count_gaps`). Ornaments,
    rules and quoted text may depend on what is above and below, and are plain in a whole document
    only.
    """
    text = document.text
    if not text or not document.is_text_alone:
        return None
    raw = text.split("\n")
    marked = marked_lines(text, raw, lexicon) if len(text) > LONG else None
    # In much mail with code or lists a line is indented, which is seen first.
    has_marked = has_marked_openings(raw if marked is None else marked.openings)
    if has_marked and not (is_whole and are_plain_marks(raw, document)):
        return None
    shown = None if marked is None else marked.text
    odd = odd_characters(text if shown is None else shown)
    if has_marks(text, odd, shown) or (not is_whole and _NOTE_MARK in text):
        return None
    # All marks but the odd ones are in nearly every mail.
    known = KnownSigns(odd + USUAL_MARKS, None, shown)
    if has_page_marks(text, lexicon, known):
        return None
    run = StraightRun(
        text,
        raw,
        odd,
        marked,
        lexicon,
        is_row=document.is_row,
        is_whole=is_whole,
        has_marked=has_marked,
        gaps=gaps,
    )
    return run if run.find_messages() else None


class StraightRun(LeadFinder):
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
        is_whole: bool,
        has_marked: bool,
        gaps: Counter[int] | None,
    ) -> None:
        super().__init__(text, raw, odd, marked, lexicon, is_row=is_row)
        self._is_whole = is_whole
        # Whether lines begin with a mark (`plain_marks`).
        self._has_marked = has_marked
        # The line after the text of the last message
        self._end_of_text = len(raw)
        self._shown = text if marked is None else marked.text
        self.begun: list[MessageStart] = []
        self._known_gaps = gaps
        # The last entry is one past the text's end, which has no line break.
        self.starts = list(accumulate([len(line) + 1 for line in raw], initial=0))
        self.lines = PlainLines(text, raw, self.starts, has_other_colons(text))
        self._last: PlainHeader | None = None
        # Lines with a mark of a header or an attribution, other than a colon.
        self._signed: Collection[int] = ()
        # Of each message: the subject, and the sum of its evidence.
        self._subjects: list[str] = []
        self._scores: list[float] = []
        # Evidence that many headers have, and its sum
        self._usual: tuple[tuple[Pair, ...], float] = ((), 0.0)
        # Lines with a date, and white space before it.
        self._dated: list[int] = []

    def begin(self, envelope: Block) -> None:
        """Begin with the header of a native message."""
        self.begun.append(MessageStart(envelope, FoundIntroduction(0)))
        subject = envelope.first(Role.SUBJECT)
        self._subjects.append(subject.text if subject is not None else "")
        self._scores.append(envelope.score)
        self.envelope_end = envelope.end

    def find_messages(self) -> bool:
        """Find all messages. Return False if the text may not be plain."""
        raw, lexicon, begun = self.raw, self.lexicon, self.begun
        floor = begun[-1].block.end if begun else 0
        for index in self._lines_to_examine():
            line = raw[index]
            if index < floor or not line:
                continue
            if self._opens_header(line):
                found = self._header(index, floor)
                if found is None or not self._are_words(found.lead.start, is_body=bool(begun)):
                    return False
                begun.append(found)
                floor = found.block.end
            elif not (index and raw[index - 1]) and (
                line == ORNAMENT or lead_of(line, lexicon) is not None
            ):
                if not self._judge_lead():
                    return False
                self.lead = index
            elif not self._judge(index):
                return False
        return (
            bool(begun)
            and self._judge_lead()
            and self._are_words(len(raw), is_body=True)
            and self._is_of_one_piece()
        )

    def _opens_header(self, line: str) -> bool:
        """Whether a line begins with a label."""
        # `From:`, as in the header above
        if self._last is not None and line.startswith(self._last.plan.heads[0]):
            return True
        colon = self.lines.label_end(line)
        return colon > 0 and known_label(line[:colon], self.lexicon) is not None

    def _judge(self, index: int) -> bool:
        """Whether no message begins on a line, which has no label; if it is not plainly words, it
        is left to `_are_words`.
        """
        line = self.raw[index]
        # `On May 4, 2020, Ann Poe wrote:` may begin a message that is not plain.
        if (":" in line or index in self._signed) and not self._begins_nothing(index, line):
            return False
        state = self.state(index)
        if state != WORDS:
            self.odd.append((index, state))
        return True

    def _judge_lead(self) -> bool:
        """What `_judge` says of a line that could introduce a header, but does not."""
        index, self.lead = self.lead, -1
        return index < 0 or self._judge(index)

    def _lines_to_examine(self) -> Iterable[int]:
        """The lines that are not plainly a writer's words, or have a mark of a header or an
        attribution.
        """
        text, shown, among = self.text, self._shown, self.among
        known = _CANDIDATE_MARKS_IN_ASCII if text.isascii() else _CANDIDATE_MARKS
        examined = lines_to_examine(self.raw, self.states, among)
        # A search for two or three characters takes as long as ten for one.
        marks = [mark for mark in known if mark[-1] in shown and mark in shown]
        if not marks:
            return examined
        self._signed = lines_with(marks, self.raw, self.starts, text, among)
        return sorted(self._signed.union(examined))

    def _begins_nothing(self, index: int, line: str) -> bool:
        """Whether no layout finds a header on a line, which has no label."""
        head = line[:_WITHIN]
        if any(map(head.__contains__, _MARKS)):
            return False
        # `________________________________`: a rule is not a layout's sign.
        is_shown = shows_sign_on(line, self.lexicon)
        if not is_shown and "--" not in line:
            return True
        # `-----Original Message-----`, `Begin forwarded message:`
        if not (index and self.raw[index - 1]) and closes_nothing(line, self.lexicon):
            return True
        if not is_shown and not is_framed(self.page.lines, index):
            return True
        page = self.page
        if page.label(index) is not None:
            return False
        return all(find(page, index) is None for find in fitting(page, index))

    def _are_words(self, end: int, *, is_body: bool) -> bool:
        """Whether all odd lines up to `end` (exclusive) are text; they are then removed from the
        list.
        """
        if not self.odd:
            return True
        asked = is_text if is_body else is_of_text
        raw, lexicon = self.raw, self.lexicon
        for index, state in self.odd:
            if index >= end or (
                self._has_marked and is_plain_mark(raw[index], lexicon, is_body=is_body)
            ):
                continue
            if asked(raw[index], state, lexicon):
                # A number by itself above the first header may be a page stamp.
                if not is_body and state & MAY_BE_STAMP and may_stand_alone(raw[index]):
                    return False
            elif not (is_body and self._is_whole and self._is_plain_anyway(index, state)):
                return False
        self.odd.clear()
        return True

    def _is_plain_anyway(self, index: int, state: int) -> bool:
        """Whether a line of the last message's text begins with a mark and is plain."""
        raw, lexicon = self.raw, self.lexicon
        return is_text_behind_mark(raw[index], state, lexicon) or is_plain_rule(
            raw, index, self.begun[-1].block.end, lexicon
        )

    def _header(self, index: int, floor: int) -> MessageStart | None:
        """The message whose header begins on line `index`; None if the header is not plain."""
        header = self._last = read_header(self.lines, index, self.lexicon, self._last)
        if header is None:
            return None
        block, meaning = header.block, header.plan.meaning
        subject = block.fields[meaning.subject].text
        # In a chain most headers are right below a text.
        lead = None if self.lead < 0 else self.usual_lead(index, subject, floor)
        if lead is not None:
            if self.is_near_string(block) and in_code(self.page, block):
                return None
        elif self.lead < 0 or self._judge_lead():
            lead = self.lead_in_general(block, subject, floor)
        if lead is None:
            return None
        evidence: tuple[Pair, ...] = block.evidence
        if lead.evidence:
            evidence = (*evidence, *lead.evidence)
        # Most headers of a chain share their evidence.
        if evidence is not self._usual[0]:
            self._usual = evidence, sum([weight for _, weight in evidence])
        score = self._usual[1]
        if score < THRESHOLD_PARTIAL and not is_mail(block.fields, evidence):
            return None
        self._subjects.append(subject)
        self._scores.append(score)
        date = block.fields[meaning.date].span.start
        if self.text[date - 1].isspace():
            self._dated.append(index + meaning.date)
        return MessageStart(block, lead)

    def _is_of_one_piece(self) -> bool:
        """Whether the text has no parts that must be judged from the whole document."""
        begun = self.begun
        if self._has_marked:
            last = last_line(self, begun)
            if last is None or not are_apart(self.raw, begun):
                return False
            self._end_of_text = last
        if any(map(self.text.__contains__, _BRACKETS)) and self._has_notes():
            return False
        if not self._joins_nothing() and part_joined_subjects(self.page, begun) != begun:
            return False
        if self._may_number_pages():
            return False
        headers = {start.block.start for start in begun}
        lines = lines_of_text(self.raw) if self._has_marked else self.raw
        if may_have_sections(lines, headers, self._signed, self.lexicon):
            page = self.page
            if find_chats(page.lines, (), self.lexicon) or may_hold_entries(page):
                return False
            if holds_posts(page, begun):
                return False
        # A date below its label is not a heading's.
        if not may_end_heading(without_lines(self.text, self.starts, self._dated, self.with_marks)):
            return True
        return next(find_headings(self.page.lines, self.lexicon), None) is None

    def _has_notes(self) -> bool:
        """Whether a note of an editor or of the document is below a message.

        `[Editor's note: The lock was closed in June.]` / `From: Ben Ost`
        """
        begun, page = self.begun, self.page
        first = self.starts[begun[0].lead.start]
        return (_NOTE_MARK in self.text and bool(references(self.text, first))) or any(
            next(notes_above(page, above.block.end, below.lead.start), None) is not None
            for above, below in pairwise(begun)
        )

    def _may_number_pages(self) -> bool:
        """Whether a line has the form of a page number."""
        raw, states = self.raw, self.states
        ends = map(MAY_NUMBER_PAGE.__and__, states)
        # All messages of a chain have the same subject.
        return may_number_pages(sorted(set(compress(raw, ends))))

    def _joins_nothing(self) -> bool:
        """Whether clearly no subject or list at a header's end is joined with a text."""
        for start in self.begun:
            # `To: Ost, Ben Hi Eva,`
            if start.block.fields[-1].text.endswith(","):
                return False
        return len(self.begun) == 1 or join_nothing(self._subjects, self.lexicon)

    def gaps(self) -> Counter[int]:
        """The gaps of the whole document."""
        if self._known_gaps is None:
            self._known_gaps = count_gaps(self.raw, self.among)
        return self._known_gaps

    def segments(self, count: int) -> tuple[Segment, ...]:
        """The ledger of the first `count` messages and the narrative above them: separator, header
        and body of each.
        """
        found: list[Segment] = []
        starts, size = self.starts, len(self.text)
        position = starts[self.begun[0].lead.start]
        if position:
            found.append(Segment(SegmentKind.NARRATIVE, Span(0, position)))
        for number, message in enumerate(self.begun[:count]):
            block = message.block
            header = starts[block.start]
            if position < header:
                found.append(Segment(_SEPARATOR, Span(position, header), number))
            body = min(starts[block.end], size)
            found.append(Segment(_HEADER, Span(header, body), number))
            position = min(starts[self._end(number)], size)
            if body < position:
                found.append(Segment(_BODY, Span(body, position), number))
        # `* * *` below the last message
        if position < size and count == len(self.begun):
            found.append(Segment(SegmentKind.NARRATIVE, Span(position, size)))
        return tuple(found)

    def _end(self, number: int) -> int:
        """The line after the text of a message."""
        below = number + 1
        return self.begun[below].lead.start if below < len(self.begun) else self._end_of_text

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
        begun, end = self.begun[number], self._end(number)
        place = DraftPlace(begun, end, number, self._scores[number], self._has_marked)
        return plain_draft(place, self.text, self.raw, self.starts, self.lexicon, self.gaps)


def shows_sign_on(raw: str, lexicon: Lexicon) -> bool:
    """What `shows_sign` says of a line; short lines are remembered."""
    return (_shows_sign_once if len(raw) <= _SHORT else shows_sign)(raw, lexicon)


# `---------- Forwarded message ---------`
_shows_sign_once = lru_cache(maxsize=4096)(shows_sign)
