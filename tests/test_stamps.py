"""A stamp is recognised by its place or running number; a line inside a paragraph is text."""

from __future__ import annotations

import pytest

from mailrecon import reconstruct
from tests.conftest import assert_balances

HEAD = """\
From: Ada Moor <ada@north.example>
To: Ben Ost <ben@south.example>
Date: Tue, {day} Mar 2019 10:00:00 +0100
Subject: Wall {day}

"""
SIGNATURE = "Ada Moor\nMoor & Ost sp. z o.o.\nul. Morska 4\n{line}\nNIP 606-06-06-606\n"


def bodies(text: str) -> list[str]:
    return [message.body for message in reconstruct(text.encode()).messages]


@pytest.mark.parametrize("line", ["KRS 606606", "REGON 123456789", "HRB 123456", "VAT 9988776"])
@pytest.mark.parametrize("mails", [1, 2, 5])
def test_a_number_inside_a_signature_stays(line: str, mails: int) -> None:
    text = "".join(
        f"{HEAD.format(day=day)}It holds.\n\n{SIGNATURE.format(line=line)}\n"
        for day in range(1, mails + 1)
    )
    found = bodies(text)
    assert len(found) == mails
    assert all(line in body for body in found)


@pytest.mark.parametrize(
    ("above", "line"),
    [
        ("The account's number is", "AB 123456"),
        ("It is entered as", "HRB 123456"),
        ("Please quote this number:", "AB-123456"),
        ("Bitte angeben:", "VORGANG_0012345"),
    ],
)
def test_a_number_on_a_line_of_its_own_is_text(above: str, line: str) -> None:
    (body,) = bodies(f"{HEAD.format(day=1)}{above}\n\n{line}\n\nand keep the slip.\n\nAda\n")
    assert line in body


@pytest.mark.parametrize(
    "stamp",
    [
        "CONFIDENTIAL    WALL-002-00{n}",
        "WALL_00{n}",
        "WALL 00{n}",
        "                              {m}",
        "RELEASED Office of Walls Case No. W-7 Doc No. W{n}",
        "HIGHLY CONFIDENTIAL - ATTORNEYS' EYES ONLY  WALL-00{n}",
    ],
)
def test_a_running_stamp_leaves_the_text(stamp: str) -> None:
    text = "".join(
        f"{HEAD.format(day=day)}It holds, and it\n\n{stamp.format(n=29330 + day, m=340 + day)}\n\n"
        f"has held for {day} years.\n\n"
        for day in range(1, 4)
    )
    found = bodies(text)
    assert len(found) == 3
    for day, body in enumerate(found, start=1):
        assert " ".join(body.split()) == f"It holds, and it has held for {day} years."


@pytest.mark.parametrize("code", ["B6", "B7(C)", "(b)(5)", "1.4(D)"])
def test_a_code_at_the_margin_is_no_text(code: str) -> None:
    gap = " " * 60
    head = HEAD.format(day=2).rstrip("\n")
    text = f"{head}{gap}{code}\n\n{gap}{code}\n\nIt holds.\n"
    (message,) = reconstruct(text.encode()).messages
    assert message.subject == "Wall 2"
    assert message.body == "It holds."


RELEASED = "UNCLASSIFIED Office of Walls Case No. W-2031-07 Doc No. W05760281 Date: 06/30/2031\n\n"
_WIDE = " " * 50
_LONG = "It holds, and we have asked the mason in the yard to look at it when he comes"


def beside(text: str, code: str, column: int = 100) -> str:
    return f"{text.ljust(column)}{code}"


@pytest.mark.parametrize(
    ("above", "lines", "below"),
    [
        # A release's stamp, and one code.
        (RELEASED, [beside(_LONG, "B6"), "on Monday."], [_LONG, "on Monday."]),
        (RELEASED, [beside(_LONG, "B7(C)", 82), "on Monday."], [_LONG, "on Monday."]),
        # Two lines with a wide gap in a document without a stamp.
        ("", [beside("It holds.", "(b)(6)"), beside("Ask.", "B5")], ["It holds.", "Ask."]),
        # A line without room for a gap, beside one that has it.
        (RELEASED, [beside(_LONG, "B6", 83), f"{_LONG}, now B1"], [_LONG, f"{_LONG}, now"]),
    ],
    ids=["stamp", "narrow", "gaps", "no_gap"],
)
def test_a_code_beside_a_line_is_no_text(above: str, lines: list[str], below: list[str]) -> None:
    text = above + HEAD.format(day=2) + "\n".join(lines) + "\n"
    archive = reconstruct(text.encode(), name="codes.txt")
    (message,) = archive.messages
    assert message.body == "\n".join(below)
    assert_balances(archive.parsed[0])


@pytest.mark.parametrize(
    "body",
    [
        # Nobody prints codes here.
        beside("It holds. The room is", "B6"),
        f"{_LONG} with vitamin B6",
        # A table, in a release too.
        f"{beside('Ada', 'C4')}\n{beside('Ben', 'B6')}\n{beside('Cay', 'D12')}",
        "Ada          B6\nBen          B5",
    ],
)
@pytest.mark.parametrize("above", ["", RELEASED])
def test_a_line_that_ends_like_a_code_stays(above: str, body: str) -> None:
    if above and "The room is" in body:
        body = f"The room is B6\n\n{_LONG}, in   B6\n\n{_LONG}, behind the gate of the yard"
    text = above + HEAD.format(day=2) + body + "\n"
    (message,) = reconstruct(text.encode(), name="rooms.txt").messages
    assert message.body == body


def test_codes_beside_quoted_lines_leave_the_quotation_whole() -> None:
    quoted = f"> {beside('When?', 'B6')}\n> Where?\n\nAt noon.\n\n> Who?{_WIDE}{_WIDE}B5\n\nBen.\n"
    head = HEAD.format(day=2)
    text = f"{RELEASED}{head}On 1 Mar 2019, Ben Ost <ben@south.example> wrote:\n{quoted}"
    archive = reconstruct(text.encode(), name="quoted.txt")
    assert not any("B6" in message.body or "B5" in message.body for message in archive.messages)
    assert_balances(archive.parsed[0])


@pytest.mark.parametrize("feed", ["\f", ""])
def test_the_foot_and_the_head_of_pages_are_one_stamp_each(feed: str) -> None:
    head = (
        "UNCLASSIFIED                    OFFICE OF WALLS - PRODUCED TO THE COMMITTEE\n"
        "Office of Walls      SUBJECT TO AGREEMENT ON REDACTIONS.\n"
        "Case No. W-2031-07\nDoc No. W05760281\nDate: 06/30/2031"
    )
    foot = (
        "UNCLASSIFIED\nOffice of Walls\nCase No. W-2031-07\n"
        "Doc No. W05760281       OFFICE OF WALLS - PRODUCED TO THE COMMITTEE\n"
        "Date: 06/30/2031        SUBJECT TO AGREEMENT ON REDACTIONS.         WALL-007031"
    )
    text = f"{head}\n\n{HEAD.format(day=2)}It holds, and it\n\n{foot}\n{feed}{head}\n\nhas held.\n"
    (body,) = bodies(text)
    assert body.split() == ["It", "holds,", "and", "it", "has", "held."]
