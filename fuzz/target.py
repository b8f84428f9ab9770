"""A coverage-guided fuzzer: `python -m fuzz.target NAME,… SECONDS SEED`, names of `seeds.SHELLS`.

Several names share the start, which takes longer than a short run: each is fuzzed in a process
split off from the first. SEED is libFuzzer's: 0 takes another one each time.

Each input goes the whole way: read, rebuild, write, verify, read by others. Anything but a
MailreconError, a ledger that does not balance, an output that does not parse, a finding of the
verification, or time that grows faster than the input is a fault (see `tests/hostile/checks.py`);
libFuzzer reports what also ends the process (a crash of native code, too much time or memory).
"""

from __future__ import annotations

import json
import os
import pkgutil
import sys
import tempfile
import time
import traceback
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path
from zlib import crc32

import atheris

# Readers are loaded when they are needed: all must be here already, or they are not instrumented.
NOT_HERE = ("mailrecon.__main__", "mailrecon.read.mail.pst", "mailrecon.spark")
with atheris.instrument_imports(
    include=["mailrecon", "compressed_rtf"], enable_loader_override=False
):
    import mailrecon

    for module in pkgutil.walk_packages(mailrecon.__path__, "mailrecon."):
        if not module.name.startswith(NOT_HERE):
            import_module(module.name)

from fuzz.mutate import Stock, mutator, phrases
from fuzz.seeds import ROOT, SHELLS, seeds, texts

from mailrecon import reconstruct
from mailrecon.errors import MailreconError
from mailrecon.lexicon import load
from mailrecon.model import Document
from mailrecon.parse import parse
from tests.hostile.checks import check_input
from tests.ways import parsed_in_general

BUILD = ROOT / "build" / "fuzz"
# Outputs take turns: to write one and check it takes longer than all before. Parquet is left out.
FORMATS = [(name,) for name in ("mbox", "jsonl", "eml", "maildir", "csv", "sqlite", "loadfile")]
FORMATS += [("mbox",), ("jsonl",), ("report",), (), (), ()]
# Every so many inputs, one is repeated until it is this long, and twice as long.
PUMPED_EVERY, PUMPED_SIZE = 200, 30_000
SLOWER = 3.2
# From so many seconds on a run takes all seeds; below, about so many.
LONG_RUN, FEW = 20, 15


@dataclass(slots=True)
class Counts:
    """What goes to `build/fuzz/NAME.json`: inputs tried, those with messages, ends, faults."""

    tried: int = 0
    rebuilt: int = 0
    ended: int = 0
    faults: dict[str, str] = field(default_factory=dict)

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=1))


def main() -> None:
    """Fuzz each target until its time is over, one after the other."""
    names, seconds, seed_number = sys.argv[1].split(","), int(sys.argv[2]), int(sys.argv[3])
    load()
    if len(names) == 1:
        fuzz(names[0], seconds, seed_number)
    for name in names:
        child = os.fork()
        if child == 0:
            fuzz(name, seconds, seed_number)
        _, status = os.waitpid(child, 0)
        if status:
            counts = kept_counts(name)
            counts.ended += 1
            counts.save(BUILD / f"{name}.json")


def kept_counts(name: str) -> Counts:
    """What an earlier process counted for a target."""
    saved = BUILD / f"{name}.json"
    return Counts(**json.loads(saved.read_text())) if saved.exists() else Counts()


def fuzz(name: str, seconds: int, seed_number: int) -> None:
    """Fuzz until the time is over; an exception is noted once for each line that raises one.

    libFuzzer ends the process.
    """
    shell = SHELLS[name]
    saved = BUILD / f"{name}.json"
    counts = kept_counts(name)
    corpus = BUILD / "corpus" / name
    corpus.mkdir(parents=True, exist_ok=True)
    given = list(seeds(shell))
    # libFuzzer runs all seeds before it looks at the clock: a short run takes some of them.
    for seed in given if seconds >= LONG_RUN else given[:: max(1, len(given) // FEW)]:
        (corpus / f"seed-{crc32(seed):08x}").write_bytes(seed)

    def one(data: bytes) -> None:
        counts.tried += 1
        try:
            counts.rebuilt += check(data)
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            fault = f"{type(error).__name__} {str(error)[:24]!r} in {place.name}:{place.lineno}"
            if fault not in counts.faults:
                counts.faults[fault] = f"{name}-fault-{crc32(data):08x}"
                (BUILD / counts.faults[fault]).write_bytes(data)
                traceback.print_exc()
        if counts.tried % 20 == 0 or seconds < LONG_RUN:
            counts.save(saved)

    def check(data: bytes) -> bool:
        """Hold an input to all that must hold; whether it has messages."""
        formats = FORMATS[crc32(data) % len(FORMATS)]
        with tempfile.TemporaryDirectory(prefix="mailrecon-fuzz-") as folder:
            archive = check_input(shell.write(data, Path(folder)), formats)
        check_straight(data)
        if counts.tried % PUMPED_EVERY == 0 and data:
            check_growth(data)
        return archive is not None and len(archive.messages) > 0

    lines = [line for text in texts() for line in text.split(b"\n")]
    stock = Stock(lines, [*phrases(), *shell.tokens * 20])
    options = [
        f"-max_total_time={seconds}",
        f"-seed={seed_number}",
        "-max_len=6000",
        "-timeout=600",
        "-rss_limit_mb=3000",
        "-report_slow_units=60",
        "-verbosity=0",
        f"-artifact_prefix={BUILD}/{name}-",
    ]
    atheris.Setup(
        [sys.argv[0], *options, str(corpus)],
        one,
        # Mutate is another function once Fuzz runs.
        custom_mutator=mutator(stock, lambda data, most: atheris.Mutate(data, most)),
    )
    atheris.Fuzz()


def check_straight(data: bytes) -> None:
    """Fail if the straight run makes anything else of a text than the general way does."""
    document = Document("input.txt", data.decode("utf-8", "replace"), "", "utf-8")
    assert parse(document, load()) == parsed_in_general(document)


def check_growth(data: bytes) -> None:
    """Fail if twice the text takes more than three times as long, each time it is tried."""
    short = data * max(1, PUMPED_SIZE // len(data))
    for _ in range(3):
        if _seconds(short * 2) < SLOWER * _seconds(short) + 0.05:
            return
    raise AssertionError("time grows faster than the input")


def _seconds(data: bytes) -> float:
    start = time.process_time()
    with suppress(MailreconError):
        reconstruct(data, name="input.txt")
    return time.process_time() - start


if __name__ == "__main__":
    main()
