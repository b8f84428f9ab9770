"""Page headers and footers: lines in the outer margin that repeat from page to page.

A line is furniture only if it is printed

- in the outer margin of the sheet, with empty space between it and the page's text;
- at the same height, within half a line, on consecutive pages;
- with the same words there, except for numbers;
- and in a place set by the sheet, not by the text: it has a running number, or the space between it
  and the text varies from page to page or exceeds a blank line.

Oblique text is a stamp anywhere on the page (`RELEASED IN PART`), and so is vertical text beside
the page's text in the outer margin (`arXiv:2101.00001v1`, a library's number). Lines that a browser
prints in the margin (the date, the page's title and address, `1/1`) are recognized by their form.
Stamps and browser lines are furniture even on a single page.

Neither the signature of twelve one-page mails nor the header of a mail printed fifty times is
furniture by these rules: both are part of the running text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from operator import sub
from typing import NamedTuple

from mailrecon.read.pdf.layout import PageLine
from mailrecon.read.picture.ocr import page_list
from mailrecon.regex import regex

_DIGITS = regex(r"\d+")
# The outer margin, as a share of the sheet's height, and the most lines a header or footer has.
_MARGIN = 0.12
_MOST_LINES = 4
# Least empty space before the text, in heights of the line, and a space that exceeds a blank line.
_FREE = 1.35
# On how many consecutive pages (or every second page) a line must be repeated.
_ENOUGH_PAGES = 3
_FEW_PAGES = 2
_FARTHEST = 2
_SAME_HEIGHT = 0.5
_LONGEST = 160
# At most this many different lines are listed in the notice.
_MOST_NAMED = 4
# In lines: a distance from the text that exceeds a blank line (which makes two), and how much a
# footer's distance varies between full pages and others. Pages compared on each side.
_BLANK_LINE = 2.4
_OTHER_DISTANCE = 0.5
_COMPARED = 12
# Browsers print their headers and footers even closer to the sheet's edge.
_BROWSER_MARGIN = 0.07
# The outer margin for vertical text, as a share of the sheet's width.
_SIDE_MARGIN = 0.07
_ADDRESS = r"(?:https?|file|about|data|chrome-extension|moz-extension|blob|content):\S.{0,400}?"
_PAGE = r"(?:\w{1,10} )?\d{1,4} ?(?:/|\w{1,4}) ?\d{1,4}"
_CLOCK = r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\.?,? .{0,12}?\d{1,2}[:.]\d{2}(?: ?[AP]M)?"
# Chrome: `https://mail.example/mail/u/0    1/2`; Safari: `… Page 1 of 2`;
# Firefox: `1 of 2    02/03/2026, 09:14`.
_BROWSER_FOOT = regex(f"{_ADDRESS}\\s+{_PAGE}|{_PAGE}\\s+{_CLOCK}", re.IGNORECASE)
# Chrome: `3/2/26, 9:14 AM    Gmail - The wall`; Firefox: `The wall    https://mail.example/…`.
_BROWSER_HEAD = regex(f"{_CLOCK}(?:\\s.*)?|(?:.*\\s)?{_ADDRESS}", re.IGNORECASE)


class _MarginLine(NamedTuple):
    """A line in a page's margin: its number, its text's shape, its distance from the edge.

    `space` is the distance between the margin's lines and the text, in lines of the page; None on a
    page without other text.
    """

    line: int
    shape: str
    distance: float
    size: float
    space: float | None = None


def find_margins(pages: Sequence[Sequence[PageLine]]) -> set[tuple[int, int]]:
    """The (page, line) of every header and footer, both from 0."""
    found: set[tuple[int, int]] = set()
    printed = [_upright(lines) for lines in pages]
    for from_foot in (False, True):
        edges = [list(_edge(lines, from_foot=from_foot)) for lines in printed]
        enough = _FEW_PAGES if len(pages) <= _ENOUGH_PAGES else _ENOUGH_PAGES
        for number, page in enumerate(edges):
            for edge in page:
                # A line farther from the edge than a line of the text is text, too.
                # `QY-000578` on three pages; not `Subject: Tides` at the top of three mails.
                if _is_header_field(edge.shape):
                    break
                # A running number needs no more pages to compare with.
                again = _repeated(edges, number, edge, enough if "#" in edge.shape else None)
                if len(again) < enough:
                    break
                if not _is_placed_by_the_sheet(again, from_foot=from_foot):
                    break
                found.add((number, edge.line))
    found |= _turned(pages) | _printed_by_browsers(pages, printed)
    return found


def describe(pages: Sequence[Sequence[PageLine]], margins: set[tuple[int, int]]) -> str | None:
    """Describe the furniture: each line once, numbers as `#`, with its places; None without any.

    The notice names all pages, and the lines if they are few; the ledger has each line. A line
    whose numbers are the same everywhere is quoted unchanged.
    """
    shapes: dict[str, list[tuple[int, int]]] = {}
    texts: dict[str, set[str]] = {}
    for number, line in sorted(margins):
        text = " ".join(pages[number][line].text.split())[:_LONGEST]
        shape = _DIGITS.sub("#", text)
        shapes.setdefault(shape, []).append((number + 1, line + 1))
        texts.setdefault(shape, set()).add(text)
    if not shapes:
        return None
    named = ", ".join(
        f'"{min(texts[shape]) if len(texts[shape]) == 1 else shape}" ({_where(places)})'
        for shape, places in shapes.items()
    )
    return f"set aside as headers and footers of pages: {named}"


def _where(places: Sequence[tuple[int, int]]) -> str:
    """`page 2, line 57; page 3, line 41`, or `pages 1-29, line 57; page 30, line 12`.

    `pages 1-30` if the line numbers vary so much that a list of them would be too long to read.
    """
    lines: dict[int, list[int]] = {}
    for page, line in places:
        lines.setdefault(line, []).append(page)
    if len(lines) > _MOST_NAMED:
        return page_list(sorted({page for page, _ in places}))
    by_page = sorted(lines.items(), key=lambda entry: entry[1][0])
    return "; ".join(f"{page_list(numbers)}, line {line}" for line, numbers in by_page)


class _Upright(NamedTuple):
    """The lines of a page with text in its usual direction, and their numbers on the page.

    `tops` and `feet` are their distances from the sheet's upper and lower edge.
    """

    lines: list[PageLine]
    numbers: list[int]
    tops: list[float]
    feet: list[float]


def _upright(lines: Sequence[PageLine]) -> _Upright:
    numbers = [
        number
        for number, line in enumerate(lines)
        if line.text and not line.aside and line.size and not line.text.isspace()
    ]
    own = [lines[number] for number in numbers]
    return _Upright(own, numbers, [line.top for line in own], [line.foot for line in own])


def _edge(page: _Upright, *, from_foot: bool) -> Iterator[_MarginLine]:
    """The lines in a page's outer margin, outermost first; none if text reaches into it."""
    distances = page.feet if from_foot else page.tops
    # Of lines at one height, the first one of the page comes first.
    order = sorted(range(len(distances)), key=distances.__getitem__)
    placed = [distances[number] for number in order]
    nearest = [page.lines[number] for number in order[: _MOST_LINES + 1]]
    outer = 0
    for place, line in enumerate(nearest):
        # Empty space: the lines before it are in the margin, the others belong to the text.
        if place and placed[place] - placed[place - 1] > _FREE * max(line.size, nearest[0].size):
            outer = place
        # Lines farther from the edge than an eighth of the sheet are text.
        if placed[place] > _MARGIN * (line.top + line.foot):
            break
    else:
        if len(placed) <= _MOST_LINES:
            outer = len(placed)
    if not outer:
        return
    shapes = list(map(_shape, nearest[: outer + 1]))
    # `10:05 pump 3, 4.2 bar` above `10:10 pump 3, 4.7 bar`: a line of the same shape follows, so
    # both are text.
    while 0 < outer < len(placed) and shapes[outer - 1] == shapes[outer]:
        outer -= 1
    space = None
    # The space between `QY-000578` and the last line of the text, in lines.
    if 0 < outer < len(placed):
        usual = _usual_distance(placed[outer:], nearest[outer].size)
        space = (placed[outer] - placed[outer - 1]) / usual
    for place in range(outer):
        line = nearest[place]
        number = page.numbers[order[place]]
        yield _MarginLine(number, shapes[place], placed[place], line.size, space)


