"""Apply corrections about whole messages: parents, copies, labels."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field

from mailrecon.corrections import (
    OF_ARCHIVE,
    Action,
    CopiesValue,
    Correction,
    Fit,
    MessageReference,
    ParentValue,
    Target,
    anchor,
    corrected,
    reason_of,
    refusal,
)
from mailrecon.model import Corrected, Message, Notice, Parsed, Relation
from mailrecon.read.text.large import whole_text
from mailrecon.thread.copies.duplicates import Duplicates
from mailrecon.thread.copies.matching import Match, fullness
from mailrecon.thread.links.model import KnownParent
from mailrecon.thread.message_keys import MessageKeys

if TYPE_CHECKING:
    from mailrecon.thread.linking import LinkInput

_NOT_THERE = "there is no message"


class KnownLinks(Struct):
    """Links and copies that corrections determine, by message number.

    `parents` are the corrected parents. `copies` and `apart` are pairs that are copies of one
    message, or are not, each with the reason.
    """

    parents: dict[int, KnownParent] = field(default_factory=dict)
    copies: list[tuple[int, int, str]] = field(default_factory=list)
    apart: list[tuple[int, int]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    notes: dict[int, list[Corrected]] = field(default_factory=dict)


def find_known_links(gathered: LinkInput, corrections: Sequence[Correction]) -> KnownLinks:
    """Find the messages that corrections refer to; a correction without one becomes a notice.

    Corrections of documents that are not part of the run are ignored.
    """
    known = KnownLinks()
    wanted = [
        item
        for item in corrections
        if item.target and (item.action in OF_ARCHIVE or item.action is Action.TAG)
    ]
    if not wanted:
        return known
    places = _MessagesByPlace(gathered)
    for item in wanted:
        if item.document not in places.documents:
            continue
        number = places.at(item.document, item.target)
        if item.action is Action.TAG:
            # A label without a message cannot appear in any output.
            if number is not None:
                known.notes.setdefault(number, []).append(corrected(item))
            continue
        others = [places.find(reference) for reference in _references(item)]
        if number is None or None in others:
            known.notices.append(refusal(item, _NOT_THERE))
            continue
        found = [other for other in others if other is not None]
        if number in found:
            known.notices.append(refusal(item, "it names the same message twice"))
            continue
        _take(known, item, number, found)
    return known


def _references(item: Correction) -> Sequence[MessageReference]:
    value = item.value
    if isinstance(value, CopiesValue):
        return value.messages
    if isinstance(value, ParentValue) and value.message is not None:
        return (value.message,)
    return ()


def _take(known: KnownLinks, item: Correction, number: int, others: Sequence[int]) -> None:
    """Record a correction of a message; a later one replaces an earlier one."""
    for one in (number, *others[: len(others) * (item.action is not Action.PARENT)]):
        known.notes.setdefault(one, []).append(corrected(item))
    pairs = [(number, other) for other in others]
    said = {frozenset(pair) for pair in pairs}
    if isinstance(item.value, ParentValue):
        relation = Relation(item.value.relation)
        parent = others[0] if others else None
        known.parents[number] = KnownParent(parent, relation, reason_of(item))
        return
    known.copies = [one for one in known.copies if frozenset(one[:2]) not in said]
    known.apart = [one for one in known.apart if frozenset(one) not in said]
    if item.action is Action.COPIES:
        known.copies.extend((one, other, reason_of(item)) for one, other in pairs)
    else:
        known.apart.extend(pairs)


class _MessagesByPlace:
    """Find messages by their position in a document."""

    def __init__(self, gathered: LinkInput) -> None:
        self._parsed: Sequence[Parsed] = gathered.parsed
        self._messages: Sequence[Message] = gathered.messages
        self._keys: Sequence[MessageKeys] = gathered.keys
        self.documents: dict[str | None, list[int]] = defaultdict(list)
        for number, summary in enumerate(gathered.summaries):
            self.documents[summary.sha256].append(number)
        self._of_document: dict[int, list[int]] = defaultdict(list)
        for item in gathered.keys:
            self._of_document[item.document].append(item.number)

    def find(self, reference: MessageReference) -> int | None:
        """The number of a message; None if it is not among the documents."""
        if reference.target is not None and reference.document is not None:
            return self.at(reference.document, reference.target)
        wanted = reference.message_id
        return next((item.number for item in self._keys if item.identity == wanted), None)

    def at(self, sha256: str | None, target: Target | None) -> int | None:
        """The message whose header or body contains the start of a target."""
        if target is None or sha256 not in self.documents:
            return None
        for document in self.documents[sha256]:
            found = anchor(target, whole_text(self._parsed[document].document))
            if found.fit not in (Fit.APPLIED, Fit.MOVED):
                continue
            number = self._owner(document, found.start)
            if number is not None:
                return number
        return None

    def _owner(self, document: int, character: int) -> int | None:
        current = None
        for number in self._of_document.get(document, ()):
            source = self._messages[number].source
            if any(
                span.start <= character < max(span.end, span.start + 1) for span in source.header
            ):
                return number
            if any(span.start <= character < span.end for span in source.body):
                current = number
        return current


def with_known_copies(
    found: Duplicates, known: KnownLinks, messages: Sequence[MessageKeys]
) -> Duplicates:
    """The copies after corrections about them are applied."""
    if not known.copies and not known.apart:
        return found
    first, matches, near = list(found.first), dict(found.matches), dict(found.near)
    for one, other, reason in known.copies:
        for number, leader in enumerate(first):
            if leader == first[other]:
                first[number] = first[one]
        _lead(first, _members(first, first[one]), messages)
        matches[one] = matches[other] = Match(1.0, reason)
        near.pop(one, None)
        near.pop(other, None)
    for one, other in known.apart:
        if first[one] != first[other]:
            continue
        rest = [number for number in _members(first, first[one]) if number != other]
        first[other] = other
        matches.pop(other, None)
        _lead(first, rest, messages)
    return Duplicates(array("q", first), matches, near)


def _members(first: Sequence[int], leader: int) -> list[int]:
    return [number for number, other in enumerate(first) if other == leader]


def _lead(first: list[int], members: Iterable[int], messages: Sequence[MessageKeys]) -> None:
    """Make the fullest of several copies the canonical one."""
    together = list(members)
    fullest = max(together, key=lambda number: fullness(messages[number]))
    for number in together:
        first[number] = fullest
