"""Recognise the columns of mail in a table, by their names in any language of the lexicon."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from enum import Enum
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple
from unicodedata import normalize

from mailrecon.lexicon import Lexicon, fold
from mailrecon.loadfiles.names import Meaning, meanings
from mailrecon.model import Role
from mailrecon.read.tables.rows_of_mail import MailColumns
from mailrecon.regex import regex

# Titles and blank lines may precede the row that names the columns.
MOST_ABOVE = 10

_ADDRESSED = frozenset({Role.FROM, Role.TO})
_TOPICS = frozenset({Role.DATE, Role.SUBJECT})
# Fields that tables of journeys and payments do not have. A subject is not one: payments may have
# it.
_ONLY_OF_MAIL = frozenset({Role.CC, Role.BCC, Role.MESSAGE_ID, Role.IN_REPLY_TO, Role.REPLY_TO})
RECIPIENTS = frozenset({Role.TO, Role.CC, Role.BCC})
PEOPLE = frozenset({Role.FROM, Role.SENDER, Role.TO, Role.CC, Role.BCC, Role.REPLY_TO})
# The header fields in the order of mail, with the label to print if the column's name is not a
# label.
HEADER_FIELDS = {
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
# Folded column names of review platforms and exports, without spaces and signs.
_KNOWN = {
    **dict.fromkeys(("from", "emailfrom", "author", "metadatafrom", "senderemail"), Role.FROM),
    **dict.fromkeys(("to", "emailto", "recipients", "metadatato", "sentto"), Role.TO),
    **dict.fromkeys(("receiver", "receivers", "toaddresses", "recipientemail"), Role.TO),
    # Microsoft Purview: `Subject_Title`, `Recipients_To`.
    **dict.fromkeys(("recipientsto", "emailrecipients"), Role.TO),
    **dict.fromkeys(("recipientscc",), Role.CC),
    **dict.fromkeys(("recipientsbcc",), Role.BCC),
    **dict.fromkeys(("subjecttitle", "messagesubject", "emailtitle", "主旨"), Role.SUBJECT),
    **dict.fromkeys(("emailsender", "senderauthor", "fromauthor", "emailauthor"), Role.FROM),
    **dict.fromkeys(("writtenby", "mailfrom", "msgfrom", "originator"), Role.FROM),
    **dict.fromkeys(("rcptto", "mailto"), Role.TO),
    **dict.fromkeys(("cc", "emailcc", "metadatacc"), Role.CC),
    **dict.fromkeys(("bcc", "emailbcc"), Role.BCC),
    **dict.fromkeys(("subject", "emailsubject", "metadatasubject"), Role.SUBJECT),
    **dict.fromkeys(
        (
            "date",
            "datesent",
            "sentdate",
            "emaildate",
            "emaildatesent",
            "datetimesent",
            "metadatadatesent",
        ),
        Role.DATE,
    ),
    **dict.fromkeys(("messageid", "internetmessageid"), Role.MESSAGE_ID),
    **dict.fromkeys(("inreplyto", "inreplytoid"), Role.IN_REPLY_TO),
}
# Dates of any kind; they are those of mail if there is a column of subjects
# (`from,to,timestamp,amount` are payments).
_ANY_DATES = frozenset(
    {"datetime", "timestamp", "dateandtime", "datum", "created", "createdat", "createdtime"}
    | {"sentdatetime", "receiveddatetime", "datetimereceived", "datereceived", "receiveddate"}
    | {"receivedat", "receivedon", "receivedtime", "datesentutc", "sentdateutc", "dateutc"}
    | {"utcdate", "deliverytime", "messagedeliverytime", "clientsubmittime", "submittime"}
    | {"masterdate", "familydate", "sortdate", "senddatum", "sendedatum", "zeitstempel"}
    | {"communicationdate", "docdate", "documentdate", "messagedate", "itemdate", "primarydate"}
    | {
        "emailsentdate",
        "emaildatetime",
        "empfangsdatum",
        "horodatage",
        "fechahora",
        "datahora",
        "dataeora",
        "датавремя",
        "日時",
    }
)
# Subjects without their `RE:`, for tables that have no others.
_TOPICS_ONLY = frozenset({"conversationtopic", "normalizedsubject", "threadtopic", "emailthread"})
_TIMES = frozenset(
    {"time", "timesent", "senttime", "sendetime", "uhrzeit", "zeit", "heure", "hora", "ora", "tijd"}
    | {"tid", "klokkeslæt", "klockslag", "godzina", "čas", "saat", "время", "час"}
    | {"時刻", "時間", "时间", "시간"}
)
# A column with the zone of dates that are in another column.
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
# A column with bodies as HTML, used for tables without a column of plain text.
_PAGES = frozenset({"bodyhtml", "htmlbody", "html", "messagehtml", "htmltext", "emailbodyhtml"})
# A column of bodies as review platforms and exports call it; by language in `body_columns.json`.
_BODIES_OF_PROGRAMS = (
    "bodytext", "extractedtext", "extractedbodytext", "emailbody", "rawtext", "plaintext",
    "messagebody", "messagetext", "fulltext", "textbody", "plainbody", "bodyplain", "mailbody",
    "emailcontent", "emailtext",
)  # fmt: skip
# A sentence's end in the scripts of the lexicon.
_SENTENCE_END = regex(
    r"[.!?\u2026\u3002\uff01\uff1f\u0964\u0965\u061f\u06d4\u104b\u17d4]"
    r"[\"'\u00bb\u201d\u2019)\]]*\Z"
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
_HUMP = regex(r"(?<=[a-z]{2})(?=[A-Z])")
_SIGNS = regex(r"[\W_]+")
_PATH = regex(r"(?!\w+://)[^\r\n]{0,400}[\\/][^\r\n\\/]{1,255}\.\w{1,5}")
# `200,00`, `-1.250,00`, `EUR 80.00`, `£12`, `80.00 CHF`
_CURRENCY = (
    r"(?:EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|CZK|HUF|RUB|UAH|TRY|JPY|CNY|KRW|INR|AUD|CAD|BRL"
    r"|[€$£¥₽₴₺₹₩])"
)
_AMOUNT = regex(
    rf"[-+]?(?:{_CURRENCY} ?[-+]?\d[\d.,' ]*"
    rf"|\d[\d.,' ]*?(?:[.,]\d\d| ?{_CURRENCY})(?: ?{_CURRENCY})?)[-+]?"
)
_DIGITS = 3
_MOST_COLUMNS = 2_000
_SHORT = 2
_LONGEST_SUBJECT = 40


class ColumnHalf(Enum):
    """The part of a mailbox in a column, if name and address are in two columns."""

    NAME = "name"
    ADDRESS = "address"
    KIND = "kind"


_HALVES = {ColumnHalf.NAME: _NAMES, ColumnHalf.ADDRESS: _ADDRESSES, ColumnHalf.KIND: _KINDS}


class HeaderColumn(NamedTuple):
    """A column of the header: its number from 0, its role, and the label to print.

    `address` is the column of the addresses if column `number` has only names.
    """

    number: int
    role: Role
    label: str
    address: int | None = None


class TableLayout(NamedTuple):
    """The roles of a table's columns; `pages` is True if the bodies are HTML.

    `names_body` is True if the body column was found by its name, not by its long texts.
    """

    fields: tuple[HeaderColumn, ...]
    time: int | None
    body: int | None
    zone: int | None = None
    pages: bool = False
    names_body: bool = False


def header(rows: Sequence[Sequence[str]], lexicon: Lexicon) -> tuple[int, TableLayout] | None:
    """The first row of mail, and the roles of the columns; None if the rows are not mail."""
    for place in range(min(len(rows), MOST_ABOVE + 1)):
        if layout_of(rows[place : place + 1], lexicon) is not None:
            layout = layout_of(rows[place:], lexicon)
            return (place + 1, layout) if layout is not None else None
    return None


def layout_of(rows: Sequence[Sequence[str]], lexicon: Lexicon) -> TableLayout | None:
    """The roles of the columns; None if they are not those of mail."""
    if not rows:
        return None
    found: dict[Role, HeaderColumn] = {}
    halves: dict[tuple[Role, ColumnHalf], int] = {}
    clock = body = zone = page = None
    for number, cell in enumerate(_names(rows[0], lexicon)):
        key = _SIGNS.sub("", fold(cell))
        if key in _bodies():
            body = number if body is None else body
        elif key in _TIMES:
            clock = number if clock is None else clock
        elif key in _ZONES:
            zone = number if zone is None else zone
        elif key in _PAGES:
            page = number if page is None else page
        else:
            # `SenderEmailAddress`
            half = half_of(_HUMP.sub(" ", cell), lexicon)
            if half is not None:
                halves.setdefault(half, number)
                continue
            role, label = _role(cell, key, lexicon, found)
            if role in HEADER_FIELDS and role not in found:
                found[role] = HeaderColumn(number, role, label)
    _join(found, halves)
    _second_choices(rows[0], found)
    clock = _clock(clock, found)
    if not (found.keys() & _ADDRESSED and found.keys() & _TOPICS):
        return None
    names_body = body is not None
    # `EXTRACTED TEXT` has texts in some load files, and paths to texts in others.
    if body is not None and _holds_paths(rows, body):
        body = None
    elif body is None and page is None and not _names_files(rows):
        taken = {one for column in found.values() for one in (column.number, column.address)}
        body = _longest(rows, {*taken, *halves.values(), clock, zone})
    pages = body is None and page is not None
    names_body = pages or names_body
    fields = tuple(found[role] for role in HEADER_FIELDS if role in found)
    return TableLayout(fields, clock, page if pages else body, zone, pages, names_body)


@lru_cache(maxsize=1)
def _bodies() -> frozenset[str]:
    """The names of columns of bodies in all languages, folded and without signs."""
    text = files(__package__).joinpath("body_columns.json").read_text(encoding="utf-8")
    named = (name for names in json.loads(text).values() for name in names)
    return frozenset(_SIGNS.sub("", fold(name)) for name in (*named, *_BODIES_OF_PROGRAMS))


def are_people(rows: Sequence[Sequence[str]], layout: TableLayout) -> bool:
    """Whether From and To of the rows are people, not places or accounts.

    `From | To | Date | Text` above `London | Paris | 2 May | The train was late.` are journeys.
    Without a subject, a copy or an identifier there must be an address, or names of two words.
    """
    fields = {column.role: column for column in layout.fields}
    columns = [fields[role] for role in _ADDRESSED if role in fields]
    if any(column.address is not None for column in columns) or fields.keys() & _ONLY_OF_MAIL:
        return True
    values = {value_of(list(row), column.number) for row in rows for column in columns} - {""}
    if any("@" in value for value in values):
        return True
    # `DE12 5001 0517 | GB33 2020 1555`, `08:00 | 16:00`, `+49 170 5550101 | +49 170 5550102`
    if sum(map(_is_number, values)) * 2 > len(values) or _has_amounts(rows, layout):
        return False
    if Role.SUBJECT in fields:
        return True
    named = sum(" " in value for value in values)
    return named * 2 > len(values)


def _is_number(value: str) -> bool:
    """Whether a value is the number of an account or telephone, or a time, not a person."""
    digits = sum(map(str.isdigit, value))
    return digits >= _DIGITS and digits > sum(map(str.isalpha, value))


def _has_amounts(rows: Sequence[Sequence[str]], layout: TableLayout) -> bool:
    """Whether a column that is not one of mail has sums of money, as in tables of payments.

    `Savings | Rent account | 14.05.2019 | Rent | Standing order | 200,00`
    """
    taken = {layout.time, layout.body, layout.zone, *(column.number for column in layout.fields)}
    for number in range(max(map(len, rows), default=0)):
        if number not in taken:
            values = [value for row in rows if (value := value_of(list(row), number))]
            if values and all(map(_AMOUNT.fullmatch, values)):
                return True
    return False


def is_subject(text: str, lexicon: Lexicon) -> bool:
    """Whether a column's name is one for subjects; a quick check for many rows."""
    if not text or len(text) > _LONGEST_SUBJECT:
        return False
    folded = text.casefold() if text.isascii() else fold(text)
    return _SIGNS.sub("", folded) in _subjects(lexicon)


