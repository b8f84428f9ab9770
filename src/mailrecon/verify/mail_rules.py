"""Check that a rebuilt message is written as mailrecon writes mail, without its sources.

What its fields say is written again by the grammar of each field, and its text and attachment as
MIME; what differs from the bytes found was written by something else. Only addresses, which can be
spelled in several ways, are held to RFC 5322 by Python's parser. Native mail is others' and free.
"""

from __future__ import annotations

import base64
import email.utils
import hashlib
import re
from collections.abc import Iterator
from email import policy
from email.errors import MessageError

from mailrecon.header_fields import Grammar, decoded, grammar_of, unstructured
from mailrecon.model import Precision, When
from mailrecon.recipe import recipe_from_text
from mailrecon.regex import regex
from mailrecon.verify.decode import LONGEST_DECODED, mail_statements, parts_of, raw_fields
from mailrecon.verify.finding import Finding, error, note
from mailrecon.verify.statement import Kind, Statement
from mailrecon.writers.mbox import from_date
from mailrecon.writers.rfc5322 import date_text, mime_content

_STATUS_TEXT = "reconstructed from a document that quotes this message"
_DIGEST_LINE = regex(rb"^X-Mailrecon-Digest: sha-256=:([A-Za-z0-9+/=]*):\n", re.MULTILINE)
_FROM_LINE = regex(r"From (\S+) (\w{3} \w{3} [ \d]\d [\d:]{8} \d{4})")
# The end of what is before the digest, which is the last field but those of the content.
_LAST = b"\nMIME-Version: 1.0\n"
_FOLD = regex(r"\n[ \t]+")
# All fields of docs/headers.md, and those of them that a message can have more than once; others
# were added later.
ONCE = frozenset(
    {
        *("From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Message-ID", "In-Reply-To"),
        *("References", "Subject", "Date", "MIME-Version", "Content-Type"),
        *("Content-Transfer-Encoding", "X-Forwarded-Message-Id", "X-Mailrecon-Status"),
        *("X-Mailrecon-Run", "X-Mailrecon-Digest", "X-Mailrecon-Confidence", "X-Mailrecon-Bates"),
        *("X-Mailrecon-Redacted", "X-Mailrecon-Date-Printed", "X-Mailrecon-Zone-Bounds"),
        "X-Mailrecon-People",
    }
)
OFTEN = frozenset(
    f"X-Mailrecon-{name}" for name in ("Source", "Inferred", "Duplicate", "Warning", "Corrected")
)
# The tags that somebody gave a message in the file of corrections.
_TAGS, _CORRECTIONS = "Keywords", "corrections"
# Python's parser of structured fields takes quadratic time.
_LONGEST_PARSED = 4000


def is_rebuilt(mail: Statement) -> bool:
    """Whether a message is reconstructed; a native one keeps its own bytes."""
    names = mail.values["fields"] if mail.kind is Kind.MAIL else ()
    return any(name.lower().startswith("x-mailrecon-") for name in names)


