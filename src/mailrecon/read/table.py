"""Tables of mail (CSV, TSV, Concordance load files, XLSX): each row is a message.

A row becomes a text of its own: a labelled header made of its cells, a blank line, its body. The
labels are those of the first row where a mail client prints them so, in any language of the lexicon
(`Von`, `差出人`), else English ones (`Email From`). Each value has the place of its cell.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from importlib import import_module
from typing import NamedTuple
from unicodedata import normalize

from msgspec.structs import replace

from mailrecon.errors import ReadError
from mailrecon.lexicon import Lexicon, fold, load
from mailrecon.loadfiles.names import Meaning, meanings
from mailrecon.model import (
    Document,
    HiddenText,
    Hiding,
    Notice,
    NoticeCode,
    Place,
    PlaceUnit,
    Redaction,
    Role,
    Span,
)
from mailrecon.read import mail_signatures, signatures
from mailrecon.read.encoding import decode, utf16_by_zeros
from mailrecon.read.formats import format_name
from mailrecon.read.mail import eml as mail
from mailrecon.read.merged_cells import Range, fill_merged, join_storeys
from mailrecon.read.office.sheet_looks import Area, SheetLooks, within
from mailrecon.read.office.workbook_looks import looks_of_sheets
from mailrecon.read.options import ReadOptions
from mailrecon.read.rows_of_mail import MailColumns, MailRows, group_rows
from mailrecon.regex import regex

# What parts values, in the order of preference: commas, then what load files and databases write.
_SEPARATORS = (",", ";", "\t", "|", "\x14", "\x1f", "^", "~")
# Concordance's sign around values, and that for a line break in one.
_THORN = "\xfe"
_NEWLINE = "\xae"
# Code pages that tables of mail come in where nothing states theirs: one in which more columns
# have names of mail than in what the bytes look like is the right one.
_CODE_PAGES = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257"),
    *("cp932", "gb18030", "cp949", "big5"),
)
# Titles and blank lines may precede the row that names the columns.
_MOST_ABOVE = 10
_LONGEST_TOP = 65_536
_LONGEST_BAR = 40
_LEAVES_SPACE = frozenset({Hiding.SAME_COLOUR, Hiding.COVERED})
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # [MS-OFFCRYPTO] 2.3.4.4
_STATED = regex(r"\ufeff?sep=(.)\r?\n", re.IGNORECASE)
_ADDRESSED = frozenset({Role.FROM, Role.TO})
_TOPICS = frozenset({Role.DATE, Role.SUBJECT})
_RECIPIENTS = frozenset({Role.TO, Role.CC, Role.BCC})
_PEOPLE = frozenset({Role.FROM, Role.SENDER, Role.TO, Role.CC, Role.BCC, Role.REPLY_TO})
# The header fields in the order mail prints them, with the label used where a column's is not one.
_FIELDS = {
    Role.FROM: "From",
    Role.SENDER: "Sender",
    Role.REPLY_TO: "Reply-To",
    Role.DATE: "Date",
    Role.TO: "To",
    Role.CC: "Cc",
    Role.BCC: "Bcc",
    Role.SUBJECT: "Subject",
    Role.IMPORTANCE: "Importance",
    Role.ATTACHMENTS: "Attachments",
    Role.MESSAGE_ID: "Message-ID",
    Role.IN_REPLY_TO: "In-Reply-To",
}
# Columns as review platforms and exports call them, folded, spaces and signs left out.
_KNOWN = {
    **dict.fromkeys(("from", "emailfrom", "author", "metadatafrom", "senderemail"), Role.FROM),
    **dict.fromkeys(("to", "emailto", "recipients", "metadatato", "sentto"), Role.TO),
    **dict.fromkeys(("receiver", "receivers", "toaddresses", "recipientemail"), Role.TO),
    **dict.fromkeys(("cc", "emailcc", "metadatacc"), Role.CC),
    **dict.fromkeys(("bcc", "emailbcc"), Role.BCC),
    **dict.fromkeys(("subject", "emailsubject", "metadatasubject"), Role.SUBJECT),
    **dict.fromkeys(
        ("date", "datesent", "sentdate", "emaildate", "datetimesent", "metadatadatesent"), Role.DATE
    ),
    **dict.fromkeys(("messageid", "internetmessageid"), Role.MESSAGE_ID),
    **dict.fromkeys(("inreplyto", "inreplytoid"), Role.IN_REPLY_TO),
}
# Dates of anything: those of a mail where there is a column of subjects (`from,to,timestamp,amount`
# are payments).
_ANY_DATES = frozenset(
    {"datetime", "timestamp", "dateandtime", "datum", "created", "createdat", "createdtime"}
    | {"sentdatetime", "receiveddatetime", "datetimereceived", "datereceived", "receiveddate"}
    | {"receivedat", "receivedon", "receivedtime", "datesentutc", "sentdateutc", "dateutc"}
    | {"utcdate", "deliverytime", "messagedeliverytime", "clientsubmittime", "submittime"}
    | {"masterdate", "familydate", "sortdate", "senddatum", "sendedatum", "zeitstempel"}
    | {"empfangsdatum", "horodatage", "fechahora", "datahora", "dataeora", "датавремя", "日時"}
)
_TIMES = frozenset(
    {"time", "timesent", "senttime", "sendetime", "uhrzeit", "zeit", "heure", "hora", "ora", "tijd"}
    | {"tid", "klokkeslæt", "klockslag", "godzina", "čas", "saat", "время", "час"}
    | {"時刻", "時間", "时间", "시간"}
)
# A column with the zone of the dates in another.
_ZONES = frozenset(
    {"timezone", "zone", "tz", "timezoneprocessed", "emailtimezone", "utcoffset", "zeitzone"}
    | {
        "fuseauhoraire",
        "zonahoraria",
        "fusoorario",
        "fusohorário",
        "tijdzone",
        "tidszon",
        "tidszone",
    }
    | {"strefaczasowa", "часовойпояс", "タイムゾーン", "时区", "時區", "시간대"}
)
# A column of bodies as pages, for tables without one of plain texts.
_PAGES = frozenset({"bodyhtml", "htmlbody", "html", "messagehtml", "htmltext", "emailbodyhtml"})
_ZONED = regex(r"(?:Z|UTC|GMT|[+-]\d\d:?\d\d|\b[A-Z]{3,4})\)?\s*\Z")
# A date as spreadsheets count it, in days since 1899-12-30, from 1954 to 2119; and as Unix does,
# in seconds or thousandths since 1970.
_DAYS = regex(r"([2-7]\d{4})(?:\.(\d{1,16}))?")
_SECONDS = regex(r"(\d{9,10})(?:\d{3}|\.\d{1,9})?")
_FIRST_DAY = datetime(1899, 12, 30)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BODIES = frozenset(
    {"body", "text", "message", "content", "extractedtext", "emailbody", "bodytext", "rawtext"}
    | {"extractedbodytext", "plaintext", "messagebody", "nachricht", "inhalt", "corps", "cuerpo"}
    | {
        "corpo",
        "contenu",
        "contenido",
        "texto",
        "testo",
        "inhoud",
        "tekst",
        "brødtekst",
        "brödtext",
    }
    | {"κείμενο", "النص", "نص", "metin", "içerik", "szöveg", "obsah", "zpráva", "správa", "teksti"}
    | {"meddelande", "melding", "besked", "bericht", "mensaje", "mensagem", "messaggio", "viesti"}
    | {"wiadomość", "сообщение", "повідомлення", "メッセージ", "邮件正文", "郵件內容", "메시지"}
    | {"treść", "тело", "текст", "本文", "正文", "内容", "內容", "内文", "內文", "본문", "내용"}
    | {"тіло", "вміст", "содержание", "съдържание", "sisältö", "conteúdo", "conteudo", "contenuto"}
    | {"nộidung", "isipesan", "المحتوى", "תוכן", "טקסט", "περιεχόμενο", "sadržaj", "tartalom"}
    | {"innhold", "indhold", "innehåll", "mailbody", "mailtext", "emailcontent", "emailtext"}
)
# Ends of a column's name when it has names only, or addresses only: `From: (Name)`.
_NAMES = frozenset(
    {"name", "names", "nom", "nombre", "nome", "naam", "namn", "navn", "nimi", "nazwa", "jméno"}
    | {"ad", "имя", "ім'я", "名前", "名称", "姓名", "이름", "όνομα", "الاسم", "név"}
)
_ADDRESSES = frozenset(
    {"address", "addresses", "email", "emails", "mail", "smtp", "adresse", "adresses", "dirección"}
    | {"direccion", "indirizzo", "endereço", "endereco", "adres", "adress", "osoite", "adresa"}
    | {"cím", "адрес", "адреса", "アドレス", "地址", "주소", "διεύθυνση", "correo", "courriel"}
)
_KINDS = frozenset({"type", "typ", "tipo", "tyyppi", "тип", "種類", "類型", "类型", "유형", "tür"})
_LAST_WORD = regex(r"([^\s:_()\-]+)[\s:_()\-]*\Z")
_SIGNS = regex(r"[\W_]+")
_PATH = regex(r"(?!\w+://)[^\r\n]{0,400}[\\/][^\r\n\\/]{1,255}\.\w{1,5}")
_BREAKS = regex(r"\s*(?:\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029])\s*")
_MOST_COLUMNS = 2_000


class _Half(Enum):
    """Which part of a mailbox a column has, where two columns share it."""

    NAME = "name"
    ADDRESS = "address"
    KIND = "kind"


_HALVES = {_Half.NAME: _NAMES, _Half.ADDRESS: _ADDRESSES, _Half.KIND: _KINDS}


class _HeaderColumn(NamedTuple):
    """A column of the header: its number from 0, its role, and the label to print.

    `address` is the column of the addresses where `number` has names only.
    """

    number: int
    role: Role
    label: str
    address: int | None = None


class _TableLayout(NamedTuple):
    """The roles of a table's columns; `pages` is True if the bodies are pages."""

    fields: tuple[_HeaderColumn, ...]
    time: int | None
    body: int | None
    zone: int | None = None
    pages: bool = False


