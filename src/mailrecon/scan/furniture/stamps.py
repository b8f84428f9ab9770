"""Find stamps, footers and numbers that printing and production add to mail.

A page stamp is furniture wherever it is, even within a sentence or a header, and the lines around
it remain one text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from mailrecon.lexicon import Lexicon
from mailrecon.regex import regex
from mailrecon.scan import Page, patterns
from mailrecon.scan.furniture.kinds import MAY_BE_STAMP, MAY_NAVIGATE
from mailrecon.scan.furniture.margins import is_code_at_margin
from mailrecon.scan.furniture.navigation import is_control, is_navigation, is_navigation_row
from mailrecon.scan.furniture.stamp_forms import (
    _RELEASE_BEGINS,
    BATES,
    LONGEST_STAMP,
    is_half_of_release,
    is_sure_stamp,
    may_be_numbered,
)
from mailrecon.scan.furniture.webmail import is_moment_of_print
from mailrecon.scan.lines import Lines

# An exhibit's pages: `PX-12-001`, `INQ000817_0002`, `MAT A HAF-1/3a, Blatt 112`. A number this
# short may be part of the text: so blank lines must surround it, and the next one must have the
# next number.
_EXHIBIT = regex(
    r"(?P<prefix>[A-Z]{1,6}(?:[-_ ][A-Z]{1,6})?(?:[-_ ]?\d{1,8})?(?:[-_ ]\d{1,4})?[-_]"
    r"|[A-Z][A-Z0-9][\w/ .-]{2,30}, [^\W\d_]{2,8}\.? )"
    r"(?P<n>\d{2,4})"
)
# `CONFIDENTIAL - ATTORNEYS' EYES ONLY` right above or below a page's number
_LEGEND = regex(
    r"(?=.*\b(?:CONFIDENTIAL|PROTECTED|PRIVILEGED|RESTRICTED|SEALED|EYES ONLY|VERTRAULICH"
    r"|CONFIDENTIEL|CONFIDENCIAL|RISERVATO)\b)[A-Z][A-Z'’ ,:/&()–—-]{6,80}"
)
_LONG_WORD = regex(r"[A-Z]{3,}")
# "Seite 1 von 3" in any language; only if several pages have lines of the same shape.
# `Seite 1 von 3`, `Page 1/3`, `стр. 1 из 3`
_NUMBERED = regex(r"[^\W\d_]{2,12}\.?\s?(\d{1,4})\s?(?:[^\W\d_]{1,4}|/)\s?(\d{1,4})")
# `Case No. Q-2015-04841` / `Doc No. Q05739696`: a stamp of several lines, one part on each.
_STAMP_PART = regex(r"(?P<kind>Case|Doc(?:ument)?) No\. ?\S*\d\S*(?:\s{2,}\S.*)?")
_PART_OPENINGS = ("C", "D")
_MAY_BE_THE_PAGES = MAY_NAVIGATE | MAY_BE_STAMP
# The foot of a page and the head of the next one may be one paragraph.
_MOST_PARTS = 12
_LONGEST_EXHIBIT = 40
# A page number in the middle of the foot.
_CENTRED = " " * 12
_LONGEST_NUMBER = 4
_MIN_REPEATS = 2
_NEARBY = 3
_FURTHEST = 40
_HEAD_OF_SHEET = 8
_DIGITS = regex(r"\d+")
# `1 of 2          5/4/2020, 9:12 AM`, `https://quay.example/4          1/2`, `…       Page 1 of 2`
_FOOT_OF_SHEET = regex(
    r"\d{1,4}\s?(?:/|[^\W\d_]{1,4})\s?\d{1,4}\s{2,}\S.*|.*\s{2,}(?:[^\W\d_]{2,8} )?"
    r"\d{1,4}\s?(?:/|[^\W\d_]{1,4})\s?\d{1,4}"
)
_WIDE = regex(r"\s{3,}")


def find_stamps(
    page: Page, start: int, end: int, repeated: Collection[str] | None = None
) -> frozenset[int]:
    """The lines from `start` up to `end` that are page furniture by form or by repetition.

    For a window, `repeated` has the shapes of numbered lines that repeat in the whole document.
    """
    lines, lexicon = page.lines, page.lexicon
    found = {index for index in page.set_aside if start <= index < end}
    seen: Counter[str] = Counter()
    numbered: dict[int, str] = {}
    doubtful: list[int] = []
    last: dict[str, int] = {}
    short = _numbers_above(lines, start)
    alone: list[int] = []
    kinds = page.kinds if start < end else []
    for index in [n for n in range(start, end) if kinds[n] & _MAY_BE_THE_PAGES]:
        kind = kinds[index]
        raw = lines.raw[index]
        if not raw or len(raw) > LONGEST_STAMP:
            continue
        text = raw.strip()
        if not text:
            continue
        # `PX-12-001`: short enough to be an exhibit's number, which others like it must confirm.
        if text[-1].isdigit() and text[0].isupper() and len(text) <= _LONGEST_EXHIBIT:
            short.append(index)
        # `                    35`
        elif (
            raw.expandtabs().startswith(_CENTRED)
            and len(text) <= _LONGEST_NUMBER
            and text.isdecimal()
        ):
            alone.append(index)
        # `RELEASE IN` / `PART B6`
        if text[0] == "R" and is_half_of_release(lines, index):
            found.update((index, index + 1))
        # `Case No. Q-2015-04841`
        elif text[0] in "CD" and _STAMP_PART.fullmatch(text):
            found.update(_stamp_of_lines(lines, index))
        # `UNCLASSIFIED … Doc No. C05739696`, a code at the margin, links: `Home | Up`.
        elif (kind & MAY_BE_STAMP and (is_sure_stamp(text) or is_code_at_margin(raw))) or (
            kind & MAY_NAVIGATE and is_navigation_row(text, lexicon)
        ):
            found.add(index)
        # `Seite 1 von 3`, `QY-000578`: furniture if other pages have lines of this shape.
        elif may_be_numbered(text) and (shape := _numbered_shape(text)):
            numbered[index] = shape
            seen[shape] += _runs_on(text, shape, last)
        # `Reply`, `Next message`: furniture beside other buttons and links, else perhaps text.
        elif kind & MAY_NAVIGATE and (is_control(text, lexicon) or is_navigation(text, lexicon)):
            doubtful.append(index)
    if repeated is None:
        repeated = {shape for shape, count in seen.items() if count >= _MIN_REPEATS}
    found.update(index for index, shape in numbered.items() if shape in repeated)
    found.update(n for n in _exhibit_pages(lines, short, found) if n >= start)
    found.update(index for index in alone if _is_above_stamp(lines, index, found))
    found.update(index for index in alone if _is_foot(lines, index))
    legends = _legends(lines, numbered)
    beside = found | legends.keys()
    found.update(index for index in numbered.keys() - found if _is_lone_bates(page, index, beside))
    found.update(legend for legend, number in legends.items() if number in found)
    found.update(n for n in _moments_of_print(lines, found) if start <= n < end)
    found.update(n for n in _heads_of_sheets(lines, found) if start <= n < end)
    found.update(_in_company(lines, doubtful, found))
    # Hypermail: `Next message: Ben Ost: "Re: Locks"` above the text, beside others, and below it.
    known = {lines.raw[index].strip() for index in doubtful if index in found}
    found.update(n for n in doubtful if lines.raw[n].strip() in known and ":" in lines.raw[n])
    return frozenset(found)


def _moments_of_print(lines: Lines, found: set[int]) -> Iterator[int]:
    """The lines beside furniture with the time of printing.

    `about:blank                    1/1` / `5/4/2020, 9:12 AM`
    """
    for near in {near for index in found for near in (index - 1, index + 1)} - found:
        if 0 <= near < len(lines) and is_moment_of_print(lines.raw[near].strip()):
            yield near


def _heads_of_sheets(lines: Lines, found: set[int]) -> Iterator[int]:
    """The heads that a browser prints again on each sheet, below the foot of the last one.

    `1 of 2                5/4/2020, 9:12 AM` / `Gmail - Tides                https://quay.example/4`
    """
    for index in sorted(found):
        if _FOOT_OF_SHEET.fullmatch(lines.raw[index].strip()) is None:
            continue
        below = index + 1
        while below < len(lines) and below - index <= _NEARBY and lines.is_blank(below):
            below += 1
        raw = lines.raw[below].strip() if below < len(lines) else ""
        if len(raw) > LONGEST_STAMP or _WIDE.search(raw) is None or not patterns.has_digit(raw):
            continue
        # The first sheet has the same head.
        first = lines.text.find(raw)
        if first < lines.start(below) or lines.text.find(raw, first + 1) >= 0:
            yield below


def _legends(lines: Lines, numbers: Iterable[int]) -> dict[int, int]:
    """The lines with a legend of a production, each right above or below a page's number."""
    return {
        near: index
        for index in numbers
        for near in (index - 1, index + 1)
        if 0 <= near < len(lines) and _LEGEND.fullmatch(lines.raw[near].strip())
    }


