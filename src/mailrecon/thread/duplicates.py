"""Find copies of messages: in full here, quoted there, cut, re-wrapped, misread by OCR.

Candidates share a blocking key: a Message-ID, minute and originator, minute and subject, or a
sampled shingle of their text. Then header fields must not contradict one another, and the longer
text must contain the shorter; how much of it depends on which fields agree. `docs/threads.md` lists
the rules. Nothing is random, so that a run can be repeated.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from mailrecon.model import Introduction, Precision
from mailrecon.regex import regex
from mailrecon.thread.fingerprints import containment, split_quotation
from mailrecon.thread.links.timeline import seconds
from mailrecon.thread.message_keys import MessageKeys
from mailrecon.thread.people import NO_PERSON, People
from mailrecon.thread.wording import compare_wording, words

_BUCKET = 40
_SHINGLES_TRIED = 6
_FEW_MESSAGES = 10_000
_BYTES_EACH = 16
_QUARTER = 15
_WIDEST = timedelta(hours=26)
# The largest difference of two clocks at one moment: offsets are between -14 and 14 hours, and one
# clock may lack its seconds.
_FAR = timedelta(hours=28, minutes=1)
_FAR_SECONDS = _FAR // timedelta(seconds=1)
_NO_CLOCK = -(1 << 62)
_NO_TITLE = -1
_UNTITLED = _NO_TITLE, _NO_TITLE
_ENOUGH_LETTERS = 40
_MANY_LETTERS = 120
# Similarity of texts (and of their lengths) that a program sent to several people one by one.
_SAME_TEXT = 0.97
# Recipients compared, of long lists.
_MOST_COMPARED = 20

_NUMBER = regex(r"\d+")

Text = Callable[[int], str]


class Match(Struct, frozen=True):
    """How surely two messages are copies of one, and why.

    `opposed` is empty, or says which words show that they are not, although all else fits.
    """

    score: float
    reason: str
    opposed: str = ""


class Near(NamedTuple):
    """Message `number` would be a copy, but the words in `opposed` contradict it."""

    number: int
    opposed: str


class Duplicates(NamedTuple):
    """The copies, by message number: the canonical copy of each, how each matches, and likely
    copies.
    """

    first: array[int]
    matches: dict[int, Match]
    near: dict[int, Near]


def find_duplicates(
    messages: Sequence[MessageKeys],
    people: People,
    samples: Mapping[int, Sequence[int]],
    text: Text,
) -> Duplicates:
    """Find copies of messages.

    `samples` are sampled shingles by number; `text` gives a message's body.
    """

    def keys_of(item: MessageKeys) -> Iterable[Hashable]:
        return blocking_keys(item, people, samples.get(item.number, ()))

    # Keys take memory: they are kept for few messages, and computed twice for many.
    keys: Iterable[Iterable[Hashable]] = map(keys_of, messages)
    if len(messages) <= _FEW_MESSAGES:
        keys = [tuple(found) for found in keys]
    clusters = _Clusters(messages, people, text)
    buckets: dict[Hashable, list[int]] = defaultdict(list)
    often = _repeats(keys, len(messages))
    if len(messages) > _FEW_MESSAGES:
        keys = map(keys_of, messages)
    for item, found in zip(messages, keys, strict=True):
        number = item.number
        tried: set[int] = set()
        apart: set[int] = set()
        for key in found:
            if key not in often:
                continue
            bucket = buckets[key]
            clusters.offer_all(item, bucket, tried, apart)
            if len(bucket) < _BUCKET:
                bucket.append(number)
    near = {n: one for n, one in clusters.near.items() if clusters.first[n] == n}
    return Duplicates(_led_by_fullest(messages, clusters.first), clusters.matches, near)


class _Clusters:
    """The copies found so far; `first` gives for each message the earliest copy."""

    def __init__(self, messages: Sequence[MessageKeys], people: People, text: Text) -> None:
        self.first = array("q", range(len(messages)))
        self.matches: dict[int, Match] = {}
        self.near: dict[int, Near] = {}
        self._messages = messages
        self._people = people
        self._text = text
        self._fullest: dict[int, int] = {}
        self._clocks = array("q", map(_clock, messages))
        self._titles = array("q")
        self._forms = array("q")
        self._number_titles()

    def _number_titles(self) -> None:
        """Number the subjects, and their forms without numbers; a message without one has -1."""
        titles: dict[str, int] = {}
        forms: dict[str, int] = {}
        known: dict[str, tuple[int, int]] = {}
        for item in self._messages:
            pair = known.get(item.base) if item.titled else _UNTITLED
            if pair is None:
                text = _without_numbers(item.base)
                title = titles.setdefault(text.squeezed, len(titles))
                pair = known[item.base] = title, forms.setdefault(text.zeroed, len(forms))
            self._titles.append(pair[0])
            self._forms.append(pair[1])

    def offer_all(
        self, item: MessageKeys, bucket: Sequence[int], tried: set[int], apart: set[int]
    ) -> None:
        """Offer `item` to the messages of a bucket, the last first, until it joins one.

        `tried` are messages of other buckets that it was offered to already, `apart` those whose
        dates differ from its own by days, or whose subjects have other numbers.
        """
        first, number, clocks = self.first, item.number, self._clocks
        if first[number] != number:
            return
        titles, forms, fullest = self._titles, self._forms, self._fullest
        clock, title, form = clocks[number], titles[number], forms[number]
        latest = clock + _FAR_SECONDS if clock != _NO_CLOCK else _NO_CLOCK
        earliest = clock - _FAR_SECONDS
        for other in reversed(bucket):
            if other in tried or other in apart:
                continue
            leader = first[other]
            if leader in tried:
                continue
            # Most messages that share a shingle are days apart, or a program's with other numbers.
            # `compare` would reject them, too.
            far = earliest > clocks[other] != _NO_CLOCK or clocks[other] > latest != _NO_CLOCK
            numbered = form == forms[other] != _NO_TITLE and title != titles[other]
            if (
                (far or numbered)
                and leader == other
                and other not in fullest
                and item.identity != self._messages[other].identity
            ):
                apart.add(other)
                continue
            tried.add(other)
            tried.add(leader)
            self.offer(item, other)
            if first[number] != number:
                break

    def offer(self, item: MessageKeys, other: int) -> None:
        """Add `item` to the copies of `other`, if it matches them.

        It must match the fullest copy, whose text represents all: one line that two long texts
        share must not join them.
        """
        leader = self.first[other]
        fullest = self._fullest.get(leader, leader)
        match = None
        for one in dict.fromkeys((other, leader, fullest)):
            if match is None or one == fullest:
                match = compare(self._messages[one], item, self._people, self._text)
                if match is not None and match.opposed:
                    self.near.setdefault(item.number, Near(one, match.opposed))
                    return
                if match is None and one == fullest:
                    return
        if match is None:
            return
        self.first[item.number] = leader
        self.matches[item.number] = match
        if fullness(item) > fullness(self._messages[fullest]):
            self._fullest[leader] = item.number


def _clock(item: MessageKeys) -> int:
    """The printed date and time in seconds, whatever the zone; `_NO_CLOCK` without a time."""
    if item.local is None or item.precision == Precision.DAY:
        return _NO_CLOCK
    return seconds(item.local)


def _repeats(keys: Iterable[Iterable[Hashable]], messages: int) -> Container[Hashable]:
    """The keys that two messages have or more; a few others among them where there are many."""
    if messages > _FEW_MESSAGES:
        approximate = _ApproximateRepeats(messages)
        for found in keys:
            approximate.count(found)
        return approximate
    seen: set[Hashable] = set()
    repeated: set[Hashable] = set()
    for found in keys:
        own = set(found)
        repeated |= own & seen
        seen |= own
    return repeated


class _ApproximateRepeats:
    """Approximate set of keys that occur at least twice (a byte a slot; rare false positives).

    Most keys of an archive occur once and need no bucket.
    """

    def __init__(self, messages: int) -> None:
        self._mask = (1 << (messages * _BYTES_EACH).bit_length()) - 1
        self._counts = bytearray(self._mask + 1)

    def count(self, keys: Iterable[Hashable]) -> None:
        """Add the keys of a message."""
        counts, mask = self._counts, self._mask
        for key in keys:
            place = hash(key) & mask
            if counts[place] < 2:
                counts[place] += 1

    def __contains__(self, key: Hashable) -> bool:
        return self._counts[hash(key) & self._mask] > 1


def fullness(item: MessageKeys) -> tuple[bool, int, bool, int, int]:
    """The sort key of copies: native first, then longest text, zone, most people, earliest."""
    return item.is_native, item.letters, item.offset is not None, len(item.recipients), -item.number


def _led_by_fullest(messages: Sequence[MessageKeys], first: Sequence[int]) -> array[int]:
    """Replace the earliest copy of each message by the fullest."""
    fullest: dict[int, int] = {}
    for number, leader in enumerate(first):
        known = fullest.get(leader)
        if known is None or fullness(messages[number]) > fullness(messages[known]):
            fullest[leader] = number
    return array("q", (fullest[leader] for leader in first))


def blocking_keys(
    item: MessageKeys, people: People, sample: Sequence[int]
) -> Iterator[tuple[Hashable, ...]]:
    """The keys under which copies of a message are looked for; `sample` are its shingles."""
    yield "id", item.identity
    originator = people.identity(item.originator) if item.originator != NO_PERSON else None
    if item.local is not None and item.precision != Precision.DAY:
        minute = item.local.replace(second=0)
        if originator is not None:
            yield "originator", minute, originator
        if item.base:
            yield "subject", minute, item.base
        if item.offset is not None:
            yield "instant", minute - item.offset
    if item.base and originator is not None and item.letters:
        yield "named", item.base, originator, item.letters // 50
    for value in sorted(sample)[:_SHINGLES_TRIED]:
        yield "shingle", value


class Agreement(Struct, frozen=True):
    """Which header fields of two messages agree.

    None: one of the messages lacks the field. Messages whose fields contradict each other never get
    here.
    """

    date: bool | None
    exact: bool
    originator: bool | None
    subject: bool | None


def headers_agree(one: MessageKeys, other: MessageKeys, people: People) -> Agreement | None:
    """Compare two headers; None if they contradict each other, so that the texts do not matter."""
    # `4 May` and `9 May`; a reply that ends as what it quotes begins.
    if _far_apart(one, other) or _quotes_directly(one, other):
        return None
    named = one.printed and other.printed
    # Both print a Message-ID, and not the same one.
    if named and one.identity != other.identity:
        return None
    # `Ticket 4711` and `Ticket 4712` of one minute. The commonest difference is tested first.
    if one.titled and other.titled and _are_numbered(one.base, other.base):
        return None
    date = _dates_agree(one, other)
    # `9:12` and `9:13`
    if date is False:
        return None
    originator = _people_agree(one, other, people)
    # `Ann Poe` and `Ben Ost`
    if originator is False:
        return None
    subject = _subjects_agree(one, other)
    # `Tides` and `Locks`
    if subject is False:
        return None
    exact = date is True and not _shifted(one, other)
    if named:
        return Agreement(date, exact, originator, subject)
    # `Re: Tides` and `FW: Tides`, unless date and time are the same
    if one.prefixes[:1] != other.prefixes[:1] and one.titled and other.titled and not exact:
        return None
    # `Re: Tides` and `Re: Re: Tides`, and nothing says that one person wrote both
    if one.titled and other.titled and one.prefixes != other.prefixes and not originator:
        return None
    return Agreement(date, exact, originator, subject)


def compare(one: MessageKeys, other: MessageKeys, people: People, text: Text) -> Match | None:
    """How surely two messages are copies of one; None if they are not."""
    same = one.identity == other.identity
    # A generated Message-ID is made from header and text.
    if same and not one.printed:
        return Match(1.0, "same header and text")
    agreement = headers_agree(one, other, people)
    if agreement is None:
        return Match(0.0, "", "has the same Message-ID and another header") if same else None
    kept, less = (one, other) if fullness(one) > fullness(other) else (other, one)
    first, second = _comparable(text(kept.number), text(less.number))
    contained = containment(first, second)
    shorter = min(len(first), len(second))
    # The same printed Message-ID: only the texts can still differ.
    if same:
        return _named_alike(first, second, contained, shorter)
    # `Pump 3: 4.2 bar` and `Pump 3: 4.7 bar`: a program's reports of one minute
    if not _is_enough(agreement, contained, shorter) or _differ_in_numbers(first, second):
        return None
    is_same_text = contained >= _SAME_TEXT and shorter >= _SAME_TEXT * max(len(first), len(second))
    # `The sluice opens on Monday.` to the board, and with one more sentence to the minister
    if not is_same_text and _written_to_others(one, other, people):
        return None
    opposed = compare_wording(words(first), words(second)).opposed
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
    # Nothing but the text is left of both headers.
    return contained >= 0.9 and shorter >= _MANY_LETTERS


def _named_alike(first: str, second: str, contained: float, shorter: int) -> Match:
    """The match of two texts with one Message-ID, which a program may give to all it sends."""
    opposed = compare_wording(words(first), words(second)).opposed
    if shorter and contained < (0.5 if shorter >= _ENOUGH_LETTERS else 0.7):
        opposed = "has the same Message-ID and another text"
    return Match(1.0, "same Message-ID", opposed)


def _differ_in_numbers(one: str, other: str) -> bool:
    """Whether two texts differ in numbers only: reports that a program sent in one minute."""
    first, second = "".join(one.split()), "".join(other.split())
    return first != second and _NUMBER.sub("0", first) == _NUMBER.sub("0", second)


def _are_numbered(one: str, other: str) -> bool:
    """Whether two subjects differ in numbers only."""
    if one == other:
        return False
    first, second = _without_numbers(one), _without_numbers(other)
    return first.zeroed == second.zeroed and first.squeezed != second.squeezed


class _Squeezed(NamedTuple):
    """A text without white space, and the same with each number replaced by 0."""

    squeezed: str
    zeroed: str


@lru_cache(maxsize=4096)
def _without_numbers(text: str) -> _Squeezed:
    squeezed = "".join(text.split())
    return _Squeezed(squeezed, _NUMBER.sub("0", squeezed))


def _quotes_directly(one: MessageKeys, other: MessageKeys) -> bool:
    """Whether one message is what the other quotes, which makes them two messages."""
    upper, lower = (one, other) if one.number < other.number else (other, one)
    return lower.enclosing == upper.number and (
        lower.introduction is not Introduction.HEADER_ONLY or lower.quote_depth > upper.quote_depth
    )


def _comparable(one: str, other: str) -> tuple[str, str]:
    """The own text of two bodies; the whole bodies if one of them only quotes."""
    first, second = split_quotation(one)[0], split_quotation(other)[0]
    return (first, second) if first.strip() and second.strip() else (one, other)


def _far_apart(one: MessageKeys, other: MessageKeys) -> bool:
    """Whether no two zones can make the clocks of two messages agree. Most pairs fail here."""
    if (
        one.local is None
        or other.local is None
        or Precision.DAY in (one.precision, other.precision)
    ):
        return False
    return abs(one.local - other.local) > _FAR


def _dates_agree(one: MessageKeys, other: MessageKeys) -> bool | None:
    """True, False, or None if a date is missing."""
    if one.local is None or other.local is None:
        return None
    if Precision.DAY in (one.precision, other.precision):
        return one.local.date() == other.local.date()
    first, second = one.local, other.local
    # `10:12 +0200` and `08:12 +0000`
    if one.instant is not None and other.instant is not None:
        first, second = one.instant, other.instant
    if one.precision == Precision.MINUTE or other.precision == Precision.MINUTE:
        first, second = _minute(first), _minute(second)
    if first == second:
        return True
    if one.instant is not None and other.instant is not None:
        return bool(one.alternatives or other.alternatives) and _shifted(one, other)
    return _shifted(one, other)


def _shifted(one: MessageKeys, other: MessageKeys) -> bool:
    """Whether the clocks differ by a possible difference of zones: clients print their own zone."""
    if one.local is None or other.local is None:
        return False
    # A day without a time fits any clock of that day.
    if Precision.DAY in (one.precision, other.precision):
        return True
    first, second = one.local, other.local
    if one.precision == Precision.MINUTE or other.precision == Precision.MINUTE:
        first, second = _minute(first), _minute(second)
    # Zones differ by quarters of an hour: `9:12` and `14:57` may be one moment, `9:13` is not.
    if first.minute % _QUARTER != second.minute % _QUARTER or first.second != second.second:
        return False
    # `10:12 +0200` and `08:12 +0000` are one moment: nothing is shifted.
    if one.instant is not None and one.instant == other.instant:
        return False
    return first != second and abs(first - second) <= _WIDEST


def _written_to_others(one: MessageKeys, other: MessageKeys, people: People) -> bool:
    """Whether both name recipients, and no recipient of one can be one of the other.

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


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0) if moment.second else moment


def _people_agree(one: MessageKeys, other: MessageKeys, people: People) -> bool | None:
    # `From: [redacted]` in one copy
    if NO_PERSON in (one.originator, other.originator):
        return None
    return people.identity(one.originator) == people.identity(other.originator) or (
        None if people.may_be_same(one.originator, other.originator) else False
    )


def _subjects_agree(one: MessageKeys, other: MessageKeys) -> bool | None:
    if not one.titled or not other.titled:
        return None
    if one.base == other.base:
        return True
    if _are_numbered(one.base, other.base):
        return False
    # A misread subject shares most letters with the right one; a cut one is its beginning.
    if not one.base or not other.base:
        return None
    return None if containment(one.base, other.base) >= 0.4 else False
