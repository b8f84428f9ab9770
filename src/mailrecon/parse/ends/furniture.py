"""Find where a web page's own text begins after its last message."""

from __future__ import annotations

from mailrecon.lexicon import fold, fold_words
from mailrecon.parse.ends.openings import may_begin
from mailrecon.regex import regex
from mailrecon.scan import Page, patterns
from mailrecon.scan.furniture.kinds import MAY_BE_FOOTER, MAY_BE_STAMP, MAY_NAVIGATE
from mailrecon.scan.furniture.navigation import is_navigation

_DECORATION = " \t\u00a0-_=*#:：|»«›‹→←·•[]()"
_LONGEST = 80
_LONGEST_CLOSING = 160
# `---`, `* * *`, `________________`
_RULE = regex(r"\s*(?:[-=*#~_—–]\s?){3,}")
_NEARBY = 4
_MAY_BE_THE_PAGES = MAY_BE_FOOTER | MAY_BE_STAMP
# `   1. https://quay.example/`, as lynx, links, elinks and w3m list a page's links below its text.
_LINK = regex(r"\s*(?P<n>\d{1,4})\. (?:https?|ftp|file|mailto|news|javascript|about|tel): ?\S*\s*")
_MOST_LINKS = 2000
_LINK_MARK = regex(r"\[\d{1,4}\](?=\S)")
_COUNT = regex(r"^\d{1,4}\s+|\s*[(（]\d{1,4}\s?[件條条건]?[)）]?$")
_MOST_PHRASE_WORDS = 3
_FEWEST_WORDS_OF_TITLE = 2
_MOST_TITLES = 8
# `La dernière modification de cette page a été faite le 4 mai 2020 à 10:12.`
_MOST_WORDS_BEFORE_DATE = 11
_VERSION = regex(r"(?P<phrase>(?:[^\W\d_]+ ){2,6})\d[\w.-]{0,20}(?: ?:.{0,60})?$")
# `Posted by Cay Dun at 10:42 PM`
_CLOCK_AT_END = regex(r"\d{1,2}[:.]\d\d(?: ?[AaPp]\.?[Mm]\.?)?\s*$")
_LIST = regex(r"[,;·|、，]\s*")


def furniture_start(page: Page, start: int, end: int) -> int:
    """The line in `start`..`end` at which page furniture begins; `end` if there is none."""
    found = _furniture(page, start, end)
    return found if found >= end else _with_invitation(page, found, start)


def _furniture(page: Page, start: int, end: int) -> int:
    """The first line of the page's phrases in `start`..`end`; `end` if there is none.

    A furniture phrase alone may be a word of the mail; two close together, or one at the document's
    end below a blank line, belong to the page.
    """
    lines = page.lines
    end = _link_list(page, start, end)
    phrases, kinds = page.lexicon.page_furniture, page.kinds
    pending: int | None = None
    since = 0
    last_was_phrase = False
    for index in range(start, end):
        # `Next message: Tides` below `Received on …` belongs to the page too.
        if pending is not None and kinds[index] & MAY_NAVIGATE and _leads(page, index):
            continue
        # Most lines are plain words: neither a phrase of a page nor a stamp.
        if not kinds[index] & _MAY_BE_THE_PAGES:
            since += 1
            last_was_phrase = False
            continue
        raw = lines.raw[index]
        if not raw or raw.isspace() or page.is_furniture(index):
            continue
        # No phrase begins with a quote mark.
        may_be = bool(kinds[index] & MAY_BE_FOOTER) and raw[0] != ">"
        # `---` / `*Comments are closed.*`
        rule = _rule_above(page, index, start) if may_be else None
        if rule is not None and closes_page(raw, phrases):
            return rule
        is_phrase = may_be and _is_alone(raw, phrases)
        # `Labels: ferry` opens furniture too, but only beside a phrase on a line of its own.
        is_titled = may_be and not is_phrase and _is_title(raw, phrases)
        # `Share this post` / `Related articles`
        if is_phrase and pending is not None and since <= _NEARBY:
            return pending
        if is_phrase and _is_certain(page, index, start, end):
            return index if pending is None else pending
        if is_phrase or (is_titled and pending is None):
            if _is_apart(page, index - 1) or index + 1 >= end or _is_apart(page, index + 1):
                pending, since = index, 0
        # Text follows a phrase. If there is too much before the next phrase, the first one was the
        # mail's own.
        elif pending is not None and not is_titled:
            since += 1
        last_was_phrase = is_phrase
    if pending is None:
        return end
    ended = last_was_phrase or _names_alone(page, pending, end)
    return pending if ended or _titles_alone(page, pending, start, end) else end


