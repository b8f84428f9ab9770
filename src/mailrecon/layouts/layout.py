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
    """The sign that a line must show before a layout is tried on it, in the order of trial."""

    HEADING = "it has the form of a published heading, or is in brackets among such"
    LABEL = "it begins with a header label"
    CLOCK = "a colon has a digit on both sides, or `>>>` is at both ends"
    IDENTIFIER = "an address in angle brackets follows a few words"
    CLOSING_COLON = "it ends with a colon or dashes, or contains a verb of writing and a colon"
    CITATION = "a colon and a quotation mark follow a few words"


class Layout(Struct, frozen=True):
    """A way in which programs print a header.

    `name` is its name in outputs, `printed_by` the programs that print it. `finders` are called for
    lines that show their sign. A plugin layout is tried right before the layout named `before`, or
    after all others. Other stages use its capabilities, never its name:

    - `parts_people_by_comma`: commas separate recipients; names are never `Last, First`.
    - `appends_history`: a mail is followed by the mail it answers, without an introduction.
    - `ends_with_links`: below each message the page has links of its own.
    - `publishes`: the text around it is the publisher's, so a section's end ends the message.
    """

    name: str
    printed_by: str
    finders: tuple[tuple[Sign, Finder], ...] = ()
    before: str | None = None
    parts_people_by_comma: bool = False
    appends_history: bool = False
    ends_with_links: bool = False
    publishes: bool = False
