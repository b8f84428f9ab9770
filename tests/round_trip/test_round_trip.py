"""What is printed in a layout and a language must come back field for field."""

from __future__ import annotations

import itertools
from datetime import datetime

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from mailrecon import reconstruct
from mailrecon.model import Message, Person
from round_trip.printer import (
    HEADERS,
    LANGUAGES,
    Letter,
    Someone,
    print_chain,
    print_quoted,
)

# No shrinking: over all languages it takes longer than all the rest.
QUICK = settings(
    max_examples=10, deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate)
)

NAMES = (
    "Ada Moor",
    "Ben Ostrow",
    "Carla Diaz",
    "Dilan Yıldız",
    "Émile Faure",
    "Jörg Brandt",
    "Мария Петрова",
    "王小明",
    "김민수",
    "Nguyễn Văn An",
)
LINES = (
    "Thanks, this looks right to me.",
    "Two points remain open; I will write again.",
    "Der Termin ist nicht zu halten.",
    "Всё готово к пятнице.",
    "明日の会議は中止です。",
    "See you at the harbour.",
    "",
)
SUBJECTS = ("Harbour lease", "Budget 2016", "見積もりの件", "Договор аренды", "Ärger im Lager")
TESTED = sorted(code for code, data in LANGUAGES.items() if data.get("cldr"))


def _someone(shown: st.SearchStrategy[str]) -> st.SearchStrategy[Someone]:
    return st.builds(
        lambda index, how: Someone(NAMES[index], f"person{index}@north.example", how),
        st.integers(0, len(NAMES) - 1),
        shown,
    )


SHOWN = st.sampled_from(["printed", "printed", "removed", "left out"])
BODIES = st.lists(st.sampled_from(LINES), min_size=1, max_size=5).filter(
    lambda lines: bool(lines[0]) and bool(lines[-1])
)
LETTERS = st.builds(
    Letter,
    originator=_someone(SHOWN),
    to=st.lists(_someone(SHOWN), min_size=1, max_size=3, unique_by=lambda p: p.name).map(tuple),
    cc=st.lists(_someone(SHOWN), max_size=2, unique_by=lambda p: p.name).map(tuple),
    when=st.datetimes(datetime(1995, 1, 1), datetime(2024, 12, 31)).map(
        lambda moment: moment.replace(second=0, microsecond=0)
    ),
    subject=st.sampled_from(SUBJECTS),
    body=BODIES.map(tuple),
)


def _expected(person: Someone, layout: str) -> tuple[str, str | None, bool]:
    if layout == "values below":
        return person.name, None, True
    if person.shown == "printed":
        return person.name, person.address, False
    return person.name, None, person.shown == "removed"


def _found(person: Person | None) -> tuple[str | None, str | None, bool]:
    assert person is not None
    return person.name, person.address, person.redacted


def _compare(letter: Letter, message: Message, layout: str, *, attributed: bool = False) -> None:
    assert _found(message.originator) == _expected(letter.originator, layout)
    assert message.when is not None, message.date_printed
    assert message.when.local == letter.when, message.date_printed
    assert message.when.offset is None
    assert message.body == "\n".join(letter.body)
    if not attributed:
        assert [_found(p) for p in message.to] == [_expected(p, layout) for p in letter.to]
        assert [_found(p) for p in message.cc] == [_expected(p, layout) for p in letter.cc]
        assert message.subject == letter.subject


@pytest.mark.parametrize("language", TESTED)
@QUICK
@given(
    letters=st.lists(LETTERS, min_size=1, max_size=4, unique_by=lambda letter: letter.when).map(
        tuple
    ),
    layouts=st.lists(st.sampled_from(sorted(HEADERS)), min_size=4, max_size=4),
)
def test_chains_come_back(language: str, letters: tuple[Letter, ...], layouts: list[str]) -> None:
    chosen = tuple(layouts[: len(letters)])
    text = print_chain(letters, chosen, language)
    messages = reconstruct(text.encode(), encoding="utf-8").messages
    assert len(messages) == len(letters), text
    for letter, message, layout in zip(letters, messages, chosen, strict=True):
        _compare(letter, message, layout)
    for upper, lower in itertools.pairwise(messages):
        assert upper.parent == lower.message_id, text


def _templates(language: str) -> list[str]:
    attributions = LANGUAGES[language]["attributions"]
    assert isinstance(attributions, dict)
    return [
        text
        for text in attributions
        if "{name}" in text
        and "{date}" in text
        and "{time}" not in text
        and "{email}" not in text
        and text.rstrip().endswith((":", "："))
    ]


@pytest.mark.round_trip
@pytest.mark.parametrize("language", [code for code in TESTED if _templates(code)])
@QUICK
@given(letter=LETTERS, earlier=LETTERS, choice=st.integers(0, 100))
def test_quotations_come_back(language: str, letter: Letter, earlier: Letter, choice: int) -> None:
    templates = _templates(language)
    text = print_quoted(letter, earlier, templates[choice % len(templates)], language)
    messages = reconstruct(text.encode(), encoding="utf-8").messages
    assert len(messages) == 2, text
    _compare(letter, messages[0], "outlook")
    _compare(earlier, messages[1], "outlook", attributed=True)
    assert messages[0].parent == messages[1].message_id
