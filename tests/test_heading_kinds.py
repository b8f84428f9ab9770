"""Headings of published mail as different publishers print them, and lines that look like these."""

from __future__ import annotations

import pytest

from mailrecon import reconstruct, reconstruct_text
from mailrecon.model import Message

ANN, BEN = "Ann Poe", "Ben Ost"
# The two headings of an exchange of Ann Poe and Ben Ost, May 4, 2020, 9:12 and 9:40.
TIMED = {
    "From {one} to {two} (May 4, 2020, 9:{minute} AM)": None,
    "{ONE} TO {TWO}, MAY 4, 2020, 9:{minute} A.M.": None,
    "Document 17. {one} to {two}, 4 May 2020, 9.{minute} am": None,
    "EXHIBIT A-{minute}\nEmail, {one} to {two}, May 4, 2020, 9:{minute} AM": None,
    "Email from {one} to {two}, sent May 4, 2020 at 9:{minute} AM": None,
    'Email from {one} to {two}, "The lamp", 4 May 2020, 9:{minute} am': "The lamp",
    "{one} to {two}, 4 May 2020, 9:{minute} am (Subject: The lamp)": "The lamp",
    "RE: lamp — {one} to {two}, May 4, 2020, 9:{minute} AM": "RE: lamp",
    "{one} to {two} - May 4, 2020, 9:{minute} AM, Re: lamp": "Re: lamp",
    "To {two} from {one}, May 4, 2020, 9:{minute} AM": None,
    "{one}, May 4, 2020, 9:{minute} AM, to {two}:": None,
    "{one} (May 4, 2020, 9:{minute} AM) to {two}": None,
    "{one} to {two} 5/4/2020 9:{minute} AM": None,
    "{one} to {two} May 4, 2020 9:{minute} AM": None,
    "{one} to {two} - May 4, 2020 9:{minute} AM\n----------------": None,
    "________\n{one} to {two}\nMay 4, 2020 at 9:{minute} AM\nSubject: lamp\n________": "lamp",
    "{one} to {two}——2020年5月4日 9:{minute}": None,
    "Message 1 of 3 — {one} to {two} — Monday, May 4, 2020, 9:{minute} AM": None,
    "**{one} → {two}** · 4 de mayo de 2020, 9:{minute}": None,
    "{one} → {two}, 4 мая 2020, 9:{minute}": None,
    "{one} (dock master) to {two} (dyke reeve): 4 May 2020, 9:{minute}": None,
    "{one} to {two}, sent on Monday, May 4, 2020 at 9:{minute} AM": None,
    "May 4, 2020, 9:{minute} AM {one} to {two}:": None,
    "**{one} to {two}, May 4, 2020, 9:{minute} AM**\n**Subject: lamp**": "lamp",
}
DAYS = (
    "Exhibit 4 – Email from {one} to {two} dated May 4, 2020",
    "Email 12: {one} to {two}, 4 May 2020",
    "(a) {one} to {two}, 4 May 2020",
    "Reply from {one} to {two} (4 May 2020)",
    "4 May 2020\n{one} to {two}",
)


def _exchange(heading: str) -> list[Message]:
    pieces = []
    for one, two, minute, words in (
        (ANN, BEN, "12", "The lamp is out."),
        (BEN, ANN, "40", "Then light it."),
        (ANN, BEN, "55", "It has no oil."),
    ):
        printed = heading.format(one=one, two=two, ONE=one.upper(), TWO=two.upper(), minute=minute)
        pieces.append(f"{printed}\n\n{words}\n\n")
    return list(reconstruct_text("".join(pieces)).messages)


def _names(message: Message) -> tuple[str, list[str]]:
    assert message.originator is not None
    names = [message.originator.name or "", *(person.name or "" for person in message.to)]
    bare = [name.partition(" (")[0].title() for name in names]
    return bare[0], bare[1:]


@pytest.mark.parametrize("heading", [*TIMED, *DAYS])
def test_each_form_of_a_heading_begins_a_mail(heading: str) -> None:
    messages = _exchange(heading)
    assert [_names(message) for message in messages] == [
        (ANN, [BEN]),
        (BEN, [ANN]),
        (ANN, [BEN]),
    ]
    bodies = ["The lamp is out.", "Then light it.", "It has no oil."]
    assert [message.body.strip() for message in messages] == bodies
    dates = [message.to_dict()["date"] for message in messages]
    if heading in TIMED:
        assert [str(date)[:16] for date in dates] == [
            f"2020-05-04T09:{minute}" for minute in ("12", "40", "55")
        ]
        assert {message.to_dict()["subject"] for message in messages} == {TIMED[heading]}
    else:
        assert {str(date)[:10] for date in dates} == {"2020-05-04"}


