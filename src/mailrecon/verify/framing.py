"""Take an mbox apart by the rules of mboxrd, and check that it follows them (RFC 4155)."""

from __future__ import annotations

import email.utils
import re
from datetime import UTC, datetime
from email.parser import BytesHeaderParser

from mailrecon.regex import regex
from mailrecon.verify.finding import Finding, error

_FROM = regex(rb"^From ", re.MULTILINE)
_QUOTED = regex(rb"^>(>*From )", re.MULTILINE)
_LINE = regex(
    rb"From (\S+) ((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov"
    rb"|Dec) [ \d]\d \d\d:\d\d:\d\d \d{4})"
)


def split_mbox(data: bytes, name: str) -> tuple[list[tuple[str, bytes]], list[Finding]]:
    """The messages with their places, unquoted, and problems of the framing."""
    findings: list[Finding] = []
    starts = [match.start() for match in _FROM.finditer(data)]
    if not data.startswith(b"From "):
        findings.append(error("framing", name, "does not begin with a From line"))
    mails: list[tuple[str, bytes]] = []
    for number, start in enumerate(starts, start=1):
        place = f"{name} message {number}"
        end = starts[number] if number < len(starts) else len(data)
        line, _, content = data[start:end].partition(b"\n")
        if not content.endswith(b"\n\n") and content != b"\n":
            findings.append(error("framing", place, "no blank line behind the message"))
        content = _QUOTED.sub(rb"\1", content.removesuffix(b"\n"))
        findings.extend(_check_line(line, content, place))
        mails.append((place, content))
    return mails, findings


def _check_line(line: bytes, content: bytes, place: str) -> list[Finding]:
    match = _LINE.fullmatch(line)
    if match is None:
        return [error("framing", place, "its From line is not `From ADDRESS DATE`")]
    header = BytesHeaderParser().parsebytes(content)
    if header.get("X-Mailrecon-Status") is None:
        return []
    findings = []
    date = header.get("Date")
    moment = datetime(1970, 1, 1, tzinfo=UTC)
    if date is not None:
        try:
            moment = email.utils.parsedate_to_datetime(str(date))
            moment = moment.astimezone(UTC) if moment.tzinfo else moment
        except (TypeError, ValueError, OverflowError):
            return [error("framing", place, "its Date cannot be read")]
    if moment.ctime().encode() != match[2]:
        findings.append(error("framing", place, "its From line and its Date differ"))
    sender = match[1].decode("ascii", "replace")
    if sender != "MAILER-DAEMON" and sender not in str(header.get("From", "")):
        findings.append(error("framing", place, "its From line and its From field differ"))
    return findings
