"""A made table of 200 people in six organisations, by name *and* address, and who is joined.

What the other two tables lack: offices of one name in several organisations, namesakes in two of
them, names changed by marriage, private addresses, addresses without a name.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import combinations

from mailrecon.model import Person
from mailrecon.thread.identities.people import NO_PERSON, People
from tests.threads.newsroom import FAMILIES, GIVEN, SHORT, Measure, misread
from tests.threads.who_is_who import Printing

DOMAINS = (
    "tern-harbour.example",
    "tern-council.example",
    "quay.example",
    "north-ferry.example",
    "island-post.example",
    "lamp-trust.example",
)
PRIVATE = ("gmail.example", "gmx.example")
OFFICES = (
    ("Press Office", "press"),
    ("Legal Department", "legal"),
    ("Human Resources", "hr"),
    ("Pressestelle Hafen", "presse"),
    ("Service de presse", "presse"),
    ("Oficina de Prensa", "prensa"),
    ("IT Helpdesk", "helpdesk"),
    ("Records Team", "records"),
)


def make_table(seed: int) -> list[Printing]:
    """What is printed of 200 people and 8 offices of two or three organisations each."""
    rng = random.Random(seed)
    found: list[Printing] = []
    taken: set[tuple[str, str]] = set()
    who = 0
    while who < 200:
        family, given = rng.choice(FAMILIES), rng.choice(GIVEN)
        if (family, given) in taken:
            continue
        taken.add((family, given))
        domain = rng.choice(DOMAINS)
        married = rng.choice([one for one in FAMILIES if (one, given) not in taken])
        if who % 20 == 0:
            taken.add((married, given))
        found += _of_person(
            who,
            (family, given, "B" if (who + 1) % 25 == 0 else rng.choice("ACDEFGHJLMNPRSTW")),
            domain,
            rng,
            married if who % 20 == 0 else "",
        )
        who += 1
        if who % 25 == 0:
            # A namesake in another organisation, whose middle initial is printed as his own is.
            other = rng.choice([one for one in DOMAINS if one != domain])
            found += _namesakes(who - 1, who, family, given, (domain, other), rng)
            who += 1
    for name, local in OFFICES:
        for domain in rng.sample(DOMAINS, rng.randint(2, 3)):
            found.append(Printing(who, name, f"{local}@{domain}", rng.randint(2, 9)))
            who += 1
    rng.shuffle(found)
    return found


def _of_person(
    who: int, name: tuple[str, str, str], domain: str, rng: random.Random, married: str
) -> Iterator[Printing]:
    family, given, middle = name
    local = rng.choice((f"{given}.{family}", f"{given[0]}{family}", f"{family}{given[0]}"))
    address = f"{local}@{domain}".lower()
    yield Printing(who, f"{given} {family}", address, rng.randint(3, 30))
    forms = [
        f"{family}, {given}",
        f"{family}, {given} {middle}",
        f"{given} {middle}. {family}",
        f"{given[0]}. {family}",
        f"{family}, {given[0]}.",
        f"{family.upper()} {given}",
        f"{given} {family} ({domain.partition('.')[0]})",
    ]
    if given in SHORT:
        forms.append(f"{SHORT[given]} {family}")
    for form in rng.sample(forms, rng.randint(2, 4)):
        yield Printing(who, form, rng.choice((address, None, None)), rng.randint(1, 5))
    if rng.random() < 0.4:
        yield Printing(who, misread(f"{given} {family}", rng), rng.choice((address, None)), 1)
    if rng.random() < 0.3:
        yield Printing(who, "", address, 2)
    if rng.random() < 0.2:
        private = f"{given}.{family}{rng.randint(1, 99)}@{rng.choice(PRIVATE)}".lower()
        yield Printing(who, f"{given} {family}", private, rng.randint(1, 4))
    if married:
        for new in (f"{given} {family}-{married}", f"{given} {married}"):
            yield Printing(who, new, address, rng.randint(2, 6))


def _namesakes(
    first: int,
    second: int,
    family: str,
    given: str,
    domains: tuple[str, str],
    rng: random.Random,
) -> Iterator[Printing]:
    for who, middle, domain in zip((first, second), ("B", "K"), domains, strict=True):
        address = f"{given}.{middle}.{family}@{domain}".lower()
        for name in (f"{given} {middle}. {family}", f"{family}, {given} {middle}"):
            yield Printing(who, name, address, rng.randint(2, 6))
    address = f"{given}.k.{family}@{domains[1]}".lower()
    yield Printing(second, f"{given} {family}", address, rng.randint(2, 6))


def measure(seed: int) -> tuple[Measure, list[str]]:
    """Settle the table, and judge all pairs of prints, each a name with an address."""
    people = People()
    truth: dict[tuple[str, str | None], set[int]] = {}
    handles: dict[tuple[str, str | None], int] = {}
    for item in make_table(seed):
        key = (item.name, item.address)
        truth.setdefault(key, set()).add(item.who)
        person = Person(item.name or None, item.address, False, item.address or "", None)
        for _ in range(item.count):
            handles[key] = people.add(person, 0)
    people.link([])
    total, faults = Measure(), []
    # A name alone that two people are printed by is nobody's.
    keys = sorted(
        (key for key, who in truth.items() if len(who) == 1 and handles[key] != NO_PERSON),
        key=str,
    )
    for one, other in combinations(keys, 2):
        same = truth[one] == truth[other]
        joined = people.identity(handles[one]) == people.identity(handles[other])
        total.true += same
        total.joined += joined
        total.right += same and joined
        if joined != same:
            faults.append(f"{'wrong' if joined else 'missed'}: {one} = {other}")
    return total, faults


if __name__ == "__main__":
    import sys

    for number in range(int(sys.argv[1]) if len(sys.argv) > 1 else 3):
        result, lines = measure(number)
        print(f"{number}: precision {result.precision:.3f}, recall {result.recall:.3f}")
        if "-v" in sys.argv:
            print("\n".join(sorted(lines, reverse=True)[:70]))
