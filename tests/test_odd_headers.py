"""Headers with other signs than colons, and headings with other words than `to`, and siblings."""

from __future__ import annotations

import pytest

from mailrecon import Message, reconstruct_text


def _one(text: str) -> Message:
    (message,) = reconstruct_text(text).messages
    return message


def _fields(message: Message) -> tuple[str | None, list[str | None], str]:
    assert message.when is not None
    name = message.originator.name if message.originator is not None else None
    return name, [one.name for one in message.to], f"{message.when.local:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    "header",
    [
        "(From: Ann Poe; To: Ben Ost; Date: May 4, 2020 9:12 AM)",
        "[From: Ann Poe | To: Ben Ost | Sent: May 4, 2020 9:12 AM | Subject: Oak]",
        "[Von: Ann Poe; An: Ben Ost; Datum: 4. Mai 2020, 09:12]",
        "(De: Ann Poe; Para: Ben Ost; Fecha: 4 de mayo de 2020 9:12)",
        "(De : Ann Poe ; À : Ben Ost ; Date : 4 mai 2020 09:12 ; Objet : Oak)",
        "From= Ann Poe\nTo= Ben Ost\nDate= May 4, 2020 9:12 AM\nSubject= Oak",
        "Von= Ann Poe\nAn= Ben Ost\nDatum= 04.05.2020 09:12\nBetreff= Oak",
        "Fromi Ann Poe\nSent: Monday, May 4, 2020 9:12 AM\nTo: Ben Ost\nSubject: Oak",
        "From: Ann Poe\nSentl Monday, May 4, 2020 9:12 AM\nToi Ben Ost\nSubject: Oak",
        "From| Ann Poe\nSent| Monday, May 4, 2020 9:12 AM\nTo| Ben Ost\nSubject! Oak",
        "From: Ann Poe\nSent: Monday, May 4, 2020 9:12 AM To Ben Ost\nSubject: Oak",
        "Von: Ann Poe\nGesendet: Montag, 4. Mai 2020 09:12 An Ben Ost\nBetreff: Oak",
        "| From: Ann Poe\nSent: Monday, May 4, 2020 9:12 AM\nTo: Ben Ost\nSubject: Oak",
    ],
)
def test_signs_in_place_of_colons(header: str) -> None:
    message = _one(f"They are here.\n\n{header}\n\nBerth 5678 is free.\n")
    assert _fields(message) == ("Ann Poe", ["Ben Ost"], "2020-05-04 09:12")
    assert message.body == "Berth 5678 is free."


@pytest.mark.parametrize(
    "text",
    [
        # Settings, a program, and a note in brackets without a date
        "[mail]\nFrom= ann@quay.example\nTo= ben@quay.example\nDate= now\nSubject= Report\n",
        'From= "Ann Poe";\nTo= "Ben Ost";\nDate= "May 4, 2020 9:12 AM";\n',
        "(From: the lock; To: the quay; Fare: 4 crowns)\n\nTickets are sold on board.\n",
        "Tol Tide\nFroml Ann\n\nNames of boats.\n",
    ],
)
def test_other_texts_with_such_signs(text: str) -> None:
    assert not list(reconstruct_text(text).messages)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Ann Poe writes to Ben Ost, May 4, 2020", "Ben Ost replies to Ann Poe, May 5, 2020"),
        ("Ann Poe e-mailed to Ben Ost, May 4, 2020", "Ben Ost wrote to Ann Poe, May 5, 2020"),
        ("Ann Poe schreibt an Ben Ost, 4. Mai 2020", "Ben Ost antwortet an Ann Poe, 5. Mai 2020"),
        ("Ann Poe écrit à Ben Ost, le 4 mai 2020", "Ben Ost répond à Ann Poe, le 5 mai 2020"),
        (
            "Ann Poe escribe a Ben Ost, 4 de mayo de 2020",
            "Ben Ost responde a Ann Poe, 5 de mayo de 2020",
        ),
        ("Ann Poe schrijft aan Ben Ost, 4 mei 2020", "Ben Ost antwoordt aan Ann Poe, 5 mei 2020"),
    ],
)
def test_verbs_in_headings(first: str, second: str) -> None:
    found = list(reconstruct_text(f"{first}\n\nIs it free?\n\n{second}\n\nIt is.\n").messages)
    assert [_fields(one)[:2] for one in found] == [
        ("Ann Poe", ["Ben Ost"]),
        ("Ben Ost", ["Ann Poe"]),
    ]
    assert [one.body for one in found] == ["Is it free?", "It is."]


