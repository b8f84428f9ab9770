"""Find misread addresses: the same name has a similar address that is printed far more often.

`Rask, Ida <raski@tern.goy>`, once, beside ninety `Rask, Ida <raski@tern.gov>`. As printed, the
first address would belong to another organisation.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mailrecon.lexicon import ocr_shape

if TYPE_CHECKING:
    from mailrecon.thread.identities.name_evidence import IdentityRecord

# An address printed this many times as often as a similar one is the correct form.
ADDRESS_OFTENER = 10
# The same for domains: `dock.example` is not a misread `rock.example` if people write from both.
_DOMAIN_OFTENER = 20
# One letter in this many of a domain may be misread: two in `tern-harbour.example`.
_LETTERS_A_FAULT = 8
# For one name, at most this many of the most frequent addresses are examined, to stay linear.
_MOST_OFTEN = 8
# A bar or rule before an address, as OCR reads it: `|poea@quay.example`
_STRAY = "il1j|"


def misread_forms(address: str) -> list[str]:
    """The local part of an address, also without a bar that OCR may have read as a letter."""
    local = address.partition("@")[0]
    return [local, local[1:]] if local[:1] in _STRAY else [local]


def misread_addresses(records: Sequence[IdentityRecord]) -> Iterator[tuple[int, int]]:
    """Pairs of records (by number) of one name: the misread address, and the frequent one."""
    counts: Counter[str] = Counter()
    domains: Counter[str] = Counter()
    by_name: dict[str, list[int]] = defaultdict(list)
    for number, item in enumerate(records):
        if "@" in item.address:
            counts[item.address] += item.count
            domains[item.address.partition("@")[2]] += item.count
            if item.key and "@" not in item.key:
                by_name[item.key].append(number)
    for numbers in by_name.values():
        if len(numbers) < 2:
            continue
        numbers.sort(key=lambda number: (-counts[records[number].address], records[number].address))
        for number in numbers[1:]:
            for often in numbers[:_MOST_OFTEN]:
                rare, known = records[number].address, records[often].address
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
    """Whether a domain equals a frequent one or may be a misreading of it, by their counts."""
    if domain == often:
        return True
    if domains[domain] * _DOMAIN_OFTENER > domains[often]:
        return False
    from rapidfuzz.distance import Levenshtein  # few documents need it

    most = len(often) // _LETTERS_A_FAULT
    distance = Levenshtein.distance(ocr_shape(domain), ocr_shape(often), score_cutoff=most)
    return distance <= most
