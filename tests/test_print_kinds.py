"""Kinds of print that real documents have, each with siblings in other languages and clients."""

from __future__ import annotations

import pytest

from mailrecon import Message, reconstruct_text
from mailrecon.lexicon import fold, load
from mailrecon.resolve import read_subject


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


_BARE = {
    "de": ("Von", "Gesendet", "An", "Betreff", "Montag, 4. Mai 2020 09:12"),
    "en": ("From", "Sent", "To", "Subject", "Monday, May 4, 2020 9:12 AM"),
    "es": ("De", "Fecha", "Para", "Asunto", "4 de mayo de 2020 9:12"),
    "fr": ("De", "Envoyé", "À", "Objet", "lundi 4 mai 2020 09:12"),
    "ja": ("差出人", "送信日時", "宛先", "件名", "2020年5月4日 9:12"),
    "ru": ("От", "Отправлено", "Кому", "Тема", "4 мая 2020 г. 9:12"),
}


def _bare(language: str, how: str) -> str:
    *labels, date = _BARE[language]
    values = ("Ann Poe", date, "Ben Ost", "RE: 5678")
    pairs = [line for pair in zip(labels, values, strict=True) for line in pair]
    header = {
        "tight": "\n".join(pairs),
        "loose": "\n\n".join(pairs),
        "parted": "\n\n".join(f"{a}\n{b}" for a, b in zip(labels, values, strict=True)),
        "columns": "\n".join((*labels, *values)),
        "apart": "\n".join((*labels, "", *values)),
    }[how]
    return f"{header}\n\n1234.\n"


@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize("how", ["tight", "loose", "parted", "columns", "apart"])
@pytest.mark.parametrize("language", _BARE)
def test_labels_without_colons_alone_on_their_lines(language: str, how: str, quoted: bool) -> None:
    text = _bare(language, how)
    if quoted:
        text = "OK.\n\n" + "".join(f"> {line}\n" for line in text.splitlines())
    message = _one(text)
    assert message.originator is not None
    assert message.originator.name == "Ann Poe"
    assert [person.name for person in message.to] == ["Ben Ost"]
    assert message.when is not None
    assert f"{message.when.local:%Y-%m-%d %H:%M}" == "2020-05-04 09:12"
    assert message.subject == "RE: 5678"
    assert message.body == "1234."


@pytest.mark.parametrize("how", ["tight", "columns"])
def test_chains_of_labels_without_colons(how: str) -> None:
    found = reconstruct_text(_bare("en", how) + "\n" + _bare("en", how)).messages
    assert [message.body for message in found] == ["1234."] or len(found) == 2


@pytest.mark.parametrize(
    "text",
    [
        # a form, a table of departures, a list of fields, a menu
        "Request\n\nFrom\nTo\nDate\nReason\nHarbour\nTown\n4 May 2020 9:12\nvisit\n",
        "From\nTo\nDate\nSeats\nQuay\nDock\n4 May 2020 9:12\n12\n",
        "The fields are\n\nFrom\nTo\nDate\nSubject\n\nand were set on 4 May 2020 9:12.\n",
        "From\nTo\nDate\nSubject\nSize\nAnn\n",
        "Departure\n4 May 2020 9:12\nFrom\nQuay\nTo\nDock\n",
        "Date\n4 May 2020 9:12\nPlace\nQuay\nSubject\nTides\n",
    ],
)
def test_bare_labels_of_other_documents(text: str) -> None:
    assert not reconstruct_text(text).messages


