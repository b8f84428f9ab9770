"""Make the text of a row of a mail table: a labelled header, a blank line, a body."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import NamedTuple

from msgspec.structs import replace

from mailrecon.model import (
    Document,
    HiddenText,
    Hiding,
    Notice,
    Place,
    PlaceUnit,
    Redaction,
    Role,
    Span,
)
from mailrecon.read.mail import eml as mail
from mailrecon.read.tables.mail_columns import PEOPLE, HeaderColumn, TableLayout, value_of
from mailrecon.read.tables.rows_of_mail import MailRows
from mailrecon.regex import regex

_ZONED = regex(r"(?:Z|UTC|GMT|[+-]\d\d:?\d\d|\b[A-Z]{3,4})\)?\s*\Z")
# Dates as numbers: of spreadsheets, in days since 1899-12-30 (from 1954 to 2119), and of Unix, in
# seconds or milliseconds since 1970.
_DAYS = regex(r"([2-7]\d{4})(?:\.(\d{1,16}))?")
_SECONDS = regex(r"(\d{9,10})(?:\d{3}|\.\d{1,9})?")
_FIRST_DAY = datetime(1899, 12, 30)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BREAKS = regex(r"\s*(?:\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029])\s*")


class WithheldCell(NamedTuple):
    """An invisible text: how it is hidden, its length, its cell (`Inbox!B2`), its bar."""

    how: Hiding
    characters: int
    cell: str
    bar: str


class NamedTable(NamedTuple):
    """A table: its name if the file has several, and its rows of printed values.

    A hidden table has no rows, because it is invisible in the workbook. `withheld` are the
    invisible cells of each row (from 1), which are empty or a bar in `rows`. `merged` are cells
    (row and column from 0) with the value of one above that they are merged with, and its row.
    """

    name: str | None
    rows: list[list[str]]
    is_hidden: bool = False
    withheld: Mapping[int, list[WithheldCell]] = {}
    merged: Mapping[tuple[int, int], int] = {}


class RowText:
    """A row's text as it grows, with the place of each value."""

    def __init__(self, sheet: NamedTable, row: int) -> None:
        self._sheet = sheet
        self.row = row
        self.is_row_of_mail = False
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
            cell = cell_name(self._sheet.name, column, row)
            span = Span(self._length, self._length + len(text))
            self._places.append(Place(span, PlaceUnit.CELL, cell))
        self.pieces.append(text)
        self._length += len(text)

    def add_body(self, text: str, layout: TableLayout) -> None:
        """Append a body; HTML is converted to its visible text."""
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
            is_row=self.is_row_of_mail,
        )


def fill_row(built: RowText, rows: MailRows, layout: TableLayout) -> None:
    """Write a row, and the rows below in which its body or its people continue."""
    built.is_row_of_mail = layout.names_body
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


def _add_field(built: RowText, column: HeaderColumn, rows: MailRows, layout: TableLayout) -> None:
    """Add a line of the header; the values of a list may be in several rows."""
    is_empty = True
    for number, row in enumerate(rows.cells, start=rows.number):
        value = _BREAKS.sub("; " if column.role in PEOPLE else " ", value_of(row, column.number))
        addresses = _BREAKS.sub("; ", value_of(row, column.address))
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


def _add_date(built: RowText, column: HeaderColumn, row: list[str], layout: TableLayout) -> None:
    """Add a date, with the time and the zone if these are in separate columns."""
    value = _BREAKS.sub(" ", value_of(row, column.number))
    shown = _as_date(value)
    built.add(shown, column.number)
    clock, zone = value_of(row, layout.time), value_of(row, layout.zone)
    if clock:
        built.add(" ")
        built.add(clock, layout.time)
    if zone and not _ZONED.search(clock or shown):
        built.add(" ")
        built.add(zone, layout.zone)


def _as_date(value: str) -> str:
    """A date that is a number, `44257.385` or `1614672840`, in ISO 8601; others unchanged."""
    days = _DAYS.fullmatch(value)
    if days:
        moment = _FIRST_DAY + timedelta(seconds=round(float(value) * 86_400))
        return moment.date().isoformat() if days[2] is None else moment.isoformat(" ", "seconds")
    seconds = _SECONDS.fullmatch(value)
    if seconds:
        return (_EPOCH + timedelta(seconds=int(seconds[1]))).isoformat(" ", "seconds")
    return value


def _add_people(built: RowText, column: HeaderColumn, value: str, addresses: str) -> None:
    """Add a value; if names and addresses are in two columns, each name with its address.

    If there are more of one than of the other, only the addresses are used. Values that are not
    addresses, such as Exchange paths (`/O=QUAY/CN=POE`), are left out.
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


def cell_name(sheet: str | None, column: int, row: int) -> str:
    """The name of a cell in spreadsheets: `B2`, `Inbox!B2`."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{sheet}!{letters}{row}" if sheet else f"{letters}{row}"
