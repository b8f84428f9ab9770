"""Compare the texts of two copies, ignoring what OCR, wrapping and black bars explain.

The words of both are aligned (longest common subsequence). The words between two stretches that
agree are one `_Gap`, and each gap is of one kind (see `_KINDS`). Letters decide: a misread word
keeps most of its letters, another word does not.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from enum import Enum
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.lexicon import fold, load, ocr_shape
from mailrecon.lexicon.redaction_codes import exemption_code, may_show_code
from mailrecon.regex import regex, regex_of
from mailrecon.thread.copies.misreadings import LOOK_ALIKE, SHORT_WORD, is_of_ocr, reads_as, shared

# Text that clients add or drop when they quote: the address of a link, an image or a person.
_CLIENT_S = regex(
    r"<(?:https?://|mailto:)[^<>]{0,2000}+>|\[(?:cid:|image:|mailto:)[^\[\]]{0,500}+\]",
    re.IGNORECASE,
)
_BAR = "\u2588"
# A word, a character in scripts without spaces, the sign of a currency, or a redaction bar.
WORD_OR_BAR = regex(
    "[$\\u00a2-\\u00a5\\u20a0-\\u20cf%]|"
    "[\\u2e80-\\u2fff\\u3005-\\u3007\\u3040-\\ud7ff\\uf900-\\ufaff]|[^\\W_]+|[\\u2580-\\u259f\\u25a0]+"
)
# Spaces for the characters of ASCII that are not part of a word.
_SPACED = {code: " " for code in range(0x80) if not chr(code).isalnum()}
_BARS = frozenset(map(chr, (*range(0x2580, 0x25A0), 0x25A0)))
_CODE = regex_of(exemption_code)
_BRACKETED = regex(r"\[([^\[\]]{2,60})\]")
_LONGEST = 60_000
# At most this many words are aligned at once, to limit memory (two bits a pair of words). Of longer
# texts, stretches that agree within the first so many of these words are accepted.
_MOST_WORDS, _STRETCH = 6_000, 5_000

# OCR reads specks as words of one or two letters, and loses such words.
_SPECK = 2
# At least this many words of at least this many letters are a sentence: `I resign.`
_SENTENCE_WORDS = 2
_SENTENCE_LETTERS = 6
# `mtv` and `mn` are one smiley, read by two programs; `lime` and `wire` are words.
_WORD_LETTERS = 4
# At most this many differences are listed; the text itself has all.
_MOST_SAID = 8
# This many additional letters at one place are an insertion, not a misreading: `un`, `ne`.
_PUT_IN = 2
# Letters of an ending: `approve`, `approved`, `approving`.
_ENDING = 3
# If OCR reads a blot as words, both readings have similar lengths.
_MUCH_LONGER = 2
# The digits between two commas of a number, and the parts of one with a fraction
_GROUP, _PARTS = 3, 2
# A change of a word or two between words that agree is an edit; a larger one is an omitted passage.
_SMALL = 3


class GapKind(Enum):
    """The kind of a gap between two aligned texts."""

    NOISE = "read otherwise"  # `lease` and `Iease`: OCR
    DOUBTFUL = "read or written otherwise"  # `he` and `she`, in a text that OCR misread elsewhere
    COVERED = "removed in one"  # `████` and `Ada`
    LACKED = "left out"  # only the kept text has it
    ADDED = "added"  # only the other has it
    CHANGED = "other words"  # `Friday` and `Monday`


# Words that OCR may have misread.
_BY_OCR = frozenset({GapKind.NOISE, GapKind.DOUBTFUL})


class Wording(Struct, frozen=True):
    """The text of another copy compared with the kept text.

    `opposed`: the reason why they are two messages; empty if they may be one. `first`: the first
    difference that OCR does not explain, in words; empty if the kept text contains the other.
    `unkept`: the other has words that the kept text lacks. `further`: the differences behind the
    first of which that is true, eight at most. `misread`: how many words OCR read otherwise
    or made of specks, in words.
    """

    opposed: str = ""
    first: str = ""
    unkept: bool = False
    further: tuple[str, ...] = ()
    misread: tuple[str, ...] = ()


class _Gap(Struct, frozen=True):
    """The words of the kept text and of the other between two stretches that agree, or at an end.

    `place` is the number of words of the kept text before it; `last`: no words follow.
    """

    kind: GapKind
    kept: Sequence[str]
    other: Sequence[str]
    place: int
    last: bool


def words(text: str, *, longest: int | None = _LONGEST) -> list[str]:
    """The words of `text` without case, or its characters in scripts without spaces; a run of bars
    is one word. Of more than `longest` characters, the first.
    """
    text = text[:longest]
    if "<" in text or "[" in text:
        text = _CLIENT_S.sub(" ", text)
    if may_show_code(text):
        text = _CODE.sub(_BAR, text)
    if "[" in text:
        text = _BRACKETED.sub(_bar_for, text)
    text = _contraction().sub(_without_apostrophe, text.casefold())
    # `WORD_OR_BAR` finds the same words in such a text.
    if text.isascii() and "$" not in text and "%" not in text:
        return text.translate(_SPACED).split()
    return [_BAR if word[0] in _BARS else word for word in WORD_OR_BAR.findall(text)]


@lru_cache(maxsize=1)
def _contraction() -> re.Pattern[str]:
    """`can't` and `cant` for `cannot`: without its `t`, a word that says the opposite is left."""
    stems = (word.removesuffix("not") for word in sorted(_negations()) if word.endswith("not"))
    # A pattern that begins with a letter is found faster than one that begins with `\b`.
    pieces = (rf"{stem}(?<=\b{stem})" for stem in filter(None, stems))
    return regex(rf"({'|'.join(pieces)})\W?t\b")


def _without_apostrophe(contracted: re.Match[str]) -> str:
    return f"{contracted[1]}not"


def _bar_for(bracket: re.Match[str]) -> str:
    """`[redacted]` as a bar; any other bracket as it is."""
    return _BAR if fold(bracket[1]) in load().redactions else bracket[0]


def compare_wording(kept: Sequence[str], other: Sequence[str]) -> Wording:
    """Compare the `words` of two texts that seem to be copies of one; `kept` is the fuller."""
    if kept == other:
        return Wording()
    mine, theirs = frozenset(kept), frozenset(other)
    gaps = [_as_written(gap, mine, theirs) for gap in _gaps(kept, other)]
    noise = [gap for gap in gaps if gap.kind in _BY_OCR]
    clean = not noise
    # With at most one misreading, short differences are not specks: `9 am` and `9 pm`.
    alike = len(noise) <= 1
    differences = [gap for gap in gaps if gap.kind is not GapKind.NOISE]
    # `Hans` and `Haus`, with all other letters equal: OCR seldom makes a single error.
    if len(noise) == 1 and not _is_misprint(noise[0]) and not _is_cut(noise[0]):
        others = [gap for gap in differences if gap is not noise[0]]
        differences = sorted(
            [*others, replace(noise[0], kind=GapKind.CHANGED)], key=lambda gap: gap.place
        )
    opposed = next((why for gap in differences if (why := _opposes(gap, clean=clean))), "")
    unkept = any(_has_unkept(gap, alike=alike) for gap in differences)
    said = [
        (text, _has_unkept(gap, alike=alike))
        for gap in differences
        if (text := _in_words(gap, alike=alike))
    ]
    further = tuple([text for text, is_unkept in said[1:] if is_unkept][:_MOST_SAID])
    first = said[0][0] if said else ""
    specks = [
        gap
        for gap in differences
        if gap.kind is GapKind.ADDED and not _has_unkept(gap, alike=alike)
    ]
    return Wording(opposed, first, unkept, further, tuple(_misreadings(noise, specks)))


def _misreadings(noise: Sequence[_Gap], specks: Sequence[_Gap]) -> Iterator[str]:
    """Count the words that OCR misread, and those it read from specks, with the first of each."""
    if noise:
        number = sum(max(len(gap.kept), len(gap.other)) for gap in noise)
        first = noise[0]
        yield f"words read otherwise: {number}, {_quoted(first.other)} for {_quoted(first.kept)}"
    if specks:
        number = sum(len(gap.other) for gap in specks)
        yield f"short words added: {number}, {_quoted(specks[0].other)}"


def _gaps(kept: Sequence[str], other: Sequence[str]) -> Iterator[_Gap]:
    """The gaps between two texts, in order. Long ones are aligned stretch by stretch."""
    from rapidfuzz.distance import Indel  # few documents need it

    mine = theirs = 0  # the first words that no gap was found before
    while True:
        pieces = kept[mine : mine + _MOST_WORDS], other[theirs : theirs + _MOST_WORDS]
        whole = mine + _MOST_WORDS >= len(kept) and theirs + _MOST_WORDS >= len(other)
        # One text ends here: the rest of the other is one gap.
        whole = whole or not all(pieces)
        start = (mine, theirs)
        for op in Indel.opcodes(*pieces):
            # The end of a part aligns badly, so it is repeated in the next part.
            if op.tag != "equal" or (not whole and max(op.src_start, op.dest_start) > _STRETCH):
                continue
            end = mine + op.src_start, theirs + op.dest_start
            if start != end:
                yield from _judged(
                    kept[start[0] : end[0]], other[start[1] : end[1]], start[0], last=False
                )
            start = mine + op.src_end, theirs + op.dest_end
        if whole:
            if start != (len(kept), len(other)):
                yield from _judged(kept[start[0] :], other[start[1] :], start[0], last=True)
            return
        # No words agree: both parts are one gap as a whole.
        if start == (mine, theirs):
            yield from _judged(*pieces, mine, last=False)
            start = mine + len(pieces[0]), theirs + len(pieces[1])
        mine, theirs = start


def _judged(kept: Sequence[str], other: Sequence[str], place: int, *, last: bool) -> Iterator[_Gap]:
    """The gap of these words, or several gaps if a part of it is only misread."""
    # `████` beside `Ada`
    if _BAR in kept or _BAR in other:
        yield _Gap(GapKind.COVERED, kept, other, place, last)
        return
    one, two = "".join(kept), "".join(other)
    # `dis-` / `count` at a line's end; but `4.5` and `45`
    if one == two:
        if _is_fraction(kept) or _is_fraction(other):
            yield _Gap(GapKind.CHANGED, kept, other, place, last)
        return
    # `the harbour approved` and `tbe harhour disapproved`
    if 1 < len(kept) == len(other) and any(map(reads_as, kept, other)):
        for number, pair in enumerate(zip(kept, other, strict=True)):
            ends = last and number + 1 == len(kept)
            yield from _judged(pair[:1], pair[1:], place + number, last=ends)
        return
    # `lease` and `Iease`
    if one and two and reads_as(one, two) and _denies(kept) == _denies(other):
        yield _Gap(_misread(one, two), kept, other, place, last)
        return
    # `… and the lamp` / `… an`: the other breaks off within a word.
    if last and two and one.startswith(two):
        yield _Gap(GapKind.LACKED, kept, (), place, last)
        return
    # `should` and `shouldn't`, whose words are like misreadings of one
    if kept and other and max(len(kept), len(other)) <= _SMALL and _denies(kept) != _denies(other):
        yield _Gap(GapKind.CHANGED, kept, other, place, last)
        return
    # `tbe harbour` and `the`: one word misread, another left out
    mine = [word for word in kept if not any(_is_misread(word, theirs) for theirs in other)]
    theirs = [word for word in other if not any(_is_misread(word, own) for own in kept)]
    # Some of these words are misread; the rest differ.
    if len(mine) < len(kept) or len(theirs) < len(other):
        yield _Gap(GapKind.NOISE, kept, other, place, last)
    if not mine and not theirs:
        return
    kind = GapKind.CHANGED if mine and theirs else (GapKind.LACKED if mine else GapKind.ADDED)
    yield _Gap(kind, mine, theirs, place, last)


def _is_fraction(figures: Sequence[str]) -> bool:
    """Whether figures are a number with a fraction, not a telephone number: `4`, `5` of `4.5`."""
    if len(figures) != _PARTS or not all(map(str.isdigit, figures)):
        return False
    return len(figures[1]) < _GROUP and sum(map(len, figures)) <= 2 * _GROUP


def _misread(one: str, two: str) -> GapKind:
    """`100` for `1OO` is misread; `100` and `700` are two numbers, `not` and `now` two words."""
    # `100` and `700`
    if one.isdigit() and two.isdigit():
        return GapKind.CHANGED
    # `$4k` and `$4m`
    if one[:-1] == two[:-1] and one[:-1].isdigit() and one[-1:].isalpha() and two[-1:].isalpha():
        return GapKind.CHANGED
    negations = _negations()
    if (one in negations) != (two in negations):
        return GapKind.CHANGED
    return GapKind.DOUBTFUL if _is_doubtful(one, two) else GapKind.NOISE


def _is_misread(one: str, two: str) -> bool:
    """Whether one word is OCR's misreading of the other, and not a word of its own."""
    return reads_as(one, two) and not _is_doubtful(one, two)


