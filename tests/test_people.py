"""Address fields as clients print them: their people, and removed parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailrecon import reconstruct, reconstruct_text
from mailrecon.lexicon import fold, load
from mailrecon.model import Message
from mailrecon.resolve.people.reading import (
    PLACEHOLDER_DOMAIN,
    is_valid_address,
    placeholder_mailbox,
    read_people,
    removed_mailbox,
    to_person,
)

# (name, address, redacted)
Row = tuple[str | None, str | None, bool]
ADA: Row = ("Ada Moor", "ada@n.example", False)
BEN: Row = ("Ben Ost", "b@s.example", False)
GONE: Row = (None, None, True)


def read(text: str, *, single: bool = False, last_name_first: bool = False) -> list[Row]:
    found = read_people(text, load(), single=single, last_name_first=last_name_first)
    return [(person.name, person.address, person.redacted) for person in found]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Poe, Ann B", ["Poe, Ann B"]),
        ("O’Neil, Ann B.", ["O’Neil, Ann B."]),
        ("Lind-Poe, Ann K", ["Lind-Poe, Ann K"]),
        ("Poe, A.", ["Poe, A."]),
        ("Poe, A. B.", ["Poe, A. B."]),
        ("Poe, Ann B, Ost, Ben", ["Poe, Ann B", "Ost, Ben"]),
        ("Ann Poe, Ben O", ["Ann Poe", "Ben O"]),
        ("Ann B, Poe, Ben", ["Ann B", "Poe", "Ben"]),
        ("Ann, Ben, Cay", ["Ann", "Ben", "Cay"]),
    ],
)
def test_an_initial_shows_that_the_family_name_is_first(text: str, names: list[str]) -> None:
    """`Cc: Vester, Karin M` alone in a field was two people."""
    assert [name for name, _, _ in read(text)] == names


@pytest.mark.parametrize(
    "text",
    [
        "Ada Moor <ada@n.example>",
        '"Ada Moor" <ada@n.example>',
        "'Ada Moor' <ada@n.example>",
        "“Ada Moor” <ada@n.example>",
        "«Ada Moor» <ada@n.example>",
        "\"'Ada Moor'\" <ada@n.example>",
        "Ada Moor <ada@n.example>;",
        "Ada Moor <ada@n.example>,",
        "  Ada   Moor\u00a0<ada@n.example> ",
        "Ada\u200b Moor <\u202aada@n.example\u202c>",
        "Ada Moor <mailto:ada@n.example>",
        "Ada Moor [mailto:ada@n.example]",
        "Ada Moor [MAILTO:ada@n.example]",
        "Ada Moor [SMTP:ada@n.example]",
        "Ada Moor (ada@n.example)",
        "Ada Moor ada@n.example",
        "ada@n.example (Ada Moor)",
        "Ada Moor （ada@n.example）",
        "Ada Moor ＜ada@n.example＞",
        "Ada Moor <ada@n.ex\nample>",
        "Ada Moor\n<ada@n.example>",
        "Ada\nMoor <ada@n.example>",
        "Ada Moor <\nada@n.example>",
        "Ada Moor < ada@n.example >",
    ],
)
def test_name_and_address(text: str) -> None:
    assert read(text) == [ADA]
    assert read(text, single=True) == [ADA]


@pytest.mark.parametrize(
    "text",
    [
        "ada@n.example",
        "<ada@n.example>",
        "'ada@n.example'",
        "ada@n.example <ada@n.example>",
        "ada@n.example <mailto:ada@n.example>",
        "ADA@N.example <ada@n.example>",
        "[mailto:ada@n.example]",
    ],
)
def test_address_alone(text: str) -> None:
    assert read(text) == [(None, "ada@n.example", False)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ada Moor", "Ada Moor"),
        ("Ada O'Neil", "Ada O'Neil"),
        ("María-José Núñez", "María-José Núñez"),
        ("李明", "李明"),
        ("田中 太郎", "田中 太郎"),
        ("김민수", "김민수"),
        ("Анна Петрова", "Анна Петрова"),
        ("محمد علي", "محمد علي"),
        ("สมชาย ใจดี", "สมชาย ใจดี"),
        ("דוד כהן", "דוד כהן"),
        ("Eric Bass/HOU/ECT@ECT", "Eric Bass"),
        ("CN=Eric Bass/OU=HOU/O=ECT@ECT", "Eric Bass"),
        ("Susan M Scott@ENRON", "Susan M Scott"),
        ("Bass, Eric </O=ENRON/OU=NA/CN=RECIPIENTS/CN=EBASS>", "Bass, Eric"),
    ],
)
def test_name_alone_is_no_redaction(text: str, name: str) -> None:
    assert read(text, single=True) == [(name, None, False)]


@pytest.mark.parametrize(
    "mark",
    [
        "<>",
        "< >",
        "<\n>",
        "<",
        "＜＞",
        "[redacted]",
        "[REDACTED]",
        "<redacted>",
        "<[redacted]>",
        "(redacted)",
        "[ redacted ]",
        "[Redacted - s40(2)]",
        "[Name redacted: (b)(6)]",
        "████",
        "██ ███",
        "<████████>",
        "(b)(6)",
        "(b) (6)",
        "<(b)(6)>",
        "[email protected]",
        "<[email protected]>",
        "XXXXX",
        "[mailto:]",
    ],
)
def test_marks_of_removal(mark: str) -> None:
    assert read(f"Ada Moor {mark}", single=True) == [("Ada Moor", None, True)]
    assert read(mark, single=True) == [GONE]


@pytest.mark.parametrize(
    "word",
    [
        "[geschwärzt]",
        "[expurgado]",
        "[caviardé]",
        "[omissis]",
        "[黒塗り]",
        "[已删除]",
        "[삭제됨]",
        "[محجوب]",
    ],
)
def test_words_of_removal_of_other_languages(word: str) -> None:
    assert fold(word.strip("[]")) in load().redactions
    assert read(f"Ada Moor <{word}>", single=True) == [("Ada Moor", None, True)]
    assert read(word, single=True) == [GONE]


def test_an_address_that_is_printed_is_not_redacted() -> None:
    assert read("[redacted] <ada@n.example>") == [(None, "ada@n.example", False)]
    assert read("████ <ada@n.example>") == [(None, "ada@n.example", False)]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        (
            "Ada Moor <ada@n.example>, Ben Ost <b@s.example>",
            [ADA, BEN],
        ),
        (
            "Ada Moor <ada@n.example>; Ben Ost <b@s.example>",
            [ADA, BEN],
        ),
        ("Ada Moor <ada@n.example>;\nBen Ost", [ADA, ("Ben Ost", None, False)]),
        (
            '"Moor, Ada" <ada@n.example>, Ben Ost <b@s.example>',
            [("Moor, Ada", "ada@n.example", False), ("Ben Ost", "b@s.example", False)],
        ),
        (
            "Moor, Ada <ada@n.example>, Ost, Ben <b@s.example>",
            [("Moor, Ada", "ada@n.example", False), ("Ost, Ben", "b@s.example", False)],
        ),
        (
            "ada@n.example, b@s.example",
            [(None, "ada@n.example", False), (None, "b@s.example", False)],
        ),
        ("Ada Moor; Ben Ost; ", [("Ada Moor", None, False), ("Ben Ost", None, False)]),
        ("Moor, Ada; Ost, Ben", [("Moor, Ada", None, False), ("Ost, Ben", None, False)]),
        (
            "Ada Moor, Ben Ost, Cleo Wirth",
            [("Ada Moor", None, False), ("Ben Ost", None, False), ("Cleo Wirth", None, False)],
        ),
        (
            "田中太郎 <>、佐藤花子 <\n>、\n<\n>",
            [("田中太郎", None, True), ("佐藤花子", None, True), GONE],
        ),
        (
            "北村 <k@n.example>；田中 <t@n.example>",
            [("北村", "k@n.example", False), ("田中", "t@n.example", False)],
        ),
        (
            "أحمد <a@n.example>، سارة <s@n.example>",
            [("أحمد", "a@n.example", False), ("سارة", "s@n.example", False)],
        ),
        ("Bo; Ada Moor <ada@n.example>, Ost", [("Bo", None, False), ADA, ("Ost", None, False)]),
        ("Ada Moor <ada@n.example>, Ost; Bo", [ADA, ("Ost", None, False), ("Bo", None, False)]),
        (
            "Bo; Moor, Ada <ada@n.example>, Ost, Ben",
            [
                ("Bo", None, False),
                ("Moor, Ada", "ada@n.example", False),
                ("Ost, Ben", None, False),
            ],
        ),
        ("[redacted], [redacted]", [GONE, GONE]),
        ("<>, <>", [GONE, GONE]),
        ("Ada Moor <ada@n.example>, [redacted]", [ADA, GONE]),
        ("", []),
        (" ; , ", []),
        ("Undisclosed recipients:;", []),
        ("undisclosed-recipients:;", []),
        ("undisclosed recipients", []),
        ("(Undisclosed recipients)", []),
        ("unlisted-recipients:; (no To-header on input)", []),
        ("Destinataires inconnus", []),
        ("Ada Moor <ada@n.example>; undisclosed recipients", [ADA]),
    ],
)
def test_lists(text: str, people: list[Row]) -> None:
    assert read(text) == people


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Moor, Ada", ["Moor, Ada"]),
        ("Moor, Ada; Ost, Ben", ["Moor, Ada", "Ost, Ben"]),
        ("Moor, Ada, Ost, Ben", ["Moor, Ada", "Ost, Ben"]),
        ("Ada Moor; Ost, Ben", ["Ada Moor", "Ost, Ben"]),
        ("Müller-Lüdenscheidt, Karl", ["Müller-Lüdenscheidt, Karl"]),
        ("van der Berg, Jan J.M. (SEA/N)", ["van der Berg, Jan J.M. (SEA/N)"]),
        ("Ost, Ben {SEA}", ["Ost, Ben {SEA}"]),
        ("de la Cruz, Ana (SEA/N); Ost, Ben", ["de la Cruz, Ana (SEA/N)", "Ost, Ben"]),
    ],
)
def test_outlook_prints_the_last_name_first(text: str, people: list[str]) -> None:
    assert [name for name, _, _ in read(text, last_name_first=True)] == people


def test_a_comma_in_from_parts_nobody() -> None:
    assert read("Moor, Ada", single=True) == [("Moor, Ada", None, False)]
    assert read("Ada Moor, PhD", single=True) == [("Ada Moor, PhD", None, False)]
    assert read("Moor, Ada <ada@n.example>", single=True) == [("Moor, Ada", "ada@n.example", False)]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        # A linked address, as Outlook, Exchange and SnappyMail print it.
        ("Ada Moor <ada@n.example<mailto:ada@n.example>>", ADA),
        ("'Ada Moor' <ada@n.example <mailto:ada@n.example>>", ADA),
        ("Ada Moor<mailto:ada@n.example> <ada@n.example<mailto:ada@n.example>>", ADA),
        ("Ada Moor <ada@n.example mailto:ada@n.example?to=%22Ada%22 >", ADA),
        ("Ada Moor <mailto:ada@n.example?subject=Wall>", ADA),
        ("Ada Moor <[1]ada@n.example>", ADA),
        # What other systems put before, behind or in place of an address.
        ("Ada Moor <SMTP:ada@n.example>", ADA),
        ("Ada Moor <smtp: ada@n.example>", ADA),
        ('"Ada Moor" <ada@n.example>@QUAY', ADA),
        ('"Ada Moor" <ada@n.example>@QUAY [mailto:IMCEANOTES-+22Moor+22+40QUAY@QUAY.example]', ADA),
        ("Ada Moor [mailto:IMCEASMTP-ada+40n+2Eexample@quay.example]", ADA),
        (
            "Ada Moor <IMCEAEX-_O=QUAY_CN=RECIPIENTS_CN=AMOOR@quay.example>",
            ("Ada Moor", None, False),
        ),
        ("Ada Moor </o=Quay/ou=First/cn=Recipients/cn=amoor>", ("Ada Moor", None, False)),
        ("Ada Moor/DOCK@gate @ QUAY", ("Ada Moor", None, False)),
        ("Ada Moor/Dock Works@Dock Works", ("Ada Moor", None, False)),
        ("Ada Moor/DOCK@gate.example", ("Ada Moor", None, False)),
        # What OCR and line breaks did to it.
        ("Ada Moor <ada©n.example>", ADA),
        ("ada©n.example", (None, "ada@n.example", False)),
        ("lists@lock- yard.example", (None, "lists@lock-yard.example", False)),
        ("lists@lock-\nyard.example", (None, "lists@lock-yard.example", False)),
        ("lock-\noffice@n.example", (None, "lock-office@n.example", False)),
        ("lists@lock.\nexample", (None, "lists@lock.example", False)),
        # Brackets that were cut off with the address in them.
        ("Ada Moor [mailto:", ("Ada Moor", None, True)),
        ("Ada Moor [mailto", ("Ada Moor", None, True)),
        ("Ada Moor [mailto:|", ("Ada Moor", None, True)),
        ("Ada Moor [mailto:)]", ("Ada Moor", None, True)),
        ("Ada Moor [mailto:    B6", ("Ada Moor", None, True)),
        ("Ada Moor <amoor", ("Ada Moor", None, True)),
        ("Ada Moor <ada@", ("Ada Moor", None, True)),
        ("Ada Moor <ada@n.example", ADA),
        ("Ada Moor [mailto:ada@n.example", ADA),
        ("Ada Moor <9", ("Ada Moor", None, True)),
        # Masks.
        ("Ada Moor ***@***.***>", ("Ada Moor", None, True)),
        ("Ada Moor <***@***.***>", ("Ada Moor", None, True)),
        ("Ada;Moor <ada@quay.example>", ("Ada;Moor", "ada@quay.example", False)),
        ("Ada Moor <(b)(6)@quay.example>", ("Ada Moor", None, True)),
        ("Moor, Ada (b)(7)(C) <(b) (7)(C)@quay.example>", ("Moor, Ada", None, True)),
        ("Ada Moor <[name withheld]@quay.example>", ("Ada Moor", None, True)),
        ("Ada Moor <ada.moor@(b)(6)>", ("Ada Moor", None, True)),
        ("Ada Moor <ada.moor@[redacted].example>", ("Ada Moor", None, True)),
        ("(b)(6)@quay.example", ("(b)(6)@quay.example", None, True)),
        ("Ada Moor <xxxx.xxxxxx@quay.example>", ("Ada Moor", None, True)),
        ("Ada Moor (HR) <ada@quay.example>", ("Ada Moor (HR)", "ada@quay.example", False)),
        ("Ada Moor <maxxx@quay.example>", ("Ada Moor", "maxxx@quay.example", False)),
        ("Ada Moor <ada...@n.example>", ("Ada Moor", None, True)),
        ("Ada Moor <a•••@n.example>", ("Ada Moor", None, True)),
        ("Ada Moor <ada@n…>", ("Ada Moor", None, True)),
        ("ada...@n.example", ("ada...@n.example", None, True)),
        # What is no address stays as printed.
        (".ada@n.example", (None, ".ada@n.example", False)),
        ("Ada Moor <.ada@n.example>", ("Ada Moor", ".ada@n.example", False)),
        # Markup and debris are no part of a name; what is printed of it is kept whole.
        ("**Ada Moor**", ("Ada Moor", None, False)),
        ("*Ada Moor* <ada@n.example>", ADA),
        ("Moor, Ada (DOCK/QUAY) [E]", ("Moor, Ada (DOCK/QUAY) [E]", None, False)),
        ("Moor, Ada (DOCK/QUAY) [E] 7 @@>", ("Moor, Ada (DOCK/QUAY) [E]", None, False)),
        ("Moor, Ada (DOCK/QUAY) [E Ty yoe@", ("Moor, Ada (DOCK/QUAY)", None, False)),
        ("Moor, Ada (DOCK/QU", ("Moor, Ada", None, False)),
        ("Ada [Quay Moor <ada@n.example>", ("Ada [Quay Moor", "ada@n.example", False)),
        ("Moor, Ada (DOCK (QUAY))", ("Moor, Ada (DOCK (QUAY))", None, False)),
        ("Moor, Ada [E] TY ee-", ("Moor, Ada [E]", None, False)),
        ("Ada Moor (QYH)/ 8) >", ("Ada Moor (QYH)", None, False)),
        ("Moor, Ada I ye>", ("Moor, Ada", None, False)),
        ("Moor, Ada PY OO>", ("Moor, Ada", None, False)),
        ("Moor, Ada I ee", ("Moor, Ada", None, False)),
        ("Moor, Ada, M.D.,M.P.H. M>", ("Moor, Ada, M.D.,M.P.H.", None, False)),
        ("Moor, Ada jr", ("Moor, Ada jr", None, False)),
        ("Berg, Jan van", ("Berg, Jan van", None, False)),
        ("Ada (Addie) Moor", ("Ada (Addie) Moor", None, False)),
        ("Ada Moor (she/her)", ("Ada Moor (she/her)", None, False)),
        ("Ada Moor 🌊", ("Ada Moor 🌊", None, False)),
        ("Müller, Ada (Hafenamt)", ("Müller, Ada (Hafenamt)", None, False)),
        (
            "Moor, Ada (DOCK/QUAY) <ada@n.example>",
            ("Moor, Ada (DOCK/QUAY)", "ada@n.example", False),
        ),
    ],
)
def test_a_mailbox_is_read_whatever_was_done_to_it(text: str, row: Row) -> None:
    assert read(text, single=True) == [row]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Ada Moor<ada@n.example>Ben Ost<b@s.example>", [ADA, BEN]),
        (
            "ada@n.example b@s.example",
            [(None, "ada@n.example", False), (None, "b@s.example", False)],
        ),
        (
            "ada.moor@ ' Ost, Ben B <b@s.example>",
            [("ada.moor@", None, False), ("Ost, Ben B", "b@s.example", False)],
        ),
        (
            "Ada Moor [mailto:; Ben Ost [mailto:b@s.example]",
            [("Ada Moor", None, True), BEN],
        ),
        (
            "Moor, Ada (DOCK/A), Ost, Ben [E]",
            [("Moor, Ada (DOCK/A)", None, False), ("Ost, Ben [E]", None, False)],
        ),
        (
            "Moor, Ada </O=N/CN=AMOOR>, Ost, Ben </O=N/CN=BOST>, Wirth, Cleo",
            [
                ("Moor, Ada", None, False),
                ("Ost, Ben", None, False),
                ("Wirth, Cleo", None, False),
            ],
        ),
        (
            "Eva Sand, RN, BSN, Ida Rask",
            [("Eva Sand, RN, BSN", None, False), ("Ida Rask", None, False)],
        ),
        ("'Ada Moor' via Locks <l@n.example>", [("Ada Moor via Locks", "l@n.example", False)]),
        ("Moor, Ada [EX:/O=N/OU=A/CN=RECIPIENTS/CN=AMOOR]", [("Moor, Ada", None, False)]),
        (
            "/O=N/OU=A (SEA)/CN=RECIPIENTS/CN=AMOOR",
            [("/O=N/OU=A (SEA)/CN=RECIPIENTS/CN=AMOOR", None, False)],
        ),
        ("Ada Moor, fw: Ben Ost", [("Ada Moor", None, False)]),
        # OCR read a dot as a colon or a comma.
        ("Ada Moor <ada@n:example>", [("Ada Moor", "ada@n.example", False)]),
        (
            "Ada Moor <ada@sea.n,example>; Ben Ost <b@s.example>",
            [("Ada Moor", "ada@sea.n.example", False), BEN],
        ),
        (
            "Ada Moor, Ph.D. <ada@n.example>, Ben Ost <b@s.example>",
            [("Ada Moor, Ph.D.", "ada@n.example", False), BEN],
        ),
    ],
)
def test_people_run_together_or_torn(text: str, people: list[Row]) -> None:
    assert read(text) == people


@pytest.mark.parametrize(
    ("text", "people"),
    [
        # An `(` or `<` that OCR made of a bar is closed by none of the next person.
        ("Ada Moor (OG; Ost, Ben (DOCK/A)", ["Ada Moor", "Ost, Ben (DOCK/A)"]),
        ("Ada Moor <9 WG; Ben Ost <b@s.example>", ["Ada Moor", "Ben Ost"]),
        ("Moor, Ada (DOCK/A}; Ost, Ben (DOCK/B)", ["Moor, Ada (DOCK/A)", "Ost, Ben (DOCK/B)"]),
        # OCR read the end of a bar as `>`, or a semicolon as a colon.
        ("Ada Moor PS O> Ben Ost; Cleo Wirth", ["Ada Moor PS O", "Ben Ost", "Cleo Wirth"]),
        (
            "Moor, Ada: Ost, Ben; Wirth, Cleo; Ek, Dora",
            ["Moor, Ada", "Ost, Ben", "Wirth, Cleo", "Ek, Dora"],
        ),
        ("Moor, Ada [E] yyy ost, Ben (DOCK/B)", ["Moor, Ada [E]", "ost, Ben (DOCK/B)"]),
        # OCR read the comma of a name as a semicolon: the address has both words, or no other name
        # is a single word.
        ("Moor; Ada <ada.moor@n.example>; Ost, Ben <b@s.example>", ["Moor, Ada", "Ost, Ben"]),
        ("Ost, Ben; Ek; Dora; Moor, Ada", ["Ost, Ben", "Ek, Dora", "Moor, Ada"]),
        (
            "Ost, Ben (DOCK/A); Ek; Dora (DOCK/B); Moor, Ada (DOCK/A)",
            ["Ost, Ben (DOCK/A)", "Ek, Dora (DOCK/B)", "Moor, Ada (DOCK/A)"],
        ),
        # Neither is so in a list that has no such form.
        ("Ek; Dora <dora@n.example>; Ost, Ben", ["Ek", "Dora", "Ost, Ben"]),
        ("Ek; Dora; Moor, Ada; Ben", ["Ek", "Dora", "Moor, Ada", "Ben"]),
        ("Ek; Dora; Ben Ost", ["Ek", "Dora", "Ben Ost"]),
        ("Dock (a; b); Ben Ost", ["Dock (a; b)", "Ben Ost"]),
        ("Re: Ada Moor", ["Re: Ada Moor"]),
    ],
)
def test_people_parted_by_bars_that_ocr_read(text: str, people: list[str]) -> None:
    assert [name for name, _, _ in read(text, last_name_first=True)] == people


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("(OO)", (None, None, True)),
        ("ee |)", (None, None, True)),
        ("(b) (6)", (None, None, True)),
        ("(©) (0)", (None, None, True)),
        ("99", (None, None, True)),
        ("99 9oe@-", (None, None, True)),
        ("Moor, Ada [E] <9 @@>", ("Moor, Ada [E]", None, True)),
        ("Moor, Ada (DOCK/A) [E] y@G@-", ("Moor, Ada (DOCK/A) [E]", None, False)),
        ("Moor, Ada (DOCK/A) [E] SI yyy@e.", ("Moor, Ada (DOCK/A) [E]", None, False)),
        ("( ®)", (None, None, True)),
        ("Moor, Ada (DOCK/A) [E] Lanes", ("Moor, Ada (DOCK/A) [E]", None, False)),
        ('"Moor, Ada" OO', ("Moor, Ada", None, False)),
        ("Ada <ada @n.example>", ("Ada", "ada@n.example", False)),
        ("Ada <ada. moor@n.example>", ("Ada", "ada.moor@n.example", False)),
        ("Moor, Ada B. DOCK/QUAY", ("Moor, Ada B. DOCK/QUAY", None, False)),
        # These are people, and addresses.
        ("H", ("H", None, False)),
        ("Ed", ("Ed", None, False)),
        ("Liz |", ("Liz", None, False)),
        ("As Sy", ("As Sy", None, False)),
        ("root@dock", (None, "root@dock", False)),
        ("Ada Moor/DOCK/QUAY", ("Ada Moor", None, False)),
    ],
)
def test_what_ocr_makes_of_black_bars_is_nobody(text: str, row: Row) -> None:
    assert read(text, single=True) == [row]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ada Moor POG", "Ada Moor"),
        ("Moor, Ada yy OG", "Moor, Ada"),
        ("Ada Moor yyyyywe", "Ada Moor"),
        ("Ada R. Moor lillie)", "Ada R. Moor"),
        ("Ada Moor 0000o", "Ada Moor"),
        ("Moor, Lillie", "Moor, Lillie"),
        ("i KOLO", None),
        ("G", None),
        ("Moor, Ada MD", "Moor, Ada MD"),
        ("Moor, Ada B", "Moor, Ada B"),
        ("Moor, Ada [QUAY] IPN", "Moor, Ada [QUAY]"),
        ("Moor, Ada R. DOCK/QUAY", "Moor, Ada R. DOCK/QUAY"),
        ("Ada Holm) o", "Ada Holm"),
        ("Jan van den Berg", "Jan van den Berg"),
        ("Ada", "Ada"),
        ("Gao Fu", "Gao Fu"),
    ],
)
def test_where_ocr_read_bars_as_letters_they_end_names(text: str, name: str | None) -> None:
    (person,) = read_people(text, load(), single=True, last_name_first=False, bars=True)
    assert person.name == name
    assert person.redacted == (name is None)


def test_two_fields_show_that_ocr_read_bars_as_letters() -> None:
    head = "Sent: Tuesday, March 5, 2019 10:00 AM\nSubject: Wall\n\nText\n\n"
    first = "From: G\nTo: Moor, Ada (DOCK/A) [E] {}\n" + head
    second = "From: Ost, Ben (DOCK/B) [E] {}\nTo: Wirth, Cleo\n" + head
    shown = reconstruct_text(first.format("yy woe@-") + second.format("9 @@"))
    assert shown.messages[0].originator is not None
    assert shown.messages[0].originator.redacted
    plain = reconstruct_text(first.format("") + second.format(""))
    assert plain.messages[0].originator is not None
    assert plain.messages[0].originator.name == "G"


def test_degrees_are_of_the_name_before_them() -> None:
    assert read("Moor, Ada,M.D.,M.P.H.", last_name_first=True) == [
        ("Moor, Ada,M.D.,M.P.H.", None, False)
    ]
    assert read("Ada Moor, MD, Ben Ost, Esq.", last_name_first=True) == [
        ("Ada Moor, MD, Ben Ost, Esq.", None, False)
    ] or read("Ada Moor, MD, Ben Ost, Esq.") == [
        ("Ada Moor, MD", None, False),
        ("Ben Ost, Esq.", None, False),
    ]


def test_an_affiliation_tells_nothing_of_who_somebody_is_but_among_namesakes() -> None:
    assert placeholder_mailbox("Moor, Ada (DOCK/QUAY) [E]") == placeholder_mailbox("Moor, Ada")
    header = (
        "From: Ost, Ben\nSent: Tuesday, March 5, 2019 10:00 AM\nTo: {}\nSubject: Wall\n\nText\n"
    )
    one = _first(header.format("Moor, Ada (DOCK); Moor, Ada [E]")).to
    assert len({person.mailbox for person in one}) == 2
    two = _first(header.format("Moor, Ada (DOCK); Wirth, Cleo (DOCK)")).to
    assert two[0].mailbox == placeholder_mailbox("Moor, Ada")


@pytest.mark.parametrize(
    ("text", "sender", "principal"),
    [
        ("Ada Moor on behalf of Ben Ost", "Ada Moor", "Ben Ost"),
        ("ada@n.example on behalf of Ben Ost <b@s.example>", None, "Ben Ost <b@s.example>"),
        ("Ada Moor im Auftrag von Ben Ost", "Ada Moor", "Ben Ost"),
        ("Ada Moor de la part de Ben Ost", "Ada Moor", "Ben Ost"),
        ("Ada Moor en nombre de Ben Ost", "Ada Moor", "Ben Ost"),
        ("Ada Moor im Auftrag von Ost, Ben B via locks", "Ada Moor", "Ost, Ben B via locks"),
        ("Ben Ost 대신 Ada Moor", "Ada Moor", "Ben Ost"),
        ("Ben Ost の代理 Ada Moor", "Ada Moor", "Ben Ost"),
        ("Ben Ost nevében Ada Moor", "Ada Moor", "Ben Ost"),
        ("Ben Ost Sent by: Ada Moor", "Ada Moor", "Ben Ost"),
        (
            "Ben Ost <b@s.example> 대신 locks <locks-bounces@n.example>",
            "locks",
            "Ben Ost <b@s.example>",
        ),
        ("locks <locks-bounces@n.example> 대신 Ben Ost", "locks", "Ben Ost"),
    ],
)
def test_on_behalf_of(text: str, sender: str | None, principal: str) -> None:
    found = read_people(text, load(), single=True, last_name_first=True)
    assert [(person.name, person.on_behalf_of) for person in found] == [(sender, principal)]


@pytest.mark.parametrize(
    ("address", "valid"),
    [
        ("ada@n.example", True),
        ("ada.moor+tag@sub.n.example", True),
        ("ada@localhost", True),
        ("ada@mailhost", True),
        ("ada@corp.local", True),
        ("müller@n.example", True),
        ("ada@grün.example", True),
        ("ada@@n.example", False),
        ("ada@", False),
        ("@n.example", False),
        ("ada moor@n.example", False),
        ("ada..moor@n.example", False),
        ("ada@n..example", False),
        ("a" * 400 + "@n.example", False),
        ("ada", False),
        ("ada@n.example\r\nBcc: x@y.example", False),
    ],
)
def test_address_syntax(address: str, valid: bool) -> None:
    assert is_valid_address(address) is valid


def _first(text: str) -> Message:
    messages = reconstruct(text).messages
    assert len(messages) == 1
    return messages[0]


def test_an_invalid_address_is_kept_warned_of_and_never_a_mailbox() -> None:
    message = _first(
        "From: Ada Moor <ada@@n.example>\nTo: Ben Ost <b@s.example>\n"
        "Date: Tue, 5 Mar 2019 10:00\nSubject: Wall\n\nText\n"
    )
    person = message.originator
    assert person is not None
    assert person.address is None
    assert person.printed_address == "ada@@n.example"
    assert person.mailbox.endswith(f"@{PLACEHOLDER_DOMAIN}")
    assert [warning.code for warning in message.warnings] == ["invalid-address"]


RESTORED = {
    "Ida Ost <ida@x,org>": "ida@x,org",
    "Ida Ost <ida @x.org>": "ida @x.org",
    "Ida Ost <ida@x:org>": "ida@x:org",
    "ida(at)x.org": "ida(at)x.org",
    "Ida Ost <ida at x.org>": "ida at x.org",
    "ida©x.org": "ida©x.org",
    "Bo Ek <bo@y.org>; 'ida@x.orgi": "ida@x.orgi",
    "ida@x.org@gate": "ida@x.org@gate",
}


@pytest.mark.parametrize("printed", RESTORED)
@pytest.mark.parametrize("field", ["To", "Cc"])
def test_an_address_that_is_not_printed_so_says_how_it_is_printed(printed: str, field: str) -> None:
    message = _first(
        f"From: Ada Moor <ada@n.example>\n{field}: {printed}\n"
        "Date: Tue, 5 Mar 2019 10:00\nSubject: Wall\n\nText\n"
    )
    people = message.to if field == "To" else message.cc
    address = people[-1].address
    assert address in ("ida@x.org", "ida@x.org@gate")
    (told,) = message.inferred
    assert (told.field, told.value) == (field, address)
    assert told.reason == f"the address is printed as {RESTORED[printed]}"


@pytest.mark.parametrize(
    "printed",
    [
        "Ida Ost <ida@x.org>",
        "'ida@x.org'",
        "Ida Ost [mailto:ida@x.org]",
        "ida@x.org<mailto:ida@x.org>",
        "Ida Ost <ida@x.\n    org>",
        "Ida Ost (ida@x.org)",
        "<ida@x.org?subject=Wall>",
        "Ida Ost <[1]ida@x.org>",
        "joida@x.org; ida@x.org",
    ],
)
def test_an_address_that_is_printed_so_needs_no_word(printed: str) -> None:
    message = _first(
        f"From: Ada Moor <ada@n.example>\nTo: {printed}\n"
        "Date: Tue, 5 Mar 2019 10:00\nSubject: Wall\n\nText\n"
    )
    assert message.to[-1].address == "ida@x.org"
    assert message.inferred == ()


def test_a_link_to_another_address_is_not_passed_over() -> None:
    message = _first(
        "From: Ada Moor <ada@n.example>\nTo: ida@x.org<mailto:ben@south.example>\n"
        "Date: Tue, 5 Mar 2019 10:00\nSubject: Wall\n\nText\n"
    )
    assert [(one.name, one.address) for one in message.to] == [("ida@x.org", "ben@south.example")]


def test_persons_point_to_where_they_are_printed() -> None:
    text = (
        "From: Ada Moor <ada@n.example>\nTo: Ben Ost <b@s.example>; Cleo Wirth; Ben Ost <>\n"
        "Date: Tue, 5 Mar 2019 10:00\nSubject: Wall\n\nText\n"
    )
    message = _first(text)
    people = [message.originator, *message.to]
    spans = [person.span for person in people if person is not None and person.span is not None]
    printed = [text[span.start : span.end] for span in spans]
    assert printed == ["ada@n.example", "b@s.example", "Cleo Wirth", "Ben Ost"]
    assert sorted(spans) == spans


def test_sender_on_behalf_of_another() -> None:
    message = _first(
        "From: Ada Moor <ada@n.example> on behalf of Ben Ost <b@s.example>\n"
        "Sent: Tuesday, March 5, 2019 10:00 AM\nTo: Cleo Wirth\nSubject: Wall\n\nText\n"
    )
    assert message.originator is not None
    assert message.sender is not None
    assert (message.originator.name, message.originator.address) == ("Ben Ost", "b@s.example")
    assert (message.sender.name, message.sender.address) == ("Ada Moor", "ada@n.example")


def test_placeholders_ignore_case_width_and_space() -> None:
    box = placeholder_mailbox("Ada Moor")
    assert box == placeholder_mailbox("ADA  MOOR") == placeholder_mailbox("Ａｄａ Moor")
    assert box != placeholder_mailbox("Ada Moore")


@given(name=st.text(max_size=80), context=st.text(max_size=80))
def test_placeholders_are_plain_addresses(name: str, context: str) -> None:
    for box in (placeholder_mailbox(name), removed_mailbox(context)):
        local, _, domain = box.partition("@")
        assert domain == PLACEHOLDER_DOMAIN
        assert 0 < len(local) <= 64
        assert set(local) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


_PIECES = """
Ada ada@n.example < > <> , ; 、 ( ) [ ] ████ [redacted] [mailto: /O= CN= @ "
"""


@given(
    text=st.lists(
        st.one_of(
            st.sampled_from([*_PIECES.split(), "\n", " ", "Ada Moor", " on behalf of "]),
            st.text(max_size=5),
        ),
        max_size=14,
    ).map("".join),
    single=st.booleans(),
    last_name_first=st.booleans(),
)
def test_any_text_is_read_without_failing(text: str, single: bool, last_name_first: bool) -> None:
    for printed in read_people(text, load(), single=single, last_name_first=last_name_first):
        person = to_person(printed, None, lambda: "context")
        assert person.name is None or person.name.strip()
        assert person.address is None or is_valid_address(person.address)
        assert not (person.redacted and person.address)
        assert person.name or person.address or person.printed_address or person.redacted
        if person.address is not None and person.address.isascii():
            assert person.mailbox == person.address
        elif person.address is None:
            assert person.mailbox.endswith(f"@{PLACEHOLDER_DOMAIN}")


def test_short_names_beside_printed_codes_and_real_names_stay() -> None:
    """`(b)(6)` and `Ayyub` are no bars that OCR read as letters; `王小明` is none in any case."""
    for sender in ("(b)(6)", "Ayyub Poe", "Tyyne Ek", "b(6)"):
        text = "".join(
            f"From: {sender}\nSent: Monday, May 4, 2020 9:1{n} AM\n"
            "To: Ben Ost\nCc: Al; Bo; 王小明\n"
            f"Subject: RE: Keys\n\nText {n}.\n\n"
            for n in range(3)
        )
        for message in reconstruct_text(text).messages:
            assert [person.name for person in message.cc] == ["Al", "Bo", "王小明"], sender


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Ann Poe · ann@quay.example", "Ann Poe"),
        # The dot, as OCR reads it
        ("Ann Poe- ann@quay.example", "Ann Poe"),
        # Half of a list's address, torn at its hyphen
        ("harbour- gates@quay.example", "harbour-"),
    ],
)
def test_a_dot_between_name_and_address_is_of_neither(printed: str, name: str) -> None:
    text = f"ben@dock.example; {printed}; cay@dock.example"
    found = read_people(text, load(), single=False, last_name_first=False)
    assert [person.name for person in found] == [None, name, None]
