"""Recompute the Message-ID of a changed mail or record (docs/headers.md)."""

from __future__ import annotations

import email.utils
from collections.abc import Mapping, Sequence
from datetime import datetime
from email import message_from_bytes
from itertools import chain
from typing import Any

from mailrecon.header_fields import decoded
from mailrecon.thread.identity import made_id
from mailrecon.verify.stated import OURS

_PLACEHOLDER = "@redacted.invalid"
_STAND_INS = ("[redacted]", "[unknown]")
# Fields filled from another copy or on request differ from those at the time the ID was made.
_PARTS = {"From", "To", "Subject", "Date"}
_OF_TITLE = "title of the printed conversation"


def mail_text(data: bytes) -> str:
    """The text of a message's first part, which is all of it except the attachment."""
    part = message_from_bytes(data)
    while part.is_multipart():
        part = part.get_payload(0)  # type: ignore[assignment]
    content = part.get_payload(decode=True)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""


def identity_of_record(record: Mapping[str, Any]) -> str | None:
    """The Message-ID that a record must have; None if unknown."""
    try:
        is_filled = any(
            one["used"] and one["field"] in _PARTS and _OF_TITLE not in (one["reason"] or "")
            for one in record["inferred"]
        )
        if record["native"] or is_filled or not record["message_id"].endswith(OURS):
            return None
        moment = datetime.fromisoformat(record["date"]) if record["date"] else None
        return made_id(
            _named(record["from"]),
            moment.replace(tzinfo=None).isoformat() if moment is not None else None,
            record["date_printed"],
            record["subject"],
            map(_named, record["to"]),
            record["body"],
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _named(person: Mapping[str, Any] | None) -> str:
    return str(person["address"] or person["name"] or "") if person is not None else ""


def identity_of_mail(header: Mapping[str, Sequence[str]], text: str) -> str | None:
    """The Message-ID that a mail must have; None if unknown.

    `header` has its fields by lower-case name, `text` is its own text.
    """
    identity = " ".join(header.get("message-id", ()))
    if not identity.endswith(OURS):
        return None
    # With `--forwards inline` the text contains more than the message's own.
    if "x-forwarded-message-id" in header and "multipart" not in str(header.get("content-type")):
        return None
    for value in map(decoded, header.get("x-mailrecon-inferred", ())):
        if value.partition(":")[0] in _PARTS and _OF_TITLE not in value:
            return None
    subject = decoded(" ".join(header.get("subject", ())))
    people = [_pairs(header.get(name, ())) for name in ("from", "to")]
    # A domain beyond ASCII is written in another form than printed, maybe on two lines;
    # a printed address that is not valid is shown as a name, and so is a name that contains an @.
    if any(
        "xn--" in address or (address.endswith(_PLACEHOLDER) and "@" in name)
        for name, address in chain(*people)
    ):
        return None
    originators, to = ([_told(*person) for person in field] for field in people)
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


def _told(name: str, address: str) -> str:
    if not address.endswith(_PLACEHOLDER):
        return address
    return "" if name in _STAND_INS else name


def _pairs(values: Sequence[str]) -> list[tuple[str, str]]:
    """Display names and addresses; none where brackets nest too deep."""
    try:
        found = email.utils.getaddresses(values)
    except RecursionError:
        return []
    return [(decoded(name), address) for name, address in found]
