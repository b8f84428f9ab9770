"""The straight run: plain documents parsed in one loop, with the result of the general way.

    FYI, see below.

    ________________________________
    From: Ann Poe <ann@quay.example>
    Sent: Monday, May 4, 2020 9:12 AM
    To: Ben Ost <ben@dock.example>
    Subject: Tide tables

    Dear Ben, the tables are out.

Most mail that people forward is printed so: blocks of known labels, a blank line below each, and a
writer's own words. Whatever else stands on any line, the general way takes the whole document:
`parse_straight` returns None. So a rule that is added to the general way needs nothing here, as
long as it looks at lines which are no plain words, or below a header that lacks one of From, Date,
Subject and To; for all others the tests hold the two ways together.

What follows from a block's labels alone is worked out once for each order of labels (`_Plan`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from mailrecon.layouts import fitting
from mailrecon.layouts.block import Block
from mailrecon.layouts.evidence import Pair, is_mail, weigh_fields
from mailrecon.layouts.labelled import NAME, settle_roles
from mailrecon.layouts.labelled.entry import CORE, Entry, guess_role, opens_field
from mailrecon.layouts.run_together import inner_labels
from mailrecon.lexicon import LabelEntry, Lexicon, fold
from mailrecon.model import (
    Document,
    Draft,
    Field,
    Introduction,
    Parsed,
    Role,
    Segment,
    SegmentKind,
    Span,
)
from mailrecon.parse.attachments import is_of_list
from mailrecon.parse.code import in_code
from mailrecon.parse.furniture import is_footer
from mailrecon.parse.gaps import SIGNS_OF_INNER
from mailrecon.parse.introduction import LeadIn, find_introduction, separator_kind
from mailrecon.parse.joined_subjects import part_joined_subjects
from mailrecon.parse.ledger import check_ledger
from mailrecon.parse.message_starts import MessageStart, above_header
from mailrecon.regex import regex
from mailrecon.scan import Label, Lines, Page, candidate_lines, patterns
from mailrecon.scan.bates import may_stand_alone
from mailrecon.scan.chats import may_hold_chats
from mailrecon.scan.headings import find_headings
from mailrecon.scan.kinds import MAY_BE_FOOTER, MAY_BE_STAMP, MAY_NAVIGATE, WORDS
from mailrecon.scan.labels import COLONS, find_label, find_label_without_colon
from mailrecon.scan.navigation import is_control, is_navigation, is_navigation_row
from mailrecon.scan.page_numbers import may_number_pages
from mailrecon.scan.patterns import has_address
from mailrecon.scan.stamps import is_stamp, may_be_one_of_several

# What a longer text holds besides plain mail makes most of them the general way's: to find that out
# late would cost more than it saves.
_LONGEST = 100_000
_LONGEST_LABEL = 63
_COLON = regex(f"[{COLONS}]")
# `9:12` is a time; any other colon may end a label.
_TELLING_COLON = regex(rf"(?<!\d)[{COLONS}]")
_GAP = regex(r"\s{8}")
_WIDE_GAP = "\n\n\n\n"
_RULE_ENDS = regex(r"[-=*_][^\S\n]*$")
_ONE_EACH = frozenset({Role.FROM, Role.DATE, Role.SUBJECT, Role.TO, Role.CC, Role.BCC})
_OPENING = frozenset({Role.TO, Role.CC})
_NEVER_EMPTY = frozenset({Role.FROM, Role.DATE, Role.TO})
# Phrases of what a text may hold that is no plain mail: code, and notes of classification.
_SIGNS = ("\r", '"""', "'''", "`", "<<", "<!--", "Classified by ")
_STAMP_SIGNS = ("No.", "RELEASE IN", "http")
_BLANKS = "_./-… "
_UNWRAPPED = 100
_ENDS = frozenset({Role.FROM, Role.TO})
_QUOTES = ('"', "'", "`", "{")
_LONGEST_PREFIX = 24
_MOST_BLANKS = 3
# A header must have a subject, or other rules look for a title above it.
_NO_SUBJECT = Field(Role.SUBJECT, "\x00", Span(0, 0))
_SHORT = 40


class _Known(NamedTuple):
    """A label by what stands before its colon; it begins the line.

    `control` tells that a page's button may begin with the same word: `Gesendet` is a folder, too.
    """

    text: str
    entry: LabelEntry
    control: bool


class _Plan(NamedTuple):
    """What the labels of a block say, whatever its values are."""

    roles: tuple[Role, ...]
    language: str | None
    languages: tuple[str, ...]
    sent: bool


def parse_straight(document: Document, lexicon: Lexicon) -> Parsed | None:
    """What the general way makes of a plain document; None for any other. Raises LedgerError."""
    page = _plain_page(document, lexicon)
    if page is None:
        return None
    begun = _messages(page)
    if not begun or not _has_plain_text(page, begun):
        return None
    drafts: list[Draft] = []
    segments: list[Segment] = []
    lines = page.lines
    for number, start in enumerate(begun):
        block, lead = start.block, start.lead
        end = begun[number + 1].lead.start if number + 1 < len(begun) else len(lines)
        if not number:
            _book(segments, lines, SegmentKind.NARRATIVE, 0, lead.start, None)
        _book(segments, lines, SegmentKind.SEPARATOR, lead.start, block.start, number)
        _book(segments, lines, SegmentKind.HEADER, block.start, block.end, number)
        _book(segments, lines, SegmentKind.BODY, block.end, end, number)
        draft = _draft(page, start, number, end)
        if draft is None:
            return None
        drafts.append(draft)
    check_ledger(segments, len(document.text), document.name)
    return Parsed(document, tuple(drafts), tuple(segments))


def _plain_page(document: Document, lexicon: Lexicon) -> Page | None:
    """A page on which nothing stands that tells of the document as a whole."""
    text = document.text
    if (
        document.set_aside
        or document.envelope is not None
        or document.large is not None
        or not 0 < len(text) <= _LONGEST
        or any(sign in text for sign in _SIGNS)
    ):
        return None
    lines = Lines(text)
    page = Page(lines, lexicon, candidate_lines(lines))
    if not page.candidates or may_number_pages(lines.raw) or may_hold_chats(lines, lexicon):
        return None
    if next(find_headings(lines, lexicon), None) is not None:
        return None
    return page


def _messages(page: Page) -> list[MessageStart] | None:
    """The headers of a page, in order; None where a line may begin any that is not plain."""
    begun: list[MessageStart] = []
    floor = 0
    raw = page.lines.raw
    for index in page.candidates:
        if index < floor:
            continue
        known = _split(raw[index], page.lexicon)
        if known is None:
            if not _begins_nothing(page, index):
                return None
            continue
        found = _header(page, index, floor)
        if found is None:
            return None
        begun.append(found)
        floor = found.block.end
    if len(begun) > 1 and part_joined_subjects(page, begun) != begun:
        return None
    return begun


def _begins_nothing(page: Page, index: int) -> bool:
    """Whether no layout finds a header on a line, which has no label."""
    if page.label(index) is not None:
        return False
    return all(find(page, index) is None for find in fitting(page, index))


def _split(line: str, lexicon: Lexicon) -> tuple[_Known, int] | None:
    """The label that a line begins with, and where its value does."""
    if line.isascii():
        colon = line.find(":", 0, _LONGEST_LABEL)
    else:
        found = _COLON.search(line, 0, _LONGEST_LABEL)
        colon = found.start() if found is not None else -1
    if colon < 1:
        return None
    known = _known_label(line[:colon], lexicon)
    return None if known is None else (known, colon + 1)


@lru_cache(maxsize=8192)
def _known_label(head: str, lexicon: Lexicon) -> _Known | None:
    """The label that stands before a colon, and is nothing else; None for any other text."""
    label = find_label(head + ":", lexicon)
    if (
        label is None
        or label.entry is None
        or label.misread
        or label.start
        or label.footnote is not None
        or label.introduced is not None
        or not head[:1].isalpha()
        or label.text == "Received"
    ):
        return None
    key = fold(head)
    if key in lexicon.archive_navigation:
        return None
    return _Known(label.text, label.entry, key in _controls(lexicon))


@lru_cache(maxsize=4)
def _controls(lexicon: Lexicon) -> frozenset[str]:
    """What buttons are called, up to the first colon."""
    return frozenset(_COLON.split(phrase, maxsplit=1)[0] for phrase in lexicon.page_controls)


@lru_cache(maxsize=4096)
def _plan(labels: tuple[_Known, ...], lexicon: Lexicon) -> _Plan | None:
    """What the labels of a block say; None where they are not those of a plain one."""
    entries: list[Entry] = []
    seen: set[Role] = set()
    for number, (text, known, _) in enumerate(labels):
        label = Label(text, 0, len(text), len(text) + 1, len(text) + 1, known)
        if fold(text) in lexicon.reply_prefixes or not opens_field(label, entries, seen, lexicon):
            return None
        entries.append(Entry(number, label))
        seen.add(guess_role(entries[-1], seen))
        if {Role.DATE, Role.FROM} <= known.roles.keys():
            return None
    language, languages, roles = settle_roles(tuple(label.entry for label in labels), lexicon)
    first = labels[0].entry.roles
    if (
        not seen >= CORE
        or not set(roles) >= CORE
        or not _ONE_EACH.issuperset(roles)
        or len(set(roles)) < len(roles)
        # `Date: …` below an originator's line is another layout's.
        or Role.DATE in first
        # `Sent by: …` above `To: …`, too.
        or (Role.SENDER in first and not labels[1].entry.roles.keys().isdisjoint(_OPENING))
        or all(label.text.isascii() and label.text.islower() for label in labels)
    ):
        return None
    sent = any(
        role is Role.DATE and label.entry.sent for role, label in zip(roles, labels, strict=True)
    )
    return _Plan(roles, language, languages, sent)


def _header(page: Page, index: int, floor: int) -> MessageStart | None:
    """The header whose first label stands on line `index`; None where it is not plain."""
    lines, lexicon = page.lines, page.lexicon
    labels: list[_Known] = []
    values: list[int] = []
    end = index
    while end < len(lines) and lines.raw[end]:
        split = _split(lines.raw[end], lexicon)
        if split is None:
            return None
        labels.append(split[0])
        values.append(split[1])
        end += 1
    plan = _plan(tuple(labels), lexicon)
    if plan is None or (Role.FROM not in labels[0].entry.roles and not _is_first(page, index)):
        return None
    fields = _fields(lines, index, labels, values, plan, lexicon)
    if fields is None:
        return None
    evidence = _weigh(fields, plan, lexicon)
    block = Block(
        layout=NAME,
        start=index,
        end=end,
        depth=0,
        body_depth=0,
        fields=fields,
        language=plan.language,
        languages=plan.languages,
        introduction=Introduction.HEADER_ONLY,
        evidence=tuple(evidence),
    )
    lead = _lead(page, block, floor) or find_introduction(page, block, floor)
    if lead.footnote is not None or lead.heading is not None:
        return None
    evidence = [*evidence, *lead.evidence]
    if not is_mail(fields, evidence) or in_code(page, block):
        return None
    if above_header(page, lead.start, floor).released:
        return None
    return MessageStart(block, lead)


def _weigh(fields: Sequence[Field], plan: _Plan, lexicon: Lexicon) -> Sequence[Pair]:
    """What the fields say. Headers of addresses and a time of day all say the same."""
    subject = ""
    for field in fields:
        if field.role is Role.SUBJECT:
            subject = field.text
        elif field.role is Role.DATE:
            if patterns.date_strength(field.text) != 2:
                return weigh_fields(fields, plan.sent, lexicon)
        elif field.role in _ENDS and ("@" not in field.text or not has_address(field.text)):
            return weigh_fields(fields, plan.sent, lexicon)
        if field.text[:1] in _QUOTES:
            return weigh_fields(fields, plan.sent, lexicon)
    prefix, colon, _ = subject.replace("：", ":").partition(":")
    key = fold(prefix) if colon and len(prefix) < _LONGEST_PREFIX else ""
    answers = key in lexicon.reply_prefixes or key in lexicon.forward_prefixes
    return _usual_weight(plan, answers, lexicon)


@lru_cache(maxsize=1024)
def _usual_weight(plan: _Plan, answers: bool, lexicon: Lexicon) -> Sequence[Pair]:
    """What a header of the plan says with addresses at both ends and a time of day."""
    texts = {Role.DATE: "Mon, 4 May 2020 9:12", Role.SUBJECT: "Re: boat" if answers else "boat"}
    fields = [
        Field(role, texts.get(role, "a@b.example"), Span(0, 0), "From") for role in plan.roles
    ]
    return tuple(weigh_fields(fields, plan.sent, lexicon))


def _lead(page: Page, block: Block, floor: int) -> LeadIn | None:
    """What introduces a header, where that is one line of a known kind below plain words.

    `find_introduction` says the same, of any lines; None where it is to be asked.
    """
    raw, kinds = page.lines.raw, page.kinds
    above = _line_above(raw, block.start, floor)
    if above is None:
        return LeadIn(block.start)
    found = _line_that_introduces(raw[above], page.lexicon)
    subject = block.first(Role.SUBJECT)
    if (
        found is None
        or (above > floor and raw[above - 1])
        or (subject is not None and fold(subject.text) == found.words)
    ):
        return None
    higher = _line_above(raw, above, floor)
    if higher is not None and not (
        kinds[higher] & WORDS and _introduces_nothing(raw[higher], page.lexicon)
    ):
        return None
    return LeadIn(above, found.introduction, evidence=[*found.evidence])


def _line_above(raw: Sequence[str], index: int, floor: int) -> int | None:
    """The line above that is not blank, if it is near."""
    for above in range(index - 1, max(index - _MOST_BLANKS - 2, floor - 1), -1):
        if raw[above]:
            return above
    return None


class _Introduces(NamedTuple):
    """What a line says that introduces a header; `words` are those that a title would have."""

    introduction: Introduction | None
    evidence: tuple[Pair, ...]
    words: str


@lru_cache(maxsize=4096)
def _line_that_introduces(line: str, lexicon: Lexicon) -> _Introduces | None:
    """What a line alone above a header says; None where that hangs on other lines."""
    page = Page(Lines(f"{line}\nFrom: a"), lexicon, [1])
    block = Block(NAME, 1, 2, 0, 0, (_NO_SUBJECT,), None, Introduction.HEADER_ONLY, ())
    found = find_introduction(page, block, 0)
    if found.start or found.introduction is None or found.footnote or found.heading:
        return None
    words = fold(line.strip().strip("#*=_ "))
    return _Introduces(found.introduction, tuple(found.evidence), words)


def _introduces_nothing(line: str, lexicon: Lexicon) -> bool:
    """Whether a writer's line above what introduces a header is no part of that."""
    return (
        not line.startswith("From ")
        and not patterns.has_digit(line)
        and separator_kind(line.strip(), lexicon) is None
    )


def _is_first(page: Page, index: int) -> bool:
    """Whether no label that lost its colon stands right above a header."""
    if index == 0 or not page.lines.raw[index - 1]:
        return True
    return not _lost_its_colon(page.lines.raw[index - 1], page.lexicon)


@lru_cache(maxsize=1024)
def _lost_its_colon(line: str, lexicon: Lexicon) -> bool:
    """Whether a line may begin with an originator's label without a colon."""
    lost = find_label_without_colon(line, lexicon)
    return lost is not None and lost.entry is not None and Role.FROM in lost.entry.roles


def _fields(
    lines: Lines,
    index: int,
    labels: Sequence[_Known],
    values: Sequence[int],
    plan: _Plan,
    lexicon: Lexicon,
) -> tuple[Field, ...] | None:
    """The fields of a header's lines; None where a value holds more than itself."""
    found: list[Field] = []
    taken: set[Role] = set()
    for number, (known, begin, role) in enumerate(zip(labels, values, plan.roles, strict=True)):
        raw = lines.raw[index + number]
        text = raw[begin:].strip()
        start = lines.starts[index + number]
        if not _is_plain_value(raw, begin, text, role, taken, lexicon):
            return None
        if known.control and (
            is_navigation_row(raw.strip(), lexicon) or is_control(raw.strip(), lexicon)
        ):
            return None
        first = start + begin
        if text:
            first += raw[begin:].index(text)
        found.append(
            Field(
                role,
                text,
                Span(first, first + len(text)),
                known.text,
                Span(start, start + len(known.text)),
            )
        )
        taken.add(role)
    return tuple(found)


def _is_plain_value(
    raw: str, begin: int, text: str, role: Role, taken: set[Role], lexicon: Lexicon
) -> bool:
    """Whether a line holds one value behind its label, and is no page's."""
    # `From: ______` is a form to fill in.
    if not text.strip(_BLANKS):
        return not text and role not in _NEVER_EMPTY
    if raw[begin] in COLONS or ("  " in raw and _GAP.search(raw)):
        return False
    if raw[-1].isdigit() and (any(sign in raw for sign in _STAMP_SIGNS) or "page" in raw.lower()):
        return False
    if _TELLING_COLON.search(raw, begin) is None:
        return True
    label = find_label(raw, lexicon)
    if label is None or label.value_start != begin:
        return False
    inside = inner_labels(raw, begin, role, taken, lexicon, known=len(taken) + 1)
    return next(inside, None) is None


def _has_plain_text(page: Page, begun: Sequence[MessageStart]) -> bool:
    """Whether all lines but headers and what introduces them are a writer's own words."""
    raw, kinds = page.lines.raw, page.kinds
    position = 0
    # Above the first header a number may stand alone that somebody stamped on the page.
    if any(line and may_stand_alone(line) for line in raw[: begun[0].lead.start]):
        return False
    for start in begun:
        block, lead = start.block, start.lead
        if not _are_words(page, position, lead.start):
            return False
        if not all(_is_inert(raw[n], page.lexicon) for n in range(lead.start, block.start)):
            return False
        position = block.end
    return _are_words(page, position, len(kinds))


def _are_words(page: Page, start: int, end: int) -> bool:
    raw, kinds, lexicon = page.lines.raw, page.kinds, page.lexicon
    return all(
        kinds[n] == WORDS or not raw[n] or _is_text(raw[n], kinds[n], lexicon)
        for n in range(start, end)
    )


def _is_text(line: str, kind: int, lexicon: Lexicon) -> bool:
    """Whether a line that may be a page's is a writer's all the same."""
    return (_is_text_once if len(line) <= _SHORT else _is_text_now)(line, kind, lexicon)


def _is_text_now(line: str, kind: int, lexicon: Lexicon) -> bool:
    if not kind & WORDS or line.isspace():
        return False
    text = line.strip()
    if kind & MAY_BE_STAMP and (may_be_one_of_several(line) or is_stamp(text)):
        return False
    if kind & MAY_NAVIGATE and (
        is_navigation_row(text, lexicon)
        or is_control(text, lexicon)
        or is_navigation(text, lexicon)
    ):
        return False
    return not (kind & (MAY_BE_FOOTER | MAY_BE_STAMP) and is_footer(line, lexicon.page_furniture))


# `FYI, see below.`, `Thanks,`: the same short lines stand in many mails.
_is_text_once = lru_cache(maxsize=8192)(_is_text_now)


@lru_cache(maxsize=4096)
def _is_inert(line: str, lexicon: Lexicon) -> bool:
    """Whether a line that introduces a header is no page's, and has no quote mark."""
    if not line:
        return True
    if not line[0].isalpha() and line[0] not in "-_=*~":
        return False
    text = line.strip()
    return not (
        ">" in line[:8]
        or "|" in line
        or may_be_one_of_several(line)
        or is_stamp(text)
        or is_navigation_row(text, lexicon)
        or is_control(text, lexicon)
        or is_navigation(text, lexicon)
        or is_footer(line, lexicon.page_furniture)
    )


def _book(
    segments: list[Segment],
    lines: Lines,
    kind: SegmentKind,
    start: int,
    end: int,
    owner: int | None,
) -> None:
    """Record the lines `start`..`end` (half-open) as a segment."""
    if start < end:
        span = Span(lines.start(start), lines.start(end))
        if len(span):
            segments.append(Segment(kind, span, owner))


def _draft(page: Page, begun: MessageStart, number: int, end: int) -> Draft | None:
    """The message whose text ends at the line `end`; None where that is no plain text."""
    lines = page.lines
    block, lead = begun.block, begun.lead
    first, last = block.end, end
    while first < last and not lines.raw[first]:
        first += 1
    while last > first and not lines.raw[last - 1]:
        last -= 1
    body: tuple[Span, ...] = ()
    text = ""
    if first < last:
        held = lines.raw[first:last]
        text = "\n".join(held)
        if not _is_plain_body(page, begun, held, text):
            return None
        body = (Span(lines.starts[first], lines.starts[last - 1] + len(held[-1])),)
    else:
        last = 0
    evidence = (*block.evidence, *lead.evidence)
    return Draft(
        fields=block.fields,
        header=(Span(lines.starts[block.start], lines.start(block.end)),),
        body=body,
        body_text=text.rstrip(),
        lines=(block.start, max(block.end, last)),
        layout=block.layout,
        language=block.language,
        languages=block.languages,
        quote_depth=0,
        introduction=lead.introduction or block.introduction,
        enclosing=number - 1 if number else None,
        footnote=None,
        heading=None,
        thread=None,
        score=sum(weight for _, weight in evidence),
    )


def _is_plain_body(page: Page, begun: MessageStart, held: Sequence[str], text: str) -> bool:
    """Whether no rule finds a hole, a list of files, or the end of a forward in a body."""
    if _WIDE_GAP in text or is_of_list(page, held[-1]):
        return False
    if any(line[-1:] in "-=*_ \t" and _RULE_ENDS.search(line) for line in held):
        return False
    if "、" in page.lines.text and any(line.rstrip().endswith("、") for line in held):
        return False
    if any(sign in text for sign in SIGNS_OF_INNER) and any(
        len(line) > _UNWRAPPED for line in held
    ):
        return False
    above = page.lines.raw[begun.lead.start : begun.block.start]
    return held[0].strip() not in [line.strip() for line in above]
