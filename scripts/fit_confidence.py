"""Fit the table of confidences, and report its calibration: `make confidence`.

Reads the fixtures and negatives, and `../shared/devset` where it is present; each document as it
is, and damaged (`damage.py`): by OCR, by cuts, by crossings. What mailrecon finds is right or wrong
(`judged`). Writes `src/mailrecon/confidence/table.json`, which holds coefficients only, and
docs/confidence.md. `--check` writes nothing.
"""

from __future__ import annotations

import json
import random
import sys
import zlib
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts"), str(ROOT / "src")]

from damage import Damaged, crossed, cut, plain, scanned  # noqa: E402

from mailrecon.confidence import (  # noqa: E402
    GROUPS,
    THRESHOLDS,
    ConfidenceTable,
    certainty,
    features,
    probability,
)
from mailrecon.layouts import LAYOUTS  # noqa: E402
from mailrecon.lexicon import load  # noqa: E402
from mailrecon.model import Draft, Parsed, Role, Span  # noqa: E402
from mailrecon.parse import parse  # noqa: E402
from mailrecon.read import ReadOptions, read_bytes  # noqa: E402
from mailrecon.resolve import Resolved, resolve  # noqa: E402

TABLE = ROOT / "src" / "mailrecon" / "confidence" / "table.json"
PAGE = ROOT / "docs" / "confidence.md"
PAGE_TEXT = ROOT / "scripts" / "confidence_page.md"
FOLDS = 5
# Shrinks the coefficients towards zero, each by the evidence of this many messages.
RIDGE = 1.0
# Each document counts as often damaged as it counts as it is, the kinds of damage alike; a crossing
# has the messages of two documents.
WEIGHTS = {"as it is": 3.0, "OCR": 1.0, "cut": 1.0, "crossed": 0.5}
_LORE_STEP = 3
# A native message has a fixed confidence, and is not used for fitting.
_NATIVE = "native message"
# Documents that others are crossed with are shorter than so many characters.
_SHORT = 4_000


@dataclass(frozen=True, slots=True)
class Gold:
    """A message that is there: its header and its text, by characters; `known` says its bounds are.

    Of the text only where it begins and ends is looked at; a text of no characters is empty.
    """

    header: tuple[int, int]
    text: tuple[int, int]
    known: bool = True


@dataclass(frozen=True, slots=True)
class Example:
    """A document whose messages are known; `family` are documents never parted between folds.

    `unsure` are layouts whose messages the gold does not list: what else is found in them is not
    judged.
    """

    origin: str
    family: str
    text: str
    gold: tuple[Gold, ...]
    unsure: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """A message that mailrecon found, with its features, and whether it is right."""

    origin: str
    family: str
    damage: str
    features: tuple[str, ...]
    right: bool

    @property
    def weight(self) -> float:
        """The weight of the row."""
        return WEIGHTS[self.damage]


def found_in(text: str) -> tuple[Parsed, list[Resolved]]:
    """The result of mailrecon for a text."""
    document = next(iter(read_bytes(text.encode("utf-8", "replace"), "x", ReadOptions("utf-8"))))
    page = parse(document, load())
    return page, resolve(page, load())


# The result for an undamaged document, cached because its gold and its rows both need it.
found_whole = lru_cache(1024)(found_in)


def features_of(item: Resolved, page: Parsed) -> tuple[str, ...]:
    """A message's features."""
    to = item.people.get(Role.TO, ())
    return tuple(features(item.draft, item.when, item.originator, to, len(page.document.text)))


def bounds(draft: Draft, text: str) -> Gold:
    """The place of a found message, without white space at its ends."""
    header = _trimmed(Span(draft.header[0].start, draft.header[-1].end), text)
    pieces = sorted(draft.body)
    if not pieces:
        return Gold(header, (header[1], header[1]))
    return Gold(header, _trimmed(Span(pieces[0].start, pieces[-1].end), text))


def _trimmed(span: Span, text: str) -> tuple[int, int]:
    stretch = text[span.start : span.end]
    left = len(stretch) - len(stretch.lstrip(" \t\r\n>|"))
    right = len(stretch.rstrip())
    return (span.start + left, span.start + max(left, right))


