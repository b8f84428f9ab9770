"""The people for the page: each with all names, and pairs that may be one person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from mailrecon.app.decisions import MessageFinder, history
from mailrecon.corrections import Correction
from mailrecon.corrections.model import OF_PEOPLE
from mailrecon.model import Identity

# Nobody reads a longer list; the search and the file for `--people` have all people.
_MOST = 2000


def people_content(
    people: Sequence[Identity], decided: Sequence[Correction], places: MessageFinder
) -> dict[str, Any]:
    """The people, the pairs that may be one person, and the decisions about them.

    A name with an address as printed is `{"name": …, "address": …}`, either of which may be
    missing; corrections refer to people in this form.
    """
    return {
        "people": [_person(one) for one in people[:_MOST]],
        "more": max(0, len(people) - _MOST),
        "proposals": _proposals(people),
        "decided": [
            item
            for item in history(decided, places)
            if item["holds"] and item["action"] in OF_PEOPLE
        ],
    }


def _person(identity: Identity) -> dict[str, Any]:
    return {
        "name": identity.name,
        "address": identity.address,
        "role": identity.role,
        "organisation": identity.organisation,
        "note": identity.note,
        "printed": _printed(identity),
        "reasons": list(identity.reasons),
    }


def _printed(identity: Identity) -> list[dict[str, str]]:
    """A person's names and addresses in the form used by corrections."""
    both = (zip(("name", "address"), variant, strict=True) for variant in identity.variants)
    found = ({key: text for key, text in one if text} for one in both)
    return [one for one in found if one]


def _proposals(people: Iterable[Identity]) -> list[dict[str, Any]]:
    """Each pair once, the most certain first."""
    known = {one.person: one for one in people if one.person is not None}
    pairs: dict[frozenset[str | None], dict[str, Any]] = {}
    for identity in people:
        for proposal in identity.proposals:
            other = known.get(proposal.person or "")
            mine = _printed(identity)
            theirs = _printed(other) if other is not None else []
            if mine and theirs:
                found = {
                    "names": [identity.name, proposal.name],
                    "people": [mine[0], theirs[0]],
                    "score": proposal.score,
                    "reason": proposal.reason,
                }
                pairs.setdefault(frozenset((identity.person, proposal.person)), found)
    return sorted(pairs.values(), key=lambda pair: (-pair["score"], str(pair["names"])))
