"""Blank out the marks and tags that a publisher added before the beginnings of messages.

    ※1 On May 4, 2020 at 9:12 AM, Ann Poe wrote:
    [2] -----Original Message-----
    [b]From:[/b] Ann Poe

The beginning of a message was printed by a mail program; footnote marks and tags of bold type were
added by the publisher. Layouts see spaces in their place, so offsets do not change. `Lines.printed`
keeps the original lines: on a line that does not begin a message, the mark belongs to the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mailrecon.lexicon import Lexicon, fold
from mailrecon.regex import LineOpening, regex
from mailrecon.scan.labels import COLONS, find_label
from mailrecon.scan.lines import Lines, split_lines
from mailrecon.scan.note_marks import NOTE_OPENINGS, NoteMark, note_mark
from mailrecon.scan.stand_ins import KnownSigns, StandIn, may_have_any, stand_ins

_OPENINGS = "".join(map(re.escape, sorted(NOTE_OPENINGS)))
_OPENINGS_IN_ASCII = "".join(map(re.escape, sorted(filter(str.isascii, NOTE_OPENINGS))))
# `Note 3: Ann Poe to …`, `注3　…`: a word that the language files know, and a number
_WORD_AND_NUMBER = r"[^\W\d_]{1,16}+\.?[ ]?\d{1,3}[ ]?[.:)：．）\u3000]"
_LINE = LineOpening(rf"(?P<line>(?:[{_OPENINGS}]|{_WORD_AND_NUMBER})[^\n]*[^\W\d_][^\n]*)")
# Every line with a mark or a tag matches this, and few texts have one: a single search rules out
# all forms.
_SIGN = LineOpening(rf"[ \t]*[<{_OPENINGS}]|{_WORD_AND_NUMBER}")
# Each ASCII mark, tag or number contains one of these characters.
_ASCII_SIGNS = ("<", "-", *sorted(filter(str.isascii, NOTE_OPENINGS)), *"0123456789")
_ODD = LineOpening(rf"[> \t]*(?:[\d<{_OPENINGS}]|[•●▪◦–*-][ \t])|{_WORD_AND_NUMBER}")
# The same in ASCII, where a class of characters is a look-up in a table: half the time.
_ODD_IN_ASCII = LineOpening(
    rf"[> \t]*+(?:[0-9<{_OPENINGS_IN_ASCII}]|[*-][ \t])"
    r"|[A-Za-z]{1,16}+\.?[ ]?[0-9]{1,3}[ ]?[.:)]"
)
# `[b]From:[/b] Ann Poe` (forums), `<b>From:</b> Ann Poe<br>` (HTML pasted as text)
_BOLD_TAGS = ("[b]", "[B]", "<b>", "<B>", "<strong>")
_TAG = regex(r"\[/?[biu]\]|</?(?:b|i|u|strong|em)>|<br ?/?>", re.IGNORECASE)
_TAGGED = regex(r"^[ \t]*(?:\[b\]|<b>|<strong>)[^\n]{1,400}", re.MULTILINE | re.IGNORECASE)
# `[1] https://quay.example/`: a list of links
_ADDRESS = regex(r"\w{1,12}:/|www\.")
_RULES = ("--", "__", "==", "—")
_DIGIT = regex(r"\d")
_FIRST_WORD = regex(r"[^\W\d_]+")
# The part of a line that is searched for a date or a colon that opens a message.
_HEAD = 300


def lines_of(text: str, lexicon: Lexicon) -> Lines:
    """The lines of a text, with spaces for marks and tags before a possible message start."""
    is_odd = _has_odd_lines(text, text)
    others = list(stand_ins(text, lexicon)) if may_have_any(text, has_odd_lines=is_odd) else []
    if not others and not (is_odd and _SIGN.is_in(text)):
        return Lines(text)
    marks = list(_marks_in(text, lexicon))
    spans = [(start, start + mark.end) for start, mark in marks]
    spans += _tags_in(text, lexicon)
    changes = others + [StandIn(start, end, " " * (end - start)) for start, end in spans]
    if not changes:
        return Lines(text)
    lines = Lines(_changed(text, changes))
    breaks = [change for change in others if change.text == "\n"]
    lines.printed, _ = split_lines(_changed(text, breaks))
    lines.notes = {lines.line_at(start): mark.number for start, mark in marks}
    return lines


def _changed(text: str, changes: Iterable[StandIn]) -> str:
    """Apply the changes to a text, except overlapping ones."""
    pieces, last = [], 0
    for start, end, shown in sorted(changes):
        if start < last:
            continue
        pieces += [text[last:start], shown]
        last = end
    return "".join((*pieces, text[last:]))


def has_page_marks(text: str, lexicon: Lexicon, known: KnownSigns | None = None) -> bool:
    """Whether a mark or tag that may be before the beginning of a message is in a text."""
    marked = text if known is None or known.marked is None else known.marked
    is_odd = _has_odd_lines(marked, text if known is None else known.marks)
    if may_have_any(text, has_odd_lines=is_odd, known=known) and next(
        stand_ins(text, lexicon), None
    ):
        return True
    if not is_odd:
        return False
    return _SIGN.is_in(marked) and (
        next(_marks_in(marked, lexicon), None) is not None
        or next(_tags_in(marked, lexicon), None) is not None
    )


def _has_odd_lines(text: str, marks: str) -> bool:
    """Whether a line begins with a mark, a tag, a number, or a word and a number."""
    # A search for one character is ten times as fast as one for several.
    is_ascii = text.isascii()
    if is_ascii and not any(map(marks.__contains__, _ASCII_SIGNS)):
        return False
    return (_ODD_IN_ASCII if is_ascii else _ODD).is_in(text)


def _tags_in(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """The places of tags on lines that begin with a label in bold type: `[b]From:[/b] Ann Poe`."""
    if not any(tag in text for tag in _BOLD_TAGS):
        return
    for line in _TAGGED.finditer(text):
        bare = _TAG.sub(lambda tag: " " * len(tag[0]), line[0])
        label = find_label(bare, lexicon)
        if label is not None and label.entry is not None:
            yield from (
                (line.start() + tag.start(), line.start() + tag.end())
                for tag in _TAG.finditer(line[0])
            )


def _marks_in(text: str, lexicon: Lexicon) -> Iterator[tuple[int, NoteMark]]:
    """The footnote marks before possible message starts, and their places."""
    for found in _LINE.all_in(text):
        line = found["line"]
        mark = note_mark(line, lexicon)
        # `^ permalink raw reply [flat|nested] 2+ messages in thread` has no number.
        if mark is not None and mark.number and _may_begin_message(line[mark.end :], lexicon):
            yield found.start("line"), mark


def _may_begin_message(rest: str, lexicon: Lexicon) -> bool:
    """Whether the text after a mark has a sign of a message start.

    Labels do not count here, because a label is read together with its mark: so `[1] From: Ann Poe`
    / `[2] To: Ben Ost` is a list of labels, and not a header.
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
