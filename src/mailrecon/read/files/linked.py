"""Find the natives, texts and page images to which load files refer.

`convert DATA/quay.dat` means the whole production: the text of a message is often not in its row
but in a linked file. Files outside the production are never read: links are relative to the load
file's folder or to one of the two above it, and contain no `..`.

In a production's folder, page images are skipped if there is a text of the page: OCR of an image
takes seconds, and finds the same words with mistakes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from mailrecon.errors import ReadError
from mailrecon.loadfiles.names import Meaning, meanings
from mailrecon.loadfiles.opticon import read_opt
from mailrecon.read.encoding import decode
from mailrecon.read.options import ReadOptions
from mailrecon.regex import regex

_LONG_SUFFIX = len(".opt")
_LEVELS = 3
_LARGEST = 1 << 30
# The size of a text with only a byte order mark and a line end
_EMPTY = 6
_ABSOLUTE = regex(r"[A-Za-z]:|[\\/]")


def linked_files(load_file: Path) -> Iterator[tuple[Path, str]]:
    """The existing files to which a load file links: each path, and the link.

    Yields nothing if the file is not a load file. Raises OSError.
    """
    rows = _rows(load_file)
    named = meanings(rows[0]) if rows else {}
    columns = [rows[0].index(named[one]) for one in (Meaning.NATIVE, Meaning.TEXT) if one in named]
    bases = load_file.absolute().parents[:_LEVELS]
    seen: set[Path] = set()
    for row in rows[1:]:
        for column in columns:
            link = row[column].strip() if column < len(row) else ""
            path = _found(link, bases) if link else None
            if path is not None and path not in seen:
                seen.add(path)
                yield path, "/".join(_parts(link))


def images_with_text(files: Sequence[Path]) -> dict[Path, set[Path]]:
    """The page images among a folder's files whose document has a text, by their Opticon file.

    Raises OSError.
    """
    ends = [str(file)[-_LONG_SUFFIX:].lower() for file in files]
    image_lists = [file for file, end in zip(files, ends, strict=True) if end == ".opt"]
    load_files = [file for file, end in zip(files, ends, strict=True) if end == ".dat"]
    if not image_lists or not load_files:
        return {}
    with_text = {number for file in load_files for number in _numbers_with_text(file)}
    known = {file.absolute(): file for file in files}
    found: dict[Path, set[Path]] = {}
    for image_list in image_lists:
        bases = image_list.absolute().parents[:_LEVELS]
        images: set[Path] = set()
        number = ""
        pages, _ = read_opt(decode(image_list.read_bytes()).text)
        for page in pages:
            number = page.key if page.begins else number
            path = _found(page.file, bases) if number in with_text else None
            if path is not None and path in known:
                images.add(known[path])
        if images:
            found[image_list] = images
    return found


def _numbers_with_text(load_file: Path) -> Iterator[str]:
    """The first number of each document of a load file for which there is a text."""
    rows = _rows(load_file)
    named = meanings(rows[0]) if rows else {}
    if Meaning.BEGIN not in named or Meaning.TEXT not in named:
        return
    number, text = (rows[0].index(named[one]) for one in (Meaning.BEGIN, Meaning.TEXT))
    bases = load_file.absolute().parents[:_LEVELS]
    for row in rows[1:]:
        link = row[text].strip() if max(number, text) < len(row) else ""
        path = _found(link, bases) if link else None
        # An empty text does not replace the page.
        if path is not None and path.stat().st_size > _EMPTY:
            yield row[number].strip()


def _rows(load_file: Path) -> list[list[str]]:
    """The rows of a load file, the names of its columns first; none if it is another file."""
    if load_file.suffix.lower() != ".dat" or load_file.stat().st_size > _LARGEST:
        return []
    from mailrecon.read.tables.reader import rows_of_text

    try:
        return rows_of_text(load_file.read_bytes(), load_file.name, ReadOptions())
    except (ReadError, csv.Error):
        return []


def _parts(link: str) -> list[str]:
    return [part for part in link.replace("\\", "/").split("/") if part not in ("", ".")]


def _found(link: str, bases: Sequence[Path]) -> Path | None:
    r"""The file of a link such as `.\TEXT\0001\QA0001.txt` or `VOL001\TEXT\0001\QA0001.txt`."""
    parts = _parts(link)
    if not parts or ".." in parts or _ABSOLUTE.match(link):
        return None
    for base in bases:
        path = _below(base, parts)
        if path is not None:
            return path
    return None


def _below(folder: Path, parts: list[str]) -> Path | None:
    """The file below a folder, ignoring case as Windows does: `Natives` and `NATIVES`."""
    path = folder.joinpath(*parts)
    if path.is_file():
        on_the_way = (folder.joinpath(*parts[:count]) for count in range(1, len(parts) + 1))
        return None if any(step.is_symlink() for step in on_the_way) else path
    for part in parts:
        try:
            names = {entry.name.casefold(): entry for entry in folder.iterdir()}
        except OSError:
            return None
        found = names.get(part.casefold())
        if found is None or found.is_symlink():
            return None
        folder = found
    return folder if folder.is_file() else None
