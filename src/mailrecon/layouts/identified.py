"""Attribution lines with the Message-ID of the quoted message, as news readers print them.

`In message <5EB0.1@dock.example>, Ben Ost <ben@dock.example> writes` (Turnpike, without a colon),
`In article <abc@news.example> cay@dock.example (Cay Dun) wrote:` (tin, trn), in any language.
"""

from __future__ import annotations

from functools import lru_cache

from mailrecon.layouts.block import Block
from mailrecon.layouts.layout import Layout, Sign
from mailrecon.lexicon import PLACEHOLDER, Lexicon, fold
from mailrecon.model import Field, Introduction, Role, Span
from mailrecon.regex import regex
from mailrecon.scan import Page

NAME = "attribution line with a Message-ID"
# `In message <5EB0.1@dock.example>,` `In article <abc@news.example>`: words, then the ID.
_OPENING = regex(
    r"[ \t]*[^\W\d_]{2,12}(?: [^\W\d_]{2,12}){0,3} "
    r"<(?P<id>[^<>\s@]{1,200}@[^<>\s@]{1,200})>[,;]?(?=\s|$)"
)
# `Ben Ost <ben@dock.example> writes`, `cay@dock.example (Cay Dun) wrote:`
_PERSON_FIRST = regex(
    r"\s*(?P<person>[^<>@]{0,80}<[^<>\s@]+@[^<>\s@]+>|[^\s<>@()]+@[^\s<>@()]+(?:\s\([^()]{1,80}\))?)"
    r"\s+(?P<verb>[^<>@:]{2,24}?)\s*[:：]?\s*"
)
# `schrieb Ben Ost <ben@dock.example>:`
_VERB_FIRST = regex(
    r"\s*(?P<verb>[^\W\d_]{2,16})\s+(?P<person>[^<>@]{0,80}<[^<>\s@]+@[^<>\s@]+>)\s*[:：]?\s*"
)
_MOST_LINES = 3
_LONGEST = 500


def match(page: Page, index: int) -> Block | None:
    """The attribution line that begins on line `index`, with a quotation right below, or None."""
    lines = page.lines
    opening = _OPENING.match(lines.content(index))
    # `Message-ID: <5EB0.1@dock.example>` is a header field.
    if opening is None or page.label(index) is not None:
        return None
    depth = lines.depth(index)
    pieces: list[str] = []
    for last in range(index, min(index + _MOST_LINES, len(lines) - 1)):
        # The attribution may be wrapped over three lines, but not over a blank one.
        if lines.is_blank(last) or lines.depth(last) != depth:
            return None
        pieces.append(lines.content(last)[opening.end() if last == index else 0 :])
        # Lists of authors (`Copyright 2020 Ann Poe <ann@quay.example>`) have no quotation below.
        quoted = _quoted(page, last)
        found = _person("\n".join(pieces)[:_LONGEST], page.lexicon) if quoted is not None else None
        if found is not None and quoted is not None:
            start, end = (_place(page, index, opening.end(), pieces, at) for at in found)
            return _block(page, index, last, Span(start, end), opening.span("id"), quoted)
    return None


def _place(page: Page, first: int, skipped: int, pieces: list[str], offset: int) -> int:
    """Convert an offset in the joined pieces to one in the text. The first piece lacks the first
    `skipped` characters of its line.
    """
    for number, piece in enumerate(pieces):
        if offset <= len(piece):
            begin = page.lines.content_start(first + number)
            return begin + offset + (0 if number else skipped)
        offset -= len(piece) + 1
    raise ValueError(offset)


def _person(text: str, lexicon: Lexicon) -> tuple[int, int] | None:
    """The place of the author's name in a text that ends with a verb of writing."""
    for pattern in (_PERSON_FIRST, _VERB_FIRST):
        found = pattern.fullmatch(text)
        if found is not None and fold(found["verb"]) in _verbs(lexicon):
            return found.start("person"), found.end("person")
    return None


@lru_cache(maxsize=4)
def _verbs(lexicon: Lexicon) -> frozenset[str]:
    """The folded words of attribution templates before or after a name: `wrote`."""
    found: set[str] = set()
    for templates in lexicon.attributions.values():
        for template in templates:
            slots = list(PLACEHOLDER.finditer(template.pattern))
            # From `On {date}, {name} wrote:` the word `wrote`.
            found.add(fold(template.pattern[slots[-1].end() :].strip(" :：>»”\"'")))
            # From `Le {date}, {name} a écrit :` the word `Le`; too short ones are dropped below.
            found.add(fold(template.pattern[: slots[0].start()].strip(" <«“\"'")))
    return frozenset(word for word in found if len(word) > 2)


def _quoted(page: Page, last: int) -> int | None:
    """The quote depth of the quotation right below line `last`, or None."""
    lines = page.lines
    below = last + 1
    while below < min(last + _MOST_LINES, len(lines)) and lines.is_blank(below):
        below += 1
    depth = lines.depth(last)
    # `In message <…>, Ann <…> writes that …`: prose that cites a Message-ID has no quotation below.
    if below >= len(lines) or lines.is_blank(below) or lines.depth(below) <= depth:
        return None
    return depth + 1


def _block(
    page: Page, first: int, last: int, person: Span, identifier: tuple[int, int], body_depth: int
) -> Block:
    lines = page.lines
    begin = lines.content_start(first)
    brackets = Span(begin + identifier[0] - 1, begin + identifier[1] + 1)
    text = lines.text
    name = text[person.start : person.end]
    # Inside a quotation, the wrapped line begins with quote marks.
    name = "\n".join(line.strip().lstrip("> ") for line in name.split("\n"))
    return Block(
        layout=NAME,
        start=first,
        end=last + 1,
        depth=lines.depth(first),
        body_depth=body_depth,
        fields=(
            Field(Role.FROM, name, person),
            Field(Role.MESSAGE_ID, text[brackets.start : brackets.end], brackets),
        ),
        language=None,
        introduction=Introduction.ATTRIBUTION,
        evidence=(("attribution line with a Message-ID", 5.0),),
    )


LAYOUT = Layout(
    NAME,
    "mail and news programs that cite the Message-ID they answer",
    ((Sign.IDENTIFIER, match),),
)
