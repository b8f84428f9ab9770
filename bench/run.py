"""mailrecon beside its peers on the same inputs: writes `docs/benchmarks.md`.

    python bench/run.py [--quick] [--write] [PART…]
    python bench/run.py --page

Each part (`CASES`, `PARTS`) takes some minutes and keeps what it measured in `build/bench/parts`;
without a name all are measured. `--write` then makes the page of all that is kept, and `--page`
makes it without measuring.
"""

from __future__ import annotations

import json
import math
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from operator import truediv
from pathlib import Path
from typing import Any

import inputs
import large
import quick as aims
from forwards import FORMS, forwards
from judged import Messages, correct
from quick import command_cpu
from stages import stages

ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / "bench"
BUILD = ROOT / "build" / "bench"
KEPT = BUILD / "parts"
PAGE = ROOT / "docs" / "benchmarks.md"
TEMPLATE = HERE / "benchmarks_page.md"
MAILRECON = "mailrecon"
PARSE_ONLY = "mailrecon, parse only"
NODE_PEER = "email-forward-parser (npm)"
PARSERS = (
    MAILRECON,
    PARSE_ONLY,
    "quotequail",
    "mail-parser-reply",
    "email-forward-parser (PyPI)",
    "email-thread-mcp",
    "fastemailparser",
    NODE_PEER,
)
DATE_READERS = (MAILRECON, "dateparser", "python-dateutil")
PAGE_READERS = (MAILRECON, "inscriptis")
# Seconds on a clock, on a machine that may do other work.
LIMIT = 900
RUNS = 3
# What takes longer is not run again.
LONG = 10.0
Judged = list[tuple[str, Messages]]


@dataclass(frozen=True, slots=True)
class Case:
    """Documents for the parsers, made for each run; `judged` says that they come with gold.

    `dated` says that the gold has the date as printed, so that dates are judged too.
    """

    name: str
    make: Callable[[int], Judged]
    judged: bool = False
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """What one parser did with one case; medians over the runs.

    `speed` is mailrecon's time divided by the parser's, the median of the runs in turn.
    """

    case: str
    parser: str
    seconds: float
    speed: float
    documents: int
    megabytes: float
    right: int | None
    messages: int
    read: int | None
    memory: int


