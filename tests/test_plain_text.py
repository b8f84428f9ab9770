"""The straight run's checks of lines leave each doubtful line to the general way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailrecon.layouts.table import closes_nothing
from mailrecon.lexicon import load
from mailrecon.parse.above.plain_above import is_sentence_above
from mailrecon.parse.code import opens_record
from mailrecon.parse.fast.plain_text import (
    has_marks,
    line_state,
    may_have_sections,
    may_open_section,
)
from mailrecon.scan.furniture.kinds import WORDS
from mailrecon.scan.headings.dated_lines import lines_with_signs
from mailrecon.scan.headings.signs import HEADING_SIGN, YEARLESS_SIGN, may_end_heading
from mailrecon.scan.lines import Lines
from mailrecon.scan.signs import Signs

LEXICON = load()


@pytest.mark.parametrize("sign", ["<!--", "{quote}", "new messages", "\r", " " * 3, "''"])
def test_a_sign_is_found_wherever_it_is(sign: str) -> None:
    signs = Signs(("<!--", "{quote}", "new messages", "\r", "   ", "''"))
    assert all(signs.in_text(text) for text in (sign, f"a{sign}", f"{sign}b", f"Dear Ben{sign},"))
    assert not signs.in_text("Dear Ben, the boat {is} late: it's at 9:12 <ann@quay.example>")


@pytest.mark.parametrize(
    "line",
    [
        *(
            "Ann Poe to Ben Ost - May 4",
            "Ann Poe to Ben Ost (Tuesday, May 4)",
            "De Ana — 4 de mayo",
        ),
        *(
            "Ann Poe to Ben Ost, May 4, 2020",
            "Ann an Ben, 9:12 Uhr",
            "٩:١٥",
            "安から弁へ、二〇二〇年五月",
        ),
        *("Anna → Ben, 4 мая", "Ann to Ben – 14 Mai. **", "Ann to Ben, 9：12"),
    ],
)
def test_the_date_of_a_heading_is_seen(line: str) -> None:
    assert may_end_heading(f"Dear Ben,\n{line}\nIt is late.")


def test_numbers_that_date_nothing() -> None:
    text = "Subject: Berth 12\nIt takes 45 days more, or so.\nThe 372 ropes, and lamp 7b.\nÅse Lund"
    assert not may_end_heading(text)


@given(
    st.lists(
        st.sampled_from(
            (
                "May 4",
                "4 May",
                "4",
                "12",
                "2020",
                "9:12",
                ", ",
                "- ",
                "(",
                ")",
                "–",
                "Ann",
                "\n",
                "é",
            )
        ),
        max_size=10,
    )
)
def test_no_date_of_a_heading_is_missed(pieces: list[str]) -> None:
    text = "".join(pieces)
    dated = HEADING_SIGN.search(text) is not None or YEARLESS_SIGN.search(text) is not None
    assert may_end_heading(text) >= dated


_DATED = ("May 4", "4 May", "4. de mayo", "(Mai. 14)", ", Tue, May", "2020", "1996", "209", "12345")
_CLOCKS = ("9:12", "9：12", "٢٠:٣٠", "二〇年", "19", ":")
_BETWEEN = (", ", "- ", "–", " ", "*", ")", "é", "\n", "\n", "\r\n", "\r")


@given(st.lists(st.sampled_from((*_DATED, *_CLOCKS, *_BETWEEN)), max_size=14))
def test_lines_with_a_headings_date_are_those_with_its_signs(pieces: list[str]) -> None:
    lines = Lines("".join(pieces))
    signs = (HEADING_SIGN, YEARLESS_SIGN)
    places = (found.start() for sign in signs for found in sign.finditer(lines.text))
    assert lines_with_signs(lines) == sorted(set(map(lines.line_at, places)))


@pytest.mark.parametrize("line", ["The boat is late.", "Ask Ben, who has 4 of them.", "Why not?"])
def test_a_sentence_introduces_nothing(line: str) -> None:
    raw = ["Dear Cay,", "", line, "", "From: Ann Poe"]
    assert is_sentence_above(raw, 2, 0, "RE: Quays", LEXICON)


@pytest.mark.parametrize(
    "line",
    [
        *("MEMORANDUM.", "Exhibit 14.", "Message 3 of 12,", "The lease, 3 messages.", "Quays."),
        *("Forwarded message.", "From Ann Poe.", "It is here: look.", "Inbox", "RELEASE IN FULL."),
    ],
)
def test_a_line_that_may_introduce_is_left_to_the_rules(line: str) -> None:
    odd = [1] if line_state(line, LEXICON) != WORDS else []
    assert not is_sentence_above(["", line, "", "From: Ann Poe"], 1, 0, "Quays.", LEXICON, odd)


def test_separators_close_nothing() -> None:
    for line in ("-----Original Message-----", "Begin forwarded message:", "---- See below ----"):
        assert closes_nothing(line, LEXICON), line
    for line in ("On May 4, 2020 at 9:12 AM, Ann Poe <ann@quay.example> wrote:", "From: Ann Poe"):
        assert not closes_nothing(line, LEXICON), line


def test_states_of_lines() -> None:
    assert line_state("Dear Ben,", LEXICON) == WORDS
    for line in ("Page 3 of 9", "-----", "Reply", "QY-000578", "They took the rope_"):
        assert line_state(line, LEXICON) != WORDS, line


def test_records_of_data_are_seen_above_a_header() -> None:
    for line in ("HTTP/1.1 200 OK", "*** 1. row ***", "[mail]"):
        assert opens_record(line), line
    assert not opens_record("________________________________")


def test_titles_of_sections() -> None:
    for line in (
        "iMessage between Ann Poe and Ben Ost",
        "Comment 3 Ben Ost 2012-03-04 11:20:45 UTC",
    ):
        assert may_open_section(line, LEXICON), line
    assert not may_open_section("Dear Ben,", LEXICON)
    assert has_marks("Dear Ben,\n\nDiscussion\n\nIt is late.")


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                (
                    *(
                        "iMessage between Ann Poe and Ben Ost",
                        "Ann Poe, 9:12 p.m. ",
                        "8:11",
                        "Ann\xa0",
                    ),
                    *("Comment 3 Ben Ost 2012-03-04 11:20:45 UTC", "Changed in quay-0.1:", "微信"),
                    *(
                        "benost commented on Mar 3, 2021",
                        "Dear Ben,",
                        "",
                        "**Ann**",
                        "Expected results:",
                    ),
                )
            ),
            st.text("8:1aPpm. W", max_size=6),
        ),
        max_size=6,
    )
)
def test_signs_of_sections_are_seen_in_many_lines_together(lines: list[str]) -> None:
    raw = [line for text in (*lines, *["The tide is late."] * 20) for line in (text, "")]
    expected = any(may_open_section(line, LEXICON) for line in raw if line)
    assert may_have_sections(raw, (), range(len(raw)), LEXICON) == expected
