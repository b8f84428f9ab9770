"""Build messages from the results of linking: Message-ID, parent, thread, zone, people."""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TypedDict, overload

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.citation import place_name
from mailrecon.confidence import REAL, probability_of, values
from mailrecon.hidden import hidden_in
from mailrecon.model import (
    Corrected,
    Document,
    Draft,
    HiddenText,
    How,
    Inference,
    Message,
    Notice,
    NoticeCode,
    Parsed,
    Person,
    Place,
    Redaction,
    Role,
    Source,
    Span,
    When,
)
from mailrecon.offsets import offset_text
from mailrecon.resolve import Resolved
from mailrecon.thread.bates import bates_of
from mailrecon.thread.duplicates import Match, Near
from mailrecon.thread.identity import DOMAIN, edrm_hash
from mailrecon.thread.links.model import KnownParent, LinkKind, Links, Rejection
from mailrecon.thread.merge import merge
from mailrecon.thread.message_keys import MessageKeys
from mailrecon.thread.options import LinkOptions
from mailrecon.thread.people import People, Someone
from mailrecon.thread.zones import Bounds, PeoplesZones, Settled

# RFC 5537, section 3.4.4 allows a long References to be cut if the root and the nearest are kept.
_MAX_ANCESTORS = 40
# Ancestors followed in one step, and messages whose ancestors are cached.
_WALKED = 1_000
_MOST_AT_HAND = 4_096
_UNKNOWN = -1
# Actions of corrections that confirm a message.
_SAID = frozenset({"begins", "mail"})
_MOST_NEAR = 3


class _InOriginal(TypedDict, total=False):
    """The parts of a `Source` that only some formats have: places, and things hidden."""

    first: Place
    last: Place
    redactions: tuple[Redaction, ...]
    hidden: tuple[HiddenText, ...]


_LISTS = ("to", "cc", "bcc", "reply_to")


class AssemblyInputs(Struct, frozen=True):
    """Everything that a message is built from, by message number."""

    keys: Sequence[MessageKeys]
    resolved: Sequence[Resolved]
    parsed: Sequence[Parsed]
    people: People
    persons: Mapping[int, Someone]
    links: Links
    same: Sequence[int]
    canonical: Sequence[int]
    matches: Mapping[int, Match]
    near: Mapping[int, Near]
    bounds: Bounds
    zones: PeoplesZones
    offsets: Mapping[int, Settled]
    options: LinkOptions
    corrected: Mapping[int, Sequence[Corrected]] = MappingProxyType({})
    known_parents: Mapping[int, KnownParent] = MappingProxyType({})


