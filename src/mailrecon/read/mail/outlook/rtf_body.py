"""Unpack Outlook's RTF bodies [MS-OXRTFCP], and extract the HTML they wrap [MS-OXRTFEX]."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from importlib import import_module
from typing import NamedTuple

from compressed_rtf.compressed_rtf import COMPRESSED, UNCOMPRESSED, decompress
from compressed_rtf.crc32 import crc32
from msgspec import Struct, field
from msgspec.structs import replace

from mailrecon.read.mail.outlook.code_pages import codec_of, decode_text
from mailrecon.read.options import ReadOptions
from mailrecon.regex import regex

_TOKEN = regex(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])"
    rb"|([^\\{}\r\n]+)|[\r\n]+|\\"
)
_RTF = b"{\\rtf"
# [MS-OXRTFCP] 2.1.3.1: the size of what follows, the size unpacked, the kind, the checksum.
_HEADER = struct.Struct("<II4sI")
_FROM = regex(rb"\\from(html|text)(?:1|\b)")
_HEAD = 4096
# The characters that control words mean.
_SIGNS = {
    b"par": "\r\n",
    b"line": "\r\n",
    b"tab": "\t",
    b"lquote": "\u2018",
    b"rquote": "\u2019",
    b"ldblquote": "\u201c",
    b"rdblquote": "\u201d",
    b"bullet": "\u2022",
    b"endash": "\u2013",
    b"emdash": "\u2014",
}
_ESCAPES = {b"~": "\u00a0", b"_": "\u00ad", b"-": "", b"{": "{", b"}": "}", b"\\": "\\"}
_LEFT_OUT = frozenset(
    {b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"pntext", b"generator", b"object"}
)
# Code pages of RTF's character sets (RTF 1.9.1, \fcharset).
_CHARSETS = {
    0: 1252, 77: 10000, 128: 932, 129: 949, 130: 1361, 134: 936, 136: 950, 161: 1253, 162: 1254,
    163: 1258, 177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250,
}  # fmt: skip


class Unwrapped(NamedTuple):
    """The content wrapped in an RTF body: HTML or plain text."""

    text: str
    is_html: bool


class UnpackedRtf(NamedTuple):
    """The RTF in a compressed body, and what is wrong with it; empty if nothing is."""

    rtf: bytes
    damage: str


def unpack(data: bytes) -> UnpackedRtf:
    """The RTF in a compressed body, of a damaged one as much as can be unpacked.

    Raises ValueError if it holds no RTF.
    """
    if data.startswith(_RTF):
        return UnpackedRtf(data, "")  # Some programs write it as it is.
    if len(data) < _HEADER.size:
        raise ValueError("it is cut off")
    size, length, kind, stated = _HEADER.unpack_from(data)
    content = data[_HEADER.size : size + 4] if size + 4 > _HEADER.size else data[_HEADER.size :]
    checksum = crc32(content) if kind == COMPRESSED else 0
    head = _HEADER.pack(len(content) + 12, length, kind, checksum)
    found: bytes = decompress(head + content)
    if not found.startswith(_RTF):
        raise ValueError("it holds no RTF")
    # Some programs count the header in the length of what they did not compress.
    is_cut = size + 4 > len(data) and (kind == UNCOMPRESSED or checksum != stated)
    if is_cut:
        return UnpackedRtf(found, "it is cut off")
    return UnpackedRtf(found, "" if checksum == stated else "its checksum is wrong")


def unwrap(rtf: bytes) -> Unwrapped | None:
    """The HTML or plain text that Outlook wrapped in RTF; None for other RTF."""
    stated = _FROM.search(rtf[:_HEAD])
    if stated is None:
        return None
    is_html = stated[1] == b"html"
    text = "".join(_texts(rtf, is_html=is_html))
    # `\\u-10179?\\u-8704?`: a character above U+FFFF in two halves.
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return Unwrapped(whole, is_html)


class _BodyGroup(Struct, frozen=True):
    """The state that a brace saves: whether text is skipped, is markup, is RTF's own; the font."""

    left_out: bool = False
    tag: bool = False
    own: bool = False
    fonts: bool = False
    starred: bool = False
    font: int | None = None
    skip: int = 1


