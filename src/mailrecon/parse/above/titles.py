"""Read the title above a header: the subject that a web page or a memo prints over a message."""

from __future__ import annotations

from functools import lru_cache

from mailrecon.layouts import Block
from mailrecon.layouts.evidence import Evidence, has_prefix
from mailrecon.lexicon import Lexicon, fold
from mailrecon.model import Role, Span, ThreadHeading
from mailrecon.parse.above.separators import (
    DECORATION,
    LONGEST_SEPARATOR,
    RULE_LINE,
    FoundIntroduction,
    line_above,
    read_heading,
    separator_kind,
)
from mailrecon.parse.above.title_subjects import subject_in_title
from mailrecon.regex import regex
from mailrecon.scan import Page, patterns
from mailrecon.scan.furniture.navigation import is_control, is_navigation_row
from mailrecon.scan.furniture.stamp_forms import is_stamp
from mailrecon.scan.furniture.webmail import is_moment_of_print, is_near_head, is_page_head

# Google Groups: `Crane on Monday` / `27 views`, `7 posts by 3 authors`, `7 Beiträge von 3 Autoren`
_COUNTED = regex(r"\d{1,6} [^\W\d_]{3,16}(?: [^\W\d_]{1,6} \d{1,4} [^\W\d_]{3,16})?")
# A database's page of a mail: `Email-ID    817223`, `Released on 2012-10-10 17:00 GMT`
_NUMBERED = regex(
    r"[^\W\d_]{2,12}[- ]?(?:ID|Id|No|Nr|Number)?\.?(?::[ \t]*|[ \t]{2,}|\t)#?\d{2,12}"
    r"|[^\W\d_]{4,16}(?: [^\W\d_]{1,4})? \d{4}-\d\d-\d\d(?: \d\d:\d\d[^\n]{0,8})?"
)
# Markdown: a title underlined with `----` or `====`.
_SETEXT = regex(r"[ ]{0,3}(?:-{3,}|={3,})[ \t]*")
_EMPHASIS = " \t*_"
_CLOSING_HASHES = regex(r"(?<=\S)[ \t]+#{1,6}$")
_EMPHASISED = regex(r"(\*{1,3}|_{1,3})([^*_\s][^*_]{0,300})\1")
LONGEST_TITLE = 150
_MOST_BUTTONS = 6
# Titles are right above a header, a blank line or two between.
_NEAR_TITLE = 4
TITLE_DISTANCE = 4
# `200.00`, `1.234,50 EUR` at a line's end; several such lines below a title make it a bill.
_AMOUNT = regex(
    r"(?<=[\s$€£¥])\d[\d.,' \u00a0]{0,14}[.,]\d\d(?: ?(?:[A-Z]{3}|[$€£¥]))?\s*$"
    r"|[¥￥]\d[\d,]{2,12}\s*$|[\d,]{3,12}円\s*$"
)
_FEWEST_AMOUNTS = 3
_LINES_OF_BILL = 40
_MOST_WORDS_OF_BILL = 6
_MOST_WORDS_OF_MEMO = 4
# This many letters distinguish most lines from titles.
_TITLE_KEY = 5
_SENTENCE_ENDS = (".", "!", "?", "。", ",", ";", "…")
_BILL = Evidence("title of a bill above, amounts below", -8.0)  # outweighs addresses at both ends
_MEMO = Evidence("title of a memo or fax above", -4.0)  # cancels a date and recipients


