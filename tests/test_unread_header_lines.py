"""A line between a header's labels that OCR could not read belongs to the header."""

from __future__ import annotations

import pytest

import mailrecon
from mailrecon.model import Message, Role

_HEADER = """Please see below.

From: Ann Poe <ann@quay.example>
Sent: Tuesday, March 2, 2021 9:14 AM
{line}
Subject: Tide tables

The tables are printed.
"""


def _only(text: str) -> Message:
    (message,) = mailrecon.reconstruct_text(text).messages
    return message


@pytest.mark.parametrize(
    "line",
    [
        "oe Ben Ost",
        "'..~ -, ;_ .",
        "Ben Ost",
        "— ee Se",
        " . ",
        "i",
        "[ -_-. ow",
        "TO; ; Os! , Ben",
        "\n~ 7\n",
        "1 |\n_ = 3",
    ],
)
def test_lost_label_and_value(line: str) -> None:
    message = _only(_HEADER.format(line=line))
    assert message.subject == "Tide tables"
    assert message.body == "The tables are printed."
    assert message.to == ()
    (unread, *_) = [field for field in message.fields if field.role is Role.OTHER]
    assert unread.label is None
    assert unread.text.strip() in line


@pytest.mark.parametrize("label", ["T0;", "{o:", "~o", "fo:", "Ta~", "Te-", "t°", "To~"])
def test_misread_to(label: str) -> None:
    message = _only(_HEADER.format(line=f"{label} Ben Ost <ben@dock.example>"))
    assert message.subject == "Tide tables"
    assert [person.address for person in message.to] == ["ben@dock.example"]
    assert message.body == "The tables are printed."


def test_lost_date() -> None:
    message = _only(
        "From: Ann Poe <ann@quay.example>\n$e#1 Tuewdey, Mavch Z\n"
        "To: Ben Ost <ben@dock.example>\nSubject: RE: Tide tables\n\nThey are printed.\n"
    )
    assert message.subject == "RE: Tide tables"
    assert message.when is None


def test_german() -> None:
    message = _only(
        "Von: Ann Poe <ann@quay.example>\nGesendet: Dienstag, 2. März 2021 09:14\n"
        "Än~ Ben Ost\nBetreff: Gezeiten\n\nSie sind gedruckt.\n"
    )
    assert message.subject == "Gezeiten"
    assert message.to == ()


@pytest.mark.parametrize(
    "text",
    [
        # the message's text, which names a subject
        "From: Ann Poe <ann@quay.example>\nSent: Tuesday, March 2, 2021 9:14 AM\n\nDear all,\n"
        "Subject: tide tables\n\nThey are printed.\n",
        # the next header begins with its subject
        "From: Ann Poe <ann@quay.example>\nSent: Tuesday, March 2, 2021 9:14 AM\n\nThanks\n\n"
        "Subject: Tide tables\nFrom: Ben Ost <ben@dock.example>\n"
        "Sent: Monday, March 1, 2021 9:14 AM\n\nThey are printed.\n",
    ],
)
def test_text_below_a_header(text: str) -> None:
    first = mailrecon.reconstruct_text(text).messages[0]
    assert first.subject is None
    assert first.body.startswith(("Dear all,", "Thanks"))