class _Separators(NamedTuple):
    """The separator between a row's values, and the quotation mark around each, if any."""

    separator: str
    quote: str | None


class _WithheldCell(NamedTuple):
    """A text that can't be seen: how it is hidden, its length, its cell (`Inbox!B2`), its bar."""

    how: Hiding
    characters: int
    cell: str
    bar: str


class _NamedTable(NamedTuple):
    """A table: its name where a file has several, and its rows of printed values.

    A hidden one has none: nobody sees it who opens the workbook. `withheld` are the cells of each
    row (from 1) that can't be seen: empty in `rows`, or a bar. `merged` are cells (row and column
    from 0) with the value of one above that they are merged with, and its row.
    """

    name: str | None
    rows: list[list[str]]
    is_hidden: bool = False
    withheld: Mapping[int, list[_WithheldCell]] = {}
    merged: Mapping[tuple[int, int], int] = {}


def is_table(head: bytes, name: str) -> bool:
    """A table whose first row names columns that mail has: who, and when or about what."""
    lower = name.lower()
    if _is_workbook(head):
        return lower.endswith((".xlsx", ".xlsm", ".xlsb", ".ods", ".xls"))
    if not lower.endswith((".csv", ".tsv", ".tab", ".dat")) and not signatures.is_concordance(head):
        return False
    lines = head.split(b"\n")
    # The last line may be cut, and UTF-16 cuts the lines in the middle of a character.
    some = b"\n".join(lines[: _MOST_ABOVE + 2]) + b"\n"
    try:
        rows = rows_of_text(some, name, ReadOptions())
    except (ReadError, csv.Error):
        return False
    return _header(rows, load()) is not None


