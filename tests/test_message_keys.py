"""The data that stay in memory for each message are small, and equal to what was read."""

from __future__ import annotations

import sys
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mailrecon.model import Introduction, Relation
from mailrecon.thread.facts import MessageFacts, PrintedPerson
from mailrecon.thread.identities.people import People
from mailrecon.thread.identity import DOMAIN, made_id
from mailrecon.thread.message_keys import (
    MessageKeys,
    read_message_keys,
    shortened,
    whole_id,
)

_GENERATED = made_id("Ann Poe", None, None, "Tides", (), "Dear Ben")
_FACTS = MessageFacts(
    Introduction.HEADER_ONLY,
    _GENERATED,
    "tides",
    4711,
    815,
    PrintedPerson("Ann Poe", None, None),
    local=datetime(2020, 5, 4, 9, 12),
    precision="minute",
    prefixes=(Relation.REPLY,),
    titled=True,
    enclosing=299,
)


def keys(facts: MessageFacts, number: int, above: int) -> MessageKeys:
    return read_message_keys(facts, number, 0, 0, People(), above)


def test_a_generated_id_takes_half_the_memory() -> None:
    short = shortened(_GENERATED)
    assert isinstance(short, int)
    assert sys.getsizeof(short) * 2 < sys.getsizeof(_GENERATED)


@pytest.mark.parametrize(
    "digits", ["+" + "1" * 31, "1_" * 16, " " + "1" * 31, "A" * 32, "0x" + "1" * 30, "1" * 31, ""]
)
def test_an_id_that_was_not_generated_stays_as_it_is(digits: str) -> None:
    identity = f"<{digits}@{DOMAIN}>"
    assert shortened(identity) == identity


@given(st.integers(0, 2**128 - 1), st.text())
def test_an_id_is_the_same_after_it_was_shortened(number: int, text: str) -> None:
    for identity in (f"<{number:032x}@{DOMAIN}>", text, f"<{text}@{DOMAIN}>"):
        assert whole_id(shortened(identity)) == identity


def test_messages_share_what_is_the_same_in_them() -> None:
    above = 299
    one, other = keys(_FACTS, 300, above), keys(replace(_FACTS, letters=1), 300, above)
    assert one.common is other.common
    assert one.rare is other.rare
    assert one.enclosing is above
    assert sys.getsizeof(one) <= 112


def test_all_facts_are_read() -> None:
    facts = replace(_FACTS, in_reply_to="<1@quay.example>", footnote="3", quote_depth=2)
    found = keys(facts, 300, 12)
    for name in MessageFacts.__struct_fields__:
        if hasattr(found, name) and name != "originator":
            assert getattr(found, name) in (getattr(facts, name), ()), name
    assert found.rare is not keys(_FACTS, 300, 299).rare
