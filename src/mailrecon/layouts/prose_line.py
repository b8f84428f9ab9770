"""Headers in one line of prose: `Ann Poe to Bob Lee, (cc: Cy Dent) - Sep 20, 2017 2:17PM`.

Archives that publish correspondence print these. `scan/headings.py` finds lines of this form; this
module checks the lines around them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from mailrecon.layouts import cited, labelled
from mailrecon.layouts.block import Block
from mailrecon.layouts.layout import Layout, Sign
from mailrecon.lexicon import Lexicon, fold
from mailrecon.lexicon.kinds_of_names import is_given_name, is_place
from mailrecon.model import Field, Introduction, Role, Span
from mailrecon.regex import regex
from mailrecon.scan import Page, patterns
from mailrecon.scan.attribution import is_nothing_but_a_date
from mailrecon.scan.heading_signs import BOX_RULE, UNDERLINE, HeadingForm, HeadingLine
from mailrecon.scan.headings import HeadingCompany, list_people

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
# Many lines that are not mail end with a day; only two or more headings make a collection of
# letters.
_FEWEST_WITH_DAY = 2
_NEAR_DATE = 8
_FEWEST_OF_LIST = 3
_LINES_OF_HEADING = 3
_MARKS = " \t#*_"
# Fields that may follow a heading on labelled lines.
_BELOW = frozenset({Role.SUBJECT, Role.CC, Role.BCC, Role.ATTACHMENTS, Role.IMPORTANCE})


def match(page: Page, index: int) -> Block | None:
    """The header in line `index`, or None."""
    heading = page.headings.get(index)
    # `Ann Poe to Ben Ost - May 4, 2020 9:12 AM`; not `London to Paris - May 4, 2020 9:12 AM`.
    if heading is None or not _is_believed(page, heading):
        return None
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
    return Block.of_header(
        lines,
        NAME,
        heading.first,
        below,
        (*fields, *labelled_below),
        [(why, 4.5)],
        page.lexicon.likeliest(heading.languages),
    )


def _behind_rule(page: Page, heading: HeadingLine, end: int) -> int:
    """The line after a rule below a heading: the underline of a title, or the end of a box."""
    if end >= len(page.lines):
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
    label = page.label(end) if end < len(page.lines) else None
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
            enough = 1 if page.company.headings >= _FEWEST_WITH_DAY else 2
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


def _is_believed(page: Page, heading: HeadingLine) -> bool:
    """Whether a line of this form is the heading of a mail, given the lines around it."""
    # `Ann Poe to Ben Ost - May 4, 2020 9:12 AM` as a line of a chat's export.
    if page.in_chat(heading.last):
        return False
    # A timetable, with no text between the lines: `London to Paris - May 4, 2020 9:12 AM`.
    if heading.last + 1 in page.headings or heading.first - 1 in page.headings:
        return False
    # `Exhibit 1 - Email from Ann Poe to Ben Ost dated May 4, 2020`, in a list of exhibits
    if _is_in_list(page, heading):
        return False
    # `Letter of Ann Poe to Ben Ost, 4 May 2020`, once in an article: a mention, not a heading.
    if heading.form is not HeadingForm.TIMED and page.company.headings < _FEWEST_WITH_DAY:
        return False
    # `Ann Poe to Ben Ost - May 5`, an answer below `Ben Ost to Ann Poe - May 4, 2020`
    if heading.form is HeadingForm.YEARLESS and not _answers_dated(page, heading):
        return False
    text = page.lines.text
    recipients = [text[start:end] for role, start, end in heading.parts if role is Role.TO]
    sender = next((start, end) for role, start, end in heading.parts if role is Role.FROM)
    # `Quay Street to Dock Road - May 4, 2020 9:12 AM`
    if is_place(text[slice(*sender)]) and all(map(is_place, recipients)):
        return False
    return _shows_people(page, heading, sender, recipients)


def _shows_people(
    page: Page, heading: HeadingLine, sender: tuple[int, int], recipients: Sequence[str]
) -> bool:
    """Whether the parties of a heading are people, given the other headings of the document."""
    text, company = page.lines.text, page.company
    name = text[slice(*sender)]
    answered = any(fold(one) in company.originators for one in recipients)
    if _is_unmarked(page, heading, sender[0]) and not answered:
        return False
    # `4 May 2020` / `Quay United to Lock City`; `4 May 2020` / `Ann Poe to Ben Ost`
    if _is_below_date(text, heading, sender[0]) and not (
        answered and _is_name(company, name.split()[0])
    ):
        return False
    # `Ann Poe to Ben Ost, May 4, 2020` … `Ben Ost to Ann Poe, May 6, 2020`: people come again.
    if _is_weakly_marked(text, heading) and not any(
        company.recurs(one) or patterns.is_redacted(one, page.lexicon)
        for one in (name, *recipients)
    ):
        return False
    # `東京から大阪へ`, `Ankara'dan İzmir'e`: a traveller does not write back.
    if text.startswith(tuple(page.lexicon.originator_endings), sender[1]) and " " not in name:
        # `森田岬より弁田陸へ`: someone who writes only once must write to a known person.
        return answered and (
            company.knows(name) or any(company.parties[fold(one)] > 1 for one in recipients)
        )
    # `Assigned to Ben Ost - May 4, 2020 9:12 AM`: a single word is a name if others write to it.
    if not company.knows(name):
        return False
    # `Paris to Rome, May 6, 2020`: a single word may be a place.
    if not name.isascii() or not name.isalpha() or patterns.is_redacted(name, page.lexicon):
        return True
    return _is_name(company, name)


def _is_in_list(page: Page, heading: HeadingLine) -> bool:
    """Whether a heading is among three or more without any text between them."""
    found, above, below = 1, heading, heading
    while found < _FEWEST_OF_LIST and (other := _heading_below(page, below)) is not None:
        found, below = found + 1, other
    while found < _FEWEST_OF_LIST and (other := _heading_above(page, above)) is not None:
        found, above = found + 1, other
    return found >= _FEWEST_OF_LIST


def _heading_below(page: Page, heading: HeadingLine) -> HeadingLine | None:
    """The heading that follows with nothing but blank lines between."""
    edge = heading.last + 1
    while edge < len(page.lines) and page.lines.is_blank(edge):
        edge += 1
    # Headings are known by their last line.
    near = (page.headings.get(n) for n in range(edge, edge + _LINES_OF_HEADING))
    return next((one for one in near if one is not None and one.first == edge), None)


def _heading_above(page: Page, heading: HeadingLine) -> HeadingLine | None:
    """The heading before, with nothing but blank lines between."""
    edge = heading.first - 1
    while edge >= 0 and page.lines.is_blank(edge):
        edge -= 1
    return page.headings.get(edge)


def _is_weakly_marked(text: str, heading: HeadingLine) -> bool:
    """Whether only a comma joins day and people: `Ann Poe to Ben Ost, May 4, 2020`."""
    date = _date_start(heading)
    return heading.form is HeadingForm.DAY and _before_date(text, date) in (*",，:：",)


def _is_below_date(text: str, heading: HeadingLine, sender: int) -> bool:
    """Whether a heading is of people below a date, without a word such as `From`."""
    date = _date_start(heading)
    line = text.rfind("\n", 0, sender) + 1
    return date < line and not text[line:sender].strip(_MARKS)


def _is_unmarked(page: Page, heading: HeadingLine, sender: int) -> bool:
    """Whether nothing separates date and people: `Night Train to New York May 4, 2020 9:12`."""
    text = page.lines.text
    date = _date_start(heading)
    if date <= sender or not _before_date(text, date).isalnum():
        return False
    # `E-mail from Ann Poe to Ben Ost on May 4, 2020 at 9:12 AM`
    before = text[text.rfind("\n", 0, sender) + 1 : sender].split()
    named = any(fold(word.strip("*_#[]")) in page.lexicon.mail_words for word in before)
    return not (named and fold(text[sender:date].split()[-1]) in page.lexicon.words_before_dates)


def _date_start(heading: HeadingLine) -> int:
    return next(start for role, start, _ in heading.parts if role is Role.DATE)


def _before_date(text: str, date: int) -> str:
    return text[max(date - _NEAR_DATE, 0) : date].rstrip(" *_")[-1:]


def _is_name(company: HeadingCompany, name: str) -> bool:
    """Whether a single word is a name: known from elsewhere, or in a collection of mails."""
    # `Poe to Ost` among `Ann Poe to Ben Ost`
    longer = any(name in other.split() and name != other for other in company.originators)
    return company.letters or longer or is_given_name(name)


def _answers_dated(page: Page, heading: HeadingLine) -> bool:
    """Whether a heading without a year has others beside it, and its people also write elsewhere.

    The others have years, or a sign of correspondence: `Dear Ben,` below one of them.
    """
    text, company = page.lines.text, page.company
    if company.headings < _FEWEST_WITH_DAY or not (company.dated or company.letters):
        return False
    # `Letters of 1881` above headings of which none has a year
    if company.before_mail and not company.dated:
        return False
    people = [text[start:end] for role, start, end in heading.parts if role is Role.TO]
    name = next(text[start:end] for role, start, end in heading.parts if role is Role.FROM)
    # `Ben Ost to Cay Dun - May 5` where no heading has a year: Ben is a recipient elsewhere.
    if not company.dated and not company.parties[fold(name)]:
        return False
    return len(name.split()) > 1 and any(fold(one) in company.originators for one in people)


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
