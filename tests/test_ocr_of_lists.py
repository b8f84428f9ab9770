"""Lists of people with replaced separators (by OCR or redaction); bars read as letters."""

from __future__ import annotations

import pytest

from mailrecon.lexicon import load
from mailrecon.resolve.people.names import clean_name, count_bars
from mailrecon.resolve.people.reading import read_people


def _names(text: str, *, bars: bool) -> list[str | None]:
    found = read_people(text, load(), single=False, last_name_first=True, bars=bars)
    return [person.name for person in found]


@pytest.mark.parametrize(
    ("text", "bars", "names"),
    [
        ("Ek, Eva; O6 Ost, Ben (A/B); Poe, Ann", True, "Ek, Eva | Ost, Ben (A/B) | Poe, Ann"),
        ("Ek, Eva; IW Ost, Ben (A/B)", True, "Ek, Eva | Ost, Ben (A/B)"),
        ("Ek, Eva; DE Silva, Ben", True, "Ek, Eva | DE Silva, Ben"),
        ("Dave Grub NNN KAUSHAL, SANGITA; Ek, Eva", True, "Dave Grub | KAUSHAL, SANGITA | Ek, Eva"),
        ("Marten, Gregor J PG Borio, Lucia", True, "Marten, Gregor J | Borio, Lucia"),
        ("Ost, Ben J, Lind, Cara; Ek, Eva", False, "Ost, Ben J | Lind, Cara | Ek, Eva"),
        ("Ek, Eva; Ost, Ben J• Lind, Cara", False, "Ek, Eva | Ost, Ben J | Lind, Cara"),
        ("Ek, Eva; A_l_Poe            benost", False, "Ek, Eva | A_l_Poe | benost"),
        ("mark             H; Ek, Eva", False, "mark | H | Ek, Eva"),
        ("Ann      Poe; Ek, Eva", False, "Ann Poe | Ek, Eva"),
        ("benost            I Ek, Eva (A/B); H", False, "benost | Ek, Eva (A/B) | H"),
        (
            "Ek, Eva; 'Ost, Ben'\n    Cara D. Lind; H; A; B",
            False,
            "Ek, Eva | Ost, Ben | Cara D. Lind | H | A | B",
        ),
        (
            "Ek, Eva; 'benost\n    Lind, Cara (A/B); H; A; B",
            False,
            "Ek, Eva | benost | Lind, Cara (A/B) | H | A | B",
        ),
        ("Ek, Eva; Ana de la\nCruz; H; A; B", False, "Ek, Eva | Ana de la Cruz | H | A | B"),
    ],
)
def test_who_is_parted_from_whom(text: str, bars: bool, names: str) -> None:
    assert _names(text, bars=bars) == names.split(" | ")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Poe, Ann (A/B) [E]) oo", "Poe, Ann (A/B) [E]"),
        ("Poe, Ann (DOCK (QUAY))", "Poe, Ann (DOCK (QUAY))"),
        ("KUMAR SHAW, MD MTO >", "KUMAR SHAW, MD"),
        ("Poe, Ann (DOCK/QUAY}", "Poe, Ann (DOCK/QUAY)"),
        ("Poe, Ann.)", "Poe, Ann"),
        ("Poe, Ann J.", "Poe, Ann J."),
        ("Poe, ANNELIES YY GG", "Poe, ANNELIES"),
        ("Ann Poe III", "Ann Poe III"),
        ('"Poe, Ann (A/B) [E]"_ (6)', "Poe, Ann (A/B) [E]"),
        ("Poe, Ann OO (DOCK/QUAY)", "Poe, Ann (DOCK/QUAY)"),
    ],
)
def test_names_beside_bars(text: str, name: str) -> None:
    assert clean_name(text, bars=True) == name


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("Poe, Ann (DOCK) [E] SII woo", 2),
        ('"Poe, Ann (DOCK) [E]" Mo; Ost, Ben', 2),
        ("Ek, Eva; O6 Ost, Ben", 2),
        ("Poe, Ann [E] <ann@quay.example>; Ost, Ben [C]", 0),
        ("Poe, Ann (DOCK) [E] (CTR); Ost, Ben", 0),
    ],
)
def test_signs_that_bars_were_read(text: str, signs: int) -> None:
    assert count_bars(text) >= signs if signs else count_bars(text) == 0
