"""mailrecon beside its peers, in one run on the same inputs: writes `docs/benchmarks.md`.

`python bench/run.py [--quick] [--write]`
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
from pathlib import Path
from typing import Any

import inputs
from forwards import FORMS, forwards
from stages import stages

ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / "bench"
BUILD = ROOT / "build" / "bench"
PAGE = ROOT / "docs" / "benchmarks.md"
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
LIMIT = 120
RUNS = 3
# What takes longer is not run again.
LONG = 10.0
Messages = list[dict[str, Any]]
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
    """What one parser did with one case; medians over the runs."""

    case: str
    parser: str
    seconds: float
    documents: int
    megabytes: float
    right: int | None
    messages: int
    memory: int


def squeeze(text: object) -> str:
    """Text without white space and case."""
    return "".join(str(text or "").split()).casefold()


def right(found: dict[str, Any], gold: dict[str, Any], *, dated: bool) -> bool:
    """Whether a parser got every field of a message right.

    Sender and recipients must name the address or the name printed; the text may have other white
    space. A date may be given as printed, since most peers do.
    """
    date = squeeze(found["date"])
    if isinstance(found["from"], dict) or found["from"] is None:
        found = {
            "from": _people([found["from"]] if found["from"] else []),
            "to": _people(found["to"]),
            "subject": found["subject"],
            "body": found["body"],
        }
    if not _names(gold["from"] or {}, squeeze(found["from"])):
        return False
    recipients = squeeze(found["to"])
    if not all(_names(person, recipients) for person in gold["to"]):
        return False
    subject, wanted = squeeze(found["subject"]), squeeze(gold["subject"])
    # A parser that leaves the header lines together gives the subject among them.
    if wanted != subject and not (found["subject"] == found["from"] and wanted in subject):
        return False
    if dated and not any(squeeze(gold["date"][form]) in date for form in ("local", "printed")):
        return False
    return squeeze(found["body"]) == squeeze(gold["body"])


def _people(people: Messages) -> str:
    return " ".join(f"{person['name'] or ''} {person['address'] or ''}" for person in people)


def _names(person: dict[str, Any], text: str) -> bool:
    address, name = squeeze(person.get("address")), squeeze(person.get("name"))
    return bool(address and address in text) or bool(name and name in text) or not (address or name)


def correct(found: list[Messages], gold: list[Messages], *, dated: bool) -> int:
    """How many of the gold's messages were found right, each counted once."""
    return sum(
        any(right(item, wanted, dated=dated) for item in items)
        for items, messages in zip(found, gold, strict=True)
        for wanted in messages
    )


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


def measure(parser: str, case: Case, warm: list[str], folder: Path) -> tuple[Row, str]:
    """A parser's medians over the runs, and its version. Raises RuntimeError."""
    seconds: list[float] = []
    rights: list[int] = []
    memory = documents = messages = 0
    megabytes = 0.0
    version = ""
    judged = case.judged and parser != PARSE_ONLY
    for number in range(RUNS):
        made = case.make(number)
        texts = [text for text, _ in made]
        gold = [known for _, known in made]
        corpus = {"warm": warm, "texts": texts}
        answer = run(command(parser), corpus, folder, "judged" if judged else "timed")
        seconds.append(answer["seconds"])
        if judged:
            rights.append(correct(answer["found"], gold, dated=case.dated))
        memory = max(memory, answer["memory"])
        documents, messages = len(texts), sum(map(len, gold))
        size = sum(len(text.encode("utf-8", "replace")) for text in texts)
        megabytes = size / 1e6
        version = answer["version"]
        if answer["seconds"] > LONG:
            break
    found = round(statistics.median(rights)) if rights else None
    middle = statistics.median(seconds)
    return (
        Row(case.name, parser, middle, documents, megabytes, found, messages, memory),
        version,
    )


