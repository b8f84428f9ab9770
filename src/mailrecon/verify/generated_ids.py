"""Compute generated Message-IDs again (docs/headers.md) to compare them."""

from __future__ import annotations

import email.utils
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from mailrecon.regex import regex
from mailrecon.thread.identity import made_id
from mailrecon.verify.mail_rules import decoded, pairs

_OURS = "@mailrecon.invalid>"
_PLACEHOLDER = "@redacted.invalid"
_STAND_INS = ("[redacted]", "[unknown]")
# Fields filled from another copy or on request differ from those at the time the ID was made.
_PARTS = {"From", "To", "Subject", "Date"}
_OF_TITLE = "title of the printed conversation"
# Characters that a header cannot contain as printed: controls, unusual spaces, addresses beyond
# ASCII.
_CHANGED = regex(
    "[^\t\r\n\x20-\x7e\xa1-\u167f\u1681-\u1fff\u2070-\u2fff\u3001-\ud7ff\uf900-\ufdff\uff01-\uffef"
    "\U00010000-\U0010ffff]|[^\x00-\x7f][^\\s<@]{0,64}(?:\n[^\\s<@]{0,64})?@|@[^\\s>]{0,255}[^\x00-\x7f]|=\\?"
)
_MOST_EQUAL = 1000


def generated_ids(base: str) -> Iterable[str]:
    """`base`, and the IDs of further messages that are exactly the same."""
    yield base
    for number in range(1, _MOST_EQUAL):
        seed = f"{base}\x00{number}"
        yield f"<{hashlib.sha256(seed.encode()).hexdigest()[:32]}{_OURS}"


def identity_of_record(record: Mapping[str, Any]) -> str | None:
    """The Message-ID that the message of a record must have; None if unknown."""
    try:
        if record["native"] or not record["message_id"].endswith(_OURS):
            return None
        for item in record["inferred"]:
            if item["used"] and item["field"] in _PARTS and item["reason"] != _OF_TITLE:
                return None
        originator = record["from"]
        return made_id(
            _named(originator) if originator else "",
            _local(record["date"]) if record["date"] else None,
            record["date_printed"],
            record["subject"],
            [_named(person) for person in record["to"]],
            record["body"],
        )
    except (KeyError, TypeError, AttributeError, ValueError):
        return None


def identity_of_mail(header: Mapping[str, Sequence[str]], text: str, printed: str) -> str | None:
    """The Message-ID that a mail must have; None if unknown.

    `header` has its fields by lower-case name, `text` is its own text, `printed` the place in the
    source that it names.
    """
    if _CHANGED.search(printed):
        return None
    identity = " ".join(header.get("message-id", ()))
    if not identity.endswith(_OURS):
        return None
    # With `--forwards inline` the text contains more than the message's own.
    if "x-forwarded-message-id" in header and "multipart" not in str(header.get("content-type")):
        return None
    for value in map(decoded, header.get("x-mailrecon-inferred", ())):
        if value.partition(":")[0] in _PARTS and _OF_TITLE not in value:
            return None
    subject = decoded(" ".join(header.get("subject", ())))
    people = [pairs(header.get(name, ())) for name in ("from", "to")]
    # A domain beyond ASCII is written in another form than printed, maybe on two lines;
    # a printed address that is not valid is shown as a name, and so is a name that contains an @.
    if any(
        "xn--" in address or (address.endswith(_PLACEHOLDER) and "@" in name)
        for name, address in chain(*people)
    ):
        return None
    originators, to = ([_as_text(*person) for person in field] for field in people)
    date = decoded(" ".join(header.get("x-mailrecon-date-printed", ())))
    dates = header.get("date", ())
    local = None
    if dates:
        try:
            moment = email.utils.parsedate_to_datetime(" ".join(dates[0].split()))
        except (TypeError, ValueError, OverflowError):
            return None
        local = moment.replace(tzinfo=None).isoformat()
    return made_id(originators[0] if originators else "", local, date, subject, to, text)


def _local(date: str) -> str:
    return datetime.fromisoformat(date).replace(tzinfo=None).isoformat()


def _named(person: Mapping[str, Any]) -> str:
    return person["address"] or person["name"] or ""


def _as_text(name: str, address: str) -> str:
    if not address.endswith(_PLACEHOLDER):
        return address
    return "" if name in _STAND_INS else name
