"""Text of documents that authorities released: OCR, removed addresses, Bates numbers."""

from __future__ import annotations

import pytest

from mailrecon import reconstruct
from mailrecon.lexicon import load
from mailrecon.resolve.people import read_people

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


_TORN = """\
{origin}: Ost, Ben (DOCK/QUAY) [E]
{sent}: 2020-05-04 09:12
{to}: Poe, Ann (DOCK/QUAY) [E]; Lind, Cara yyy WG>; Ek, Dora


{list}
{subject}: Tides

The tides turn at noon.
"""
_LABELS = {
    "en": ("From", "Sent", "To", "Subject"),
    "de": ("Von", "Gesendet", "An", "Betreff"),
    "fr": ("De", "Envoyé", "À", "Objet"),
    "es": ("De", "Enviado", "Para", "Asunto"),
    "it": ("Da", "Inviato", "A", "Oggetto"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp"),
    "pl": ("Od", "Wysłano", "Do", "Temat"),
    "sv": ("Från", "Skickat", "Till", "Ämne"),
    "cs": ("Od", "Odesláno", "Komu", "Předmět"),
    "ja": ("差出人", "送信日時", "宛先", "件名"),
}


@pytest.mark.parametrize("language", sorted(_LABELS))
@pytest.mark.parametrize(
    ("torn", "last"),
    [
        (
            ">; Rask, Ida\n3: Holm, Eva yyy G@>- Falk, Jon (DOCK/SEA) [E]",
            "Falk, Jon (DOCK/SEA) [E]",
        ),
        ("DP GO>: Rask, Ida (DOCK/SEA) [E]\nm © e] =\n\nHolm, Eva;", "Holm, Eva"),
        (
            "HOLM, EVA; Rask, Ida\n\nQUAY-000412\n-E O>; Falk, Jon (DOCK/SEA) [E] MO",
            "Falk, Jon (DOCK/SEA) [E]",
        ),
    ],
)
def test_a_torn_list_of_people_goes_on_to_the_subject(language: str, torn: str, last: str) -> None:
    origin, sent, to, subject = _LABELS[language]
    text = _TORN.format(origin=origin, sent=sent, to=to, subject=subject, list=torn)
    (message,) = reconstruct(text.encode(), name="torn.txt").messages
    assert message.subject == "Tides"
    assert message.body == "The tides turn at noon."
    assert message.to[-1].name == last
    assert [person.name for person in message.to[:2]] == ["Poe, Ann (DOCK/QUAY) [E]", "Lind, Cara"]


@pytest.mark.parametrize(
    "text",
    [
        "Hi all,\n\nthe list; it grows.\nSubject: to change\n",
        "We meet at noon.\nBring ropes; hooks\nSubject: Re: Tides\n",
        "Moin zusammen,\n\n1; 2; 3\nBetreff: Wasser\n",
    ],
)
def test_a_text_above_a_second_subject_is_no_list(text: str) -> None:
    header = (
        "From: Ann <ann@quay.example>\nDate: Mon, 4 May 2020 09:12\nTo: Ben <ben@quay.example>\n\n"
    )
    messages = reconstruct((header + text).encode(), name="list.txt").messages
    assert text.split("\n")[0] in messages[0].body
    assert [person.name for person in messages[0].to] == ["Ben"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ann Poe yyy WG Ben Ost; Cara Lind", ["Ann Poe", "Ben Ost", "Cara Lind"]),
        (
            "Poe, Ann; Ben Ost SG, Cara Lind; Dora Ek",
            ["Poe, Ann", "Ben Ost", "Cara Lind", "Dora Ek"],
        ),
        ("‘Poe, Ann' WG ‘Ben Ost' yyOG ‘Cara Lind'", ["Poe, Ann", "Ben Ost", "Cara Lind"]),
        ("Ann Poe) 9G; Ben Ost", ["Ann Poe", "Ben Ost"]),
        ("Poe, Ann {DOCK/QUAY) JE; Ost, Ben", ["Poe, Ann {DOCK/QUAY)", "Ost, Ben"]),
        (
            '"Poe, Ann (DOCK/QUAY) [E]" Sy yywe "Ost, Ben (DOCK/QUAY) [E]" Iyye, "Lind, Cara"',
            ["Poe, Ann (DOCK/QUAY) [E]", "Ost, Ben (DOCK/QUAY) [E]", "Lind, Cara"],
        ),
        (
            "Poe, Ann (DOCK/QUAY) [E] ) We Ost, Ben (DOCK/QUAY) [E]",
            ["Poe, Ann (DOCK/QUAY) [E]", "Ost, Ben (DOCK/QUAY) [E]"],
        ),
        (
            "Poe, Ann (DOCK/QUAY) [PIN Ost, Ben (DOCK/QUAY) [E]",
            ["Poe, Ann (DOCK/QUAY)", "Ost, Ben (DOCK/QUAY) [E]"],
        ),
        ("Van Ek, Dora Ty ee@>", ["Van Ek, Dora"]),
        (
            "Poe, Ann; Ben Ost\nLIND, CARA; Ek, Dora; Falk, Jon",
            ["Poe, Ann", "Ben Ost", "LIND, CARA", "Ek, Dora", "Falk, Jon"],
        ),
        # Names of several words, titles, and names broken over a line's end stay whole.
        (
            "Poe, Ann; Kelly, Craig\nA; Ost, Ben; Ek, Dora",
            ["Poe, Ann", "Kelly, Craig A", "Ost, Ben", "Ek, Dora"],
        ),
        ("Ann Poe MD Ost; Jean Baptiste II Lind", ["Ann Poe MD Ost", "Jean Baptiste II Lind"]),
        (
            "Ost, Ben; Ana de la\nCruz, Eva; Ek, Dora; Poe, Ann",
            ["Ost, Ben", "Ana de la Cruz, Eva", "Ek, Dora", "Poe, Ann"],
        ),
    ],
)
def test_people_whom_ocr_ran_together(text: str, names: list[str]) -> None:
    people = read_people(text, load(), single=False, last_name_first=True, bars=True)
    assert [person.name for person in people] == names


def test_a_sender_in_letters_of_a_bar_is_withheld_where_others_show_bars() -> None:
    text = (
        "From: se\nSent: Mon, 4 May 2020 09:12:00 +0200\nTo: Poe, Ann (DOCK/QUAY) [E] yyywe>\n"
        "Subject: Fwd: Tides\n\nPlease answer.\n\nBegin forwarded message:\n\n"
        "From: Ben Ost OO.\nDate: May 4, 2020 at 8:01:00 AM EDT\n"
        'To: "Poe, Ann (DOCK/QUAY) [E]" SI yyy@e.\nSubject: Tides\n\nWhen do they turn?\n'
    )
    first, second = reconstruct(text.encode(), name="bars.txt").messages
    assert first.originator is not None
    assert first.originator.redacted
    assert second.originator is not None
    assert second.originator.name == "Ben Ost"