@pytest.mark.parametrize(
    ("line", "subject", "body"),
    [
        (
            "-----Original Message----- From: Ann Poe Sent: Monday, May 4, 2020 9:12 AM "
            "To: Ben Ost Subject: Tides Ben, the tide table is wrong. Send the new one.",
            "Tides",
            "Ben, the tide table is wrong. Send the new one.",
        ),
        (
            "Von: Ann Poe Gesendet: Montag, 4. Mai 2020 09:12 An: Ben Ost "
            "Betreff: Gezeiten Hallo Ben, die Tabelle stimmt nicht.",
            "Gezeiten",
            "Hallo Ben, die Tabelle stimmt nicht.",
        ),
        (
            "De : Anne Rive Envoyé : lundi 4 mai 2020 09:12 À : Luc Quai "
            "Objet : Marées Bonjour, la table est toute fausse.",
            "Marées",
            "Bonjour, la table est toute fausse.",
        ),
        (
            "De: Ana Paz Enviado: lunes, 4 de mayo de 2020 9:12 Para: Beni Oste "
            "Asunto: Mareas Hola Beni, la tabla está mal.",
            "Mareas",
            "Hola Beni, la tabla está mal.",
        ),
        *(
            (
                "From: Ann Poe Sent: Monday, May 4, 2020 9:12 AM To: Ben Ost Cc: Cay Dun "
                f"Subject: {subject}",
                subject,
                "",
            )
            for subject in (
                "Tides, gates and locks of the north.",
                "Thanks, Ben, for the tides of today.",
                "Lunch with Ben, Tuesday or Friday at noon?",
                "Tides Ben, Cay",
            )
        ),
    ],
)
def test_texts_on_the_line_of_their_header(line: str, subject: str, body: str) -> None:
    message = _one(f"FYI\n\n{line}\n")
    assert message.subject == subject
    assert message.body == body


@pytest.mark.parametrize(
    ("subject", "header"),
    [
        ("Re: Tides", "From: Ann Poe (ann@poe.example)\nDate: Mon May 04 2020 - 09:12:00 EDT"),
        ("AW: Gezeiten", "Von: Ann Poe (ann@poe.example)\nDatum: Mo 04 Mai 2020 09:12:00"),
        ("RE : Marées", "De : Ann Poe (ann@poe.example)\nDate : lun. 4 mai 2020 09:12"),
        ("Re: Tides", "From: Ann Poe <ann@poe.example>\nDate: Mon, 04 May 2020 09:12:00 +0200"),
    ],
)
@pytest.mark.parametrize("above", ["", "Archive of tides\n\n"])
def test_titles_of_answers_above_from_and_date(subject: str, header: str, above: str) -> None:
    text = f"{above}{subject}\n\n{header}\n\nCay wrote:\n> 1234?\n\nCay, 5678.\n"
    first = reconstruct_text(text).messages[0]
    assert first.originator is not None
    assert (first.originator.name, first.originator.address) == ("Ann Poe", "ann@poe.example")
    assert first.subject == subject
    assert first.body == "Cay, 5678."


@pytest.mark.parametrize(
    "text",
    [
        "Re: your form\n\nName: Ann Poe\nFrom: Harbour\nDate: 1 May 2020\n\nThe lamp.\n",
        "Re: lamp\n\nFrom: 4 May 2020 9:12\nDate: 5 May 2020 9:12\n\nClosed.\n",
        "Re: opening hours\n\nFrom: Monday\nTo: Friday\n\nWe are closed.\n",
    ],
)
def test_titles_of_letters_and_forms(text: str) -> None:
    assert not reconstruct_text(text).messages


@pytest.mark.parametrize(
    ("later", "earlier"),
    [
        ("Lunch (was: Tides)", "Tides"),
        ("Lunch [was Tides]", "Tides"),
        ("Re: Lunch (was: Re: Tides)", "Re: Tides"),
        ("Lunch (Was: [tides] Table)", "[tides] Table"),
        ("Mittag (war: Gezeiten)", "Gezeiten"),
        ("Déjeuner (était : Marées)", "Marées"),
        ("Almuerzo (antes: Mareas)", "Mareas"),
        ("Обед (было: Приливы)", "Приливы"),
        ("昼食（旧：潮汐）", "潮汐"),
    ],
)
def test_former_subjects(later: str, earlier: str) -> None:
    mails = [
        f"From: {a} <{a}@quay.example>\nTo: {b} <{b}@quay.example>\n"
        f"Date: Mon, 4 May 2020 {hour}:12:00 +0000\nSubject: {subject}\n\n{text}\n"
        for a, b, hour, subject, text in (
            ("ann", "ben", "09", earlier, "The lamp of berth 5 is out."),
            ("ben", "ann", "10", later, "Then we eat in the dark."),
        )
    ]
    archive = reconstruct_text("\n".join(mails))
    assert [message.subject for message in archive.messages] == [earlier, later]
    assert len(archive.threads) == 1


@pytest.mark.parametrize("later", ["Report (was late)", "Lunch (in: Tides)", "Tides (v: 2)"])
def test_brackets_of_other_subjects(later: str) -> None:
    assert read_subject(later, load()).base == fold(later)
