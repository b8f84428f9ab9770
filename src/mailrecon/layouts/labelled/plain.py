"""Read labelled headers of the plain form by a cached plan.

    From: Ann Poe <ann@quay.example>
    Sent: Monday, May 4, 2020 9:12 AM
    To: Ben Ost <ben@dock.example>
    Subject: Tide tables

Nearly all headers that clients print have this form: From, Date, Subject and To, a known label and
its value on each line, and a blank line below. The header may be quoted, a list of people may be
wrapped, and so may a subject above the blank line. The meaning of the labels, whatever their values
are, is determined once for each sequence of labels (`LabelPlan`) and cached. `read_plain` returns
the same result as `match`, or None if `match` must read the header. Plans are derived from the
lexicon by the rules of `match`, so a new label or a changed rule needs no change here; if it
changes what a plain header is, `tests/test_straight.py` fails.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from mailrecon.layouts.block import Block, cut_value
from mailrecon.layouts.evidence import Pair, has_prefix, looks_like_code, weigh_fields
from mailrecon.layouts.labelled.company import is_foreign
from mailrecon.layouts.labelled.continuation import names_more
from mailrecon.layouts.labelled.entry import CORE, Entry, guess_role, opens_field
from mailrecon.layouts.labelled.roles import settle_roles
from mailrecon.layouts.labelled.strays import is_stray_below
from mailrecon.layouts.labelled.wrapped_subject import subject_ends_on
from mailrecon.layouts.run_together import inner_labels
from mailrecon.lexicon import LabelEntry, Lexicon, fold
from mailrecon.model import Field, Introduction, Role, Span
from mailrecon.regex import regex
from mailrecon.scan import Label, Lines, Page, patterns
from mailrecon.scan.furniture.kinds import MAY_BE_STAMP, MAY_NAVIGATE
from mailrecon.scan.furniture.navigation import is_control, is_navigation_row
from mailrecon.scan.labels import COLONS, find_label, find_label_without_colon

NAME = "labelled block"
LONGEST_LABEL = 63
_COLON = regex(f"[{COLONS}]")
# `9:12` is a time; any other colon may end a label.
_TELLING_COLON = regex(rf"(?<!\d)[{COLONS}]")
# A gap before a margin: wide, or before an exemption code (`B6`, `1.4(D)`, `(b)(6)`).
_GAP = regex(r"\s{8}|\s{3}[B(b1]\S{0,9}\s?$")
ONE_EACH = frozenset({Role.FROM, Role.DATE, Role.SUBJECT, Role.TO, Role.CC, Role.BCC})
_OPENING = frozenset({Role.TO, Role.CC})
_NEVER_EMPTY = frozenset({Role.FROM, Role.DATE, Role.TO})
_STAMP_SIGNS = ("No.", "RELEASE IN", "http")
BLANKS = "_./-… "
_LISTS = frozenset({Role.TO, Role.CC, Role.BCC})
_SUBJECT = frozenset({Role.SUBJECT})
# A wrapped list of people: the first character of a continuation line, and characters that exclude
# one.
_LISTED_FIRST = regex(r"[A-Za-z0-9<\"']")
_NOT_LISTED = (":", "  ", "\t", "|", "--")
_OPEN_ENDINGS = (",", ";")
_WITH_TIME = 2
_LONGEST_PERSON = 80
_SHORTEST_WITH_LABEL = 3


class KnownLabel(Struct, frozen=True, eq=False):
    """A label at the start of a line. There is one object for each text before the colon.

    `control` is True if a page's button may begin with the same word: `Gesendet` is also a folder.
    """

    text: str
    entry: LabelEntry
    control: bool


class LabelPlan(Struct, frozen=True, eq=False):
    """The meaning of a block's labels, whatever their values are.

    `sent` is True if the date's label is Outlook's `Sent`, `alone` if no other layout begins like
    this. `date`, `subject` and `ends` (From and To) are the places of these labels.
    """

    roles: tuple[Role, ...]
    language: str | None
    languages: tuple[str, ...]
    sent: bool
    alone: bool
    date: int
    subject: int
    ends: tuple[int, int]


class _Printed(NamedTuple):
    """The labels of a header, the starts of their values, their lines, and the line after the
    header.
    """

    labels: list[KnownLabel]
    values: list[int]
    lines: list[int]
    end: int


def read_plain(page: Page, index: int) -> Block | None:
    """The header whose first label is on line `index`, if it has the plain form throughout."""
    lines, lexicon = page.lines, page.lexicon
    depth = lines.depth(index)
    printed = _read_labels(page, index, depth)
    if printed is None:
        return None
    labels, end = printed.labels, printed.end
    plan = label_plan(tuple(labels), lexicon) if len(labels) >= len(CORE) else None
    if plan is None or end in page.set_aside:
        return None
    if is_stray_below(page, end) or _has_label_apart(page, end):
        return None
    if Role.FROM not in labels[0].entry.roles and not _is_first(lines, index, lexicon):
        return None
    fields = _fields(lines, printed, depth, plan, lexicon)
    if fields is None:
        return None
    return Block(
        layout=NAME,
        start=index,
        end=end,
        depth=depth,
        body_depth=depth,
        fields=fields,
        language=plan.language,
        languages=plan.languages,
        introduction=Introduction.HEADER_ONLY,
        evidence=weigh(fields, plan, lexicon),
    )


def _has_label_apart(page: Page, end: int) -> bool:
    """Whether a field that Outlook prints apart may be below: a blank line, `Categories: Red`."""
    label = page.label(end + 1) if end + 1 < len(page.lines) else None
    return label is not None and label.entry is not None and Role.OTHER in label.entry.roles


def _read_labels(page: Page, index: int, depth: int) -> _Printed | None:
    """The labelled lines of a header up to the blank line below it; None if any is not plain."""
    lines, lexicon = page.lines, page.lexicon
    found = _Printed([], [], [], index)
    end, total = index, len(lines)
    while end < total and not lines.blanks[end]:
        if end in page.set_aside or lines.depth(end) != depth:
            return None
        line = lines.content(end) if depth else lines.raw[end]
        split = split_label(line, lexicon)
        if split is not None:
            # A plan has each field once, so a page with only labels is given up after a few lines.
            if len(found.labels) == len(ONE_EACH):
                return None
            found.labels.append(split[0])
            found.values.append(split[1])
            found.lines.append(end)
        elif not (
            found.labels
            and (_list_goes_on(page, found, end, line) or _subject_goes_on(page, found, end, line))
        ):
            return None
        end += 1
    return found._replace(end=end)


def _list_goes_on(page: Page, printed: _Printed, index: int, line: str) -> bool:
    """Whether a line without a label certainly belongs to the list of people above it.

    `To: Ann Poe <ann@quay.example>,` / `ben@dock.example`; `To: Ann Poe` / `<ann@quay.example>; Ben
    Ost`. Doubtful lines are left to `continues`.
    """
    label = printed.labels[-1]
    # A line that may be a label, a page stamp, code or text is not plain.
    if (
        "@" not in line
        or not line.isascii()
        or not _LISTED_FIRST.match(line)
        or any(sign in line for sign in _NOT_LISTED)
        or page.kinds[index] & (MAY_BE_STAMP | MAY_NAVIGATE)
        or not label.entry.roles.keys() <= _LISTS
    ):
        return False
    lines = page.lines
    above = lines.content(index - 1)
    if index - 1 == printed.lines[-1]:
        above = above[printed.values[-1] :]
    above = above.strip()
    # `To:` without a value
    if not above:
        return False
    goes_on = above.endswith(_OPEN_ENDINGS) or names_more(above, line.strip())
    return goes_on and find_label_without_colon(line, page.lexicon, alone=True) is None


def _subject_goes_on(page: Page, printed: _Printed, index: int, line: str) -> bool:
    """Whether a line without a label, above a blank line, certainly is the rest of a subject.

    `Subject: [PATCH] quay: Let the keeper of the northern lock see the tables` / `of tides`
    """
    lines, lexicon = page.lines, page.lexicon
    if (
        not line[:1].isalnum()
        or not line.isascii()
        or any(sign in line for sign in _NOT_LISTED)
        or printed.labels[-1].entry.roles.keys() != _SUBJECT
        or printed.lines[-1] != index - 1
        or index + 1 >= len(lines)
        or not lines.blanks[index + 1]
        or page.kinds[index] & (MAY_BE_STAMP | MAY_NAVIGATE)
    ):
        return False
    above = lines.content(index - 1)
    return (
        above[printed.values[-1] :].strip() != ""
        and page.label(index) is None
        and find_label_without_colon(line, lexicon, alone=True) is None
        and subject_ends_on(lines, index, above, lexicon)
    )


def split_label(line: str, lexicon: Lexicon) -> tuple[KnownLabel, int] | None:
    """The label that a line begins with, and the start of its value."""
    if line.isascii():
        colon = line.find(":", 0, LONGEST_LABEL)
    else:
        found = _COLON.search(line, 0, LONGEST_LABEL)
        colon = found.start() if found is not None else -1
    if colon < 1:
        return None
    known = known_label(line[:colon], lexicon)
    return None if known is None else (known, colon + 1)


@lru_cache(maxsize=8192)
def known_label(head: str, lexicon: Lexicon) -> KnownLabel | None:
    """The label before a colon, if the text before the colon is only a label; otherwise None."""
    label = find_label(head + ":", lexicon)
    if (
        label is None
        or label.entry is None
        or label.misread
        or label.start
        # `Sent    4 May 2020 13` of `Sent    4 May 2020 13:35`: the label ends at the gap.
        or label.value_start <= len(head)
        or label.footnote is not None
        or label.introduced is not None
        or not head[:1].isalpha()
        or label.text == "Received"
    ):
        return None
    key = fold(head)
    if key in lexicon.archive_navigation:
        return None
    return KnownLabel(label.text, label.entry, key in _controls(lexicon))


@lru_cache(maxsize=4)
def _controls(lexicon: Lexicon) -> frozenset[str]:
    """The captions of buttons, up to their first colon."""
    return frozenset(_COLON.split(phrase, maxsplit=1)[0] for phrase in lexicon.navigation)


@lru_cache(maxsize=4096)
def label_plan(labels: tuple[KnownLabel, ...], lexicon: Lexicon) -> LabelPlan | None:
    """The plan for the labels of a block; None if they are not those of a plain header."""
    entries: list[Entry] = []
    seen: set[Role] = set()
    for number, one in enumerate(labels):
        text, known = one.text, one.entry
        label = Label(text, 0, len(text), len(text) + 1, len(text) + 1, known)
        if fold(text) in lexicon.reply_prefixes or not opens_field(label, entries, seen, lexicon):
            return None
        if is_foreign(label, entries, lexicon):
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
        or not ONE_EACH.issuperset(roles)
        or len(set(roles)) < len(roles)
        or all(label.text.isascii() and label.text.islower() for label in labels)
    ):
        return None
    sent = any(
        role is Role.DATE and label.entry.sent for role, label in zip(roles, labels, strict=True)
    )
    # `Date: …` below an originator's line belongs to another layout, and so does `Sent by: …` above
    # `To: …`.
    alone = Role.DATE not in first and (
        Role.SENDER not in first or labels[1].entry.roles.keys().isdisjoint(_OPENING)
    )
    place = roles.index
    ends = (place(Role.FROM), place(Role.TO))
    date, subject = place(Role.DATE), place(Role.SUBJECT)
    return LabelPlan(roles, language, languages, sent, alone, date, subject, ends)


def weigh(
    fields: Sequence[Field], plan: LabelPlan, lexicon: Lexicon, *, may_be_code: bool = True
) -> tuple[Pair, ...]:
    """The evidence of the fields; all headers with addresses and a time of day have the same.

    `may_be_code` is False if no field has a mark of a string (`has_string_marks`).
    """
    first, other = plan.ends
    if (
        patterns.date_strength(fields[plan.date].text) != _WITH_TIME
        or not _has_address(fields[first].text)
        or not _has_address(fields[other].text)
        or (may_be_code and looks_like_code(fields))
    ):
        return tuple(weigh_fields(fields, plan.sent, lexicon))
    return _usual_weight(plan, has_prefix(fields[plan.subject].text, lexicon), lexicon)


def _has_address(text: str) -> bool:
    """Whether a value has an address; those of one person are remembered."""
    return (_has_address_once if len(text) <= _LONGEST_PERSON else patterns.has_address)(text)


# Threads and archives print the same people again and again.
_has_address_once = lru_cache(maxsize=8192)(patterns.has_address)


@lru_cache(maxsize=1024)
def _usual_weight(plan: LabelPlan, answers: bool, lexicon: Lexicon) -> tuple[Pair, ...]:
    """The evidence of a header of this plan that has addresses at both ends and a time of day."""
    texts = {Role.DATE: "Mon, 4 May 2020 9:12", Role.SUBJECT: "Re: boat" if answers else "boat"}
    fields = [
        Field(role, texts.get(role, "a@b.example"), Span(0, 0), "From") for role in plan.roles
    ]
    return tuple(weigh_fields(fields, plan.sent, lexicon))


def _is_first(lines: Lines, index: int, lexicon: Lexicon) -> bool:
    """Whether the line above a header does not begin with a label that lost its colon."""
    if index == 0 or lines.blanks[index - 1]:
        return True
    return not lost_its_colon(lines.content(index - 1), lexicon)


@lru_cache(maxsize=1024)
def lost_its_colon(line: str, lexicon: Lexicon) -> bool:
    """Whether a line may begin with an originator's label without a colon."""
    lost = find_label_without_colon(line, lexicon)
    return lost is not None and lost.entry is not None and Role.FROM in lost.entry.roles


