"""Tables of mail (CSV, TSV, Concordance load files, XLSX): each row is a message.

Each row becomes a text: a labelled header made from its cells, a blank line, its body. The labels
are the column names if they are labels of mail in any language of the lexicon (`Von`, `差出人`),
otherwise English ones (for `Email From`). Each value has the place of its cell.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from msgspec.structs import replace

from mailrecon.errors import ReadError
from mailrecon.lexicon import Lexicon, load
from mailrecon.model import (
    Document,
    HiddenText,
    Hiding,
    Notice,
    NoticeCode,
    Span,
)
from mailrecon.read.encoding import decode, utf16_by_zeros
from mailrecon.read.mail import eml as mail
from mailrecon.read.office.sheets.sheet_looks import Area, SheetLooks, within
from mailrecon.read.office.sheets.workbook_looks import looks_of_sheets
from mailrecon.read.options import ReadOptions
from mailrecon.read.recognition import mail_signatures, signatures
from mailrecon.read.recognition.formats import format_name
from mailrecon.read.redaction.tag_letters import without_tag_letters
from mailrecon.read.tables.mail_columns import (
    MOST_ABOVE,
    are_people,
    columns_that_go_on,
    half_of,
    header,
    layout_of,
    value_of,
)
from mailrecon.read.tables.merged_cells import Range, fill_merged, join_storeys
from mailrecon.read.tables.row_text import NamedTable, RowText, WithheldCell, cell_name, fill_row
from mailrecon.read.tables.rows_of_mail import group_rows
from mailrecon.regex import regex

# Separators of values in the order of preference: commas, then those of load files and databases.
_SEPARATORS = (",", ";", "\t", "|", "\x14", "\x1f", "^", "~")
# Concordance's signs around values, and for a line break in a value.
_THORN = "\xfe"
_NEWLINE = "\xae"
# Code pages to try if none is stated: one in which more columns have names of mail than in the
# guessed encoding is the right one.
_CODE_PAGES = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257"),
    *("cp932", "gb18030", "cp949", "big5"),
    # DOS code pages of old programs.
    *("cp850", "cp852", "cp866"),
)
_LONGEST_TOP = 65_536
_LONGEST_BAR = 40
_LEAVES_SPACE = frozenset({Hiding.SAME_COLOUR, Hiding.COVERED})
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # [MS-OFFCRYPTO] 2.3.4.4
_STATED = regex(r"\ufeff?sep=(.)\r?\n", re.IGNORECASE)


class _Separators(NamedTuple):
    """The separator between a row's values, and the quotation mark around each, if any."""

    separator: str
    quote: str | None


def is_table(head: bytes, name: str) -> bool:
    """A table whose first row has column names of mail: a person, and a date or subject."""
    lower = name.lower()
    if _is_workbook(head):
        return lower.endswith((".xlsx", ".xlsm", ".xlsb", ".ods", ".xls"))
    if not lower.endswith((".csv", ".tsv", ".tab", ".dat")) and not signatures.is_concordance(head):
        return False
    lines = head.split(b"\n")
    # The last line may be cut, and UTF-16 cuts the lines in the middle of a character.
    some = b"\n".join(lines[: MOST_ABOVE + 2]) + b"\n"
    try:
        rows = rows_of_text(some, name, ReadOptions())
        found = header(rows, load())
        return found is not None and are_people(rows[found[0] :], found[1])
    except (ReadError, csv.Error):
        return False