@lru_cache(maxsize=1)
def _subjects(lexicon: Lexicon) -> frozenset[str]:
    known = {key for key, role in _KNOWN.items() if role is Role.SUBJECT}
    labels = {
        _SIGNS.sub("", label)
        for label, entry in lexicon.labels.items()
        if Role.SUBJECT in entry.roles
    }
    return frozenset(known | labels)


def _names(row: Sequence[str], lexicon: Lexicon) -> Iterator[str]:
    """The names of columns; short ones only in a language in which most are names of mail."""
    cells = row[:_MOST_COLUMNS]
    languages = [_languages(cell, lexicon) for cell in cells]
    counts = Counter(language for found in languages for language in found)
    most = max(counts.values(), default=0)
    for cell, found in zip(cells, languages, strict=True):
        # `No | From | To`: `No` means number here, although it is From in Latvian.
        is_other = bool(found) and all(counts[language] < most for language in found)
        yield "" if is_other and len(_SIGNS.sub("", cell)) <= _SHORT else cell


def _languages(cell: str, lexicon: Lexicon) -> frozenset[str]:
    key = _SIGNS.sub("", fold(cell))
    entry = lexicon.labels.get(fold(cell).strip(" :")) or lexicon.labels.get(key)
    named = frozenset[str]() if entry is None else frozenset().union(*entry.roles.values())
    return named | {"en"} if key in _KNOWN else named