def _is_doubtful(one: str, two: str) -> bool:
    """Whether two similar words are probably different words, not a misreading.

    `am` and `pm`, `he` and `she`: short, and no letters that look alike; `necessary` and
    `unnecessary`, `podepíšeme` and `nepodepíšeme`: letters put in at one place.
    """
    if not (one.isalpha() and two.isalpha()):
        return False
    first, second = sorted((ocr_shape(one), ocr_shape(two)), key=len)
    if first == second:
        return False
    before = shared(first, second)
    behind = shared(first[before:][::-1], second[before:][::-1])
    if len(second) > SHORT_WORD:
        return before + behind == len(first) and len(second) - len(first) >= _PUT_IN
    # `he` and `she`
    if before + behind == len(first):
        return True
    # `am` and `pm`; but `tbe` and `the`
    other = first[before : len(first) - behind] + second[before : len(second) - behind]
    return not any(set(other) <= letters for letters in LOOK_ALIKE)


def _denies(said: Sequence[str]) -> int:
    """How many of these words are negations; `shouldn't` is two words here."""
    negations = _negations()
    contracted = sum(
        after == "t" and word[-1] == "n" and word not in negations for word, after in pairwise(said)
    )
    return contracted + sum(word in negations for word in said)


def _as_written(gap: _Gap, kept: Container[str], other: Container[str]) -> _Gap:
    """A misreading of one word, as a doubtful one if both words may have been written.

    `approve` and `approved` differ in the ending only; `he` and `be` are words if either text has
    both.
    """
    if gap.kind is not GapKind.NOISE or not len(gap.kept) == len(gap.other) == 1:
        return gap
    one, two = gap.kept[0], gap.other[0]
    begin = shared(one, two)
    has_ending = begin >= max(_WORD_LETTERS, len(one) - _ENDING, len(two) - _ENDING)
    is_other = has_ending and not gap.last and not is_of_ocr(one, two)
    if one.isalpha() and two.isalpha() and (is_other or (one in other and two in kept)):
        return replace(gap, kind=GapKind.DOUBTFUL)
    return gap


