"""Fast path for a document of chains: each message answers the next one below.

`From: Ann Poe` / `Sent: …` / `Subject: RE: Tides`, her text, and below it the header of the message
that she answered, and so on down to the first one. If all messages of a chain have the same
subject, which no other chain has, each is older than the one above, none refers to another by
Message-ID, and each fits the one below better than any other, then `straight_archive` returns the
same archive as the general code. Otherwise it returns None.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.model import (
    Archive,
    Inference,
    Introduction,
    Message,
    Parsed,
    Person,
    Relation,
)
from mailrecon.resolve import Resolved
from mailrecon.thread.cast import Cast, Numbered, cast_of
from mailrecon.thread.chain import Chains, chains_of_facts, chains_of_items
from mailrecon.thread.identities.people import NO_PERSON
from mailrecon.thread.links.layout_weights import SEPARATORS, STRANGERS
from mailrecon.thread.links.rivals import BY_SUBJECT, LEAST_OF_LIST, Rivals
from mailrecon.thread.links.scoring import (
    CAP,
    ENOUGH,
    MARGIN,
    WEIGHTS,
    LinkEvidence,
    Start,
    Traits,
    reason_of,
    weigh,
    weigh_people,
    wrote_to_one_another,
)
from mailrecon.thread.links.timeline import QUARTER, WIDEST, seconds
from mailrecon.thread.plain import MAX_ANCESTORS, Answer, answering_messages
from mailrecon.thread.rebuilt import RebuiltDocument, RebuiltMessage, archive_of_document, placed

# The values that `_next_below` and `blocking_keys` have for such a chain.
BELOW = Start(
    WEIGHTS[LinkEvidence.BELOW].points + WEIGHTS[LinkEvidence.NEWEST_FIRST].points,
    LinkEvidence.BELOW | LinkEvidence.NEWEST_FIRST,
)
_LETTERS = 50
# By a name of the module, Python finds it ten times as fast as in its enum.
_FORWARD = Relation.FORWARD
_MINUTE = timedelta(minutes=1)


class _ToBelow(Struct, frozen=True, gc=False):
    """How a message answers the one below: the confidence, and why."""

    relation: Relation
    score: float
    reason: str


class _Weighed(Struct, frozen=True, gc=False):
    """A link, and the points that no other message may reach."""

    link: _ToBelow
    least: int


def archive_of_chains(parsed: Parsed, items: Sequence[Resolved]) -> Archive | None:
    """The archive of a document of chains, without options; None if the general code is needed.

    The result is that of `straight_archive`, without what only links of other messages need.
    """
    chains = chains_of_items(parsed.document, items)
    linked = None if chains is None else _linked(chains)
    if chains is None or linked is None:
        return None
    cast, answers = linked
    if cast.known is not None and any(map(cast.has_known_address, items)):
        return None
    messages = answering_messages(
        parsed, items, chains.identities, cast.named, _roots(chains), answers
    )
    return archive_of_document(parsed, messages, cast.identities)


def straight_archive(
    document: RebuiltDocument, printed: Sequence[RebuiltMessage]
) -> Archive | None:
    """The archive of a document of chains, without options; None if the general code is needed."""
    if isinstance(document.page, bytes):
        return None
    messages = [one.message for one in printed]
    decoded = [one for one in messages if not isinstance(one, bytes) and not one.corrected]
    if len(decoded) < len(messages):
        return None
    chains = chains_of_facts([one.facts for one in printed])
    linked = None if chains is None else _linked(chains)
    if chains is None or linked is None:
        return None
    cast, answers = linked
    people = (person for message in decoded for _, person in message.people())
    if cast.known is not None and any(map(cast.has_address_of, people)):
        return None
    rows = zip(decoded, answers, _roots(chains), strict=True)
    return Archive(
        tuple([_answering(message, answer, root, cast.named) for message, answer, root in rows]),
        (document.page,),
        placed(document.warnings, document.summary.name),
        cast.identities,
        known_summaries=(document.summary,),
    )


def _answering(
    message: Message, answer: Answer, root: str, named: Callable[[Person], Person]
) -> Message:
    """A message of a chain with its people, and the message that it answers."""
    return replace(
        message,
        originator=None if message.originator is None else named(message.originator),
        sender=None if message.sender is None else named(message.sender),
        reply_to=tuple(map(named, message.reply_to)),
        to=tuple(map(named, message.to)),
        cc=tuple(map(named, message.cc)),
        bcc=tuple(map(named, message.bcc)),
        parent=answer.parent,
        relation=answer.relation,
        references=answer.references,
        thread=root,
        inferred=(*message.inferred, *answer.inferred),
    )


def _roots(chains: Chains) -> list[str]:
    """The Message-ID of the first message of each one's chain, which is the last in print."""
    found: list[str] = []
    for end in chains.ends:
        found += [chains.identities[end - 1]] * (end - len(found))
    return found


def _linked(chains: Chains) -> tuple[Cast, list[Answer]] | None:
    """The people of chains, and what each message answers; None if the general code is needed."""
    cast = cast_of(chains.headers)
    if not _have_no_copies(chains, cast.parties):
        return None
    links = _LinksBelow(chains, cast.parties)
    answers: list[Answer] = []
    for end in chains.ends:
        start = len(answers)
        found = links.of(start, end)
        if found is None:
            return None
        answers += _answers(tuple(chains.identities[start:end]), found)
    return cast, answers