def _with_invitation(page: Page, line: int, start: int) -> int:
    """The line that invites to subscribe above a page's own text, or the first line of that text.

    `Thanks for reading The Quay! Subscribe for free to receive new posts.` / `Share`
    """
    above = line - 1
    while above > start and _is_apart(page, above):
        above -= 1
    text = fold_words(page.lines.raw[above]) if start < above < line else ""
    if _is_apart(page, above - 1) and text.startswith(page.lexicon.reading_thanks):
        return above
    return line


def _leads(page: Page, index: int) -> bool:
    return is_navigation(page.lines.raw[index].strip(), page.lexicon)


def _rule_above(page: Page, index: int, start: int) -> int | None:
    """The rule above line `index`, between blank lines or right above, or None."""
    raw = page.lines.raw
    for above in range(index - 1, max(index - 1 - _NEARBY, start), -1):
        if raw[above].strip():
            ruled = _RULE.fullmatch(raw[above][:_LONGEST]) is not None
            return above if ruled and _is_apart(page, above - 1) else None
    return None


def closes_page(raw: str, phrases: frozenset[str]) -> bool:
    """Whether a line below a rule belongs to a page: a phrase of several words, or one with a name
    or date after it.

    `Comments are closed.`, `Posted by Cay Dun at 10:42 PM`, `Filed under: harbours`; but `Share
    this with nobody` belongs to a writer.
    """
    text = raw.strip(_DECORATION)
    words = text.split(None, _MOST_PHRASE_WORDS + 1)
    if len(raw) > _LONGEST_CLOSING or len(words) < _FEWEST_WORDS_OF_TITLE:
        return False
    if _is_phrase(text.rstrip("."), phrases):
        return True
    for count in range(_FEWEST_WORDS_OF_TITLE, min(len(words), _MOST_PHRASE_WORDS + 1)):
        phrase, rest = "".join(words[:count]), " ".join(words[count:])
        if fold(phrase.rstrip(":：")) in phrases:
            # `*Originally published by the Quay Post.*`
            emphasised = raw.strip()[0] in "*_" and raw.rstrip()[-1] in "*_"
            named = emphasised or not rest[0].islower() or patterns.date_strength(rest) > 0
            return named or phrase.endswith((":", "："))
    return False


def is_footer(raw: str, phrases: frozenset[str]) -> bool:
    """Whether a line is or begins with a phrase that pages print below an article."""
    return _is_alone(raw, phrases) or _is_title(raw, phrases)


def _is_alone(raw: str, phrases: frozenset[str]) -> bool:
    if len(raw) > _LONGEST:
        return False
    text = raw.strip(_DECORATION)
    # `Comments are closed.`; a word with a stop may be a writer's own: `Next.`
    closed = text[-1:] == "." and text.count(" ") >= _FEWEST_WORDS_OF_TITLE
    return (
        _is_phrase(text, phrases)
        or (closed and _is_phrase(text[:-1], phrases))
        # `Required fields are marked *`, `Teilen mit:`
        or (raw.rstrip()[-1:] in ("*", ":") and fold(raw.strip()) in phrases)
    )


def _is_count(raw: str, phrases: frozenset[str]) -> bool:
    """Whether a line is a count that the page prints: `3 Kommentare`, `Comments (3)`."""
    bare = _COUNT.sub("", raw.strip(_DECORATION))
    return patterns.has_digit(raw) and not patterns.has_digit(bare) and fold(bare) in phrases


def _is_certain(page: Page, index: int, start: int, end: int) -> bool:
    """Whether a phrase on line `index` belongs to the page, independent of nearby lines."""
    raw, phrases = page.lines.raw[index], page.lexicon.page_furniture
    # `3 Kommentare`, between blank lines: a mail does not count comments.
    if _is_count(raw, phrases) and _is_set_apart(page, index, start, end):
        return True
    # `This page was last edited on 4 May 2020, at 10:12.`, below a blank line
    return _is_of_wiki(raw, phrases) and _is_apart(page, index - 1)


def _is_of_wiki(raw: str, phrases: frozenset[str]) -> bool:
    """Whether a line is a phrase of many words and a date: `This page was last edited on …`.

    `Comment #3 from Dora Ek <dora@quay.example>  2014-02-11` begins with a phrase of one word.
    """
    return _is_phrase_and_date(raw.strip(_DECORATION), phrases, fewest=_MOST_PHRASE_WORDS + 1)


def _is_title(raw: str, phrases: frozenset[str]) -> bool:
    """Whether a line begins with a phrase: `Labels: ferry`, `Posted by Cay Dun at 10:42 PM`."""
    title = raw[:_LONGEST].partition(":")[0]
    if not may_begin(title, phrases):
        return False
    if fold(title) in phrases:
        return True
    words = raw[:_LONGEST].split()
    begins = len(words) > _FEWEST_WORDS_OF_TITLE and (
        fold("".join(words[:_FEWEST_WORDS_OF_TITLE])) in phrases
    )
    return begins and _CLOCK_AT_END.search(raw[:_LONGEST]) is not None


