"""A mail and those that it quotes are linked as in general."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from mailrecon.lexicon import load
from mailrecon.model import Document, Parsed
from mailrecon.parse import parse
from mailrecon.read.documents import read_bytes
from mailrecon.resolve import Resolved, resolve
from mailrecon.thread.answered import archive_of_answers
from mailrecon.thread.archive import build_in_general
from mailrecon.thread.lone import archive_of_items
from mailrecon.thread.rebuilt import rebuilt

LEXICON = load()
_PEOPLE = (
    "Ann Poe <ann.poe@quay.example>",
    "Poe, Ann <ann@quay.example>",
    "Ben Ost <ben@quay.example>",
    "ben@quay.example",
    "Cay Rask <rask@dock.example>",
    "Dov Moe",
    "boats@lists.example",
)
_SUBJECTS = ("Tides", "Re: Tides", "RE: Tides", "FW: Tides", "Locks", "Re: Locks")
_SEPARATORS = (
    *("", "-----Original Message-----\n", "-----Original Message-----\n"),
    *("________________________________\n", "---------- Forwarded message ----------\n"),
)
_TEXTS = (
    "The ferry was late again today, and nobody at the quay knew why.",
    "It does not.",
    "> The ferry was late again today, and nobody at the quay knew why.\n\nTrue.",
    "",
)
_ZONES = (" +0000", " +0200", " -0500", "", "")
_GAPS = (-30, -16, -3, 0, 0.2, 0.5, 3, 9, 13, 15, 25, 27, 50, 800)


def printed(seed: int) -> tuple[Parsed, list[Resolved]]:
    """A mail with a header of its own, and others below separators, quote marks or neither.

    Of every third, the second is a header of about the same subject right below.
    """
    chance = random.Random(seed)
    is_plain = seed % 3 == 0
    subjects = _SUBJECTS[: 3 if is_plain else None]
    quoting = [_TEXTS[2]] * chance.choice((0, 9))
    moment = datetime(2020, 5, 4, 17, 20, 11)
    writer = chance.choice(_PEOPLE)
    text = (
        f"From: {writer}\n"
        f"Date: {moment:%a, %-d %b %Y %H:%M:%S}{chance.choice(_ZONES)}\n"
        f"To: {', '.join(chance.sample(_PEOPLE, chance.randint(1, 3)))}\n"
        f"Subject: {chance.choice(subjects)}\n\n{chance.choice(_TEXTS)}\n\n"
    )
    marks = ""
    for _ in range(1 if is_plain else chance.choice((1, 1, 2, 3))):
        moment -= timedelta(hours=chance.choice((0, 2) if seed % 9 == 0 else _GAPS))
        writer = writer if seed % 9 == 0 else chance.choice(_PEOPLE)
        lower = (
            f"{'' if is_plain else chance.choice(_SEPARATORS)}From: {writer}\n"
            f"Sent: {moment:%A, %B %-d, %Y %-I:%M %p}{chance.choice(_ZONES)}\n"
            f"To: {'; '.join(chance.sample(_PEOPLE, chance.randint(1, 2)))}\n"
            f"Subject: {chance.choice(subjects)}\n\n{chance.choice((*_TEXTS, *quoting))}\n"
        )
        marks += "" if is_plain else chance.choice(("", "> ", "> > "))
        text += "\n".join(f"{marks}{line}".rstrip() for line in lower.split("\n")) + "\n"
    page = parse(Document("text", text, "0" * 64, "utf-8"), LEXICON)
    return page, resolve(page, LEXICON)


@pytest.mark.parametrize("start", range(0, 1_000, 100))
def test_an_answer_is_linked_as_in_general(start: int) -> None:
    made = long = 0
    for seed in range(start, start + 100):
        page, items = printed(seed)
        if len(items) < 2:
            continue
        found = archive_of_answers(page, items)
        if found is not None:
            made += 1
            long += len(items) > 2
            assert found == build_in_general([rebuilt(page, items)])
            assert archive_of_items(page, items) == found
    # Most of these documents go the short way, so that something is compared.
    assert made >= 20
    assert long >= 5


_SENDERS = (
    "Ann Poe <ann.poe@quay.example>",
    "[redacted]",
    "Ben Ost <[redacted]>",
    "Cay Rask",
    "Ann",
)
_QUOTED_BELOW = (
    "On Mon, May 4, 2020 at 9:12 AM Ben Ost <ben@quay.example> wrote:\n> {}\n",
    "Ben Ost wrote:\n> {}\n>\n> On 3 May 2020, at 10:11, Cay Rask <rask@dock.example> wrote:\n"
    ">> {}\n",
    "From: Ben Ost <ben@quay.example>\nDate: May 3, 2020\nTo: Ann Poe\n\n{}\n",
    "From: Cay Rask <rask@dock.example>\nSent: Sunday, May 3, 2020 7:15 PM\nTo: {}\n"
    "Subject: Tides\n\n{}\n",
    "-----Original Message-----\nFrom: {}\nSent: Sunday, May 3, 2020 7:15 PM\n"
    "To: Ann Poe\nSubject: RE: Tides\n\n{}\n",
    "________________________________\nFrom: {}\nSent: Sunday, May 3, 2020 7:15 PM\n"
    "To: Ann Poe; {}\nSubject: Locks\n\n> {}\n",
)


def mixed(seed: int) -> bytes:
    """A mail as a file or in a text, above messages of all kinds, some of them redacted."""
    chance = random.Random(seed)
    zone = chance.choice(_ZONES)
    identity = chance.choice(("", f"Message-ID: <{seed}@quay.example>\n"))
    received = "Received: by quay.example; Mon, 4 May 2020 17:20:11 +0000\n" if seed % 2 else ""
    subject = chance.choice(
        ("", "Subject: Tides\n", "Subject: Re: Tides\n", "Subject: Fw: Locks\n")
    )
    text = (
        f"{received}{identity}From: {chance.choice(_SENDERS)}\n"
        f"Date: Mon, 4 May 2020 17:20:11{zone}\nTo: {chance.choice(_PEOPLE)}\n"
        f"{subject}\n{chance.choice(_TEXTS)}\n\n"
    )
    for _ in range(chance.choice((1, 1, 2, 3, 4))):
        form = chance.choice(_QUOTED_BELOW)
        values = [chance.choice((*_SENDERS, *_PEOPLE)) for _ in range(form.count("{}") - 1)]
        text += form.format(*values, chance.choice(_TEXTS)) + "\n"
    return text.encode()


def test_mail_of_all_kinds_is_linked_as_in_general() -> None:
    made = {False: 0, True: 0}
    found_redacted = found_printed = 0
    for seed in range(1_200):
        name = "mail.eml" if seed % 2 else "text.log"
        for document in read_bytes(mixed(seed), name):
            page = parse(document, LEXICON)
            items = resolve(page, LEXICON)
            found = archive_of_items(page, items)
            if found is None or len(items) < 2:
                continue
            assert found == build_in_general([rebuilt(page, items)])
            made[document.original is not None] += 1
            found_redacted += any(message.is_redacted for message in found.messages)
            found_printed += any(message.edrm_mih is not None for message in found.messages)
    # Enough of all kinds go the short way.
    assert min(made.values()) >= 100
    assert min(found_redacted, found_printed) >= 50
