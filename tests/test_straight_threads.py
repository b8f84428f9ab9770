"""The fast ways of linking give the results of the general ones."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from mailrecon import Archive
from mailrecon.lexicon import load
from mailrecon.model import Document, NoticeCode, Parsed
from mailrecon.parse import parse
from mailrecon.resolve import Resolved, resolve
from mailrecon.thread.archive import build_archive, build_in_general
from mailrecon.thread.facts import PrintedPerson
from mailrecon.thread.identities.people import People
from mailrecon.thread.links.candidates import CandidateFinder
from mailrecon.thread.rebuilt import rebuilt
from mailrecon.thread.straight import archive_of_chains, straight_archive

LEXICON = load()

_PEOPLE = (
    "Ann Poe <ann.poe@quay.example>",
    "Ben Ost <ben@quay.example>",
    "Cay Rask <rask@dock.example>",
    "Dov Moe",
    "Eva Lind <eva.lind@dock.example>",
    "boats@lists.example",
)
_SUBJECTS = ("Tides", "RE: Tides", "RE: Tides", "FW: Tides", "RE: FW: Tides", "Locks", "RE: Locks")
_SEPARATORS = (
    *("", "", "", "-----Original Message-----\n", "________________________________\n"),
    "---------- Forwarded message ----------\n",
)


_JOINTS = ("; ", "; ", ", ")


def document(seed: int) -> str:
    """A document of header blocks below one another; the more even the seed, the tidier it is."""
    chance = random.Random(seed)
    tidy = seed % 4
    people = _PEOPLE[: chance.randint(2, 6)]
    separators = chance.choice([_SEPARATORS[:1], _SEPARATORS[3:4], _SEPARATORS])
    moment = datetime(2019, 5, 14, 17, 20)
    pieces = []
    for level in range(chance.choice([2, 3, 5, 14, 45])):
        untidy = chance.random() < 0.12 * tidy
        moment -= timedelta(
            minutes=chance.choice([0, 1, 45, 60, 600, 6000] if tidy else [7, 50, 601])
        )
        printed = moment + timedelta(days=chance.choice([0, 2])) if untidy else moment
        subject = chance.choice(_SUBJECTS) if untidy or not level else "RE: Tides"
        separator = chance.choice(_SEPARATORS if untidy else separators) if level else ""
        answered = people[(level + 1) % len(people)] if chance.random() > 0.1 * tidy else people[0]
        more = chance.sample(people, chance.choice([0, 0, 1]))
        pieces.append(
            f"{separator}From: {chance.choice(people)}\n"
            f"Sent: {printed:%A, %B %-d, %Y %-I:%M %p}\n"
            f"To: {chance.choice(_JOINTS).join([answered, *more])}\n"
            + (f"Cc: {chance.choice(people)}\n" if chance.random() < 0.2 else "")
            + f"Subject: {subject}\n\nThe ferry is {chance.randint(1, 40)} minutes late.\n\n"
        )
    return "".join(pieces)


def resolved(seed: int) -> tuple[Parsed, list[Resolved]]:
    """The document's page and its messages."""
    return resolved_text(document(seed))


def resolved_text(text: str) -> tuple[Parsed, list[Resolved]]:
    """A text's page and its messages."""
    page = parse(Document("text", text, "0" * 64, "utf-8"), LEXICON)
    return page, resolve(page, LEXICON)