def cases(*, quick: bool) -> list[Case]:
    """What is given to every parser."""
    known = list(inputs.fixtures(ROOT / "fixtures").values())
    mails = inputs.list_mail(ROOT.parent / "shared" / "devset" / "lore.jsonl.xz")
    count = 480 if quick else 4_800
    levels = 5 if quick else 50
    large = 5_000_000 if quick else 50_000_000
    return [
        Case(
            f"{count:,} short forwards, {len(FORMS)} forms of clients and languages",
            lambda number: forwards(count, seed=number + 1),
            judged=True,
            dated=True,
        ),
        Case(f"{len(known)} fixtures", lambda _: known, judged=True),
        Case(
            f"chain of 40 levels, {levels} times",
            lambda number: [(inputs.chain(40, number * levels + n), []) for n in range(levels)],
        ),
        Case(
            "prose without mail, 5 MB, six times",
            lambda number: [
                (inputs.prose(5_000_000, seed=6 * number + n), []) for n in range(1 if quick else 6)
            ],
        ),
        Case(f"mixed, {large // 1_000_000} MB", lambda _: [(inputs.mixed(large), [])]),
        *(
            [
                Case(
                    f"{len(mails) // RUNS} mails of public lists, with what they quote",
                    lambda number: [(text, []) for text in mails[number::RUNS]],
                )
            ]
            if mails
            else []
        ),
    ]


def dates(*, quick: bool, folder: Path) -> list[str]:
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
            answer = run(command(reader, "dates.py"), corpus, folder)
            seconds.append(answer["seconds"])
            pairs = zip(answer["found"], known, strict=True)
            rights.append(sum(found == date["local"] for found, date in pairs))
        speed = count / statistics.median(seconds)
        lines.append(f"| {reader} | {speed:,.0f} | {statistics.median(rights):,.0f} of {count:,} |")
        print(lines[-1], flush=True)
    return lines


