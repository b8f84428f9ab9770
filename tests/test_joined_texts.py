"""Headers whose last line OCR joined with the text, and To where it is printed last."""

from __future__ import annotations

import pytest

from mailrecon import reconstruct_text

_HEADER = "From: Ost, Ben (DOCK/QUAY) [E]\nSent: Mon, 16 Mar 2020 10:07:04 +0000\nTo: Poe, Ann\n"
_FORWARD = "From: Ost, Ben\nDate: Mon, Mar 2, 2020 at 8:54 AM\n"


@pytest.mark.parametrize(
    ("text", "subject", "body"),
    [
        (f"{_HEADER}Subject: Re: The locks of May Thank you for your note\nA. S.\nHi",
         "Re: The locks of May", "Thank you for your note"),
        (f"{_HEADER}Subject: Re: The locks and Thank you for your note\nHi",
         "Re: The locks and Thank you for your note", "Hi"),
        (f"{_HEADER}Subject: Locks\nAttachments: tides.docx Hilary:\nPlease look.",
         "Locks", "Hilary:"),
        (f"{_HEADER}Subject: Locks\nAttachments: tides.docx, The locks of May.pdf\nPlease look.",
         "Locks", "Please look."),
        (f"{_FORWARD}Subject: Locks To: Ann Poe <ann@quay.example>\nDear,", "Locks", "Dear,"),
        (f"{_FORWARD}Subject: A note To: all crews\nDear,", "A note To: all crews", "Dear,"),
        (f"{_FORWARD}Subject: Locks\nTo OH)\nDear,", "Locks", "Dear,"),
        (f"{_FORWARD}Subject: Locks\nTo the quay they went.", "Locks", "To the quay they went."),
        (f"{_HEADER}Subject: Locks                         07/24/2035\n\nDear,",
         "Locks", "Dear,"),
    ],
)  # fmt: skip
def test_where_a_header_ends_and_its_text_begins(text: str, subject: str, body: str) -> None:
    (message,) = reconstruct_text(text).messages
    assert message.subject == subject
    assert message.body.strip().split("\n")[0] == body


def test_a_bar_within_a_list_is_no_label_of_another_language() -> None:
    header = f"{_HEADER[:-1]} yyy >; Cay Dun SS: Dora Ek yyy WG; Eva Sand\nSubject: Locks\n\nHi."
    (message,) = reconstruct_text(header).messages
    assert message.bcc == ()


def test_fyi_above_a_blank_line_is_of_the_subject() -> None:
    text = f"{_HEADER}Subject: Locks FYI\n\nDear,\n\n{_HEADER}Subject: Locks\n\nHi.\n"
    assert [m.subject for m in reconstruct_text(text).messages] == ["Locks FYI", "Locks"]
