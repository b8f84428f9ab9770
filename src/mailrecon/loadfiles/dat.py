"""Concordance load files (.dat): one line a document, values between delimiters nobody types.

Delimiters are those that Concordance set by default and every platform reads: U+0014 between
values, þ (U+00FE) around each, ® (U+00AE) for a line break in a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


@dataclass(frozen=True, slots=True)
class Delimiters:
    """`between` values, `around` each, and what stands for a line `newline` in one."""

    between: str = "\x14"
    around: str = "\xfe"
    newline: str = "\xae"


CONCORDANCE = Delimiters()


@dataclass(frozen=True, slots=True)
class Row:
    """One document: its line (from 1) in the file, and its values by the names of the columns.

    `count` is how many values the line has; `values` has what fits the columns.
    """

    line: int
    values: Mapping[str, str]
    count: int


@dataclass(frozen=True, slots=True)
class Table:
    """A load file. `names` are its columns; `encoding` is how it was decoded.

    `has_mark` says whether it begins with a byte order mark, `ends_crlf` whether every line ends
    with CR LF. `unquoted` are the lines on which a value lacks the signs around it.
    """

    names: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    has_mark: bool
    ends_crlf: bool
    unquoted: tuple[int, ...]


def read_dat(data: bytes, delimiters: Delimiters = CONCORDANCE) -> Table:
    """Read a load file in UTF-8, UTF-16 with a byte order mark, or Windows-1252.

    A doubled sign around values stands for itself in one. Raises ValueError for an empty file.
    """
    text, encoding, has_mark = _decoded(data)
    lines = list(_lines(text, delimiters))
    if not lines:
        raise ValueError("is empty")
    names = tuple(_values(lines[0][1], delimiters))
    rows = []
    unquoted = []
    for number, line in lines:
        if not _is_quoted(line, delimiters):
            unquoted.append(number)
    for number, line in lines[1:]:
        found = [value.replace(delimiters.newline, "\n") for value in _values(line, delimiters)]
        rows.append(Row(number, dict(zip(names, found, strict=False)), len(found)))
    bare = text.replace("\r\n", "")
    return Table(
        names,
        tuple(rows),
        encoding,
        has_mark,
        "\r" not in bare and "\n" not in bare,
        tuple(unquoted),
    )


def write_dat(
    names: Sequence[str], rows: Iterable[Sequence[str]], delimiters: Delimiters = CONCORDANCE
) -> Iterator[bytes]:
    """The lines of a load file in UTF-8 with a byte order mark and CR LF.

    Raises ValueError for a row that has not as many values as there are `names`.
    """
    yield _UTF8_MARK + _line(names, delimiters)
    for row in rows:
        if len(row) != len(names):
            raise ValueError(f"{len(row)} values for {len(names)} columns")
        yield _line(row, delimiters)


def _decoded(data: bytes) -> tuple[str, str, bool]:
    for mark, encoding in _UTF16_MARKS.items():
        if data.startswith(mark):
            return data[2:].decode(encoding, "replace"), encoding, True
    has_mark = data.startswith(_UTF8_MARK)
    try:
        return data.removeprefix(_UTF8_MARK).decode("utf-8"), "utf-8", has_mark
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), "windows-1252", has_mark


def _lines(text: str, delimiters: Delimiters) -> Iterator[tuple[int, str]]:
    """The lines with their numbers; a bare line break inside a value does not end a line."""
    number = start = 0
    waiting: list[str] = []
    for piece in text.replace("\r\n", "\n").split("\n"):
        number += 1
        if not waiting:
            start = number
        waiting.append(piece)
        line = "\n".join(waiting)
        # An odd count means that a value is still open. A line far too long is taken as it is.
        if line.count(delimiters.around) % 2 and len(waiting) < _MOST_LINES:
            continue
        waiting = []
        if line.strip("\x1a"):
            yield start, line
    if waiting and "".join(waiting):
        yield start, "\n".join(waiting)


# Lines that one value is followed over.
_MOST_LINES = 10_000


def _values(line: str, delimiters: Delimiters) -> list[str]:
    around = delimiters.around
    found = line.split(f"{around}{delimiters.between}{around}")
    found[0] = found[0].removeprefix(around)
    found[-1] = found[-1].removesuffix(around)
    if len(found) == 1 and delimiters.between in line:
        found = [value.strip(around) for value in line.split(delimiters.between)]
    return [value.replace(around * 2, around) for value in found]


def _is_quoted(line: str, delimiters: Delimiters) -> bool:
    around = delimiters.around
    inner = line.replace(f"{around}{delimiters.between}{around}", "")
    return inner.startswith(around) and inner.endswith(around) and delimiters.between not in inner


def _line(values: Sequence[str], delimiters: Delimiters) -> bytes:
    around, between = delimiters.around, delimiters.between
    cells = (
        value.replace(around, around * 2)
        .replace(between, " ")
        .replace("\r\n", "\n")
        .replace("\n", delimiters.newline)
        for value in values
    )
    text = f"{around}{between}{around}".join(cells)
    return f"{around}{text}{around}\r\n".encode("utf-8", "backslashreplace")
