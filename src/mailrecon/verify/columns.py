"""The columns and tables beside a message's record, held to what the record says."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

from mailrecon.verify.finding import Finding, error

_ROLES = ("from", "sender", "reply_to", "to", "cc", "bcc")
# The columns of Parquet that are named and filled as in the record.
_SAME = (
    *("message_id", "in_reply_to", "references", "relation", "thread", "from", "sender", "to"),
    *("cc", "bcc", "date_printed", "subject", "body", "language", "layout", "confidence"),
    *("certainty", "real"),
)
_DETAILS = {
    "participants": "role, position, name, address, mailbox, redacted, person_id, canonical",
    "fields": "role, label, printed, start, stop, how, reason",
    "inferences": "field, value, reason, score, used",
    "warnings": "code, text, start, stop",
    "bates": "position, number",
    "corrections": "correction, action, field, decided_by, decided_at, why",
}
_MESSAGES = """
SELECT m.id, m.record, m.message_id, m.in_reply_to, m.relation, t.root, m.date_utc, m.date_local,
  m.offset_seconds, m.date_printed, m.subject, m.body, m.language, m.layout, m.confidence,
  m.certainty, m.is_real, m.edrm_mih, s.name, s.sha256, m.first_line, m.last_line, m.start, m.stop,
  m.people, p.message_id
FROM messages m LEFT JOIN threads t ON t.id = m.thread LEFT JOIN sources s ON s.id = m.source
  LEFT JOIN messages p ON p.id = m.parent
ORDER BY m.id
"""
_BROKEN = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)
# What must hold between the tables, as statements that find what breaks it.
_RULES = {
    "threads": """SELECT count(*) FROM threads t WHERE
        (t.messages, t.first_local, t.last_local) IS NOT
        (SELECT count(*), min(date_local), max(date_local) FROM messages WHERE thread = t.id)""",
    "people": """SELECT count(*) FROM participants p JOIN people_variants v ON v.person = p.person
        WHERE p.person IS NOT NULL AND NOT EXISTS (SELECT 1 FROM people_variants w WHERE
        w.person = p.person AND w.name IS p.name AND w.address IS p.address)""",
}


def check_sqlite_columns(database: sqlite3.Connection, name: str) -> Iterator[Finding]:
    """Every table of a database beside the records in it; `name` is the file's."""
    for row in database.execute(_MESSAGES):
        number, text, *columns, parent = row
        place = f"{name} message {number}"
        try:
            record = json.loads(text)
            wanted, details = _sqlite_columns(record), _details(record)
        except _BROKEN:
            continue
        if [_plain(value) for value in wanted] != columns:
            yield error("columns", place, "its columns and its record differ")
        if parent is not None and parent != record["in_reply_to"]:
            yield error("columns", place, "its parent is not the message it answers")
        for table, names in _DETAILS.items():
            found = database.execute(
                f"SELECT {names} FROM {table} WHERE message = ? ORDER BY rowid", (number,)
            ).fetchall()
            if found != [tuple(map(_plain, item)) for item in details[table]]:
                yield error("columns", place, f"its {table} and its record differ")
    for table, rule in _RULES.items():
        if database.execute(rule).fetchone() != (0,):
            yield error("columns", name, f"its table {table} does not fit its messages")
    yield from _check_indexes(database, name)


def _check_indexes(database: sqlite3.Connection, name: str) -> Iterator[Finding]:
    """Ask the full-text indexes whether they fit what they index; that takes a writable copy."""
    with closing(sqlite3.connect(":memory:")) as copy:
        database.backup(copy)
        for index in ("messages_text", "messages_substrings"):
            try:
                copy.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
            except sqlite3.DatabaseError as failure:
                yield error("database", name, f"its index {index} is damaged ({failure})")


