"""Attribution lines on a page, on one line or wrapped over several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from msgspec.structs import replace

from mailrecon.lexicon import (
    INVISIBLE,
    Lexicon,
    Template,
    attribution_key,
    fold,
)
from mailrecon.lexicon.cldr import DateEnds, bare_word
from mailrecon.regex import regex
from mailrecon.scan import patterns
from mailrecon.scan.attribution.date_words import WORD, date_words
from mailrecon.scan.attribution.judge import CLOSERS, Attribution, has_day, judge
from mailrecon.scan.attribution.last_words import closes_nothing
from mailrecon.scan.attribution.line_above import has_more, look_above
from mailrecon.scan.attribution.misread_verbs import accented_letter, with_verb
from mailrecon.scan.attribution.templates import (
    CLOCK,
    SearchedText,
    attempts_of,
    fill,
    listed,
    may_fit,
    signs_of,
)
from mailrecon.scan.lines import Lines

_MAX_LINE = 400
_MAX_WINDOW = 1200
_MAX_WRAPPED = 4
GROUPWISE_MARK = ">>> "
# GroupWise: `On 5/4/2020 at 9:12 AM, in message <5EAF.9C1@quay.example>, Ann Poe wrote:`
_IN_MESSAGE = regex(
    r"(?:,\s*)?\b[Ii]n (?:message|article|Message-ID:?|msg)\s<[^<>\n]{3,200}>,?(?=\s)"
)
_LINK = regex(r"(?<=[^\s<>])<mailto:[^<>\s]{3,250}>(?=\s{0,2}>)")
# Outlook Express: `"Ann Poe" <ann@quay.example> wrote in message` / `news:8h2k$1@quay.example...`,
# `… schrieb im Newsbeitrag news:…`, `… a écrit dans le message de news:…`
_IN_MESSAGE_WORDS = r"(?:in|im|dans|en|nel|i|na|w|v|в)(?:\s[^\n<>:.,]{3,24})?"
_NEWS_AT_END = regex(
    rf"(?:(?<=\s){_IN_MESSAGE_WORDS})?\s*<?news:[^\s<>]{{3,200}}?>?\.{{0,3}}:?\s*$"
)
# s-nail: `Ann Poe wrote in` / ` <20200504.JqR@quay.example>:`
_IDENTIFIER_ALONE = regex(r"\s*<[^<>\s]{3,200}@[^<>\s]{3,200}>\s*:\s*$")
_CITED = regex(
    r"[ \t]*[^\W\d_]{2,12}(?: [\w.]{2,24}){0,3} <[^<>\s@]{1,200}@[^<>\s@]{1,200}>[,;]?\s*"
)
_IN_AT_END = regex(rf"(?<=[^\W\d_])\s{_IN_MESSAGE_WORDS}\s*$")
_BEFORE_NEWS = regex(rf"(?<=\s){_IN_MESSAGE_WORDS}(?=\s*\n\s*:\s*$)")
_NEWS = "news:"
_IN_GROUP = regex(r"(?<=,) in [a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+,(?=\s)")
# `… wrote in sci.tides:`, `… schrieb in de.rec.boote:`
_GROUP_AT_END = regex(
    rf"(?<=\s){_IN_MESSAGE_WORDS}\s[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+(?:,[a-z0-9+.-]+)*\s*:\s*$"
)
_NO_BREAK = regex(r"[^\n]")
_UNSEEN = regex(f"[{INVISIBLE}]")
# Zoho: `---- On Tue, 05 Mar 2019 14:07:00 +0100 Ann Poe <ann@quay.example> wrote ----`
_CLOSING_DASHES = regex(r"(?<=[^\s-])[ \t]*-{2,6}[ \t]*$")
_OPENING_DASHES = regex(r"[ \t]*-{2,6}[ \t]*[^\s-]")
_END = 6
_SHORT_END = 30
_INNER_CLOSER = regex(r"[:：](?=\s*\S)")
# `Ann Poe *wrote*:`, Mahogany's `Ann Poe (ann@quay.example) wrote*:`
_MARK_BEFORE_COLON = regex(
    r"(?<=\s)[*_]{1,2}(?=[^\W\d_]+[*_]{1,2}\s*[:：]\s*$)|(?<=[^\W\d_])[*_]{1,2}(?=\s*[:：]\s*$)"
)
# `On Monday 04 May 2020 09:51 pm, Ann Poe wrote` / `> Does it leak?`: the colon was lost.
# Gmail until 2011: `2011/4/7 Ann Poe <ann@quay.example>` / a blank line / `> Does it leak?`
_LOST_COLON = regex(r"(?<=[^\W\d_])\s?[;,.]?\s*$|(?<=>)\s*$")
_DATED_ADDRESS = regex(
    r"\s*\d{1,4}[-/. ]\s?\S{1,12}[-/. ]\s?\d{1,4},?\s[^<>:@]{2,80}\s<[^<>\s]+@[^<>\s]+>\s*$"
)
# `[04/May/2020:10:11:13 +0000]`, `2020-05-04T10:11:12Z`: a log's line begins so.
_LOGGED = regex(r"\s*(?:\[(?:[A-Z][a-z]{2} ){0,2}\d|\d{4}-\d\d-\d\dT\d)")
_LONGEST_VERB = 16
_VERB_OF_ONE_LETTER = 2
_LONGEST_AUXILIARY = 4


def may_close(text: str, lexicon: Lexicon) -> bool:
    """Whether a text without its final colon ends like an attribution line, or with an address."""
    end = text[-_END:].rstrip()
    # `Ann Poe <ann@quay.example>:`: an address may close an attribution without a verb.
    if end.endswith(">"):
        return "@" in text
    # `… wrote:`, `… schrieb:`: the last two letters of a template; `at 9:12:` ends in a digit.
    if end[-1:].isdigit():
        return False
    return end[-2:].casefold() in lexicon.attributions or accented_letter(text, lexicon) is not None


def find_inner_attribution(lines: Lines, index: int, lexicon: Lexicon) -> Attribution | None:
    """The dated attribution on line `index` if text follows it on the same line, or None.

    `On Sun, May 3, 2026 at 4:00 PM Ann Poe <ann@quay.example> wrote: Dear Ben,`
    """
    content = lines.content(index)
    # An attribution within a line must be dated, so a line without a digit has none.
    if len(content) > _MAX_WINDOW or not patterns.has_digit(content):
        return None
    if _LOGGED.match(content):
        return None
    content = _without_identifier(content)
    for colon in _INNER_CLOSER.finditer(content):
        end = colon.start() + 1
        # `at 4:00 PM`, `https:`: most colons do not close an attribution.
        if not may_close(content[: end - 1], lexicon):
            continue
        # `… <ann@quay.example>:` and the end of what is written from right to left
        if not _UNSEEN.sub("", content[end:]).strip():
            continue
        found = find_attribution(lines, index, lexicon, end)
        # `Ann wrote: Dear Ben` within prose may be a play's or a chat's.
        if found is None or found.date is None:
            continue
        if patterns.date_strength(lines.text[slice(*found.date)]) == 2 and found.has_verb:
            begin = end + len(content[end:]) - len(content[end:].lstrip())
            return replace(found, body=lines.content_start(index) + begin)
    return None


class _Closing(NamedTuple):
    """A line that may end an attribution, and the templates that may match it.

    `content` is the line without quote marks, with a colon if dashes frame it; `bare` is the same
    without invisible characters and without emphasis at its end. `attempts` are the ways to try the
    templates.
    """

    content: str
    bare: str
    framed: bool
    templates: tuple[Template, ...]
    attempts: Sequence[tuple[Template, int, DateEnds | None]]

    @property
    def languages(self) -> frozenset[str]:
        """The languages of the templates."""
        return frozenset(template.language for template in self.templates)


def find_attribution(
    lines: Lines, index: int, lexicon: Lexicon, end: int | None = None
) -> Attribution | None:
    """The attribution line that closes on line `index`, or None; its content ends at `end`.

    Lines above are added one by one, since clients wrap attributions. The first reading with a
    complete date is the result. The next best reading has a date that may begin on a line above;
    the last choice has no date.
    """
    if end is None and closes_nothing(lines, index, lexicon):
        return None
    closing = _closing(lines, index, lexicon, end)
    if closing is None:
        return None
    depth = _depth_above(lines, index, closing.bare)
    undated: Attribution | None = None
    cut: Attribution | None = None
    for first in range(index, index - _MAX_WRAPPED, -1):
        if first < index and not _may_be_wrapped(lines, first, depth):
            break
        for found, is_whole in _readings(lines, first, index, closing, lexicon):
            # `Ann Poe <ann@quay.example> wrote:`
            if found.date is None:
                whole = first == index or closing.content.strip() == CLOSERS[0]
                if undated is None and (whole or found.addressed):
                    undated = found
            # `On Tue, Mar 3, 2020 at 9:15 AM Ann Poe wrote:`
            elif is_whole:
                return _with_line_above(lines, found, depth, index, closing, lexicon)
            # `Am Fr., 6. Juli` / `2012 um 08:15 Uhr schrieb Luc Petit`
            else:
                cut = cut or found
    return cut or undated


def _with_line_above(
    lines: Lines, found: Attribution, depth: int, index: int, closing: _Closing, lexicon: Lexicon
) -> Attribution:
    """The attribution that begins above `found`, if its name or date does; else `found`.

    Turkish: `Ann Poe <ann@quay.example>,` / `4 May 2020 Pzt, 09:12 tarihinde şunu yazdı:`
    """
    for first in range(found.first - 1, index - _MAX_WRAPPED, -1):
        if not _may_be_wrapped(lines, first, depth):
            break
        for longer, _ in _readings(lines, first, index, closing, lexicon, is_longer=True):
            if has_more(lines, longer, found, lexicon):
                return longer
    return found


def _closing(lines: Lines, index: int, lexicon: Lexicon, end: int | None) -> _Closing | None:
    """Line `index` up to `end`, if it ends like an attribution and some template may match it."""
    content = lines.content(index)[:end]
    if len(content) > _MAX_WINDOW:
        return None
    content = _without_news(_without_identifier(content))
    content = _MARK_BEFORE_COLON.sub(lambda mark: " " * len(mark[0]), content)
    if end is None and _names_message_alone(lines, index, content):
        content = CLOSERS[0].ljust(len(content))
    framed = end is None and is_framed(lines, index) and not _is_separator(content, lexicon)
    # `---- On …, Ann Poe <ann@quay.example> wrote ----`
    if framed:
        content = _with_colon(content)
    elif end is None and _has_lost_colon(lines, index, content, lexicon):
        content = _LOST_COLON.sub(":", content)
    content = with_verb(content, lexicon, lines.content(index - 1) if index else "")
    bare = _UNSEEN.sub("", content).rstrip().rstrip("*_")
    # Korean: `2020년 5월 4일 9:12, 안나 님이 쓴` / `글:`: a verb of one letter
    if len(bare.strip()) == _VERB_OF_ONE_LETTER and bare.strip()[0] >= "\u2e80" and index:
        bare = f"{lines.content(index - 1).rstrip()} {bare.strip()}"
    # `… wrote in message` / `news:8h2k$1@quay.example...`
    if bare.strip() == CLOSERS[0] and index:
        joined = f"{lines.content(index - 1)}\n{content}"
        bare = _BEFORE_NEWS.sub("", joined).rstrip(" \n:") + CLOSERS[0]
    # `On …, Ann Poe wrote:**`: emphasis behind the colon was taken off.
    if not bare.endswith(CLOSERS) or len(bare) > _MAX_LINE:
        return None
    printed = [*(lines.content(n) for n in range(max(0, index - 3), index)), content]
    dated = _may_be_dated("\n".join(printed))
    window = fold("".join(map(_without_identifier, printed)))
    templates = tuple(listed(attribution_key(bare), lexicon, window, dated=dated))
    # `Zitat von Ann Poe <ann@quay.example>:`, Horde
    if len(window) < _MAX_WINDOW and ("@" in bare or patterns.has_digit(window)):
        open_ended = listed("", lexicon, window, dated=dated)
        # `於 2020年5月4日 … 寫道：` and others whose last slot is open: found by a word within.
        templates += tuple(template for template in open_ended if template.landmark)
    if not templates:
        return None
    return _Closing(content, bare, framed, templates, attempts_of(templates, lexicon))


def is_dated_address(content: str) -> bool:
    """Whether a line is just a day and a mailbox, without a colon: `2011/4/7 Ann Poe <ann@…>`."""
    return _DATED_ADDRESS.match(content) is not None


def is_identifier_cited(content: str) -> bool:
    """Whether a line just cites a Message-ID: `In article <5EB0.1@dock.example>,` / `Ann wrote:`"""
    return _CITED.fullmatch(content) is not None


def _names_message_alone(lines: Lines, index: int, content: str) -> bool:
    """Whether a line is a Message-ID below an attribution that ends with `wrote in`."""
    if index == 0 or "@" not in content or _IDENTIFIER_ALONE.match(content) is None:
        return False
    return _IN_AT_END.search(lines.content(index - 1)[-_SHORT_END:]) is not None


def _has_lost_colon(lines: Lines, index: int, content: str, lexicon: Lexicon) -> bool:
    """Whether a timed line that ends with a verb of writing, but no colon, is above a quotation.

    `On Monday 04 May 2020 09:51 pm, Ann Poe wrote` / `> Does it leak?`
    """
    # `On May 4, 2020, at 9:12 AM, Ann Poe <ann@quay.example>` / `> wrote:` goes on below.
    ends_with_address = content.rstrip()[-1:] == ">"
    sign = _DATED_ADDRESS if ends_with_address else CLOCK
    if sign.search(content) is None:
        return False
    if ends_with_address and lines.content(min(index + 1, len(lines) - 1)).endswith(CLOSERS):
        return False
    found = _LOST_COLON.search(content)
    if found is None or not may_close(content[: found.start()], lexicon):
        return False
    return _is_quoted_below(lines, index)


def _may_be_dated(text: str) -> bool:
    """Whether a date may be in the joined lines of a wrapped attribution.

    The check is loose: a Message-ID or newsgroup is removed only later, and the texts around it may
    then form a date.
    """
    return (
        patterns.may_hold_date(text)
        or text.rpartition("\n")[2].strip() == CLOSERS[0]
        or ("<" in text and _IN_MESSAGE.search(text) is not None)
    )


def _without_identifier(content: str) -> str:
    """A text with spaces in place of a phrase that cites a Message-ID.

    Links inside addresses are blanked too: `Ann Poe <ann@quay.example<mailto:ann@quay.example>>
    wrote:`.
    """
    # `On 4 May 2020 09:12:13 GMT, in sci.tides, Ann Poe wrote:`
    if " in " in content and "." in content:
        content = _IN_GROUP.sub(_blank, content)
    if "<" not in content:
        return content
    if "mailto:" in content:
        content = _LINK.sub(lambda found: " " * len(found[0]), content)
    return _IN_MESSAGE.sub(_blank, content)


def _blank(found: re.Match[str]) -> str:
    """Spaces of the same length, with the line breaks."""
    return _NO_BREAK.sub(" ", found[0])


def ends_with_news(content: str) -> bool:
    """Whether a line ends with the address of a newsgroup's message."""
    return _NEWS in content and _NEWS_AT_END.search(content) is not None