def _fields(
    lines: Lines, printed: _Printed, depth: int, plan: LabelPlan, lexicon: Lexicon
) -> tuple[Field, ...] | None:
    """The fields of a header's lines; None if a line has more than one value."""
    found: list[Field] = []
    taken: list[Role] = []
    numbers = printed.lines
    for place, (known, begin, role, number) in enumerate(
        zip(printed.labels, printed.values, plan.roles, numbers, strict=True), 1
    ):
        end = numbers[place] if place < len(numbers) else printed.end
        raw = lines.content(number) if depth else lines.raw[number]
        value = raw[begin:]
        text = value.strip()
        start = lines.content_start(number) if depth else lines.starts[number]
        if not (
            is_simple_value(raw, text) or is_plain_value(raw, begin, text, role, taken, lexicon)
        ):
            return None
        if known.control and is_of_page(raw.strip(), lexicon):
            return None
        first = start + begin
        if text:
            first += len(value) - len(value.lstrip())
        span = Span(first, first + len(text))
        # `To: Ann Poe <ann@quay.example>,` / `ben@dock.example`
        if end > number + 1:
            pieces = [(n, 0, len(lines.content(n))) for n in range(number + 1, end)]
            text, span = cut_value(lines, [(number, begin, len(raw)), *pieces], first)
        found.append(Field(role, text, span, known.text, Span(start, start + len(known.text))))
        taken.append(role)
    return tuple(found)


