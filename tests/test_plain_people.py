"""The pattern for plain people gives the result of the general way, or leaves it to that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailrecon.lexicon import load
from mailrecon.resolve.people import reading as people
from mailrecon.resolve.people.names import is_unbarred
from mailrecon.resolve.people.plain_people import (
    read_one,
    read_partly_quoted,
    read_plain,
    read_plain_person,
)
from mailrecon.resolve.people.reading import (
    PrintedMailbox,
    is_valid_address,
    read_general,
    read_piece,
)
from mailrecon.resolve.people.usual_people import is_plainly_unbarred, usual_people

LEXICON = load()
_NAMES = (
    *("Ann Poe", "Ann", "J. Poe", "Jean-Luc O'Hara", "Zoë Ångström", "徐锐", "Иван Петров", "MD"),
    *("ann via Boats", "Luc de Petit", "Ann Poe at Quay", "xxxxx Poe", "Redacted", "undisclosed"),
    *(
        "Ann Poe Jr.",
        "Ben Ost MA",
        "〇〇 Poe",
        "for Ann",
        "sent by Ann",
        "Per van der Berg",
        "it's",
    ),
    *(
        "",
        '"Ann Poe"',
        "Poe, Ann",
        "Ann (Quay)",
        "[REDACTED]",
        "Ann  Poe",
        "Ann.Poe",
        "A",
        "Fw",
        "cc",
        *("OO", "Oo ee", "DSSS", "O'o", "aa bb", "e-e.", "Annn", "Lee", "Bob", "A B", "Eee Poe"),
    ),
)
_ADDRESSES = (
    *(
        "ann@quay.example",
        "ann.poe+boats@lists.quay.example",
        "a_b-c@quay",
        "boats-bounces@quay.org",
    ),
    *("imceaex-x@quay.example", "smtp@quay.example", "ann@quay.example.", "ann..poe@quay.example"),
    *("ann@@quay.example", "@quay.example", "x" * 70 + "@quay.example", "xxx@quay.example", "ann"),
)
_LISTS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(_NAMES), st.sampled_from(_ADDRESSES)).map(
            lambda pair: f"{pair[0]} <{pair[1]}>".strip()
        ),
        st.sampled_from(_ADDRESSES),
        st.sampled_from(_ADDRESSES).map("<{}>".format),
        st.sampled_from(_NAMES),
    ),
    min_size=1,
    max_size=4,
)


def _check(text: str, *, single: bool, last_name_first: bool) -> None:
    plain = read_plain(text, LEXICON)
    alone = read_plain_person(text, LEXICON)
    if alone is not None:
        assert plain == [(alone.name, alone.address)], text
        assert text[alone.start : alone.end] == alone.address
        assert text.find(alone.address) == alone.start
        assert is_valid_address(alone.address)
    elif plain is not None:
        assert len(plain) > 1, text
    if is_plainly_unbarred(text, LEXICON):
        assert is_unbarred(text)
    if plain is not None:
        expected = tuple(PrintedMailbox(name, address, redacted=False) for name, address in plain)
        assert read_general(text, LEXICON, single, last_name_first) == expected, text


@pytest.fixture(autouse=True)
def _only_in_the_general_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the general way read each piece of a list by itself."""
    monkeypatch.setattr(people, "read_one", lambda piece, lexicon: None)


@given(_LISTS, st.sampled_from((", ", "; ", ",", ";", ",\n", ";\n", " ", "\n")), st.booleans())
def test_lists_are_read_as_in_the_general_way(
    people: list[str], between: str, single: bool
) -> None:
    for last_name_first in (False, True):
        _check(between.join(people), single=single, last_name_first=last_name_first)


@given(st.text("Aanx .'-,;<>@()\n1é代理", max_size=40), st.booleans())
def test_any_text_is_read_as_in_the_general_way(text: str, single: bool) -> None:
    _check(text, single=single, last_name_first=False)


@pytest.mark.parametrize("phrase", sorted({*LEXICON.on_behalf, *LEXICON.sent_by}))
def test_phrases_between_sender_and_principal_are_left_to_the_general_way(phrase: str) -> None:
    for text in (f"Ann {phrase} Ben <ben@quay.example>", f"Ann Poe {phrase} <ben@quay.example>"):
        _check(text, single=True, last_name_first=False)


@pytest.mark.parametrize("name", sorted(LEXICON.redactions)[::7])
def test_words_for_something_removed_are_no_names(name: str) -> None:
    _check(f"{name.title()} <ann@quay.example>", single=True, last_name_first=False)


@pytest.mark.parametrize("name", ["cc", "OO", "oee", "DSSS", "Oo ee", "aa bb", "www"])
def test_letters_beside_an_address_are_a_name_in_either_way(name: str) -> None:
    """`www <ann@quay.example>`; the general way took such letters for a black bar that OCR read."""
    for text in (f"{name} <ann@quay.example>", f"Ben Ost <ben@dock.example>, {name} <a@b.example>"):
        _check(text, single=False, last_name_first=False)
    named = PrintedMailbox(name, "ann@quay.example", redacted=False)
    assert read_piece(f"{name} <ann@quay.example>", LEXICON) == named
    assert read_piece(name, LEXICON) != PrintedMailbox(name, None, redacted=False)


