"""Decode each text format into statements, one decoder a format, without interpreting the fields.

A decoder also notes what the bytes themselves contradict: a digest, or how a writer writes them.
Outputs may be hostile: no function raises on any bytes, follows a link, or runs anything in a file.
"""

from __future__ import annotations

import binascii
import csv
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from io import StringIO
from typing import Any, TypeVar
from xml.sax.saxutils import unescape

from mailrecon.header_fields import decoded
from mailrecon.regex import regex
from mailrecon.verify.statement import DIGEST, FRAMING, Faults, Kind, Statement
from mailrecon.writers.provenance.digest import is_sealed
from mailrecon.writers.provenance.jsonl import DIGEST_KEY
from mailrecon.writers.tables import rows
from mailrecon.writers.tables.csv_table import CSV_COLUMNS
from mailrecon.writers.tables.loadfile import FIELDS
from mailrecon.writers.tables.production import COLUMNS

_Value = TypeVar("_Value")

# Attachments nest six deep at most (writers/mail/rfc5322.py).
_DEEPEST = 8
# email.header.decode_header takes quadratic time for a run of encoded words.
_LONGEST_DECODED = 4000
_FROM_LINE = regex(rb"^From [^\n]*\n", re.MULTILINE)
_QUOTED = regex(rb"^>(>*From )", re.MULTILINE)
_BOUNDARY = regex(rb'^Content-Type: multipart/mixed; boundary="([^"\n]+)"', re.MULTILINE)
_ENCODING = regex(rb"^content-transfer-encoding:\s*(\S+)", re.MULTILINE | re.IGNORECASE)
_DIGEST_LINE = regex(rb"^X-Mailrecon-Digest: sha-256=:([A-Za-z0-9+/=]*):\n", re.MULTILINE)
_RUN = regex(r"<(?:desc(?:ription)?>|\?mailrecon-run )(mailrecon=[^<\n]*)(?:</desc|\?>\n)")
# Writers put an apostrophe before a value that a spreadsheet would read as a formula.
_FORMULA = regex("'(?=[=+@\t\r\n\uff1d\uff0b\uff0d\uff20-])")
# A header field of a mail in an EAXS file.
_EAXS_FIELD = regex(r"<Name>([^<]*)</Name>\n<Value>([^<]*)</Value>\n</Header>")


def mbox_statements(data: bytes, name: str) -> list[Statement]:
    """The messages of an mbox (mboxrd, RFC 4155), unquoted, each with its From line.

    A message ends with the empty line after it.
    """
    starts = [match.span() for match in _FROM_LINE.finditer(data)]
    ends = [*(start for start, _ in starts[1:]), len(data)]
    before, found = data[: starts[0][0]] if starts else data, []
    if before or not starts:
        values = {"text": _lines(_text(before))}
        found.append(Statement(f"{name} beginning", "", values, faults=(FRAMING,)))
    for number, ((start, content), end) in enumerate(zip(starts, ends, strict=False), start=1):
        mail = _QUOTED.sub(rb"\1", data[content:end]).removesuffix(b"\n")
        line = {"From line": _text(data[start:content].rstrip(b"\n"))}
        faults = () if data.endswith(b"\n\n", start, end) else (FRAMING,)
        found.append(_mail(mail, f"{name} message {number}", line, faults))
    return found


def mail_statements(data: bytes, name: str) -> list[Statement]:
    """The one message of a file."""
    return [_mail(data, name)]


def _mail(
    data: bytes, place: str, line: Mapping[str, str] | None = None, faults: Faults = ()
) -> Statement:
    values = {**(line or {}), **mail_values(data)}
    by_name = {name.lower(): value for name, value in values["fields"].items()}
    digest = _DIGEST_LINE.search(data)
    rest = data[: digest.start()] + data[digest.end() :] if digest is not None else b""
    if digest is None or binascii.b2a_base64(sha256(rest).digest(), newline=False) != digest[1]:
        faults = (*faults, DIGEST)
    return Statement(place, by_name.get("message-id", ""), values, Kind.MAIL, data, faults)