def is_of_page(line: str, lexicon: Lexicon) -> bool:
    """Whether a line is a row of buttons of a web page."""
    return is_navigation_row(line, lexicon) or is_control(line, lexicon)


def is_simple_value(raw: str, text: str) -> bool:
    """Whether a value certainly is plain: most, other than times, have no colon, no gap and no
    number at their end.
    """
    return (
        text != ""
        and ":" not in text
        and "  " not in raw
        and text[0] not in BLANKS
        and not text[-1].isdigit()
        and raw.isascii()
    )


def is_plain_value(
    raw: str, begin: int, text: str, role: Role, taken: Collection[Role], lexicon: Lexicon
) -> bool:
    """Whether a line has a single value after its label, and no parts of a web page."""
    # `From: ______` is a form to fill in.
    if text[:1] in BLANKS and not text.strip(BLANKS):
        return not text and role not in _NEVER_EMPTY
    if raw[begin] in COLONS or ("  " in raw and _GAP.search(raw)):
        return False
    if raw[-1].isdigit() and (any(map(raw.__contains__, _STAMP_SIGNS)) or "page" in raw.lower()):
        return False
    # Most values have no colon, except for times.
    if raw.isascii() and ":" not in text:
        return True
    if not _has_telling_colon(raw, begin):
        return True
    return _has_one_value(raw, begin, role, frozenset(taken), lexicon)


