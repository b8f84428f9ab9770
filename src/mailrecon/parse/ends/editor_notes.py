"""What an editor adds below published mail: `[Editor's note: Poe resigned in June 2020.]`"""

from __future__ import annotations

from collections.abc import Iterator

from mailrecon.lexicon import fold
from mailrecon.regex import regex
from mailrecon.scan import Page

_OPENINGS = "[(【（* \t_#–—"
_AROUND = "*_ .\t"
_END = regex(r"[:：\])】）]|\.\s|\s?[–—-]\s|$")
_LONGEST = 48
_MOST_LINES = 8
_BRACKETS = {"[": "]", "【": "】"}
_APOSTROPHES = str.maketrans("’‘`", "'''")


def editor_notes(page: Page, start: int, stop: int) -> Iterator[int]:
    """The lines in `start`..`stop` that begin an editor's note, below a blank line.

    A note in brackets may be short: `[Ed.: …]`. One without needs words that nobody writes of
    himself, and a colon.
    """
    phrases = page.lexicon.editor_notes
    for index in range(max(start, 1), stop):
        raw = page.lines.raw[index]
        if not raw.strip() or not page.lines.is_blank(index - 1):
            continue
        text = page.lines.content(index).lstrip(" \t*_#–—")
        is_bracketed = text[:1] in "[(【（"
        bare = text.lstrip(_OPENINGS).translate(_APOSTROPHES)
        for end in _END.finditer(bare, 0, _LONGEST):
            words = bare[: end.start()].strip(_AROUND)
            closed = is_bracketed or (" " in words and end[0].strip()[:1] in (":", "："))
            if closed and fold(words) in phrases:
                yield index
                break


def notes_above(page: Page, start: int, stop: int) -> Iterator[int]:
    """The line of an editor's note in brackets, a few lines above the next mail on line `stop`.

    `[Editor's note: The lock was closed in June.]` / `And his reply:` / `From: Ben Ost`
    """
    lines = page.lines
    first = max(start, stop - _MOST_LINES)
    opened = [n for n in range(first, stop) if lines.content(n).lstrip(" \t*_")[:1] in _BRACKETS]
    for index in editor_notes(page, first, stop) if opened else ():
        text = lines.content(index).strip(" \t*_")
        last = index
        while last + 1 < stop and not lines.is_blank(last + 1):
            last += 1
        closing = _BRACKETS.get(text[:1])
        if closing is not None and lines.content(last).rstrip(" \t*_.").endswith(closing):
            yield index
            return