def run(command: list[str], corpus: dict[str, Any], folder: Path, *rest: str) -> dict[str, Any]:
    """A measuring process and its answer. Raises RuntimeError with the reason if there is none."""
    path = folder / "corpus.json"
    path.write_text(json.dumps(corpus), "utf-8")
    environment = {**os.environ, "MAILRECON_BENCH_MODULES": str(BUILD)}
    try:
        done = subprocess.run(
            [*command, str(path), *rest],
            env=environment,
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RuntimeError(f"more than {LIMIT} s") from None
    if done.returncode != 0:
        told = done.stderr.strip().splitlines()
        raise RuntimeError(f"failed: {told[-1][:60] if told else 'the process was killed'}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def command(parser: str, program: str = "peers.py") -> list[str]:
    """The process in which a parser is measured."""
    if parser == NODE_PEER:
        return ["node", str(ROOT / "bench/peers.mjs")]
    python = sys.executable if parser.startswith(MAILRECON) else str(BUILD / "venv/bin/python")
    return [python, str(ROOT / "bench" / program), parser]


def measure(case: Case, warm: list[str], folder: Path) -> tuple[list[str], dict[str, str]]:
    """The table's rows of a case, the parsers in turn in each run, and their versions."""
    seconds: dict[str, list[float]] = {parser: [] for parser in PARSERS}
    rights: dict[str, list[int]] = {parser: [] for parser in PARSERS}
    reads: dict[str, int | None] = {}
    memory: dict[str, int] = {}
    versions: dict[str, str] = {}
    failed: dict[str, str] = {}
    documents = messages = 0
    megabytes = 0.0
    for number in range(RUNS):
        made = case.make(number)
        texts = [text for text, _ in made]
        gold = [known for _, known in made]
        corpus = {"warm": warm, "texts": texts}
        documents, messages = len(texts), sum(map(len, gold))
        megabytes = sum(len(text.encode("utf-8", "replace")) for text in texts) / 1e6
        for parser in PARSERS:
            if parser in failed or max(seconds[parser], default=0.0) > LONG:
                continue
            judged = case.judged and parser != PARSE_ONLY
            try:
                answer = run(command(parser), corpus, folder, "judged" if judged else "timed")
            except RuntimeError as error:
                failed[parser] = str(error)
                continue
            print(f"{case.name}, {parser}: {answer['seconds']:.3f} s", flush=True)
            seconds[parser].append(answer["seconds"])
            memory[parser] = max(memory.get(parser, 0), answer["memory"])
            versions[parser] = answer["version"]
            reads[parser] = answer["read"]
            if judged:
                rights[parser].append(correct(answer["found"], gold, dated=case.dated))
    lines = []
    for parser in PARSERS:
        if parser in failed:
            lines.append(f"| {case.name} | {parser} | {failed[parser]} | | | | | | |")
            continue
        speeds = map(truediv, seconds[MAILRECON], seconds[parser])
        found = round(statistics.median(rights[parser])) if rights[parser] else None
        middle, speed = statistics.median(seconds[parser]), statistics.median(speeds)
        row = Row(
            *(case.name, parser, middle, speed, documents, megabytes),
            *(found, messages, reads[parser], memory[parser]),
        )
        lines.append(line_of(row))
    return lines, versions


def cases(*, quick: bool) -> dict[str, Case]:
    """What is given to every parser, by the name of the part."""
    known = list(inputs.fixtures(ROOT / "fixtures").values())
    mails = inputs.list_mail(ROOT.parent / "shared" / "devset" / "lore.jsonl.xz")
    count = 480 if quick else 4_800
    levels = 5 if quick else 50
    large = 5_000_000 if quick else 50_000_000
    found = {
        "forwards": Case(
            f"{count:,} short forwards, {len(FORMS)} forms of clients and languages",
            lambda number: forwards(count, seed=number + 1),
            judged=True,
            dated=True,
        ),
        "fixtures": Case(f"{len(known)} fixtures", lambda _: known, judged=True),
        "chains": Case(
            f"chain of 40 levels, {levels} times",
            lambda number: [(inputs.chain(40, number * levels + n), []) for n in range(levels)],
        ),
        "prose": Case(
            "prose without mail, 5 MB, six times",
            lambda number: [
                (inputs.prose(5_000_000, seed=6 * number + n), []) for n in range(1 if quick else 6)
            ],
        ),
        "mixed": Case(f"mixed, {large // 1_000_000} MB", lambda _: [(inputs.mixed(large), [])]),
    }
    if mails:
        found["lists"] = Case(
            f"{len(mails) // RUNS} mails of public lists, with what they quote",
            lambda number: [(text, []) for text in mails[number::RUNS]],
        )
    return found


def dates(*, quick: bool) -> list[str]:
    """Printed dates, read by mailrecon and by the libraries for dates."""
    count = 200 if quick else 2_000

    def made(seed: int) -> list[dict[str, str]]:
        return [messages[0]["date"] for _, messages in forwards(count, seed)]

    lines = []
    warm = [date["printed"] for date in made(0)]
    for reader in DATE_READERS:
        seconds, rights = [], []
        for number in range(RUNS):
            known = made(number + 1)
            corpus = {"warm": warm, "dates": [date["printed"] for date in known]}
            with tempfile.TemporaryDirectory(prefix="mailrecon-bench-") as name:
                answer = run(command(reader, "dates.py"), corpus, Path(name))
            seconds.append(answer["seconds"])
            pairs = zip(answer["found"], known, strict=True)
            rights.append(sum(found == date["local"] for found, date in pairs))
        speed = count / statistics.median(seconds)
        lines.append(f"| {reader} | {speed:,.0f} | {statistics.median(rights):,.0f} of {count:,} |")
        print(lines[-1], flush=True)
    return lines


def web_pages(*, quick: bool) -> list[str]:
    """Pages of a web archive, read to text by mailrecon and by a library that lays text out."""
    count = 40 if quick else 400

    def made(first: int) -> list[str]:
        return [inputs.web_page(number) for number in range(first, first + count)]

    seconds: dict[str, list[float]] = {reader: [] for reader in PAGE_READERS}
    for number in range(1, RUNS + 1):
        corpus = {"warm": made(0)[:40], "pages": made(number * count)}
        for reader in PAGE_READERS:
            with tempfile.TemporaryDirectory(prefix="mailrecon-bench-") as name:
                answer = run(command(reader, "web.py"), corpus, Path(name))
            seconds[reader].append(answer["seconds"])
    size = len(inputs.web_page(0)) / 1e3
    lines = []
    for reader, took in seconds.items():
        each = 1e3 * statistics.median(took) / count
        speed = statistics.median(map(truediv, seconds[MAILRECON], took))
        lines.append(f"| {count} pages of {size:.1f} kB | {reader} | {each:.2f} ms | {speed:.2f} |")
    return lines


def where_time_goes(*, quick: bool) -> list[str]:
    """The share of each stage."""
    texts = {
        "short forwards": [text for text, _ in forwards(200 if quick else 2_000, seed=1)],
        "chains": [inputs.chain(40, number) for number in range(50)],
    }
    stages([text for text, _ in forwards(200, seed=0)])
    columns = {name: stages(found) for name, found in texts.items()}
    lines = []
    for place, (stage, _) in enumerate(columns["chains"]):
        cells = [
            f"{1e6 * columns[name][place][1] / len(texts[name]) / each:,.0f}"
            for name, each in (("short forwards", 1), ("chains", 40))
        ]
        lines.append(f"| {stage} | {' | '.join(cells)} |")
    return lines


def whole_way(*, quick: bool) -> list[str]:
    """The command from files to mbox, and the time of --help."""
    count, chains = (1_000, 25) if quick else (5_000, 100)
    corpora = {
        f"{count:,} small files": ([inputs.small(number) for number in range(count)], count),
        f"{chains} chains of 40": (
            [inputs.chain(40, number) for number in range(chains)],
            39 * chains,
        ),
    }
    lines = []
    with tempfile.TemporaryDirectory(prefix="mailrecon-bench-") as name:
        for place, (label, (texts, messages)) in enumerate(corpora.items()):
            folder = Path(name) / f"in{place}"
            folder.mkdir()
            for number, text in enumerate(texts):
                (folder / f"{number:06d}.txt").write_text(text, "utf-8")
            for jobs in (1, os.cpu_count() or 1):
                start = time.perf_counter()
                output = str(Path(name) / f"{place}-{jobs}.mbox")
                used = command_cpu("convert", "-q", "--jobs", str(jobs), str(folder), output)
                seconds = time.perf_counter() - start
                lines.append(
                    f"| {label} to mbox, --jobs {jobs} | "
                    f"{used:.1f} s of CPU, {seconds:.1f} s in all | "
                    f"{len(texts) / used:,.0f} documents/s of CPU | "
                    f"{messages / used:,.0f} messages/s of CPU |"
                )
    lines.append(f"| `mailrecon --help` | {_start('--help'):.3f} s of CPU | | |")
    with tempfile.TemporaryDirectory(prefix="mailrecon-bench-") as name:
        source = Path(name) / "one.txt"
        source.write_text(inputs.small(1), "utf-8")
        used = _start("convert", "-q", "--force", str(source), str(Path(name) / "one.mbox"))
    lines.append(f"| one small file, start to end | {used:.3f} s of CPU | | |")
    return lines


def pages(*, quick: bool) -> list[str]:
    """Pages of PDF a second, and scans; each in a process of its own, for its memory."""
    lines: list[str] = []
    for count in ("100",) if quick else ("500", "2000"):
        words = [sys.executable, str(HERE / "pdf.py"), count]
        done = subprocess.run(words, check=True, capture_output=True, text=True)
        lines += done.stdout.splitlines()
    return lines


def scans(*, quick: bool) -> list[str]:
    """What comes out of ten made scans; nothing where Tesseract is not installed."""
    if shutil.which("tesseract") and not quick:
        words = [sys.executable, str(HERE / "scans.py")]
        done = subprocess.run(words, check=False, capture_output=True, text=True)
        return [" ".join(done.stdout.splitlines())]
    return ["not measured here."]


def _start(*words: str) -> float:
    """Seconds of CPU of the command, the mean of five runs behind one that makes the bytecode."""
    surroundings = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "mailrecon", *words]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=surroundings)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for _ in range(5):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=surroundings)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / 5


