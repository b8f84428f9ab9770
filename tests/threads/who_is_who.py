"""Made releases with a table of their people, and the quality of identification.

Harder than a newsroom's table: families of one surname, namesakes, mailboxes of an office, lists,
addresses that OCR took for names, and lists that were torn apart and glued together.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from mailrecon.model import Person
from mailrecon.thread.identities.people import NO_PERSON, People
from tests.threads.newsroom import FAMILIES, GIVEN, SHORT, Measure, misread

DOMAINS = ("quay.example", "port.example", "board.example")
OFFICES = ("Press Office", "Harbour Office", "Front Desk", "Board Secretary")
JUNK = ("[E] NGS", "MTO", "OO", "[E] (6)", "RELEASE IN PART", "WG")
# A table names nobody for what is torn: whoever joins it with anybody is wrong.
TORN = -1


@dataclass
class Printing:
    """What is printed: who it is, the name, the address, and how often."""

    who: int
    name: str
    address: str | None
    count: int


@dataclass
class Release:
    """What is printed in a release, in order."""

    prints: list[Printing] = field(default_factory=list)
    people: int = 0

    def person(self) -> int:
        """The number of the next person."""
        self.people += 1
        return self.people - 1


def make_release(seed: int) -> Release:
    """A release of some 120 people."""
    rng = random.Random(seed)
    release = Release()
    families = rng.sample(FAMILIES, 40)
    taken: set[tuple[str, str]] = set()
    members: list[tuple[str, str, str]] = []
    for number, family in enumerate(families):
        # One surname in six is a family's: up to five people with names of their own.
        for given in rng.sample(GIVEN, rng.randint(2, 5) if number % 6 == 0 else rng.randint(1, 2)):
            if (family, given) not in taken:
                taken.add((family, given))
                members.append((family, given, rng.choice("ABCDEFGHJKLMNPRSTW")))
    for family, given, middle in members:
        release.prints.extend(_prints(release.person(), family, given, middle, rng))
    # Namesakes: two people, told apart by their middle initials only.
    for family, given in (("Hollis", "Ann"), ("Voss", "Karl")):
        for middle in "BK":
            who = release.person()
            for name in (f"{family}, {given} {middle}", f"{given} {middle}. {family}"):
                release.prints.append(Printing(who, name, None, rng.randint(3, 9)))
    for office in OFFICES:
        release.prints.extend(_office(release, office, members, rng))
    release.prints.extend(_torn(members, rng))
    rng.shuffle(release.prints)
    return release


def _prints(
    who: int, family: str, given: str, middle: str, rng: random.Random
) -> Iterator[Printing]:
    domain = rng.choice(DOMAINS)
    local = rng.choice((f"{family}{given[0]}{middle}", f"{given}.{family}", f"{given[0]}{family}"))
    address = f"{local}@{domain}".lower()
    usual = f"{family}, {given} {middle}"
    yield Printing(who, usual, None, rng.randint(4, 30))
    yield Printing(who, f"{given} {family}", rng.choice((address, None)), rng.randint(1, 9))
    forms = [
        f"{given} {middle}. {family}",
        f"{family}, {given}",
        f"{family.upper()} {given}",
        f"{given[0]}. {family}",
        f"{family}, {given} ({rng.choice(('QUAY/DOCK', 'PORT/OPS'))}) [E]",
        f"{family}, {given} ({rng.choice(('QUAY/DOCK', 'PORT/OPS'))}) {rng.choice(JUNK)}",
        f"{usual} {rng.choice(JUNK)}",
        f"'{usual}",
    ]
    if given in SHORT:
        forms.append(f"{SHORT[given]} {family}")
    for form in rng.sample(forms, rng.randint(1, 3)):
        yield Printing(who, form, None, rng.randint(1, 3))
    for _ in range(rng.randint(0, 2)):
        yield Printing(who, misread(rng.choice((usual, f"{given} {family}")), rng), None, 1)
    if rng.random() < 0.2:
        # `'bstone@quay.exampie'`, with the address itself
        yield Printing(who, f"'{address.replace('l', 'i', 1)}'", address, 1)


def _office(
    release: Release, office: str, members: list[tuple[str, str, str]], rng: random.Random
) -> Iterator[Printing]:
    """A mailbox that several people write from, each under their own name."""
    address = f"{office.split()[0].lower()}@quay.example"
    yield Printing(release.person(), office, address, rng.randint(3, 8))
    for number in rng.sample(range(len(members)), 3):
        family, given, _ = members[number]
        yield Printing(number, f"{given} {family}", address, rng.randint(1, 3))


def _torn(members: list[tuple[str, str, str]], rng: random.Random) -> Iterator[Printing]:
    """Names of two people glued together, as OCR leaves lists."""
    for _ in range(12):
        (family, given, _), (other, first, middle) = rng.sample(members, 2)
        login = f"'{given.lower()}.{family.lower()}"
        address = f"{first[0]}{other}@quay.example".lower()
        for name in (
            f"{login} {other}, {first} {middle}",
            f"{family}, {given}' '{other}, {first}",
            f"{given} {family} {other.upper()}, {first}",
        ):
            yield Printing(TORN, name, rng.choice((address, None)), 1)


def measure(seed: int) -> tuple[Measure, list[str]]:
    """Settle a release, and judge all pairs of distinct printed names that are one person's."""
    release = make_release(seed)
    people = People()
    truth: dict[str, set[int]] = {}
    handles: dict[str, int] = {}
    for item in release.prints:
        truth.setdefault(item.name, set()).add(item.who)
        person = Person(item.name, item.address, False, item.address or "", None)
        for _ in range(item.count):
            handle = people.add(person, 0)
            if handle != NO_PERSON:
                handles.setdefault(item.name, handle)
    people.link([])
    total, faults = Measure(), []
    names = sorted(name for name, who in truth.items() if len(who) == 1)
    for one, other in combinations(names, 2):
        same = truth[one] == truth[other] and TORN not in truth[one]
        joined = people.identity(handles[one]) == people.identity(handles[other])
        total.true += same
        total.joined += joined
        total.right += same and joined
        if joined and not same:
            faults.append(f"wrong: {one} = {other}")
        elif same and not joined:
            faults.append(f"missed: {one} = {other}")
    return total, faults


if __name__ == "__main__":
    import sys

    for number in range(int(sys.argv[1]) if len(sys.argv) > 1 else 3):
        result, lines = measure(number)
        print(f"{number}: precision {result.precision:.3f}, recall {result.recall:.3f}")
        if "-v" in sys.argv:
            print("\n".join(lines[:60]))