def _is_misprint(gap: _Gap) -> bool:
    """Whether OCR makes such an error alone; it seldom loses just one accent: `josé`, `jose`."""
    one, two = "".join(gap.kept), "".join(gap.other)
    return is_of_ocr(one, two) and (one.isascii() == two.isascii())


def _is_cut(gap: _Gap) -> bool:
    """`… of the apron` and `… of the apr`: the text breaks off within a word."""
    return gap.last and "".join(gap.kept).startswith("".join(gap.other))


def _opposes(gap: _Gap, *, clean: bool) -> str:
    """The reason why a gap shows that two texts are two messages; empty if it does not.

    `clean`: no word is misread in either text, so a different word was written differently.
    """
    if gap.kind is GapKind.COVERED:
        return ""
    longest = max(len(gap.kept), len(gap.other))
    denied = [_denies(side) for side in (gap.kept, gap.other)]
    # `I do sign` and `I do not sign`, `Ich komme` and `Ich komme nicht`; a longer gap, such as an
    # omitted sentence, may contain a negation by chance
    if longest <= (1 if gap.last else _SMALL) and denied[0] != denied[1]:
        return f"only one says {_quoted(gap.kept if denied[0] else gap.other)}"
    # `I resign.`, in the shorter text only
    if gap.kind is GapKind.ADDED and _is_sentence(gap.other):
        return f"only the shorter says {_quoted(gap.other)}"
    # `on Friday` and `on Monday`, with all other letters equal
    if gap.kind is GapKind.CHANGED and _is_edit(gap, clean=clean):
        return f"{_quoted(gap.other)} instead of {_quoted(gap.kept)}"
    return ""


