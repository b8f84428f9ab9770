"""The lines of a document: offsets, quote depth, and content after the quote marks."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from types import MappingProxyType
from typing import TYPE_CHECKING

from mailrecon.regex import regex
from mailrecon.scan.cached import cached_property
from mailrecon.scan.damaged_quotes import (
    COLONS,
    SENTENCE_ENDS,
    are_labelled,
    has_mark_of_empty_line,
    is_dirt,
    wrapped_paragraphs,
)
from mailrecon.scan.foreign_marks import find_foreign_mark, with_foreign_mark
from mailrecon.scan.headings.dated_lines import dated_lines
from mailrecon.scan.quote_marks import (
    ANGLES,
    BEHIND_INDENT,
    BLANKS,
    INDENT,
    LONGEST_REST,
    MARKS,
    NEVER_BEHIND_MARK,
    QUOTE,
    WITHIN,
    angle_marks,
    count_marks,
    is_long_and_closed,
    is_mirrored,
    is_table_row,
    opens_address,
    prefix_length,
    several_marks,
)

if TYPE_CHECKING:
    from mailrecon.scan.marked_lines import MarkedLines

_BREAK = regex(r"\r\n|\n|\r")
# Supercite (Emacs): `>>>>> "Ben" == Ben Ost <ben@quay.example> writes:`, below it `   Ben> When?`.
_SUPERCITE = regex(
    r"[ \t]{0,3}>{5}[ \t]+(?:\"(?P<cited>[^\"\n]{1,20})\"[ \t]==[ \t]+)?"
    r"(?=\S[^\n]{0,200}<[^<>\s]+@[^<>\s]+>[^<>\n]{0,40}[:：][ \t]*$)"
)
_CITED = regex(r"\b[A-Z][^\W\d_]{1,15}\b")
_WITHIN_CITED = 28
_UNKNOWN = -1
_FIRST_MARKS = (">", " ")
_MOST_WORDS_OF_REST = 3
_FULL = 60
# `Dear Cay,`, at the margin, without a mark
_GREETS = regex(r"[^\W\d_a-z][^\n>|<:;,.!?]{2,40}[,!，،][ \t]*")
_MARKS_AND_SPACE = "> \t\u00a0"
_NEAR = 3
# `To: Poe, Ann (DOCK) [E] <` … `> Subject: Tides`: the bracket that closes a removed address, below
# a line of a header that names people.
_LABEL_BEHIND = regex(r">[ \t]?(?=[A-ZÀ-Þ][\w-]{1,14}:[ \t]\S)")
_NAMES_PEOPLE = regex(r"[A-ZÀ-Þ][\w-]{1,14}:[ \t][^,;<(\[@]{1,80}[,;<(\[@]")


def split_lines(text: str) -> tuple[list[str], int | None]:
    """The lines of a text, and the length of all its line breaks; None if they differ."""
    carriage_returns = text.count("\r") if "\r" in text else 0
    if not carriage_returns:
        return text.split("\n"), 1
    if carriage_returns == text.count("\n") == text.count("\r\n"):
        return text.split("\r\n"), 2
    return _BREAK.split(text), None


class Lines:
    """The lines of one text, counted from 0; offsets are characters of the whole text.

    Offsets, quote depth and content are computed when first needed, since most lines of a long
    document are never examined. A line that begins with `>` right below one that ends with `<`, or
    within an address after it, closes the address: it is not a quotation. If `marked` has the lines
    of a text that are not plain, no others have a quote mark.

    `margins` has the lines whose text ends before the sheet's margin, each with the offset in the
    line (`scan/furniture/margins.py`). `printed` are the lines with the marks of notes that are
    spaces in `raw`, and `notes` the numbers of such marks by their lines (`scan/page_marks.py`).
    """

    margins: Mapping[int, int] = MappingProxyType({})
    notes: Mapping[int, str] = MappingProxyType({})
    printed: list[str]

    def __init__(self, text: str, marked: MarkedLines | None = None) -> None:
        self.text = text
        self.raw, self._break_length = split_lines(text) if marked is None else (marked.raw, 1)
        self.printed = self.raw
        self._among = None if marked is None else marked.numbers
        self._shown = text if marked is None else marked.text
        self._foreign = find_foreign_mark(text, self._shown)
        marks = (*MARKS, self._foreign)
        self._marks = tuple(mark for mark in marks if mark and mark in self._shown)
        self._quote, self._within = self._find_cited()
        self._depths = array("i", bytes(4 * len(self.raw)))
        self._offsets = array("i", bytes(4 * len(self.raw)))
        self._are_measured = False
        # A line gets its depth only from marks: its own, or those of the line above it.
        raw, depths, last = self.raw, self._depths, len(self.raw) - 1
        for index in self._marked:
            depths[index] = _UNKNOWN
            if index < last:
                depths[index + 1] = _UNKNOWN
            # The line above is usually quoted too.
            if index and raw[index - 1][:1] != ">" and _GREETS.fullmatch(raw[index - 1]):
                depths[index - 1] = _UNKNOWN
        for first, end in wrapped_paragraphs(self.raw, self._marked):
            self._depths[first:end] = array("i", [1] * (end - first))

    @cached_property
    def starts(self) -> array[int]:
        """The offset of the first character of each line."""
        if self._break_length is None:
            return array("q", [0, *(found.end() for found in _BREAK.finditer(self.text))])
        width = self._break_length
        starts = array("q", [*accumulate([len(line) + width for line in self.raw], initial=0)])
        starts.pop()
        return starts

    def __len__(self) -> int:
        return len(self.raw)

    def depth(self, index: int) -> int:
        """The number of quote marks before the line's content."""
        if self._depths[index] == _UNKNOWN:
            self._measure(index)
        return self._depths[index]

    def content(self, index: int) -> str:
        """The line without its quote marks; other white space is kept."""
        if self._depths[index] == _UNKNOWN:
            self._measure(index)
        offset = self._offsets[index]
        return self.raw[index][offset:] if offset else self.raw[index]

    def content_start(self, index: int) -> int:
        """The offset in the text at which `content` begins."""
        if self._depths[index] == _UNKNOWN:
            self._measure(index)
        return self.starts[index] + self._offsets[index]

    @cached_property
    def blanks(self) -> Sequence[bool]:
        """For each line, whether it is blank but for quote marks."""
        if self._among is None:
            blanks = [not raw or raw.isspace() for raw in self.raw]
        else:
            blanks = [False] * len(self.raw)
            for index in self._among:
                line = self.raw[index]
                blanks[index] = not line or line.isspace()
        for index in self._marked:
            if not blanks[index] and self.raw[index].rstrip()[-1] in self._marks:
                blanks[index] = not self.content(index).strip()
        return blanks

    @cached_property
    def dated(self) -> frozenset[int]:
        """The lines with a year since mail exists, or a time of day."""
        return dated_lines(self.text, self.raw)

    @cached_property
    def first_characters(self) -> frozenset[str]:
        """The first characters of all lines, each once."""
        return frozenset([line[:1] for line in self.raw])

    def is_blank(self, index: int) -> bool:
        """Whether the line is blank but for quote marks."""
        return self.blanks[index]

    def end(self, index: int) -> int:
        """The offset after the line and its line break."""
        return self.start(index + 1)

    def start(self, index: int) -> int:
        """The offset of the line's first character; for the line count, the end of the text."""
        if index >= len(self.raw):
            return len(self.text)
        return self.starts[index] if index else 0

    def text_end(self, index: int) -> int:
        """The offset after the line's text, where its line break or a margin's text begins."""
        own = self.margins.get(index) if self.margins else None
        return self.start(index) + (len(self.raw[index]) if own is None else own)

    def line_at(self, offset: int) -> int:
        """The number of the line with the character at `offset`."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def with_mark(self, mark: str, among: Sequence[int] | None = None) -> list[int]:
        """The lines that contain `mark`, a text without line breaks; no others than `among`."""
        if among is not None:
            return [index for index in among if mark in self.raw[index]]
        if mark not in self.text:
            return []
        return [index for index, line in enumerate(self.raw) if mark in line]

    def dequoted(self, index: int, depth: int) -> str:
        """The text of a line without up to `depth` quote marks; deeper ones are kept."""
        raw = self.printed[index]
        if self.margins:
            raw = raw[: self.margins.get(index)]
        if not depth or self.depth(index) == 0:
            return raw
        if self._depths[index] <= depth:
            return raw[self._offsets[index] :]
        return raw[prefix_length(raw, depth, self._marks) :]

    def body(self, start: int, end: int, depth: int) -> list[str]:
        """The lines `start`..`end` (half-open) as `dequoted` gives them."""
        if not self.margins and (not depth or not self._marks):
            return self.printed[start:end]
        if self.margins:
            return [self.dequoted(index, depth) for index in range(start, end)]
        raw, offsets = self.printed, self._offsets
        is_outer = depth == 1 and ">" in self._marks
        return [
            (
                raw[index][offsets[index] :]
                if own <= depth
                # `> > When?`: without the first mark
                else raw[index][1 + (raw[index][1:2] in BLANKS) :]
                if is_outer and raw[index][:1] == ">"
                else self.dequoted(index, depth)
            )
            if own
            else raw[index]
            for index, own in enumerate(self.depths(start, end), start)
        ]

    def depths(self, start: int, end: int) -> array[int]:
        """The number of quote marks of each of the lines `start`..`end` (half-open)."""
        found = self._depths[start:end]
        if _UNKNOWN in found:
            for index in range(start, end):
                if self._depths[index] == _UNKNOWN:
                    self._measure(index)
            found = self._depths[start:end]
        return found

    def _find_cited(self) -> tuple[re.Pattern[str], int]:
        """The pattern of a quoted line's beginning, and the largest offset of its first mark.

        In Supercite's quotations the writer's name may come before the mark.
        """
        if self._foreign:
            marks = BEHIND_INDENT.replace("MARK", with_foreign_mark(self._foreign))
            return regex(INDENT + marks), WITHIN
        if ">>>>> " not in self._shown:
            return QUOTE, WITHIN
        names: set[str] = set()
        for raw in self.raw:
            found = _SUPERCITE.match(raw) if ">>>>> " in raw[:10] else None
            if found is not None:
                words = _CITED.findall(raw, found.end())
                names.update([found["cited"]] if found["cited"] else words)
        if not names:
            return QUOTE, WITHIN
        cited = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
        pattern = rf"[ \t]{{0,8}}(?:(?:[A-Z]{{2,4}}|{cited})(?=>))(?:>[ \t]?)+|{QUOTE.pattern}"
        return regex(pattern), _WITHIN_CITED

    @cached_property
    def _marked(self) -> list[int]:
        """The lines that begin with a quote mark."""
        if not self._marks:
            return []
        within = self._within
        if len(self._marks) == 1:
            mark = self._marks[0]
            return [index for index, raw in self._lines_with_marks() if mark in raw[:within]]
        # Most lines of a quotation begin with the first of the marks.
        first, has_none = self._marks[0], frozenset(self._marks).isdisjoint
        return [
            index
            for index, raw in self._lines_with_marks()
            if raw[:1] == first or not has_none(raw[:within])
        ]

    def _lines_with_marks(self) -> Iterable[tuple[int, str]]:
        """All lines that may have a mark, with their numbers."""
        among, at = self._among, self.raw.__getitem__
        return enumerate(self.raw) if among is None else zip(among, map(at, among), strict=True)

    def _measure(self, index: int) -> None:
        # A caller that needs one quoted line usually needs most, so all of the commonest forms are
        # measured together.
        if not self._are_measured:
            self._are_measured = True
            self._measure_plain()
            if self._depths[index] != _UNKNOWN:
                return
        self._count_marks(index)
        if 0 < index < len(self.raw) - 1:
            self._mend(index)
            if not self._depths[index] and self._is_quoted_greeting(index):
                self._depths[index] = angle_marks(self.raw[index + 1])

    def _measure_plain(self) -> None:
        """Measure the lines in the commonest form of quotations, `> When does it start?`.

        Lines that may close an address, or below one that opens one, and short remainders of a
        wrapped line are left to `_mend`.
        """
        if self._quote is not QUOTE:
            return
        lines, depths, offsets, last = self.raw, self._depths, self._offsets, len(self.raw) - 1
        # The line below the last one that was measured; it has the same marks, if it begins alike.
        following, marks, depth, offset, end = -1, "", 0, 0, 0
        for index in self._marked:
            raw = lines[index]
            if (
                index == following
                and ((start := raw[:offset]) == marks or start == marks[:-1])
                and ">" not in raw[offset:end]
                and raw[offset : offset + 1] not in NEVER_BEHIND_MARK
                and "@" not in raw
                and (depth > 1 or (index < last and lines[index + 1][:1] == ">"))
            ):
                depths[index], offsets[index] = depth, len(start)
                following = -1 if "<" in raw else index + 1
                continue
            if raw[:1] != ">" or (found := self._plain_marks(index, raw)) is None:
                continue
            depths[index], offsets[index] = depth, offset = found
            marks, end = raw[:offset], 2 * offset + WITHIN
            is_plain = marks[-1:] in BLANKS and marks.count(">") == depth and "<" not in raw
            following = index + 1 if is_plain and ">" not in raw[offset:end] else -1

    def _plain_marks(self, index: int, raw: str) -> tuple[int, int] | None:
        """The depth and offset of a line that begins with `>`, in the commonest form; or None."""
        lines = self.raw
        above = lines[index - 1] if index else ""
        depth, offset = 1, 1 + (raw[1:2] in BLANKS)
        if raw.count(">", 0, WITHIN) > 1:
            found = several_marks(raw)
            if found is None:
                return None
            depth, offset = found
        elif raw[offset : offset + 1] in NEVER_BEHIND_MARK:
            return None
        if ("@" in raw or "<" in above) and not is_long_and_closed(raw, offset, above):
            return None
        marks_above = above.count(">", 0, 2 * offset + WITHIN)
        # A rest, a stain or a link that lost its mark
        if marks_above > depth and ("://" in raw or 0 < len(raw.rstrip()) - offset <= LONGEST_REST):
            return None
        # The line below is usually quoted too.
        if depth == 1:
            is_last = index == len(lines) - 1
            if not is_last and lines[index + 1][:1] != ">" and self._closes_removed(index):
                return None
        elif depth == 2 and marks_above == 1 and has_mark_of_empty_line(lines, index, raw[offset:]):
            depth = 1
        return depth, offset

    def _mend(self, index: int) -> None:
        """Give the remainder of a re-wrapped line the depth of its neighbours.

        `> > … or` / `> from` / `> > the town?`, `> … the involvement of` / `the local` / `> men.`
        """
        above, below = self.raw[index - 1], self.raw[index + 1]
        # `> … it next year` / `and the tides.` / blank / `> Ben`: the remainder ends a paragraph.
        apart = not below.strip() and index + 2 < len(self.raw)
        if apart:
            below = self.raw[index + 2]
        if above[:1] not in _FIRST_MARKS or below[:1] not in _FIRST_MARKS:
            return
        # `   On May 4 Ann Poe wrote:` / `> Ben` / `> the gate leaks.`: only indented
        if above[:1] != ">" and not angle_marks(above):
            return
        depth = self._depths[index]
        text = self.raw[index][self._offsets[index] :].strip()
        if not apart and text and is_dirt(text, above):
            # `> > … });` / `> > }` / `> Yes.`: marks that are printed are not a stain's.
            self._depths[index] = max(depth, min(angle_marks(above), angle_marks(below)))
            return
        # `> From: Ann Poe` / `Sent: May 4, 2020 9:12 AM` / `> To: Ben Ost`
        alike = angle_marks(above) == angle_marks(below)
        if not depth and alike and are_labelled(above, text, below) and self.depth(index - 1):
            self._depths[index] = angle_marks(above)
            return
        # `> From: … On Behalf Of A. B.` / `Poe`: a header line does not end like a sentence.
        header = _NAMES_PEOPLE.match(above.lstrip("> \t")) is not None
        if not text or (above.rstrip().endswith(SENTENCE_ENDS) and not header):
            return
        if apart:
            if len(text.split()) > 1:
                self._mend_whole_line(index, text, below)
            return
        if len(text) > LONGEST_REST or len(text.split()) > _MOST_WORDS_OF_REST:
            self._mend_whole_line(index, text, below)
            return
        full = above.rstrip()
        if len(full) + 1 + len(text.split()[0]) < _FULL:
            return
        wanted = angle_marks(above)
        if wanted - depth == 1 and angle_marks(below) >= wanted:
            self._depths[index] = wanted

    def _is_quoted_greeting(self, index: int) -> bool:
        """Whether a greeting lost its mark: it is the first line of a quotation that has marks.

        `… Ben Ost <ben@quay.example> wrote:` / a blank line / `Dear Cay,` / `>` / `> the gate …`
        """
        if not _GREETS.fullmatch(self.raw[index]) or not angle_marks(self.raw[index + 1]):
            return False
        above = index - 1
        while above > 0 and index - above <= _NEAR and not self.raw[above].strip(_MARKS_AND_SPACE):
            above -= 1
        # The line above the greeting may be blank; the line above that introduces the quotation.
        return self.raw[above].rstrip().endswith(COLONS)

    def _mend_whole_line(self, index: int, text: str, below: str) -> None:
        """Give a line that lost its marks in mid-sentence those of its neighbours.

        `below` is the next line that is not blank.

        `> Where do we get the tickets` / `for the whole group of us who wait?` / `> Luc`
        """
        wanted = angle_marks(self.raw[index - 1])
        if (
            wanted == 1
            and self._depths[index] == 0
            and (text[0].islower() or _NAMES_PEOPLE.match(self.raw[index - 1].lstrip("> \t")))
            and len(self.raw[index - 1].rstrip()) + 1 + len(text.split()[0]) >= _FULL
            and angle_marks(below) == 1
            and below.strip("> \t")
        ):
            self._depths[index] = 1

    def _count_marks(self, index: int) -> None:
        head = self.raw[index][: self._within]
        if frozenset(self._marks).isdisjoint(head):
            self._depths[index] = 0
            return
        first = index
        while (
            first > 0
            and self._depths[first - 1] == _UNKNOWN
            and self.raw[first].lstrip(" \t").startswith(">")
            and opens_address(self.raw[first - 1])
        ):
            first -= 1
        for current in range(first, index + 1):
            raw = self.raw[current]
            if is_mirrored(self.raw, current):
                self._depths[current] = 0
                continue
            introduced = _SUPERCITE.match(raw) if ">>>>> " in raw[:10] else None
            # `>>>> Good.` / `>>>>>` / `>>>>> Ann Poe <ann@quay.example> writes:`: a fifth level
            if introduced is not None and not (current and self.raw[current - 1][:3] == ">>>"):
                self._depths[current], self._offsets[current] = 0, introduced.end()
                continue
            match = self._quote.match(raw)
            if match is not None and "|" in match[0] and is_table_row(raw, match.end()):
                match = ANGLES.match(raw)
            if match is None:
                self._depths[current] = 0
                continue
            offset = match.end()
            depth = count_marks(match[0], self._foreign)
            above = current - 1
            if above >= 0 and opens_address(self.raw[above]):
                limit = self._depths[above] if self._depths[above] != _UNKNOWN else 0
                if depth > limit and opens_address(self.content(above)):
                    depth, offset = limit, prefix_length(raw, limit, self._marks)
            elif depth == 1 and self._closes_removed(current):
                depth = offset = 0
            elif depth == 2 and above >= 0 and angle_marks(self.raw[above]) == 1:
                depth -= has_mark_of_empty_line(self.raw, current, raw[offset:])
            self._depths[current] = depth
            self._offsets[current] = offset

    def _closes_removed(self, index: int) -> bool:
        """Whether a line begins with the bracket of an address that was removed from a header.

        `To: Poe, Ann (DOCK) [E] yee-` / `> Subject: Tides` / `Ann,`: no line below has a mark.
        """
        if not 0 < index < len(self.raw) - 1 or self.raw[index + 1].startswith(">"):
            return False
        if _LABEL_BEHIND.match(self.raw[index]) is None:
            return False
        return _NAMES_PEOPLE.match(self.raw[index - 1]) is not None
