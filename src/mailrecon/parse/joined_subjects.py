"""Split subjects that OCR joined with the text, by the subject of the next message.

`Subject: RE: Ferry timetable Luc: It starts on Monday.` above a message whose subject is `Ferry
timetable`: the text begins at `Luc:`. A subject that was wrapped without indentation is put
together in the same way: `Subject: RE: Ferry timetable of` / `the summer`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec.structs import replace

from mailrecon.lexicon import Lexicon, fold
from mailrecon.model import Field, How, Role, Span
from mailrecon.regex import regex
from mailrecon.scan import Page

if TYPE_CHECKING:
    from mailrecon.parse.message_starts import MessageStart

_MOST_PREFIXES = 6
# Gateways and lists put a tag before a subject: `[EXTERNAL] RE: Tides`.
_TAG = regex(r"\[[^\[\]\n]{1,30}\]\s*")
_LONGEST_PREFIX = 12
_AS_COLONS = str.maketrans("：;", "::")
_SHORTEST_SUBJECT = 4
# `Luc:`, `Dear Luc and Dina,`: a greeting.
_GREETING_ENDS = (",", ":", "!", "，", "：")
_LONGEST_GREETING = 5
_GREETING = regex(r"\s+(?P<text>[^\W\d_][\w'’-]*(?: [^\W\d_][\w.'’-]*){0,3}[,:!](?:\s|$))")
_SENTENCE_ENDS = (".", "!", "?", "。", "！", "？", "…")
# The fewest words of a text that does not end with a full stop.
_FEWEST_WORDS = 6
# The fewest words of a sentence after a neighbour's whole subject, whatever is below.
_FEWEST_WORDS_OF_SENTENCE = 4
# The fewest words that a subject continued below must share with its neighbour's.
_FEWEST_WORDS_IN_COMMON = 3
# `Poe,`, `Ann:` at a subject's end, and the words before it.
_NAME_AT_END = regex(r"(?<=\s)(?P<name>[^\W\d_][\w'’-]+)\s?[,:!，]$")
# `Tides Ben, the table is wrong.`, in a header that fills one line with its text
_NAME_WITHIN = regex(r"(?<=\s)(?P<name>[^\W\d_][\w'’-]+)\s?[,!，،]\s(?=\S)")
# `Locks Hi Ann,`, `Locks Dear Dr. Poe and Ben.`
_GREETED_AT_END = regex(
    r"(?P<word>[^\W\d_a-z][^\W\d_]{1,11})(?: [^\W\d_a-z][\w'’-]*\.?){1,3}"
    r"(?: (?:and|und|et|y|e|&) [^\W\d_a-z][\w'’-]+)?\s?[,:!.，]$"
)
_ANY_WORD = regex(r"\S+")
_GREETING_STOPS = tuple(",:!.，")
_FEWEST_FIELDS_OF_LINE = 4
_LONGEST_PARTICLE = 4
_LONGEST_JOINT = 3
_LAST_WORD = regex(r"(?<!\S)\S{1,12}\s$")
_MOST_WORDS_OF_GREETING = 3
_NAME = regex(r"[^\W\d_][\w'’-]+")
_FEWEST_WORDS_BEFORE = 2
# A neighbour is at most this many messages away; those between have no subject.
_NEAR = 3
# The names of attached files, each with its suffix.
_FILES = regex(
    r"(?is)[^\n]*\.\s?(?:pdf|docx?|xlsx?|pptx?|rtf|txt|csv|html?|jpe?g|png|gif|tiff?|zip|msg|eml)\s+"
    r"(?=\S)"
)
_BEHIND_FILES = "ends with the name of the last file"
_GREETED = "ends where a greeting of the recipient begins"
_REASON = "ends where the subject of the message beside it does"


def part_joined_subjects(page: Page, starts: Sequence[MessageStart]) -> list[MessageStart]:
    """The message starts, with subjects separated from text that was joined to them."""
    subjects = [_words_of(start.block.first(Role.SUBJECT)) for start in starts]
    printed = tuple(subjects)
    made = list(starts)
    # From the bottom up: a subject that was split below helps to split the one above.
    for number in range(len(made) - 1, -1, -1):
        field = _subject(starts[number])
        if field is None:
            made[number] = _without_text(page, starts[number])
        if field is not None:
            end = starts[number + 1].start if number + 1 < len(starts) else len(page.lines)
            beside = _neighbours(subjects, number)
            printed_beside = tuple(_neighbours(printed, number))
            made[number] = _parted(page, made[number], field, beside, printed_beside, end)
            if made[number] is starts[number] and "\n" not in field.text:
                beside = _neighbours(subjects, number, reach=1)
                made[number] = _continued(page, made[number], field, beside, end)
            if made[number] is starts[number]:
                made[number] = _without_greeting(page, made[number], field)
            if made[number] is not starts[number]:
                subjects[number] = _words_of(made[number].block.fields[-1])
    return made


def join_nothing(subjects: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether nothing can be joined to subjects of messages in turn, each above a blank line."""
    return all(
        above == below or _differ(_own_words(above, lexicon), _own_words(below, lexicon))
        for above, below in pairwise(subjects)
    )


