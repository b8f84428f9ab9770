"""Read the people in the printed text of an address field."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.lexicon import INVISIBLE, Lexicon, fold
from mailrecon.lexicon.kinds_of_names import is_given_name
from mailrecon.model import Person, Span
from mailrecon.regex import regex
from mailrecon.resolve.encoded_words import decode_words
from mailrecon.resolve.people.between_bars import (
    part_at_bars,
    part_before_last_names,
    without_leading_bar,
)
from mailrecon.resolve.people.list_lines import join_lines, part_at_line_ends
from mailrecon.resolve.people.lists import split_people
from mailrecon.resolve.people.mailboxes import read_mailbox, unlinked
from mailrecon.resolve.people.names import is_bar, without_affiliation
from mailrecon.resolve.people.plain_people import (
    PLAIN_ADDRESS,
    read_one,
    read_partly_quoted,
    read_plain,
)
from mailrecon.slugs import ascii_slug

PLACEHOLDER_DOMAIN = "redacted.invalid"
REDACTED_NAME = "[redacted]"
# An address of this form with at most 64 characters has no part that is too long (RFC 5321,
# 4.5.3.1), and no `xn--` label to decode. Only other addresses need the validator.
_PLAIN_ADDRESS = regex(PLAIN_ADDRESS)
_SHORT = 64
_FEW_PEOPLE = 300
_MANY_PEOPLE = 10_000
# A group without members, "undisclosed-recipients:;" (RFC 5322, 3.4).
_EMPTY_GROUP = regex(r"\s*[^:;<>@]{0,60}:\s*;\s*")
# A group with members: `Crew: Ann Poe <ann@quay.example>, ben@dock.example;`
_GROUP = regex(r"\s*[^:;<>@,\[\]()\"]{1,60}:\s([^:;]*@[^:;]*);\s*")
# `<@relay.example,@gate.example:ann@quay.example>`: the way a message took (RFC 5322, 4.4)
_ROUTE = regex(r"<@[^<>@:,\s]{1,250}(?:,\s?@[^<>@:,\s]{1,250}){0,20}:(?=[^<>@\s]+@)")
_INVISIBLE = regex(f"[{INVISIBLE}]")
_BLIND_NOTE = regex(r"^\(\s*bcc\s*:(.*)\)$", re.IGNORECASE | re.DOTALL)
# Signs around words such as `undisclosed recipients`: `(undisclosed recipients)`,
# `unlisted-recipients:;`.
_AROUND = "\"'()<>[]:;,"
# Mailing lists send from such addresses: `boats-bounces@lists.example`.
_ROBOT = regex(r"(?:-bounces?|-owner|-request)(?:\+[^@\s<>]{1,64})?@|\bowner-[^@\s<>]{1,64}@")
# `Dora E (HAR)`, the rest of `Lind; Dora E (HAR)`
_GIVEN_WITH_UNIT = regex(r"[A-Z][\w'’.-]{1,20}(?: [A-Z][\w.'’-]{0,20}){0,2} \([^()]{2,40}\)")


# A phrase between sender and principal is between such signs.
_WORDS_OF_PHRASES = regex(r"[^\s,;:<>\])*]+")


class PrintedMailbox(Struct, frozen=True, gc=False):
    """A person as printed in a field: `name` and `address` unchanged, None if missing."""

    name: str | None
    address: str | None
    redacted: bool
    on_behalf_of: str | None = None


@lru_cache(maxsize=65536)
def is_valid_address(address: str) -> bool:
    """Whether `address` has the syntax of an RFC 5321 mailbox, without a DNS lookup."""
    if len(address) <= _SHORT and _PLAIN_ADDRESS.fullmatch(address):
        return True
    if len(address) > 320:
        return False
    # Few addresses need the validator, so it is imported here.
    from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

    # Names such as `mailhost.local` are valid inside an organisation, though not in the public DNS.
    if address.lower().rsplit(".", 1)[-1].rsplit("@", 1)[-1] in SPECIAL_USE_DOMAIN_NAMES:
        address += ".example"
    try:
        validate_email(address, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        return False
    return True


@lru_cache(maxsize=65536)
def placeholder_mailbox(name: str) -> str:
    """The placeholder address of a person known only by name; equal names give equal addresses.

    An affiliation is ignored: `Poe, Ann (DOCK)` has the same address as `Poe, Ann`.
    """
    return mailbox_of_whole_name(without_affiliation(name))


def mailbox_of_whole_name(name: str) -> str:
    """The placeholder address of a person who differs from a namesake only by affiliation."""
    key = fold(name)
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{ascii_slug(name, 40) or 'person'}-{digest}@{PLACEHOLDER_DOMAIN}"


def removed_mailbox(context: str) -> str:
    """The placeholder address of a person whose name and address were removed; `context` makes it
    unique.
    """
    digest = hashlib.sha256(context.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"redacted-{digest}@{PLACEHOLDER_DOMAIN}"


def read_people(
    text: str, lexicon: Lexicon, *, single: bool, last_name_first: bool, bars: bool = False
) -> Sequence[PrintedMailbox]:
    """The people printed in an address field, in order.

    `single` is True if the field names one person (From). `last_name_first` is True if the client
    writes `Last, First` and separates people by semicolons (Outlook). `bars` is True if OCR read
    black bars of the document as letters.
    """
    size = len(text)
    read = _read_once if size <= _FEW_PEOPLE else _read_long if size <= _MANY_PEOPLE else _read
    return read(text, lexicon, single, last_name_first, bars)


def _read(
    text: str, lexicon: Lexicon, single: bool, last_name_first: bool, bars: bool
) -> tuple[PrintedMailbox, ...]:
    plain = read_plain(text, lexicon)
    if plain is None and not bars:
        plain = read_partly_quoted(text, lexicon)
    if plain is not None:
        return tuple(PrintedMailbox(name, address, redacted=False) for name, address in plain)
    return read_general(text, lexicon, single, last_name_first, bars=bars)


def read_general(
    text: str, lexicon: Lexicon, single: bool, last_name_first: bool, *, bars: bool = False
) -> tuple[PrintedMailbox, ...]:
    """The result of `read_people` for a field in any form, without the fast path."""
    text = _INVISIBLE.sub("", text)
    joined = unlinked(decode_words(join_lines(text if single else part_at_line_ends(text))))
    if _EMPTY_GROUP.fullmatch(joined):
        return ()
    joined = _ROUTE.sub("<", joined) if "<@" in joined else joined
    group = _GROUP.fullmatch(joined)
    joined = group[1] if group and not single else joined
    both = _part_agent(joined, lexicon)
    if both is not None and single:
        return _on_behalf(*both, lexicon, bars=bars)
    found: list[PrintedMailbox] = []
    if bars and not single:
        joined = part_before_last_names(joined)
    pieces = split_people(joined, single=single, last_name_first=last_name_first)
    pieces = _with_first_names(pieces)
    if bars and not single:
        pieces = [part for piece in pieces for part in _parted_at_bars(piece)]
    for piece in pieces:
        plain = read_one(piece, lexicon)
        person = (
            (_read_piece_once if len(piece) <= _FEW_PEOPLE else read_piece)(
                piece, lexicon, bars=bars, single=single
            )
            if plain is None
            else PrintedMailbox(*plain, redacted=False)
        )
        if person is not None:
            found.append(person)
    return tuple(found)


def _with_first_names(pieces: list[str]) -> list[str]:
    """The people of a list in which semicolons part last and first names, too.

    `Rask; Emil (HAR)`, `Lind; Dora E (HAR); Rask; Emil (HAR)`: every second piece is a given name
    with a unit in brackets, and the others are single words without one.
    """
    if len(pieces) % 2 or not pieces:
        return pieces
    pairs = list(zip(pieces[::2], pieces[1::2], strict=True))
    if all(
        last.isalpha() and last[0].isupper() and _GIVEN_WITH_UNIT.fullmatch(first) is not None
        for last, first in pairs
    ) and any(is_given_name(first.split()[0]) for _, first in pairs):
        return [f"{last}; {first}" for last, first in pairs]
    return pieces


def _parted_at_bars(piece: str) -> list[str]:
    """The people of a piece of a list in which a bar, read as words, replaced a separator."""
    piece = without_leading_bar(piece)
    if ("@" in piece and not is_bar(piece)) or "<" in piece:
        return [piece]
    return [without_leading_bar(part) for part in part_at_bars(piece)]


def read_piece(
    piece: str, lexicon: Lexicon, *, bars: bool = False, single: bool = True
) -> PrintedMailbox | None:
    """The person that a piece of a list names, in any form, or None.

    `single` is True if the field names one person (From).
    """
    if fold(piece).strip(_AROUND) in lexicon.no_recipients or _is_forward(piece, lexicon):
        return None
    # `To: Ek, Ida on behalf of Harbour Office <office@quay.example>`: one recipient, kept whole.
    both = _part_agent(piece, lexicon) if single else None
    person = _read_person(piece if both is None else both[0], lexicon, bars=bars)
    if person is None or both is None:
        return person
    return replace(person, on_behalf_of=both[1])


# Threads and archives repeat the same people in message after message.
_read_once = lru_cache(maxsize=16_384)(_read)
_read_piece_once = lru_cache(maxsize=16_384)(read_piece)
# The mails of one thread, or of one series of patches, go to the same long list.
_read_long = lru_cache(maxsize=64)(_read)


def _is_forward(piece: str, lexicon: Lexicon) -> bool:
    """Whether a piece names a person to whom the mail was forwarded: `cc: Ann Poe, fw: Ben Ost`."""
    prefix, colon, _ = piece.partition(":")
    return bool(colon) and len(prefix) < 8 and fold(prefix) in lexicon.forward_prefixes


def _part_agent(text: str, lexicon: Lexicon) -> tuple[str, str] | None:
    """The agent and the principal if both are named: `Ann Poe on behalf of Ben Ost`."""
    lowered = text.casefold()
    if len(lowered) != len(text):
        return None
    words = _WORDS_OF_PHRASES.findall(lowered)
    for table, turned in ((lexicon.on_behalf, False), (lexicon.sent_by, True)):
        # The words are searched first, because the pattern of all takes 7 ms to compile.
        if _first_words(table).isdisjoint(words) or not any(map(lowered.__contains__, table)):
            continue
        found = _phrases(table).search(lowered)
        if found is None or found.start() < 1:
            continue
        first, second = text[: found.start()].strip(" ,;"), text[found.end() :].strip(" ,;:")
        if _is_list_robot(second) and not _is_list_robot(first):
            turned = True
        elif _is_list_robot(first):
            turned = False
        if first and second:
            return (second, first) if turned else (first, second)
    return None


@lru_cache(maxsize=8)
def _first_words(phrases: tuple[str, ...]) -> frozenset[str]:
    """The first word of each phrase; the signs around a phrase are around this word, too."""
    return frozenset(_WORDS_OF_PHRASES.findall(phrase)[0] for phrase in phrases)


@lru_cache(maxsize=8)
def _phrases(phrases: tuple[str, ...]) -> re.Pattern[str]:
    # Emphasis may be around it, without a space: `<ann@quay.example>**On Behalf Of** Ben Ost`.
    # Outlook 2002: `Dock list [mailto:dock-admin@quay.example]On Behalf Of Ann Poe`
    said = "|".join(map(re.escape, phrases))
    return re.compile(rf"[\s,;>\])](?:\*\*)?(?:{said})(?:\*\*)?(?=[\s,;:<])")


def _is_list_robot(text: str) -> bool:
    """Whether a mailing list sends from this mailbox, so that it is not the author."""
    return "@" in text and _ROBOT.search(text) is not None


def _on_behalf(
    agent: str, principal: str, lexicon: Lexicon, *, bars: bool
) -> tuple[PrintedMailbox, ...]:
    """The sender of a message, with the text that names the principal."""
    person = _read_person(agent, lexicon, bars=bars)
    if person is None:
        person = _read_person(principal, lexicon, bars=bars)
        return () if person is None else (person,)
    return (replace(person, on_behalf_of=principal),)


def _read_person(text: str, lexicon: Lexicon, *, bars: bool) -> PrintedMailbox | None:
    text = text.strip().strip(",;").strip()
    if not text or _BLIND_NOTE.match(text):
        return None
    box = read_mailbox(text, lexicon, bars=bars)
    if box.name is None and box.address is None and not box.redacted:
        return None
    return PrintedMailbox(box.name, box.address, box.redacted)


def to_person(printed: PrintedMailbox, span: Span | None, context: Callable[[], str]) -> Person:
    """The person with a mailbox for headers; `context` distinguishes removed people."""
    address, name = printed.address, printed.name
    invalid: str | None = None
    if address is not None and not is_valid_address(address):
        address, invalid = None, address
        # An invalid address without a name is the only identification.
        name = name or invalid
    if address is not None and (address.isascii() or address.rpartition("@")[0].isascii()):
        mailbox = address
    elif address is not None:
        # An address that needs SMTPUTF8 (RFC 6531) is not allowed in a 7-bit header.
        mailbox = placeholder_mailbox(address)
    elif name:
        mailbox = placeholder_mailbox(name)
    else:
        mailbox = removed_mailbox(context())
    return Person(name, address, printed.redacted, mailbox, span, invalid)
