"""Check words of an output that this version would not write: are they printed in the sources?

Another version may read a document differently, but it does not invent words. Only values that
differ from this version's are looked up, word by word.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain, islice
from typing import Any

from mailrecon.header_fields import decoded
from mailrecon.model import Document
from mailrecon.read.mail.states import without_state
from mailrecon.regex import regex
from mailrecon.verify.finding import Finding, Values, error
from mailrecon.verify.stated import BROKEN, stated_of

# Characters that printing, quoting and header rules change: white space, controls, direction, quote
# marks.
_PASSING = regex(
    "[\\s\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffd>＞|]+"
)
_ENCODED_WORD = regex(r"=\?[^?\s]*\?[BbQq]\?[^?\r\n]{0,2000}\?=")
_LINE_END = regex(rb"(?<!\r)\r+\n")
_WORD = regex(r"[^\W_]+")
# Texts that an output has in place of removed or unknown people.
_STAND_INS = ("[redacted]", "[unknown]")
_PLACEHOLDER = "@redacted.invalid"
_BETWEEN = regex(r"[\s<>,;\"]+")
# Names, without hyphens, of record keys, columns and mail fields that contain printed text.
_PRINTED = frozenset(
    (
        *("from", "sender", "to", "cc", "bcc", "replyto", "reply_to", "name", "address"),
        *("subject", "date_printed", "dateprinted", "xmailrecondateprinted", "printed"),
        *("body", "text"),
    )
)
_HOLDERS = frozenset({"record", "fields", "attached"})
_CORRECTED = frozenset({"corrected", "xmailreconcorrected"})
# More words of one message that are printed nowhere are not informative, and cost time.
_MOST_MISSING = 12


class Natives:
    """The native mail of the sources, compared without regard to line ends.

    The state that an mbox keeps in the header (Status, X-Status) is not compared.
    """

    def __init__(self, documents: Iterable[Document]) -> None:
        originals = (item.original for item in documents if item.original is not None)
        self._digests = set(map(_without_line_ends, originals))

    def hold(self, data: bytes) -> bool:
        """Whether the sources contain a message with these bytes."""
        plain = without_state(_LINE_END.sub(b"\n", data))
        return not self._digests.isdisjoint(map(_without_line_ends, (data, plain)))


def _without_line_ends(data: bytes) -> bytes:
    """The digest of a message's bytes with LF for CR LF, also after another CR."""
    return hashlib.sha256(_LINE_END.sub(b"\n", data).rstrip(b"\r\n")).digest()


class PrintedWords:
    """The words of the sources, to find words of an output that are not among them."""

    def __init__(self, documents: Iterable[Document]) -> None:
        texts = []
        self._hashes = set()
        for document in documents:
            self._hashes.add(document.sha256)
            texts.append(document.text)
            texts += [decoded(word) for word in _ENCODED_WORD.findall(document.text)]
        whole = "\n".join(texts).casefold()
        self._words = set(_WORD.findall(whole))
        # `Har-` / `bour` and letters with signs between them are one word in an output.
        self._squeezed = _PASSING.sub("", whole)

    def missing(self, found: Values, wanted: Values, place: str) -> list[Finding]:
        """The words of a statement that are in no source; `wanted` is this version's statement."""
        with suppress(*BROKEN):  # `describe` reports it
            return list(self._missing(found, wanted, place))
        return []

    def _missing(self, found: Values, wanted: Values, place: str) -> Iterator[Finding]:
        item, other = stated_of(found, place), stated_of(wanted, place) if wanted else None
        if not item.has_facts:
            return
        for sha256, name in item.sources:
            if sha256 and sha256 not in self._hashes:
                text = f"none of the sources is {name} as it was read (by its SHA-256)"
                yield error("source-missing", place, text)
        if item.is_native:
            if other is not None and not other.is_native:
                yield error("value", place, "native: it says wrongly that it is a native message")
            return
        words = _words(found) - _words(wanted) - self._words
        unprinted = (word for word in sorted(words) if word not in self._squeezed)
        for word in islice(unprinted, _MOST_MISSING):
            yield error("value", place, f"{word[:60]!r} is printed nowhere in the sources")


def _words(values: Values) -> set[str]:
    """The words of the values that are printed by a statement, unless a user corrected them."""
    leaves = list(_leaves(values, ()))
    if any(path[-1] in _CORRECTED for path, _ in leaves):
        return set()
    texts = (text for path, text in leaves if path[-1] in _PRINTED)
    parts = chain.from_iterable(map(_BETWEEN.split, texts))
    shown = (part for part in parts if part not in _STAND_INS and not part.endswith(_PLACEHOLDER))
    return {word for part in shown for word in _WORD.findall(part.casefold())}


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The texts below names of printed values or corrections, with the names above each."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            below = (*path, _key(name))
            if below[-1] in _CORRECTED and item:
                yield below, ""
            elif below[-1] in _PRINTED | _HOLDERS:
                yield from _leaves(item, below)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item, path)
    elif isinstance(value, str):
        yield path, value


def _key(name: str) -> str:
    return name.lower().replace("-", "")