class _BodyState(Struct):
    """The state of the reader: open groups, fonts' code pages, bytes not decoded yet."""

    group: _BodyGroup = field(default_factory=_BodyGroup)
    stack: list[_BodyGroup] = field(default_factory=list)
    page: int = 1252
    pages: dict[int, int] = field(default_factory=dict)
    font: int | None = None
    pending: bytearray = field(default_factory=bytearray)
    to_skip: int = 0

    @property
    def shown(self) -> bool:
        """Whether text here belongs to the wrapped content."""
        group = self.group
        return not (group.left_out or group.fonts or (group.own and not group.tag))

    def flush(self) -> str:
        """The text of the bytes read so far, in the code page of their font."""
        if not self.pending:
            return ""
        page = self.page
        if self.group.font is not None and not self.group.tag:
            page = self.pages.get(self.group.font, page)
        text, _ = decode_text(bytes(self.pending), (codec_of(page) or "windows-1252",))
        self.pending.clear()
        return text


def _texts(rtf: bytes, *, is_html: bool) -> Iterator[str]:
    state = _BodyState()
    for token in _TOKEN.finditer(rtf):
        word, value, code, escape, brace, plain = token.groups()
        if brace is not None:
            yield state.flush()
            _brace(state, brace)
        elif code is not None or plain is not None:
            data = bytes([int(code, 16)]) if code is not None else plain
            if state.to_skip:
                kept = data[state.to_skip :]
                state.to_skip = max(0, state.to_skip - len(data))
                data = kept
            if state.shown:
                state.pending += data
        elif escape is not None:
            if escape == b"*":
                state.group = replace(state.group, starred=True)
            elif state.shown and not _skipped(state):
                yield state.flush() + _ESCAPES.get(escape, "")
        elif word is not None:
            number = int(value) if value else None
            # A new font or state affects only the following text, so the earlier text is decoded
            # first.
            yield state.flush()
            yield _word(state, word, number, is_html=is_html)
    yield state.flush()


def _skipped(state: _BodyState) -> bool:
    """Whether a character is the fallback for the `\\u` before it."""
    if state.to_skip:
        state.to_skip -= 1
        return True
    return False


def _brace(state: _BodyState, brace: bytes) -> None:
    if brace == b"{":
        state.stack.append(state.group)
        state.group = replace(state.group, starred=False)
    elif state.stack:
        state.group = state.stack.pop()
    state.to_skip = 0


def _word(state: _BodyState, word: bytes, number: int | None, *, is_html: bool) -> str:
    """Interpret a control word. Returns the text it adds."""
    group = state.group
    if word == b"htmltag" and group.starred:
        state.group = replace(group, tag=True, starred=False)
    elif word == b"htmlrtf":
        state.group = replace(group, own=number != 0)
    elif word in _LEFT_OUT or group.starred:
        state.group = replace(group, fonts=word == b"fonttbl", left_out=word != b"fonttbl")
    elif word == b"ansicpg" and number:
        state.page = number
    elif word in (b"f", b"fcharset", b"cpg"):
        _font(state, word, number or 0)
    elif word == b"uc" and number is not None:
        state.group = replace(group, skip=max(0, number))
    elif word == b"u" and number is not None:
        state.to_skip = group.skip
        return chr(number % 0x10000) if state.shown else ""
    elif word in _SIGNS and state.shown and not _skipped(state):
        return _SIGNS[word]
    return ""


def _font(state: _BodyState, word: bytes, number: int) -> None:
    group = state.group
    if word == b"f":
        state.group = replace(group, font=number)
        if group.fonts:
            state.font = number
    elif group.fonts and state.font is not None:
        page = _CHARSETS.get(number) if word == b"fcharset" else number
        if page:
            state.pages[state.font] = page


def plain_text(rtf: bytes) -> str:
    """The text of RTF without wrapped content."""
    reader = import_module("mailrecon.read.office.rtf.reader")
    return str(reader.read_whole(rtf, "body.rtf", ReadOptions()).text)
