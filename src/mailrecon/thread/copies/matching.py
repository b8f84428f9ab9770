"""Decide how certainly two messages are copies: headers agree, and one text contains the other."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from mailrecon.thread.copies.fingerprints import containment, split_quotation
from mailrecon.thread.copies.header_agreement import Agreement, headers_agree
from mailrecon.thread.copies.numbered import differ_in_numbers
from mailrecon.thread.copies.wording import compare_wording, words
from mailrecon.thread.identities.people import People
from mailrecon.thread.message_keys import MessageKeys

# People write a short line twice (`Thanks, I will call you.`): 40 letters are enough if date and
# people agree; 120 are needed if hardly anything else agrees.
_ENOUGH_LETTERS = 40
_MANY_LETTERS = 120
# Similarity of texts (and of their lengths) that a program sent to several people one by one.
_SAME_TEXT = 0.97
# Recipients compared, of long lists.
_MOST_COMPARED = 20

Text = Callable[[int], str]


class Match(Struct, frozen=True):
    """How certainly two messages are copies of one, and why.

    If `opposed` is not empty, the words in it show that they are not, although everything else
    fits.
    """

    score: float
    reason: str
    opposed: str = ""


def fullness(item: MessageKeys) -> tuple[bool, int, bool, int, int]:
    """The sort key of copies: native first, then longest text, zone, most people, earliest."""
    return item.is_native, item.letters, item.offset is not None, len(item.recipients), -item.number


def is_fuller(one: MessageKeys, other: MessageKeys) -> bool:
    """Whether `fullness` is greater for the first of two messages; length decides for most."""
    if one.letters != other.letters and one.common.is_native == other.common.is_native:
        return one.letters > other.letters
    return fullness(one) > fullness(other)


def compare(one: MessageKeys, other: MessageKeys, people: People, text: Text) -> Match | None:
    """How certainly two messages are copies of one; None if they are not."""
    same = one.short_id == other.short_id
    # A generated Message-ID is made from header and text.
    if same and not one.printed:
        return Match(1.0, "same header and text")
    agreement = headers_agree(one, other, people)
    if agreement is None:
        return Match(0.0, "", "has the same Message-ID and another header") if same else None
    kept, less = (one, other) if is_fuller(one, other) else (other, one)
    first, second = _comparable(text(kept.number), text(less.number))
    is_equal = first == second
    contained = 1.0 if is_equal else containment(first, second)
    shorter = min(len(first), len(second))
    # The same printed Message-ID: only the texts can still differ.
    if same:
        return _named_alike(first, second, contained, shorter)
    # `Pump 3: 4.2 bar` and `Pump 3: 4.7 bar`: a program's reports of one minute
    if not _is_enough(agreement, contained, shorter) or (
        not is_equal and differ_in_numbers(first, second)
    ):
        return None
    is_same_text = contained >= _SAME_TEXT and shorter >= _SAME_TEXT * max(len(first), len(second))
    # `The sluice opens on Monday.` to the board, and with one more sentence to the minister
    if not is_same_text and _written_to_others(one, other, people):
        return None
    opposed = "" if is_equal else compare_wording(words(first), words(second)).opposed
    agreed = [
        name
        for name, value in (
            ("date" if agreement.exact else "date but for the zone", agreement.date),
            ("originator", agreement.originator),
            ("subject", agreement.subject),
        )
        if value
    ]
    score = 0.3 * agreement.exact + 0.15 * bool(agreement.originator)
    score += 0.1 * bool(agreement.subject) + 0.45 * contained
    reason = f"{contained:.0%} of the shorter text is in the longer"
    if agreed:
        reason = f"same {', '.join(agreed)}; {reason}"
    return Match(round(min(score, 0.99), 2), reason, opposed)


def _is_enough(agreement: Agreement, contained: float, shorter: int) -> bool:
    """Whether enough of the shorter text is in the longer, given which fields agree.

    `docs/threads.md` has the table. `contained` is the fraction, `shorter` the characters of the
    shorter text.
    """
    agreed = (agreement.date, agreement.originator, agreement.subject)
    # `Ann Poe`, `May 4, 2020 9:12 AM` twice: half of the text, or none where one copy has none.
    if agreement.exact and agreement.originator:
        return contained >= (0.5 if shorter >= _ENOUGH_LETTERS else 0.7) or not shorter
    # `[redacted]`, `May 4, 2020 9:12 AM`, `Tide tables` twice: one copy hides the originator.
    if agreement.exact and agreement.subject:
        return contained >= 0.5 and shorter > 0
    # Only the time agrees: two short notes of one minute may differ.
    if agreement.exact:
        return contained >= 0.8 and shorter >= _ENOUGH_LETTERS
    # `9:12 AM` and `6:12 PM`, as two clients print the moment in their own zones.
    if any(agreed):
        needed = _ENOUGH_LETTERS if sum(map(bool, agreed)) > 1 else _MANY_LETTERS
        return contained >= 0.8 and shorter >= needed
    # No header field can be compared, only the text.
    return contained >= 0.9 and shorter >= _MANY_LETTERS


def _named_alike(first: str, second: str, contained: float, shorter: int) -> Match:
    """The match of two texts with one Message-ID, because a program may use the same ID for all its
    mail.
    """
    opposed = compare_wording(words(first), words(second)).opposed
    if shorter and contained < (0.5 if shorter >= _ENOUGH_LETTERS else 0.7):
        opposed = "has the same Message-ID and another text"
    return Match(1.0, "same Message-ID", opposed)


def _comparable(one: str, other: str) -> tuple[str, str]:
    """The own text of two bodies; the whole bodies if one of them only quotes."""
    first, second = split_quotation(one)[0], split_quotation(other)[0]
    return (first, second) if first.strip() and second.strip() else (one, other)


def _written_to_others(one: MessageKeys, other: MessageKeys, people: People) -> bool:
    """Whether both have recipients, and no recipient of one can be a recipient of the other.

    A note to the board and the same news to the minister, in one minute and in nearly the same
    words, are two messages.
    """
    if not one.recipients or not other.recipients:
        return False
    known = {people.identity(handle) for handle in one.recipients}
    # `To: Ben Ost` in both
    if any(people.identity(handle) in known for handle in other.recipients):
        return False
    return not any(
        people.look_alike(mine, theirs)
        for mine in one.recipients[:_MOST_COMPARED]
        for theirs in other.recipients[:_MOST_COMPARED]
    )
