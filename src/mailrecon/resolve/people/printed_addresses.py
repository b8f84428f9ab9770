"""Whether a person's address is printed letter by letter, or was restored from what is printed.

`ida@x,org`, `ida©x.org` and `ida(at)x.org` are read as `ida@x.org`. An inference names the print.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailrecon.lexicon import INVISIBLE
from mailrecon.model import Inference
from mailrecon.regex import regex

# The longest printed address; longer words are not addresses.
_PRINTED = regex(
    r"[^\s<>＜＞()（）\[\]{},，;；:：\"“”|]{1,320}@[^\s<>＜＞()（）\[\]{},，;；:：?\"“”|]{1,320}"
)
# What most addresses look like, alone or in brackets: no letter of it ends one above.
_PLAIN = regex(r"[A-Za-z0-9_+.-]{1,64}@[A-Za-z0-9.-]{1,64}")
_LINE_END = regex(rf"[ \t]*\n\s*|[{INVISIBLE}]")
_AROUND = "'‘’.`*_"
# The printed text that is shown, from the first letters of the address on.
_LONGEST = 80
# Lists are read in print order, so an address is printed soon behind the one before it.
_NEAR = 4_000
_END = regex(r"[>＞;；\n]|, ")
_LIKELY = 0.9
# A field of few people is searched for each address.
_FEW = 2_000
# Some of the characters that no address has.
_SIGNS = frozenset(" <>()[],;\n")
_SIGNS_OR_NONE = _SIGNS | {""}


class PrintedAddresses:
    """The addresses that one field prints; its text is searched on first use."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._cursor = 0
        self._found: frozenset[str] | None = None

    def restored(self, field: str, address: str | None) -> Iterator[Inference]:
        """The note about an address that is not printed in this form; None if it is."""
        if address is not None and not self.is_printed(address):
            reason = f"the address is printed as {self._as_printed(address)}"
            yield Inference(field, address, reason, _LIKELY)

    def is_printed(self, address: str) -> bool:
        """Whether the field prints an address letter by letter."""
        if len(self._text) <= _FEW and self._is_printed_plainly(address):
            return True
        if self._found is None:
            # `ann.poe@quay.` / `example`: a line that ends within it changes nothing
            joined = _LINE_END.sub("", self._text)
            texts = (self._text, joined) if joined != self._text else (joined,)
            self._found = frozenset(
                form
                for text in texts
                for found in _PRINTED.findall(text)
                for form in (found, found.strip(_AROUND))
            )
        return address in self._found

    def _is_printed_plainly(self, address: str) -> bool:
        """Whether a plain address is in brackets or between signs: `ann@quay.example; `."""
        text, place = self._text, self._text.find(address)
        if place < 0 or _PLAIN.fullmatch(address) is None:
            return False
        if f"<{address}>" in text:
            return True
        end = place + len(address)
        return (not place or text[place - 1] in _SIGNS) and text[end : end + 1] in _SIGNS_OR_NONE

    def _as_printed(self, address: str) -> str:
        """The part of the field from which the address was read, if it is found."""
        local = address.partition("@")[0]
        place = self._text.find(local, self._cursor, self._cursor + _NEAR)
        if place < 0:
            place = max(self._text.find(local, 0, _NEAR), 0)
        self._cursor = max(self._cursor, place)
        rest = self._text[place : place + _LONGEST]
        end = _END.search(rest)
        return " ".join((rest[: end.start()] if end is not None else rest).split())
