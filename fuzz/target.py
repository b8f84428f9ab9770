"""One coverage-guided fuzzer: `python fuzz/target.py NAME SECONDS`, a reader's name or `all`.

Bytes go the whole way: read, rebuild, write, verify. Anything but a MailreconError, a ledger that
does not balance, or a finding of the verification stops it (see `tests/hostile/checks.py`).
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["mailrecon"], enable_loader_override=False):
    from mailrecon.lexicon import load
    from tests.hostile.checks import convert_and_check

ROOT = Path(__file__).resolve().parents[1]
# What makes a reader take bytes for its own, and what they are called.
SHELLS: dict[str, tuple[bytes, str]] = {
    "text": (b"", "input.txt"),
    "html": (b"<html><body>", "input.html"),
    "markdown": (b"# x\n\n", "input.md"),
    "rst": (b"x\n=\n\n", "input.rst"),
    "eml": (b"From: a@b.example\nMessage-ID: <x@y.example>\nMIME-Version: 1.0\n", "input.eml"),
    "mbox": (b"From a@b.example Tue Mar  5 10:00:00 2019\nFrom: a@b.example\n", "input.mbox"),
    "rtf": (b"{\\rtf1 ", "input.rtf"),
    "zip": (b"PK\x03\x04", "input.zip"),
    "pdf": (b"%PDF-1.7\n", "input.pdf"),
    "msg": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "input.msg"),
}


def main() -> None:
    """Fuzz until the time is over; the number of inputs tried goes to `build/fuzz/NAME.json`."""
    name, seconds = sys.argv[1], int(sys.argv[2])
    shell, file_name = SHELLS[name]
    load()
    tried = rebuilt = 0
    counts = ROOT / "build" / "fuzz" / f"{name}.json"

    def one(data: bytes) -> None:
        nonlocal tried, rebuilt
        archive = convert_and_check(shell + data, file_name)
        tried += 1
        rebuilt += archive is not None and len(archive.messages) > 0
        if tried % 50 == 0:
            counts.write_text(json.dumps({"tried": tried, "with messages": rebuilt}))

    with tempfile.TemporaryDirectory(prefix="mailrecon-fuzz-") as corpus:
        for source in sorted((ROOT / "fixtures").glob("*.txt"))[::4]:
            (Path(corpus) / source.name).write_bytes(source.read_bytes()[:4000])
        options = [
            f"-max_total_time={seconds}",
            "-max_len=4096",
            "-timeout=20",
            "-rss_limit_mb=4096",
        ]
        artifacts = f"-artifact_prefix={counts.parent}/{name}-"
        atheris.Setup([sys.argv[0], *options, artifacts, "-verbosity=0", corpus], one)
        atheris.Fuzz()


main()
