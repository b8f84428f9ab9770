"""From a document's text to what stands out in it: labels and attribution lines, with places.

Most lines of most documents are neither, so each test begins with the cheapest look at a line
that can rule it out: without a colon of some kind there is no label and no attribution.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from mailrecon.lexicon import Lexicon
from mailrecon.model import Document
from mailrecon.scan.attributions import Attribution, find_attribution
from mailrecon.scan.labels import COLONS, Label, find_label
from mailrecon.scan.lines import Lines
from mailrecon.scan.page_numbers import find_page_numbers

# What can set a label apart without a colon: table cells, bold type, a wide gap.
_MARKUP = ("|", "**", "__", "\t", "   ")

__all__ = ["Attribution", "Label", "Lines", "Page", "scan", "scan_window"]


@dataclass(slots=True)
class Page:
    """A scanned document: its lines, and lookups that remember what they found.

    `set_aside` are the lines the reader knew to be page furniture, and those that number pages;
    `envelope_end` is the line behind a real message's header (0: there is none); `run_end` is the
    line behind the last run of labels a layout went through. `goes_on` tells that the page is a
    window, and a header stands above it.
    """

    lines: Lines
    lexicon: Lexicon
    candidates: list[int]
    set_aside: frozenset[int] = frozenset()
    envelope_end: int = 0
    run_end: int = 0
    goes_on: bool = False
    _labels: dict[int, Label | None] = field(default_factory=dict)
    _attributions: dict[int, Attribution | None] = field(default_factory=dict)

    def label(self, index: int) -> Label | None:
        """The header label that line `index` opens with, or None."""
        if index not in self._labels:
            self._labels[index] = find_label(self.lines.content(index), self.lexicon)
        return self._labels[index]

    def attribution(self, index: int) -> Attribution | None:
        """The attribution line that closes on line `index`, or None."""
        if index not in self._attributions:
            self._attributions[index] = find_attribution(self.lines, index, self.lexicon)
        return self._attributions[index]


def scan(document: Document, lexicon: Lexicon) -> Page:
    """Split a document into lines and pick out those that can open or hold a header."""
    lines = Lines(document.text)
    set_aside = frozenset(
        number
        for span in document.set_aside
        for number in range(lines.line_at(span.start), lines.line_at(max(span.end - 1, 0)) + 1)
    )
    candidates = _candidates(lines)
    if candidates:
        set_aside |= find_page_numbers(lambda: iter((lines.raw,)))
    envelope = document.envelope
    envelope_end = lines.line_at(max(envelope.end - 1, 0)) + 1 if envelope is not None else 0
    return Page(lines, lexicon, candidates, set_aside, envelope_end)


def scan_window(text: str, lexicon: Lexicon, set_aside: frozenset[int], *, goes_on: bool) -> Page:
    """A part of a text, from the start of a line; `set_aside` are lines of this part."""
    lines = Lines(text)
    return Page(lines, lexicon, _candidates(lines), set_aside, goes_on=goes_on)


def _candidates(lines: Lines) -> list[int]:
    """The lines that can open or hold a header."""
    marks = (mark for mark in (*COLONS, *_MARKUP) if mark[:1] in lines.text)
    return sorted(set().union(*map(lines.with_mark, marks)))
