"""Headers told in one line of prose: `Ann Poe to Bob Lee, (cc: Cy Dent) - Sep 20, 2017 2:17PM`.

Printed so by archives that publish correspondence on web pages.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mailrecon.layouts.block import Block
from mailrecon.lexicon import Lexicon, fold
from mailrecon.model import Field, Introduction, Role, Span
from mailrecon.scan import Page, shapes

NAME = "one line of prose"
_LONGEST = 600
_DASH = re.compile(r"[—–]|\s[-|]\s")
_SEPARATORS = re.compile(r"[,;、，；]")


@lru_cache(maxsize=4)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Originator, a word such as `to`, recipients, copies in brackets, a dash and the date."""
    spaced = "|".join(re.escape(word) for word in words if word < "\u2e80")
    joined = "|".join(re.escape(word) for word in words if word >= "\u2e80") or "(?!)"
    return re.compile(
        r"\s*(?P<originator>[^:：;()（）\d]{2,60}?)"
        rf"(?:\s+(?P<word>{spaced})\s+|\s*(?P<joined>{joined})\s*)"
        r"(?P<to>[^:：()（）]{2,300}?)\s*[,，]?\s*"
        r"(?:[(\[（]\s*(?P<label>[^\W\d_][\w./ ]{0,14})[:：]\s*"
        r"(?P<cc>[^()\[\]（）]{2,300})[)\]）]\s*,?\s*)?"
        r"[-–—|]\s*(?P<date>\S.{5,58})",
        re.IGNORECASE,
    )


def match(page: Page, index: int) -> Block | None:
    """The header told on line `index`, or None."""
    lines = page.lines
    lexicon = page.lexicon
    content = lines.content(index).rstrip()
    if len(content) > _LONGEST or _DASH.search(content) is None:
        return None
    found = _pattern(tuple(lexicon.recipient_words)).fullmatch(content)
    if found is None or shapes.date_strength(found["date"]) != 2:
        return None
    if shapes.name_strength(found["originator"]) < 2 or not found["date"][0].isalnum():
        return None
    people = _SEPARATORS.split(found["to"])
    if any(shapes.name_strength(person) == 0 for person in people):
        return None
    if found["label"] is not None and not _is_copy_label(found["label"], lexicon):
        return None
    begin = lines.content_start(index)

    def field(role: Role, group: str) -> Field:
        start, end = found.span(group)
        return Field(role, found[group], Span(begin + start, begin + end))

    fields = [field(Role.FROM, "originator"), field(Role.TO, "to")]
    if found["cc"]:
        fields.append(field(Role.CC, "cc"))
    fields.append(field(Role.DATE, "date"))
    languages = lexicon.recipient_words[fold(found["word"] or found["joined"])]
    depth = lines.depth(index)
    return Block(
        layout=NAME,
        start=index,
        end=index + 1,
        depth=depth,
        body_depth=depth,
        fields=tuple(fields),
        language=max(languages, key=lambda code: (code == "en", lexicon.weights[code])),
        introduction=Introduction.HEADER_ONLY,
        evidence=(("originator, recipients and date in one line", 4.5),),
    )


def _is_copy_label(text: str, lexicon: Lexicon) -> bool:
    entry = lexicon.labels.get(fold(text))
    return entry is not None and Role.CC in entry.roles