def _shape(line: PageLine) -> str:
    """The text of a line, with `#` for its numbers."""
    return _DIGITS.sub("#", " ".join(line.text.split()))[:_LONGEST]


def _usual_distance(distances: Sequence[float], least: float) -> float:
    """The usual distance between lines in points; `least` is the height of a letter."""
    steps = sorted(map(sub, distances[1:], distances))
    # If blank lines separate half of the lines, the closer half gives the text's distance.
    return max(least, steps[len(steps) // 4]) if steps else least


def _repeated(
    edges: Sequence[Sequence[_MarginLine]],
    number: int,
    wanted: _MarginLine,
    most: int | None = None,
) -> list[_MarginLine]:
    """The line and equal lines on the neighbouring pages that are compared; at most `most`."""
    found = [wanted]
    for step in (-1, 1):
        missing, page = 0, number + step
        while 0 <= page < len(edges) and missing < _FARTHEST and abs(page - number) <= _COMPARED:
            if len(found) == most:
                return found
            same = [
                edge
                for edge in edges[page]
                if edge.shape == wanted.shape
                and abs(edge.distance - wanted.distance) <= _SAME_HEIGHT * wanted.size
            ]
            found += same[:1]
            missing = 0 if same else missing + 1
            page += step
    return found


def _is_placed_by_the_sheet(again: Sequence[_MarginLine], *, from_foot: bool) -> bool:
    """Whether a repeated line is a header or footer, not the similar ends of several texts.

    `Best, / Maren` may end twelve one-page mails of equal length. It is then at the same height on
    each page, but also at the same distance from the text.
    """
    # `Page # of #`, `QY-#`: a running number is set by the sheet.
    if "#" in again[0].shape:
        return True
    spaces = [edge.space for edge in again if edge.space is not None]
    # Pages with only these lines have no distance to measure.
    if not spaces:
        return False
    # `The harbour office` at the top of every page is a header; the distance does not matter.
    if not from_foot:
        return True
    return max(spaces) > _BLANK_LINE or max(spaces) - min(spaces) > _OTHER_DISTANCE


def _printed_by_browsers(
    pages: Sequence[Sequence[PageLine]], printed: Sequence[_Upright]
) -> set[tuple[int, int]]:
    """The (page, line) of the lines that browsers print above and below each page."""
    found: set[tuple[int, int]] = set()
    for number, lines in enumerate(pages):
        foot = _outermost(printed[number], from_foot=True)
        # `https://mail.example/mail/u/0    1/2`
        if foot is None or not _BROWSER_FOOT.fullmatch(_text(lines[foot])):
            continue
        found.add((number, foot))
        head = _outermost(printed[number], from_foot=False)
        # `3/2/26, 9:14 AM    Gmail - The wall`
        if head is not None and _BROWSER_HEAD.fullmatch(_text(lines[head])):
            found.add((number, head))
    return found


def _outermost(page: _Upright, *, from_foot: bool) -> int | None:
    """The line nearest to the sheet's edge, if it is in the margin where browsers print."""
    if not page.lines:
        return None
    distances = page.feet if from_foot else page.tops
    place = distances.index(min(distances))
    line = page.lines[place]
    is_near = distances[place] <= _BROWSER_MARGIN * (line.top + line.foot)
    return page.numbers[place] if is_near else None


def _text(line: PageLine) -> str:
    return " ".join(line.text.split())[:600]


def _turned(pages: Sequence[Sequence[PageLine]]) -> set[tuple[int, int]]:
    """Find stamps: oblique lines, vertical lines beside the text or repeated on later pages.

    `RELEASED IN PART B6` across a corner is not part of a text, even if only one page has it. A
    vertical line farther from the edge may belong to a table.
    """
    turned = [
        [(place, line) for place, line in enumerate(lines) if line.aside and line.text.strip()]
        for lines in pages
    ]
    edges = [
        [_MarginLine(place, _shape(line), 0.0, 1.0) for place, line in page] for page in turned
    ]
    repeated = {
        (number, edge.line)
        for number, page in enumerate(edges)
        for edge in page
        if len(_repeated(edges, number, edge, _FEW_PAGES)) >= _FEW_PAGES
    }
    return repeated | {
        (number, place)
        for number, lines in enumerate(turned)
        for place, line in lines
        if line.is_aslant or _is_beside(line)
    }


def _is_beside(line: PageLine) -> bool:
    """Whether a rotated line is near an outer edge; its `top` and `foot` are measured sideways."""
    return line.aside and min(line.top, line.foot) <= _SIDE_MARGIN * (line.top + line.foot)


def _is_header_field(shape: str) -> bool:
    """Whether a repeated line has the form `Label: value`, so that it may be part of a mail."""
    label, colon, value = shape.partition(":")
    return bool(colon) and bool(value.strip()) and len(label) <= 20 and "#" not in shape
