"""Means of all points at once are those of each alone."""

from __future__ import annotations

import numpy as np
import pytest
from composing import parameters
from coverage_levels import level, level_cases
from student import student_t

from sim.analysis.level_intervals import UNBOUNDED, bounds_of, level_interval, levels_of
from sim.analysis.summary import interval_of, summarize
from sim.engine import reference
from sim.model.measures import MEASURES


def test_each_point_has_the_level_that_it_has_alone() -> None:
    chance = np.random.default_rng(1)
    point = np.repeat([0, 2, 3, 7], [5, 1, 40, 3])
    values = 1000 + chance.normal(size=len(point))
    values[[1, -1]] = np.nan
    points, mean, low, high = levels_of(point, values)
    assert points.tolist() == [0, 2, 3, 7]
    for place, one in enumerate(points):
        known = values[(point == one) & ~np.isnan(values)]
        assert mean[place] == pytest.approx(known.mean(), rel=1e-14)
        if len(known) > 1:
            assert (low[place], high[place]) == pytest.approx(student_t(known), rel=1e-12)
        else:
            assert np.isnan([low[place], high[place]]).all()


def test_points_without_a_defined_value_have_no_level() -> None:
    points, mean, _, _ = levels_of(np.array([0, 0, 1]), np.array([np.nan, np.nan, 4.0]))
    assert (points.tolist(), mean.tolist()) == ([1], [4.0])
    assert [len(one) for one in levels_of(np.array([0]), np.array([np.nan]))] == [0, 0, 0, 0]


SHOTS = np.array([0.0, 0.0, 0.0, 0.0, 9.0])


def test_student_s_interval_is_kept_where_it_stays_within_what_can_be() -> None:
    values = np.array([4.0, 5.0, 6.0, 7.5])
    assert level_of("red_fires_kr", values) == pytest.approx(student_t(values), rel=1e-12)
    assert level_of("request_to_decision_d", SHOTS) == pytest.approx(student_t(SHOTS), rel=1e-12)
    assert level_of("request_day", SHOTS)[0] < 0


def test_no_level_lies_where_the_measure_cannot_be_and_the_other_end_makes_up_for_it() -> None:
    low, high = level_of("red_fires_kr", SHOTS)
    assert low == 0.0
    assert high > student_t(SHOTS)[1] + 5
    crossed = np.array([0.0] + [1.0] * 9)
    low, high = level_of("red_line_crossed", crossed)
    assert high == 1.0
    assert 0.0 <= low < student_t(crossed)[0]
    assert level_of("red_line_crossed", np.array([0.0, 1.0, 1.0])) == (0.0, 1.0)


def level_of(name: str, values: np.ndarray) -> tuple[float, float]:
    """Of a run and of a point of a study, which agree."""
    (measure,) = (one for one in MEASURES if one.name == name)
    (estimate,) = summarize({name: values}, [measure])
    _, _, low, high = levels_of(np.zeros(len(values), dtype=np.int64), values, bounds_of(measure))
    assert (low[0], high[0]) == pytest.approx(interval_of(estimate), rel=1e-12)
    return interval_of(estimate)


@pytest.mark.parametrize("size", [3, 5, 10, 20])
@pytest.mark.parametrize("case", list(level_cases()), ids=lambda case: case.name)
def test_levels_hold_no_less_often_than_student_s_and_with_a_bound_more_often(case, size: int) -> None:
    found = level(case, size, 4000)
    assert found.holds >= found.student
    if found.beyond > 0.6 and case.name != "log-normal":
        assert found.holds > 0.91
        assert found.holds > found.student + 0.01 or found.student > 0.94


def test_a_point_of_one_value_has_no_interval() -> None:
    assert np.isnan(level_interval(*(np.array([one]) for one in (1.0, np.nan, 0.0, np.nan)), UNBOUNDED)).all()


@pytest.mark.thorough
@pytest.mark.parametrize(
    "words",
    [
        ("scenario.start_day=-14", "restrictions=timeline"),
        ("restrictions=gate_withdrawn", "escalation=rungs"),
        ("restrictions=long_range", "red_line=convex", "aid=delayed"),
        ("scenario.forces.blue_engaged=1 kpe", "scenario.forces.blue_reserves=0 kpe"),
        ("scenario.stocks.tube=0.1 kr", "scenario.stocks.tube_supply=0 kr/d", "escalation=richardson"),
    ],
)
def test_measures_keep_to_their_bounds(words: tuple[str, ...]) -> None:
    rows = reference.simulate(parameters(*words), 3, range(20), 0, 0).rows
    for place, measure in enumerate(MEASURES):
        values = rows[:, place][~np.isnan(rows[:, place])]
        lowest, highest = bounds_of(measure)
        assert ((values >= lowest) & (values <= highest)).all(), measure.name
