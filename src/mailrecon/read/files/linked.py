"""Find the natives, texts and page images to which load files refer.

`convert DATA/quay.dat` means the whole production: the text of a message is often not in its row
but in a linked file. Files outside the production are never read: links are relative to the load
file's folder or to one of the two above it, and contain no `..`.

In a production's folder or archive, page images are skipped if there is a text of the page: OCR of
an image takes seconds, and finds the same words with mistakes.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from functools import partial
from pathlib import Path

from mailrecon.errors import ReadError
from mailrecon.model import Notice, NoticeCode
from mailrecon.read.encoding import decode
from mailrecon.read.options import ReadOptions
from mailrecon.regex import regex

_LONG_SUFFIX = len(".opt")
LEVELS = 3
_LARGEST = 1 << 30
# The size of a text with only a byte order mark and a line end
_EMPTY = 6
_ABSOLUTE = regex(r"[A-Za-z]:|[\\/]")


def linked_files(load_file: Path) -> Iterator[tuple[Path, str]]:
    """The existing files to which a load file links: each path, and the link.

    Yields nothing if the file is not a load file. Raises OSError.
    """
    from mailrecon.loadfiles.names import Meaning, meanings

    rows = _rows(load_file)
    named = meanings(rows[0]) if rows else {}
    columns = [rows[0].index(named[one]) for one in (Meaning.NATIVE, Meaning.TEXT) if one in named]
    bases = load_file.absolute().parents[:LEVELS]
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
    with_text: set[str] = set()
    for file in load_files:
        bases = file.absolute().parents[:LEVELS]
        with_text.update(numbers_with_text(_rows(file), partial(_size_of, bases=bases)))
    known = {file.absolute(): file for file in files}
    found: dict[Path, set[Path]] = {}
    for image_list in image_lists:
        bases = image_list.absolute().parents[:LEVELS]
        links = images_of(image_list.read_bytes(), with_text)
        paths = {path for link in links if (path := _found(link, bases)) is not None}
        if images := {known[path] for path in paths if path in known}:
            found[image_list] = images
    return found


def images_left_out(count: int) -> Notice:
    """The notice about page images that are not read."""
    images = "1 page image is" if count == 1 else f"{count} page images are"
    text = f"{images} not read: the production has texts of what is on them"
    return Notice(NoticeCode.NOT_READ, text)


def images_of(image_list: bytes, numbers: Container[str]) -> Iterator[str]:
    """The links to the page images of the documents with these first numbers."""
    from mailrecon.loadfiles.opticon import read_opt

    number = ""
    pages, _ = read_opt(decode(image_list).text)
    for page in pages:
        number = page.key if page.begins else number
        if number in numbers:
            yield page.file


def numbers_with_text(rows: Sequence[list[str]], size_of: Callable[[str], int]) -> Iterator[str]:
    """The first number of each document of a load file for which there is a text."""
    from mailrecon.loadfiles.names import Meaning, meanings

    named = meanings(rows[0]) if rows else {}
    if Meaning.BEGIN not in named or Meaning.TEXT not in named:
        return
    number, text = (rows[0].index(named[one]) for one in (Meaning.BEGIN, Meaning.TEXT))
    for row in rows[1:]:
        link = row[text].strip() if max(number, text) < len(row) else ""
        # An empty text does not replace the page.
        if link and size_of(link) > _EMPTY:
            yield row[number].strip()


def _size_of(link: str, bases: Sequence[Path]) -> int:
    path = _found(link, bases)
    return path.stat().st_size if path is not None else 0


def _rows(load_file: Path) -> list[list[str]]:
    """The rows of a load file, the names of its columns first; none if it is another file."""
    if load_file.suffix.lower() != ".dat" or load_file.stat().st_size > _LARGEST:
        return []
    return rows_of(load_file.read_bytes(), load_file.name)


def rows_of(data: bytes, name: str) -> list[list[str]]:
    """The rows of a load file's bytes; none if they are not a table."""
    from csv import Error as TableError

    from mailrecon.read.tables.reader import rows_of_text

    try:
        return rows_of_text(data, name, ReadOptions())
    except (ReadError, TableError):
        return []


def _parts(link: str) -> list[str]:
    return [part for part in link.replace("\\", "/").split("/") if part not in ("", ".")]


def safe_parts(link: str) -> list[str]:
    """The parts of a relative link that does not lead out of its folder; else none."""
    parts = _parts(link)
    return [] if ".." in parts or _ABSOLUTE.match(link) else parts


def _found(link: str, bases: Sequence[Path]) -> Path | None:
    r"""The file of a link such as `.\TEXT\0001\QA0001.txt` or `VOL001\TEXT\0001\QA0001.txt`."""
    parts = safe_parts(link)
    for base in bases if parts else ():
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
