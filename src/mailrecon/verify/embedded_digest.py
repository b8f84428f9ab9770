"""Check a binary file by the SHA-256 that it contains."""

from __future__ import annotations

import hashlib
import mmap
import re
from collections.abc import Iterator
from pathlib import Path

from mailrecon.verify.finding import Finding, error


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
        with memoryview(mapped) as view:
            found = hashlib.sha256(view[:place])
            found.update(b"0" * len(mark))
            found.update(view[place + len(mark) :])
        if found.hexdigest() != digest:
            yield error("digest", path.name, text)
