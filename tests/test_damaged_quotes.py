"""Quotations whose marks were lost or misread, and answers that only look like damage."""

from __future__ import annotations

import pytest

from mailrecon.scan import Lines

_LONG = (
    "> I hope that the locks open soon because I doubt that we will have the funds next year with "
    "the budget"
)
_REST = (
    "and the drought before the quay, so please work with everyone to finish it. The crew of the"
)


@pytest.mark.parametrize(
    ("text", "depths"),
    [
        pytest.param("> Dear Ben,\na\n> The gate sticks.", [1, 1, 1], id="a stain"),
        pytest.param("> Shall we?\ny\n> And then?", [1, 0, 1], id="an answer of one letter"),
        pytest.param("> Shall we?\n\na\n\n> And then?", [1, 0, 0, 0, 1], id="set apart"),
        pytest.param(
            "> On Mar 18, 2020, at 7:28 PM, Ann Poe wrote:\nDY oe\n> Dear Ben", [1, 1, 1], id="bar"
        ),
        pytest.param("> At which time:\nnoon\n> or later", [1, 0, 1], id="answer behind a colon"),
        pytest.param("> Good evening Dr. Poe:\npo\n> The gate", [1, 1, 1], id="below a greeting"),
        pytest.param(
            "Thanks.\n> On 3 May, Ann wrote:\n> > Dear Ben,\n> the gate sticks since the last tide",
            [0, 1, 1, 1],
            id="the mark of an empty line",
        ),
        pytest.param(
            "> Yes.\n> On 3 May, Ann wrote:\n> > Dear Ben,\n> the gate sticks since the last tide",
            [1, 1, 2, 1],
            id="quoted in a quotation",
        ),
        pytest.param(f"{_LONG}\n{_REST}\n\n> Ann", [1, 1, 0, 1], id="wrapped behind one mark"),
        pytest.param(
            f"{_LONG}\n{_REST}\n\n{_LONG}\n{_REST}", [1, 1, 0, 1, 1], id="the last paragraph"
        ),
        pytest.param(f"{_LONG}\n{_REST}", [1, 0], id="one paragraph and nothing below"),
        pytest.param(f"{_LONG}\nA{_REST[1:]}\n\n> Ann", [1, 0, 0, 1], id="an answer's capital"),
        pytest.param(
            f"> Where do we get the tickets\n{_REST}{_REST}\n\n> Ann", [1, 0, 0, 1], id="not full"
        ),
    ],
)
def test_depths_of_damaged_quotations(text: str, depths: list[int]) -> None:
    lines = Lines(text)
    assert [lines.depth(n) for n in range(len(lines))] == depths
