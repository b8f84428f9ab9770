"""Find places in a body where text seems to have been removed without a mark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from mailrecon.lexicon import Lexicon, fold
from mailrecon.model import Notice, NoticeCode, Span
from mailrecon.parse.ends.openings import may_begin
from mailrecon.regex import regex
from mailrecon.scan import Lines, Page
from mailrecon.scan.furniture.kinds import WORDS

# A mark at a line's start. `;` is not among them: OCR and clients break lists before `; Ben Ost`.
_STRANDED = regex(r"\s*[、。，,](?!\d)")
# Many people type one space before a comma.
_INNER = regex(r"\S(?:[ \u00a0]{2,}[、，,]|[ \u00a0][、，])(?=[ \u00a0])")
# What each such place has; the commas are rarer than the spaces.
_SPACED_COMMA = regex(r",(?<=[ \u00a0]{2},)")
_SPACED_OTHERS = tuple(space + comma for space in " \u00a0" for comma in "、，")
_BLANK_RUN = 3
WIDE_GAP = "\n" * (_BLANK_RUN + 1)
_BLANKS = "a run of blank lines"
_GAP = regex(WIDE_GAP + "+")
# If a document has more runs of blank lines of about this width, it uses them between its parts.
_MOST_GAPS = 2
_NEARLY = 1
# If more lines than this begin with a mark, OCR broke a list: `Ann Poe` / `, Ben Ost`.
_MOST_STRANDED = 2
_UNWRAPPED = 100
_LONGEST_PHRASE = 80
_FRAME = "[]-–—【】［］"
# The fewest words in the last line of a broken-off sentence, which ends with a short word or a
# comma.
_FEWEST_WORDS = 6
_BROKEN_OFF = regex(r"(?:\s[^\W\d_A-Z][^\W\d_]{0,3}|\w,)$")
_SENTENCE_ENDS = tuple(".!?。！？")
_PLAINLY_BROKEN_OFF = regex(r"(?:\s[^\W\d_A-Z][^\W\d_]{0,2}|\w,)$")


def count_gaps(raw: Sequence[str], among: Sequence[int] | None = None) -> Counter[int]:
    """The number of runs of three or more blank lines in a document's lines, by their width.

    `among` are the lines that are not plain (`marked_lines`), if they are known.
    """
    gaps = GapCounter()
    gaps.add(raw, among)
    return gaps.found


class GapCounter:
    """Counts the runs of three or more blank lines in a text that is read in parts.

    `found` has their number by their width, except for a run at the text's end.
    """

    def __init__(self) -> None:
        self.found: Counter[int] = Counter()
        self._run = 0

    def add(self, part: Sequence[str], among: Sequence[int] | None = None) -> None:
        """Count those of the next part; lines that are not plain are `among`, if given.

        Blank lines are not plain.
        """
        run, following = self._run, 0
        for number in range(len(part)) if among is None else among:
            line = part[number]
            if not line or line.isspace():
                if number != following:
                    if run >= _BLANK_RUN:
                        self.found[run] += 1
                    run = 0
                run += 1
                following = number + 1
        if following < len(part):
            if run >= _BLANK_RUN:
                self.found[run] += 1
            run = 0
        self._run = run


def find_omissions(
    page: Page, ranges: list[tuple[int, int]], stamps: frozenset[int]
) -> list[Notice]:
    """Suspected omissions in the body on the line `ranges`, with spans; `stamps` is furniture.

    A run of blank lines counts if few in the document are as wide. Text layers of scans have wide
    gaps at every paragraph and page end; there, a gap counts only if the sentence above it breaks
    off.
    """
    lines, kinds, blanks = page.lines, page.kinds, page.lines.blanks
    found: list[Notice] = []
    stranded: list[Notice] = []
    for first, last in ranges:
        numbers = [n for n in range(first, last) if not blanks[n]]
        if not numbers:
            continue
        unwrapped = max(map(len, [lines.raw[n] for n in numbers])) > _UNWRAPPED
        ideographic = "、" in lines.text[lines.start(first) : lines.start(last)]
        found.extend(_hidden_quotations(page, [n for n in numbers if not kinds[n] & WORDS]))
        # Most lines follow one another without a gap.
        for number, following in [
            (above, below)
            for above, below in pairwise(numbers)
            if below - above > _BLANK_RUN or ideographic or not kinds[below] & WORDS
        ]:
            wide = following - number > _BLANK_RUN
            # `Dear Ben,` / six blank lines / `Best, Ann`
            if wide and not {number, following} & stamps and _is_unusual(page, number, following):
                found.append(_between(lines, number, following, _BLANKS))
            # `The boat leaves on` / `, as we agreed.`
            elif not wide and _is_stranded(lines, following):
                why = "a line begins with closing punctuation"
                stranded.append(_between(lines, number, following, why))
            # `東の突堤、` / `明日修理します。`
            elif following == number + 1 and lines.raw[number].rstrip().endswith("、"):
                why = "a sentence breaks off at its comma"
                found.append(_between(lines, number, following, why))
        # `The boat leaves on , as we agreed.`
        if unwrapped and may_lack_words(lines.text[lines.start(first) : lines.start(last)]):
            for number in numbers:
                for match in _INNER.finditer(lines.raw[number]):
                    place = lines.start(number) + match.start()
                    found.append(
                        _missing("a comma without words before it", place, place + len(match[0]))
                    )
    return found + (stranded if len(stranded) <= _MOST_STRANDED else [])


def may_lack_words(text: str) -> bool:
    """Whether a text may have a comma without words before it: `It leaves on  , as we agreed.`"""
    return _SPACED_COMMA.search(text) is not None or any(map(text.__contains__, _SPACED_OTHERS))


def _is_stranded(lines: Lines, index: int) -> bool:
    raw = lines.raw[index]
    # Most lines have no comma.
    if "," not in raw and raw.isascii():
        return False
    return _STRANDED.match(lines.content(index)) is not None


def _is_unusual(page: Page, above: int, below: int) -> bool:
    """Whether few gaps of the document are as wide as that between two lines."""
    if page.is_furniture(above) or page.is_furniture(below):
        return False
    if page.gaps is None:
        page.gaps = count_gaps(page.lines.raw)
    # OCR puts spaces on lines on which it found no text.
    seen = any(page.lines.raw[index] for index in range(above + 1, below))
    return _breaks_text(page.lines.content(above), below - above - 1, page.gaps, seen=seen)


def _breaks_text(above: str, width: int, gaps: Counter[int], *, seen: bool) -> bool:
    """Whether text may be missing in a gap of this width below a line; `gaps` has all."""
    as_wide = sum(count for size, count in gaps.items() if size >= width - _NEARLY)
    text = above.rstrip()
    # The only gap of six lines in a document with gaps of one; three blank lines often separate a
    # title or a greeting from the text: `… in the way of the vote` / three blank lines / `By Ann
    # Poe`.
    if as_wide <= _MOST_GAPS and not seen and (width > _BLANK_RUN or text[-1:] in _SENTENCE_ENDS):
        return True
    # `I wanted to express my concern that there may be` / gap / `I believe that it is urgent`; a
    # last word of four letters may be a noun that ends a title.
    broken = _BROKEN_OFF if width > _BLANK_RUN else _PLAINLY_BROKEN_OFF
    return len(text.split()) >= _FEWEST_WORDS and broken.search(text) is not None


def find_omissions_in_words(body: Span, text: str, gaps: Counter[int]) -> Iterator[Notice]:
    """Suspected omissions in the part `body` of a text, which is plain words and blank lines."""
    for gap in _GAP.finditer(text, body.start, body.end):
        start, end = gap.span()
        above = text[text.rfind("\n", 0, start) + 1 : start]
        if _breaks_text(above, end - start - 1, gaps, seen=False):
            yield _missing(_BLANKS, start, end)


def _hidden_quotations(page: Page, numbers: Iterable[int]) -> Iterator[Notice]:
    """Notices of lines that a client printed in place of quoted text: `[Quoted text hidden]`."""
    for number in numbers:
        content = page.lines.content(number).strip()
        if hides_quotation(content, page.lexicon):
            start = page.lines.content_start(number)
            said = "quoted text was hidden when this was printed"
            yield Notice(NoticeCode.QUOTED_TEXT_HIDDEN, said, Span(start, start + len(content)))


def hides_quotation(content: str, lexicon: Lexicon) -> bool:
    """Whether a line stands for quoted text: `[Quoted text hidden]`, `- Show quoted text -`."""
    if len(content) > _LONGEST_PHRASE or content[:1] not in _FRAME:
        return False
    hidden = lexicon.quoted_text_hidden
    text = content.strip(_FRAME + " ")
    return may_begin(text, hidden) and fold(text) in hidden


def _between(lines: Lines, above: int, below: int, why: str) -> Notice:
    """The notice of a gap between the text of two lines."""
    end = lines.start(above) + len(lines.raw[above])
    return _missing(why, end, lines.content_start(below))


def _missing(why: str, start: int, end: int) -> Notice:
    return Notice(
        NoticeCode.SUSPECTED_OMISSION, f"text may have been removed here: {why}", Span(start, end)
    )
