"""Texts quoted below a header or with other quote marks, each with its own author."""

from __future__ import annotations

import pytest

from mailrecon import reconstruct_text

QUESTION, ANSWER, OUTER = "Does the sluice leak?", "It does, all day.", "We mend it in May."
FULL = (
    "----- Original Message -----\nFrom: Ann Poe <ann@quay.example>\n"
    "To: Ben Ost <ben@quay.example>\n"
    "Sent: Monday, May 4, 2020 9:12 AM\nSubject: Re: The sluice\n\n"
)
OWN = (
    "From: Ben Ost <ben@quay.example>\nTo: Ann Poe <ann@quay.example>\n"
    "Sent: Monday, May 4, 2020 10:12 AM\nSubject: Re: The sluice\n\n"
)
NMH = (
    "    Date:        Wed, 21 Aug 2002 10:54:46 -0500\n"
    "    From:        Ann Poe <ann@quay.example>\n"
    "    Message-ID:  <1029945287.4797@quay.example>\n\n"
)


def _bodies(text: str) -> list[tuple[str | None, str]]:
    return [
        (message.originator.name if message.originator else None, message.body.strip())
        for message in reconstruct_text(text)
    ]


@pytest.mark.parametrize(
    "header",
    [
        "Fine.\n\n----- Original Message -----\nFrom: Ann Poe <ann@quay.example>\n\n",
        "Gut.\n\n----- Ursprüngliche Nachricht -----\nVon: Ann Poe <ann@quay.example>\n\n",
        "Bien.\n\n----- Message d'origine -----\nDe : Ann Poe <ann@quay.example>\n\n",
        "Vale.\n\n----- Mensaje original -----\nDe: Ann Poe <ann@quay.example>\n\n",
        FULL,
    ],
)
def test_a_text_quoted_below_its_header_ends_with_the_quotation(header: str) -> None:
    text = f"{header}> {QUESTION}\n>\n> Ann\n\n{ANSWER}\n\nBen\n"
    assert _bodies(text) == [("Ann Poe", f"{QUESTION}\n\nAnn")]


def test_the_answer_below_belongs_to_the_message_around() -> None:
    text = f"{OWN}{FULL}> {QUESTION}\n\n{ANSWER}\n\nBen\n"
    assert _bodies(text) == [("Ben Ost", f"{ANSWER}\n\nBen"), ("Ann Poe", QUESTION)]


@pytest.mark.parametrize(
    "text",
    [
        # A mail that begins with what it answers.
        f"See below.\n\n{FULL}> {QUESTION}\n\n{ANSWER}\n\nAnn\n",
        # The answer is woven in.
        f"{FULL}> {QUESTION}\n\n{ANSWER}\n\n> Since when?\n\nMay.\n",
        # A mail that begins with another one.
        f"{FULL}> From: Cay Dun <cay@quay.example>\n> Date: Mon, 4 May 2020 08:00:00 +0000\n>\n"
        f"> {QUESTION}\n\n{ANSWER}\n",
    ],
)
def test_a_text_that_may_be_all_of_the_message_stays_whole(text: str) -> None:
    assert ANSWER in dict(_bodies(text))["Ann Poe"]


@pytest.mark.parametrize("outer", ["", "> "])
def test_nmh_quotes_behind_an_indented_bar(outer: str) -> None:
    header = "From: Cay Dun <cay@quay.example>\nDate: Thu, 22 Aug 2002 18:32:00 +0700\n\n"
    # Without a header above, nmh's own is on the first line of the document.
    assert _bodies(f"{NMH}  | {QUESTION}\n\n{ANSWER}\n") == [("Ann Poe", QUESTION)]
    inner = f"{header}{NMH}  | {QUESTION}\n  | Ann\n\n{ANSWER}\n"
    text = "".join(f"{outer}{line}\n" for line in inner.splitlines())
    assert _bodies(text) == [("Cay Dun", ANSWER), ("Ann Poe", f"{QUESTION}\nAnn")]


@pytest.mark.parametrize("mark", ["--]", ") ", "} ", "# ", "% "])
@pytest.mark.parametrize(
    "line",
    [
        "On Wed, 18 Sep 2002, Ann Poe wrote:",
        "Am 18.09.2002 um 14:05 schrieb Ann Poe:",
        "Le 18 septembre 2002 à 14:05, Ann Poe a écrit :",
        "El 18 de septiembre de 2002, Ann Poe <ann@quay.example> escribió:",
    ],
)
def test_a_foreign_quote_mark_below_an_attribution(mark: str, line: str) -> None:
    inner = f"{line}\n{mark}{QUESTION}\n{mark}{ANSWER}\n\n{OUTER}\n"
    text = "".join(f"> {line}\n" for line in inner.splitlines())
    text = f"On Thu, 19 Sep 2002 at 9:12 AM, Ben Ost wrote:\n{text}\nGood.\n"
    assert _bodies(text) == [("Ben Ost", OUTER), ("Ann Poe", f"{QUESTION}\n{ANSWER}")]


@pytest.mark.parametrize(
    "text",
    [
        "Built on 4 May 2020 by make:\n# this file is generated\n# do not edit\n\nall: sluice\n",
        "def at(hour):  # 9:12\n    return {\n        1:\n} \n} \n",
        "Agenda of 4 May 2020:\n) doors\n) sluice\n",
    ],
)
def test_a_sign_below_other_lines_quotes_nothing(text: str) -> None:
    assert _bodies(text) == []


def test_an_arrow_quotes_a_header_and_its_text() -> None:
    inner = f"{FULL}> {QUESTION}\n\n{ANSWER}\n"
    text = "See below.\n\n" + "".join(f"-> {line}\n" for line in (OWN + inner).splitlines())
    assert _bodies(text) == [("Ben Ost", ANSWER), ("Ann Poe", QUESTION)]


def test_a_long_link_without_its_mark_is_quoted() -> None:
    link = "https://quay.example/" + "sluices/" * 8
    text = f"Ann Poe <ann@quay.example> wrote:\n>\n{link}\n>\n> {QUESTION}\n\n{ANSWER}\n"
    assert _bodies(text) == [("Ann Poe", f"{link}\n\n{QUESTION}")]