@pytest.mark.parametrize("start", range(0, 60, 10))
def test_a_clear_winner_is_the_best_of_all(start: int, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [rebuilt(*resolved(seed)) for seed in range(start, start + 10)]

    def archives() -> list[Archive]:
        """Each document alone, and pairs and all of them together."""
        together = [documents[n : n + 2] for n in range(9)]
        return [
            build_in_general(some) for some in [*([one] for one in documents), *together, documents]
        ]

    short = archives()
    monkeypatch.setattr(CandidateFinder, "_clear_winner", lambda *_: None)
    assert short == archives()


@pytest.mark.parametrize("start", range(0, 60, 10))
def test_a_straight_chain_is_linked_as_in_general(start: int) -> None:
    for seed in range(start, start + 10):
        page, items = resolved(seed)
        whole = rebuilt(page, items)
        general = build_in_general([whole])
        assert build_archive([whole]) == general
        assert (archive_of_chains(page, items) or general) == general


# Each but the first is near to another: cut, misread, or with another number.
_NEAR_SUBJECTS = (
    "The sluice at Quay",
    "The sluice",
    "Mooring of the ferry",
    "Moorlng of the ferry",
    "The lease 14",
    "The lease 15",
)
_CREW = tuple(
    f"{name} <{name.lower()}@quay.example>"
    for name in ("Ann", "Bea", "Cay", "Dov", "Eva", "Fay", "Gus")
)


def several(seed: int) -> str:
    """Chains below one another; the more even the seed, the tidier they are."""
    chance = random.Random(seed)
    tidy = seed % 4
    odd = 0.05 * tidy
    first = chance.choice([0, 0, 2, 4])
    subjects = [*_NEAR_SUBJECTS[first:], *_NEAR_SUBJECTS[:first]]
    if tidy == 3:
        chance.shuffle(subjects)
    people = _CREW if tidy % 2 else [*_CREW, *_PEOPLE, "Hal <hal@quay.example>", "Ida Moe"]
    moment = datetime(2019, 5, 14, 17, 20)
    place = 0
    pieces = []
    for subject in subjects[: chance.randint(2, 4)]:
        levels = chance.choice([2, 3, 4] if tidy < 2 else [1, 2, 5])
        for level in range(levels):
            moment -= timedelta(minutes=chance.choice([0, 45, 600] if tidy > 1 else [7, 50, 601]))
            own = chance.choice(subjects) if chance.random() < odd / 4 else subject
            prefix = "" if level == levels - 1 and chance.random() < 0.5 else "RE: "
            introduction = _SEPARATORS[3] if level and tidy == 1 else ""
            if chance.random() < odd:
                introduction, prefix = chance.choice(_SEPARATORS), chance.choice(["", "FW: "])
            place += chance.random() > odd
            pieces.append(
                f"{introduction}From: {people[place % len(people)]}\n"
                f"Sent: {moment:%A, %B %-d, %Y %-I:%M %p}\n"
                f"To: {people[(place + 1) % len(people)]}\n"
                + (f"Cc: {chance.choice(people)}\n" if chance.random() < odd else "")
                + f"Subject: {prefix}{own}\n\n{chance.choice(_TEXTS)}\n\n"
            )
        moment += timedelta(minutes=chance.choice([0, 0, 45, 90000]))
        place -= chance.choice([0, 0, 1, levels])
    return "".join(pieces)


_TEXTS = (
    "The ferry is late.",
    "The harbour office asks all boats to leave the western pier by noon, as the dredger comes.",
    "I have asked the council for the tables of the coming winter, and they will write to you.",
)


def test_several_chains_are_linked_as_in_general() -> None:
    """Most of the tidy documents go the short way, so that something is compared."""
    made = 0
    for seed in range(120):
        page, items = resolved_text(several(seed))
        whole = rebuilt(page, items)
        general = build_in_general([whole])
        found = archive_of_chains(page, items)
        assert build_archive([whole]) == general
        assert (found or general) == general
        made += found is not None and len({one.subject for one in items}) > 1
    assert made >= 20


def test_redacted_people_are_linked_as_in_general() -> None:
    """An address that is redacted here and printed there is left to the general way."""
    straight = said = 0
    for seed in range(150):
        chance = random.Random(seed)
        text = several(4 * (seed % 40) + chance.randint(0, 1))
        for name in ("Bea", "Cay", "Fay", "Poe"):
            pieces = text.split(f"{name} <")
            often = chance.choice((0, 0.5, 0.9, 1))
            for number in range(1, len(pieces)):
                if chance.random() < often:
                    pieces[number] = "[redacted]" + pieces[number][pieces[number].index(">") :]
            text = f"{name} <".join(pieces)
        if chance.random() < 0.3:
            text = text.replace("From: Ann <ann@quay.example>", "From: [redacted]")
        page, items = resolved_text(text)
        whole = rebuilt(page, items)
        general = build_in_general([whole])
        found = archive_of_chains(page, items)
        assert build_archive([whole]) == general
        assert (found or general) == general
        straight += found is not None and any(one.is_redacted for one in general.messages)
        said += any(
            notice.code is NoticeCode.INCONSISTENT_REDACTION
            for message in general.messages
            for notice in message.warnings
        )
    assert straight >= 5
    assert said >= 5


def test_copies_of_another_subject_are_found() -> None:
    """Ann wrote to two people in one minute, in the same words."""

    def page(minute: int) -> str:
        return "".join(
            f"From: {writer} <{writer.lower()}@quay.example>\nSent: Tuesday, May 14, 2019 {time}\n"
            f"To: {reader} <{reader.lower()}@quay.example>\nSubject: {subject}\n\n{_TEXTS[1]}\n\n"
            for writer, time, reader, subject in (
                ("Ann", "5:20 PM", "Ben", "RE: Mooring of the ferry"),
                ("Ben", "4:11 PM", "Cay", "Mooring of the ferry"),
                ("Ann", f"5:{minute} PM", "Ben", "RE: Mooring of a ferry"),
                ("Ben", "3:07 PM", "Dov", "Mooring of a ferry"),
            )
        )

    copied, apart = (resolved_text(page(minute)) for minute in (20, 23))
    assert archive_of_chains(*copied) is None
    assert len(build_in_general([rebuilt(*copied)]).messages) == 3
    assert archive_of_chains(*apart) == build_in_general([rebuilt(*apart)])


def test_tidy_chains_are_straight() -> None:
    """Most of the chains above go the short way, so that the test above compares something."""
    made = 0
    for seed in range(0, 40, 4):
        page, items = resolved(seed)
        if len(items) > 1 and archive_of_chains(page, items) is not None:
            whole = rebuilt(page, items)
            assert straight_archive(whole, list(whole.messages)) is not None
            made += 1
    assert made >= 3


_NAMES = (
    *(
        "Ann Poe",
        "Poe, Ann",
        "IGG Poe, Ann",
        "A. Poe",
        "Ann Lind",
        "Lind Ann",
        "Ben Ost",
        "Ost, Ben B",
    ),
    *("Press Office", "Person 12", "Person 7", "Boats List", "\u6771", "Ben", ""),
)
_ADDRESSES = ("ann@quay.example", "poe@quay.example", "ann@gmail.com", "ostb@dock.example", "", "")


@pytest.mark.parametrize("seed", range(12))
def test_strangers_are_settled_as_in_general(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def settled(*, shortly: bool) -> list[object]:
        chance = random.Random(seed)
        found: list[object] = []
        with monkeypatch.context() as patch:
            if not shortly:
                patch.setattr(People, "_link_strangers", lambda _: False)
            for _ in range(40):
                people = People()
                handles = [
                    people.add(
                        PrintedPerson(
                            chance.choice(_NAMES), chance.choice(_ADDRESSES) or None, None
                        ),
                        0,
                    )
                    for _ in range(chance.randint(1, 5))
                    for _ in range(chance.choice([1, 1, 4]))
                ]
                people.link([handles])
                found.append((list(people.identities()), people.contradicting))
        return found

    assert settled(shortly=True) == settled(shortly=False)


_GIVEN = ("Ann", "Ben", "Benjamin", "Cay", "A", "Linus", "Иван")
_FAMILIES = ("Poe", "Ost", "Rask", "Moe", "Stone")


def _any_person(chance: random.Random) -> PrintedPerson:
    """A person with names and addresses that may be made of other people's names."""
    given, family = chance.choice(_GIVEN), chance.choice(_FAMILIES)
    account = f"{given[0]}{family}".lower()
    name = chance.choice(
        (
            *(
                f"{given} {family}",
                f"{given} {family}",
                f"{family}, {given}",
                f"{given} M {family}",
            ),
            *(given, family, f"{given}{family}".lower(), account, f"{given}B", None, None),
        )
    )
    forms = (account, account, given.lower(), f"{given}.{family}".lower(), "boats")
    address = f"{chance.choice(forms)}@{chance.choice(('quay.example', 'quay.exampie'))}"
    return PrintedPerson(name, address if name is None or chance.random() < 0.5 else None, None)


@pytest.mark.parametrize("start", range(0, 1_200, 300))
def test_first_names_and_accounts_are_settled_as_in_general(
    start: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of several documents: `Linus` is a person of his document only."""

    def settled(seed: int) -> list[object]:
        chance = random.Random(seed)
        printed = [_any_person(chance) for _ in range(chance.choice((2, 3, 5, 9)))]
        people = People()
        handles = [people.add(one, chance.choice((0, 0, 1))) for one in printed * 2]
        people.link([handles])
        return [list(people.identities()), people.contradicting, people.persons()]

    taken: list[bool] = []
    short = People._link_strangers

    def watched(people: People) -> bool:
        taken.append(short(people))
        return taken[-1]

    for seed in range(start, start + 300):
        with monkeypatch.context() as patch:
            patch.setattr(People, "_link_strangers", watched)
            found = settled(seed)
            patch.setattr(People, "_link_strangers", lambda _: False)
            assert found == settled(seed)
    assert 60 < sum(taken) < 300


@pytest.mark.parametrize("colleagues", [2, 3])
def test_an_address_without_a_name_is_its_owners_by_the_custom_of_its_domain(
    colleagues: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = ("Ann Stone", "Ben Raske", "Cay Linde")[:colleagues]

    def identities() -> int:
        people = People()
        for name in team:
            address = f"{name[0]}{name[4:]}@quay.example".lower()
            people.add(PrintedPerson(name, address, None), 0)
        people.add(PrintedPerson("Dov Moen", None, None), 0)
        people.add(PrintedPerson(None, "dmoen@quay.example", None), 0)
        people.link()
        return len(list(people.identities()))

    found = identities()
    monkeypatch.setattr(People, "_link_strangers", lambda _: False)
    assert found == identities() == colleagues + (1 if colleagues > 2 else 2)
