"""The table of sampled shingles holds what a dictionary of them would."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from mailrecon.lexicon import load
from mailrecon.model import Document
from mailrecon.pipeline.one import rebuild
from mailrecon.thread.facts import Samples
from mailrecon.thread.identities.people import People
from mailrecon.thread.linking import _fingerprints, gather
from mailrecon.thread.sample_table import MessageSamples, SampleTable
from tests.conftest import FIXTURES

SHINGLES = st.lists(st.integers(0, 2**32 - 1), max_size=4)


def packed(shingles: list[int]) -> bytes:
    return array("I", shingles).tobytes()


@given(st.lists(SHINGLES, max_size=8))
def test_a_table_is_like_a_dictionary(texts: list[list[int]]) -> None:
    table = SampleTable()
    for number, shingles in enumerate(texts):
        table.add(number, packed(shingles))
    expected = {number: shingles for number, shingles in enumerate(texts) if shingles}
    assert {number: list(found) for number, found in table.items()} == expected
    assert len(table) == len(expected)
    assert bool(table) == bool(expected)
    for number in (-1, *range(len(texts) + 1)):
        assert list(table.get(number, ())) == expected.get(number, [])


@given(st.lists(st.none() | st.tuples(SHINGLES, SHINGLES), max_size=8))
def test_samples_are_kept_by_number(drawn: list[tuple[list[int], list[int]] | None]) -> None:
    given = [one and Samples(packed(one[0]), packed(one[1])) for one in drawn]
    samples = MessageSamples()
    for one in given:
        samples.append(one)
    assert list(samples.missing) == [number for number, one in enumerate(given) if one is None]
    assert samples.has_any == any(one is not None for one in given)
    for number, one in enumerate(given):
        assert samples.of(number) == (one or Samples(b"", b""))
    samples.clear()
    assert list(samples.missing) == list(range(len(given)))
    assert not samples.own
    assert not samples.quoted


def test_texts_that_came_without_samples_are_sampled() -> None:
    fixtures = (path.read_text("utf-8") for path in sorted(FIXTURES.rglob("*.txt")))
    texts = [text for text in fixtures if "\n> " in text][:40]

    def fingerprints(step: int) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        """Every `step`th document comes with samples; 0: none."""
        documents = [
            rebuild(
                Document(f"{number}.txt", text, f"{number:064x}", "utf-8", ()),
                load(),
                sample=bool(step) and number % step == 0,
            )
            for number, text in enumerate(texts)
        ]
        own, quoted = _fingerprints(gather(documents, People()), are_apart=False)
        return (
            {number: list(found) for number, found in own.items()},
            {number: list(found) for number, found in quoted.items()},
        )

    own, quoted = fingerprints(1)
    assert own
    assert quoted
    assert fingerprints(0) == fingerprints(2) == (own, quoted)
