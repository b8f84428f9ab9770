"""The row of a layout: who prints it, the signs of its lines, its capabilities."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from msgspec import Struct

from mailrecon.layouts.block import Block
from mailrecon.scan import Page

# From a page and a line number to the header that begins there, or None.
Finder = Callable[[Page, int], Block | None]


class Sign(Enum):
    """What a line must show for a layout to look at it; signs are tried in this order."""

    HEADING = "it has the form of a published heading, or stands in brackets among such"
    LABEL = "it begins with a header label"
    CLOCK = "a digit stands on both sides of a colon"
    IDENTIFIER = "an address in angle brackets stands behind few words"
    CLOSING_COLON = (
        "it ends with a colon or in dashes, or a verb of writing and a colon stand within"
    )


class Layout(Struct, frozen=True):
    """A way in which programs print a header.

    `name` is what outputs call it, `printed_by` who prints so. `finders` are asked for a line that
    shows their sign. Other stages ask what a layout can do, never for its name:

    - `parts_people_by_comma`: recipients stand in a row, and never as `Last, First`.
    - `appends_history`: a mail is followed by the one it answers, which nothing introduces.
    - `publishes`: the text around it is the publisher's, so a section's end ends the message.
    """

    name: str
    printed_by: str
    finders: tuple[tuple[Sign, Finder], ...] = ()
    parts_people_by_comma: bool = False
    appends_history: bool = False
    publishes: bool = False
