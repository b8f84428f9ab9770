"""The short ways for plain names and for words of dates have the results of the general ones."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailrecon.lexicon import load
from mailrecon.lexicon.kinds_of_names import _offices
from mailrecon.resolve.dates import clock
from mailrecon.resolve.dates.calendar_words import month_words
from mailrecon.resolve.dates.language import _locales_by_weight
from mailrecon.resolve.dates.text import WORD
from mailrecon.thread.identities import names

_OFFICES = sorted(_offices()[0] | {f"x{ending}" for ending in _offices()[1]})
_WORD = st.one_of(
    st.sampled_from(("Ann", "ann", "Poe", "McKay", "BenB", "MTO", "J", "a", "de", "la", "cruz")),
    st.sampled_from(sorted(names._SUFFIXES)),
    st.sampled_from(_OFFICES),
    st.text("abcXYZ", min_size=1, max_size=4),
    st.text("aB1éß.,'_@<(\u2019-", min_size=1, max_size=4),
)
_NAME = st.lists(st.one_of(_WORD, _WORD.map(str.title)), min_size=1, max_size=5).map(" ".join)


@given(_NAME | st.text("aB éß1,", max_size=8))
def test_names_are_read_as_in_general(name: str) -> None:
    assert names.read_name.__wrapped__(name) == names._read_in_general(name)


@given(_NAME)
def test_torn_lists_are_found_as_in_general(name: str) -> None:
    assert names.is_torn_list.__wrapped__(name) == names._is_torn_list(name)


def test_a_long_name_is_read_as_in_general() -> None:
    name = " ".join(["Ann"] * 80)
    assert names.read_name.__wrapped__(name) == names._read_in_general(name)


@given(st.text("1.2٣a ", min_size=1, max_size=3), st.text("1.2٣a ", max_size=20))
def test_figures_are_found_as_by_a_pattern(figures: str, text: str) -> None:
    by_pattern = re.finditer(rf"(?<!\d){re.escape(figures)}", text)
    assert list(clock._places(figures, text)) == [found.start() for found in by_pattern]


@pytest.mark.parametrize("locale", _locales_by_weight(load()))
def test_months_are_the_words_that_the_pattern_finds(locale: str) -> None:
    months = month_words(locale)
    if not months.plain or months.pattern is None:
        return
    for name in months.numbers:
        for text in (f"3 {name} 2020", f"x{name} {name}", f"{name}s", f"{name}. 3", f"3{name}4"):
            by_word = next((word for word in WORD.findall(text) if word in months.numbers), None)
            found = months.pattern.search(text)
            assert by_word == (found[0] if found is not None else None)
