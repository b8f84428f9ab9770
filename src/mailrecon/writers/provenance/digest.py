"""Records and files that hold their own SHA-256, so that any changed byte can be detected."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from mailrecon.errors import WriteError
from mailrecon.model import Archive
from mailrecon.regex import regex

if TYPE_CHECKING:
    from mmap import mmap

_DIGEST = regex("[0-9a-f]{64}")


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
    from mmap import mmap

    with path.open("r+b") as file, mmap(file.fileno(), 0) as content:
        mark = placeholder.encode("ascii")
        place = _only_place(content, mark)
        if place is None:
            raise WriteError(f"{path.name}: has no single place for its digest")
        content[place : place + len(mark)] = _digest_with_zeros(content, place, len(mark))


def is_embedded(data: bytes, digest: object) -> bool:
    """Whether `digest`, read from a file's bytes, is the one that `embed_digest` put into it."""
    if not isinstance(digest, str) or _DIGEST.fullmatch(digest) is None:
        return False
    mark = digest.encode("ascii")
    place = _only_place(data, mark)
    return place is not None and _digest_with_zeros(data, place, len(mark)) == mark


def _only_place(content: bytes | mmap, mark: bytes) -> int | None:
    place = content.find(mark)
    return None if place < 0 or content.find(mark, place + 1) >= 0 else place


def _digest_with_zeros(content: bytes | mmap, place: int, length: int) -> bytes:
    """The digest of a file's bytes with zeros in one place."""
    with memoryview(content) as view:
        digest = sha256(view[:place])
        digest.update(b"0" * length)
        digest.update(view[place + length :])
    return digest.hexdigest().encode("ascii")


def sealed(data: bytes, key: bytes, end: bytes) -> bytes:
    """JSON whose last value is the digest of `data`, the bytes before it."""
    return data + key + sha256(data).hexdigest().encode("ascii") + end


def is_sealed(data: bytes, key: bytes, end: bytes) -> bool:
    """Whether these bytes end with their digest, as `sealed` wrote it."""
    return data == sealed(data.rpartition(key)[0], key, end)
