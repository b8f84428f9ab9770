"""Mail cited in a sentence or a footnote: `3 E-mail from Ann Poe to Ben Ost, May 4, 2020: "The …"`.

The words between quotation marks are the mail's text; the rest belongs to the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from mailrecon.layouts.block import Block
from mailrecon.lexicon import Lexicon, fold
from mailrecon.model import Field, Introduction, Span
from mailrecon.regex import regex
from mailrecon.scan import Page
from mailrecon.scan.headings.finder import read_heading

# Opening quotation marks, and those that may close them.
_QUOTATION_MARKS = {"“": "”", "„": "“”", '"': '"', "«": "»", "»": "«", "「": "」", "『": "』"}
_OPENS = regex(f"[:：]\\s{{0,3}}([{''.join(_QUOTATION_MARKS)}])(?=\\s?\\S)")
_CLOSING = {marks: regex(f"[{re.escape(marks)}]") for marks in _QUOTATION_MARKS.values()}
# `[3] `, `3. `, `3 `, `¹ `; `See `, `Vgl. `
_MARKER = regex(r"\s*[\[(]?(?:(\d{1,4})|[¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3})[\])]?\.?\s*(?=[^\W\d_])|\s*")
_WORD = regex(r"\S+")
_WORDS_BEFORE = 3
_LONGEST_HEAD = 300
_MOST_LINES = 60
_LONGEST = 4000
# `vom 4. Mai`, `on May 4`, `du 4 mai`: a word of so many letters joins people and date.
_LONGEST_JOINT = 5
# French `d'Anne Poe`
_ELIDED = regex(r"\b[dD]['’](?=[^\W\d_])")


def may_cite(raw: str) -> bool:
    """Whether a line has a colon that is followed by a quotation mark."""
    # Most lines have no such mark at all.
    if '"' not in raw and raw.isascii():
        return False
    return _OPENS.search(raw, 0, _LONGEST_HEAD) is not None


def match(page: Page, index: int) -> Block | None:
    """The mail, with its text, that a sentence beginning on line `index` cites, or None."""
    lines = page.lines
    content = lines.content(index)
    opened = _OPENS.search(content, 0, _LONGEST_HEAD)
    if opened is None:
        return None
    marker = _MARKER.match(content)
    begin = marker.end() if marker is not None else 0
    mail = _mail_word(content, begin, opened.start(), page.lexicon)
    if mail is None:
        return None
    head = _without_mail_word(content[: opened.start()], begin, mail)
    ways = (read_heading(text, page.lexicon) for text in _ways(head.text))
    parts = next((found for found in ways if found is not None), None)
    if parts is None:
        return None
    start = lines.content_start(index)
    text_start = start + opened.end()
    text_end = _end_of_text(page, index, text_start, _QUOTATION_MARKS[opened[1]])
    if text_end is None:
        return None
    return Block(
        layout="one line of prose",
        start=index,
        end=lines.line_at(text_end) + 1,
        depth=lines.depth(index),
        body_depth=lines.depth(index),
        fields=tuple(
            Field(role, content[first:last], Span(start + first, start + last))
            for role, first, last in (
                (role, head.printed(first), head.printed(last)) for role, first, last in parts
            )
        ),
        language=None,
        introduction=Introduction.HEADER_ONLY,
        evidence=(("a mail cited with originator, recipients and date", 4.5),),
        footnote=marker[1] if marker is not None else None,
        inline_body=text_start,
        inline_end=text_end,
    )


def _mail_word(content: str, begin: int, end: int, lexicon: Lexicon) -> Span | None:
    """The word for a mail: `E-mail`, `See the e-mail`; not a word for a letter or a memo.

    After the originator, it is between commas or before the recipients: `Ann Poe, email to Ben
    Ost`.
    """
    words = list(_WORD.finditer(content, begin, end))
    for number, word in enumerate(words):
        if number >= _WORDS_BEFORE and not words[number - 1][0].endswith((",", "，")):
            continue
        for count in (2, 1):
            found = words[number : number + count]
            key = fold("".join(one[0] for one in found).rstrip(",，:："))
            if key in lexicon.mail_words:
                return Span(word.start(), found[-1].end())
    return None


class _Head(NamedTuple):
    """People and date of a citation, without the word for a mail.

    The text before that word was moved right, over the gap: the first `moved` characters are `by`
    positions further right than printed.
    """

    text: str
    moved: int = 0
    by: int = 0

    def printed(self, offset: int) -> int:
        """Convert an offset in `text` to an offset in the line."""
        return offset - self.by if offset <= self.moved else offset


def _without_mail_word(head: str, begin: int, mail: Span) -> _Head:
    """The text before the cited words, without the word for a mail and what precedes the people.

    `Email, Ann Poe to Ben Ost, 4 May 2020`; `Ann Poe, email to Ben Ost, 4 May 2020` and `Ann Poe to
    Ben Ost, email, 4 May 2020` lose the comma before the word as well.
    """
    before = head[begin : mail.start].rstrip()
    if not before.endswith((",", "，")):
        return _Head(" " * mail.end + _without_elision(head[mail.end :]))
    end = mail.start + len(head[mail.start : mail.end].rstrip(",，"))
    text = (" " * begin + before[:-1]).rjust(end) + _without_elision(head[end:])
    return _Head(text, end, end - begin - len(before) + 1)


def _without_elision(text: str) -> str:
    return _ELIDED.sub("  ", text)


def _ways(head: str) -> Iterator[str]:
    """The text before the cited words; then the same with a comma for a word before the date.

    `E-Mail von Anna Pohl an Ben Ost vom 4. Mai 2020` is read as `…, 4. Mai 2020`.
    """
    yield head
    for word in _WORD.finditer(head):
        if len(word[0]) <= _LONGEST_JOINT and word[0].islower() and word.start():
            comma = "," + " " * (len(word[0]))
            yield head[: word.start() - 1] + comma + head[word.end() :]


def _end_of_text(page: Page, index: int, start: int, closing: str) -> int | None:
    """The offset of the closing quotation mark in the same paragraph, or None."""
    lines = page.lines
    last = index
    while (
        last + 1 < len(lines)
        and last - index < _MOST_LINES
        and not lines.is_blank(last + 1)
        and lines.depth(last + 1) == lines.depth(index)
    ):
        last += 1
    text = lines.text[start : min(lines.end(last), start + _LONGEST)]
    found = _CLOSING[closing].search(text)
    return start + found.start() if found is not None and text[: found.start()].strip() else None
