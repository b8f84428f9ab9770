"""The documents that all parsers get: fixtures, chains, prose, a mixed file; always the same."""

from __future__ import annotations

import json
import lzma
import random
from datetime import datetime, timedelta
from pathlib import Path

_WORDS = (
    "the pier harbour wall winter stone report council storm boat repair letter morning between "
    "under again never always because their would should nothing carried looked winter evening"
)


def fixtures(folder: Path) -> dict[str, tuple[str, list[dict[str, object]]]]:
    """Each fixture's text and the messages in it, by name."""
    found = {}
    for source in sorted(folder.rglob("*.txt")):
        expected = json.loads(source.with_suffix(".expected.json").read_text("utf-8"))
        if expected["messages"]:
            text = source.read_text("utf-8", errors="replace")
            found[source.stem] = (text, expected["messages"])
    return found


def list_mail(path: Path) -> list[str]:
    """Real mails of public lists from the development material; none where it is not present."""
    if not path.exists():
        return []
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def prose(size: int, seed: int = 1) -> str:
    """About `size` characters of prose with ordinary punctuation, colons among it, and no mail."""
    chance = random.Random(seed)
    vocabulary = _WORDS.split()
    lines = []
    length = 0
    while length < size:
        words = [chance.choice(vocabulary) for _ in range(chance.randint(6, 16))]
        if chance.random() < 0.06:
            words[chance.randrange(len(words) - 1)] += ":"
        line = " ".join(words).capitalize() + chance.choice([".", ".", ",", "", "!"])
        lines.append("" if chance.random() < 0.08 else line)
        length += len(line) + 1
    return "\n".join(lines)


def chain(levels: int, number: int = 0) -> str:
    """A chain of answers, each with a header block, as Outlook prints it; no two are the same."""
    first = datetime(2001, 1, 1, 8, 0) + timedelta(hours=7, minutes=11) * number
    return "".join(
        f"Answer number {level} on matter {number}.\n\n"
        f"From: Person {level} <p{level}@north.example>\n"
        f"Sent: {first - timedelta(hours=5, minutes=3) * level:%A, %B %-d, %Y %-I:%M %p}\n"
        f"To: Person {level + 1} <p{level + 1}@north.example>\n"
        f"Subject: RE: The wall {number}\n\n"
        for level in range(levels)
    )


def mixed(size: int) -> str:
    """Prose with a chain in every 60,000 characters or so."""
    parts = []
    length = 0
    number = 0
    while length < size:
        part = prose(55_000, seed=number) + "\n\n" + chain(20, number) + "\n"
        parts.append(part)
        length += len(part)
        number += 1
    return "".join(parts)


def small(number: int) -> str:
    """One of many small files."""
    return (
        f"From: Person {number % 97} <p{number % 97}@north.example>\n"
        f"To: Person {number % 89} <p{number % 89}@north.example>\n"
        f"Date: Tue, {1 + number % 28} Mar 2019 10:{number % 60:02d}:00 +0100\n"
        f"Subject: Matter {number}\n\nIt holds, for the time being: {number}.\n"
    )


def web_page(number: int) -> str:
    """A page of a web archive: a styled table of header fields, and paragraphs of text."""
    chance = random.Random(number)
    vocabulary = _WORDS.split()
    rows = "".join(
        f'<tr class="field"><th>{label}:</th><td>{value}</td></tr>\n'
        for label, value in (
            ("From", f"Person {number} &lt;p{number}@north.example&gt;"),
            ("To", f"Person {number + 1} &lt;p{number + 1}@north.example&gt;"),
            ("Date", f"Tue, {1 + number % 28} Mar 2019 10:{number % 60:02d}:00 +0100"),
            ("Subject", f"Matter {number}"),
        )
    )
    paragraphs = "".join(
        f"<p>{' '.join(chance.choice(vocabulary) for _ in range(60)).capitalize()}.</p>\n"
        for _ in range(8)
    )
    return (
        "<!DOCTYPE html>\n<html><head><meta charset=utf-8><title>Archive</title><style>\n"
        "body { font: 15px/1.4 sans-serif; color: #222; background: #fafafa }\n"
        "nav a { color: #667; margin-right: 1em } .field th { text-align: left; color: #555 }\n"
        ".body { max-width: 40em } .notice { display: none }\n"
        "@media print { nav { display: none } }\n</style></head>\n<body>\n"
        "<nav><a href=/>Index</a><a href=/by-date>By date</a><a href=/help>Help</a></nav>\n"
        f"<table>\n{rows}</table>\n<div class=body>\n{paragraphs}</div>\n"
        "<p class=notice>Cookies are used here.</p>\n</body></html>\n"
    )