def fixtures() -> Iterator[Example]:
    """The project's fixtures and negatives: tests hold mailrecon right on all of them."""
    for path in sorted((ROOT / "fixtures").rglob("*.txt")):
        text = path.read_text("utf-8").replace("\r\n", "\n")
        page, items = found_whole(text)
        if page.document.text != text:
            continue
        gold = tuple(bounds(item.draft, text) for item in items)
        yield Example("fixtures" if gold else "negatives", path.name.partition(".")[0], text, gold)


def devset() -> Iterator[Example]:
    """The shared development material, where it is present."""
    from tests.devset.score import DEVSET

    if DEVSET.is_dir():
        yield from _enron()
        yield from _lore()
        yield from _small(DEVSET)


def _enron() -> Iterator[Example]:
    from tests.devset.score import load as load_set
    from tests.devset.score import squeeze

    for entry in load_set("enron.jsonl.xz"):
        text = entry["text"]
        page, items = found_whole(text)
        if page.document.text != text:
            continue
        gold = []
        for item in entry["messages"]:
            match = next(
                (m for m in items if abs(m.draft.header[0].start - item["header_off"]) <= 120), None
            )
            if match is None:
                begin = item["header_off"]
                gold.append(Gold((begin, begin + 40), (begin + 40, begin + 41), known=False))
                continue
            body = squeeze(match.draft.body_text)
            known = body.startswith(squeeze(item["body_start"])[:30]) and body.endswith(
                squeeze(item["body_end"])[-25:]
            )
            there = bounds(match.draft, text)
            gold.append(Gold(there.header, there.text, known=known))
        yield Example("enron", f"enron {entry['doc_id']}", text, tuple(gold))


def _lore() -> Iterator[Example]:
    from tests.devset.score import load as load_set
    from tests.devset.score import squeeze

    for number, entry in enumerate(load_set("lore.jsonl.xz")):
        if number % _LORE_STEP:
            continue
        text = entry["text"]
        page, items = found_whole(text)
        if page.document.text != text:
            continue
        gold, used = [], set()
        for item in entry["messages"]:
            first = squeeze(item.get("first_line", "").lstrip("> \t"))
            for place, match in enumerate(items):
                span = match.draft.header[0]
                begins = squeeze(text[span.start : span.end].lstrip("> \t"))
                fits = begins.startswith(first) if first else span.start == 0
                if place not in used and fits:
                    used.add(place)
                    gold.append(bounds(match.draft, text))
                    break
        unsure = frozenset({"attribution line"})
        yield Example("lore", f"lore {number}", text, tuple(gold), unsure)


def _small(folder: Path) -> Iterator[Example]:
    known = json.loads((folder / "small.gold.json").read_text("utf-8"))
    for name, entry in known.items():
        text = (folder / f"{name}.txt").read_text("utf-8").replace("\r\n", "\n")
        page, items = found_whole(text)
        if page.document.text == text and len(items) == len(entry["messages"]):
            gold = tuple(bounds(item.draft, text) for item in items)
            yield Example("small", f"small {name}", text, gold)


def judged(example: Example, damage: str, made: Damaged) -> Iterator[Row]:
    """What mailrecon finds in a damaged document, each message right or wrong.

    Right is a message whose header begins, and whose text begins and ends, on the lines where a
    message of the gold does, as far as that is left.
    """
    page, items = (found_whole if damage == "as it is" else found_in)(made.text)
    text = page.document.text
    if text != made.text:
        return
    there = [moved for gold in example.gold if (moved := _moved(gold, made)) is not None]
    line_of = _line_numbers(text)
    for item in items:
        if item.draft.layout == _NATIVE:
            continue
        own = bounds(item.draft, text)
        match = next(
            (
                gold
                for gold in there
                if line_of(gold.header[0]) <= line_of(own.header[0]) <= line_of(gold.header[1])
                or line_of(own.header[0]) <= line_of(gold.header[0]) <= line_of(own.header[1])
            ),
            None,
        )
        if match is None and item.draft.layout in example.unsure:
            continue
        right = match is not None and match.known and _alike(own, match, line_of)
        shown = features_of(item, page)
        yield Row(example.origin, example.family, damage, shown, right)


def _alike(own: Gold, gold: Gold, line_of: Callable[[int], int]) -> bool:
    if line_of(own.header[0]) != line_of(gold.header[0]):
        return False
    empty = own.text[0] >= own.text[1], gold.text[0] >= gold.text[1]
    if any(empty):
        return all(empty)
    ends = (own.text[0], gold.text[0]), (own.text[1] - 1, gold.text[1] - 1)
    return all(line_of(one) == line_of(other) for one, other in ends)


