"""Decide the language of a header's labels, and the role of each."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from mailrecon.layouts.labelled.entry import CORE
from mailrecon.lexicon import LabelEntry, Lexicon
from mailrecon.model import Role

_MOST_LANGUAGES = 8


@lru_cache(maxsize=4096)
def settle_roles(
    entries: tuple[LabelEntry | None, ...], lexicon: Lexicon
) -> tuple[str | None, tuple[str, ...], tuple[Role, ...]]:
    """The language that explains most labels, others that do so too, and the role of each label.

    A label that several languages share does not decide the language; it follows the others.
    """
    votes: Counter[str] = Counter()
    for entry in entries:
        if entry is not None:
            for code in {code for codes in entry.roles.values() for code in codes}:
                votes[code] += 1
    best = max(votes.values(), default=0)
    leaders = [code for code, count in votes.items() if count == best]
    language = lexicon.likeliest(leaders) if leaders else None
    choices: list[list[Role]] = []
    for entry in entries:
        known = {} if entry is None else entry.roles
        fitting = [role for role, codes in known.items() if language in codes]
        choices.append(fitting or [*known] or [Role.OTHER])
    roles = _without_doubles(choices)
    others = tuple(sorted(code for code in leaders if code != language))
    return language, others[:_MOST_LANGUAGES], tuple(roles)


def _is_minor(role: Role) -> bool:
    """`Odeslal` is rather the date, which no other label has, than who sent it for somebody."""
    return role not in CORE


def _without_doubles(choices: list[list[Role]]) -> list[Role]:
    """The first role of each label; of two with one role, the label that may be another one is it.

    Czech `Od: Ann Poe` / `Odeslal: 4. 5. 2020 9:12`: `Odeslal` is also printed for the originator.
    """
    roles = [possible[0] for possible in choices]
    for number, possible in enumerate(choices):
        if len(possible) > 1 and roles.count(roles[number]) > 1:
            free = sorted((role for role in possible if role not in roles), key=_is_minor)
            roles[number] = (*free, roles[number])[0]
    return roles
