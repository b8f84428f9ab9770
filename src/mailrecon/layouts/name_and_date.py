"""Headers without `From:`: name and date, on one line or two, above `To:`.

Lotus Notes prints `Name/Unit` and the date on two lines, or `"Name" <address> on date`, wrapped
anywhere; Gmail's print page sets `Name <address>` and the date at both ends of one line.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from mailrecon.layouts import labelled
from mailrecon.layouts.block import Block
from mailrecon.layouts.layout import Layout, Sign
from mailrecon.layouts.run_together import inner_labels
from mailrecon.lexicon import fold
from mailrecon.model import Field, Role, Span
from mailrecon.regex import regex
from mailrecon.scan import Page, patterns
from mailrecon.scan.attribution import is_nothing_but_a_date
from mailrecon.scan.furniture.webmail import is_near_head

NAME = "name and date above To"
# `03/03/26`, `2026-03-03`, `3.3.2026`
_NUMERIC_DATE = regex(r"(?<!\S)\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}\b")
# `04:27 PM`, `16.27`, `4:27 p.m. CET`: a time alone, on the line below its day.
_CLOCK_ONLY = regex(r"\s*\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s*[ap]\.?m\.?)?(?:\s*\S{1,5})?\s*", re.I)
# The word between name and date: `… on`, `… am`, `… le`, and a comma or blanks.
_BEFORE_DATE = r"on|am|le|el|il|em|op|den|dne|dnia|w dniu|kl|am um|в|на"
_JOINING_WORD = regex(rf"[\s,]+(?:{_BEFORE_DATE})?\s*$", re.IGNORECASE)
# `Ann Poe <ann@quay.example>        Mon 5/4/2020 9:12 AM`
_WEEKDAY = regex(rf">\s+(?!(?:{_BEFORE_DATE})\b)([^\W\d_]{{2,12}}[.,]?) $", re.IGNORECASE)
_GAP = regex(r"\s{2,}|\t")
_WORD = regex(r"\S+")
_MAX_BLANKS = 2
# `Ann Poe <ann@quay.example>          May 4, 2020 at 9:12 AM`: at both ends of a line
# A wide gap of a PDF page becomes four blanks.
_WIDE = 4
_MOST_REPLY_WORDS = 6
_LONGEST_FLAT = 100_000
_LONGEST_LINE = 300
_LONGEST_MOMENT = 40
_NEAR = 8
_OPENING_ROLES = frozenset({Role.TO, Role.CC})


def match(page: Page, index: int) -> Block | None:
    """The header whose `To:` (or `cc:`) is on line `index`, with name and date above it."""
    label = page.label(index)
    if label is None or label.entry is None:
        return None
    # `Dina Orlova` / `Sent by: Luc Petit` / `03/03/2026 04:27 PM` / `To: …`
    if Role.SENDER in label.entry.roles:
        return _with_sender(page, index)
    if _OPENING_ROLES.isdisjoint(label.entry.roles):
        return None
    block = labelled.match(page, index, minimum=1)
    if block is None:
        return None
    if block.fields[0].role is Role.FROM and Role.TO in label.entry.roles:
        # `Da:` and `Do:` are From in one language and To in another; here the originator is above.
        block = replace(block, fields=(replace(block.fields[0], role=Role.TO), *block.fields[1:]))
    # `Ann Poe, 4 May 2020` / `To: …` / `From: …`: the header has an originator of its own.
    if block.first(Role.FROM) or block.first(Role.DATE):
        return None
    found = _name_and_date(page, index)
    if found is None:
        return _with_date_below(page, index, block)
    start, name, date = found
    text = page.lines.text
    below = _above_subject(page, start, name) if block.first(Role.SUBJECT) is None else None
    # `Ann Poe <ann@quay.example>` / `Landing stage` / `4 May 2020 10:11` / `To: …`
    if below is not None:
        start, name, subject = below
        block = replace(
            block, fields=(Field(Role.SUBJECT, subject.of(text), subject), *block.fields)
        )
    # A webmail page prints the subject as a title above.
    between = text[name.end : date.start]
    # `Landing stage` / `Ann Poe <ann@quay.example>` / `4 May 2020 10:11` / `To: …`
    wide = "\n" in between or len(between) >= _WIDE
    if wide and not between.strip() and block.first(Role.SUBJECT) is None:
        block = replace(block, titled=True)
    fields = (
        Field(Role.FROM, _joined(name.of(text)), name),
        Field(Role.DATE, _joined(date.of(text)), date),
        *block.fields,
    )
    return _weighed(page, block, start, fields)


def _above_subject(page: Page, line: int, name: Span) -> tuple[int, Span, Span] | None:
    """The line of the originator, his place and that of the subject, which is the supposed name.

    iCloud prints `Ann Poe <ann@quay.example>` / `Landing stage` / `May 4, 2020 at 10:11 AM`.
    """
    lines, above = page.lines, line - 1
    subject = lines.content(line).strip()
    if above < 0 or subject != name.of(lines.text) or "@" in subject:
        return None
    person = lines.content(above).strip()
    if lines.depth(above) != lines.depth(line) or not person.endswith((">", ")", "]")):
        return None
    if page.label(above) is not None or not patterns.has_address(person):
        return None
    if not plausible_name(person, page):
        return None
    start = lines.content_start(above) + lines.content(above).index(person)
    return above, Span(start, start + len(person)), name


def _with_date_below(page: Page, index: int, block: Block) -> Block | None:
    """The header of Outlook on the web, copied: its date is below the recipients.

    `Ann Poe<ann@quay.example>` / `To:` / `Ben Ost;` / `Cay Dun` / `Mon 5/4/2020 9:12 AM`
    """
    lines, above = page.lines, index - 1
    last = block.end - 1
    if above < 0 or lines.depth(above) != block.depth or len(block.fields) != 1 or last <= index:
        return None
    # The date may have been read as the last line of the list of people.
    if not is_moment_line(lines.content(last)):
        last += 1
        if last >= len(lines) or not is_moment_line(lines.content(last)):
            return None
    content = lines.content(above)
    named = content.strip()
    if "@" not in named or not patterns.has_address(named) or not plausible_name(named, page):
        return None
    start, dated = lines.content_start(above) + content.index(named), lines.content(last)
    begin = lines.content_start(last) + dated.index(dated.strip())
    to = block.fields[0]
    text = lines.text[to.span.start : min(to.span.end, lines.start(last))].rstrip()
    fields = (
        Field(Role.FROM, named, Span(start, start + len(named))),
        Field(Role.DATE, dated.strip(), Span(begin, begin + len(dated.strip()))),
        replace(to, text=text, span=Span(to.span.start, to.span.start + len(text))),
    )
    return _weighed(page, replace(block, end=last + 1), above, fields)


def is_moment_line(content: str) -> bool:
    """Whether a line is a day and a time of day: `Mon 5/4/2020 9:12 AM`."""
    text = content.strip()
    return (
        0 < len(text) < _LONGEST_MOMENT
        and text[0].isalnum()
        and patterns.date_strength(text) == 2
        and "," not in text.partition(":")[2]
    )


def match_in_line(page: Page, index: int) -> Block | None:
    """A Lotus Notes header that was flattened into line `index`, or None.

    `Eva Sand/MOT@motGate 03/03/26 09:20 AM    To: Luc Petit/MOT@MOT  cc:   Subject: RE: boat`
    """
    lines = page.lines
    content = lines.content(index)
    if len(content) > _LONGEST_FLAT or page.label(index) is not None:
        return None
    taken = {Role.FROM, Role.DATE}
    labels = list(inner_labels(content, 0, Role.DATE, taken, page.lexicon, known=1))
    # `… 09:20 AM To: Luc Petit cc: Subject: RE: boat`: the recipients' label comes first.
    opening = next((n for n, (_, role) in enumerate(labels) if role in _OPENING_ROLES), None)
    if opening is None:
        return None
    label = labels[opening][0]
    sender = next((one for one, role in labels[:opening] if role is Role.SENDER), None)
    end = _without_reply_to(page, content, label.start)
    place = _date_place(content[:end], wrapped=False)
    # `See 3/4 of page 12 To: …`: the text before `To:` must end with day and time.
    if place is None or patterns.date_strength(content[place:end]) != 2:
        return None
    # `Eva Sand Sent by: Ida Holm 03/03/26 09:20 AM`
    before = content[: sender.start if sender is not None and sender.start < place else place]
    name = _JOINING_WORD.sub("", " " + before).strip(" ,\t")
    if not name or not plausible_name(name, page):
        return None
    block = labelled.match(page, index, minimum=1, inside=label)
    # `Eva Sand 03/03/26 09:20 AM To: all`: without a subject this may be a log's line.
    if block is None or block.first(Role.SUBJECT) is None:
        return None
    begin = lines.content_start(index)
    first = begin + content.index(name)
    date = content[place:end].strip()
    fields = (
        Field(Role.FROM, name, Span(first, first + len(name))),
        Field(Role.DATE, date, Span(begin + place, begin + place + len(date))),
        *block.fields,
    )
    return _weighed(page, block, index, fields)


def _without_reply_to(page: Page, content: str, end: int) -> int:
    """The end of `content` before "Please respond to …", which may follow the date."""
    words = list(_WORD.finditer(content, 0, end))
    for number, word in enumerate(words):
        if not word[0][0].isupper():
            continue
        for count in range(2, _MOST_REPLY_WORDS):
            # `Please respond to`, two to five words from a capital on, in any language.
            key = fold("".join(found[0] for found in words[number : number + count]))
            entry = page.lexicon.labels.get(key)
            if entry is not None and Role.REPLY_TO in entry.roles:
                return len(content[: word.start()].rstrip())
    return end


def _weighed(page: Page, block: Block, start: int, fields: tuple[Field, ...]) -> Block:
    """The block with originator and date, and their evidence."""
    named = (
        patterns.has_address(fields[0].text)
        or patterns.NOTES_NAME.search(fields[0].text)
        or patterns.is_redacted(fields[0].text, page.lexicon)
    )
    # `Ann Poe` / `Mon 5/4/2020 10:11 AM` / `To: Ben Ost` / `Cc: Cay Dun`: `Cc:` is evidence of
    # mail.
    copied = block.first(Role.TO) is not None and block.first(Role.CC) is not None
    evidence = (
        ("name and date right above the recipients", 3.5 if named or copied else 2.0),
        *block.evidence,
    )
    return replace(block, layout=NAME, start=start, fields=fields, evidence=evidence)


def _with_sender(page: Page, index: int) -> Block | None:
    """The header whose `Sent by:` is on line `index`, between name and date.

    `Dina Orlova` / `Sent by: Dina Orlova` / `03/03/2026 04:27 PM` / `To: Luc Petit/HQ/MOT@MOT`
    """
    lines = page.lines
    for line in range(index + 1, min(index + _NEAR, len(lines))):
        label = page.label(line)
        if label is not None and label.entry is not None:
            if _OPENING_ROLES.isdisjoint(label.entry.roles):
                return None
            block = match(page, line)
            # `Sent by:` must be within the header that is found at its `To:`.
            return block if block is not None and block.start < index else None
    return None


def _joined(text: str) -> str:
    return "\n".join(line.strip().lstrip("> ") for line in text.split("\n"))


def _name_and_date(page: Page, index: int) -> tuple[int, Span, Span] | None:
    """The first line of the header above line `index`, and the spans of name and date."""
    lines = page.lines
    depth = lines.depth(index)
    last = _line_above(page, index)
    # The line above `To:` is quoted, or ends a paragraph: `… as agreed on 4 May 2020 at 10:11.`
    if last is None or lines.depth(last) != depth or len(lines.raw[last]) > _LONGEST_LINE:
        return None
    first = last
    content = lines.content(last)
    # `"Ann Poe" <ann@quay.example> on 03/03/2026` / `04:27 PM`: wrapped before the time.
    if _CLOCK_ONLY.fullmatch(content) and last > 0 and not lines.is_blank(last - 1):
        first = last - 1
        content = lines.content(first)
    end = lines.content_start(last) + len(lines.content(last).rstrip())
    place = _date_place(content, wrapped=first != last)
    # `Mon 5/4/2020 10:11 AM`: the weekday is part of the date, not a name.
    if place is not None and first == last and _fills_line(page, index, content):
        place = content.index(content.strip())
    if place is None:
        return None
    date = Span(lines.content_start(first) + place, end)
    if patterns.date_strength(_joined(date.of(lines.text))) != 2:
        return None
    before = _JOINING_WORD.sub("", " " + content[:place]).strip(" ,\t")
    name_line = first
    # `Eva Sand/MOT@motGate` / `03/03/26 09:20 AM`: the date fills its line, so the name is above.
    if not before:
        name_line = _name_line(page, first)
        if name_line < 0 or lines.is_blank(name_line) or lines.depth(name_line) != depth:
            return None
        before = lines.content(name_line).strip().rstrip(",")
    label = page.label(name_line)
    # `From: Eva Sand` / `03/03/26 09:20 AM` / `To: …`: only the date lost its label.
    if label is not None and label.entry is not None and Role.FROM in label.entry.roles:
        before = before.partition(label.text.strip())[2].lstrip(" \t:：")
    # `Total at 03/03/26 09:20 AM` / `To: accounts`
    if not plausible_name(before, page):
        return None
    start = lines.content_start(name_line) + lines.content(name_line).index(before)
    return name_line, Span(start, start + len(before)), date


def _line_above(page: Page, index: int) -> int | None:
    """The line above `index` that can hold the date, past blank lines and a reply address."""
    last = index - 1
    while last >= 0 and page.lines.is_blank(last):
        last -= 1
        # Lotus Notes leaves at most two blank lines above `To:`.
        if index - last > _MAX_BLANKS + 1:
            return None
    # `Please respond to tessa@heron.example`, `Sent by: Luc Petit`
    if last > 0 and (is_reply_to_line(page, last) or _names_agent(page, last)):
        last -= 1
    # `Please respond to` / `Tessa Quill <tessa@heron.example>`
    elif last > 1 and is_reply_to_line(page, last - 1, alone=True):
        last -= 2
    else:
        return last if last >= 0 else None
    # `Ann Poe on 05/04/2020 09:12:33 AM` / a blank line / `Please respond to …`
    return last - 1 if last > 0 and page.lines.is_blank(last) else last


def _name_line(page: Page, first: int) -> int:
    """The line of the name above the line `first` of a date; -1 if there is none."""
    name_line = first - 1
    # `Dina Orlova` / `Sent by: Luc Petit` / `03/03/2026 04:27 PM`
    if name_line > 0 and _names_agent(page, name_line):
        name_line -= 1
    # Outlook on the web, copied: a blank line between texts that were in separate boxes.
    lines = page.lines
    # `Ann Poe` / a blank line / `Mon 5/4/2020 9:12 AM`, below `Mail - Ben Ost - Outlook`
    above = name_line - 1
    if name_line > 0 and lines.is_blank(name_line):
        named = "@" in lines.raw[above] or is_near_head(page, name_line)
        return above if named else name_line
    return name_line


def _names_agent(page: Page, index: int) -> bool:
    """Whether a line names who sent the mail on someone's behalf: `Sent by: Luc Petit`."""
    label = page.label(index)
    return label is not None and label.entry is not None and Role.SENDER in label.entry.roles


