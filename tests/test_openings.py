"""First letters rule lines out that are no phrase, and no others."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from mailrecon.lexicon import fold, load
from mailrecon.parse.ends import furniture
from mailrecon.parse.ends.openings import may_begin

LEXICON = load()
PHRASES = sorted(
    LEXICON.page_furniture | LEXICON.article_ends | LEXICON.quoted_text_hidden, key=fold
)
_BEFORE = ("", " ", "- ", "12 ", "[", "\t", "> ", "\u200b", "Re: ", "a")
_BEHIND = ("", ".", " (3)", ": ferry", " Mon May 04 2020 - 10:11:15 EDT", " at 10:42 PM", "\u0301")


@given(st.sampled_from(PHRASES), st.data())
def test_phrases_begin_with_their_first_letters(phrase: str, data: st.DataObject) -> None:
    printed = data.draw(st.sampled_from((phrase, phrase.upper(), " ".join(phrase), f" {phrase}")))
    known = LEXICON.page_furniture | LEXICON.article_ends | LEXICON.quoted_text_hidden
    assert fold(printed) not in known or may_begin(printed, known)


@given(st.sampled_from(_BEFORE), st.sampled_from(PHRASES), st.sampled_from(_BEHIND), st.booleans())
def test_lines_are_phrases_as_without_first_letters(
    before: str, phrase: str, behind: str, apart: bool
) -> None:
    line = before + (" ".join(phrase) if apart else phrase.capitalize()) + behind
    found = (
        furniture._is_title(line, LEXICON.page_furniture),
        furniture._is_alone(line, LEXICON.page_furniture),
    )
    with patch.object(furniture, "may_begin", return_value=True):
        assert found == (
            furniture._is_title(line, LEXICON.page_furniture),
            furniture._is_alone(line, LEXICON.page_furniture),
        )


def test_a_phrase_that_hides_a_quotation_is_known_by_its_first_letters() -> None:
    hidden = LEXICON.quoted_text_hidden
    assert may_begin("Quoted text hidden", hidden)
    assert not may_begin("xyz = 3;", hidden)
