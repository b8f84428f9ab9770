"""Text that can't be seen on a page comes out nowhere; text that can be seen is read."""

from __future__ import annotations

import pytest

from mailrecon.read.html.reader import html_to_text
from tests.read import hidden_ways as ways
from tests.read.page_twins import read_one
from tests.read.render_ways import pages

NAME = "Zebulon Quark"
WAYS = list(pages())


@pytest.mark.parametrize(
    ("source", "hidden"),
    [(source, hidden) for _, source, hidden in WAYS],
    ids=[way[:60] for way, _, _ in WAYS],
)
def test_what_can_be_seen_is_what_is_read(source: str, hidden: bool) -> None:
    found = html_to_text(source.replace("{}", NAME))
    assert (NAME not in found.text) is hidden, found.text
    assert found.text.startswith("the witness is")
    assert "of the" in found.text
    assert found.text.endswith("north pier\n")
    assert NAME not in repr((found.hidden, found.warnings, found.redactions))
    for item in found.hidden:
        assert set(found.text[item.span.start : item.span.end]) <= {"█", " "}
        assert item.characters > 0
        assert item.place


MARKED_UP = [
    (suffix, piece, hidden)
    for suffix, hidden, pieces in (
        ("md", True, ways.MARKDOWN_HIDDEN),
        ("md", False, ways.MARKDOWN_SEEN),
        ("rst", True, ways.STRUCTURED_HIDDEN),
        ("rst", False, ways.STRUCTURED_SEEN),
    )
    for piece in pieces
]


@pytest.mark.parametrize(("suffix", "piece", "hidden"), MARKED_UP)
def test_what_rendered_text_shows_is_what_is_read(suffix: str, piece: str, hidden: bool) -> None:
    name = "ZebulonQuark"
    source = f"Dear Ida,\n\nthe witness is\n\n{piece.replace('{}', name)}\n\nnorth pier\n"
    document = read_one(source.encode(), f"a.{suffix}")
    assert (name not in document.text) is hidden, document.text
    assert name not in repr((document.hidden, document.warnings, document.redactions))
    assert "the witness is" in document.text
    # Where an element stays open it hides what follows.
    assert "north pier" in document.text or piece.count("<") > piece.count("</")
    assert document.text.count("\n") == source.count("\n")
    for item in document.hidden:
        assert set(document.text[item.span.start : item.span.end]) <= {"█"}
        assert item.place is not None
        assert item.place.startswith("line ")
