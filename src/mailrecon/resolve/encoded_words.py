"""RFC 2047 encoded words in headers that someone pasted raw."""

from __future__ import annotations

import re
from email.errors import HeaderParseError

from mailrecon.read.encoding import codec_of, is_utf8
from mailrecon.regex import regex

# Neither spaces nor question marks are allowed in an encoded word, but programs leave them.
_TEXT = r"(?:[^?=\r\n]|=(?!\?[^?\s=]{1,40}\?[bBqQ]\?)|\?(?!=)){0,2000}"
_WORD = rf"=\?[^?\s]{{0,40}}\?[bBqQ]\?{_TEXT}\?="
_ONE = regex(_WORD)
_PARTS = regex(rf"=\?([^?\s]*)\?([bBqQ])\?({_TEXT})\?=")
_SPACES = regex(r"\s")
_UTF_8 = "utf-8"
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
        pieces = decode_header(_PARTS.sub(_by_the_rules, words))
    except (HeaderParseError, ValueError):
        return None
    found: list[str] = []
    for piece, charset in pieces:
        codec = codec_of(charset or "ascii")
        if not isinstance(piece, bytes):
            found.append(piece)
            continue
        if codec is None:
            # `=?unknown-8bit?q?Sluice?=`, `=?default_charset?q?…?=`
            codec = "ascii" if piece.isascii() else _UTF_8
            if codec == _UTF_8 and not is_utf8(piece):
                return None
        found.append(piece.decode(codec, "replace"))
    return "".join(found)


def _by_the_rules(word: re.Match[str]) -> str:
    """An encoded word as the library reads it, without a language (RFC 2231, 5) and spaces."""
    charset, encoding, text = word.groups()
    charset = charset.partition("*")[0] or _UTF_8
    if encoding in "bB":
        return f"=?{charset}?b?{_SPACES.sub('', text)}?="
    return f"=?{charset}?q?{_SPACES.sub('_', text).replace('?', '=3F')}?="
