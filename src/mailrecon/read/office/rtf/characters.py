"""RTF: decode letters by the character sets of fonts and by Unicode numbers (RTF 1.9.1)."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from mailrecon.read.office.rtf.tables import CHARSETS
from mailrecon.regex import regex

# A list number has no word of four letters: `•`, `1.2.3`, `(iv)`, `a)`, `Art. 5`, `§ 7`.
_WORD = regex(r"[^\W\d_]{4,}")
_ROMAN = regex(r"[ivxlcdm]+", re.IGNORECASE)


def is_number(text: str) -> bool:
    """Whether text looks like the number of a list's item."""
    return all(_ROMAN.fullmatch(word) for word in _WORD.findall(text))


class RtfCharacters:
    """Decodes the text of a document, and passes the letters to `put` in order.

    `codec` is Python's name of the character set, if the document states none.
    """

    def __init__(self, codec: str, put: Callable[[str], None]) -> None:
        self.default_font = -1
        # Number of characters to skip: `\u8364 E` has one for readers without Unicode.
        self.to_skip = 0
        self._codec = _codec(codec)
        self._put = put
        self._fonts: dict[int, str] = {}
        self._decoder: codecs.IncrementalDecoder | None = None
        self._decoding = ""
        self._high = 0

    def text(self, text: str, font: int) -> None:
        """Add characters of the file, each a byte of the font's character set."""
        if self.to_skip:
            skipped = min(self.to_skip, len(text))
            self.to_skip -= skipped
            text = text[skipped:]
        if not text:
            return
        if self._decoder is None and text.isascii():
            self.put(text)
        else:
            self._decode(text.encode("latin-1"), font)

    def hexadecimal(self, digits: str, font: int) -> None:
        """Add one byte: `\\'e9`."""
        if self.to_skip:
            self.to_skip -= 1
        else:
            self._decode(bytes.fromhex(digits), font)

    def unicode(self, value: int, skip: int) -> None:
        """Add a letter given as a signed 16-bit number; two surrogates make one letter."""
        self.to_skip = skip
        value &= 0xFFFF
        if 0xD800 <= value < 0xDC00:
            self._end_surrogate()
            self._high = value
        elif 0xDC00 <= value < 0xE000:
            high, self._high = self._high, 0
            joined = 0x10000 + ((high - 0xD800) << 10) + (value - 0xDC00)
            self.put(chr(joined) if high else "\ufffd")
        else:
            self.put(chr(value))

    def put(self, text: str) -> None:
        """Add decoded letters; an incomplete letter before them is dropped."""
        self._end_surrogate()
        text = text.replace("\x00", "")
        if text:
            self._put(text)

    def flush(self) -> None:
        """End a letter of several bytes when something other than a byte follows."""
        if self._decoder is not None:
            decoder, self._decoder = self._decoder, None
            self.put(decoder.decode(b"", final=True))

    def set_of_document(self, word: str, value: int) -> None:
        """`\\ansicpg1252`, `\\mac`, `\\pc`, `\\pca`."""
        names = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
        self._codec = _codec(names.get(word, f"cp{value}"))

    def set_of_font(self, word: str, value: int, font: int) -> None:
        """`\\fcharset204` or `\\cpg1251` in the table of fonts."""
        if word == "cpg":
            self._fonts[font] = _codec(f"cp{value}")
        elif value in CHARSETS and value != 0:
            self._fonts[font] = _codec(CHARSETS[value])

    def _decode(self, data: bytes, font: int) -> None:
        """Decode bytes in the font's character set; a letter may consist of several tokens."""
        codec = self._fonts.get(font, self._codec)
        if self._decoder is None or codec != self._decoding:
            self.flush()
            self._decoding = codec
            self._decoder = codecs.getincrementaldecoder(codec)("replace")
        self.put(self._decoder.decode(data))

    def _end_surrogate(self) -> None:
        if self._high:
            self._high = 0
            self.put("\ufffd")


def _codec(name: str) -> str:
    """A codec's name if Python has it; otherwise the name of the Western European one."""
    try:
        codecs.getincrementaldecoder(name)
    except (LookupError, ValueError):
        return "utf-8" if name == "cp65001" else "cp1252"
    return name
