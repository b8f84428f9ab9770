"""Changes that keep a document a document: lines crossed, labels of other languages, line ends."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fuzz.seeds import ROOT

_CONTROLS = [
    character.encode("utf-8")
    for character in "\x00\x08\x0b\x0c\x1b\x1c\x85\xa0\xad\u061c\u200b\u200e\u2028\u2029\u202e"
    "\u2066\u2069\u3000\ufeff\ufffd\uff1a\uff1e\U000e0041"
] + [b"\xff", b"\xc3", b"\xed\xa0\x80", b"+AAo-", b"\xfe\xff"]
_LINE_ENDS = (b"\r\n", b"\r", b"\n\n", b"\n \n", b"\x0b", b"\n> ", b"\n\t", b" ")
_PREFIXES = (b"> ", b">", b">> ", b"  ", b"\t", b"| ", b"* ", b"    ", "　".encode(), b"1. ")


def phrases() -> list[bytes]:
    """Labels, separators and attribution lines of every language."""
    found: list[bytes] = []
    for path in sorted((ROOT / "src" / "mailrecon" / "lexicon").glob("*.json")):
        language = json.loads(path.read_text("utf-8"))
        for labels in language.get("labels", {}).values():
            found += [f"{label}: ".encode() for label in labels]
        for section in ("forward_separators", "original_separators"):
            found += [f"-----{phrase}-----\n".encode() for phrase in language.get(section, ())]
        for template in language.get("attributions", ()):
            filled = template.replace("{date}", "5.3.2019").replace("{time}", "10:20")
            found.append(filled.replace("{name}", "Ada <a@b.example>").encode() + b"\n> ")
    return found


@dataclass(frozen=True, slots=True)
class Stock:
    """What is put in: lines of the fixtures, phrases and pieces of markup."""

    lines: Sequence[bytes]
    tokens: Sequence[bytes]


def mutator(
    stock: Stock, change_bytes: Callable[[bytes, int], bytes]
) -> Callable[[bytes, int, int], bytes]:
    """A custom mutator for libFuzzer: one time in three bytes are changed, else lines are."""

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if chance.random() < 0.34:
            return change_bytes(data, most)
        held = data.split(b"\n")
        for _ in range(chance.choice((1, 1, 2, 5))):
            chance.choice(_CHANGES)(held, chance.randrange(len(held)), chance, stock)
            held = held or [b""]
        return b"\n".join(held)[:most]

    return mutate


def _cross(held: list[bytes], place: int, chance: random.Random, stock: Stock) -> None:
    start = chance.randrange(len(stock.lines))
    held[place:place] = stock.lines[start : start + chance.choice((1, 2, 6, 12))]


def _insert(held: list[bytes], place: int, chance: random.Random, stock: Stock) -> None:
    at = chance.choice((0, len(held[place]), chance.randrange(len(held[place]) + 1)))
    held[place] = held[place][:at] + chance.choice(stock.tokens) + held[place][at:]


def _control(held: list[bytes], place: int, chance: random.Random, stock: Stock) -> None:
    at = chance.randrange(len(held[place]) + 1)
    held[place] = held[place][:at] + chance.choice(_CONTROLS) + held[place][at:]


def _end(held: list[bytes], place: int, chance: random.Random, stock: Stock) -> None:
    held[place : place + 2] = [chance.choice(_LINE_ENDS).join(held[place : place + 2])]


def _all_ends(held: list[bytes], place: int, chance: random.Random, stock: Stock) -> None:
    held[:] = [chance.choice(_LINE_ENDS[:4]).join(held)]


def _prefix(held: list[bytes], place: int, chance: random.Random, stock: Stock) -> None:
    mark = chance.choice(_PREFIXES)
    stop = place + chance.choice((1, 4, 30))
    held[place:stop] = [mark + line for line in held[place:stop]]


def _drop(held: list[bytes], place: int, chance: random.Random, stock: Stock) -> None:
    del held[place : place + chance.choice((1, 1, 3, 10))]


def _repeat(held: list[bytes], place: int, chance: random.Random, stock: Stock) -> None:
    stop = place + chance.choice((1, 3, 8))
    held[place:place] = held[place:stop] * chance.choice((1, 2, 8))


def _move(held: list[bytes], place: int, chance: random.Random, stock: Stock) -> None:
    line = held.pop(place)
    held.insert(chance.randrange(len(held) + 1), line)


_CHANGES = (
    _cross, _cross, _insert, _insert, _control, _end, _all_ends, _prefix, _drop, _repeat, _move
)  # fmt: skip
