"""Check that a record fits its digest and its schema's outline."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from mailrecon.recipe import recipe_from_record
from mailrecon.verify.finding import Finding, error
from mailrecon.verify.items import Record

_KEY = b', "digest": "'


def check_record_digest(record: Record) -> Iterator[Finding]:
    """Compare a line with the digest at its end (see `docs/jsonl.md`)."""
    head, separator, tail = record.line.rpartition(_KEY)
    wanted = hashlib.sha256(head).hexdigest().encode("ascii") + b'"}'
    if not separator or tail != wanted:
        yield error("digest", record.place, "it does not fit its digest: it was changed")
        return
    parsed = parse_record(record)
    if parsed is None:
        yield error("record", record.place, "it is not a JSON object")
        return
    if recipe_from_record(parsed.get("run")) is None:
        yield error(
            "record", record.place, "no `run` that can be read: it does not say how it was made"
        )
    mih, identity = parsed.get("edrm_mih"), str(parsed.get("message_id"))
    made = hashlib.md5(identity.encode(), usedforsecurity=False).hexdigest().upper()
    if mih is not None and mih != made:
        yield error("record", record.place, "its edrm_mih is not that of its Message-ID")


def parse_record(record: Record) -> dict[str, Any] | None:
    """The record as an object; None if it is not one."""
    try:
        parsed = json.loads(record.line)
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) else None
