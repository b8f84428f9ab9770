"""Which message answers or forwards which: by nesting and order in print, never by clock alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from mailrecon.model import Introduction, Person, Relation, Role
from mailrecon.resolve import Resolved

_NEXT_IN_PRINT = 12
_ENOUGH = 0.6
_ZONE_SLACK = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Link:
    """That message `child` answers or forwards `parent` (both numbers), why, and how surely."""

    child: int
    parent: int
    relation: Relation
    reason: str
    score: float


def find_links(messages: Sequence[Resolved]) -> dict[int, Link]:
    """The parent of each message of one document that has one, by the child's number.

    What is forwarded or quoted stands below (or inside) what forwards or quotes it; of a printed
    conversation each message answers one above it.
    """
    links: dict[int, Link] = {}
    for number, message in enumerate(messages):
        above = message.draft.above
        if above is None or above in links:
            continue
        link = _quoted_below(messages, above, number)
        if link is not None:
            links[above] = link
    trees = _Trees(len(messages))
    for link in links.values():
        trees.join(link)
    quoted = {link.parent for link in links.values()}
    for number in range(len(messages)):
        if number in links or (number in quoted and _is_nested(messages[number])):
            continue
        link = _answers_above(messages, number)
        if link is not None and trees.root(link.parent) != number:
            links[number] = link
            trees.join(link)
    return links


def _is_nested(message: Resolved) -> bool:
    return message.draft.introduction is not Introduction.HEADER_ONLY


def _quoted_below(messages: Sequence[Resolved], child: int, parent: int) -> Link | None:
    """The link from a message to the one that stands in or below its text, if it is its source."""
    upper, lower = messages[child], messages[parent]
    introduction = lower.draft.introduction
    if lower.draft.footnote != upper.draft.footnote or _starts_thread(upper, lower):
        return None
    if introduction is Introduction.FORWARD:
        return Link(child, parent, Relation.FORWARD, "forward separator", 0.98)
    relation = relation_by_prefix(upper)
    if introduction is Introduction.ATTRIBUTION:
        return Link(child, parent, relation, "attribution line and quotation below", 0.97)
    if introduction is Introduction.ORIGINAL:
        return Link(child, parent, relation, "original-message separator", 0.97)
    if lower.draft.quote_depth > upper.draft.quote_depth:
        return Link(child, parent, relation, "header block quoted below", 0.95)
    if upper.draft.thread is not None and upper.draft.thread == lower.draft.thread:
        return None
    return _by_sequence(upper, lower, child, parent)


def _starts_thread(upper: Resolved, lower: Resolved) -> bool:
    return lower.draft.thread is not None and lower.draft.thread != upper.draft.thread


def relation_by_prefix(message: Resolved) -> Relation:
    """Forward where the outermost prefix of the subject says so, else reply."""
    prefixes = message.subject_parts.prefixes
    if prefixes and prefixes[0] == "forward":
        return Relation.FORWARD
    return Relation.REPLY


def _by_sequence(upper: Resolved, lower: Resolved, child: int, parent: int) -> Link | None:
    """Two header blocks that follow one another unseparated: does the upper one quote the lower?"""
    if not _may_descend(upper, lower) or not _not_before(upper, lower):
        return None
    score = 0.35
    reasons = []
    if _same_subject(upper, lower):
        score += 0.25
        reasons.append("same subject")
    if _shares(lower.originator, _recipients(upper)):
        score += 0.2
        reasons.append("its originator among the recipients")
    if _shares(upper.originator, _recipients(lower)):
        score += 0.2
        reasons.append("originator among its recipients")
    if _clearly_later(upper, lower):
        score += 0.1
        reasons.append("later date")
    if lower.draft.layout == "name and date above To" and lower.draft.heading is None:
        score += 0.25
        reasons.append("history as Lotus Notes appends it")
    if score < _ENOUGH:
        return None
    reasons.append("next below in print")
    return Link(child, parent, relation_by_prefix(upper), ", ".join(reasons), min(score, 0.95))


def _answers_above(messages: Sequence[Resolved], number: int) -> Link | None:
    """The best candidate above: same subject, originator among the recipients, nearest in print."""
    message = messages[number]
    best: tuple[float, int, str] | None = None
    for other in range(number - 1, max(-1, number - 1 - _NEXT_IN_PRINT), -1):
        candidate = messages[other]
        if candidate.draft.footnote != message.draft.footnote:
            break
        if candidate.draft.thread != message.draft.thread:
            continue
        if not _same_subject(message, candidate) or not _may_descend(message, candidate):
            continue
        if not _not_before(message, candidate):
            continue
        score = 0.4
        reasons = ["same subject"]
        if _shares(message.originator, _recipients(candidate)):
            score += 0.25
            reasons.append("originator among its recipients")
        if _shares(candidate.originator, _recipients(message)):
            score += 0.2
            reasons.append("its originator among the recipients")
        if message.draft.thread is not None:
            score += 0.1
            reasons.append("same printed conversation")
        if best is None:
            score += 0.05
            reasons.append("next above in print")
        if best is None or score > best[0]:
            best = (score, other, ", ".join(reasons))
    if best is None or best[0] < _ENOUGH:
        return None
    return Link(number, best[1], Relation.REPLY, best[2], min(best[0], 0.95))


class _Trees:
    """Which tree each message is in: union-find, so that a circle shows in near-constant time."""

    def __init__(self, size: int) -> None:
        self._above = list(range(size))

    def root(self, number: int) -> int:
        """The topmost ancestor of a message."""
        path = []
        while self._above[number] != number:
            path.append(number)
            number = self._above[number]
        for passed in path:
            self._above[passed] = number
        return number

    def join(self, link: Link) -> None:
        """Hang the tree of the link's child under that of its parent."""
        self._above[self.root(link.child)] = self.root(link.parent)


def _same_subject(one: Resolved, other: Resolved) -> bool:
    return bool(one.subject_parts.base) and one.subject_parts.base == other.subject_parts.base


def _may_descend(child: Resolved, parent: Resolved) -> bool:
    """A message without a prefix answers none that has one."""
    if child.subject is None or parent.subject is None:
        return True
    return bool(child.subject_parts.prefixes) or not parent.subject_parts.prefixes


def _not_before(child: Resolved, parent: Resolved) -> bool:
    """Whether the clocks allow it, given that a zone may be missing on either side."""
    if child.when is None or parent.when is None:
        return True
    if child.when.offset is not None and parent.when.offset is not None:
        return child.when.local - child.when.offset >= parent.when.local - parent.when.offset
    same_person = child.originator is not None and child.originator == parent.originator
    slack = timedelta(0) if same_person else _ZONE_SLACK
    if child.when.offset is None and parent.when.offset is None:
        slack = timedelta(hours=12)
    return child.when.local - parent.when.local >= -slack


def _clearly_later(child: Resolved, parent: Resolved) -> bool:
    return (
        child.when is not None and parent.when is not None and child.when.local >= parent.when.local
    )


def _recipients(message: Resolved) -> list[Person]:
    return [
        person for role in (Role.TO, Role.CC, Role.BCC) for person in message.people.get(role, ())
    ]


def _shares(person: Person | None, others: list[Person]) -> bool:
    if person is None or (person.name is None and person.address is None):
        return False
    return any(
        (person.address is not None and person.address == other.address)
        or (person.name is not None and person.name == other.name)
        for other in others
    )
