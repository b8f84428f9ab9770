"""Headers in one line of prose: `Ann Poe to Bob Lee, (cc: Cy Dent) - Sep 20, 2017 2:17PM`.

Archives that publish correspondence print these. `scan/headings/finder.py` finds lines of this
form; `heading_belief.py` checks the lines around them, this module reads the rest of the header.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from mailrecon.layouts import cited, labelled
from mailrecon.layouts.block import Block
from mailrecon.layouts.heading_belief import FEWEST_WITH_DAY, is_believed
from mailrecon.layouts.layout import Layout, Sign
from mailrecon.lexicon import Lexicon, fold
from mailrecon.model import Field, Introduction, Role, Span
from mailrecon.regex import regex
from mailrecon.scan import Page, patterns
from mailrecon.scan.attribution import is_nothing_but_a_date
from mailrecon.scan.headings.finder import list_people
from mailrecon.scan.headings.signs import BOX_RULE, UNDERLINE, HeadingForm, HeadingLine

NAME = "one line of prose"
_LONGEST_FORWARD = 400
_WORD = regex(r"\S+")
# `… and Quin Sato on May 4, 2020 10:18AM`: the word before the date.
_LONGEST_DATE_WORD = 3
_BETWEEN = " \t\u00a0,;:–—-"
_MOST_WORDS_OF_NAME = 6
# `Ann received it from Ben and …`, `Ann de la Poe received this old e-mail message from …`
_FEWEST_WORDS_BEFORE_FORWARD = 4
_MOST_WORDS_BEFORE_FORWARD = 20
# Fields that may follow a heading on labelled lines.
_BELOW = frozenset({Role.SUBJECT, Role.CC, Role.BCC, Role.ATTACHMENTS, Role.IMPORTANCE})


def match(page: Page, index: int) -> Block | None:
    """The header in line `index`, or None."""
    heading = page.headings.get(index)
    # `Ann Poe to Ben Ost - May 4, 2020 9:12 AM`; not `London to Paris - May 4, 2020 9:12 AM`.
    if heading is None or not is_believed(page, heading):
        return None
    # `E-mail from Ann Poe to Ben Ost, May 4, 2020: "The lamp is out."`
    cite = cited.match(page, index) if heading.body is not None else None
    if cite is not None:
        return cite
    lines = page.lines
    text = lines.text
    below, labelled_below = _labelled_below(page, heading)
    below = _behind_rule(page, heading, below)
    fields = [Field(role, text[start:end], Span(start, end)) for role, start, end in heading.parts]
    why = (
        "originator, recipients and date in one line"
        if heading.form is HeadingForm.TIMED
        else "originator, recipients and day in one line, among others of the kind"
    )
    block = Block.of_header(
        lines,
        NAME,
        heading.first,
        below,
        (*fields, *labelled_below),
        [(why, 4.5)],
        page.lexicon.likeliest(heading.languages),
    )
    return replace(block, inline_body=heading.body, inline_end=heading.body_end)


def _behind_rule(page: Page, heading: HeadingLine, end: int) -> int:
    """The line after a rule below a heading: the underline of a title, or the end of a box."""
    if end >= len(page.lines) or heading.body is not None:
        return end
    raw = page.lines.raw
    # `Ann Poe to Ben Ost - May 4, 2020` / `--------`
    if end == heading.last + 1 and UNDERLINE.fullmatch(raw[end]):
        return end + 1
    # `________` / `Ann Poe to Ben Ost` / `May 4, 2020` / `Subject: Locks` / `________`
    boxed = heading.first > 0 and BOX_RULE.fullmatch(raw[end]) is not None
    return end + 1 if boxed and raw[heading.first - 1].strip() == raw[end].strip() else end


def _labelled_below(page: Page, heading: HeadingLine) -> tuple[int, tuple[Field, ...]]:
    """The line after the header, and the labelled fields below the heading.

    `From Ann Poe to Ben Ost, May 4, 2020, 9:12 AM` / `Subject: Locks`
    """
    end = heading.last + 1
    # `Ann Poe to Ben Ost, May 4, 2020: The lamp is out.`
    label = page.label(end) if end < len(page.lines) and heading.body is None else None
    if label is None or label.entry is None or _BELOW.isdisjoint(label.entry.roles):
        return end, ()
    block = labelled.match(page, end, minimum=1)
    if block is None or not {field.role for field in block.fields} <= _BELOW:
        return end, ()
    return block.end, tuple(_without_emphasis(page, field) for field in block.fields)


def _without_emphasis(page: Page, field: Field) -> Field:
    """A field without the marks that close the emphasis of its line: `**Subject: Locks**`."""
    text = field.text.rstrip("*_")
    line = page.lines.content(page.lines.line_at(field.span.start)).lstrip()
    cut = len(field.text) - len(text)
    if (
        not cut
        or line[:1] not in ("*", "_")
        or len(field.text) != field.span.end - field.span.start
    ):
        return field
    return replace(field, text=text, span=Span(field.span.start, field.span.end - cut))


def match_forward(page: Page, index: int) -> Block | None:
    """An editor's line that reports a forward of the message above, or None.

    `[Ann Poe forwards the above email to Ben Ost and Cay Dun on May 4, 2020 10:18 AM]`
    """
    content = page.lines.content(index)
    text = content.strip(" \t\u00a0*_")
    # Editors put their reports in brackets; without brackets the line is prose of the article.
    if text[:1] not in "[(" or text[-1:] not in ")]" or len(text) > _LONGEST_FORWARD:
        return None
    # Only where mail is published under headings does an editor report forwards in this way.
    if not page.headings or page.in_chat(index):
        return None
    parts = _forward_parts(page, text[1:-1])
    if parts is None:
        return None
    fields, languages = parts
    begin = page.lines.content_start(index) + content.index(text) + 1
    return Block.of_header(
        page.lines,
        NAME,
        index,
        index + 1,
        [
            Field(role, text[1 + start : 1 + end], Span(begin + start, begin + end))
            for role, start, end in fields
        ],
        [("a forward reported in brackets", 4.5 if fields[-1][0] is Role.DATE else 5.0)],
        page.lexicon.likeliest(languages),
        introduction=Introduction.FORWARD_OF_ABOVE,
    )


def match_received(page: Page, index: int) -> Block | None:
    """An editor's line that reports a message and its forward, with the text below, or None.

    `Ann Poe received this email from Ben Ost and forwards it to Cay Dun - May 4, 2020 7:25 AM`
    """
    content = page.lines.content(index)
    text = content.strip(" \t\u00a0*_#[]()")
    if len(text) > _LONGEST_FORWARD or page.in_chat(index):
        return None
    lexicon = page.lexicon
    words = list(_WORD.finditer(text))
    verb = _first_verb(words, lexicon)
    # `Ann received it from Ben and forwards …` has the verb after five words or more.
    if not _FEWEST_WORDS_BEFORE_FORWARD <= verb <= _MOST_WORDS_BEFORE_FORWARD:
        return None
    names = _receiver_and_writer(text, words[:verb], lexicon)
    rest = _recipients_and_date(page, text, words, verb) if names is not None else None
    if names is None or rest is None:
        return None
    receiver, writer = names
    fields, languages = rest
    begin = page.lines.content_start(index) + content.index(text)

    def printed(role: Role, start: int, end: int) -> Field:
        return Field(role, text[start:end], Span(begin + start, begin + end))

    # The message that was received: it has no line of its own; its fields come from this line.
    original = Block.of_header(
        page.lines,
        NAME,
        index + 1,
        index + 1,
        (printed(Role.FROM, *writer), printed(Role.TO, *receiver)),
        [("a message and its forward reported in one line", 5.0)],
        lexicon.likeliest(languages),
        introduction=Introduction.REPORTED,
    )
    return replace(
        original,
        start=index,
        fields=(printed(Role.FROM, *receiver), *(printed(*field) for field in fields)),
        introduction=Introduction.HEADER_ONLY,
        nested=original,
    )


def _first_verb(words: Sequence[re.Match[str]], lexicon: Lexicon) -> int:
    """The index of the first word that means `forwards`; 0 if there is none."""
    return next((n for n, word in enumerate(words) if fold(word[0]) in lexicon.forward_verbs), 0)


def _receiver_and_writer(
    text: str, words: Sequence[re.Match[str]], lexicon: Lexicon
) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The ranges of both names in `Ann Poe received this email from Ben Ost and`."""
    first = next((n for n, word in enumerate(words) if word[0][0].islower()), 0)
    # The word for "from": `Ann Poe received this email` **from** `Ben Ost`.
    behind = next(
        (
            n
            for n in range(first + 1, len(words) - 1)
            if words[n][0].islower()
            and (entry := lexicon.labels.get(fold(words[n][0]))) is not None
            and Role.FROM in entry.roles
        ),
        0,
    )
    last = len(words)
    # `from Ben Ost and then`: words in small letters before the verb are not part of the name.
    while last > behind + 1 and not words[last - 1][0][0].isupper():
        last -= 1
    # `The board of the northern harbour then received …`: too long for a name.
    if not 0 < first <= _MOST_WORDS_OF_NAME or not behind or last <= behind + 1:
        return None
    receiver = 0, words[first - 1].end()
    writer = words[behind + 1].start(), words[last - 1].end()
    if not all(patterns.name_strength(text[slice(*name)]) for name in (receiver, writer)):
        return None
    return receiver, writer


