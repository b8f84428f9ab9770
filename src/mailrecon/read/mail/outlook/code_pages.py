"""Map Windows code pages to Python codecs, and choose among those a message names."""

from __future__ import annotations

import codecs

from mailrecon.read.encoding import HEAD, is_utf8, not_utf8, reads_as_words
from mailrecon.regex import regex

UTF_8 = 65001
# Code pages whose Python name is not `cpNNNN` [MS-UCODEREF], or which are used for a superset
# (WHATWG Encoding Standard, 4.2).
_NAMES = {
    0: "windows-1252",
    708: "iso-8859-6",
    936: "gb18030",
    1200: "utf-16-le",
    1201: "utf-16-be",
    10000: "mac-roman",
    10001: "cp932",
    10002: "cp950",
    10003: "cp949",
    10004: "mac-arabic",
    10006: "mac-greek",
    10007: "mac-cyrillic",
    10008: "gb18030",
    10010: "mac-romanian",
    10017: "mac-cyrillic",
    10021: "cp874",
    10029: "mac-latin2",
    10079: "mac-iceland",
    10081: "mac-turkish",
    10082: "mac-croatian",
    20127: "windows-1252",
    20866: "koi8-r",
    20932: "euc-jp",
    20936: "gb18030",
    20949: "cp949",
    21866: "koi8-u",
    28591: "windows-1252",
    28592: "iso-8859-2",
    28593: "iso-8859-3",
    28594: "iso-8859-4",
    28595: "iso-8859-5",
    28596: "iso-8859-6",
    28597: "iso-8859-7",
    28598: "iso-8859-8",
    28599: "windows-1254",
    28603: "iso-8859-13",
    28604: "iso-8859-14",
    28605: "iso-8859-15",
    28606: "iso-8859-16",
    38598: "iso-8859-8",
    50220: "iso-2022-jp",
    50221: "iso-2022-jp",
    50222: "iso-2022-jp",
    50225: "iso-2022-kr",
    50227: "gb18030",
    50949: "cp949",
    51932: "euc-jp",
    51936: "gb18030",
    51949: "cp949",
    52936: "hz",
    54936: "gb18030",
    65000: "utf-7",
    65001: "utf-8",
}
# The ANSI code page of a Windows language, by the low ten bits of its LCID [MS-LCID].
_ANSI = {
    0x01: 1256,
    0x02: 1251,
    0x04: 936,
    0x05: 1250,
    0x08: 1253,
    0x0D: 1255,
    0x0E: 1250,
    0x11: 932,
    0x12: 949,
    0x15: 1250,
    0x18: 1250,
    0x19: 1251,
    0x1A: 1250,
    0x1B: 1250,
    0x1C: 1250,
    0x1E: 874,
    0x1F: 1254,
    0x20: 1256,
    0x22: 1251,
    0x23: 1251,
    0x24: 1250,
    0x25: 1257,
    0x26: 1257,
    0x27: 1257,
    0x29: 1256,
    0x2A: 1258,
    0x2C: 1254,
    0x2F: 1251,
    0x3F: 1251,
}
_TWO_BYTES = frozenset({"cp932", "cp936", "cp949", "cp950", "gb18030", "gbk", "big5", "shift_jis"})
_WESTERN = frozenset({"cp1252", "iso8859-1", "iso8859-15"})
_LETTER_OF_UTF8 = regex(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|\xf0[\x80-\xbf]{3}")
_EACH_BYTE = bytes(range(256))
# Controls where windows code pages have signs: in no text.
_CONTROLS = regex("[\x80-\x9f]")
# Codecs that encode other letters as ASCII, and the signs that introduce them.
_ESCAPES = {"iso2022": b"\x1b", "hz": b"~{", "utf-7": b"+"}
# Chinese as written in Taiwan, Hong Kong and Macao.
_TRADITIONAL = frozenset({0x0404, 0x0C04, 0x1404})
_NEUTRAL = frozenset({0x0000, 0x007F, 0x0400, 0x0800})


def codec_of(page: int) -> str | None:
    """Python's name for a code page; None if it has none."""
    name = _NAMES.get(page, f"cp{page}")
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return None


def ansi_page(language: int) -> int | None:
    """The code page of 8-bit text in a Windows language (an LCID), if it has one."""
    if language in _NEUTRAL:
        return None
    if language in _TRADITIONAL:
        return 950
    return _ANSI.get(language & 0x3FF, 1252)


def text_codecs(codecs_named: tuple[str, ...], sample: bytes) -> tuple[str, ...]:
    """The codecs for an item's 8-bit texts, of which `sample` is a part, the likeliest first.

    Some programs always state 1252, and the right code page only for the Internet form, or nowhere.
    Where no word of the sample is one in the western code page that is stated, or none is stated,
    the code page is guessed.
    """
    ordered = _in_likely_order(codecs_named, sample)
    western = next((name for name in ordered if name in _WESTERN), None)
    if western is None:
        return _with_guess(ordered, sample)
    if sample.isascii() or set(ordered) - _WESTERN - {"utf-8"} or is_utf8(sample):
        return ordered
    if reads_as_words(sample.decode(western, "replace")):
        return ordered
    guess = _guess(sample)
    return ordered if guess in _WESTERN or _rank(guess, sample) else (guess, *ordered)


def _with_guess(codecs_named: tuple[str, ...], data: bytes) -> tuple[str, ...]:
    """The codecs, and a guess where none but UTF-8 is named and text is not valid UTF-8."""
    if set(codecs_named) - {"utf-8"} or is_utf8(data):
        return codecs_named
    return tuple(dict.fromkeys((*codecs_named, _guess(data))))


def _guess(data: bytes) -> str:
    return codecs.lookup(not_utf8(data[:HEAD], lambda _: True)).name


def _in_likely_order(codecs_named: tuple[str, ...], sample: bytes) -> tuple[str, ...]:
    if len(codecs_named) < 2 or sample.isascii():
        return codecs_named
    ranks = {name: _rank(name, sample) for name in codecs_named}
    for name in _WESTERN.intersection(codecs_named):
        if not ranks[name] and any(
            _cannot_have_been(sample.decode(name), other, sample)
            for other in codecs_named
            if not ranks[other]
        ):
            ranks[name] = 1
    return tuple(sorted(codecs_named, key=lambda name: ranks[name]))


def _rank(name: str, sample: bytes) -> int:
    try:
        return 0 if reads_as_words(sample.decode(name)) else 1
    except UnicodeDecodeError:
        return 2


def _cannot_have_been(text: str, other: str, sample: bytes) -> bool:
    """Whether `text`, as one codec reads `sample`, has letters that `other` cannot write.

    If so, and `other` has one byte a letter, the text was written in `other`.

    `toplant\xfd` with 1252 for itself and 1254 (Turkish) for the Internet form: 1254 has no `\xfd`
    of 1252, so the message is not the Icelandic-looking `toplantý` but `toplantı`.
    """
    if len(_EACH_BYTE.decode(other, "replace")) != len(_EACH_BYTE):
        return False
    # Only another Latin alphabet: `\xf6\xe4\xfc` beside a Cyrillic page is still `öäü`.
    read = sample.decode(other)
    if _CONTROLS.search(read) or any(sign.isalpha() and sign >= "\u0250" for sign in read):
        return False
    try:
        text.encode(other)
    except UnicodeEncodeError:
        return True
    return False


def _may_be_utf8(data: bytes, codecs_named: tuple[str, ...]) -> bool:
    """Whether text may be UTF-8 although other codecs are named, as some programs name 1252.

    `Gr\xc3\xbc\xc3\x9fe` is not a word in a single-byte code page. Two such letters are required,
    because one may be a letter and a sign there. Chinese letters are pairs of any bytes.
    """
    if set(codecs_named) & _TWO_BYTES:
        return False
    return len(_LETTER_OF_UTF8.findall(data)) >= (1 if set(codecs_named) <= _WESTERN else 2)


def _undone_escapes(data: bytes, codecs_named: tuple[str, ...]) -> str:
    """ASCII text, in which a codec of the list may decode escaped letters.

    `\x1b$B2q5D\x1b(B` in ISO-2022-JP, `~{9XSZ~}` in HZ, `K+APY-ln` in UTF-7.
    """
    for name in codecs_named:
        sign = next((sign for start, sign in _ESCAPES.items() if name.startswith(start)), None)
        if sign is not None and sign in data:
            try:
                return data.decode(name)
            except UnicodeDecodeError:
                continue
    return data.decode("ascii")


def decode_text(data: bytes, codecs_named: tuple[str, ...]) -> tuple[str, int]:
    """8-bit text, and the number of its undecodable bytes.

    The codecs are tried in order. UTF-8 is tried first if the bytes are valid UTF-8, and a codec of
    the list is UTF-8, or none is named, or only single-byte ones are: other text seldom is valid
    UTF-8.
    """
    if data.isascii():
        return _undone_escapes(data, codecs_named), 0
    if "utf-8" in codecs_named or _may_be_utf8(data, codecs_named):
        try:
            return data.decode("utf-8"), 0
        except UnicodeDecodeError:
            pass
    for name in codecs_named:
        try:
            return data.decode(name), 0
        except UnicodeDecodeError:
            continue
    chosen = next((name for name in codecs_named if name != "utf-8"), None)
    chosen = chosen or _guess(data)
    text = data.decode(chosen, "replace")
    return text, text.count("\ufffd")