def _is_foot(lines: Lines, index: int) -> bool:
    """Whether a number in the middle of a sheet is below a blank line and ends the sheet or text.

    Outlook prints a page's number like this, without a stamp below it.
    """
    if not index or not lines.is_blank(index - 1):
        return False
    below = index + 1
    while below < len(lines) and below - index <= _FURTHEST and lines.is_blank(below):
        below += 1
    return below >= len(lines) or lines.raw[below][:1] == "\f"


def _numbers_above(lines: Lines, start: int) -> list[int]:
    """The lines right above `start` that may have the number of its sheet: `PX-12-001`."""
    return [
        index
        for index in range(max(start - _HEAD_OF_SHEET, 0), start)
        if _EXHIBIT.fullmatch(lines.raw[index].strip()[:_LONGEST_EXHIBIT])
    ]


def _exhibit_pages(lines: Lines, short: Iterable[int], found: set[int]) -> set[int]:
    """The lines that number an exhibit's pages one by one: `PX-12-001`, far below `PX-12-002`."""
    runs: dict[str, list[tuple[int, int]]] = {}
    for index in short:
        number = _EXHIBIT.fullmatch(lines.raw[index].strip())
        # `see PX-12-001` within a paragraph is text.
        if number is None or not _begins_or_ends_paragraph(lines, index, found):
            continue
        run = runs.setdefault(number["prefix"], [])
        # `PX-12-001` and then `PX-12-007`: a list of exhibits, not one exhibit's pages.
        if run and not (int(number["n"]) == run[-1][1] + 1 and index - run[-1][0] > _NEARBY):
            run.clear()
        run.append((index, int(number["n"])))
    return {index for run in runs.values() if len(run) >= _MIN_REPEATS for index, _ in run}