class Messages(Sequence[Message]):
    """The messages of an archive; each is built when it is asked for."""

    def __init__(self, state: AssemblyInputs) -> None:
        self._state = state
        # Canonical copy → all copies; messages without copies are left out, to save memory.
        self._several: dict[int, list[int]] = {}
        shared = {first for number, first in enumerate(state.same) if number != first}
        earliest: dict[int, int] = {}
        for number, first in enumerate(state.same):
            if first in shared:
                self._several.setdefault(first, []).append(number)
                earliest.setdefault(first, number)
        for first, prints in self._several.items():
            prints.sort(key=lambda number: (number != first, number))
        leaders = (number for number, first in enumerate(state.same) if number == first)
        self._order = array("q", sorted(leaders, key=lambda first: earliest.get(first, first)))
        self._together: dict[int, list[int]] = defaultdict(list)
        if state.options.keep_duplicates:
            for number, first in enumerate(state.canonical):
                self._together[first].append(number)
        self._changed = changed_identities(self._order, self._prints, state.keys)
        self._roots = self._find_roots()
        self._ancestors_at_hand: dict[int, tuple[str, ...]] = {}
        self._near = self._find_near()
        self._known_addresses = state.people.known_addresses()
        self._persons = state.persons

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, index: int) -> Message: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Message]: ...
    def __getitem__(self, index: int | slice) -> Message | Sequence[Message]:
        if isinstance(index, slice):
            return [self._message(number) for number in self._order[index]]
        return self._message(self._order[index])

    def __iter__(self) -> Iterator[Message]:
        for number in self._order:
            yield self._message(number)

    def by_identity(self) -> Mapping[str, Message]:
        """The messages by Message-ID, each built when it is asked for."""
        places = {self._identity(number): place for place, number in enumerate(self._order)}
        return _ByIdentity(self, places)

    def _prints(self, first: int) -> list[int]:
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

    def _message(self, first: int) -> Message:
        prints = self._prints(first)
        state = self._state
        if len(prints) == 1:
            message = self._print(first)
        else:
            printed = map(self._print, prints)
            matches = [state.matches.get(n) for n in prints]
            message = merge(
                printed, matches, state.people.same, fill_redacted=state.options.fill_redacted
            )
        return self._placed(first, message)

    def _print(self, number: int) -> Message:
        """One copy of a message, without the others."""
        state = self._state
        item, keys = state.resolved[number], state.keys[number]
        page = state.parsed[keys.document]
        message = plain_message(
            page, item, keys.identity, native=keys.is_native, printed=keys.printed
        )
        document = keys.document

        def named(people: tuple[Person, ...]) -> tuple[Person, ...]:
            return tuple([self._named(person, document) for person in people]) if people else ()

        originator, sender = message.originator, message.sender
        return replace(
            message,
            originator=None if originator is None else self._named(originator, document),
            sender=None if sender is None else self._named(sender, document),
            to=named(message.to),
            cc=named(message.cc),
            bcc=named(message.bcc),
            reply_to=named(message.reply_to),
        )

    def _named(self, person: Person, document: int) -> Person:
        """The person with the id and the name of the identity they are linked to."""
        who = self._state.people.who_in(person, document)
        someone = self._persons.get(who) if who is not None else None
        if someone is None:
            return person
        return replace(
            person,
            person=someone.person,
            canonical=someone.name,
            job=someone.role,
            organisation=someone.organisation,
        )

    def _placed(self, first: int, message: Message) -> Message:
        """The message with its Message-ID, its place in the thread, and its zone."""
        state = self._state
        keys = state.keys[first]
        inferred = list(message.inferred)
        warnings = list(message.warnings)
        identity = self._identity(first)
        link = state.links.accepted.get(first)
        parent = self._identity(link.parent) if link else None
        references: tuple[str, ...] = ()
        relation = link.relation if link else None
        prints = self._prints(first)
        printed = next((state.keys[n] for n in prints if state.keys[n].printed_parent), None)
        if state.known_parents and any(number in state.known_parents for number in prints):
            printed = None
        if printed is not None and (link is None or link.kind is LinkKind.PRINTED_ID):
            parent = parent or printed.printed_parent
            references = printed.references
            relation = relation or printed.relation
        elif link is not None and parent is not None:
            reason = f"{link.relation.value}: {link.reason}"
            inferred.append(Inference("In-Reply-To", parent, reason, link.score))
        unused = state.links.rejected.get(first)
        if unused is not None and link is None and printed is None:
            value = unused.outside or self._identity(state.same[unused.parent])
            reason = f"not used, {unused.relation.value}: {unused.reason}"
            inferred.append(Inference("In-Reply-To", value, reason, unused.score, used=False))
            if unused.rejection is Rejection.CLOCK:
                warnings.append(Notice(NoticeCode.CLOCK_CONTRADICTION, unused.reason))
        if not references:
            references = self._references(first)
        if parent == identity:
            parent = None
        if identity in references:
            references = tuple(entry for entry in references if entry != identity)
        if parent is not None and (not references or references[-1] != parent):
            references = (*(entry for entry in references if entry != parent), parent)
        impossible = state.bounds.impossible.get(first)
        if impossible is not None:
            text = f"no zone makes its date fit its place: {impossible}"
            warnings.append(Notice(NoticeCode.CLOCK_CONTRADICTION, text))
        when, zoned = self._zoned(first, message)
        inferred.extend(zoned)
        unzoned = when is None or when.offset is None
        bounds = None
        if unzoned:
            bounds = state.zones.narrowed(keys, state.bounds.narrowed.get(first))
        warnings.extend(self._near_copies(first))
        people, filled, noted = self._redacted_elsewhere(message)
        inferred.extend(filled)
        warnings.extend(noted)
        said = (
            {
                one: None
                for number in prints
                for one in (
                    *state.resolved[number].draft.corrected,
                    *state.corrected.get(number, ()),
                )
            }
            if state.options.corrections
            else {}
        )
        together = self._together.get(state.canonical[first], ())
        return replace(
            message,
            **people,
            message_id=identity,
            parent=parent,
            relation=relation if parent is not None else None,
            references=references,
            thread=self._identity(self._roots[first]),
            when=when,
            inferred=tuple(inferred),
            warnings=tuple(warnings),
            duplicates=tuple(self._identity(n) for n in together if n != first),
            zone_bounds=bounds,
            edrm_mih=edrm_hash(identity) if keys.printed else None,
            corrected=tuple(said),
        )

    def _find_near(self) -> dict[int, list[Near]]:
        """The likely copies of each message that were not merged with it."""
        found: dict[int, list[Near]] = {}
        for number, near in self._state.near.items():
            one, other = self._state.same[number], self._state.same[near.number]
            if one != other:
                found.setdefault(one, []).append(Near(other, near.opposed))
                found.setdefault(other, []).append(Near(one, near.opposed))
        return found

    def _near_copies(self, first: int) -> list[Notice]:
        """Warnings about likely copies, at most three."""
        state = self._state
        notices = []
        for near in self._near.get(first, [])[:_MOST_NEAR]:
            document = state.parsed[state.keys[near.number].document].document.name
            line = state.resolved[near.number].draft.lines[0] + 1
            text = f"nearly the same is printed in {document}, line {line}: {near.opposed}"
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
            found = (*found, self._identity(number))[-_MAX_ANCESTORS:]
            if is_whole or len(found) == _MAX_ANCESTORS:
                known[passed] = found
            number = passed
        return found

    def _zoned(self, first: int, message: Message) -> tuple[When | None, list[Inference]]:
        """The date with the derived offset, if there is one, and the reason for it."""
        when = message.when
        settled = self._state.offsets.get(first)
        if when is None or settled is None:
            return when, []
        changed = replace(when, offset=settled.offset, offset_how=How.INFERRED)
        value = offset_text(settled.offset)
        return changed, [Inference("Date", value, f"offset: {settled.reason}", settled.score)]

    def _redacted_elsewhere(
        self, message: Message
    ) -> tuple[dict[str, object], list[Inference], list[Notice]]:
        """Addresses redacted in this message that other documents print.

        The address stays redacted unless `fill_redacted` is set; the warning does not contain it.
        """
        changes: dict[str, object] = {}
        inferred: list[Inference] = []
        notices: list[Notice] = []
        if not _is_redacted(message):
            return changes, inferred, notices
        fill = self._state.options.fill_redacted

        def known(person: Person, field: str) -> Person:
            if not person.redacted or person.name is None or person.address is not None:
                return person
            who = self._state.people.who(person)
            address = self._known_addresses.get(who) if who is not None else None
            if address is None:
                return person
            text = f"the address of {person.name} is redacted here and printed elsewhere"
            notices.append(Notice(NoticeCode.INCONSISTENT_REDACTION, text, person.span))
            if not fill:
                return person
            inferred.append(Inference(field, address, "printed elsewhere in the documents", 0.8))
            return replace(person, address=address, mailbox=address, redacted=False)

        for name, field in (("originator", "From"), ("sender", "Sender")):
            person: Person | None = getattr(message, name)
            if person is not None and (changed := known(person, field)) is not person:
                changes[name] = changed
        for name in _LISTS:
            persons: tuple[Person, ...] = getattr(message, name)
            if any(person.redacted for person in persons):
                field = name.replace("_", "-").capitalize()
                changes[name] = tuple(known(person, field) for person in persons)
        return changes, inferred, notices


