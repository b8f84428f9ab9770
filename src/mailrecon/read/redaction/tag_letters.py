"""Tag letters (U+E0001, U+E0020 to U+E007F; Unicode 15, 23.9), which no font draws.

A text may carry another one in them, which nobody sees. Only the flags of England, Scotland and
Wales are made of a black flag and tag letters (Unicode Technical Standard 51, C.1).
"""

from __future__ import annotations

from collections.abc import Iterator

from mailrecon.regex import regex

TAG_LETTERS = frozenset(map(chr, (0xE0001, *range(0xE0020, 0xE0080))))
_RUN = regex("[\U000e0001\U000e0020-\U000e007f]+")
_BLACK_FLAG = "\U0001f3f4"
_END_OF_FLAG = "\U000e007f"
_FLAGS = frozenset(
    "".join(chr(0xE0000 + ord(letter)) for letter in region) + _END_OF_FLAG
    for region in ("gbeng", "gbsct", "gbwls")
)
# The first bytes of tag letters in UTF-8. Two searches in bytes are the fastest way to find them.
_BYTES = (b"\xf3\xa0\x80", b"\xf3\xa0\x81")


def has_tag_letters(text: str) -> bool:
    """Whether a text has tag letters, be it those of a flag."""
    if text.isascii():
        return False
    data = text.encode("utf-8", "surrogatepass")
    return any(sign in data for sign in _BYTES)


def split_at_tags(text: str) -> Iterator[str]:
    """The pieces of a text, none empty: runs of tag letters, except for those of a flag, and what
    is between them.
    """
    if text.isascii():
        if text:
            yield text
        return
    start = 0
    for run in _RUN.finditer(text):
        if run[0] in _FLAGS and text.endswith(_BLACK_FLAG, 0, run.start()):
            continue
        if run.start() > start:
            yield text[start : run.start()]
        yield run[0]
        start = run.end()
    if start < len(text):
        yield text[start:]


def without_tag_letters(text: str) -> tuple[str, int]:
    """A text without tag letters, except for those of flags, and how many were removed."""
    if not has_tag_letters(text):
        return text, 0
    shown = "".join(piece for piece in split_at_tags(text) if piece[0] not in TAG_LETTERS)
    return shown, len(text) - len(shown)