def _second_choices(row: Sequence[str], found: dict[Role, HeaderColumn]) -> None:
    """Use the first column of topics if there is no subject, and the first of dates beside a
    subject.
    """
    # `From | To | Conversation Topic`
    _take(row, found, Role.SUBJECT, _TOPICS_ONLY)
    if Role.SUBJECT in found:
        # `From | To | Subject | Created At`
        _take(row, found, Role.DATE, _ANY_DATES)


def _take(
    row: Sequence[str], found: dict[Role, HeaderColumn], role: Role, names: Container[str]
) -> None:
    if role in found:
        return
    for number, cell in enumerate(row[:_MOST_COLUMNS]):
        if _SIGNS.sub("", fold(cell)) in names:
            found[role] = HeaderColumn(number, role, HEADER_FIELDS[role])
            return


def _clock(clock: int | None, found: dict[Role, HeaderColumn]) -> int | None:
    """The column of times, unless it also has the days.

    `From Address | To Address | Sent Time | Subject`
    """
    if clock is None or Role.DATE in found or Role.SUBJECT not in found:
        return clock
    found[Role.DATE] = HeaderColumn(clock, Role.DATE, HEADER_FIELDS[Role.DATE])
    return None


def half_of(cell: str, lexicon: Lexicon) -> tuple[Role, ColumnHalf] | None:
    """The role and the part of a mailbox in a column: `From: (Name)`, `An: (Adresse)`."""
    rest = normalize("NFKC", cell).strip().casefold().replace("e-mail", "email")
    half: ColumnHalf | None = None
    while (last := _LAST_WORD.search(rest)) is not None:
        kind = next((kind for kind, words in _HALVES.items() if last[1] in words), None)
        if kind is None or half not in (None, kind):
            break
        half, rest = kind, rest[: last.start()].rstrip(" :_(-")
    role = (
        _role(rest, _SIGNS.sub("", fold(rest)), lexicon)[0] if half is not None and rest else None
    )
    return (role, half) if half is not None and role in PEOPLE and role is not None else None


