"""Leftover markup of web pages and Markdown in text is removed, and places stay right."""

from __future__ import annotations

import pytest

from mailrecon import reconstruct
from mailrecon.model import Document, How, Role
from mailrecon.read.repairs.markup_left_over import undo
from tests.conftest import fixture_path

_TEXT = "From:&nbsp;Ann Poe &lt;ann@quay.example&gt;\nLocks &amp; quays\nFin\n"


def _undone(text: str) -> Document:
    return undo(Document("x.txt", text, "", "utf-8"))


def test_references_become_characters_and_lines_keep_their_numbers() -> None:
    undone = _undone(_TEXT)
    assert undone.text == "From:\u00a0Ann Poe <ann@quay.example>\nLocks & quays\nFin\n"
    places = {place.reference: place.span for place in undone.places}
    assert undone.text[places["2"].start : places["2"].end] == "Locks & quays"
    assert [undone.text[span.start : span.end] for span in undone.decoded] == list("\u00a0<>&")
    assert [notice.code for notice in undone.warnings] == ["left-over-markup"]


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("Ann &amp;lt;ann@quay.example&amp;gt;", "Ann <ann@quay.example>"),
        ("Ann &lt;ann@quay.example&gt; &#39;x&#39;", "Ann <ann@quay.example> 'x'"),
        (r"Ann \<ann\@quay.example\>", "Ann <ann@quay.example>"),
        (r"Ann \[mailto:ann@quay.example\]", "Ann [mailto:ann@quay.example]"),
        # What cannot be seen is not made of what can.
        ("Ann &lt;ann@quay.example&gt;&#8203;&#10;", "Ann <ann@quay.example>&#8203;&#10;"),
    ],
)
def test_references_and_escapes(printed: str, read: str) -> None:
    assert _undone(printed).text == read


@pytest.mark.parametrize(
    "text", ["write &lt; for a sign, &amp; for another", r"C:\(old)\[1]", "R&D; AT&T;", "a & b"]
)
def test_text_without_an_address_in_markup_is_left_as_it_is(text: str) -> None:
    document = Document("x.txt", text, "", "utf-8")
    assert undo(document) is document


def test_fields_and_messages_say_so() -> None:
    source = fixture_path("markup_left_over.en.txt")
    message = reconstruct(source).messages[0]
    ways = {field.role: field.how for field in message.fields}
    assert ways[Role.FROM] is How.NORMALISED
    assert ways[Role.DATE] is How.PRINTED
    assert "left-over-markup" in [notice.code for notice in message.warnings]