def _without_news(content: str) -> str:
    """A line of the same length with a colon for a newsgroup, or a message of it, at its end.

    `Ann Poe <ann@quay.example> wrote in message news:8h2k$1@quay.example...`, `Ann Poe wrote in
    sci.tides:`
    """
    found = _NEWS_AT_END.search(content) if _NEWS in content else _GROUP_AT_END.search(content)
    if found is None:
        return content
    return content[: found.start()] + ":".ljust(len(content) - found.start())


def _may_be_wrapped(lines: Lines, first: int, depth: int) -> bool:
    """Whether an attribution may begin on line `first` and go on below it."""
    return (
        first >= 0
        and not lines.is_blank(first)
        # GroupWise marks the first line only: `>>> On …, in message` / `<5EAF.9C1@quay.example>, …`
        and (lines.depth(first) == depth or lines.raw[first].startswith(GROUPWISE_MARK))
        and len(lines.raw[first]) <= _MAX_LINE
    )


def _readings(
    lines: Lines,
    first: int,
    index: int,
    closing: _Closing,
    lexicon: Lexicon,
    *,
    is_longer: bool = False,
) -> Iterator[tuple[Attribution, bool]]:
    """The attributions that lines `first`..`index` may be read as, the likeliest first.

    Each comes with a flag: True if its date is complete, as far as these lines show. If it
    `is_longer`, readings are left out that certainly have no more than that of the lines below.
    """
    pieces = [*(lines.content(number) for number in range(first, index)), closing.content]
    joined = _without_identifier("\n".join(pieces))
    # `… wrote in message` above a line of nothing but `news:…`, which is a colon here
    if closing.content.strip() == CLOSERS[0]:
        joined = _BEFORE_NEWS.sub(lambda found: " " * len(found[0]), joined)
    # A template that does not match in the loosest way matches in no other; this rules out most.
    # Languages share templates; these have the same pattern, which is tried once.
    window, folded, signs = SearchedText(joined), fold(joined), signs_of(joined)
    above = look_above(joined, closing.languages, lexicon) if is_longer else None
    loosely: dict[str, bool] = {}
    for template, strength, words in closing.attempts:
        pattern = template.pattern
        if pattern not in loosely:
            loosely[pattern] = (
                (above is None or above.may_have_more(template))
                and may_fit(template, folded, signs)
                and fill(template, window, 1, None) is not None
            )
        if not loosely[pattern]:
            continue
        places = fill(template, window, strength, words)
        if places is None:
            continue
        found = judge(template, places, joined, pieces, lines, first, index, lexicon)
        # Zoho always prints a date and a verb between its dashes; Android's mail no date.
        if found is None or (
            closing.framed
            and not (found.has_verb and (found.date or _is_quoted_below(lines, index)))
        ):
            continue
        # `Ann Poe wrote:`, `On September 2, Ann Poe wrote:`
        if found.date is None or "date" not in places:
            yield found, False
            continue
        printed = lines.text[slice(*found.date)]
        language = _own_language(template, closing.templates, printed, lexicon)
        is_whole = first == 0 or places["date"][0] > 0 or has_day(printed)
        yield replace(found, language=language), is_whole


