"""Message-IDs: the printed one, or one generated from the message."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from mailrecon.lexicon import CONTROLS, INVISIBLE
from mailrecon.model import Role
from mailrecon.regex import regex
from mailrecon.resolve import Resolved

DOMAIN = "mailrecon.invalid"
# Headers cannot contain these characters, and the id must be computable from header values.
_UNSEEN = regex(f"[{CONTROLS}{INVISIBLE}]+")
# By a name of the module, Python finds it ten times as fast as in its enum.
_TO = Role.TO
_APART = "\x00"
# Between five values.
_PARTINGS = 4
# In ASCII, white space and all other unseen characters are removed in one pass.
_UNSEEN_IN_ASCII = bytes([*range(1, ord(" ") + 1), 0x7F])


def message_id(resolved: Resolved) -> str:
    """A generated Message-ID, which depends on originator, date, subject, recipients and body only.

    White space and invisible characters do not count, so that a re-wrapped copy in another document
    gets the same id.
    """
    if resolved.message_id is not None:
        return resolved.message_id
    originator, when = resolved.originator, resolved.when
    return made_id(
        (originator.address or originator.name or "") if originator else "",
        when.local.isoformat() if when else None,
        resolved.date_printed,
        resolved.subject,
        [person.address or person.name or "" for person in resolved.people.get(_TO, ())],
        resolved.draft.body_text,
    )


def made_id(
    originator: str,
    local: str | None,
    printed: str | None,
    subject: str | None,
    to: Sequence[str],
    body: str,
) -> str:
    """The Message-ID made from these values: people as address or name, `local` as ISO 8601.

    `printed` is the date as printed; it is used if the date could not be read.
    """
    moment = local or _squeeze(printed or "")
    people = to[0] if len(to) == 1 else ",".join(sorted(to))
    joined = _APART.join((originator.casefold(), moment, subject or "", people, body))
    # White space and unseen characters count among the recipients.
    is_squeezed = " " not in people and people.isprintable()
    if is_squeezed and joined.isascii() and joined.count(_APART) == _PARTINGS:
        data = joined.encode("ascii").translate(None, _UNSEEN_IN_ASCII)
    else:
        texts = _squeeze(originator).casefold(), moment, _squeeze(subject or ""), people
        data = _APART.join((*texts, _squeeze(body))).encode("utf-8", "surrogatepass")
    return f"<{hashlib.sha256(data).hexdigest()[:32]}@{DOMAIN}>"


def edrm_hash(identity: str) -> str:
    """The EDRM Message Identification Hash (MIH 1.0, 2023): MD5 of the Message-ID with angle
    brackets.

    In upper-case hexadecimal, as review platforms write it.
    """
    return hashlib.md5(identity.encode("utf-8"), usedforsecurity=False).hexdigest().upper()


def _squeeze(text: str) -> str:
    text = "".join(text.split())
    return text if text.isprintable() else _UNSEEN.sub("", text)
