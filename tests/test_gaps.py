"""Places where text may have been removed, compared with gaps elsewhere in the document."""

from __future__ import annotations

import pytest

from mailrecon import reconstruct, reconstruct_text
from mailrecon.model import NoticeCode
from mailrecon.parse.gaps import GapCounter, count_gaps

_HEADER = "From: Ida Vane\nTo: Mo Quill\nDate: Mon, May 4, 2020 at 9:12 AM\nSubject: bell\n\n"
_GAP = "\n" * 6
_PARAGRAPHS = ["The bell rings.", "It rang at nine.", "Mo heard it.", "Ida"]


def _holes(text: str) -> list[str]:
    archive = reconstruct(text.encode(), name="bell.txt")
    return [
        notice.text.rpartition(": ")[2]
        for message in archive.messages
        for notice in message.warnings
        if notice.code == "suspected-omission"
    ]


def test_a_gap_is_no_hole_where_the_document_has_many_as_wide() -> None:
    assert _holes(_HEADER + _GAP.join(_PARAGRAPHS)) == []


def test_a_gap_at_which_a_sentence_breaks_off_is_one() -> None:
    broken = [*_PARAGRAPHS[:2], "I want to tell you at once that", *_PARAGRAPHS[2:]]
    assert _holes(_HEADER + _GAP.join(broken)) == ["a run of blank lines"]


def test_the_only_gap_of_a_document_is_one() -> None:
    assert _holes(_HEADER + _GAP.join(_PARAGRAPHS[:2])) == ["a run of blank lines"]


def test_gaps_are_counted_over_the_whole_document() -> None:
    mails = [f"{_HEADER}The bell rings.{_GAP}It rang at {hour}." for hour in ("six", "ten", "two")]
    assert _holes("\n\n".join(mails)) == []


def test_lines_that_ocr_left_spaces_on_are_no_hole() -> None:
    assert _holes(_HEADER + "The bell rings.\n \n  \n \n \nIt rang at nine.") == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("It rang at six , and it rang again at nine , when Mo was on the quay with the boat", []),
        (
            "It rang at six   , and it rang again at nine, when Mo was on the quay with the boats "
            * 2,
            ["a comma without words before it"] * 2,
        ),
        ("Mo Quill\n; Ida Vane\n; Bo Lund", []),
        ("Mo Quill heard it\n, and Ida did.", ["a line begins with closing punctuation"]),
        ("Ann\n, Bo\n, Cay\n, Dun\nall heard it.", []),
    ],
)
def test_commas(body: str, found: list[str]) -> None:
    assert _holes(_HEADER + body) == found


def test_gaps_by_width_across_parts() -> None:
    parts = ["a", "", "", ""], ["", "b", "", "c", "", " ", "", "d", "", "", ""]
    blank = [1, 2, 3], [0, 2, 4, 5, 6, 8, 9, 10]
    known, unknown = GapCounter(), GapCounter()
    for part, among in zip(parts, blank, strict=True):
        known.add(part, among)
        unknown.add(part)
    assert known.found == unknown.found == {4: 1, 3: 1}
    assert count_gaps([*parts[0], *parts[1]]) == {4: 1, 3: 1}


def test_a_gap_above_a_stamp_of_several_lines_is_no_hole() -> None:
    stamp = "UNCLASSIFIED\nDepartment of Quays\nCase No. Q-2015-04841\nDoc No. Q05739696"
    text = f"{_HEADER}The bell rings.{_GAP}{stamp}\nDate: 05/13/2015    SUBJECT TO AGREEMENT\n"
    assert _holes(text) == []
    (message,) = reconstruct(text.encode(), name="bell.txt").messages
    assert message.body == "The bell rings."


def test_one_line_with_a_case_number_stays_text() -> None:
    text = f"{_HEADER}The bell rings.\n\nCase No. 12-441\nis the one I mean."
    (message,) = reconstruct(text.encode(), name="bell.txt").messages
    assert message.body.endswith("is the one I mean.")


@pytest.mark.parametrize(
    ("gap", "warned"),
    [
        ("We hope to see you there in the week\n\n\n\nHave a good Sunday.", False),
        (
            "It leaks, and is in the way of the vote\n\n\n\nBy Ann Poe - 11/14/10 12:19 PM",
            False,
        ),
        ("After the talk with Ben,\n\n\n\n\nYour advice is welcome.", True),
        ("私が間違っています。\n\n\n\n明日修理します", True),
        ("She came to see me to make the case for\n\n\n\nthe lock.", True),
        ("As she wrote\n,24 COMMENTS\n\nwhat now", False),
        ("The boat leaves on\n, as we agreed.\n\nAnn", True),
    ],
)
def test_three_blank_lines_are_a_gap_where_a_sentence_ends_or_breaks_off(
    gap: str, warned: bool
) -> None:
    (message,) = reconstruct_text(
        f"From: Ann Poe <ann@quay.example>\nSent: Tuesday, May 5, 2020 10:15 AM\nTo: Ben Ost\n"
        f"Subject: quay\n\n{gap}\n\nAnn\n"
    )
    codes = [notice.code for notice in message.warnings]
    assert (NoticeCode.SUSPECTED_OMISSION in codes) is warned
