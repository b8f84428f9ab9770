"""The type `Entry`, a label with the pieces of its value, and the rules for opening a field."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct, field

from mailrecon.lexicon import Lexicon, fold
from mailrecon.model import Role
from mailrecon.regex import regex
from mailrecon.scan import Label

# Trace fields at the top of a raw header, which mail clients do not show (RFC 5322, 3.6.7).
_TRACE = regex(
    r"Received|Return-Path|List$|Path$|Newsgroups$|Delivered-To|DKIM-|ARC-|Authentication-|X-|MIME-|Content-|Envelope-",
    re.I,
)
OTHER: Mapping[Role, frozenset[str]] = {Role.OTHER: frozenset()}
ORIGINATORS = frozenset({Role.FROM, Role.SENDER})
CORE = frozenset({Role.FROM, Role.DATE, Role.SUBJECT, Role.TO})
# Fields that may occur twice in one header: a To list whose label is repeated on each line, Sent
# beside Date, Received.
_REPEATABLE = frozenset({Role.TO, Role.CC, Role.BCC, Role.OTHER, Role.ATTACHMENTS})


class Entry(Struct):
    """A label with the pieces of its value: (line, start, end) offsets in the line's content.

    `look_ahead` is the line of the next label; lines up to `looked_to` were searched. `torn_to` is
    the line where a list of people that OCR tore ends.
    """

    line: int
    label: Label
    pieces: list[tuple[int, int, int]] = field(default_factory=list)
    look_ahead: int = 0
    looked_to: int = 0
    torn_to: int = 0

    @property
    def roles(self) -> Mapping[Role, frozenset[str]]:
        """The roles that the label can mean, each with its languages."""
        return OTHER if self.label.entry is None else self.label.entry.roles


def guess_role(entry: Entry, seen: set[Role]) -> Role:
    """The first role of a label that the header does not have yet."""
    roles = entry.roles
    for role in roles:
        if role not in seen:
            return role
    return next(iter(roles))


def opens_field(label: Label, entries: list[Entry], seen: set[Role], lexicon: Lexicon) -> bool:
    """Whether a label begins a field: one that the header lacks, or one that may occur twice."""
    if label.entry is None or label.entry.roles.keys() == {Role.OTHER}:
        return bool(entries) or _TRACE.match(label.text) is not None
    if Role.SUBJECT in label.entry.roles and fold(label.text) in lexicon.reply_prefixes:
        return bool(entries) and Role.SUBJECT not in seen and Role.FROM in seen
    if (
        Role.FROM in seen
        and label.entry.roles.keys() <= ORIGINATORS
        and Role.FROM in label.entry.roles
    ):
        # `Do: Ben Ost` / `Od: Ann Poe`: `Do` is Portuguese for From, and Polish for To.
        originators = [one.roles for one in entries if Role.FROM in one.roles]
        return bool(originators) and all(len(roles) > 1 for roles in originators)
    for role in label.entry.roles:
        if role not in seen:
            return True
    previous = entries[-1].roles if entries else {}
    for role in label.entry.roles:
        if role in _REPEATABLE and role in previous:
            return True
        if role is Role.DATE and not any(label.text == entry.label.text for entry in entries):
            return True
    return False


def only_role(entry: Entry) -> Role:
    """The first role of a label."""
    return next(iter(entry.roles))
