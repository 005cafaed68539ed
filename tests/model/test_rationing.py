"""M3, where Blue does not ration its rounds, or does so by two levels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from composing import parameters
from stage import NO_LOSSES, STEADY, Play, measure, path, simulated

from sim.config.problems import Problem
from sim.model.fires.rationing import ration
from sim.model.sides import AIR_DEFENCE, ROCKET, TUBE

USED = 0.30  # kr/d, which Blue wants
NO_SUPPLY = (
    *STEADY, *NO_LOSSES, "aid=no_sponsor_aid", "restrictions=full_ban", "scenario.stocks.tube_supply=0 kr/d",
    "scenario.stocks.tube=6 kr",
)  # fmt: skip


def test_unrationed_the_stock_falls_evenly_to_nothing() -> None:
    """6 kr at .3 kr a day: used up on day 20, and not before."""
    batch = simulated(*NO_SUPPLY, "fires=unrationed", traces=1)
    days = np.arange(181)
    np.testing.assert_allclose(path(batch, "tube_stock_kr")[0], np.maximum(0.0, 6 - USED * days), atol=1e-9)
    out = (batch.trace.event == "stock_out") & (batch.trace.value == 0.0)
    assert batch.trace.day[out] == pytest.approx([20.0], abs=0.17)  # in the step of 4 hours in which it is
    assert measure(batch, "unmet_demand_kr")[0] == pytest.approx(USED * 160)


def test_days_below_the_reserve_are_counted_from_the_day_it_is_passed() -> None:
    """6 kr at .3 kr a day: 3 kr are left on day 10, from which on every day counts."""
    batch = simulated(*NO_SUPPLY, "fires=unrationed", "fires.reserve_level=3 kr", traces=1)
    assert measure(batch, "below_reserve_days")[0] == pytest.approx(170, abs=1 / 4)
    below = batch.trace.event == "stock_below_reserve"
    assert batch.trace.day[below] == pytest.approx([10.0], abs=1 / 4)
    assert batch.trace.value[below] == pytest.approx([3.0], abs=USED / 4)


def test_a_stock_that_rises_again_is_not_below_its_reserve() -> None:
    """Twice as much comes as is used: from 2 kr it takes a day and 2/3 to 3 kr of a reserve at .6 kr/d."""
    rising = [one for one in NO_SUPPLY if "tube" not in one]
    batch = simulated(
        *rising, "scenario.stocks.tube=2 kr", "scenario.stocks.tube_supply=0.9 kr/d", "fires=unrationed",
        "fires.reserve_level=3 kr", traces=1,
    )  # fmt: skip
    assert measure(batch, "below_reserve_days")[0] == pytest.approx(1 / 0.6, abs=1 / 4)


@pytest.mark.parametrize(("kind", "name"), [(TUBE, "tube"), (ROCKET, "rocket"), (AIR_DEFENCE, "air_defence")])
def test_what_comes_from_elsewhere_comes_evenly(kind: int, name: str) -> None:
    """Half a thousand rounds a day of one class, for 40 days, and none of another."""
    names = [other for other in ("tube", "rocket", "air_defence") if other != name]
    supplies = [f"scenario.stocks.{other}_supply=0 kr/d" for other in names]
    supplies.append(f"scenario.stocks.{name}_supply=0.5 kr/d")
    play = Play(parameters("aid=no_sponsor_aid", "restrictions=full_ban", *supplies), "flows")
    arrived = play.until(40).stock.arrived_kr
    assert [arrived[one] for one in range(4)] == pytest.approx([20.0 if one == kind else 0.0 for one in range(4)])


def test_two_levels_halve_the_fires_and_then_silence_them() -> None:
    """From 6 to 4 kr at .3 a day, from 4 to 1 at half of that; then what is left stays."""
    batch = simulated(*NO_SUPPLY, "fires=two_threshold")
    full, half = 2 / USED, 3 / (0.5 * USED)
    days = np.arange(181)
    expected = np.interp(days, [0.0, full, full + half, 200.0], [6.0, 4.0, 1.0, 1.0])
    np.testing.assert_allclose(path(batch, "tube_stock_kr")[0], expected, atol=USED / 8)
    fires = path(batch, "blue_fires_kr_per_day")[0]
    assert fires[[1, 6, 8, 26, 28, 180]] == pytest.approx([USED, USED, USED / 2, USED / 2, 0.0, 0.0])


@pytest.mark.parametrize(("stock", "share"), [(5, 1), (4, 1), (3.999, 0.25), (1.001, 0.25), (1, 0), (0, 0)])
def test_the_ration_by_two_levels(stock: float, share: float) -> None:
    one = parameters("fires=two_threshold", "fires.ration_share=0.25").fires
    assert ration(one, stock) == share


def test_levels_are_to_be_in_order() -> None:
    with pytest.raises(Problem, match="ration_low: must be below ration_high"):
        parameters("fires=two_threshold", "fires.ration_low=4 kr")


def test_levels_are_refused_where_nothing_is_rationed() -> None:
    with pytest.raises(Problem, match=r"is not used by fires\.kind=unrationed, only by linear, two_threshold"):
        parameters("fires=unrationed", "fires.ration_low=1 kr")


@pytest.mark.parametrize("stock", [0.5, 1.0, 2.5, 4.0, 4.5])
def test_levels_without_a_ration_between_them_are_one(stock: float) -> None:
    """Where all is fired in between only the lower level counts; where nothing is, only the upper one."""
    one = parameters("fires=two_threshold").fires
    assert ration(replace(one, ration_share=1.0), stock) == (1.0 if stock > 1.0 else 0.0)
    assert ration(replace(one, ration_share=0.0), stock) == (1.0 if stock >= 4.0 else 0.0)


RED_FIRES = (
    *NO_SUPPLY, "fires.suppression=0", "city=one_channel", "scenario.stocks.red_tube_supply=0 kr/d",
    "scenario.stocks.red_tube=30 kr", "stall=line", "phases=semi_markov",
)  # fmt: skip
"""Red wants 1.5 kr/d throughout, and has 30 kr."""


def test_unrationed_red_fires_its_stock_and_no_more() -> None:
    """30 kr at 1.5 kr a day: used up on day 20, and not before."""
    batch = simulated(*RED_FIRES, "fires=unrationed", traces=1)
    stock = path(batch, "red_stock_kr")[0]
    np.testing.assert_allclose(stock, np.maximum(0.0, 30 - 1.5 * np.arange(181)), atol=1e-9)
    assert measure(batch, "red_fires_kr")[0] == pytest.approx(30.0)
    out = batch.trace.event == "red_stock_out"
    assert batch.trace.day[out] == pytest.approx([20.0], abs=0.17)  # in the step of 4 hours in which it is


def test_red_falls_silent_at_its_lower_level() -> None:
    """Of 30 kr the levels leave 1.5: linearly rationed Red nears it, by two thresholds it stops there."""
    for fires, left in (("linear_ration", 1.5), ("two_threshold", 1.5)):
        batch = simulated(*RED_FIRES, f"fires={fires}")
        assert path(batch, "red_stock_kr")[0, -1] == pytest.approx(left, abs=0.1)
        assert path(batch, "red_fires_kr_per_day")[0, -1] < 0.01


def test_guns_without_rounds_are_neither_found_nor_answer() -> None:
    """From the start without a round: no battery of either side is lost, and nothing is fired from sanctuary."""
    dry = (
        "scenario.stocks.red_tube=0 kr", "scenario.stocks.red_tube_supply=0 kr/d", "fires=unrationed",
        "horizon=60 days",
        "counter_battery.red_kill=0.5", "counter_battery.blue_kill=0.5",
    )  # fmt: skip
    batch = simulated(*dry, replications=range(3))
    for name in ("red_fires_kr", "fires_from_sanctuary_kr", "red_batteries_lost_bty", "blue_batteries_lost_bty"):
        assert not measure(batch, name).any(), name


def test_the_default_scenario_wants_no_rounds_on_reds_side() -> None:
    """As the record shows: Red's stock never falls to where it would ration."""
    batch = simulated("restrictions=full_ban", replications=range(3))
    assert path(batch, "red_stock_kr").min() >= 7.5


def test_the_levels_of_reds_ration_are_in_order() -> None:
    with pytest.raises(Problem, match=r"red_ration_low.*must be below red_ration_high"):
        parameters("fires.red_ration_low=8 kr")
