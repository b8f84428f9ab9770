"""Read the state of a message in its mailbox: folder, labels, seen, answered and so on.

Each program stores it differently: Maildir as letters in the file name, mbox in the fields Status
and X-Status, Thunderbird in X-Mozilla-Status, Gmail's export in X-Gmail-Labels, in the language of
the account. Here, all are converted to Maildir's letters: D draft, F flagged, P passed on
(forwarded), R replied, S seen, T trashed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.errors import MessageError
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from mailrecon.regex import regex

if TYPE_CHECKING:
    from email.message import Message

LETTERS = "DFPRST"
# Header fields with the state of a message; RFC 5322 does not define them.
_STATE_FIELD = regex(
    rb"^(?:X-Mozilla-Status|X-Status|Status|X-Gmail-Labels):", re.IGNORECASE | re.MULTILINE
)
# The fields as `with_state` writes them: the last of a header.
_WRITTEN = regex(rb"\nStatus: R?O(?:\nX-Status: [ADFT]{1,4})?(?=\n\n)")
_STATUS = {"R": "S"}
# Letters of c-client, mutt and Dovecot: A answered, D deleted, F flagged, T draft.
_X_STATUS = {"A": "R", "D": "T", "F": "F", "T": "D"}
_TO_X_STATUS = {letter: written for written, letter in _X_STATUS.items()}
# nsMsgMessageFlags of Thunderbird; its Expunged is a message that was deleted.
_MOZILLA = ((0x1, "S"), (0x2, "R"), (0x4, "F"), (0x8, "T"), (0x1000, "P"))
# Bits of the number `flags` in the property list of an EMLX.
_APPLE = ((0, "S"), (1, "T"), (2, "R"), (4, "F"), (6, "D"), (8, "P"))
_MOST_LABELS = 200
# `Kategorie: "Werbung"`, `Catégorie : Notifications`
_SIGN = regex(r"\s*[:：]")
# `IMAP_$NotJunk`, `$MailFlagBit0`, `$label1`, `nonjunk`: labels that programs use internally.
_OF_PROGRAMS = regex(r"IMAP_\S+|\$\S+|\\\S+|(?:non)?junk(?:recorded)?|notjunk", re.IGNORECASE)


class MailboxState(NamedTuple):
    """The state of a message in its mailbox; None or empty if the mailbox stores none."""

    folder: str | None
    labels: tuple[str, ...]
    flags: str | None


def kept_in_header(message: Message) -> MailboxState:
    """The state from header fields that mailboxes and exports add."""
    gmail = _gmail_labels(message)
    states = _gmail_states()
    named = [label for label in gmail if _is_name(label, states)]
    labels = dict.fromkeys((*named, *_keywords(message)))
    flags = _status_flags(message)
    if flags is None and gmail:
        flags = _gmail_flags(gmail, states)
    return MailboxState(next(iter(named), None), tuple(labels)[:_MOST_LABELS], flags)


def with_state(data: bytes, flags: str | None) -> bytes:
    """Add Status and X-Status, mbox's flag fields, to the header of a message (LF line ends).

    The message stays unchanged if its flags are unknown or its header has such fields already.
    """
    end = data.find(b"\n\n")
    if flags is None or end < 0 or _STATE_FIELD.search(data, 0, end):
        return data
    fields = b"\nStatus: " + (b"RO" if "S" in flags else b"O")
    more = "".join(sorted(_TO_X_STATUS[letter] for letter in flags if letter in _TO_X_STATUS))
    if more:
        fields += f"\nX-Status: {more}".encode()
    return data[:end] + fields + data[end:]


def without_state(data: bytes) -> bytes:
    """A message (LF line ends) without the fields that `with_state` adds."""
    found = _WRITTEN.search(data, 0, max(data.find(b"\n\n"), 0) + 2)
    return data[: found.start()] + data[found.end() :] if found else data


def flags_of_number(number: int) -> str:
    """Maildir's letters of the number `flags` in an EMLX."""
    return letters(letter for bit, letter in _APPLE if number >> bit & 1)


