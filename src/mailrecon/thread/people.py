"""Who is who in an archive: names and addresses linked into identities, on evidence only.

Two prints are one person where they share an address, where they have the same name (`Musk, Elon`
is `Elon Musk`), where `Name <address>` is printed somewhere, or where the user says so. Nothing
else links: `Elon R. Musk` stays apart from `Elon Musk` until an address joins them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from mailrecon.model import Identity, Person
from mailrecon.resolve.names import without_affiliation
from mailrecon.thread.options import Alias

_WORDS = re.compile(r"[^\s,;・·.\"'()\[\]<>]+")
# An address that this many people of unlike names write from is a mailbox they share.
SHARED_BY = 3
NOBODY = -1


def name_key(name: str) -> str:
    """A name's words without case, width, punctuation and order, and without an affiliation."""
    bare = without_affiliation(name)
    words = _WORDS.findall(unicodedata.normalize("NFKC", bare).casefold())
    return " ".join(sorted(words))


class People:
    """The people of an archive: first they are all shown, then settled, then asked for."""

    def __init__(self, aliases: Iterable[Alias] = ()) -> None:
        self._handles: dict[tuple[str, str, int], int] = {}
        self._prints: list[tuple[str, str, int]] = []
        self._names: Counter[tuple[int, str]] = Counter()
        self._addresses: dict[int, str] = {}
        self._root: list[int] = []
        self._aliases = tuple(aliases)
        self._canonical: dict[int, str] = {}

    def add(self, person: Person, document: int) -> int:
        """A handle for a printed person; NOBODY for one wholly removed.

        A name of one word means somebody in its document only.
        """
        key = name_key(person.name) if person.name else ""
        printed = person.address or person.printed_address or ""
        folded = printed.casefold()
        # Most are printed so already: then one copy serves both.
        address = printed if printed == folded else folded
        if not key and not address:
            return NOBODY
        scope = document if not address and " " not in key and key.isascii() else NOBODY
        handle = self._handle(key, address, scope)
        if person.name:
            self._names[handle, person.name] += 1
        if person.address:
            self._addresses.setdefault(handle, person.address)
        return handle

    def _handle(self, key: str, address: str, scope: int) -> int:
        parts = (key, address, scope)
        handle = self._handles.get(parts)
        if handle is None:
            handle = self._handles[parts] = len(self._prints)
            self._prints.append(parts)
        return handle

    def settle(self) -> None:
        """Link all prints shown so far."""
        said: list[tuple[int, int]] = []
        for alias in self._aliases:
            first = self._handle(name_key(alias.name), "", NOBODY)
            self._names[first, alias.name] += 1
            self._canonical.setdefault(first, alias.name)
            for key, address in (
                (name_key(alias.alias or ""), ""),
                ("", (alias.address or "").casefold()),
            ):
                if key or address:
                    said.append((first, self._handle(key, address, NOBODY)))
                    if address:
                        self._addresses.setdefault(said[-1][1], alias.address or address)
                    elif alias.alias:
                        self._names[said[-1][1], alias.alias] += 1
        self._root = list(range(len(self._prints)))
        by_name: dict[str, int] = {}
        by_address: dict[str, list[int]] = {}
        for handle, (key, address, scope) in enumerate(self._prints):
            if key and scope == NOBODY and (" " in key or not key.isascii()):
                self._join(by_name.setdefault(key, handle), handle)
            if address:
                by_address.setdefault(address, []).append(handle)
        for handles in by_address.values():
            if not is_shared({self._prints[handle][0] for handle in handles}):
                for handle in handles[1:]:
                    self._join(handles[0], handle)
        # Whom the user names is meant in every document, also by a name of one word.
        named = {self._prints[handle][0] for pair in said for handle in pair} - {""}
        for handle, (key, _, _) in enumerate(self._prints):
            if key in named:
                self._join(self._handles[key, "", NOBODY], handle)
        for one, other in said:
            self._join(one, other)
        self._link_first_names()

    def _link_first_names(self) -> None:
        """Link `Linus` to the one full name with that word among those printed with addresses or
        without in the same document; that name must be the only one."""
        wanted: dict[str, list[int]] = {}
        for handle, (key, address, scope) in enumerate(self._prints):
            if scope != NOBODY and not address:
                wanted.setdefault(key, []).append(handle)
        if not wanted:
            return
        holders: dict[str, set[int]] = {word: set() for word in wanted}
        for handle, (key, _, _) in enumerate(self._prints):
            words = key.split(" ")
            if len(words) > 1:
                for word in words:
                    if word in holders:
                        holders[word].add(self.identity(handle))
        for word, handles in wanted.items():
            if len(holders[word]) == 1:
                (identity,) = holders[word]
                for handle in handles:
                    self._join(identity, handle)

    def identity(self, handle: int) -> int:
        """The number of the person behind a handle: equal for all prints of one person."""
        root = self._root
        while root[handle] != handle:
            root[handle] = root[root[handle]]
            handle = root[handle]
        return handle

    def who(self, person: Person) -> int | None:
        """The identity of a person printed somewhere; None for one never seen in full."""
        key = name_key(person.name) if person.name else ""
        address = (person.address or person.printed_address or "").casefold()
        handle = self._handles.get((key, address, NOBODY))
        return None if handle is None else self.identity(handle)

    def same(self, one: Person, other: Person) -> bool:
        """Whether two persons are one by what is printed, or nothing speaks against it."""
        first, second = self.who(one), self.who(other)
        if first is not None and first == second:
            return True
        return _compatible(_print_of(one), _print_of(other))

    def may_be_same(self, one: int, other: int) -> bool:
        """Whether nothing printed speaks against two prints being one person.

        One name's words hold the other's, or the names are in different scripts; two unlike
        addresses speak against it.
        """
        return _compatible(self._prints[one][:2], self._prints[other][:2])

    def _join(self, one: int, other: int) -> None:
        first, second = self.identity(one), self.identity(other)
        if first != second:
            self._root[max(first, second)] = min(first, second)

    def find(self, name_or_address: str) -> int | None:
        """The identity a user means by a name or an address; None if nobody is so called."""
        key, address = name_key(name_or_address), name_or_address.casefold()
        for handle, (printed_key, printed_address, _) in enumerate(self._prints):
            if printed_address == address or (printed_key and printed_key == key):
                return self.identity(handle)
        return None

    def address(self, identity: int) -> str | None:
        """The one address printed for a person; None where there is none, or more than one."""
        found = {
            address.casefold(): address
            for handle, address in self._addresses.items()
            if self.identity(handle) == identity
        }
        return next(iter(found.values())) if len(found) == 1 else None

    def known_addresses(self) -> dict[int, str]:
        """Each identity that has just one printed address, with that address."""
        found: dict[int, dict[str, str]] = {}
        for handle, address in self._addresses.items():
            found.setdefault(self.identity(handle), {}).setdefault(address.casefold(), address)
        return {who: next(iter(one.values())) for who, one in found.items() if len(one) == 1}

    def identities(self) -> Iterator[Identity]:
        """Every person, in the order of their first print."""
        members: dict[int, list[int]] = {}
        for handle in range(len(self._prints)):
            members.setdefault(self.identity(handle), []).append(handle)
        names: dict[int, Counter[str]] = {}
        for (handle, printed_name), count in self._names.items():
            names.setdefault(handle, Counter())[printed_name] += count
        for handles in members.values():
            counted: Counter[str] = Counter()
            for handle in handles:
                counted.update(names.get(handle, Counter()))
            said = next((self._canonical[h] for h in handles if h in self._canonical), None)
            best = said or max(
                counted, key=lambda n: (" " in n, "," not in n, counted[n], n), default=None
            )
            variants: dict[tuple[str | None, str | None], None] = {}
            for handle in handles:
                known = self._addresses.get(handle)
                printed: list[str | None] = [*names.get(handle, Counter())]
                for name in printed or [None]:
                    variants[name, known] = None
            yield Identity(best, tuple(variants))


def _print_of(person: Person) -> tuple[str, str]:
    key = name_key(person.name) if person.name else ""
    return key, (person.address or person.printed_address or "").casefold()


def _compatible(one: tuple[str, str], other: tuple[str, str]) -> bool:
    (first, first_address), (second, second_address) = one, other
    if first_address and second_address and first_address != second_address:
        return False
    if not first or not second or first.isascii() != second.isascii():
        return True
    words, others = set(first.split(" ")), set(second.split(" "))
    return words <= others or others <= words


def is_shared(keys: Collection[str]) -> bool:
    """Whether an address printed with names of these keys is a mailbox that people share."""
    return len(keys) >= SHARED_BY and _unlike_names(keys) >= SHARED_BY


def _unlike_names(keys: Collection[str]) -> int:
    """How many groups of names there are that share no word; scripts differ, so they may agree."""
    groups: list[set[str]] = []
    for key in sorted(keys):
        words = {word for word in key.split(" ") if len(word) > 1}
        if not words or not key.isascii():
            continue
        for group in groups:
            if group & words:
                group |= words
                break
        else:
            groups.append(words)
    return len(groups)