def check_parquet_columns(
    row: Mapping[str, Any], place: str, *, by_spark: bool
) -> Iterator[Finding]:
    """The columns of a row beside its record; Spark keeps times in a way of its own."""
    try:
        wanted = _parquet_columns(json.loads(row["record"]))
    except _BROKEN:
        return
    if by_spark:
        wanted = {key: value for key, value in wanted.items() if not key.startswith("date_")}
    differing = sorted(key for key, value in wanted.items() if row.get(key) != value)
    if differing:
        text = f"its columns and its record differ ({', '.join(differing)})"
        yield error("columns", place, text)


def _sqlite_columns(record: Mapping[str, Any]) -> list[Any]:
    """The columns of a message, as the statement above asks for them."""
    local, moment, offset = _times(record)
    source = record["source"]
    everyone = [person for role in _ROLES for person in _people(record[role])]
    names = " ".join(f"{one['name'] or ''} {one['address'] or ''}" for one in everyone)
    return [
        *(record[key] for key in ("message_id", "in_reply_to", "relation", "thread")),
        moment.replace(tzinfo=None).isoformat(" ", "seconds") if moment else None,
        local.isoformat(" ", "seconds") if local else None,
        offset,
        *(record[key] for key in ("date_printed", "subject", "body", "language", "layout")),
        *(record[key] for key in ("confidence", "certainty", "real", "edrm_mih")),
        *(source["document"], source["sha256"], *source["lines"], *_covered(source)),
        names,
    ]


def _details(record: Mapping[str, Any]) -> dict[str, list[Sequence[Any]]]:
    """The rows of the tables that hold a message's parts, by table."""
    keys = ("name", "address", "mailbox", "redacted", "person", "canonical")
    return {
        "participants": [
            (role, position, *(person[key] for key in keys))
            for role in _ROLES
            for position, person in enumerate(_people(record[role]), start=1)
        ],
        "fields": [
            (
                *(item[key] for key in ("role", "label", "printed")),
                *item["span"],
                *(item[key] for key in ("how", "reason")),
            )
            for item in record["fields"]
        ],
        "inferences": [
            tuple(item[key] for key in ("field", "value", "reason", "score", "used"))
            for item in record["inferred"]
        ],
        "bates": list(enumerate(record["source"]["bates"], start=1)),
        "corrections": [
            tuple(item[key] for key in ("correction", "action", "field", "by", "at", "why"))
            for item in record["corrected"]
        ],
        "warnings": [
            (item["code"], item["text"], *(item["span"] or (None, None)))
            for item in record["warnings"]
        ],
    }


def _parquet_columns(record: Mapping[str, Any]) -> dict[str, Any]:
    local, moment, offset = _times(record)
    source = record["source"]
    start, end = _covered(source)
    return {
        **{key: record[key] for key in _SAME},
        "date_utc": moment,
        "date_local": local,
        "offset_seconds": offset,
        "source_document": source["document"],
        "source_folder": source["folder"],
        "source_labels": source["labels"],
        "source_flags": source["flags"],
        "source_sha256": source["sha256"],
        "source_first_line": source["lines"][0],
        "source_last_line": source["lines"][1],
        "source_start": start,
        "source_end": end,
    }


def _times(record: Mapping[str, Any]) -> tuple[datetime | None, datetime | None, int | None]:
    """The local time, the moment in UTC and the offset in seconds; None where not known."""
    if record["date"] is None:
        return None, None, None
    moment = datetime.fromisoformat(record["date"])
    offset = moment.utcoffset()
    known = offset is not None
    return (
        moment.replace(tzinfo=None),
        moment.astimezone(UTC) if known else None,
        int(offset.total_seconds()) if offset is not None else None,
    )


def _covered(source: Mapping[str, Any]) -> tuple[int, int]:
    spans = [source["header"], *source["body"]]
    return min(span[0] for span in spans), max(span[1] for span in spans)


def _people(value: Any) -> list[Mapping[str, Any]]:
    return value if isinstance(value, list) else [value] if value else []


def _plain(value: Any) -> Any:
    """A value as a database gives it back."""
    return int(value) if isinstance(value, bool) else value
