"""RFC 2047 encoded words in headers that someone pasted raw."""

from __future__ import annotations

import re
from email.errors import HeaderParseError
from email.header import decode_header

from mailrecon.regex import regex

_WORD = r"=\?[^?\s]{1,40}\?[bBqQ]\?[^?\s]*\?="
# decode_header takes the square of a run's length, so runs end somewhere.
_RUN = regex(rf"{_WORD}(?:\s+{_WORD}){{0,99}}")


def decode_words(text: str) -> str:
    """`text` with its encoded words decoded; one that can't be decoded stays as printed."""
    if "=?" not in text:
        return text
    return _RUN.sub(_decode, text)


def _decode(run: re.Match[str]) -> str:
    try:
        return "".join(
            piece.decode(charset or "ascii") if isinstance(piece, bytes) else piece
            for piece, charset in decode_header(run[0])
        )
    except (HeaderParseError, LookupError, UnicodeDecodeError, ValueError):
        return run[0]