def _is_redacted(message: Message) -> bool:
    """Whether any person of a message is redacted."""
    return any(person.redacted for _, person in message.people())


def changed_identities(
    order: Iterable[int], prints: Callable[[int], Sequence[int]], keys: Sequence[MessageKeys]
) -> dict[int, str]:
    """Message-IDs that differ from the canonical copy's, because two must not be equal.

    `prints` gives the copies of a message, the canonical one first; `order` is that of the
    messages.
    """
    found: dict[int, str] = {}
    taken: set[str] = set()
    for first in order:
        printed = [number for number in prints(first) if keys[number].printed]
        own = keys[printed[0] if printed else first].identity
        identity = own
        place = 0
        while identity in taken:
            place += 1
            seed = f"{own}\x00{place}"
            identity = f"<{hashlib.sha256(seed.encode()).hexdigest()[:32]}@{DOMAIN}>"
        taken.add(identity)
        if identity != keys[first].identity:
            found[first] = identity
    return found


class _ByIdentity(Mapping[str, Message]):
    """Messages by Message-ID, built when they are asked for."""

    def __init__(self, messages: Sequence[Message], places: Mapping[str, int]) -> None:
        self._messages = messages
        self._places = places

    def __getitem__(self, identity: str) -> Message:
        return self._messages[self._places[identity]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def plain_message(
    parsed: Parsed,
    item: Resolved,
    identity: str,
    *,
    native: bool = False,
    printed: bool = False,
) -> Message:
    """One copy of a message, before linking.

    `native`: it is kept as it is. `printed`: its Message-ID is printed.
    """
    draft = item.draft
    inferred = []
    if (
        item.subject is not None
        and draft.heading is not None
        and not any(field.role is Role.SUBJECT for field in draft.fields)
    ):
        inferred.append(
            Inference("Subject", item.subject, "title of the printed conversation", 0.9)
        )
    inferred.extend(item.concluded)
    return Message(
        message_id=identity,
        originator=item.originator,
        sender=item.sender,
        reply_to=item.people.get(Role.REPLY_TO, ()),
        to=item.people.get(Role.TO, ()),
        cc=item.people.get(Role.CC, ()),
        bcc=item.people.get(Role.BCC, ()),
        when=item.when,
        date_printed=item.date_printed,
        subject=item.subject,
        body=draft.body_text,
        source=Source(
            document=parsed.document.name,
            sha256=parsed.document.sha256,
            lines=(draft.lines[0] + 1, draft.lines[1]),
            header=draft.header,
            body=draft.body,
            footnote=draft.footnote,
            folder=parsed.document.folder,
            labels=parsed.document.labels,
            flags=parsed.document.flags,
            bates=bates_of(parsed, (*draft.header, *draft.body)) if parsed.bates else (),
            **_in_original(parsed.document, (*draft.header, *draft.body)),
        ),
        layout=draft.layout,
        language=draft.language,
        confidence=REAL if native or _is_known(draft) else _confidence(item, parsed.document),
        fields=draft.fields,
        message_id_printed=printed,
        original=parsed.document.original if native else None,
        inferred=tuple(inferred),
        warnings=_placed(item.warnings, parsed.document),
    )


def _placed(warnings: tuple[Notice, ...], document: Document) -> tuple[Notice, ...]:
    """Warnings of a message with where in the original they are."""
    if not document.places:
        return warnings
    return tuple(
        replace(one, place=place_name(found["first"]))
        if one.span is not None and "first" in (found := _in_original(document, [one.span]))
        else one
        for one in warnings
    )


def _is_known(draft: Draft) -> bool:
    """Whether a correction says that this is a message, or where it begins."""
    return any(one.action in _SAID for one in draft.corrected)


def _confidence(item: Resolved, document: Document) -> float:
    size = len(document.text) if document.large is None else document.large.characters
    to = item.people.get(Role.TO, ())
    return probability_of(values(item.draft, item.when, item.originator, to, size))


def _in_original(document: Document, spans: Sequence[Span]) -> _InOriginal:
    """Places, redactions and hidden text of the original within the range of `spans`."""
    covered = Span.covering(spans)
    start, end = covered.start, covered.end
    found: _InOriginal = {}
    if document.places:
        places = document.places
        first = bisect_right(places, start, key=lambda place: place.span.end)
        last = bisect_left(places, end, key=lambda place: place.span.start) - 1
        if first < len(places) and first <= last:
            found["first"], found["last"] = places[first], places[last]
    if document.redactions:
        found["redactions"] = tuple(
            item for item in document.redactions if start <= item.span.start < end
        )
    if document.hidden:
        found["hidden"] = hidden_in(document, spans)
    return found
