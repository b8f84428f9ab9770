"""A strict reader of header fields, which accepts only RFC 5322 and RFC 2047.

Written from the RFCs alone and sharing no code with the writers: `problems` names every place where
a header breaks a rule, above all encoded words where RFC 2047 (5) forbids them.
"""

from __future__ import annotations

import base64
import quopri
import re
from collections.abc import Iterator

_ATEXT = r"A-Za-z0-9!#$%&'*+/=?^_`{|}~-"
_ENCODED = re.compile(r"=\?([^?\s]+)\?([^?\s]+)\?([^?\s]*)\?=")
_TOKEN = re.compile(
    rf"""(?P<space>[ \t]+)
    | (?P<quoted>"(?:[^"\\]|\\.)*")
    | (?P<literal>\[(?:[^\[\]\\]|\\.)*\])
    | (?P<atom>[{_ATEXT}]+)
    | (?P<special>[()<>@,;:.])""",
    re.VERBOSE,
)
_DOT_ATOM = rf"[{_ATEXT}]+(?:\.[{_ATEXT}]+)*"
_MESSAGE_ID = re.compile(r"<[!-;=?A-~]+@[!-;=?-~]+>")
_DATE = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} "
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4,} \d\d:\d\d(?::\d\d)? [+-]\d{4}"
)
IDENTIFICATION = {
    *("message-id", "in-reply-to", "references", "resent-message-id"),
    *("x-forwarded-message-id", "x-mailrecon-duplicate"),
}
ADDRESSES = {"from", "sender", "reply-to", "to", "cc", "bcc"}
PARAMETERS = {"content-type", "content-disposition"}
# No part of these may be an encoded word: RFC 2047, 5, names the first, the others are tokens.
PLAIN = {"received", "date", "mime-version", "content-transfer-encoding", "x-mailrecon-digest"}


def problems(data: bytes, *, letters: bool = False) -> list[str]:
    """What is wrong with the header of a message; `letters` allows UTF-8 in it (RFC 6532)."""
    head = data.replace(b"\r\n", b"\n").split(b"\n\n", 1)[0]
    found: list[str] = []
    fields: list[tuple[str, list[str]]] = []
    for line in head.decode("utf-8" if letters else "ascii").split("\n"):
        if len(line.encode()) > 998:
            found.append(f"a line of {len(line)} characters: {line[:40]!r}")
        if line[:1] in (" ", "\t"):
            if not line.strip():
                found.append("a folded line of white space alone")
            fields[-1][1].append(line)
            continue
        match = re.fullmatch(r"([!-9;-~]+):(.*)", line)
        if match is None:
            found.append(f"a line that is no field: {line[:60]!r}")
            continue
        fields.append((match[1], [match[2]]))
    for name, lines in fields:
        found += [f"{name}: {problem}" for problem in _field_problems(name.lower(), name, lines)]
    return found


def _field_problems(key: str, name: str, lines: list[str]) -> Iterator[str]:
    whole = [f"{name}:{lines[0]}", *lines[1:]]
    value = "".join(lines)
    if any(ord(character) < 32 and character != "\t" for character in value):
        yield "a control character"
    for line in whole:
        if _ENCODED.search(line) and len(line) > 76 and key not in IDENTIFICATION:
            yield f"a line of {len(line)} characters with an encoded word (RFC 2047, 2: 76)"
    if key in IDENTIFICATION:
        yield from _identification(key, value)
    elif key in ADDRESSES:
        yield from _addresses(value)
    elif key in PARAMETERS:
        yield from _parameters(value)
    elif key in PLAIN:
        if _ENCODED.search(value):
            yield "an encoded word, where none may be"
        if key == "date" and not _DATE.fullmatch(value.strip()):
            yield f"no date: {value!r}"
    else:
        yield from _text(value)


def _identification(key: str, value: str) -> Iterator[str]:
    words = value.split()
    for word in words:
        if not _MESSAGE_ID.fullmatch(word):
            kind = "an encoded word" if "=?" in word else "no Message-ID"
            yield f"{kind}: {word[:60]!r}"
    if key == "message-id" and len(words) != 1:
        yield f"{len(words)} Message-IDs"


