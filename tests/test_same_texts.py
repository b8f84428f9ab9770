"""Shortcuts of comparing copies give the results of the general way."""

from __future__ import annotations

import re
from itertools import product
from zlib import crc32

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailrecon import reconstruct
from mailrecon.lexicon import load
from mailrecon.model import Document
from mailrecon.pipeline.one import rebuild
from mailrecon.read import ReadOptions
from mailrecon.read.files.archives import read_data
from mailrecon.thread.copies.fingerprints import containment, sample
from mailrecon.thread.copies.matching import fullness, is_fuller
from mailrecon.thread.copies.numbered import (
    all_without_numbers,
    differ_in_numbers,
    without_numbers,
)
from mailrecon.thread.copies.wording import compare_wording, words
from mailrecon.thread.identities.people import People
from mailrecon.thread.linking import gather
from mailrecon.thread.rebuilt import MESSAGES, body_of

_TEXTS = st.text(alphabet="ab 1٣\t\n\0\u00a0.,é潮>") | st.text()


def one_by_one(texts: list[str]) -> list[tuple[str, str]]:
    return [(one.squeezed, one.zeroed) for one in map(without_numbers, texts)]


@given(st.lists(_TEXTS, max_size=8))
def test_texts_without_numbers_together_and_one_by_one(texts: list[str]) -> None:
    assert list(all_without_numbers(texts)) == one_by_one(texts)


def test_many_texts_without_numbers() -> None:
    texts = [f"Ticket {number} \0"[: -(number % 2001 == 0) or None] for number in range(2_500)]
    texts += [f"Pump {number}: 4.{number} bar" for number in range(2_500)]
    assert list(all_without_numbers(texts)) == one_by_one(texts)


@given(_TEXTS)
def test_a_text_is_a_copy_of_itself(text: str) -> None:
    assert containment(text, text) == 1.0
    assert not differ_in_numbers(text, text)
    assert not compare_wording(words(text), words(text)).opposed


@given(
    st.lists(st.sampled_from(["can't", "cant", "can t", "scant", "Can’t", "cannot", "a", "(can"]))
)
def test_contractions_are_found_at_the_start_of_a_word(said: list[str]) -> None:
    text = " ".join(said)
    expected = re.sub(r"\b(can)\W?t\b", "cannot", text.casefold())
    assert words(text) == words(expected)


@given(st.lists(st.sampled_from([b"tide", b"a", b"quay"]), max_size=12))
def test_shingles_are_five_words_with_spaces_between(said: list[bytes]) -> None:
    shingles = [b" ".join(said[start : start + 5]) for start in range(len(said) - 4)]
    assert list(sample(said)) == list(dict.fromkeys(map(crc32, shingles)))


@pytest.mark.parametrize("text", ["Dear Ben,\n\nThe quay is dry.", "The \ud800 quay.", ""])
def test_the_body_of_an_encoded_message(text: str) -> None:
    header = "From: Ann Poe <ann@quay.example>\nTo: Ben Ost <ben@quay.example>\n"
    dated = "Date: Mon, 4 May 2020 09:12:00 +0200\nSubject: Quay\n\n"
    (message,) = reconstruct(header + dated + "Dear Ben.").messages
    message = msgspec.structs.replace(message, body=text)
    assert (
        body_of(MESSAGES.encode(message)) == text == MESSAGES.decode(MESSAGES.encode(message)).body
    )


def test_which_of_two_messages_is_fuller() -> None:
    letters = (
        "From: Ann Poe <ann@quay.example>\nTo: Ben Ost\nDate: Mon, 4 May 2020 09:12:00\n"
        "Subject: Quay\n\nDry.\n",
        "From: Ann Poe <ann@quay.example>\nTo: Ben Ost, Cay Dun\n"
        "Date: Mon, 4 May 2020 09:12:00 +0200\nSubject: Quay\n\nDry.\n",
        "From: Ann Poe <ann@quay.example>\nTo: Ben Ost\nDate: Mon, 4 May 2020 09:12:00\n"
        "Subject: Quay\n\nAll is dry.\n",
    )
    documents = [
        item for text in letters for item in read_data(text.encode(), "a.txt", ReadOptions())
    ]
    keys = gather(
        [rebuild(one, load()) for one in documents if isinstance(one, Document)], People()
    ).keys
    assert len(keys) == 3
    for one, other in product(keys, repeat=2):
        assert is_fuller(one, other) is (fullness(one) > fullness(other))
