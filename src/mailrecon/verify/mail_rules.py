"""What a message in the form of mail shows by itself: its From line, its digest, its own fields.

How its fields, its text and its parts must be written only the sources show: the message is written
again from them.
"""

from __future__ import annotations

import base64
import email.utils
import hashlib
import re
from collections.abc import Iterator

from mailrecon.model import Precision, When
from mailrecon.regex import regex
from mailrecon.verify.finding import Finding, error, note
from mailrecon.verify.statement import Kind, Statement
from mailrecon.writers.mbox import from_date

_STATUS_TEXT = "reconstructed from a document that quotes this message"
_DIGEST_LINE = regex(rb"^X-Mailrecon-Digest: sha-256=:([A-Za-z0-9+/=]*):\n", re.MULTILINE)
_FROM_LINE = regex(r"From (\S+) (\w{3} \w{3} [ \d]\d [\d:]{8} \d{4})")


def is_rebuilt(mail: Statement) -> bool:
    """Whether a message is reconstructed; a native one keeps its own bytes."""
    names = mail.values["fields"] if mail.kind is Kind.MAIL else ()
    return any(name.lower().startswith("x-mailrecon-") for name in names)


def check_mail(mail: Statement, *, is_source_known: bool) -> Iterator[Finding]:
    """Check what a message by itself can show.

    Native mail must be one of the sources, if these are known.
    """
    yield from _check_framing(mail)
    if not is_rebuilt(mail):
        if is_source_known and mail.kind is Kind.MAIL:
            text = "a native message that is none of the sources, byte for byte"
            yield error("source-missing", mail.place, text)
        return
    fields: dict[str, str] = mail.values["fields"]
    if "Date" not in fields:
        text = "no Date: none is printed that could be read, and none is made up"
        yield note("no-date", mail.place, text)
    if fields.get("X-Mailrecon-Status") != _STATUS_TEXT:
        yield error("source-field", mail.place, "its X-Mailrecon-Status is gone or changed")
    line, rest = _DIGEST_LINE.search(mail.raw), b""
    if line is not None:
        rest = mail.raw[: line.start()] + mail.raw[line.end() :]
    if line is None or base64.b64encode(hashlib.sha256(rest).digest()) != line[1]:
        yield error("digest", mail.place, "it does not fit its digest: it was changed")


def _check_framing(mail: Statement) -> Iterator[Finding]:
    """The From line in an mbox, which has From and Date of a rebuilt message."""
    fields, line = mail.values["fields"], mail.values.get("From line")
    if line is None:
        return
    match = _FROM_LINE.fullmatch(line)
    if match is None:
        yield error("framing", mail.place, "its From line is not `From ADDRESS DATE`")
    elif is_rebuilt(mail):
        if match[2] != from_date(_date_of(fields.get("Date", ""))):
            yield error("framing", mail.place, "its From line and its Date differ")
        if match[1] != "MAILER-DAEMON" and match[1] not in fields.get("From", ""):
            yield error("framing", mail.place, "its From line and its From field differ")


def _date_of(value: str) -> When | None:
    """What a field Date says; None if it cannot be read."""
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return When(moment.replace(tzinfo=None), moment.utcoffset(), Precision.SECOND, value)
