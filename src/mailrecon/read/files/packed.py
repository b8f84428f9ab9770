"""Productions in archives, and wherever else files are known by their paths only.

`production.zip` holds DATA, IMAGES and TEXT; as in a folder, images of pages with a text are not
read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from pathlib import PurePosixPath
from typing import TypeVar

from mailrecon.model import Document
from mailrecon.read.files.linked import (
    LEVELS,
    images_left_out,
    images_of,
    numbers_with_text,
    rows_of,
    safe_parts,
)

# Load files of more bytes than this, together, are not looked through for texts of pages.
_MOST_READ = 256 << 20

Read = Callable[[str], bytes]
Other = TypeVar("Other")


def without_images(
    members: Iterable[tuple[str, bytes] | Other],
    kind: str,
    data: bytes,
    name: str,
    password: str | None,
) -> Iterator[tuple[str, bytes] | Document | Other]:
    """The members of an archive without the images of pages with a text; then a document with a
    notice of their number.
    """
    left_out = {f"{name}!{one}" for one in _images(kind, data, password)}
    count = 0
    for member in members:
        if isinstance(member, tuple) and member[0] in left_out:
            count += 1
        else:
            yield member
    if count:
        digest = hashlib.sha256(data).hexdigest()
        yield Document(name, "", digest, "utf-8", (images_left_out(count),), kind)


def _images(kind: str, data: bytes, password: str | None) -> set[str]:
    """The members of an archive that are images of pages with a text.

    Empty for a damaged archive, which is reported when it is unpacked.
    """
    if kind not in ("zip", "tar"):
        return set()
    try:
        with _opened(kind, data, password) as (sizes, read):
            found = packed_images_with_text(sizes, read)
    except Exception:  # zipfile, tarfile and zlib raise many kinds of errors for damaged archives
        return set()
    return {image for images in found.values() for image in images}


@contextmanager
def _opened(
    kind: str, data: bytes, password: str | None
) -> Iterator[tuple[Mapping[str, int], Read]]:
    """The sizes of the members of an archive by path, and a function that reads one."""
    if kind == "zip":
        given = password.encode() if password else None
        import zipfile

        with zipfile.ZipFile(BytesIO(data)) as archive:
            sizes = {one.filename: one.file_size for one in archive.infolist() if not one.is_dir()}

            def read(name: str) -> bytes:
                with archive.open(name, pwd=given) as member:
                    return member.read(sizes[name])

            yield sizes, read
        return
    import tarfile

    with tarfile.open(fileobj=BytesIO(data), mode="r:") as tar:
        members = {one.name: one for one in tar if one.isreg()}

        def read_member(name: str) -> bytes:
            member = tar.extractfile(members[name])
            return member.read() if member is not None else b""

        yield {name: one.size for name, one in members.items()}, read_member


def packed_images_with_text(sizes: Mapping[str, int], read: Read) -> dict[str, set[str]]:
    """As `images_with_text`, for the files of an archive or a cluster: their sizes by path, and a
    function that reads one.
    """
    load_files, image_lists = (
        [name for name in sizes if name.lower().endswith(suffix)] for suffix in (".dat", ".opt")
    )
    both = [*load_files, *image_lists]
    if not load_files or not image_lists or sum(sizes[name] for name in both) > _MOST_READ:
        return {}
    known = {name.replace("\\", "/").casefold(): name for name in sizes}
    with_text: set[str] = set()
    for name in load_files:
        size_of = partial(_size_of, beside=name, known=known, sizes=sizes)
        with_text.update(numbers_with_text(rows_of(read(name), name), size_of))
    found: dict[str, set[str]] = {}
    for name in image_lists if with_text else ():
        links = images_of(read(name), with_text)
        paths = {path for link in links if (path := _named(link, name, known)) is not None}
        if paths:
            found[name] = paths
    return found


def _named(link: str, beside: str, known: Mapping[str, str]) -> str | None:
    """The file to which a link leads, from the folder of the file `beside` or the two above it."""
    parts = safe_parts(link)
    folders = PurePosixPath(beside.replace("\\", "/")).parents[:LEVELS] if parts else ()
    paths = ("/".join((*folder.parts, *parts)).casefold() for folder in folders)
    return next((known[path] for path in paths if path in known), None)


def _size_of(link: str, beside: str, known: Mapping[str, str], sizes: Mapping[str, int]) -> int:
    name = _named(link, beside, known)
    return sizes[name] if name is not None else 0
