"""Recognize a page's footnotes: the numbers that refer to them, and their texts."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mailrecon.regex import regex

_NOTES = regex(r"(?:^|[\s_:-])(?:foot-?notes?|end-?notes?|notes?|fn|fnref|ftn|edn)(?:$|[\s_:-]|\d)")
_NOTE_LINK = regex(r"#.*(?:fn|ftn|edn|note|ref)", re.IGNORECASE)
_NUMBER = regex(r"\[?(\d{1,4})\]?")
_BACK = regex(r"(?:[↩↑⤴⏎^\s\ufe0e\ufe0f]|&#8617;)+|(?:back|return|jump up)\b.{0,30}", re.IGNORECASE)
_BEHIND = frozenset(".,;:!?\"'”’»)]）」』。、，！？")


def opens_note(attributes: Mapping[str, str | None]) -> bool:
    """Whether an element's name marks it as a footnote, or as a list of footnotes."""
    return _says_note(attributes)


def note_number(
    tag: str,
    attributes: Mapping[str, str | None],
    text: str,
    before: str,
    *,
    raised: bool,
    noted: bool,
) -> str | None:
    """The footnote number of a link or a superscript number; None if it is not one.

    `before` is the character left of it ("" at a line's start), `raised` is True in a `sup`,
    `noted` among the notes. A superscript number after a letter is a power (`m2`), not a footnote.
    """
    number = _NUMBER.fullmatch(text.strip())
    if number is None:
        return None
    href = attributes.get("href") or ""
    # `<a href="#fn3">[3]</a>`, not `<a href="/page#top">3</a>`
    if tag == "a":
        linked = "#" in href and (
            raised or (noted and not before) or _NOTE_LINK.search(href) or _says_note(attributes)
        )
        return number[1] if linked else None
    # `gate.<sup>3</sup>`, not `m<sup>2</sup>`
    return number[1] if not before.strip() or before in _BEHIND else None


def is_back_link(attributes: Mapping[str, str | None], text: str) -> bool:
    """Whether a link leads from a footnote back to the text: an arrow, no words of the note."""
    # `<a href="#fnref3">↩</a>`
    href = attributes.get("href") or ""
    return "#" in href and bool(text.strip()) and _BACK.fullmatch(text.strip()) is not None


def _says_note(attributes: Mapping[str, str | None]) -> bool:
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".strip().lower()
    return bool(names) and _NOTES.search(names[:400]) is not None
