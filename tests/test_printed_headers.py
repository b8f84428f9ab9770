"""Headers as clients, pasting and OCR print them: their labels and values."""

from __future__ import annotations

import textwrap

import pytest

from mailrecon import reconstruct
from mailrecon.model import Message

_PARTS = (
    "Ada Moor <ada@n.example>",
    "Tuesday, March 5, 2019 10:00 AM",
    "Ben Ost <b@s.example>",
    "Wall",
)


def _only(text: str) -> Message:
    messages = list(reconstruct(text).messages)
    assert len(messages) == 1, [message.subject for message in messages]
    return messages[0]


def _assert_whole(message: Message) -> None:
    assert message.originator is not None
    assert message.originator.address == "ada@n.example"
    assert [person.address for person in message.to] == ["b@s.example"]
    assert message.when is not None
    assert f"{message.when.local:%Y-%m-%d %H:%M}" == "2019-03-05 10:00"
    assert message.subject == "Wall"


@pytest.mark.parametrize(
    "header",
    [
        "From: {} Sent: {} To: {} Subject: {}",
        "From: {}Sent: {}To: {}Subject: {}",
        "-----Original Message----- From: {} Sent: {} To: {} Subject: {}",
        "-----Original Message-----From: {}\nSent: {}\nTo: {}\nSubject: {}",
        "----- Forwarded Message ----- From: {}Sent: {}To: {}Subject: {}",
        "> -----Original Message----- From: {} Sent: {}\n> To: {}\n> Subject: {}",
        "From: {}\n, Sent: {}\nTo: {}\nSubject: {}",
        "From: {}\n‚ Sent: {}\nTo: {}\n‚Subject: {}",
        "From: {}\n¸Sent: {}\nTo: {}\n„Subject: {}",
        "From: {}\nSent: {}\nTo: {}\nSubject: {} Importance: High",
        "From: {}\nSent: {}\nTo: {}\nSubject: {}\nSensitivity: Confidential",
        "From: {}\nSent: {}\nTo: {}\nCategories: Yard\nFlag Status: Completed\nSubject: {}",
        "From: {}\nSent: {}\nTo: {}\nBuilding Code: 7\nSubject: {}",
        "From: {}\nSent {}\nTo: {}\nSubject: {}",
    ],
)
@pytest.mark.parametrize("above", ["", "See below.\n\n"])
def test_labels_run_together_or_in_odd_company(header: str, above: str) -> None:
    quoted = header.startswith(">")
    text = above + header.format(*_PARTS) + ("\n>\n> The text.\n" if quoted else "\n\nThe text.\n")
    message = _only(text)
    _assert_whole(message)
    assert message.body.strip() == "The text."


@pytest.mark.parametrize("cc", ["Cc", "Ce", "Ge", "Co", "CC"])
@pytest.mark.parametrize("form", ["To: {to}\n{cc}: {copies}", "To: {to} {cc}: {copies}"])
def test_what_ocr_makes_of_cc(cc: str, form: str) -> None:
    people = form.format(
        to="Ost, Ben", cc=cc, copies="Wirth, Cleo; Moor, Ada (DOCK/A) [E]; Ek, Per"
    )
    message = _only(
        "From: Moor, Ida\nSent: Tuesday, March 5, 2019 10:00 AM\n"
        f"{people}\nSubject: Wall\n\nText.\n"
    )
    assert [person.name for person in message.to] == ["Ost, Ben"]
    assert [person.name for person in message.cc] == [
        "Wirth, Cleo",
        "Moor, Ada (DOCK/A) [E]",
        "Ek, Per",
    ]


@pytest.mark.parametrize("first", ["Per", "An", "Do", "Nora", "Para", "Til", "Da", "Za", "Od"])
@pytest.mark.parametrize("rest", ["Olsen <o@n.example>", "Olsen <\n>", "Olsen", "Olsen [redacted]"])
def test_a_first_name_that_is_a_label_in_some_language(first: str, rest: str) -> None:
    message = _only(
        f"From:   \n{first} {rest}\nTo:   \nBen Ost <b@s.example>\n"
        "Date: Mon, May 4, 2020 at 9:12 AM\nSubject: Wall\n\nText.\n"
    )
    assert message.originator is not None
    assert message.originator.name == f"{first} Olsen"
    assert [person.address for person in message.to] == ["b@s.example"]


@pytest.mark.parametrize("count", [150, 400])
@pytest.mark.parametrize("separator", [";", ",", ""])
def test_long_lists_of_recipients(count: int, separator: str) -> None:
    people = f"{separator}\n".join(f"Person Number{n} <p{n}@n.example>" for n in range(count))
    message = _only(
        f"From: Ada Moor <ada@n.example>\nSent: Tuesday, March 5, 2019 10:00 AM\nTo: {people}\n"
        "Subject: Wall\n\nText.\n"
    )
    assert [person.address for person in message.to] == [f"p{n}@n.example" for n in range(count)]
    assert message.body.strip() == "Text."