def _is_workbook(data: bytes) -> bool:
    return data.startswith((b"PK\x03\x04", _COMPOUND_FILE))


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """A document for each row, named `NAME!row` (or `NAME!sheet!row`).

    Cells that contain whole raw messages are read as such. Raises ReadError if the file is damaged
    or none of its sheets is a table of mail.
    """
    lexicon = load()
    is_mail = False
    hidden = 0
    # Withheld cells of rows without a message.
    left: list[WithheldCell] = []
    for sheet in map(_drawn, _sheets(data, name, options)):
        hidden += sheet.is_hidden
        found = header(sheet.rows, lexicon)
        above = f"{name}!{sheet.name}" if sheet.name else name
        if found is None:
            continue
        first, layout = found
        if sheet.name is not None and not are_people(sheet.rows[first:], layout):
            continue
        is_mail = True
        withheld = dict(sheet.withheld)
        for rows in group_rows(
            sheet.rows, first, columns_that_go_on(layout), sheet.merged, lexicon
        ):
            raw = value_of(rows.cells[0], layout.body).encode("utf-8", "surrogateescape")
            if mail_signatures.is_eml(raw[: signatures.HEAD], "cell"):
                yield from mail.read(raw, f"{above}!{rows.number}", options)
            else:
                built = RowText(sheet, rows.number)
                fill_row(built, rows, layout)
                document = built.document(f"{above}!{rows.number}")
                numbers = range(rows.number, rows.number + len(rows.cells))
                own = [item for number in numbers for item in withheld.pop(number, ())]
                yield replace(document, hidden=(*document.hidden, *_hidden_in(document, own)))
        left += [item for row in withheld.values() for item in row]
    if hidden or left:
        sheets, were = ("sheet is", "was") if hidden == 1 else ("sheets are", "were")
        notice = Notice(NoticeCode.HIDDEN_TEXT, f"{hidden} {sheets} hidden and {were} not read")
        digest = hashlib.sha256(data).hexdigest()
        rest = Document(name, "", digest, "utf-8", (notice,) if hidden else (), "table")
        yield replace(rest, hidden=_hidden_in(rest, left))
    elif not is_mail:
        raise ReadError(f"{name}: a table whose columns are not those of mail, not read")


def _sheets(data: bytes, name: str, options: ReadOptions) -> Iterator[NamedTable]:
    if not _is_workbook(data):
        try:
            yield NamedTable(None, rows_of_text(data, name, options))
        except csv.Error as error:
            raise ReadError(
                f"{name}: is damaged and cannot be read as a table ({error})"
            ) from error
        return
    import python_calamine

    if _ENCRYPTED in data and data.startswith(_COMPOUND_FILE):
        raise ReadError(f"{name}: {format_name(data, name)}, not read")
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        looks = looks_of_sheets(data, name)
        for about in book.sheets_metadata:
            if about.visible is not python_calamine.SheetVisibleEnum.Visible:
                yield NamedTable(None, [], is_hidden=True)
                continue
            if looks and about.name not in looks:
                # A table that a program stores beside the sheets, such as the values of a link.
                yield NamedTable(None, [], is_hidden=True)
                continue
            sheet = book.get_sheet_by_name(about.name)
            rows = sheet.to_python(skip_empty_area=False)
            shown = [[_shown(value) for value in row] for row in rows]
            if not looks:
                raise ReadError(f"{name}: its hidden cells cannot be determined, not read")
            merged = sheet.merged_cell_ranges or ()
            seen = _seen(NamedTable(about.name, shown), _with_merged(looks[about.name], merged))
            filled = fill_merged(seen.rows, merged)
            join_storeys(seen.rows, merged, lambda name: half_of(name, load()) is not None)
            yield seen._replace(merged=filled)
    except ReadError:
        raise
    except Exception as error:  # the library raises any error for damaged files
        raise ReadError(f"{name}: is damaged and cannot be read as a workbook ({error})") from error


def _with_merged(looks: SheetLooks, ranges: Iterable[Range]) -> SheetLooks:
    """The looks, with the cells covered by a merged cell, whose content isn't shown."""
    under: list[Area] = []
    for (top, left), (bottom, right) in ranges:
        # The cells to the right of the first one, and those below.
        under.append(Area(top, left + 1, top, right, Hiding.NOT_DISPLAYED))
        under.append(Area(top + 1, left, bottom, right, Hiding.NOT_DISPLAYED))
    return looks._replace(areas=(*looks.areas, *under)) if under else looks


