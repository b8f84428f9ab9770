"""One SQLite file to query: messages, people, threads, sources, provenance, full-text index."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from importlib.resources import files
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from mailrecon.confidence import certainty
from mailrecon.errors import WriteError
from mailrecon.model import Archive, Message, Notice, Person
from mailrecon.read.text.large import text_length
from mailrecon.recipe import Recipe
from mailrecon.writers.options import WriteOptions
from mailrecon.writers.provenance.digest import digest_placeholder, embed_digest
from mailrecon.writers.provenance.jsonl import record_line
from mailrecon.writers.provenance.ledger import ledger_lines
from mailrecon.writers.tables.columns import characters, place_text, universal_time, utf8_text


def write_sqlite(archive: Archive, path: Path, options: WriteOptions) -> None:
    """Write all to the database `path`; `sqlite_schema.sql` describes it. Raises WriteError."""
    schema = files("mailrecon.writers").joinpath("sqlite_schema.sql").read_text("utf-8")
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            # The file is temporary until it is complete, so a journal would protect nothing.
            database.execute("PRAGMA journal_mode = OFF")
            database.executescript(schema)
            database.execute("BEGIN")
            sources = _write_sources(database, archive)
            people = _write_people(database, archive)
            _write_messages(database, archive, sources, people, options.recipe)
            for index in ("messages_text", "messages_substrings"):
                database.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
            _write_ledger(database, archive, sources)
            database.execute("INSERT INTO digest VALUES (?)", (digest_placeholder(archive),))
            database.execute("COMMIT")
            database.execute("VACUUM")
    except sqlite3.Error as error:
        raise WriteError(f"the database cannot be written ({error})") from error
    embed_digest(path, digest_placeholder(archive))


def _write_sources(database: sqlite3.Connection, archive: Archive) -> dict[tuple[str, str], int]:
    """Write the documents; return their ids by name and SHA-256."""
    numbers: dict[tuple[str, str], int] = {}
    for number, parsed in enumerate(archive.parsed, start=1):
        document = parsed.document
        numbers.setdefault((document.name, document.sha256), number)
        row = (number, _text(document.name), document.sha256, document.kind, document.encoding)
        database.execute("INSERT INTO sources VALUES (?,?,?,?,?,?)", (*row, text_length(document)))
    return numbers


def _write_people(
    database: sqlite3.Connection, archive: Archive
) -> dict[tuple[str | None, str | None], int]:
    """Write the people; return their ids by (name, address), if only one has that pair."""
    found: dict[tuple[str | None, str | None], set[int]] = {}
    for number, identity in enumerate(archive.people, start=1):
        database.execute("INSERT INTO people VALUES (?,?)", (number, _text(identity.name)))
        for name, address in identity.variants:
            row = (number, _text(name), _text(address))
            database.execute("INSERT INTO people_variants VALUES (?,?,?)", row)
            found.setdefault((name, address), set()).add(number)
    return {key: min(numbers) for key, numbers in found.items() if len(numbers) == 1}


def _write_messages(
    database: sqlite3.Connection,
    archive: Archive,
    sources: dict[tuple[str, str], int],
    people: dict[tuple[str | None, str | None], int],
    recipe: Recipe | None,
) -> None:
    """Write the messages with their details, then threads, and the archive's own warnings."""
    threads: dict[str, int] = {}
    for number, message in enumerate(archive.messages, start=1):
        thread = threads.setdefault(message.thread, len(threads) + 1)
        source = sources.get((message.source.document, message.source.sha256))
        values = _message_row(number, message, thread, source, recipe)
        database.execute(f"INSERT INTO messages VALUES ({','.join('?' * len(values))})", values)
        _write_participants(database, number, message, people)
        _write_details(database, number, message)
    # A parent may come later in the archive, so parents are filled in at the end.
    database.execute(
        "UPDATE messages SET parent = "
        "(SELECT above.id FROM messages above WHERE above.message_id = messages.in_reply_to)"
    )
    # A thread has the subject of its first message: its root, or the first printed without it.
    for root, number in threads.items():
        database.execute(
            "INSERT INTO threads SELECT ?, ?, (SELECT subject FROM messages WHERE thread = ? "
            "ORDER BY message_id <> ?, id LIMIT 1), count(*), min(date_local), max(date_local) "
            "FROM messages WHERE thread = ?",
            (number, root, number, root, number),
        )
    _write_warnings(database, None, archive.warnings)


