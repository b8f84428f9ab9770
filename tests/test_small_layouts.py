"""Headers in a footnote's sentence or with a day alone; quoted greetings that lost their mark."""

from __future__ import annotations

import pytest

from mailrecon import reconstruct_text

SENTENCES = {
    "end": '[1] From: Ann Poe. To: Ben Ost. Date: May 4, 2026. Subject: The gate. "It is shut."\n',
    "two": "1. From: Ann Poe <a@quay.example>. To: Ben Ost. Sent: Monday, May 4, 2026 9:12 AM. "
    'Subject: The gate. "It is shut."\n',
    "de": '[7] Von: Ann Poe. An: Ben Ost. Datum: 4. Mai 2026. Betreff: The gate. "It is shut."\n',
}
NOT_MAIL = [
    "[2] To: see above. From: the same. Date: May 4, 2026.\n",
    "From: Oslo. To: Bergen. Date: 4 May 2026. Seat: 12.\n",
    "From: Quay Rope Works\nSent: 4 May 2026\nTo: Harbour Office\nWeight: 10 kg\n",
    "From: Monday, May 4\nTo: Friday, May 8\nRoom: 12\n",
    "TIMETABLE\n\nFrom: Oslo Harbour\nTo: Bergen Quay\nDate: Monday, 4 May 2026 09:12\n"
    "Subject: Ferry 12, Deck B\n\nDeparture 09:12   Arrival 17:40\n",
    "Horario\nDe: Puerto Real\nPara: Muelle Norte\nFecha: lunes, 4 de mayo de 2026 9:12\n"
    "Asunto: Línea 12\n",
    "Your journey\nFrom: Ann Arbor\nTo: Port Huron\nDate: May 4, 2026 9:12 AM\n"
    "Subject: One adult\n",
    "Q. What did she write?\nA. On May 4, 2026, at 9:12 a.m., Ann Poe wrote:\n"
    '   "The gate is shut."\nQ. To whom?\n',
    "Members\n\nAnn Poe <ann@quay.example>\nTo be reached: Monday 9:12 to 17:00\n\n"
    "Ben Ost <ben@dock.example>\nTo be reached: Tuesday 10:00 to 16:00\n",
]


@pytest.mark.parametrize("name", SENTENCES)
def test_a_full_stop_closes_each_value_of_a_sentence(name: str) -> None:
    (message,) = reconstruct_text(f"The harbour was closed.\n\n{SENTENCES[name]}")
    found = message.to_dict()
    assert found["from"]["name"] == "Ann Poe"
    assert [person["name"] for person in found["to"]] == ["Ben Ost"]
    assert (found["date"][:10], found["subject"]) == ("2026-05-04", "The gate")
    assert message.body == '"It is shut."'


@pytest.mark.parametrize(
    "header",
    [
        "From: Ann Poe\nSent: Monday, May 4, 2026\nTo: Ben Ost\n",
        "Von: Ann Poe\nGesendet: Montag, 4. Mai 2026\nAn: Ben Ost\n",
        "De : Ann Poe\nEnvoyé : lundi 4 mai 2026\nÀ : Ben Ost\n",
    ],
)
def test_the_long_day_of_outlook_makes_a_header_without_a_subject(header: str) -> None:
    (message,) = reconstruct_text(f"{header}\nThe gate is shut.\n")
    assert message.to_dict()["date"] == "2026-05-04"


@pytest.mark.parametrize("text", NOT_MAIL)
def test_forms_with_the_same_labels_are_no_mail(text: str) -> None:
    assert list(reconstruct_text(text)) == []


@pytest.mark.parametrize("blank", ["", "\n", ">\n"])
@pytest.mark.parametrize(
    ("line", "greeting"),
    [
        ("On Mon, May 4, 2026 at 9:12 AM Ben Ost <ben@dock.example> wrote:", "Dear Cay,"),
        ("Am 4. Mai 2026 um 09:12 schrieb Ben Ost <ben@dock.example>:", "Liebe Cay!"),
    ],
)
def test_a_greeting_that_lost_its_mark_begins_the_quotation(
    line: str, greeting: str, blank: str
) -> None:
    text = f"Fine.\n\nCay\n\n{line}\n{blank}{greeting}\n>\n> the gate is shut.\n> Ben\n"
    (message,) = reconstruct_text(text)
    assert message.body == f"{greeting}\n\nthe gate is shut.\nBen"


def test_an_answer_above_a_further_quotation_keeps_its_own_depth() -> None:
    text = "On May 4, 2026 at 9:12, Ben Ost wrote:\n> When?\nWell,\n> and where?\nAt the mole.\n"
    assert all("Well" not in message.body for message in reconstruct_text(text))


@pytest.mark.parametrize(
    ("page", "names"),
    [
        (
            "Crane is late\nRequest #48211\n\nAnn Poe\nMay 4, 2020 09:12\n"
            "To: Quay Support <support@quay.example>\n\nIt is late.\n\n"
            "Ben Ost\nQuay Support\nMay 4, 2020 11:40\n\nHi Ann,\n\nYes.\n",
            ["Ann Poe", "Ben Ost"],
        ),
        (
            "##- Please type your reply above this line -##\n\nIt was updated.\n\n"
            "Ben Ost (Quay Support)\nMay 4, 2020, 11:40 GMT+2\n\nHi Ann,\n\nYes.\n\n"
            "Ann Poe\nMay 4, 2020, 09:12 GMT+2\n\nIt is late.\n",
            ["Ben Ost (Quay Support)", "Ann Poe"],
        ),
        (
            "##- Bitte geben Sie Ihre Antwort über dieser Zeile ein. -##\n\nBen Ost (Kai-Hilfe)\n"
            "4. Mai 2020, 11:40 MESZ\n\nJa.\n\nAnn Poe\n4. Mai 2020, 09:12 MESZ\n\nZu spät.\n",
            ["Ben Ost (Kai-Hilfe)", "Ann Poe"],
        ),
        (
            "Ticket #981\n\nAnn Poe\nCreated May 04, 2020 10:15\n\nLate.\n\n"
            "Ben Ost\nMay 04, 2020 11:40 AM\n\nYes.\n",
            ["Ann Poe", "Ben Ost"],
        ),
    ],
)
def test_the_conversation_on_a_help_desks_page(page: str, names: list[str]) -> None:
    messages = list(reconstruct_text(page))
    assert [message.originator.name for message in messages] == names
    assert all(message.when is not None and "2020" not in message.body for message in messages)


@pytest.mark.parametrize(
    "page",
    [
        "Forum\n\nAnn Poe\nMay 4, 2020 09:12\n\nLate.\n\nBen Ost\nMay 4, 2020 10:12\n\nYes.\n",
        "Ticket #981\n\nQuay to Lock\nMay 4, 2020 09:12\nSeat 14\n",
        "Ticket #981\n\nValid until\nMay 4, 2020 09:12\n",
    ],
)
def test_names_and_dates_elsewhere_are_no_help_desks_mail(page: str) -> None:
    assert not list(reconstruct_text(page))
