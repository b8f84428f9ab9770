"""How much of a made forest is recovered: parents, duplicates, zone bounds."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from mailrecon.model import Archive, Document
from mailrecon.pipeline import LinkOptions, reconstruct_documents
from mailrecon.read import ReadOptions, read_bytes
from tests.threads.forest import Forest, plant, print_forest


@dataclass
class Recovery:
    """Counts over one or more forests."""

    found: int = 0
    missed: int = 0
    invented: int = 0
    parents_right: int = 0
    parents_given: int = 0
    parents_true: int = 0
    pairs_right: int = 0
    pairs_given: int = 0
    pairs_true: int = 0
    bounds_right: int = 0
    bounds_given: int = 0

    @property
    def parent_precision(self) -> float:
        return self.parents_right / max(1, self.parents_given)

    @property
    def parent_recall(self) -> float:
        return self.parents_right / max(1, self.parents_true)

    @property
    def duplicates_f1(self) -> float:
        return 2 * self.pairs_right / max(1, self.pairs_given + self.pairs_true)


def documents_of(forest: Forest) -> Iterable[Document]:
    for number, text in enumerate(forest.documents):
        yield from read_bytes(text.encode(), f"{number}.txt", ReadOptions(encoding="utf-8"))


def recover(forest: Forest, options: LinkOptions | None = None) -> Archive:
    return reconstruct_documents(documents_of(forest), options)


def truths(forest: Forest, archive: Archive) -> dict[str, list[int]]:
    """For each Message-ID the numbers of the made messages whose prints it stands for."""
    by_place = {(f"{p.document}.txt", p.line): p.message for p in forest.prints}
    found: dict[str, list[int]] = {}
    for message in archive.messages:
        sources = (message.source, *(copy.source for copy in message.copies))
        found[message.message_id] = [
            by_place[source.document, line]
            for source in sources
            for line in range(source.lines[0], source.lines[0] + 3)
            if (source.document, line) in by_place
        ]
    return found


def judge(forest: Forest, archive: Archive, total: Recovery) -> list[str]:
    """Add what an archive got right to the counts; the faults, one a line."""
    faults: list[str] = []
    by_place = {(f"{p.document}.txt", p.line): p for p in forest.prints}

    known = truths(forest, archive)
    clusters = list(known.values())
    truth_of = {identity: set(numbers) for identity, numbers in known.items()}
    seen = sum(map(len, clusters))
    total.invented += sum(1 + len(m.copies) for m in archive.messages) - seen
    faults += [f"merged {sorted(set(c))}" for c in clusters if len(set(c)) > 1]
    total.found += seen
    total.missed += len(forest.prints) - seen
    for cluster in clusters:
        for one, other in combinations(cluster, 2):
            total.pairs_given += 1
            total.pairs_right += one == other
    counted: dict[int, int] = {}
    for item in forest.prints:
        counted[item.message] = counted.get(item.message, 0) + 1
    total.pairs_true += sum(n * (n - 1) // 2 for n in counted.values())
    split: dict[int, int] = {}
    for cluster in clusters:
        for number in set(cluster):
            split[number] = split.get(number, 0) + 1
    faults += [f"split {number} into {n}" for number, n in split.items() if n > 1]
    for message in archive.messages:
        own = truth_of[message.message_id]
        if len(own) != 1:
            continue
        (number,) = own
        item = forest.messages[number]
        wanted = item.parent if item.parent in counted else None
        total.parents_true += wanted is not None
        if message.parent is not None:
            got = truth_of.get(message.parent, set())
            total.parents_given += 1
            if wanted is not None and wanted in got:
                total.parents_right += 1
            else:
                why = next((i.reason for i in message.inferred if i.field == "In-Reply-To"), "")
                faults.append(f"{number}: parent {wanted}, got {sorted(got)} ({why})")
        elif wanted is not None:
            why = next((f"{i.reason} {i.score}" for i in message.inferred if not i.used), "")
            faults.append(f"{number}: parent {wanted}, got none ({why})")
        bounds = message.zone_bounds
        if bounds is not None:
            place = by_place.get((message.source.document, message.source.lines[0]))
            if place is not None and place.offset is not None:
                total.bounds_given += 1
                right = (bounds.lowest is None or bounds.lowest <= place.offset) and (
                    bounds.highest is None or place.offset <= bounds.highest
                )
                total.bounds_right += right
                if not right:
                    faults.append(f"{number}: offset {place.offset} outside {bounds}")
    return faults


def run(
    seed: int, *, threads: int = 12, size: int = 8, documents: int = 6
) -> tuple[Forest, Archive]:
    rng = random.Random(seed)
    forest = plant(rng, threads, size)
    print_forest(forest, rng, documents, zoned_share=rng.choice((0.2, 0.5, 1.0)))
    return forest, recover(forest)


def measure(seeds: Iterable[int]) -> tuple[Recovery, list[str]]:
    total = Recovery()
    faults: list[str] = []
    for seed in seeds:
        forest, archive = run(seed)
        faults += [f"seed {seed}: {fault}" for fault in judge(forest, archive, total)]
    return total, faults


if __name__ == "__main__":
    import sys

    result, lines = measure(range(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
    print("\n".join(lines))
    print(
        f"prints found {result.found}, missed {result.missed}, invented {result.invented}; "
        f"parents: precision {result.parent_precision:.3f}, recall {result.parent_recall:.3f} "
        f"(of {result.parents_true}); duplicates: F1 {result.duplicates_f1:.4f} "
        f"(of {result.pairs_true} pairs); zone bounds: {result.bounds_right} of "
        f"{result.bounds_given} hold the truth"
    )
