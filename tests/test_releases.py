"""Text of documents that authorities released: OCR, removed addresses, Bates numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailrecon import reconstruct, reconstruct_text
from mailrecon.lexicon import load
from mailrecon.model import Message
from mailrecon.read.options import ReadOptions
from mailrecon.resolve.people.reading import read_people

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


@pytest.mark.parametrize(
    ("printed", "to", "cc"),
    [
        ("4:24 PM To; Ost, Ben (DOCK/A) [E]; Eck, Flo", ["Ost, Ben (DOCK/A) [E]", "Eck, Flo"], []),
        ("16:24 To; Ben Ost Cc: Flo Eck", ["Ben Ost"], ["Flo Eck"]),
        ("4:24 PM; Quay time; east", [], []),
    ],
)
def test_a_label_behind_a_date_may_have_a_semicolon(
    printed: str, to: list[str], cc: list[str]
) -> None:
    text = f"From: Moor, Ada\nSent: Sunday, April 19, 2020 {printed}\nSubject: Wall\n\nHere.\n"
    (message,) = reconstruct(text.encode(), name="release.txt").messages
    assert [person.name for person in message.to] == to
    assert [person.name for person in message.cc] == cc
    assert message.when is not None
    assert message.when.local.isoformat() == "2020-04-19T16:24:00"


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
        # A line of signs only, marks that are no quotation, and a number that is no label.
        (
            ">; Rask, Ida (DOCK/SEA)\n|| e] mA o\n=< a J 3 A s a E\n3: Holm, Eva yyy G@>\n"
            ">; ohn Falk; Holm, Ida",
            "Holm, Ida",
        ),
        ("; Rask, Ida (DOCK/SEA) [E]; Eva\nHolm", "Eva Holm"),
        ("; Rask, Ida; Holm, Eva\n\n\n\n\n\n", "Holm, Eva"),
        # A person a line
        (
            "Rask, Ida (DOCK/SEA)\n\nee\nHOLM, EVA\n\n|| e] mA o\nFalk, Jon (DOCK/SEA) [E]\n"
            "> ; Tom Berg\nWade\n\nIda\n3\nX\nGreta Moe",
            "Greta Moe",
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
        "Hi Ann,\n\nSubject: see above\n",
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


@pytest.mark.parametrize("sender", ["se", "aaa", "aa — OO", "ee", "yyy"])
def test_a_sender_in_letters_of_a_bar_is_withheld_where_others_show_bars(sender: str) -> None:
    text = (
        f"From: {sender}\nSent: Mon, 4 May 2020 09:12:00 +0200\n"
        "To: Poe, Ann (DOCK/QUAY) [E] yyywe>\n"
        "Subject: Fwd: Tides\n\nPlease answer.\n\nBegin forwarded message:\n\n"
        "From: Ben Ost OO.\nDate: May 4, 2020 at 8:01:00 AM EDT\n"
        'To: "Poe, Ann (DOCK/QUAY) [E]" SI yyy@e.\nSubject: Tides\n\nWhen do they turn?\n'
    )
    first, second = reconstruct(text.encode(), name="bars.txt").messages
    assert first.originator is not None
    assert first.originator.redacted
    assert second.originator is not None
    assert second.originator.name == "Ben Ost"


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("Ann Poe i; Ben Ost", ["Ann Poe", "Ben Ost"]),
        ("Ann Poe I; Ben Ost J", ["Ann Poe", "Ben Ost J"]),
        ("Ann Poe inn NEN Ben Ost", ["Ann Poe", "Ben Ost"]),
        ("Ann Poe' I Lind, Cara; Ben Ost", ["Ann Poe", "Lind, Cara", "Ben Ost"]),
        # Other people, initials and longer names stay as they are printed.
        ("Ann Poe Smith; Ben Ost J", ["Ann Poe Smith", "Ben Ost J"]),
        ("Ann Poe-Ost; Eva Ben Ost", ["Ann Poe-Ost", "Eva Ben Ost"]),
    ],
)
@pytest.mark.parametrize("window", [8 << 20, 300])
def test_a_name_ends_where_it_is_printed_to_end(
    printed: str, names: list[str], window: int, tmp_path: Path
) -> None:
    text = (
        f"From: Dora Ek\nSent: Monday, May 4, 2020 9:12 AM\nTo: {printed}\nSubject: RE: Tides\n\n"
        "At noon.\n\n"
        "From: Ann Poe\nSent: Monday, May 4, 2020 8:12 AM\nTo: Dora Ek yyy WG>; Ben Ost\n"
        "Cc: Lind, Cara OO>; Falk, Jon @@>\nSubject: Tides\n\nWhen do they turn?\n"
    )
    path = tmp_path / "names.txt"
    path.write_text(text)
    first = reconstruct(path, reading=ReadOptions(window=window)).messages[0]
    assert [person.name for person in first.to] == names
    for person in first.to:
        assert person.span is not None
        assert person.name == text[person.span.start : person.span.end]


_CHAIN = """\
From: Ann Poe <ann@quay.example>
Sent: Monday, May 4, 2020 9:12 AM
To: Cara Lind
Subject: {upper}

