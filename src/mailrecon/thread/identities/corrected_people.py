"""Apply corrections about people."""

from __future__ import annotations

from collections.abc import Sequence

from mailrecon.corrections import (
    Action,
    Correction,
    PeopleValue,
    PersonReference,
    PersonValue,
    reason_of,
    refusal,
)
from mailrecon.model import Notice
from mailrecon.thread.identities.people import People, PersonDetails


def correct_people(people: People, corrections: Sequence[Correction]) -> list[Notice]:
    """Join, split and describe people, in order of time; unknown people become notices."""
    notices = []
    for item in corrections:
        value = item.value
        if isinstance(value, PersonValue):
            handles = _prints(people, value.person)
            if handles:
                people.join(handles, reason_of(item))
                said = PersonDetails(
                    value.name, value.address, value.role, value.organisation, value.note
                )
                people.describe(handles, said)
            else:
                notices.append(_nobody(item, value.person))
        elif isinstance(value, PeopleValue):
            groups = [_prints(people, reference) for reference in value.people]
            missing = [one for one, group in zip(value.people, groups, strict=True) if not group]
            if missing:
                notices.append(_nobody(item, missing[0]))
            elif item.action is Action.PERSON_JOIN:
                people.join([handle for group in groups for handle in group], reason_of(item))
            else:
                people.split(groups)
    return notices


def _prints(people: People, reference: PersonReference) -> list[int]:
    return people.prints_of(reference.name, reference.address)


def _nobody(item: Correction, reference: PersonReference) -> Notice:
    return refusal(item, f"nobody is printed as {reference.name or reference.address}")
