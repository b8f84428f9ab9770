"""For the fast path `straight`: lines that begin with a mark and are plain all the same.

    * * *
    > Does the sluice leak?
    --
    _______________________________________________

People who collect mails print the first between them (an ornament). The second is quoted text that
no header or attribution introduces: in a message that is not quoted, it is that message's own text.
A signature is below the third, and the footer of a mailing list below the fourth.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from mailrecon.lexicon import Lexicon
from mailrecon.model import Document, Introduction, Role
from mailrecon.parse.ends.furniture import closes_page
from mailrecon.parse.ends.sections import LINES_OF_ITEM, names_originator
from mailrecon.parse.fast.plain_lead import LeadFinder
from mailrecon.parse.fast.plain_text import (
    MAY_NUMBER_PAGE,
    OPENING_MARKS,
    ORNAMENT,
    is_text,
    line_state,
)
from mailrecon.parse.message_starts import MessageStart
from mailrecon.regex import regex
from mailrecon.scan.furniture.kinds import WORDS
from mailrecon.scan.page import is_dated

_QUOTE = ">"
# No plain words begin with these.
_NOT_WORDS = frozenset((*OPENING_MARKS, ""))
# RFC 3676, section 4.3; many programs take off the space.
_SIGNATURE = frozenset(("-- ", "--"))
# Mailman's footer has 47 of them. Shorter rules separate the items of a collection.
_FOOTER_RULE = regex(r"_{20,}")
_DIGEST = "Digest"
# In quotations of these forms a message begins, or an attribution is right above.
_MAY_BEGIN = regex(r">(?<=\n>)[^\n:：]*[:：]")
_INTRODUCED = regex(r"[:：][ \t]*\n(?:[ \t]*\n)*>")


def quotes_no_message(text: str) -> bool:
    """Whether no message begins in the quoted lines of a text, or right above: they are short of
    colons.
    """
    return _MAY_BEGIN.search(text) is None and _INTRODUCED.search(text) is None


def are_plain_marks(raw: Sequence[str], document: Document) -> bool:
    """Whether the lines of a document that begin with a mark are ornaments and quoted text."""
    quoted = False
    for line in raw:
        if line[:1] in OPENING_MARKS and line and line != ORNAMENT:
            if not line.startswith(_QUOTE) or quoted_words(line)[:1] in _NOT_WORDS:
                return False
            quoted = True
    # `2011/4/7 Ann Poe <ann@quay.example>` / `> Does it leak?`
    return not quoted or not (
        document.quotes_are_blocks or any(is_dated(line) for line in raw if "@" in line)
    )


def quoted_words(line: str) -> str:
    """A quoted line without its mark."""
    return line[2 if line[1:2] == " " else 1 :]


def is_plain_mark(line: str, lexicon: Lexicon, *, is_body: bool) -> bool:
    """Whether a line that begins with a mark is an ornament, or plain words that are quoted in the
    text of a message.
    """
    if line == ORNAMENT:
        return True
    if not is_body or not line.startswith(_QUOTE):
        return False
    words = quoted_words(line)
    state = line_state(words, lexicon)
    return state == WORDS or (not state & MAY_NUMBER_PAGE and is_text(words, state, lexicon))


def is_plain_rule(raw: Sequence[str], index: int, first: int, lexicon: Lexicon) -> bool:
    """Whether a line of a message's text, which begins on line `first`, is a rule of the writer or
    of a mailing list, and means nothing to a page.
    """
    line = raw[index]
    if line in _SIGNATURE:
        return True
    # Right below a header, a rule belongs to the frame of an archive's page.
    if _FOOTER_RULE.fullmatch(line) is None or not any(raw[first:index]):
        return False
    # `________________________` / `Comments are closed.`, or `End of Quay Digest, Vol 3`
    below = next(filter(None, islice(raw, index + 1, None)), "")
    return below not in ("", line) and not (
        closes_page(below, lexicon.page_furniture) or _DIGEST in below
    )


def lines_of_text(lines: Iterable[str]) -> list[str]:
    """Lines, those that are quoted without their mark."""
    return [quoted_words(line) if line.startswith(_QUOTE) else line for line in lines]


def are_apart(raw: Sequence[str], begun: Sequence[MessageStart]) -> bool:
    """Whether no header or its introduction is right below a text.

    A paragraph may go on without the marks of its first line.
    """
    return not any(start.start and raw[start.start - 1] for start in begun)


def may_be_of_another(start: MessageStart, first: str) -> bool:
    """Whether the text `first` below a header may be quoted from the message of that header."""
    if not first.startswith(_QUOTE):
        return False
    # `-----Original Message-----` / `From: Ann Poe` / … / `> Does it leak?` / `It does.`
    recipients = start.block.first(Role.TO)
    introduction = start.lead.introduction or start.block.introduction
    return introduction is not Introduction.HEADER_ONLY or recipients is None or not recipients.text


def last_line(run: LeadFinder, begun: Sequence[MessageStart]) -> int | None:
    """The line after the text of the last message: the ornament at the text's end, if the same is
    above the header, or else the end of the text. None if there are more ornaments than these, and
    those above other headers.
    """
    raw, last, end = run.raw, begun[-1], len(run.raw)
    above = sum(raw[start.start] == ORNAMENT for start in begun)
    below = raw.count(ORNAMENT) - above
    if not below:
        return end
    closing = end - 1
    while not raw[closing]:
        closing -= 1
    if below > 1 or closing < last.block.end or raw[closing] != ORNAMENT:
        return None
    if raw[last.start] != ORNAMENT:
        return end
    # As a title of Org mode, or as a rule between items.
    is_ended = (_is_apart(raw, last.start) and _is_apart(raw, closing)) or _is_below_mail(
        run, begun
    )
    return closing if is_ended else end


def _is_apart(raw: Sequence[str], index: int) -> bool:
    """Whether a line is alone between blank ones."""
    return not (index and raw[index - 1]) and not (index + 1 < len(raw) and raw[index + 1])


def _is_below_mail(run: LeadFinder, begun: Sequence[MessageStart]) -> bool:
    """Whether a header is near above the last message."""
    last = begun[-1].start
    first = max(last - LINES_OF_ITEM, 0)
    return any(start.block.start >= first for start in begun[:-1]) or any(
        names_originator(run.page, index) for index in range(first, last)
    )
