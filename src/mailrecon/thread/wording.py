"""Compare the texts of two copies, ignoring what OCR, wrapping and black bars explain.

The words of both are aligned (longest common subsequence). The words between two stretches that
agree are one `_Gap`, and each gap is of one kind (see `_KINDS`). Letters decide: a misread word
keeps most of its letters, another word does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.lexicon import fold, load, ocr_shape
from mailrecon.lexicon.redaction_codes import exemption_code, may_show_code
from mailrecon.regex import regex, regex_of

# Text that clients add or drop when they quote: the address of a link, an image or a person.
_CLIENT_S = regex(
    r"<(?:https?://|mailto:)[^<>]{0,2000}+>|\[(?:cid:|image:|mailto:)[^\[\]]{0,500}+\]",
    re.IGNORECASE,
)
_BAR = "\u2588"
# A word, a character in scripts without spaces, the sign of a currency, or a redaction bar.
_WORD = regex(
    "[$\\u00a2-\\u00a5\\u20a0-\\u20cf%]|"
    "[\\u2e80-\\u2fff\\u3005-\\u3007\\u3040-\\ud7ff\\uf900-\\ufaff]|[^\\W_]+|[\\u2580-\\u259f\\u25a0]+"
)
_BARS = frozenset(map(chr, (*range(0x2580, 0x25A0), 0x25A0)))
_CODE = regex_of(exemption_code)
_BRACKETED = regex(r"\[([^\[\]]{2,60})\]")
_LONGEST = 60_000
# At most this many words are aligned, to limit memory (two bits a pair of words).
_MOST_WORDS = 6_000

# Share of a word's letters that OCR may misread, at least one (Levenshtein distance of shapes that
# OCR distinguishes): `Iease` for `lease` none, `tbe` for `the` one of 3, `Fndiy` for `Friday` one
# of 5. Different words have more: `Monday` for `Friday` two of 6, `June` for `July` two of 4.
_MISREAD = 0.3
# OCR reads specks as words of one or two letters, and loses such words.
_SPECK = 2
# At least this many words of at least this many letters are a sentence: `I resign.`
_SENTENCE_WORDS = 2
_SENTENCE_LETTERS = 6
# `mtv` and `mn` are one smiley, read by two programs; `lime` and `wire` are words.
_WORD_LETTERS = 4
# If OCR reads a blot as words, both readings have similar lengths.
_MUCH_LONGER = 2
# The digits between two commas of a number, and the parts of one with a fraction
_GROUP, _PARTS = 3, 2
# A change of a word or two between words that agree is an edit; a larger one is an omitted passage.
_SMALL = 3


class GapKind(Enum):
    """The kind of a gap between two aligned texts."""

    NOISE = "read otherwise"  # `lease` and `Iease`: OCR
    COVERED = "removed in one"  # `████` and `Ada`
    LACKED = "left out"  # only the kept text has it
    ADDED = "added"  # only the other has it
    CHANGED = "other words"  # `Friday` and `Monday`


class Wording(Struct, frozen=True):
    """The text of another copy compared with the kept text.

    `opposed`: the reason why they are two messages; empty if they may be one. `first`: the first
    difference that OCR does not explain, in words; empty if the kept text contains the other.
    `unkept`: the other has words that the kept text lacks.
    """

    opposed: str = ""
    first: str = ""
    unkept: bool = False


class _Gap(Struct, frozen=True):
    """The words of the kept text and of the other between two stretches that agree, or at an end.

    `place` is the number of words of the kept text before it; `last`: no words follow.
    """

    kind: GapKind
    kept: Sequence[str]
    other: Sequence[str]
    place: int
    last: bool


def words(text: str) -> list[str]:
    """The words of `text` without case, or its characters in scripts without spaces; a run of bars
    is one word.
    """
    text = text[:_LONGEST]
    if "<" in text or "[" in text:
        text = _CLIENT_S.sub(" ", text)
    if may_show_code(text):
        text = _CODE.sub(_BAR, text)
    if "[" in text:
        text = _BRACKETED.sub(_bar_for, text)
    return [_BAR if word[0] in _BARS else word for word in _WORD.findall(text.casefold())]


def _bar_for(bracket: re.Match[str]) -> str:
    """`[redacted]` as a bar; any other bracket as it is."""
    return _BAR if fold(bracket[1]) in load().redactions else bracket[0]


def compare_wording(kept: Sequence[str], other: Sequence[str]) -> Wording:
    """Compare the `words` of two texts that seem to be copies of one; `kept` is the fuller."""
    if kept == other:
        return Wording()
    gaps = list(_gaps(kept[:_MOST_WORDS], other[:_MOST_WORDS]))
    noise = [gap for gap in gaps if gap.kind is GapKind.NOISE]
    clean = not noise
    # With at most one misreading, short differences are not specks: `9 am` and `9 pm`.
    alike = len(noise) <= 1
    differences = [gap for gap in gaps if gap.kind is not GapKind.NOISE]
    # `Hans` and `Haus`, with all other letters equal: OCR seldom makes a single error.
    if len(noise) == 1 and not _look_alike(noise[0]) and not _is_cut(noise[0]):
        differences = sorted(
            [*differences, replace(noise[0], kind=GapKind.CHANGED)], key=lambda gap: gap.place
        )
    opposed = next((why for gap in differences if (why := _opposes(gap, clean=clean))), "")
    unkept = any(_has_unkept(gap, alike=alike) for gap in differences)
    first = next((text for gap in differences if (text := _in_words(gap, alike=alike))), "")
    return Wording(opposed, first, unkept)


# The ends of sentences, and signs beside sums of money; other signs do not change the meaning.
_ENDS = regex(r"[\s.,;:!?()>*_|-]*")
_WIDE_ENDS = str.maketrans("\uff1f\u061f\uff01\u3002", "??!.")
_MONEY = regex(r"[$\u00a2-\u00a5\u20a0-\u20cf%]")
_MINUS = regex(r"(?<![^\s($\u20ac\u00a3])[-\u2212\u2013]$")


def compare_signs(kept: str, other: str) -> str:
    """The first sign that changes the meaning of a text with the same words, described in words;
    empty if there is none.

    `Friday?` and `Friday.`, `$50` and `\u20ac50`, `-5` and `5`.
    """
    if kept == other or max(len(kept), len(other)) > _LONGEST:
        return ""
    mine, theirs = _not_money(kept), _not_money(other)
    for place, (one, two) in enumerate(zip(mine, theirs, strict=False)):
        if one[0].casefold() != two[0].casefold():
            return ""  # one text is cut or has more words: `compare_wording` decides
        if one[0].isdigit():
            sums = _sum(kept, one), _sum(other, two)
            if sums[0] != sums[1]:
                return _instead(*sums, place)
        ends = _end(kept, mine, place), _end(other, theirs, place)
        if _is_turned(*ends):
            return _instead(one[0] + ends[0], two[0] + ends[1], place)
    return ""


def _not_money(text: str) -> list[re.Match[str]]:
    """The words of a text without currency signs, which are compared with their number."""
    return [found for found in _WORD.finditer(text) if _MONEY.match(found[0]) is None]


def _instead(kept: str, other: str, place: int) -> str:
    return f"text has \u201c{other}\u201d instead of \u201c{kept}\u201d from word {place + 1} on"


def _sum(text: str, number: re.Match[str]) -> str:
    """A number with the currency and the minus sign right beside it."""
    near = text[max(0, number.start() - 3) : number.start()].rpartition(" ")[2]
    money, behind = _MONEY.search(near), _MONEY.match(text, number.end())
    minus = _MINUS.search(near[: money.start()] if money is not None else near)
    sign = ("-" if minus is not None else "") + (money[0] if money is not None else "")
    return f"{sign}{number[0]}{behind[0] if behind is not None else ''}"


def _end(text: str, found: Sequence[re.Match[str]], place: int) -> str:
    """The signs between a word and the next if they are only punctuation."""
    stop = found[place + 1].start() if place + 1 < len(found) else len(text)
    printed = text[found[place].end() : stop]
    between = printed.translate(_WIDE_ENDS)
    marks = "".join(sign for sign in "?!." if sign in between)
    # `page?x=1`, `\u201chello\u201d` read as `?hello?`
    is_end = between[-1:].isspace() or stop == len(text) or between != printed
    return marks if is_end and _ENDS.fullmatch(between) is not None else "\0"


def _is_turned(one: str, other: str) -> bool:
    """Whether only one end is a question, or only one an exclamation."""
    if "\0" in (one[:1], other[:1]) or one == other:
        return False
    if ("?" in one) != ("?" in other):
        return True
    return bool(one) and bool(other) and ("!" in one) != ("!" in other)


def _gaps(kept: Sequence[str], other: Sequence[str]) -> Iterator[_Gap]:
    """The gaps between two texts, in order."""
    from rapidfuzz.distance import Indel  # few documents need it

    start = [0, 0]
    end = len(kept), len(other)
    for op in Indel.opcodes(kept, other):
        if op.tag != "equal":
            continue
        if start != [op.src_start, op.dest_start]:
            yield from _judged(
                kept[start[0] : op.src_start], other[start[1] : op.dest_start], start[0], last=False
            )
        start = [op.src_end, op.dest_end]
    if tuple(start) != end:
        yield from _judged(kept[start[0] :], other[start[1] :], start[0], last=True)


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
    if 1 < len(kept) == len(other) and any(map(_reads_as, kept, other)):
        for number, pair in enumerate(zip(kept, other, strict=True)):
            ends = last and number + 1 == len(kept)
            yield from _judged(pair[:1], pair[1:], place + number, last=ends)
        return
    # `lease` and `Iease`
    if one and two and _reads_as(one, two) and _denies(kept) == _denies(other):
        yield _Gap(_misread(one, two), kept, other, place, last)
        return
    # `tbe harbour` and `the`: one word misread, another left out
    mine = [word for word in kept if not any(_reads_as(word, theirs) for theirs in other)]
    theirs = [word for word in other if not any(_reads_as(word, own) for own in kept)]
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
    return GapKind.CHANGED if (one in negations) != (two in negations) else GapKind.NOISE


def _denies(said: Sequence[str]) -> int:
    """The number of negations among these words."""
    negations = _negations()
    return sum(word in negations for word in said)


def _is_cut(gap: _Gap) -> bool:
    """`… of the apron` and `… of the apr`: the text breaks off within a word."""
    return gap.last and "".join(gap.kept).startswith("".join(gap.other))


def _look_alike(gap: _Gap) -> bool:
    return ocr_shape("".join(gap.kept)) == ocr_shape("".join(gap.other))


@lru_cache(maxsize=65536)
def _reads_as(one: str, two: str) -> bool:
    """Whether OCR may have read one as the other."""
    first, second = ocr_shape(one), ocr_shape(two)
    # `rn` and `m` have one shape.
    if first == second:
        return True
    from rapidfuzz.distance import Levenshtein  # few documents need it

    wrong = max(1, int(_MISREAD * min(len(first), len(second))))
    return Levenshtein.distance(first, second, score_cutoff=wrong) <= wrong


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

    `gate 3` and `gate 8`; in texts that are `alike` also `9 am` and `9 pm`, `up` and `down`.
    """
    if gap.kind is GapKind.CHANGED:
        return alike or any(word[0].isdigit() for word in gap.other)
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
