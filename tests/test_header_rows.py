"""Headers in one line or without colons, and headings with a dash: accepted and rejected."""

from __future__ import annotations

import pytest

from mailrecon import reconstruct_text

Row = tuple[str, str, str | None]
HEADERS: list[tuple[str, list[Row]]] = [
    (
        ("To: Ben Ost From: Ann Poe Subject: Gate Date: May 4, 2020 9:12 AM\n\nIt leaks.\n"),
        [("Ann Poe", "Ben Ost", "Gate")],
    ),
    (
        (
            "Subject: Gate From: Ann Poe <ann@quay.example> Date: Mon, 4 May 2020 09:12:00 +0200 "
            "To: Ben Ost <ben@dock.example>\n"
            "\n"
            "It leaks.\n"
        ),
        [("Ann Poe", "Ben Ost", "Gate")],
    ),
    (
        ("From Ann Poe To Ben Ost Date May 4, 2020 9:12 AM Subject Gate\n\nIt leaks.\n"),
        [("Ann Poe", "Ben Ost", "Gate")],
    ),
    (
        ("Von Anna Pohl An Bernd Ost Datum 4. Mai 2020 09:12 Betreff Siel\n\nEs leckt.\n"),
        [("Anna Pohl", "Bernd Ost", "Siel")],
    ),
    (
        ("De Ana Paz\nPara Beni Oste\nFecha 4 de mayo de 2020 9:12\nAsunto Compuerta\n\nGotea.\n"),
        [("Ana Paz", "Beni Oste", "Compuerta")],
    ),
    (
        ("From Ann Poe\nTo Ben Ost\nDate May 4, 2020 9:12 AM\nSubject Gate\n\nIt leaks.\n"),
        [("Ann Poe", "Ben Ost", "Gate")],
    ),
    (
        ("An: Bernd Ost Von: Anna Pohl Betreff: Siel Datum: 4. Mai 2020 09:12\n\nEs leckt.\n"),
        [("Anna Pohl", "Bernd Ost", "Siel")],
    ),
    (
        (
            "Objet : Écluse De : Anne Pré <anne@quay.example> À : Benoît Ost "
            "Date : 4 mai 2020 09:12\n"
            "\n"
            "Elle fuit.\n"
        ),
        [("Anne Pré", "Benoît Ost", "Écluse")],
    ),
    (
        ("Von Anna Pohl\nAn Bernd Ost\nDatum 4. Mai 2020 09:12\nBetreff Siel\n\nEs leckt.\n"),
        [("Anna Pohl", "Bernd Ost", "Siel")],
    ),
    (
        (
            "> De Ana Paz\n"
            "> Para Beni Oste\n"
            "> Fecha 4 de mayo de 2020 9:12\n"
            "> Asunto Compuerta\n"
            ">\n"
            "> Gotea.\n"
        ),
        [("Ana Paz", "Beni Oste", "Compuerta")],
    ),
    (
        (
            "From Ann Poe <ann@quay.example>\n"
            "To Ben Ost <ben@dock.example>\n"
            "Sent Monday, May 4, 2020 9:12 AM\n"
            "Subject RE: Gate\n"
            "\n"
            "It leaks.\n"
        ),
        [("Ann Poe", "Ben Ost", "RE: Gate")],
    ),
    (
        ("От Анна По\nКому Борис Ост\nДата 4 мая 2020 г. 9:12\nТема Шлюз\n\nТечёт.\n"),
        [("Анна По", "Борис Ост", "Шлюз")],
    ),
    (
        (
            "Переписка\n"
            "\n"
            "Анна По — Борису Осту, 4 мая 2020 г., 9:12\n"
            "\n"
            "Шлюз течёт.\n"
            "\n"
            "Борис Ост — Анне По, 4 мая 2020 г., 11:40\n"
            "\n"
            "Знаю.\n"
        ),
        [("Анна По", "Борису Осту", None), ("Борис Ост", "Анне По", None)],
    ),
    (
        (
            "Листування\n"
            "\n"
            "Ганна По — Борисові Осту, 4 травня 2020 р., 9:12\n"
            "\n"
            "Тече.\n"
            "\n"
            "Борис Ост — Ганні По, 4 травня 2020 р., 11:40\n"
            "\n"
            "Знаю.\n"
        ),
        [("Ганна По", "Борисові Осту", None), ("Борис Ост", "Ганні По", None)],
    ),
    (
        (
            "Lettere\n"
            "\n"
            "Anna Po a Berto Osti, 4 maggio 2020, ore 9:12\n"
            "\n"
            "Perde.\n"
            "\n"
            "Berto Osti ad Anna Po, 4 maggio 2020, ore 11:40\n"
            "\n"
            "Lo so.\n"
        ),
        [("Anna Po", "Berto Osti", None), ("Berto Osti", "Anna Po", None)],
    ),
    (
        (
            "L'écluse qui fuyait\n"
            "\n"
            "Publié le 3 juin 2021\n"
            "\n"
            "Le port savait.\n"
            "\n"
            "Courriel d'Anne Pré à Benoît Ost, le 4 mai 2020 à 9 h 12 :\n"
            "\n"
            "« Elle fuit. Venez. »\n"
            "\n"
            "Courriel de Benoît Ost à Anne Pré, le 4 mai 2020 à 11 h 40 :\n"
            "\n"
            "« Demain. »\n"
        ),
        [("Anne Pré", "Benoît Ost", None), ("Benoît Ost", "Anne Pré", None)],
    ),
    (
        (
            "E-mail: Anna Pohl an Bernd Ost (Kopie: Kai Dun), 4. Mai 2020, 9.12 Uhr\n"
            "\n"
            "Es leckt.\n"
            "\n"
            "E-Mail: Bernd Ost an Anna Pohl, 4. Mai 2020, 11.40 Uhr\n"
            "\n"
            "Ich weiß.\n"
        ),
        [("Anna Pohl", "Bernd Ost", None), ("Bernd Ost", "Anna Pohl", None)],
    ),
]
NO_MAIL = [
    (
        "Из расписания\n"
        "\n"
        "Нижний Новгород — Великие Луки, 4 мая 2020 г., 9:12\n"
        "\n"
        "Поезд скорый.\n"
        "\n"
        "Москва — Тверь, 4 мая 2020 г., 11:40\n"
        "\n"
        "Пассажирский.\n"
    ),
    ("From London To Paris Date May 4, 2020 9:12 AM Seat 4\n\nBring a ticket.\n"),
    ("From Ann Poe To Ben Ost Date May 4, 2020 9:12 AM Seat 4\n\nBring a ticket.\n"),
]