def _seen(sheet: NamedTable, looks: SheetLooks) -> NamedTable:
    """A sheet without hidden text; a bar replaces letters in the colour of their background."""
    if looks == SheetLooks():
        return sheet
    withheld: dict[int, list[WithheldCell]] = {}
    inside: dict[tuple[int, int], Hiding] = {}
    for place, kind in within(looks.areas, sheet.rows):
        inside.setdefault(place, kind)
    for number, row in enumerate(sheet.rows):
        for column, value in enumerate(row):
            how = looks.hiding(number, column) if value.strip() else None
            if how is None and value.strip():
                how = inside.get((number, column))
            rich = looks.rich.get((number, column)) if how is None else None
            if how is None and rich is None:
                continue
            stretches = rich.hidden if rich is not None and rich.length == len(value) else ()
            if not stretches:
                # It is unknown which letters are hidden, so all are withheld.
                stretches = ((Span(0, len(value)), how or Hiding.SAME_COLOUR),)
            cell = cell_name(sheet.name, column, number + 1)
            for span, hiding in reversed(stretches):
                shown = "█" * min(len(span), _LONGEST_BAR) if hiding in _LEAVES_SPACE else ""
                row[column] = row[column][: span.start] + shown + row[column][span.end :]
                withheld.setdefault(number + 1, []).append(
                    WithheldCell(hiding, len(span), cell, shown)
                )
    return sheet._replace(withheld=withheld)


def _drawn(sheet: NamedTable) -> NamedTable:
    """A sheet without the tag letters in its values, which no font draws."""
    withheld = dict(sheet.withheld)
    for number, row in enumerate(sheet.rows):
        for column, value in enumerate(row):
            if value.isascii():
                continue
            row[column], count = without_tag_letters(value)
            if count:
                cell = cell_name(sheet.name, column, number + 1)
                found = WithheldCell(Hiding.NOT_DISPLAYED, count, cell, "")
                withheld[number + 1] = [*withheld.get(number + 1, ()), found]
    return sheet._replace(withheld=withheld)


def _hidden_in(document: Document, withheld: Sequence[WithheldCell]) -> tuple[HiddenText, ...]:
    """The withheld texts of cells, each with its bar in the text, if any."""
    cells = {place.reference: place.span for place in document.places}
    found: list[HiddenText] = []
    for item in withheld:
        cell = cells.get(item.cell, Span(0, 0))
        # The bars of a cell are listed from its end.
        end = next(
            (span.span.start for span in reversed(found) if span.place == item.cell), cell.end
        )
        start = document.text.rfind(item.bar, cell.start, end) if item.bar else -1
        span = Span(start, start + len(item.bar)) if start >= 0 else Span(cell.start, cell.start)
        found.append(HiddenText(span, item.how, item.characters, place=item.cell))
    return tuple(found)


def rows_of_text(data: bytes, name: str, options: ReadOptions) -> list[list[str]]:
    """The rows of a text, with values without the signs around them.

    Raises csv.Error, and ReadError for an encoding that does not exist.
    """
    is_load_file = name.lower().endswith(".dat") or signatures.is_concordance(data[:4096])
    text = _decoded(data, options, "cp1252" if is_load_file else None)
    stated = _STATED.match(text)
    if stated:
        dialect = _Separators(stated[1], '"')
    else:
        dialect = _dialect(text, load()) or _usual_dialect(_first_line(text), is_load_file)
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    rows = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=dialect.separator,
        quotechar=dialect.quote,
        quoting=csv.QUOTE_NONE if dialect.quote is None else csv.QUOTE_MINIMAL,
    )
    if not is_load_file:
        return list(rows)
    # `^FROM^|^TO^` uses `~` where Concordance uses `®`.
    found = [[cell.replace(_NEWLINE, "\n") for cell in row] for row in rows]
    if dialect != _Separators("|", "^"):
        return found
    return [[cell.replace("~", "\n") for cell in row] for row in found]


