"""Confidence intervals agree with published values."""

from __future__ import annotations

import pytest

from mailrecon.app.intervals import clopper_pearson, wilson
from mailrecon.app.sample import Sample, measure


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


def test_what_cannot_be_told_widens_the_interval_on_both_sides() -> None:
    sample = Sample(1, tuple(range(12)), (), 100, 0)
    plain = measure(sample, ["right"] * 8 + ["no mail"] * 2, [])
    doubtful = measure(sample, ["right"] * 8 + ["no mail"] * 2 + ["unknown"] * 2, [])
    assert doubtful.precision.hits == plain.precision.hits == 8
    assert doubtful.precision.judged == plain.precision.judged == 10
    assert doubtful.precision.unknown == 2
    for name in ("wilson", "exact"):
        before, after = getattr(plain.precision, name), getattr(doubtful.precision, name)
        assert after.low < before.low
        assert after.high > before.high
    assert doubtful.precision.exact == (clopper_pearson(8, 12).low, clopper_pearson(10, 12).high)
    # Whether its fields are right cannot be told, either.
    assert doubtful.fields["date"].judged == 8
    assert doubtful.fields["date"].exact.low < plain.fields["date"].exact.low
    only = measure(sample, ["unknown"], ["unknown"])
    assert only.precision.judged == only.elusion.judged == 0
    assert only.precision.exact == (0.0, 1.0)
    assert only.recall is None