def _is_quoted_below(lines: Lines, index: int) -> bool:
    """Whether a quotation follows below: `---- Ann Poe wrote ----` / `> The wall holds.`"""
    below = index + 1
    while below < len(lines) and below - index <= _MAX_WRAPPED and lines.is_blank(below):
        below += 1
    return below < len(lines) and lines.depth(below) > lines.depth(index)


def is_framed(lines: Lines, index: int) -> bool:
    """Whether line `index` ends in dashes, and it or a line right above begins with them (Zoho)."""
    if "--" not in lines.raw[index]:
        return False
    raw = lines.raw[index].rstrip()
    # `----` alone is a rule: text must precede the closing dashes.
    if not raw.endswith("--") or _CLOSING_DASHES.search(raw) is None:
        return False
    for number in range(index, max(index - _MAX_WRAPPED, -1), -1):
        if lines.is_blank(number):
            return False
        if _OPENING_DASHES.match(lines.content(number)):
            return True
    return False


def _is_separator(content: str, lexicon: Lexicon) -> bool:
    """Whether a line in dashes separates: `--- Forwarded by Ann Poe on 12/08/2000 11:20 AM ---`."""
    key = fold(content.strip(" \t-"))
    return key.startswith(_separators(lexicon).get(key[:1], ()))


