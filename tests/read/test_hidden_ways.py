"""Hidden text of a page is in no output; visible text is read."""

from __future__ import annotations

import re

import pytest

from mailrecon.read.html.reader import html_to_text
from tests.read import (
    box_ways,
    cut_ways,
    drawn_ways,
    label_ways,
    overlay_ways,
    page_ways,
    sighted_ways,
    value_ways,
)
from tests.read import hidden_ways as ways
from tests.read.page_twins import read_one
from tests.read.render_ways import pages
from tests.read.sight_words import WORDS, filled

NAME = "Zebulon Quark"
WAYS = list(pages())
WHOLE = (page_ways, value_ways, overlay_ways, cut_ways, box_ways, label_ways, drawn_ways)
WHOLE_HIDDEN = [way for source in WHOLE for way in source.HIDDEN]
WHOLE_SEEN = [way for source in WHOLE for way in source.SEEN]


@pytest.mark.parametrize(
    ("source", "hidden"),
    [(source, hidden) for _, source, hidden in WAYS],
    ids=[way[:60] for way, _, _ in WAYS],
)
def test_what_can_be_seen_is_what_is_read(source: str, hidden: bool) -> None:
    found = html_to_text(source.replace("{}", NAME))
    assert (NAME not in found.text) is hidden, found.text
    assert found.text.startswith("the witness is")
    # What follows an inline box that is drawn off the page is drawn off with it.
    assert "of the" in found.text or "margin-left:-9999px" in source
    assert found.text.endswith("north pier\n")
    assert NAME not in repr((found.hidden, found.warnings, found.redactions))
    for item in found.hidden:
        assert set(found.text[item.span.start : item.span.end]) <= {"█", " "}
        assert item.characters > 0
        assert item.place


@pytest.mark.parametrize(
    ("body", "sheet", "hidden"),
    [(*item, True) for item in WHOLE_HIDDEN] + [(*item, False) for item in WHOLE_SEEN],
)
def test_what_a_page_shows_is_what_is_read(body: str, sheet: str, hidden: bool) -> None:
    found = html_to_text(page_ways.page(body, sheet).replace("{}", NAME))
    assert (NAME not in found.text) is hidden, found.text
    assert "Zebulon" not in found.text or not hidden
    assert "Quark" not in found.text or not hidden
    assert NAME not in repr((found.hidden, found.warnings, found.redactions))
    # What a template, a slot or a sheet holds in vain is no text of the page.
    assert found.hidden or not hidden or _IN_VAIN.search(body) or "{}" in sheet


@pytest.mark.parametrize(
    ("page", "hidden"),
    [(page, True) for page in sighted_ways.HIDDEN] + [(page, False) for page in sighted_ways.SEEN],
)
def test_what_a_stranger_hides_or_shows(page: str, hidden: bool) -> None:
    found = html_to_text(filled(sighted_ways.whole(page)))
    text = found.text.lower()
    for mark, (words, _) in WORDS.items():
        for word in words.lower().split() if f"{{{mark}}}" in page else ():
            assert (word not in text) is (hidden and mark == "s"), found.text
    assert WORDS["s"][0] not in repr((found.hidden, found.warnings, found.redactions))


_IN_VAIN = re.compile("template|data-|<object|<foreignObject|<video|<audio|<canvas")


def test_a_loading_page_is_read_and_a_notice_says_so() -> None:
    body = f"{NAME}<div style='position:fixed;inset:0;background:#fff'></div><script>go()</script>"
    found = html_to_text(page_ways.page(body, ""))
    assert NAME in found.text
    assert any("covers the whole page" in notice.text for notice in found.warnings)


def test_frames_in_frames_end() -> None:
    inner = f"<p>{NAME}</p>"
    for _ in range(12):
        inner = f"<template shadowrootmode=open><div>{inner}</div></template>north"
    found = html_to_text(f"<div>{inner}</div>pier")
    assert NAME not in found.text
    assert "pier" in found.text
    html_to_text("<template>" * 20_000)
    html_to_text("<iframe srcdoc='<iframe srcdoc=&quot;'>" * 2_000)


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
