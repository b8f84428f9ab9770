"""The types of linking: links, corrected parents, and compact tables."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping
from enum import IntEnum

from msgspec import Struct

from mailrecon.model import Relation

_NONE = -1


class LinkKind(IntEnum):
    """The origin of a link, the most certain first."""

    # A user's correction.
    SAID = 0
    # `In-Reply-To:` or `References:` names the Message-ID of the parent.
    PRINTED_ID = 1
    # The parent is a file attached to the message.
    ATTACHED = 2
    # A separator, an attribution line, or quote marks are between the two.
    STRUCTURE = 3
    # Subject, people, dates and quotations together are the evidence.
    EVIDENCE = 4


class Rejection(IntEnum):
    """Why the best candidate of a message is not linked."""

    # Its points are below `ENOUGH`.
    TOO_WEAK = 0
    # Another message fits equally well.
    AMBIGUOUS = 1
    # By the clocks, the reply was written first.
    CLOCK = 2


class Link(Struct, frozen=True):
    """Message `child` answers or forwards `parent` (both are numbers).

    `certain`: the document shows it by an identifier, a separator, a quotation or the order of a
    printed conversation; other links are inferred from subject, people and time. `reason` is for
    people, `kind` for the program. `rejection` is None for a link that is made.
    """

    child: int
    parent: int
    relation: Relation
    kind: LinkKind
    reason: str
    score: float
    certain: bool = False
    rejection: Rejection | None = None


class KnownParent(Struct, frozen=True):
    """The parent that a correction gives to a message; None if it has no parent."""

    parent: int | None
    relation: Relation
    reason: str


# Maps a message number to the messages it quotes, with the fraction of the quotation found in each.
Quotations = Callable[[int], Mapping[int, float]]


class LinkTable(Mapping[int, Link]):
    """The links that are made, by the child's number; compact, a few dozen bytes a message."""

    def __init__(self, messages: int) -> None:
        self._parents = array("q", [_NONE]) * messages
        self._scores = array("d", [0.0]) * messages
        self._reasons: list[str] = [""] * messages
        self._kinds = bytearray(messages)
        self._forwards = bytearray(messages)
        self._certain = bytearray(messages)
        self._count = 0

    def add(self, link: Link) -> None:
        """Add the link of a message that has none yet; its parent must be among the messages."""
        child = link.child
        self._count += 1
        self._parents[child] = link.parent
        self._scores[child] = link.score
        self._reasons[child] = link.reason
        self._kinds[child] = link.kind
        self._forwards[child] = link.relation is Relation.FORWARD
        self._certain[child] = link.certain

    def parent_of(self, number: int) -> int | None:
        """The number of a message's parent; None if it has none."""
        parent = self._parents[number]
        return None if parent == _NONE else parent

    def certain_parents(self) -> dict[int, int]:
        """The parents of certain links, by child."""
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
    """The links that are made, and the best rejected candidates of other messages, by child."""

    accepted: LinkTable
    rejected: dict[int, Link]


class DisjointSet:
    """The tree of each message (union-find), so that cycles are found in near-constant time."""

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
        """Attach the tree of the child to that of its parent."""
        self._above[self.root(child)] = self.root(parent)
