"""Message-IDs: the printed one, or one generated from the message."""

from __future__ import annotations

import hashlib

from mailrecon.lexicon import CONTROLS, INVISIBLE
from mailrecon.model import Role
from mailrecon.regex import regex
from mailrecon.resolve import Resolved

DOMAIN = "mailrecon.invalid"
# Headers cannot contain these, and the id must be computable from what headers contain.
_UNSEEN = regex(f"[{CONTROLS}{INVISIBLE}]+")


def message_id(resolved: Resolved) -> str:
    """A generated Message-ID, which depends on originator, date, subject, recipients and body only.

    White space and invisible characters do not count, so that a re-wrapped copy in another document
    gets the same id.
    """
    if resolved.message_id is not None:
        return resolved.message_id
    originator = resolved.originator
    who = (originator.address or originator.name or "") if originator else ""
    when = resolved.when
    parts = [
        _squeeze(who).casefold(),
        when.local.isoformat() if when else _squeeze(resolved.date_printed or ""),
        _squeeze(resolved.subject or ""),
        ",".join(
            sorted(
                (person.address or person.name or "") for person in resolved.people.get(Role.TO, ())
            )
        ),
        _squeeze(resolved.draft.body_text),
    ]
    digest = hashlib.sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return f"<{digest[:32]}@{DOMAIN}>"


def edrm_hash(identity: str) -> str:
    """The EDRM Message Identification Hash (MIH 1.0, 2023): MD5 of the Message-ID with angle
    brackets.

    In upper-case hexadecimal, as review platforms write it.
    """
    return hashlib.md5(identity.encode("utf-8"), usedforsecurity=False).hexdigest().upper()


def _squeeze(text: str) -> str:
    text = "".join(text.split())
    return text if text.isprintable() else _UNSEEN.sub("", text)
