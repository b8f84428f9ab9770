"""Opticon load files (.opt): one line a page image, seven values separated by commas.

    MR00000001,VOL001,.\\IMAGES\\0001\\MR00000001.jpg,Y,,,2
    MR00000002,VOL001,.\\IMAGES\\0001\\MR00000002.jpg,,,,

The values: number, volume, file, Y at the first page of a document, folder break, box break (both
unused), pages of the document.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_VALUES = 7


@dataclass(frozen=True, slots=True)
class OpticonPage:
    """One page image: its number (`key`), volume and file, and whether it begins a document.

    `count` is the number of the document's pages, given on the first; `line` counts from 1.
    """

    key: str
    volume: str
    file: str
    begins: bool
    count: int | None
    line: int = 0


def read_opt(text: str) -> tuple[list[OpticonPage], list[tuple[int, str]]]:
    """The pages, and the faults: line (from 1) and text."""
    pages: list[OpticonPage] = []
    faults: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        values = line.split(",")
        if not line.strip():
            continue
        if len(values) != _VALUES:
            faults.append((number, f"has {len(values)} values, not {_VALUES}"))
            continue
        key, volume, file, begins, _, _, count = (value.strip() for value in values)
        if count and not (count.isascii() and count.isdigit()):
            faults.append((number, f"its page count is {count!r}"))
            count = ""
        if begins not in ("Y", "y", ""):
            faults.append((number, f"its fourth value is {begins!r}, not Y or nothing"))
        pages.append(
            OpticonPage(
                key, volume, file, begins.upper() == "Y", int(count) if count else None, number
            )
        )
    return pages, faults


def write_opt(pages: Iterable[OpticonPage]) -> str:
    """The text of an Opticon file; lines end with CR LF."""
    return "".join(
        f"{page.key},{page.volume},{page.file},{'Y' if page.begins else ''},,,"
        f"{page.count if page.count is not None else ''}\r\n"
        for page in pages
    )
