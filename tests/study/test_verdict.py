"""What is said of a difference: known answers, and what must not change it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from sim.model.measures import MEASURES
from sim.study.differences import moments
from sim.study.differences.verdict import (
    CONSTANT,
    DOMINATED,
    FEW,
    FEW_DIFFER,
    HIGHER,
    LOWER,
    NOWHERE,
    OPPOSED,
    SAME,
    UNCLEAR,
    Verdict,
    differences_of,
    family_size,
    judge_differences,
)

RANDOM = np.random.default_rng(5)
FAMILY = 25


def one(values: np.ndarray, alike: int = FAMILY) -> Verdict:
    (found,) = judge_differences(values[:, None], alike)
    return found


def test_as_many_lower_as_higher_are_not_the_same() -> None:
    """Two of 100 pairs differ: few, not none."""
    values = np.zeros(100)
    values[:2] = 1.0, -1.0
    assert one(values).no_interval == FEW_DIFFER
    assert one(np.zeros(100)).no_interval == SAME


def some(count: int, total: int, value: float = 1.0) -> np.ndarray:
    values = np.zeros(total)
    values[:count] = value
    return values


@pytest.mark.parametrize(
    ("values", "word", "no_interval"),
    [
        (np.full(20, 3.0), HIGHER, CONSTANT),
        (68.4 + RANDOM.normal(0, 6, 40), HIGHER, ""),
        (-68.4 - RANDOM.exponential(6, 20) ** 3, LOWER, FEW),
        (some(40, 500), HIGHER, ""),
        (some(12, 500), HIGHER, ""),
        (some(3, 500), UNCLEAR, FEW_DIFFER),
        (some(7, 500, -1.0) - 2.0, LOWER, ""),
        (some(3, 500, -1.0) - 2.0, LOWER, FEW_DIFFER),
        (np.zeros(500), SAME, SAME),
        (np.full(500, np.nan), NOWHERE, NOWHERE),
        (np.empty(0), NOWHERE, NOWHERE),
        (np.array([4.0]), UNCLEAR, CONSTANT),
        (RANDOM.normal(0, 1, 500), UNCLEAR, ""),
        (np.append(-RANDOM.random(497) * 0.01, [30.0, 30.0, 30.0]), OPPOSED, DOMINATED),
        (np.append(-RANDOM.random(460) * 0.01, RANDOM.normal(30.0, 5.0, 40)), OPPOSED, ""),
        (np.append(RANDOM.random(497) * 0.01, [30.0, 30.0, 30.0]), HIGHER, DOMINATED),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} pairs",
)
def test_known_answers(values: np.ndarray, word: str, no_interval: str) -> None:
    found = one(values)
    assert (found.word, found.no_interval) == (word, no_interval)
    assert math.isnan(found.low) is math.isnan(found.wide_low) is bool(no_interval)


def test_the_sign_without_an_interval_is_that_of_the_exact_test_at_the_level_of_the_family() -> None:
    """6 of 6 pairs one way: p = 2/64, which tells a sign alone and not among 25."""
    values = some(6, 500) * np.r_[np.ones(5), 100.0, np.zeros(494)]
    assert stats.binomtest(6, 6).pvalue == pytest.approx(2 / 64)
    assert (one(values, 1).word, one(values, 25).word) == (HIGHER, UNCLEAR)
    assert one(values, 1).no_interval == FEW_DIFFER


def test_of_normal_differences_the_interval_is_student_s_and_no_narrower() -> None:
    values = RANDOM.normal(2.0, 3.0, 400)
    wanted = stats.ttest_1samp(values, 0.0).confidence_interval(0.95)
    found = one(values)
    assert found.low <= wanted.low + 1e-12
    assert found.high >= wanted.high - 1e-12
    assert (found.low, found.high) == pytest.approx((wanted.low, wanted.high), abs=0.02)
    wide = stats.ttest_1samp(values, 0.0).confidence_interval(1 - 0.05 / FAMILY)
    assert (found.wide_low, found.wide_high) == pytest.approx((wide.low, wide.high), abs=0.05)


def test_of_skewed_differences_the_interval_reaches_farther_on_the_long_side() -> None:
    """BCa corrects for skewness to the same order."""
    values = RANDOM.lognormal(0.0, 1.0, 400)
    wanted = stats.bootstrap((values,), np.mean, n_resamples=4999, rng=np.random.default_rng(1)).confidence_interval
    found, error = one(values), values.std(ddof=1) / 20
    assert found.high - found.mean > 1.1 * (found.mean - found.low)
    assert found.high == pytest.approx(wanted.high, abs=0.3 * error)


def test_hall_s_transform_is_undone() -> None:
    """The t at the end of Hall's interval has the quantile of Student's as its transform."""
    for skew in (-0.3, -0.05, 0.05, 0.3):
        t = moments._untransformed(np.array([1.96, -1.96]), np.array([skew, skew]))
        assert t + skew * t**2 / 3 + skew**2 * t**3 / 27 + skew / 6 == pytest.approx([1.96, -1.96])


def test_moments_leave_out_what_is_not_defined() -> None:
    values = RANDOM.exponential(1.0, 300)
    holed = np.insert(values, [0, 10, 300], np.nan)
    found = moments.moments(holed[:, None])
    assert found.n[0] == 300
    assert found.mean[0] == pytest.approx(values.mean())
    assert found.error[0] == pytest.approx(stats.sem(values))
    assert found.skew[0] == pytest.approx(stats.skew(values) / math.sqrt(300))
    assert found.carriers[0] == pytest.approx(300 / stats.kurtosis(values, fisher=False))


def test_rounding_is_no_difference() -> None:
    values = RANDOM.normal(100.0, 20.0, 400)
    near = np.nextafter(values, math.inf)
    assert one(differences_of(near, values)).word == SAME
    assert one(differences_of(values - 0.1, values)).no_interval == CONSTANT


def test_a_family_is_all_headline_measures_or_all_others_of_all_policies() -> None:
    headline = [measure for measure in MEASURES if measure.headline]
    others = [measure for measure in MEASURES if not measure.headline]
    assert family_size(headline[0], 3) == 3 * len(headline)
    assert family_size(others[0], 3) == 3 * len(others)
    assert family_size(others[0], 0) == len(others)


DIFFERENCES = arrays(
    np.float64,
    st.integers(1, 150),
    elements=st.one_of(st.just(0.0), st.floats(-100, 100).map(lambda value: round(value, 3)), st.just(np.nan)),
)


def ends(found: Verdict) -> list[float]:
    return [found.mean, found.low, found.high, found.wide_low, found.wide_high]


@pytest.mark.thorough
@given(DIFFERENCES, st.randoms(use_true_random=False))
def test_the_order_of_the_pairs_changes_nothing(values: np.ndarray, random) -> None:
    order = list(range(len(values)))
    random.shuffle(order)
    mine, other = one(values), one(values[order])
    assume(is_clear_cut(mine))
    assert (mine.word, mine.no_interval) == (other.word, other.no_interval)
    assert ends(mine) == pytest.approx(ends(other), rel=1e-6, abs=1e-9, nan_ok=True)


@pytest.mark.thorough
@given(DIFFERENCES)
def test_swapping_variant_and_reference_mirrors_the_verdict(values: np.ndarray) -> None:
    mine, other = one(values), one(-values)
    assert other.word == {LOWER: HIGHER, HIGHER: LOWER}.get(mine.word, mine.word)
    assert other.no_interval == mine.no_interval
    assert [-end for end in ends(other)] == pytest.approx(
        [mine.mean, mine.high, mine.low, mine.wide_high, mine.wide_low], rel=1e-9, abs=1e-12, nan_ok=True
    )
    assert (other.lower, other.higher) == pytest.approx((mine.higher, mine.lower), nan_ok=True)


@pytest.mark.thorough
@given(DIFFERENCES, st.sampled_from([2.0**-30, 0.25, 1024.0]))
def test_the_unit_changes_nothing(values: np.ndarray, factor: float) -> None:
    mine, other = one(values), one(factor * values)
    assert (mine.word, mine.no_interval) == (other.word, other.no_interval)
    assert [factor * end for end in ends(mine)] == pytest.approx(ends(other), rel=1e-9, nan_ok=True)


@given(DIFFERENCES, st.integers(1, 200))
def test_sign_and_interval_never_contradict_each_other(values: np.ndarray, alike: int) -> None:
    found = one(values, alike)
    if found.word == HIGHER:
        assert found.mean > 0
        assert not found.wide_low <= 0
    if found.word == LOWER:
        assert found.mean < 0
        assert not found.wide_high >= 0
    if found.word == UNCLEAR and not found.no_interval:
        assert found.wide_low <= 0 <= found.wide_high
    assert not found.low < found.wide_low
    assert not found.high > found.wide_high


@pytest.mark.thorough
@given(DIFFERENCES, DIFFERENCES)
def test_a_column_is_judged_alone_whatever_stands_beside_it(values: np.ndarray, other: np.ndarray) -> None:
    size = max(len(values), len(other))
    table = np.full((size, 2), np.nan)
    table[: len(values), 0], table[: len(other), 1] = values, other
    assert judge_differences(table, FAMILY)[0] == pytest.approx(one(values), nan_ok=True)


def is_clear_cut(found: Verdict) -> bool:
    """Whether no sum that is rounded otherwise can turn it: not at an edge of the rule or of an interval."""
    edges = [found.carriers / 6 - 1, found.carriers * 4 / max(found.n, 1) - 1, found.wide_low, found.wide_high]
    return all(not abs(edge) < 1e-9 for edge in edges)
