"""Confidence is a calibrated probability, and its table fits the code that uses it."""

from __future__ import annotations

import json
import runpy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mailrecon import reconstruct
from mailrecon.cli import main
from mailrecon.confidence import (
    THRESHOLDS,
    Certainty,
    certainty,
    load_table,
    probability,
)

ROOT = Path(__file__).parent.parent
SCRIPT: dict[str, Any] = runpy.run_path(str(ROOT / "scripts" / "fit_confidence.py"))

WHOLE = """\
From: Ann Poe <ann@dock.example>
Sent: Monday, March 1, 2021 9:14 AM
To: Ben Ost <ben@dock.example>
Subject: The sluice

It is open.

-----Original Message-----
From: Ben Ost <ben@dock.example>
Sent: Monday, March 1, 2021 8:02 AM
To: Ann Poe <ann@dock.example>
Subject: The sluice

Is it open?
"""
# Another header stands in the text, its labels misread; nothing says whose mail it was.
TORN = """\
notes
From: Cay Dun
To: [redacted]
Date: 1 March 2021
Subject: crane

Frorn; Ann Poe
Scnt: Monday, March 1
Tc: Ben Ost
Subjcct: see below
and more
"""


def _confidences(text: str) -> list[float]:
    return [message.confidence for message in reconstruct(text.encode(), name="x").messages]


def test_the_table_knows_every_feature_and_no_other() -> None:
    known = SCRIPT["known_features"]()
    assert set(load_table().coefficients) == set(known), "run `make confidence`"
    assert len(set(known)) == len(known)


def test_every_feature_of_a_message_is_a_known_one() -> None:
    known = set(SCRIPT["known_features"]()) | {"layout:native message"}
    for path in sorted((ROOT / "fixtures").rglob("*.txt"))[::2]:
        page, items = SCRIPT["found_whole"](path.read_text("utf-8"))
        for item in items:
            shown = SCRIPT["features_of"](item, page)
            assert set(shown) <= known
            groups = [name.partition(":")[0] for name in shown]
            assert len(set(groups)) == len(groups)


@cache
def _fixtures() -> list[Any]:
    return list(SCRIPT["fixtures"]())


def test_it_holds_on_fixtures_as_they_are_and_damaged() -> None:
    rows = SCRIPT["training_table"](_fixtures()[::2])
    assert len(rows) > 1_500
    told = [probability(row.features) for row in rows]
    assert SCRIPT["calibration_error"](SCRIPT["bins"](rows, told)) <= 0.03
    # It tells the wrong from the right ones, not only how many there are.
    wrong = [value for row, value in zip(rows, told, strict=True) if not row.right]
    right = [value for row, value in zip(rows, told, strict=True) if row.right]
    assert sum(right) / len(right) - sum(wrong) / len(wrong) > 0.03


def test_it_holds_on_documents_it_was_not_fitted_on() -> None:
    from tests.devset.score import DEVSET

    if not DEVSET.is_dir():
        pytest.skip("the development material is not here")
    # A third of both is enough for the error; `make confidence` measures it on all.
    rows = SCRIPT["training_table"]([*_fixtures()[::3], *list(SCRIPT["devset"]())[::3]])
    told = SCRIPT["held_out"](rows)
    assert SCRIPT["calibration_error"](SCRIPT["bins"](rows, told)) <= 0.03


def test_a_whole_mail_is_surer_than_a_torn_one() -> None:
    whole, torn = _confidences(WHOLE), _confidences(TORN)
    assert [certainty(value) for value in whole] == [Certainty.SURE, Certainty.SURE]
    assert [certainty(value) for value in torn] == [Certainty.DOUBTFUL]


def test_a_mail_of_its_own_is_sure() -> None:
    data = b"From: Ann Poe <ann@dock.example>\nDate: Mon, 1 Mar 2021 09:14:00 +0000\n"
    data += b"To: ben@dock.example\nMessage-ID: <1@dock.example>\nMIME-Version: 1.0\n\nOpen.\n"
    (message,) = reconstruct(data, name="x.eml").messages
    assert message.confidence == 1.0


@pytest.mark.parametrize(
    ("confidence", "said"),
    [
        (1.0, Certainty.SURE),
        (0.95, Certainty.SURE),
        (0.94, Certainty.LIKELY),
        (0.8, Certainty.LIKELY),
        (0.79, Certainty.DOUBTFUL),
        (0.0, Certainty.DOUBTFUL),
    ],
)
def test_what_a_confidence_means(confidence: float, said: Certainty) -> None:
    assert certainty(confidence) is said


def test_thresholds_fall() -> None:
    lowest = [value for _, value in THRESHOLDS]
    assert lowest == sorted(lowest, reverse=True)
    assert [named for named, _ in THRESHOLDS] == list(Certainty)


def test_only_doubtful_messages_are_shown_the_least_sure_first(tmp_path: Path) -> None:
    torn, whole = tmp_path / "torn.txt", tmp_path / "whole.txt"
    torn.write_text(TORN, "utf-8")
    whole.write_text(WHOLE, "utf-8")
    shown = CliRunner().invoke(main, ["inspect", "--doubtful", str(torn), str(whole)]).output
    assert "torn.txt, lines 2" in shown
    assert "whole.txt, lines" not in shown
    assert "1 of 3 messages are doubtful" in shown
    assert "? doubtful (0." in shown


def test_lines_and_doubtful_do_not_go_together(tmp_path: Path) -> None:
    path = tmp_path / "whole.txt"
    path.write_text(WHOLE, "utf-8")
    assert CliRunner().invoke(main, ["inspect", "--lines", "--doubtful", str(path)]).exit_code == 2


def test_outputs_say_how_sure_they_are(tmp_path: Path) -> None:
    path = tmp_path / "whole.txt"
    path.write_text(WHOLE, "utf-8")
    for name in ("out.jsonl", "out.mbox"):
        CliRunner().invoke(main, ["convert", "-q", str(path), str(tmp_path / name)])
    record = json.loads((tmp_path / "out.jsonl").read_text("utf-8").splitlines()[0])
    assert record["certainty"] == certainty(record["confidence"]).value == "sure"
    said = f"X-Mailrecon-Confidence: {record['confidence']:.2f} (sure)\n"
    assert said in (tmp_path / "out.mbox").read_text("utf-8")