def _is_workbook(data: bytes) -> bool:
    return data.startswith((b"PK\x03\x04", _COMPOUND_FILE))


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """A document for each row, named `NAME!row` (or `NAME!sheet!row`).

    Cells that hold whole raw messages are read as those. Raises ReadError if the file is damaged
    or none of its sheets is a table of mail.
    """
    lexicon = load()
    is_mail = False
    hidden = 0
    # Of rows without a message.
    left: list[_WithheldCell] = []
    for sheet in _sheets(data, name, options):
        hidden += sheet.is_hidden
        found = _header(sheet.rows, lexicon)
        above = f"{name}!{sheet.name}" if sheet.name else name
        if found is None:
            continue
        is_mail = True
        first, layout = found
        withheld = dict(sheet.withheld)
        for rows in group_rows(sheet.rows, first, _columns(layout), sheet.merged, lexicon):
            raw = _value(rows.cells[0], layout.body).encode("utf-8", "surrogateescape")
            if mail_signatures.is_eml(raw[: signatures.HEAD], "cell"):
                yield from mail.read(raw, f"{above}!{rows.number}", options)
            else:
                document = _document(rows, layout, sheet, f"{above}!{rows.number}")
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


def _columns(layout: _TableLayout) -> MailColumns:
    """Which columns may go on in the rows below."""

    def of(roles: Container[Role]) -> frozenset[int]:
        found = [column for column in layout.fields if column.role in roles]
        numbers = {number for column in found for number in (column.number, column.address)}
        return frozenset(number for number in numbers if number is not None)

    lists = of({*_RECIPIENTS, Role.ATTACHMENTS})
    return MailColumns(of({Role.FROM, Role.SENDER}), of(_RECIPIENTS), lists, layout.body)