def test_the_plain_form_is_read_by_the_pattern() -> None:
    text = "Ann Poe <ann@quay.example>, Ben Ost <ben@dock.example>; cay@dock.example"
    assert read_plain(f"{text}, <dora@dock.example>", LEXICON) == [
        ("Ann Poe", "ann@quay.example"),
        ("Ben Ost", "ben@dock.example"),
        (None, "cay@dock.example"),
        (None, "dora@dock.example"),
    ]
    assert read_plain("Ann <ann@quay.example>", LEXICON) == [("Ann", "ann@quay.example")]
    assert not any("@" in phrase for phrase in LEXICON.no_recipients)


_QUOTED = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(('"', "", "'", '" ')),
    st.sampled_from(
        (*_NAMES, *_ADDRESSES, "Poe, Ann van", "Poe, Ann I ee", "Poe, Ann Bo", "POE, ANN X")
    ),
    st.sampled_from(('"', "", '" ', "'")),
    st.sampled_from(_ADDRESSES).map(lambda address: f" <{address}>"),
)


@given(
    st.lists(
        st.one_of(
            _QUOTED.map(str.strip),
            st.tuples(st.sampled_from(_NAMES), st.sampled_from(_ADDRESSES)).map(
                lambda pair: f"{pair[0]} <{pair[1]}>".strip()
            ),
            st.sampled_from(_ADDRESSES),
        ),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from((", ", ", ", ", ", "; ", ",\n")),
    st.booleans(),
    st.booleans(),
)
def test_partly_quoted_lists_are_read_as_in_the_general_way(
    printed: list[str], between: str, single: bool, last_name_first: bool
) -> None:
    text = between.join(printed)
    quoted = read_partly_quoted(text, LEXICON)
    if quoted is not None:
        expected = tuple(PrintedMailbox(name, address, redacted=False) for name, address in quoted)
        assert read_general(text, LEXICON, single, last_name_first) == expected, text


def test_a_partly_quoted_list_is_read_by_the_pattern() -> None:
    text = '"Poe, Ann" <ann@quay.example>, "ben@quay.example" <ben@quay.example>, Cay Dun <c@x.org>'
    assert read_partly_quoted(text, LEXICON) == [
        ("Poe, Ann", "ann@quay.example"),
        (None, "ben@quay.example"),
        ("Cay Dun", "c@x.org"),
    ]


@given(st.one_of(_QUOTED, st.text("Aanx .'-,;<>@()\"1é", max_size=30)))
def test_one_person_is_read_as_in_the_general_way(piece: str) -> None:
    piece = piece.strip()
    plain = read_one(piece, LEXICON)
    if plain is not None:
        assert read_piece(piece, LEXICON) == PrintedMailbox(*plain, redacted=False), piece


def test_quoted_people_are_read_by_the_pattern() -> None:
    assert read_one('"Poe, Ann" <ann@quay.example>', LEXICON) == ("Poe, Ann", "ann@quay.example")
    same = '"ann@quay.example" <ann@quay.example>'
    assert read_one(same, LEXICON) == (None, "ann@quay.example")


_WORDS_OF_NAMES = st.one_of(
    st.sampled_from(
        (
            *("Room", "Ann", "Poe", "Unit", "J.", "O'Hara", "Team", "III", "Page", "Exhibit"),
            *("OO", "Oo", "ee", "yyy", "www", "lili", "XXX", "bcc", "B", "I", "l", "via", "on"),
            *("Redacted", "redacted", "unknown", "FOIA", "DSSS", "Иван", "徐锐", "MD", "Saas"),
            *sorted(LEXICON.redactions)[::40],
        )
    ),
    st.text("AOGabeoy", min_size=1, max_size=4),
)
_NUMBERS = st.one_of(st.from_regex(r"[0-9]{1,6}", fullmatch=True), st.sampled_from(("000", "6")))


@given(
    st.lists(_WORDS_OF_NAMES, min_size=1, max_size=5).map(" ".join),
    _NUMBERS,
    st.sampled_from(("room12@quay.example", "a@b.example", "yy@quay.example")),
    st.booleans(),
    st.booleans(),
)
def test_names_with_a_number_are_read_as_in_the_general_way(
    words: str, number: str, address: str, single: bool, last_name_first: bool
) -> None:
    text = f"{words} {number} <{address}>"
    person = read_plain_person(text, LEXICON, numbered=True)
    if person is not None:
        expected = (PrintedMailbox(person.name, person.address, redacted=False),)
        assert read_general(text, LEXICON, single, last_name_first) == expected, text
        assert text[person.start : person.end] == person.address
        assert not is_plainly_unbarred(text, LEXICON) or is_unbarred(text)
    assert read_plain_person(text, LEXICON) is None
    # Where OCR read other bars as letters, it may have read the number in one.
    barred = usual_people(text, LEXICON, single=single, last_name_first=last_name_first, bars=True)
    printed = read_general(text, LEXICON, single, last_name_first, bars=True)
    pairs = [(one.name, one.address) for one in barred or ()]
    assert barred is None or pairs == [(one.name, one.address) for one in printed], text


def test_a_name_with_a_number_is_read_by_the_pattern() -> None:
    text = "Room 12 <room12@quay.example>"
    assert read_plain_person(text, LEXICON, numbered=True) == (
        "Room 12",
        "room12@quay.example",
        9,
        28,
    )
    # In a document with bars that OCR read as letters, the number is not part of the name.
    barred = usual_people(text, LEXICON, single=True, last_name_first=False, bars=True)
    assert barred is not None
    assert barred[0].name == "Room"
