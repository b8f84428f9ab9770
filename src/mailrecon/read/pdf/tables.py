"""Find tables whose columns are named as the fields of mail, and read them cell by cell.

    | From    | To      | Date             | Subject | Body                 |
    |---------|---------|------------------|---------|----------------------|
    | Ann Poe | Ben Ost | 4 May 2020 09:12 | Keys    | They are in the safe |
    |         |         |                  |         | below the stairs.    |

Line by line, the cells of a row would be mixed: each line of the page crosses all of them.
"""

from __future__ import annotations

import ctypes
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2 as pdfium
from msgspec.structs import replace
from pypdfium2 import raw

from mailrecon.lexicon import load
from mailrecon.model import Span
from mailrecon.read.pdf.layout import PageLine, lay_out
from mailrecon.read.pdf.page import PageContent
from mailrecon.read.pdf.text import Rectangle, Word, union_of
from mailrecon.read.tables.mail_columns import is_subject, layout_of
from mailrecon.read.tables.rows_in_documents import TextCell, may_name_columns

# Points: how thick a rule may be, how far the ends of one may be from another's, and the least
# length of a rule.
_THICKEST, _NEAR, _SHORTEST = 3.0, 3.0, 6.0
_MOST_PARTS = 100_000
_LONGEST_SUBJECT_NAME = 30
# A table whose upright rules are not drawn: the space before a column's name, and the share of
# the table's width that a rule has.
_BEFORE_NAME, _WHOLE = 4.0, 0.9
# Rows without rules are further from each other than lines by this share of a line's height.
_APART_OF_LINE, _WIDEST_LEADING = 0.35, 0.6
# A row begins with more cells than this; the most lines of the rest of a row on the next page.
_FEW_CELLS, _MOST_REST = 2, 40


class TableRules(NamedTuple):
    """The level and upright rules of a page: (height, left, right) and (place, bottom, top)."""

    level: list[tuple[float, float, float]]
    upright: list[tuple[float, float, float]]


class _Grid(NamedTuple):
    """The places of a table's upright rules, and those of its level ones from the top."""

    columns: list[float]
    rows: list[float]

    def cell(self, word: Rectangle) -> tuple[int, int] | None:
        """The row and column of a box's middle."""
        x, y = (word[0] + word[2]) / 2, (word[1] + word[3]) / 2
        column = bisect_right(self.columns, x) - 1
        row = bisect_right([-height for height in self.rows], -y) - 1
        if not 0 <= column < len(self.columns) - 1 or not 0 <= row < len(self.rows) - 1:
            return None
        return row, column