def _message_row(
    number: int, message: Message, thread: int, source: int | None, recipe: Recipe | None
) -> tuple[object, ...]:
    """The row of the table `messages`; the parent's id is filled in later."""
    when, moment = message.when, universal_time(message.when)
    offset = when.offset if when is not None else None
    return (
        number,
        _text(message.message_id),
        _text(message.parent),
        None,
        message.relation.value if message.relation else None,
        thread,
        moment.isoformat(" ", "seconds") if moment else None,
        when.local.isoformat(" ", "seconds") if when else None,
        int(offset.total_seconds()) if offset is not None else None,
        _text(message.date_printed),
        _text(message.subject),
        _text(message.body),
        _people_text(message),
        message.language,
        message.layout,
        message.confidence,
        certainty(message.confidence).value,
        message.original is not None,
        message.edrm_mih,
        source,
        *message.source.lines,
        *characters(message.source),
        place_text(message.source) or None,
        _text(message.source.folder),
        _text("; ".join(message.source.labels) or None),
        message.source.flags,
        record_line(message, recipe).decode("utf-8"),
    )


def _write_participants(
    database: sqlite3.Connection,
    number: int,
    message: Message,
    people: dict[tuple[str | None, str | None], int],
) -> None:
    everyone = list(_participants(message))
    database.executemany(
        "INSERT INTO participants VALUES (?,?,?,?,?,?,?,?,?,?)",
        [
            (
                number,
                role,
                position,
                _text(person.name),
                _text(person.address),
                _text(person.mailbox),
                person.redacted,
                people.get((person.name, person.address)),
                person.person,
                _text(person.canonical),
            )
            for role, position, person in everyone
        ],
    )


def _write_details(database: sqlite3.Connection, number: int, message: Message) -> None:
    """Write the rows of a message in the tables that describe how it was rebuilt."""
    database.executemany(
        "INSERT INTO fields VALUES (?,?,?,?,?,?,?,?)",
        [
            (
                number,
                field.role.value,
                _text(field.label),
                _text(field.text),
                field.span.start,
                field.span.end,
                field.how.value,
                field.reason or None,
            )
            for field in message.fields
        ],
    )
    database.executemany(
        "INSERT INTO bates VALUES (?,?,?)",
        [(number, place, _text(item)) for place, item in enumerate(message.source.bates, start=1)],
    )
    database.executemany(
        "INSERT INTO corrections VALUES (?,?,?,?,?,?,?)",
        [
            (number, one.correction, one.action, one.field, _text(one.by), one.at, _text(one.why))
            for one in message.corrected
        ],
    )
    database.executemany(
        "INSERT INTO inferences VALUES (?,?,?,?,?,?)",
        [
            (number, item.field, _text(item.value), _text(item.reason), item.score, item.used)
            for item in message.inferred
        ],
    )
    _write_warnings(database, number, message.warnings)


def _write_warnings(
    database: sqlite3.Connection, number: int | None, warnings: Iterable[Notice]
) -> None:
    """Write the warnings of a message; those of the archive have no `number`."""
    database.executemany(
        "INSERT INTO warnings VALUES (?,?,?,?,?)",
        [
            (
                number,
                notice.code,
                _text(notice.text),
                notice.span.start if notice.span else None,
                notice.span.end if notice.span else None,
            )
            for notice in warnings
        ],
    )


def _people_text(message: Message) -> str:
    """All names and addresses of the header as one text, for the full-text index."""
    everyone = (person for _, _, person in _participants(message))
    names = " ".join(f"{person.name or ''} {person.address or ''}" for person in everyone)
    return _text(names) or ""


def _participants(message: Message) -> Iterator[tuple[str, int, Person]]:
    """The people of the header with their role and their position in that field, from 1."""
    for role, group in groupby(message.people(), key=itemgetter(0)):
        for position, (_, person) in enumerate(group, start=1):
            yield role.value, position, person


def _write_ledger(
    database: sqlite3.Connection, archive: Archive, sources: dict[tuple[str, str], int]
) -> None:
    for line in ledger_lines(archive):
        record = json.loads(line)
        source = sources[record["document"], record["sha256"]]
        start, end = record["span"]
        database.execute(
            "INSERT INTO segments VALUES (?,?,?,?,?)",
            (source, record["kind"], start, end, record["message_id"]),
        )
        database.executemany(
            "INSERT INTO hidden VALUES (?,?,?,?,?,?,?,?,?)",
            [
                (
                    source,
                    *item["span"],
                    item["how"],
                    item["characters"],
                    item["page"],
                    json.dumps(item["box"]) if item["box"] is not None else None,
                    _text(item["place"]),
                    record["message_id"],
                )
                for item in record["hidden"]
            ],
        )


def _text(text: str | None) -> str | None:
    """Text that UTF-8 can encode."""
    return None if text is None else utf8_text(text)
