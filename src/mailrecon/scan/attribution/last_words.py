"""Tell by the last word of a line that no attribution ends there.

    The lock has three gates:
    else:

Most lines that end with a colon end with a word that no template ends with.
"""

from __future__ import annotations

from functools import lru_cache

from mailrecon.lexicon import Lexicon, attribution_key, fold
from mailrecon.scan import patterns
from mailrecon.scan.attribution.misread_verbs import may_lack_accent
from mailrecon.scan.lines import Lines

_COLON = ":"
_DASHES = "--"
# Identifiers, addresses and newsgroups are left out before an attribution is read, and then the
# text around them may form a date.
_LEFT_OUT = ("<", "@", "news:")
_LEFT_OUT_ABOVE = (", in ", "mailto:")
_NAMES_OF_MESSAGES = ("message", "Message", "article", "msg")
_LINES_ABOVE = 3
_LONGEST_WORD = 40
# A line may end in these behind a colon, and what is behind a word whose colon was lost.
_EMPHASIS = ("*", "_")
_BEHIND_LOST_COLON = (";", ",", ".")
# A word that ends with one of these may be emphasised, or code (`}:`).
_NOT_PLAIN = frozenset("*_}")
# Characters that a template's last word shares with others: a comma has several widths.
_OF_SEVERAL_WIDTHS = frozenset("，：")
# Letters that are the same without regard to case, besides those of `str.casefold`.
_SAME_LETTERS = str.maketrans({"\u0131": "i", "\u0307": None})


def closes_nothing(lines: Lines, index: int, lexicon: Lexicon) -> bool:
    """Whether line `index` certainly ends no attribution.

    It is ASCII and has a colon or dashes at its end, and nothing there or on the lines above, on
    which an attribution may begin, can be a date. So only a template without a date may match that
    ends with the line's last word, or with a slot.

    Without a colon or dashes, it must end with a verb of writing or an address.
    """
    raw = lines.raw
    content = raw[index].rstrip()
    # `-----Original Message-----`: dashes may be in place of the colon.
    framed = content[-2:] == _DASHES
    if not content.isascii():
        return False
    if not (framed or content[-1:] == _COLON):
        return _closes_nothing_without_colon(content, lexicon)
    words = (content.rstrip("-") if framed else content[:-1]).split()
    word = words[-1] if words else ""
    if framed and not word.isalpha():
        return False
    # `INTEL_NUM:` has a mark of emphasis, but not at its end.
    if not 1 < len(word) <= _LONGEST_WORD or word[-1] in _NOT_PLAIN or ">" in word or "." in word:
        return False
    if any(map(content.__contains__, _LEFT_OUT)) or not _ends_no_template(word.lower(), lexicon):
        return False
    window = "\n".join(raw[max(index - _LINES_ABOVE, 0) : index + 1])
    if not window.isascii():
        return False
    return not patterns.has_digit(window) or _holds_no_attribution(window, lexicon)


def _closes_nothing_without_colon(content: str, lexicon: Lexicon) -> bool:
    """Whether a line of ASCII without a colon or dashes at its end certainly ends no attribution.

    `The lock has 3 gates.` A colon that was lost is behind a verb of writing, or an address.
    """
    last = content[-1:]
    if last in _EMPHASIS or _DASHES in content or any(map(content.__contains__, _LEFT_OUT)):
        return False
    text = content[:-1] if last in _BEHIND_LOST_COLON else content
    text = text[:-1] if text[-1:].isspace() else text
    if not text[-1:].isalpha():
        return last != ">"
    word = text[max(text.rfind(" "), text.rfind(">")) + 1 :].casefold()
    return text[-2:].casefold() not in lexicon.attributions and not may_lack_accent(word, lexicon)


def _holds_no_attribution(window: str, lexicon: Lexicon) -> bool:
    """Whether lines have neither a date nor what a template without a date needs."""
    if patterns.may_hold_date(window) or any(map(window.__contains__, _LEFT_OUT_ABOVE)):
        return False
    if "<" in window and any(map(window.__contains__, _NAMES_OF_MESSAGES)):
        return False
    return not any(map(fold(window).__contains__, _undated(lexicon)))


@lru_cache(maxsize=4)
def _undated(lexicon: Lexicon) -> tuple[str, ...]:
    """What must be in a line of ASCII that matches a template without a date, with a slot at its
    end.
    """
    templates = lexicon.attributions.get("", ())
    found = {one.landmark for one in templates if one.landmark and "{date}" not in one.pattern}
    return tuple(sorted(landmark for landmark in found if landmark.isascii()))


@lru_cache(maxsize=4096)
def _ends_no_template(word: str, lexicon: Lexicon) -> bool:
    """Whether no template ends with a word in small letters, even if OCR took an accent off it."""
    if may_lack_accent(word, lexicon):
        return False
    endings = _last_words(lexicon).get(attribution_key(f"{word}{_COLON}"), ())
    return endings is not None and not word.endswith(endings)


@lru_cache(maxsize=4)
def _last_words(lexicon: Lexicon) -> dict[str, tuple[str, ...] | None]:
    """The last words of the templates, by their key; None if a word has several forms."""
    found: dict[str, tuple[str, ...] | None] = {}
    for key, templates in lexicon.attributions.items():
        words: set[str] = set()
        for template in templates:
            tail = template.pattern.rpartition("}")[2].rstrip(" :")
            words.add(_with_letters(tail.split()[-1]) if tail.strip() else "")
        several = any(not _OF_SEVERAL_WIDTHS.isdisjoint(word) for word in words)
        found[key] = None if several else tuple(sorted(words))
    return found


def _with_letters(word: str) -> str:
    return word.casefold().translate(_SAME_LETTERS)