def where_time_goes() -> list[str]:
    """The share of each stage."""
    texts = {
        "short forwards": [text for text, _ in forwards(2_000, seed=1)],
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
    count, chains = (2_000, 50) if quick else (20_000, 500)
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
                words = [sys.executable, "-m", "mailrecon", "convert", "-q", "--jobs", str(jobs)]
                output = Path(name) / f"{place}-{jobs}.mbox"
                subprocess.run([*words, str(folder), str(output)], check=True)
                seconds = time.perf_counter() - start
                rates = (len(texts) / seconds, messages / seconds)
                lines.append(
                    f"| {label} to mbox, --jobs {jobs} | {seconds:.1f} s | "
                    f"{rates[0]:,.0f} documents/s | {rates[1]:,.0f} messages/s |"
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


def scans() -> str:
    """What comes out of ten made scans; nothing where Tesseract is not installed."""
    if shutil.which("tesseract"):
        words = [sys.executable, str(HERE / "scans.py")]
        done = subprocess.run(words, check=False, capture_output=True, text=True)
        return " ".join(done.stdout.splitlines())
    return "Tesseract is not installed here."


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


def writing() -> list[str]:
    """Messages serialised a second, beside Python's EmailMessage."""
    from email.message import EmailMessage

    from mailrecon import reconstruct
    from mailrecon.writers.rfc5322 import message_bytes

    archive = reconstruct(inputs.chain(2_000))
    start = time.perf_counter()
    for message in archive.messages:
        message_bytes(message, {})
    ours = len(archive.messages) / (time.perf_counter() - start)
    start = time.perf_counter()
    for message in archive.messages[:500]:
        mail = EmailMessage()
        mail["From"] = "Ada Moor <ada@north.example>"
        mail["To"] = "Ben Ost <ben@south.example>"
        mail["Subject"] = message.subject or ""
        mail["Message-ID"] = message.message_id
        mail["References"] = " ".join(message.references)
        mail.set_content(message.body)
        mail.as_bytes()
    theirs = 500 / (time.perf_counter() - start)
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


def table(rows: list[Row | str]) -> str:
    """The rows as Markdown; a string is a row already."""
    bases = {
        row.case: row.seconds for row in rows if isinstance(row, Row) and row.parser == MAILRECON
    }
    lines = []
    for row in rows:
        if isinstance(row, str):
            lines.append(row)
            continue
        judged = ""
        if row.right is not None:
            rate = row.right / row.seconds
            judged = f"{row.right:,} of {row.messages:,} ({rate:,.0f}/s)"
        base = bases.get(row.case, math.nan)
        lines.append(
            f"| {row.case} | {row.parser} | {row.seconds:.3f} s | "
            f"{base / row.seconds:.2f} | {row.documents / row.seconds:,.0f} | "
            f"{row.megabytes / row.seconds:.1f} | {judged} | {row.memory // 1024} MB |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure everything; print it, and write the page on request."""
    quick = "--quick" in sys.argv
    rows: list[Row | str] = []
    versions: dict[str, str] = {}
    warm = [text for text, _ in forwards(2 * len(FORMS), seed=0)]
    with tempfile.TemporaryDirectory(prefix="mailrecon-bench-") as name:
        for case in cases(quick=quick):
            for parser in PARSERS:
                try:
                    row, versions[parser] = measure(parser, case, warm, Path(name))
                    rows.append(row)
                except RuntimeError as error:
                    rows.append(f"| {case.name} | {parser} | {error} | | | | | |")
                print(
                    table(rows[-1:] if isinstance(rows[-1], str) else rows).split("\n")[-1],
                    flush=True,
                )
        read = dates(quick=quick, folder=Path(name))
    shares = where_time_goes()
    more = [*writing(), *whole_way(quick=quick)]
    paper = pages(quick=quick)
    print("\n".join([*shares, *more, *paper]))
    if "--write" in sys.argv:
        PAGE.write_text(_page(table(rows), read, shares, more, paper, versions), "utf-8")


def _page(
    rows: str,
    read: list[str],
    shares: list[str],
    more: list[str],
    paper: list[str],
    versions: dict[str, str],
) -> str:
    named = ", ".join(f"{parser} {version}" for parser, version in versions.items())
    return f"""\
# Benchmarks

Written by `make bench`; do not edit. All parsers in one run, on the same texts, one process and
one core each: a process parses other texts of the same kind first, then the corpus once, and is
timed. The median of {RUNS} processes (one where it takes {LONG:.0f} s or more), each with a corpus
of its own where that is made.

Machine: {machine()}.
Versions: {named}.

*Right* counts messages with every field right: sender, recipients, subject and text, white space
apart, and for the short forwards the date (`bench/run.py`, `right`). A date as printed is right. Of
the peers, those that leave header lines together are given the benefit of it. *Speed* is
mailrecon's time divided by the parser's. The short forwards (`bench/forwards.py`) are written down
by hand, not with mailrecon's lexicon; the fixtures are mailrecon's own tests, so that it gets them
right is not a surprise.

| input | parser | time | speed | documents/s | MB/s | right | memory |
| --- | --- | --- | --- | --- | --- | --- | --- |
{rows}

mailrecon links and threads in that time, too; *parse only* is without.

## Dates

The dates of the short forwards, by themselves: no labels tell their language. *Right* is the local
time to the minute.

| library | dates/s | right |
| --- | --- | --- |
{chr(10).join(read)}

## Where the time goes

Microseconds of CPU a message, on one core.

| stage | short forwards | chains of 40 |
| --- | --- | --- |
{chr(10).join(shares)}

## The whole way

| what | | | |
| --- | --- | --- | --- |
{chr(10).join(more)}

## PDF

Dense pages of text (50 lines of some 90 letters, `bench/pdf.py`): CPU time of one core a page, and
the time in all; the least of three runs in turn, one for 2,000 pages. Pages that hold more than
dark text on paper are drawn twice and looked at, which takes 15 ms and more.

| document | reader | CPU a page | in all | most memory |
| --- | --- | --- | --- | --- |
{chr(10).join(paper)}

Ten made scans of a release, 18 messages (`bench/scans.py`): {scans()}
"""


if __name__ == "__main__":
    main()
