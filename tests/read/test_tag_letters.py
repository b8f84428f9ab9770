"""Text in letters that no font draws comes out nowhere, whatever the format and its encoding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailrecon.model import Document, Hiding, Span
from mailrecon.read import ReadOptions
from mailrecon.read.documents import read_bytes
from mailrecon.read.redaction.tag_letters import (
    TAG_LETTERS,
    has_tag_letters,
    split_at_tags,
    without_tag_letters,
)
from mailrecon.read.text.markup_line import Hidden, MarkupLine, PlacedHidden, without_tags

SECRET = "Zebulon Quark"
TAGGED = "".join(chr(0xE0000 + ord(letter)) for letter in SECRET)
WALES = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
BODY = f"Dear Ida, the kéys{TAGGED} are here, {WALES}."
SEEN = f"Dear Ida, the kéys are here, {WALES}."
MAIL = f"From: Ann Poe\nDate: Mon, 4 May 2020 09:12:00 +0200\nSubject: Keys\n\n{BODY}\n"
HEAD = "From,Date,To,Subject,Body"
TABLE = f'{HEAD}\nAnn Poe <ann@quay.example>,2020-05-04 09:12,ida@quay.example,Keys,"{BODY}"\n'
PAGE = f"<html><head><title>Keys</title></head><body><p>{BODY}</p></body></html>"
LINES = f"<html><head><title>Keys</title></head><body><pre>{BODY}\n</pre></body></html>"


def _read(data: bytes, name: str) -> Document:
    (document,) = read_bytes(data, name, ReadOptions())
    return document


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (MAIL, "a.txt"),
        (PAGE, "a.html"),
        (LINES, "a.html"),
        (MAIL, "a.md"),
        (MAIL, "a.rst"),
        (TABLE, "a.csv"),
    ],
    ids=["text", "html", "pre", "markdown", "rst", "csv"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le"])
def test_letters_of_tags_are_withheld(text: str, name: str, encoding: str) -> None:
    if name == "a.csv" and encoding == "utf-32-le":
        pytest.skip("no program writes tables in UTF-32")
    document = _read(f"\ufeff{text}".encode(encoding), name)
    assert SEEN in document.text
    assert not set(document.text.replace(WALES, "")) & TAG_LETTERS
    assert [item.characters for item in document.hidden] == [len(SECRET)]


def test_other_hidden_text_of_a_line_stays_in_its_place() -> None:
    bar = PlacedHidden(Span(9, 12), Hidden(Hiding.COVERED, 3, space=True))
    line = MarkupLine(f"the {TAGGED[:2]}of ███ pier", hidden=(bar,))
    found = without_tags(line)
    assert found.text == "the of ███ pier"
    tags, moved = found.hidden
    assert (tags.span, tags.hidden.characters) == (Span(4, 4), 2)
    assert found.text[moved.span.start : moved.span.end] == "███"


@pytest.mark.parametrize("tags", [TAGGED, WALES[1:-1], WALES[1:-1] + TAGGED, WALES[1:] + TAGGED])
def test_a_black_flag_lets_no_other_letters_of_tags_pass(tags: str) -> None:
    text = f"the pier \U0001f3f4{tags} of {WALES}"
    assert without_tag_letters(text) == (f"the pier \U0001f3f4 of {WALES}", len(tags))


@given(st.text("a \U0001f3f4\U000e0061\U000e0020é\ud800", max_size=12))
def test_pieces_are_the_text(text: str) -> None:
    pieces = list(split_at_tags(text))
    assert "".join(pieces) == text
    shown, count = without_tag_letters(text)
    assert len(shown) + count == len(text)
    assert has_tag_letters(text) == bool(set(text) & TAG_LETTERS)
    assert [one for one in text if one not in TAG_LETTERS] == [
        one for one in shown if one not in TAG_LETTERS
    ]
