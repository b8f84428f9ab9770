"""Tell whether the line below a subject continues it, or is the text's first line.

    Subject: Question about the boats that leave the northern quay on Sundays, and
    the island

Only a line that was full is wrapped.
"""

from __future__ import annotations

from mailrecon.layouts.labelled.entry import Entry
from mailrecon.lexicon import Lexicon, fold
from mailrecon.scan import Lines, Page

# Columns at which mail programs wrap lines, and below which a line was not full.
_WRAP_WIDTH = 70
_NARROW = 40
_LONGEST_REST_OF_SUBJECT = 50
# A folded line has at most so many characters (RFC 5322, section 2.1.1).
_WIDEST_FOLDED = 78
# A label further from the margin than this shares its line with others.
_MARGIN = 24
_SENTENCE_ENDS = ".!?。！？"


def subject_goes_on(page: Page, current: int, entry: Entry, *, indented: bool) -> bool:
    """Whether a line below a subject continues it, and is not the first line of the text.

    No label follows near; `indented`: the line is indented, and the label's line is not.
    """
    lines = page.lines
    above = lines.content(entry.pieces[-1][0])
    content = lines.content(current)
    words = content.split()
    if not indented and _is_text_below_subject(above, content, page.lexicon):
        return False
    # ` Subject: Tides`: in a header set in columns, values wrap at their own width.
    if not words or entry.label.start > _MARGIN:
        return False
    full = len(above.rstrip()) + 1 + len(words[0])
    # `Subject: Tides and … of the northern basin` / `    It leaks.`: a sentence of the text
    if indented and len(above) > _WIDEST_FOLDED and _is_whole_sentence(content):
        return False
    if indented:
        # A folded field (RFC 5322, section 2.2.3): its line was full, and the text below is not
        # indented as deep.
        return full > _NARROW and not _goes_on_as_deep(lines, current)
    follows_blank = current + 1 >= len(lines) or lines.is_blank(current + 1)
    # OCR leaves out the blank line: `Subject: Tides and … of` / `the north` / `Hi Ben,`
    if not follows_blank and _is_rest_of_title(lines, current, above, full):
        return True
    # `Subject: Tides` / `We should meet.` / `And then …`: text, not the rest of a subject.
    if not follows_blank:
        return False
    wide = len(lines.raw[entry.pieces[-1][0]].rstrip())
    return _is_wrapped(above, content, wide, full)


def subject_ends_on(lines: Lines, current: int, above: str, lexicon: Lexicon) -> bool:
    """Whether line `current` is the last one of a subject wrapped at the margin: a blank line
    follows. `above` is the line of the subject's label.
    """
    content = lines.content(current)
    if _is_text_below_subject(above, content, lexicon):
        return False
    full = len(above.rstrip()) + 1 + len(content.split()[0])
    return _is_wrapped(above, content, len(lines.raw[current - 1].rstrip()), full)


def _is_text_below_subject(above: str, content: str, lexicon: Lexicon) -> bool:
    """Whether a line at the margin below a subject is the text, however long the subject is.

    `Subject: Tides and locks of the northern basin` / `fyi`, `z. K.`; `… at noon.` / `Ann`
    """
    ended = above.rstrip()[-1:] in _SENTENCE_ENDS and content.lstrip()[:1].isupper()
    return ended or fold(content) in lexicon.short_answers


def _is_wrapped(above: str, content: str, wide: int, full: int) -> bool:
    """Whether a short line above a blank line is the rest of a subject whose line was full.

    `wide` is the length of the subject's line as printed, `full` that of its content with the first
    word of this line.
    """
    sentence = content.lstrip()[:1].isupper() and content.rstrip()[-1] in ".!?,:"
    if sentence or len(content) >= _LONGEST_REST_OF_SUBJECT:
        return False
    # `Subject: Question about the Sunday boat to ` / `the island`, format=flowed (RFC 3676, 4.2).
    flowed = above.endswith(" ") and not above.endswith("  ") and content[:1].islower()
    word = len(content.split()[0])
    return (flowed and full > _NARROW) or (
        wide >= _LONGEST_REST_OF_SUBJECT and wide + 1 + word > _WRAP_WIDTH
    )


def _is_whole_sentence(content: str) -> bool:
    """Whether a line is one whole sentence: a capital, two words or more, and a full stop."""
    text = content.strip()
    return (
        text[:1].isupper() and text[-1:] in _SENTENCE_ENDS and text[-2:-1].islower() and " " in text
    )


def _is_rest_of_title(lines: Lines, current: int, above: str, full: int) -> bool:
    """Whether a line in small letters continues a subject whose line was full, above a text's
    start.

    `full` is the length that the subject's line would have with this line's first word.
    """
    text, below = lines.content(current).strip(), lines.content(current + 1).strip()
    return (
        full > _WRAP_WIDTH
        and above.rstrip()[-1:] not in _SENTENCE_ENDS
        and text[:1].islower()
        and len(text) < _NARROW
        and text[-1:].isalnum()
        and below[:1].isupper()
    )


def _goes_on_as_deep(lines: Lines, current: int) -> bool:
    """Whether the text below the next blank line has the same indent as this line."""
    indent = _indent(lines.content(current))
    below = current + 1
    while below < min(current + 4, len(lines)) and not lines.is_blank(below):
        below += 1
    while below < min(current + 6, len(lines)) and lines.is_blank(below):
        below += 1
    return (
        below < len(lines) and not lines.is_blank(below) and _indent(lines.content(below)) == indent
    )


def _indent(content: str) -> int:
    return len(content) - len(content.lstrip())