def _differ(above: Sequence[str], below: Sequence[str]) -> bool:
    """Whether the words of neither subject can be those of the other and a text.

    In most chains they are the same but for prefixes.
    """
    if above == below:
        return True
    both = zip(above, below, strict=False)
    common = next((n for n, (one, other) in enumerate(both) if one != other), None)
    return common is not None and common < _FEWEST_WORDS_IN_COMMON


def _words_of(subject: Field | None) -> str | None:
    """A subject on one line."""
    return None if subject is None else " ".join(subject.text.split())


def _subject(start: MessageStart) -> Field | None:
    """The subject if it is the header's last field, and nothing lies between its lines."""
    last = start.block.fields[-1] if start.block.fields else None
    if last is None or last.role is not Role.SUBJECT or last.label is None:
        return None
    if "\n" in last.text and last.span.end - last.span.start != len(last.text):
        return None
    return last if last.text and start.block.inline_body is None else None


def _neighbours(
    subjects: Sequence[str | None], number: int, *, reach: int = _NEAR
) -> Iterator[str]:
    """The subjects of the messages below and above, past a few that print none.

    `Subject: RE: Locks Ben: Let Cay do it.` / `On May 4, 2020, Ben Ost wrote:` / `Subject: Locks`
    """
    for step in (1, -1):
        for other in range(number + step, number + step * (reach + 1), step):
            if 0 <= other < len(subjects) and (subject := subjects[other]) is not None:
                yield subject
                break


def _parted(
    page: Page,
    start: MessageStart,
    field: Field,
    neighbours: Iterator[str],
    printed: Sequence[str],
    end: int,
) -> MessageStart:
    """The message start with its subject cut where a neighbour's ends; the rest becomes text.

    `printed` are the subjects of the neighbours as printed, including text that was joined to them.
    """
    own = field.text[_prefixed(field.text, page.lexicon) :]
    cut: int | None = None
    # `RE: Locks` above and `Locks` below `RE: Locks Agree with Eva`
    alike = len(printed) > 1 and len({_base(text, page.lexicon) for text in printed}) == 1
    for text in neighbours:
        base = text[_prefixed(text, page.lexicon) :].strip()
        if len(base) < _SHORTEST_SUBJECT or not own.casefold().startswith(base.casefold()):
            continue
        rest = own[len(base) :]
        if not rest.strip():
            return start  # the neighbour has the same text
        if not rest[0].isspace() or cut is not None:
            continue
        alone = alike or _is_forwarded_alone(page, start, field.text, text)
        if (alone and _begins_text(rest)) or _opens_text(page, start, rest.strip(), end):
            cut = len(field.text) - len(rest.lstrip())
    cut = cut or _cut_where_both_go_on(own, len(field.text) - len(own), printed, page.lexicon)
    if cut is None:
        return start
    subject = field.text[:cut].rstrip()
    span = Span(field.span.start, field.span.start + len(subject))
    parted = replace(field, text=subject, span=span, how=How.NORMALISED, reason=_REASON)
    fields = (*start.block.fields[:-1], parted)
    block = replace(start.block, fields=fields, inline_body=field.span.start + cut)
    if "\n" in field.text:
        # `Fw: The locks of the north` / `Fyi`: the text is on a line of its own.
        last = start.block.end - 1
        if page.lines.content_start(last) + len(field.text) - cut != field.span.end:
            return start
        block = replace(start.block, fields=fields, end=last)
    return replace(start, block=block)


def _base(subject: str, lexicon: Lexicon) -> str:
    """A subject without its prefixes, in small letters."""
    return subject[_prefixed(subject, lexicon) :].strip().casefold()


