"""The fast path for the plainest mail gives the result of the general parser, or none."""

from __future__ import annotations

import random

import pytest

from mailrecon.lexicon import load
from mailrecon.model import Document
from mailrecon.parse.fast.simple import parse_simple
from tests.test_straight import FORWARDS, INPUTS
from tests.ways import parsed_in_general

LEXICON = load()
ABOVE = "FYI, see below.\n\n-----Original Message-----\n"
HEADER = (
    "From: Ann Poe <ann12@quay.example>\nSent: Monday, May 4, 2020 9:12 AM\n"
    "To: Ben Ost <ben@dock.example>\nSubject: RE: Tide tables 7\n\n"
)


def _is_simple(text: str) -> bool:
    """Whether the fast path takes a text; then the general parser must say the same of it."""
    document = Document("text", text, "0" * 64, "utf-8")
    found = parse_simple(document, LEXICON)
    assert found is None or found == parsed_in_general(document), text
    return found is not None


def test_short_forwards_and_small_mails_are_simple() -> None:
    texts = [text for text, _ in FORWARDS.forwards(240, seed=7)]
    assert sum(map(_is_simple, texts)) >= 0.95 * len(texts)
    assert all(_is_simple(INPUTS.small(number)) for number in range(0, 1900, 99))


@pytest.mark.parametrize(
    "line",
    [
        "It will take 14 days more.",
        "One thing about the pier: it is late, and nobody saw it.",
        "Thanks,",
        "We met on the pier; it was cold. Was it you?",
        "A well-known keeper of the lock",
        "Answer number 7 on matter 14.",
        "It holds, for the time being: 14.",
    ],
)
def test_sentences_are_simple(line: str) -> None:
    assert _is_simple(f"{HEADER}{line}\n")
    assert _is_simple(f"{ABOVE}{HEADER}Dear Ben,\n\n{line}\n{line}")


@pytest.mark.parametrize(
    "line",
    [
        # A day may be a heading's, a number a note's or a page's.
        "Ann Poe to Ben Ost, 4 May",
        "Ann Poe to Ben Ost, the 4 de mayo",
        "Ann Poe to Ben Ost-May 4",
        "Note 3. It is late.",
        "It was in 2020 that we met.",
        "It leaves at 9:12 from the pier.",
        # Titles of chats, entries of trackers
        "WhatsApp with Ben Ost",
        "Updated by Ann Poe 3 years ago.",
        "Changed 9 years ago by ben.",
        "Ann Poe commented 3 days ago",
        # Labels and what stands for them
        "Date: tomorrow or the day after",
        "Thanks, Ben. From: Ann Poe to us all.",
        "Ann Poe wrote:",
        # Marks, gaps
        "Copyright by the harbour office.",
        "Ann Poe said  nothing.",
        "> Thanks,",
        " Thanks,",
        "Thanks, ",
        "(Thanks)",
        "Thanks...",
        "はい、",
    ],
)
def test_other_lines_are_left_to_the_straight_run(line: str) -> None:
    for text in (f"{HEADER}{line}\n", f"{ABOVE}{HEADER}Dear Ben,\n\n{line}\nIt is late.\n"):
        assert not _is_simple(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("AM", "AM To Ben"),
        ("Tide tables 7", "Tide tables - 4 May"),
        ("Tide tables 7", "Tides of 2020"),
        ("Tide tables 7", "May 4, 2020 9:12"),
        ("RE: Tide tables 7", "Tide tables,"),
        ("Ann Poe <ann12@quay.example>\n", "Ann Poe <ann12@quay.example>\nTol Ben Ost\n"),
        ("Ben Ost <ben@dock.example>", "Ben Ost Cc: Cay Dun"),
        ("To:", "Reply To:"),
        ("\n\n", "\nCategories: Red\n\n"),
    ],
)
def test_headers_with_other_values_are_left_to_the_straight_run(old: str, new: str) -> None:
    assert _is_simple(f"{ABOVE}{HEADER}It is late.\n")
    assert not _is_simple(f"{ABOVE}{HEADER.replace(old, new, 1)}It is late.\n")


def test_two_messages_are_left_to_the_straight_run() -> None:
    assert not _is_simple(f"{HEADER}It is late.\n\n{HEADER}It was late.\n")
    assert not _is_simple(f"It is late.\n\n{HEADER}It was late.\n")


_PLAIN = """
the a boat is late and we shall see them when tables come in Thanks Ann Ben Dear
hello from To on wrote sent by of reply page Page PAGE Note Updated changed commented days years
ago WhatsApp iMessage chat with Copyright report pdf kB MB attached Regards Best Sent From Cc Date
"""
_DAYS = (
    *("May", "4 May", "May 4", "mardi", "le 4 mai", "4 de mayo", "Monday", "14:05", "8:11", "AM"),
    *("at 9:12", "2020", "4. Mai", "января", "4 января", "-4 May", "(4 May)", "112K", "a.pdf"),
)


class _Writer:
    """Makes sentences of words that rules look for."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        known = (
            *(LEXICON.navigation | LEXICON.page_furniture | LEXICON.chat_titles),
            *LEXICON.labels,
            *LEXICON.recipient_words,
        )
        self._phrases = sorted(phrase for phrase in known if len(phrase) < 40)

    def word(self) -> str:
        kind = self._chance.random()
        if kind < 0.65:
            return self._chance.choice(_PLAIN.split())
        if kind < 0.8:
            return self._chance.choice(self._phrases)
        return self._chance.choice(_DAYS) if kind < 0.9 else str(self._chance.randint(0, 2100))

    def sentence(self) -> str:
        words = [self.word() for _ in range(self._chance.choice((1, 1, 2, 3, 4, 6, 9)))]
        gaps = (*[" "] * 12, ", ", "; ", ": ", ". ", "-", " - ", "? ")
        text = "".join(f"{word}{self._chance.choice(gaps)}" for word in words).rstrip(" ,;:-")
        if self._chance.random() < 0.7:
            text = text[:1].upper() + text[1:]
        return text + self._chance.choice((".", ".", ".", "!", "?", ",", "", "", ":", "..."))

    def changed(self, text: str) -> str:
        """A text with some lines put in, taken out or filled with other words."""
        chance, lines = self._chance, text.split("\n")
        for _ in range(chance.randint(1, 3)):
            place = chance.randrange(len(lines))
            line, kind = lines[place], chance.random()
            if kind < 0.4:
                lines[place:place] = [self.sentence() for _ in range(chance.randint(1, 2))]
            elif kind < 0.55:
                lines[place:place] = ["", self.sentence(), ""]
            elif kind < 0.8 and ":" in line:
                label, _, value = line.partition(":")
                values = (self.sentence(), f"{value} {self.word()}", f"{self.word()}{value}")
                lines[place] = f"{label}: {chance.choice(values).strip()}"
            elif kind < 0.9:
                lines[place] = self.sentence()
            else:
                lines[place:place] = [""]
        return "\n".join(lines)


def test_words_that_rules_look_for_anywhere() -> None:
    writer = _Writer(4)
    texts = [text for text, _ in FORWARDS.forwards(96, seed=8)] + [ABOVE + HEADER, HEADER]
    taken = sum(_is_simple(writer.changed(text)) for text in texts for _ in range(40))
    assert taken > 200
