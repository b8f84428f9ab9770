"""From the printed text of an address field to the people in it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii
from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from mailrecon.lexicon import INVISIBLE, Lexicon, fold
from mailrecon.model import Person, Span
from mailrecon.resolve.encoded_words import decode_words
from mailrecon.scan import shapes

PLACEHOLDER_DOMAIN = "redacted.invalid"
REDACTED_NAME = "[redacted]"
# A quotation mark opens a quoted name here; inside a word it is a letter's (Hebrew gershayim).
_BEFORE_QUOTE = " \t,;<([，；、"
_SEMICOLONS = ";；、"
_COMMAS = ",，،"
_OPENERS = {"<": ">", "(": ")", "[": "]", "（": "）", "【": "】", "＜": "＞"}
# What brackets hold is stripped by those who ask: a pattern that leaves white space out of a group
# tries each part of a long run of it.
_ANGLE = re.compile(r"[<＜]([^<>＜＞]*+)[>＞]|[<＜]\s*$")
_MAILTO = re.compile(r"\[\s*(?:mailto|smtp)\s*:([^\]]{0,1000}+)\]", re.IGNORECASE)
_BRACKETS = re.compile(r"[\[(【〔［（]([^\[\]()【】]{0,1000}?)[\])】〕］）]")
_BARS = re.compile(f"{shapes.EXEMPTION}|{shapes.BARS}")
_AFFILIATION = re.compile(r"(?<!\s)\s*+(?:\([\x20-\x27\x2a-\x7e]*\)|\[[\x20-\x5a\x5e-\x7e]*\])\s*$")
# What nearly every address looks like. Up to 64 characters no part of it can be too long (RFC 5321,
# 4.5.3.1), and it has no `xn--` label to decode: only others need the validator.
_PLAIN_ADDRESS = re.compile(
    r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*"
)
_SHORT = 64
_FEW_PEOPLE = 300
_EMPTY_BRACKETS = re.compile(r"[(\[（]\s*[)\]）]")
# A group without members, "undisclosed-recipients:;" (RFC 5322, 3.4).
_EMPTY_GROUP = re.compile(r"\s*[^:;<>@]{0,60}:\s*;\s*")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_BLIND_NOTE = re.compile(r"^\(\s*bcc\s*:(.*)\)$", re.IGNORECASE | re.DOTALL)
# What stands around the words for nobody: `(undisclosed recipients)`, `unlisted-recipients:;`.
_AROUND = "\"'()<>[]:;,"
_QUOTES = "\"'“”‘’„«»`"


@dataclass(frozen=True, slots=True)
class Printed:
    """A person as printed in a field: `name` and `address` as they stand, None where missing."""

    name: str | None
    address: str | None
    redacted: bool
    text: str
    on_behalf_of: str | None = None


@lru_cache(maxsize=65536)
def is_valid_address(address: str) -> bool:
    """Whether `address` is an RFC 5321 mailbox by its syntax; nothing is looked up."""
    if len(address) <= _SHORT and _PLAIN_ADDRESS.fullmatch(address):
        return True
    if len(address) > 320:
        return False
    # Names such as `mailhost.local` are real inside an organisation, whatever DNS says of them.
    if address.lower().rsplit(".", 1)[-1].rsplit("@", 1)[-1] in SPECIAL_USE_DOMAIN_NAMES:
        address += ".example"
    try:
        validate_email(address, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        return False
    return True


@lru_cache(maxsize=65536)
def placeholder_mailbox(name: str) -> str:
    """The placeholder address of a person known by name only: the same wherever it is printed."""
    key = fold(name)
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    slug = re.sub(r"[^a-z0-9]+", "-", anyascii(name[:200]).lower()).strip("-")[:40].strip("-")
    return f"{slug or 'person'}-{digest}@{PLACEHOLDER_DOMAIN}"


def removed_mailbox(context: str) -> str:
    """The placeholder address of someone wholly removed; `context` tells one from another."""
    digest = hashlib.sha256(context.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"redacted-{digest}@{PLACEHOLDER_DOMAIN}"


def read_people(
    text: str, lexicon: Lexicon, *, single: bool, last_name_first: bool
) -> Sequence[Printed]:
    """The people printed in an address field, in order.

    `single` says that the field names one person (From), `last_name_first` that the client writes
    `Last, First` and parts people with semicolons (Outlook).
    """
    read = _read_once if len(text) <= _FEW_PEOPLE else _read
    return read(text, lexicon, single, last_name_first)


def _read(text: str, lexicon: Lexicon, single: bool, last_name_first: bool) -> tuple[Printed, ...]:
    joined = decode_words(_join_lines(_INVISIBLE.sub("", text)))
    if _EMPTY_GROUP.fullmatch(joined):
        return ()
    found: list[Printed] = []
    for piece in _split(joined, single=single, last_name_first=last_name_first):
        if fold(piece).strip(_AROUND) in lexicon.no_recipients:
            continue
        person = _read_person(piece, lexicon)
        if person is not None:
            found.append(person)
    return tuple(found)


# The same people stand in message after message of a thread, and of an archive.
_read_once = lru_cache(maxsize=16_384)(_read)


def _join_lines(text: str) -> str:
    """Unwrap a field: inside an address lines join without a gap, elsewhere with a space."""
    if "\n" not in text:
        return text.strip()
    result = ""
    for line in text.split("\n"):
        piece = line.strip()
        inside = result.rfind("<") > result.rfind(">")
        if not result:
            result = piece
        elif _breaks_address(result, piece) or (
            inside and " " not in result[result.rfind("<") :] and result[-1:] != "<"
        ):
            result += piece
        else:
            result += " " + piece
    return result.strip()


def _breaks_address(above: str, below: str) -> bool:
    """Whether a line break fell behind a hyphen inside an address."""
    return (
        above.endswith("-") and " " not in above[-2:] and "@" in below.split(" ")[0].split(";")[0]
    )


def _cut(text: str, separators: str) -> list[str]:
    """Split at `separators` outside quotes and brackets; an unclosed bracket protects nothing."""
    if not any(separator in text for separator in separators):
        return [text.strip()] if text.strip() else []
    pieces: list[str] = []
    start = 0
    closer = ""
    closed_at = -1
    quoted = False
    for index, character in enumerate(text):
        if quoted:
            quoted = character != '"'
        elif (
            character == '"'
            and (index == 0 or text[index - 1] in _BEFORE_QUOTE)
            and text.find('"', index + 1) != -1
        ):
            quoted = True
        elif closer:
            if character == closer:
                closer = ""
        elif character in _OPENERS and index > closed_at:
            end = text.find(_OPENERS[character], index + 1)
            if end == -1:
                closed_at = len(text)
            else:
                closer = _OPENERS[character]
        elif character in separators:
            pieces.append(text[start:index])
            start = index + 1
    pieces.append(text[start:])
    return [piece.strip() for piece in pieces if piece.strip()]


def _split(text: str, *, single: bool, last_name_first: bool) -> list[str]:
    pieces = _cut(text, _SEMICOLONS)
    if len(pieces) > 1:
        result: list[str] = []
        for piece in pieces:
            parts = _cut(piece, _COMMAS)
            if len(parts) > 1 and sum(map(_has_contact, parts)) == len(parts):
                result.extend(parts)
            else:
                result.append(piece)
        return result
    parts = _cut(text, _COMMAS)
    if len(parts) == 1:
        return parts
    contacts = [_has_contact(part) for part in parts]
    if single:
        return parts if all(contacts) else [", ".join(parts)]
    if len(parts) == 2 and not any(contacts) and last_name_first:
        return [", ".join(parts)]
    if not any(contacts):
        single_words = all(len(part.split()) == 1 and part.isalpha() for part in parts)
        if single_words and len(parts) == 2:
            return [", ".join(parts)]
        if last_name_first and len(parts) % 2 == 0 and single_words:
            pairs = zip(parts[::2], parts[1::2], strict=True)
            return [f"{last}, {first}" for last, first in pairs]
        return parts
    return _join_last_names(parts, contacts)


def _join_last_names(parts: list[str], contacts: list[bool]) -> list[str]:
    """Join `Hart` and `Alice <a@x>` where the comma stands inside a name."""
    result: list[str] = []
    index = 0
    while index < len(parts):
        follows = index + 1 < len(parts) and contacts[index + 1]
        alphabetic = not any(c >= "\u2e80" for c in parts[index])
        if not contacts[index] and follows and alphabetic and len(parts[index].split()) == 1:
            first_name = re.split(r"[<\[(＜]", parts[index + 1])[0].strip()
            if first_name and "@" not in first_name and len(first_name.split()) <= 2:
                result.append(f"{parts[index]}, {parts[index + 1]}")
                index += 2
                continue
        result.append(parts[index])
        index += 1
    return result


def _has_contact(text: str) -> bool:
    """Whether a piece holds an address, or the place of one."""
    return "@" in text or "<" in text or "＜" in text or "[mailto" in text.lower() or "/" in text


@lru_cache(maxsize=4)
def _on_behalf(lexicon: Lexicon) -> re.Pattern[str]:
    """Whether any of the phrases stands in a text at all: most texts hold none."""
    return re.compile(f" (?:{'|'.join(map(re.escape, lexicon.on_behalf))}) ")


def _read_person(text: str, lexicon: Lexicon) -> Printed | None:
    text = text.strip().strip(",;").strip()
    blind = _BLIND_NOTE.match(text)
    if blind or not text:
        return None
    sender = on_behalf = None
    lowered = text.casefold()
    for phrase in lexicon.on_behalf if _on_behalf(lexicon).search(lowered) else ():
        place = lowered.find(f" {phrase} ") if phrase not in ("via",) else -1
        if place > 0 and len(lowered) == len(text):
            sender, on_behalf = text[:place].strip(), text[place + len(phrase) + 2 :].strip()
            break
    base = sender if sender is not None else text
    name, address, redacted = _read_mailbox(base, lexicon)
    if name is None and address is None and not redacted:
        return None
    return Printed(name, address, redacted, base, on_behalf)


def _read_mailbox(text: str, lexicon: Lexicon) -> tuple[str | None, str | None, bool]:
    """Name, address and whether something was removed, of one printed mailbox."""
    redacted = False
    address: str | None = None
    rest = shapes.OBFUSCATED.sub(r"\1@\2", text) if " at " in text else text
    mailto = _MAILTO.search(rest)
    if mailto:
        address, redacted = _judge_address(mailto[1].strip(), lexicon)
        rest = rest[: mailto.start()] + " " + rest[mailto.end() :]
    angles = list(_ANGLE.finditer(rest))
    for angle in reversed(angles):
        inner = (angle[1] or "").strip().removeprefix("mailto:").strip()
        found, removed = _judge_address(inner, lexicon)
        if found or removed or _is_directory_name(inner):
            address = address or found
            redacted = redacted or removed
            rest = rest[: angle.start()] + " " + rest[angle.end() :]
    if address is None and "@" in rest:
        bare = shapes.ADDRESS.search(rest)
        notes = _notes_name(rest)
        if notes is not None:
            rest = notes
        elif bare is not None:
            address = bare[0].strip(".")
            rest = (rest[: bare.start()] + " " + rest[bare.end() :]).strip()
            rest = _EMPTY_BRACKETS.sub(" ", rest).strip()
            if rest and rest[0] in "([（" and rest[-1] in ")]）":
                rest = rest[1:-1]
    elif "/" in rest and shapes.NOTES_NAME.search(rest):
        rest = _notes_name(rest) or rest
    if _BARS.search(rest):
        redacted = True
        rest = _BARS.sub(" ", rest)
    for bracket in list(_BRACKETS.finditer(rest))[::-1]:
        inner = bracket[1].strip()
        if not inner or fold(inner) in lexicon.redactions:
            redacted = True
            rest = rest[: bracket.start()] + " " + rest[bracket.end() :]
    name: str | None = _clean_name(rest)
    if name and fold(name) in lexicon.redactions:
        name, redacted = None, True
    if name and address and fold(name) == fold(address):
        name = None
    return name or None, address, redacted and address is None


def _judge_address(inner: str, lexicon: Lexicon) -> tuple[str | None, bool]:
    """The address inside angle brackets, or whether its place was emptied."""
    if not inner:
        return None, True
    if "@" in inner and not _notes_name(inner):
        return inner.strip(_QUOTES + " "), False
    stripped = inner.strip("[](){}<> ")
    if not stripped or fold(stripped) in lexicon.redactions or _BARS.search(inner):
        return None, True
    return None, False


def _is_directory_name(text: str) -> bool:
    """Whether the text is a directory's name for a mailbox (X.500, Lotus Notes), no address."""
    return text.upper().startswith(("/O=", "CN=")) or _notes_name(text) is not None


