"""Made releases with many people of few surnames, and with much misread by OCR; by headers.

What the other tables lack: who stands beside whom, names of initials alone (`A.B. Lynch`), titles,
maiden names at one address, and prints of which every fifth is misread.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from mailrecon.model import Person
from mailrecon.thread.identities.people import NO_PERSON, People
from tests.threads.newsroom import FAMILIES, GIVEN, SHORT, Measure, misread

DOMAINS = ("quay.example", "port.example", "board.example")
PEOPLE = 150
TEAM = 8


class Kind(NamedTuple):
    """How many surnames the people share, and how many misread prints each may have."""

    surnames: int
    misread: tuple[int, ...]


KINDS = {
    "dense": Kind(30, (0, 0, 1, 1, 2)),
    "misread": Kind(70, (0, 1, 2, 3, 4)),
    "both": Kind(22, (0, 1, 2, 3, 4)),
}


class Printing(NamedTuple):
    who: int
    name: str
    address: str | None


def forms(given: str, family: str, middle: str, rng: random.Random) -> list[str]:
    """Names of one person as they may be printed; the first is the usual one."""
    place = rng.choice(("QUAY/DOCK", "MOT/OPS", "PORT/HR", "BOARD"))
    usual = rng.choice(
        (f"{family}, {given} {middle}", f"{given} {family}", f"{given} {middle}. {family}")
    )
    more = [
        f"{given} {family}",
        f"{family}, {given} {middle}",
        f"{family}, {given} ({place})",
        f"{given} {middle}. {family}",
        f"{given[0]}. {family}",
        f"{family}, {given[0]}.",
        f"{given[0]}.{middle}. {family}",
        f"{family.upper()}, {given.upper()}",
        f"Dr. {given} {family}",
        f"{family}, {given} {middle} ({place}) [E]",
        f"{family} {given}",
        f"'{family}, {given} {middle}'",
        *([f"{SHORT[given]} {family}"] if given in SHORT else []),
    ]
    return [usual, *rng.sample(more, rng.randint(2, 5))]


def printed(rng: random.Random, kind: Kind) -> Iterator[Printing]:
    """All that is printed of everybody, in no order."""
    surnames = rng.sample(FAMILIES, min(kind.surnames, len(FAMILIES)))
    taken: set[tuple[str, ...]] = set()
    number = 0
    while number < PEOPLE:
        family, given = rng.choice(surnames), rng.choice(GIVEN)
        middle = rng.choice("ABCDEFGHJKLMNPRSTW")
        known = (family, given) in taken and rng.random() < 0.7
        if known or (family, given, middle) in taken:
            continue
        taken |= {(family, given), (family, given, middle)}
        local = rng.choice((f"{given}.{family}", f"{given[0]}{family}", f"{family}{given[0]}"))
        address = f"{local}{number}@{rng.choice(DOMAINS)}".lower()
        has_address = rng.random() < 0.75
        names = forms(given, family, middle, rng)
        for place, name in enumerate(names):
            shown = has_address and rng.random() < (0.25 if place else 0.6)
            count = rng.randint(1, 5) if place else rng.randint(4, 25)
            yield from [Printing(number, name, address if shown else None)] * count
        for _ in range(rng.choice(kind.misread)):
            yield Printing(number, misread(rng.choice(names[:3]), rng), None)
        # A maiden name, at the same address
        if has_address and rng.random() < 0.04:
            yield Printing(number, f"{given} {rng.choice(FAMILIES)}", address)
        # The mailbox of an office, under the writer's own name
        if rng.random() < 0.03:
            yield Printing(number, f"{given} {family}", "press@quay.example")
        number += 1
    yield from [Printing(PEOPLE, "Press Office", "press@quay.example")] * 4


def headers(seed: int, kind: Kind) -> list[list[Printing]]:
    """Headers of two to six people; three in four name people of one team."""
    rng = random.Random(seed)
    prints = list(printed(rng, kind))
    rng.shuffle(prints)
    waiting: dict[int, list[Printing]] = defaultdict(list)
    for item in prints:
        team = item.who // TEAM if rng.random() < 0.75 else rng.randrange(PEOPLE // TEAM)
        waiting[team].append(item)
    found: list[list[Printing]] = []
    for team in waiting.values():
        while team:
            header: dict[int, Printing] = {}
            for _ in range(min(len(team), rng.randint(2, 6))):
                item = team.pop()
                if header.setdefault(item.who, item) is not item:
                    # Nobody is named twice in one header.
                    team.insert(0, item)
            found.append(list(header.values()))
    return found


def measure(seed: int, kind: str) -> tuple[Measure, list[str]]:
    """Settle a release, and judge all pairs of distinct printed names that are one person's."""
    people = People()
    truth: dict[str, set[int]] = defaultdict(set)
    handles: dict[str, int] = {}
    named: list[list[int]] = []
    for header in headers(seed, KINDS[kind]):
        named.append([])
        for item in header:
            truth[item.name].add(item.who)
            person = Person(item.name, item.address, False, item.address or "")
            handle = people.add(person, 0)
            if handle != NO_PERSON:
                named[-1].append(handle)
                handles.setdefault(item.name, handle)
    people.link(named)
    total, faults = Measure(), []
    names = sorted(name for name, who in truth.items() if len(who) == 1 and name in handles)
    for one, other in combinations(names, 2):
        same = truth[one] == truth[other]
        joined = people.identity(handles[one]) == people.identity(handles[other])
        total.true += same
        total.joined += joined
        total.right += same and joined
        if same != joined:
            faults.append(f"{'wrong' if joined else 'missed'}: {one} / {other}")
    return total, faults
