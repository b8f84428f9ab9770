"""Marks of footnotes at a line's start: `[1]`, `(1)`, `¹`, `※1`, `（注1）`, `[^1]:`, `Note 1:`.

The form of a mark depends on the publisher of the text, not on the mail printed in the note.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from mailrecon.lexicon import Lexicon, fold
from mailrecon.regex import regex

_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_PLAIN = str.maketrans(_RAISED, "0123456789")
_UP = str.maketrans("0123456789", _RAISED)
_WORD = r"[^\W\d_]{1,16}\.?"
# Arrows that lead back to the text: `[1] ↑ From: Ann Poe`
_BACK = r"[\s\u3000]*(?:[↑↩⬆⏎^][\ufe0e\ufe0f]?[\s\u3000]*)*"
_MARK = regex(
    r"[\s\u3000]*(?:"
    # `[1]`, `[^1]:` (Markdown), `〔注1〕`, `[note 1]`
    rf"[\[［〔【](?:\^|(?P<within>{_WORD})\s?)?(?P<bracketed>\d{{1,4}})[\]］〕】]:?"
    # `(1)`, `（注1）`
    rf"|[(（](?:(?P<inside>{_WORD})\s?)?(?P<round>\d{{1,3}})[)）]"
    # `*1`, `※1`, `†1`
    r"|[*＊※†‡]\s?(?P<starred>\d{1,3})(?:[.:)：．）]|(?=\s|[^\W\d]))"
    # `Note 1:`, `Anm. 1 `, `注1　`
    rf"|(?P<before>{_WORD})\s?(?P<named>\d{{1,3}})(?:\s?[.:)：．）]|(?=\s))"
    rf"|(?P<raised>[{_RAISED}]{{1,3}})"
    # Wikipedia: `^ From: Ann Poe`
    r"|\^(?=\s)"
    rf"){_BACK}"
)
_WORDS = ("within", "inside", "before")
_NUMBERS = ("bracketed", "round", "starred", "named", "raised")
# The first characters of marks without a word.
NOTE_OPENINGS: Final = frozenset(f"[［〔【(（*＊※†‡^{_RAISED}")


class NoteMark(NamedTuple):
    """A footnote mark: the note's number (may be empty), and the offset of the text after the mark.

    `is_round` is True for `(1)`, which may also number the points of a list.
    """

    number: str
    end: int
    is_round: bool


def note_mark(content: str, lexicon: Lexicon) -> NoteMark | None:
    """The footnote's mark that `content` begins with, or None."""
    found = _MARK.match(content)
    if found is None:
        return None
    word = next((found[name] for name in _WORDS if found[name]), None)
    # `[p 12]`, `Room 4:`: not a note
    if word is not None and fold(word.rstrip(".")) not in lexicon.note_words:
        return None
    return NoteMark(_number(found), found.end(), found["round"] is not None and word is None)


def raised(number: str) -> str:
    """A number in raised digits: `¹²`."""
    return number.translate(_UP)


def _number(found: re.Match[str]) -> str:
    printed = next((found[name] for name in _NUMBERS if found[name]), "")
    return printed.translate(_PLAIN)
