"""A made forest of messages with known truth, printed over several documents in many ways."""

from __future__ import annotations

import random
import textwrap
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

_TABLE = (Path(__file__).parent / "words.txt").read_text(encoding="utf-8")
_PARTS = [part.split() for part in _TABLE.split("[")[1:]]
FIRST, LAST, ZONES, WORDS, TOPICS = (part[1:] for part in _PARTS)


@dataclass(frozen=True)
class Person:
    name: str
    address: str
    zone: str

    def shown(self, rng: random.Random, *, bare: bool = False) -> str:
        if bare:
            return self.name
        style = rng.random()
        if style < 0.6:
            return f"{self.name} <{self.address}>"
        if style < 0.8:
            first, last = self.name.split(" ")
            return f'"{last}, {first}" <{self.address}>'
        return f"{self.name} <>"


@dataclass(frozen=True)
class Truth:
    number: int
    parent: int | None
    relation: str | None
    author: Person
    to: tuple[Person, ...]
    cc: tuple[Person, ...]
    moment: datetime
    subject: str
    body: str


@dataclass
class Print:
    """One print of a message: document, first line (from 1) of its header, offset of its clock."""

    message: int
    document: int
    line: int
    offset: timedelta | None
    zoned: bool


@dataclass
class Forest:
    messages: list[Truth]
    documents: list[str] = field(default_factory=list)
    prints: list[Print] = field(default_factory=list)


def sentences(rng: random.Random, count: int) -> str:
    out = []
    for _ in range(count):
        words = [rng.choice(WORDS) for _ in range(rng.randint(6, 14))]
        out.append(" ".join(words).capitalize() + ".")
    return " ".join(out)


def plant(rng: random.Random, threads: int, size: int) -> Forest:
    """Threads of messages: who wrote what to whom, when, in answer to what."""
    names = rng.sample([f"{first} {last}" for first in FIRST for last in LAST], 12)
    people = [
        Person(
            name,
            f"{name.replace(' ', '.').lower()}@{rng.choice(('a', 'b'))}.example",
            rng.choice(ZONES),
        )
        for name in names
    ]
    messages: list[Truth] = []
    for thread in range(threads):
        topic = f"{rng.choice(TOPICS)} {rng.choice(WORDS)} {thread}"
        if rng.random() < 0.2:
            topic = rng.choice(("Update", "Question"))
        begin = datetime(2012, 1, 1, tzinfo=UTC) + timedelta(minutes=rng.randint(0, 2_000_000))
        members = rng.sample(people, rng.randint(2, 5))
        author, *others = members
        first = len(messages)
        cut = rng.randint(1, len(others))
        messages.append(
            Truth(first, None, None, author, tuple(others[:cut]), tuple(others[cut:]), begin,
                  topic, sentences(rng, rng.randint(1, 6)))
        )  # fmt: skip
        for _ in range(rng.randint(0, size)):
            parent = messages[rng.randint(first, len(messages) - 1)]
            if rng.random() < 0.7:  # mostly, people answer what came last
                parent = max(messages[first:], key=lambda item: item.moment)
            audience = [*parent.to, *parent.cc]
            author = rng.choice(audience)
            moment = parent.moment + timedelta(seconds=rng.randint(60, 200_000))
            if rng.random() < 0.2:
                target = rng.choice([p for p in people if p not in (author, parent.author)])
                to, cc, prefix, relation = (target,), (), "Fwd", "forward"
            else:
                rest = [p for p in (*parent.to, *parent.cc) if p not in (author, parent.author)]
                to = (parent.author,)
                cc = tuple(rest) if rng.random() < 0.7 else ()
                prefix, relation = "Re", "reply"
            subject = parent.subject
            if not subject.startswith(f"{prefix}: "):
                subject = f"{prefix}: {subject}"
            messages.append(
                Truth(len(messages), parent.number, relation, author, to, cc, moment, subject,
                      sentences(rng, rng.randint(1, 6)))
            )  # fmt: skip
    return Forest(messages)


def clock(item: Truth, zone: str, rng: random.Random, *, zoned: bool) -> tuple[str, timedelta]:
    local = item.moment.astimezone(ZoneInfo(zone))
    offset = local.utcoffset() or timedelta(0)
    if zoned:
        return local.strftime("%a, %d %b %Y %H:%M:%S %z"), offset
    forms = ("%A, %B %d, %Y %I:%M %p", "%a, %b %d, %Y at %I:%M %p", "%d %B %Y %H:%M")
    return local.strftime(rng.choice(forms)), offset