{note}

From: Ben Ost
Sent: Monday, May 4, 2020 8:01 AM
To: NEWS-Quay
Subject: {lower}

The locks are open.
"""


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("Fw: Quay says it firmly backs Taliban talks", "Quay says It firmly backs Tallban talks"),
        ("FW: URGENT: locks, north and south", "URGENT: locks north and south"),
        ("RE; Locks of the north", "Locks of the north"),
        ("WG: Schleusen am Nordufer: Plan", "Schleusen am Nordufer. Pian"),
        ("TR: Écluses du quai nord et du quai sud", "Écluses du qual nord et du quai sud"),
        ("RV: Esclusas del muelle norte", "Esclusas del muelle none"),
        ("Fwd: Brief 04/05/1 (quay)", "Brief 04/05/I (quay)"),
        ("转发: 北码头水闸计划", "北码头水闸计划"),
        ("VS: Sluser ved nordkaien i år", "Sluser ved nordkaien i ar"),
        ("Doorst: Sluizen aan de noordkade", "Sluizen aan de noordkade"),
    ],
)
def test_subjects_that_ocr_read_differently_link(upper: str, lower: str) -> None:
    text = _CHAIN.format(upper=upper, lower=lower, note="See below.")
    first, second = reconstruct(text.encode(), name="chain.txt").messages
    assert first.parent == second.message_id


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("FW: Report ending 4/17", "Report ending 4/10"),
        ("Re: First draft of the plan for the locks", "Last draft of the plan for the locks"),
        ("Fw: Update 7: boats", "Update 6: boats"),
        ("Lock gates of the north quay", "Lock gates of the north quey"),
    ],
)
def test_subjects_that_differ_in_a_word_do_not_link(upper: str, lower: str) -> None:
    text = _CHAIN.format(upper=upper, lower=lower, note="See below.")
    first, _ = reconstruct(text.encode(), name="chain.txt").messages
    assert first.parent is None


@pytest.mark.parametrize(
    ("upper", "lower", "subjects", "begins"),
    [
        (
            "FW: Lock gates of the north Cara: Please call him.",
            "Lock gates of the north Hi Ann, when you have time, I would",
            ("FW: Lock gates of the north", "Lock gates of the north"),
            ("Cara: Please call him.", "Hi Ann, when you have time, I would"),
        ),
        (
            "WG: Schleusen im Norden Liebe Cara, bitte anrufen",
            "Schleusen im Norden Hallo Ann, wenn Sie Zeit haben, werde ich",
            ("WG: Schleusen im Norden", "Schleusen im Norden"),
            ("Liebe Cara, bitte anrufen", "Hallo Ann, wenn Sie Zeit haben, werde ich"),
        ),
    ],
)
def test_subjects_both_joined_with_a_greeting_end_where_they_agree(
    upper: str, lower: str, subjects: tuple[str, str], begins: tuple[str, str]
) -> None:
    text = _CHAIN.format(upper=upper, lower=lower, note="Thanks").replace("\n\n", "\n")
    messages = reconstruct(text.encode(), name="joined.txt").messages
    assert tuple(message.subject for message in messages) == subjects
    assert tuple(message.body.split("\n")[0] for message in messages) == begins


@pytest.mark.parametrize(
    ("language", "rest"),
    [("en", "From Eva pls decline"), ("de", "Von Eva bitte absagen"), ("fr", "Merci de répondre")],
)
def test_text_behind_the_whole_subject_that_is_forwarded(language: str, rest: str) -> None:
    origin, sent, to, subject = _LABELS[language]
    prefix = {"en": "Fwd", "de": "WG", "fr": "TR"}[language]
    text = (
        f"{origin}: Ann Poe\n{sent}: 2020-05-04 09:12\n{to}: Ben Ost\n"
        f"{subject}: {prefix}: Locks of the north {rest}\nSent from my iPhone\n"
        f"{origin}: Cara Lind\n{sent}: 2020-05-04 08:12\n{to}: Ann Poe\n"
        f"{subject}: Locks of the north\nThe gates are open.\n"
    )
    first, _ = reconstruct(text.encode(), name="forward.txt").messages
    assert first.subject == f"{prefix}: Locks of the north"
    assert first.body.startswith(rest)


@pytest.mark.parametrize(
    ("line", "verb"),
    [
        (
            "El lun, 4 may 2020 a las 9:12, Ben Ost (<ben@quay.example>) {}:",
            "escribid escribiö escribio",
        ),
        ("4.05.2020 o 9:12 Ben Ost <ben@quay.example> {}:", "napisat napisal"),
        ("Ben Ost <ben@quay.example>, 4 May 2020 Pzt, 09:12 tarihinde şunu {}:", "yazdi"),
    ],
)
def test_verbs_whose_accent_ocr_misread_close_attributions(line: str, verb: str) -> None:
    for misread in verb.split():
        text = (
            "From: Ann Poe\nDate: Tue, 5 May 2020 09:12\nTo: Ben Ost\nSubject: Re: Tides\n\n"
            f"At noon.\n\n{line.format(misread)}\n\n> When do they turn?\n"
        )
        first, second = reconstruct(text.encode(), name="verbs.txt").messages
        assert first.body == "At noon."
        assert second.originator is not None
        assert second.originator.name == "Ben Ost"
        assert second.body == "When do they turn?"


def test_codes_at_a_page_end_within_a_header() -> None:
    message = _only(
        "From: Ann Poe\nTo: Ben Ost\nSent: Fri Jan 22 15:04:00 2010\n\n"
        "     UNCLASSIFIED U.S. Department of State Case No. F-2014-20439 Doc No. C05769405 Date: "
        "11/30/2015\n\n"
        + " " * 90
        + "1.4(B)\nSubject: Re: Tides"
        + " " * 70
        + "1.4(D)\n"
        + " " * 90
        + "B1\nAt noon.\n"
    )
    assert message.subject == "Re: Tides"
    assert message.body == "At noon."


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Mooring fees for the northern basin in the second quarter and beyond", "fyi"),
        ("Liegegebühren im Nordbecken für das zweite Quartal und die Zeit danach", "z. K."),
        ("Mooring fees: can you call me? I am at the office until five or six.", "Ann"),
    ],
)
def test_a_short_text_below_a_long_subject_is_not_its_rest(subject: str, text: str) -> None:
    header = "From: Ann Poe\nSent: Monday, May 4, 2020 9:12 AM\nTo: Ben Ost\n"
    message = _only(f"{header}Subject: {subject}\n{text}\n")
    assert message.subject == subject
    assert message.body == text


def test_a_subject_behind_a_bar_below_an_empty_list() -> None:
    message = _only(
        "From: Ann Poe (DOCK/QUAY) [E] Sent: Sat, 7 Mar 2020 13:23:54 +0000 To:\n"
        "oO Subject: FW: Tides and locks\nfyi\n"
    )
    assert message.subject == "FW: Tides and locks"
    assert message.body == "fyi"


@pytest.mark.parametrize("mark", ["9 ", "", "~ ", "; "])
def test_copies_behind_a_mark_below_blank_lines(mark: str) -> None:
    text = (
        "From: Jon Falk Date: Saturday, May 2, 2020 at 11:26 PM To: Harbour Mail\n\n\n"
        f"{mark}Ce: Min Hu, Ana Lind\n\nSubject: Follow up on the tides\nDear Dr. Lee:\nAt noon.\n"
    )
    message = _only(text)
    assert [person.name for person in message.cc] == ["Min Hu", "Ana Lind"]
    assert message.subject == "Follow up on the tides"
    assert message.body == "Dear Dr. Lee:\nAt noon."


@pytest.mark.parametrize(
    ("upper", "lower", "text", "joined"),
    [
        (
            "concerns about the advice on covering boats at quays of the north in",
            "winter",
            "Ida:",
            1,
        ),
        (
            "Fragen zu den Ratschlägen für das Abdecken der Boote im Norden und",
            "im Süden",
            "Hallo",
            1,
        ),
        # A full stop, a text in small letters, and a line that was not full
        (
            "concerns about the advice on covering boats at quays of the north now.",
            "winter",
            "Ida",
            0,
        ),
        (
            "concerns about the advice on covering boats at quays of the north in",
            "winter",
            "ida",
            0,
        ),
        ("concerns about the advice on boats", "winter", "Ida", 0),
    ],
)
def test_a_subject_goes_on_where_its_line_was_full(
    upper: str, lower: str, text: str, joined: int
) -> None:
    header = "From: Ann Poe\nDate: Mon, 4 May 2020 09:12\nTo: Ben Ost\n"
    message = _only(f"{header}Subject: Re: {upper}\n{lower}\n{text} is the first word.\n")
    assert message.subject == (f"Re: {upper} {lower}" if joined else f"Re: {upper}")


@pytest.mark.parametrize(
    ("language", "above", "separator"),
    [
        ("en", "Let us discuss", "Begin forwarded message:"),
        ("de", "Bitte melden", "Anfang der weitergeleiteten E-Mail:"),
    ],
)
def test_text_before_a_separator_on_its_line_is_not_lost(
    language: str, above: str, separator: str
) -> None:
    origin, sent, to, subject = _LABELS[language]
    text = (
        f"{origin}: Ann Poe\n{sent}: 2020-05-04 09:12\n{to}: Ben Ost\n{subject}: Fwd: Tides\n\n"
        f"{above} {separator}\n{origin}: Cara Lind\n{sent}: 2020-05-04 08:12\n{to}: Ann Poe\n"
        f"{subject}: Tides\n\nAt noon.\n"
    )
    first, second = reconstruct(text.encode(), name="forward.txt").messages
    assert first.body == above
    assert second.body == "At noon."


def test_a_text_that_goes_on_below_a_neighbours_subject_is_no_subject() -> None:
    lower = "Locks of the north It seems that the gates of the locks, as you have"
    text = _CHAIN.format(upper="RE; Locks of the north", lower=lower, note="Fyi")
    text = text.replace("have\n\nThe", "have\nsaid.\nThe")
    first, second = reconstruct(text.encode(), name="joined.txt").messages
    assert second.subject == "Locks of the north"
    assert second.body.startswith("It seems that")
    assert first.parent == second.message_id


def test_a_short_answer_on_its_own_line_is_no_subject() -> None:
    upper = "FW: MESSAGE ON BEHALF OF THE HARBOUR: PROPOSED MEETING OF THE BOARD TODAY"
    text = _CHAIN.format(upper=upper, lower=upper[4:], note="FYI")
    text = text.replace("TODAY\n\nFYI\n\n", "TODAY\nFYI\n\n")
    first, second = reconstruct(text.encode(), name="fyi.txt").messages
    assert (first.subject, first.body) == (upper, "FYI")
    assert second.subject == upper[4:]


@pytest.mark.parametrize(
    "to",
    [
        "To: Rask, Ida F; Ost, Ben; Poe,      B6\nAnn",
        "To: Rask, Ida F; Ost, Ben; Poe, Ann   B6",
        "To: Rask, Ida F; Ost, Ben; Poe, Ann\n                                        1.4(D)",
        "To: Rask, Ida F; Ost, Ben; Poe, Ann\n          (b)(5)",
    ],
)
def test_codes_at_the_margin_of_a_list_redact_nobody(to: str) -> None:
    text = f"From: Cara Lind\nSent: Monday, May 4, 2020 9:12 AM\n{to}\nSubject: Locks\n\nOpen.\n"
    (message,) = reconstruct(text.encode(), name="codes.txt").messages
    assert [(person.name, person.redacted) for person in message.to] == [
        ("Rask, Ida F", False),
        ("Ost, Ben", False),
        ("Poe, Ann", False),
    ]
    assert message.subject == "Locks"


def test_a_note_of_classification_beside_a_list_is_no_name() -> None:
    text = (
        "From: Ost, Ben <ost@quay.example>        Classified by DQ, Q/GIS on 12/31/2015 — Class:\n"
        "Sent: Tue Sep 20 08:22:34 2011           CONFIDENTIAL — Reason: 1.4(B) — Declassify\n"
        "To: Poe, Ann; Lind, Cara <lind@quay.example> on: 09/19/2026\n"
        "Subject: Locks\n\nOpen.\n"
    )
    (message,) = reconstruct(text.encode(), name="note.txt").messages
    assert [(person.name, person.address) for person in message.to] == [
        ("Poe, Ann", None),
        ("Lind, Cara", "lind@quay.example"),
    ]


def _only(text: str) -> Message:
    (message,) = reconstruct(text.encode(), name="one.txt").messages
    return message


_TEXT = "\nThe locks are open, and the boats go out at noon.\n"


@pytest.mark.parametrize(
    "header",
    [
        'From: "Ost, Ben" Date: March 20, 2020 at 7:25:06 PM EDT\nTo: "Poe, Ann (DOCK/QUAY) [E]" '
        'Ce: "Ost, Ben"\nSubject: Locks',
        'From: "Ost, Ben"\nDate: March 20, 2020 at 7:25:06 PM EDT\nTo: "Poe, Ann (DOCK/QUAY) [E]"\n'
        "Subject: Locks",
        'Von: "Ost, Ben"\nDatum: 20. März 2020 um 19:25:06 MEZ\nAn: "Poe, Ann (DOCK/QUAY) [E]"\n'
        "Betreff: Locks",
        'De: "Ost, Ben"\nDate: 20 mars 2020 à 19:25:06 UTC+1\nÀ: "Poe, Ann (DOCK/QUAY) [E]"\n'
        "Objet: Locks",
    ],
)
def test_names_in_quotes_are_no_program(header: str) -> None:
    message = _only(header + _TEXT)
    assert message.originator is not None
    assert message.originator.name == "Ost, Ben"
    assert [person.name for person in message.to] == ["Poe, Ann (DOCK/QUAY) [E]"]
    assert message.subject == "Locks"


@pytest.mark.parametrize(
    "text",
    [
        '"From": "ann@quay.example",\n"Date": "2020-05-04 10:00",\n"To": "ben@dock.example",\n'
        '"Subject": "x"\n',
        'From = "Ann Poe";\nDate = May 4, 2020 10:00;\nTo = "Ben Ost";\n',
        'from: "Ann Poe"\ndate: "2020-05-04 10:00"\nto: "Ben Ost"\nsubject: "x"\n',
        "From time to time\nSent on Monday 3 May 2010 10:00 we go\nTo the sea\nSubject to rain\n",
        "From: Berlin\nSent: 3 crates\nTo: Paris\nSubject: freight\n",
        "From:\nSent:\nTo:\nSubject:\n",
    ],
)
def test_programs_and_forms_are_no_mail(text: str) -> None:
    assert not reconstruct(text.encode(), name="none.txt").messages


@pytest.mark.parametrize(
    "title",
    [
        "Gov.",
        "Sen.",
        "Amb.",
        "Mgr.",
        "MUDr.",
        "Avv.",
        "Arq.",
        "Exma.",
        "Univ.",
        "Prof. Dr. med.",
        "Prof. Dr. rer. nat.",
    ],
)
def test_a_title_with_a_stop_is_of_a_name(title: str) -> None:
    header = (
        f"From: {title} Ben Ostrow\nSent: Wednesday, December 26, 2012 08:53 AM\nTo: Poe, Ann\n"
    )
    message = _only(f"{header}Subject: Locks\n{_TEXT}")
    assert message.originator is not None
    assert message.originator.name == f"{title} Ben Ostrow"


@pytest.mark.parametrize(
    ("header", "subject"),
    [
        ("From:\nSent: Friday, May 07, 2010 6:42 AM\nTo:\n\n\nCc:,'\nSubject: Locks", "Locks"),
        ("Von:\nGesendet: Freitag, 7. Mai 2010 06:42\nAn:\nBetreff: Schleusen", "Schleusen"),
        ("De :\nEnvoyé : vendredi 7 mai 2010 06:42\nÀ :\nObjet : Écluses", "Écluses"),
        ("From: Ben Ost\nSent: Friday, June 15, 2ulz Ut3..39 iii\nTo: H\nSubject: Locks", "Locks"),
    ],
)
def test_all_labels_of_outlook_are_a_header_whatever_their_values(
    header: str, subject: str
) -> None:
    assert _only(header + "\n" + _TEXT).subject == subject


@pytest.mark.parametrize(
    ("header", "name", "people", "subject"),
    [
        (
            "From Samson, Heath F\nSent Wednesday, January 18, 2012 3:38 PM\n"
            "To Mills, Ouar D; Kenn, Pat F\nSubject FW: Locks",
            "Samson, Heath F",
            ["Mills, Ouar D", "Kenn, Pat F"],
            "FW: Locks",
        ),
        (
            "Von Samson, Heath\nGesendet Mittwoch, 18. Januar 2012 15:38\n"
            "An Mills, Ouar; Kenn, Pat\nBetreff AW: Schleusen",
            "Samson, Heath",
            ["Mills, Ouar", "Kenn, Pat"],
            "AW: Schleusen",
        ),
        (
            "From Samson, Heath F\nSent: Wednesday, January 18, 2012 3:38 PM\n"
            "To: Mills, Ouar D; Kenn, Pat F\nSubject: FW: Locks",
            "Samson, Heath F",
            ["Mills, Ouar D", "Kenn, Pat F"],
            "FW: Locks",
        ),
    ],
)
def test_headers_that_lost_their_colons(
    header: str, name: str, people: list[str], subject: str
) -> None:
    message = _only(header + "\n" + _TEXT)
    assert message.originator is not None
    assert message.originator.name == name
    assert [person.name for person in message.to] == people
    assert message.subject == subject


@pytest.mark.parametrize(
    "printed", ["Friday, June 15, 2ulz Ut3..39 iii", "Monday, December 19, 201 Ub: 18 Nnn"]
)
def test_a_year_that_ocr_broke_is_not_read_from_elsewhere(printed: str) -> None:
    message = _only(f"From: Ben Ost\nSent: {printed}\nTo: Poe, Ann\nSubject: Locks\n{_TEXT}")
    assert message.when is None
    assert [notice.code for notice in message.warnings] == ["unread-date"]


@pytest.mark.parametrize(
    ("language", "greeting"),
    [
        ("en", "Dear Dr. Poe,"),
        ("en", "Ann:"),
        ("en", "Hi Ann,"),
        ("de", "Sehr geehrte Frau Poe,"),
        ("de", "Liebe Ann,"),
        ("fr", "Chère Madame Poe,"),
        ("es", "Estimada Sra. Poe:"),
        ("it", "Cara Ann,"),
        ("nl", "Beste Ann,"),
        ("pl", "Droga Ann,"),
        ("sv", "Hej Ann!"),
        ("cs", "Milá Ann,"),
    ],
)
def test_a_greeting_of_the_recipient_is_of_the_text(language: str, greeting: str) -> None:
    origin, sent, to, subject = _LABELS[language]
    text = (
        f"{origin}: Ost, Ben (DOCK/SEA)\n{sent}: 2020-05-04 09:12\n{to}: Poe, Ann (DOCK/QUAY)\n"
        f"{subject}: 2020 Locks 4711 {greeting}\nThe gates 4711 are open.\n"
    )
    message = _only(text)
    assert message.subject == "2020 Locks 4711"
    assert message.body.startswith(f"{greeting}\nThe gates")


@pytest.mark.parametrize(
    ("subject", "gap"),
    [
        ("Locks: a letter to Dora,", ""),  # nobody of To
        ("Dear Ann,", ""),  # the whole subject
        ("Locks for Ann:", "\n"),  # a blank line parts it from the text
    ],
)
def test_a_name_at_a_subjects_end_stays(subject: str, gap: str) -> None:
    text = (
        "From: Ost, Ben (DOCK/SEA)\nSent: Monday, May 4, 2020 9:12 AM\nTo: Poe, Ann (DOCK/QUAY)\n"
        f"Subject: {subject}\n{gap}The gates are open.\n"
    )
    assert _only(text).subject == subject


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Poe, Ann B. DOCK/QUAY << G@>", ["Poe, Ann B. DOCK/QUAY"]),
        ("Ost, Ben; Poe, Ann K:; Lind, Cara", ["Ost, Ben", "Poe, Ann K", "Lind, Cara"]),
        ("Ann Poe l KOO; Ben Ost", ["Ann Poe", "Ben Ost"]),
        ("Ann Poe PS O; Poe, Ann O; Cindy tamet OO", ["Ann Poe", "Poe, Ann O", "Cindy tamet"]),
        ("Ann Poe) o>; Poe, Ann [QUAYS] E", ["Ann Poe", "Poe, Ann [QUAYS]"]),
        ("Ann Poe ( ®) (6); Ben Ost_ (6) @", ["Ann Poe", "Ben Ost"]),
        ("Ann Poe I) yyyy@e; Ost, Ben I", ["Ann Poe", "Ost, Ben I"]),
    ],
)
def test_names_before_bars_and_colons(text: str, names: list[str]) -> None:
    people = read_people(text, load(), single=False, last_name_first=True, bars=True)
    assert [person.name for person in people] == names


_QUOTED = (
    "From: Ann Poe <ann@quay.example>\nDate: Mon, 4 May 2020 09:12\n"
    "To: Ben Ost <ben@dock.example>\nSubject: Re: Locks\n\nSigned today.\n\n{introduction}\n\n"
    "> Thanks for the good wishes\n\n"
    "> I hope the locks can be opened soon because I doubt that we shall have the money next year\n"
    "{rest}\n\n> And give my warmest greetings to all of them.\n"
)


@pytest.mark.parametrize(
    "introduction",
    [
        "On Sun, 3 May 2020 at 08:00, Ben Ost <ben@dock.example> wrote:",
        "Am 03.05.2020 um 08:00 schrieb Ben Ost <ben@dock.example>:",
        "Le 03/05/2020 à 08:00, Ben Ost <ben@dock.example> a écrit :",
        "El 03/05/2020 a las 08:00, Ben Ost <ben@dock.example> escribió:",
    ],
)
def test_the_rest_of_a_wrapped_paragraph_stays_quoted(introduction: str) -> None:
    rest = "and the tides of the autumn. Please try to finish with everyone."
    text = _QUOTED.format(introduction=introduction, rest=rest)
    first, second = reconstruct(text.encode(), name="wrapped.txt").messages
    assert first.body == "Signed today."
    assert rest in second.body
    assert second.body.endswith("And give my warmest greetings to all of them.")


def test_an_answer_between_quoted_paragraphs_stays_an_answer() -> None:
    introduction = "On Sun, 3 May 2020 at 08:00, Ben Ost <ben@dock.example> wrote:"
    text = _QUOTED.format(introduction=introduction, rest="\nWe have the money.")
    (message,) = reconstruct(text.encode(), name="woven.txt").messages
    assert "We have the money." in message.body


def test_marks_left_in_quoted_printable_are_decoded_and_numbers_are_not() -> None:
    text = (
        "From: Ann Poe <ann@quay.example>\nDate: Mon, 4 May 2020 09:12\n"
        "To: Ben Ost <ben@quay.example>\nSubject: Locks\n\n"
        "The caf=C3=A9 is open=2E Please co=\nme at noon =E2=80=93 width=20px, x=21.\n"
    )
    assert _only(text).body == "The café is open. Please come at noon – width=20px, x=21."


def test_a_verb_of_one_language_is_not_corrected_to_that_of_another() -> None:
    text = "17. maj 2011 09:30, Ben Ost <[redacted]> je napisal:\n\n> Point 10 is settled.\n"
    (message,) = reconstruct(text.encode(), name="verbs.txt").messages
    assert message.originator is not None
    assert message.originator.name == "Ben Ost"


@pytest.mark.parametrize(
    "stamp",
    [
        "RELEASE IN\nPART B6",
        "RELEASE IN\nFULL",
        f"{' ' * 90}RELEASE IN\n{' ' * 90}PART B1,1.4(D),B5",
    ],
)
def test_a_stamp_on_two_lines_is_of_a_release(stamp: str) -> None:
    # Recipients that a released page leaves empty were removed; the next stamp ends the text.
    text = (
        f"{stamp}\n\n\nFrom: Ann Poe\nSent: Monday, May 4, 2020 9:12 AM\nTo:\nSubject: Tides\n\n"
        f"They are high.\n\n{stamp}\n\nFrom: Ben Ost\nSent: Monday, May 4, 2020 9:10 AM\n"
        "To: Ann Poe\nSubject: Tides\n\nAre they?\n"
    )
    first, second = reconstruct_text(text).messages
    assert [person.redacted for person in first.to] == [True]
    assert first.body == "They are high."
    assert second.body == "Are they?"


def test_words_of_a_text_are_no_stamp_of_a_release() -> None:
    text = (
        "From: Ann Poe\nSent: Monday, May 4, 2020 9:12 AM\nTo: Ben Ost\nSubject: Tides\n\n"
        "RELEASE IN\nthe evening.\n\nFULL\nmoon.\n"
    )
    (message,) = reconstruct_text(text).messages
    assert message.body == "RELEASE IN\nthe evening.\n\nFULL\nmoon."