@pytest.mark.parametrize(("text", "rows"), HEADERS)
def test_headers_are_read(text: str, rows: list[Row]) -> None:
    found = [
        (
            message.originator and message.originator.name,
            ", ".join(person.name or "" for person in message.to),
            message.subject,
        )
        for message in sorted(
            reconstruct_text(text).messages, key=lambda one: one.source.header[0].start
        )
    ]
    assert found == rows


@pytest.mark.parametrize("text", NO_MAIL)
def test_rows_of_journeys_are_not_headers(text: str) -> None:
    assert not len(reconstruct_text(text))


def test_a_date_in_a_subject_of_its_own_line_stays() -> None:
    text = (
        "From: Ann Poe\nTo: Ben Ost\nDate: 4 May 2020 9:12\n"
        "Subject: New Date: May 11, 2020 9:30\n\nIt leaks.\n"
    )
    (message,) = reconstruct_text(text).messages
    assert message.subject == "New Date: May 11, 2020 9:30"


@pytest.mark.parametrize(
    ("body", "notes"),
    [
        ("Tomorrow.", "\n[1] Obtained by a request.\n[2] See the minutes.\n"),
        ("Tomorrow.\n\n[3] is my berth.", "\n[1] Obtained by a request.\n"),
        # The mail has a note of its own.
        ("Tomorrow.[1]\n\n[1] https://quay.example/", ""),
    ],
)
def test_notes_of_an_article_end_its_last_mail(body: str, notes: str) -> None:
    text = (
        "The gate\n\nThe board knew.[1] It kept silent.[2]\n\n"
        f"Ann Poe to Ben Ost, May 4, 2020, 9:12 AM:\n\n{body}\n{notes}"
    )
    (message,) = reconstruct_text(text).messages
    assert message.body.strip() == body


def test_an_address_and_a_date_at_the_top_introduce_a_quotation() -> None:
    (message,) = reconstruct_text(
        "ann@quay.example on 05/04/2020 09:12:33 AM\n\n> It leaks.\n"
    ).messages
    assert message.originator is not None
    assert message.originator.address == "ann@quay.example"
    assert not len(reconstruct_text("ann@quay.example on 05/04/2020 09:12:33 AM\n\nIt leaks.\n"))