def _decoded(data: bytes, options: ReadOptions, usual: str | None) -> str:
    """The text in the given or stated encoding, or in the one in which most columns are of mail.

    Without any column of mail, the encoding is `usual` if given, otherwise guessed from the bytes.
    """
    zeros = utf16_by_zeros(data) if data[:2] not in (b"\xff\xfe", b"\xfe\xff") else None
    if options.encoding is None and zeros is not None:
        return data.decode(zeros, "replace")
    found = decode(data, options.encoding).text.lstrip("\ufeff")
    if options.encoding is not None or data[:2] in (b"\xff\xfe", b"\xfe\xff") or _is_utf8(data):
        return found
    lexicon = load()
    if usual is not None:
        found = data.decode(usual, "replace")
    best, most = found, _columns_of_mail(found, lexicon)
    for page in _CODE_PAGES:
        try:
            other = data.decode(page)
        except UnicodeDecodeError:
            continue
        count = _columns_of_mail(other, lexicon)
        if count > most:
            best, most = other, count
    return best


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        # The head may end within a character.
        return len(data) - error.start < 4
    return True


def _columns_of_mail(text: str, lexicon: Lexicon) -> int:
    dialect = _dialect(text, lexicon)
    return 0 if dialect is None else max(_count(line, dialect, lexicon) for line in _top(text))


def _dialect(text: str, lexicon: Lexicon) -> _Separators | None:
    """The dialect in which most columns of a row near the top have names of mail, if any does."""
    best: _Separators | None = None
    most = 0
    for line in _top(text):
        for separator in _SEPARATORS:
            if separator not in line:
                continue
            dialect = _Separators(separator, _quote(line, separator))
            count = _count(line, dialect, lexicon)
            if count > most:
                best, most = dialect, count
    return best if best is None else best._replace(quote=_quote_of_values(text, best))


def _quote_of_values(text: str, dialect: _Separators) -> str | None:
    """The quotation mark of a table whose first row has none, because programs quote only if
    needed.

    `From;Subject;Body` / `Ann Poe;Gate;'The gate is shut; please call.'`
    """
    if dialect.quote not in (None, '"'):
        return dialect.quote
    for sign in ('"', "'"):
        begins = text.count(dialect.separator + sign) + text.count("\n" + sign)
        ends = text.count(sign + dialect.separator) + sum(
            text.count(f"{sign}{end}") for end in ("\n", "\r")
        )
        if begins and begins == ends + text.endswith(sign):
            return sign
    return dialect.quote


def _usual_dialect(line: str, is_load_file: bool) -> _Separators:
    """The dialect of a table without column names of mail, by the signs in its first row."""
    if not is_load_file:
        return _Separators(max(",;\t|", key=line.count), '"')
    separator = max(_SEPARATORS, key=line.count)
    return _Separators(separator, _quote(line, separator))


def _quote(line: str, separator: str) -> str | None:
    """The quotation mark around every value of a row (`þ`, `^`, `'`), otherwise the usual one."""
    cells = line.split(separator)
    sign = cells[0][:1]
    is_sign = sign == _THORN or bool(sign and not sign.isalnum() and not sign.isspace())
    if is_sign and all(len(cell) > 1 and cell[0] == cell[-1] == sign for cell in cells):
        return sign
    # `þTOþ`, but one value lacks its sign.
    if separator == "\x14":
        return _THORN if _THORN in line else None
    return None if separator == "\x1f" else '"'


def _count(line: str, dialect: _Separators, lexicon: Lexicon) -> int:
    quote = dialect.quote or ""
    cells = [cell.strip(quote) if quote else cell for cell in line.split(dialect.separator)]
    layout = layout_of([cells], lexicon)
    if layout is None:
        return 0
    return len(layout.fields) + (layout.time is not None) + (layout.body is not None)


def _first_line(text: str) -> str:
    return text[: text.find("\n")] if "\n" in text else text


def _top(text: str) -> list[str]:
    """The first lines that are not blank, without line ends."""
    lines = (line.strip("\r\x1a ") for line in text[:_LONGEST_TOP].split("\n")[: MOST_ABOVE + 1])
    return [line for line in lines if line] or [""]


def _shown(value: object) -> str:
    """A cell of a workbook as text: dates as ISO 8601, whole numbers without a fraction."""
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
