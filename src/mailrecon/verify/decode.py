"""Decode each format into statements, one decoder a format, without interpreting the fields.

Outputs may be hostile: no function raises on any bytes, follows a link, or runs anything in a file.
"""

from __future__ import annotations

import binascii
import csv
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import StringIO
from typing import Any, TypeVar
from xml.sax.saxutils import unescape

from mailrecon.header_fields import decoded
from mailrecon.regex import regex
from mailrecon.verify.statement import Kind, Statement

Decoder = Callable[[bytes, str], list[Statement]]
_Value = TypeVar("_Value")

# Attachments nest six deep at most (writers/mail/rfc5322.py).
_DEEPEST = 8
# email.header.decode_header takes quadratic time for a run of encoded words.
_LONGEST_DECODED = 4000
_FROM_LINE = regex(rb"^From [^\n]*\n", re.MULTILINE)
_QUOTED = regex(rb"^>(>*From )", re.MULTILINE)
_BOUNDARY = regex(rb'^Content-Type: multipart/mixed; boundary="([^"\n]+)"', re.MULTILINE)
_ENCODING = regex(rb"^content-transfer-encoding:\s*(\S+)", re.MULTILINE | re.IGNORECASE)
_RUN = regex(r"<desc(?:ription)?>(mailrecon=[^<\n]*)</desc")
# Writers put an apostrophe before a value that a spreadsheet would read as a formula.
_FORMULA = regex("'(?=[=+@\t\r\n\uff1d\uff0b\uff0d\uff20-])")
# A header field of a mail in an EAXS file.
_EAXS_RUN = regex(r"^<\?mailrecon-run ([^\n]*)\?>$", re.MULTILINE)
_EAXS_FIELD = regex(r"<Name>([^<]*)</Name>\n<Value>([^<]*)</Value>\n</Header>")


def mbox_statements(data: bytes, name: str) -> list[Statement]:
    """The messages of an mbox (mboxrd), unquoted, each with its From line.

    A message ends with the empty line after it.
    """
    starts = [match.span() for match in _FROM_LINE.finditer(data)]
    ends = [*(start for start, _ in starts[1:]), len(data)]
    before = data[: starts[0][0]] if starts else data
    found = [Statement(f"{name} beginning", "", {"text": _lines(_text(before))})] if before else []
    for number, ((start, content), end) in enumerate(zip(starts, ends, strict=False), start=1):
        mail = _QUOTED.sub(rb"\1", data[content:end]).removesuffix(b"\n")
        line = _text(data[start:content].rstrip(b"\n"))
        values = {"From line": line, **mail_values(mail)}
        place = f"{name} message {number}"
        found.append(Statement(place, _identity(values), values, Kind.MAIL, mail))
    return found


def mail_statements(data: bytes, name: str) -> list[Statement]:
    """The one message of a file."""
    values = mail_values(data)
    return [Statement(name, _identity(values), values, Kind.MAIL, data)]


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


def _identity(values: Mapping[str, Any]) -> str:
    fields = values.get("fields", {})
    return next((str(v) for name, v in fields.items() if name.lower() == "message-id"), "")


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
    found = []
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line:
            values = json_values(_text(line))
            key = values.get("message_id", values.get("id", ""))
            if "span" in values and "sha256" in values:
                key = f"{values['sha256']} {values['span']}"
            found.append(Statement(f"{name} line {number}", str(key), values, kind, line))
    return found


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
    text = _text(data)
    run = _EAXS_RUN.search(text, 0, text.find("<Folder>") + 1)
    values: dict[str, Any] = {"run": unescape(run[1])} if run is not None else {}
    found = [Statement(f"{name} beginning", "", values)] if values else []
    # `</Message>` / `<Message>`: text between the two belongs to the message below.
    for number, part in enumerate(text.split("</Message>\n"), start=1):
        fields: dict[str, str] = {}
        for field in _EAXS_FIELD.finditer(part):
            fields.setdefault(unescape(field[1]), _decoded(unescape(field[2])))
        identity = fields.get("Message-ID", "")
        is_mail = part.startswith("<Message>\n") or "\n<Message>\n" in part
        common: dict[str, Any] = {"fields": fields} if is_mail else {}
        values = {**common, "elements": _lines(part)}
        found.append(Statement(f"{name} message {number}", identity, values))
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
    return _rows(comma_rows(table_text(data)), name, "(R)")


def dat_statements(data: bytes, name: str) -> list[Statement]:
    """The rows of a Concordance load file, by the names in its first line."""
    return _rows(concordance_rows(table_text(data)), name, "\n")


def table_text(data: bytes) -> str:
    """The text of a table without its byte order mark."""
    return _text(data.removeprefix(b"\xef\xbb\xbf"))


def _rows(rows: Iterator[list[str]], name: str, newline: str) -> list[Statement]:
    names = next(rows, [])
    found = [Statement(f"{name} row 1", "the names of the columns", {"columns": names})]
    for number, row in enumerate(rows, start=2):
        values: dict[str, Any] = {
            key: _shown(cell, newline) for key, cell in zip(names, row, strict=False)
        }
        if len(row) != len(names):
            values["number of cells"] = str(len(row))
        is_message = "MESSAGEID" in values and len(row) == len(names)
        kind = Kind.ROW if is_message else Kind.OTHER
        key = values.get("MESSAGEID", "")
        if "BODY" in values:
            values["BODY"] = _lines(values["BODY"])
        found.append(Statement(f"{name} row {number}", key, values, kind))
    return found


def _shown(cell: str, newline: str) -> str:
    """A value without the table's own signs; a printed `®` is spelled out."""
    return (cell[1:] if _FORMULA.match(cell) else cell).replace("\xae", newline)


def comma_rows(text: str) -> Iterator[list[str]]:
    """The rows of a CSV table; a line that can't be read becomes a row with the error."""
    # The csv module's limit for a value applies to the whole process.
    limit = csv.field_size_limit(sys.maxsize)
    try:
        yield from csv.reader(StringIO(text, newline=""))
    except csv.Error as failure:
        yield [f"cannot be read: {failure}"]
    finally:
        csv.field_size_limit(limit)


def concordance_rows(text: str) -> Iterator[list[str]]:
    """The rows of a Concordance load file, one a line."""
    for line in text.replace("\r\n", "\n").split("\n"):
        if line:
            values = line.removeprefix("\xfe").removesuffix("\xfe").split("\xfe\x14\xfe")
            yield [value.replace("\xfe\xfe", "\xfe") for value in values]


# --- texts ------------------------------------------------------------------------------------


def text_statements(data: bytes, name: str) -> list[Statement]:
    """The lines of a file; `run` is the recipe of a network file (GEXF, GraphML), which is read as
    text.
    """
    text = _text(data)
    run = _RUN.search(text)
    values = {"text": _lines(text), **({"run": unescape(run[1])} if run is not None else {})}
    return [Statement(name, name, values)]


def _text(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")


def _lines(text: str) -> list[str]:
    return text.split("\n")


# By the suffix of a file; anything else is compared byte for byte.
DECODERS: Mapping[str, Decoder] = {
    ".eml": mail_statements,
    ".mbox": mbox_statements,
    ".jsonl": record_statements,
    ".json": json_statements,
    ".ftm": ftm_statements,
    ".eaxs": eaxs_statements,
    ".csv": csv_statements,
    ".dat": dat_statements,
    ".opt": text_statements,
    ".txt": text_statements,
    ".network": text_statements,
}
