"""Attribution lines ("On …, … wrote:"), on one line or wrapped over several, in any language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from mailrecon.lexicon import (
    INVISIBLE,
    PLACEHOLDER,
    Lexicon,
    Template,
    attribution_key,
    fold,
    literal_length,
)
from mailrecon.scan import shapes
from mailrecon.scan.lines import Lines

_MAX_LINE = 400
_MAX_WINDOW = 1200
_MAX_WRAPPED = 4
CLOSERS = (":", "：", "៖", "፦", "፡")
_MERIDIEM = re.compile(r"\s*[ap]\.?\s?m\.?(?![^\W\d_])", re.IGNORECASE)
_DOTTED = re.compile(r"\s*((?:[^\W\d_]\.){2,3})[,،፣]?\s")
_FLAGS = re.IGNORECASE | re.DOTALL
_GAP = f"[\\s{INVISIBLE}]"
_UNSEEN = re.compile(f"[{INVISIBLE}]")
_NOT_A_NAME = re.compile(r"[!?;]|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Attribution:
    """An attribution line over lines `first`..`last` (inclusive); spans are text offsets.

    The date span is None where no date is printed; a separately printed time is inside it.
    """

    first: int
    last: int
    name: tuple[int, int]
    date: tuple[int, int] | None
    language: str


@lru_cache(maxsize=4096)
def _compiled(
    template: Template,
) -> tuple[re.Pattern[str], tuple[tuple[str, re.Pattern[str]], ...]]:
    """The literal a template opens with, then each slot with the literal behind it."""
    steps: list[tuple[str, re.Pattern[str]]] = []
    slots = list(PLACEHOLDER.finditer(template.pattern))
    opening = _literal(template.pattern[: slots[0].start()])
    for number, slot in enumerate(slots):
        last = number == len(slots) - 1
        end = len(template.pattern) if last else slots[number + 1].start()
        literal = _literal(template.pattern[slot.end() : end])
        steps.append((slot[0][1:-1], re.compile(literal + (f"{_GAP}*$" if last else ""), _FLAGS)))
    return re.compile(f"{_GAP}*{opening}", _FLAGS), tuple(steps)


def _fill(template: Template, text: str, strength: int) -> dict[str, tuple[int, int]] | None:
    """The places of a template's slots in `text`, its date of `strength`; None if none fit.

    A literal such as ", " can stand inside a date or a name too, so each of its places is tried,
    nearest first.
    """
    opening, steps = _compiled(template)
    start = opening.match(text)
    if start is None:
        return None
    timed = any(slot == "time" for slot, _ in steps)

    def attempt(number: int, position: int) -> dict[str, tuple[int, int]] | None:
        slot, literal = steps[number]
        if slot == "name" and _opens_with_day_period(text, position):
            return None
        for found in literal.finditer(text, position + 1):
            place = (position, found.start())
            if slot == "date":
                wanted = min(strength, 1) if timed else strength
                if shapes.date_strength(text[place[0] : place[1]]) < wanted:
                    continue
            if number == len(steps) - 1:
                return {slot: place}
            rest = attempt(number + 1, found.end())
            if rest is not None:
                rest.setdefault(slot, place)
                return rest
        return None

    return attempt(0, start.end())


def _opens_with_day_period(text: str, position: int) -> bool:
    """Whether "PM" or its like, in small letters and dotted, stands where a name should begin."""
    if _MERIDIEM.match(text, position):
        return True
    dotted = _DOTTED.match(text, position)
    return dotted is not None and not dotted[1].isupper()


def _literal(text: str) -> str:
    """A pattern for literal text: any gap for a space, any colon for a colon."""
    words = text.split()
    if not words:
        return f"{_GAP}+" if text else ""
    joined = f"{_GAP}+".join(re.escape(word) for word in words)
    joined = re.sub("[:：]", lambda _: f"{_GAP}*[:：]", joined)
    before = f"{_GAP}+" if text[0].isspace() else ""
    after = f"{_GAP}+" if text[-1].isspace() else ""
    return before + joined + after


def find_attribution(lines: Lines, index: int, lexicon: Lexicon) -> Attribution | None:
    """The attribution line that closes on line `index`, or None."""
    closing = _UNSEEN.sub("", lines.content(index)).rstrip().rstrip("*_")
    if not closing.endswith(CLOSERS) or len(closing) > _MAX_LINE:
        return None
    templates = lexicon.attributions.get(attribution_key(closing), ())
    open_ended = lexicon.attributions.get("", ())
    if open_ended:
        window = fold("".join(lines.content(n) for n in range(max(0, index - 3), index + 1)))
        if len(window) < _MAX_WINDOW and any(c.isdigit() for c in window):
            fitting = [t for t in open_ended if t.landmark and t.landmark in window]
            templates = (*sorted((*templates, *fitting), key=literal_length, reverse=True),)
    if not templates:
        return None
    depth = lines.depth(index)
    undated: Attribution | None = None
    first = index
    for _ in range(_MAX_WRAPPED):
        pieces = [lines.content(number) for number in range(first, index + 1)]
        joined = "\n".join(pieces)
        for template in templates:
            for strength in (2, 1):
                places = _fill(template, joined, strength)
                found = (
                    _judge(template, places, joined, pieces, lines, first, index, lexicon)
                    if places
                    else None
                )
                if found is not None:
                    break
            if found is None:
                continue
            if found.date is not None:
                return found
            if undated is None and first == index:
                undated = found
        first -= 1
        if (
            first < 0
            or lines.is_blank(first)
            or lines.depth(first) != depth
            or len(lines.raw[first]) > _MAX_LINE
        ):
            break
    return undated


def _judge(
    template: Template,
    places: dict[str, tuple[int, int]],
    joined: str,
    pieces: list[str],
    lines: Lines,
    first: int,
    last: int,
    lexicon: Lexicon,
) -> Attribution | None:
    begin, end = places.get("name") or places["email"]
    name = joined[begin:end]
    if not name.strip() or _NOT_A_NAME.search(name) or shapes.date_strength(name):
        return None
    known = shapes.has_address(name) or shapes.is_redacted(name, lexicon)
    if not known and shapes.name_strength(name) == 0:
        return None
    if "name" in places and "email" in places and places["email"][0] >= end:
        end = min(places["email"][1] + 1, len(joined))
    date: tuple[int, int] | None = None
    if "date" in places:
        date = places["date"]
        if "time" in places:
            time = places["time"]
            if not any(c.isdigit() for c in joined[time[0] : time[1]]):
                return None
            date = (min(date[0], time[0]), max(date[1], time[1]))
    elif not known and (any(c.isdigit() for c in name) or name.strip().count(" ") > 5):
        return None

    def place(offset: int) -> int:
        for number, piece in enumerate(pieces, start=first):
            if offset <= len(piece):
                return lines.content_start(number) + offset
            offset -= len(piece) + 1
        return lines.end(last)

    return Attribution(
        first,
        last,
        (place(begin), place(end)),
        (place(date[0]), place(date[1])) if date else None,
        template.language,
    )