def _sheets(data: bytes, name: str, options: ReadOptions) -> Iterator[_NamedTable]:
    if not _is_workbook(data):
        try:
            yield _NamedTable(None, rows_of_text(data, name, options))
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
                yield _NamedTable(None, [], is_hidden=True)
                continue
            sheet = book.get_sheet_by_name(about.name)
            rows = sheet.to_python(skip_empty_area=False)
            shown = [[_shown(value) for value in row] for row in rows]
            if about.name not in looks:
                raise ReadError(f"{name}: nobody can tell what its sheet hides, not read")
            merged = sheet.merged_cell_ranges or ()
            seen = _seen(_NamedTable(about.name, shown), _with_merged(looks[about.name], merged))
            filled = fill_merged(seen.rows, merged)
            join_storeys(seen.rows, merged, lambda name: _half(name, load()) is not None)
            yield seen._replace(merged=filled)
    except ReadError:
        raise
    except Exception as error:  # the library raises whatever the damage leads to
        raise ReadError(f"{name}: is damaged and cannot be read as a workbook ({error})") from error


def _with_merged(looks: SheetLooks, ranges: Iterable[Range]) -> SheetLooks:
    """The looks with the cells that lie under a merged one: their content isn't shown."""
    under: list[Area] = []
    for (top, left), (bottom, right) in ranges:
        # What is right of the first cell, and what is below both.
        under.append(Area(top, left + 1, top, right, Hiding.NOT_DISPLAYED))
        under.append(Area(top + 1, left, bottom, right, Hiding.NOT_DISPLAYED))
    return looks._replace(areas=(*looks.areas, *under)) if under else looks


def _seen(sheet: _NamedTable, looks: SheetLooks) -> _NamedTable:
    """A sheet without hidden text; a bar replaces letters in the colour of their background."""
    if looks == SheetLooks():
        return sheet
    withheld: dict[int, list[_WithheldCell]] = {}
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
                # Nobody can tell which letters are hidden: all are withheld.
                stretches = ((Span(0, len(value)), how or Hiding.SAME_COLOUR),)
            cell = _cell(sheet.name, column, number + 1)
            for span, hiding in reversed(stretches):
                shown = "█" * min(len(span), _LONGEST_BAR) if hiding in _LEAVES_SPACE else ""
                row[column] = row[column][: span.start] + shown + row[column][span.end :]
                withheld.setdefault(number + 1, []).append(
                    _WithheldCell(hiding, len(span), cell, shown)
                )
    return sheet._replace(withheld=withheld)


def _hidden_in(document: Document, withheld: Sequence[_WithheldCell]) -> tuple[HiddenText, ...]:
    """What was withheld of cells, each with the bar that stands for it in the text, if any."""
    cells = {place.reference: place.span for place in document.places}
    found: list[HiddenText] = []
    for item in withheld:
        cell = cells.get(item.cell, Span(0, 0))
        # Bars of one cell are listed from its end.
        end = next(
            (span.span.start for span in reversed(found) if span.place == item.cell), cell.end
        )
        start = document.text.rfind(item.bar, cell.start, end) if item.bar else -1
        span = Span(start, start + len(item.bar)) if start >= 0 else Span(cell.start, cell.start)
        found.append(HiddenText(span, item.how, item.characters, place=item.cell))
    return tuple(found)


def rows_of_text(data: bytes, name: str, options: ReadOptions) -> list[list[str]]:
    """The rows of a text, the values without the signs around them.

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
    return [[cell.replace(_NEWLINE, "\n") for cell in row] for row in rows]


def _decoded(data: bytes, options: ReadOptions, usual: str | None) -> str:
    """The text, in the encoding given or stated, or in that in which most columns are of mail.

    Without any column of mail the encoding is `usual` if given, else what the bytes look like.
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
    return best