def _is_edit(gap: _Gap, *, clean: bool) -> bool:
    """Whether a writer changed the words, rather than OCR reading a blot in two ways."""
    mine, theirs = (sum(map(len, side)) for side in (gap.kept, gap.other))
    if clean:
        return min(mine, theirs) >= _WORD_LETTERS
    return _is_sentence(gap.other) and theirs > _MUCH_LONGER * mine + _SENTENCE_LETTERS


def _has_unkept(gap: _Gap, *, alike: bool) -> bool:
    """Whether a gap has words of the other text that are not only specks."""
    return _is_written(gap, alike=alike) or any(map(_is_word, gap.other))


def _is_word(word: str) -> bool:
    return word != _BAR and (len(word) > _SPECK or not word.isascii())


def _is_written(gap: _Gap, *, alike: bool) -> bool:
    """Whether a difference, however short, was written and not misread.

    `gate 3` and `gate 8`, `9 am` and `9 pm`; in texts that are `alike` also `plan A` and `plan B`.
    """
    if gap.kind is GapKind.DOUBTFUL:
        return True
    # `by` and `to`
    if gap.kind is GapKind.CHANGED:
        return alike or any(word[0].isdigit() or len(word) >= _SPECK for word in gap.other)
    # `in days` and `in 3 days`; but `o`, as Outlook quotes the mark of a list's entry
    added = gap.other if gap.kind is GapKind.ADDED else ()
    return alike and any(len(word) >= _SPECK or not word.isalpha() for word in added)


