"""What linking is given, and what it finds."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import IntEnum

from msgspec import Struct

from mailrecon.model import Relation

_NONE = -1


class LinkKind(IntEnum):
    """What shows a link."""

    # A correction says it.
    SAID = 0
    # `In-Reply-To:` or `References:` names the Message-ID of the parent.
    PRINTED_ID = 1
    # The parent is a file attached to the message.
    ATTACHED = 2
    # A separator, an attribution line, or quote marks stand between the two.
    STRUCTURE = 3
    # Subject, people, dates and quotations together speak for it.
    EVIDENCE = 4


class Rejection(IntEnum):
    """Why the best candidate of a message is kept as a candidate and not linked."""

    # Too little speaks for it.
    TOO_WEAK = 0
    # Another message fits as well.
    AMBIGUOUS = 1
    # The answer's clock says that it was written first.
    CLOCK = 2


class Link(Struct, frozen=True):
    """That message `child` answers or forwards `parent` (both numbers), why, and how surely.

    `certain` tells that print itself shows it: an identifier, a separator, a quotation, the order
    of a printed conversation; other links are conclusions from subject, people and time. `reason`
    is for people to read, `kind` for the program. `rejection` is None in a link that is made.
    `outside` is the Message-ID of a parent that is not among the messages; `parent` means nothing
    then.
    """

    child: int
    parent: int
    relation: Relation
    kind: LinkKind
    reason: str
    score: float
    certain: bool = False
    outside: str | None = None
    rejection: Rejection | None = None


class ExternalCandidate(Struct, frozen=True):
    """A candidate that is not among the messages, with fewer points than `ENOUGH - MARGIN`.

    `number` is between those of the messages it stands between, `identity` is its Message-ID.
    """

    number: float
    identity: str
    relation: Relation
    points: int
    gap: int
    reason: str


class KnownParent(Struct, frozen=True):
    """What a message answers because somebody said so: `parent` None is nothing."""

    parent: int | None
    relation: Relation
    reason: str


class UnderSubjects(Struct, frozen=True):
    """What the messages of a larger archive tell of a part of it.

    `inside` gives for each message that looks for what it answers under its subject the candidates
    among the messages; `outside` the best of the others that are too weak to be linked.
    """

    inside: Mapping[int, Sequence[int]]
    outside: Mapping[int, ExternalCandidate]


# For a message, the numbers of others whose text it quotes, with the share of it they hold.
Quotations = Callable[[int], Mapping[int, float]]


class LinkTable(Mapping[int, Link]):
    """The links that are made, by the child's number, in a few dozen bytes for each message."""

    def __init__(self, messages: int) -> None:
        self._parents = array("q", [_NONE]) * messages
        self._scores = array("d", [0.0]) * messages
        self._reasons: list[str] = [""] * messages
        self._kinds = bytearray(messages)
        self._forwards = bytearray(messages)
        self._certain = bytearray(messages)
        self._count = 0

    def add(self, link: Link) -> None:
        """Take in the link of a message that has none yet, to one that is among the messages."""
        child = link.child
        self._count += 1
        self._parents[child] = link.parent
        self._scores[child] = link.score
        self._reasons[child] = link.reason
        self._kinds[child] = link.kind
        self._forwards[child] = link.relation is Relation.FORWARD
        self._certain[child] = link.certain

    def parent_of(self, number: int) -> int | None:
        """What a message answers or forwards, by its number."""
        parent = self._parents[number]
        return None if parent == _NONE else parent

    def certain_parents(self) -> dict[int, int]:
        """The parent of each message that has one for certain."""
        return {
            child: self._parents[child] for child, certain in enumerate(self._certain) if certain
        }

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and self._parents[number] != _NONE

    def __getitem__(self, number: int) -> Link:
        parent = self._parents[number]
        if parent == _NONE:
            raise KeyError(number)
        return Link(
            number,
            parent,
            Relation.FORWARD if self._forwards[number] else Relation.REPLY,
            LinkKind(self._kinds[number]),
            self._reasons[number],
            self._scores[number],
            bool(self._certain[number]),
        )

    def __iter__(self) -> Iterator[int]:
        return (child for child, parent in enumerate(self._parents) if parent != _NONE)

    def __len__(self) -> int:
        return self._count


class Links(Struct):
    """The links that are made, and for messages without one the best candidate, by the child's
    number."""

    accepted: LinkTable
    rejected: dict[int, Link]


class DisjointSet:
    """Which tree each message is in: union-find, so that a circle shows in near-constant time."""

    def __init__(self, size: int) -> None:
        self._above = array("q", range(size))

    def root(self, number: int) -> int:
        """The topmost ancestor of a message."""
        path = []
        while self._above[number] != number:
            path.append(number)
            number = self._above[number]
        for passed in path:
            self._above[passed] = number
        return number

    def join(self, child: int, parent: int) -> None:
        """Hang the tree of the child under that of its parent."""
        self._above[self.root(child)] = self.root(parent)
