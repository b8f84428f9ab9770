"""A binary file that holds its own SHA-256, so that any changed byte can be detected."""

from __future__ import annotations

import mmap
from hashlib import sha256
from pathlib import Path

from mailrecon.errors import WriteError
from mailrecon.model import Archive

_CHUNK = 1 << 20


def digest_placeholder(archive: Archive) -> str:
    """64 hexadecimal digits that reserve the place of the digest until the file is complete.

    They are a hash over the documents, so that no document can contain them.
    """
    names = "\n".join(document.sha256 for document in archive.summaries)
    return sha256(f"mailrecon\n{names}".encode("ascii")).hexdigest()


def embed_digest(path: Path, placeholder: str) -> None:
    """Replace `placeholder`, which must occur exactly once in the file, by the file's digest.

    The digest is taken over the file's bytes with 64 zeros in that place. Raises WriteError.
    """
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as content:
        mark = placeholder.encode("ascii")
        place = content.find(mark)
        if place < 0 or content.find(mark, place + 1) >= 0:
            raise WriteError(f"{path.name}: has no single place for its digest")
        content[place : place + len(mark)] = b"0" * len(mark)
        digest = sha256()
        for start in range(0, len(content), _CHUNK):
            digest.update(content[start : start + _CHUNK])
        content[place : place + len(mark)] = digest.hexdigest().encode("ascii")