def _usual_dialect(line: str, is_load_file: bool) -> _Separators:
    """The dialect of a table whose columns have no names of mail, by the signs in its first row."""
    if not is_load_file:
        return _Separators(max(",;\t|", key=line.count), '"')
    separator = max(_SEPARATORS, key=line.count)
    return _Separators(separator, _quote(line, separator))


def _quote(line: str, separator: str) -> str | None:
    """The quotation mark around every value of a row (`þ`, `^`, `'`), else the usual one."""
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
    layout = _layout([cells], lexicon)
    if layout is None:
        return 0
    return len(layout.fields) + (layout.time is not None) + (layout.body is not None)


def _first_line(text: str) -> str:
    return text[: text.find("\n")] if "\n" in text else text


def _top(text: str) -> list[str]:
    """The first lines that are not blank, their ends taken off."""
    lines = (line.strip("\r\x1a ") for line in text[:_LONGEST_TOP].split("\n")[: _MOST_ABOVE + 1])
    return [line for line in lines if line] or [""]


def _header(rows: Sequence[Sequence[str]], lexicon: Lexicon) -> tuple[int, _TableLayout] | None:
    """The first row of mail, and the roles of the columns; None if the rows are not mail."""
    for place in range(min(len(rows), _MOST_ABOVE + 1)):
        if _layout(rows[place : place + 1], lexicon) is not None:
            layout = _layout(rows[place:], lexicon)
            return (place + 1, layout) if layout is not None else None
    return None


def _shown(value: object) -> str:
    """A cell of a workbook as text: dates as ISO 8601, whole numbers without a fraction."""
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _layout(rows: Sequence[Sequence[str]], lexicon: Lexicon) -> _TableLayout | None:
    """The roles of the columns; None if they are not those of mail."""
    if not rows:
        return None
    found: dict[Role, _HeaderColumn] = {}
    halves: dict[tuple[Role, _Half], int] = {}
    clock = body = zone = page = None
    for number, cell in enumerate(rows[0][:_MOST_COLUMNS]):
        key = _SIGNS.sub("", fold(cell))
        if key in _BODIES:
            body = number if body is None else body
        elif key in _TIMES:
            clock = number if clock is None else clock
        elif key in _ZONES:
            zone = number if zone is None else zone
        elif key in _PAGES:
            page = number if page is None else page
        else:
            half = _half(cell, lexicon)
            if half is not None:
                halves.setdefault(half, number)
                continue
            role, label = _role(cell, key, lexicon, found)
            if role in _FIELDS and role not in found:
                found[role] = _HeaderColumn(number, role, label)
    _join(found, halves)
    _date(rows[0], found)
    if not (found.keys() & _ADDRESSED and found.keys() & _TOPICS):
        return None
    # `EXTRACTED TEXT` is a column of texts in some load files, of paths to them in others.
    if body is not None and _holds_paths(rows, body):
        body = None
    elif body is None and page is None and not _names_files(rows):
        taken = {one for column in found.values() for one in (column.number, column.address)}
        body = _longest(rows, {*taken, *halves.values(), clock, zone})
    pages = body is None and page is not None
    fields = tuple(found[role] for role in _FIELDS if role in found)
    return _TableLayout(fields, clock, page if pages else body, zone, pages)


def _date(row: Sequence[str], found: dict[Role, _HeaderColumn]) -> None:
    """Take the first column of any dates, if there is a subject but no date of a mail."""
    if Role.DATE in found or Role.SUBJECT not in found:
        return
    for number, cell in enumerate(row[:_MOST_COLUMNS]):
        if _SIGNS.sub("", fold(cell)) in _ANY_DATES:
            found[Role.DATE] = _HeaderColumn(number, Role.DATE, _FIELDS[Role.DATE])
            return


def _half(cell: str, lexicon: Lexicon) -> tuple[Role, _Half] | None:
    """The role and the part of a mailbox in a column: `From: (Name)`, `An: (Adresse)`."""
    rest = normalize("NFKC", cell).strip().casefold().replace("e-mail", "email")
    half: _Half | None = None
    while (last := _LAST_WORD.search(rest)) is not None:
        kind = next((kind for kind, words in _HALVES.items() if last[1] in words), None)
        if kind is None or half not in (None, kind):
            break
        half, rest = kind, rest[: last.start()].rstrip(" :_(-")
    role = (
        _role(rest, _SIGNS.sub("", fold(rest)), lexicon)[0] if half is not None and rest else None
    )
    return (role, half) if half is not None and role in _PEOPLE and role is not None else None