def _without_greeting(page: Page, start: MessageStart, field: Field) -> MessageStart:
    """The message start without the greeting at the end of its subject, which begins the text.

    `To: Poe, Ann` / `Subject: Locks of the north Dear Dr. Poe,` / `The gates are open.`: the
    greeting names a recipient. This applies only if OCR left no blank line between subject and
    text.
    """
    below = start.block.end
    if "\n" in field.text:
        return start
    in_line = _is_on_one_line(page, start)
    if not in_line and (below >= len(page.lines) or page.lines.is_blank(below)):
        return start
    addressed = start.block.first(Role.TO)
    names = _names(addressed.text) if addressed is not None else set()
    named = _NAME_AT_END.search(field.text)
    if named is None or fold(named["name"]) not in names:
        # `… To: Ben Ost Subject: Tides Ben, the table is wrong.`, `… Tides Hello, the table …`
        greeted = (
            found
            for found in _NAME_WITHIN.finditer(field.text)
            if fold(found["name"]) in names or fold(found["name"]) in page.lexicon.greetings
        )
        named = next(greeted, None) if in_line else None
    if named is None and not in_line:
        named = _greeting_at_end(field.text, page.lexicon) or _thanks_at_end(
            field.text, page.lexicon
        )
    if named is None:
        return start
    cut = named.start()
    for _ in range(_MOST_WORDS_OF_GREETING):
        word = _LAST_WORD.search(field.text, 0, cut)
        if word is None or fold(word[0].strip(" .")) not in page.lexicon.greetings:
            break
        cut = word.start()
    subject = field.text[:cut].rstrip()
    if len(subject) < _SHORTEST_SUBJECT or subject.endswith((":", "-", "–", ",")):
        return start
    # `Lunch with Ben, Tuesday`, `Tides for Ben, Cay and Dina`
    if in_line and not _is_text(subject, field.text[named.end() :]):
        return start
    span = Span(field.span.start, field.span.start + len(subject))
    parted = replace(field, text=subject, span=span, how=How.NORMALISED, reason=_GREETED)
    fields = (*start.block.fields[:-1], parted)
    block = replace(start.block, fields=fields, inline_body=field.span.start + cut)
    return replace(start, block=block)


def _greeting_at_end(subject: str, lexicon: Lexicon) -> re.Match[str] | None:
    """The greeting at the end of a subject, by any name: `Locks Hi Ann and Ben.`"""
    if not subject.endswith(_GREETING_STOPS):
        return None
    begins = [word.start() for word in _ANY_WORD.finditer(subject)][1:]
    greeted = (_GREETED_AT_END.match(subject, at) for at in begins[-_LONGEST_GREETING:])
    return next(
        (found for found in greeted if found and fold(found["word"]) in lexicon.greetings), None
    )


def _thanks_at_end(subject: str, lexicon: Lexicon) -> re.Match[str] | None:
    """The sentence of thanks that ends a subject: `RE: Tide tables Thank you for your note.`

    A line of text must follow directly, since OCR left no blank line. `Tides and Thank you for the
    fish` is a whole subject.
    """
    begins = [*_ANY_WORD.finditer(subject, _prefixed(subject, lexicon))]
    for number, word in enumerate(begins[_FEWEST_WORDS_BEFORE:], start=_FEWEST_WORDS_BEFORE):
        if len(begins) - number < _FEWEST_WORDS_OF_SENTENCE:
            return None
        above = begins[number - 1][0]
        if not word[0][0].isupper() or above.endswith((",", ":", "-", "–")):
            continue
        if above.islower() and len(above) <= _LONGEST_JOINT:
            continue
        following = begins[number + 1][0]
        both = f"{word[0]} {following}"
        if {fold(word[0]), fold(both)} & lexicon.short_answers and following.islower():
            return word
    return None


def _without_text(page: Page, start: MessageStart) -> MessageStart:
    """The message start without the text that OCR joined with the names of its attachments.

    `Attachments: Tide tables.pdf Cara: Please send this to the quay.`
    """
    last = start.block.fields[-1] if start.block.fields else None
    if last is not None and last.role in (Role.TO, Role.CC):
        return _without_greeted(page, start, last)
    if last is None or last.role is not Role.ATTACHMENTS or start.block.inline_body is not None:
        return start
    files = _FILES.match(last.text)
    if files is None or last.span.end - last.span.start != len(last.text):
        return start
    rest = last.text[files.end() :]
    greets = rest.endswith(_GREETING_ENDS) and len(rest.split()) <= _LONGEST_GREETING
    said = len(rest.split()) >= _FEWEST_WORDS and not rest.count("\n")
    if not rest[:1].isupper() or not (greets or said):
        return start
    names = last.text[: files.end()].rstrip()
    span = Span(last.span.start, last.span.start + len(names))
    parted = replace(last, text=names, span=span, how=How.NORMALISED, reason=_BEHIND_FILES)
    fields = (*start.block.fields[:-1], parted)
    block = replace(start.block, fields=fields, inline_body=last.span.start + files.end())
    return replace(start, block=block)


