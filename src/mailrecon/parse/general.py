"""Parse a document: by a fast path if it is plain, otherwise by the general parser."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from mailrecon.lexicon import Lexicon
from mailrecon.model import Document, Parsed
from mailrecon.parse.fast.native import parse_native
from mailrecon.parse.fast.no_mail import parse_without_mail
from mailrecon.parse.fast.plain_marks import quotes_no_message
from mailrecon.parse.fast.simple import parse_simple
from mailrecon.parse.fast.straight import parse_straight
from mailrecon.parse.ledger import check_ledger
from mailrecon.parse.message_starts import find_message_starts
from mailrecon.regex import regex
from mailrecon.scan import scan

if TYPE_CHECKING:
    from mailrecon.corrections import Correction

_QUOTED = regex(r">(?<=\n>)")
# Characters of some two pages.
_LONG = 4_000


def parse(document: Document, lexicon: Lexicon, corrections: Sequence[Correction] = ()) -> Parsed:
    """Find every message of `document`. Raises LedgerError if a character were lost.

    `corrections` are the document's corrections that are in force; they take precedence.
    """
    if not corrections:
        simple = parse_simple(document, lexicon)
        if simple is not None:
            return simple
    text = document.text
    # Neither of the other fast paths takes a text with mail in quoted lines, nor the second one
    # with an address in angle brackets. The mark alone is found in a tenth of the time.
    is_marked = ">" in text
    if not corrections and (
        not is_marked or _QUOTED.search(text) is None or quotes_no_message(text)
    ):
        ways: tuple[Callable[[Document, Lexicon], Parsed | None], ...] = (parse_straight,)
        if document.envelope is not None:
            ways = (parse_native,)
        elif not is_marked:
            # Most long texts hold no mail, which the second finds in a tenth of the time; where
            # they hold some, it ends with the first header.
            ways = (parse_without_mail, *ways) if len(text) > _LONG else (*ways, parse_without_mail)
        for way in ways:
            found = way(document, lexicon)
            if found is not None:
                return found
    return parse_in_general(document, lexicon, corrections)


def parse_in_general(
    document: Document, lexicon: Lexicon, corrections: Sequence[Correction] = ()
) -> Parsed:
    """The same result as `parse`, without fast paths. Raises LedgerError."""
    # Most texts that people convert one by one take a fast path, and need none of these.
    from mailrecon.parse.assembly import assemble, whole
    from mailrecon.parse.ends.set_off import with_texts_set_off
    from mailrecon.parse.fragments import find_fragments

    page = scan(document, lexicon)
    settled = with_texts_set_off(page, find_message_starts(page))
    if corrections:
        from mailrecon.parse.corrections.corrected import parse_corrected

        return parse_corrected(document, page, settled, corrections)
    found = assemble(page, whole(page, settled.message_starts))
    check_ledger(found.segments, len(document.text), document.name)
    drafts = tuple(found.drafts)
    return Parsed(
        document,
        drafts,
        found.segments,
        kept=len(settled.kept),
        bates=tuple(found.bates) if drafts else (),
        fragments=find_fragments(page, settled, drafts, found.aside),
    )
