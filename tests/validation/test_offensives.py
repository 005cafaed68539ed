"""Offensives of the shipped table: their shapes, forecasts from the last reading, and the verdict on them."""

from __future__ import annotations

import numpy as np
import pytest

from sim.config.problems import Problem
from sim.report.record.offensives import offensives_csv, sentences
from sim.validation.baselines import anchored
from sim.validation.offensives import PULSE, SHARE_DAYS, forecast_of, offensives, shape_of, shares
from sim.validation.offensives_backtest import held_against_offensives
from sim.validation.scores import ANCHORED, MODEL, Scores, skill

DAYS = np.arange(61.0)


def curves(*time_constants: float) -> np.ndarray:
    return np.array([100.0 * -np.expm1(-DAYS / each) for each in time_constants])


def test_the_table_holds_rounded_milestones_and_no_daily_series() -> None:
    found = offensives()
    assert len(found) == 10
    assert [each.name for each in found if each.kind == PULSE] == [
        "kharkiv_counter_2022", "kharkiv_north_2024", "kursk_2024",
    ]  # fmt: skip
    assert all(len(each.days) <= 12 and each.days[-1] == 60.0 for each in found)
    (kursk,) = (each for each in found if each.name == "kursk_2024")
    assert kursk.shares == pytest.approx([0.16, 0.35, 0.56, 0.72, 0.92, 1.0, 1.0], abs=0.01)


def test_a_shape_is_of_the_most_ground_until_each_day() -> None:
    path = np.concatenate([[0.0, 5.0, 3.0], np.full(58, 10.0)])
    assert shares(np.array([path, np.zeros(61)]))[0, :4].tolist() == [0.0, 0.5, 0.5, 1.0]
    assert len(shares(np.array([path, np.zeros(61)]))) == 1


def test_the_shape_that_made_an_offensive_scores_best() -> None:
    (kursk,) = (each for each in offensives() if each.name == "kursk_2024")
    scores = [shape_of(kursk, shares(curves(each, each))).crps for each in (1.0, 10.4, 200.0)]
    assert scores[1] < min(scores[0], scores[2])
    assert shape_of(kursk, np.tile(np.interp(DAYS, SHARE_DAYS, kursk.shares), (5, 1))).crps == pytest.approx(0.0)


def test_a_forecast_starts_from_the_last_reading_and_takes_the_draws_that_grew_alike() -> None:
    days = np.array([2.0, 5.0, 10.0, 30.0, 60.0])
    draws = np.repeat(curves(4.0, 30.0), 30, axis=0) * np.linspace(0.5, 2.0, 60)[:, None]  # levels do not matter
    made = 7.0 * curves(30.0)[0]
    found = anchored(draws, days, made[days.astype(int)], days <= 10)
    assert found == pytest.approx(np.tile(made[[30, 60]], (30, 1)))


def test_no_skill_is_said_where_a_baseline_is_better() -> None:
    def scored(crps: float) -> Scores:
        return Scores(5, 2, 4, crps, 0.0, crps)

    forecasts = {MODEL: scored(0.01), "persistence": scored(1.0), "mean rate": scored(3.0)}
    for mine, words in ((1.2, "No skill beyond the last reading: "), (1.05, "but no loss"), (0.8, "Better than every")):
        found = skill(forecasts | {ANCHORED: scored(mine)})
        assert found is not None
        assert words in found.sentence
        assert found.baseline == "persistence"
    assert skill(forecasts) is None


def test_every_offensive_has_a_row_for_every_forecast() -> None:
    rng = np.random.default_rng(5)
    maps = curves(*(7.6 * np.exp(0.6 * rng.normal(size=300))))
    found = held_against_offensives(maps, ("a.b",), 1)
    assert offensives_csv(found).count("\n") == 1 + sum(len(each.scores) for each in found.forecasts)
    assert [line.split(":")[0] for line in sentences(found)][::2] == ["pulses", "grinds"]
    again = forecast_of(offensives()[0], maps, 1)
    assert again == found.forecasts[0]


def test_a_front_that_never_moves_has_no_shape() -> None:
    with pytest.raises(Problem, match="does not move in any draw"):
        held_against_offensives(np.zeros((3, 61)), (), 1)
