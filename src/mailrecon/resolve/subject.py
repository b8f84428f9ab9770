"""Subjects: their reply and forward prefixes, in any language, and the base they share."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailrecon.lexicon import Lexicon, fold

_PREFIX = re.compile(r"\s*([^:：\[\]]{1,24}?)\s*(?:[\[(^]?\d{1,3}[\])]?)?\s*[:：]\s*")
_LIST_TAG = re.compile(r"\s*\[[^\[\]]{1,40}\]\s*")
_MAX_PREFIXES = 20


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject taken apart: `prefixes` holds "reply" or "forward" for each, outermost first.

    `base` is folded: two messages of one conversation have equal bases (RFC 5256, 2.1).
    """

    prefixes: tuple[str, ...]
    base: str


def read_subject(text: str | None, lexicon: Lexicon) -> Subject:
    """Take a printed subject apart."""
    rest = text or ""
    prefixes: list[str] = []
    for _ in range(_MAX_PREFIXES):
        tag = _LIST_TAG.match(rest)
        match = _PREFIX.match(rest, tag.end() if tag else 0)
        if match is None:
            break
        key = fold(match[1])
        if key in lexicon.forward_prefixes:
            prefixes.append("forward")
        elif key in lexicon.reply_prefixes:
            prefixes.append("reply")
        else:
            break
        rest = rest[match.end() :]
    return Subject(tuple(prefixes), fold(_LIST_TAG.sub(" ", rest, count=1)))
