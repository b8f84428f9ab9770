"""Attribution lines: "On …, … wrote:" with the quoted message below."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from mailrecon.layouts import labelled
from mailrecon.layouts.block import Block, cut_value
from mailrecon.layouts.cut_attribution import find_cut_attribution
from mailrecon.layouts.layout import Layout, Sign
from mailrecon.layouts.name_and_date import is_reply_to_line
from mailrecon.lexicon import fold
from mailrecon.model import Field, Introduction, Role, Span
from mailrecon.regex import regex
from mailrecon.scan import Page, patterns
from mailrecon.scan.attribution import CLOSERS, Attribution, is_nothing_but_a_date
from mailrecon.scan.attribution.finder import GROUPWISE_MARK
from mailrecon.scan.attribution.judge import openings
from mailrecon.scan.attribution.recipients import read_with_recipients

NAME = "attribution line"
# `ann@quay.example on 09/15/2021 07:32:08 PM`, with the word for "on" in a few languages.
_ADDRESS_AND_DATE = regex(
    r"\s*<?(?P<address>[^\s<>\[\]()\"',;:@]{1,100}@[^\s<>\[\]()\"',;:@]{3,200})>?\s+"
    r"(?:(?:on|am|le|el|il|em|op|den)\s+)?(?P<date>\d\S.{4,40}?)\s*"
)
_WORD = regex(r"[^\W\d_]+")
# `Thanks. On May 4, 2020, at 9:12 AM`
_SENTENCE_BEFORE = regex(r".*[^\W\d_]{3,}[.!?]\s+([^\W\d_]+)\s+(?=\S)")
_CLOCK = regex(r"\d[:.h][ ]?\d")
_LONGEST_LINE = 400
_EMPHASIS = ("*", "_")
_NEAR = 5
# Between the times of a subtitle: `00:01:02,000 --> 00:01:05,250`.
_CUE = " --> "
_LONGEST_DEBRIS = 6
_LONGEST_GREETING = 5


def match(page: Page, index: int) -> Block | None:
    """The attribution line that ends on line `index`, or None.

    A quotation must follow: text one quote level deeper or, for an attribution with a date, any
    text.
    """
    found = page.attribution(index)
    recipients: tuple[Field, ...] = ()
    # `On May 4, 2020, Ann Poe wrote to Ben Ost:`, as articles print it
    if found is None or _may_name_recipients(page, found):
        named = _with_recipients(page, index)
        found, recipients = named or (found, ())
    return None if found is None else _block(page, index, found, recipients)


def match_without_colon(page: Page, index: int) -> Block | None:
    """The dated attribution line that ends on line `index` without its colon, or None.

    `On Monday 04 May 2020 09:51 pm, Ann Poe wrote` / `> Does it leak?`
    """
    raw = page.lines.raw[index]
    last = raw.rstrip()[-1:]
    if last in CLOSERS or is_plainly_unclosed(raw, last):
        return None
    return match(page, index)


def is_plainly_unclosed(raw: str, last: str) -> bool:
    """Whether a line without a final colon, which ends in `last`, ends no attribution.

    A lost colon is behind a time of day or a day; dashes or a newsgroup may also replace it.
    """
    return (
        raw.isascii()
        and last not in _EMPHASIS
        and "--" not in raw
        and "news:" not in raw
        and not patterns.has_digit(raw)
    )


def match_without_verb(page: Page, index: int) -> Block | None:
    """The attribution line on line `index` that ends after its name, or None.

    `On May 4, 2020, at 9:12 AM, Ann Poe`, where OCR lost a blacked-out address and `wrote:`
    """
    found = find_cut_attribution(page, index)
    return None if found is None else _block(page, index, found, ())


def is_none(page: Page, index: int) -> bool:
    """Whether no attribution ends on line `index`; the lines below do not matter."""
    return page.attribution(index) is None and _with_recipients(page, index) is None


def _may_name_recipients(page: Page, found: Attribution) -> bool:
    """Whether the supposed name contains a word such as `to`: `Ann Poe wrote to Ben Ost`."""
    words = Span(*found.name).of(page.lines.text).split()
    return any(fold(word) in page.lexicon.recipient_words for word in words[1:-1])


def _with_recipients(page: Page, index: int) -> tuple[Attribution, tuple[Field, ...]] | None:
    """The attribution line on line `index` that names recipients, and their fields."""
    content = page.lines.content(index)
    read = read_with_recipients(content, page.lexicon) if len(content) <= _LONGEST_LINE else None
    if read is None:
        return None
    begin = page.lines.content_start(index)
    found, people = read

    def moved(place: tuple[int, int]) -> tuple[int, int]:
        return begin + place[0], begin + place[1]

    date = None if found.date is None else moved(found.date)
    found = replace(found, first=index, last=index, name=moved(found.name), date=date)
    return found, tuple(
        Field(Role.TO, content[start:end], Span(*moved((start, end)))) for start, end in people
    )


def _block(page: Page, index: int, found: Attribution, recipients: Sequence[Field]) -> Block | None:
    """The block of an attribution that ends on line `index`, if something is quoted below."""
    lines = page.lines
    depth = lines.depth(found.first)
    inline = found.body
    # `> Ann Poe wrote: >` / `> Dear Ben,`: the quotation continues at the depth of this line.
    level = inline is not None and _is_quote_mark(page, inline, index)
    if level or (inline is not None and _is_debris(page, inline, index)):
        # `… at 5:16 PM, Poe, Ann <9 wrote: Mats`: debris of a redaction.
        inline = None
    following = found.last + 1
    while following < len(lines) and following - found.last < 6 and lines.is_blank(following):
        following += 1
    is_alone = following >= len(lines) or lines.is_blank(following)
    # `On May 4, 2020, Ann Poe wrote:` at the end of a page: nothing was quoted.
    if is_alone and inline is None:
        return None
    # `Ann Poe wrote:` / `> Ben, we should …`
    # GroupWise: `>>> On 5/4/2020 at 9:12 AM, Ann Poe wrote:` / `> Does it leak?`
    if not is_alone and lines.depth(following) < depth and _is_marked(page, found):
        depth = 0
    deeper = not is_alone and lines.depth(following) > depth
    text = lines.text
    # `On September 2, the board said:`: without a year or a time of day a quotation must follow.
    dated = found.date is not None and patterns.date_strength(Span(*found.date).of(text)) > 0
    if inline is None and not deeper and (not dated or lines.depth(following) < depth):
        return None
    if not deeper and _is_of_text(page, found):
        return None
    # A comment below an article: `3 Comments` / `Ann Poe wrote on 4 May 2020 at 9:12:`
    if _is_post(page, found, deeper=deeper):
        return None
    # A film's subtitles: `00:01:02,000 --> 00:01:05,250` / `"On Monday at 9:14, Ann wrote:`.
    if _CUE in text[lines.start(found.first) : lines.start(found.last)]:
        return None
    fields = [_field(page, Role.FROM, Span(*found.name))]
    if found.date is not None:
        fields.append(_field(page, Role.DATE, Span(*found.date)))
    fields += recipients
    # Yandex: `04.05.2020, 09:12, "Ann Poe" <ann@quay.example>:` / `Тема: …` / `Кому: …`
    below = None if deeper or inline is not None else _fields_below(page, found.last + 1)
    if below is not None:
        fields += below.fields
    return Block(
        layout=NAME,
        start=found.first,
        end=found.last + 1 if below is None else below.end,
        depth=depth,
        body_depth=depth + 1 if deeper and inline is None else depth,
        fields=tuple(fields),
        language=found.language,
        introduction=Introduction.ATTRIBUTION,
        inline_body=inline,
        evidence=(
            ("attribution line with a date", 5.0) if found.date else ("attribution line", 4.0),
        ),
    )


def _is_of_text(page: Page, found: Attribution) -> bool:
    """Whether an attribution with nothing quoted below is a part of the text around it."""
    text = page.lines.text
    # Minutes, not mail: `On Monday, May 4, 2020 at 4:05 PM the board wrote:`
    if not found.addressed and not _is_named(page, Span(*found.name).of(text)):
        return True
    if found.date is None:
        return False
    # `Thanks. On May 4, 2020, Ann Poe wrote: It leaks.`: the first words are of the mail around it.
    sentence = _SENTENCE_BEFORE.match(Span(*found.date).of(text))
    return sentence is not None and fold(sentence[1]) in openings(page.lexicon)


def _field(page: Page, role: Role, span: Span) -> Field:
    """The field at `span`, without the quote marks of its continuation lines.

    `> On Tue, May 5, 2020 at 9:15 PM Sam Wu <sam@` / `> quay.example> wrote:`
    """
    lines = page.lines
    first, last = lines.line_at(span.start), lines.line_at(max(span.start, span.end - 1))
    pieces = (
        (
            number,
            max(span.start - lines.content_start(number), 0),
            span.end - lines.content_start(number),
        )
        for number in range(first, last + 1)
    )
    return Field(role, cut_value(lines, pieces, span.start)[0], span)


def _is_post(page: Page, found: Attribution, *, deeper: bool) -> bool:
    """Whether an attribution is from a forum: it has no address, and lacks a quotation or a time.

    `On Mon, May 4, 2020 at 9:12 AM Ann Poe wrote:` / `> Does it leak?` is mail even in a forum.
    """
    if found.addressed:
        return False
    text = page.lines.text
    timed = found.date is not None and _CLOCK.search(Span(*found.date).of(text)) is not None
    return not (deeper and timed) and page.in_posts(found.first)


def _is_marked(page: Page, found: Attribution) -> bool:
    """Whether `>>>` before a dated attribution is GroupWise's mark, not a quote mark."""
    lines, first = page.lines, found.first
    above = first - 1
    while above >= 0 and lines.is_blank(above):
        above -= 1
    return (
        found.date is not None
        and lines.raw[first].startswith(GROUPWISE_MARK)
        and (above < 0 or lines.depth(above) < lines.depth(first))
    )