def _moved(gold: Gold, made: Damaged) -> Gold | None:
    """The place of a message after the damage; None if its header is gone."""
    header = made.moved(gold.header)
    if header is None:
        return None
    text = made.moved(gold.text)
    return Gold(header, text or (header[1], header[1]), gold.known)


def _line_numbers(text: str) -> Callable[[int], int]:
    starts = [0]
    for number, character in enumerate(text):
        if character == "\n":
            starts.append(number + 1)
    return lambda place: bisect_right(starts, place)


def training_table(examples: Sequence[Example], kinds: Iterable[str] = tuple(WEIGHTS)) -> list[Row]:
    """Every message found in every document, as it is and damaged."""
    rows: list[Row] = []
    others = [example for example in examples if len(example.text) < _SHORT]
    for example in examples:
        chance = random.Random(zlib.crc32(example.family.encode() + example.text[:200].encode()))
        for kind in kinds:
            rows.extend(_rows_of(example, kind, others, chance))
    return rows


def _rows_of(
    example: Example, kind: str, others: Sequence[Example], chance: random.Random
) -> Iterator[Row]:
    if kind == "as it is":
        return judged(example, kind, plain(example.text))
    if kind == "OCR":
        return judged(example, kind, scanned(example.text, chance))
    if kind == "cut":
        return judged(example, kind, cut(example.text, chance))
    other = chance.choice(others)
    behind = len(example.text)
    shifted = (
        Gold(
            (gold.header[0] + behind, gold.header[1] + behind),
            (gold.text[0] + behind, gold.text[1] + behind),
            gold.known,
        )
        for gold in other.gold
    )
    both = Example(
        example.origin,
        example.family,
        example.text,
        (*example.gold, *shifted),
        example.unsure | other.unsure,
    )
    return judged(both, kind, crossed(example.text, other.text, chance))


def known_features() -> list[str]:
    """Every feature that a message can have."""
    layouts = sorted({layout.name for layout in LAYOUTS})
    return [
        *(f"layout:{name}" for name in layouts),
        *(f"{group}:{value}" for group, values in GROUPS.items() for value in values),
    ]


def fit(rows: Sequence[Row]) -> ConfidenceTable:
    """Logistic regression with a ridge, by Newton's method."""
    names = known_features()
    place = {name: number for number, name in enumerate(names, start=1)}
    matrix = numpy.zeros((len(rows), len(names) + 1))
    matrix[:, 0] = 1.0
    for number, row in enumerate(rows):
        for name in row.features:
            matrix[number, place[name]] = 1.0
    right = numpy.array([float(row.right) for row in rows])
    weight = numpy.array([row.weight for row in rows])
    ridge = numpy.full(len(names) + 1, RIDGE)
    ridge[0] = 1e-6
    values = numpy.zeros(len(names) + 1)
    for _ in range(40):
        expected = 1 / (1 + numpy.exp(-numpy.clip(matrix @ values, -30, 30)))
        gradient = matrix.T @ (weight * (right - expected)) - ridge * values
        curvature = (matrix.T * (weight * expected * (1 - expected))) @ matrix
        step = numpy.linalg.solve(curvature + numpy.diag(ridge), gradient)
        values = values + step
        if numpy.abs(step).max() < 1e-8:
            break
    told = {name: round(float(values[place[name]]), 3) for name in names}
    return ConfidenceTable(round(float(values[0]), 3), told)


def expectation(row: Row, table: ConfidenceTable) -> float:
    """The probability of a row by a table, not rounded."""
    odds = table.log_odds(row.features)
    return float(1 / (1 + numpy.exp(-numpy.clip(odds, -30, 30))))


def held_out(rows: Sequence[Row]) -> list[float]:
    """The probability of each row by a table fitted without its family's fold."""
    fold = [zlib.crc32(row.family.encode()) % FOLDS for row in rows]
    tables = [
        fit([row for row, own in zip(rows, fold, strict=True) if own != number])
        for number in range(FOLDS)
    ]
    return [expectation(row, tables[own]) for row, own in zip(rows, fold, strict=True)]


@dataclass(frozen=True, slots=True)
class Bin:
    """Messages of about one confidence: their number, weight, mean confidence, share right."""

    label: str
    count: int
    weight: float
    expected: float
    observed: float


EDGES = (0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)


