"""Text that can't be seen on a page comes out nowhere; text that can be seen is read."""

from __future__ import annotations

import pytest

from mailrecon.read.html import html_to_text
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