class TablesOfMail:
    """Finds the tables of a document's pages, in order; a table may go on over pages."""

    def __init__(self, document: pdfium.PdfDocument) -> None:
        self._document = document
        self._columns: list[float] = []
        self._names: list[str] = []
        self._body: int | None = None
        self._table = self._rows = 0

    def lines(self, number: int, page: PageContent, pitch: float | None) -> list[PageLine] | None:
        """The lines of page `number` (from 0) if it has a table of mail; else None."""
        # Most words of a page of plain text are whole lines.
        short = [word for word in page.words if len(word.text) <= _LONGEST_SUBJECT_NAME]
        if not self._columns and not any(map(_names_subject, short)):
            return None
        rules = _rules(self._document, number)
        rest = 0
        grid, names = _named_grid(rules, page.words)
        if grid is None:
            grid, names = _unruled_grid(rules, page.words)
        if grid is None:
            grid, names = self._continued(rules), self._names
            first = 0
            if grid is None and self._columns:
                grid, rest = _continued_unruled(rules, page.words, self._columns)
            if grid is None:
                self._columns = []
                return None
        elif names == self._names and _are_near(grid.columns, self._columns):
            # The names are repeated on each page.
            first = 1
        else:
            self._table, self._rows, first = self._table + 1, 0, 0
        self._columns, self._names = grid.columns, names
        layout = layout_of([names], load())
        self._body = None if layout is None else layout.body
        begin = self._rows - first - rest
        self._rows = begin + len(grid.rows) - 1
        return list(self._lines(page, grid, begin, first, pitch))

    def _continued(self, rules: TableRules) -> _Grid | None:
        """The grid at the top of a page that goes on with the columns of the page before."""
        if not self._columns:
            return None
        heights = sorted({height for height, *_ in rules.level}, reverse=True)
        # Any place in the first column, whose cells may have rules of their own.
        inside = (sum(self._columns[:2]) / 2,) * 2
        for height in heights[:2]:
            grid = _grid_at(rules, height - _NEAR, inside)
            if grid is not None and _are_near(grid.columns, self._columns):
                return grid
        return None

    def _lines(
        self, page: PageContent, grid: _Grid, begin: int, first: int, pitch: float | None
    ) -> Iterator[PageLine]:
        """The lines above the table, those of each cell, and those below."""
        top, foot = grid.rows[0], grid.rows[-1]

        def place(box: Rectangle) -> tuple[int, int]:
            cell = grid.cell(box)
            if cell is not None:
                return cell
            return (-1, 0) if box[1] + box[3] >= top + foot else (len(grid.rows), 0)

        parts: dict[tuple[int, int], tuple[list[Any], list[Any], list[Any]]] = {}
        kinds = (
            ((word.box, word) for word in page.words),
            ((item.box, item) for item in page.unseen),
            ((box, box) for box in page.boxes),
        )
        for kind, items in enumerate(kinds):
            for box, item in items:
                parts.setdefault(place(box), ([], [], []))[kind].append(item)
        row: int | None = None
        for cell in sorted(parts):
            words, unseen, boxes = parts[cell]
            lines = lay_out(words, unseen, boxes, page.sheet, pitch)
            if row not in (None, cell[0]):
                yield PageLine("")
            row = cell[0]
            if first <= cell[0] < len(grid.rows) - 1:
                own = (self._table, begin + cell[0], cell[1])
                if cell[1] != self._body:
                    lines = _unwrapped(map(_flush, lines), grid.columns[cell[1] + 1])
                lines = [replace(line, cell=own) for line in lines]
            yield from lines


def _flush(line: PageLine) -> PageLine:
    """A line without the blanks before it, as a centred name of a column has."""
    text = line.text.lstrip()
    by = len(text) - len(line.text)
    bars = [bar._replace(start=bar.start + by, end=bar.end + by) for bar in line.bars]
    return replace(line, text=text, bars=tuple(bars))


def _unwrapped(lines: Iterable[PageLine], edge: float) -> list[PageLine]:
    """Lines of a cell; those that were wrapped at the column's right edge are joined.

    `Ann Poe` / `<ann@quay.example>` is one person, `Ann Poe` / `Ben Ost` in a wide column are two.
    """
    found: list[PageLine] = []
    for line in lines:
        if not line.text or line.box is None:
            continue
        last = found[-1] if found else None
        if last is None or last.box is None or not _is_wrapped(last.box, line, edge):
            found.append(line)
            continue
        # `<ann@quay.exam` / `ple>`: broken within a word
        is_torn = last.text.rfind("<") > last.text.rfind(">") and " " not in line.text.strip()
        space = "" if is_torn else " "
        by = len(last.text) + len(space)
        bars = [bar._replace(start=bar.start + by, end=bar.end + by) for bar in line.bars]
        box = union_of((last.box, line.box))
        # The box of the last line decides whether the next one is wrapped.
        joined = last.text + space + line.text
        found[-1] = replace(last, text=joined, bars=(*last.bars, *bars), box=box)
    return found


def _is_wrapped(above: Rectangle, line: PageLine, edge: float) -> bool:
    """Whether the first word of a line had no space on the line above it."""
    if line.box is None:
        return False
    first = line.text.split(maxsplit=1)[0]
    wide = (line.box[2] - line.box[0]) * len(first) / max(len(line.text), 1)
    return above[2] + wide > edge - 2 * _NEAR