def _join(found: dict[Role, _HeaderColumn], halves: dict[tuple[Role, _Half], int]) -> None:
    """Make a column of each pair of names and addresses, and From of a lone Sender."""
    for role in sorted({role for role, _ in halves} - found.keys(), key=list(_FIELDS).index):
        name, address = halves.get((role, _Half.NAME)), halves.get((role, _Half.ADDRESS))
        first = name if name is not None else address
        if first is not None:
            second = address if name is not None else None
            found[role] = _HeaderColumn(first, role, _FIELDS[role], second)
    # `Sender name`, `Recipient`, `Date`: who sent a mail is whom it is from.
    if Role.FROM not in found and Role.SENDER in found:
        sender = found.pop(Role.SENDER)
        found[Role.FROM] = sender._replace(role=Role.FROM, label=_FIELDS[Role.FROM])


def _role(
    cell: str, key: str, lexicon: Lexicon, taken: Container[Role] = ()
) -> tuple[Role | None, str]:
    """The role of a column and its label; of several roles, as of `Do`, one that is not `taken`."""
    # `sent_at` is the label `Sent at`.
    entry = lexicon.labels.get(fold(cell).strip(" :"))
    role = _KNOWN.get(key)
    if role is None and entry is None:
        entry = lexicon.labels.get(key)
        cell = cell if entry is None else cell.replace("_", " ")
    if role is None and entry is not None:
        roles = [one for one in entry.roles if one in _FIELDS]
        role = next((one for one in roles if one not in taken), next(iter(roles), None))
    label = cell.strip(" :") if entry is not None and role in entry.roles else None
    return role, label or (_FIELDS.get(role, "") if role is not None else "")