def _join(found: dict[Role, HeaderColumn], halves: dict[tuple[Role, ColumnHalf], int]) -> None:
    """Make a column of each pair of names and addresses, and From of a lone Sender."""
    for role in sorted({role for role, _ in halves} - found.keys(), key=list(HEADER_FIELDS).index):
        name, address = halves.get((role, ColumnHalf.NAME)), halves.get((role, ColumnHalf.ADDRESS))
        first = name if name is not None else address
        if first is not None:
            second = address if name is not None else None
            found[role] = HeaderColumn(first, role, HEADER_FIELDS[role], second)
    # `Sender name`, `Recipient`, `Date`: without From, the sender is the originator.
    if Role.FROM not in found and Role.SENDER in found:
        sender = found.pop(Role.SENDER)
        found[Role.FROM] = sender._replace(role=Role.FROM, label=HEADER_FIELDS[Role.FROM])


def _role(
    cell: str, key: str, lexicon: Lexicon, taken: Container[Role] = ()
) -> tuple[Role | None, str]:
    """The role of a column and its label; if it has several roles, like `Do`, one that is not
    `taken`.
    """
    # `sent_at` is the label `Sent at`.
    entry = lexicon.labels.get(fold(cell).strip(" :"))
    role = _KNOWN.get(key)
    if role is None and entry is None:
        entry = lexicon.labels.get(key)
        cell = cell if entry is None else cell.replace("_", " ")
    if role is None and entry is not None:
        roles = [one for one in entry.roles if one in HEADER_FIELDS]
        role = next((one for one in roles if one not in taken), next(iter(roles), None))
    label = cell.strip(" :") if entry is not None and role in entry.roles else None
    return role, label or (HEADER_FIELDS.get(role, "") if role is not None else "")