def _is_above_stamp(lines: Lines, index: int, found: set[int]) -> bool:
    """Whether a number in the middle of a sheet is between a blank line and a page stamp.

    A blank line / `                    35` / `UNCLASSIFIED … Case No. Q-77 Doc No. Q1042`
    """
    if index and not lines.is_blank(index - 1):
        return False
    below = index + 1
    while below < len(lines) and below - index <= _NEARBY and lines.is_blank(below):
        below += 1
    return below in found


def _begins_or_ends_paragraph(lines: Lines, index: int, found: set[int]) -> bool:
    """Whether the next line above or below is blank or page furniture."""
    return any(
        not 0 <= near < len(lines) or near in found or lines.is_blank(near)
        for near in (index - 1, index + 1)
    )


def may_be_one_of_several(raw: str) -> bool:
    """Whether a line that is not blank is a stamp, or a part, number or code that may belong to
    one.

    If this is True, the line's kind must include `MAY_BE_STAMP`.
    """
    text = raw.strip()
    numbered = may_be_numbered(text) and _numbered_shape(text) is not None
    return (
        numbered
        or _RELEASE_BEGINS.fullmatch(text) is not None
        or _STAMP_PART.fullmatch(text) is not None
        or _EXHIBIT.fullmatch(text) is not None
        or is_code_at_margin(raw)
    )


