"""Every form of the benchmark is read right, alone and nested to ten levels."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "bench"))
try:
    ACCURACY: dict[str, Any] = runpy.run_path(str(ROOT / "bench" / "accuracy.py"))
finally:
    sys.path.remove(str(ROOT / "bench"))


@pytest.mark.parametrize("deep", [False, True], ids=["alone", "nested"])
def test_every_form_is_read_right(deep: bool) -> None:
    wrong = {}
    for group in ACCURACY["groups"](deep=deep):
        found = [ACCURACY["found_in"](text) for text, _ in group.documents]
        right = ACCURACY["right_in"](group, found, loose=False)
        if right != group.messages or sum(map(len, found)) != group.messages:
            wrong[f"{group.name} ({group.locale})"] = (right, group.messages)
    assert not wrong


def test_a_form_is_judged_by_what_it_prints() -> None:
    group = next(g for g in ACCURACY["groups"](deep=False) if g.name == "GroupWise")
    assert all(not message["to"] for _, gold in group.documents for message in gold)
    assert ACCURACY["right_in"](group, [[] for _ in group.documents], loose=False) == 0


def test_a_peer_may_leave_quotations_in_the_text() -> None:
    group = next(g for g in ACCURACY["groups"](deep=True) if g.name == "Outlook")
    found = [ACCURACY["found_in"](text) for text, _ in group.documents]
    whole = [
        [{**item, "body": f"{item['body']}\n\nFrom: Ann"} for item in items] for items in found
    ]
    assert ACCURACY["right_in"](group, whole, loose=True) == group.messages
    assert ACCURACY["right_in"](group, whole, loose=False) < group.messages