def writing(*, quick: bool) -> list[str]:
    """Messages serialised a second, beside Python's EmailMessage."""
    from email.message import EmailMessage

    from mailrecon import reconstruct
    from mailrecon.writers.mail.rfc5322 import message_bytes

    archive = reconstruct(inputs.chain(500 if quick else 2_000))
    start = time.process_time()
    for message in archive.messages:
        message_bytes(message, {})
    ours = len(archive.messages) / (time.process_time() - start)
    start = time.process_time()
    for message in archive.messages[:500]:
        mail = EmailMessage()
        mail["From"] = "Ada Moor <ada@north.example>"
        mail["To"] = "Ben Ost <ben@south.example>"
        mail["Subject"] = message.subject or ""
        mail["Message-ID"] = message.message_id
        mail["References"] = " ".join(message.references)
        mail.set_content(message.body)
        mail.as_bytes()
    theirs = 500 / (time.process_time() - start)
    return [
        f"| messages to bytes | {ours:,.0f}/s | Python's EmailMessage: {theirs:,.0f}/s | |",
    ]


def machine() -> str:
    """What this runs on."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        named = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        model = named[0].partition(":")[2].strip() if named else model
    return (
        f"{model}, {os.cpu_count()} cores; Python {platform.python_version()}, {platform.system()}"
    )


def line_of(row: Row) -> str:
    """A row as Markdown."""
    judged = ""
    if row.right is not None:
        rate = row.right / row.seconds
        judged = f"{row.right:,} of {row.messages:,} ({rate:,.0f}/s)"
    read = "" if row.read is None else f"{row.read / row.seconds:,.0f}"
    return (
        f"| {row.case} | {row.parser} | {row.seconds:.3f} s | {row.speed:.2f} | "
        f"{row.documents / row.seconds:,.0f} | {row.megabytes / row.seconds:.1f} | "
        f"{judged} | {read} | {row.memory // 1024} MB |"
    )


# Each part beside the parsers' cases, in the order of the page.
PARTS: dict[str, Callable[..., list[str]]] = {
    "aims": aims.rows,
    "dates": dates,
    "html": web_pages,
    "stages": where_time_goes,
    "writing": writing,
    "whole": whole_way,
    "pdf": pages,
    "scans": scans,
    "large": large.rows,
}
CASES = ("forwards", "fixtures", "chains", "prose", "mixed", "lists")


def measured(part: str, *, quick: bool) -> dict[str, Any]:
    """What one part says, with the day and the machine."""
    versions: dict[str, str] = {}
    if part in PARTS:
        lines = PARTS[part](quick=quick)
    else:
        warm = [text for text, _ in forwards(2 * len(FORMS), seed=0)]
        case = cases(quick=quick).get(part)
        with tempfile.TemporaryDirectory(prefix="mailrecon-bench-") as name:
            lines, versions = measure(case, warm, Path(name)) if case is not None else ([], {})
    load = os.getloadavg()[2] if hasattr(os, "getloadavg") else math.nan
    day = f"{time.strftime('%Y-%m-%d')}, load {load:.1f}"
    return {"lines": lines, "versions": versions, "day": day, "machine": machine()}


def main() -> None:
    """Measure parts; print them, keep them, and write the page on request."""
    quick, page = "--quick" in sys.argv, "--page" in sys.argv
    named = [word for word in sys.argv[1:] if not word.startswith("--")]
    if unknown := set(named) - {*CASES, *PARTS}:
        sys.exit(f"unknown parts: {', '.join(sorted(unknown))}")
    for part in () if page else named or (*CASES, *PARTS):
        found = measured(part, quick=quick)
        print("\n".join(found["lines"]), flush=True)
        if not quick:
            KEPT.mkdir(parents=True, exist_ok=True)
            (KEPT / f"{part}.json").write_text(json.dumps(found, indent=1), "utf-8")
    if page or "--write" in sys.argv:
        PAGE.write_text(_page(), "utf-8")


def _page() -> str:
    parts: dict[str, dict[str, Any]] = {
        path.stem: json.loads(path.read_text("utf-8")) for path in KEPT.glob("*.json")
    }
    missing = [part for part in (*CASES, *PARTS) if part not in parts]
    if missing:
        sys.exit(f"not measured yet: {', '.join(missing)}")
    versions: dict[str, str] = {}
    for part in CASES:
        versions.update(parts[part]["versions"])
    named = ", ".join(f"{parser} {version}" for parser, version in versions.items())
    lines = {part: "\n".join(found["lines"]) for part, found in parts.items()}
    rows = "\n".join(lines[part] for part in CASES if lines[part])
    days = "; ".join(f"{part} {parts[part]['day']}" for part in (*CASES, *PARTS))
    machines = ", ".join(sorted({found["machine"] for found in parts.values()}))
    return TEMPLATE.read_text("utf-8").format(
        machines=machines,
        named=named,
        days=days,
        rows=rows,
        lines=lines,
        runs=RUNS,
        long=f"{LONG:.0f}",
    )


if __name__ == "__main__":
    main()