def _is_sentence(said: Sequence[str]) -> bool:
    if not any(len(word) >= _WORD_LETTERS or not word.isascii() for word in said):
        return False
    return len(said) >= _SENTENCE_WORDS and sum(map(len, said)) >= _SENTENCE_LETTERS


def _in_words(gap: _Gap, *, alike: bool) -> str:
    """A gap as a clause about the other text; empty for specks."""
    if not _is_written(gap, alike=alike) and not any(map(_is_word, (*gap.kept, *gap.other))):
        return ""
    # `████` and `Ada`: reported as a redaction instead
    if gap.kind is GapKind.COVERED:
        return ""
    if gap.kind is GapKind.LACKED:
        # `… and the lamp` / `… and`
        if gap.last:
            return f"text breaks off {len(gap.kept)} words before the end"
        return f"text lacks {_quoted(gap.kept)} from word {gap.place + 1} on"
    if gap.kind is GapKind.ADDED:
        return f"text adds {_quoted(gap.other)} behind word {gap.place}"
    return f"text has {_quoted(gap.other)} instead of {_quoted(gap.kept)} from word {gap.place + 1}"


def _quoted(said: Sequence[str]) -> str:
    """A few words in quotation marks."""
    text = " ".join(said[:8])
    cut = len(said) > 8 or len(text) > 80
    return f"\u201c{text[:80]}\u201d\u2026" if cut else f"\u201c{text}\u201d"


@lru_cache(maxsize=1)
def _negations() -> frozenset[str]:
    return load().negations
