"""The messages of an output: as mail, as records, as rows, whichever a format has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from mailrecon.regex import regex
from mailrecon.verify.checksums import is_bag
from mailrecon.verify.decode import record_statements
from mailrecon.verify.formats import OutputFormat, messages_of
from mailrecon.verify.printed import Natives
from mailrecon.verify.statement import Kind, Statement

# A spreadsheet would take a value that begins so for a formula, so an apostrophe is put before it.
_FORMULA = regex("'(?=[=+@\t\r\n\uff1d\uff0b\uff0d\uff20-])")


class Contents(NamedTuple):
    """The statements of an output by their kind; rows have the values that were put into them."""

    mails: list[Statement]
    records: list[Statement]
    rows: list[Statement]
    others: list[Statement]


def contents_of(output: Path, form: OutputFormat, natives: Natives | None = None) -> Contents:
    """Read an output; mail that is one of the `natives` is KEPT."""
    contents = Contents([], [], [], [])
    places = {
        Kind.MAIL: contents.mails,
        Kind.RECORD: contents.records,
        Kind.ROW: contents.rows,
        Kind.OTHER: contents.others,
    }
    for item in (*messages_of(output, form), *_records(output)):
        shown = item
        if item.kind is Kind.MAIL and natives is not None and natives.hold(item.raw):
            shown = replace(item, kind=Kind.KEPT)
        elif item.kind is Kind.ROW:
            shown = _shown_row(item, concordance=form.name == "loadfile")
        places[item.kind].append(shown)
    return contents


def ledger_of(output: Path) -> Path | None:
    """The ledger in a bag."""
    path = output / "provenance" / "ledger.jsonl"
    return path if is_bag(output) and path.is_file() else None


def _records(output: Path) -> Iterator[Statement]:
    path = output / "provenance" / "messages.jsonl"
    if is_bag(output) and path.is_file():
        yield from record_statements(path.read_bytes(), path.name)


def _shown_row(row: Statement, *, concordance: bool) -> Statement:
    """The values of a row before the signs of the table came in; a printed `®` is spelled out."""
    values = {}
    for name, cell in row.values.items():
        value = "\n".join(cell) if isinstance(cell, list) else cell
        if _FORMULA.match(value):
            value = value[1:]
        values[name] = value.replace("\xae", "\n" if concordance else "(R)")
    return replace(row, values=values)