def letters(found: Iterable[str]) -> str:
    """Maildir's letters among those given, each once, sorted."""
    return "".join(sorted(set(found) & set(LETTERS)))


def _values(message: Message, name: str) -> list[str]:
    """The undecoded values of a field; non-ASCII letters are UTF-8 (RFC 6532)."""
    return [
        value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        for field, value in message.raw_items()
        if field.lower() == name
    ]


def _decoded(value: object) -> str:
    from email.header import decode_header, make_header

    try:
        return str(make_header(decode_header(str(value or ""))))
    except (LookupError, ValueError, MessageError):
        return ""


def _gmail_labels(message: Message) -> list[str]:
    """`Inbox`, `Lock, north` of `X-Gmail-Labels: Inbox,"Lock, north"`."""
    found: list[str] = []
    for value in _values(message, "x-gmail-labels"):
        row = _comma_parted(" ".join(_decoded(value).split()))
        found += [label.strip(' "') for label in row if label.strip(' "')]
    return found


def _comma_parted(line: str) -> list[str]:
    """`Inbox`, `Lock, north` of `Inbox, "Lock, north"`."""
    import csv

    try:
        return next(csv.reader([line], skipinitialspace=True), [])
    except csv.Error:
        return line.split(",")


def _keywords(message: Message) -> list[str]:
    """The keywords of `Keywords:` (RFC 5322, 3.6.5), `X-Keywords:` and `X-Mozilla-Keys:`."""
    found: list[str] = []
    for name, separator in (("keywords", ","), ("x-keywords", " "), ("x-mozilla-keys", " ")):
        for value in _values(message, name):
            if name == "keywords":
                # RFC 5322 phrases: a comma within one is quoted, or part of an encoded word.
                written = " ".join(str(value).split())
                parts = [_decoded(part) for part in _comma_parted(written)]
            else:
                text = " ".join(_decoded(value).split())
                parts = text.split("," if "," in text else separator)
            found += [part.strip() for part in parts if part.strip()]
    return [word for word in found if not _OF_PROGRAMS.fullmatch(word)]


def _status_flags(message: Message) -> str | None:
    """The letters of `Status: RO`, `X-Status: AF` and `X-Mozilla-Status: 0013`."""
    status, more = message.get("Status"), message.get("X-Status")
    if status is not None or more is not None:
        found = [_STATUS.get(letter, "") for letter in str(status or "")]
        return letters((*found, *(_X_STATUS.get(letter, "") for letter in str(more or ""))))
    mozilla = message.get("X-Mozilla-Status")
    try:
        number = int(str(mozilla).strip(), 16) if mozilla is not None else None
    except ValueError:
        return None
    if number is None:
        return None
    return letters(letter for bit, letter in _MOZILLA if number & bit)


def _fold(label: str) -> str:
    return normalize("NFKC", label).casefold().strip()


@cache
def _gmail_states() -> dict[str, frozenset[str]]:
    """Gmail's labels for states of a mail, in any language, by state."""
    import json

    text = Path(__file__).with_name("gmail_labels.json").read_text(encoding="utf-8")
    return {state: frozenset(map(_fold, words)) for state, words in json.loads(text).items()}


def _is_name(label: str, states: dict[str, frozenset[str]]) -> bool:
    """Whether a label names a folder: a person's, or Gmail's own, such as Inbox and Sent."""
    folded = _fold(label)
    if _OF_PROGRAMS.fullmatch(label):
        return False
    if any(folded in words for state, words in states.items() if " " not in state):
        return False
    # `Category Promotions`
    first, _, rest = folded.partition(" ")
    if first == "category" and rest in states["english categories"]:
        return False
    # `Kategorie: "Werbung"`
    sign = _SIGN.search(folded)
    return sign is None or folded[: sign.start()] not in states["category"]


def _gmail_flags(labels: Iterable[str], states: dict[str, frozenset[str]]) -> str:
    """Seen, unless a label means unread; flagged, if one means starred."""
    folded = set(map(_fold, labels))
    seen = "" if folded & states["unread"] else "S"
    return letters(seen + ("F" if folded & states["starred"] else ""))
