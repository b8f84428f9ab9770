"""Find the item number and the subject that a heading prints before or among its people.

Exhibit 4 – Email from Ann Poe to Ben Ost, "The lamp", 4 May 2020
Email 12: Ann Poe to Ben Ost, 4 May 2020, 9:12 am (Subject: The lamp)
RE: oak — Ann Poe to Ben Ost, May 4, 2020, 9:12 AM
"""

from __future__ import annotations

from msgspec import Struct

from mailrecon.lexicon import Lexicon, fold
from mailrecon.model import Role
from mailrecon.regex import regex
from mailrecon.scan.labels import look_up

# `Exhibit 4 – `, `Email 12: `, `Document No. 17. `, `Exhibit A-1: `,
# `Message 1 of 3 — `, `メール2：`, `邮件一：`
_NUMBERED = regex(
    r"([^\W\d_]{2,24}(?: (?:No|Nr|no|nr|núm|n)[.º°]?)?)[ \t]*[#№]?[ \t]*"
    r"(?:[A-Z]{0,2}-?\d{1,4}[a-z]?(?: ?(?:/|[a-z]{2,4}) ?\d{1,4})?|[IVXLC]{1,6}|[A-Z])"
    r"(?:[ \t]?[:.,–—|-]+[ \t*_]+|[ \t]?：[ \t]*|\n)(?=\S)"
)
_NUMBERED_IN_KANJI = regex(r"([^\W\d_]{2,8}?)[一二三四五六七八九十]{1,3}[:：]\s*(?=\S)")
# `…, "The lamp", 4 May 2020`, `…, May 4, 2020, 9:12 AM, "Locks"`
_QUOTED = regex(
    r"(?<=[,，:–—-])(?P<gap>\s*)[\"“„«「](?P<title>[^\"“”„«»「」\n]{1,150})[\"”“»」]"
    r"(?=\s*(?:[,，)–—-]|$|\s[^\W\d_]{1,8}\s))"
)
_MARK = regex(r"[\"“„«「]")
# `(Subject: The lamp)`, `[Re: The lamp]`
_BRACKETED = regex(r"[(\[]\s*(?:([^\W\d_]{2,16})\s?[:：]\s*)([^()\[\]\n]{1,150})[)\]]")
# `RE: oak — Ann Poe to Ben Ost, …`; `…, May 4, 2020, 9:12 AM, Re: oak`
_IN_FRONT = regex(r"((?:[^\W\d_]{1,4}\s?[:：]\s*){1,3}[^\n]{1,150}?)\s+[–—|-]\s+(?=\S)")
_BEHIND = regex(r"\s*[,;–—|]\s*(([^\W\d_]{1,4})\s?[:：]\s*\S[^\n]{0,150})$")


class FoundSubject(Struct, frozen=True):
    """The place of a subject in a heading, and the place including its label and quote marks."""

    start: int
    end: int
    whole_start: int
    whole_end: int


def behind_number(text: str, begin: int, lexicon: Lexicon) -> int:
    """The offset after an item's number, such as `Exhibit 4 – `; `begin` if there is no number."""
    found = _NUMBERED.match(text, begin) or _NUMBERED_IN_KANJI.match(text, begin)
    if found is None:
        return begin
    word = fold(found[1])
    known = word in lexicon.item_words or word in lexicon.mail_words
    # `Email No. 12`: the word for a number need not be in the lexicon.
    known = known or fold(found[1].split()[0]) in lexicon.item_words
    return found.end() if known else begin


def find_subject(text: str, begin: int, end: int, lexicon: Lexicon) -> FoundSubject | None:
    """The subject printed in a heading: in quote marks, in brackets, at its start or its end."""
    # Few lines have a quote mark.
    found = _QUOTED.search(text, begin, end) if _MARK.search(text, begin, end) else None
    # `E-mail from Ann Poe to Ben Ost, May 4, 2020: "The gate leaks."`: the mail's text
    cited = found is not None and text[found.start() - 1] in ":：" and found.end() >= end
    if found is not None and not cited:
        return FoundSubject(*found.span("title"), *found.span())
    if ": " not in text and "：" not in text:
        return None
    for bracket in _BRACKETED.finditer(text, begin, end):
        entry, _ = look_up(bracket[1], lexicon)
        if entry is not None and Role.SUBJECT in entry.roles:
            return FoundSubject(*bracket.span(2), *bracket.span())
        if fold(bracket[1]) in lexicon.reply_prefixes:
            return FoundSubject(bracket.start(1), bracket.end(2), *bracket.span())
    front = _IN_FRONT.match(text, begin, end)
    if front is not None and _opens_with_prefix(front[1], lexicon):
        return FoundSubject(*front.span(1), *front.span())
    behind = _BEHIND.search(text, begin, end)
    # `… (cc: Cay Dun, fw: Dora Ek) - May 4, 2020`: the editor notes who received it later.
    if behind is not None and behind[1].count(")") > behind[1].count("("):
        return None
    if behind is not None and lexicon.is_subject_prefix(fold(behind[2])):
        return FoundSubject(*behind.span(1), *behind.span())
    return None


def _opens_with_prefix(text: str, lexicon: Lexicon) -> bool:
    return lexicon.is_subject_prefix(fold(text.replace("：", ":").partition(":")[0].strip()))
