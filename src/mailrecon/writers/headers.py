"""Mailboxes and address fields of the people in a message."""

from __future__ import annotations

from collections.abc import Iterable

from mailrecon.header_fields import fold_field, phrase, room_beside
from mailrecon.model import Person
from mailrecon.regex import regex
from mailrecon.resolve.people import placeholder_mailbox

_DOT_ATOM = regex(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+")


def mailbox(person: Person, name: str | None, room: int) -> list[str]:
    """One mailbox as tokens; `name` is the display name to show, None for a bare address.

    `room` is how many characters its first encoded word may have.
    """
    address = address_spec(person.mailbox)
    if not name:
        return [address]
    return [*phrase(name, room), f"<{address}>"]


def address_spec(address: str) -> str:
    """An address ready for a 7-bit header: a local part that is no dot-atom gets quotes.

    One that needs SMTPUTF8 (RFC 6531) is replaced by its placeholder. A local part that looks like
    an encoded word (`=?utf-8?q?a?=@b.example`) is quoted with a backslash in it: none may stand in
    an address (RFC 2047, 5), and some readers would decode it.
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


def address_list(name: str, people: Iterable[tuple[Person, str | None]]) -> str:
    """An address field of people, each with the display name to show (None for a bare address).

    The comma belongs to the token before it, so folding can't part them.
    """
    tokens: list[str] = []
    for person, shown in people:
        if tokens:
            tokens[-1] += ","
        tokens.extend(mailbox(person, shown, 75 if tokens else room_beside(name)))
    return fold_field(name, tokens)
