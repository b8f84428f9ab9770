"""The fast paths for copies give what the general rules give."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from mailrecon.model import Introduction
from mailrecon.thread.copies import fingerprints, signs, wording
from mailrecon.thread.copies.blocking import FEW_MESSAGES, repeated_keys
from mailrecon.thread.copies.duplicates import Duplicates, _Clusters, find_duplicates
from mailrecon.thread.copies.fingerprints import containment
from mailrecon.thread.copies.signs import compare_signs
from mailrecon.thread.copies.wording import words
from mailrecon.thread.facts import MessageFacts, PrintedPerson
from mailrecon.thread.identities.people import People
from mailrecon.thread.links.quotations import quotations_of_few
from mailrecon.thread.message_keys import MessageKeys, read_message_keys

_PIECES = (
    *("The", "gate", "pier", "can't", "ÉTÉ", "5", "42", "4711", "re-use", "海", "x2", "k", "²"),
    *("?", "!", ".", ",", "-", "−", "$", "€", "%", " ", " ", "\n", "\n\n", "_", "é", "\u061f", "█"),
)
_TEXTS = st.lists(st.sampled_from(_PIECES), max_size=40).map("".join)


@st.composite
def _copies(draw: st.DrawFn) -> tuple[str, str]:
    """Two texts: the second is the first, changed in a few places, cut, or another one."""
    pieces = draw(st.lists(st.sampled_from(_PIECES), max_size=40))
    other = list(pieces)
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(other)))
        other[place : place + draw(st.integers(0, 2))] = draw(
            st.lists(st.sampled_from(_PIECES), max_size=2)
        )
    begin = draw(st.integers(0, len(other))) if draw(st.booleans()) else 0
    return "".join(pieces), "".join(other[begin:])


def _contained(one: str, other: str) -> float:
    """`containment` by all 5-grams."""

    def letters(text: str) -> str:
        return "".join(fingerprints._TOKEN.findall(text.casefold()))

    def grams(text: str) -> set[str]:
        found = letters(text)
        whole = {found} if found else set()
        return {found[i : i + 5] for i in range(len(found) - 4)} if len(found) >= 5 else whole

    if min(len(one), len(other)) < 12:
        shorter, longer = sorted((letters(one), letters(other)), key=len)
        if len(shorter) < 12:
            return 1.0 if shorter in longer and shorter else float(one == other)
    first, second = sorted((grams(one), grams(other)), key=len)
    if not first or not second:
        return 1.0 if first == second else 0.0
    return len(first & second) / len(first)


@settings(max_examples=1500, deadline=None)
@given(_copies())
def test_containment_counts_all_grams(copies: tuple[str, str]) -> None:
    assert containment(*copies) == _contained(*copies)
    assert containment(*reversed(copies)) == _contained(*copies)


@settings(max_examples=1000, deadline=None)
@given(_TEXTS)
def test_words_are_those_of_the_pattern(text: str) -> None:
    # A letter of another script takes the general way; it is a word of its own.
    assert [*words(text), "海"] == words(f"{text} 海")
    if "'" not in text and "█" not in text:
        assert words(text) == wording.WORD_OR_BAR.findall(text.casefold())


@settings(max_examples=1500, deadline=None)
@given(_copies())
def test_signs_are_compared_where_they_may_tell(copies: tuple[str, str]) -> None:
    one, other = copies
    # Behind both texts a sign that is the same in both, so that they are compared.
    found = compare_signs(f"{one} end \u00a5 end", f"{other} end \u00a5 end")
    if not signs._TELLING.search(one) and not signs._TELLING.search(other):
        assert compare_signs(one, other) == ""
        assert found == ""


def test_few_and_many_messages_have_the_same_repeated_keys() -> None:
    keys = [[("id", number // 2), number, 1000] for number in range(0, 400)]
    few, many = repeated_keys(keys, 400), repeated_keys(keys, FEW_MESSAGES + 1)
    for own in keys:
        assert few.among(own) == [own[0], 1000]
        assert set(few.among(own)) <= set(many.among(own))


def test_a_quotation_of_a_whole_text_has_its_shingles() -> None:
    text = "The northern lock stays closed until the gate is repaired in May."
    body = "It is.\n\n" + f"> {text}\n"
    own, quoted = quotations_of_few([body, text, f"Dear Ben,\n{text}"])
    written = [fingerprints.sampled(one)[0] for one in (body, text, f"Dear Ben,\n{text}")]
    assert own == {1: written[1], 2: written[2]}
    assert quoted == {0: fingerprints.sampled(body)[1]} == {0: written[1]}
    assert not fingerprints.share_a_shingle([b"tides"] * 4, [b"tides"] * 4)


_BODIES = (
    "The gate of the north pier is closed until Friday, says the master of the harbour.",
    "The gate of the north pier is closed until Friday, says the master of the harbour. Ann",
    "Nobody has seen the keys of the boat house since the storm of last Sunday, I fear.",
    "Report 4711 of the pumps: all of them ran until noon, and none of them runs now.",
    "",
)
_FACTS = st.tuples(
    st.sampled_from(["<a@b.example>", ""]),
    st.sampled_from(["Ann Poe", "Ben Ost", None]),
    st.sampled_from(["report 1", "report 2", "pumps", ""]),
    st.none() | st.integers(0, 5 * 24).map(lambda hours: timedelta(hours=hours)),
    st.sampled_from(["minute", "day"]),
    st.sampled_from(range(len(_BODIES))),
)


def _keys(number: int, drawn: tuple[object, ...], people: People) -> MessageKeys:
    identity, name, subject, later, precision, body = drawn
    facts = MessageFacts(
        Introduction.HEADER_ONLY,
        identity or f"<{number}@b.example>",
        subject,
        len(_BODIES[body]),
        0,
        PrintedPerson(name, None, None) if name else None,
        local=None if later is None else datetime(2020, 5, 4, 9) + later,
        precision="" if later is None else precision,
        titled=bool(subject),
    )
    return read_message_keys(facts, number, number, number, people)


class _OneByOne(_Clusters):
    """Offers each message to each of a bucket, without looking at its date first."""

    def offer_all(
        self, item: MessageKeys, bucket: Sequence[int], tried: set[int], apart: set[int], **_: bool
    ) -> None:
        for other in reversed(bucket):
            leader = self.first[other]
            if self.first[item.number] != item.number or other in tried or leader in tried:
                continue
            tried.update((other, leader))
            self.offer(item, other)


@settings(max_examples=400, deadline=None)
@given(st.lists(_FACTS, min_size=2, max_size=30))
def test_messages_that_are_not_near_in_time_are_no_copies(drawn: list[tuple[object, ...]]) -> None:
    people = People()
    keys = [_keys(number, one, people) for number, one in enumerate(drawn)]
    people.link((item.originator, *item.recipients) for item in keys)
    bodies = [_BODIES[one[-1]] for one in drawn]
    samples = {number: fingerprints.sampled(body)[0] for number, body in enumerate(bodies)}

    def found() -> Duplicates:
        return find_duplicates(keys, people, samples, bodies.__getitem__)

    with mock.patch("mailrecon.thread.copies.duplicates._Clusters", _OneByOne):
        one_by_one = found()
    assert found() == one_by_one
