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