def cells_of(lines: Iterable[tuple[PageLine, Span]]) -> list[TextCell]:
    """The cells of a document's lines, each with its span in the text."""
    found: dict[tuple[int, int, int], Span] = {}
    for line, span in lines:
        if line.cell is not None:
            known = found.get(line.cell)
            found[line.cell] = span if known is None else Span(known.start, span.end)
    return [TextCell(*cell, span) for cell, span in found.items()]


def _names_subject(word: Word) -> bool:
    return len(word.text) <= _LONGEST_SUBJECT_NAME and is_subject(word.text, load())


def _named_grid(rules: TableRules, words: Sequence[Word]) -> tuple[_Grid | None, list[str]]:
    """The grid around a row of the names of a mail's fields, one of which is the body's."""
    for word in words:
        if word.angle or not _names_subject(word):
            continue
        middle = (word.bottom + word.top) / 2
        grid = _grid_at(rules, middle, (word.left, word.right))
        grid = _with_named_columns(grid, words) if grid is not None else None
        if grid is None:
            continue
        names = _texts(grid, words, 0)
        if not may_name_columns(names):
            continue
        layout = layout_of([names], load())
        if layout is not None and layout.names_body:
            return grid, names
    return None, []


def _grid_at(rules: TableRules, height: float, sides: tuple[float, float]) -> _Grid | None:
    """The grid whose first row is at a height and includes a range from left to right."""
    around = [
        rule for rule in rules.level if rule[1] - _NEAR <= sides[0] and sides[1] <= rule[2] + _NEAR
    ]
    # The rules of the cells of one row touch each other.
    above = min((rule[0] for rule in around if rule[0] > height), default=None)
    if above is None:
        return None
    left, right = _extent(rules.level, above, sides)
    upright = [rule for rule in rules.upright if left - _NEAR <= rule[0] <= right + _NEAR]
    columns = _distinct([rule[0] for rule in upright if rule[1] < height < rule[2]])
    rows = [above]
    for rule_height in _distinct([rule[0] for rule in rules.level], reverse=True):
        if rule_height >= rows[-1] - _NEAR:
            continue
        begin, end = _extent(rules.level, rule_height, sides)
        if end - begin < _WHOLE * (right - left):
            continue
        # The upright rules go on to the next row.
        middle = (rows[-1] + rule_height) / 2
        if upright and not any(rule[1] <= middle <= rule[2] for rule in upright):
            break
        rows.append(rule_height)
    if len(rows) < 3 or rows[1] > height:
        return None
    return _Grid(columns if len(columns) > 2 else [left, right], rows)


def _unruled_grid(rules: TableRules, words: Sequence[Word]) -> tuple[_Grid | None, list[str]]:
    """The grid below a row of names without a rule above it.

    Its columns begin where their names do. Its rows are parted by level rules or shades, or else
    by the space between them.
    """
    for word in words:
        if word.angle or not _names_subject(word):
            continue
        middle = (word.bottom + word.top) / 2
        own = [one for one in words if abs((one.bottom + one.top) / 2 - middle) <= _NEAR]
        top = max(one.top for one in own) + _NEAR
        right = max(one.right for one in words if one.top <= top) + _NEAR
        foot = min(one.bottom for one in words) - _NEAR
        sides = [min(one.left for one in own), right]
        grid = _Grid([*_columns_of_names(own), right], [top, word.bottom - _NEAR, foot])
        names = _texts(grid, words, 0)
        layout = layout_of([names], load()) if may_name_columns(names) else None
        if layout is None or not layout.names_body:
            continue
        lines = list(_lines_below(grid, words))
        heights = [top, *_boundaries(rules, lines, (sides[0], sides[1]), grid)]
        if len(heights) > 2:
            return grid._replace(rows=heights), names
    return None, []


