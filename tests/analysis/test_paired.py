"""Paired and unpaired differences: known numbers, and where no interval is due."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sim.analysis import intervals
from sim.analysis.paired import HIGHER, LOWER, NO_VARIATION, NOWHERE, UNCLEAR, Difference, level, paired_differences
from sim.analysis.unpaired import unpaired_differences
from sim.model.measures import Measure

HEADLINE, OTHER = Measure("launcher_salvos", "salvos", "", True), Measure("rung_days", "rung d", "")
RANDOM = np.random.default_rng(11)
REFERENCE = RANDOM.normal(100.0, 20.0, 400)


def paired(values: np.ndarray, reference: np.ndarray = REFERENCE, measure: Measure = OTHER) -> Difference:
    (found,) = paired_differences({(1, measure): (values, reference)})
    return found


def has_interval(found: Difference) -> bool:
    return not math.isnan(found.low)


def test_known_numbers() -> None:
    change = RANDOM.normal(5.0, 2.0, 400)
    found = paired(REFERENCE + change)
    assert found.mean == pytest.approx(change.mean())
    assert found.median == pytest.approx(np.median(change))
    assert found.share_lower == pytest.approx((change < 0).mean())
    assert found.share_lower + found.share_equal + found.share_higher == pytest.approx(1)
    assert (found.low, found.high) == pytest.approx(intervals.student_t(change), abs=0.02)
    assert found.n == 400
    assert found.n_effective == pytest.approx(intervals.effective_number(change))
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
    assert found.verdict == "too few pairs differ (at most 0.75 % of pairs)"


def test_a_constant_difference_has_no_interval() -> None:
    found = paired(REFERENCE - 0.1)
    assert found.mean == pytest.approx(-0.1)
    assert not has_interval(found)
    assert math.isnan(found.variance_reduction)
    assert found.verdict == NO_VARIATION


def test_few_that_differ_from_the_value_of_all_others_are_too_few() -> None:
    values = REFERENCE - 3.0
    values[:20] += 1
    found = paired(values)
    assert found.n_effective > 390
    assert not has_interval(found)
    assert found.verdict == "too few pairs differ from -3 (at most 7.2 % of pairs)"
    values[20:60] += 1
    assert paired(values).verdict == LOWER


def test_rounding_is_no_difference() -> None:
    values = REFERENCE.copy()
    values[::2] = np.nextafter(values[::2], math.inf)
    assert paired(values).share_equal == 1


@pytest.mark.parametrize(("differ", "given"), [(49, False), (50, True)])
def test_fifty_equal_differences_are_enough(differ: int, given: bool) -> None:
    values = REFERENCE.copy()
    values[:differ] -= 3.0
    found = paired(values)
    assert found.n_effective == pytest.approx(differ)
    assert has_interval(found) is given
    assert found.share_lower == differ / 400
    if given:
        assert found.verdict == LOWER
    else:
        assert found.verdict == "too few pairs differ (at most 16 % of pairs)"


def test_many_differences_that_one_outweighs_are_too_few() -> None:
    values = REFERENCE + 0.001 * RANDOM.normal(size=400)
    values[7] += 50
    found = paired(values)
    assert not has_interval(found)
    assert found.verdict == "too few pairs differ (400 differ, in effect 1)"


def test_only_pairs_in_which_both_are_defined_count() -> None:
    values, reference = REFERENCE + RANDOM.normal(5.0, 1.0, 400), REFERENCE.copy()
    values[:100], reference[50:150] = np.nan, np.nan
    found = paired(values, reference)
    assert found.n == 250
    assert found.mean == pytest.approx((values[150:] - reference[150:]).mean())
    nowhere = paired(np.full(400, np.nan))
    assert (nowhere.n, nowhere.verdict) == (0, NOWHERE)
    assert math.isnan(nowhere.mean)


def test_headline_measures_of_all_variants_share_their_simultaneous_intervals() -> None:
    changes = RANDOM.normal(1.0, 4.0, (6, 400))
    keys = [(variant, measure) for variant in (1, 2, 3) for measure in (HEADLINE, OTHER)]
    pairs = {key: (REFERENCE + change, REFERENCE) for key, change in zip(keys, changes, strict=True)}
    found = paired_differences(pairs)
    assert [(one.variant, one.measure) for one in found] == keys
    for one, change in zip(found, changes, strict=True):
        assert math.isnan(one.simultaneous_low) is (one.measure is OTHER)
        if one.measure is HEADLINE:
            reach = (one.simultaneous_high - one.simultaneous_low) / 2 / intervals.standard_error(change)
            assert reach == pytest.approx(stats.t(399).ppf(1 - 0.025 / 3), rel=0.06)
            assert one.simultaneous_low < one.low < one.high < one.simultaneous_high


def test_the_verdict_on_a_headline_measure_is_that_of_the_simultaneous_interval() -> None:
    changes = RANDOM.normal(0.0, 1.0, (20, 400))
    changes += (2.3 * changes.std(axis=1, ddof=1) / 20 - changes.mean(axis=1))[:, None]
    found = paired_differences({(k, HEADLINE): (REFERENCE + change, REFERENCE) for k, change in enumerate(changes)})
    assert all(one.low > 0 for one in found)
    assert {one.verdict for one in found} == {UNCLEAR}


def test_above_so_many_pairs_student_takes_over(monkeypatch: pytest.MonkeyPatch) -> None:
    change = RANDOM.exponential(1.0, 400)
    monkeypatch.setattr(intervals, "MOST", 399)
    found = paired(REFERENCE + change, measure=HEADLINE)
    assert (found.low, found.high) == pytest.approx(intervals.student_t(change))
    assert (found.simultaneous_low, found.simultaneous_high) == pytest.approx((found.low, found.high))


def test_levels() -> None:
    values = np.append(np.arange(101.0), np.nan)
    found = level(2, OTHER, values)
    assert (found.mean, found.median, found.q05, found.q95, found.n) == (50, 50, 5, 95, 101)
    assert found.standard_error == pytest.approx(stats.sem(values[:-1]))
    assert level(0, OTHER, np.array([0.1, 0.1, 0.1])).standard_error == 0
    nothing = level(0, OTHER, np.array([np.nan]))
    assert nothing.n == 0
    assert math.isnan(nothing.mean)


def unpaired(values: np.ndarray, reference: np.ndarray, measure: Measure = OTHER, alike: int = 1) -> Difference:
    (found,) = unpaired_differences({(1, measure): (values, reference)}, alike)
    return found


def test_unpaired_means_are_compared_by_welch() -> None:
    values = RANDOM.normal(90.0, 5.0, 150)
    found = unpaired(values, REFERENCE)
    wanted = stats.ttest_ind(values, REFERENCE, equal_var=False).confidence_interval(0.95)
    assert found.mean == pytest.approx(values.mean() - REFERENCE.mean())
    assert (found.low, found.high) == pytest.approx((wanted.low, wanted.high))
    assert (found.n, found.verdict) == (150, LOWER)
    for blank in (found.median, found.share_equal, found.correlation, found.variance_reduction):
        assert math.isnan(blank)
    wider = unpaired(values, REFERENCE, HEADLINE, alike=10)
    assert wider.simultaneous_low < found.low
    assert (wider.low, wider.high) == (found.low, found.high)


def test_unpaired_runs_that_hardly_vary_have_no_interval() -> None:
    rare = np.zeros(400)
    rare[:20] = 1
    assert unpaired(rare, REFERENCE).verdict == "too few replications vary: they weigh as 20"
    assert not has_interval(unpaired(rare, REFERENCE))
    constant = unpaired(np.full(400, 3.0), np.full(300, 1.0))
    assert (constant.mean, constant.verdict) == (2, "varies in neither run")
    assert unpaired(np.full(9, np.nan), REFERENCE).verdict == "not defined in both runs"