@lru_cache(maxsize=4)
def _separators(lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    """The phrases of separators, by their first letter."""
    found: dict[str, list[str]] = {}
    for phrase in lexicon.forward_separators:
        found.setdefault(phrase[:1], []).append(phrase)
    return {letter: tuple(phrases) for letter, phrases in found.items()}


def _with_colon(content: str) -> str:
    """A line of the same length with a colon in place of the dashes that close it."""
    dashes = _CLOSING_DASHES.search(content)
    if dashes is None:
        return content
    return content[: dashes.start()] + ":".ljust(len(content) - dashes.start())


def _depth_above(lines: Lines, index: int, closing: str) -> int:
    """The quote depth at which an attribution that closes on line `index` begins.

    `On …, Ann Poe <ann@quay.example>` / `> wrote:`: the wrapped part got one quote mark too many.
    """
    depth = lines.depth(index)
    # Only a single word is wrapped: `> wrote:`, `> écrit :`, `> schrieb:`.
    if not depth or not index or len(closing.strip()) > _LONGEST_VERB:
        return depth
    above = lines.content(index - 1).rstrip()
    # French: `Le …, Anne Poe <anne@quay.example> a` / `> écrit :`
    ended = above.endswith(">") or above[-_LONGEST_AUXILIARY:].partition(">")[1]
    # `On Mar 15, 2020, at 1:16 PM, Ann Poe` / `> wrote:`: the bracket of a blacked-out address
    removed = depth == 1 and "<" not in above and patterns.date_strength(above) == 2
    deeper = lines.depth(index - 1) == depth - 1 and ((ended and "@" in above) or removed)
    return depth - 1 if deeper else depth


def _own_language(
    template: Template, templates: tuple[Template, ...], printed: str, lexicon: Lexicon
) -> str:
    """The language of an attribution: among those that share its landmark, that of its date."""
    words = [bare_word(word[0]) for word in WORD.finditer(printed)]

    def known(language: str) -> int:
        found = date_words(frozenset({lexicon.cldr(language) or "en"}))
        return sum([word in found.openings or word in found.endings for word in words])

    # A language may have several templates with the same landmark.
    sharing = [other.language for other in templates if other.landmark == template.landmark]
    return max(dict.fromkeys([template.language, *sharing]), key=known)
