"""Limit the points that a candidate can have if only its subject is evidence.

A client prints the answered message right below the answer. If that message has more points than
this limit, the others need not be found and scored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable

from mailrecon.thread.identities.people import NO_PERSON
from mailrecon.thread.links.scoring import SUBJECT_ALONE, WEIGHTS, LinkEvidence, Traits

_BY_SUBJECT = SUBJECT_ALONE + sum(
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
# With more recipients, it is not checked which of them wrote messages.
_FEW = 12


class Rivals:
    """The messages of an archive as rivals of the one right below."""

    def __init__(self, people: Callable[[], Iterable[tuple[int, Collection[int]]]]) -> None:
        # A function that returns author and recipients of each message; called only if needed.
        self._people = people
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
        most = _BY_SUBJECT + (_NEXT_ABOVE if is_above else 0)
        most += _TOGETHER if mine.thread is not None else 0
        if points > most + _TO_ORIGINATOR + _FIRST_IN_TO + _FROM_RECIPIENT:
            return True
        if points <= most or len(mine.recipients) > _FEW:
            return False
        if not self._wrote:
            self._count()
        most += _FROM_RECIPIENT if has_lists or self._others_wrote_to(mine, below) else 0
        wrote, author = self._wrote, below.originator
        if any(wrote[who] > (who == author) + (who == mine.originator) for who in mine.recipients):
            most += _TO_ORIGINATOR + _FIRST_IN_TO
        return points > most

    def _others_wrote_to(self, mine: Traits, below: Traits) -> bool:
        """Whether another message went to the originator of `mine`."""
        own = mine.originator
        if own == NO_PERSON:
            return False
        return self._got[own] > (own in mine.recipients) + (own in below.recipients)

    def _count(self) -> None:
        """Count the messages that each person wrote and received."""
        wrote, got = self._wrote, self._got
        for writer, readers in self._people():
            wrote[writer] += 1
            for reader in readers:
                got[reader] += 1