def _parameters(value: str) -> Iterator[str]:
    if _ENCODED.search(value):
        yield "an encoded word in a parameter"
    for match in re.finditer(r'boundary(\*[^=]*)?="?([^";\s]*)"?', value):
        if match[1]:
            yield "a boundary in pieces (RFC 2231)"
        if len(match[2]) > 40 or not re.fullmatch(r"[0-9A-Za-z'()+_,./:=?-]+", match[2]):
            yield f"a boundary of {len(match[2])} characters: {match[2]!r}"


def _text(value: str) -> Iterator[str]:
    for word in value.split():
        if _ENCODED.search(word):
            if not _ENCODED.fullmatch(word):
                yield f"an encoded word joined to text: {word!r}"
            yield from _encoded_word(word, in_phrase=False)


def _encoded_word(word: str, *, in_phrase: bool) -> Iterator[str]:
    match = _ENCODED.fullmatch(word)
    if match is None:
        return
    if len(word) > 75:
        yield f"an encoded word of {len(word)} characters"
    charset, encoding, content = match[1], match[2].lower(), match[3]
    if in_phrase and encoding == "q" and not re.fullmatch(r"[A-Za-z0-9!*+/=_-]*", content):
        yield f"an encoded word in a name with characters of RFC 2047, 5 (3): {word}"
    try:
        if encoding == "b":
            base64.b64decode(content, validate=True).decode(charset)
        elif encoding == "q":
            quopri.decodestring(content.encode(), header=True).decode(charset)
        else:
            yield f"an unknown encoding: {word}"
    except (ValueError, LookupError) as failure:
        yield f"an encoded word that stands not for whole characters: {word} ({failure})"


def _addresses(value: str) -> Iterator[str]:
    tokens: list[tuple[str, str]] = []
    place = 0
    while place < len(value):
        match = _TOKEN.match(value, place)
        if match is None:
            yield f"a character that may not stand here: {value[place : place + 20]!r}"
            return
        tokens.append((str(match.lastgroup), match[0]))
        place = match.end()
    for kind, text in tokens:
        if kind in ("quoted", "literal") and _ENCODED.search(text):
            yield f"an encoded word in quotes: {text[:60]}"
    mailbox: list[tuple[str, str]] = []
    angle = False
    for kind, text in [*tokens, ("special", ",")]:
        angle = (angle or text == "<") and text != ">"
        if text == "," and not angle:
            yield from _mailbox(mailbox)
            mailbox = []
        else:
            mailbox.append((kind, text))


def _mailbox(tokens: list[tuple[str, str]]) -> Iterator[str]:
    text = "".join(text for _, text in tokens).strip()
    start = next((n for n, (_, text) in enumerate(tokens) if text == "<"), None)
    if start is None:
        yield from _address(text)
        return
    if not text.endswith(">"):
        yield f"text behind an address: {text[:80]!r}"
    yield from _address("".join(text for _, text in tokens[start:]).strip()[1:-1])
    name = tokens[:start]
    for number, (kind, word) in enumerate(name):
        if kind == "special":
            yield f"{word!r} in a name without quotes: {text[:80]!r}"
        if kind == "atom" and "=?" in word:
            beside = [name[n][0] for n in (number - 1, number + 1) if 0 <= n < len(name)]
            if not _ENCODED.fullmatch(word) or any(kind != "space" for kind in beside):
                yield f"an encoded word joined to text: {text[:80]!r}"
            yield from _encoded_word(word, in_phrase=True)


def _address(address: str) -> Iterator[str]:
    local, at, domain = address.rpartition("@")
    quoted = re.fullmatch(r'"(?:[^"\\]|\\.)*"', local)
    if not at or not (quoted or re.fullmatch(_DOT_ATOM, local)):
        yield f"no address: {address[:80]!r}"
    if not re.fullmatch(rf"{_DOT_ATOM}|\[[^\[\]]*\]", domain):
        yield f"no domain: {address[:80]!r}"
    if _ENCODED.search(address):
        yield f"an encoded word in an address: {address[:80]!r}"
