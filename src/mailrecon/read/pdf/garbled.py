"""Detect text layers whose text differs from the displayed page.

A font without a mapping to Unicode gives its internal numbers as letters: `)URP$QQ3RH` for `From:
Ann Poe`. A wrong mapping gives other wrong letters. The page is displayed correctly all the same,
so a reader does not notice. Each font of a page is judged separately: the text of one may be
garbage while the others are fine.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

import pypdfium2 as pdfium
from msgspec import Struct
from pypdfium2 import raw

from mailrecon.read.pdf import calls
from mailrecon.read.pdf.text import Word, handle_of

# A font is judged only if its words have at least this many characters.
_LEAST_CHARACTERS = 12
# Shorter words are not judged: each bullet from a symbol font is a word.
_SHORTEST = 3
# Share of characters that never occur in text (controls, private use, replacement) in garbage. In a
# font without a mapping, space and full stop are controls: one in six or seven characters.
_NO_TEXT = 0.08
# Share of odd words, which resemble no language, among those judged; the limit is lower if PDFium
# reports that a font has no mapping. Measured on pages of 3,000 characters (maximum, and in
# brackets the value below which 99 of 100 pages are): letters and mail 0.04 (0.03), mailing lists
# with patches 0.15 (0.09), Python 0.42 (0.28). Randomly exchanged letters have a median of 0.27, at
# most 0.81. From `_ODD` on, words are garbage; from `_DOUBTED` on, OCR decides.
_ODD = 0.4
_ODD_UNMAPPED = 0.2
_DOUBTED = 0.16
_LEAST_WORDS = 6
# Letters shifted along the alphabet, or along all printable signs: the words resemble a language
# only after they are shifted back.
_LEAST_SHIFTED = 8
_UNCHANGED = 0.7
_SHIFTED_BACK = 0.8
_BETTER_BY = 0.25
_SAYS_NOTHING = re.compile(r"^[\d.,:;/()+%$#*]+$|\w@\w|\w\.\w|^\w+[=/]|\w:\w|^<?\w+>$")
_FIRST, _PRINTABLE, _ALPHABET = 33, 94, 26
_MOST_SHIFTED = 60
# Share of odd words from which a page is judged font by font.
_SUSPICIOUS = 0.1
# Share of a layer's words that OCR must read to confirm it. A doubtful layer is wrong if OCR reads
# hardly any of its words, and reads words of a language instead.
_AGREE = 0.4
_DENIED = 0.1
# If fewer of a few words resemble a language, OCR decides: `)URP $QQ3RH`, alone on its page.
_FEW_LIKE = 0.5
_LEAST_PIECES = 2
_VOWELS = frozenset("aeiouyæøœıəɔɛ")
_LONGEST_CONSONANTS = 6
# Largest share of letters with accents in Latin text; above it, the bytes are another script's:
# `Ïðèâåò`.
_MARKED = 0.6
_FIRST_GREEK = "\u0370"
_EDGES = "\"'“”‘’«»‹›„‚()[]{}<>.,;:!?*_-–—…•|/\\&"
# Between two words without a space: `Quay、Dock（Pier）` in Japanese and Chinese.
_BETWEEN_WORDS = frozenset("-'’.,:\u00ad\x02、。，．・：；！？（）「」『』【】《》〈〉〜～…—–／")
# Addresses, paths, numbers and code have signs inside words; such words do not count.
_OF_ADDRESSES = frozenset("@/\\_=#%&+~$<>|^{}[]0123456789")


# The evidence of this many words is cached: the same words occur on page after page.
_MOST_REMEMBERED = 50_000


class _WordEvidence(Struct, eq=False):
    """The evidence of one word about its font; words with equal evidence share one object.

    Counts its characters and those that never occur in text; whether it is odd (None: no evidence);
    counts its pieces of Latin letters and those that resemble a language.
    """

    characters: int
    no_text: int
    odd: bool | None
    pieces: int
    like: int


class _Judged(NamedTuple):
    """Counts over words: characters, those that never occur in text, words, odd words.

    `pieces` are those of Latin letters, `like` those of them that resemble a language.
    """

    characters: int
    no_text: int
    words: int
    odd: int
    pieces: int
    like: int

    def is_text(self) -> bool:
        """Whether a page is clearly text, as nearly all are; its fonts are then not judged."""
        return (
            not self.no_text
            and self.odd < _SUSPICIOUS * self.words
            and (self.pieces < _LEAST_SHIFTED or self.like >= _UNCHANGED * self.pieces)
            and not self.is_doubtful()
        )

    def is_doubtful(self) -> bool:
        """Whether it may be garbage: most of a few words are odd, or more words than in text."""
        few = _LEAST_PIECES <= self.pieces < _LEAST_SHIFTED
        return (few and self.like < _FEW_LIKE * self.pieces) or (
            self.words >= _LEAST_WORDS and self.odd >= _DOUBTED * self.words
        )

    def is_garbage(self, *, unmapped: bool) -> bool:
        if self.characters >= _LEAST_CHARACTERS and self.no_text >= _NO_TEXT * self.characters:
            return True
        least, most = (3, _ODD_UNMAPPED) if unmapped else (_LEAST_WORDS, _ODD)
        return self.words >= least and self.odd >= most * self.words


class Garbled(NamedTuple):
    """The indexes of the words that are garbage, and of those that may be."""

    certain: set[int]
    doubtful: set[int]


def find_garbled(words: Sequence[Word], text: str, text_page: pdfium.PdfTextPage) -> Garbled:
    """Find words that are or may be garbage. `text` is the page's, as PDFium counts it."""
    raw_words = [text[word.start : word.end] for word in words]
    handle = calls.reference_to(calls.number_of(text_page.raw))
    starts = [word.start for word in words]
    unmapped = list(map(bool, calls.each(calls.lacks_unicode, repeat(handle), starts)))
    if not any(unmapped) and _judge(raw_words).is_text():
        return Garbled(set(), set())
    fonts: dict[int, list[int]] = {}
    for number, word in enumerate(words):
        fonts.setdefault(_font(text_page, word.start), []).append(number)
    found = Garbled(set(), set())
    for numbers in fonts.values():
        lacking = sum(unmapped[number] for number in numbers) > len(numbers) / 2
        of_font = [raw_words[number] for number in numbers]
        judged = _judge(of_font)
        if judged.is_garbage(unmapped=lacking) or _is_shifted(of_font):
            found.certain.update(numbers)
        elif judged.is_doubtful() and not _is_of_other_script(of_font):
            found.doubtful.update(numbers)
    return found