def _stamp_of_lines(lines: Lines, index: int) -> range:
    """The lines of the stamp that includes `Case No. …` or `Doc No. …` on line `index`.

    `UNCLASSIFIED` / `Department of Quays` / `Case No. Q-2015-04841` / `Doc No. Q05739696`: they
    must be a paragraph of their own. The range is empty if there is no other part.
    """
    first = last = index
    while first > 0 and last - first < _MOST_PARTS and not _begins_sheet(lines, first):
        first -= 1
    while last + 1 < len(lines) and last - first < _MOST_PARTS:
        if _begins_sheet(lines, last + 1):
            break
        last += 1
    kinds = {
        part["kind"]
        for number in range(first, last + 1)
        if (part := _STAMP_PART.fullmatch(lines.raw[number].strip()))
    }
    return range(first, last + 1) if len(kinds) > 1 and last - first < _MOST_PARTS else range(0)


def is_below_stamp(lines: Lines, index: int) -> bool:
    """Whether line `index` continues a stamp of several lines: `Doc No. Q0573` / `Date: 1 May`."""
    above = lines.raw[index - 1].lstrip() if index else ""
    return above[:1] in _PART_OPENINGS and bool(
        _STAMP_PART.fullmatch(above.rstrip()[:LONGEST_STAMP]) and _stamp_of_lines(lines, index - 1)
    )


def _begins_sheet(lines: Lines, index: int) -> bool:
    """Whether a paragraph or a sheet of paper begins with line `index`.

    The foot of a page and the head of the next one have no blank line between.
    """
    return lines.is_blank(index - 1) or lines.is_blank(index) or lines.raw[index][:1] == "\f"


class _NumberedEnds(dict[str, bool]):
    """Maps the last character of a line to whether a numbered line may end with it."""

    def __missing__(self, last: str) -> bool:
        may_end = self[last] = last.isdigit() or last.isupper() or last.isspace()
        return may_end


_NUMBERED_ENDS = _NumberedEnds()


