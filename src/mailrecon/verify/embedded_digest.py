"""Check a binary file by the SHA-256 that it contains."""

from __future__ import annotations

import hashlib
import mmap
import re
from collections.abc import Iterator
from pathlib import Path

from mailrecon.verify.finding import Finding, error

_CHUNK = 1 << 20


def check_embedded_digest(path: Path, digest: object) -> Iterator[Finding]:
    """Check that `digest`, read from the file, is that of its bytes with zeros in its place."""
    text = "it does not fit its digest: it was changed"
    if not isinstance(digest, str) or re.fullmatch("[0-9a-f]{64}", digest) is None:
        yield error("digest", path.name, text)
        return
    mark = digest.encode("ascii")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        place = mapped.find(mark)
        if place < 0 or mapped.find(mark, place + 1) >= 0:
            yield error("digest", path.name, text)
            return
        found = hashlib.sha256()
        for start in range(0, place, _CHUNK):
            found.update(mapped[start : min(start + _CHUNK, place)])
        found.update(b"0" * len(mark))
        for start in range(place + len(mark), len(mapped), _CHUNK):
            found.update(mapped[start : start + _CHUNK])
        if found.hexdigest() != digest:
            yield error("digest", path.name, text)
