"""Locate corrections on a page, and record which could not be applied."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from msgspec import Struct, field

from mailrecon.corrections import (
    Action,
    Anchor,
    Correction,
    anchor,
    corrected,
    refusal,
)
from mailrecon.model import (
    Corrected,
    Notice,
    SegmentKind,
)
from mailrecon.scan import Lines, Page

_ASIDE = {Action.FURNITURE: SegmentKind.FURNITURE, Action.NARRATIVE: SegmentKind.NARRATIVE}


class PlacedCorrection(NamedTuple):
    """A correction, the lines and offset of its target, and how far the target moved."""

    correction: Correction
    first: int
    last: int
    start: int
    shift: int


class KnownCorrections(Struct):
    """The corrections of a page, and their results so far."""

    begins: dict[int, PlacedCorrection] = field(default_factory=dict)
    mails: dict[int, PlacedCorrection] = field(default_factory=dict)
    no_mails: list[PlacedCorrection] = field(default_factory=list)
    ends: dict[int, PlacedCorrection] = field(default_factory=dict)
    aside: dict[int, SegmentKind] = field(default_factory=dict)
    set_aside: list[PlacedCorrection] = field(default_factory=list)
    of_fields: list[PlacedCorrection] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    notes: dict[int, list[Corrected]] = field(default_factory=dict)

    def refuse(self, placed: PlacedCorrection, why: str) -> None:
        """Note that a correction can't be applied."""
        self.notices.append(refusal(placed.correction, why))

    def note(self, draft: int, correction: Correction) -> None:
        """Note that a correction shaped the draft with that number."""
        self.notes.setdefault(draft, []).append(corrected(correction))


def find_known(page: Page, corrections: Iterable[Correction]) -> KnownCorrections:
    """Locate the targets of a document's corrections, and note those that have none."""
    known = KnownCorrections()
    lines = page.lines
    for item in corrections:
        if item.target is None:
            continue
        found = anchor(item.target, lines.text)
        # The quoted words are no longer in the text, or occur twice.
        if not found.found:
            known.notices.append(refusal(item, found.fit.value))
            continue
        _sort(known, _placed(lines, item, found))
    return known


def _placed(lines: Lines, item: Correction, found: Anchor) -> PlacedCorrection:
    first = lines.line_at(found.start)
    last = lines.line_at(max(found.end - 1, found.start)) + 1
    shift = found.start - item.target.start if item.target is not None else 0
    return PlacedCorrection(item, first, last, found.start, shift)


def _sort(known: KnownCorrections, placed: PlacedCorrection) -> None:
    """Index a correction by its kind; a later correction overrides an earlier one."""
    action = placed.correction.action
    if action is Action.BEGINS:
        known.begins[placed.first] = placed
        known.no_mails = [one for one in known.no_mails if not one.first <= placed.first < one.last]
    elif action is Action.MAIL:
        known.mails = {
            line: one
            for line, one in known.mails.items()
            if one.last <= placed.first or placed.last <= one.first
        }
        known.mails[placed.first] = placed
        known.no_mails = [one for one in known.no_mails if not one.first <= placed.first < one.last]
    elif action is Action.NO_MAIL:
        known.no_mails.append(placed)
        for of_lines in (known.begins, known.mails):
            for line in range(placed.first, placed.last):
                of_lines.pop(line, None)
    elif action is Action.ENDS:
        known.ends[placed.last] = placed
    elif action in _ASIDE:
        known.set_aside.append(placed)
        for line in range(placed.first, placed.last):
            known.aside[line] = _ASIDE[action]
    else:
        known.of_fields.append(placed)