def _is_of_other_script(words: Sequence[str]) -> bool:
    """Whether most letters of a font are in a script other than Latin, so its mapping is right.

    The few Latin words among them (`Fwd:`, `K7QX2P` in a Chinese page) are then no evidence.
    """
    letters = [sign for word in words for sign in word if sign.isalpha()]
    return 2 * sum(sign >= _FIRST_GREEK for sign in letters) > len(letters)


def is_text(words: Sequence[str], starts: Sequence[int], text_page: pdfium.PdfTextPage) -> bool:
    """Whether a page is text, as nearly all are; the mapping of fonts is checked at `starts`."""
    handle = calls.reference_to(calls.number_of(text_page.raw))
    if any(calls.each(calls.lacks_unicode, repeat(handle), starts)):
        return False
    return _judge(words).is_text()


def agree(layer: Iterable[str], read: Iterable[str]) -> bool:
    """Whether OCR reads the same words as a text layer, which is then right, however odd."""
    return _share_read(layer, read) >= _AGREE


def is_denied(layer: Iterable[str], read: Sequence[str]) -> bool:
    """Whether OCR reads other words, of a language, than a doubtful layer has."""
    judged = _judge(read)
    return (
        judged.pieces >= _LEAST_PIECES
        and judged.like >= _UNCHANGED * judged.pieces
        and _share_read(layer, read) < _DENIED
    )


def _share_read(layer: Iterable[str], read: Iterable[str]) -> float:
    said = [word for word in (_letters(text) for text in layer) if len(word) >= _SHORTEST]
    seen = {_letters(text) for text in read}
    return sum(word in seen for word in said) / len(said) if said else 0.0


def _latin(words: Iterable[str]) -> list[str]:
    """The words of ASCII signs, without numbers, addresses and rules."""
    pieces = (piece for word in words for piece in (word.split("-") if word.isascii() else ()))
    return [
        piece
        for piece in pieces
        if len(piece) > _SHORTEST and len(set(piece)) > 1 and not _SAYS_NOTHING.search(piece)
    ]


def _like_language(words: Sequence[str]) -> float:
    """The share of words that are letters with vowels among them; 1 if there are too few."""
    return sum(map(_is_like, words)) / len(words) if len(words) >= _LEAST_SHIFTED else 1.0


def _is_like(word: str) -> bool:
    word = word.strip(_EDGES)
    return (
        word.isalpha()
        and (word.islower() or word.istitle() or word.isupper())
        and _is_odd_latin(word.casefold(), word) is False
    )