class RepeatedShapes:
    """Finds the shapes of numbered lines that repeat in a text that is read in parts.

    `found` has each with the last line but one of that shape. Seen from a given line, a shape still
    repeats if that last line but one is not above it.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.found: dict[str, int] = {}
        self._lexicon = lexicon
        self._last: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        self._lines = 0

    def add(self, part: Sequence[str], among: Sequence[int] | None = None) -> None:
        """Search the lines of the next part; those that are not plain are `among`, if given.

        Each numbered line has a digit.
        """
        last, first = self._last, self._lines
        ends = _NUMBERED_ENDS
        # Most lines end with a small letter or a full stop.
        numbers = range(len(part)) if among is None else among
        ending = [(first + n, part[n]) for n in numbers if ends[part[n][-1:]]]
        for index, raw in ending:
            text = raw.strip()
            if not may_be_numbered(text) or len(raw) > LONGEST_STAMP:
                continue
            shape = _numbered_shape(text)
            if shape is None or is_sure_stamp(text) or is_navigation_row(text, self._lexicon):
                continue
            if not _runs_on(text, shape, self._numbers):
                continue
            if shape in last:
                self.found[shape] = last[shape]
            last[shape] = index
        self._lines += len(part)


def _numbered_shape(text: str) -> str | None:
    """The shape of a stripped numbered line, `Seite # von #`; None if the second number is smaller.

    For a Bates number its prefix.
    """
    bates = BATES.fullmatch(text) if text[0].isupper() else None
    # `QY-000578` has the shape `QY-#`.
    if bates is not None:
        # `QY-000578    PROTECTED` has the shape `QY-# PROTECTED`.
        legend = f" {bates['legend']}" if bates["legend"] else ""
        return f"{' '.join(text[: bates.start('n')].split())}#{legend}"
    number = _NUMBERED.fullmatch(text)
    # `Raum 12 in 3`: page 12 of 3 is not a page number.
    if number is None or int(number[1]) > int(number[2]):
        return None
    return _DIGITS.sub("#", text)


def _runs_on(text: str, shape: str, last: dict[str, int]) -> bool:
    """Return True if a Bates number is greater than the last one with its prefix.

    `last` maps a prefix to its last number and is updated. Returns True for lines without a Bates
    number.

    The registration number `KRS 404404` in a signature recurs with each mail, but never increases.
    """
    bates = BATES.fullmatch(text)
    if bates is None:
        return True
    number = int(bates["n"])
    if number <= last.get(shape, -1):
        return False
    last[shape] = number
    return True


def _is_set_apart(lines: Lines, index: int, found: set[int]) -> bool:
    """Whether the lines right above and below are blank or page furniture."""
    return all(
        not 0 <= near < len(lines) or near in found or lines.is_blank(near)
        for near in (index - 1, index + 1)
    )


def _is_lone_bates(page: Page, index: int, found: set[int]) -> bool:
    """Whether a number that occurs once is a Bates number.

    A number in one piece, `QUAY-000578`, must have blank lines around it or end the sheet. A number
    in two pieces, `NHA 000001`, must do both: `KRS 404404` inside a paragraph is text, and so is
    `AB 123456` on a line of its own.
    """
    lines = page.lines
    text = lines.raw[index].strip()
    # `The parcel's number is:` / `QY-000578`
    if BATES.fullmatch(text) is None or _is_announced(lines, index):
        return False
    apart, last = _is_set_apart(lines, index, found), _ends_sheet(page, index)
    return (apart or last) if _is_joined_bates(text) else (apart and last)


def _is_joined_bates(text: str) -> bool:
    """Whether a stripped line is a Bates number in one piece, with or without a legend before it.

    The parts of a Bates number are joined: `QUAY-000578`. Those of a registration number are not:
    `KRS 404404`. Two words before the number may name the owner of the pages: `WEATHER STATION
    000319`.
    """
    bates = BATES.fullmatch(text)
    if bates is None:
        return False
    before = text[: bates.start("n")]
    return (
        " " not in text[: bates.end("n")] or "  " in before or len(_LONG_WORD.findall(before)) > 1
    )


def _is_announced(lines: Lines, index: int) -> bool:
    """Whether the text above leads to the number: `The parcel's number is:` / `QY-000578`."""
    above = index - 1
    while above >= 0 and index - above <= _NEARBY and lines.is_blank(above):
        above -= 1
    return above >= 0 and lines.raw[above].rstrip().endswith((":", "："))


def _ends_sheet(page: Page, index: int) -> bool:
    """Whether a single Bates number ends the text, or is right above a header."""
    lines = page.lines
    below = index + 1
    while below < len(lines) and below - index <= _FURTHEST and lines.is_blank(below):
        below += 1
    # `QY-000578` on the last line, with nothing but blank lines below.
    if below >= len(lines) or below - index > _FURTHEST:
        return below >= len(lines) or all(map(lines.is_blank, range(below, len(lines))))
    label = page.label(below)
    return label is not None and label.entry is not None


def _in_company(lines: Lines, doubtful: list[int], found: set[int]) -> set[int]:
    """Doubtful lines next to another doubtful line, or next to furniture."""
    kept: set[int] = set()
    wanted = set(doubtful)
    for index in doubtful:
        below = index + 1
        while below < len(lines) and below - index <= _NEARBY and lines.is_blank(below):
            below += 1
        # `Reply` / `Forward`: two buttons, one below the other.
        if below in wanted or below in found:
            kept.add(index)
            if below in wanted:
                kept.add(below)
    for index in doubtful:
        above = index - 1
        while above >= 0 and index - above <= _NEARBY and lines.is_blank(above):
            above -= 1
        # `Print` right below a row of links that is furniture.
        if above in kept or above in found:
            kept.add(index)
    return kept
