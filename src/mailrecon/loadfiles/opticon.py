"""Opticon load files (.opt): one line a page image, seven values between commas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_VALUES = 7


@dataclass(frozen=True, slots=True)
class Page:
    """One page image: its number, volume and file, and whether a document begins with it.

    `count` is how many pages the document has, given on its first page; `line` counts from 1.
    """

    key: str
    volume: str
    file: str
    begins: bool
    count: int | None
    line: int = 0


def read_opt(text: str) -> tuple[list[Page], list[tuple[int, str]]]:
    """The pages, and line and text of what is no page."""
    pages: list[Page] = []
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
            Page(key, volume, file, begins.upper() == "Y", int(count) if count else None, number)
        )
    return pages, faults


def write_opt(pages: Iterable[Page]) -> str:
    """The lines of an Opticon file, CR LF."""
    return "".join(
        f"{page.key},{page.volume},{page.file},{'Y' if page.begins else ''},,,"
        f"{page.count if page.count is not None else ''}\r\n"
        for page in pages
    )
