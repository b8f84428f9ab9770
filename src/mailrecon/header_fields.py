"""Write header fields by their grammar, folded to mail lines (RFC 5322, 2.2.3, 3.6; RFC 2047).

RFC 5322 knows three kinds, and each is written by its own rule:

- *unstructured* (Subject, X-…): text, whose words RFC 2047 may encode;
- *structured* (From, Received): only a display name may be encoded (RFC 2047, 5);
- *identification* (In-Reply-To, References): Message-IDs, never encoded, folded between them.

Python's own `email` package is not used, because four of its faults show in mail clients: adjacent
encoded words in names, encoded commas between mailboxes, padding inside base64 runs, and long
Message-IDs written as encoded words. See `docs/design.md`.
"""

from __future__ import annotations

import binascii
from collections.abc import Iterable
from email.errors import MessageError
from enum import Enum

from mailrecon.lexicon import CONTROLS
from mailrecon.regex import regex

# RFC 2047, 2: a line that holds an encoded word has at most 76 characters.
_LIMIT = 76
_LONGEST_WORD = 75
_AROUND_WORD = len("=?utf-8?q??=")
# A line has at most 998 characters (RFC 5322, 2.1.1); no value that long may stay unfolded.
_LONGEST_TOKEN = 900
_CONTROLS = regex(f"[{CONTROLS}]+")
_DIRECTIONS = regex("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
_SURROGATES = regex("[\ud800-\udfff]")
_ATOMS = regex(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_Q_SAFE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
# A word with the white space before it, which is where a field is folded.
_WORD_AFTER_SPACE = regex(r"[ \t]*[^ \t]+")


class Grammar(Enum):
    """The grammar of a field body."""

    UNSTRUCTURED = "unstructured"
    ADDRESSES = "addresses"
    IDENTIFICATION = "identification"
    STRUCTURED = "structured"


_GRAMMARS: dict[Grammar, tuple[str, ...]] = {
    Grammar.IDENTIFICATION: (
        *("message-id", "in-reply-to", "references", "resent-message-id", "content-id"),
        "x-forwarded-message-id",
    ),
    Grammar.ADDRESSES: (
        *("from", "sender", "reply-to", "to", "cc", "bcc"),
        *("resent-from", "resent-sender", "resent-to", "resent-cc", "resent-bcc"),
        *("disposition-notification-to", "return-receipt-to", "errors-to", "x-original-to"),
    ),
    Grammar.STRUCTURED: (
        *("date", "resent-date", "received", "return-path", "delivered-to", "received-spf"),
        *("mime-version", "content-type", "content-transfer-encoding", "content-disposition"),
        *("content-language", "content-location", "auto-submitted", "archived-at", "keywords"),
        *("dkim-signature", "domainkey-signature", "authentication-results"),
        *("arc-seal", "arc-message-signature", "arc-authentication-results"),
        *("list-id", "list-help", "list-unsubscribe", "list-subscribe", "list-post"),
        *("list-owner", "list-archive", "list-unsubscribe-post", "x-mailrecon-digest"),
    ),
}
_GRAMMAR_OF = {name: grammar for grammar, names in _GRAMMARS.items() for name in names}


def grammar_of(name: str) -> Grammar:
    """The grammar of the field `name`; a field that no RFC named here defines is unstructured."""
    return _GRAMMAR_OF.get(name.lower(), Grammar.UNSTRUCTURED)


def clean(text: str) -> str:
    """`text` on one line: controls become spaces, surrogates U+FFFD; direction marks go."""
    if not text.isprintable():
        text = _CONTROLS.sub(" ", text)
    elif text.isascii() and "  " not in text:
        return text.strip()
    if not text.isascii():
        text = _SURROGATES.sub("\ufffd", _DIRECTIONS.sub("", text))
    return " ".join(text.split())


def encoded_words(text: str, space: int = _LONGEST_WORD) -> list[str]:
    """`text` as RFC 2047 encoded words of at most 75 characters, the first of at most `space`.

    A text that fits one word is written in base64, so that no mail client shows a space inside a
    name. Longer texts are quoted-printable: some clients drop the text after padding inside a
    base64 run.
    """
    data = text.encode("utf-8", "replace")
    if _fits_one_word(text, space):
        return [f"=?utf-8?b?{binascii.b2a_base64(data, newline=False).decode('ascii')}?="]
    words: list[str] = []
    current = ""
    for character in text:
        encoded = _q_encode(character)
        if current and len(current) + len(encoded) > space - _AROUND_WORD:
            words.append(f"=?utf-8?q?{current}?=")
            current, space = "", _LONGEST_WORD
        current += encoded
    words.append(f"=?utf-8?q?{current}?=")
    return words


def _fits_one_word(text: str, space: int) -> bool:
    """Whether a text fits one encoded word of at most `space` characters, in base64."""
    length = len(text.encode("utf-8", "replace"))
    return _AROUND_WORD + (length + 2) // 3 * 4 <= min(space, _LONGEST_WORD)


def _q_encode(character: str) -> str:
    if character == " ":
        return "_"
    data = character.encode("utf-8", "replace")
    return "".join(chr(byte) if byte in _Q_SAFE else f"={byte:02X}" for byte in data)


def space_beside(name: str) -> int:
    """How many characters the first word of the field `name` may have on its first line."""
    return _LIMIT - len(name) - len(": ")


def fold_field(name: str, tokens: Iterable[str]) -> str:
    """`Name: tokens` folded at the spaces between tokens, ending with a newline.

    A token that is longer than a line stays whole.
    """
    tokens = tuple(tokens)
    if not tokens:
        return f"{name}:\n"
    line = f"{name}: {' '.join(tokens)}"
    if len(line) <= _LIMIT or len(tokens) == 1:
        return f"{line}\n"
    lines: list[str] = []
    current = f"{name}:"
    empty = True
    for token in tokens:
        if not empty and len(current) + 1 + len(token) > _LIMIT:
            lines.append(current)
            current = f" {token}"
        else:
            current += f" {token}"
        empty = False
    lines.append(current)
    return "\n".join(lines) + "\n"


def identification(name: str, identities: Iterable[str]) -> str:
    """An identification field (RFC 5322, 3.6.4): Message-IDs, folded between them only.

    It must not contain encoded words (RFC 2047, 5): mail clients cannot thread by `In-Reply-To:
    =?utf-8?q?=3Cvery-long…`.
    """
    return fold_field(name, identities)


def unstructured(name: str, text: str) -> str:
    """An unstructured field (Subject, X-…) whose words are encoded only where they must be."""
    text = clean(text)
    if text.isascii() and "=?" not in text:
        if len(name) + len(": ") + len(text) <= _LIMIT:
            return f"{name}: {text}\n"
        if len(text) <= _LONGEST_TOKEN or max(map(len, text.split(" "))) <= _LONGEST_TOKEN:
            return _fold_at_spaces(name, text)
    return fold_field(name, encoded_words(text, space_beside(name)))


def _fold_at_spaces(name: str, text: str) -> str:
    """The result of `fold_field` for the words of a text, each after a single space."""
    line = f"{name}: {text}\n"
    folded: list[str] = []
    start, least = 0, len(name) + len(": ")
    # The line break at the end counts as one more.
    while len(line) - start > _LIMIT + 1:
        cut = line.rfind(" ", least, start + _LIMIT + 1)
        if cut < 0:
            cut = line.find(" ", max(least, start + _LIMIT + 1))
        if cut < 0:
            break
        folded.append(line[start:cut])
        start, least = cut, cut + 1
    folded.append(line[start:])
    return "\n".join(folded)


def phrase(text: str, space: int = _LONGEST_WORD) -> list[str]:
    """A display name as tokens: atoms, a quoted string, or encoded words.

    `space` is for the first token, which is on the line of the field's name.
    """
    text = clean(text)
    if not text.isascii() or "=?" in text or len(text) > 600:
        return _parted_at_spaces(text, space) or encoded_words(text, space)
    if _ATOMS.fullmatch(text):
        return text.split(" ")
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    if len(escaped) > 200:
        return encoded_words(text, space)
    return [f'"{escaped}"']


def _parted_at_spaces(text: str, space: int) -> list[str]:
    """Encoded words of a long name that end where its own words do; none if a word is too long.

    Python's reader up to 3.12 shows a space between two encoded words of a display name.
    """
    parts: list[str] = []
    for word in text.split(" "):
        longer = f"{parts[-1]} {word}" if parts else word
        if not parts or not _fits_one_word(longer, space if len(parts) == 1 else _LONGEST_WORD):
            parts[-1:] = [f"{part} " for part in parts[-1:]]
            parts.append(word)
        else:
            parts[-1] = longer
    lengths = [space, *[_LONGEST_WORD] * (len(parts) - 1)]
    if not all(map(_fits_one_word, parts, lengths)):
        return []
    return [encoded_words(part, length)[0] for part, length in zip(parts, lengths, strict=True)]


def carried_field(name: str, value: str) -> str | None:
    """A field that another program wrote or an Outlook store keeps, on lines of mail.

    `value` is on one line. An ASCII value stays as it is, including its encoded words, since it was
    mail before. In other values only texts and display names are encoded; elsewhere non-ASCII
    letters stay (RFC 6532). None if a line of mail cannot hold the value.
    """
    grammar = grammar_of(name)
    if value.isascii():
        written = _fold_text(name, value)
        if written is None and grammar is Grammar.UNSTRUCTURED:
            written = unstructured(name, value)
        return written
    if grammar is Grammar.UNSTRUCTURED:
        return unstructured(name, decoded(value))
    if grammar is Grammar.ADDRESSES:
        return fold_field(name, _address_tokens(name, value))
    return _fold_text(name, value)


def _fold_text(name: str, value: str) -> str | None:
    """`value` folded at its own white space; None if a part without white space is too long."""
    lines: list[str] = []
    current = f"{name}:"
    for match in _WORD_AFTER_SPACE.finditer(f" {value}"):
        word = match[0]
        if len(word.encode("utf-8", "replace")) > _LONGEST_TOKEN:
            return None
        if len(current) + len(word) > _LIMIT and current != f"{name}:":
            lines.append(current)
            current = ""
        current += word
    lines.append(current)
    return "\n".join(lines) + "\n"


def _address_tokens(name: str, value: str) -> list[str]:
    """The mailboxes of an address field as tokens, display names encoded where they must be."""
    from email.utils import getaddresses

    tokens: list[str] = []
    for display_name, address in getaddresses([value]):
        if tokens:
            tokens[-1] += ","
        space = _LONGEST_WORD if tokens else space_beside(name)
        if "@" not in address:  # From: "Jørgen", as Outlook keeps it
            tokens.extend(phrase(decoded(display_name or address), space))
        elif display_name:
            tokens.extend((*phrase(decoded(display_name), space), f"<{address}>"))
        else:
            tokens.append(address)
    return tokens


def decoded(value: str) -> str:
    """A field body with its encoded words decoded (RFC 2047); unchanged if that fails."""
    if "=?" not in value:
        return value
    from email.header import decode_header, make_header

    try:
        return str(make_header(decode_header(value)))
    except (MessageError, LookupError, ValueError):
        return value
