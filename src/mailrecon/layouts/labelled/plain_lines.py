"""Read headers of the plain form in a text without quote marks by a cached plan.

The labels of a header are looked up together: the tuple of the texts before its colons has one
plan, which holds everything that does not depend on the values. `read_header` returns the same
result as `match`, or None if the general parser must read the text.

In a chain the labels of the header above come again. A header below with the same ones, and values
in which nothing is doubtful, is matched as a whole (`HeaderForm`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import starmap
from operator import add
from typing import NamedTuple

from msgspec import Struct

from mailrecon.layouts.block import Block
from mailrecon.layouts.evidence import has_string_marks
from mailrecon.layouts.labelled.plain import (
    BLANKS,
    LONGEST_LABEL,
    NAME,
    ONE_EACH,
    KnownLabel,
    LabelPlan,
    is_of_page,
    is_plain_value,
    known_label,
    label_plan,
    lost_its_colon,
    weigh,
)
from mailrecon.layouts.labelled.strays import LONGEST_STRAY
from mailrecon.lexicon import Lexicon, fold
from mailrecon.model import Field, Introduction, Role, Span
from mailrecon.regex import regex
from mailrecon.scan.labels import COLONS

# By a name of the module, Python finds them ten times as fast as in their enum.
_HEADER_ONLY, _DATE = Introduction.HEADER_ONLY, Role.DATE
_COLON = regex(f"[{COLONS}]")
_DIGITS = frozenset("0123456789")
_OTHER_COLONS = COLONS[1:]
_FEWEST_LABELS, _MOST_LABELS = 4, len(ONE_EACH)
# Blank lines between a header and a part of a list that OCR printed below it.
_MOST_BLANKS = 4
# Values of `HeaderForm`: ASCII without tabs, no space at the end. They do not begin with one of
# `BLANKS`, and have no colon.
_FIRST, _REST, _ENDS_HERE = "[!-,0-9;-^`-~]", "[ -9;-~]*+", "(?<=[!-~])"
# Most values do not end with a number.
_VALUE = f"{_FIRST}{_REST}(?<=[!-/;-~])"
# `Monday, May 4, 2020 9:12 AM`: the colons of a time are behind digits.
_MOMENT = f"{_FIRST}{_REST}(?:(?<=[0-9]):{_REST})*+{_ENDS_HERE}"
_SUBJECT = f"[!-~][ -~]*+{_ENDS_HERE}"
_FORMS = {Role.DATE: _MOMENT, Role.SUBJECT: _SUBJECT}
_WIDE = "   "
# Compiling a form takes as long as reading thirty headers without it.
_OFTEN = 16


class PlannedLabel(NamedTuple):
    """A label of a header: its role, its text, the offset of its value on the line, the length of
    its text, whether a button may begin like it, and the roles of the labels before it.
    """

    role: Role
    text: str
    value: int
    size: int
    control: bool
    taken: frozenset[Role]


class HeaderForm:
    """The form of whole headers that have the labels of one plan, and values with nothing doubtful.

    A header must end above a blank line or with the text. The pattern is compiled when it is asked
    for the `_OFTEN`th time; until then it matches nothing.
    """

    __slots__ = ("_asked", "_labels", "match")

    match: Callable[[str, int], re.Match[str] | None]

    def __init__(self, labels: Sequence[tuple[str, Role]]) -> None:
        self._labels = labels
        self._asked = 0
        self.match = self._count

    def _count(self, text: str, start: int) -> re.Match[str] | None:
        self._asked += 1
        if self._asked < _OFTEN:
            return None
        lines = [f"{re.escape(head)} ?({_FORMS.get(role, _VALUE)})" for head, role in self._labels]
        self.match = re.compile("\n".join(lines) + r"(?:\n(?=\n|\Z)|\Z)").match
        return self.match(text, start)


class _Columns(NamedTuple):
    """The roles, the texts and the lengths of the labels of a header."""

    roles: tuple[Role, ...]
    names: tuple[str, ...]
    sizes: tuple[int, ...]


class HeaderPlan(Struct, frozen=True, eq=False):
    """The meaning of a header's labels, each by itself and all together.

    `heads` are the beginnings of the lines, up to their colons. `opens` is True if the first label
    is the originator's. `columns` are the roles, the texts and the lengths of the labels.
    """

    heads: tuple[str, ...]
    labels: tuple[PlannedLabel, ...]
    meaning: LabelPlan
    opens: bool
    form: HeaderForm
    columns: _Columns
    # The labels with which a button may begin, by their numbers
    controls: tuple[int, ...]

    def fits(self, printed: Sequence[str]) -> bool:
        """Whether lines have these labels."""
        heads = self.heads
        return len(printed) == len(heads) and all(map(str.startswith, printed, heads))


class PlainLines(Struct, frozen=True, eq=False):
    """A text without quote marks, its lines, and the offset of each line.

    `has_other_colons` is True if the text has non-ASCII colons; `are_simple` if it is known that
    the values of headers have no colons except those of times and of prefixes of subjects (`RE:`).
    """

    text: str
    raw: Sequence[str]
    starts: Sequence[int]
    has_other_colons: bool
    are_simple: bool = False

    def start(self, index: int) -> int:
        """The offset at which a line begins."""
        return self.starts[index]

    def content(self, index: int) -> str:
        """A line, which has no quote marks."""
        return self.raw[index]

    content_start = start

    def label_end(self, line: str) -> int:
        """The offset of the colon that may end a label on a line, or -1."""
        if not self.has_other_colons:
            return line.find(":", 0, LONGEST_LABEL)
        found = _COLON.search(line, 0, LONGEST_LABEL)
        return -1 if found is None else found.start()


def has_other_colons(text: str) -> bool:
    """Whether a text has non-ASCII colons."""
    return not text.isascii() and any(map(text.__contains__, _OTHER_COLONS))


class PlainHeader(NamedTuple):
    """A header of the plain form, and the plan for its labels."""

    block: Block
    plan: HeaderPlan


def read_header(
    lines: PlainLines, index: int, lexicon: Lexicon, above: PlainHeader | None = None
) -> PlainHeader | None:
    """The header whose first label is on line `index`, if it has the plain form throughout.

    `above` is the header above; in a chain most have the same labels.
    """
    if above is not None:
        match = above.plan.form.match(lines.text, lines.starts[index])
        fields = None if match is None else _fields_in_form(lines, index, above, match, lexicon)
        if match is not None and fields is not None:
            return _header(lines, index, above.plan, fields, match[0], lexicon)
    raw = lines.raw
    try:
        end = raw.index("", index, index + _MOST_LABELS + 1)
    except ValueError:
        # The text may end with the header.
        end = len(raw)
        if end > index + _MOST_LABELS:
            return None
    printed = raw[index:end]
    if above is not None and above.plan.fits(printed):
        plan: HeaderPlan | None = above.plan
    else:
        plan = _header_plan(_heads(lines, printed), lexicon)
    if plan is None:
        return None
    together = "\n".join(printed)
    fields = _fields(lines, index, plan, lexicon, has_gap="  " in together)
    if fields is None:
        return None
    return _header(lines, index, plan, fields, together, lexicon)


def _header(
    lines: PlainLines,
    index: int,
    plan: HeaderPlan,
    fields: tuple[Field, ...],
    printed: str,
    lexicon: Lexicon,
) -> PlainHeader | None:
    """The header with these fields, on the lines `printed` from `index` on; None if the lines
    around it may belong to it.
    """
    raw, meaning, end = lines.raw, plan.meaning, index + len(fields)
    if _may_go_on_below(raw, end, lexicon):
        return None
    if not plan.opens and index and raw[index - 1] and lost_its_colon(raw[index - 1], lexicon):
        return None
    block = Block(
        layout=NAME,
        start=index,
        end=end,
        depth=0,
        body_depth=0,
        fields=fields,
        language=meaning.language,
        languages=meaning.languages,
        introduction=_HEADER_ONLY,
        evidence=weigh(fields, meaning, lexicon, may_be_code=has_string_marks(printed)),
    )
    return PlainHeader(block, plan)


def _fields_in_form(
    lines: PlainLines, index: int, above: PlainHeader, match: re.Match[str], lexicon: Lexicon
) -> tuple[Field, ...] | None:
    """The fields of a header that matches the form of the one above; None if a line may have more
    than its value.
    """
    if _WIDE in match[0]:
        return None
    plan = above.plan
    raw, date, subject = lines.raw, plan.meaning.date, plan.meaning.subject
    # A thread prints the same subject again and again.
    if raw[index + subject] != raw[above.block.start + subject] and not _is_plain(
        plan.labels[subject], raw[index + subject], match[subject + 1], lexicon
    ):
        return None
    # `2020-05-04 9:12`
    moment = match[date + 1]
    if moment[-1] in _DIGITS and not _is_plain(
        plan.labels[date], raw[index + date], moment, lexicon
    ):
        return None
    for number in plan.controls:
        if is_of_page(raw[index + number].strip(), lexicon):
            return None
    starts = lines.starts[index : index + len(plan.heads)]
    roles, names, sizes = plan.columns
    labels = map(Span, starts, map(add, starts, sizes))
    values = starmap(Span, match.regs[1:])
    return tuple(map(Field, roles, match.groups(), values, names, labels))


def _is_plain(label: PlannedLabel, raw: str, text: str, lexicon: Lexicon) -> bool:
    """Whether a line has only this label and its value."""
    return is_plain_value(raw, label.value, text, label.role, label.taken, lexicon)


def _heads(lines: PlainLines, printed: Sequence[str]) -> tuple[str, ...]:
    """What lines begin with, up to their colons."""
    if lines.has_other_colons:
        return tuple([line[: lines.label_end(line) + 1] for line in printed])
    return tuple([line[: line.find(":", 0, LONGEST_LABEL) + 1] for line in printed])


@lru_cache(maxsize=4096)
def _header_plan(heads: tuple[str, ...], lexicon: Lexicon) -> HeaderPlan | None:
    """The plan for what a header's lines begin with, up to their colons; None if these are not
    plain labels.
    """
    if len(heads) < _FEWEST_LABELS:
        return None
    labels: list[KnownLabel] = []
    for head in heads:
        label = known_label(head[:-1], lexicon)
        if label is None:
            return None
        labels.append(label)
    meaning = label_plan(tuple(labels), lexicon)
    if meaning is None or not meaning.alone:
        return None
    roles = meaning.roles
    planned = tuple(
        PlannedLabel(
            roles[number],
            label.text,
            len(head),
            len(label.text),
            label.control,
            frozenset(roles[:number]),
        )
        for number, (label, head) in enumerate(zip(labels, heads, strict=True))
    )
    return HeaderPlan(
        heads,
        planned,
        meaning,
        opens=Role.FROM in labels[0].entry.roles,
        form=HeaderForm(tuple(zip(heads, roles, strict=True))),
        columns=_Columns(roles, tuple(one.text for one in planned), tuple(o.size for o in planned)),
        controls=tuple(number for number, one in enumerate(planned) if one.control),
    )


def _may_go_on_below(raw: Sequence[str], end: int, lexicon: Lexicon) -> bool:
    """Whether the first line of text below a header may belong to it.

    The rest of a list of people; `Categories: Red Category`.
    """
    # Most headers have a blank line below, and then words.
    below = raw[end + 1] if end + 1 < len(raw) else ""
    if below and below[0].isalpha() and ":" not in below and not raw[end]:
        return False
    for line in raw[end : end + _MOST_BLANKS]:
        if line and not line.isspace():
            colon = line.find(":", 0, LONGEST_LABEL)
            entry = lexicon.labels.get(fold(line[:colon])) if colon > 0 else None
            if entry is not None and Role.OTHER in entry.roles:
                return True
            return not line[0].isalnum() and "," in line and len(line) <= LONGEST_STRAY
    return False


def _fields(
    lines: PlainLines, index: int, plan: HeaderPlan, lexicon: Lexicon, *, has_gap: bool
) -> tuple[Field, ...] | None:
    """The fields of a header's lines; None if a line has more than its value.

    `has_gap`: a line has several spaces in a row.
    """
    found: list[Field] = []
    end, are_simple = index + len(plan.labels), lines.are_simple
    for (role, name, begin, size, control, taken), raw, start in zip(
        plan.labels, lines.raw[index:end], lines.starts[index:end], strict=True
    ):
        text = raw[begin:].strip()
        # Most values other than times have no colon, no gap and no number at their end.
        if (
            has_gap
            or not text
            or (":" in text and not (are_simple and role is _DATE))
            or text[-1] in _DIGITS
            or text[0] in BLANKS
            or not (are_simple or raw.isascii())
        ) and not is_plain_value(raw, begin, text, role, taken, lexicon):
            return None
        if control and is_of_page(raw.strip(), lexicon):
            return None
        first = start + (raw.find(text, begin) if text else begin)
        span = Span(first, first + len(text))
        found.append(Field(role, text, span, name, Span(start, start + size)))
    return tuple(found)
