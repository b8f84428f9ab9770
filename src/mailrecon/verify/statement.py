"""The content of a message, row or file of an output, in one form for all formats.

A statement is a tree of JSON values by field name. Statements are compared without knowing what
fields mean, so a new field of a format is compared without new code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto
from itertools import islice, zip_longest
from typing import Any, NamedTuple

from msgspec import Struct

from mailrecon.verify.finding import Finding, Values, error

Faults = tuple[tuple[str, str], ...]
# Code and text of what the bytes of an output contradict by themselves.
FRAMING = ("framing", "is not written as docs/outputs.md describes")
DIGEST = ("digest", "it does not fit its digest: it was changed")
SAME_VALUES = "its bytes are not those that mailrecon writes, though its values are"
# Digests differ if the same values are written in another form.
_DIGESTS = (
    "fields.X-Mailrecon-Digest",
    "digest",
    "record.digest",
    "DIGEST",
    "metadata.mailrecon.sha256",
)
_DIGEST_LINE = b"X-Mailrecon-Digest"
_MOST_OF_ONE = 12
_SHOWN = 60
_BEFORE = 12


class Kind(Enum):
    """The kind of a statement: a message as mail, as a record, as a row; or anything else."""

    MAIL = auto()
    RECORD = auto()
    ROW = auto()
    OTHER = auto()


class Statement(Struct, frozen=True):
    """The values at `place`; `key` (a Message-ID, a table and row) finds its counterpart.

    `raw` are the bytes of a mail with LF line ends, or of a record's JSON. `faults` are what its
    bytes contradict by themselves; they count where it cannot be compared with the sources.
    """

    place: str
    key: str
    values: Values
    kind: Kind = Kind.OTHER
    raw: bytes = b""
    faults: Faults = ()


class Difference(NamedTuple):
    """A field with a wrong value; `found` or `wanted` is ABSENT if one side lacks it."""

    path: str
    found: Any
    wanted: Any

    def text(self) -> str:
        """In words: `To: 'Ben Ost' is written, but the sources give 'Cay Dun'`."""
        # A header field of a mail is called by its name alone.
        name = self.path.removeprefix("fields.")
        found, wanted = _around_the_difference(self.found, self.wanted)
        if self.found is ABSENT:
            return f"{name} is missing: the sources give {wanted}"
        if self.wanted is ABSENT:
            return f"{name}: {found} is written, but the sources give no {name}"
        return f"{name}: {found} is written, but the sources give {wanted}"


ABSENT: Any = object()


def differences(found: Any, wanted: Any, path: str = "") -> Iterator[Difference]:
    """All fields in which two trees differ, in the order of `wanted`.

    Lists of equal length are compared item by item. For texts as lists of lines, only the first
    line that differs is reported.
    """
    if found is wanted:
        return
    if isinstance(found, Mapping) and isinstance(wanted, Mapping):
        for key in (*wanted, *(key for key in found if key not in wanted)):
            below = f"{path}.{key}" if path else str(key)
            yield from differences(found.get(key, ABSENT), wanted.get(key, ABSENT), below)
    elif isinstance(found, list) and isinstance(wanted, list):
        if _are_lines(found) and _are_lines(wanted):
            pairs = enumerate(zip_longest(found, wanted, fillvalue=ABSENT), start=1)
            differing = (item for item in pairs if item[1][0] != item[1][1])
            for number, (one, other) in islice(differing, 1):
                yield Difference(f"{path}, line {number}", one, other)
        elif len(found) == len(wanted):
            for number, (one, other) in enumerate(zip(found, wanted, strict=True)):
                yield from differences(one, other, f"{path}[{number}]")
        else:
            yield Difference(path, found, wanted)
    elif type(found) is not type(wanted) or found != wanted:
        yield Difference(path, found, wanted)


def _are_lines(value: list[Any]) -> bool:
    return len(value) > 1 and all(isinstance(item, str) for item in value)


def _around_the_difference(found: Any, wanted: Any) -> tuple[str, str]:
    """Both values, cut to a few words around the first character that differs."""
    if not (isinstance(found, str) and isinstance(wanted, str)):
        return _short(repr(found)), _short(repr(wanted))
    pairs = enumerate(zip(found, wanted, strict=False))
    least = min(len(found), len(wanted))
    same = next((number for number, (one, other) in pairs if one != other), least)
    start = max(0, same - _BEFORE) if max(len(found), len(wanted)) > _SHOWN else 0
    lead = "…" if start else ""
    return _short(lead + found[start:]), _short(lead + wanted[start:])


def _short(text: str) -> str:
    text = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return text if text.startswith(("'", '"', "[", "{")) else f"'{text}'"


def compare_statements(
    found: Sequence[Statement],
    wanted: Sequence[Statement],
    name: str,
    *,
    is_part: bool = False,
) -> Iterator[Finding]:
    """Compare the statements found with the statements that should be there.

    They are paired by key, and without a common key by order. With `is_part` some may be missing,
    as in a shard of a larger output.
    """
    pairs = _paired(found, wanted, is_part=is_part)
    for one, other in pairs:
        if one is not None and other is not None:
            yield from _compare(found[one], wanted[other])
        elif one is not None:
            text = f"should not be there: the sources give no {found[one].key}"
            yield error("extra-message", found[one].place, text, found[one].values)
        elif other is not None and not is_part:
            text = f"a message is missing: the sources give {wanted[other].key}"
            yield error("missing-message", name, text)
    places = [other for one, other in pairs if one is not None and other is not None]
    if places != sorted(places):
        yield error("order", name, "what it holds is not in the order that the sources give")


def _paired(
    found: Sequence[Statement], wanted: Sequence[Statement], *, is_part: bool
) -> list[tuple[int | None, int | None]]:
    """The indices of statements that belong together, as in `found`, then those missing."""
    counts = Counter(item.key for item in found)
    by_key: dict[str, int] = {}
    for number, item in enumerate(wanted):
        by_key.setdefault(item.key, number)
    taken = {n: by_key.get(item.key) for n, item in enumerate(found) if counts[item.key] == 1}
    if not is_part:
        left = (number for number in range(len(found)) if taken.get(number) is None)
        used = set(taken.values())
        taken.update(zip(left, (n for n in range(len(wanted)) if n not in used), strict=False))
    used = set(taken.values())
    pairs: list[tuple[int | None, int | None]] = [(n, taken.get(n)) for n in range(len(found))]
    return [*pairs, *((None, number) for number in range(len(wanted)) if number not in used)]


def _first_line_of_mail(found: Statement, wanted: Statement) -> str:
    """The first line that differs; it begins with the name of its field."""
    pairs = zip(found.raw.split(b"\n"), wanted.raw.split(b"\n"), strict=False)
    lines = (one for one, other in pairs if one != other and not one.startswith(_DIGEST_LINE))
    line = next(lines, b"").decode("utf-8", "backslashreplace")
    return f": {_short(line)}" if line and found.kind is Kind.MAIL else ""


def _compare(found: Statement, wanted: Statement) -> Iterator[Finding]:
    try:
        differing = list(differences(found.values, wanted.values))
    except RecursionError:
        yield error("changed", found.place, "holds values nested too deep")
        return
    if differing and all(item.path in _DIGESTS for item in differing):
        yield error("form", found.place, SAME_VALUES + _first_line_of_mail(found, wanted))
        return
    for number, item in enumerate(differing[:_MOST_OF_ONE]):
        values = () if number else (found.values, wanted.values)
        yield error("changed", found.place, item.text(), *values)
    if len(differing) > _MOST_OF_ONE:
        yield error("changed", found.place, f"and {len(differing) - _MOST_OF_ONE} fields more")
