"""A table of messages as CSV (RFC 4180), for spreadsheets and for platforms that import it."""

from __future__ import annotations

from pathlib import Path

from mailrecon.model import Archive
from mailrecon.writers.options import WriteOptions
from mailrecon.writers.tables.production import COLUMNS, produce
from mailrecon.writers.tables.rows import CSV, digested, heading

# A spreadsheet runs a cell that begins with one of these as a formula; the last four are the
# full-width forms of the first four. A document must not make a reader's machine run anything.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

# Columns after those that all tables have.
CSV_COLUMNS = ("CUSTODIAN", "RUN", "BODY")


def write_csv(archive: Archive, path: Path, options: WriteOptions) -> None:
    """Write one row a message to the file `path`, in UTF-8 with a byte order mark for Excel."""
    with path.open("wb") as out:
        out.write(heading(CSV, [*COLUMNS, *CSV_COLUMNS]))
        for item in produce(archive, options):
            values = [column(item) for column in COLUMNS.values()]
            run = options.recipe.text() if options.recipe is not None else ""
            values += [options.custodian or "", run, item.message.body]
            out.write(digested(CSV, [_cell(value) for value in values]))


def _cell(text: str) -> str:
    """The value, with an apostrophe before it if a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
