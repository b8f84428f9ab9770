"""Header fields as RFC 5322 wants them: encoded words (RFC 2047), quoting, folding, no injection.

Python's own `email` package would do, were it not for three faults of its folding that mail
clients show (adjacent encoded words in names, encoded commas between mailboxes, padding inside
base64 runs); see `docs/design.md`.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable

from mailrecon.lexicon import CONTROLS
from mailrecon.model import Person
from mailrecon.resolve.people import placeholder_mailbox

_LIMIT = 76
_ENCODED_BYTES = 45
_CONTROLS = re.compile(f"[{CONTROLS}]+")
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
_SURROGATES = re.compile("[\ud800-\udfff]")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_DOT_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+")
_Q_SAFE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")


def clean(text: str) -> str:
    """`text` on one line: controls become spaces, surrogates U+FFFD, direction marks nothing."""
    text = _CONTROLS.sub(" ", text)
    if not text.isascii():
        text = _SURROGATES.sub("\ufffd", _DIRECTIONS.sub("", text))
    return " ".join(text.split())


def encoded_words(text: str) -> list[str]:
    """`text` as RFC 2047 encoded words of at most 75 characters each.

    A text that fits one word is base64, so that no reader can set a space inside a name. Longer
    ones are quoted-printable: some readers drop what follows padding inside a base64 run.
    """
    data = text.encode("utf-8", "replace")
    if len(data) <= _ENCODED_BYTES:
        return [f"=?utf-8?b?{binascii.b2a_base64(data, newline=False).decode('ascii')}?="]
    words: list[str] = []
    current = ""
    for character in text:
        encoded = _q_encode(character)
        if len(current) + len(encoded) > 75 - len("=?utf-8?q??="):
            words.append(f"=?utf-8?q?{current}?=")
            current = ""
        current += encoded
    words.append(f"=?utf-8?q?{current}?=")
    return words


def _q_encode(character: str) -> str:
    if character == " ":
        return "_"
    data = character.encode("utf-8", "replace")
    return "".join(chr(byte) if byte in _Q_SAFE else f"={byte:02X}" for byte in data)


def fold_field(name: str, tokens: Iterable[str]) -> str:
    """`Name: tokens` folded at the spaces between tokens, ending with a newline."""
    tokens = list(tokens)
    whole = f"{name}: {' '.join(tokens)}"
    if len(whole) <= _LIMIT:
        return whole + "\n"
    lines: list[str] = []
    current = f"{name}:"
    for token in tokens:
        if len(current) + 1 + len(token) > _LIMIT and current != f"{name}:":
            lines.append(current)
            current = f" {token}"
        else:
            current += f" {token}"
    lines.append(current)
    return "\n".join(lines) + "\n"


def unstructured(name: str, text: str) -> str:
    """An unstructured field (Subject, X-…) whose words are encoded only where they must be."""
    text = clean(text)
    if text.isascii() and "=?" not in text:
        tokens = text.split(" ")
        if all(len(token) <= 900 for token in tokens):
            return fold_field(name, tokens)
    return fold_field(name, encoded_words(text))


def phrase(text: str) -> list[str]:
    """A display name as tokens: atoms, a quoted string, or encoded words."""
    text = clean(text)
    if not text.isascii() or "=?" in text or len(text) > 600:
        return encoded_words(text)
    if _ATOMS.fullmatch(text):
        return text.split(" ")
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    if len(escaped) > 200:
        return encoded_words(text)
    return [f'"{escaped}"']


def mailbox(person: Person, name: str | None) -> list[str]:
    """One mailbox as tokens; `name` is the display name to show, None for a bare address."""
    address = address_spec(person.mailbox)
    if not name:
        return [address]
    return [*phrase(name), f"<{address}>"]


def address_spec(address: str) -> str:
    """An address ready for a 7-bit header: a local part that is no dot-atom gets quotes.

    One that needs SMTPUTF8 (RFC 6531) is replaced by its placeholder.
    """
    local, _, domain = address.rpartition("@")
    if not local.isascii():
        return placeholder_mailbox(address)
    if not domain.isascii():
        domain = domain.encode("idna").decode("ascii")
    if not _DOT_ATOM.fullmatch(local):
        local = '"' + local.strip('"').replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{local}@{domain}"


def address_list(name: str, mailboxes: Iterable[list[str]]) -> str:
    """An address field; the comma belongs to the token before it, so folding can't part them."""
    tokens: list[str] = []
    for box in mailboxes:
        if tokens:
            tokens[-1] += ","
        tokens.extend(box)
    return fold_field(name, tokens)
