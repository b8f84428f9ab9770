"""Closed sets are enums: no rule depends on a word that is meant for people."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import mailrecon
from mailrecon.model import DateOrder, NoticeCode, PlaceUnit, Precision, RedactionKind

SOURCES = [
    path
    for path in Path(mailrecon.__file__).parent.rglob("*.py")
    if "model" not in path.parts and "spark" not in path.parts
]


def test_every_notice_has_a_code_of_the_list() -> None:
    found = [
        f"{path.name}: {match[0]}"
        for path in SOURCES
        for match in re.finditer(r"\bNotice\(\s*\"[^\"]+\"", path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_every_code_of_the_list_is_given() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    assert [code.name for code in NoticeCode if f"NoticeCode.{code.name}" not in text] == []


@pytest.mark.parametrize("kind", [DateOrder, NoticeCode, PlaceUnit, Precision, RedactionKind])
def test_no_comparison_asks_for_a_value_by_its_text(kind: type) -> None:
    values = "|".join(re.escape(member.value) for member in kind)  # type: ignore[attr-defined]
    asked = re.compile(
        rf"\.(?:code|unit|precision|order|how) (?:==|!=) \"(?:{values})\""
        rf"|\"(?:{values})\" (?:in|not in) \([a-z]+\.(?:precision|code)"
    )
    found = [
        f"{path.name}: {match[0]}"
        for path in SOURCES
        for match in asked.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []
