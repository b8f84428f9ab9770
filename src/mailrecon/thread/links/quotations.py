"""Find which messages a message quotes, by shingles (runs of words) that both contain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from operator import itemgetter

from mailrecon.model import Introduction, Precision
from mailrecon.thread.copies.fingerprints import (
    sample,
    share_a_shingle,
    split_quotation,
    tokens,
)
from mailrecon.thread.message_keys import MessageKeys

# A shingle in more texts than this is a disclaimer or a greeting, not evidence.
_MOST_HOLDERS = 12
# The number and the share of a quotation's shingles that must be found in a text.
_LEAST_SHARED = 2
_LEAST_SHARE = 0.25
# Quoted messages kept for each message: those that contain most of the quotation.
_MOST_QUOTED = 5
# Precisions of a date without a time of day; undated messages have none.
_NO_TIME = frozenset({"", Precision.DAY})


def _least_shared(shingles: int) -> int:
    """The number of a quotation's shingles that must be found in a text."""
    return max(_LEAST_SHARED, ceil(_LEAST_SHARE * shingles))


def quotation_shares(
    quoted: Mapping[int, Sequence[int]], own: Mapping[int, Sequence[int]]
) -> dict[int, dict[int, float]]:
    """For each message that quotes: the quoted messages, with the fraction of shingles found.

    `quoted` and `own` are sampled shingles by message number.
    """
    if not quoted:
        return {}
    holders: dict[int, list[int]] = {}
    wanted = {value for values in quoted.values() for value in values}
    for number, values in own.items():
        for value in wanted.intersection(values):
            numbers = holders.setdefault(value, [])
            if len(numbers) <= _MOST_HOLDERS:
                numbers.append(number)
    found: dict[int, dict[int, float]] = {}
    for number, values in quoted.items():
        votes: dict[int, int] = {}
        for value in values:
            numbers = holders.get(value, [])
            if len(numbers) <= _MOST_HOLDERS:
                for other in numbers:
                    if other != number:
                        votes[other] = votes.get(other, 0) + 1
        least = _least_shared(len(values))
        ranked = sorted(votes.items(), key=itemgetter(1), reverse=True)[:_MOST_QUOTED]
        shares = {other: count / len(values) for other, count in ranked if count >= least}
        if shares:
            found[number] = shares
    return found


def needs_its_text(item: MessageKeys) -> bool:
    """Whether a message quotes others, or only its text can show of which message it is a copy.

    `On Mon, 4 May 2020, Ben wrote:` (Pine), `Ben wrote:` (Emacs)
    """
    return item.quotes or (
        item.introduction is Introduction.ATTRIBUTION and item.precision in _NO_TIME
    )


def quotations_of_few(
    bodies: Sequence[str],
) -> tuple[dict[int, Sequence[int]], dict[int, Sequence[int]]]:
    """Shingles of a few messages' own texts and of their quotations, without texts that do not
    quote another, or that none of the others quotes.
    """
    own: dict[int, Sequence[int]] = {}
    quoted: dict[int, Sequence[int]] = {}
    parts = list(map(split_quotation, bodies))
    if not any(cited for _, cited in parts):
        return own, quoted
    texts = [tokens(written) for written, _ in parts]
    for number, (_, quotation) in enumerate(parts):
        cited = tokens(quotation) if quotation else ()
        for other, written in enumerate(texts):
            if cited and other != number and share_a_shingle(cited, written):
                quoted[number] = quoted.get(number) or sample(cited)
                # Most quotations are the whole text of another message.
                own[other] = own.get(other) or (
                    quoted[number] if written == cited else sample(written)
                )
    return own, quoted
