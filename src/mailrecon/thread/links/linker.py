"""Link messages to their parents, with a reason and a confidence.

In order of evidence: printed Message-IDs; separators, attribution lines and quote marks; quoted
text; then subject, people and position. A clock alone never makes a link, and prevents one only if
both zones are known. A candidate that is too weak is recorded, but not linked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from sys import intern
from types import MappingProxyType
from typing import Protocol

from msgspec.structs import replace

from mailrecon.model import Introduction, Relation
from mailrecon.thread.directions import ANY_ZONE
from mailrecon.thread.links.candidates import Best, BestCandidates, Candidate, CandidateFinder
from mailrecon.thread.links.model import (
    DisjointSet,
    KnownParent,
    Link,
    LinkKind,
    Links,
    LinkTable,
    Quotations,
    Rejection,
)
from mailrecon.thread.links.scoring import CAP, ENOUGH, NOTED, LinkScorer
from mailrecon.thread.links.structure import StructureReader
from mailrecon.thread.links.timeline import find_timeline, usual_offsets
from mailrecon.thread.message_keys import MessageKeys
from mailrecon.thread.watching import Watch, unwatched

# The Thread-Index of an answer is five bytes, or ten digits, longer than its parent's.
_INDEX_STEP = 10
# Messages between two progress reports, which takes some tens of milliseconds.
_REPORTED = 500
_DAY = timedelta(days=1)
_PRECISION = {"second": timedelta(seconds=1), "minute": timedelta(minutes=1)}


class PeopleByNumber(Protocol):
    """Whose person each handle is, as `People` says it."""

    def identity(self, handle: int) -> int:
        """The number of the identity of a handle."""


def find_links(
    messages: Sequence[MessageKeys],
    people: PeopleByNumber,
    representative: Sequence[int],
    quotations: Quotations,
    known: Mapping[int, KnownParent] = MappingProxyType({}),
    watch: Watch = unwatched,
    copies: Sequence[int] | None = None,
) -> Links:
    """Find the parent of each message; `watch` is called with the share that is done.

    `representative` maps each message to the one that represents it; links are made between those.
    A forwarded or quoted message is below or within the one that contains it; messages of a printed
    conversation answer one above; otherwise subject, people and time decide. `known` are links from
    corrections, which take precedence. `copies` maps each message to its canonical copy even if
    `representative` keeps copies apart.
    """
    if len(messages) == 1 and not known:
        return Links(LinkTable(1), {})  # a single message has no parent here
    return _Linker(
        messages, people, representative, quotations, known, copies or representative
    ).run(watch)


class _Linker:
    """The links made so far, and the trees they form."""

    def __init__(
        self,
        messages: Sequence[MessageKeys],
        people: PeopleByNumber,
        representative: Sequence[int],
        quotations: Quotations,
        known: Mapping[int, KnownParent],
        copies: Sequence[int],
    ) -> None:
        self.messages = messages
        self.representative = representative
        usual = usual_offsets(messages, people.identity)
        timeline = find_timeline(messages, people.identity, representative, usual)
        self.scorer = LinkScorer(people.identity, timeline)
        self.finder = CandidateFinder(messages, representative, self.scorer, quotations)
        self.structure = StructureReader(
            messages, self.scorer.traits, self.finder.direction, copies
        )
        self.links = Links(LinkTable(len(messages)), {})
        self.trees = DisjointSet(len(messages))
        self.known = {representative[child]: link for child, link in known.items()}

    def _link_certain(self) -> Iterator[tuple[MessageKeys, bool]]:
        """Make the certain links; return the messages left, and whether each was extracted from
        another.
        """
        self._link_known()
        self._link_printed()
        extracted = self._link_structure()
        accepted, representative, known = self.links.accepted, self.representative, self.known
        for item in self.messages:
            first = representative[item.number]
            if first not in accepted and first not in known and item.printed_parent is None:
                inside = item.number in extracted
                yield item, inside and item.introduction is not Introduction.HEADER_ONLY

    def run(self, watch: Watch) -> Links:
        """Make all links, the most certain kind first."""
        self.finder.index_subjects()
        found = BestCandidates()
        for item, extracted in self._link_certain():
            if not item.number % _REPORTED:
                watch(item.number / len(self.messages))
            best = self.finder.best(item, extracted=extracted)
            if best is not None:
                found.add(best)
        for best in found:
            self._link_best(best)
        return self.links

    def _add(self, link: Link) -> bool:
        """Link two messages (or those that represent them), unless that closes a cycle."""
        child, parent = self.representative[link.child], self.representative[link.parent]
        # A copy of itself, a message with a parent, or a cycle: `A` answers `B`, which answers `A`.
        if child == parent or child in self.links.accepted or self.trees.root(parent) == child:
            return False
        # A correction gives the parent, or states that there is none.
        if child in self.known:
            return False
        between = link
        if (child, parent) != (link.child, link.parent):
            between = replace(link, child=child, parent=parent)
        # Written at 9:12 +0200, and the candidate at 10:12 +0200
        if contradicts(self.messages[link.child], self.messages[link.parent]):
            reason = f"{link.reason}; but its clock says it was written before that"
            self.links.rejected[child] = replace(between, reason=reason, rejection=Rejection.CLOCK)
            return False
        self.links.accepted.add(between)
        self.trees.join(child, parent)
        return True

    def _link_known(self) -> None:
        """Make the links of corrections; one that closes a cycle is left out."""
        for child, link in self.known.items():
            parent = child if link.parent is None else self.representative[link.parent]
            if child != parent and self.trees.root(parent) != child:
                self.links.accepted.add(
                    Link(child, parent, link.relation, LinkKind.SAID, link.reason, 1.0, True)
                )
                self.trees.join(child, parent)

    def _link_printed(self) -> None:
        """Link messages that print the Message-ID of their parent, and attached messages."""
        known: dict[str, int] = {}
        shared: dict[str, list[int]] = {}
        for item in self.messages:
            if item.printed:
                first = known.setdefault(item.identity, item.number)
                if self.representative[first] != self.representative[item.number]:
                    shared.setdefault(item.identity, [first]).append(item.number)
        if known:
            self._link_identified(known, shared)
        self._link_indexed()

    def _link_identified(self, known: dict[str, int], shared: dict[str, list[int]]) -> None:
        """Link by the Message-IDs that messages print; `shared` are those of several messages."""
        for item in self.messages:
            printed = item.printed_parent
            parent = known.get(printed) if printed is not None else None
            # `<1@quay.example>` of two different messages: the subject decides.
            if printed in shared:
                parent = self._of_one_subject(item, shared[printed])
            if parent is not None:
                reason = "printed Message-ID"
                self._add(
                    Link(item.number, parent, item.relation, LinkKind.PRINTED_ID, reason, 1.0, True)
                )
        for item in self.messages:
            # `message/rfc822` in a native message: the message that carries it forwards it.
            carrier = known.get(item.attached_to) if item.attached_to is not None else None
            if carrier is not None and self.messages[carrier].printed_parent is None:
                relation, reason = Relation.FORWARD, "attached message"
                self._add(
                    Link(carrier, item.number, relation, LinkKind.ATTACHED, reason, 1.0, True)
                )

    def _link_indexed(self) -> None:
        """Link messages without a parent's Message-ID by a Thread-Index that extends the parent's.

        Outlook stores sent mail without In-Reply-To, but with an index that is five bytes longer.
        """
        found: dict[str, set[int]] = {}
        for item in self.messages:
            if item.thread_index is not None:
                found.setdefault(item.thread_index, set()).add(self.representative[item.number])
        for item in self.messages if found else ():
            if item.thread_index is None or item.printed_parent is not None:
                continue
            parents = found.get(item.thread_index[:-_INDEX_STEP], set())
            # If two messages have this Thread-Index, the parent is uncertain.
            if len(parents) == 1:
                (parent,) = parents
                kind, reason = LinkKind.PRINTED_ID, "Thread-Index"
                self._add(Link(item.number, parent, item.relation, kind, reason, 1.0, True))

    def _of_one_subject(self, item: MessageKeys, numbers: Sequence[int]) -> int | None:
        """Of several messages with one printed Message-ID, the only one with the item's subject."""
        found = [n for n in numbers if self.messages[n].base == item.base]
        return found[0] if len({self.representative[n] for n in found}) == 1 else None

    def _link_structure(self) -> set[int]:
        """Make the links of separators, attribution lines and quote marks."""
        extracted: set[int] = set()
        for link, is_made, inside in self.structure.links():
            if is_made:
                self._add(link)
            if inside is not None:
                extracted.add(inside)
        return extracted

    def _link_best(self, best: Best) -> None:
        """Link a message to its best candidate that closes no cycle, or record that candidate."""
        item, first = self.messages[best.number], best.candidate
        # Recorded with a confidence of 0.5, and not used
        if best.is_ambiguous:
            reason = intern(f"{first.reason}; another message fits as well")
            child, parent = self.representative[item.number], self.representative[first.candidate]
            link = Link(child, parent, Relation.REPLY, LinkKind.EVIDENCE, reason, 0.5)
            self._note(link, Rejection.AMBIGUOUS)
        elif not self._try(item, first) and first.points >= ENOUGH:
            for other in self.finder.others(item, extracted=best.extracted):
                if self._try(item, other):
                    break

    def _try(self, item: MessageKeys, one: Candidate) -> bool:
        """Link a message to a candidate unless that closes a cycle; record one that is too weak."""
        points, other = one.points, one.candidate
        # Only a few different reasons occur, so equal strings are shared.
        reason = intern(one.reason)
        score = min(points, CAP) / 100
        number, kind = item.number, LinkKind.EVIDENCE
        relation = self.scorer.relation(item, self.messages[other], behind=other > number)
        link = Link(number, other, relation, kind, reason, score, one.certain)
        if points >= ENOUGH:
            return self._add(link)
        if points >= NOTED:
            self._note(link, Rejection.TOO_WEAK)
        return False

    def _note(self, link: Link, rejection: Rejection) -> None:
        """Record a rejected candidate, unless one with a higher confidence is recorded already."""
        child = self.representative[link.child]
        if child not in self.links.rejected:
            self.links.rejected[child] = replace(link, rejection=rejection)


def contradicts(child: MessageKeys, parent: MessageKeys) -> bool:
    """Whether the child was certainly written before the candidate."""
    # `3/4/2021`: April 3rd or March 4th
    if child.alternatives or parent.alternatives:
        return False
    if child.instant is not None and parent.instant is not None:
        return child.instant + _PRECISION[child.precision] <= parent.instant
    if child.local is None or parent.local is None:
        return False
    # `On 16/06/2019, at 11:20 Ann wrote:` in a mail of 14/06/2019, 10:00: no two zones are so far
    # apart. A date without a time is any moment of its day.
    latest = child.local + _PRECISION.get(child.precision, _DAY)
    return parent.local - latest >= ANY_ZONE
