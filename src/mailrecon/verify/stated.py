"""What mail, a record or a row says of its message, in one form for all.

It is read from the values of a statement, so no rule about messages knows a format.
"""

from __future__ import annotations

import email.utils
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from msgspec import Struct

from mailrecon.model import FIELD_NAMES, NoticeCode, Role
from mailrecon.recipe import Recipe, recipe_from_record, recipe_from_text
from mailrecon.regex import regex
from mailrecon.thread.unheaded import LAYOUT as UNHEADED
from mailrecon.verify.generated_ids import identity_of_record, identity_of_row

_SOURCE = regex(
    r"document=(.*?); sha256=([0-9a-f]{64}); lines=(\d+)-(\d+); characters=(\d+)-(\d+)(?:; .*)?"
)
_IDENTITY = regex(r"<[^<>\s]+>")
_CORRECTED = regex(r"(?:^|; )(?:field )?([a-z-]+) by ")
# The exceptions that a damaged or hostile item causes.
BROKEN = (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError)


class StatedCopy(NamedTuple):
    """A place where a message is printed: characters, half-open, and lines, from 1."""

    document: str
    sha256: str
    start: int
    end: int
    lines: tuple[int, int]


class Stated(Struct, frozen=True):
    """What an output says of one message.

    `fields` are people, subject and printed date as text, by the name of their header field;
    `body` are lines, `body_spans` their places, where these are known. `date` is local. `inferred`
    and `corrected` are names of fields. `made` is the Message-ID made from what the message says;
    `read` are role, text and place of each field that was read.
    `goes_on`: the body may continue after the message. `is_headed`: a header is printed for it, so
    the ledger gives it segments.
    """

    place: str
    identity: str
    parents: tuple[str, ...]
    references: tuple[str, ...]
    is_native: bool
    inferred: frozenset[str] = frozenset()
    corrected: frozenset[str] = frozenset()
    thread: str | None = None
    prints: tuple[StatedCopy, ...] = ()
    fields: Mapping[str, str] = {}
    body: tuple[str, ...] = ()
    body_spans: tuple[tuple[int, int], ...] = ()
    date: datetime | None = None
    made: str | None = None
    read: frozenset[tuple[str, str, int, int]] = frozenset()
    goes_on: bool = False
    is_headed: bool = True
    recipe: Recipe | None = None
    attached: Stated | None = None

    @property
    def is_of_part(self) -> bool:
        """Whether the output may lack messages it refers to: `--only`, part of a cluster run."""
        return self.recipe is not None and (
            self.recipe.sha256 is None or "only" in self.recipe.options
        )

    @property
    def parent(self) -> str | None:
        """The message it answers or forwards, if any."""
        return self.parents[0] if self.parents else None


def stated_of(values: Mapping[str, Any], place: str, *, kept: bool = False) -> Stated | None:
    """What the values of a statement say; None if they are of no message.

    `kept`: the mail is in the sources as it is, so what it says of itself is another's word. Raises
    one of BROKEN if the values are not as docs/ describe.
    """
    record = values.get("record", values)
    if isinstance(record, Mapping) and "message_id" in record and "thread" in record:
        return _of_record(record, place)
    if "MESSAGEID" in values:
        return _of_row(values, place)
    if isinstance(values.get("fields"), Mapping):
        return _of_mail(values, place, kept=kept)
    return None


def _ids(text: str | None) -> tuple[str, ...]:
    return tuple(_IDENTITY.findall(text or ""))


def _names(texts: Iterable[str]) -> frozenset[str]:
    """The fields in texts such as `In-Reply-To: reply: …`."""
    return frozenset(text.partition(":")[0].strip() for text in texts)


def _fields(value_of: Callable[[Role, str], str | None], subject: Any, date: Any) -> dict[str, str]:
    """The fields that are there, of people by their role and name."""
    found = {name: value_of(role, name) for role, name in FIELD_NAMES.items()}
    found |= {"Subject": subject, "Date": date}
    return {name: value for name, value in found.items() if value}


