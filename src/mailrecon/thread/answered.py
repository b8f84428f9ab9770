"""Fast path for a document of a message and those that it quotes, as most mail of lists is.

    From: Ann Poe <ann@quay.example>
    Date: Mon, 4 May 2020 09:12:00 +0200
    Subject: Re: Tides

    It does not.
    > -----Original Message-----
    > From: Ben Ost <ben@dock.example>
    > Sent: Sunday, May 3, 2020 7:15 PM

If separators or quote marks show that each message answers the next one below, nothing else need be
weighed: only the last one is left, and it answers none above. Of two messages, the upper one may
also answer a header of its own subject right below: the only candidate. Other links of a few
messages are weighed by the rules for all archives (`find_links`). `archive_of_answers` returns the
same archive as the general code, without what only copies and several documents need; None if
messages may be copies, or refer to others by Message-ID.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise, starmap

from msgspec.structs import replace

from mailrecon.layouts import layout_named
from mailrecon.model import Archive, Inference, Introduction, Parsed, ZoneBounds
from mailrecon.resolve import Resolved
from mailrecon.thread.cast import Numbered, cast_of
from mailrecon.thread.chain import PRECISE, header_of_item
from mailrecon.thread.copies.fingerprints import share_a_shingle, split_quotation, tokens
from mailrecon.thread.copies.header_agreement import are_apart
from mailrecon.thread.directions import Direction, find_directions
from mailrecon.thread.facts import has_quotes
from mailrecon.thread.identities.people import NO_PERSON
from mailrecon.thread.identity import message_id
from mailrecon.thread.links.linker import contradicts, find_links
from mailrecon.thread.links.model import Link, LinkKind, LinkTable
from mailrecon.thread.links.quotations import (
    needs_its_text,
    quotation_shares,
    quotations_of_few,
)
from mailrecon.thread.links.scoring import CAP, ENOUGH, LinkScorer, reason_of, weigh
from mailrecon.thread.links.structure import StructureReader
from mailrecon.thread.links.timeline import find_timeline, usual_offsets
from mailrecon.thread.message_keys import NOTHING_RARE, CommonKeys, MessageKeys, shortened
from mailrecon.thread.plain import Answer, answering_messages
from mailrecon.thread.rebuilt import archive_of_document
from mailrecon.thread.straight import BELOW
from mailrecon.thread.zones import PeoplesZones, find_bounds

# The general code compares the headers of so many alone (`linking.py`), without their texts.
MOST_ANSWERED = 8
_PAIR = 2
# By a name of the module, Python finds it ten times as fast as in its enum.
_HEADER_ONLY = Introduction.HEADER_ONLY
_BEGINNINGS = frozenset(
    {_HEADER_ONLY, Introduction.ORIGINAL, Introduction.FORWARD, Introduction.RULE}
)


def archive_of_answers(parsed: Parsed, items: Sequence[Resolved]) -> Archive | None:
    """The archive of a document of a few messages, without options; None if the general code is
    needed.
    """
    document = parsed.document
    if (
        len(items) > MOST_ANSWERED
        or document.attached_to is not None
        or not all(map(_is_plain, items))
    ):
        return None
    identities = list(map(message_id, items))
    if len(set(identities)) < len(identities):
        return None
    cast = cast_of(list(map(header_of_item, items)))
    if cast.known is not None and any(map(cast.has_known_address, items)):
        return None
    keys = [
        _keys(item, number, identity, parties)
        for number, (item, identity, parties) in enumerate(
            zip(items, identities, cast.parties, strict=True)
        )
    ]
    if document.original is not None:
        keys[0] = replace(keys[0], common=replace(keys[0].common, is_native=True))
    # Two messages may be copies of one.
    if not all(are_apart(one, other) for one, other in combinations(keys, 2)):
        return None
    links = _plain_links(keys, items) or _weighed_links(keys, items)
    zones = None if links is None else _zones(keys, links)
    if links is None or zones is None:
        return None
    roots, answers = _answers(identities, links)
    messages = answering_messages(parsed, items, identities, cast.named, roots, answers)
    for number, bounds in enumerate(zones):
        if bounds is not None:
            messages[number] = replace(messages[number], zone_bounds=bounds)
    return archive_of_document(parsed, messages, cast.identities)


def _is_plain(item: Resolved) -> bool:
    """Whether a message has a date, and does not refer to another message."""
    when, draft = item.when, item.draft
    return not (
        when is None
        or when.alternatives
        or item.in_reply_to is not None
        or item.references
        or draft.thread is not None
        or draft.heading is not None
        or draft.footnote is not None
        or draft.corrected
    )


def _keys(item: Resolved, number: int, identity: str, parties: Numbered) -> MessageKeys:
    """The keys of a message; its people are those of a `Cast`."""
    when, draft, subject = item.when, item.draft, item.subject_parts
    body = draft.body_text
    common = CommonKeys(
        introduction=draft.introduction,
        quote_depth=draft.quote_depth,
        history=layout_named(draft.layout).appends_history,
        offset=None if when is None else when.offset,
        precision="" if when is None else when.precision,
        titled=item.subject is not None,
        prefixes=subject.prefixes,
        printed=item.message_id is not None,
        quotes=has_quotes(body),
        is_native=False,
    )
    return MessageKeys(
        number=number,
        document=0,
        enclosing=draft.enclosing,
        originator=parties.originator,
        to=() if parties.first == NO_PERSON else (parties.first,),
        others=parties.recipients,
        local=None if when is None else when.local,
        base=subject.base,
        short_id=shortened(identity),
        letters=len(body),
        common=common,
        rare=NOTHING_RARE,
    )


def _plain_links(keys: Sequence[MessageKeys], items: Sequence[Resolved]) -> LinkTable | None:
    """The links of messages each of which answers the one right below; None if other messages must
    be weighed.
    """
    count = len(keys)
    if (
        [one.enclosing for one in keys] != [None, *range(count - 1)]
        or not _BEGINNINGS.issuperset([one.introduction for one in keys[1:]])
        or not PRECISE.issuperset([one.precision for one in keys])
        or not all(one.titled for one in keys)
    ):
        return None
    links = _links(keys)
    if links is None:
        return None
    # A text without quoted lines is compared with no other.
    if any(map(needs_its_text, keys)) and (
        _quotes_another(items, count - 1)
        # What a separator shows needs no quotation.
        or (links[0].kind is LinkKind.EVIDENCE and _quotes_another(items, 0))
    ):
        return None
    table = LinkTable(count)
    for link in links:
        table.add(link)
    return table


def _weighed_links(keys: Sequence[MessageKeys], items: Sequence[Resolved]) -> LinkTable | None:
    """The links by the rules for all archives; None if candidates were rejected."""
    shares: dict[int, dict[int, float]] = {}
    if any(map(needs_its_text, keys)):
        own, quoted = quotations_of_few([item.draft.body_text for item in items])
        shares = quotation_shares(quoted, own)
    links = find_links(keys, _THEMSELVES, range(len(keys)), lambda one: shares.get(one, {}))
    return None if links.rejected else links.accepted


def _links(keys: Sequence[MessageKeys]) -> list[Link] | None:
    """The links of all messages but the last; None if other messages must be weighed."""
    directions = find_directions(keys)
    timeline = find_timeline(keys, _same, range(len(keys)), usual_offsets(keys, _same))
    scorer = LinkScorer(_same, timeline)
    first, last = keys[0], keys[-1]
    # Two headers of one depth without a separator
    if len(keys) == _PAIR and _is_plainly_below(first, last):
        found = _link_below(first, last, scorer)
    elif any(starmap(_is_plainly_below, pairwise(keys))):
        return None
    else:
        reader = StructureReader(
            keys, scorer.traits, lambda number: directions.found[number], range(len(keys))
        )
        found = [printed.link for printed in reader.links()]
    if len(found) < len(keys) - 1 or any(starmap(contradicts, pairwise(keys))):
        return None
    # A message below a separator is part of the other's text. Others answer none above if the
    # newest is first.
    number = last.number
    if last.introduction is _HEADER_ONLY and (
        directions.runs[number] > 0 or directions.found[number] is not Direction.NEWEST_FIRST
    ):
        return None
    return found


def _same(who: int) -> int:
    """The people of a `Cast` are numbered by their identities."""
    return who


class _Themselves:
    """The identities of the people of a `Cast`."""

    def identity(self, handle: int) -> int:
        """The number of a person."""
        return handle


_THEMSELVES = _Themselves()


def _is_plainly_below(upper: MessageKeys, lower: MessageKeys) -> bool:
    """Whether neither a separator nor quote marks show that the upper message answers the other."""
    return lower.quote_depth < upper.quote_depth or (
        lower.introduction is _HEADER_ONLY and lower.quote_depth == upper.quote_depth
    )


def _link_below(upper: MessageKeys, lower: MessageKeys, scorer: LinkScorer) -> list[Link]:
    """The link to a header of the same subject, if there is enough evidence; the newest is
    first.
    """
    if not upper.base or upper.base != lower.base:
        return []
    scored = weigh(scorer.traits(upper), scorer.traits(lower), BELOW)
    if scored is None or scored.points < ENOUGH:
        return []
    relation = scorer.relation(upper, lower, behind=True)
    reason, score = reason_of(scored.evidence, 0), min(scored.points, CAP) / 100
    return [Link(upper.number, lower.number, relation, LinkKind.EVIDENCE, reason, score)]


def _quotes_another(items: Sequence[Resolved], number: int) -> bool:
    """Whether the text of a message may quote another."""
    _, quoted = split_quotation(items[number].draft.body_text)
    words = tokens(quoted) if quoted else ()
    return bool(words) and any(
        share_a_shingle(words, tokens(split_quotation(item.draft.body_text)[0]))
        for other, item in enumerate(items)
        if other != number
    )


def _answers(identities: Sequence[str], links: LinkTable) -> tuple[list[str], list[Answer]]:
    """The first message of each one's thread, and what each message answers."""
    roots: list[str] = []
    found: list[Answer] = []
    for number, identity in enumerate(identities):
        link = links.get(number)
        if link is None:
            roots.append(identity)
            found.append(Answer())
            continue
        above: int | None = link.parent
        ancestors: list[str] = []
        while above is not None:
            ancestors.append(identities[above])
            above = links.parent_of(above)
        reason = f"{link.relation.value}: {link.reason}"
        guess = Inference("In-Reply-To", ancestors[0], reason, link.score)
        ancestors.reverse()
        roots.append(ancestors[0])
        found.append(Answer(ancestors[-1], link.relation, tuple(ancestors), (guess,)))
    return roots, found


def _zones(keys: Sequence[MessageKeys], links: LinkTable) -> list[ZoneBounds | None] | None:
    """The bounds of the messages' zones; None if no zone makes a date fit."""
    if all(item.offset is not None for item in keys):
        return [None] * len(keys)
    bounds = find_bounds(keys, links)
    if bounds.impossible:
        return None
    zones = PeoplesZones(keys, bounds.narrowed, _same)
    return [
        zones.narrowed(item, bounds.narrowed.get(item.number)) if item.offset is None else None
        for item in keys
    ]
