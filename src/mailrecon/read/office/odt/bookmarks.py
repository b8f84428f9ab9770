"""ODT: find bookmarks and sections that are hidden with their text."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from mailrecon.read.office.odt.looks import LOEXT, TEXT
from mailrecon.regex import regex

BOOKMARKS = (f"{TEXT}bookmark-start", f"{TEXT}bookmark-end")
# `ooow:1`, `ooow:TRUE`, `1==1`: a condition that is always true.
_TRUE = regex(r"(?:\w+:)?\s*(?:true|0*[1-9]\d{0,9}|(\d{1,9})\s*={1,2}\s*\1)\s*")


def is_hidden_section(section: etree._Element) -> bool:
    """Whether a section is not displayed, or its condition was true when it was saved."""
    display = section.get(f"{TEXT}display", "true")
    hidden = section.get(f"{TEXT}is-hidden")
    if display == "condition" and hidden is None:
        condition = section.get(f"{TEXT}condition", "").strip().casefold()
        return _TRUE.fullmatch(condition) is not None
    return display == "none" or hidden == "true"


def hidden_bookmarks(root: etree._Element) -> Iterator[etree._Element]:
    """The start marks of bookmarks that LibreOffice hides with their text; each has an end mark.

    `<text:bookmark-start text:name="a" loext:hidden="true"/>`
    """
    ended: set[str] = set()
    for mark in reversed(list(root.iter(*BOOKMARKS))):
        name = mark.get(f"{TEXT}name", "")
        if mark.tag == BOOKMARKS[1]:
            ended.add(name)
        elif mark.get(f"{LOEXT}hidden") == "true" and name in ended:
            yield mark
