"""A line of marked-up text as it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from mailrecon.read.removals import says_so


@dataclass(frozen=True, slots=True)
class MarkupLine:
    """`aside` tells that the line is markup or furniture, no part of the text."""

    text: str
    aside: bool = False


def shows_address(text: str) -> bool:
    """Whether the address behind a link is to be shown: not if its text says it or was removed."""
    return "@" not in text and not says_so(text)
