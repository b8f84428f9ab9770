"""Split tables of mail within documents (Office, Markdown, HTML): each row becomes a document.

The document keeps everything else: titles, the names of columns, other columns.
"""

from __future__ import annotations

import hashlib
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Generic, NamedTuple, TypeVar

from msgspec.structs import replace

from mailrecon.lexicon import Lexicon, fold, load
from mailrecon.model import Document, HiddenText, Role, Span
from mailrecon.read.tables.mail_columns import (
    MOST_ABOVE,
    PEOPLE,
    TableLayout,
    columns_that_go_on,
    half_of,
    header,
    is_subject,
    layout_of,
    value_of,
)
from mailrecon.read.tables.merged_cells import Range, fill_merged, join_storeys
from mailrecon.read.tables.row_text import NamedTable, RowText, fill_row
from mailrecon.read.tables.rows_of_mail import MailRows, group_rows
from mailrecon.regex import regex

_LONGEST_NAME = 40
_LEAST_COLUMNS, _MOST_COLUMNS, _MOST_CELLS = 3, 100, 1_000_000
_PIECE = regex(r"[^;\s]+|;")
Item = TypeVar("Item")
_ASKED = (Role.FROM, Role.TO, Role.DATE, Role.SUBJECT)


class TextCell(NamedTuple):
    """A cell of a table in a text: its row and column (from 0), the numbers of rows and columns
    over which it is merged, and its span.
    """

    table: int
    row: int
    column: int
    span: Span
    rows: int = 1
    columns: int = 1


def may_name_columns(texts: Sequence[str]) -> bool:
    """Whether a row may name the columns of a table of mail."""
    if not _LEAST_COLUMNS <= len(texts) <= _MOST_COLUMNS:
        return False
    if not any(is_subject(text, load()) for text in texts):
        return False
    # `From: | Ann Poe <ann@quay.example> | Date: | 3 May 2019`: labels and their values.
    if any(len(text) > _LONGEST_NAME or "@" in text or _has_digit(text) for text in texts):
        return False
    return layout_of([[text.strip() for text in texts]], load()) is not None


def cells_of_mail(text: str, cells: Sequence[TextCell]) -> list[TextCell]:
    """The cells of the tables in which a row near the top names the columns of mail."""
    found: list[TextCell] = []
    for _, own in groupby(cells, key=lambda cell: cell.table):
        table = list(own)
        rows: dict[int, list[str]] = {}
        for cell in table:
            if cell.row <= MOST_ABOVE:
                rows.setdefault(cell.row, []).append(cell.span.of(text).strip())
        if any(map(may_name_columns, rows.values())):
            found += table
    return found


def split_rows_of_mail(document: Document, cells: Sequence[TextCell]) -> Iterator[Document]:
    """The document without its rows of mail, then each of these as `NAME!table 1!2`."""
    found: list[Document] = []
    taken: list[Span] = []
    names: list[Span] = []
    marks = _DocumentMarks(document)
    for number, own in groupby(cells, key=lambda cell: cell.table):
        table = _Table(document, list(own))
        for rows in table.rows:
            built = _RowOfDocument(document, marks, table, rows.number)
            fill_row(built, rows, table.layout)
            found.append(built.document(f"{document.name}!table {number}!{rows.number}"))
            taken += built.used
        names += table.names
    if not found:
        yield document
        return
    rest = _without(marks, taken)
    if rest.hidden or rest.warnings or _without(marks, [*taken, *names]).text.strip():
        yield rest
    yield from found


class _Table:
    """The cells of a table by row and column; `rows` is empty unless it is a table of mail.

    `names` are then the names of its columns.
    """

    def __init__(self, document: Document, cells: list[TextCell]) -> None:
        self.spans: dict[tuple[int, int], Span] = {}
        self.rows: list[MailRows] = []
        self.names: list[Span] = []
        height = max(cell.row for cell in cells) + 1
        width = min(max(cell.column + cell.columns for cell in cells), _MOST_COLUMNS)
        self.layout = TableLayout((), None, None)
        if height * width > _MOST_CELLS:
            return
        values = [[""] * width for _ in range(height)]
        ranges: list[Range] = []
        for cell in cells:
            if cell.column >= width:
                continue
            place = cell.row, cell.column
            self.spans[place] = _stripped(document.text, cell.span)
            values[cell.row][cell.column] = self.spans[place].of(document.text)
            if cell.rows > 1 or cell.columns > 1:
                last = cell.row + cell.rows - 1, cell.column + cell.columns - 1
                ranges.append((place, last))
        self.sheet = NamedTable(None, values, merged=fill_merged(values, ranges))
        lexicon = load()
        join_storeys(values, ranges, lambda name: half_of(name, lexicon) is not None)
        found = header(values, lexicon)
        if found is None:
            return
        first, self.layout = found
        columns = columns_that_go_on(self.layout)
        rows = group_rows(values, first, columns, self.sheet.merged, lexicon)
        if _are_mail(rows, self.layout, lexicon):
            self.rows = rows
            self.names = [self.spans[place] for place in self.spans if place[0] == first - 1]

    def span(self, row: int, column: int) -> Span | None:
        """The span of a cell's value in the text, which may be that of a merged cell above."""
        return self.spans.get((self.sheet.merged.get((row, column), row), column))