def _have_no_copies(chains: Chains, parties: Sequence[Numbered]) -> bool:
    """Whether the minutes of all messages differ, so that none need to be compared as copies."""
    if len(set(chains.identities)) < len(chains.identities):
        return False
    # In one chain each message is of an earlier minute than the one above.
    if len(chains.ends) > 1 and not _wrote_once_a_minute(chains.moments, parties):
        return False
    latest: dict[tuple[str, int, int, int], datetime] = {}
    rows = zip(chains.moments, chains.letters, chains.bases, parties, strict=True)
    for moment, letters, base, one in rows:
        who = one.originator
        if who == NO_PERSON or not letters:
            continue
        # Texts of similar length and one subject by one person, at times that may be the same
        # moment in two zones
        alike = base, who, letters // _LETTERS, moment.minute % QUARTER
        before = latest.get(alike)
        if before is not None and before - moment <= WIDEST + _MINUTE:
            return False
        latest[alike] = moment
    return True


def _wrote_once_a_minute(moments: Sequence[datetime], parties: Sequence[Numbered]) -> bool:
    """Whether no two messages are by one person and of one minute."""
    minutes = [
        (one.originator, moment.replace(second=0) if moment.second else moment)
        for moment, one in zip(moments, parties, strict=True)
        if one.originator != NO_PERSON
    ]
    return len(set(minutes)) == len(minutes)


class _LinksBelow:
    """How the messages of chains answer one another."""

    def __init__(self, chains: Chains, parties: Sequence[Numbered]) -> None:
        self._chains = chains
        self._parties = parties
        got = Counter([who for one in parties for who in one.recipients])
        readers = {who for who, count in got.items() if count >= LEAST_OF_LIST}
        self._lists = frozenset(readers.difference([one.originator for one in parties]))
        # Pairs of the same evidence have the same points.
        self._known: dict[tuple[object, ...], _Weighed | None] = {}

    def of(self, start: int, end: int) -> list[_ToBelow] | None:
        """How each message of a chain but the last answers the one below; None if one may answer
        another.
        """
        chains, lists, known = self._chains, self._lists, self._known
        own = self._parties[start:end]
        rivals = Rivals(lambda: ((one.originator, one.recipients) for one in own))
        found: list[_ToBelow] = []
        for upper, (mine, theirs) in enumerate(pairwise(own), start=start):
            lower = upper + 1
            introduction, history = chains.introductions[lower], chains.histories[lower]
            prefixes = chains.prefixes[upper], chains.prefixes[lower]
            forwards = prefixes[0][0] is _FORWARD
            if introduction in SEPARATORS:
                are_strangers = not wrote_to_one_another(mine, theirs)
                found.append(_separated(introduction, forwards=forwards, strangers=are_strangers))
                continue
            pair = weigh_people(mine, theirs, lists, forwards=forwards), prefixes, history
            weighed = known.get(pair)
            if weighed is None:
                weighed = known[pair] = _weighed(chains, upper, mine, theirs, lists)
            if weighed is None or not rivals.stay_below(
                weighed.least, BY_SUBJECT, mine, theirs, has_lists=bool(lists)
            ):
                return None
            found.append(weighed.link)
        return found


@lru_cache(maxsize=64)
def _separated(introduction: Introduction, *, forwards: bool, strangers: bool) -> _ToBelow:
    """How a message answers the one below a separator."""
    is_forward = forwards or introduction is Introduction.FORWARD
    weight = SEPARATORS[introduction]
    return _link(is_forward, weight.points - (STRANGERS if strangers else 0), weight.said)


def _link(is_forward: bool, points: int, reason: str) -> _ToBelow:
    relation = Relation.FORWARD if is_forward else Relation.REPLY
    return _ToBelow(relation, points / 100, f"{relation.value}: {reason}")


def _weighed(
    chains: Chains, upper: int, mine: Numbered, theirs: Numbered, lists: frozenset[int]
) -> _Weighed | None:
    """How a message answers the one below; None if there is too little evidence."""
    above, below = _traits(chains, upper, mine), _traits(chains, upper + 1, theirs)
    scored = weigh(above, below, BELOW, lists)
    if scored is None or scored.points < ENOUGH:
        return None
    is_forward = above.prefixes[0] == Relation.FORWARD
    link = _link(is_forward, min(scored.points, CAP), reason_of(scored.evidence, 0))
    return _Weighed(link, scored.points - MARGIN + 1)


def _traits(chains: Chains, number: int, parties: Numbered) -> Traits:
    at = seconds(chains.moments[number])
    return Traits(
        number,
        0,
        None,
        chains.bases[number],
        chains.prefixes[number],
        titled=True,
        history=chains.histories[number],
        originator=parties.originator,
        recipients=frozenset(parties.recipients),
        everyone=parties.everyone,
        first=parties.first,
        local=at,
        at=at,
        known=False,
        exact=False,
        zoned=False,
        civil=False,
        # Not used: each message is certainly earlier than the one above.
        grain=1,
    )


def _answers(identities: tuple[str, ...], links: Sequence[_ToBelow]) -> list[Answer]:
    """What each message answers; `links` are those of all but the last."""
    root = identities[-1]
    upwards = identities[::-1]
    found = [Answer()]
    for depth, link in enumerate(reversed(links), start=1):
        parent = upwards[depth - 1]
        # The root and the nearest ancestors, the parent last
        references = upwards[max(0, depth - MAX_ANCESTORS) : depth]
        if depth > MAX_ANCESTORS:
            references = (root, *references)
        guess = Inference("In-Reply-To", parent, link.reason, link.score)
        found.append(Answer(parent, link.relation, references, (guess,)))
    found.reverse()
    return found
