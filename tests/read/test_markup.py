"""Markdown and reStructuredText: the visible text, line by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailrecon.read import read_bytes
from tests.conftest import FIXTURES, fixture_path
from tests.read.page_twins import assert_same_messages, read_one

TWINS = [
    *sorted(path.name.removesuffix(".txt") for path in FIXTURES.rglob("markdown_*.txt")),
    "gmail_forward.en",
    "apple_forward.en",
    "outlook_chain.fr",
    "interleaved.en",
    "quoted_blocks.en",
]


def _text(name: str) -> str:
    return fixture_path(f"{name}.txt").read_text(encoding="utf-8")


def _escaped(text: str) -> str:
    """Text as Markdown editors write it when it's pasted: addresses' brackets escaped."""
    lines = [
        line if line.startswith(">") else line.replace("<", "\\<") for line in text.split("\n")
    ]
    return "\n".join(lines)


@pytest.mark.parametrize("name", TWINS)
def test_markdown_gives_its_twins_messages(name: str) -> None:
    document = read_one(_text(name).encode(), "a.md")
    assert document.kind == "markdown"
    assert_same_messages(document, name)


@pytest.mark.parametrize("name", TWINS)
def test_escaped_markdown(name: str) -> None:
    assert_same_messages(read_one(_escaped(_text(name)).encode(), "a.md"), name)


@pytest.mark.parametrize("name", ["gmail_forward.en", "interleaved.en", "apple_forward.en"])
@pytest.mark.parametrize(
    ("suffix", "opening", "indent", "closing"),
    [
        ("md", "# Notes\n\n```text\n", "", "\n```\n"),
        ("md", "# Notes\n\n", "    ", "\n"),
        ("rst", "Notes\n=====\n\nIt says::\n\n", "   ", "\n"),
        ("rst", ".. code-block:: text\n\n", "   ", "\n"),
    ],
)
def test_code_blocks(name: str, suffix: str, opening: str, indent: str, closing: str) -> None:
    lines = (f"{indent}{line}" if line.strip() else "" for line in _text(name).split("\n"))
    page = opening + "\n".join(lines).rstrip() + closing
    assert_same_messages(read_one(page.encode(), f"a.{suffix}"), name)


MARKDOWN = [
    ("a  \nb\\\nc", "a\nb\nc", []),
    ("\\*a\\* \\[redacted\\] \\<x\\>", "*a* [redacted] <x>", []),
    ("&lt;a@x.example&gt; a&nbsp;b", "<a@x.example> a b", []),
    (
        "[Ann](mailto:a@x.example) [b@x.example](mailto:b@x.example)",
        "Ann <a@x.example> b@x.example",
        [],
    ),
    ("[████](mailto:a@x.example) [\\[redacted\\]](mailto:b@x.example)", "████ [redacted]", []),
    ("<mailto:a@x.example> <a@x.example>", "<a@x.example> <a@x.example>", []),
    ("See.[^1]\n\n[^1]: From: X\n    To: Y", "See.[1]\n\n[1] From: X\nTo: Y", []),
    ("a<br>b <b>From:</b> X <!-- c -->", "ab From: X ", []),
    ("~~~\n\\*a\n```\n~~~\nb", "~~~\n\\*a\n```\n~~~\nb", ["~~~", "~~~"]),
    ("<!-- a\nb -->\nc", "\n\nc", []),
    ("- a\n\n    b", "- a\n\n    b", []),
    ("> \\<a>", "> <a>", []),
]
STRUCTURED = [
    ("Title\n=====\n\na", "Title\n=====\n\na", ["====="]),
    (":From: X\n:To: Y", "From: X\nTo: Y", []),
    ("| From: X\n| To: Y", "From: X\nTo: Y", []),
    ("a [1]_\n\n.. [1] From: X\n   To: Y", "a [1]\n\n[1] From: X\nTo: Y", []),
    ("a::\n\n  From: X\n\nb", "a:\n\nFrom: X\n\nb", []),
    (".. a comment\n   more\n\nb", "\n\n\nb", []),
    ("`████ <mailto:a@x.example>`_", "████", []),
    ("`Ann <mailto:a@x.example>`_ \\*b\\* ``c``", "Ann <a@x.example> *b* c", []),
    ("+---+---+\n| a | b |\n+---+---+", "+---+---+\n| a | b |\n+---+---+", ["+---+---+"] * 2),
]


@pytest.mark.parametrize(
    ("source", "text", "aside", "suffix"),
    [*((*row, "md") for row in MARKDOWN), *((*row, "rst") for row in STRUCTURED)],
)
def test_markup_undone(source: str, text: str, aside: list[str], suffix: str) -> None:
    document = read_one(source.encode(), f"a.{suffix}")
    assert document.text == text
    assert [text[span.start : span.end] for span in document.set_aside] == aside


@given(
    st.text(alphabet="ab<>[]^`~\\*_|:.#&;-+= \t\n\r=\u00a0", max_size=200),
    st.sampled_from(["md", "rst"]),
)
def test_lines_stay_the_sources_lines(source: str, suffix: str) -> None:
    (document,) = read_bytes(source.encode(), f"a.{suffix}")
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert document.text.count("\n") == len(lines) - 1
    starts = [0]
    for line in document.text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for place in document.places:
        assert place.span.start == starts[int(place.reference) - 1]
        assert place.span.end == starts[int(place.reference)] - 1
