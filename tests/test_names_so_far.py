"""What few prints of names and addresses cannot show is not looked for, with the same result."""

from __future__ import annotations

from collections import Counter
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from mailrecon.thread.identities.debris import NamesOfRelease
from mailrecon.thread.identities.name_evidence import Forest, IdentityRecord, people_so_far
from mailrecon.thread.identities.names import name_key

_NAMES = ("Ben Stone", "IGG Stone, Ben", "Stone, Ben", "Ben Stone INDI", "Sto ne, Ben")


@given(st.lists(st.tuples(st.sampled_from(_NAMES), st.integers(1, 8)), max_size=6))
def test_no_name_is_cleaned_where_none_is_printed_often(printed: list[tuple[str, int]]) -> None:
    records = [
        IdentityRecord(name_key(name), "", False, count, Counter({name: count}))
        for name, count in printed
    ]
    forest = Forest(len(records))
    found = people_so_far(records, forest, ())
    with patch.object(NamesOfRelease, "may_clean", True):
        assert found == people_so_far(records, forest, ())
