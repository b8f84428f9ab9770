"""A binary file that holds its own SHA-256, so that a change of any of its bytes shows."""

from __future__ import annotations

import mmap
from hashlib import sha256
from pathlib import Path

from mailrecon.errors import WriteError
from mailrecon.model import Archive

_CHUNK = 1 << 20


def digest_placeholder(archive: Archive) -> str:
    """What stands in the digest's place until the file is sealed: 64 hexadecimal digits.

    They depend on the documents, so no document can hold them.
    """
    names = "\n".join(parsed.document.sha256 for parsed in archive.parsed)
    return sha256(f"mailrecon\n{names}".encode("ascii")).hexdigest()


def embed_digest(path: Path, placeholder: str) -> None:
    """Put the digest in the place of `placeholder`, which stands once in the file.

    The digest is over the file's bytes with 64 zeros in that place.
    """
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as held:
        mark = placeholder.encode("ascii")
        place = held.find(mark)
        if place < 0 or held.find(mark, place + 1) >= 0:
            raise WriteError(f"{path.name}: has no single place for its digest")
        held[place : place + len(mark)] = b"0" * len(mark)
        digest = sha256()
        for start in range(0, len(held), _CHUNK):
            digest.update(held[start : start + _CHUNK])
        held[place : place + len(mark)] = digest.hexdigest().encode("ascii")
