"""Lines of a text whose footnotes hold mail, without the notes' marks before a message.

    ※1 On May 4, 2020 at 9:12 AM, Ann Poe wrote:
    [2] -----Original Message-----

What begins a message has the form that a mail program gave it; the mark is the publisher's. So
layouts see spaces in place of the mark, and offsets stay as they are. `Lines.printed` keeps the
mark: a line that begins no message is text, with its mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailrecon.lexicon import Lexicon, fold
from mailrecon.regex import regex
from mailrecon.scan.labels import COLONS, find_label
from mailrecon.scan.lines import Lines
from mailrecon.scan.note_marks import NOTE_OPENINGS, NoteMark, note_mark

_OPENINGS = tuple(f"\n{character}" for character in sorted(NOTE_OPENINGS))
_LINE = regex(
    rf"^[{''.join(map(re.escape, sorted(NOTE_OPENINGS)))}][^\n]*[^\W\d_][^\n]*", re.MULTILINE
)
# `[1] https://quay.example/`: a list of links
_ADDRESS = regex(r"\w{1,12}:/|www\.")
_RULES = ("--", "__", "==", "—")
_DIGIT = regex(r"\d")
_FIRST_WORD = regex(r"[^\W\d_]+")
# Of a line, what may hold a date or a colon that opens a message.
_HEAD = 300


def lines_of(text: str, lexicon: Lexicon) -> Lines:
    """The lines of a text, in which the marks of notes that may begin with a message are spaces."""
    marks = list(_marks_in(text, lexicon)) if _may_have_marks(text) else []
    if not marks:
        return Lines(text)
    pieces, last = [], 0
    for start, mark in marks:
        pieces += [text[last:start], " " * mark.end]
        last = start + mark.end
    lines = Lines("".join((*pieces, text[last:])))
    lines.printed = Lines(text).raw
    lines.notes = {lines.line_at(start): mark.number for start, mark in marks}
    return lines


def has_note_marks(text: str, lexicon: Lexicon) -> bool:
    """Whether a line begins with the mark of a note that may begin with a message."""
    return _may_have_marks(text) and next(_marks_in(text, lexicon), None) is not None


def _may_have_marks(text: str) -> bool:
    return text[:1] in NOTE_OPENINGS or any(opening in text for opening in _OPENINGS)


def _marks_in(text: str, lexicon: Lexicon) -> Iterator[tuple[int, NoteMark]]:
    """Where notes' marks are before what may begin a message, and the marks."""
    for found in _LINE.finditer(text):
        mark = note_mark(found[0], lexicon)
        # `^ permalink raw reply [flat|nested] 2+ messages in thread` has no number.
        if mark is not None and mark.number and _may_begin_message(found[0][mark.end :], lexicon):
            yield found.start(), mark


def _may_begin_message(rest: str, lexicon: Lexicon) -> bool:
    """Whether the text behind a mark has a sign of what begins a message.

    A label has it, too, but is read with its mark: `[1] From: Ann Poe` / `[2] To: Ben Ost` is a
    list of labels, and not a header.
    """
    if _ADDRESS.match(rest) is not None:
        return False
    label = find_label(rest, lexicon)
    if label is not None and label.entry is not None:
        return False
    word = _FIRST_WORD.match(rest)
    return (
        _DIGIT.search(rest, 0, _HEAD) is not None
        or rest.rstrip().endswith(tuple(COLONS))
        or any(rule in rest for rule in _RULES)
        # `[1] From Ann Poe` / `To Ben Ost`
        or (word is not None and fold(word[0]) in lexicon.labels)
    )