def _notes_name(text: str) -> str | None:
    """`Eric Bass` of `Eric Bass/HOU/ECT@ECT`, `Susan M Scott@ENRON`; None for anything else."""
    text = text.strip().strip(_QUOTES)
    if text.upper().startswith(("CN=", "/O=")):
        common = re.search(r"CN=([^/]+)", text, re.IGNORECASE)
        return common[1].strip() if common and not text.startswith("/") else None
    before, at, domain = text.partition("@")
    if at and ("." in domain.split("/")[0] or "@" in domain or "<" in text):
        return None
    name, slash, _ = before.partition("/")
    if not slash and not (at and domain.strip() and " " in name.strip()):
        return None
    name = name.strip()
    return name if name and not any(c in name for c in "<>@:") else None


def _clean_name(text: str) -> str:
    text = " ".join(text.replace("\u00a0", " ").split())
    text = text.strip("<> ,;").rstrip("([（").strip()
    while len(text) > 1 and text[0] in _QUOTES and text[-1] in _QUOTES:
        text = text[1:-1].strip()
    text = text.strip('"“”').strip()
    shorter = _AFFILIATION.sub("", text).strip()
    # `Last, First (ORG)` is how directories tell namesakes apart; `Ann Poe (she)` is a name.
    if "," in shorter and len(shorter) > 1:
        text = shorter.strip('"“”').strip()
    if not any(unicodedata.category(c)[0] in "LN" for c in text):
        return ""
    return text.replace('\\"', '"')


def to_person(printed: Printed, span: Span | None, context: Callable[[], str]) -> Person:
    """The person with the mailbox a header may carry; `context` names one wholly removed."""
    address = printed.address
    invalid: str | None = None
    if address is not None and not is_valid_address(address):
        address, invalid = None, address
    if address is not None and address.rpartition("@")[0].isascii():
        mailbox = address
    elif address is not None:
        # An address that needs SMTPUTF8 (RFC 6531) can't stand in a 7-bit header.
        mailbox = placeholder_mailbox(address)
    elif printed.name:
        mailbox = placeholder_mailbox(printed.name)
    elif invalid:
        mailbox = placeholder_mailbox(invalid)
    else:
        mailbox = removed_mailbox(context())
    return Person(printed.name, address, printed.redacted, mailbox, span, invalid)