def _is_phrase(text: str, phrases: frozenset[str]) -> bool:
    """Whether a text is a phrase of a page, perhaps with a count: `Comments (3)`, `12 comments`."""
    begins = may_begin(text, phrases)
    # `Related articles`
    if begins and fold(text) in phrases:
        return True
    # A version, a date or a count has digits.
    if not patterns.has_digit(text):
        return False
    # `Received on Mon May 04 2020 - 10:11:15 EDT`, `This archive was generated by hypermail 2.3.0`
    version = _VERSION.match(text) if begins else None
    if version is not None and fold(version["phrase"]) in phrases:
        return True
    # `Last updated May 4, 2020 10:11`
    if begins and _is_phrase_and_date(text, phrases) and patterns.date_strength(text) == 2:
        return True
    bare = _COUNT.sub("", text)
    return len(bare) < len(text) and bool(bare) and fold(bare) in phrases


def _is_phrase_and_date(text: str, phrases: frozenset[str], *, fewest: int = 1) -> bool:
    words = text.split()
    return any(
        fold("".join(words[:count])) in phrases
        and patterns.date_strength(" ".join(words[count:])) == 2
        for count in range(fewest, min(_MOST_WORDS_BEFORE_DATE, len(words)))
    )


def is_link_of_list(raw: str) -> bool:
    """Whether a line has the form of one in a text browser's list of links."""
    return raw[:1].isdigit() and _LINK.fullmatch(raw) is not None


def _link_list(page: Page, start: int, end: int) -> int:
    """The first line of a text browser's list of links at the end of the lines; `end` without one.

    `References` / `   Visible links` / `   1. https://quay.example/`: the page's text refers to
    the numbers, as in `[1]tide tables`.
    """
    lines, titles = page.lines, page.lexicon.link_list_titles
    index, entries = end, 0
    title: int | None = None
    while index > start and end - index < _MOST_LINKS:
        index -= 1
        raw = lines.raw[index]
        # In a PDF, the page's foot may be below the list.
        if not raw or raw.isspace() or page.is_furniture(index):
            continue
        text = raw.strip()
        if text[0].isdigit() and _LINK.fullmatch(raw) is not None:
            entries += 1
        # `   Visible links`
        elif entries and len(text) <= _LONGEST and fold(text.rstrip(":")) in titles:
            title = index
        # Text above the list
        elif title is not None or " " in text:
            break
        # Otherwise this line continues a long address.
    if title is None or not _is_apart(page, title - 1):
        return end
    return title if _LINK_MARK.search(lines.text, 0, lines.start(title)) else end


def _names_alone(page: Page, phrase: int, end: int) -> bool:
    """Whether only lists of names follow a phrase between blank lines.

    `Authors` / `Ann Poe, Ben Ost`
    """
    # `Authors` within a paragraph
    if not (_is_apart(page, phrase - 1) and _is_apart(page, phrase + 1)):
        return False
    below = [
        page.lines.raw[index].strip()
        for index in range(phrase + 1, end)
        if not _is_apart(page, index)
    ]
    return len(below) <= _NEARBY and all(
        len(text) <= _LONGEST and all(map(_is_full_name, _LIST.split(text))) for text in below
    )


def _titles_alone(page: Page, phrase: int, start: int, end: int) -> bool:
    """Whether only titles follow a phrase of several words, two blank lines below the mail.

    Two blank lines / `Related articles` / a blank line / `The harbour in winter`
    """
    lines = page.lines
    if phrase - 2 <= start or len(lines.raw[phrase].split()) < _FEWEST_WORDS_OF_TITLE:
        return False
    if not all(_is_apart(page, near) for near in (phrase - 2, phrase - 1, phrase + 1)):
        return False
    below = [
        lines.raw[index].strip() for index in range(phrase + 1, end) if not _is_apart(page, index)
    ]
    return len(below) <= _MOST_TITLES and all(map(_is_articles_title, below))


def _is_articles_title(text: str) -> bool:
    """Whether a line looks like an article's title: several words, a capital, no full stop."""
    return (
        len(text.split()) > 1 and len(text) <= _LONGEST and text[0].isupper() and text[-1].isalnum()
    )


def _is_full_name(text: str) -> bool:
    words = text.split()
    return 1 < len(words) <= _NEARBY and all(
        word[0].isupper() or (word[0].isalpha() and not word[0].islower()) for word in words
    )


def _is_set_apart(page: Page, index: int, start: int, end: int) -> bool:
    """Whether a line of `start`..`end`, not the first, is between blank lines."""
    if index - 1 < start or not _is_apart(page, index - 1):
        return False
    return index + 1 >= end or _is_apart(page, index + 1)


def _is_apart(page: Page, index: int) -> bool:
    if index >= len(page.lines):
        return True
    return page.is_empty(index)
