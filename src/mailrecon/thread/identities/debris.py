"""Recognise names with debris by the same names that a release prints cleanly and more often.

A stamp or a black box beside a name leaves letters there: `IGG Stone, Ben`, `Ben Stone INDI`, `POE,
ANN YY GG`; and OCR breaks names in two: `Sto ne, Ben`. No rule can distinguish these from names;
but the release also prints the same name without them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from mailrecon.thread.identities.names import PARTICLES, NameParts

# A damaged name is printed at most this often,
_SELDOM = 2
# and the same name without debris at least this many times as often.
_MUCH_OFTENER = 3
_LONGEST = 4


class NamesOfRelease:
    """The family and given names that a release prints, with how often."""

    def __init__(self, names: Iterable[Mapping[NameParts, int]]) -> None:
        self._full: Counter[tuple[str, str]] = Counter()
        self._families: Counter[str] = Counter()
        for counted in names:
            for parts, count in counted.items():
                self._full[parts.family, parts.given] += count
                self._families[parts.family] += count

    @property
    def may_clean(self) -> bool:
        """Whether any name is printed often enough to be another one without debris."""
        return max(self._full.values(), default=0) >= _MUCH_OFTENER

    def clean(self, parts: NameParts, count: int) -> NameParts:
        """The name without debris, if it is printed often without it; else the name itself."""
        if count > _SELDOM:
            return parts
        for found in (
            _without_leading(parts),
            self._without_trailing(parts),
            _without_rest(parts),
            *_mended(parts),
        ):
            if found is not None and self._is_known(found, count):
                return found
        return parts

    def _is_known(self, parts: NameParts, count: int) -> bool:
        return self._full[parts.family, parts.given] >= _MUCH_OFTENER * count

    def _without_trailing(self, parts: NameParts) -> NameParts | None:
        """`Ben Stone INDI`, where the last word was read as the family name."""
        if not parts.rest or len(parts.family) > _LONGEST or self._families[parts.family] > _SELDOM:
            return None
        return parts._replace(family=parts.rest[-1], rest=parts.rest[:-1])


def possible_without_debris(parts: NameParts) -> Iterator[tuple[str, str]]:
    """Other pairs of family and given name that `NamesOfRelease` may find in a name."""
    shorter = _without_leading(parts)
    if shorter is not None:
        yield shorter.family, shorter.given
    if parts.rest and len(parts.family) <= _LONGEST:
        yield parts.rest[-1], parts.given
    for mended in _mended(parts):
        yield mended.family, mended.given


def _without_leading(parts: NameParts) -> NameParts | None:
    """`IGG Stone, Ben`, `O6 Stone, Ben`, `9 9G Stone, Ben`; not `De Stone, Ben`."""
    *before, family = parts.family.split(" ")
    if not before or any(len(word) > _LONGEST - 1 or word in PARTICLES for word in before):
        return None
    return parts._replace(family=family)


def _without_rest(parts: NameParts) -> NameParts | None:
    """`POE, ANN YY GG`; an initial may be kept."""
    kept = tuple(word for word in parts.rest if not 1 < len(word) <= _LONGEST - 1)
    return parts._replace(rest=kept) if len(kept) < len(parts.rest) else None


def _mended(parts: NameParts) -> Iterator[NameParts]:
    """The name with pieces that OCR broke joined again, in each way it may have been broken."""
    # `Sto ne, Ben`
    if " " in parts.family:
        yield parts._replace(family=parts.family.replace(" ", ""))
    if not parts.rest:
        return
    # `Stone, Be n`
    yield parts._replace(given=parts.given + parts.rest[0], rest=parts.rest[1:])
    # `Ben Sto ne`, where the last word was read as the family name
    *before, last = parts.rest
    yield parts._replace(family=last + parts.family, rest=tuple(before))
