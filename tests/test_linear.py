"""Twice the text, at most 2.2 times the steps: counted in lines run and calls made, not seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from mailrecon import reconstruct
from mailrecon.lexicon import load
from mailrecon.model import Document
from mailrecon.parse import parse

HEADER = "From: Ada Moor <ada@n.example>\nSent: Tuesday, March 3, 2015 4:12 PM\n"
INPUTS: dict[str, Callable[[int], str]] = {
    "labels without values": lambda n: "From: \n" * n,
    "originators": lambda n: "From: ada@n.example\n" * n,
    "recipients": lambda n: "To: ada@n.example\n" * n,
    "incomplete headers": lambda n: "From: ada@n.example\nTo: ben@n.example\nDate: x\n\n" * n,
    "blank lines": lambda n: HEADER + "To: ben@n.example\n\n" + "\n" * (20 * n) + "x",
    "originators on one line": lambda n: "x From: " * (4 * n) + "\n",
    "one long line": lambda n: "x " * (500 * n) + ": y\n",
    "long attribution": lambda n: "On x, " * n + "wrote:\n> y\n",
    "wrapped attribution": lambda n: "On x,\n" * n + "wrote:\n> y\n",
    "quote levels": lambda n: "\n".join(">" * level + " x" for level in range(n // 2)),
    "emptied addresses": lambda n: "<\n>\n" * n,
    "wrapped recipients": lambda n: "To: a@n.example,\n" + "b c,\n" * n,
    "dashes": lambda n: "-----\n" * n,
    "trace fields": lambda n: "Received: x\n" * n,
    "table rows": lambda n: "| From | x |\n" * n,
    "names and dates": lambda n: "Ada Moor\n01/02/2001 10:20 AM\nTo: x\n" * n,
    "chain": lambda n: (HEADER + "To: Ben Ost\nSubject: Re: wall\n\nyes\n\n") * (n // 4),
    "nested forwards": lambda n: (
        ("---------- Forwarded message ---------\n" + HEADER + "To: Ben\nSubject: Fwd: wall\n\nx\n")
        * (n // 4)
    ),
}


def steps(text: str) -> int:
    """How many lines of Python run and how many calls are made to rebuild `text`."""
    count = 0

    def line(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += 1
        return line

    def call(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += 1

    sys.settrace(line)
    sys.setprofile(call)
    try:
        reconstruct(text.encode(), encoding="utf-8")
    finally:
        sys.settrace(None)
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("name", INPUTS)
def test_twice_the_text_takes_twice_the_steps(name: str) -> None:
    make = INPUTS[name]
    size = 300
    steps(make(8))  # what is loaded once does not count
    once, twice = steps(make(size)), steps(make(2 * size))
    assert twice <= 2.2 * once + 2000, f"{name}: {once} steps, then {twice}"


class _Searched(str):
    """A text that counts how often it is searched as a whole."""

    __slots__ = ("searches",)
    searches: int

    def __contains__(self, part: object) -> bool:
        self.searches += 1
        return super().__contains__(part)  # type: ignore[operator]


def searches(messages: int) -> int:
    """How often a chain of messages is searched from its start to its end."""
    # A line with a mark keeps the text from the way for plain mail.
    text = _Searched((HEADER + "To: Ben Ost\nSubject: Re: wall\n\nyes\n\n") * messages + "* Yes.\n")
    text.searches = 0
    assert len(parse(Document("a.txt", text, "", "utf-8"), load()).drafts) == messages
    return text.searches


def test_a_text_is_searched_no_more_often_for_more_messages() -> None:
    # The way for a single message is not asked for a longer text.
    assert searches(40) <= searches(10)
