"""Find links that the layout shows: separators, attribution lines, quote marks, header blocks
below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from mailrecon.model import Introduction, Relation
from mailrecon.thread.directions import Direction, clock_order, follows, without_header
from mailrecon.thread.links.candidates import starts_thread
from mailrecon.thread.links.layout_weights import (
    BELOW_ANSWER,
    FORWARD_OF_ABOVE,
    OTHER_SUBJECT,
    QUOTED_BLOCK,
    RULE,
    SEPARATORS,
    STRANGERS,
)
from mailrecon.thread.links.model import Link, LinkKind
from mailrecon.thread.links.scoring import Parties, Weight, may_descend, wrote_to_one_another
from mailrecon.thread.message_keys import MessageKeys

# Quotations within one another that are followed upwards.
_DEEPEST = 20


class PrintedLink(NamedTuple):
    """A link that layout shows.

    `made`: the link is used, because the message does not name its parent. `extracted` is the
    number of a lower message that is part of the upper one's text.
    """

    link: Link
    made: bool
    extracted: int | None


class StructureReader:
    """Finds links by separators, attribution lines, quote marks and header blocks."""

    def __init__(
        self,
        messages: Sequence[MessageKeys],
        parties: Callable[[MessageKeys], Parties],
        direction: Callable[[int], Direction],
        copies: Sequence[int],
    ) -> None:
        self._messages = messages
        self._parties = parties
        self._direction = direction
        self._quoted_in = _quoted_in(messages, copies)
        self._copies = copies
        self._headless = without_header(messages)

    def links(self) -> Iterator[PrintedLink]:
        """The links by layout, in print order."""
        # The last message linked below each message so far.
        claimed: dict[int, int] = {}
        for item in self._messages:
            if item.enclosing is None:
                continue
            upper = self._messages[item.enclosing]
            # `[Ann forwards the above to Ben on May 4, 2020 9:12 AM]`
            if item.introduction is Introduction.FORWARD_OF_ABOVE:
                link = _linked(item, upper, Relation.FORWARD, FORWARD_OF_ABOVE)
                yield PrintedLink(link, made=True, extracted=None)
                continue
            before = claimed.get(item.enclosing)
            # The first quoted message may answer the second one.
            if before is not None:
                upper = self._messages[before]
                found = self._below_answer(upper, item)
            else:
                found = self._by_structure(upper, item)
            if found is not None:
                claimed[item.enclosing] = item.number
                yield PrintedLink(found, upper.printed_parent is None, item.number)

    def _by_structure(self, upper: MessageKeys, lower: MessageKeys) -> Link | None:
        """The link from a message to the one that layout marks as its source."""
        # `________` / `From: Ann Poe`
        if lower.introduction is Introduction.RULE and lower.quote_depth == upper.quote_depth:
            if lower.footnote != upper.footnote or starts_thread(upper, lower):
                return None
            return self._below_rule(upper, lower)
        weight = SEPARATORS.get(lower.introduction)
        if weight is None:
            # A header block that is not quoted deeper shows no relation.
            if lower.quote_depth <= upper.quote_depth:
                return None
            weight = QUOTED_BLOCK
        if lower.footnote != upper.footnote or starts_thread(upper, lower):
            return None
        if self._is_of_conversation(upper, lower):
            return None
        relation = upper.relation
        if lower.introduction in (Introduction.FORWARD, Introduction.REPORTED):
            relation = Relation.FORWARD
        less = 0
        # `Re: Locks` above `Tides`
        if upper.base and lower.base and not upper.base.endswith(lower.base):
            less += OTHER_SUBJECT
        # Neither wrote to the other: forwarded by a third person, perhaps.
        if not self._wrote_to_one_another(upper, lower):
            less += STRANGERS
        return _linked(upper, lower, relation, weight, less)

    def _is_of_conversation(self, upper: MessageKeys, lower: MessageKeys) -> bool:
        """Whether the lower of two messages is the later one of a conversation printed oldest
        first.

        Each message is printed whole: `On 4 May at 9:12 Ann wrote:` and its text, then `On 4 May at
        11:40 Ben wrote:` and his.
        """
        # The lower one quotes a copy of the upper one.
        if lower.number in self._quoted_in.get(self._copies[upper.number], ()):
            return True
        # A message that is quoted deeper is inside the upper one, whatever its date.
        if lower.quote_depth > upper.quote_depth or lower.introduction is Introduction.REPORTED:
            return False
        if follows(upper, lower):
            return True
        # The rest of the document decides for a difference of hours.
        direction, order = self._direction(lower.number), clock_order(upper, lower)
        if direction is Direction.OLDEST_FIRST and order > 0:
            return True
        # `On 4 May Ann wrote:` and `On 4 May Ben wrote:`, neither below a header
        undecided = direction is not Direction.NEWEST_FIRST and order >= 0
        return undecided and bool(self._headless[lower.number]) and lower.local is not None

    def _below_rule(self, upper: MessageKeys, lower: MessageKeys) -> Link | None:
        """The link to a message below a rule.

        Outlook on the web prints a rule above the message that is answered; others print one
        between any two messages.
        """
        # `Re: Locks` above `Locks`; not `Locks` above `Re: Locks`.
        if not upper.base or upper.base != lower.base or not may_descend(upper, lower):
            return None
        # A set of exhibits with the oldest first, or a message that is not an answer
        if self._direction(lower.number) is Direction.OLDEST_FIRST or not upper.prefixes:
            return None
        if clock_order(upper, lower) > 0:
            return None
        return _linked(upper, lower, upper.relation, RULE)

    def _below_answer(self, before: MessageKeys, lower: MessageKeys) -> Link | None:
        """The link between two quoted messages with an answer in between.

        The lower one has a separator (`-----Original Message-----`) at the quote depth of the upper
        one.
        """
        # `> -----Original Message-----` at the depth of the quotation above
        if lower.introduction not in SEPARATORS or lower.quote_depth != before.quote_depth:
            return None
        if not lower.quote_depth or not before.base or before.base != lower.base:
            return None
        if not may_descend(before, lower) or clock_order(before, lower) > 0:
            return None
        if not self._wrote_to_one_another(before, lower):
            return None
        return _linked(before, lower, before.relation, BELOW_ANSWER)

    def _wrote_to_one_another(self, one: MessageKeys, other: MessageKeys) -> bool:
        """Whether one's originator is among the other's people, or someone is unknown."""
        return wrote_to_one_another(self._parties(one), self._parties(other))


def _quoted_in(messages: Sequence[MessageKeys], copies: Sequence[int]) -> dict[int, set[int]]:
    """Maps each message to the messages that quote one of its copies."""
    found: dict[int, set[int]] = {}
    for item in messages:
        if item.enclosing is None or copies[item.number] == item.number:
            continue
        above = messages[item.enclosing]
        # Quotations within quotations: `On … Ben wrote:` / `> On … Ann wrote:` / `>> Dear Ben`
        for _ in range(_DEEPEST):
            if above.quote_depth < item.quote_depth:
                found.setdefault(copies[item.number], set()).add(above.number)
            if above.enclosing is None or not above.quote_depth:
                break
            above = messages[above.enclosing]
    return found


def _linked(
    child: MessageKeys, parent: MessageKeys, relation: Relation, weight: Weight, less: int = 0
) -> Link:
    score = (weight.points - less) / 100
    return Link(child.number, parent.number, relation, LinkKind.STRUCTURE, weight.said, score, True)
