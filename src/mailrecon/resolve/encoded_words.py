"""RFC 2047 encoded words in headers that someone pasted raw."""

from __future__ import annotations

import re
from email.errors import HeaderParseError

from mailrecon.read.encoding import codec_of
from mailrecon.regex import regex

_WORD = r"=\?[^?\s]{1,40}\?[bBqQ]\?[^?\s]*\?="
_ONE = regex(_WORD)
# `decode_header` takes quadratic time, so the length of a run is limited.
_RUN = regex(rf"{_WORD}(?:\s+{_WORD}){{0,99}}")


def decode_words(text: str) -> str:
    """`text` with its encoded words decoded; one that can't be decoded stays as printed."""
    if "=?" not in text:
        return text
    return _RUN.sub(_decode, text)


def _decode(run: re.Match[str]) -> str:
    whole = _decoded(run[0])
    # If a run cannot be decoded, each word is tried alone: an unknown charset affects only its own
    # word.
    return (
        whole if whole is not None else _ONE.sub(lambda word: _decoded(word[0]) or word[0], run[0])
    )


def _decoded(words: str) -> str | None:
    """Encoded words decoded, with U+FFFD for invalid bytes; None if decoding fails."""
    from email.header import decode_header  # few texts have such words

    try:
        pieces = decode_header(words)
    except (HeaderParseError, ValueError):
        return None
    found: list[str] = []
    for piece, charset in pieces:
        codec = codec_of(charset or "ascii")
        if not isinstance(piece, bytes):
            found.append(piece)
        elif codec is not None:
            found.append(piece.decode(codec, "replace"))
        else:
            return None
    return "".join(found)
