"""A made newsroom table: 200 people with all the names they are printed by, and who is joined."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from mailrecon.model import Person
from mailrecon.thread.identities.people import People

FAMILIES, GIVEN = (
    line.split()
    for line in Path(__file__).with_name("newsroom.txt").read_text(encoding="utf-8").splitlines()
)
SHORT = {
    "Robert": "Bob", "William": "Bill", "Margaret": "Peggy", "Elizabeth": "Liz", "Thomas": "Tom",
    "James": "Jim", "Susan": "Sue", "Michael": "Mike", "Katherine": "Kate", "Joseph": "Joe",
    "Edward": "Ed", "Daniel": "Dan", "Benjamin": "Ben",
}  # fmt: skip
MISREAD = (("l", "1"), ("m", "rn"), ("e", "c"), ("o", "0"), ("h", "b"), ("i", "l"), ("n", "ri"))
PLACES = ("QUAY/DOCK", "MOT/RIVER", "PORT/OPS")


@dataclass(frozen=True)
class Member:
    number: int
    given: str
    middle: str
    family: str
    address: str | None


def staff(rng: random.Random, count: int = 200) -> list[Member]:
    """People of whom some share a family name, and a few the given name, too."""
    found: list[Member] = []
    taken: Counter[tuple[str, str]] = Counter()
    while len(found) < count:
        family, given = rng.choice(FAMILIES), rng.choice(GIVEN)
        if taken[family, given] and (taken[family, given] > 1 or rng.random() < 0.6):
            continue
        taken[family, given] += 1
        middle = rng.choice("ABCDEFGHJKLMNPRSTW")
        local = rng.choice(
            (f"{family}{given[0]}{middle}", f"{given}.{family}", f"{given[0]}{family}")
        )
        domain = rng.choice(("quay.example", "port.example"))
        address = f"{local}@{domain}".lower() if rng.random() < 0.6 else None
        if address in {one.address for one in found} - {None}:
            address = f"{local}{len(found)}@{domain}".lower()
        found.append(Member(len(found), given, middle, family, address))
    return found


def misread(name: str, rng: random.Random) -> str:
    """A name with a letter or two as OCR may read them."""
    kind = rng.random()
    if kind < 0.3:
        place = rng.randrange(1, len(name))
        return name[:place] + name[place + 1 :] if name[place].isalpha() else name[:-1]
    for right, wrong in rng.sample(MISREAD, len(MISREAD)):
        if right in name[1:]:
            return name[0] + name[1:].replace(right, wrong, 1)
    return name[:-1]


def variants(one: Member, rng: random.Random) -> list[tuple[str, int]]:
    """The names a person is printed by, and how often."""
    place = rng.choice(PLACES)
    usual = f"{one.family}, {one.given} {one.middle}"
    found = [(usual, rng.randint(5, 40)), (f"{one.given} {one.family}", rng.randint(1, 12))]
    more = [
        f"{one.given} {one.middle}. {one.family}",
        f"{one.family}, {one.given} {one.middle} ({place}) [E]",
        f"{one.family}, {one.given}",
        f"{one.given[0]}. {one.family}",
        f"{one.family}, {one.given[0]}",
        f"{one.given.upper()} {one.family.upper()}",
        f"'{one.family}, {one.given} {one.middle}",
    ]
    if one.given in SHORT:
        more.append(f"{SHORT[one.given]} {one.family}")
    found += [(name, rng.randint(1, 4)) for name in rng.sample(more, rng.randint(1, 3))]
    found += [(misread(rng.choice((usual, found[1][0])), rng), 1) for _ in range(rng.randint(0, 3))]
    return found


@dataclass
class Measure:
    right: int = 0
    joined: int = 0
    true: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.joined)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.true)


def measure(seed: int) -> tuple[Measure, list[str]]:
    """Print everybody in headers, settle, and judge all pairs of distinct printed names."""
    rng = random.Random(seed)
    everybody = staff(rng)
    people = People()
    truth: dict[str, set[int]] = {}
    handles: dict[str, int] = {}
    by_member: dict[int, list[int]] = {}
    shown: list[tuple[Member, str]] = []
    for one in everybody:
        for name, count in variants(one, rng):
            truth.setdefault(name, set()).add(one.number)
            shown += [(one, name)] * count
    rng.shuffle(shown)
    for one, name in shown:
        address = one.address if rng.random() < 0.2 else None
        person = Person(name, address, False, address or "", None)
        handle = people.add(person, 0)
        handles.setdefault(name, handle)
        by_member.setdefault(one.number, []).append(handle)
    headers = []
    for _ in range(600):
        inside = rng.sample(everybody, rng.randint(2, 6))
        headers.append([rng.choice(by_member[one.number]) for one in inside])
    people.link(headers)
    total, faults = Measure(), []
    # A name that two people are printed by is nobody's alone.
    names = sorted(name for name, who in truth.items() if len(who) == 1)
    for one, other in combinations(names, 2):
        same = truth[one] == truth[other]
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
