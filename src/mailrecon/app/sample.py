"""A random sample of an archive for judging, and the measures that follow from it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from mailrecon.app.intervals import Interval, clopper_pearson, wilson
from mailrecon.model import Parsed, SegmentKind, Span
from mailrecon.read.text.large import text_between

# The judgement of an item that cannot be judged.
UNKNOWN = "unknown"
# The parts of a message that are judged right or wrong.
FIELDS = ("from", "to", "date", "subject", "text")
# The size of a stretch: with more lines one may overlook a message, with fewer it is cut up.
_LINES, _CHARACTERS = 12, 1200
LEFT_OVER = frozenset({SegmentKind.NARRATIVE, SegmentKind.FURNITURE})
_TAG = re.compile(r"sample (?P<seed>\d+): (?P<said>.+)")


class Stretch(NamedTuple):
    """A stretch of a document without a message: the document's number, character offsets."""

    document: int
    start: int
    end: int


class Sample(NamedTuple):
    """A drawn sample: numbers of messages, stretches without messages, and the sizes of both
    populations.
    """

    seed: int
    messages: tuple[int, ...]
    stretches: tuple[Stretch, ...]
    all_messages: int
    all_stretches: int


class Share(NamedTuple):
    """A share in the sample with both intervals (95 %).

    `unknown` items could not be judged. The share ignores them. The intervals reach from the lower
    bound that results if none of them is a hit, to the upper bound that results if all are.
    """

    hits: int
    judged: int
    wilson: Interval
    exact: Interval
    unknown: int = 0


class Measures(NamedTuple):
    """The measures from a judged sample. `recall` has no exact interval; its cautious bounds
    combine the worse and the better ends of the two exact intervals from which it is computed.
    """

    precision: Share
    elusion: Share
    recall: float | None
    recall_bounds: Interval
    fields: Mapping[str, Share]


def stretches(parsed: Sequence[Parsed]) -> list[Stretch]:
    """The text that was not recognised as a message, in stretches of a few lines, without blank
    ones.
    """
    found: list[Stretch] = []
    for number, item in enumerate(parsed):
        for span in _joined(item):
            text = text_between(item.document, span.start, span.end)
            found.extend(
                Stretch(number, span.start + start, span.start + end) for start, end in _cut(text)
            )
    return found


def _joined(parsed: Parsed) -> Iterable[Span]:
    """Neighbouring segments that belong to no message, as one."""
    joined: Span | None = None
    for segment in parsed.ledger:
        if segment.kind not in LEFT_OVER:
            continue
        if joined is not None and joined.end == segment.span.start:
            joined = Span(joined.start, segment.span.end)
            continue
        if joined is not None:
            yield joined
        joined = segment.span
    if joined is not None:
        yield joined


def _cut(text: str) -> Iterable[tuple[int, int]]:
    start = end = lines = 0
    for line in text.splitlines(keepends=True):
        end += len(line)
        lines += 1
        if lines == _LINES or end - start >= _CHARACTERS:
            if text[start:end].strip():
                yield start, end
            start, lines = end, 0
    if text[start:end].strip():
        yield start, end


def draw(all_messages: int, parsed: Sequence[Parsed], *, seed: int, size: int) -> Sample:
    """Draw `size` messages and `size` stretches, or all. Equal seeds give equal samples."""
    chance = random.Random(seed)
    left_over = stretches(parsed)
    chosen = chance.sample(range(all_messages), min(size, all_messages))
    others = chance.sample(left_over, min(size, len(left_over)))
    return Sample(seed, tuple(chosen), tuple(others), all_messages, len(left_over))


def judgement(tag: str, seed: int) -> str | None:
    """The judgement that a tag records for an item of the sample with this seed: `right`, `no
    mail`, `wrong date`.
    """
    match = _TAG.fullmatch(tag)
    return match["said"] if match is not None and int(match["seed"]) == seed else None


def measure(sample: Sample, of_messages: Iterable[str], of_stretches: Iterable[str]) -> Measures:
    """The measures from the judgements so far.

    Messages are `right`, `no mail`, or `wrong ` with the wrong fields. Stretches are `nothing` or
    `missed`. Either may be `unknown`, if the judging person is not sure.
    """
    all_said, all_missed = list(of_messages), list(of_stretches)
    said = [item for item in all_said if item != UNKNOWN]
    missed = [item for item in all_missed if item != UNKNOWN]
    doubtful = len(all_said) - len(said)
    mails = [item for item in said if item != "no mail"]
    precision = _share(len(mails), len(said), doubtful)
    elusion = _share(missed.count("missed"), len(missed), len(all_missed) - len(missed))
    wrong = [set(item.removeprefix("wrong ").split(",")) for item in mails]
    fields = {
        name: _share(sum(name not in item for item in wrong), len(mails), doubtful)
        for name in FIELDS
    }
    # Several values of one mail are often wrong together. So whole mails are counted, because
    # intervals require independent items.
    fields["all"] = _share(mails.count("right"), len(mails), doubtful)
    recall = None
    if said and missed:
        recall = _recall(sample, precision.hits / precision.judged, elusion.hits / elusion.judged)
    low = _recall(sample, precision.exact.low, elusion.exact.high)
    high = _recall(sample, precision.exact.high, elusion.exact.low)
    return Measures(precision, elusion, recall, Interval(low or 0.0, high or 1.0), fields)


def _recall(sample: Sample, precision: float, elusion: float) -> float | None:
    """The share of all mails that was found; a stretch with a missed mail counts as one mail."""
    found = precision * sample.all_messages
    missed = elusion * sample.all_stretches
    return found / (found + missed) if found + missed else None


def _share(hits: int, judged: int, unknown: int) -> Share:
    count = judged + unknown
    score, exact = (
        Interval(interval(hits, count).low, interval(hits + unknown, count).high)
        for interval in (wilson, clopper_pearson)
    )
    return Share(hits, judged, score, exact, unknown)
