"""The values by which the messages of chains below one another are linked, in columns.

A column has one value for each message, in print order. `chains_of_facts` and `chains_of_items`
read them from documents of workers and from messages just resolved, and return None unless each
message may answer the one right below, or is the last of its chain.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import chain, pairwise

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.layouts import layout_named
from mailrecon.model import Document, Introduction, Precision, Relation, Role
from mailrecon.resolve import Resolved
from mailrecon.thread.facts import MessageFacts, has_quotes
from mailrecon.thread.identities.strangers import PrintedOne
from mailrecon.thread.identity import message_id
from mailrecon.thread.links.misread import is_misread

_BEGINNINGS = frozenset({Introduction.HEADER_ONLY, Introduction.ORIGINAL, Introduction.FORWARD})
# By a name of the module, Python finds them ten times as fast as in their enum.
_FROM, _TO = Role.FROM, Role.TO
PRECISE = frozenset({Precision.SECOND.value, Precision.MINUTE.value})
_MINUTE = timedelta(minutes=1)


class Header(Struct, frozen=True, gc=False):
    """The people of a message in the order of its header: From, Sender, Reply-To, To, Cc, Bcc.

    The first is the originator if it `has_writer`. `before` people are not recipients, and the next
    `to` are in To.
    """

    people: tuple[PrintedOne, ...]
    has_writer: bool
    before: int
    to: int


class Chains(Struct, frozen=True, gc=False):
    """The messages of chains, each chain with a subject of its own.

    `ends` are the numbers after the last message of each chain. `histories` says whether a layout
    appends history, `letters` how long each body is.
    """

    ends: Sequence[int]
    bases: Sequence[str]
    identities: Sequence[str]
    headers: Sequence[Header]
    moments: Sequence[datetime]
    prefixes: Sequence[tuple[Relation, ...]]
    introductions: Sequence[Introduction]
    histories: Sequence[bool]
    letters: Sequence[int]


def chains_of_facts(facts: Sequence[MessageFacts]) -> Chains | None:
    """The columns of chains whose facts are known; None if there are other messages."""
    if not all(map(_is_plain, facts)):
        return None
    moments = [one.local for one in facts if one.local is not None]
    found = Chains(
        (),
        [one.base for one in facts],
        [one.identity for one in facts],
        list(map(header_of_facts, facts)),
        moments,
        [one.prefixes for one in facts],
        [one.introduction for one in facts],
        [one.history for one in facts],
        [one.letters for one in facts],
    )
    ends = _ends_of_chains(found, [one.enclosing for one in facts])
    return None if ends is None else replace(found, ends=ends)


def _is_plain(facts: MessageFacts) -> bool:
    """Whether a message has a time of day without a zone, and does not refer to another message."""
    return (
        facts.precision in PRECISE
        and facts.offset is None
        and facts.titled
        and not (
            facts.printed
            or facts.quotes
            or facts.quote_depth
            or facts.alternatives
            or facts.is_native
            or facts.references
            or facts.in_reply_to is not None
            or facts.footnote is not None
            or facts.thread is not None
        )
    )


def header_of_facts(one: MessageFacts) -> Header:
    """The people of a message whose facts are known."""
    front = [person for person in (one.originator, one.sender) if person is not None]
    people = (*front, *one.reply_to, *one.to, *one.copied)
    before = len(front) + len(one.reply_to)
    return Header(people, one.originator is not None, before, len(one.to))


def chains_of_items(document: Document, items: Sequence[Resolved]) -> Chains | None:
    """The columns of chains of messages that were just resolved; None if there are other messages.

    They equal those of `chains_of_facts`; the facts themselves are not computed.
    """
    if document.original is not None:
        return None
    drafts = [one.draft for one in items]
    moments: list[datetime] = []
    for one, draft in zip(items, drafts, strict=True):
        when = one.when
        if (
            when is None
            or when.offset is not None
            or when.precision not in PRECISE
            or when.alternatives
            or one.subject is None
            or one.message_id is not None
            or one.in_reply_to is not None
            or one.references
            or draft.quote_depth
            or draft.thread is not None
            or draft.footnote is not None
            or draft.corrected
        ):
            return None
        moments.append(when.local)
    bodies = [draft.body_text for draft in drafts]
    if any(map(has_quotes, bodies)):
        return None
    subjects = [one.subject_parts for one in items]
    appending = {one for one in {one.layout for one in drafts} if layout_named(one).appends_history}
    found = Chains(
        (),
        [one.base for one in subjects],
        (),
        list(map(header_of_item, items)),
        moments,
        [one.prefixes for one in subjects],
        [draft.introduction for draft in drafts],
        [draft.layout in appending and draft.heading is None for draft in drafts],
        list(map(len, bodies)),
    )
    ends = _ends_of_chains(found, [draft.enclosing for draft in drafts])
    if ends is None:
        return None
    return replace(found, ends=ends, identities=list(map(message_id, items)))


def header_of_item(item: Resolved) -> Header:
    """The people of a message, as `facts` would give them."""
    people, writer, sender = item.people, item.originator, item.sender
    to = people.get(_TO, ())
    # `From: Ann Poe` / `To: Ben Ost; Cay Dun`
    if sender is None and writer is not None and len(people) == 2 and to and _FROM in people:
        return Header((writer, *to), True, 1, len(to))
    front = [person for person in (writer, sender) if person is not None]
    front.extend(people.get(Role.REPLY_TO, ()))
    copied = chain(people.get(Role.CC, ()), people.get(Role.BCC, ()))
    return Header((*front, *to, *copied), writer is not None, len(front), len(to))


def _ends_of_chains(found: Chains, enclosing: Sequence[int | None]) -> list[int] | None:
    """The numbers after the last message of each chain; None unless each message may answer the
    one right below, without contrary evidence, or is the last of its subject.
    """
    bases, prefixes = found.bases, found.prefixes
    if (
        not all(bases)
        # Each is in the text of the one above.
        or enclosing != [None, *range(len(enclosing) - 1)]
        or not _BEGINNINGS.issuperset(found.introductions[1:])
    ):
        return None
    count = len(bases)
    subjects = len(set(bases))
    if subjects == 1:
        ends = [count]
    else:
        ends = [n for n, (one, other) in enumerate(pairwise(bases), start=1) if one != other]
        if not all(_begins_another(found, number) for number in ends):
            return None
        ends.append(count)
        # A subject that comes again, or so many that being right below is weaker evidence
        if len(ends) > subjects or 2 * (count - len(ends)) < count - 1:
            return None
    # All but the last messages of chains answer another, and are of a later minute.
    if not all(prefixes[:-1]) and not set(ends).issuperset(
        [number for number, own in enumerate(prefixes, start=1) if not own]
    ):
        return None
    moments = found.moments
    are_earlier = list(map(_is_of_earlier_minute, moments[1:], moments))
    if not all(are_earlier) and not set(ends).issuperset(
        [number for number, is_earlier in enumerate(are_earlier, start=1) if not is_earlier]
    ):
        return None
    return ends


def _begins_another(found: Chains, number: int) -> bool:
    """Whether a message of another subject clearly is not what the message above it answers."""
    above, base = found.bases[number - 1], found.bases[number]
    return (
        found.introductions[number] is Introduction.HEADER_ONLY
        and not found.histories[number]
        # `RE: The sluice at Quay` above `The sluice`
        and not above.startswith(base)
        and not (found.prefixes[number - 1] and is_misread(above, base))
    )


def _is_of_earlier_minute(one: datetime, other: datetime) -> bool:
    return other - one >= _MINUTE or one.replace(second=0) < other.replace(second=0)
