"""Limit the points that a candidate can have if only its subject is evidence.

A client prints the answered message right below the answer. If that message has more points than
this limit, the others need not be found and scored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from functools import partial
from itertools import islice

from mailrecon.thread.identities.people import NO_PERSON
from mailrecon.thread.links.scoring import SUBJECT_ALONE, WEIGHTS, LinkEvidence, Parties, Traits

# The most points of a candidate without evidence of people or place.
BY_SUBJECT = SUBJECT_ALONE + sum(
    WEIGHTS[one].points
    for one in (LinkEvidence.CLIENTS_PREFIX, LinkEvidence.SAME_PEOPLE, LinkEvidence.LATER)
)
_TOGETHER = WEIGHTS[LinkEvidence.TOGETHER].points
_NEXT_ABOVE = WEIGHTS[LinkEvidence.NEXT_ABOVE].points
_TO_ORIGINATOR = WEIGHTS[LinkEvidence.TO_ORIGINATOR].points
_FIRST_IN_TO = WEIGHTS[LinkEvidence.FIRST_IN_TO].points
_FROM_RECIPIENT = max(
    WEIGHTS[LinkEvidence.FROM_RECIPIENT].points, WEIGHTS[LinkEvidence.SAME_LIST].points
)
_BY_PEOPLE = _TO_ORIGINATOR + _FIRST_IN_TO + _FROM_RECIPIENT
# An address that gets this many messages of a document, and writes none, is a mailing list.
LEAST_OF_LIST = 3
# With more recipients, it is not checked which of them wrote messages.
_FEW = 12
# Of more messages, nothing is counted: a subject may be counted several times.
_MOST_COUNTED = 1_000
# Subjects whose messages are counted at a time.
_MOST_AT_HAND = 1_024

WritersAndReaders = Iterable[tuple[int, Collection[int]]]


class Rivals:
    """The messages of one subject as rivals of the one right below."""

    def __init__(self, people: Callable[[], WritersAndReaders]) -> None:
        # A function that returns author and recipients of each message; called only if needed.
        self._people = people
        self._are_counted: bool | None = None
        self._wrote: Counter[int] = Counter()
        self._got: Counter[int] = Counter()

    def have_less(
        self, points: int, mine: Traits, below: Traits, *, is_above: bool, has_lists: bool
    ) -> bool:
        """Whether no message other than `below` can reach `points` as the parent of `mine`.

        `is_above`: the message right above may be one of the others; `has_lists`: the document has
        mailing lists.
        """
        # Without a subject there are no other candidates.
        if not mine.base:
            return True
        most = BY_SUBJECT + (_NEXT_ABOVE if is_above else 0)
        most += _TOGETHER if mine.thread is not None else 0
        return self.stay_below(points, most, mine, below, has_lists=has_lists)

    def stay_below(
        self, points: int, most: int, mine: Parties, below: Parties, *, has_lists: bool
    ) -> bool:
        """Whether no message other than `below` can reach `points` by its people; it has at most
        `most` by other evidence.
        """
        if points > most + _BY_PEOPLE:
            return True
        if points <= most or len(mine.recipients) > _FEW:
            return False
        if self._are_counted is None:
            self._are_counted = self._count()
        if not self._are_counted:
            return False
        most += _FROM_RECIPIENT if has_lists or self._others_wrote_to(mine, below) else 0
        wrote, author, own = self._wrote, below.originator, mine.originator
        for who in mine.recipients:
            if wrote.get(who, 0) > (who == author) + (who == own):
                most += _TO_ORIGINATOR + _FIRST_IN_TO
                break
        return points > most

    def _others_wrote_to(self, mine: Parties, below: Parties) -> bool:
        """Whether another message went to the originator of `mine`."""
        own = mine.originator
        if own == NO_PERSON:
            return False
        return self._got.get(own, 0) > (own in mine.recipients) + (own in below.recipients)

    def _count(self) -> bool:
        """Count the messages that each person wrote and received; False if there are too many."""
        people = list(islice(self._people(), _MOST_COUNTED + 1))
        if len(people) > _MOST_COUNTED:
            return False
        self._wrote.update([writer for writer, _ in people])
        self._got.update([reader for _, readers in people for reader in readers])
        return True


class RivalsBySubject:
    """The messages of an archive as rivals of the one right below, which has the same subject."""

    def __init__(self, people: Callable[[str], WritersAndReaders]) -> None:
        # A function that returns author and recipients of each message of a subject.
        self._people = people
        self._known: dict[str, Rivals] = {}

    def of(self, base: str) -> Rivals:
        """The messages of a subject."""
        found = self._known.get(base)
        if found is None:
            if len(self._known) >= _MOST_AT_HAND:
                self._known.clear()
            found = self._known[base] = Rivals(partial(self._people, base))
        return found