def mail_values(data: bytes, level: int = 0) -> dict[str, Any]:
    """A message: its fields by name, unfolded and decoded, its text, and its attachments."""
    head, blank, rest = data.partition(b"\n\n")
    fields = _fields(_text(head))
    values: dict[str, Any] = {"fields": fields, "order of fields": list(fields)}
    boundary = _BOUNDARY.search(head)
    parts = (b"\n" + rest).split(b"\n--" + boundary[1]) if boundary is not None else []
    if len(parts) != 4 or level >= _DEEPEST:
        return {**values, "text": _content(head, rest) if blank else []}
    before, text, attached, behind = parts
    text_head, _, content = text.lstrip(b"\n").partition(b"\n\n")
    part_head, _, nested = attached.lstrip(b"\n").partition(b"\n\n")
    return {
        **values,
        "around the parts": [_text(before), _text(behind)],
        "text": _content(text_head, content),
        "attached": {"fields": _fields(_text(part_head)), **mail_values(nested, level + 1)},
    }


def raw_fields(head: str) -> list[tuple[str, str]]:
    """The fields of a header in order, unfolded."""
    printed: list[tuple[str, list[str]]] = []
    for line in head.split("\n"):
        if line[:1] in (" ", "\t") and printed:
            printed[-1][1].append(line.strip())
        elif ":" in line:
            name, _, value = line.partition(":")
            printed.append((name, [value.strip()]))
    return [(name, " ".join(lines)) for name, lines in printed]


def _fields(head: str) -> dict[str, str]:
    """The fields by name, unfolded and decoded."""
    return _by_name((name, _decoded(value)) for name, value in raw_fields(head))


def _by_name(pairs: Iterable[tuple[str, _Value]]) -> dict[str, _Value]:
    """Values by name; a second value of the same name is called `Name (2)`."""
    found: dict[str, _Value] = {}
    numbers: Counter[str] = Counter()
    for name, value in pairs:
        key = name
        while key in found:
            numbers[name] += 1
            key = f"{name} ({numbers[name] + 1})"
        found[key] = value
    return found


def _content(head: bytes, content: bytes) -> list[str]:
    """The lines of a text part, decoded as its header says; undecoded if that fails."""
    encoding = _ENCODING.search(head)
    try:
        if encoding is not None and encoding[1].lower() == b"base64":
            content = binascii.a2b_base64(content)
        elif encoding is not None and encoding[1].lower() == b"quoted-printable":
            content = binascii.a2b_qp(content)
    except (binascii.Error, ValueError):
        pass
    return _lines(_text(content))


def _decoded(value: str) -> str:
    return value if len(value) > _LONGEST_DECODED else decoded(value)


# --- records ----------------------------------------------------------------------------------


def record_statements(data: bytes, name: str, kind: Kind = Kind.RECORD) -> list[Statement]:
    """The lines of a JSON Lines file: records, entities, or segments of the ledger."""
    found: list[Statement] = []
    is_framed = data.endswith(b"\n") and not data.startswith(b"\n") and b"\n\n" not in data
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line:
            values = json_values(_text(line))
            key = values.get("message_id", values.get("id", ""))
            if "span" in values and "sha256" in values:
                key = f"{values['sha256']} {values['span']}"
            faults = record_faults(line) if kind is Kind.RECORD else ()
            faults = faults if is_framed or found else (*faults, FRAMING)
            found.append(Statement(f"{name} line {number}", str(key), values, kind, line, faults))
    return found


def record_faults(line: bytes) -> Faults:
    """Compare a record with the digest at its end (see `docs/jsonl.md`)."""
    return () if is_sealed(line, DIGEST_KEY, b'"}') else (DIGEST,)


def ftm_statements(data: bytes, name: str) -> list[Statement]:
    """FollowTheMoney entities, one JSON object a line; each is known by its id."""
    return record_statements(data, name, Kind.OTHER)


def json_statements(data: bytes, name: str) -> list[Statement]:
    """A file that is one JSON object."""
    return [Statement(name, name, json_values(_text(data)))]


def eaxs_statements(data: bytes, name: str) -> list[Statement]:
    """The messages of an EAXS file and the text around each, one element a line.

    No XML parser is used: the text is compared as it is, with its entities.
    """
    before, mark, messages = _text(data).partition("<Folder>")
    found = [Statement(f"{name} beginning", "", {"elements": _lines(before), **_run(before)})]
    # `</Message>` / `<Message>`: text between the two belongs to the message below.
    for number, part in enumerate((mark + messages).split("</Message>\n"), start=1):
        printed = ((unescape(one[1]), unescape(one[2])) for one in _EAXS_FIELD.finditer(part))
        fields = _by_name((key, _decoded(value)) for key, value in printed)
        is_mail = part.startswith("<Message>\n") or "\n<Message>\n" in part
        values = {**({"fields": fields} if is_mail else {}), "elements": _lines(part)}
        key = fields.get("Message-ID", "")
        found.append(Statement(f"{name} message {number}", key, values))
    return found


