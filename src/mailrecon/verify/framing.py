"""Check that an mbox follows the rules of mboxrd (RFC 4155)."""

from __future__ import annotations

from mailrecon.regex import regex
from mailrecon.verify.decode import fields_of, mbox_entries
from mailrecon.verify.finding import Finding, error
from mailrecon.verify.mail_rules import date_of
from mailrecon.writers.mbox import from_date

_LINE = regex(r"From (\S+) (\w{3} \w{3} [ \d]\d [\d:]{8} \d{4})")


def split_mbox(data: bytes, name: str) -> tuple[list[tuple[str, bytes]], list[Finding]]:
    """The messages with their places, unquoted, and problems of the framing."""
    before, entries = mbox_entries(data)
    problems = [(name, "does not begin with a From line")] if before or not entries else []
    mails: list[tuple[str, bytes]] = []
    for number, (line, content) in enumerate(entries, start=1):
        place = f"{name} message {number}"
        if not content.endswith(b"\n\n") and content != b"\n":
            problems.append((place, "no blank line behind the message"))
        mails.append((place, content.removesuffix(b"\n")))
        problem = _problem_of(line.decode("utf-8", "replace"), mails[-1][1])
        problems += [(place, problem)] if problem is not None else []
    return mails, [error("framing", *problem) for problem in problems]


def _problem_of(line: str, mail: bytes) -> str | None:
    """What is wrong with a From line; that of a rebuilt message has its From and its Date."""
    match = _LINE.fullmatch(line)
    if match is None:
        return "its From line is not `From ADDRESS DATE`"
    fields = fields_of(mail)
    if "X-Mailrecon-Status" not in fields:
        return None
    if match[2] != from_date(date_of(fields.get("Date", ""))):
        return "its From line and its Date differ"
    if match[1] != "MAILER-DAEMON" and match[1] not in fields.get("From", ""):
        return "its From line and its From field differ"
    return None
