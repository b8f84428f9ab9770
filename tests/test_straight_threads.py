"""The shorter ways of linking give what the general ways give."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from mailrecon import Archive, reconstruct
from mailrecon.thread.links.candidates import CandidateFinder

_PEOPLE = (
    "Ann Poe <ann.poe@quay.example>",
    "Ben Ost <ben@quay.example>",
    "Cay Rask <rask@dock.example>",
    "Dov Moe",
    "Eva Lind <eva.lind@dock.example>",
    "boats@lists.example",
)
_SUBJECTS = ("Tides", "RE: Tides", "RE: Tides", "FW: Tides", "RE: FW: Tides", "Locks", "RE: Locks")
_SEPARATORS = ("", "", "", "-----Original Message-----\n", "________________________________\n")


def document(seed: int) -> str:
    """A document of header blocks below one another; the more even the seed, the tidier it is."""
    chance = random.Random(seed)
    tidy = seed % 4
    people = _PEOPLE[: chance.randint(2, 6)]
    moment = datetime(2019, 5, 14, 17, 20)
    pieces = []
    for level in range(chance.randint(2, 14)):
        untidy = chance.random() < 0.12 * tidy
        moment -= timedelta(minutes=chance.choice([0, 1, 45, 60, 600, 6000]))
        printed = moment + timedelta(days=chance.choice([0, 2])) if untidy else moment
        subject = chance.choice(_SUBJECTS) if untidy or not level else "RE: Tides"
        separator = chance.choice(_SEPARATORS) if untidy else ""
        pieces.append(
            f"{separator}From: {chance.choice(people)}\n"
            f"Sent: {printed:%A, %B %-d, %Y %-I:%M %p}\n"
            f"To: {'; '.join(chance.sample(people, chance.randint(1, 2)))}\n"
            + (f"Cc: {chance.choice(people)}\n" if chance.random() < 0.2 else "")
            + f"Subject: {subject}\n\nThe ferry is {chance.randint(1, 40)} minutes late.\n\n"
        )
    return "".join(pieces)


def rebuilt_archive(seed: int) -> Archive:
    """What is made of the document."""
    return reconstruct(document(seed).encode())


@pytest.mark.parametrize("start", range(0, 60, 10))
def test_a_clear_winner_is_the_best_of_all(start: int, monkeypatch: pytest.MonkeyPatch) -> None:
    short = [rebuilt_archive(seed) for seed in range(start, start + 10)]
    monkeypatch.setattr(CandidateFinder, "_clear_winner", lambda *_: None)
    assert short == [rebuilt_archive(seed) for seed in range(start, start + 10)]
