"""Build messages from the results of linking: Message-ID, parent, thread, zone, people."""

from __future__ import annotations

import hashlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple, Protocol, overload

from msgspec import Struct

from mailrecon.citation import copy_place
from mailrecon.model import (
    CopyPlace,
    Corrected,
    Counts,
    DocumentSummary,
    Inference,
    MadeOf,
    Message,
    Notice,
    NoticeCode,
    Relation,
    Value,
)
from mailrecon.thread.copies.duplicates import Near
from mailrecon.thread.copies.matching import Match
from mailrecon.thread.identities.people import KnownPeople
from mailrecon.thread.identity import DOMAIN
from mailrecon.thread.links.model import KnownParent, LinkKind, Links, Rejection
from mailrecon.thread.message_keys import MessageKeys, shortened, whole_id
from mailrecon.thread.options import LinkOptions
from mailrecon.thread.placed import Placed, put_together
from mailrecon.thread.plain import MAX_ANCESTORS, PrintedParent
from mailrecon.thread.spool import SpooledItem, SpooledList
from mailrecon.thread.zones import Bounds, DerivedOffset, PeoplesZones

# Ancestors followed in one step, and messages whose ancestors are cached.
_WALKED = 1_000
_MOST_AT_HAND = 4_096
_UNKNOWN = -1
# This many messages go to another process at a time, with the messages that they forward, down to
# this depth: one more than writers attach (`writers.rfc5322`).
_CHUNK = 200
_DEEPEST = 8
_MOST_NEAR = 3


class AssemblyInputs(Struct, frozen=True):
    """Everything that a message is built from, by message number.

    `starts` are the first characters of the headers in their documents.
    """

    keys: Sequence[MessageKeys]
    starts: Sequence[int]
    messages: SpooledList[Message]
    summaries: Sequence[DocumentSummary]
    people: KnownPeople
    links: Links
    representative: Sequence[int]
    canonical: Sequence[int]
    matches: Mapping[int, Match]
    near: Mapping[int, Near]
    bounds: Bounds
    zones: PeoplesZones
    offsets: Mapping[int, DerivedOffset]
    options: LinkOptions
    corrected: Mapping[int, Sequence[Corrected]] = MappingProxyType({})
    known_parents: Mapping[int, KnownParent] = MappingProxyType({})


class Noted(NamedTuple):
    """The counted facts of a message: the codes of its warnings, and whether something in it is
    redacted.
    """

    warnings: tuple[str, ...]
    is_redacted: bool

    @classmethod
    def of(cls, message: Message) -> Noted:
        """The facts of a message."""
        return cls(tuple(notice.code for notice in message.warnings), message.is_redacted)


class Chunk(Struct, frozen=True, array_like=True):
    """Messages for another process to assemble, from index `start` on, with those they forward, and
    the position of each copy in the spool file (`SpooledList`), by number."""

    start: int
    placed: list[Placed]
    forwarded: list[Placed]
    stretches: dict[int, SpooledItem]


class CorpusContext(NamedTuple):
    """The spool file of copies, the identities of people, and the user's options."""

    path: str
    people: KnownPeople
    options: LinkOptions


class Workers(Protocol):
    """Worker processes that build messages and call a function for each."""

    def __call__(self, messages: Messages, make: MadeOf[Value]) -> Iterator[Value]:
        """The results of `make` for each message, in order."""


class _Answered(NamedTuple):
    """The parent of a message, its ancestors, and the inferences and notices about them."""

    parent: str | None
    relation: Relation | None
    references: tuple[str, ...]
    inferred: tuple[Inference, ...]
    warnings: tuple[Notice, ...]


_NO_ANSWER = _Answered(None, None, (), (), ())