def read_title(
    page: Page, block: Block, index: int, floor: int
) -> tuple[ThreadHeading, int] | None:
    """The title of a page, or of a part of it, above the header `block`, and the title's first
    line.

    `index` is the first line of the header with its introduction.

    A title is the value of a subject label, or, in layouts that print it so, one line by itself:
    right above the header, or at the page's top with nothing but buttons between.
    """
    lines = page.lines
    above = line_above(page, index, floor)
    apart = above is not None and above < index - 1
    buttons = False
    # `The lease` / `27 views` / `Reply` / `Ann Poe <ann@quay.example>`
    while above is not None and _is_beside_title(page, above, floor):
        buttons = True
        above = line_above(page, above, floor)
    if above is None:
        return None
    if (
        above > floor
        and _SETEXT.fullmatch(lines.content(above))
        and (_is_subject(page, above - 1) or subject_in_title(page, above - 1) is not None)
    ):
        # Markdown: `**Subject:** the lease` / `----------------------`
        above -= 1
    content = lines.content(above)
    label = page.label(above)
    # `## Exhibit 2 – Subject: question`
    inner = subject_in_title(page, above) if label is None else None
    if inner is not None:
        return ThreadHeading(inner.of(lines.text), None, inner), above
    if label is not None and fold(label.text) not in page.lexicon.reply_prefixes:
        # `Date: 4 May 2020` above a header is not a title.
        if label.entry is None or Role.SUBJECT not in label.entry.roles:
            return None
        text = _without_marks(content, content[label.value_start :].strip())
    # In other layouts, the line above a header belongs to the previous message.
    elif not block.titled:
        return None
    else:
        text = content.strip()
        if not _is_placed_as_title(page, above, floor, apart=apart, buttons=buttons):
            return None
        if not _reads_like_title(text, page.lexicon):
            return None
    if not text:
        return None
    begin = lines.content_start(above) + content.rindex(text)
    return ThreadHeading(text, None, Span(begin, begin + len(text))), above


def _without_marks(content: str, text: str) -> str:
    """The value `text` of a subject label on the line `content`, without Markdown's marks."""
    # `**Subject:** the lease`
    if content.lstrip(" #\t")[:1] in "*_":
        return text.strip(_EMPHASIS)
    # `## Subject: **The lease** ##`: all marks belong to the title.
    if content.lstrip()[:1] == "#":
        text = _CLOSING_HASHES.sub("", text)
        emphasised = _EMPHASISED.fullmatch(text)
        return emphasised[2] if emphasised is not None else text
    return text


def _is_placed_as_title(page: Page, index: int, floor: int, *, apart: bool, buttons: bool) -> bool:
    """Whether line `index` is by itself right above a header, or at the page's top.

    `apart`: a blank line is below it. `buttons`: a page's buttons are below it.
    """
    lines = page.lines
    higher = line_above(page, index, floor)
    # The line right below another header is that message's text.
    first = higher is None and floor == 0 and not page.goes_on
    top = first or (
        higher is not None
        and (
            is_navigation_row(lines.content(higher).strip(), page.lexicon)
            or is_page_head(lines.content(higher).strip())
        )
    )
    # `Re: Lock keys` is a subject even below a page's running head.
    prefix = lines.content(index).strip().partition(":")[0]
    if fold(prefix) in page.lexicon.reply_prefixes and not floor:
        return True
    alone = top or higher is None or higher < index - 1
    return alone and (not apart or top or buttons)


def _reads_like_title(text: str, lexicon: Lexicon) -> bool:
    """Whether a line can be a title: not a sentence, address, separator, stamp or button."""
    if len(text) > LONGEST_TITLE or text.endswith((".", ":", ";", ",", "!", "。", "：")):
        return False
    # `ann@quay.example`, `-----Original Message-----`
    if patterns.has_address(text) or separator_kind(text, lexicon) is not None:
        return False
    # `~~~ o ~~~`, `12`
    if text.isdecimal() or sum(map(str.isalnum, text)) * 2 < len("".join(text.split())):
        return False
    if is_page_head(text) or is_moment_of_print(text):
        return False
    return not (RULE_LINE.fullmatch(text) or is_stamp(text) or is_navigation_row(text, lexicon))


