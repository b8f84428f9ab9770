"""Remove the line numbers that gists and source viewers print beside a text with mail.

1  From: Ann Poe <ann@quay.example>
2  To: Ben Ost <ben@dock.example>
3  Subject: The gate
4
5  The gate leaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mailrecon.lexicon import fold, load
from mailrecon.model import Document, NoticeCode, Role
from mailrecon.read.repairs.edited import Edit, edited
from mailrecon.regex import regex

_FIRST = regex(r"[ \t]*1(?:[ \t|│].*|)")
# The pattern begins with a line break, so that a long text without one is skipped fast.
_SECOND = regex(r"\n[ \t]*2(?=[ \t|│\n]|\Z)")
_NUMBERED = regex(r"[ \t]*(?P<number>\d{1,5})(?:[ \t]*[|│])?(?P<gap>[ \t]*)(?P<text>[^ \t].*|)")
_LABEL = regex(r"([^\W\d_][\w -]{0,20}):\s")
_FEWEST_LINES = 5


def undo(document: Document) -> Document:
    """`document` without the line numbers beside its mail; most are returned unchanged."""
    text = document.text
    if not _may_begin(text):
        return document
    reason = "line numbers beside the text were taken away"
    return edited(document, list(_gutters(text)), NoticeCode.LEFT_OVER_MARKUP, reason)


def _may_begin(text: str) -> bool:
    """Whether a line numbered 1 is above one numbered 2."""
    return "2" in text and any(
        _FIRST.fullmatch(text, text.rfind("\n", 0, second.start()) + 1, second.start())
        for second in _SECOND.finditer(text)
    )


def _gutters(text: str) -> Iterator[Edit]:
    """The edits that remove each run of numbers 1, 2, 3, … beside a header."""
    begun = 0
    run: list[tuple[int, re.Match[str]]] = []
    for line in text.split("\n"):
        found = _NUMBERED.fullmatch(line.rstrip("\r"))
        number = int(found["number"]) if found is not None else 0
        if number != len(run) + 1:
            yield from _edits(run)
            run = []
        if found is not None and number == len(run) + 1:
            run.append((begun, found))
        begun += len(line) + 1
    yield from _edits(run)


def _edits(run: Sequence[tuple[int, re.Match[str]]]) -> Iterator[Edit]:
    """The edits of one run: remove the numbers, and the gap that all its lines share."""
    if len(run) < _FEWEST_LINES or not _has_header([found["text"] for _, found in run]):
        return
    gap = min(len(found["gap"]) for _, found in run if found["text"])
    for start, found in run:
        end = found.end("gap") if not found["text"] else found.start("gap") + gap
        yield Edit(start, start + end, "")


def _has_header(texts: Sequence[str]) -> bool:
    """Whether labels of an originator and of recipients or a date are on neighbouring lines."""
    labels = load().labels
    above: set[Role] = set()
    for text in texts:
        label = _LABEL.match(text)
        entry = labels.get(fold(label[1])) if label is not None else None
        if entry is None:
            above.clear()
            continue
        above.update(entry.roles)
        if Role.FROM in above and not above.isdisjoint((Role.TO, Role.DATE)):
            return True
    return False
