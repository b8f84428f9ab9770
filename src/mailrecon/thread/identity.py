"""Message-IDs: the printed one, or one generated from the message."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from mailrecon.lexicon import CONTROLS, INVISIBLE
from mailrecon.model import Role
from mailrecon.regex import regex
from mailrecon.resolve import Resolved

DOMAIN = "mailrecon.invalid"
# Headers cannot contain these characters, and the id must be computable from header values.
_UNSEEN = regex(f"[{CONTROLS}{INVISIBLE}]+")
_APART = "\x00"
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
        [person.address or person.name or "" for person in resolved.people.get(Role.TO, ())],
        resolved.draft.body_text,
    )


def made_id(
    originator: str,
    local: str | None,
    printed: str | None,
    subject: str | None,
    to: Iterable[str],
    body: str,
) -> str:
    """The Message-ID made from these values: people as address or name, `local` as ISO 8601.

    `printed` is the date as printed; it is used if the date could not be read.
    """
    originator, subject, body = _squeeze_all(originator, subject or "", body)
    parts = [
        originator.casefold(),
        local or _squeeze(printed or ""),
        subject,
        ",".join(sorted(to)),
        body,
    ]
    digest = hashlib.sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return f"<{digest[:32]}@{DOMAIN}>"


def edrm_hash(identity: str) -> str:
    """The EDRM Message Identification Hash (MIH 1.0, 2023): MD5 of the Message-ID with angle
    brackets.

    In upper-case hexadecimal, as review platforms write it.
    """
    return hashlib.md5(identity.encode("utf-8"), usedforsecurity=False).hexdigest().upper()


def _squeeze_all(*texts: str) -> Sequence[str]:
    """The texts, each squeezed: together if none has the character that parts them."""
    joined = _APART.join(texts)
    if joined.isascii():
        found = joined.encode("ascii").translate(None, _UNSEEN_IN_ASCII).decode("ascii")
    else:
        found = "".join(joined.split())
        if not found.replace(_APART, "").isprintable():
            return [_squeeze(text) for text in texts]
    parts = found.split(_APART)
    return parts if len(parts) == len(texts) else [_squeeze(text) for text in texts]


def _squeeze(text: str) -> str:
    text = "".join(text.split())
    return text if text.isprintable() else _UNSEEN.sub("", text)