def _without_greeted(page: Page, start: MessageStart, field: Field) -> MessageStart:
    """The message start without the greeting that OCR joined with the last list of people.

    `To: Ost, Ben Cc: "Poe, Ann (DOCK) [E]" > Hi Eva,`
    """
    _, broken, line = field.text.rpartition("\n")
    if start.block.inline_body is not None or field.span.end - field.span.start != len(field.text):
        return start
    found = _greeting_at_end(f" {line}" if broken else line, page.lexicon)
    if found is None or not field.text.endswith(","):
        return start
    length = len(found[0])
    names = field.text[:-length].rstrip()
    alone = broken and not line[:-length].strip()
    if not names or (broken and not alone):
        return start
    span = Span(field.span.start, field.span.start + len(names))
    parted = replace(field, text=names, span=span, how=How.NORMALISED, reason=_GREETED)
    fields = (*start.block.fields[:-1], parted)
    block = replace(start.block, fields=fields)
    if alone:
        return replace(start, block=replace(block, end=block.end - 1))
    return replace(start, block=replace(block, inline_body=field.span.end - length))


def _is_text(subject: str, rest: str) -> bool:
    """Whether what follows a greeting in a header's line is a sentence."""
    last = subject.split()[-1]
    joins = last.islower() and len(last) <= _LONGEST_PARTICLE
    words = rest.split()
    return not joins and len(words) >= _FEWEST_WORDS_OF_SENTENCE and rest[-1] in _SENTENCE_ENDS


def _is_on_one_line(page: Page, start: MessageStart) -> bool:
    """Whether a header has all its labels on one line: `From: … Sent: … To: … Subject: …`."""
    fields = start.block.fields
    if len(fields) < _FEWEST_FIELDS_OF_LINE or fields[0].label_span is None:
        return False
    return page.lines.line_at(fields[0].label_span.start) == start.block.end - 1


def _names(people: str) -> set[str]:
    """The words of the people in a field, folded."""
    return {fold(word) for word in _NAME.findall(people)}


def _cut_where_both_go_on(
    own: str, before: int, neighbours: Sequence[str], lexicon: Lexicon
) -> int | None:
    """The end of a subject that two messages share, each joined with a different text.

    `FW: Lock gates of the north Luc: Please call.` above `Lock gates of the north Hi Dina, when`.
    `before` is the length of the subject's prefixes.
    """
    for text in neighbours:
        other = text[_prefixed(text, lexicon) :]
        words = 0
        for word, their in zip(_words(own), _words(other), strict=False):
            if word != their:
                break
            words += 1
        here, there = (
            _GREETING.match(own, _end_of(own, words)),
            _GREETING.match(other, _end_of(other, words)),
        )
        if words < _FEWEST_WORDS_IN_COMMON or here is None or there is None:
            continue
        if set(_words(here["text"])).isdisjoint(_words(there["text"])):
            return before + here.start("text")
    return None


def _continued(
    page: Page, start: MessageStart, field: Field, neighbours: Iterator[str], end: int
) -> MessageStart:
    """The message start with the rest of its subject, known from a neighbour, from the line below.

    Further text on that line belongs to the message.
    """
    below = start.block.end
    own = _own_words(field.text, page.lexicon)
    if below >= end or len(own) < _FEWEST_WORDS_IN_COMMON:
        return start
    # OCR inserted a blank line before the rest.
    apart = page.lines.is_blank(below) and below + 1 < end
    below += apart
    content = page.lines.content(below)
    words = content.split()
    for text in neighbours:
        base = _own_words(text, page.lexicon)
        rest = base[len(own) :]
        # Most neighbours have the same subject.
        if not rest or base[: len(own)] != own or _words(content)[: len(rest)] != rest:
            continue
        if apart and len(words) > len(rest):
            continue
        begin, cut = page.lines.content_start(below), _end_of(content, len(rest))
        span = Span(field.span.start, begin + cut)
        whole = f"{field.text}\n{content[:cut].strip()}"
        joined = replace(field, text=whole, span=span, how=How.NORMALISED, reason=_REASON)
        fields = (*start.block.fields[:-1], joined)
        behind = begin + len(content) - len(content[cut:].lstrip())
        inline = behind if len(words) > len(rest) else None
        block = replace(start.block, fields=fields, end=below + 1, inline_body=inline)
        return replace(start, block=block)
    return start