def _forward_parts(
    page: Page, text: str
) -> tuple[list[tuple[Role, int, int]], frozenset[str]] | None:
    """Originator, recipients and date of a reported forward, and the languages of its verb."""
    words = list(_WORD.finditer(text))
    verb = _first_verb(words, page.lexicon)
    # `Ann Poe forwards …`: the verb follows the name within six words.
    if not 0 < verb <= _MOST_WORDS_OF_NAME:
        return None
    # `Ann Poe then forwards the above to …`
    last = verb
    while last > 1 and words[last - 1][0].islower():
        last -= 1
    name = 0, words[last - 1].end()
    # `[the clerk forwards all letters to the archive]`
    if patterns.name_strength(text[slice(*name)]) == 0:
        return None
    rest = _recipients_and_date(page, text, words, verb)
    if rest is None:
        rest = _recipients_alone(page, text, words, verb)
    return None if rest is None else ([(Role.FROM, *name), *rest[0]], rest[1])


def _recipients_alone(
    page: Page, text: str, words: Sequence[re.Match[str]], verb: int
) -> tuple[list[tuple[Role, int, int]], frozenset[str]] | None:
    """Recipients after the verb of a forward reported without a date, and its languages.

    `[Ann Poe forwards the above to Ben Ost and Cay Dun]`
    """
    lexicon = page.lexicon
    for number in range(verb + 1, min(verb + 1 + _MOST_WORDS_OF_NAME, len(words) - 1)):
        languages = lexicon.recipient_words.get(fold(words[number][0]))
        # `forwards the above email`: the words for the forwarded thing are in small letters.
        if languages is None:
            if not words[number][0][0].islower():
                return None
            continue
        end = len(text.rstrip(" ."))
        listed = list_people(text, words[number].end() + 1, end, languages, lexicon)
        names = [text[start:end] for start, end in listed]
        names.append(text[: words[0].end()])
        # `[the clerk forwards the above to the archive of 2020]`
        if len(names) == 1 or any(
            name[0].islower() or patterns.name_strength(name) == 0 or patterns.has_digit(name)
            for name in names
        ):
            return None
        return [(Role.TO, *person) for person in listed], languages
    return None