def _of_mail(values: Mapping[str, Any], place: str, *, kept: bool) -> Stated:
    fields: Mapping[str, str] = values["fields"]

    def every(name: str) -> list[str]:
        return [text for key, text in fields.items() if key.partition(" (")[0] == name]

    is_native = kept or not any(name.lower().startswith("x-mailrecon-") for name in fields)
    prints = []
    for text in () if is_native else every("X-Mailrecon-Source"):
        match = _SOURCE.fullmatch(" ".join(text.split()))
        if match is None:
            raise ValueError("X-Mailrecon-Source")
        first, last, start, end = map(int, match.groups()[2:])
        prints.append(StatedCopy(match[1], match[2], start, end, (first, last)))
    if not (prints or is_native):
        raise ValueError("no X-Mailrecon-Source")
    date, attached = fields.get("Date"), values.get("attached")
    by_name = {name.lower(): text for name, text in fields.items()}
    if date is not None and not is_native:
        local = email.utils.parsedate_to_datetime(date).replace(tzinfo=None)
    else:
        local = None
    return Stated(
        place,
        by_name.get("message-id", ""),
        _ids(by_name.get("in-reply-to")),
        _ids(by_name.get("references")),
        is_native,
        _names(every("X-Mailrecon-Inferred")),
        frozenset(_CORRECTED.findall("; ".join(every("X-Mailrecon-Corrected")))),
        prints=tuple(prints),
        fields=_fields(
            lambda _, name: fields.get(name),
            fields.get("Subject"),
            fields.get("X-Mailrecon-Date-Printed"),
        ),
        body=tuple(values.get("text", ())),
        date=local,
        goes_on="X-Forwarded-Message-Id" in fields and attached is None,
        recipe=recipe_from_text(fields.get("X-Mailrecon-Run", "")),
        attached=stated_of(attached, f"{place} attachment") if attached is not None else None,
    )


def _of_record(record: Mapping[str, Any], place: str) -> Stated:
    def people(role: Role, _: str) -> str:
        value = record[role.value] or []
        return ", ".join(
            f"{item['name'] or ''} <{item['address'] or ''}>"
            for item in (value if isinstance(value, list) else [value])
        )

    parent, date = record["in_reply_to"], record["date"]
    return Stated(
        place,
        str(record["message_id"]),
        (str(parent),) if parent else (),
        tuple(map(str, record["references"])),
        record["native"] is True,
        frozenset(item["field"] for item in record["inferred"] if item["used"]),
        frozenset(item["field"] or item["action"] for item in record["corrected"]),
        str(record["thread"]),
        tuple(_print(item["source"]) for item in (record, *record["copies"])),
        _fields(people, record["subject"], record["date_printed"]),
        tuple(record["body"].split("\n")),
        tuple((int(start), int(end)) for start, end in record["source"]["body"]),
        datetime.fromisoformat(date).replace(tzinfo=None) if date is not None else None,
        identity_of_record(record),
        frozenset(
            (item["role"], item["printed"], int(item["span"][0]), int(item["span"][1]))
            for item in record["fields"]
            if item["how"] != "corrected"
        ),
        is_headed=record["layout"] != UNHEADED and not _is_fragment(record),
        recipe=recipe_from_record(record.get("run")),
    )


def _is_fragment(record: Mapping[str, Any]) -> bool:
    """Whether only quoted pieces of a message exist: the ledger gives them to the answer."""
    return any(item["code"] == NoticeCode.FRAGMENT for item in record["warnings"])


def _print(source: Mapping[str, Any]) -> StatedCopy:
    spans = [source["header"], *source["body"]]
    start, end = min(int(span[0]) for span in spans), max(int(span[1]) for span in spans)
    first, last = source["lines"]
    return StatedCopy(source["document"], source["sha256"], start, end, (first, last))


def _of_row(row: Mapping[str, Any], place: str) -> Stated:
    start, end = map(int, row["SOURCECHARACTERS"].split("-"))
    first, last = map(int, row["SOURCELINES"].split("-"))
    body = row.get("BODY", "")
    local, zone = _moment(row)
    universal = f"{(local - zone).isoformat()}Z" if local and zone is not None else ""
    if row["DATETIMEUTC"] != universal:
        raise ValueError(f"DATETIMEUTC is not {universal!r}, DATESENT in its TIMEZONE")
    return Stated(
        place,
        row["MESSAGEID"],
        _ids(row["INREPLYTO"]),
        _ids(row["REFERENCES"]),
        row["ISNATIVE"] == "Y",
        _names(row["INFERRED"].split("; ")),
        frozenset(_CORRECTED.findall(row["CORRECTED"])),
        row["THREADID"],
        (StatedCopy(row["SOURCEDOC"], row["SOURCESHA256"], start, end, (first, last)),),
        _fields(
            lambda _, name: row.get(name.upper().replace("-", "")),
            row["SUBJECT"],
            row["DATEPRINTED"],
        ),
        tuple(body if isinstance(body, list) else body.split("\n")),
        date=local,
        made=identity_of_row(row, local),
        recipe=recipe_from_text(row["RUN"]),
    )


def _moment(row: Mapping[str, str]) -> tuple[datetime | None, timedelta | None]:
    """The local time of a row and its zone, `UTC+01:00`, as far as they are known."""
    if not row["DATESENT"]:
        return None, None
    local = datetime.fromisoformat(f"{row['DATESENT']} {row['TIMESENT'] or '00:00'}")
    zone = row["TIMEZONE"].removeprefix("UTC")
    return local, datetime.fromisoformat(f"2000-01-01T00:00{zone}").utcoffset() if zone else None
