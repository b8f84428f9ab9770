"""Read headers of the plain form in a text without quote marks by a cached plan.

The labels of a header are looked up together: the tuple of the texts before its colons has one
plan, which holds everything that does not depend on the values. `read_header` returns the same
result as `match`, or None if the general parser must read the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
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

# By a name of the module, Python finds it ten times as fast as in its enum.
_HEADER_ONLY = Introduction.HEADER_ONLY
_COLON = regex(f"[{COLONS}]")
_DIGITS = frozenset("0123456789")
_OTHER_COLONS = COLONS[1:]
_FEWEST_LABELS, _MOST_LABELS = 4, len(ONE_EACH)
# Blank lines between a header and a part of a list that OCR printed below it.
_MOST_BLANKS = 4


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


class HeaderPlan(Struct, frozen=True, eq=False):
    """The meaning of a header's labels, each by itself and all together.

    `heads` are the beginnings of the lines, up to their colons. `opens` is True if the first label
    is the originator's.
    """

    heads: tuple[str, ...]
    labels: tuple[PlannedLabel, ...]
    meaning: LabelPlan
    opens: bool

    def fits(self, printed: Sequence[str]) -> bool:
        """Whether lines have these labels."""
        heads = self.heads
        return len(printed) == len(heads) and all(map(str.startswith, printed, heads))


class PlainLines(Struct, frozen=True, eq=False):
    """The lines of a text without quote marks, and the offset of each line.

    `has_other_colons` is True if the text has non-ASCII colons.
    """

    raw: Sequence[str]
    starts: Sequence[int]
    has_other_colons: bool

    def label_end(self, line: str) -> int:
        """The offset of the colon that may end a label on a line, or -1."""
        if not self.has_other_colons:
            return line.find(":", 0, LONGEST_LABEL)
        found = _COLON.search(line, 0, LONGEST_LABEL)
        return -1 if found is None else found.start()


def has_other_colons(text: str) -> bool:
    """Whether a text has non-ASCII colons."""
    return not text.isascii() and any(map(text.__contains__, _OTHER_COLONS))


def read_header(
    lines: PlainLines, index: int, lexicon: Lexicon, above: HeaderPlan | None = None
) -> tuple[Block, HeaderPlan] | None:
    """The header whose first label is on line `index`, and the plan for its labels, if it has the
    plain form throughout.

    `above` is the plan of the header above; in a chain most have the same.
    """
    raw = lines.raw
    try:
        end = raw.index("", index, index + _MOST_LABELS + 1)
    except ValueError:
        # The text may end with the header.
        end = len(raw)
        if end > index + _MOST_LABELS:
            return None
    printed = raw[index:end]
    if above is not None and above.fits(printed):
        plan: HeaderPlan | None = above
    else:
        plan = _header_plan(_heads(lines, printed), lexicon)
    if plan is None or _may_go_on_below(raw, end, lexicon):
        return None
    if not plan.opens and index and raw[index - 1] and lost_its_colon(raw[index - 1], lexicon):
        return None
    together = "\n".join(printed)
    fields = _fields(lines, index, plan, lexicon, has_gap="  " in together)
    if fields is None:
        return None
    meaning = plan.meaning
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
        evidence=weigh(fields, meaning, lexicon, may_be_code=has_string_marks(together)),
    )
    return block, plan


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
    return HeaderPlan(heads, planned, meaning, Role.FROM in labels[0].entry.roles)


def _may_go_on_below(raw: Sequence[str], end: int, lexicon: Lexicon) -> bool:
    """Whether the first line of text below a header may belong to it.

    The rest of a list of people; `Categories: Red Category`.
    """
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
    end = index + len(plan.labels)
    for (role, name, begin, size, control, taken), raw, start in zip(
        plan.labels, lines.raw[index:end], lines.starts[index:end], strict=True
    ):
        text = raw[begin:].strip()
        # Most values other than times have no colon, no gap and no number at their end.
        if (
            has_gap
            or not text
            or ":" in text
            or text[-1] in _DIGITS
            or text[0] in BLANKS
            or not raw.isascii()
        ) and not is_plain_value(raw, begin, text, role, taken, lexicon):
            return None
        if control and is_of_page(raw.strip(), lexicon):
            return None
        first = start + (raw.find(text, begin) if text else begin)
        span = Span(first, first + len(text))
        found.append(Field(role, text, span, name, Span(start, start + size)))
    return tuple(found)
