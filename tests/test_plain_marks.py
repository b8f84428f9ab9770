"""Ornaments between mails, and quoted text without a header, in the straight run."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from mailrecon.lexicon import load
from mailrecon.model import Document, SegmentKind
from mailrecon.parse.fast.straight import parse_straight
from tests.spark.corpus import make_corpus
from tests.ways import parsed_in_general

LEXICON = load()
ORNAMENT = "* * *"
_LABELS = (
    ("From", "Date", "To", "Subject"),
    ("From", "Sent", "To", "Cc", "Subject"),
    ("Date", "From", "Subject", "To"),
    ("Von", "Gesendet", "An", "Betreff"),
)
# Of each, the last is odd.
_PEOPLE = ("Ann Poe <ann@quay.example>", "Cay <c@dock.example>", '"Ost, Ben" <b@dock.example>', "")
_SUBJECTS = ("Tides", "Re: Tides", "AW: Boote", "The boat", "Re: [quay] Ropes", "")
_MOMENTS = ("Mon, 4 May 2020 09:12:00 +0200", "May 5, 2020 9:12 AM", "4.5.2020 9:12", "May 4")
_VALUES = {
    **dict.fromkeys(("Date", "Sent", "Gesendet"), _MOMENTS),
    **dict.fromkeys(("Subject", "Betreff"), _SUBJECTS),
}
_USUAL = (
    *("Dear Ben,", "The boat is late.", "It goes at noon to Ann, I think.", "Ann", "We hope that"),
    *("I asked the keeper, and he said no", "What do you say?", "Signal is by the gate"),
)
_QUOTED = (
    *("> Does the sluice leak?", "> The keeper said that it does, and that", "> nobody knows why."),
    *("> Ann", "> Thanks", ">Does it?", "> Exhibit A", "> see below"),
)
_ODD = (
    *(">", "> ", ">> When?", "> > When?", "> On Monday, May 4, 2020, Ann Poe wrote:", "> a: b"),
    *("Ann wrote:", "> From: Ann Poe <ann@quay.example>", "> 12", "> Page 3 of 9", "> QUAY-000578"),
    *("> report.pdf", "> report.pdf  112K", "> WhatsApp chat", "WhatsApp chat", "> - it", ">; it"),
    *("ann@quay.example>", "Ben Ost <", "> Signal of Ann", "[12:03] Ann: here", "> [12:03] Ann: a"),
    *("* * * *", "***", "---", "-----", "* it", "*", "* * *  ", " * * *", "_____", "#", "+ + +"),
    *("2011/4/7 Ann Poe <ann@quay.example>", "Ann Poe <ann@quay.example> 5/4/2020", "B6", "MEMO"),
    *(
        "Begin forwarded message:",
        "-----Original Message-----",
        "| table",
        "Exhibit B",
        "Exhibit A",
    ),
    *(
        "> " + "long and longer words " * 4,
        "and so it went on without a mark",
        "> `code`",
        "> 「a、",
    ),
    *("> [Quoted text hidden]", "[Quoted text hidden]", ">, a", "> a , b", "3 messages", "> #1"),
    *("Dear Cay,", "Subject: Tides", "iMessage between Ann and Ben", "> Reply | Forward", "> <"),
    *(
        "Invoice No. 2020-114",
        "> MEMORANDUM",
        "(Translation)",
        "> Comment 7 • 7 years ago",
        "> . . .",
    ),
)
_BETWEEN = (*("", ORNAMENT, "", "-----Original Message-----", "", ORNAMENT), "_" * 32)


def _is_straight(text: str) -> bool:
    """Whether the straight run takes a text; then the general way must say the same of it."""
    document = Document("text", text, "0" * 64, "utf-8")
    found = parse_straight(document, LEXICON)
    assert found is None or found == parsed_in_general(document), text
    return found is not None


def _header(chance: random.Random) -> list[str]:
    lines = []
    for label in chance.choice(_LABELS):
        values = _VALUES.get(label, _PEOPLE)
        value = values[-1] if chance.random() < 0.02 else chance.choice(values[:-1])
        lines.append(f"{label}: {value}".rstrip())
    return lines


def _text(chance: random.Random, odd: float) -> list[str]:
    lines: list[str] = []
    for _ in range(chance.randint(0, 4)):
        pool = _ODD if chance.random() < odd else chance.choice((_USUAL, _USUAL, _QUOTED))
        lines += chance.choices(pool, k=chance.randint(1, 3))
        lines += [""] * chance.choice((0, 0, 1, 1, 1, 2, 5))
        if chance.random() < 0.1:
            lines += [ORNAMENT, ""]
    return lines


def _document(chance: random.Random, odd: float) -> str:
    lines = _text(chance, odd) if chance.random() < 0.3 else []
    ornament = chance.random() < 0.7
    for _ in range(chance.randint(1, 4)):
        lines += _header(chance)
        lines += [""] * (chance.random() < 0.98)
        lines += _text(chance, odd)
        between = ORNAMENT if ornament and chance.random() < 0.8 else chance.choice(_BETWEEN)
        lines += [""] * chance.choice((0, 1, 1, 1, 2, 5)) if chance.random() < 0.98 else []
        lines += [between] + [""] * chance.choice((0, 1, 1, 1, 2))
    if chance.random() < 0.2:
        lines += _text(chance, odd)
    return "\n".join(lines)


@pytest.mark.parametrize(("odd", "fewest"), [(0.0, 0.1), (0.1, 0.05), (0.5, 0.0)])
def test_ornaments_and_quoted_text_are_read_as_in_general(odd: float, fewest: float) -> None:
    chance = random.Random(f"marks {odd}")
    taken = sum(_is_straight(_document(chance, odd)) for _ in range(400))
    assert taken >= fewest * 400


def test_a_made_release_takes_the_straight_run(tmp_path: Path) -> None:
    make_corpus(tmp_path, 12, edges=False)
    texts = [path.read_text("utf-8") for path in sorted(tmp_path.rglob("*.txt"))]
    assert sum(map(_is_straight, texts)) >= 0.8 * len(texts)


def _mail(subject: str, body: str) -> str:
    return (
        f"From: Ann Poe <ann@quay.example>\nDate: Mon, 4 May 2020 09:12:00 +0200\n"
        f"To: Ben Ost <ben@dock.example>\nSubject: {subject}\n\n{body}\n\n"
    )


def test_an_ornament_as_above_the_last_mail_ends_it() -> None:
    text = f"{_mail('Tides', 'It holds.')}{ORNAMENT}\n\n{_mail('Ropes', 'It does.')}{ORNAMENT}\n"
    assert _is_straight(text)
    found = parse_straight(Document("text", text, "0" * 64, "utf-8"), LEXICON)
    assert found is not None
    assert found.drafts[-1].body_text == "It does."
    assert found.ledger[-1].kind is SegmentKind.NARRATIVE
    # There is no other mail above the first one, so it ends nothing.
    assert _is_straight(f"{ORNAMENT}\n\n{_mail('Tides', 'It holds.')}{ORNAMENT}\n")


def test_a_text_that_may_be_quoted_from_the_header_above_is_left_to_the_general_way() -> None:
    below = "> Does it leak?\n> I hope not.\n\nIt does."
    assert _is_straight(_mail("Tides", below))
    assert not _is_straight(
        f"{_mail('Re: Tides', '')}-----Original Message-----\n{_mail('Tides', below)}"
    )