def check_mail(
    mail: Statement, level: int = 0, *, is_source_known: bool = False
) -> Iterator[Finding]:
    """Check everything that a message by itself can show, within `level` others.

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
    recipe = recipe_from_text(fields.get("X-Mailrecon-Run", ""))
    if recipe is None:
        text = "no X-Mailrecon-Run that can be read: it does not say how it was made"
        yield error("source-field", mail.place, text)
    tags = {_TAGS} if recipe is not None and _CORRECTIONS in recipe.options else set()
    for name in fields:
        if name not in ONCE | tags and name.partition(" (")[0] not in OFTEN:
            yield error("rfc5322", mail.place, f"{name} is not a field of a rebuilt message")
    head = mail.raw.partition(b"\n\n")[0].decode("ascii", "replace")
    for line in mail.values["lines without a field"]:
        text = f"its header has a line that is not a field: {line[:40]!r}"
        yield error("rfc5322", mail.place, text)
    for name, value in raw_fields(head):
        problem = _problem_of(name, value)
        if problem is not None:
            is_text = value.isascii() and grammar_of(name) is Grammar.UNSTRUCTURED
            code = "rfc2047" if is_text else "rfc5322"
            yield error(code, mail.place, f"{name}: {problem}")
    yield from (
        error("rfc5322", mail.place, f"no {name}")
        for name in ("From", "Message-ID")
        if name not in fields
    )
    yield from _check_content(mail, fields.get("Message-ID", ""), level)


def _check_framing(mail: Statement) -> Iterator[Finding]:
    """The From line in an mbox, which has From and Date of a rebuilt message."""
    fields, line = mail.values["fields"], mail.values.get("From line")
    if line is None:
        return
    match = _FROM_LINE.fullmatch(line)
    if match is None:
        yield error("framing", mail.place, "its From line is not `From ADDRESS DATE`")
    elif is_rebuilt(mail):
        if match[2] != from_date(date_of(fields.get("Date", ""))):
            yield error("framing", mail.place, "its From line and its Date differ")
        if match[1] != "MAILER-DAEMON" and match[1] not in fields.get("From", ""):
            yield error("framing", mail.place, "its From line and its From field differ")


def _check_content(mail: Statement, identity: str, level: int) -> Iterator[Finding]:
    """Hold digest, text and attachment to those that would be written."""
    head, line, content = b"", _DIGEST_LINE.search(mail.raw), b""
    if line is not None:
        head, content = mail.raw[: line.start()], mail.raw[line.end() :]
    if line is None or base64.b64encode(hashlib.sha256(head + content).digest()) != line[1]:
        yield error("digest", mail.place, "it does not fit its digest: it was changed")
    attached = _attached_mail(mail)
    nested = attached.raw.decode("utf-8", "replace") if attached is not None else None
    text = "\n".join(mail.values["text"])
    ways = (
        mime_content(text, nested, identity, level, ascii_only=ascii_only)
        for ascii_only in (False, True)
    )
    if not head.endswith(_LAST) or content not in (way.encode("utf-8", "replace") for way in ways):
        text = "its text and its parts are not written as those of a rebuilt message"
        yield error("mime", mail.place, text)
    if attached is not None:
        yield from check_mail(attached, level + 1)


def _attached_mail(mail: Statement) -> Statement | None:
    """The message attached to a reconstructed one, byte for byte, or None."""
    parts = parts_of(mail.raw)
    _, blank, content = parts[2].partition(b"\n\n") if parts else (b"", b"", b"")
    return mail_statements(content, f"{mail.place} attachment")[0] if blank else None


def date_of(value: str) -> When | None:
    """What a field Date says; None if it cannot be read."""
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return When(moment.replace(tzinfo=None), moment.utcoffset(), Precision.SECOND, value)


def _problem_of(name: str, value: str) -> str | None:
    """What is wrong with a field that is not one of its grammar."""
    grammar = grammar_of(name)
    if name == "Date":
        when = date_of(value)
        is_written = when is not None and date_text(when) == value
        return None if is_written else "is not a date as RFC 5322 (3.3) wants it"
    if grammar is Grammar.ADDRESSES:
        return _problem_of_addresses(value)
    if grammar is Grammar.UNSTRUCTURED and len(value) <= LONGEST_DECODED:
        written = _FOLD.sub(" ", unstructured(name, decoded(value)))
        return None if written == f"{name}: {value}\n" else "is not written as RFC 2047 wants it"
    return None if value else "is empty (RFC 5536, 2.2)"


def _problem_of_addresses(value: str) -> str | None:
    try:
        parsed = policy.default.header_factory(
            "to", value if len(value) <= _LONGEST_PARSED else "a@b"
        )
    except (MessageError, ValueError, IndexError, AttributeError, RecursionError) as failure:
        # AttributeError: Python's parser stumbles over groups inside of groups.
        return f"cannot be read ({failure})"
    for defect in parsed.defects:
        return str(defect) or type(defect).__name__
    boxes = getattr(parsed, "addresses", ())
    wrong = (box for box in boxes if not (box.username and box.domain))
    return next(
        (f"{str(box)[:60]!r} is not a mailbox" for box in wrong),
        None if boxes else "names no mailbox",
    )