def json_values(text: str) -> dict[str, Any]:
    """A JSON object, in which a repeated key gets a second name; other text is returned as is."""
    try:
        value = json.loads(text, object_pairs_hook=_by_name, parse_int=_number)
    except (ValueError, RecursionError):
        return {"text": text}
    return value if isinstance(value, dict) else {"value": value}


def _number(digits: str) -> int | str:
    return int(digits) if len(digits) < 20 else digits


# --- tables -----------------------------------------------------------------------------------


def csv_statements(data: bytes, name: str) -> list[Statement]:
    """The rows of a CSV table, by the names in its first line."""
    cells = list(_comma_rows(_text(data.removeprefix(rows.MARK))))
    return _table(data, name, cells, rows.CSV, (*COLUMNS, *CSV_COLUMNS))


def dat_statements(data: bytes, name: str) -> list[Statement]:
    """The rows of a Concordance load file, by the names in its first line."""
    cells = list(_concordance_rows(_text(data.removeprefix(rows.MARK))))
    return _table(data, name, cells, rows.CONCORDANCE, FIELDS)


def _table(
    data: bytes, name: str, cells: list[list[str]], dialect: rows.Dialect, columns: Sequence[str]
) -> list[Statement]:
    """The rows of a table; its form is checked by writing them again, with their digests."""
    names, *others = cells or [[]]
    # A load file that was written with a template (`--fields`) has no digests.
    is_free = dialect is rows.CONCORDANCE and rows.DIGEST_COLUMN not in names
    lines = [dialect.line(row) + b"\r\n" for row in cells]
    is_written = names == [*columns, rows.DIGEST_COLUMN] and rows.MARK + b"".join(lines) == data
    faults = () if is_written or is_free else (FRAMING,)
    place = f"{name} row 1"
    found = [Statement(place, "the names of the columns", {"columns": names}, faults=faults)]
    for number, row in enumerate(others, start=2):
        shown = (_shown(cell, dialect) for cell in row)
        values: dict[str, Any] = dict(zip(names, shown, strict=False))
        is_whole = len(row) == len(names)
        if not is_whole:
            values["number of cells"] = str(len(row))
        kind = Kind.ROW if "MESSAGEID" in values and is_whole else Kind.OTHER
        if "BODY" in values:
            values["BODY"] = _lines(values["BODY"])
        is_sealed_row = is_whole and lines[number - 1] == rows.digested(dialect, row[:-1])
        faults = () if is_sealed_row or is_free else (DIGEST,)
        key = values.get("MESSAGEID", "")
        found.append(Statement(f"{name} row {number}", key, values, kind, faults=faults))
    return found


def _shown(cell: str, dialect: rows.Dialect) -> str:
    """A value without the table's own signs; a printed `®` is spelled out."""
    newline = "(R)" if dialect is rows.CSV else "\n"
    return (cell[1:] if _FORMULA.match(cell) else cell).replace("\xae", newline)


def _comma_rows(text: str) -> Iterator[list[str]]:
    """The rows of a CSV table; a line that can't be read becomes a row with the error."""
    # The csv module's limit for a value applies to the whole process.
    limit = csv.field_size_limit(sys.maxsize)
    try:
        yield from csv.reader(StringIO(text, newline=""))
    except csv.Error as failure:
        yield [f"cannot be read: {failure}"]
    finally:
        csv.field_size_limit(limit)


def _concordance_rows(text: str) -> Iterator[list[str]]:
    """The rows of a Concordance load file, one a line."""
    for line in text.replace("\r\n", "\n").split("\n"):
        if line:
            values = line.removeprefix("\xfe").removesuffix("\xfe").split("\xfe\x14\xfe")
            yield [value.replace("\xfe\xfe", "\xfe") for value in values]


# --- texts ------------------------------------------------------------------------------------


def text_statements(data: bytes, name: str) -> list[Statement]:
    """The lines of a file, and the recipe in it if it is XML (GEXF, GraphML), read as text."""
    text = _text(data)
    return [Statement(name, name, {"text": _lines(text), **_run(text)})]


def _run(text: str) -> dict[str, str]:
    run = _RUN.search(text)
    return {"run": unescape(run[1])} if run is not None else {}


def _text(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")


def _lines(text: str) -> list[str]:
    return text.split("\n")
