"""Compute generated Message-IDs again (docs/headers.md) to compare them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from mailrecon.regex import regex
from mailrecon.thread.identity import made_id

OURS = "@mailrecon.invalid>"
# Fields filled from another copy or on request differ from those at the time the ID was made.
_PARTS = {"From", "To", "Subject", "Date"}
_OF_TITLE = "title of the printed conversation"
_MOST_EQUAL = 1000
_MAILBOX = regex(r"(?:[^<>;]* <)?([^<>;@\s]+@[^<>;@\s]+)>?")
_TEXTS = ("FROM", "TO", "SUBJECT", "DATEPRINTED", "BODY")


def generated_ids(base: str) -> Iterable[str]:
    """`base`, and the IDs of further messages that are exactly the same."""
    yield base
    for number in range(1, _MOST_EQUAL):
        seed = f"{base}\x00{number}"
        yield f"<{hashlib.sha256(seed.encode()).hexdigest()[:32]}{OURS}"


def identity_of_record(record: Mapping[str, Any]) -> str | None:
    """The Message-ID that the message of a record must have; None if unknown."""
    try:
        if record["native"] or not record["message_id"].endswith(OURS):
            return None
        for item in record["inferred"]:
            if item["used"] and item["field"] in _PARTS and item["reason"] != _OF_TITLE:
                return None
        originator, date = record["from"], record["date"]
        return made_id(
            _named(originator) if originator else "",
            datetime.fromisoformat(date).replace(tzinfo=None).isoformat() if date else None,
            record["date_printed"],
            record["subject"],
            [_named(person) for person in record["to"]],
            record["body"],
        )
    except (KeyError, TypeError, AttributeError, ValueError):
        return None


def identity_of_row(row: Mapping[str, Any], local: datetime | None) -> str | None:
    """The Message-ID that the message of a row must have; None if the row does not give it."""
    # A load file has no BODY; as lines it is compared elsewhere.
    if not isinstance(row.get("BODY"), str) or row["ISNATIVE"] == "Y":
        return None
    if not row["MESSAGEID"].endswith(OURS):
        return None
    said = row["INFERRED"].split("; ")
    if row["CORRECTED"] or row["REDACTED"] or any(one.split(":")[0] in _PARTS for one in said):
        return None
    people = [*row["FROM"].split("; "), *row["TO"].split("; ")]
    # A mark of registered names, and people without an address, are not written as they are read.
    if "(R)" in "".join(map(row.__getitem__, _TEXTS)) or not all(
        not text or _MAILBOX.fullmatch(text) for text in people
    ):
        return None
    originator, *to = [_MAILBOX.sub(r"\1", text) for text in people]
    return made_id(
        originator,
        local.isoformat() if local is not None else None,
        row["DATEPRINTED"] or None,
        row["SUBJECT"] or None,
        [text for text in to if text],
        row["BODY"],
    )


def _named(person: Mapping[str, Any]) -> str:
    return person["address"] or person["name"] or ""