def _are_mail(rows: Sequence[MailRows], layout: TableLayout, lexicon: Lexicon) -> bool:
    """Whether the rows are mail: each has the values of a header, and most have a body."""
    fields = {column.role: column for column in layout.fields}
    # `From | To | Date | Subject | Notes`: a timetable; `From | Subject | Action`: minutes.
    if not rows or not layout.names_body or Role.SUBJECT not in fields:
        return False
    first = [row.cells[0] for row in rows]
    for role in _ASKED:
        values = [value_of(row, fields[role].number) for row in first] if role in fields else []
        # | From | Date    |
        # | To   | Subject |     labels side by side; their values are beside them, or below.
        if any(_is_label(value, lexicon) for value in values):
            return False
        given = [value for value in values if value]
        if role is Role.DATE and sum(map(_has_digit, given)) * 2 < len(given):
            return False
        if role in PEOPLE and any(len(value) > 2_000 for value in given):
            return False
    bodies = [value_of(row, layout.body) for row in first]
    # `From: Ann Poe` / `Sent: 3 May 2019`: the cell holds the mail with its header.
    headed = sum(_is_headed(body, lexicon) for body in bodies)
    return headed * 2 < len(rows) and sum(map(bool, bodies)) * 2 >= len(rows)


def _is_label(value: str, lexicon: Lexicon) -> bool:
    entry = lexicon.labels.get(fold(value).strip(" :："))
    return entry is not None and any(role in _ASKED for role in entry.roles)


def _is_headed(body: str, lexicon: Lexicon) -> bool:
    """Whether a body begins with the labelled header of a mail."""
    lines = [line for line in body.split("\n", 4)[:4] if line.strip()]
    found = [line.replace("：", ":").partition(":") for line in lines]
    return sum(bool(colon) and _is_label(label, lexicon) for label, colon, _ in found) >= 2


class _RowOfDocument(RowText):
    """Builds a row's text; `used` are the spans of the document's text in it."""

    def __init__(self, document: Document, marks: _DocumentMarks, table: _Table, row: int) -> None:
        super().__init__(table.sheet, row)
        self._document = document
        self._marks = marks
        self._table = table
        self._next: dict[tuple[int, int], int] = {}
        self._moved: list[tuple[Span, int]] = []
        self.used: list[Span] = []

    def add(self, text: str, column: int | None = None) -> None:
        """Append a text; a value is located in its cell, word by word if necessary."""
        span = self._table.span(self.row - 1, column) if column is not None else None
        if span is not None and column is not None and text:
            self._move(text, span, (self.row - 1, column))
        self.pieces.append(text)
        self._length += len(text)

    def add_body(self, text: str, layout: TableLayout) -> None:
        """Append a body as the document prints it."""
        self.add(text, layout.body)

    def _move(self, text: str, cell: Span, place: tuple[int, int]) -> None:
        source = self._document.text
        begin = self._next.get(place, cell.start)
        at = source.find(text, begin, cell.end)
        pieces = [(0, text)]
        if at < 0:
            pieces = [(match.start(), match[0]) for match in _PIECE.finditer(text)]
        for offset, piece in pieces:
            at = source.find(piece, begin, cell.end)
            if at >= 0:
                begin = at + len(piece)
                self._moved.append((Span(at, begin), self._length + offset))
        self._next[place] = begin
        self.used.append(cell)

    def document(self, name: str) -> Document:
        """The document of the row, with the marks of the whole document that concern its text."""
        text = "".join(self.pieces)
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        hidden = [item for cell in dict.fromkeys(self.used) for item in self._marks.hidden_in(cell)]
        bare = Document(
            name, text, digest, "utf-8", kind=self._document.kind, is_row=self.is_row_of_mail
        )
        return self._marks.moved(bare, self._moved, hidden)


