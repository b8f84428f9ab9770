"""mailrecon beside its peers, in one run on the same inputs: writes `docs/benchmarks.md`.

`python bench/run.py [--quick] [--write]`
"""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import inputs

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "bench"
PAGE = ROOT / "docs" / "benchmarks.md"
PYTHON_PEERS = (
    "quotequail",
    "mail-parser-reply",
    "email-forward-parser (PyPI)",
    "email-thread-mcp",
    "fastemailparser",
)
PARSE_ONLY = "mailrecon, parse only"
NODE_PEER = "email-forward-parser (npm)"
PARSERS = ("mailrecon", PARSE_ONLY, *PYTHON_PEERS, NODE_PEER)
LIMIT = 90


@dataclass(frozen=True, slots=True)
class Case:
    """Texts for the parsers; `gold` are the messages in each, where they are judged."""

    name: str
    texts: list[str]
    gold: list[list[dict[str, Any]]] | None = None


def squeeze(text: object) -> str:
    """Text without white space and case."""
    return "".join(str(text or "").split()).casefold()


def right(found: dict[str, Any], gold: dict[str, Any]) -> bool:
    """Whether a parser got a message right: sender, recipients, subject and text.

    Sender and recipients must name the address or the name printed; the text may have other white
    space. Dates are not judged: most peers give them as printed.
    """
    if isinstance(found["from"], dict) or found["from"] is None:
        found = {
            "from": _people([found["from"]] if found["from"] else []),
            "to": _people(found["to"]),
            "subject": found["subject"],
            "body": found["body"],
        }
    sender = gold["from"] or {}
    named = squeeze(found["from"])
    if not _names(sender, named):
        return False
    recipients = squeeze(found["to"])
    if not all(_names(person, recipients) for person in gold["to"]):
        return False
    subject, wanted = squeeze(found["subject"]), squeeze(gold["subject"])
    # A parser that leaves the header lines together gives the subject among them.
    if wanted != subject and not (found["subject"] == found["from"] and wanted in subject):
        return False
    return squeeze(found["body"]) == squeeze(gold["body"])


def _people(people: list[dict[str, Any]]) -> str:
    return " ".join(f"{person['name'] or ''} {person['address'] or ''}" for person in people)


def _names(person: dict[str, Any], text: str) -> bool:
    address, name = squeeze(person.get("address")), squeeze(person.get("name"))
    return bool(address and address in text) or bool(name and name in text) or not (address or name)


def correct(found: list[list[dict[str, Any]]], gold: list[list[dict[str, Any]]]) -> int:
    """How many of the gold's messages were found right, each counted once."""
    return sum(
        any(right(item, wanted) for item in items)
        for items, messages in zip(found, gold, strict=True)
        for wanted in messages
    )


def measure(parser: str, case: Case, passes: int, folder: Path) -> dict[str, Any] | str:
    """What a parser did with a case, or why there is nothing to tell."""
    corpus = folder / "corpus.json"
    corpus.write_text(json.dumps(case.texts), "utf-8")
    environment = {**os.environ, "MAILRECON_BENCH_MODULES": str(BUILD)}
    rest = [str(corpus), str(passes), "judged" if case.gold is not None else "timed"]
    if parser == NODE_PEER:
        command = ["node", str(ROOT / "bench/peers.mjs"), *rest]
    else:
        python = (
            sys.executable if parser.startswith("mailrecon") else str(BUILD / "venv/bin/python")
        )
        command = [python, str(ROOT / "bench/peers.py"), parser, *rest]
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=LIMIT, check=False
        )
    except subprocess.TimeoutExpired:
        return f"more than {LIMIT} s"
    if done.returncode != 0:
        return f"failed: {done.stderr.strip().splitlines()[-1][:60] if done.stderr else ''}"
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def cases(*, quick: bool) -> list[Case]:
    """What is given to every parser."""
    known = inputs.fixtures(ROOT / "fixtures")
    texts = [text for text, _ in known.values()]
    gold = [messages for _, messages in known.values()]
    return [
        Case(f"{len(texts)} short documents, many clients and languages", texts, gold),
        Case("chain of 40 levels, 50 times", [inputs.chain(40)] * 50),
        Case("prose without mail, 5 MB", [inputs.prose(5_000_000)]),
        Case(
            "mixed, 50 MB" if not quick else "mixed, 5 MB",
            [inputs.mixed(5_000_000 if quick else 50_000_000)],
        ),
    ]