@pytest.mark.parametrize(
    ("people", "to"),
    [
        ("Ann Poe to Ben Ost, (cc: Cay Dun, fw: Dora Ek)", ["Ben Ost"]),
        ("Person 2 to Person 1, Person 3", ["Person 1", "Person 3"]),
        ("[name] to Ben Ost", ["Ben Ost"]),
        ("Ann Poe to Ben Ost and Prof. Cay Dun, MD", ["Ben Ost", "Prof. Cay Dun, MD"]),
        ("Ann to Ben and Cay", ["Ben", "Cay"]),
    ],
)
def test_people_of_a_heading(people: str, to: list[str]) -> None:
    other = "Ben Ost to Ann Poe" if "Ann Poe" in people else "Ben to Ann"
    text = f"{people} - May 4, 2020 9:12 AM\n\nHere.\n\n{other} - May 4, 2020 9:30 AM\n\nYes.\n"
    messages = list(reconstruct_text(text).messages)
    assert [person.name for person in messages[0].to] == to


def test_the_next_entry_of_a_timeline_ends_a_mail() -> None:
    text = (
        "May 3, 2020 - Rain.\n\nMay 4, 2020 9:12 AM - Email from Ann Poe to Ben Ost:\n\nTwo metres."
        "\n\nMay 5, 2020 - The gate is closed.\n"
    )
    (message,) = reconstruct_text(text).messages
    assert message.body.strip() == "Two metres."


def test_a_title_below_a_heading_in_two_lines_ends_a_mail() -> None:
    page = (
        "<h1>Mails</h1><h3>Ann Poe → Ben Ost<br>May 4, 2020 at 9:12 AM</h3><p>It floats.</p>"
        "<h3>Related articles</h3><p>Barges of the north</p>"
    )
    (message,) = reconstruct(page.encode(), name="page.html").messages
    assert message.body.strip() == "It floats."


def test_a_block_below_a_heading_is_the_mail() -> None:
    page = (
        "<p><b>Ann Poe to Ben Ost, May 4, 2020, 9:12 a.m.</b></p><blockquote>Sell the barge."
        "</blockquote><p>He answered the same day.</p><p><b>Ben Ost to Ann Poe, May 4, 2020, "
        "9:40 a.m.</b></p><blockquote>To whom?</blockquote><p>The sale was stopped.</p>"
    )
    messages = reconstruct(page.encode(), name="page.html").messages
    assert [message.body.strip() for message in messages] == ["Sell the barge.", "To whom?"]


@pytest.mark.parametrize(
    "headings",
    [
        ("## From London to Paris, May 4, 2020", "## From Paris to Rome, May 6, 2020"),
        ("Ann Poe to serve - May 4, 2020 9:12 AM", "Ben Ost to serve - May 4, 2020 9:20 AM"),
        ("4 May 2020\nMiss Ann Poe to Mr Ben Ost", "6 May 2020\nMiss Cay Dun to Mr Eli Sand"),
        (
            "To London from Paris, May 4, 2020, 9:12 AM",
            "To Paris from London, May 9, 2020, 9:12 AM",
        ),
        ("Ann Poe (May 4, 2020) to Ben Ost", "Ben Ost (May 9, 2020) to Ann Poe"),
        (
            "Quay Street to Dock Road, 4 May 2020, 09:12",
            "Dock Road to Quay Street, 5 May 2020, 09:12",
        ),
        ("Night Train to New York May 4, 2020 9:12 AM", "Sleeper to New York May 5, 2020 9:12 AM"),
    ],
)
def test_journeys_and_notices_are_no_headings(headings: tuple[str, str]) -> None:
    text = "".join(f"{heading}\n\nIt rained.\n\n" for heading in headings)
    assert not reconstruct_text(text).messages


@pytest.mark.parametrize(
    "day", ["On Thu, Feb 23, 2017 at 9:00 AM", "On Thursday, Feb 23, 2017, 9:00 AM"]
)
def test_a_day_is_no_originator_before_a_name_like_a_word(day: str) -> None:
    # `till` is Swedish for `to`; this is an attribution line, wrapped before its verb.
    text = f"Yes.\n\n{day} Till Poe <till@quay.example>\nwrote:\n\n> Shall we open the lock?\n"
    (message,) = reconstruct_text(text).messages
    assert message.originator is not None
    assert (message.originator.name, message.body) == ("Till Poe", "Shall we open the lock?")


def test_a_list_of_exhibits_has_no_mails() -> None:
    listed = [
        f"Exhibit {n} - Email from {one} to {two} dated May {n}, 2020\n\n"
        for n, one, two in ((1, ANN, BEN), (2, BEN, ANN), (3, ANN, BEN))
    ]
    assert not reconstruct_text("".join(listed)).messages


def test_hidden_copies_behind_a_comma() -> None:
    line = "Ann Poe to Ben Ost, cc'ing Cay Dun, bcc Dora Ek - May 4, 2020 9:12 AM\n\nHere.\n"
    (message,) = reconstruct_text(line).messages
    assert [person.name for person in message.cc] == ["Cay Dun"]
    assert [person.name for person in message.bcc] == ["Dora Ek"]