def _fields_below(page: Page, index: int) -> Block | None:
    """The subject and recipients that are printed with labels right below an attribution line."""
    if index >= len(page.lines) or page.label(index) is None:
        return None
    block = labelled.match(page, index, minimum=1)
    if block is None or any(block.first(role) for role in (Role.FROM, Role.SENDER, Role.DATE)):
        return None
    named = block.first(Role.TO) is not None and block.first(Role.SUBJECT) is not None
    return block if named and block.start == index else None


def _is_named(page: Page, name: str) -> bool:
    """Whether a name has a word that is not in small letters: `Ann`, `安`, but not `the board`."""
    # `On Monday, [redacted] wrote:`, `ann.poe77 wrote:`, `|`, the edge of a bar
    if patterns.is_redacted(name, page.lexicon) or patterns.has_digit(name) or name == "|":
        return True
    words = _WORD.findall(name)
    # `Ann Poe`, `安娜`; of one word also `ann`; but not `the board`.
    return any(len(word) > 1 and not word[0].islower() for word in words) or (
        len(words) == 1 and len(words[0]) > 1
    )


def match_address(page: Page, index: int) -> Block | None:
    """An address and a date alone on a line: `ann@quay.example on 09/15/2021 07:32:08 PM`.

    Lotus Notes prints this above the quotation in answers to Internet mail.
    """
    lines = page.lines
    content = lines.content(index)
    if "@" not in content or len(content) > _LONGEST_LINE:
        return None
    found = _ADDRESS_AND_DATE.fullmatch(content)
    if found is None or patterns.date_strength(found["date"]) != 2:
        return None
    # `ann@quay.example 4 May 2020 minutes 9:14`: a row of a table, not an attribution.
    if not is_nothing_but_a_date(found["date"], frozenset(), page.lexicon):
        return None
    alone = index > 0 and lines.is_blank(index - 1)
    following = index + 1
    while following < len(lines) and following - index < _NEAR and lines.is_blank(following):
        following += 1
    # At the top of a document a quotation must follow.
    if index == 0 and following < len(lines):
        alone = lines.depth(following) > lines.depth(index)
    # A line in the middle of a paragraph, or the last of a document, is not an introduction.
    if not alone or following >= len(lines) or lines.is_blank(following):
        return None
    # `ann@quay.example 09/15/2021 07:32 PM` / `To: Ben Ost`: another layout's header.
    if page.label(following) is not None or lines.depth(following) < lines.depth(index):
        return None
    if is_reply_to_line(page, following):
        # `Please respond to <ann@quay.example>` / `To: <ben@quay.example>`: a header follows.
        return None
    begin = lines.content_start(index)
    address = Span(begin + found.start("address"), begin + found.end("address"))
    date = Span(begin + found.start("date"), begin + found.end("date"))
    depth = lines.depth(index)
    return Block(
        layout=NAME,
        start=index,
        end=index + 1,
        depth=depth,
        body_depth=max(depth, min(lines.depth(following), depth + 1)),
        fields=(
            Field(Role.FROM, found["address"], address),
            Field(Role.DATE, found["date"], date),
        ),
        language=None,
        introduction=Introduction.ATTRIBUTION,
        evidence=(("address and date alone on a line", 5.0),),
    )