def _is_shifted(words: Sequence[str]) -> bool:
    """Whether a font's letters are those of a text, each moved by the same number of places."""
    words = _latin(words)[:_MOST_SHIFTED]
    now = _like_language(words)
    if now >= _UNCHANGED:
        return False
    wanted = max(_SHIFTED_BACK, now + _BETTER_BY)
    tables = (
        *(
            {_FIRST + place: _FIRST + (place + shift) % _PRINTABLE for place in range(_PRINTABLE)}
            for shift in range(1, _PRINTABLE)
        ),
        *(
            {
                base + place: base + (place + shift) % _ALPHABET
                for base in (65, 97)
                for place in range(_ALPHABET)
            }
            for shift in range(1, _ALPHABET)
        ),
    )
    return any(
        _like_language([word.translate(table) for word in words]) >= wanted for table in tables
    )


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _font(text_page: pdfium.PdfTextPage, index: int) -> int:
    item = raw.FPDFText_GetTextObject(text_page, index)
    return handle_of(raw.FPDFTextObj_GetFont(item)) if item else 0


def _judge(words: Sequence[str]) -> _Judged:
    """Count the evidence of words, each distinct word once."""
    counts = Counter(words)
    kinds: dict[_WordEvidence, int] = {}
    for kind, count in zip(map(_kind, counts), counts.values(), strict=True):
        kinds[kind] = kinds.get(kind, 0) + count
    characters = no_text = judged = odd = pieces = like = 0
    for kind, count in kinds.items():
        characters += kind.characters * count
        no_text += kind.no_text * count
        pieces += kind.pieces * count
        like += kind.like * count
        if kind.odd is not None:
            judged += count
            odd += count * kind.odd
    return _Judged(characters, no_text, judged, odd, pieces, like)


@lru_cache(maxsize=_MOST_REMEMBERED)
def _kind(word: str) -> _WordEvidence:
    pieces = _latin([word])
    like = sum(map(_is_like, pieces))
    if len(word) < _SHORTEST:
        return _shared(0, 0, None, len(pieces), like)
    no_text = 0
    if not word.isascii() or not word.isprintable():
        no_text = sum(map(_is_no_text, word))
    return _shared(len(word), no_text, _is_odd(word), len(pieces), like)


@lru_cache(maxsize=_MOST_REMEMBERED)
def _shared(
    characters: int, no_text: int, odd: bool | None, pieces: int, like: int
) -> _WordEvidence:
    return _WordEvidence(characters, no_text, odd, pieces, like)


def _is_no_text(character: str) -> bool:
    # PDFium adds these marks itself, such as one for a hyphen at a line's end.
    if character in "\x02\t\n\r\ufffe\uffff":
        return False
    return character == "\ufffd" or unicodedata.category(character) in ("Cc", "Co", "Cn")


def _is_odd(word: str) -> bool | None:
    """Whether a word resembles no language; None for a number, an address, another script."""
    word = word.strip(_EDGES)
    if len(word) < _SHORTEST + 1:
        return None
    if not word.isalpha():
        if any(sign.isalpha() and not sign.isascii() for sign in word):
            return None
        # `3RH<DQQ#KDUERXU!`: signs between letters, of which addresses have some, too.
        inner = [sign for sign in word if not sign.isalnum() and sign not in _BETWEEN_WORDS]
        if any(sign in _OF_ADDRESSES or sign.isdigit() for sign in word):
            return None
        return bool(inner) if inner else None
    if word.isascii():
        return _is_odd_latin(word.casefold(), word)
    plain = unicodedata.normalize("NFD", word.casefold())
    letters = [sign for sign in plain if sign.isalpha()]
    if not all(sign < "\u0250" or "\u1e00" <= sign < "\u1f00" for sign in letters):
        return None
    marked = sum(sign >= "\u0080" for sign in word)
    if marked > _MARKED * len(word):
        return True
    return _is_odd_latin("".join(letters), word)


def _is_odd_latin(letters: str, word: str) -> bool | None:
    """Whether Latin letters have no vowel, or an impossibly long run of consonants."""
    if word.isupper() and len(word) < _LONGEST_CONSONANTS:
        # `HTTP`, `GMBH`: abbreviations.
        return None if _VOWELS.isdisjoint(letters) else False
    if _VOWELS.isdisjoint(letters):
        return True
    run = 0
    for letter in letters:
        run = 0 if letter in _VOWELS else run + 1
        if run >= _LONGEST_CONSONANTS:
            return True
    return False