def whole_way(*, quick: bool) -> list[str]:
    """The command from files to mbox, and the time of --help."""
    count = 2_000 if quick else 20_000
    lines = []
    with tempfile.TemporaryDirectory(prefix="mailrecon-bench-") as name:
        folder = Path(name) / "in"
        folder.mkdir()
        for number in range(count):
            (folder / f"{number:06d}.txt").write_text(inputs.small(number), "utf-8")
        for jobs in (1, os.cpu_count() or 1):
            start = time.perf_counter()
            command = [sys.executable, "-m", "mailrecon", "convert", "-q", "--jobs", str(jobs)]
            output = Path(name) / f"{jobs}.mbox"
            subprocess.run([*command, str(folder), str(output)], check=True)
            seconds = time.perf_counter() - start
            lines.append(
                f"| {count:,} small files to mbox, --jobs {jobs} | {seconds:.1f} s | "
                f"{count / seconds:,.0f} documents/s | |"
            )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for _ in range(5):
        subprocess.run(
            [sys.executable, "-m", "mailrecon", "--help"], check=True, stdout=subprocess.DEVNULL
        )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / 5
    lines.append(f"| `mailrecon --help` | {used:.3f} s of CPU | | |")
    return lines


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


def main() -> None:
    """Measure everything; print it, and write the page if told to."""
    quick = "--quick" in sys.argv
    passes = 3
    rows: list[str] = []
    versions: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="mailrecon-bench-") as name:
        for case in cases(quick=quick):
            size = sum(len(text.encode("utf-8", "replace")) for text in case.texts) / 1e6
            base = 0.0
            for parser in PARSERS:
                long = size > 20
                answer = measure(parser, case, 1 if long else passes, Path(name))
                if isinstance(answer, str):
                    rows.append(f"| {case.name} | {parser} | {answer} | | | | | |\n")
                    continue
                versions[parser] = answer["version"]
                seconds = statistics.median(answer["seconds"])
                base = seconds if parser == "mailrecon" else base
                gold = None if parser == PARSE_ONLY else case.gold
                judged = "" if gold is None else str(correct(answer["found"], gold))
                total = "" if gold is None else f" of {sum(map(len, gold))}"
                rate = "" if gold is None else f"{int(judged) / seconds:,.0f}"
                rows.append(
                    f"| {case.name} | {parser} | {seconds:.3f} s | {base / seconds:.2f} | "
                    f"{len(case.texts) / seconds:,.0f} | {size / seconds:.1f} | "
                    f"{judged}{total} {f'({rate}/s)' if rate else ''} | "
                    f"{answer['memory'] // 1024} MB |\n"
                )
                print(rows[-1], end="", flush=True)
    more = [*writing(), *whole_way(quick=quick)]
    print("\n".join(more))
    page = _page(rows, more, versions)
    if "--write" in sys.argv:
        PAGE.write_text(page, "utf-8")


def _page(rows: list[str], more: list[str], versions: dict[str, str]) -> str:
    named = ", ".join(f"{parser} {version}" for parser, version in versions.items())
    return (
        "# Benchmarks\n\nWritten by `make bench`; do not edit. All parsers in one run, on the same "
        "texts, one process and one\ncore each; the median of three passes (one for the largest "
        "text), loading apart.\n\n"
        f"Machine: {machine()}.\nVersions: {named}.\n\n"
        "*Right* counts messages with sender, recipients, subject and text as the fixtures' "
        "hand-written\nresults say, white space apart (`bench/run.py`, `right`). Dates are not "
        "judged, since most peers give\nthem as printed. Of the peers, those that leave header "
        "lines together are given the benefit of it.\n*Speed* is that of mailrecon's time "
        "divided by the parser's.\n\n"
        "| input | parser | time | speed | documents/s | MB/s | right | memory |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- |\n"
        f"{''.join(rows)}\n"
        "mailrecon links and threads in that time, too; *parse only* is without. That it gets its "
        "own fixtures right\nis no surprise: they are its tests.\n\n## The whole way\n\n"
        "| what | | | |\n| --- | --- | --- | --- |\n" + "\n".join(more) + "\n"
    )


if __name__ == "__main__":
    main()
