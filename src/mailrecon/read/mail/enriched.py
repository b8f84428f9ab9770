"""text/enriched (RFC 1896) and text/richtext (RFC 1341): formatted mail from before HTML."""

from __future__ import annotations

import re
from typing import NamedTuple

from mailrecon.model import HiddenText, Hiding, Span
from mailrecon.read.redaction.colours import WHITE, Colour, is_legible
from mailrecon.regex import regex

_MARK = regex(r"<<|<(/?)([A-Za-z][A-Za-z0-9-]{0,59})>")
_BREAKS = regex(r"\n+")
# The parameter of a command: `<param>red</param>`.
_PARAMETER = regex(r"<param>([^<]{0,10000})</param>", re.IGNORECASE)
_SIGNS = {"nl": "\n", "lt": "<", "np": "\n", "paragraph": "\n"}
# `FFFF,0000,0000` (RFC 1896): 16 bits each of red, green and blue.
_SHARES = regex(r"([0-9a-f]{4}),([0-9a-f]{4}),([0-9a-f]{4})", re.IGNORECASE)
_MOST_OPEN = 1_000


class Enriched(NamedTuple):
    """The text, with bars for words in the colour of the paper, and the places of hidden text."""

    text: str
    hidden: tuple[HiddenText, ...] = ()


def from_enriched(text: str) -> Enriched:
    """The text without commands. A single line end becomes a space; of several, one is dropped."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = _BREAKS.sub(lambda found: "\n" * (len(found[0]) - 1) or " ", lines).strip(" \n")
    writing = _Writing()
    position = 0
    while (mark := _MARK.search(lines, position)) is not None:
        writing.write(lines[position : mark.start()])
        position = mark.end()
        if mark[2] is None:
            writing.write("<")
            continue
        parameter = _PARAMETER.match(lines, position)
        if parameter is not None:
            position = parameter.end()
        if mark[1]:
            writing.close(mark[2].lower())
        else:
            writing.open(mark[2].lower(), parameter[1] if parameter else "")
    writing.write(lines[position:] + "\n")
    return Enriched("".join(writing.pieces), tuple(writing.hidden))


class _Writing:
    """The text so far, and the open commands, each with its way of hiding text, if any."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.hidden: list[HiddenText] = []
        self._length = 0
        self._open: list[tuple[str, Hiding | None]] = []

    def open(self, name: str, parameter: str) -> None:
        """Begin a command; `<nl>` and `<lt>` stand for a character, and have no end."""
        if name in _SIGNS:
            self.write(_SIGNS[name])
            return
        hides = self._open[-1][1] if self._open else None
        if name in ("comment", "param"):
            hides = Hiding.COMMENT
        elif name == "color" and hides is not Hiding.COMMENT:
            hides = Hiding.SAME_COLOUR if _is_unseen(parameter) else None
        if len(self._open) < _MOST_OPEN:
            self._open.append((name, hides))

    def close(self, name: str) -> None:
        """End a command, and all commands that began inside it."""
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == name:
                del self._open[place:]
                return

    def write(self, text: str) -> None:
        """Append text, or its replacement."""
        how = self._open[-1][1] if self._open else None
        words = text.strip()
        if how is not None and any(map(str.isalnum, words)):
            bar = "█" * min(max(len(words), 3), 40) if how is Hiding.SAME_COLOUR else ""
            span = Span(self._length, self._length + len(bar))
            self.hidden.append(HiddenText(span, how, len(words)))
            text = bar
        self.pieces.append(text)
        self._length += len(text)


def _is_unseen(parameter: str) -> bool:
    """Whether letters of a colour can't be seen on white paper."""
    shares = _SHARES.fullmatch(parameter.strip())
    if shares is not None:
        return not is_legible(Colour(*(int(share[:2], 16) for share in shares.groups())), WHITE)
    return parameter.strip().lower() == "white"
