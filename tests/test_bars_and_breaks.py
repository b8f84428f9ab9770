"""OCR errors beside black bars: verbs of attribution lines, units, ends of subjects."""

from __future__ import annotations

import pytest

from mailrecon import reconstruct_text
from mailrecon.model import Message

# The recipients show that OCR read black bars as letters.
RELEASE = (
    "From: {}\nSent: Sunday, March 15, 2020 3:27 PM\nTo: Moor, Ada (DOCK/QUAY) [E] yy woe@-; "
    "Ost, Ben (DOCK/SEA) [E] 9 @@>; Lind, Cara (DOCK/SEA) [E] WGG\nSubject: Locks\n\nThey leak.\n"
)
REPLY = (
    "From: Ann Poe\nTo: Ben Ost\nSent: Sunday, May 4, 2020 7:27 PM\nSubject: Re: Locks\n\n"
    "Thank you.\n{}\n{}\n \n{}\n\nThey leak.\n"
)


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Lars Nielsen Ooo Dw", "Lars Nielsen"),
        ("Stephen Ek TI Yoo", "Stephen Ek"),
        ('"Poe, Ann (DOCK/QUAY) [E]"| annpoelind Box', "Poe, Ann (DOCK/QUAY) [E]"),
        ("= ———— 7 & ©", None),
        ("66 (dock/Quay)", None),
        ("OO (DOCK/QUAY) [E]", None),
        ("annpoe         mailto", "annpoe"),
        # These are names.
        ("Ann Li Yoo", "Ann Li Yoo"),
        ("Thomas Ng", "Thomas Ng"),
        ("Li (DOCK/QUAY) [E]", "Li (DOCK/QUAY) [E]"),
        ("Gao Fu", "Gao Fu"),
    ],
)
def test_bars_in_and_behind_names(printed: str, name: str | None) -> None:
    (message,) = reconstruct_text(RELEASE.format(printed)).messages
    assert message.originator is not None
    assert message.originator.name == name
    assert message.originator.redacted is (name is None or name == "annpoe")


def test_two_bars_before_a_name() -> None:
    text = RELEASE.replace("Ost, Ben", "9 9G Ost, Ben").format("Ann Poe")
    (message,) = reconstruct_text(text).messages
    assert [person.name for person in message.to][1] == "Ost, Ben (DOCK/SEA) [E]"


@pytest.mark.parametrize("above", ["Sent from my iPhone", "Sent froni my phone\n "])
@pytest.mark.parametrize("greeting", ["Dear Dr. Poe, thank you for it.", "Ann -", "Hi,"])
@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("On May 3, 2020, at 6:38 PM, Eva Sand MD", "Eva Sand MD"),
        ("On May 3, 2020, at 6:38 PM, |", None),
        ("Am 3. Mai 2020 um 18:38 schrieb Eva Sand", "Eva Sand"),
        ("Le 3 mai 2020 à 18:38, Eva Sand", "Eva Sand"),
    ],
)
def test_an_attribution_without_its_verb(
    above: str, greeting: str, line: str, name: str | None
) -> None:
    _, quoted = reconstruct_text(REPLY.format(above, line, greeting)).messages
    assert quoted.originator is not None
    assert quoted.originator.name == name
    assert str(quoted.to_dict()["date"])[:16] == "2020-05-03T18:38"
    assert quoted.body.startswith(greeting)


@pytest.mark.parametrize(
    ("above", "line", "below"),
    [
        ("We met the crew.", "On May 3, 2020, at 6:38 PM, Eva Sand", "Dear Ben, it said."),
        ("", "On May 3, 2020, at 6:38 PM, Eva Sand", "went down to the quay, and saw it."),
        ("", "On May 3, 2020, at 6:38 PM, Eva Sand left the boats", "Dear Ben, it said."),
        ("", "On May 3, 2020, at 6:38 PM, we met.", "Dear Ben, it said."),
    ],
)
def test_other_lines_that_begin_with_a_date(above: str, line: str, below: str) -> None:
    assert len(reconstruct_text(REPLY.format(above, line, below)).messages) == 1


def _subjects(messages: tuple[Message, ...]) -> list[object]:
    return [message.to_dict()["subject"] for message in messages]


def test_a_subject_between_two_equal_ones_ends_as_they_do() -> None:
    header = "From: {}\nSent: Sunday, May {}, 2020 3:27 PM\nTo: {}\nSubject: {}\n{}\n"
    text = "".join(
        header.format(*values)
        for values in (
            ("Ann Poe", 6, "Eva Sand", "RE: ASF: Chart room", "Fine with me."),
            ("Eva Sand", 5, "Ann Poe", "RE: ASF: Chart room Agree with Cara", "Ben speaks well."),
            ("Cara Lind", 4, "Ann Poe", "ASF: Chart room", "Shall Ben speak?"),
        )
    )
    messages = reconstruct_text(text).messages
    assert _subjects(messages) == ["RE: ASF: Chart room", "RE: ASF: Chart room", "ASF: Chart room"]
    assert messages[1].body == "Agree with Cara\nBen speaks well."
