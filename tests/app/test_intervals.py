"""Intervals against published values."""

from __future__ import annotations

import pytest

from mailrecon.app.intervals import clopper_pearson, wilson


# R. G. Newcombe, "Two-sided confidence intervals for the single proportion: comparison of seven
# methods", Statistics in Medicine 17 (1998), table I: Wilson's score method without continuity
# correction, and the exact method of Clopper and Pearson.
@pytest.mark.parametrize(
    ("hits", "count", "score", "exact"),
    [
        (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
        (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
        (0, 20, (0.0000, 0.1611), (0.0000, 0.1684)),
        (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
    ],
)
def test_published_intervals(
    hits: int, count: int, score: tuple[float, float], exact: tuple[float, float]
) -> None:
    assert wilson(hits, count) == pytest.approx(score, abs=0.00006)
    assert clopper_pearson(hits, count) == pytest.approx(exact, abs=0.00006)


def test_the_ends() -> None:
    # The rule of three's exact form: 1 - 0.025^(1/n).
    assert clopper_pearson(0, 100).high == pytest.approx(1 - 0.025 ** (1 / 100), abs=1e-9)
    assert clopper_pearson(100, 100) == pytest.approx((0.025 ** (1 / 100), 1.0), abs=1e-9)
    assert wilson(0, 0) == clopper_pearson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize("count", [1, 7, 50, 1000])
def test_both_hold_the_share_and_mirror(count: int) -> None:
    for hits in {0, 1, count // 3, count - 1, count}:
        for method in (wilson, clopper_pearson):
            low, high = method(hits, count)
            assert 0 <= low <= hits / count <= high <= 1
            assert method(count - hits, count) == pytest.approx((1 - high, 1 - low), abs=1e-9)