def _continued_unruled(
    rules: TableRules, words: Sequence[Word], columns: Sequence[float]
) -> tuple[_Grid | None, int]:
    """The grid of a table without rules that goes on from the page before, and 1 if its first row
    there is the rest of the body above.
    """
    if not words:
        return None, 0
    top = max(word.top for word in words) + _NEAR
    # All is below a row of names of no height.
    grid = _Grid(list(columns), [top, top, min(word.bottom for word in words) - _NEAR])
    lines = list(_lines_below(grid, words))
    filled = [_cells(grid, line) for line in lines]
    first = next((place for place, cells in enumerate(filled) if len(cells) > _FEW_CELLS), None)
    if first is None or first > _MOST_REST:
        return None, 0
    last = {len(columns) - 2}
    is_rest = first > 0 and all(cells == last for cells in filled[:first])
    if first and not is_rest:
        return None, 0
    heights = list(_boundaries(rules, lines[first:], (columns[0], columns[-1]), grid))
    if not heights:
        return None, 0
    return grid._replace(rows=[top, *heights] if is_rest else heights), int(is_rest)


def _cells(grid: _Grid, line: Sequence[Word]) -> set[int]:
    """The columns in which a line has words."""
    return {cell[1] for word in line if (cell := grid.cell(word.box)) is not None}


def _lines_below(grid: _Grid, words: Sequence[Word]) -> Iterator[list[Word]]:
    """The lines below the names, up to one that lies over a column's edge: text below a table."""
    below = [one for one in words if one.top < grid.rows[1] + _NEAR and not one.angle]
    lines: list[list[Word]] = []
    for one in sorted(below, key=lambda one: -one.bottom):
        if lines and lines[-1][0].bottom - one.bottom <= _NEAR:
            lines[-1].append(one)
        else:
            lines.append([one])
    edges = grid.columns[1:-1]
    above: list[Word] = []
    for line in lines:
        high = max(one.top - one.bottom for one in line)
        far = above and min(one.bottom for one in above) - max(one.top for one in line) > 2 * high
        # A page's number, a signature
        if far and len(_cells(grid, line)) < _FEW_CELLS:
            return
        above = line
        if any(
            one.left < edge - _NEAR and one.right > edge + _NEAR for edge in edges for one in line
        ):
            return
        yield line


def _boundaries(
    rules: TableRules, lines: Sequence[list[Word]], sides: tuple[float, float], grid: _Grid
) -> Iterator[float]:
    """The heights between the rows of a table, from below the names on, and that of its foot."""
    if not lines:
        return
    tops = [max(word.top for word in line) for line in lines]
    bottoms = [min(word.bottom for word in line) for line in lines]
    gaps = [bottoms[place] - tops[place + 1] for place in range(len(lines) - 1)]
    least = min(gaps, default=0.0)
    least = min(least, _WIDEST_LEADING * (tops[0] - bottoms[0]))
    wide = _WHOLE * (sides[1] - sides[0])
    level = {
        place
        for place in range(len(gaps))
        for height in _distinct([rule[0] for rule in rules.level])
        if tops[place + 1] - _NEAR <= height <= bottoms[place] + _NEAR
        and (extent := _extent(rules.level, height, (sides[0], sides[0] + 1)))
        and extent[1] - extent[0] >= wide - _NEAR
    }
    # Cells that are centred in the height of their row cannot be told apart without rules.
    if not level and len(_cells(grid, lines[0])) <= _FEW_CELLS:
        return
    yield tops[0] + _NEAR
    for place, gap in enumerate(gaps):
        # A row begins in several columns; a body's next paragraph in one.
        begins = _cells(grid, lines[place + 1])
        apart = gap > least + _APART_OF_LINE * (tops[place] - bottoms[place])
        if place in level if level else apart and len(begins) > _FEW_CELLS:
            yield (bottoms[place] + tops[place + 1]) / 2
    yield bottoms[-1] - _NEAR


