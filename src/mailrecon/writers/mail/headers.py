"""Mailboxes and address lists of a message (RFC 5322, section 3.4)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from mailrecon.header_fields import fold_field, phrase, space_beside
from mailrecon.model import Person
from mailrecon.regex import regex
from mailrecon.resolve.people.reading import placeholder_mailbox

_DOT_ATOM = regex(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+")


# Many messages have the same people.
@lru_cache(maxsize=8192)
def _mailbox(address: str, name: str | None, space: int) -> tuple[str, ...]:
    """One mailbox as tokens for folding; `name` is the display name, None for a bare address.

    `space` is the most characters that its first encoded word may have, to fit on the line.
    """
    spec = address_spec(address)
    return (*phrase(name, space), f"<{spec}>") if name else (spec,)


@lru_cache(maxsize=8192)
def _field_of_one(field: str, address: str, name: str | None) -> str:
    """An address field with a single mailbox."""
    return fold_field(field, _mailbox(address, name, space_beside(field)))


def address_spec(address: str) -> str:
    """An address for a 7-bit header.

    A local part that is not a dot-atom is quoted (RFC 5322, section 3.4.1). An address that needs
    SMTPUTF8 (RFC 6531) is replaced by a placeholder. A local part that looks like an encoded word
    (`=?utf-8?q?a?=@b.example`) is quoted with a backslash in it: encoded words are not allowed in
    addresses (RFC 2047, section 5), and some programs would decode it.
    """
    local, _, domain = address.rpartition("@")
    if not local.isascii():
        return placeholder_mailbox(address)
    if not domain.isascii():
        domain = domain.encode("idna").decode("ascii")
    if not _DOT_ATOM.fullmatch(local) or "=?" in local:
        inner = local.strip('"').replace("\\", "\\\\").replace('"', '\\"').replace("=?", "=\\?")
        local = f'"{inner}"'
    return f"{local}@{domain}"


def address_list(name: str, people: Sequence[tuple[Person, str | None]]) -> str:
    """A folded address field; each person comes with their display name (None: a bare address)."""
    if len(people) == 1:
        ((person, shown),) = people
        return _field_of_one(name, person.mailbox, shown)
    tokens: list[str] = []
    for person, shown in people:
        if tokens:
            # The comma is part of the token before it, so that no line begins with one.
            tokens[-1] += ","
        tokens.extend(_mailbox(person.mailbox, shown, 75 if tokens else space_beside(name)))
    return fold_field(name, tokens)
