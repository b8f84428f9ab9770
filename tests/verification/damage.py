"""Damage outputs at random: verification must soon end in findings or a ReadError.

`python -m tests.verification.damage RUNS [SEED]` damages each format that often, checks it with the
source and without, and ends with code 1 if anything else was raised or took longer than a minute.
"""

from __future__ import annotations

import random
import re
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mailrecon.errors import MailreconError
from mailrecon.verify import verify
from mailrecon.writers import WRITERS, Run, write
from tests.conftest import ROOT
from tests.verification.run import FOLDERS, WorkingCopy, made_once, rebuilt

DOCUMENT = ROOT / "docs" / "examples" / "harbour_post.en.txt"
_SECONDS = 60
# What formats give a meaning, values of other types, numbers without end, nesting without end.
_PIECES = (
    *(b"\n", b"\r\n", b'"', b"\0", b"\x14", b"\xfe", b"\xc3\xbe", b"\xff\xfe", b"{", b"["),
    *(b"null", b"true", b'""', b"[]", b"{}", b"-1", b"9" * 30, b"1e999", b"\\u0000", b"\\ud800"),
    *(b"=?utf-8?b?", b"..\\..\\", b"../../x", b"From ", b"=_mailrecon_", b"A" * 5000),
    *(b'{"a":' * 2000, b"[" * 100_000),
)
_VALUE = re.compile(rb'(?<=[:,\[ ])("[^"\n]{0,40}"|-?\d+|null|true|false)(?=[,\]}])')


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The bytes after one to five changes."""
    for _ in range(chance.choice((1, 1, 2, 5))):
        start = chance.randrange(len(data) + 1)
        end = start + chance.randrange(1, 80)
        values = list(_VALUE.finditer(data))
        value = chance.choice(values) if values else None
        data = chance.choice(
            (
                data[:start] + data[end:],
                data[:end] + data[start:],
                data[:start] + chance.randbytes(end - start) + data[end:],
                data[:start] + chance.choice(_PIECES) + data[start:],
                data[:start],
                data[: value.start()] + chance.choice(_PIECES) + data[value.end() :]
                if value
                else data,
            )
        )
    return data


def faults(kind: str, runs: int, seed: int) -> Iterator[str]:
    """What verification raised but ReadError, for damage to outputs of one format."""
    chance = random.Random(f"{kind} {seed}")
    with made_once(), tempfile.TemporaryDirectory(prefix="mailrecon-damage-") as name:
        for run in (Run(), None) if kind in FOLDERS else (None,):
            copy = WorkingCopy(Path(name) / f"{run is None}", f"out.{kind}")
            write(rebuilt(DOCUMENT), copy.output, to=kind, force=True, run=run)
            copy.keep()
            paths = (path for path in copy.output.parent.rglob("*") if path.is_file())
            files = sorted(path for path in paths if path.stat().st_size)
            for _ in range(runs):
                file = chance.choice(files)
                file.write_bytes(damaged(file.read_bytes(), chance))
                for sources in ([], [str(DOCUMENT)]):
                    try:
                        verify(copy.output, sources)
                    except MailreconError:
                        continue
                    except Exception:
                        yield f"{kind} {file.name}: {traceback.format_exc()}"
                copy.restore()


def _too_long(*_: Any) -> None:
    raise TimeoutError(f"took more than {_SECONDS} seconds")


def main() -> None:
    """Damage all formats; see the module."""
    runs, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    found: Counter[str] = Counter()
    signal.signal(signal.SIGALRM, _too_long)
    for kind in WRITERS:
        signal.alarm(_SECONDS * max(1, runs // 10))
        for text in faults(kind, runs, seed):
            found[kind] += 1
            print(text)
        signal.alarm(0)
    print(f"{runs} a format, {sum(found.values())} faults", dict(found))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