@pytest.mark.parametrize("count", [30, 300])
@pytest.mark.parametrize("person", ["Moor{n}, Ada", "Ada Moor{n}", "Moor{n}, Ada (WALL/NORTH) [E]"])
@pytest.mark.parametrize("width", [60, 72])
def test_long_lists_that_are_broken_inside_a_name(count: int, person: str, width: int) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = [person.format(n=letters[n // 26 % 26] + letters[n % 26]) for n in range(count)]
    to = "\n".join(textwrap.wrap("; ".join(names), width))
    message = _only(
        f"From: Ben Ost\nSent: Monday, March 1, 2021 9:05 AM\nTo: {to}\nCc: Cy Poe\nSubject: Wall\n"
        "\nIt holds.\n"
    )
    assert [person.name for person in message.to] == names
    assert [person.name for person in message.cc] == ["Cy Poe"]
    assert (message.subject, message.body) == ("Wall", "It holds.")


@pytest.mark.parametrize(
    "line",
    [
        "Dear Ben,",
        "    Dear Ben,",
        " is what I meant. It stands on the wall, and it will not fall down this year.",
        "It fell.",
    ],
)
def test_a_subject_takes_no_line_of_the_text(line: str) -> None:
    for subject in ("Wall", "RE: the wall of the boat shed on the old quay by the long pier"):
        if subject != "Wall" and line.startswith(" "):
            continue
        message = _only(
            "From: Ada Moor <ada@n.example>\nSent: Tuesday, March 5, 2019 10:00 AM\n"
            f"To: Ben Ost <b@s.example>\nSubject: {subject}\n{line}\n\n{line}\n"
        )
        assert message.subject == subject
        assert message.body.split()[0] == line.split()[0]


def test_an_emptied_recipient_and_no_subject() -> None:
    message = _only(
        "From:   Ada Moor <ada@n.example>\nSent:   Tuesday, March 5, 2019 10:00 AM\nTo:\n\nText.\n"
    )
    assert message.originator is not None
    assert message.to == ()
    assert message.body.strip() == "Text."


@pytest.mark.parametrize(
    "stamp",
    [
        "RELEASE IN PART\n{0}B6",
        "RELEASE IN\n{0}PART B6",
        "RELEASE\n{0}IN FULL",
        "RELEASE IN PART B1, 1.4(B), 1.4(D), B5,\n{0}B6",
        "Date: 05/13/2031{0}RELEASE IN\n{0}FULL",
    ],
)
@pytest.mark.parametrize("copies", ["", "Cc:      Ida Ek\n"])
def test_recipients_emptied_on_a_released_page(stamp: str, copies: str) -> None:
    gap = " " * 70
    text = (
        f"{gap}{stamp.format(gap)}\n\n\nFrom:    Ada Moor <ada@n.example>\n"
        f"Sent:    Tuesday, March 5, 2019 10:00 AM\nTo:\n{copies}Subject: Walls\n\nText.\n"
    )
    message = _only(text)
    assert [(person.name, person.redacted) for person in message.to] == [(None, True)]
    assert [person.name for person in message.cc] == ["Ida Ek"] * bool(copies)
    assert message.body.strip() == "Text."


@pytest.mark.parametrize(
    ("row", "stays"),
    [
        ("Importance:                High", False),
        ("Follow Up Flag:            Follow up", False),
        # No column of values, or another one: a text.
        ("Importance: High", True),
        ("Importance:                            High", True),
        ("Subject:                   once more", True),
    ],
)
def test_a_row_of_columns_below_a_blank_line(row: str, stays: bool) -> None:
    text = (
        "From:                      Ada Moor <ada@n.example>\n"
        "Sent:                      Tuesday, March 5, 2019 10:00 AM\n"
        "To:                        Ben Ost\n"
        f"Subject:                   Walls\n\n{row}\n\n\nIt holds.\n"
    )
    message = _only(text)
    assert message.subject == "Walls"
    assert message.body.startswith(row if stays else "It holds.")


def test_prose_with_labels_inside_is_no_header() -> None:
    assert not list(reconstruct("I had it from: Ada To: Ben Subject: walls, and so on.\n").messages)
    assert not list(reconstruct("From: left To: right Subject: verb Object: noun\n").messages)


@pytest.mark.parametrize(
    "line",
    [
        "ada@n.example Tue, Mar 5, 2019 at 10:00 AM",
        "ada@n.example mar. 5 mars 2019 à 10:00",
        "<ada@n.example> Di., 5. März 2019 um 10:00",
        "ada@n.example 2019年3月5日 10:00",
    ],
)
@pytest.mark.parametrize("quoted", ["", "> "])
def test_a_bare_address_before_the_date_is_the_originator(line: str, quoted: str) -> None:
    text = (
        f"{quoted}{line}\n{quoted}To: b@s.example\n{quoted}Subject: Wall\n{quoted}\n{quoted}Yes.\n"
    )
    _assert_whole(_only(text))


def test_an_address_inside_a_sentence_before_a_date_begins_no_header() -> None:
    text = "Call ada@n.example Tue, Mar 5, 2019 at 10:00 AM\nTo: b@s.example\n\nYes.\n"
    assert not list(reconstruct(text).messages)


@pytest.mark.parametrize(
    "form",
    [
        "From: ____\nTo: ____\nDate: ____\n",
        "From: ________\nTo:\nDate: __/__/____\nSubject: ________\n\nSigned\n",
        "Von: ........\nAn: ........\nDatum: ........\nBetreff: ........\n",
        "De : ______\nÀ : ______\nDate : __-__-____\nObjet : ______\n",
        "> From: ____\n> To: ____\n> Date: ____\n",
    ],
)
def test_labels_before_blanks_are_a_form(form: str) -> None:
    assert not list(reconstruct(form).messages)


def test_a_blank_among_values_does_not_make_a_form() -> None:
    message = _only(
        "From: ________\nSent: March 5, 2019 10:00 AM\nTo: b@s.example\nSubject: Wall\n\nYes.\n"
    )
    assert message.subject == "Wall"
