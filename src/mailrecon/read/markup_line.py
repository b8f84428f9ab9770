"""A line of marked-up text as it is shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MarkupLine:
    """`aside` tells that the line is markup or furniture, no part of the text."""

    text: str
    aside: bool = False
