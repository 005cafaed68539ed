"""Paired and unpaired differences: known numbers, and where no interval is due."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from student import student_t

from sim.analysis import intervals
from sim.analysis.paired import (
    FEW,
    NO_VARIATION,
    NOT_DEFINED,
    PairedDifference,
    level,
    paired_differences,
    unpaired_differences,
)
from sim.model.measures import MEASURES, Measure
from sim.study.differences.verdict import CONSTANT, HIGHER, LOWER, NOWHERE, SAME, UNCLEAR

HEADLINE, OTHER = Measure("launcher_salvos", "salvos", "", True), Measure("rung_days", "rung d", "")
RANDOM = np.random.default_rng(11)
REFERENCE = RANDOM.normal(100.0, 20.0, 400)


def paired(values: np.ndarray, reference: np.ndarray = REFERENCE, measure: Measure = OTHER) -> PairedDifference:
    (found,) = paired_differences({(1, measure): (values, reference)})
    return found


def has_interval(found: PairedDifference) -> bool:
    return not math.isnan(found.low)


def test_known_numbers() -> None:
    change = RANDOM.normal(5.0, 2.0, 400)
    found = paired(REFERENCE + change)
    assert found.mean == pytest.approx(change.mean())
    assert found.median == pytest.approx(np.median(change))
    assert found.share_lower == pytest.approx((change < 0).mean())
    assert found.share_lower + found.share_equal + found.share_higher == pytest.approx(1)
    assert (found.low, found.high) == pytest.approx(student_t(change), abs=0.02)
    assert found.n == 400
    assert found.n_effective == pytest.approx(400 / stats.kurtosis(change, fisher=False))
    assert found.median_low < found.median < found.median_high
    assert found.verdict == HIGHER


def test_correlation_and_variance_reduction() -> None:
    values = REFERENCE + RANDOM.normal(-1.0, 5.0, 400)
    found = paired(values)
    assert found.correlation == pytest.approx(stats.pearsonr(values, REFERENCE).statistic)
    wanted = (values.var() + REFERENCE.var()) / (values - REFERENCE).var()
    assert found.variance_reduction == pytest.approx(wanted)
    assert wanted > 20
    independent = paired(RANDOM.normal(100.0, 20.0, 400))
    assert independent.variance_reduction == pytest.approx(1, abs=0.1)
    assert independent.verdict == UNCLEAR


def test_against_itself_all_is_equal_and_there_is_no_interval() -> None:
    found = paired(REFERENCE)
    assert (found.mean, found.median, found.share_lower, found.share_equal, found.share_higher) == (0, 0, 0, 1, 0)
    assert not has_interval(found)
    assert math.isnan(found.variance_reduction)
    assert found.correlation == pytest.approx(1)
    assert (found.verdict, found.no_interval) == (SAME, SAME)


def test_a_constant_difference_has_no_interval() -> None:
    found = paired(REFERENCE - 0.1)
    assert found.mean == pytest.approx(-0.1)
    assert not has_interval(found)
    assert math.isnan(found.variance_reduction)
    assert (found.verdict, found.no_interval) == (LOWER, CONSTANT)


def test_only_pairs_in_which_both_are_defined_count() -> None:
    values, reference = REFERENCE + RANDOM.normal(5.0, 1.0, 400), REFERENCE.copy()
    values[:100], reference[50:150] = np.nan, np.nan
    found = paired(values, reference)
    assert found.n == 250
    assert found.mean == pytest.approx((values[150:] - reference[150:]).mean())
    nowhere = paired(np.full(400, np.nan))
    assert (nowhere.n, nowhere.verdict, nowhere.no_interval) == (0, NOWHERE, NOWHERE)
    assert math.isnan(nowhere.mean)


def test_verdicts_hold_for_all_measures_of_a_family_and_all_variants_at_once() -> None:
    changes = RANDOM.normal(1.0, 4.0, (6, 400))
    keys = [(variant, measure) for variant in (1, 2, 3) for measure in (HEADLINE, OTHER)]
    pairs = {key: (REFERENCE + change, REFERENCE) for key, change in zip(keys, changes, strict=True)}
    found = paired_differences(pairs, policies=3)
    assert [(one.variant, one.measure) for one in found] == keys
    for one, change in zip(found, changes, strict=True):
        many = 3 * sum(measure.headline is one.measure.headline for measure in MEASURES)
        reach = (one.simultaneous_high - one.simultaneous_low) / 2 / intervals.standard_error(change)
        assert reach == pytest.approx(stats.t(399).ppf(1 - 0.025 / many), rel=0.02)
        assert one.simultaneous_low < one.low < one.high < one.simultaneous_high


@pytest.mark.parametrize("measure", [HEADLINE, OTHER])
def test_the_verdict_is_that_of_the_simultaneous_interval(measure: Measure) -> None:
    changes = RANDOM.normal(0.0, 1.0, (20, 400))
    changes += (2.3 * changes.std(axis=1, ddof=1) / 20 - changes.mean(axis=1))[:, None]
    pairs = {(k, measure): (REFERENCE + change, REFERENCE) for k, change in enumerate(changes)}
    found = paired_differences(pairs, policies=20)
    assert all(one.low > 0 for one in found)
    assert {one.verdict for one in found} == {UNCLEAR}


def test_levels() -> None:
    values = np.append(np.arange(101.0), np.nan)
    found = level(2, OTHER, values)
    assert (found.mean, found.median, found.q05, found.q95, found.n) == (50, 50, 5, 95, 101)
    assert found.standard_error == pytest.approx(stats.sem(values[:-1]))
    assert level(0, OTHER, np.array([0.1, 0.1, 0.1])).standard_error == 0
    nothing = level(0, OTHER, np.array([np.nan]))
    assert nothing.n == 0
    assert math.isnan(nothing.mean)


def unpaired(
    values: np.ndarray, reference: np.ndarray, measure: Measure = OTHER, policies: int = 1
) -> PairedDifference:
    (found,) = unpaired_differences({(1, measure): (values, reference)}, policies)
    return found


def test_unpaired_means_are_compared_by_welch() -> None:
    values = RANDOM.normal(90.0, 5.0, 150)
    found = unpaired(values, REFERENCE)
    wanted = stats.ttest_ind(values, REFERENCE, equal_var=False).confidence_interval(0.95)
    assert found.mean == pytest.approx(values.mean() - REFERENCE.mean())
    assert (found.low, found.high) == pytest.approx((wanted.low, wanted.high), abs=0.02)
    assert (found.n, found.verdict, found.no_interval) == (150, LOWER, "")
    for blank in (found.median, found.median_low, found.share_equal, found.correlation, found.variance_reduction):
        assert math.isnan(blank)
    wider = unpaired(values, REFERENCE, HEADLINE, policies=2)
    assert wider.simultaneous_low < found.low
    assert (wider.low, wider.high) == (found.low, found.high)


def test_one_of_the_unpaired_runs_may_not_vary() -> None:
    found = unpaired(REFERENCE, np.full(30, 50.0))
    wanted = stats.ttest_1samp(REFERENCE - 50.0, 0.0).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((wanted.low, wanted.high), abs=0.02)
    mirrored = unpaired(np.full(30, 50.0), REFERENCE)
    assert (mirrored.low, mirrored.high) == pytest.approx((-found.high, -found.low))
    assert (found.verdict, mirrored.verdict) == (HIGHER, LOWER)


def test_unpaired_runs_that_hardly_vary_have_no_interval() -> None:
    rare = np.zeros(400)
    rare[:4] = 1
    found = unpaired(rare, REFERENCE)
    assert (found.verdict, found.no_interval) == (UNCLEAR, FEW)
    assert not has_interval(found)
    constant = unpaired(np.full(400, 3.0), np.full(300, 1.0))
    assert (constant.mean, constant.verdict) == (2, NO_VARIATION)
    assert unpaired(np.full(9, np.nan), REFERENCE).verdict == NOT_DEFINED