def _fills_line(page: Page, index: int, content: str) -> bool:
    """Whether a line is only a date, in a language of the label on line `index`."""
    label = page.label(index)
    if label is None or label.entry is None:
        return False
    languages = frozenset().union(*label.entry.roles.values())
    return is_nothing_but_a_date(content.strip(), languages, page.lexicon)


def is_reply_to_line(page: Page, index: int, *, alone: bool = False) -> bool:
    """Whether a line is Lotus Notes' "Please respond to …", which has no colon.

    `alone`: the address must be on the next line, not on this one.
    """
    words = page.lines.content(index).split()
    counts = (len(words),) if alone else range(2, min(len(words), 6))
    for count in counts:
        entry = page.lexicon.labels.get(fold("".join(words[:count])))
        if entry is not None and Role.REPLY_TO in entry.roles:
            return True
    return False


def _date_place(content: str, *, wrapped: bool) -> int | None:
    """The start of the date at the end of the line."""
    # `"Ann Poe" <ann@quay.example> on 03/03/2026 04:27 PM`
    numeric = _NUMERIC_DATE.search(content)
    if numeric and (wrapped or patterns.date_strength(content[numeric.start() :]) == 2):
        weekday = _WEEKDAY.search(content, 0, numeric.start())
        return numeric.start() if weekday is None else weekday.start(1)
    stripped = content.strip()
    # Gmail's print page, for a person without a name: `eva@ferry.example Wed, Mar 4, 2026 at 8:05
    # AM`
    first, _, rest = stripped.partition(" ")
    if "@" in first and patterns.has_address(first) and patterns.date_strength(rest) == 2:
        return content.index(rest.lstrip(), content.index(first) + len(first))
    # `Mon 5/4/2020 10:11 AM`, a line below the name's
    if patterns.date_strength(stripped) == 2 and len(stripped) < 60 and "<" not in stripped:
        gap = _GAP.search(stripped)
        if gap is None:
            return content.index(stripped)
    # `Ann Poe <ann@quay.example>        Mon, May 4, 2020 at 6:24 PM`
    starts = [match.end() for match in _GAP.finditer(content)]
    if ">" in content:
        starts.append(content.rindex(">") + 1)
    for start in sorted(starts):
        rest = content[start:]
        if patterns.date_strength(rest) == 2 and rest.strip()[0].isalnum() and "<" not in rest:
            return start + len(rest) - len(rest.lstrip())
    return None


def plausible_name(text: str, page: Page) -> bool:
    """Whether a text can name the originator of a message."""
    # `The ferry left at last.` is a sentence.
    if len(text) > 160 or text.endswith((".", ":", "!", "?")):
        return False
    # `Ann Poe <ann@quay.example>`, `Eva Sand/MOT@motGate`
    if patterns.has_address(text) or patterns.NOTES_NAME.fullmatch(text.strip('"')):
        return True
    # `[redacted]`, `Ann Poe`; not `Berth 7`.
    return patterns.is_redacted(text, page.lexicon) or (
        patterns.name_strength(text) == 2 and not patterns.has_digit(text)
    )


LAYOUT = Layout(
    NAME,
    "Lotus Notes",
    ((Sign.LABEL, match), (Sign.CLOCK, match_in_line)),
    appends_history=True,
)
