"""Check tables of messages, CSV or Concordance: their form, and the digest of each row."""

from __future__ import annotations

from mailrecon.recipe import recipe_from_text
from mailrecon.regex import regex
from mailrecon.verify.decode import comma_rows, concordance_rows
from mailrecon.verify.finding import Finding, error
from mailrecon.verify.items import Row
from mailrecon.writers.csv_table import CSV_COLUMNS
from mailrecon.writers.loadfile import OWN_COLUMNS
from mailrecon.writers.production import COLUMNS
from mailrecon.writers.rows import CONCORDANCE, CSV, DIGEST_COLUMN, digested, heading

# A spreadsheet would take a value that begins so for a formula, so an apostrophe is put before it.
_FORMULA = regex("'(?=[=+@\t\r\n\uff1d\uff0b\uff0d\uff20-])")


def read_table(data: bytes, name: str, *, concordance: bool) -> tuple[list[Row], list[Finding]]:
    """The rows of a table, and its problems."""
    code = "loadfile" if concordance else "framing"
    dialect = CONCORDANCE if concordance else CSV
    own = OWN_COLUMNS if concordance else CSV_COLUMNS
    try:
        text = data.decode("utf-8-sig")
    except UnicodeError as failure:
        return [], [error(code, name, f"cannot be read ({failure})")]
    names, *cells = list(concordance_rows(text) if concordance else comma_rows(text)) or [[]]
    first = heading(dialect, [*COLUMNS, *own])
    if not data.startswith(first):
        return [], [error(code, name, "its first line does not name its columns")]
    findings: list[Finding] = []
    if first + b"".join(dialect.line(row) + b"\r\n" for row in cells) != data:
        text = "its rows are not written as docs/outputs.md describes"
        findings.append(error(code, name, text))
    rows: list[Row] = []
    for number, row in enumerate(cells, start=2):
        place = f"{name} row {number}"
        if len(row) != len(names):
            text = f"{len(row)} values for {len(names)} columns"
            findings.append(error(code, place, text))
            continue
        if digested(dialect, row[:-1]) != dialect.line(row) + b"\r\n":
            findings.append(error("digest", place, "it does not fit its digest: it was changed"))
        values = dict(zip(names, row, strict=True))
        if recipe_from_text(values["RUN"]) is None:
            findings.append(
                error("record", place, "no RUN that can be read: it does not say how it was made")
            )
        del values[DIGEST_COLUMN]
        shown = {key: _shown(text, concordance=concordance) for key, text in values.items()}
        rows.append(Row(place, shown))
    return rows, findings


def _shown(value: str, *, concordance: bool) -> str:
    """A value before the signs of the table came in; a printed `®` is spelled out."""
    if _FORMULA.match(value):
        value = value[1:]
    return value.replace("\xae", "\n") if concordance else value.replace("\xae", "(R)")