def _names_files(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a table is a load file whose texts lie in the files that it names."""
    named = meanings(rows[0])
    columns = [named[one] for one in (Meaning.NATIVE, Meaning.TEXT) if one in named]
    return any(_holds_paths(rows, rows[0].index(column)) for column in columns)


def _holds_paths(rows: Sequence[Sequence[str]], column: int) -> bool:
    """Whether a column has only paths such as `.\\TEXT\\0001\\MR00000001.txt`, or is empty."""
    found = [value for row in rows[1:] if (value := _value(list(row), column))]
    return bool(found) and all(map(_PATH.fullmatch, found))


def _longest(rows: Sequence[Sequence[str]], taken: Iterable[int | None]) -> int | None:
    """The column with the most text that has no role yet, if it contains sentences."""
    others = set(taken)
    sizes: dict[int, int] = {}
    for row in rows[1:]:
        for number, cell in enumerate(row[:_MOST_COLUMNS]):
            if number not in others and " " in cell.strip():
                sizes[number] = sizes.get(number, 0) + len(cell)
    best = max(sizes, key=sizes.__getitem__, default=None)
    return best if best is not None and sizes[best] > 20 * (len(rows) - 1) else None


class _RowText:
    """A row's text as it grows, with the place of each value."""

    def __init__(self, sheet: _NamedTable, row: int) -> None:
        self._sheet = sheet
        self.row = row
        self._length = 0
        self.pieces: list[str] = []
        self._places: list[Place] = []
        self._aside: list[Span] = []
        self._redactions: list[Redaction] = []
        self._hidden: list[HiddenText] = []
        self._warnings: list[Notice] = []

    def add(self, text: str, column: int | None = None) -> None:
        """Append a text; `column` is that of a value, counted from 0."""
        if column is not None and text:
            row = self._sheet.merged.get((self.row - 1, column), self.row - 1) + 1
            cell = _cell(self._sheet.name, column, row)
            span = Span(self._length, self._length + len(text))
            self._places.append(Place(span, PlaceUnit.CELL, cell))
        self.pieces.append(text)
        self._length += len(text)

    def add_body(self, text: str, layout: _TableLayout) -> None:
        """Append a body; one that is a page is read as a person sees it."""
        if not text.strip() or not (layout.pages or mail.is_page(text)):
            self.add(text, layout.body)
            return
        page = import_module("mailrecon.read.html.reader").html_to_text(text)
        begin = self._length
        self.add(page.text, layout.body)
        self._aside += [span.shifted(begin) for span in page.set_aside]
        for stretches, found in ((page.redactions, self._redactions), (page.hidden, self._hidden)):
            found += [replace(item, span=item.span.shifted(begin)) for item in stretches]
        self._warnings += page.warnings

    def document(self, name: str) -> Document:
        """The document of the text."""
        text = "".join(self.pieces)
        return Document(
            name,
            text,
            hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
            "utf-8",
            tuple(self._warnings),
            kind="table",
            places=tuple(self._places),
            set_aside=tuple(self._aside),
            redactions=tuple(self._redactions),
            hidden=tuple(self._hidden),
        )


def _document(rows: MailRows, layout: _TableLayout, sheet: _NamedTable, name: str) -> Document:
    """The document of a row, and of the rows below in which its body or its people go on."""
    built = _RowText(sheet, rows.number)
    for column in layout.fields:
        _add_field(built, column, rows, layout)
    built.add("\n")
    for number, row in enumerate(rows.cells, start=rows.number):
        body = row[layout.body] if layout.body is not None and layout.body < len(row) else ""
        if not body and number > rows.number:
            continue
        built.row = number
        built.add("\n" if number > rows.number and not built.pieces[-1].endswith("\n") else "")
        built.add_body(re.sub(r"\r\n?", "\n", body), layout)
    return built.document(name)


def _add_field(
    built: _RowText, column: _HeaderColumn, rows: MailRows, layout: _TableLayout
) -> None:
    """Add a line of the header; the values of a list may be in several rows."""
    is_empty = True
    for number, row in enumerate(rows.cells, start=rows.number):
        value = _BREAKS.sub("; " if column.role in _PEOPLE else " ", _value(row, column.number))
        addresses = _BREAKS.sub("; ", _value(row, column.address))
        if not value and not addresses:
            continue
        built.row = number
        built.add(f"{column.label}: " if is_empty else "; ")
        is_empty = False
        if column.role is Role.DATE:
            _add_date(built, column, row, layout)
        else:
            _add_people(built, column, value, addresses)
    built.row = rows.number
    built.add("" if is_empty else "\n")


def _add_date(built: _RowText, column: _HeaderColumn, row: list[str], layout: _TableLayout) -> None:
    """Add a date, with the time and the zone if these have columns of their own."""
    value = _BREAKS.sub(" ", _value(row, column.number))
    shown = _as_date(value)
    built.add(shown, column.number)
    clock, zone = _value(row, layout.time), _value(row, layout.zone)
    if clock:
        built.add(" ")
        built.add(clock, layout.time)
    if zone and not _ZONED.search(clock or shown):
        built.add(" ")
        built.add(zone, layout.zone)


def _as_date(value: str) -> str:
    """A date that is a number, `44257.385` or `1614672840`, in ISO 8601; others as they are."""
    days = _DAYS.fullmatch(value)
    if days:
        moment = _FIRST_DAY + timedelta(seconds=round(float(value) * 86_400))
        return moment.date().isoformat() if days[2] is None else moment.isoformat(" ", "seconds")
    seconds = _SECONDS.fullmatch(value)
    if seconds:
        return (_EPOCH + timedelta(seconds=int(seconds[1]))).isoformat(" ", "seconds")
    return value


def _add_people(built: _RowText, column: _HeaderColumn, value: str, addresses: str) -> None:
    """Add a value; of two columns, each name with its address.

    If their numbers differ, names can't be matched: only the addresses are used. Values
    that are not addresses, such as Exchange paths (`/O=QUAY/CN=POE`), are left out.
    """
    names = [name.strip() for name in value.split(";")]
    found = [address.strip() for address in addresses.split(";")]
    if "@" not in addresses:
        built.add(value, column.number)
        return
    if not value or len(names) != len(found):
        built.add(addresses, column.address)
        return
    for place, (name, address) in enumerate(zip(names, found, strict=True)):
        built.add("; " if place else "")
        built.add(name, column.number)
        if "@" in address and address.casefold() != name.casefold():
            built.add(" <" if name else "<")
            built.add(address, column.address)
            built.add(">")


def _value(row: list[str], column: int | None) -> str:
    return row[column].strip() if column is not None and column < len(row) else ""


def _cell(sheet: str | None, column: int, row: int) -> str:
    """A cell as spreadsheets name it: `B2`, `Inbox!B2`."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{sheet}!{letters}{row}" if sheet else f"{letters}{row}"
