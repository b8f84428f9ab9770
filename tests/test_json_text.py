"""The faster text of a record is the one that Python writes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailrecon.model import NoticeCode
from mailrecon.writers.provenance.json_text import json_text

_HUNDREDTHS = st.integers(-10_000, 10_000).map(lambda number: number / 100)
_TEXTS = st.text(st.characters(exclude_categories=()), max_size=20)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | _HUNDREDTHS | _TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=4),
    max_leaves=12,
)


def _by_python(record: dict[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode("utf-8", "backslashreplace")


@given(st.dictionaries(_TEXTS, _VALUES, max_size=5))
def test_records_are_written_as_python_writes_them(record: dict[str, Any]) -> None:
    assert json_text(record) == _by_python(record)


@pytest.mark.parametrize(
    "record",
    [
        {"body": "".join(map(chr, range(0x3000)))},
        {"body": '", "box":[1e-05, : ,'},
        {"body": "half \ud83d of a pair"},
        {"code": next(iter(NoticeCode))},
        {"redactions": [{"span": [1, 2], "box": [1e-05, 1e16, -0.0, 72.123456789012]}]},
        {"empty": [], "none": {}, "inside": [[], {}, [{"a": []}]]},
        {},
    ],
)
def test_odd_records_are_written_as_python_writes_them(record: dict[str, Any]) -> None:
    assert json_text(record) == _by_python(record)
