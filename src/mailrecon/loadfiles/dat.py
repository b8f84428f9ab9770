"""Concordance load files (.dat): one line a document, with delimiters that are not typed in text.

    þBEGDOCþ\x14þFROMþ\x14þSUBJECTþ
    þMR00000001þ\x14þAnn Poeþ\x14þThe moleþ

These are Concordance's default delimiters, which all platforms read: U+0014 between values, þ
(U+00FE) around each, ® (U+00AE) for a line break in a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


@dataclass(frozen=True, slots=True)
class Delimiters:
    """The characters `between` values, `around` each value, and for a `newline` in a value."""

    between: str = "\x14"
    around: str = "\xfe"
    newline: str = "\xae"


CONCORDANCE = Delimiters()


@dataclass(frozen=True, slots=True)
class LoadFileRow:
    """One document: its line in the file (from 1), and its values by column name.

    `count` is the number of values on the line, which may differ from the number of columns.
    """

    line: int
    values: Mapping[str, str]
    count: int


@dataclass(frozen=True, slots=True)
class LoadFileTable:
    """A load file. `names` are its columns, `encoding` is the one it was decoded from.

    `has_mark`: it begins with a byte order mark. `ends_crlf`: all lines end with CR LF.
    `unquoted`: the numbers of the lines on which a value lacks the characters around it.
    """

    names: tuple[str, ...]
    rows: tuple[LoadFileRow, ...]
    encoding: str
    has_mark: bool
    ends_crlf: bool
    unquoted: tuple[int, ...]


def read_dat(data: bytes, delimiters: Delimiters = CONCORDANCE) -> LoadFileTable:
    """Read a load file in UTF-8, UTF-16 with a byte order mark, or Windows-1252.

    A doubled `around` within a value means the character itself. Raises ValueError for an empty
    file.
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
        rows.append(LoadFileRow(number, dict(zip(names, found, strict=False)), len(found)))
    bare = text.replace("\r\n", "")
    return LoadFileTable(
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

    Raises ValueError for a row with more or fewer values than there are `names`.
    """
    yield _UTF8_MARK + row_bytes(names, delimiters) + b"\r\n"
    for row in rows:
        if len(row) != len(names):
            raise ValueError(f"{len(row)} values for {len(names)} columns")
        yield row_bytes(row, delimiters) + b"\r\n"


def _decoded(data: bytes) -> tuple[str, str, bool]:
    """The text, its encoding, and whether the file begins with a byte order mark."""
    for mark, encoding in _UTF16_MARKS.items():
        if data.startswith(mark):
            return data[2:].decode(encoding, "replace"), encoding, True
    has_mark = data.startswith(_UTF8_MARK)
    try:
        return data.removeprefix(_UTF8_MARK).decode("utf-8"), "utf-8", has_mark
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), "windows-1252", has_mark


def _lines(text: str, delimiters: Delimiters) -> Iterator[tuple[int, str]]:
    """The rows with the numbers of their first lines; a line break inside a value ends no row."""
    number = start = 0
    waiting: list[str] = []
    for piece in text.replace("\r\n", "\n").split("\n"):
        number += 1
        if not waiting:
            start = number
        waiting.append(piece)
        line = "\n".join(waiting)
        # An odd count means that a value is still open. In a damaged file it may never close: after
        # _MOST_LINES the row is taken as it is.
        if line.count(delimiters.around) % 2 and len(waiting) < _MOST_LINES:
            continue
        waiting = []
        # U+001A ends files written on DOS.
        if line.strip("\x1a"):
            yield start, line
    if waiting and "".join(waiting):
        yield start, "\n".join(waiting)


# The most lines that one row is assumed to span.
_MOST_LINES = 10_000


def _values(line: str, delimiters: Delimiters) -> list[str]:
    around = delimiters.around
    found = line.split(f"{around}{delimiters.between}{around}")
    found[0] = found[0].removeprefix(around)
    found[-1] = found[-1].removesuffix(around)
    # Some tools write no `around`: `BEGDOC\x14FROM`.
    if len(found) == 1 and delimiters.between in line:
        found = [value.strip(around) for value in line.split(delimiters.between)]
    return [value.replace(around * 2, around) for value in found]


def _is_quoted(line: str, delimiters: Delimiters) -> bool:
    """Whether all values of a row have the characters around them."""
    around = delimiters.around
    inner = line.replace(f"{around}{delimiters.between}{around}", "")
    return inner.startswith(around) and inner.endswith(around) and delimiters.between not in inner


def row_bytes(values: Sequence[str], delimiters: Delimiters = CONCORDANCE) -> bytes:
    """One row in UTF-8, without its line end; delimiters within values are replaced."""
    around, between = delimiters.around, delimiters.between
    cells = (
        value.replace(around, around * 2)
        .replace(between, " ")
        .replace("\r\n", "\n")
        .replace("\n", delimiters.newline)
        for value in values
    )
    text = f"{around}{between}{around}".join(cells)
    return f"{around}{text}{around}".encode("utf-8", "backslashreplace")