def _recipients_and_date(
    page: Page, text: str, words: Sequence[re.Match[str]], verb: int
) -> tuple[list[tuple[Role, int, int]], frozenset[str]] | None:
    """Recipients and date after the verb of a reported forward, and its languages."""
    lexicon = page.lexicon
    for number in range(verb + 1, len(words) - 1):
        languages = lexicon.recipient_words.get(fold(words[number][0]))
        # The word for "to": `forwards the above` **to** `Ben Ost and Cay Dun on May 4, 2020`.
        if languages is None:
            continue
        for first in range(number + 2, len(words)):
            if not words[first][0][0].isalnum():
                continue
            date = words[first].start(), len(text)
            # A day alone is enough where the document has headings.
            enough = 1 if page.company.headings >= FEWEST_WITH_DAY else 2
            if patterns.date_strength(text[date[0] :]) < enough:
                return None
            # `Cay Dun on May 4, 2020 10:18 AM` is not a date; `May 4, 2020 10:18 AM` is.
            if not is_nothing_but_a_date(text[date[0] :], languages, lexicon):
                continue
            last = first - 1
            # `Cay Dun on`: the word between people and date belongs to neither.
            while last > number + 1 and _joins_date(words[last][0], lexicon.forward_verbs):
                last -= 1
            people = words[number].end() + 1, len(text[: words[last].end()].rstrip(_BETWEEN))
            listed = list_people(text, *people, languages, lexicon)
            # `forwards the above to all crews by noon on May 4, 2020`
            if not listed or any(patterns.name_strength(text[a:b]) == 0 for a, b in listed):
                return None
            recipients = [(Role.TO, *person) for person in listed]
            return [*recipients, (Role.DATE, *date)], languages
    return None


def _joins_date(word: str, verbs: frozenset[str]) -> bool:
    """Whether a word joins people and date: English `on`, German `weiter am`."""
    bare = word.strip(_BETWEEN)
    return (len(bare) <= _LONGEST_DATE_WORD and bare.islower()) or fold(bare) in verbs


LAYOUT = Layout(
    NAME,
    "archives and exhibits that publish mail",
    (
        (Sign.HEADING, match),
        (Sign.HEADING, match_forward),
        (Sign.CLOCK, match_forward),
        (Sign.CLOCK, match_received),
        (Sign.CITATION, cited.match),
    ),
    parts_people_by_comma=True,
    publishes=True,
)
