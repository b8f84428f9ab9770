"""Mail on pages of webmail and archives: a line with the originator above a line with the date.

Gmail's page has `Name <address>`, the date with its age, `to me`; Outlook Web Access has
`Name [address]` above `Sent:`; pipermail has `Name name at domain` above the date. The title of
the page, one line above, is the subject. Copied as text, webmail's page loses the space between
its boxes: `Name<address>`, `toBen` and the date on three lines.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from msgspec.structs import replace

from mailrecon.layouts import labelled, webmail_card
from mailrecon.layouts.block import Block
from mailrecon.layouts.evidence import has_prefix
from mailrecon.layouts.layout import Layout, Sign
from mailrecon.lexicon import fold
from mailrecon.model import ADDRESS_ROLES, Field, Introduction, Role, Span
from mailrecon.regex import regex
from mailrecon.scan import Page, patterns
from mailrecon.scan.attribution import CLOSERS, is_nothing_but_a_date
from mailrecon.scan.labels import find_label_without_colon

NAME = "mail page"
# `(2 days ago)`, `(vor 3 Stunden)`
_AGE = regex(r"[(（][^()（）\d]{0,20}\d{1,3}[^()（）\d]{1,30}[)）]\s*$")
_CLOCK = regex(r"\d{1,2}[:.]\d\d(?:\s?[AaPp]\.?[Mm]\.?)?")
# `Ann Poe <ann@quay.example>`, `Ann Poe (ann at quay.example)`
_ADDRESS_AT_END = regex(r"[<\[(（]\s*[^\s<>\[\]@]+(?:@| at )[^\s<>\[\]@]+\s*[>\])）]\s*$")
# `Maintainer: Ann Poe <ann@quay.example>`, ` -- Ann Poe <ann@quay.example>` in a changelog.
_KEYED = regex(r"[^\W\d_][\w -]{1,30}[:：]\s|-{2,} ")
# Google Groups: `Ann Poe` / `unread,` / `May 4, 2020, 4:05:11 PM`
_STATE = regex(r"[^\W\d_]{4,16}(?: [^\W\d_]{2,12})?[,、،]")
_GAP = regex(r"[ \u00a0]{2,}|\t|(?<=[>\])])[ \u00a0]")
_ORIGINATORS = frozenset({Role.FROM, Role.SENDER})
_NEARBY = 4
_FEWEST_WITH_WORD = 2
# Shorter originator labels may also begin a name: `Da`, `De`, `Van`, `Von`.
_SHORTEST_LABEL = 4
_LONGEST_LINE = 200
_LONGEST_DATE = 60
_LONGEST_RECIPIENT_WORD = 16
_LONGEST_TO_ME = 8
_LONGEST_PARTICLE = 3
# `'s profile photo`, `Profilbild von `
_LONGEST_PICTURE = 24
# `Ann Poe Tue, 04 May 2020 09:15:10 -0700`, as mail-archive.com prints it.
_NAME_AND_DATE = regex(
    r"(?P<name>[^\W\d_][^\d<>@:\n]{1,60}?)\s+"
    r"(?P<date>[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4})"
)


def match_label(page: Page, index: int) -> Block | None:
    """The header whose date label is on line `index`, its originator on the line right above."""
    label = page.label(index)
    if label is None or label.entry is None or Role.DATE not in label.entry.roles:
        return None
    # Outlook Web Access: `Ann Poe [ann@quay.example]` / `Sent: Monday, May 4, 2020 6:24 PM`
    # also with a blank line between the two.
    above = index - 2 if index > 1 and page.lines.is_blank(index - 1) else index - 1
    name = _originator_line(page, above, page.lines.depth(index), addressed=True)
    if name is None:
        return None
    block = labelled.match(page, index, minimum=1)
    # `Ann Poe <ann@quay.example>` / `Sent: …` / `From: …`: the header has its own originator.
    if block is None or any(block.first(role) for role in _ORIGINATORS):
        return None
    # `Ann Poe <ann@quay.example>` / `Date: …` without recipients is from a bug tracker or a wiki.
    if not any(block.first(role) for role in ADDRESS_ROLES):
        return None
    fields = (_field(page, Role.FROM, name), *block.fields)
    evidence = (("address right above the date", 3.0), *block.evidence)
    return replace(
        block,
        layout=NAME,
        start=above,
        fields=fields,
        evidence=evidence,
        titled=block.first(Role.SUBJECT) is None,
    )


def match_date(page: Page, index: int) -> Block | None:
    """The header whose date is on line `index` without a label, or None."""
    lines = page.lines
    content = lines.content(index)
    if len(content) > _LONGEST_LINE:
        return None
    depth = lines.depth(index)
    date = _whole_date(content, 0)
    # `Ann Poe <ann@quay.example>` / `Updated Mon, 4 May 2020 9:12`
    words = content.split(maxsplit=1)
    if date is not None and words[0].isalpha() and _is_word_before_date(words, page):
        return None
    top = _on_one_line(page, index) if date is None else _on_lines_above(page, index, depth, date)
    # `Ann Poe, 4 May 2020 10:11` / `To: Ben Ost`: the layout "name and date above To".
    if top is None or _labels_follow(page, index) or _ends_below(page, index):
        return None
    # `From Ann Poe <ann@quay.example>` / `Sent Monday, …`: labels that lost their colons.
    if labelled.match_without_colons(page, index) is not None:
        return None
    start, name = top.start, top.name
    recipients, language = top.recipients, top.language
    end = index + 1
    # `Ann Poe <ann@quay.example>` / `Mon, May 4, 2020, 6:24 PM` / `to me`
    following = _next_line(page, index) if recipients is None else None
    if following is not None:
        recipients, language = _recipients(page, following, depth)
        end = index + 1 if recipients is None else following + 1
    addressed = patterns.has_address(name.of(lines.text))
    # `Ann Poe` / `May 4, 2020, 4:05 PM`: without address and recipients this may be a comment.
    if not addressed and recipients is None:
        return None
    begin = lines.content_start(index)
    when = Span(begin + top.date[0], begin + top.date[1])
    fields = [_field(page, Role.FROM, name), _field(page, Role.DATE, when)]
    evidence = [
        ("address right above the date", 3.0) if addressed else ("name right above the date", 1.0),
        ("date with a time of day", 2.0),
    ]
    if recipients is not None:
        fields.append(_field(page, Role.TO, recipients))
        evidence.append(("recipients printed beside the date", 1.5))
    return Block(
        layout=NAME,
        start=start,
        end=end,
        depth=depth,
        body_depth=depth,
        fields=tuple(fields),
        language=language,
        introduction=Introduction.HEADER_ONLY,
        evidence=tuple(evidence),
        titled=True,
    )


def _ends_below(page: Page, index: int) -> bool:
    """Whether a line is the first of an attribution that ends on the line below.

    `Ann Poe <ann@quay.example> hat am 4. Mai 2020 9:12` / `geschrieben:`
    """
    below = index + 1
    if below >= len(page.lines) or not page.lines.content(below).rstrip().endswith(CLOSERS):
        return False
    attribution = page.attribution(below)
    return attribution is not None and attribution.first <= index


def _is_word_before_date(words: list[str], page: Page) -> bool:
    """Whether the first word does not belong to the date: `Updated Mon, 4 May 2020 9:12`.

    The other words must then be a date and nothing else.
    """
    if len(words) < _FEWEST_WITH_WORD:
        return False
    whole = is_nothing_but_a_date(" ".join(words), frozenset(), page.lexicon)
    return not whole and is_nothing_but_a_date(words[1], frozenset(), page.lexicon)


class _PageTop(NamedTuple):
    """The lines of originator and date, with the recipients printed between them.

    `date` is a range of characters in the content of the date's line.
    """

    start: int
    name: Span
    date: tuple[int, int]
    recipients: Span | None = None
    language: str | None = None


def _on_lines_above(page: Page, index: int, depth: int, date: tuple[int, int]) -> _PageTop | None:
    """The originator on a line above the date on line `index`."""
    start = index - 1
    recipients, language = None, None
    # `Ann Poe<ann@quay.example>` / `toBen, me` / `Mon, May 4, 2020, 6:24 PM`
    if start > 0 and "@" in page.lines.raw[start - 1]:
        recipients, language = _recipients(page, start, depth, within=True)
    # `Ann Poe` / `unread,` / `May 4, 2020, 4:05:11 PM`
    if recipients is not None or _is_state(page, start, depth):
        start -= 1
    name = _originator_line(page, start, depth, addressed=recipients is not None)
    if name is None:
        return None
    # `Ann Poe's profile photo` / `Ann Poe` / `unread,`
    if _describes_picture(page, start - 1, name):
        start -= 1
    return _PageTop(start, name, date, recipients, language)


def _describes_picture(page: Page, index: int, name: Span) -> bool:
    """Whether a line is the alternative text of a picture of the person named below it."""
    if index < 0:
        return False
    above, named = page.lines.content(index).strip(), name.of(page.lines.text)
    # `Ann Poe's profile photo`, `Profilbild von Ann Poe`
    return named in above and 0 < len(above) - len(named) <= _LONGEST_PICTURE


def _on_one_line(page: Page, index: int) -> _PageTop | None:
    """`Ann Poe <ann@quay.example>    Mon, May 4, 2020 at 6:24 PM`"""
    content = page.lines.content(index)
    split = _originator_and_date(content)
    if split is None:
        return None
    name_end, date = split
    stripped = content[:name_end].strip()
    # A list: `Ann Poe <ann@quay.example>    Ben Ost <ben@dock.example>    May 4, 2020 9:12 AM`,
    # and `Ann Poe <ann@quay.example>    May 4, 2020 9:12 AM    Gates` with a subject behind.
    if stripped.count("@") > 1 or not is_nothing_but_a_date(
        _AGE.sub("", content[slice(*date)]), frozenset(page.lexicon.languages), page.lexicon
    ):
        return None
    # `Maintainer: Ann Poe <ann@quay.example>  Mon, May 4, 2020 at 6:24 PM`
    if _KEYED.match(stripped) or _goes_on_sentence(page, index, stripped):
        return None
    first = page.lines.content_start(index) + content.index(stripped)
    return _PageTop(index, Span(first, first + len(stripped)), date)


def _goes_on_sentence(page: Page, index: int, name: str) -> bool:
    """Whether a supposed name is part of a sentence, as web forms send it.

    `… your form. It was sent by` / ` (ann@quay.example) on Thursday, May 30, 2020 at 23:54:48`
    """
    bare = name.partition("(")[0].partition("<")[0].strip()
    if bare:
        return patterns.name_strength(bare) == 0
    above = page.lines.content(index - 1).rstrip() if index else ""
    return name.startswith("(") and above[-1:].islower()


def match_name_and_date(page: Page, index: int) -> Block | None:
    """The header in line `index`, a name and a date of RFC 5322 below the page's title, or None.

    `[locks] The gate` / `Ann Poe Tue, 04 May 2020 09:15:10 -0700`. The page names the title and the
    name again in its lists of messages, or the title shows that it is a subject.
    """
    lines = page.lines
    content = lines.content(index)
    if len(content) > _LONGEST_LINE or index == 0 or content.rstrip()[-5:-4] not in ("+", "-"):
        return None
    found = _NAME_AND_DATE.fullmatch(content.strip())
    # `Ann Poe Tue, 04 May 2020 09:15:10 -0700`; not `built on Tue, 04 May 2020 09:15:10 -0700`.
    if found is None or not is_capitalised(found["name"]):
        return None
    # `Build Finished Tue, 04 May 2020 09:15:10 +0200` / `All green.`
    if index + 1 >= len(lines) or not lines.is_blank(index + 1):
        return None
    title = index - 1
    while title > 0 and index - title < _NEARBY and lines.is_blank(title):
        title -= 1
    above = lines.content(title).strip()
    # `[locks] The gate`, `Re: The gate`: the line above is a subject.
    if not above.startswith("[") and not has_prefix(above, page.lexicon):
        return None
    begin = lines.content_start(index) + content.index(found[0])
    name = Span(begin + found.start("name"), begin + found.end("name"))
    date = Span(begin + found.start("date"), begin + found.end("date"))
    depth = lines.depth(index)
    return Block(
        layout=NAME,
        start=index,
        end=index + 1,
        depth=depth,
        body_depth=depth,
        fields=(_field(page, Role.FROM, name), _field(page, Role.DATE, date)),
        language=None,
        introduction=Introduction.HEADER_ONLY,
        evidence=(("name and complete date below the title of a list's message", 5.0),),
        titled=True,
    )


def is_capitalised(name: str) -> bool:
    """Whether each word of a name, except for particles, begins with a capital."""
    words = name.split()
    return (
        patterns.name_strength(name) == 2
        and words[0][0].isupper()
        and words[-1][0].isupper()
        and all(word[0].isupper() or len(word) <= _LONGEST_PARTICLE for word in words)
    )


def _field(page: Page, role: Role, span: Span) -> Field:
    return Field(role, span.of(page.lines.text), span)


def _whole_date(content: str, begin: int) -> tuple[int, int] | None:
    """The range of a date that fills `content` from `begin`, except for an age such as `(2 days
    ago)`.
    """
    age = _AGE.search(content, begin) if content.rstrip().endswith((")", "）")) else None
    end = age.start() if age else len(content)
    text = content[begin:end].strip()
    # `- 4 May 2020 10:11` is an item of a list.
    if not text or len(text) > _LONGEST_DATE or not text[0].isalnum() or "<" in text:
        return None
    # `See you on May 4, 2020 at 6:24.` is a sentence; `May 4, 2020, 6:24 p.m.` is a date.
    if text.endswith((".", "!", "?", *CLOSERS)) and not text.endswith(".m."):
        return None
    # `To be reached: Monday 9:12 to 17:00`
    if _KEYED.match(text):
        return None
    # `We met Ann on 4 May 2020 at 10:11 by the lock and then went home`
    # `9:40 AM (2 hours ago)`: the page gives today's mail without its day.
    today = age is not None and _CLOCK.fullmatch(text) is not None
    if not today and patterns.date_strength(text) != 2:
        return None
    if len(text.split()) > 10 or "@" in text:
        return None
    start = content.index(text, begin)
    return start, start + len(text)


def _originator_and_date(content: str) -> tuple[int, tuple[int, int]] | None:
    """The end of the originator and the range of the date on a line with both."""
    if "@" not in content and " at " not in content:
        return None
    for gap in _GAP.finditer(content):
        if not content[: gap.start()].strip():
            continue
        # `Ann Poe <ann@quay.example>` must end at the gap: `Ann Poe  <ann@quay.example>  Mon, …`.
        if _ADDRESS_AT_END.search(content[: gap.start()]) is None:
            continue
        date = _whole_date(content, gap.end())
        if date is not None:
            return gap.start(), date
    return None


def _originator_line(page: Page, index: int, depth: int, *, addressed: bool) -> Span | None:
    """The span of a name, with or without address, that fills the line `index`."""
    lines = page.lines
    if index < 0 or lines.is_blank(index) or lines.depth(index) != depth:
        return None
    content = lines.content(index)
    text = content.strip()
    if len(text) > _LONGEST_LINE or text.endswith((".", "!", "?", *CLOSERS)):
        return None
    # `Reply-To: ann@quay.example`, `Maintainer: Ann Poe <ann@quay.example>`
    # `"From": "ann@quay.example",`, `From = "Ann Poe";` in a program
    if page.label(index) is not None or _KEYED.match(text) or '":' in text or " = " in text:
        return None
    # `From Ann Poe`, a label that lost its colon, and `From time to time`; not `Von Ost, Ben`
    lost = find_label_without_colon(text, page.lexicon)
    entry = None if lost is None or len(lost.text) < _SHORTEST_LABEL else lost.entry
    if entry is not None and Role.FROM in entry.roles:
        return None
    at_end = _ADDRESS_AT_END.search(text)
    spoken = patterns.OBFUSCATED.search(text)
    # `Ann Poe <ann@quay.example>`, or the address alone in its brackets.
    if at_end is not None:
        before = text[: at_end.start()]
        # `2020-05-04T09:12:00 smtp[47]: C: MAIL FROM:<ann@quay.example>`: a log's line
        logged = before.rstrip().endswith(CLOSERS) or patterns.date_strength(before) > 0
        plausible = not before.strip() or (not logged and patterns.name_strength(before) > 0)
    # pipermail: `Ann Poe ann at quay.example`
    elif spoken is not None and spoken.end() == len(text):
        plausible = patterns.name_strength(text[: spoken.start()]) == 2
    else:
        # `Ann Poe` alone is enough if recipients or an unambiguous date follow.
        plausible = not addressed and patterns.name_strength(text) == 2 and "@" not in text
    if not plausible:
        return None
    start = lines.content_start(index) + content.index(text)
    return Span(start, start + len(text))


def _is_state(page: Page, index: int, depth: int) -> bool:
    """Whether a line below the originator is only a state such as `unread,`."""
    lines = page.lines
    # `unread,` is right below the name.
    if index < 1 or lines.depth(index) != depth or lines.is_blank(index - 1):
        return False
    text = lines.content(index).strip()
    return text[:1].islower() and _STATE.fullmatch(text) is not None


def _labels_follow(page: Page, index: int) -> bool:
    """Whether labelled fields follow closely; the line then belongs to another layout."""
    for number in range(index + 1, min(index + 1 + _NEARBY, len(page.lines))):
        label = page.label(number)
        if label is not None and label.entry is not None:
            return True
    return False


def _next_line(page: Page, index: int) -> int | None:
    """The next line that is not blank, at most one blank line away."""
    for number in range(index + 1, min(index + 3, len(page.lines))):
        if not page.lines.is_blank(number):
            return number
    return None


def _recipients(
    page: Page, index: int | None, depth: int, *, within: bool = False
) -> tuple[Span | None, str | None]:
    """The people after a word such as Gmail's `to` (`to me, Gauge Watch`), and its language.

    `within`: the line is between originator and date.
    """
    if index is None or page.lines.depth(index) != depth:
        return None, None
    content = page.lines.content(index)
    text = content.strip()
    if len(text) > _LONGEST_LINE:
        return None, None
    words = page.lexicon.recipient_words
    for cut in range(1, min(len(text), _LONGEST_RECIPIENT_WORD)):
        # `to Ben`; `toBen`, `tome` on a page whose boxes had no space between them
        glued = text[cut - 1].islower() and (
            text[cut].isupper() or (within and text.isalpha() and len(text) <= _LONGEST_TO_ME)
        )
        if not (text[cut].isspace() or glued) or fold(text[:cut].rstrip(":：")) not in words:
            continue
        people = text[cut:].strip()
        # `to me, Gauge Watch`; not `to be, or not to be`.
        if all(patterns.name_strength(person) > 0 for person in re.split("[,、，]", people)):
            start = page.lines.content_start(index) + content.rindex(people)
            languages = words[fold(text[:cut].rstrip(":："))]
            language = max(languages, key=lambda code: (code == "en", page.lexicon.weights[code]))
            return Span(start, start + len(people)), language
    return None, None


LAYOUT = Layout(
    NAME,
    "webmail and archive pages, printed or saved",
    (
        (Sign.LABEL, match_label),
        (Sign.LABEL, webmail_card.match),
        (Sign.CLOCK, match_date),
        (Sign.CLOCK, match_name_and_date),
    ),
    parts_people_by_comma=True,
)
