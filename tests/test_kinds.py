"""A line's kind excludes only rules that match nothing there: results are the same without."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailrecon.lexicon import load
from mailrecon.model import Document
from mailrecon.parse import gaps, parse
from mailrecon.parse.ends import furniture as footers
from mailrecon.parse.ends.page_ends import is_bibliography_title
from mailrecon.scan import Lines, Page
from mailrecon.scan.furniture import kinds, stamp_forms, stamps
from mailrecon.scan.furniture.kinds import (
    ANYTHING,
    MAY_BE_FOOTER,
    MAY_BE_STAMP,
    MAY_NAVIGATE,
    WORDS,
)
from mailrecon.scan.furniture.navigation import is_control, is_navigation, is_navigation_row
from tests.conftest import FIXTURES

LEXICON = load()
DOCUMENTS = sorted(FIXTURES.rglob("*.txt"))
_BEFORE = ("", "> ", ">> ", "   ", "\t", "* ", "| ", "[", "« ", "- ", "\u00a0", "\u3000", "#", "(")
_BEHIND = ("", ":", " ", " | ", "  ", ": Re: boat", " (3)", "]", ",", "\u200b")
PHRASES = sorted(
    {*LEXICON.navigation, *LEXICON.archive_navigation, *LEXICON.page_furniture}
    | LEXICON.bibliography_titles
    | LEXICON.article_ends
    | set(kinds.STAMP_OPENINGS)
)
STAMPS = (
    "UNCLASSIFIED",
    "UNCLASSIFIED U.S. Department of Quays Case No. Q-2015-04841 Doc No. Q05739696 Date: 1 May",
    "RELEASE IN PART B6",
    "Case No. Q-2015-04841",
    "Doc No. Q05739696  STATE-SCB",
    "Document No. 7  x",
    "Page 3 of 9",
    "Harbour office            page 3/9",
    "https://quay.example/x 3/9",
    "4/5/20, 9:12 PM   Harbour office",
    "QUAY-000578",
    "CONFIDENTIAL    QY-002-002933",
    "Seite 1 von 3",
    " " * 40 + "B6",
    " " * 40 + "(b) (5)",
    " " * 40 + "1.4(B)",
)


def _found(line: str) -> int:
    """What the rules themselves say of a line, each asked without regard to its kind."""
    text, found = line.strip(), 0
    if not text:
        return 0
    if (
        is_control(text, LEXICON)
        or is_navigation(text, LEXICON)
        or is_navigation_row(text, LEXICON)
    ):
        found |= MAY_NAVIGATE
    if footers.is_footer(line, LEXICON.page_furniture) or is_bibliography_title(line, LEXICON):
        found |= MAY_BE_FOOTER
    if stamp_forms.is_stamp(text) or stamps.may_be_one_of_several(line):
        found |= MAY_BE_STAMP
    return found


def _check(line: str) -> None:
    (kind,) = kinds.line_kinds([line], LEXICON)
    # Read by its first characters, whatever marks it begins with, as by all of them.
    assert kind == kinds.line_openings(LEXICON).kind_of(line) | kinds._ENDINGS[line[-2:]]
    missed = _found(line) & ~kind
    assert not missed, (line, kind, missed)
    lines = Lines(f"above\n{line}\nbelow")
    if kind & WORDS:
        assert not lines.is_blank(1)
        # What no line with a comma or a frame first may have: those are the rules that ask.
        content = lines.content(1)
        assert gaps._STRANDED.match(content) is None, line
        assert content.strip()[:1] not in gaps._FRAME, line


def test_every_phrase_of_a_page_is_of_a_kind_that_may_be_one() -> None:
    for number, phrase in enumerate(PHRASES):
        before, behind = _BEFORE[number % len(_BEFORE)], _BEHIND[number % len(_BEHIND)]
        _check(f"{before}{phrase}{behind}")
        _check(phrase.capitalize())
        _check(" ".join(phrase))


@pytest.mark.parametrize("stamp", STAMPS)
def test_stamps_are_of_a_kind_that_may_be_one(stamp: str) -> None:
    assert _found(stamp) & MAY_BE_STAMP or stamp == "UNCLASSIFIED"
    _check(stamp)
    _check(stamp + " ")


def test_decomposed_letters_do_not_hide_a_phrase() -> None:
    # `é` as two characters, behind the four that are looked at
    phrase = next(phrase for phrase in PHRASES if phrase[3:4] in ("é", "ä", "ö", "ü", "ó"))
    _check(unicodedata.normalize("NFD", phrase))


def test_kinds_rule_most_words_out() -> None:
    text = "Our boat leaves at nine, and we shall be on it.\n> Shall we meet at the quay?\n"
    found = kinds.line_kinds(text.split("\n"), LEXICON)
    assert not (found[0] | found[1]) & (MAY_NAVIGATE | MAY_BE_STAMP)
    assert found[0] & found[1] & WORDS
    assert found[2] & ~WORDS


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=40))
def test_no_line_is_ruled_out_that_a_rule_would_find(line: str) -> None:
    _check(line)


@given(st.sampled_from(_BEFORE), st.sampled_from(PHRASES), st.text(max_size=8))
def test_phrases_in_odd_company(before: str, phrase: str, behind: str) -> None:
    _check("".join((before, phrase, behind)).replace("\n", " ").replace("\r", " "))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_fixtures_are_the_same_without_kinds(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = path.read_text("utf-8")
    document = Document(text, path.name, "0" * 64, "utf-8")
    found = parse(document, LEXICON)
    for line in text.split("\n"):
        _check(line.rstrip("\r"))
    monkeypatch.setattr(Page, "kinds", property(lambda page: [ANYTHING & ~WORDS] * len(page.lines)))
    assert parse(document, LEXICON) == found


@pytest.mark.parametrize("quoted", ["> ", ">> ", "> > ", "ABCD> ", "  PM> ", "| ", "＞"])
def test_kinds_hold_for_quoted_content(quoted: str) -> None:
    for line in (*STAMPS, *PHRASES[::50]):
        (kind,) = kinds.line_kinds([quoted + line], LEXICON)
        missed = _found(Lines(f"{quoted}{line}\n").content(0)) & ~kind
        assert not missed & (MAY_NAVIGATE | MAY_BE_STAMP) or line[:1].isspace(), (quoted, line)


def test_no_phrase_of_a_page_begins_with_a_quote_mark() -> None:
    assert not any(phrase.startswith(">") for phrase in LEXICON.page_furniture)


@pytest.mark.parametrize("path", sorted(FIXTURES.rglob("*.txt"))[::40], ids=lambda path: path.stem)
def test_kinds_that_are_asked_for_are_those_of_all_lines(path: Path) -> None:
    raw = path.read_text("utf-8", errors="replace").split("\n")
    all_kinds, lazy = kinds.line_kinds(raw, LEXICON), kinds.LazyKinds(raw, LEXICON)
    assert [lazy[index] for index in range(len(raw))] == list(lazy) == all_kinds
    assert lazy[2:5] == all_kinds[2:5]
    assert len(lazy) == len(raw)