class _DocumentMarks:
    """The marks of a document (places, redactions and so on), to be moved with its text."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._places = _Sorted(document.places, [item.span for item in document.places])
        self._redactions = _Sorted(document.redactions, [item.span for item in document.redactions])
        self._aside = _Sorted(document.set_aside, document.set_aside)
        self._hidden = _Sorted(document.hidden, [item.span for item in document.hidden])
        self._titles = _Sorted(document.titles, [item.span for item in document.titles])

    def hidden_in(self, cell: Span) -> list[HiddenText]:
        """The withheld text in a cell, also at its end."""
        return list(self._hidden.touching(cell))

    def moved(
        self, bare: Document, moves: Iterable[tuple[Span, int]], hidden: Iterable[HiddenText]
    ) -> Document:
        """`bare` with the marks of the spans that were moved into it, and the `hidden` texts."""
        ordered = sorted(moves)
        places = [replace(item, span=at) for item, at in self._places.moved(ordered)]
        redactions = [replace(item, span=at) for item, at in self._redactions.moved(ordered)]
        withheld = [replace(item, span=_new_place(item.span, ordered)) for item in hidden]
        titles = [replace(item, span=at) for item, at in self._titles.moved(ordered)]
        return replace(
            bare,
            places=tuple(sorted(places, key=lambda item: item.span)),
            set_aside=tuple(sorted(at for _, at in self._aside.moved(ordered))),
            redactions=tuple(sorted(redactions, key=lambda item: item.span)),
            hidden=tuple(sorted(withheld, key=lambda item: item.span)),
            titles=tuple(sorted(titles, key=lambda item: item.span)),
        )


class _Sorted(Generic[Item]):
    """Items by their spans, in the order of the text."""

    def __init__(self, items: Sequence[Item], spans: Sequence[Span]) -> None:
        order = sorted(range(len(items)), key=spans.__getitem__)
        self._items = [items[number] for number in order]
        self._spans = [spans[number] for number in order]

    def touching(self, stretch: Span) -> Iterator[Item]:
        """The items that begin in a stretch or at its end."""
        first = bisect_left(self._spans, Span(stretch.start, 0))
        last = bisect_right(self._spans, Span(stretch.end, sys.maxsize))
        return iter(self._items[first:last])

    def moved(self, moves: Iterable[tuple[Span, int]]) -> Iterator[tuple[Item, Span]]:
        """Each item with its new span, for each of the moved stretches that has some of it."""
        for stretch, new in moves:
            number = max(bisect_right(self._spans, Span(stretch.start, sys.maxsize)) - 1, 0)
            while number < len(self._spans) and self._spans[number].start < stretch.end:
                span = self._spans[number]
                both = Span(max(span.start, stretch.start), min(span.end, stretch.end))
                if both.start < both.end:
                    yield self._items[number], both.shifted(new - stretch.start)
                number += 1


def _new_place(span: Span, moves: Sequence[tuple[Span, int]]) -> Span:
    """The span of a hidden text in the new text."""

    def moved(offset: int) -> int:
        number = bisect_right(moves, offset, key=lambda move: move[0].start) - 1
        if number < 0:
            return 0
        stretch, new = moves[number]
        return new + min(offset, stretch.end) - stretch.start

    start = moved(span.start)
    return Span(start, max(moved(span.end), start))


def _without(marks: _DocumentMarks, taken: Iterable[Span]) -> Document:
    """The document without some spans of its text, and without lines that are then empty."""
    document = marks.document
    pieces: list[str] = []
    moves: list[tuple[Span, int]] = []
    size = done = 0
    for gone in [*_lines_gone(document.text, sorted(set(taken))), Span(len(document.text), -1)]:
        if gone.start > done:
            pieces.append(document.text[done : gone.start])
            moves.append((Span(done, gone.start), size))
            size += gone.start - done
        done = max(done, gone.end)
    used = {id(item) for cell in set(taken) for item in marks.hidden_in(cell)}
    hidden = [item for item in document.hidden if id(item) not in used]
    return marks.moved(replace(document, text="".join(pieces)), moves, hidden)


def _lines_gone(text: str, taken: Sequence[Span]) -> Iterator[Span]:
    """The spans to remove; whole lines if they contain nothing else."""
    number = 0
    while number < len(taken):
        begin = text.rfind("\n", 0, taken[number].start) + 1
        done, left, own = begin, "", []
        end = taken[number].start
        while number < len(taken) and taken[number].start <= end:
            span = taken[number]
            left += text[done : span.start]
            own.append(span)
            done = max(done, span.end)
            end = _line_end(text, done)
            number += 1
        left += text[done:end]
        if left.strip(" \t>|"):
            yield from own
        else:
            yield Span(begin, min(end + 1, len(text)))


def _line_end(text: str, offset: int) -> int:
    found = text.find("\n", offset)
    return len(text) if found < 0 else found


def _stripped(text: str, span: Span) -> Span:
    """The span without white space at its ends."""
    value = span.of(text)
    start = span.start + len(value) - len(value.lstrip())
    return Span(start, max(start, span.start + len(value.rstrip())))


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)