def _names_files(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a table is a load file whose texts are in linked files."""
    named = meanings(rows[0])
    columns = [named[one] for one in (Meaning.NATIVE, Meaning.TEXT) if one in named]
    return any(_holds_paths(rows, rows[0].index(column)) for column in columns)


def _holds_paths(rows: Sequence[Sequence[str]], column: int) -> bool:
    """Whether a column has only paths such as `.\\TEXT\\0001\\MR00000001.txt`, or is empty."""
    found = [value for row in rows[1:] if (value := value_of(list(row), column))]
    return bool(found) and all(map(_PATH.fullmatch, found))


def _longest(rows: Sequence[Sequence[str]], taken: Iterable[int | None]) -> int | None:
    """The column with the most text that has no role yet, if it contains sentences.

    `I will.` and `Who has the key?` are short, but most values of the column end as sentences do.
    """
    others = set(taken)
    sizes: Counter[int] = Counter()
    values: Counter[int] = Counter()
    sentences: Counter[int] = Counter()
    for row in rows[1:]:
        for number, cell in enumerate(row[:_MOST_COLUMNS]):
            text = cell.strip()
            if number in others or not text:
                continue
            values[number] += 1
            sizes[number] += len(cell) if " " in text else 0
            sentences[number] += " " in text and _SENTENCE_END.search(text) is not None
    best = max(sizes, key=sizes.__getitem__, default=None)
    if best is None or sizes[best] > 20 * (len(rows) - 1):
        return best
    return best if sentences[best] * 2 > values[best] else None


def value_of(row: Sequence[str], column: int | None) -> str:
    """The stripped cell of a row in a column."""
    return row[column].strip() if column is not None and column < len(row) else ""


def columns_that_go_on(layout: TableLayout) -> MailColumns:
    """The columns whose values may continue in the rows below."""

    def of(roles: Container[Role]) -> frozenset[int]:
        found = [column for column in layout.fields if column.role in roles]
        numbers = {number for column in found for number in (column.number, column.address)}
        return frozenset(number for number in numbers if number is not None)

    lists = of({*RECIPIENTS, Role.ATTACHMENTS})
    return MailColumns(of({Role.FROM, Role.SENDER}), of(RECIPIENTS), lists, layout.body)
