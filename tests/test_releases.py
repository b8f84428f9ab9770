"""Text of documents that authorities released: OCR, removed addresses, Bates numbers."""

from __future__ import annotations

from mailrecon import reconstruct

_LISTS = """\
QUAY-000411
From: Kilm, Peter (DOCK/FIC) [E]
Sent: Monday, April 13, 2020 8:45 AM
To: Conover, Craig ; Dunn, Angela
>; Burnett, Cindy
>; Duch, Jeff ;
\x20
Morris, Stephen
; Mona, John
Ce:
>; Holmes, Charles (DOCK/FIC)
Subject: RE: Corps of divers

Hi all,
the divers start on Monday.
PK
    Original Messa e
From: Conover, Craig
Sent: Sunday, April 12, 2020 5:01 PM
To: Kilm, Peter (DOCK/FIC) [E]
Subject: Corps of divers

When do they start?
Craig
QUAY-000412
"""


def test_lists_of_people_go_on_where_ocr_broke_them() -> None:
    first, second = reconstruct(_LISTS.encode(), name="release.txt").messages
    assert [person.name for person in first.to] == [
        "Conover, Craig",
        "Dunn, Angela",
        "Burnett, Cindy",
        "Duch, Jeff",
        "Morris, Stephen",
        "Mona, John",
    ]
    assert [person.name for person in first.cc] == ["Holmes, Charles (DOCK/FIC)"]
    assert first.subject == "RE: Corps of divers"
    assert first.body == "Hi all,\nthe divers start on Monday.\nPK"
    assert second.body == "When do they start?\nCraig"


def test_quoted_comments_of_lisp_stay_quoted() -> None:
    text = (
        "From: Ida <ida@dock.example>\nTo: Bo <bo@dock.example>\nDate: Mon, 4 May 2020 09:12\n"
        "Subject: Re: code\n\nIt works.\n\n"
        "On Sun, 3 May 2020 at 08:00, Bo <bo@dock.example> wrote:\n"
        ">;; Find the boat.\n>(find 'boat)\n>; no boat\n"
    )
    _, quoted = reconstruct(text.encode(), name="code.txt").messages
    assert quoted.body == ";; Find the boat.\n(find 'boat)\n; no boat"
