"""Merge files of corrections, and find corrections that contradict one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mailrecon.corrections.model import (
    Action,
    CopiesValue,
    Correction,
    FieldValue,
    PeopleValue,
    PersonValue,
    in_force,
    in_order,
)


class Contradiction(NamedTuple):
    """Two corrections that contradict each other; the later one counts."""

    earlier: Correction
    later: Correction


class Merged(NamedTuple):
    """All corrections in order of time, and the contradictions among them."""

    corrections: list[Correction]
    contradictions: list[Contradiction]


# Actions that contradict each other about one range of text.
_OPPOSED = (
    frozenset({Action.BEGINS, Action.NO_MAIL}),
    frozenset({Action.MAIL, Action.NO_MAIL}),
    frozenset({Action.FURNITURE, Action.NARRATIVE}),
    frozenset({Action.COPIES, Action.NOT_COPIES}),
    frozenset({Action.PERSON_JOIN, Action.PERSON_SPLIT}),
)
# Actions with a single answer: two different ones contradict each other.
_ONE_ANSWER = frozenset({Action.DATE, Action.FIELD, Action.PARENT, Action.PERSON, Action.MAIL})


def merge_corrections(*files: Iterable[Correction]) -> Merged:
    """The union of several files, by id. Raises ValueError if one id has two contents."""
    found: dict[str, Correction] = {}
    for corrections in files:
        for item in corrections:
            other = found.setdefault(item.id, item)
            if other != item:
                raise ValueError(f"the id {item.id} has different content in two files")
    merged = in_order(found.values())
    return Merged(merged, contradictions(merged))


def contradictions(corrections: Sequence[Correction]) -> list[Contradiction]:
    """The pairs of contradicting corrections in force, in order of time."""
    found: list[Contradiction] = []
    latest: dict[tuple[object, ...], list[Correction]] = {}
    for item in in_force(corrections):
        for subject in _subjects(item):
            earlier = latest.setdefault(subject, [])
            found.extend(
                Contradiction(other, item)
                for other in earlier
                if _contradict(other, item) and Contradiction(other, item) not in found
            )
            earlier.append(item)
    return found


def _subjects(item: Correction) -> list[tuple[object, ...]]:
    """The subject of a correction: a range of text, a pair of people, a person."""
    value = item.value
    if isinstance(value, PersonValue):
        return [("person", value.person.name, value.person.address)]
    if isinstance(value, PeopleValue):
        people = sorted((one.name or "", one.address or "") for one in value.people)
        return [
            ("people", one, other)
            for number, one in enumerate(people)
            for other in people[number + 1 :]
        ]
    place = (item.document, item.target.start if item.target else None)
    if isinstance(value, CopiesValue):
        return [("copies", place, other) for other in value.messages]
    return [("place", *place)]


def _contradict(one: Correction, other: Correction) -> bool:
    if frozenset({one.action, other.action}) in _OPPOSED:
        return True
    if one.action is not other.action or one.action not in _ONE_ANSWER:
        return False
    if isinstance(one.value, FieldValue) and isinstance(other.value, FieldValue):
        return one.value.field is other.value.field and one.value != other.value
    return one.value != other.value
