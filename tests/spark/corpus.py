"""Made documents for jobs on Spark: trees of messages, and borderline cases of the rules."""

from __future__ import annotations

import random
import re
import zipfile
from pathlib import Path

from tests.threads.forest import plant, print_forest

DISCLAIMER = (
    "This message and what is attached to it are meant for the persons named above alone. Whoever "
    "receives it by mistake is asked to delete it and to tell the sender. Opinions are those of "
    "the writer and do not bind the harbour board, its members or its tenants in any way at all. "
)


def make_corpus(
    folder: Path, forests: int, *, edges: bool = True, own_subjects: bool = True
) -> None:
    """Write `forests` forests of six documents each, and with `edges` the odd documents.

    The subjects of made forests are of few words, so they come again and again as in the mail of
    one company; with `own_subjects` no two forests have one in common.
    """
    for number in range(forests):
        rng = random.Random(number)
        forest = plant(rng, 5, 6)
        print_forest(forest, rng, 6, 0.5)
        box = folder / f"box {number % 3}" / f"{number // 3:06d}"
        box.mkdir(parents=True, exist_ok=True)
        for place, text in enumerate(forest.documents):
            if own_subjects:
                text = re.sub(r"(?m)^(Subject: .*)$", rf"\1 of {number}", text)
            (box / f"{number}-{place}.txt").write_text(text, encoding="utf-8")
    if edges:
        _make_edges(folder / "edges")


def _make_edges(folder: Path) -> None:
    folder.mkdir(parents=True)
    _boilerplate(folder)
    _many_prints(folder)
    _people(folder)
    (folder / "no mail.txt").write_text("Fog until noon. The ferry kept to its hours.\n")
    woven = (
        "Yes.\n\nOn Mon, 2 Mar 2015 at 10:00, Ben Ruiz <ben@n.example> wrote:\n"
        "> Is the sluice shut?\nIt is.\n> And the gate?\nThat one is open.\n"
    )
    (folder / "woven.txt").write_text(_mail(905, "the sluice", "Cleo Fay <cleo@n.example>", woven))
    # The same lost mail in another document, with a piece more; and text without a header.
    more = (
        "So it is.\n\nOn Mon, 2 Mar 2015 at 10:00, Ben Ruiz <ben@n.example> wrote:\n"
        "> And the gate?\nOpen, I said.\n> Who has the key?\nNobody knows.\n"
    )
    (folder / "woven again.txt").write_text(
        _mail(906, "the gate", "Dora Kern <dora@n.example>", more)
    )
    (folder / "unheaded.txt").write_text(
        "We open on Friday, then.\n\n-----Original Message-----\nFrom: Ada Moor <ada@n.example>\n"
        "To: Ben Ruiz <ben@n.example>\nDate: Tue, 3 Mar 2015 10:00:00 +0000\n"
        "Subject: The opening\n\nWhen do we open?\n"
    )
    (folder / "real.eml").write_bytes(
        b"From: Ada Moor <ada@n.example>\r\nTo: Ben Ruiz <ben@n.example>\r\n"
        b"Date: Mon, 2 Mar 2015 10:00:00 +0000\r\nSubject: Caf\xe9\r\n"
        b"Message-ID: <one@n.example>\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n"
        b"From the north side: caf\xe9 closed.\r\n"
    )
    (folder / "answer.eml").write_bytes(
        b"From: Ben Ruiz <ben@n.example>\r\nTo: Ada Moor <ada@n.example>\r\n"
        b"Date: Mon, 2 Mar 2015 11:00:00 +0000\r\nSubject: Re: Another matter\r\n"
        b"Message-ID: <two@n.example>\r\nIn-Reply-To: <one@n.example>\r\n\r\nAll right.\r\n"
    )
    (folder / "damaged.zip").write_bytes(b"PK\x03\x04 no archive at all")
    with zipfile.ZipFile(folder / "box.zip", "w") as archive:
        archive.writestr("b/two.txt", _mail(901, "the weir", "Cleo Fay <cleo@n.example>", "Two."))
        archive.writestr("a.txt", _mail(900, "the weir", "Ben Ruiz <ben@n.example>", "One."))


def _mail(minute: int, subject: str, sender: str, body: str, to: str = "Ada Moor") -> str:
    day, rest = divmod(minute, 1440)
    date = f"{day % 27 + 1} March 2015 {rest // 60:02d}:{rest % 60:02d}"
    return f"From: {sender}\nDate: {date}\nTo: {to}\nSubject: {subject}\n\n{body}\n"


def _boilerplate(folder: Path) -> None:
    """Ninety mails that share nothing but a disclaimer, more than a bucket of candidates holds."""
    for number in range(90):
        body = f"Berth {number} is free from noon.\n\n{DISCLAIMER}"
        sender = f"Warden{number} Quay <w{number}@n.example>"
        text = _mail(number * 1009, f"Berth {number}", sender, body)
        (folder / f"berth {number:02d}.txt").write_text(text)


def _many_prints(folder: Path) -> None:
    """One mail printed sixty times, some of them cut, some without a date."""
    rng = random.Random(7)
    words = [f"word{rng.randrange(9000)}" for _ in range(80)]
    for number in range(60):
        length = rng.choice((80, 80, 60, 45))
        body = " ".join(words[:length])
        text = _mail(500, "Dredging", "Ida Rask <ida@n.example>", body, to="Jonas Brandt")
        if number % 7 == 3:
            text = text.replace("Date:", "Sent on the day of:")
        if number % 5 == 1:
            text = text.replace("<ida@n.example>", "<>")
        text += f"\n\nFrom: Reader{number} Poe\nDate: 3 April 2015 0{number % 10}:15\n"
        text += f"To: Ida Rask\nSubject: Re: Dredging\n\n> {' '.join(words[:30])}\n\nNo {number}.\n"
        (folder / f"dredging {number:02d}.txt").write_text(text)


def _people(folder: Path) -> None:
    """Names of one word, a shared mailbox, and a person whose zone only other documents tell."""
    texts = [
        _mail(2000, "Ropes", "Torvald", "Ten coils.", to="Maren Holt <maren@n.example>"),
        _mail(2100, "Nets", "Torvald Aune <torvald@n.example>", "None left.", to="Maren"),
        _mail(2200, "Tar", "Maren Holt <>", "Two barrels.", to="Torvald"),
        _mail(2300, "Salt", "Nils Berg <office@n.example>", "A sack.", to="Torvald"),
        _mail(2400, "Ice", "Olga Thun <office@n.example>", "A ton.", to="Torvald"),
        _mail(2500, "Oil", "Peer Vik <office@n.example>", "A can.", to="Torvald"),
    ]
    dated = texts[1].replace("Nets", "Sails").replace("\nTo:", " +0200\nTo:", 1)
    for number, text in enumerate([*texts, dated]):
        (folder / f"people {number}.txt").write_text(text)
