"""Compute digests of outputs for fixtures, development material and benchmark inputs.

`python scripts/output_digests.py FILE` writes one line a group of documents to FILE; run again with
`--compare FILE`, it names the first documents of each group whose outputs changed. A change for
speed alone must not change any digest. `--set NAME` takes one set only.

A digest covers all that the library says of a document (drafts, ledger, messages with their spans,
people, warnings), and the bytes of its mbox.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import lzma
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from enum import Enum
from itertools import islice
from pathlib import Path
from typing import Any

from msgspec import Struct

ROOT = Path(__file__).resolve().parents[1]
DEVSET = ROOT.parent / "shared" / "devset"
sys.path[:0] = [str(ROOT / "bench")]

import inputs  # noqa: E402
from forwards import forwards  # noqa: E402

from mailrecon import reconstruct, write  # noqa: E402

Texts = Iterator[tuple[str, bytes]]
_SHOWN = 5


def fixtures() -> Texts:
    """Every plain-text fixture."""
    for path in sorted((ROOT / "fixtures").rglob("*.txt")):
        yield path.name, path.read_bytes()


def devset(name: str, most: int | None = None) -> Callable[[], Texts]:
    """The texts of one file of the development material, where it is present."""

    def texts() -> Texts:
        path = DEVSET / f"{name}.jsonl.xz"
        if path.exists():
            with lzma.open(path, "rt", encoding="utf-8") as lines:
                for number, line in enumerate(islice(lines, most)):
                    yield f"{name}-{number}", json.loads(line)["text"].encode()

    return texts


def bench() -> Texts:
    """A part of each of the inputs of `make bench`."""
    for number, (text, _) in enumerate(forwards(960, seed=1)):
        yield f"forward-{number}", text.encode()
    for number in range(3):
        yield f"chain-{number}", inputs.chain(40, number).encode()
    yield "prose", inputs.prose(200_000).encode()
    yield "mixed", inputs.mixed(400_000).encode()
    for number in range(20):
        yield f"small-{number}", inputs.small(number).encode()


def cut() -> Texts:
    """Fixtures with lines removed, doubled or moved, reproducibly."""
    chance = random.Random(7)
    for name, data in fixtures():
        lines = data.split(b"\n")
        for number in range(6):
            changed = list(lines)
            for _ in range(chance.randint(1, 4)):
                place = chance.randrange(len(changed))
                what = chance.randrange(4)
                if what == 0 and len(changed) > 2:
                    del changed[place]
                elif what == 1:
                    changed.insert(place, chance.choice(lines))
                elif what == 2:
                    changed[place] = b"> " + changed[place]
                else:
                    changed.insert(place, b"")
            yield f"{name}-{number}", b"\n".join(changed)


def pdf() -> Texts:
    """Made pages of mail, and the PDFs of the development material, where it is present."""
    from pdf import made

    yield "made", made(20)
    for folder in ("cases", "redactions"):
        for path in sorted((DEVSET.parent / folder).glob("*.pdf")):
            yield f"{folder}-{path.stem}.pdf", path.read_bytes()


SETS: Mapping[str, Callable[[], Texts]] = {
    "fixtures": fixtures,
    "bench": bench,
    "cut": cut,
    "pdf": pdf,
    "lore": devset("lore"),
    "enron": devset("enron"),
    "nih": devset("nih"),
    "state": devset("state"),
}


def plain(value: Any) -> Any:
    """A value as JSON holds it; sets are sorted, so that no digest hangs on their order."""
    if isinstance(value, Struct):
        return {name: plain(getattr(value, name)) for name in value.__struct_fields__}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            item.name: plain(getattr(value, item.name))
            for item in dataclasses.fields(value)
            if item.compare
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(map(plain, value))
    if isinstance(value, str | int | float | bool | None):
        return value
    if isinstance(value, bytes | datetime | timedelta):
        return repr(value)
    return [plain(item) for item in value]


def digest(name: str, data: bytes, folder: Path) -> str:
    """The digest of all results of one document."""
    archive = reconstruct(data, name=name, encoding="utf-8")
    found = hashlib.sha256(json.dumps(plain(archive), sort_keys=True).encode())
    output = folder / "out.mbox"
    write(archive, output, force=True)
    found.update(output.read_bytes())
    return found.hexdigest()[:16]


def main() -> int:
    """Write digests, or compare them with those of before."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--compare", action="store_true")
    parser.add_argument("--set", action="append", choices=[*SETS], dest="sets")
    options = parser.parse_args()
    before: dict[str, dict[str, str]] = {}
    if options.file.exists():
        before = json.loads(options.file.read_text("utf-8"))
    after: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory(prefix="mailrecon-digests-") as folder:
        for kind in options.sets or SETS:
            after[kind] = {name: digest(name, data, Path(folder)) for name, data in SETS[kind]()}
    if not options.compare:
        options.file.write_text(json.dumps({**before, **after}, indent=0) + "\n", "utf-8")
        return 0
    changed = 0
    for kind, found in after.items():
        known = before.get(kind, {})
        other = [name for name, value in found.items() if known.get(name) != value]
        changed += len(other)
        shown = f": {', '.join(other[:_SHOWN])}" if other else ""
        print(f"{kind}: {len(found)} documents, {len(other)} changed{shown}")
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