def is_titled(page: Page, block: Block, floor: int) -> bool:
    """Whether an answer's subject is printed as a title above a header without one (Hypermail).

    `Re: Tides` / a blank line / `From: Ann Poe (ann@quay.example)` / `Date: Mon May 04 2020 - …`
    """
    if block.first(Role.SUBJECT):
        return False
    if is_below_page_head(page, block, floor):
        return True
    title = block.start - 2
    while title > floor and is_row_of_record(page.lines.raw[title + 1].strip()):
        title -= 1
    # Right above the header, it may be the last line of the previous text.
    if title < floor or not page.lines.is_blank(title + 1):
        return False
    while title > floor and block.start - title < _NEAR_TITLE and page.lines.is_blank(title):
        title -= 1
    return has_prefix(page.lines.content(title).strip(), page.lexicon)


def is_below_page_head(page: Page, block: Block, floor: int) -> bool:
    """Whether only one line, the subject, is between a webmail page's head and a header.

    `5/4/26, 9:12 AM     Mail - Ben Ost - Outlook` / `Tides` / `From: Ann Poe` / `Date: …`
    """
    title = line_above(page, block.start, floor)
    if title is None or title == 0 or not is_near_head(page, title, floor):
        return False
    head = title - 1
    while head > floor and page.lines.is_blank(head):
        head -= 1
    return is_page_head(page.lines.content(head).strip())


def _is_beside_title(page: Page, index: int, floor: int) -> bool:
    """Whether a line below a page's title is a button, or counts something besides messages."""
    text = page.lines.content(index).strip()
    # `Reply`, `Star`, `newest oldest`
    if is_control(text, page.lexicon) or _is_row_of_controls(text, page.lexicon):
        return True
    if is_row_of_record(text):
        return True
    return _COUNTED.fullmatch(text) is not None and read_heading(page, index, floor) is None


def is_row_of_record(text: str) -> bool:
    """Whether a line has the number of a mail, or when it was published: `Email-ID    817223`."""
    return _NUMBERED.fullmatch(text) is not None


def _is_row_of_controls(text: str, lexicon: Lexicon) -> bool:
    """Whether a line consists of buttons, separated by spaces: `newest oldest`."""
    words = text.split()
    return 1 < len(words) <= _MOST_BUTTONS and all(is_control(word, lexicon) for word in words)


def _is_subject(page: Page, index: int) -> bool:
    label = page.label(index)
    return label is not None and label.entry is not None and Role.SUBJECT in label.entry.roles


def repeated_title(page: Page, block: Block, floor: int) -> int | None:
    """The line above that repeats the header's subject: an archive page's title."""
    subject = block.first(Role.SUBJECT)
    above = line_above(page, block.start, floor)
    if subject is None or above is None or len(subject.text) > LONGEST_TITLE:
        return None
    content = page.lines.content(above).strip().strip("#*=_ ")
    return above if content and fold(content) == fold(subject.text) else None


def look_for_title(page: Page, lead: FoundIntroduction, floor: int) -> None:
    """Look for the title of a memo or fax (`MEMORANDUM`), which is evidence against mail.

    Below another message, a line is that message's text unless the whole line is such a title.
    """
    if lead.introduction is not None:
        return
    titles = page.lexicon.not_mail_titles
    current = lead.start
    for _ in range(TITLE_DISTANCE):
        above = line_above(page, current, floor)
        if above is None:
            return
        content = page.lines.content(above).strip()
        current = above
        if _titles_nothing(content, page.lexicon):
            continue
        # `Invoice No. 2020-114` / … / `Rope    10    2.50    25.00`
        if _titles_bill(content, page.lexicon) and _has_amounts(page, lead.start):
            lead.evidence.append(_BILL)
            return
        if (
            len(content) < 80
            and _may_be_title(content.strip(DECORATION)[:2], page.lexicon)
            and not patterns.has_digit(content)
        ):
            words = content.strip(DECORATION).split()
            # `MEMORANDUM`, `M E M O`
            whole = fold("".join(words)) in titles
            first = floor == 0 and not page.goes_on
            # `Fax cover sheet`, as the first words of the document
            opens = first and 1 < len(words) <= 6 and not content.endswith(_SENTENCE_ENDS)
            if whole or (
                opens
                and any(
                    fold("".join(words[:n])) in titles
                    for n in range(1, min(len(words), _MOST_WORDS_OF_MEMO))
                )
            ):
                lead.evidence.append(_MEMO)
                return


