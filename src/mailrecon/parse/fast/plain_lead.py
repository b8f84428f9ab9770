"""For the fast path `straight`: find what introduces a header of the plain form.

    -----Original Message-----
    Begin forwarded message:

Below a blank line such a line means the same in every text, so it is judged once (`lead_of`). Other
lines above a header are read by the rules of `parse/above`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from mailrecon.layouts import Block
from mailrecon.layouts.table import closes_nothing, shows_sign
from mailrecon.lexicon import Lexicon, fold
from mailrecon.parse.above.introduction import (
    Introduces,
    find_introduction,
    introduces_nothing,
    line_that_introduces,
)
from mailrecon.parse.above.plain_above import SENTENCE_ENDS, is_sentence_above
from mailrecon.parse.above.separators import MAX_BLANKS, FoundIntroduction, separator_kind
from mailrecon.parse.code import has_no_strings_near, in_code, may_hold_strings, opens_record
from mailrecon.parse.fast.plain_text import ORNAMENT, is_inert, line_state, line_states
from mailrecon.parse.message_starts import above_header
from mailrecon.scan import Lines, Page, candidate_lines
from mailrecon.scan.furniture.kinds import MAY_BE_STAMP, WORDS, LazyKinds
from mailrecon.scan.furniture.page_numbers import may_number_pages
from mailrecon.scan.furniture.stamp_forms import HALF_OPENINGS, is_stamp
from mailrecon.scan.marked_lines import MarkedLines
from mailrecon.scan.patterns import is_exemption_code

# Longer lines seldom recur.
_LONGEST = 60
_NEAR_START = 8
_QUOTE_MARKS = "|>＞"
# A line above an ornament is not the title of the header below.
_NO_SUBJECT = "\x00"


def lead_of(line: str, lexicon: Lexicon) -> Introduces | None:
    """What a line below a blank one says of the header right below, if it can be nothing but its
    introduction; otherwise None.
    """
    if line[-1] in SENTENCE_ENDS or len(line) > _LONGEST:
        return None
    return _lead_of(line, lexicon)


@lru_cache(maxsize=4096)
def _lead_of(line: str, lexicon: Lexicon) -> Introduces | None:
    if line[0].isalpha() and not separator_kind(line.strip(), lexicon):
        return None
    shown = "--" in line or shows_sign(line, lexicon)
    if (
        any(mark in line[:_NEAR_START] for mark in _QUOTE_MARKS)
        or (shown and not closes_nothing(line, lexicon))
        or not is_inert(line, lexicon)
        or opens_record(line)
        or may_number_pages([line])
    ):
        return None
    return line_that_introduces(line, lexicon)


class LeadFinder:
    """The lines of a text, and what introduces the headers among them.

    `states` has the bits of each line (`line_states`). `odd` are the lines since the last header
    that are not plain words, with all their bits (`line_state`); `lead` is the last line that may
    introduce a header (`lead_of`) and is not judged yet, or -1.
    """

    def __init__(
        self,
        text: str,
        raw: Sequence[str],
        odd: str,
        marked: MarkedLines | None,
        lexicon: Lexicon,
        *,
        is_row: bool,
    ) -> None:
        self.text = text
        self.raw = raw
        self.lexicon = lexicon
        self._marked = marked
        # Only these lines of a long text are searched for marks.
        self.among = None if marked is None else marked.numbers
        self.with_marks = None if marked is None else marked.shown
        self.states = line_states(raw, lexicon, ascii_only=text.isascii(), among=self.among)
        self.odd: list[tuple[int, int]] = []
        self.lead = -1
        self.may_hold_strings = may_hold_strings(text, odd, marked and marked.text)
        self._is_row = is_row
        # The line below the header of a native message, or 0
        self.envelope_end = 0
        self._made_page: Page | None = None

    @property
    def page(self) -> Page:
        """The scanned page, made only if a rule needs it."""
        if self._made_page is None:
            lines = Lines(self.text, self._marked)
            candidates = candidate_lines(lines, among=self.with_marks)
            # Few lines of a long text are asked for.
            kinds = None if self.among is None else LazyKinds(self.raw, self.lexicon)
            self._made_page = Page(
                lines,
                self.lexicon,
                candidates,
                envelope_end=self.envelope_end,
                is_row=self._is_row,
                _kinds=kinds,
            )
        return self._made_page

    def state(self, index: int) -> int:
        """The bits of a line that is not empty."""
        state = self.states[index]
        return state if state == WORDS else line_state(self.raw[index], self.lexicon)

    def usual_lead(self, index: int, subject: str, floor: int) -> FoundIntroduction | None:
        """The introduction of a header if it is one known line above, below blank lines or plain
        words.
        """
        raw, lead = self.raw, self.lead
        if lead < index - MAX_BLANKS - 1 or lead < 0 or any(raw[lead + 1 : index]):
            return None
        found = lead_at(raw, lead, floor, subject, self.lexicon)
        if found is not None:
            self.lead = -1
        return found

    def lead_in_general(self, block: Block, subject: str, floor: int) -> FoundIntroduction | None:
        """The introduction of a header; None if it is not plain."""
        raw, start = self.raw, block.start
        # Below most texts there is one blank line.
        above = start - 2
        if above < floor or not raw[above] or raw[start - 1]:
            above = self._near_above(start, floor)
        line = raw[above] if above >= 0 else ""
        if line[-1:] in SENTENCE_ENDS and self._is_sentence(above, floor, subject):
            lead = FoundIntroduction(start)
            # `The boat is late.`
            if line[1:2].islower():
                return None if self._is_in_code(block) else lead
            is_below_words = False
        elif (ornament := self._ornament(above, floor) if line == ORNAMENT else None) is not None:
            lead, is_below_words = ornament
        else:
            lead = self._introduction(block, subject, above, floor)
            is_below_words = False
        # `[1]`, `The lease (3 messages)`, `Let us discuss. Begin forwarded message:`
        if lead.footnote is not None or lead.heading is not None or lead.joined is not None:
            return None
        if self._is_in_code(block):
            return None
        # `RELEASE IN PART` above the header
        if (
            not is_below_words
            and lead.start > floor
            and not self._is_below_words(lead.start)
            and above_header(self.page, lead.start, floor).released
        ):
            return None
        for line in self.raw[lead.start : block.start]:
            if line and not is_inert(line, self.lexicon):
                return None
        return lead

    def _ornament(self, index: int, floor: int) -> tuple[FoundIntroduction, bool] | None:
        """The introduction that is an ornament alone, and whether it is below plain words; None if
        what is above may belong to it.
        """
        above = self._near_above(index, floor)
        if above < 0:
            return None if any(self.raw[floor:index]) else (FoundIntroduction(index), False)
        line = self.raw[above]
        if above == index - 1 or not (
            line[-1:] in SENTENCE_ENDS and self._is_sentence(above, floor, _NO_SUBJECT)
        ):
            return None
        return FoundIntroduction(index), line[1:2].islower()

    def _is_sentence(self, index: int, floor: int, subject: str) -> bool:
        """Whether a line is a sentence that does not introduce the header right below."""
        odd = [number for number, _ in self.odd] if self.odd else ()
        return is_sentence_above(self.raw, index, floor, subject, self.lexicon, odd)

    def _introduction(
        self, block: Block, subject: str, above: int, floor: int
    ) -> FoundIntroduction:
        """The introduction of a header, the same as from `find_introduction`.

        The line `above` is the nearest with text, and not a sentence; -1 if none is near.
        """
        raw, lexicon = self.raw, self.lexicon
        # No text above it
        if above < 0:
            if not any(raw[floor : block.start]):
                return FoundIntroduction(block.start)
            return find_introduction(self.page, block, floor)
        # `-----Original Message-----`
        line = raw[above]
        may_introduce = not line[0].isalpha() or separator_kind(line.strip(), lexicon)
        found = line_that_introduces(line, lexicon) if may_introduce else None
        if (
            found is not None
            and not (above > floor and raw[above - 1])
            and self._is_plain_above(above, floor)
            and fold(subject) != found.words
        ):
            return FoundIntroduction(above, found.introduction, evidence=[*found.evidence])
        return find_introduction(self.page, block, floor)

    def _near_above(self, index: int, floor: int) -> int:
        """The line above that is not blank, if it is near; otherwise -1."""
        raw = self.raw
        last = index - MAX_BLANKS - 2
        if last < floor - 1:
            last = floor - 1
        index -= 1
        while index > last:
            if raw[index]:
                return index
            index -= 1
        return -1

    def _is_plain_above(self, index: int, floor: int) -> bool:
        """Whether the text above an introducing line is plain words and does not belong to it."""
        higher = self._near_above(index, floor)
        return higher < 0 or (
            self._is_no_stamp(higher) and introduces_nothing(self.raw[higher], self.lexicon)
        )

    def is_near_string(self, block: Block) -> bool:
        """Whether a header may be in a string or a comment of several lines."""
        return self.may_hold_strings and not has_no_strings_near(self.raw, block.start, block.end)

    def _is_in_code(self, block: Block) -> bool:
        """Whether a header is in a comment or a string of code, or is data of another kind."""
        if self.is_near_string(block):
            return in_code(self.page, block)
        # The lines of a plain header begin with labels, not all in small letters. Code would have
        # marks or an indent in this place.
        above = block.start - 1
        while above >= 0 and (line := self.raw[above]):
            if opens_record(line):
                return in_code(self.page, block)
            above -= 1
        return False

    def _is_below_words(self, index: int) -> bool:
        """Whether the nearest line above is plain words: not a stamp, `B6` or `FULL`."""
        raw = self.raw
        above = index - 1
        while above >= 0 and not raw[above]:
            above -= 1
        return (
            above >= 0
            and self._is_no_stamp(above)
            and (raw[above][1:2].islower() or not is_exemption_code(raw[above].strip()))
        )

    def _is_no_stamp(self, index: int) -> bool:
        """Whether a line begins like plain words and cannot be a stamp."""
        return is_no_stamp(self.raw[index], self.state(index))


def lead_at(
    raw: Sequence[str], index: int, floor: int, subject: str, lexicon: Lexicon
) -> FoundIntroduction | None:
    """The introduction on line `index`, above which are blank lines or plain words; None if it may
    be something else.

    Lines above `floor` belong to another message; `subject` is that of the header below.
    """
    found = lead_of(raw[index], lexicon)
    if found is None or fold(subject) == found.words:
        return None
    above = index - 1
    while above >= floor and not raw[above]:
        above -= 1
    if above >= floor:
        line = raw[above]
        if (
            above < index - MAX_BLANKS - 1
            or not is_no_stamp(line, line_state(line, lexicon))
            or not (line[1:2].islower() or not is_exemption_code(line.strip()))
            or not introduces_nothing(line, lexicon)
        ):
            return None
    return FoundIntroduction(index, found.introduction, evidence=[*found.evidence])


def is_no_stamp(line: str, state: int) -> bool:
    """Whether a line with these bits (`line_state`) is plain words and cannot be a stamp."""
    return (
        bool(state & WORDS)
        and line[:2] not in HALF_OPENINGS
        and not (state & MAY_BE_STAMP and is_stamp(line.strip()))
    )
