"""Put the three columns in order that Lotus Notes prints above a mail quoted as plain text.

                 Ann Poe
                 <ann@quay.example
                 >                                                          To
                 Sent by: Quay             Ben Ost <ben@dock.example>
                 list                                                       cc
                                           Cay Dun/TIDE
                 05/04/2020 09:12                                      Subject
                 AM                        Re: Gate

On the left are the name and the date, wrapped; on the right the labels, their values in between.
All parts are kept, one below the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from mailrecon.lexicon import fold, load
from mailrecon.model import Document, NoticeCode, Role
from mailrecon.read.repairs.edited import Edit, edited
from mailrecon.regex import regex

_SIGN = " " * 32
_MARKS = regex(r"(?:> ?)*")
_PIECE = regex(r"\S+(?: \S+)*")
_DATE = regex(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4},? \d{1,2}[:.]\d\d")
_LEAST_INDENT = 6
_LONGEST_LABEL = 24
# The left column is 26 characters wide.
_WIDTH = 26
_ASKEW = 2
_MOST_LINES = 24
_MOST_BLANKS = 3
_LONGEST = 200
_MOST_WORDS_OF_LABEL = 4
_MOST_OF_ZONE = 4
_RIGHT = (Role.TO, Role.CC, Role.BCC, Role.SUBJECT)
_LEFT = (Role.SENDER, Role.REPLY_TO)


class _Line(NamedTuple):
    """A line: its offset in the text, its quote marks, and the rest."""

    start: int
    marks: str
    content: str


class _Piece(NamedTuple):
    """Text between wide gaps: the columns of its ends; whether a blank line is above."""

    start: int
    end: int
    text: str
    apart: bool


def undo(document: Document) -> Document:
    """`document` with each such header in order; most are returned unchanged."""
    # Web pages keep such columns with spaces that do not break.
    text = document.text.replace("\u00a0", " ")
    if _SIGN not in text or not any(map(_ends_with_subject, text.split("\n"))):
        return document
    reason = "the columns of a header were set below each other"
    return edited(document, list(_edits(text)), NoticeCode.LEFT_OVER_MARKUP, reason)


def _ends_with_subject(raw: str) -> bool:
    """Whether a line ends with the label of a subject after a wide gap, as each such header has."""
    if _SIGN not in raw:
        return False
    piece = raw.rstrip().rsplit("  ", 1)[-1].strip()
    return _has_role(piece, (Role.SUBJECT,))


def _edits(text: str) -> Iterator[Edit]:
    lines: list[_Line] = []
    start = 0
    for raw in text.split("\n"):
        marks = _MARKS.match(raw)
        size = marks.end() if marks is not None else 0
        lines.append(_Line(start, raw[:size], raw[size:].rstrip()))
        start += len(raw) + 1
    done = 0
    for index, line in enumerate(lines):
        if index < done or not _may_be_label(line.content):
            continue
        piece = line.content.rsplit("  ", 1)[-1].strip()
        if not _has_role(piece, (Role.SUBJECT,)):
            continue
        first, last = _bounds(lines, index, done)
        new = _ordered(lines[first:last], len(line.content))
        if new:
            end = lines[last - 1]
            joined = "\n".join(line.marks + part for part in new)
            yield Edit(lines[first].start, end.start + len(end.marks) + len(end.content), joined)
            done = last


def _may_be_label(content: str) -> bool:
    """Whether a line ends with a short word after a wide gap."""
    end = content[-_LONGEST_LABEL:]
    return len(content) > len(_SIGN) and "  " in end and _SIGN in content


def _has_role(text: str, roles: Sequence[Role]) -> bool:
    entry = load().labels.get(fold(text))
    return entry is not None and not entry.roles.keys().isdisjoint(roles)


def _bounds(lines: Sequence[_Line], index: int, floor: int) -> tuple[int, int]:
    """The first line of the columns around line `index`, and the line below their last."""
    ends = []
    for step in (-1, 1):
        at = found = index
        blanks = 0
        while floor <= at + step < len(lines) and abs(at - index) < _MOST_LINES:
            at += step
            content = lines[at].content
            blanks = 0 if content else blanks + 1
            indented = content[:_LEAST_INDENT].isspace() and len(content) < _LONGEST
            same = lines[at].marks.strip() == lines[index].marks.strip()
            if blanks > _MOST_BLANKS or not same or (content and not indented):
                break
            found = at if content else found
        ends.append(found)
    return ends[0], ends[1] + 1


def _ordered(lines: Sequence[_Line], edge: int) -> list[str]:
    """The header's parts in order: the left column, then each label with its values."""
    left: list[_Piece] = []
    fields: list[tuple[str, list[str]]] = []
    indent = min(len(line.content) - len(line.content.lstrip()) for line in lines if line.content)
    apart = False
    for line in lines:
        for found in _PIECE.finditer(line.content):
            text, start, end = found[0], *found.span()
            if abs(end - edge) <= _ASKEW and _has_role(text, _RIGHT):
                fields.append((text, []))
            elif start < indent + _WIDTH - _ASKEW:
                left.append(_Piece(start, end, text, apart))
            # A value above the first label means that this is another layout.
            elif not fields:
                return []
            else:
                fields[-1][1].append(text)
        apart = not line.content
    groups = list(_groups(left))
    known = [_has_role(label, (Role.TO,)) for label, _ in fields]
    if not any(known) or not groups or not any(map(_DATE.match, groups)):
        return []
    if _DATE.match(groups[0]) is not None:
        return []
    labelled = [f"{label}: {_joined(values)}".rstrip() for label, values in fields]
    return [*groups, *labelled]


def _groups(pieces: Sequence[_Piece]) -> Iterator[str]:
    """The parts of the left column, unwrapped: name, `Sent by: …`, date, `Please respond to …`."""
    begun = [0]
    for number, (above, piece) in enumerate(pairwise(pieces), start=1):
        dated = _DATE.match(piece.text) is not None
        # `05/04/2020 09:12` / `AM`, and then another part
        ended = _DATE.match(above.text) is not None and len(piece.text.split()[0]) > _MOST_OF_ZONE
        if dated or ended or piece.apart or _opens(piece.text):
            begun.append(number)
    for first, last in pairwise([*begun, len(pieces)]):
        yield _joined([piece.text for piece in pieces[first:last]])


def _opens(text: str) -> bool:
    """Whether a piece begins with a label of the left column: `Sent by: Quay`."""
    words = text.split(None, _MOST_WORDS_OF_LABEL)
    return any(
        _has_role(" ".join(words[:count]).rstrip(":"), _LEFT)
        for count in range(1, min(len(words), _MOST_WORDS_OF_LABEL) + 1)
    )


def _joined(texts: Sequence[str]) -> str:
    """Wrapped text on one line; parts of a wrapped address are joined without a space."""
    whole = ""
    for text in texts:
        inside = whole.rfind("<") > whole.rfind(">")
        whole += text if inside or not whole else f" {text}"
    return whole