def may_be_title(content: str, lexicon: Lexicon) -> bool:
    """Whether a line may be the title of a bill, memo or fax, or begin with one."""
    if _titles_nothing(content, lexicon):
        return False
    if _titles_bill(content, lexicon):
        return True
    words = content.strip(DECORATION).split()
    if not _may_be_title("".join(words[:1])[:2], lexicon) or patterns.has_digit(content):
        return False
    joined = ("".join(words[:count]) for count in (*range(1, _MOST_WORDS_OF_MEMO), len(words)))
    return any(fold(words) in lexicon.not_mail_titles for words in joined)


def _titles_nothing(content: str, lexicon: Lexicon) -> bool:
    """Whether a line begins unlike every title of a bill, memo or fax."""
    if not content[:2].isalpha() or not content.isascii():
        return False
    return _opens_no_title(content[: 3 * _TITLE_KEY], lexicon)


@lru_cache(maxsize=8192)
def _opens_no_title(start: str, lexicon: Lexicon) -> bool:
    # `M E M O`
    letters = "".join(start.split()).lower()
    known = _beginnings(lexicon)
    return not any(letters[:size] in known for size in range(1, _TITLE_KEY + 1))


@lru_cache(maxsize=4)
def _beginnings(lexicon: Lexicon) -> frozenset[str]:
    """The first letters of each title, or the whole title if it is shorter."""
    titles = (*lexicon.not_mail_titles, *lexicon.bill_titles)
    return frozenset(title[:_TITLE_KEY] for title in titles)


def _titles_bill(content: str, lexicon: Lexicon) -> bool:
    """Whether a line is a bill's title, perhaps with its number: `INVOICE`, `Rechnung Nr. 114`."""
    if len(content) > LONGEST_SEPARATOR:
        return False
    words = content.strip(DECORATION).split(None, _MOST_WORDS_OF_BILL)
    if not 0 < len(words) <= _MOST_WORDS_OF_BILL:
        return False
    # Most lines begin with another letter.
    if content.isascii() and words[0][0].lower() not in _bill_letters(lexicon):
        return False
    # `Invoice for the rope that we talked about` is a sentence: only a number may follow.
    return any(
        fold("".join(words[:count])) in lexicon.bill_titles
        and (count == len(words) or patterns.has_digit("".join(words[count:])))
        for count in range(1, min(len(words), 3) + 1)
    )


@lru_cache(maxsize=4)
def _bill_letters(lexicon: Lexicon) -> frozenset[str]:
    """The first letters of the titles of bills, folded."""
    return frozenset(title[:1] for title in lexicon.bill_titles)


def _has_amounts(page: Page, start: int) -> bool:
    """Whether several of the next lines end with an amount of money."""
    found = (_AMOUNT.search(line[-40:]) for line in page.lines.raw[start : start + _LINES_OF_BILL])
    return sum(match is not None for match in found) >= _FEWEST_AMOUNTS


def _may_be_title(start: str, lexicon: Lexicon) -> bool:
    """Whether a memo's or fax's title may begin with these two characters; `M E M O` is spaced."""
    plain = start.isascii() and start.isalpha()
    return not plain or start.lower() in _title_beginnings(lexicon)


@lru_cache(maxsize=4)
def _title_beginnings(lexicon: Lexicon) -> frozenset[str]:
    """The first letter, and the first two, of each title of a memo or fax, folded."""
    return frozenset(title[:size] for title in lexicon.not_mail_titles for size in (1, 2))