def _has_telling_colon(raw: str, begin: int) -> bool:
    """Whether a value, which starts at `begin`, has a colon that is not a time's."""
    if not raw.isascii():
        return _TELLING_COLON.search(raw, begin) is not None
    colon = raw.find(":", begin)
    while colon >= 0:
        if not raw[colon - 1].isdigit():
            return True
        colon = raw.find(":", colon + 1)
    return False


# `Subject: RE: Tide tables`: a thread prints it again and again.
@lru_cache(maxsize=4096)
def _has_one_value(
    raw: str, begin: int, role: Role, taken: frozenset[Role], lexicon: Lexicon
) -> bool:
    """Whether a line with another colon has no second label; its value starts at `begin`."""
    label = find_label(raw, lexicon)
    if label is None or label.value_start != begin:
        return False
    if role is Role.SUBJECT and _is_behind_prefix(raw, begin, lexicon):
        return True
    inside = inner_labels(raw, begin, role, set(taken), lexicon, known=len(taken) + 1)
    return next(inside, None) is None


def _is_behind_prefix(raw: str, begin: int, lexicon: Lexicon) -> bool:
    """Whether the only colon of a value is behind a prefix of an answer: `Subject: RE: Tides`.

    `inner_labels` finds no label there.
    """
    colon = raw.find(":", begin)
    word = raw[begin:colon].strip()
    return (
        raw.isascii()
        and raw.find(":", colon + 1) < 0
        and word.isalpha()
        # A label may begin at a capital within a word.
        and (len(word) < _SHORTEST_WITH_LABEL or word[1:].islower())
        and fold(word) in lexicon.reply_prefixes
    )