def _extent(
    level: Sequence[tuple[float, float, float]], height: float, sides: tuple[float, float]
) -> tuple[float, float]:
    """The ends of the rules at a height that touch each other, around a range."""
    left, right = sides
    own = sorted(rule[1:] for rule in level if abs(rule[0] - height) <= _NEAR)
    grown = True
    while grown:
        grown = False
        for begin, end in own:
            touches = begin <= right + _NEAR and end >= left - _NEAR
            if touches and (begin < left or end > right):
                left, right, grown = min(left, begin), max(right, end), True
    return left, right


def _with_named_columns(grid: _Grid, words: Sequence[Word]) -> _Grid | None:
    """The grid; without upright rules, its columns begin where their names do."""
    if len(grid.columns) > 3:
        return grid
    own = [word for word in words if (place := grid.cell(word.box)) is not None and not place[0]]
    columns = _columns_of_names(own)
    # A word of another row that lies over a column's edge shows that it is none.
    crossed = any(
        word.left < column - _NEAR and word.right > column + _NEAR
        for column in columns
        for word in words
        if grid.cell(word.box) is not None
    )
    return None if crossed or not columns else grid._replace(columns=[*columns, grid.columns[-1]])


def _columns_of_names(own: Sequence[Word]) -> list[float]:
    """The left edges of the columns that words of one line name."""
    names = sorted(own, key=lambda word: word.left)
    begins = [word.left for word in names[:1]]
    begins += [
        after.left for one, after in pairwise(names) if after.left - one.right > _BEFORE_NAME
    ]
    return [begin - _BEFORE_NAME / 2 for begin in begins]


def _texts(grid: _Grid, words: Sequence[Word], row: int) -> list[str]:
    """The texts of a row's cells."""
    texts: list[list[Word]] = [[] for _ in grid.columns[1:]]
    for word in words:
        place = grid.cell(word.box)
        if place is not None and place[0] == row:
            texts[place[1]].append(word)
    return [" ".join(word.text for word in _in_order(cell)) for cell in texts]


def _in_order(words: Sequence[Word]) -> list[Word]:
    return sorted(words, key=lambda word: (-round(word.bottom / _NEAR), word.left))


def _are_near(one: Sequence[float], other: Sequence[float]) -> bool:
    return len(one) == len(other) and all(
        abs(a - b) <= _NEAR for a, b in zip(one, other, strict=True)
    )


def _distinct(places: Iterable[float], *, reverse: bool = False) -> list[float]:
    """The places in order, without those close to the one before."""
    found: list[float] = []
    for place in sorted(places, reverse=reverse):
        if not found or abs(place - found[-1]) > _NEAR:
            found.append(place)
    return found


def _rules(document: pdfium.PdfDocument, number: int) -> TableRules:
    """The rules of a page: lines, thin areas, and the sides of rectangles."""
    rules = TableRules([], [])
    page = document[number]
    try:
        left = _MOST_PARTS
        for index in range(raw.FPDFPage_CountObjects(page)):
            item = raw.FPDFPage_GetObject(page, index)
            if raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_PATH:
                continue
            for one, other in _sides(item):
                left -= 1
                _take(rules, one, other)
            if left < 0:
                return TableRules([], [])
    finally:
        page.close()
    return rules


Point = tuple[float, float]


def _sides(path: Any) -> Iterator[tuple[Point, Point]]:
    """The straight lines of a path, in the page's points."""
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(path, ctypes.byref(matrix))
    x, y = ctypes.c_float(), ctypes.c_float()
    first: Point | None = None
    last: Point | None = None
    for index in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == raw.FPDF_SEGMENT_LINETO and last is not None:
            yield last, point
        last = point
        if raw.FPDFPathSegment_GetClose(segment) and first is not None:
            yield point, first
            last = first


def _take(rules: TableRules, one: Point, other: Point) -> None:
    wide, high = abs(one[0] - other[0]), abs(one[1] - other[1])
    if high <= _THICKEST / 4 and wide >= _SHORTEST:
        rules.level.append((one[1], min(one[0], other[0]), max(one[0], other[0])))
    elif wide <= _THICKEST / 4 and high >= _SHORTEST:
        rules.upright.append((one[0], min(one[1], other[1]), max(one[1], other[1])))
