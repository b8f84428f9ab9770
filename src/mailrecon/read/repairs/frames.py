"""Remove frames that are drawn with characters around a mail's header.

Lotus Notes as plain text, and programs that quote it, draw a box around the labels:

    |---------+---------------------------->
    |         |           Ann Poe          |
    |         |           05/04/2020 09:12 |
    |---------+---------------------------->
    +--------------------------------------+
    | From:     Ann Poe/Dock/Quay          |
    | Date:     05/04/2020 09:12 AM        |
    +--------------------------------------+
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from mailrecon.model import Document, NoticeCode
from mailrecon.read.repairs.edited import Edit, edited
from mailrecon.regex import LineOpening, regex

# A line of a frame: the left side, with the empty column that Notes draws there, text, the right
# side.
_SIDE = "|│║┃*"
_LINE = regex(
    rf"[ \t]*(?P<side>[{_SIDE}])(?P<column>[ \t]*[{_SIDE}](?=[ \t]))?(?P<text>[^{_SIDE}\n]*)"
    rf"(?P<end>[{_SIDE}]?)[ \t]*"
)
# `+------+`, `|-----+---->`, `  >------|`, `┌──────┐`, `********`
_DRAWN = "[-+|>│║┃┌┐└┘├┤╔╗╚╝╠╣─═━┏┓┗┛*=]*"
_RULE_OPENS = rf"[ \t]*{_DRAWN}[-─═━*=]{{10,}}"
_RULE = regex(rf"{_RULE_OPENS}{_DRAWN}[ \t]*")
_LABEL_OPENS = r"[ \t]*[^\W\d_][\w ]{0,12}[ \t]?[:：]"
_LABEL = regex(_LABEL_OPENS)
_SIGNS = ("--", "──", "══", "━━", "**")
# A frame has two rules; most texts have at most one line that opens like one.
_RULES = LineOpening(_RULE_OPENS)
_FEWEST_LABELS = 2
# `| From:     Ann Poe/Dock/Quay          |`: a frame has two such lines. Texts with lists and
# underlined titles have rules and sides, but none of these.
_LABELLED = LineOpening(
    rf"[ \t]*[{_SIDE}](?:[ \t]*[{_SIDE}])?{_LABEL_OPENS}[^{_SIDE}\n]*[{_SIDE}][ \t]*\r*$"
)
_MOST_LINES = 40
_LONGEST = 200


def undo(document: Document) -> Document:
    """`document` without the frames around headers; most are returned unchanged."""
    text = document.text
    if not any(map(text.__contains__, _SIDE)) or not any(map(text.__contains__, _SIGNS)):
        return document
    if len(list(islice(_LABELLED.all_in(text), _FEWEST_LABELS))) < _FEWEST_LABELS:
        return document
    if len(list(islice(_RULES.all_in(text), 2))) < 2:
        return document
    reason = "a frame drawn around a header was taken away"
    return edited(document, list(_frames(text)), NoticeCode.LEFT_OVER_MARKUP, reason)


def _frames(text: str) -> Iterator[Edit]:
    """The edits that remove each frame whose lines have field labels."""
    begun = 0
    inside: list[tuple[int, str]] = []
    for line in text.split("\n"):
        short = line.rstrip("\r")
        if len(short) <= _LONGEST and _is_of_frame(short):
            inside.append((begun, short))
        else:
            yield from _frame(inside)
            inside = []
        begun += len(line) + 1
    yield from _frame(inside)


def _is_of_frame(line: str) -> bool:
    return _RULE.fullmatch(line) is not None or _LINE.fullmatch(line) is not None


def _frame(lines: list[tuple[int, str]]) -> Iterator[Edit]:
    """The edits of one frame with rules at top and bottom; `lines` are offsets and texts."""
    rules = [number for number, (_, line) in enumerate(lines) if _RULE.fullmatch(line)]
    if len(rules) < 2 or rules[-1] - rules[0] > _MOST_LINES:
        return
    lines = lines[rules[0] : rules[-1] + 1]
    found = [_LINE.fullmatch(line) for _, line in lines]
    texts = [match for match in found if match is not None and match["text"].strip(" \t-+=>*")]
    labels = sum(_LABEL.match(match["text"]) is not None for match in texts)
    # A bulleted list has bars or stars only on the left.
    closed = sum(bool(match["end"]) for match in texts)
    if labels < _FEWEST_LABELS or closed < len(texts):
        return
    column = -1
    for (start, line), match in zip(lines, found, strict=True):
        if match is None or not match["text"].strip(" \t-+=>*"):
            # Lines without words are removed with their line end, so that the header stays in one
            # piece.
            yield Edit(start, start + len(line) + 1, "")
            column = -1
            continue
        text = match["text"]
        first = match.start("text") + len(text) - len(text.lstrip())
        last = match.start("text") + len(text.rstrip())
        # Notes wraps name and date within its narrow column: `05/04/2020 09:12` / `AM`.
        if column >= 0 and match["column"] is not None:
            yield Edit(column, start + first, " " if text.lstrip()[0] not in ">" else "")
        else:
            if column >= 0:
                yield Edit(column, start - 1, "")
            yield Edit(start, start + first, "")
        column = start + last
        if match["column"] is None:
            yield Edit(column, start + len(line), "")
            column = -1
    if column >= 0:
        yield Edit(column, lines[-1][0] + len(lines[-1][1]), "")
