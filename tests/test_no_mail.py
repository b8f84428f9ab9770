"""A text without mail is recognised quickly, with the result of the general way."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailrecon.layouts import shows_sign
from mailrecon.lexicon import load
from mailrecon.model import Document
from mailrecon.parse.fast.no_mail import _colons_without_sign, parse_without_mail
from mailrecon.scan import odd_headers, signs
from mailrecon.scan.signs import has_run, marks_of
from mailrecon.scan.stand_ins import _colons_inside, _has_word_inside
from tests.ways import parsed_in_general

FIXTURES = sorted((Path(__file__).parents[1] / "fixtures").rglob("*.txt"))
LEXICON = load()
PIECES = (
    "The pier was closed in the winter of 2019: nobody went there.",
    "Three things were missing: a rope, a lamp, and time.",
    "It struck 9:12 when Ann Poe came to the harbour.",
    "She wrote:",
    "On May 4, 2020, Ann Poe wrote:",
    "On 3/5/26 4:00 PM Ann Poe wrote: come at once",
    "Ann Poe to Ben Ost, (cc: Cay Dun) - May 4, 2020 9:12 AM",
    "From: Ann Poe <ann@quay.example>",
    "To: Ben Ost <ben@dock.example>",
    "Subject: Tides",
    "Date: Mon, 4 May 2020 09:12:00 +0200",
    "**From** Ann Poe",
    "FROM   Ann Poe",
    "From\tAnn Poe",
    "-- 4. Mai 2020, Ann Poe --",
    "> quoted: so it was",
    "| From | Ann Poe |",
    "发件人：安",
    "Le conseil s’est réuni : personne n’y était.",
    "WhatsApp",
    "Page 4",
    "",
    "",
)
WITH_COLONS = (
    "The pier was repaired in the winter: nothing else was.",
    "The pier of the Old Harbour was seen by Ann Poe: it holds.",
    "The pier was repaired by Ann From: nothing else was.",
    "Read the whole of it in the news: it says so.",
    "They asked for it in the meeting:",
    'The council said of the harbour: "It holds."',
    "The council said of the harbour -- so: it holds.",
    "The council  said of the harbour: it holds.",
    "The council said of the harbour: 9:12",
    "Disposition Notification Options: none",
    "The pier: it holds",
    "The Pier: it holds",
    "Frorn Ann: it holds",
    "S u b j e c t: Tides",
    "Fr orn: Ann Poe",
    "c o: Cay Dun",
    "Ce c: Cay Dun",
    "i Sent: Monday",
    "Dear Ben == From: Ann Poe",
    "Original Message __ From: Ann Poe",
    "Original Message === From: Ann Poe",
    "Ben -- Sent: May 4 --",
    "The harbour of the old town: it holds -- so they say.",
    "The pier  in winter: it holds",
    "Keywords: tides",
    "Lamp: none",
    "A lamp:none",
    "Go to news:sci.tides",
)


def _is_taken(text: str) -> bool:
    """Whether a text is seen to hold no mail; then the general way must find none in it either."""
    document = Document("text", text, "0" * 64, "utf-8")
    found = parse_without_mail(document, LEXICON)
    assert found is None or found == parsed_in_general(document), text
    return found is not None


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "\n",
        "The tide came in: nobody had seen it come so far.\n\nIn 2019 it did not.\n",
        "Le conseil s’est réuni : personne n’y était.\n",
        "Three things: a rope, a lamp, time - and patience.\n" * 40,
    ],
)
def test_prose_is_taken(text: str) -> None:
    assert _is_taken(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "From: Ann Poe <ann@quay.example>\nTo: Ben Ost\n\nTides.\n",
        "It was late: so be it.\n" * 40 + "On May 4, 2020, Ann Poe wrote:\n\nCome.\n",
        "> It was late.\n",
        "发件人：安\n",
        "Ann Poe to Ben Ost, (cc: Cay Dun) - May 4, 2020 9:12 AM\n\nCome.\n",
    ],
)
def test_what_may_be_mail_is_left_to_the_general_way(text: str) -> None:
    assert not _is_taken(text)


def test_fixtures_and_their_paragraphs() -> None:
    taken = 0
    for path in FIXTURES:
        text = path.read_text("utf-8", errors="replace")
        for piece in (text, *text.split("\n\n")[:12]):
            taken += _is_taken(piece)
    assert taken > 100


def test_prose_with_lines_of_mail_among_it() -> None:
    chance = random.Random(3)
    taken = sum(
        _is_taken("\n".join(chance.choices(PIECES, k=chance.randint(1, 7)))) for _ in range(1_500)
    )
    assert taken > 40


@given(st.lists(st.sampled_from(PIECES) | st.text("ab :\n>-@1920.", max_size=30), max_size=6))
def test_any_text(pieces: list[str]) -> None:
    _is_taken("\n".join(pieces))


@given(st.lists(st.sampled_from((*PIECES, *WITH_COLONS)), max_size=8))
def test_colons_of_plain_lines_show_no_sign_and_follow_no_capitalised_word(
    lines: list[str],
) -> None:
    text = "\n".join(lines)
    found = _colons_without_sign(text, LEXICON)
    if any(shows_sign(line, LEXICON) for line in lines if ":" in line):
        assert found is None
    else:
        assert found is not None
        assert list(_colons_inside(text, found)) == list(_colons_inside(text))


@pytest.mark.parametrize("line", WITH_COLONS)
def test_a_line_that_shows_a_sign_is_seen_by_itself(line: str) -> None:
    assert not shows_sign(line, LEXICON) or _colons_without_sign(line, LEXICON) is None


def test_labels_with_spaces_and_misread_letters_are_seen() -> None:
    """`S ubjcct: Tides`: whatever is passed over must show no sign."""
    chance = random.Random(5)
    misread = (("rom", "rorn"), ("e", "c"), ("t", "l"), ("i", "j"), ("", ""))
    seen = 0
    for key in sorted(key for key in LEXICON.labels if key.isascii()):
        for before in ("", "", "i ", "l ", "The ", "To "):
            label = key.capitalize().replace(*chance.choice(misread))
            for gap in chance.choices(range(len(label)), k=chance.randint(0, 2)):
                label = f"{label[:gap]} {label[gap:]}"
            line = f"{before}{label.strip()}: Monday"
            if shows_sign(line, LEXICON):
                assert _colons_without_sign(line, LEXICON) is None, line
                seen += 1
    assert seen > 1_000


@example("a====", "====")
@given(st.text(" .=a", max_size=40), st.sampled_from(("   ", ".....", "====")))
def test_a_run_is_found_wherever_it_is(text: str, run: str) -> None:
    long = text + "a" * signs._PIECE
    assert has_run(text, run) == has_run(long, run) == (run in text)
    assert has_run(long, run, marks_of(long).doubled) == (run in text)


@given(st.text("a. \n:;9é", max_size=40))
def test_marks_of_a_text_are_those_in_it(text: str) -> None:
    long = text + "a" * signs._PIECE
    for mark in ":;9é":
        assert (mark in marks_of(long).characters) == (mark in text)


@given(
    st.sampled_from(odd_headers._LABELS),
    st.sampled_from(("", "> ", "\t")),
    st.sampled_from(("i ", "1\t", ": ", " : ")),
)
def test_a_label_that_may_be_misread_is_seen(label: str, indent: str, colon: str) -> None:
    text = f"Tides\n{indent}{label}{colon}Monday, May 4, 2020 9:12 AM To Ben Ost\nTides"
    assert odd_headers._LETTERS.is_in(text) >= bool(list(odd_headers._MISREAD.all_in(text)))
    assert odd_headers._LETTERS.is_in(text) >= bool(list(odd_headers._BESIDE_DATE.all_in(text)))


@given(
    st.lists(
        st.sampled_from(("From", "sent", "Éva", "RE", " ", "  ", ":", ": ", "\n", "-", "a1", ">")),
        max_size=12,
    ),
    st.sampled_from((0, 5_000)),
)
def test_a_word_inside_is_found_in_few_colons_and_in_many(pieces: list[str], more: int) -> None:
    text = "".join(pieces) + "\n" + "a" * more
    assert _has_word_inside(text, None) == bool(list(_colons_inside(text)))
