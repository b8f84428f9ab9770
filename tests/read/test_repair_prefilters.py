"""Fast checks before repairs of a text exclude nothing that the repairs find."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from mailrecon.read.repairs import frames, quoted_printable
from mailrecon.scan import odd_headers

_LINES_OF_FRAMES = st.sampled_from(
    (
        "+------------------+",
        "|---------+-------->",
        "  >----------------|",
        "********************",
        "| From:    Ann Poe |",
        "| Date: May 4    |  \r",
        "|         | To: Ben Ost |",
        "* Subject: Tides *",
        "* Subject: Tides",
        "|  From    Ann Poe |",
        "│ Von: Ann Poe │",
        "From: Ann Poe",
        "",
    )
)


@given(st.lists(_LINES_OF_FRAMES, max_size=12), st.text("|+-*: Fromé\n\r", max_size=40))
def test_a_text_with_a_frame_has_the_lines_it_is_looked_for_by(
    printed: list[str], other: str
) -> None:
    text = "\n".join((*printed, other))
    if list(frames._frames(text)):
        found = list(frames._LABELLED.all_in(text))
        assert len(found) >= frames._FEWEST_LABELS


def test_a_frame_is_found_among_the_lines_of_the_test() -> None:
    text = (
        "+------------------+\n| From:    Ann Poe |\n| Date: May 4      |\n+------------------+\n"
    )
    assert list(frames._frames(text))
    assert len(list(frames._LABELLED.all_in(text))) == frames._FEWEST_LABELS


@given(st.text("=?a \t\r\n2", max_size=30))
def test_soft_breaks_are_found_by_their_sign(text: str) -> None:
    slow = re.compile(r"(?<![=?])=[ \t]*\r?\n(?=[^\r\n])")
    assert [found.span() for found in quoted_printable._SOFT_BREAK.finditer(text)] == [
        found.span() for found in slow.finditer(text)
    ]


@given(
    st.sampled_from((*odd_headers._LABELS, "")),
    st.integers(0, 12),
    st.text("iIl1|!: \tae", max_size=6),
)
def test_openings_of_misread_labels_are_known(label: str, end: int, behind: str) -> None:
    opening = label[:end] + behind
    slow = any(
        known.startswith(opening)
        or (opening.startswith(known) and opening[len(known)] in "iIl1|!: \t")
        for known in odd_headers._LABELS
    )
    assert odd_headers.may_open_label(opening) == slow