class Messages(Sequence[Message]):
    """The messages of an archive; each is built when it is asked for."""

    def __init__(self, state: AssemblyInputs) -> None:
        self._state = state
        # Set by a caller that has worker processes.
        self.workers: Workers | None = None
        # Canonical copy → all copies; messages without copies are left out, to save memory.
        self._several: dict[int, list[int]] = {}
        shared = {first for number, first in enumerate(state.representative) if number != first}
        earliest: dict[int, int] = {}
        for number, first in enumerate(state.representative):
            if first in shared:
                self._several.setdefault(first, []).append(number)
                earliest.setdefault(first, number)
        for first, copies in self._several.items():
            copies.sort(key=lambda number: (number != first, number))
        leaders = (number for number, first in enumerate(state.representative) if number == first)
        self._order = array("q", sorted(leaders, key=lambda first: earliest.get(first, first)))
        self._together: dict[int, list[int]] = defaultdict(list)
        if state.options.keep_duplicates:
            for number, first in enumerate(state.canonical):
                self._together[first].append(number)
        self._changed = changed_identities(self._order, self._copies, state.keys)
        self._roots = self._find_roots()
        self._ancestors_at_hand: dict[int, tuple[str, ...]] = {}
        self._near = self._find_near()
        self._warnings = array("l", [_UNKNOWN]) * len(self._order)
        self._codes: Counter[str] = Counter()
        self._redacted = bytearray(len(self._order))

    def __len__(self) -> int:
        return len(self._order)

    @property
    def are_in_memory(self) -> bool:
        """Whether no message must be read from a file."""
        return not self._state.messages.in_file

    @overload
    def __getitem__(self, index: int) -> Message: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Message]: ...
    def __getitem__(self, index: int | slice) -> Message | Sequence[Message]:
        if isinstance(index, slice):
            return [self._message(number) for number in self._order[index]]
        return self._message(self._order[index])

    def __iter__(self) -> Iterator[Message]:
        for place, number in enumerate(self._order):
            message = self._message(number)
            self._note(place, Noted.of(message))
            yield message

    def copies(self) -> Iterator[CopyPlace]:
        """The position of each copy of each message."""
        keys, starts, summaries = self._state.keys, self._state.starts, self._state.summaries
        for first in self._order:
            identity = self._identity(first)
            for number in self._copies(first):
                document = summaries[keys[number].document]
                yield CopyPlace(document.sha256, starts[number], identity)

    def mapped(self, make: MadeOf[Value]) -> Iterator[Value]:
        """The results of `make` for each message, in order; worker processes make them, if any."""
        if self.workers is None:
            by_id = self.by_identity()
            return (make(message, by_id) for message in self)
        return self.workers(self, make)

    def counts(self) -> Counts:
        """The counts of all messages. Messages that were not built yet are built for this."""
        for place, warnings in enumerate(self._warnings):
            if warnings == _UNKNOWN:
                message = self[place]
                self._note(place, Noted.of(message))
        state = self._state
        documents = Counter(item.document for item in state.keys)
        copies: Counter[tuple[str, str]] = Counter()
        for number, summary in enumerate(state.summaries):
            copies[summary.name, summary.sha256] += documents[number]
        roots = {self._roots[first] for first in self._order}
        return Counts(len(roots), sum(self._redacted), Counter(self._codes), copies)

    def _note(self, place: int, said: Noted) -> None:
        """Record the counted facts of a message."""
        # A message may be assembled more than once.
        if self._warnings[place] == _UNKNOWN:
            self._codes.update(said.warnings)
        self._warnings[place], self._redacted[place] = len(said.warnings), said.is_redacted

    def chunks(self) -> Iterator[Chunk]:
        """Yield chunks of messages with everything that another process needs to build them, in
        order.
        """
        at = self._state.messages.stretch
        places: dict[str, int] = {}
        for start in range(0, len(self._order), _CHUNK):
            own = [self.placed(number) for number in self._order[start : start + _CHUNK]]
            # A message may attach the one it forwards, which may attach another in turn.
            forwarded: dict[str, Placed] = {}
            waiting = [one.parent for one in own if one.relation is Relation.FORWARD]
            if waiting and not places:
                places = self._places()
            for _ in range(_DEEPEST):
                found = {one for one in waiting if one and one not in forwarded and one in places}
                more = {one: self.placed(self._order[places[one]]) for one in sorted(found)}
                forwarded.update(more)
                waiting = [one.parent for one in more.values() if one.relation is Relation.FORWARD]
            needed = {number for one in (*own, *forwarded.values()) for number in one.copies}
            yield Chunk(start, own, list(forwarded.values()), {n: at(n) for n in needed})

    def made(self, start: int, noted: Sequence[Noted]) -> None:
        """Record the counted facts of messages that were built elsewhere, from index `start` on."""
        for place, said in enumerate(noted, start=start):
            self._note(place, said)

    def settle(self) -> None:
        """Prepare for processes that are forked from this one and read the same file."""
        self._state.messages.settle()

    def reopen(self) -> None:
        """In such a process: read the file independently of the other process."""
        self._state.messages.reopen()

    def corpus_context(self) -> CorpusContext:
        """The context that is the same for all chunks."""
        return CorpusContext(self._state.messages.path(), self._state.people, self._state.options)

    def by_identity(self) -> Mapping[str, Message]:
        """The messages by Message-ID, each built when it is asked for."""
        return _ByIdentity(self, self._places)

    def _places(self) -> dict[str, int]:
        return {self._identity(number): place for place, number in enumerate(self._order)}

    def _copies(self, first: int) -> list[int]:
        """The copies of a message, the canonical one first."""
        return self._several.get(first) or [first]

    def _identity(self, first: int) -> str:
        return self._changed.get(first) or self._state.keys[first].identity

    def _find_roots(self) -> array[int]:
        """The topmost ancestor of each message."""
        links = self._state.links.accepted
        roots = array("q", [_UNKNOWN]) * len(self._state.keys)
        for number in self._order:
            path = []
            current = number
            while roots[current] == _UNKNOWN and (above := links.parent_of(current)) is not None:
                path.append(current)
                current = above
            root = current if roots[current] == _UNKNOWN else roots[current]
            for passed in (*path, current):
                roots[passed] = root
        return roots

    def placed(self, first: int) -> Placed:
        """The facts that the archive determines about a message: Message-ID, place in its thread,
        zone.
        """
        state = self._state
        keys = state.keys[first]
        copies = self._copies(first)
        identity = self._identity(first)
        root = self._roots[first]
        answered = self._answered(first, identity, copies)
        warnings = answered.warnings
        impossible = state.bounds.impossible.get(first)
        if impossible is not None:
            text = f"no zone makes its date fit its place: {impossible}"
            warnings = (*warnings, Notice(NoticeCode.CLOCK_CONTRADICTION, text))
        if first in self._near:
            warnings = (*warnings, *self._near_copies(first))
        bounds = None
        # Another copy may print the date without a zone.
        if keys.offset is None or len(copies) > 1:
            bounds = state.zones.narrowed(keys, state.bounds.narrowed.get(first))
        together = self._together.get(state.canonical[first], ())
        several = len(copies) > 1
        said = state.corrected
        return Placed(
            tuple(copies),
            tuple([state.keys[number].document for number in copies]),
            identity,
            identity if root == first else self._identity(root),
            answered.parent,
            answered.relation if answered.parent is not None else None,
            answered.references,
            answered.inferred,
            warnings,
            state.offsets.get(first),
            bounds,
            tuple([self._identity(n) for n in together if n != first]),
            keys.printed,
            tuple([state.matches.get(n) for n in copies]) if several else (),
            tuple([tuple(said.get(number, ())) for number in copies])
            if state.options.corrections
            else None,
        )

    def _answered(self, first: int, identity: str, copies: Sequence[int]) -> _Answered:
        """The message's parent and the reason, or a parent that was rejected."""
        state = self._state
        link = state.links.accepted.get(first)
        unused = state.links.rejected.get(first)
        # Most messages neither answer another nor are answered.
        if link is None and unused is None and len(copies) == 1:
            rare = state.keys[first].rare
            if rare.in_reply_to is None and not rare.references:
                return _NO_ANSWER
        parent = self._identity(link.parent) if link else None
        references: tuple[str, ...] = ()
        relation = link.relation if link else None
        inferred: tuple[Inference, ...] = ()
        warnings: tuple[Notice, ...] = ()
        printed = next((state.keys[n] for n in copies if state.keys[n].printed_parent), None)
        if state.known_parents and any(number in state.known_parents for number in copies):
            printed = None
        if printed is not None and (link is None or link.kind is LinkKind.PRINTED_ID):
            parent = parent or printed.printed_parent
            references = printed.references
            relation = relation or printed.relation
        elif link is not None and parent is not None:
            reason = f"{link.relation}: {link.reason}"
            inferred = (Inference("In-Reply-To", parent, reason, link.score),)
        if unused is not None and link is None and printed is None:
            value = self._identity(state.representative[unused.parent])
            reason = f"not used, {unused.relation}: {unused.reason}"
            inferred = (Inference("In-Reply-To", value, reason, unused.score, used=False),)
            if unused.rejection is Rejection.CLOCK:
                warnings = (Notice(NoticeCode.CLOCK_CONTRADICTION, unused.reason),)
        if not references:
            references = self._references(first)
        parent, references = PrintedParent.of(identity, parent, references)
        return _Answered(parent, relation, references, inferred, warnings)

    def _message(self, first: int) -> Message:
        placed = self.placed(first)
        copies = map(self._state.messages.__getitem__, placed.copies)
        return put_together(copies, placed, self._state.people, self._state.options)

    def _find_near(self) -> dict[int, list[Near]]:
        """The likely copies of each message that were not merged with it."""
        found: dict[int, list[Near]] = {}
        for number, near in self._state.near.items():
            one, other = self._state.representative[number], self._state.representative[near.number]
            if one != other:
                found.setdefault(one, []).append(Near(other, near.opposed))
                found.setdefault(other, []).append(Near(one, near.opposed))
        return found

    def _near_copies(self, first: int) -> list[Notice]:
        """Warnings about likely copies, at most three."""
        state = self._state
        notices = []
        for near in self._near.get(first, [])[:_MOST_NEAR]:
            where = copy_place(state.messages[near.number].source)
            text = f"nearly the same is printed in {where}: {near.opposed}"
            notices.append(Notice(NoticeCode.COPIES_DIFFER, f"{text}; both are kept"))
        return notices

    def _references(self, number: int) -> tuple[str, ...]:
        """The ancestors of a message, the root first; of a long chain the root and the nearest."""
        nearest = self._ancestors(number)
        if not nearest:
            return ()
        root = self._identity(self._roots[number])
        return nearest if nearest[0] == root else (root, *nearest)

    def _ancestors(self, number: int) -> tuple[str, ...]:
        """The nearest ancestors of a message, the parent last.

        Messages of a thread are built one after the other, so the result for one serves the next.
        """
        links, known = self._state.links.accepted, self._ancestors_at_hand
        if len(known) > _MOST_AT_HAND:
            known.clear()
        path: list[int] = []
        while number not in known and len(path) < _WALKED:
            parent = links.parent_of(number)
            if parent is None:
                known[number] = ()
                break
            path.append(number)
            number = parent
        is_whole = number in known
        found = known.get(number, ())
        for passed in reversed(path):
            found = (*found, self._identity(number))[-MAX_ANCESTORS:]
            if is_whole or len(found) == MAX_ANCESTORS:
                known[passed] = found
            number = passed
        return found


