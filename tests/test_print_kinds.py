"""Kinds of print that real documents have, each with siblings in other languages and clients."""

from __future__ import annotations

import pytest

from mailrecon import Message, reconstruct_text


def _one(text: str) -> Message:
    (message,) = reconstruct_text(text).messages
    return message


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("Ann Poe a écrit à Ben Ost, le 4 mai 2020 à 09:12 :", ["Ben Ost"]),
        ("Ann Poe a écrit à Ben Ost et Cay Dun, le lundi 4 mai 2020 à 09:12 :", None),
        ("Ann Poe <ann@poe.example> a écrit à Ben Ost, le 4 mai 2020 à 09:12 :", ["Ben Ost"]),
        ("Ann Poe escreveu a Ben Ost, em 4 de maio de 2020 às 09:12:", ["Ben Ost"]),
        ("Ann Poe escribió a Ben Ost, el 4 de mayo de 2020 a las 09:12:", ["Ben Ost"]),
        ("Ann Poe schreef aan Ben Ost, op 4 mei 2020 om 09:12:", ["Ben Ost"]),
        ("Ann Poe schrieb an Ben Ost, am 4. Mai 2020 um 09:12:", ["Ben Ost"]),
        ("Ann Poe skrev till Ben Ost, den 4 maj 2020 kl. 09:12:", ["Ben Ost"]),
        ("Ann Poe wrote to Ben Ost, on May 4, 2020 at 9:12 AM:", ["Ben Ost"]),
    ],
)
def test_recipients_before_a_comma(line: str, people: list[str] | None) -> None:
    message = _one(f"Thanks.\n\n{line}\n> Berth 5678 is free.\n")
    assert message.originator is not None
    assert message.originator.name == "Ann Poe"
    assert [person.name for person in message.to] == (people or ["Ben Ost", "Cay Dun"])
    assert message.body == "Berth 5678 is free."


@pytest.mark.parametrize(
    "line",
    [
        ">>> Ann Poe 4.5.2020 9.12 >>>",
        ">>> Ann Poe <ann@poe.example> 04.05.2020 09.12 >>>",
        '>>> "Ann Poe" <ann@poe.example> 4.5.2020 9.12.00 >>>',
        ">>> Ann Poe 4.5.20 9.12 >>>",
        ">>> Ann Poe 2020-05-04 09.12 >>>",
        ">>> Ann Poe 4.5.2020 klo 9.12 >>>",
        ">>> Ann Poe den 4.5.2020 kl. 9.12 >>>",
    ],
)
def test_groupwise_times_without_a_colon(line: str) -> None:
    message = _one(f"Kiitos.\n\n{line}\nBerth 5678 is free.\n")
    assert message.originator is not None
    assert message.originator.name == "Ann Poe"
    assert message.when is not None
    assert f"{message.when.local:%Y-%m-%d %H:%M}" == "2020-05-04 09:12"
    assert message.body == "Berth 5678 is free."


@pytest.mark.parametrize("line", [">>> see chapter 1.2.33 4.5 >>>", ">>> version 10.2.2020 3 >>>"])
def test_numbers_between_angles(line: str) -> None:
    assert not reconstruct_text(f"Notes.\n\n{line}\nBerth 5678 is free.\n").messages
