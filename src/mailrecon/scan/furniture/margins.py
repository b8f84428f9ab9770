"""Find exemption codes that a release prints at the sheet's right margin, beside lines of text.

    I saw               at the quay, and he will come when the                            B6
    tide tables are out.                                                              1.4(D)

A code alone on its line is a page stamp (`scan/furniture/stamps.py`). A code beside text is not
part of the text, which ends before the gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mailrecon.lexicon.redaction_codes import exemption_code
from mailrecon.regex import regex, regex_of
from mailrecon.scan.furniture.stamp_forms import names_release

_CODES = regex_of(lambda: rf"(?:{exemption_code()}[\s,;]*)+")
# A code alone on its line, at the right margin of the sheet.
_CODE_AT_MARGIN = regex_of(lambda: rf"\s{{30,}}+{exemption_code()}\s*")
_LONGEST_CODES = 40
_LONGEST_LINE = 300
# A gap this wide separates two columns of a sheet. A narrower gap does so if the code is to the
# right of all text.
WIDE = " " * 30
_LEAST_GAP = 3
_LEAST_COLUMN = 60
_NEARBY = 20
# `Ann Poe C4`: a table cell, if the next line has a cell at the same column.
_CELL = regex(r"\s{8,}+(?=\S)")
_SAME_COLUMN = 3
# The stamp of a release counts as two codes. A single code may be a cell: `Lifts             B6`.
_ENOUGH = 2
_STAMP_SIGNS = ("RELEASE IN", "No.")
_PAGE_BREAK = "\f"
# Lines above and below a code in which another may follow the text without a gap.
_BESIDE = (-2, -1, 1, 2)


def is_code_at_margin(raw: str) -> bool:
    """Whether a line, not empty, has nothing but an exemption code at the sheet's right margin."""
    return raw[: len(WIDE)].isspace() and _CODE_AT_MARGIN.fullmatch(raw) is not None


class MarginCodes:
    """Counts lines that prove that a document has codes at its margin, until they suffice."""

    def __init__(self) -> None:
        self._count = 0

    @property
    def are_printed(self) -> bool:
        """Whether the lines seen so far suffice."""
        return self._count >= _ENOUGH

    def add(self, lines: Sequence[str], among: Sequence[int] | None = None) -> None:
        """Examine lines of the document; those that are not plain are `among`, if given."""
        if among is not None:
            lines = [lines[number] for number in among]
        # Most texts have no such line.
        text = "\n".join(lines)
        if WIDE not in text and not any(sign in text for sign in _STAMP_SIGNS):
            return
        for raw in lines:
            if self._count >= _ENOUGH:
                return
            if len(raw) > _LONGEST_LINE:
                continue
            if any(sign in raw for sign in _STAMP_SIGNS) and names_release(raw.strip()):
                self._count += _ENOUGH
            elif WIDE in raw:
                end = _text_end(raw)
                self._count += end is not None and _column(raw, end) - end >= len(WIDE)


def find_margins(lines: Sequence[str], *, are_printed: bool | None = None) -> Mapping[int, int]:
    """The lines with a code at the margin beside text, each with the offset where its text ends.

    `are_printed` is the result of `MarginCodes` for the whole document; None if `lines` are the
    whole document.
    """
    found: dict[int, int] = {}
    for index, raw in enumerate(lines):
        if "   " not in raw or len(raw) > _LONGEST_LINE or are_printed is False:
            continue
        end = _text_end(raw)
        if not end:
            continue
        if are_printed is None:
            codes = MarginCodes()
            codes.add(lines)
            are_printed = codes.are_printed
        if are_printed and _is_at_margin(lines, index, end):
            found[index] = end
    for index, end in list(found.items()):
        column = _column(lines[index], end)
        for near in (index + by for by in _BESIDE if 0 <= index + by < len(lines)):
            if near not in found and _has_codes_at(lines[near], column):
                found[near] = len(lines[near][:column].rstrip())
    return found


def _has_codes_at(raw: str, column: int) -> bool:
    """Whether a line has text and, exactly at `column`, a code like that of the line above or
    below.

    `… that the office set the record     B5` / `straight. He asked us to raise it there. The B1`
    """
    if not column < len(raw.rstrip()) <= column + _LONGEST_CODES or not raw[column - 1].isspace():
        return False
    return bool(raw[:column].strip()) and _CODES.fullmatch(raw[column:].strip()) is not None


def _text_end(raw: str) -> int | None:
    """The end of the text before a gap and a code: 0 if the code is alone, None without a code."""
    text = raw.rstrip()
    before, gap, code = text.rpartition("  ")
    code = code.strip()
    if not gap or len(code) > _LONGEST_CODES or _CODES.fullmatch(code) is None:
        return None
    end = len(before.rstrip())
    return end if len(text) - len(code) - end >= _LEAST_GAP else None


def _column(raw: str, end: int) -> int:
    """The column of the first character behind the gap that begins at `end`."""
    return len(raw) - len(raw[end:].lstrip())


def _is_at_margin(lines: Sequence[str], index: int, end: int) -> bool:
    column = _column(lines[index], end)
    if column < _LEAST_COLUMN:
        return False
    # `Ann Poe        C4` / `Ben Ost        B6`: a column of the text.
    if any(_has_cell(lines[n], column) for n in (index - 1, index + 1) if 0 <= n < len(lines)):
        return False
    if column - end >= len(WIDE):
        return True
    return all(_width(raw) <= column for raw in _near(lines, index))


def _has_cell(raw: str, column: int) -> bool:
    """Whether a line has words behind a gap at the column of a code."""
    if len(raw) > _LONGEST_LINE or _text_end(raw) is not None:
        return False
    return any(abs(gap.end() - column) <= _SAME_COLUMN for gap in _CELL.finditer(raw, 1))


def _near(lines: Sequence[str], index: int) -> Iterator[str]:
    """The lines around one, on its page: another page may have another margin."""
    for step in (-1, 1):
        for number in range(index + step, index + step * (_NEARBY + 1), step):
            if not 0 <= number < len(lines) or len(lines[number]) > _LONGEST_LINE:
                break
            # The break is before the first line of the page below.
            if _PAGE_BREAK in lines[number]:
                break
            yield lines[number]


def _width(raw: str) -> int:
    """The length of a line's text, without a code behind it."""
    text = raw.rstrip()
    before, _, last = text.rpartition(" ")
    return len(before.rstrip() if _CODES.fullmatch(last) else text)
