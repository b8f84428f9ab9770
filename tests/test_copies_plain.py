"""The fast paths for copies give what the general rules give."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mailrecon.thread.copies import fingerprints, signs, wording
from mailrecon.thread.copies.blocking import FEW_MESSAGES, repeated_keys
from mailrecon.thread.copies.fingerprints import containment
from mailrecon.thread.copies.signs import compare_signs
from mailrecon.thread.copies.wording import words
from mailrecon.thread.linking import _quotations_of_few

_PIECES = (
    *("The", "gate", "pier", "can't", "ÉTÉ", "5", "42", "4711", "re-use", "海", "x2", "k", "²"),
    *("?", "!", ".", ",", "-", "−", "$", "€", "%", " ", " ", "\n", "\n\n", "_", "é", "\u061f", "█"),
)
_TEXTS = st.lists(st.sampled_from(_PIECES), max_size=40).map("".join)


@st.composite
def _copies(draw: st.DrawFn) -> tuple[str, str]:
    """Two texts: the second is the first, changed in a few places, cut, or another one."""
    pieces = draw(st.lists(st.sampled_from(_PIECES), max_size=40))
    other = list(pieces)
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(other)))
        other[place : place + draw(st.integers(0, 2))] = draw(
            st.lists(st.sampled_from(_PIECES), max_size=2)
        )
    begin = draw(st.integers(0, len(other))) if draw(st.booleans()) else 0
    return "".join(pieces), "".join(other[begin:])


def _contained(one: str, other: str) -> float:
    """`containment` by all 5-grams."""

    def letters(text: str) -> str:
        return "".join(fingerprints._TOKEN.findall(text.casefold()))

    def grams(text: str) -> set[str]:
        found = letters(text)
        whole = {found} if found else set()
        return {found[i : i + 5] for i in range(len(found) - 4)} if len(found) >= 5 else whole

    if min(len(one), len(other)) < 12:
        shorter, longer = sorted((letters(one), letters(other)), key=len)
        if len(shorter) < 12:
            return 1.0 if shorter in longer and shorter else float(one == other)
    first, second = sorted((grams(one), grams(other)), key=len)
    if not first or not second:
        return 1.0 if first == second else 0.0
    return len(first & second) / len(first)


@settings(max_examples=1500, deadline=None)
@given(_copies())
def test_containment_counts_all_grams(copies: tuple[str, str]) -> None:
    assert containment(*copies) == _contained(*copies)
    assert containment(*reversed(copies)) == _contained(*copies)


@settings(max_examples=1000, deadline=None)
@given(_TEXTS)
def test_words_are_those_of_the_pattern(text: str) -> None:
    # A letter of another script takes the general way; it is a word of its own.
    assert [*words(text), "海"] == words(f"{text} 海")
    if "'" not in text and "█" not in text:
        assert words(text) == wording.WORD_OR_BAR.findall(text.casefold())


@settings(max_examples=1500, deadline=None)
@given(_copies())
def test_signs_are_compared_where_they_may_tell(copies: tuple[str, str]) -> None:
    one, other = copies
    # Behind both texts a sign that is the same in both, so that they are compared.
    found = compare_signs(f"{one} end \u00a5 end", f"{other} end \u00a5 end")
    if not signs._TELLING.search(one) and not signs._TELLING.search(other):
        assert compare_signs(one, other) == ""
        assert found == ""


def test_few_and_many_messages_have_the_same_repeated_keys() -> None:
    keys = [[("id", number // 2), number, 1000] for number in range(0, 400)]
    few, many = repeated_keys(keys, 400), repeated_keys(keys, FEW_MESSAGES + 1)
    for own in keys:
        assert few.among(own) == [own[0], 1000]
        assert set(few.among(own)) <= set(many.among(own))


def test_a_quotation_of_a_whole_text_has_its_shingles() -> None:
    text = "The northern lock stays closed until the gate is repaired in May."
    body = "It is.\n\n" + f"> {text}\n"
    own, quoted = _quotations_of_few([body, text, f"Dear Ben,\n{text}"])
    written = [fingerprints.sampled(one)[0] for one in (body, text, f"Dear Ben,\n{text}")]
    assert own == {1: written[1], 2: written[2]}
    assert quoted == {0: fingerprints.sampled(body)[1]} == {0: written[1]}
    assert not fingerprints.share_a_shingle([b"tides"] * 4, [b"tides"] * 4)
