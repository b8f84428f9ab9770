"""Addresses that OCR misread: one name, and an address a few letters from one printed far oftener.

`Rask, Ida <raski@tern.goy>`, once, beside ninety `Rask, Ida <raski@tern.gov>`: taken as it is
printed it names another organisation, and a name alone would be nobody's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mailrecon.lexicon import ocr_shape

if TYPE_CHECKING:
    from mailrecon.thread.name_evidence import IdentityRecord

# An address that is printed so many times as often is what the other is a misreading of.
ADDRESS_OFTENER = 10
# So is a domain: `dock.example` does not misread `rock.example` if people write from both.
_DOMAIN_OFTENER = 20
# Of so many letters of a domain one may be misread: two of `tern-harbour.example`.
_LETTERS_A_FAULT = 8
# Of one name so many addresses are looked at, the most frequent ones first: the work stays linear.
_MOST_OFTEN = 8
# A bar or rule before an address, as OCR reads it: `|poea@quay.example`
_STRAY = "il1j|"


def misread_forms(address: str) -> list[str]:
    """The local part of an address, and without the bar that OCR may have read before it."""
    local = address.partition("@")[0]
    return [local, local[1:]] if local[:1] in _STRAY else [local]


def misread_addresses(prints: Sequence[IdentityRecord]) -> Iterator[tuple[int, int]]:
    """Records (by number) of one name whose addresses are one, each with the frequent one."""
    counts: Counter[str] = Counter()
    domains: Counter[str] = Counter()
    by_name: dict[str, list[int]] = defaultdict(list)
    for number, item in enumerate(prints):
        if "@" in item.address:
            counts[item.address] += item.count
            domains[item.address.partition("@")[2]] += item.count
            if item.key and "@" not in item.key:
                by_name[item.key].append(number)
    for numbers in by_name.values():
        if len(numbers) < 2:
            continue
        numbers.sort(key=lambda number: (-counts[prints[number].address], prints[number].address))
        for number in numbers[1:]:
            for often in numbers[:_MOST_OFTEN]:
                rare, known = prints[number].address, prints[often].address
                if counts[rare] * ADDRESS_OFTENER > counts[known]:
                    break
                if _may_be_misread(rare, known, domains):
                    yield number, often
                    break


def _may_be_misread(rare: str, known: str, domains: Counter[str]) -> bool:
    local, _, domain = rare.partition("@")
    other, _, often = known.partition("@")
    # `raski@` and `rask1@`; `rask2@` is another mailbox.
    if local != other and ocr_shape(local) != ocr_shape(other):
        return False
    return domain_may_be_misread(domain, often, domains)


def domain_may_be_misread(domain: str, often: str, domains: Counter[str]) -> bool:
    """Whether a domain is another one, or may be a misreading of it, by how often both come."""
    if domain == often:
        return True
    if domains[domain] * _DOMAIN_OFTENER > domains[often]:
        return False
    from rapidfuzz.distance import Levenshtein  # few documents need it

    most = len(often) // _LETTERS_A_FAULT
    distance = Levenshtein.distance(ocr_shape(domain), ocr_shape(often), score_cutoff=most)
    return distance <= most