@pytest.mark.parametrize("clock", ["9:12 AM", "09:12", "09.12 Uhr", "9:12 a.m.", "09:12:00"])
def test_clock_below_the_day_of_a_heading(clock: str) -> None:
    text = (
        f"Ann Poe to Ben Ost\nMay 4, 2020\n{clock}\n\nIs it free?\n\n"
        "Ben Ost to Ann Poe\nMay 4, 2020\n10:40\n\nIt is.\n"
    )
    first, second = reconstruct_text(text).messages
    assert _fields(first)[2] == "2020-05-04 09:12"
    assert _fields(second)[2] == "2020-05-04 10:40"
    assert (first.body, second.body) == ("Is it free?", "It is.")


@pytest.mark.parametrize(
    "printed",
    ["ann at quay dot example", "ann AT quay DOT example", "ann at mail dot quay dot example"],
)
def test_addresses_in_words(printed: str) -> None:
    text = f"From: {printed}\nTo: Ben Ost\nDate: Mon, 4 May 2020 09:12:00 +0200\n\nIt is free.\n"
    message = _one(text)
    assert message.originator is not None
    assert message.originator.address in ("ann@quay.example", "ann@mail.quay.example")


@pytest.mark.parametrize(
    "line", [">>> see chapter 1.2.33 >>>", ">>> version 10.2.2020 >>>", ">>> Ann Poe 12 >>>"]
)
def test_no_groupwise_line(line: str) -> None:
    assert not list(reconstruct_text(f"Thanks.\n\n{line}\nBerth 5678 is free.\n").messages)


@pytest.mark.parametrize(
    "note", ["Categories: Red Category", "Follow Up Flag: Follow up\nFlag Status: Flagged"]
)
def test_flags_below_a_blank_line(note: str) -> None:
    header = "From: Ann Poe\nSent: Monday, May 4, 2020 9:12 AM\nTo: Ben Ost\nSubject: Oak\n"
    assert _one(f"{header}\n{note}\n\nIt is free.\n").body == "It is free."


def test_a_classification_below_a_blank_line_is_text() -> None:
    header = "From: Ann Poe\nSent: Monday, May 4, 2020 9:12 AM\nTo: Ben Ost\nSubject: Oak\n"
    body = "Classification: UNCLASSIFIED\n\nIt is free."
    assert _one(f"{header}\n{body}\n").body == body


def test_an_editors_note_within_a_mail_stays() -> None:
    header = "From: Ann Poe\nSent: Monday, May 4, 2020 9:12 AM\nTo: Ben Ost\nSubject: Oak\n"
    body = "It is free.\n\n[Editor's note: The name was left out.]\n\n" + "Come soon.\n\n" * 9
    assert _one(f"{header}\n{body}").body == body.strip()


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("Lind; Dora E (HAR)", ["Lind; Dora E (HAR)"]),
        ("Lind; Dora E (HAR); Ost; Ben (HAR)", ["Lind; Dora E (HAR)", "Ost; Ben (HAR)"]),
        ("Lind; Dora", ["Lind", "Dora"]),
        ("Ben Ost; Cay Dun (HAR)", ["Ben Ost", "Cay Dun (HAR)"]),
    ],
)
def test_semicolons_within_names(field: str, names: list[str]) -> None:
    text = (
        f"From: Ann Poe\nSent: Monday, May 4, 2020 9:12 AM\nTo: {field}\nSubject: Oak\n\nIt is.\n"
    )
    assert [person.name for person in _one(text).to] == names


@pytest.mark.parametrize(
    "day", ["4 мая 2020 года, 9:12", "4 мая 2020 г., 9:12", "4 мая 2020, 9:12"]
)
def test_words_for_the_year(day: str) -> None:
    text = f"Анна Поева — Борису Остину, {day}\n\nНе закрываются.\n"
    assert _fields(_one(text))[2] == "2020-05-04 09:12"
