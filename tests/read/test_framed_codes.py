"""Misread exemption codes in frames are recognised; other framed words are not codes."""

from __future__ import annotations

import pytest

pytest.importorskip("PIL")
from mailrecon.read.picture.box_codes import _is_code

CODES = (
    *("(b)(6)", "(b)(7)(C)", "b6", "(6)(6", "(b} (8)", "(bM6)", "f (bx5)", "Ex. 6", ""),
    *("(bye)", "(bX6); (bM7MC)", "(b)(4)_—s|", r"| @\7C)", "(bX7ye)", "= (b)(5)_— si", "(h)(6)"),
    *(
        "1.4(D)",
        "1.4 (B)",
        "B6",
        "(b)(G)",
        "(bxG)",
        "[b)(5",
        "(k)(6)",
        "b (6)",
        "{b)(7)(E",
        "(bi)",
        "| (bl)",
    ),
    *(
        "(b6). (b7)(C)",
        r"(b\(6). (D\(7)(C)",
        "Section 40(2)",
        "|Seetion 40(2)",
        "Exemption 6",
        "(hV6) (hV7MC)",
    ),
    *("(b)(6), (b)(7)(C)", "(b)(7)(E); (b)(7)(F)", "(b)(3):10 USC 424", "[(b)(5)]"),
)
WORDS = (
    *("Reply", "Ben", "(by Ann)", "by 6 pm", "@ann", "Yes", "£4.50", "6 March 2021", "B. Low"),
    # Buttons, ticks, short words; numbers in the cells of a table.
    *(
        "OK",
        "Ok",
        "No",
        "NO",
        "No.",
        "Go",
        "Ex",
        "x",
        "X",
        "i",
        "B",
        "(i)",
        "(be)",
        "(bus)",
        "(box)",
    ),
    *("(buy)", "(by)", "(bob)", "6", "12", "(8)", "1.", "2019", "10:00", "3.50", "10k", "C7", "0x"),
    *("BB 12 Quay", "b@n.example", "(below)", "(both) of 6", "Ask me again"),
    *("Section manager", "Article", "Station 40", "Total 14,250", "March 2021", "Session 4"),
)


@pytest.mark.parametrize("text", CODES)
def test_a_code_is_known_as_ocr_reads_it(text: str) -> None:
    assert _is_code(text)


@pytest.mark.parametrize("text", WORDS)
def test_a_word_in_a_frame_is_no_code(text: str) -> None:
    assert not _is_code(text)