class Press:
    """Prints messages into one document."""

    def __init__(self, forest: Forest, rng: random.Random, document: int, bare: bool) -> None:
        self.forest = forest
        self.rng = rng
        self.document = document
        self.lines: list[str] = []
        self.bare = bare

    def header(self, item: Truth, zone: str, *, zoned: bool, mark: str = "") -> None:
        date, offset = clock(item, zone, self.rng, zoned=zoned)
        self.forest.prints.append(
            Print(item.number, self.document, len(self.lines) + 1, offset, zoned)
        )
        shown = lambda people: ", ".join(p.shown(self.rng, bare=self.bare) for p in people)  # noqa: E731
        self.lines.append(f"{mark}From: {shown([item.author])}")
        order = [("Date", date), ("To", shown(item.to)), ("Cc", shown(item.cc))]
        for label, value in order:
            if value:
                self.lines.append(f"{mark}{label}: {value}")
        self.lines += [f"{mark}Subject: {item.subject}", mark.rstrip()]

    def body(self, item: Truth, *, mark: str = "", harm: str = "") -> None:
        text = item.body
        if harm == "cut":
            text = text[: max(60, len(text) * 2 // 3)].rsplit(" ", 1)[0]
        elif harm == "ocr":
            swaps = {"l": "1", "o": "0", "m": "rn", "e": "c"}
            text = "".join(swaps.get(c, c) if self.rng.random() < 0.08 else c for c in text)
        elif harm == "redacted":
            words = text.split(" ")
            for _ in range(max(1, len(words) // 12)):
                words[self.rng.randrange(len(words))] = "█████"
            text = " ".join(words)
        width = self.rng.choice((60, 72, 400))
        self.lines += [f"{mark}{line}" for line in textwrap.wrap(text, width)]
        self.lines.append(mark.rstrip())

    def chain(self, item: Truth, *, zoned: bool, harm: str, depth: int) -> None:
        """A message, and below it what it answers, as its client prints that."""
        zone = item.author.zone
        self.header(item, zone, zoned=zoned)
        self.body(item, harm=harm)
        messages = self.forest.messages
        for _ in range(depth):
            if item.parent is None:
                return
            forward = item.relation == "forward"
            item = messages[item.parent]
            if forward:
                self.lines.append("---------- Forwarded message ----------")
            else:
                self.lines.append("-----Original Message-----")
            # Outlook prints what it quotes in the zone of the one who quotes.
            shown = zone if self.rng.random() < 0.5 else item.author.zone
            self.header(item, shown, zoned=False)
            self.body(item, harm=self.rng.choice(("", "", "", "cut")))

    def reply_with_quote(self, item: Truth, *, zoned: bool) -> None:
        """A message that quotes a sentence of what it answers, with its own words around it."""
        self.header(item, item.author.zone, zoned=zoned)
        parent = self.forest.messages[item.parent] if item.parent is not None else None
        if parent is not None:
            self.lines += [f"> {line}" for line in textwrap.wrap(parent.body, 66)[:3]]
            self.lines.append("")
        self.body(item)


def print_forest(forest: Forest, rng: random.Random, documents: int, zoned_share: float) -> None:
    """Spread the messages over documents in random order, some of them several times."""
    presses = [Press(forest, rng, n, rng.random() < 0.3) for n in range(documents)]
    order = list(forest.messages)
    rng.shuffle(order)
    work: list[tuple[Truth, Press, str]] = []
    for item in order:
        press = rng.choice(presses)
        work.append((item, press, ""))
        if rng.random() < 0.25:
            harm = rng.choice(("", "cut", "ocr", "redacted"))
            work.append((item, rng.choice([p for p in presses if p is not press] or [press]), harm))
    for item, press, harm in work:
        zoned = rng.random() < zoned_share
        kind = rng.random()
        if kind < 0.45 or harm:
            press.chain(item, zoned=zoned, harm=harm, depth=0)
        elif kind < 0.75:
            press.chain(item, zoned=zoned, harm="", depth=rng.randint(1, 3))
        else:
            press.reply_with_quote(item, zoned=zoned)
        press.lines += ["", "* * *", ""]
    forest.documents = ["\n".join(press.lines) + "\n" for press in presses]
