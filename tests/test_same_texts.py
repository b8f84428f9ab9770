"""Shortcuts of comparing copies give the results of the general way."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from mailrecon.thread.copies.fingerprints import containment
from mailrecon.thread.copies.numbered import (
    all_without_numbers,
    differ_in_numbers,
    without_numbers,
)
from mailrecon.thread.copies.wording import compare_wording, words

_TEXTS = st.text(alphabet="ab 1٣\t\n\0\u00a0.,é潮>") | st.text()


@given(st.lists(_TEXTS, max_size=8))
def test_texts_without_numbers_together_and_one_by_one(texts: list[str]) -> None:
    assert list(all_without_numbers(texts)) == [tuple(without_numbers(one)) for one in texts]


def test_many_texts_without_numbers() -> None:
    texts = [f"Ticket {number} \0"[: -(number % 2001 == 0) or None] for number in range(2_500)]
    texts += [f"Pump {number}: 4.{number} bar" for number in range(2_500)]
    assert list(all_without_numbers(texts)) == [tuple(without_numbers(one)) for one in texts]


@given(_TEXTS)
def test_a_text_is_a_copy_of_itself(text: str) -> None:
    assert containment(text, text) == 1.0
    assert not differ_in_numbers(text, text)
    assert not compare_wording(words(text), words(text)).opposed


@given(
    st.lists(st.sampled_from(["can't", "cant", "can t", "scant", "Can’t", "cannot", "a", "(can"]))
)
def test_contractions_are_found_at_the_start_of_a_word(said: list[str]) -> None:
    text = " ".join(said)
    expected = re.sub(r"\b(can)\W?t\b", "cannot", text.casefold())
    assert words(text) == words(expected)
