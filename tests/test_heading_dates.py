"""Headings that name a mail, in which a word joins the date to the people."""

from __future__ import annotations

import pytest

import mailrecon

_HEADINGS = (
    "E-mail from {} to {} on May 4, 2020 at 9:12",
    "E-mail from {} to {} of May 4, 2020, 9:12",
    "Email, {} to {}, May 4, 2020 9:12",
    "E-Mail von {} an {} vom 4. Mai 2020, 9:12 Uhr",
    "Mail von {} an {} am 4. Mai 2020 um 9:12 Uhr",
    "Mail de {} à {} du 4 mai 2020, 9:12",
    "Courriel d'{} à {}, le 4 mai 2020 à 9 h 12",
    "Correo electrónico de {} a {} del 4 de mayo de 2020, 9:12",
    "E-mail di {} a {} del 4 maggio 2020, ore 9:12",
    "E-mail {} aan {}, 4 mei 2020, 9:12 uur:",
    "E-mail van {} aan {} van 4 mei 2020, 9:12 uur",
)


@pytest.mark.parametrize("heading", _HEADINGS)
def test_a_word_joins_the_date(heading: str) -> None:
    text = "".join(
        f"{heading.format(one, other)}\n\n{words}\n\n"
        for one, other, words in (
            ("Ann Poe", "Ben Ost", "They are printed."),
            ("Ben Ost", "Ann Poe", "Thank you."),
        )
    )
    first, second = mailrecon.reconstruct_text(text).messages
    for message, source, to in ((first, "Ann Poe", "Ben Ost"), (second, "Ben Ost", "Ann Poe")):
        assert message.originator is not None
        assert message.originator.name == source
        assert [person.name for person in message.to] == [to]
        assert message.when is not None
        assert message.when.local.isoformat() == "2020-05-04T09:12:00"
    assert (first.body, second.body) == ("They are printed.", "Thank you.")


@pytest.mark.parametrize(
    "line",
    [
        "New York to Los Angeles on May 4, 2020 at 9:12",
        "The e-mail from Ann Poe to Ben Ost on May 4, 2020 at 9:12 was short.",
        "Flight from Oslo to Bergen on May 4, 2020 at 9:12",
    ],
)
def test_other_journeys_and_sentences_are_no_headings(line: str) -> None:
    text = f"{line}\n\nThey are printed.\n\n{line}\n\nThank you.\n"
    assert mailrecon.reconstruct_text(text).messages == ()


TRIPS = "## Oslo to Bergen - May 4, 2026\n\nCalm.\n\n## Bergen to Oslo - May 5\n\nRough.\n"


@pytest.mark.parametrize("day", ["{} 5", "5 {}"])
@pytest.mark.parametrize("mark", ["", "### "])
def test_a_heading_without_a_year_has_that_of_the_dated_ones(day: str, mark: str) -> None:
    text = (
        f"{mark}Ann Poe to Ben Ost - May 4, 2026\n\nThe gate is shut.\n\n"
        f"{mark}Ben Ost to Ann Poe - {day.format('May')}\n\nSince when?\n"
    )
    first, second = mailrecon.reconstruct_text(text)
    assert second.to_dict()["date"] == "2026-05-05"
    assert first.body == "The gate is shut."
    # The same lines without any year, a journey: nothing tells that it is mail.
    assert list(mailrecon.reconstruct_text(text.replace(", 2026", ""))) == []


def test_a_journey_without_a_year_is_no_mail() -> None:
    assert not any("Rough" in message.body for message in mailrecon.reconstruct_text(TRIPS))


LETTERS = [
    "Ann Poe to Ben Ost - May 4\n\nBen,\n\nIt is shut.\n\nBen Ost to Ann Poe - May 5\n\nOh\n",
    "Ann Poe to Ben Ost, 4 May\n\nDear Ben,\n\nIt is.\n\nBen Ost to Ann Poe, 5 May\n\nSince?\n",
    "Ann Poe an Ben Ost, 4. Mai\n\nHallo Ben,\n\nzu.\n\nBen Ost an Ann Poe, 5. Mai\n\nSeit?\n",
    "E-mails\n\nAnn Poe to Ben Ost (Mon, May 4)\n\nNo\n\nBen Ost to Ann Poe (Tue, May 5)\n\nOh\n",
    "Ann Poe to Ben Ost, cc: Cay Dun - May 4\n\nNo.\n\nBen Ost to Ann Poe - May 5\n\nOh\n",
    "Ann Poe to Ben Ost, May 4, 2026\n\nIt is.\n\nBen Ost to Ann Poe, Tuesday, May 5\n\nOh.\n",
]
JOURNEYS = [
    "New York to Los Angeles, May 4\n\nWe left.\n\nLos Angeles to New York, May 6\n\nBack.\n",
    "Quay United to Lock City, May 4\n\nOne goal.\n\nLock City to Quay United, May 6\n\nNo goal.\n",
    "Ann Poe to Ben Ost, May 4\n\nDear Ben,\n\nOnce only.\n",
    "Ann Poe to Ben Ost, May 4\n\nHi Ben,\n\nNo.\n\nAnn Poe to Cay Dun, May 5\n\nOh.\n",
]


@pytest.mark.parametrize("text", LETTERS)
def test_headings_without_any_year_need_a_sign_of_letters(text: str) -> None:
    first, second = mailrecon.reconstruct_text(text)
    assert first.to[0].name == "Ben Ost"
    assert (second.originator.name, second.to[0].name) == ("Ben Ost", "Ann Poe")


@pytest.mark.parametrize("text", JOURNEYS)
def test_journeys_there_and_back_are_no_letters(text: str) -> None:
    assert mailrecon.reconstruct_text(text).messages == ()


@pytest.mark.parametrize(
    ("dates", "people"),
    [
        (("May 4, 2020", "May 5, 2020"), "From {} to {}"),
        (("4 May 2020, 9:12", "5 May 2020, 10:12"), "From {} to {}"),
        (("4. Mai 2020", "5. Mai 2020"), "Von {} an {} (cc: Cay Dun)"),
        (("4 de mayo de 2020", "5 de mayo de 2020"), "De {} a {}"),
        (("4 mai 2020", "5 mai 2020"), "### De {} à {}"),
        (("2020-05-04", "2020-05-05"), "E-mail from {} to {}"),
    ],
)
def test_the_date_may_be_alone_above_the_people(dates: tuple[str, str], people: str) -> None:
    above, below = people.format("Ann Poe", "Ben Ost"), people.format("Ben Ost", "Ann Poe")
    first, second = mailrecon.reconstruct_text(
        f"{dates[0]}\n{above}\n\nIt leaks.\n\n{dates[1]}\n{below}\n\nSince when?\n"
    )
    assert (first.body, first.date_printed) == ("It leaks.", dates[0])
    assert (second.originator.name, second.to[0].name) == ("Ben Ost", "Ann Poe")


@pytest.mark.parametrize("people", ["Oslo to Bergen", "Quay United to Lock City", "From 9 to 5"])
def test_a_journey_below_a_date_is_no_heading(people: str) -> None:
    text = f"4 May 2020\n{people}\n\nCalm.\n\n5 May 2020\n{people}\n\nRough.\n"
    assert mailrecon.reconstruct_text(text).messages == ()
