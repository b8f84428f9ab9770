"""Add the address to names that link to one, where the client printed only the name.

Clients write `<a href="mailto:ann@north.example">Ann Poe</a>` for a person in a header. Elsewhere
such a link is on the writer's own words ("write to us"), which are not changed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate
from urllib.parse import unquote

from msgspec import Struct

from mailrecon.read.redaction.links import Behind, judge
from mailrecon.regex import regex

_MAILTO = regex(r"\s*mailto:([^?\s]{1,320})", re.IGNORECASE)
_ADDRESS = regex(r"[^\s<>@\"',;:()\[\]]{1,64}@[^\s<>@\"',;:()\[\]]{1,255}")
_LABEL = regex(r"\s*(?:\[\d{1,4}\]\s*)?[^\s:：][^:：]{0,39}[:：]")
_SEPARATOR = regex(r"[;,、，；]")
_QUOTES = " \t\u00a0'\"‘’“”"
_LONGEST_NAME = 100
_LONGEST_LINE = 20_000
_LONGEST_ATTRIBUTION = 400


class MailLink(Struct, frozen=True):
    """Text of a line, by its offsets, that leads to a mail address."""

    start: int
    end: int
    address: str


def address_of(href: str | None) -> str | None:
    """The address a link mails to, if it is one (RFC 6068)."""
    match = _MAILTO.match(href or "")
    if match is None:
        return None
    address = unquote(match[1]).strip().strip("<>")
    return address if _ADDRESS.fullmatch(address) else None


def insert_addresses(text: str, links: list[MailLink]) -> tuple[str, Callable[[int], int]]:
    """`text` with ` <address>` after each name linked to one, and a map of old to new offsets."""
    if not links or len(text) > _LONGEST_LINE:
        return text, _unmoved
    wanted = [link for link in links if _is_name(text, link)]
    chosen = _in_header(text, wanted) if wanted else []
    if not chosen:
        return text, _unmoved
    pieces: list[str] = []
    position = 0
    for link in chosen:
        pieces += (text[position : link.end], f" <{link.address}>")
        position = link.end
    pieces.append(text[position:])
    ends = [link.end for link in chosen]
    grown = [0, *accumulate(len(link.address) + 3 for link in chosen)]
    return "".join(pieces), lambda offset: offset + grown[bisect_right(ends, offset)]


def withheld(text: str, links: list[MailLink]) -> list[MailLink]:
    """The links whose words contain a redaction or another address."""
    return [link for link in links if judge(_words(text, link), link.address) is Behind.WITHHELD]


def _unmoved(offset: int) -> int:
    return offset


def _is_name(text: str, link: MailLink) -> bool:
    name = text[link.start : link.end].strip()
    if not name or len(name) > _LONGEST_NAME or not any(c.isalpha() for c in name):
        return False
    return judge(_words(text, link), link.address) is Behind.USED


def _words(text: str, link: MailLink) -> str:
    """A link's words and the characters touching them: `Ann P` before a bar is not a whole name."""
    begin, end = link.start, link.end
    while begin and not text[begin - 1].isspace() and link.start - begin < _LONGEST_NAME:
        begin -= 1
    while end < len(text) and not text[end].isspace() and end - link.end < _LONGEST_NAME:
        end += 1
    return text[begin:end].strip()


def _in_header(text: str, links: list[MailLink]) -> list[MailLink]:
    """The links of a person in a list of persons after a label, or before "wrote:"."""
    label = _LABEL.match(text)
    bare = text.rstrip()
    if label is None or not bare[label.end() :].strip():
        closes = bare.endswith((":", "：")) and len(bare) <= _LONGEST_ATTRIBUTION
        return links[:1] if closes and len(links) == 1 and _is_free(text, links[0]) else []
    outside = _blanked(text, links)
    breaks = [match.end() for match in _SEPARATOR.finditer(outside, label.end())]
    starts = [label.end(), *breaks]
    found: list[MailLink] = []
    for link in links:
        place = bisect_right(starts, link.start) - 1
        if place < 0:
            continue
        end = starts[place + 1] - 1 if place + 1 < len(starts) else len(text)
        around = outside[starts[place] : link.start] + outside[link.end : end]
        if not around.strip(_QUOTES):
            found.append(link)
    if not found and bare.endswith((":", "：")) and len(links) == 1 and _is_free(text, links[0]):
        return links
    return found


def _blanked(text: str, links: list[MailLink]) -> str:
    """`text` with the separators inside links replaced."""
    pieces: list[str] = []
    position = 0
    for link in links:
        pieces += (text[position : link.start], "\x00" * (link.end - link.start))
        position = link.end
    return "".join((*pieces, text[position:]))


def _is_free(text: str, link: MailLink) -> bool:
    """Whether the name has no printed address in brackets."""
    return text[link.end :].lstrip()[:1] not in ("<", "[", "(")
