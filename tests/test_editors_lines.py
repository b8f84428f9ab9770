"""Lines that editors print around published mail: reported forwards, notes, chats."""

from __future__ import annotations

import pytest

from mailrecon import reconstruct, reconstruct_text
from mailrecon.model import Message

PUBLISHED = """Subject: The winch

Ann Poe to Ben Ost, 4 May 2020, 10:11 am

It slips.

{}

Cay Dun to Ben Ost, 4 May 2020, 11:30 am

I see.
"""
FORWARDS = {
    "[Ben Ost forwards the above to Cay Dun]": ("Ben Ost", ["Cay Dun"]),
    "[Ben forwards the above email to Cay Dun and Dina Eck]": ("Ben", ["Cay Dun", "Dina Eck"]),
    "[Ben Ost then forwarded it to Cay Dun.]": ("Ben Ost", ["Cay Dun"]),
}
NO_FORWARDS = [
    "[Ben Ost forwards all letters to the archive]",
    "[Ben Ost forwards Letter 9 to Cay Dun]",
    "[the clerk forwards the above to the board]",
    "Ben Ost forwards the above to Cay Dun",
]
MAIL = """From: Roz Pike <roz@pike.example>
Date: 2 March 2020 at 14:03
To: Jon Ames <jon@ames.example>
Subject: Nets

The nets came.

{}

{}
"""
TITLES = [
    "WhatsApp messages, March 2020",
    "## iMessage",
    "Text messages between Roz Pike and Jon Ames",
    "WhatsApp-Nachrichten vom 3. März 2020",
    "Group text messages",
    "Der WhatsApp-Chat",
    "Private iMessage thread with Jon",
]
CHATS = [
    "Roz Pike, 3 March 2020 10:00: did you see\nJon Ames, 3 March 2020 10:01: yes",
    "Roz Pike (3/3/20, 10:00 AM): did you see\nJon Ames (3/3/20, 10:01 AM): yes",
    "Roz Pike - 3 March, 10:00:12: did you see\nJon Ames - 3 March, 10:01:40: yes",
]


def _people(message: Message) -> tuple[str | None, list[str | None]]:
    assert message.originator is not None
    return message.originator.name, [person.name for person in message.to]


@pytest.mark.parametrize("line", FORWARDS)
def test_a_forward_reported_without_a_date_is_a_message(line: str) -> None:
    messages = list(reconstruct_text(PUBLISHED.format(line)))
    assert [message.body.strip() for message in messages] == ["It slips.", "", "I see."]
    assert _people(messages[1]) == FORWARDS[line]
    assert messages[1].to_dict()["in_reply_to"] == messages[0].message_id
    assert messages[1].to_dict()["date"] is None


@pytest.mark.parametrize("line", NO_FORWARDS)
def test_other_remarks_of_an_editor_are_no_messages(line: str) -> None:
    assert len(list(reconstruct_text(PUBLISHED.format(line)))) == 2


@pytest.mark.parametrize("chat", CHATS)
@pytest.mark.parametrize("title", TITLES)
def test_a_section_of_a_chat_is_not_the_text_of_the_mail_above(title: str, chat: str) -> None:
    messages = list(reconstruct_text(MAIL.format(title, chat)))
    assert [message.body.strip() for message in messages] == ["The nets came."]


def test_a_sentence_that_names_a_messenger_stays_in_the_mail() -> None:
    sentence = "I sent you two WhatsApp messages in March"
    (message,) = reconstruct_text(MAIL.format(sentence, CHATS[0]))
    assert sentence in message.body


@pytest.mark.parametrize("mark", ["", "**"])
@pytest.mark.parametrize("note", ["(excerpt)", "[draft]", "(translated from Danish)"])
def test_a_note_behind_the_date_is_not_part_of_the_heading(mark: str, note: str) -> None:
    headings = "Ann Hurst to Paul Day, May 4, 2020", "Paul Day to Ann Hurst, May 5, 2020"
    text = "\n\n".join(f"{mark}{heading}{mark} {note}\n\nIt is late." for heading in headings)
    messages = list(reconstruct_text(f"Letters\n\n{text}\n"))
    assert [_people(message) for message in messages] == [
        ("Ann Hurst", ["Paul Day"]),
        ("Paul Day", ["Ann Hurst"]),
    ]
    assert [message.to_dict()["date"] for message in messages] == ["2020-05-04", "2020-05-05"]


@pytest.mark.parametrize(("mark", "rest"), [("", " Freitag"), ("> ", " Freitag"), ("", "Freitag")])
def test_a_space_behind_a_soft_break_is_kept(mark: str, rest: str) -> None:
    """RFC 2045, section 6.7: a soft line break has no white space of its own."""
    lines = "From: Zo=C3=AB Kern <zoe@kern.example>", "Date: Mon, 4 May 2020 10:11:00 +0200", ""
    text = "".join(f"{mark}{line}\n" for line in (*lines, "bis sp=C3=A4testens=", f"{rest} ab."))
    (message,) = reconstruct(text.encode())
    assert f"spätestens{rest} ab." in message.body