def _end_of(text: str, count: int) -> int:
    """The end of the first `count` words of a text."""
    place = 0
    for word in text.split()[:count]:
        place = text.index(word, place) + len(word)
    return place


def _words(text: str) -> list[str]:
    return text.lower().split() if text.isascii() else [fold(word) for word in text.split()]


@lru_cache(maxsize=4096)
def _own_words(subject: str, lexicon: Lexicon) -> list[str]:
    """The folded words of a subject without its prefixes. Callers must not change the list."""
    return _words(subject[_prefixed(subject, lexicon) :])


# Each message of a thread has the same subject.
@lru_cache(maxsize=4096)
def _prefixed(text: str, lexicon: Lexicon) -> int:
    """The length of the reply and forward prefixes and of the tags that `text` begins with."""
    length = 0
    for _ in range(_MOST_PREFIXES):
        tag = _TAG.match(text, length)
        # `[EXTERNAL]` alone is a whole subject.
        if tag is not None and tag.end() < len(text):
            length = tag.end()
        # `RE; Ferry timetable`: OCR reads a colon as a semicolon.
        prefix, colon, rest = text[length:].translate(_AS_COLONS).partition(":")
        key = fold(prefix) if colon and len(prefix) <= _LONGEST_PREFIX else ""
        if not key or not lexicon.is_subject_prefix(key):
            break
        length = len(text) - len(rest.lstrip())
    return length


def _is_forwarded_alone(page: Page, start: MessageStart, subject: str, forwarded: str) -> bool:
    """Whether a subject is a neighbour's with `Fwd:`, and OCR left no blank line below the header.

    Mail programs add only the prefix. So in `Fwd: Locks From Eva`, next to `Locks`, `From Eva` is
    text.
    """
    prefix, colon, _ = subject.translate(_AS_COLONS).partition(":")
    if not colon or fold(prefix) not in page.lexicon.forward_prefixes:
        return False
    below = start.block.end
    if below >= len(page.lines) or page.lines.is_blank(below):
        return False
    return not _prefixed(forwarded, page.lexicon)


def _begins_text(rest: str) -> bool:
    """Whether the rest after a subject begins with a capital and has at least two words."""
    words = rest.split()
    return len(words) > 1 and words[0][0].isupper() and words[0].isalpha()


def _is_brief(rest: str) -> bool:
    """Whether a text is an abbreviation in capitals that may belong to a subject: `FYI`."""
    return rest.isupper() and rest.isalpha()


def _opens_text(page: Page, start: MessageStart, rest: str, end: int) -> bool:
    """Whether the rest after a subject begins a text: a greeting, or a complete short text."""
    # `Fw: Locks Fyi`, `WG: Schleuse z. K.`
    answers = page.lexicon.short_answers
    below_header = start.block.end
    apart = below_header < len(page.lines) and page.lines.is_blank(below_header)
    # `Subject: Locks FYI` above a blank line may be a whole subject.
    if apart and _is_brief(rest):
        answers = frozenset()
    if fold(rest) in answers or fold(rest.rstrip("".join(_SENTENCE_ENDS))) in answers:
        return True
    first = rest[0]
    if not first.isalpha() or first.islower():
        return False
    words = rest.split()
    if len(words) <= _LONGEST_GREETING and rest.endswith(_GREETING_ENDS):
        return True
    # `RE: Locks Hi Ann and Ben` / `the gates are open.`
    if 1 < len(words) <= _LONGEST_GREETING and fold(words[0]) in page.lexicon.greetings:
        return True
    # `RE: Locks Nine and noon, as ever.`
    if len(words) >= _FEWEST_WORDS_OF_SENTENCE and rest.endswith(_SENTENCE_ENDS):
        return True
    lines = page.lines
    below = (n for n in range(start.block.end, end) if not page.is_empty(n))
    following = next(below, None)
    # `RE: Locks Agree with Eva`, and nothing below
    if following is None and len(words) >= _FEWEST_WORDS_IN_COMMON and words[1].islower():
        return True
    if following is not None:
        # `RE: Locks It seems that the locks of the north, as you` / `said, are open.`
        return len(words) >= _FEWEST_WORDS and lines.content(following).lstrip()[:1].islower()
    return rest.endswith(_SENTENCE_ENDS) or len(words) >= _FEWEST_WORDS
