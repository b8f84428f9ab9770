"""Lists of people torn by OCR of black bars, with remains in and beside their names."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailrecon import reconstruct, reconstruct_text
from mailrecon.lexicon import load
from mailrecon.resolve.people.names import count_bars, is_unbarred, without_affiliation
from mailrecon.resolve.people.nobody import is_nobody
from mailrecon.resolve.people.reading import read_people

_HEADER = "From: Moor, Ada\nSent: Sunday, April 19, 2020 4:24 PM\n"
_LIST = """\
To: Lind, Cara (DOCK/SEA)

>; Berg, (DOCK/SEA)
David Ost

QUAY-001596
zZ O > = jas = z a y
cree rer
HARVEY, FLO ee SE: Holm, Gil V. ee ass COE
D>: Ek, Dora
>; Dean,
j 2 E Me) E Q o = a
Wade, Eva
> Nn = R
; Kern, Ida
Subject: Tides

The tides turn at noon.
"""


def test_a_torn_list_goes_on_over_debris_of_bars() -> None:
    (message,) = reconstruct((_HEADER + _LIST).encode(), name="release.txt").messages
    assert message.subject == "Tides"
    assert message.body == "The tides turn at noon."
    names = [person.name for person in message.to]
    assert names[:3] == ["Lind, Cara (DOCK/SEA)", "Berg, (DOCK/SEA)", "David Ost"]
    assert names[-5:] == ["Holm, Gil V.", "Ek, Dora", "Dean", "Wade, Eva", "Kern, Ida"]


@pytest.mark.parametrize(
    "line", ["Dear all, here are the tides of the week.", "please look at the tides we have seen"]
)
def test_text_below_a_name_is_no_torn_list(line: str) -> None:
    text = f"{_HEADER}To: Lind, Cara\n\n{line}\n\nSubject: to a vote\n"
    (message,) = reconstruct(text.encode(), name="release.txt").messages
    assert [person.name for person in message.to] == ["Lind, Cara"]
    assert message.body.startswith(line)


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        (") Wade. Eva", "Wade. Eva"),
        ("] Ann Poe", "Ann Poe"),
        ("Ann Poe! yyy >", "Ann Poe"),
        ("Ann Poe: yyy", "Ann Poe"),
        ("‘Poe, Ann's", "Poe, Ann"),
        ("'Poe, Ann’s", "Poe, Ann"),
        ("Cara Holmes' >", "Cara Holmes"),
        ("Ost, Thomas’", "Ost, Thomas"),
        ("Ann Poe Oo", "Ann Poe"),
        ("Ann Poe O0o", "Ann Poe"),
        ("Liz o>", "Liz"),
        ("Poe, Ann (DOCK/SEA) Mass >", "Poe, Ann (DOCK/SEA)"),
        ("Poe, Ann (CTR) Maria", "Poe, Ann (CTR) Maria"),
        ("Jan van >", "Jan van"),
        ("Ann Poe (Quay)", "Ann Poe (Quay)"),
        ("O'Neil, Ann", "O'Neil, Ann"),
    ],
)
def test_debris_of_bars_beside_a_name(printed: str, name: str) -> None:
    people = read_people(printed, load(), single=True, last_name_first=True, bars=True)
    assert [person.name for person in people] == [name]


def test_what_names_nobody_beside_an_address() -> None:
    people = read_people(
        "'ann@quay.example' A6; Ost, Ben", load(), single=False, last_name_first=True, bars=True
    )
    assert [(person.name, person.address) for person in people] == [
        (None, "ann@quay.example"),
        ("Ost, Ben", None),
    ]


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        (
            "Poe, Ann (DOCK/SEA) (E [lll NNN ENCOO Ost, Ben (DOCK/QUAY) yy @@>",
            ["Poe, Ann (DOCK/SEA)", "Ost, Ben (DOCK/QUAY)"],
        ),
        (
            "Al Ek; Bo Ek; Ed Ek; Cy Ek; Poe, Ann (DOCK/SEA): Ben Ost; Holm Gil V..M.D.: "
            "Ek Ida (DOCK/SEA); Flo Ek; Gus Ek",
            ["Poe, Ann (DOCK/SEA)", "Ben Ost", "Holm Gil V..M.D.", "Ek Ida (DOCK/SEA)"],
        ),
        ('Ek, Ida; "Ost, Ben J\nLind, Cara; Wade, Eva; Poe, Ann', ["Ost, Ben J", "Lind, Cara"]),
        ("Ek, Ida; Ana de la\nCruz, Ben; Wade, Eva; Poe, Ann", ["Ana de la Cruz, Ben"]),
        ("Ek, Ida; Kelly, Craig\nA; Wade, Eva; Poe, Ann", ["Kelly, Craig A"]),
        ("'Ann_Poe               benost\n       Lind, Cara J; 'ekida", ["benost", "Lind, Cara J"]),
        ("Ek, Ida;           Ana della\n       Cruz, Ben; 'ekida", ["Ana della Cruz, Ben"]),
    ],
)
def test_separators_that_ocr_lost_or_misread(printed: str, names: list[str]) -> None:
    people = read_people(printed, load(), single=False, last_name_first=True)
    found = [person.name for person in people]
    assert [name for name in found if name in names] == names


def test_a_bar_between_a_known_name_and_its_unit() -> None:
    text = (
        "From: Ost, Ben (DOCK/SEA) [E] yy WG>\nSent: Sunday, April 19, 2020 4:24 PM\n"
        "To: Lind, Cara E EG (DOCK/SEA) [E] OO>; Ek Dora II @G>; Poe, Ann (DOCK/SEA) [E] Oe@>\n"
        "Subject: RE: Tides\n\nAt noon.\n\n"
        "From: Lind, Cara (DOCK/SEA) [E] yyyoe>\nSent: Sunday, April 19, 2020 3:24 PM\n"
        "To: Ost, Ben (DOCK/SEA) [E] WG@>; Ek Dora OO>\nSubject: Tides\n\nWhen?\n"
    )
    first, _ = reconstruct(text.encode(), name="release.txt").messages
    assert [person.name for person in first.to] == [
        "Lind, Cara (DOCK/SEA) [E]",
        "Ek Dora",
        "Poe, Ann (DOCK/SEA) [E]",
    ]


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        # A bar before `Last, First`, with a semicolon or without any
        ("Cara Lind I yyyyy@@ Ost, Ben K. DOCK/QUAY", ["Cara Lind", "Ost, Ben K. DOCK/QUAY"]),
        (
            "Lind, Cara DOCK/SEA WG Ost, Ben DOCK/SEA BO",
            ["Lind, Cara DOCK/SEA", "Ost, Ben DOCK/SEA"],
        ),
        (
            "Ek, Dora; Cara Lind WG Ost, Ben; Eva Wade",
            ["Ek, Dora", "Cara Lind", "Ost, Ben", "Eva Wade"],
        ),
        # What is no bar: a middle name, a title, a single name
        ("Ek, Dora; Lind, Cara MD; Ost, Ben", ["Ek, Dora", "Lind, Cara MD", "Ost, Ben"]),
        ("Ek, Dora; van der Ost, Ben", ["Ek, Dora", "van der Ost, Ben"]),
        # A bracket that was never closed
        (
            "Wade, Eva (SEA) [E] M>; Cara T. Lind (ae. Ost, Ben (SEA) [E] 9 @@>",
            ["Wade, Eva (SEA) [E]", "Cara T. Lind", "Ost, Ben (SEA) [E]"],
        ),
        (
            "Wade, Eva; David Gruen (NNO, LINDQVIST, CAROLINA",
            ["Wade, Eva", "David Gruen", "LINDQVIST, CAROLINA"],
        ),
        # A bar before a name
        (
            "Wade, Eva; (OG Ost, Ben (DOCK/SEA); Ek, Ida",
            ["Wade, Eva", "Ost, Ben (DOCK/SEA)", "Ek, Ida"],
        ),
        ("Wade, Eva; O6 Ost, Ben; JD Ek, Ida", ["Wade, Eva", "Ost, Ben", "JD Ek, Ida"]),
        # Other capitals behind a unit
        (
            "Lind, Sal (0S/SEA) PE David Marcos; Ek, Ida",
            ["Lind, Sal (0S/SEA)", "David Marcos", "Ek, Ida"],
        ),
        ("Ida.Lind BOO; flopi 333333", ["Ida.Lind", "flopi 333333"]),
        ("IDA WOO; Ben Ost", ["IDA WOO", "Ben Ost"]),
        # What is between quotation marks is whole.
        ("Ek, Ida; ‘Rika Kat2' HG; ‘Ost, Ben' OG", ["Ek, Ida", "Rika Kat2", "Ost, Ben"]),
        (
            '"Poe, Ann (DOCK) [E]" O>, "Ost, Ben (DOCK) [E]" <i ee "Ek, Ida (DOCK) [E]" <9 wOG>',
            ["Poe, Ann (DOCK) [E]", "Ost, Ben (DOCK) [E]", "Ek, Ida (DOCK) [E]"],
        ),
        # Letters between brackets are what OCR read of an address.
        ("Ek, Ida; Ben Ost <BOst c>; Wade, Eva", ["Ek, Ida", "Ben Ost", "Wade, Eva"]),
    ],
)
def test_people_between_whom_a_bar_was_read(printed: str, names: list[str]) -> None:
    people = read_people(printed, load(), single=False, last_name_first=True, bars=True)
    assert [person.name for person in people] == names


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Poe, Ann DOCK/QUAY M>", "Poe, Ann DOCK/QUAY"),
        ("Poe, Ann K. DOCK/QUAY/ yyy ywe-", "Poe, Ann K. DOCK/QUAY"),
    ],
)
def test_a_unit_without_brackets_before_a_bar(printed: str, name: str) -> None:
    (person,) = read_people(printed, load(), single=True, last_name_first=True, bars=True)
    assert person.name == name


@pytest.mark.parametrize("bars", [True, False])
def test_an_office_behind_a_name_is_no_address(bars: bool) -> None:
    people = read_people(
        "Poe, Ann B@DOCK; Ost, Ben@SEA; Ann Poe@DOCK; Ek, Ida <ida@quay>",
        load(),
        single=False,
        last_name_first=True,
        bars=bars,
    )
    assert [(person.name, person.address) for person in people] == [
        ("Poe, Ann B@DOCK", None),
        ("Ost, Ben@SEA", None),
        ("Ann Poe", None),
        ("Ek, Ida", "ida@quay"),
    ]
    assert without_affiliation("Poe, Ann B@DOCK") == "Poe, Ann B"


def test_a_greeting_behind_a_subject_with_a_gateways_tag() -> None:
    text = (
        "From: Ben Ost\nSent: Tuesday, April 7, 2020 9:31 AM\nTo: Cara Lind\n"
        "Subject: [EXTERNAL] RE: Good news\n\nThat is fine.\n\n"
        "From: Cara Lind\nSent: Tuesday, April 7, 2020 9:26 AM\nTo: Ben Ost; Ida Ek\n"
        "Subject: [EXTERNAL] Good news Hi Ben and Ida\nThe gates of the lock are open.\n"
    )
    first, second = reconstruct(text.encode(), name="release.txt").messages
    assert second.subject == "[EXTERNAL] Good news"
    assert second.body == "Hi Ben and Ida\nThe gates of the lock are open."
    assert first.parent == second.message_id


@pytest.mark.parametrize(
    ("subject", "parted"),
    [
        ("Tides Attachments: harbour-15. jpg", "Tides"),
        ("Send me all attachments: they are. Fine", None),
        ("Attachments: where are they. Please", None),
    ],
)
def test_a_file_whose_name_ocr_spaced_out_ends_a_subject(subject: str, parted: str | None) -> None:
    text = f"{_HEADER}To: Lind, Cara\nSubject: {subject}\n\nAt noon.\n"
    (message,) = reconstruct(text.encode(), name="release.txt").messages
    assert message.subject == (parted or subject)


@pytest.mark.parametrize("sender", ["ga O0", "yy oe-"])
def test_two_bars_of_round_letters_are_no_names(sender: str) -> None:
    text = (
        f"From: {sender}\nSent: Mon, 30 Mar 2020 06:05:28 -0400\nTo: Word Nerds KOO\n"
        "Subject: Fwd: Tides\n\nAt noon.\n"
    )
    (message,) = reconstruct(text.encode(), name="release.txt").messages
    assert message.originator is not None
    assert (message.originator.name, message.originator.redacted) == (None, True)


@pytest.mark.parametrize("bars", [True, False])
@pytest.mark.parametrize(
    ("printed", "found"),
    [
        # The domain was taken out, and the local part is the name.
        ("Ek, Ida; 'benost\n  <benost        >; Wade, Eva", [("benost", True)]),
        # A sign was misread: the name ends before the bracket.
        ("Ek, Ida; Ost, Ben <ostbPquay.gov>; Wade, Eva", [("Ost, Ben", False)]),
        ("Ek, Ida; B <b22 • quay.example>; Wade, Eva", [("B", False)]),
        # A new person begins with a mark below the line where one was taken out.
        (
            "Ek, Ida; 'ann_poe\n           'ben_m_ost          ; Wade, Eva",
            [("ann_poe", False), ("ben_m_ost", False)],
        ),
    ],
)
def test_what_is_left_of_an_address(
    printed: str, found: list[tuple[str, bool]], bars: bool
) -> None:
    people = read_people(printed, load(), single=False, last_name_first=True, bars=bars)
    assert [person.address for person in people] == [None] * len(people)
    assert [(person.name, person.redacted) for person in people] == [
        ("Ek, Ida", False),
        *found,
        ("Wade, Eva", False),
    ]


@pytest.mark.parametrize("printed", ["Ann Poe <Dock>", "Poe, Ann {QUAY}", "Ann Poe <Annie>"])
def test_a_bracket_of_a_name_is_closed(printed: str) -> None:
    (person,) = read_people(printed, load(), single=True, last_name_first=True)
    assert (person.name, person.redacted) == (printed, False)


def test_brackets_never_closed_show_that_bars_were_read() -> None:
    text = (
        "From: Cara Lind\nSent: Wednesday, February 19, 2020 8:09 AM\nTo: Ben Ost\n"
        "Cc: Wade, Eva; IGG; Ek, Ida (DOCK/SEA); Cara Gruen (NNO, LINDQVIST, CAROLINA; (OG Poe, "
        "Ann (DOCK/SEA)\nSubject: Tides\n\nAt noon.\n"
    )
    (message,) = reconstruct(text.encode(), name="release.txt").messages
    assert [(person.name, person.redacted) for person in message.cc] == [
        ("Wade, Eva", False),
        (None, True),
        ("Ek, Ida (DOCK/SEA)", False),
        ("Cara Gruen", False),
        ("LINDQVIST, CAROLINA", False),
        ("Poe, Ann (DOCK/SEA)", False),
    ]


def test_dirt_behind_a_labels_colon_is_no_value() -> None:
    text = (
        "From:               Ost, Ben\nSent:               Monday, May 4, 2020 9:12 AM\n"
        "To:                 Lind, Cara\nSubject:.           Re: Tides\n\nAt noon.\n"
    )
    (message,) = reconstruct(text.encode(), name="release.txt").messages
    assert message.subject == "Re: Tides"


_UNIT = "(DOCK/SEA) [E]"
_DATED = f"From: Poe, Ann {_UNIT}\nSent: Friday, March 6, 2020 6:45 PM\n"


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        # A list that lacks a last name, and the line that OCR put below the subject.
        (
            f"To: Dun, Cay {_UNIT}; Ek, Pat {_UNIT} Ida {_UNIT}; Ost, Ben {_UNIT}\nSubject: Tides\n"
            f">; Folk, Ed {_UNIT} ; Marst,\n",
            ["Dun, Cay", "Ek, Pat", "Folk, Ed", "Marst, Ida", "Ost, Ben"],
        ),
        (
            f'To: "Ek, Pat {_UNIT}" Ida {_UNIT}" yy woe@\nSubject: Tides\n>, "Marst,\n',
            ["Ek, Pat", "Marst, Ida"],
        ),
        # The first name is on that line, too.
        (
            f'To: "Ek, Pat {_UNIT}" {_UNIT}" yy woe@\nSubject: Tides\n\n, "Marst, Ida\n',
            ["Ek, Pat", "Marst, Ida"],
        ),
        # Within the list, a line too late; two of them.
        (
            f'To: "Ek, Pat {_UNIT}" {_UNIT}" yy woe@\n, "Marst, Ida\nSubject: Tides\n',
            ["Ek, Pat", "Marst, Ida"],
        ),
        (
            f'To: "Ek, Pat {_UNIT}" Ida {_UNIT}" {_UNIT}"\n. "Marst,\n, "Ost, Ben\n'
            "Subject: Tides\n",
            ["Ek, Pat", "Marst, Ida", "Ost, Ben"],
        ),
        # Whole people of the last list.
        (
            f"To: Dun, Cay {_UNIT} >; Ek, Pat {_UNIT}\nSubject: Tides\n\n\n"
            f"; Folk, Ed {_UNIT} >; Marst, Ida {_UNIT}\n",
            ["Dun, Cay", "Ek, Pat", "Folk, Ed", "Marst, Ida"],
        ),
        (
            "To: Dun, Cay; Ek, Pat\nSubject: Tides\n\n; Folk-Ost, Ed\n",
            ["Dun, Cay", "Ek, Pat", "Folk-Ost, Ed"],
        ),
    ],
)
def test_a_part_of_a_list_below_the_header_is_put_back(fields: str, names: list[str]) -> None:
    (message,) = reconstruct_text(f"{_DATED}{fields}\n \nTony,\nhere are the numbers.\n")
    assert [without_affiliation(person.name or "") for person in message.to] == names
    assert message.body == "Tony,\nhere are the numbers."
    assert message.subject == "Tides"


@pytest.mark.parametrize("line", ["; see below,", ", and then, Ida", "> Ann, Ben", "- Folk, Ida"])
def test_a_text_may_begin_with_a_mark(line: str) -> None:
    (message,) = reconstruct_text(
        f"{_DATED}To: Ost, Ben; Ek, Pat\nSubject: Tides\n\n{line}\nIt is.\n"
    )
    assert message.body == f"{line}\nIt is."
    assert len(message.to) == 2


def test_people_whose_closing_marks_ocr_lost_are_parted() -> None:
    (message,) = reconstruct_text(
        f'From: "Poe, Ann" 9) @@>\nDate: April 18, 2020 at 12:34:13 AM EDT\nTo: "Ek, Pat {_UNIT}" '
        'yy woe@, "WOLF, IDA, "East, Alex" ME, "Law, Jan V ONG, "Kadl, Rob (DOCK/SEA)" yyoe, '
        '"Mart, Gregor J SOO "Bor, Lena" Oe\nSubject: draft\n\nHere it is.\n'
    )
    names = "; ".join(without_affiliation(person.name or "") for person in message.to)
    assert (
        names == "Ek, Pat; WOLF, IDA; East, Alex; Law, Jan V; Kadl, Rob; Mart, Gregor J; Bor, Lena"
    )


def test_the_last_person_of_a_list_may_lack_the_closing_mark() -> None:
    (message,) = reconstruct_text(
        'From: "Lind, Cara" <cara@quay.example>\nDate: March 15, 2020 at 1:09:32 PM EDT\n'
        'To: "Poe, Ann R. DOCK/SEA" SP NGG>, "Ost, Ben\n> Subject: paint\n\nIt is.\n'
    )
    assert [person.name for person in message.to] == ["Poe, Ann R. DOCK/SEA", "Ost, Ben"]


_BARS = (
    "Sent: Tue, 5 May 2020 09:16:52 -0400\nTo: Sand, Eva {0}; WG; Orl, Dina {0}\n"
    "Cc: MA6; ye; M66; (Ne; Ek, Pat\n"
)


@pytest.mark.parametrize("bar", ["Saas", "Bees", "DSSS", "Sees", "aaa", "EEES"])
def test_bars_read_as_letters_name_nobody(bar: str) -> None:
    (message,) = reconstruct_text(f"From: {bar}\n{_BARS.format(_UNIT)}Subject: quay\n\nHandle.\n")
    assert message.originator is not None
    assert (message.originator.name, message.originator.redacted) == (None, True)
    assert [person.name for person in (*message.to, *message.cc) if person.name] == [
        f"Sand, Eva {_UNIT}",
        f"Orl, Dina {_UNIT}",
        "Ek, Pat",
    ]


@pytest.mark.parametrize("name", ["Liz", "Herb", "Anna", "Lee", "Otto"])
def test_a_short_name_beside_bars_is_a_name(name: str) -> None:
    (message,) = reconstruct_text(f"From: {name}\n{_BARS.format(_UNIT)}Subject: quay\n\nHandle.\n")
    assert message.originator is not None
    assert message.originator.name == name


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("Ost, Benjamin Dun, Caya", ["Ost, Benjamin", "Dun, Caya"]),
        ("Ost, Ben J Dun, Caya M; Sand, Eva", ["Ost, Ben J", "Dun, Caya M", "Sand, Eva"]),
        ("Ost, Ben; Dun, Caya Sand, Eva", ["Ost, Ben", "Dun, Caya", "Sand, Eva"]),
        ("Ost, Ben (DOCK) Dun, Caya (DOCK)", ["Ost, Ben (DOCK)", "Dun, Caya (DOCK)"]),
        ("Ost, Ben Dun, Caya Sand, Eva", ["Ost, Ben", "Dun, Caya", "Sand, Eva"]),
        ("Poe, Ann Marie", ["Poe, Ann Marie"]),
        ("Ben Ost, Cay Dun, Eva Sand", ["Ben Ost", "Cay Dun", "Eva Sand"]),
    ],
)
def test_people_last_name_first_with_nothing_between(printed: str, names: list[str]) -> None:
    sent = "Sent: Tuesday, May 5, 2020 10:15 AM"
    (message,) = reconstruct_text(f"From: Poe, Ann\n{sent}\nTo: {printed}\nSubject: quay\n\nNo.\n")
    assert [person.name for person in message.to] == names


@pytest.mark.parametrize("printed", ["fmailto:annpoe(aquay.govi", "[mailto:annpoe©quay.gov]"])
def test_an_address_whose_sign_was_misread_is_not_removed(printed: str) -> None:
    sent = "Sent: Tuesday, May 5, 2020 10:15 AM"
    (message,) = reconstruct_text(
        f"From: Poe, Ann {printed}\n{sent}\nTo: Ben Ost\nSubject: x\n\nNo.\n"
    )
    assert message.originator is not None
    assert (message.originator.name, message.originator.redacted) == ("Poe, Ann", False)


@pytest.mark.parametrize(
    "above", ["ben.ost@quay.example", "Ben_J_Ost", "Ost, Ben <ben@quay.example>", "David Ost"]
)
def test_a_person_at_a_lines_end_is_not_the_one_below(above: str) -> None:
    people = f"Ek, Dora; Sand, Eva; {above}\nLind, Cara J; Marst, Ida"
    (message,) = reconstruct_text(f"{_DATED}To: {people}\nSubject: Tides\n\nNo.\n")
    assert [person.name for person in message.to][-2:] == ["Lind, Cara J", "Marst, Ida"]
    assert len(message.to) == 5
    assert all(person.address is None for person in message.to[-2:])


@pytest.mark.parametrize(
    ("text", "count"),
    [("Ost, Ben; WG; Dun, Cay", 1), ("MA6; Ost, Ben; M66; Dun, Cay", 2), ("Ost, Ben; Dun, Cay", 0)],
)
def test_a_bar_of_capitals_in_a_list_counts_by_itself(text: str, count: int) -> None:
    assert count_bars(text) == count


@pytest.mark.parametrize(
    ("lines", "sender", "copies"),
    [
        # The rest of a line that was wrapped again has no mark, in the middle of a header.
        (
            "> From: Sam Wu [mailto:sam@reef.example]\n"
            "> Cc: Alex Bou; dock-dev@lists.reef.example;\n"
            "harbour-kernel@list.reef.example;\n> tom@reef.example",
            "Sam Wu",
            4,
        ),
        (
            "> From: dock-admin@reef.example [mailto:dock@reef.example] On Behalf Of R.\nA.\n> Wu",
            "R. A. Wu",
            0,
        ),
        (
            "> From: dock-admin@reef.example [mailto:dock@reef.example] On Behalf Of Sam\nWu",
            "Sam Wu",
            0,
        ),
    ],
)
def test_a_headers_line_without_its_mark(lines: str, sender: str, copies: int) -> None:
    text = (
        f"See below.\n\n> -----Original Message-----\n{lines}\n"
        "> Sent: Tuesday, August 03, 2010 2:07 AM\n"
        "> To: Timur Tab\n> Subject: The sluice\n>\n> It leaks.\n"
    )
    (message,) = reconstruct_text(text)
    assert message.originator is not None
    assert (message.originator.name, len(message.cc)) == (sender, copies)
    assert (message.subject, message.body.strip()) == ("The sluice", "It leaks.")


@pytest.mark.parametrize(
    "line",
    [
        "On Tue, 17 Nov 2009 18:21:38 -0500, Sam Wu <sam at n01.reef.example> wrote:",
        "Am Di., 17. Nov. 2009 um 18:21 schrieb Sam Wu <sam at n01.reef.example>:",
        "On Tue, 17 Nov 2009 18:21:38 -0500, Sam Wu <sam at\nn01.reef.example> wrote:",
        "Sam Wu (sam at n01.reef.example) wrote:",
        "Sam Wu <mailto:sam at n01.reef.example> wrote:",
    ],
)
def test_an_archives_spelling_of_an_address_in_brackets(line: str) -> None:
    (message,) = reconstruct_text(f"{line}\n> It leaks.\n\nYes.\n")
    assert message.originator is not None
    assert (message.originator.name, message.originator.address) == (
        "Sam Wu",
        "sam@n01.reef.example",
    )


_HEAD = "From: Ida Berg <ida@quay.example>\nSent: Monday, May 4, 2020 9:12 AM\n"
# A person on each line, and nothing between them but the line's end.
_ONE_A_LINE = {
    "Ann Poe\nBen Ost": ["Ann Poe", "Ben Ost"],
    "Poe, Ann\nvan der Ost, Ben": ["Poe, Ann", "van der Ost, Ben"],
    "• Ann Poe\n• Ben Ost\n• Cay Dun": ["Ann Poe", "Ben Ost", "Cay Dun"],
    '"Poe, Ann"\n"Ost, Ben"': ["Poe, Ann", "Ost, Ben"],
    "<ann@quay.example>\n<ben@quay.example>": ["ann@quay.example", "ben@quay.example"],
    "<ann@quay.example> <ben@quay.example>": ["ann@quay.example", "ben@quay.example"],
    "Ann Poe\nann@quay.example\nBen Ost\nben@quay.example": ["Ann Poe ann@", "Ben Ost ben@"],
    "Ann Poe [ann@quay.example]\nBen Ost [ben@quay.example]": ["Ann Poe ann@", "Ben Ost ben@"],
    # One name that a narrow column wrapped
    "Ann Maria\nPoe": ["Ann Maria Poe"],
    "Maria del Carmen\nde la Poe": ["Maria del Carmen de la Poe"],
    "Juan Carlos\nQuay Office": ["Juan Carlos Quay Office"],
}


@pytest.mark.parametrize("people", _ONE_A_LINE)
@pytest.mark.parametrize("label", ["To: {}", "To:\n{}", "Cc: {}"])
def test_a_person_on_each_line_is_one_each(people: str, label: str) -> None:
    head = f"{_HEAD}{label.format(people)}\n"
    (message,) = reconstruct_text(f"{head}Subject: RE: Boat\n\nIt leaks.\n").messages
    found = [f"{one.name or ''} {one.address or ''}".strip() for one in (*message.to, *message.cc)]
    wanted = _ONE_A_LINE[people]
    assert [text[: len(one)] for text, one in zip(found, wanted, strict=True)] == wanted


@pytest.mark.parametrize(
    "form", ["p{}@quay.example", "Ann Poe{letter}", "Ann Poe <p{}@quay.example>"]
)
def test_hundreds_of_people_one_a_line_are_recipients(form: str) -> None:
    letters = (chr(97 + number % 26) * (1 + number // 26) for number in range(400))
    people = "\n".join(form.format(n, letter=letter) for n, letter in enumerate(letters))
    head = f"{_HEAD}To: {people}\nSubject: Boat\n"
    (message,) = reconstruct_text(f"{head}\nIt leaks.\n").messages
    assert (len(message.to), message.subject, message.body) == (400, "Boat", "It leaks.")


PIECES = st.sampled_from(
    (
        *("Ann ", "Poe ", ", ", "; ", "(DOCK) ", "[E] ", "<", ">", "ann@quay.example", "a@b.uk"),
        *("yy", "woe@-", "O0", "e-", "©", "9 @@", "WG", '"', "b6", "ann.e-poe@quay.example"),
        *("(b)(6)", "|"),
    )
)


@given(st.lists(PIECES, min_size=1, max_size=5).map("".join).map(str.strip).filter(bool))
@example("Ann Poe <ann@quay.example>")
@example("ann@quay.example")
def test_a_field_that_is_surely_unbarred_has_no_sign(text: str) -> None:
    """Most fields are decided at once; none of them may be one that `reads_bars` counts."""
    if is_unbarred(text):
        assert count_bars(text) == 0
        assert not is_nobody(text, bars=False)


def test_an_address_with_its_name_is_surely_unbarred() -> None:
    assert all(map(is_unbarred, ("Ann Poe <ann@quay.example>", "ann@quay.example")))
    assert not any(map(is_unbarred, ("Ann Poe", "Poe, Ann (DOCK) [E] yy woe@-", "9 @@")))
