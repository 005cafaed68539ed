"""Measures that are censored at the horizon: differences of restricted means, on made-up days whose means are known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.analysis.paired import paired_differences
from sim.analysis.survival import kaplan_meier
from sim.model.measures import MEASURES, ON_A_DAY
from sim.study.differences.censored import STARTS, is_censored, note, restricted

HORIZON = 180.0
DAY = next(measure for measure in MEASURES if measure.name == "relaxation_day")


def drawn(random: np.random.Generator, mean: float, uniform: np.ndarray) -> np.ndarray:
    """Exponential days from common uniforms; NaN where they lie beyond the horizon."""
    days = -mean * np.log(uniform)
    return np.where(days < HORIZON, days, np.nan)


def restricted_mean(mean: float) -> float:
    return mean * (1 - math.exp(-HORIZON / mean))


def compared(days: np.ndarray, others: np.ndarray):
    values = [restricted(DAY.name, {DAY.name: column}, HORIZON) for column in (days, others)]
    (found,) = paired_differences({(1, DAY): (values[0], values[1])})
    return found


def test_the_difference_is_that_of_the_areas_under_both_curves() -> None:
    random = np.random.default_rng(1)
    uniform = random.random(400)
    days, others = drawn(random, 900.0, uniform), drawn(random, 60.0, uniform)
    areas = [kaplan_meier(column, HORIZON).restricted_mean for column in (days, others)]
    found = compared(days, others)
    assert found.n == 400
    assert found.mean == pytest.approx(areas[0] - areas[1])


def test_complete_pairs_would_be_wrong_and_restricted_means_hold_their_level() -> None:
    random = np.random.default_rng(2)
    truth = restricted_mean(500.0) - restricted_mean(70.0)
    held, complete = 0, list[float]()
    for _ in range(400):
        uniform = random.random(300)
        days, others = drawn(random, 500.0, uniform), drawn(random, 70.0, uniform)
        found = compared(days, others)
        held += found.low <= truth <= found.high
        complete.append(float(np.nanmean(days - others)))
    assert held / 400 == pytest.approx(0.95, abs=0.033)
    assert abs(np.mean(complete) - truth) > 10


def test_a_wait_is_restricted_from_its_start_and_one_that_never_began_has_no_length() -> None:
    columns = {"request_day": np.array([10.0, 30.0, np.nan]), "request_to_decision_d": np.array([5.0, np.nan, np.nan])}
    found = restricted("request_to_decision_d", columns, HORIZON)
    assert found[:2].tolist() == [5.0, 150.0]
    assert np.isnan(found[2])


def test_other_measures_are_left_alone() -> None:
    values = np.array([1.0, np.nan, 500.0])
    assert np.array_equal(restricted("rung_days", {"rung_days": values}, HORIZON), values, equal_nan=True)
    assert not is_censored("rung_days")
    assert note(["rung_days"]) == ""
    assert "Kaplan-Meier" in note(["rung_days", DAY.name])


def test_all_days_of_the_model_that_may_not_come_are_censored() -> None:
    days = {measure.name for measure in MEASURES if measure.unit == "day"}
    assert {name for name, start in STARTS.items() if start == ON_A_DAY} == days


@given(arrays(np.float64, st.integers(1, 30), elements=st.one_of(st.floats(-20, 179.9), st.just(np.nan))))
def test_the_restricted_mean_is_the_area_under_the_curve(days: np.ndarray) -> None:
    found = restricted(DAY.name, {DAY.name: days}, HORIZON)
    assert found.mean() == pytest.approx(kaplan_meier(days, HORIZON).restricted_mean, abs=1e-9)
