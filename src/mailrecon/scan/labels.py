"""Header labels at the start of a line: found by lookup, whatever the language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailrecon.lexicon import LabelEntry, Lexicon, fold

COLONS = ":：﹕∶៖፦"
_FOOTNOTE = re.compile(r"\s*(?:\[(\d{1,4})\]|\((\d{1,3})\))\s*")
_DECORATION = " \t\u00a0*_|#•·\"'‘’“”\u200b\u200e\u200f\u202a\u202b\u202c\ufeff\u3000"
_COLON = re.compile(f"[{COLONS}]")
_RAW_NAME = re.compile(
    r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+|Received|Precedence|Organization|Lines"
)
_CLOSING_MARKUP = re.compile(rf"[{COLONS}]*(?:[ \t\u00a0]*[*_]{{1,3}})?[{COLONS}]*")
_MAX_LABEL = 64


@dataclass(frozen=True, slots=True)
class Label:
    """A label at a line's start; offsets count from the start of the line's content.

    `footnote` is the number of a footnote marker printed before the label on the same line.
    `entry` is None for a raw header field mailrecon has no role for, such as `X-Mailer`.
    """

    text: str
    start: int
    end: int
    value_start: int
    entry: LabelEntry | None
    footnote: str | None = None


def find_label(content: str, lexicon: Lexicon) -> Label | None:
    """The label `content` opens with, or None."""
    begin = 0
    footnote = None
    marker = _FOOTNOTE.match(content)
    if marker:
        begin = marker.end()
        footnote = marker[1] or marker[2]
    colon = _COLON.search(content, begin, begin + _MAX_LABEL)
    if colon is None:
        return None
    text = content[begin : colon.start()].strip(_DECORATION)
    if not text:
        return None
    entry = lexicon.labels.get(fold(text))
    if entry is None and not _RAW_NAME.fullmatch(text):
        return None
    start = content.index(text, begin)
    value_start = _CLOSING_MARKUP.match(content, colon.end()).end()  # type: ignore[union-attr]
    return Label(text, start, start + len(text), value_start, entry, footnote)