def bins(rows: Sequence[Row], told: Sequence[float]) -> list[Bin]:
    """The rows by confidence."""
    made = []
    for low, high in pairwise(EDGES):
        held = [
            (row, value)
            for row, value in zip(rows, told, strict=True)
            if low <= value < high or (high == 1.0 and value >= high)
        ]
        weight = sum(row.weight for row, _ in held)
        if weight:
            mean = sum(row.weight * value for row, value in held) / weight
            right = sum(row.weight * row.right for row, _ in held) / weight
            made.append(Bin(f"{low:.2f}–{high:.2f}", len(held), weight, mean, right))
    return made


def calibration_error(made: Sequence[Bin]) -> float:
    """The expected calibration error (Naeini, Cooper and Hauskrecht 2015)."""
    total = sum(one.weight for one in made)
    return sum(one.weight * abs(one.expected - one.observed) for one in made) / total


def elsewhere(table: ConfidenceTable) -> str:
    """The table's result on hard cases that were not used for fitting, if they are present."""
    from tests.devset.score import SHARED

    said, right = [], []
    for path in sorted((SHARED / "cases").glob("*.expected.json")):
        name = path.name.removesuffix(".expected.json")
        source = path.with_name(f"{name}.txt")
        if not source.exists():
            continue
        wanted = {
            "".join((item["body"] or "").replace(">", "").split())
            for item in json.loads(path.read_text("utf-8"))["messages"]
        }
        page, items = found_whole(source.read_text("utf-8"))
        for item in items:
            if item.draft.layout != _NATIVE:
                said.append(probability(features_of(item, page), table))
                right.append("".join(item.draft.body_text.replace(">", "").split()) in wanted)
    if not said:
        return "(They were not there when this page was made.)"
    mean = sum(said) / len(said)
    return f"{len(said)} messages, expected {mean:.3f}, right {sum(right) / len(right):.3f}."


def main() -> None:
    """Fit, check, write."""
    examples = [*fixtures(), *devset()]
    rows = training_table(examples)
    told = held_out(rows)
    table = fit(rows)
    page = _page(examples, rows, told, elsewhere(table))
    print(page)
    if "--check" in sys.argv:
        return
    record = {
        "made_by": "scripts/fit_confidence.py",
        "constant": table.constant,
        "coefficients": dict(table.coefficients),
    }
    TABLE.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", "utf-8")
    PAGE.write_text(page, "utf-8")


def _page(
    examples: Sequence[Example], rows: Sequence[Row], told: Sequence[float], cases: str
) -> str:
    made = bins(rows, told)
    lines = [
        f"| {one.label} | {one.count:,} | {one.expected:.3f} | {one.observed:.3f} |" for one in made
    ]
    groups: list[str] = []
    for title, key in (
        ("where from", lambda row: row.origin),
        ("damage", lambda row: row.damage),
        ("layout", lambda row: row.features[0].partition(":")[2]),
    ):
        by_value: dict[str, list[int]] = defaultdict(list)
        for number, row in enumerate(rows):
            by_value[key(row)].append(number)
        for value, numbers in sorted(by_value.items()):
            held = [rows[number] for number in numbers]
            values = [told[number] for number in numbers]
            weight = sum(row.weight for row in held)
            mean = sum(r.weight * v for r, v in zip(held, values, strict=True)) / weight
            right = sum(row.weight * row.right for row in held) / weight
            groups.append(f"| {title} | {value} | {len(held):,} | {mean:.3f} | {right:.3f} |")
    sure: Counter[str] = Counter()
    right_of: Counter[str] = Counter()
    for row, value in zip(rows, told, strict=True):
        name = certainty(round(value, 2)).value
        sure[name] += row.weight
        right_of[name] += row.weight * row.right
    whole = sum(sure.values())
    certain = [
        f"| {name.value} | {lowest:.2f} | {sure[name.value] / whole:.3f} "
        f"| {right_of[name.value] / max(sure[name.value], 1e-9):.3f} |"
        for name, lowest in THRESHOLDS
    ]
    origins = Counter(example.origin for example in examples)
    counted = ", ".join(f"{number:,} of {name}" for name, number in sorted(origins.items()))
    return PAGE_TEXT.read_text("utf-8").format(
        counted=counted,
        rows=len(rows),
        error=calibration_error(made),
        folds=FOLDS,
        cases=cases,
        bins="\n".join(lines),
        certain="\n".join(certain),
        groups="\n".join(groups),
    )


if __name__ == "__main__":
    main()
