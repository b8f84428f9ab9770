"""Decide the language of a header's labels, and the role of each."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

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
    roles: list[Role] = []
    for entry in entries:
        if entry is None:
            roles.append(Role.OTHER)
            continue
        fitting = [role for role, codes in entry.roles.items() if language in codes]
        roles.append(fitting[0] if fitting else next(iter(entry.roles)))
    others = tuple(sorted(code for code in leaders if code != language))
    return language, others[:_MOST_LANGUAGES], tuple(roles)
