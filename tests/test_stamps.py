"""A stamp is known by its place or its running number; a line inside a paragraph is text."""

from __future__ import annotations

import pytest

from mailrecon import reconstruct

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