def changed_identities(
    order: Iterable[int], copies: Callable[[int], Sequence[int]], keys: Sequence[MessageKeys]
) -> dict[int, str]:
    """Message-IDs that differ from the canonical copy's, because two must not be equal.

    `copies` returns the copies of a message, the canonical one first. `order` is the order of
    messages.
    """
    found: dict[int, str] = {}
    taken: set[int | str] = set()
    for first in order:
        printed = [number for number in copies(first) if keys[number].printed]
        own = keys[printed[0] if printed else first]
        identity = own.short_id
        place = 0
        while identity in taken:
            place += 1
            seed = f"{own.identity}\x00{place}"
            digest = hashlib.sha256(seed.encode()).hexdigest()[:32]
            identity = shortened(f"<{digest}@{DOMAIN}>")
        taken.add(identity)
        if identity != keys[first].short_id:
            found[first] = whole_id(identity)
    return found


class _ByIdentity(Mapping[str, Message]):
    """Messages by Message-ID, built when they are asked for.

    `find_places` gives the index of each message. It is called for the first message that is asked
    for: most archives forward none, and the places of all take time and memory.
    """

    def __init__(
        self, messages: Sequence[Message], find_places: Callable[[], Mapping[str, int]]
    ) -> None:
        self._messages = messages
        self._find_places = find_places

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return self._find_places()

    def __getitem__(self, identity: str) -> Message:
        return self._messages[self._places[identity]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