def _is_quote_mark(page: Page, begin: int, index: int) -> bool:
    """Whether OCR moved the quote mark of an empty line to the end of an attribution: `Ann wrote:
    >`, `… »`.
    """
    text = page.lines.text[begin : page.lines.end(index)].strip()
    return bool(text) and not text.strip("> »|")


def _is_debris(page: Page, begin: int, index: int) -> bool:
    """Whether the text after the colon is a remnant of a redaction, above a greeting.

    `… at 5:16 PM, Poe, Ann [E] <9 wrote: Mats` / `Hi Ben,`
    """
    lines = page.lines
    text = lines.text[begin : lines.end(index)].strip()
    # `wrote: The mole is dry.` begins the message; only a single short word can be debris.
    if not text.isalpha() or len(text) > _LONGEST_DEBRIS or index + 1 >= len(lines):
        return False
    below = lines.content(index + 1).strip()
    return len(below.split()) <= _LONGEST_GREETING and below.endswith((",", ":", "!"))


LAYOUT = Layout(
    NAME,
    "clients that introduce what they quote",
    (
        (Sign.CLOCK, match_address),
        (Sign.CLOSING_COLON, match),
        (Sign.CLOCK, match_without_colon),
        (Sign.IDENTIFIER, match_without_colon),
        (Sign.CLOCK, match_without_verb),
    ),
)
