r"""Find the exemption codes in a page's frames and grey boxes, which are redactions then.

    From: Ann Poe [ (b)(6), (b)(7)(C) ]

Grain spoils small letters between lines: `(mye). (y7\(C)`. Boxes whose text is not plainly a code
are therefore read once more, all together, enlarged and without their sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PIL import Image
from rapidfuzz import fuzz

from mailrecon.lexicon.loading import load
from mailrecon.read.pdf.picture import Area
from mailrecon.read.picture import ocr
from mailrecon.regex import regex

# Paper is lighter than this, and a grey box darker.
SHADED = 222
# `(b)(6)`, `(b)(7)(C)`, `b6`, as OCR reads them: `(6)(6`, `(b} (8)`, `(bM6)`,
# `f (bx5)`; or nothing.
_CODE = regex(
    r"[\s()\[\]{}|.,;:/\\_\-—'\"‘’“”!=~*°]*(?:[bBkK0-9oOIlACDEFG&§fHiMNxX][\s()\[\]{}|.,;:/\\_\-—'\"!]*){0,7}"
)
# Longer texts whose beginning looks like a code: `(bX6); (bM7MC)`, `(b)(4)_—s|`,
# `| @\7C)`. No word of more than two letters and no year may follow.
_BEGINS_AS_CODE = regex(
    r"[\s|\[{(_—\-=~*°.]*(?:[(\[{f]?[bBhkK6](?=[\W_\d]|[XxMJ]|[VWY]\W?\d|[yY][^\s\w])|[@&§]\W?\d)(?!.*\d{4})"
)
_LONGEST_CODE = 16
# `(bye)` is `(b)(6)`, `(bi)` is `(b)(1)`, `(bus)` a word; `(b)(3):10 USC 424` has words after it.
_BRACKETED_CODE = regex(
    r"[\s|]*(?:[(\[{](?:[bhk][xXyYMJK][^\W_]{1,2}|b[iIl1])[)\]}][\s|]*"
    r"|[(\[{]b[)\]}] ?[(\[{]\d[)\]}].{0,40})"
)
# Signs of a code, as opposed to a button, a tick or a number in a table: `b6`, `(bX6`, `@\\7`, `Ex.
# 6`,
# `(6)(6`, `1.4(D`, `(b)(G`.
_SIGN_OF_CODE = regex(
    r"[bBhkK][\W_xXyYVWMJeilIo|]{0,4}\d|[@&§]\W?\d|Ex\W{0,3}\d|\d\W{0,3}[(\[{]\W?\w"
    r"|[(\[{][bhk]\W{1,3}[(\[{]\W?\w"
)
# `(b)(7)(C)` is also read as `(bM7VMC)`: no word.
_LETTERS_OF_WORDS = regex(r"(?![VMWXYC]{3,4}(?![^\W\d_]))[^\W\d_]{3,}")
# `Section 40(2)`, `Exemption 6`, as OCR reads them: a name, then a number.
_NAMED = regex(
    r"[\s|\[('‘’`“”\"!.:,~°*_—-]*([^\W\d_]{3,14})\W{0,3}(?=[\W_]*\d)[\w()\[\]{}|.,;:/\s-]{1,12}['’|!\s]*"
)
_LEAST_LIKENESS = 75
# Pages with more boxes, or boxes with more text, are tables.
_MOST_BOXES = 24
# However badly it is read, a code has a digit or a bracket. A grey box without one is not read
# again, which takes a tenth of a second.
_HINT = regex(r"[\d()]")
_MOST_SIGNS = 24
_MARGIN = 40
# The sides of a frame in pixels, upright and level, and the height at which letters are enlarged.
_SIDE, _LEVEL_SIDE = 9, 6
_SMALL = 90
_STEP_TO_PAPER = 45


def take_codes(
    read: Sequence[ocr.ReadWord],
    frames: Sequence[Area],
    shaded: Sequence[Area],
    grey: Image.Image,
    language: str | None,
) -> tuple[list[ocr.ReadWord], list[Area]]:
    """Remove the words in boxes that are an exemption code. Also returns these boxes."""
    kept = list(read)
    coded: list[Area] = []
    doubtful: list[Area] = []
    for area in (*frames, *shaded):
        inside = [word for word in kept if _is_inside(word, area)]
        text = " ".join(word.text for word in inside)
        # An empty frame is a removal, too; an empty grey box is not.
        if _is_code(text) and (text or area in frames):
            coded.append(area)
        elif sum(map(str.isalnum, text)) <= _MOST_SIGNS and (area in frames or _HINT.search(text)):
            doubtful.append(area)
    if 0 < len(doubtful) <= _MOST_BOXES:
        again = _read_again(doubtful, set(shaded), grey, language)
        coded += [
            area for area, text in zip(doubtful, again, strict=True) if text and _is_code(text)
        ]
    return [word for word in kept if not any(_is_inside(word, area) for area in coded)], coded


def _read_again(
    areas: Sequence[Area], shaded: set[Area], grey: Image.Image, language: str | None
) -> list[str]:
    """The text of each box, read from a picture of the boxes alone."""
    pieces = [_piece(grey, area, is_shaded=area in shaded) for area in areas]
    width = max(piece.width for piece in pieces) + 2 * _MARGIN
    height = sum(piece.height + _MARGIN for piece in pieces) + _MARGIN
    sheet = Image.new("L", (width, height), 255)
    top, tops = _MARGIN, []
    for piece in pieces:
        tops.append(top)
        sheet.paste(piece, (_MARGIN, top))
        top += piece.height + _MARGIN
    words = ocr.read_words(sheet, language)
    found = []
    for top, piece in zip(tops, pieces, strict=True):
        beside = [
            w
            for w in words
            if top - _MARGIN / 2 <= (w.top + w.bottom) / 2 < top + piece.height + _MARGIN / 2
        ]
        found.append(" ".join(word.text for word in sorted(beside, key=lambda word: word.left)))
    return found


def _piece(grey: Image.Image, area: Area, *, is_shaded: bool) -> Image.Image:
    """The inside of a box, on white paper and enlarged."""
    left, top, right, bottom = area
    inset = _SIDE // 2 if is_shaded else _SIDE
    across = min(inset, _LEVEL_SIDE, (bottom - top) // 4)
    piece = grey.crop(
        (left + inset, top + across, max(right - inset, left + inset + 1), bottom - across)
    )
    if is_shaded:
        paper = sorted(piece.reduce(2).tobytes())[-max(piece.width * piece.height // 16, 1)]
        piece = piece.point(lambda value: 255 if value > paper - _STEP_TO_PAPER else value)
    if piece.height < _SMALL:
        piece = piece.resize((piece.width * 2, piece.height * 2), Image.Resampling.LANCZOS)
    return piece


def _is_code(text: str) -> bool:
    """Whether the text that OCR read in a frame is an exemption code, or empty."""
    if _BRACKETED_CODE.fullmatch(text) or _is_named_code(text):
        return True
    signs = sum(map(str.isalnum, text))
    if _LETTERS_OF_WORDS.search(text) or (signs and not _SIGN_OF_CODE.search(text)):
        return False
    return bool(_CODE.fullmatch(text) or (_BEGINS_AS_CODE.match(text) and signs <= _LONGEST_CODE))


def _is_inside(word: ocr.ReadWord, area: Area) -> bool:
    x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    return area[0] <= x <= area[2] and area[1] <= y <= area[3]


def _is_named_code(text: str) -> bool:
    """Whether a text is a code that begins with a word: `Section 40(2)`, `|Seetion 40(2)`."""
    found = _NAMED.fullmatch(text)
    return found is not None and any(
        fuzz.ratio(found[1].lower(), name) >= _LEAST_LIKENESS for name in _names_of_codes()
    )


@lru_cache(maxsize=1)
def _names_of_codes() -> frozenset[str]:
    """The words with which the codes of the lexicon begin: `section`, `exemption`, `artikel`."""
    first = (code.strip("[(").partition(" ")[0].lower() for code in load().exemption_codes)
    return frozenset(name for name in first if len(name) > 3 and name.isalpha())
