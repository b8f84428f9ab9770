"""Decode bytes: by byte-order mark, declared charset, UTF-8, and finally chardet's guess."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from functools import lru_cache
from unicodedata import category

from msgspec import Struct

from mailrecon.errors import ReadError
from mailrecon.model import Notice, NoticeCode
from mailrecon.regex import regex

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = regex(rb"""(?:charset|encoding|coding)\s*[=:]\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""")
_DECLARED_WITHIN = 2048
# Unicode 15, 4.5: controls, private and unassigned characters, halves of pairs.
_NOT_OF_TEXT = frozenset({"Cc", "Cn", "Co", "Cs"})
# Number of leading bytes from which the encoding is detected.
HEAD = 262_144
# Supersets of encodings, because text labelled with the narrower name often needs them (WHATWG
# Encoding Standard, 4.2).
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-1": "windows-1252",
    "latin-1": "windows-1252",
    "us-ascii": "windows-1252",
    "ascii": "windows-1252",
    "shift_jis": "cp932",
    "sjis": "cp932",
    "euc-kr": "cp949",
    "iso-8859-9": "windows-1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "tis620": "cp874",
    "big5": "cp950",
    "ks-c-5601-1987": "cp949",
    # Names that Python does not know.
    "cp936": "gb18030",
    "gb-2312-80": "gb18030",
    "cn-gb": "gb18030",
    "gb18030": "gb18030",
    "cp65001": "utf-8",
    "utf-8-strict": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "windows-31j": "cp932",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "iso-8859-6-e": "iso-8859-6",
    "euc-jp": "euc-jp",
    "mac-roman": "mac-roman",
    "mac-cyrillic": "mac-cyrillic",
    "mac-japanese": "cp932",
}
# `windows-1251`, `cp-850`, `x-windows-949`: code pages by number.
_NUMBERED = regex(r"(?:x-)?(?:windows|cp|ibm|ms)-?(\d{3,5})")
# Python codecs that are not charsets of documents.
_NOT_FOR_DOCUMENTS = frozenset(
    {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "unicode_escape"}
)
# Signs that windows-1252 has where other code pages have letters; they do not occur in words.
_NO_LETTERS = frozenset(
    "\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u2039\u203a\u02dc\u2122\xa4\xa6\xac\xb6\xb8\xbd\xbe"
)
_FEW_LETTERS = 3
_END_OF_ALPHABETS = 0x1000
# The escape for an undecodable byte, and the same escape as bytes.
ESCAPED = regex(r"\\x[0-9a-f]{2}")
ESCAPED_BYTES = regex(rb"\\x[0-9a-f]{2}")


class Decoded(Struct, frozen=True):
    """Text and the encoding it was decoded from; undecodable bytes become `\\xNN`."""

    text: str
    encoding: str
    warnings: tuple[Notice, ...] = ()


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Decode `data`; `encoding` overrides every other sign. Raises ReadError if it is unknown."""
    stated = stated_encoding(data, encoding)
    if stated is not None:
        name, mark = stated
        return _decode_as(data[mark:], name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        # ISO 2022 has no byte above 127: `kéy` beside such a sequence is UTF-8.
        if data.isascii() and is_iso_2022(text):
            return _decode_as(data, "iso-2022-jp")
        if "\x00" not in text:
            return Decoded(text, "utf-8")
    return _decode_as(data, not_utf8(data[:HEAD], lambda name: _fits(data, name)))


def stated_encoding(head: bytes, encoding: str | None) -> tuple[str, int] | None:
    """The encoding given by the user or a byte-order mark, and the mark's length in bytes.

    Raises ReadError if it is unknown.
    """
    if encoding is not None:
        return _known(encoding, strict=True) or encoding, 0
    return next(((name, len(mark)) for mark, name in _BOMS if head.startswith(mark)), None)


def is_utf8(data: bytes) -> bool:
    """Whether data is valid UTF-8 to its last byte."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def not_utf8(head: bytes, fits: Callable[[str], bool]) -> str:
    """The encoding of bytes that are not valid UTF-8, detected from the first `HEAD` of them.

    `fits` returns True if all bytes can be decoded with an encoding.
    """
    zeros = utf16_by_zeros(head)
    if zeros is not None:
        return zeros
    declared = _DECLARED.search(head, 0, _DECLARED_WITHIN)
    if declared:
        stated = _known(declared[1].decode("ascii"), strict=False)
        if stated is not None and fits(stated):
            return stated
    return _guess(head)


def is_iso_2022(text: str) -> bool:
    """Whether text decoded as UTF-8 contains escape sequences of ISO 2022."""
    return "\x1b" in text and ("\x1b$" in text or "\x1b(" in text)


def codec_of(charset: str) -> str | None:
    """Python's name for a charset named in mail or a page (`windows-949`); None if unknown.

    For a charset that is often too narrow (`gb2312`), the name of its superset.
    """
    return _known(charset, strict=False)


@lru_cache(maxsize=256)
def _known(name: str, *, strict: bool) -> str | None:
    label = name.lower().replace("_", "-").replace("shift-jis", "shift_jis").strip("\"' ")
    numbered = _NUMBERED.fullmatch(label)
    if numbered:
        label = f"cp{numbered[1]}"
    wider = _WIDER.get(label, _WIDER.get(label.removeprefix("x-"), name))
    if numbered and wider == name:
        wider = label
    try:
        found = codecs.lookup(wider).name
        if found in _NOT_FOR_DOCUMENTS:
            raise LookupError(found)
        "".encode(found)
        return found
    except (LookupError, ValueError):
        if strict:
            raise ReadError(
                f"unknown encoding {name!r}; name one Python knows, such as utf-8 or cp932"
            ) from None
        return None


def _fits(data: bytes, name: str) -> bool:
    try:
        data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def reads_as_words(text: str) -> bool:
    """Whether most words with non-ASCII characters look like words of a language.

    `Ïðîâåðêà` is Cyrillic read as 1252: most letters have accents. `’ç–h‚Ì“_` is Japanese: it has
    signs inside words. `Grьsse` is German read as 1251: it mixes two alphabets.
    """
    good = bad = 0
    for word in text.split():
        if word.isascii():
            continue
        letters = [letter for letter in word if letter.isalpha()]
        plain = sum(letter.isascii() for letter in letters)
        latin = plain + sum("\xc0" <= letter < "\u0250" for letter in letters)
        mixed = 0 < latin < len(letters) and all(ord(one) < _END_OF_ALPHABETS for one in letters)
        accented = latin > 2 and plain * 2 < latin
        # `öäü`, typed to test a keyboard, is not evidence.
        if accented and len(letters) == _FEW_LETTERS:
            continue
        within = any(letter in _NO_LETTERS for letter in word[1:-1])
        if mixed or accented or within:
            bad += 1
        elif letters:
            good += 1
    return good >= bad


def utf16_by_zeros(data: bytes) -> str | None:
    """`utf-16-le` or `utf-16-be`, detected from the positions of zero bytes; None if neither.

    Two-byte numbers have zeros in the same positions, but as characters many of them do not occur
    in text.
    """
    sample = data[:4096]
    if len(sample) < 4 or b"\x00" not in sample:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    found: str | None = None
    if odd > len(sample) // 8 and even * 10 < odd:
        found = "utf-16-le"
    elif even > len(sample) // 8 and odd * 10 < even:
        found = "utf-16-be"
    if found is None:
        return None
    return found if reads_as_text(sample, found) else None


def reads_as_text(data: bytes, encoding: str) -> bool:
    """Whether most characters of bytes decoded with an encoding occur in text."""
    text = data[:4096].decode(encoding, "replace")
    strange = sum(category(sign) in _NOT_OF_TEXT and not sign.isspace() for sign in text)
    return strange * 10 <= len(text)


def _guess(data: bytes) -> str:
    if _mostly_utf8(data):
        return "utf-8"
    import chardet  # most texts do not need a guess

    found = chardet.detect(data[:HEAD])
    name = found.get("encoding")
    if isinstance(name, str):
        known = _known(name, strict=False)
        if known is not None and known != "utf-8" and not _is_western(data, known):
            return known
    return "windows-1252"


def _is_western(data: bytes, guessed: str) -> bool:
    """Whether windows-1252 gives words and the guess does not: chardet errs with few letters.

    `Caf\xe9 au lait` is `Cafι au lait` in 1253, which chardet may guess.
    """
    try:
        western = data.decode("windows-1252")
    except UnicodeDecodeError:
        return False
    return not reads_as_words(data.decode(guessed, "replace")) and reads_as_words(western)


def _mostly_utf8(data: bytes) -> bool:
    """Whether the text is UTF-8 except for a few broken bytes."""
    text = data[:HEAD].decode("utf-8", "replace")
    broken = text.count("\ufffd")
    wide = sum(not c.isascii() for c in text) - broken
    return broken * 5 < wide


def undecodable(name: str, count: int, first: int) -> Notice:
    """The notice about `count` undecodable bytes; `first` is the offset of the first."""
    return Notice(
        NoticeCode.UNDECODABLE_BYTES,
        f"{max(count, 1)} bytes are not {name} (first at byte {first}); they are kept as \\xNN",
    )


def _decode_as(data: bytes, name: str) -> Decoded:
    try:
        return Decoded(data.decode(name), name)
    except UnicodeDecodeError as error:
        text = data.decode(name, "backslashreplace")
        count = len(ESCAPED.findall(text)) - len(ESCAPED_BYTES.findall(data))
        return Decoded(text, name, (undecodable(name, count, error.start),))
    except LookupError as error:
        raise ReadError(f"unknown encoding {name!r}") from error
