"""What flows: reserves, pressure, batteries that move, and the front, against their closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from composing import parameters
from stage import (
    NO_LOSSES,
    NO_REPLACEMENTS,
    NO_RESERVES,
    STEADY,
    Z_LIMIT,
    Play,
    measure,
    path,
    simulated,
    z_of_mean,
    z_of_variance,
)

from sim.validation.verification.exact_flows import relocated

DAYS = np.arange(181)
STILL = (
    *STEADY,
    *NO_LOSSES,
    "escalation=none",
    "red_line=none",
    "city.launcher_salvos=0 / day",
    "city.aircraft_strikes=0 / day",
)


def test_reserves_come_in_after_a_lag_at_the_rate_that_is_left_over_the_time_constant() -> None:
    batch = simulated(*STILL, "reserves.lag=1 day", "reserves.time_constant=2.5 days")
    came_in = 5 * (1 - np.exp(-np.maximum(DAYS - 1, 0) / 2.5))
    np.testing.assert_allclose(path(batch, "blue_engaged_kpe")[0], 4.5 + came_in, rtol=1e-9)
    exact = 5 * (179 - 2.5 * (1 - math.exp(-179 / 2.5)))
    assert measure(batch, "reserve_days_kpe_d")[0] == pytest.approx(exact, rel=1e-3)


def test_reserves_count_by_reason_of_the_stall() -> None:
    for stall, factor in {"mixed": 1.0, "reserves": 1.4, "line": 0.0, "culmination": 0.0}.items():
        world = Play(parameters(*STILL, f"stall={stall}"), "phases", "flows", "reserves").until(30)
        assert world.forces.committed_kpe == pytest.approx(5 * factor, rel=1e-4)


def test_no_reserves_come_in_whatever_the_reason_to_stall() -> None:
    batch = simulated(*STILL, *NO_REPLACEMENTS, "reserves=none", "stall=reserves", traces=1)
    assert (path(batch, "blue_engaged_kpe") == 4.5).all()
    assert measure(batch, "reserve_days_kpe_d")[0] == 0.0
    assert "reserves_committed" not in batch.trace.event


def test_pressure_is_a_leaky_integrator() -> None:
    """Of fires from sanctuary, .03 x 1.5 kr/d x .75 x .85, forgotten within 30 days, and of a request on day 3."""
    batch = simulated(*STILL, "adaptation=none", "restrictions=full_ban", "pressure.by_ground=0 / km2")
    level = 30 * 0.03 * 1.5 * 0.75 * 0.85
    asked = np.where(DAYS > 3, 0.5 * np.exp(-(DAYS - 3) / 30), 0.0)
    np.testing.assert_allclose(path(batch, "pressure")[0], level * (1 - np.exp(-DAYS / 30)) + asked, rtol=1e-9)


@pytest.mark.parametrize("step", ["step=4 hours", "step=1 day"])
def test_pressure_by_ground_counts_every_square_kilometre(step: str) -> None:
    """Nothing is forgotten in a memory without end: .01 for each km2 lost, however long the steps are."""
    batch = simulated(
        *STILL, "restrictions=full_ban", "restrictions.events.request.day=null", "pressure.memory=1e9 days",
        "pressure.by_sanctuary_fires=0 / kr", "horizon=20 days", step,
    )  # fmt: skip
    np.testing.assert_allclose(path(batch, "pressure")[0], 0.01 * path(batch, "ground_lost_km2")[0], rtol=1e-6)


THREATENED = (
    *(one for one in STILL if "red_kill" not in one), "counter_battery.red_kill=2e-11",
    "adaptation.planning_horizon=1.2e11 days", "counter_battery.rounds_per_kill=0 kr",
    "restrictions.events.widening.after=null", "restrictions.events.widening.delay=null",
)  # fmt: skip
"""The threat of the shipped config, of which nothing is lost."""
ANSWERED = 4 * 0.3 * 0.6 * 0.02 * 120  # answers that kill a battery which may be struck, over the horizon


def test_half_of_the_batteries_have_moved_after_the_time_constant_times_ln_2() -> None:
    batch = simulated(*THREATENED)
    half_life = 40 * math.log(2)
    # a step ends where the permission takes effect, but whether half have moved is looked at in steps of 4 hours
    assert half_life <= measure(batch, "adaptation_half_life_d")[0] <= half_life + 1 / 6
    deep = path(batch, "deep_batteries_bty")[0]
    target = 27 * relocated(0.5, 0.25, 0.7, ANSWERED * (0.15 + 0.85 * 0.8), 0.0)
    np.testing.assert_allclose(deep, target * (1 - np.exp(-np.maximum(DAYS - 22.5, 0) / 40)), rtol=1e-6)


def test_batteries_that_moved_come_back_when_the_permission_does() -> None:
    one = parameters(
        *STILL, "restrictions=endogenous", "restrictions.relax.intercept=-1e9", "restrictions.reverse.intercept=-1e9"
    )
    play = Play(one, "phases", "flows", "policy")
    play.world.policy.opened_share, play.world.batteries.red_bty[:] = 0.0, [9.0, 17.0, 10.0]
    assert play.until(40).batteries.red_bty == pytest.approx([9.0, 27 - 10 * math.exp(-1), 10 * math.exp(-1)])


def test_long_range_strikes_hold_batteries_back() -> None:
    """The deep offers less where it can be struck, by as many missiles as there are."""
    stock = ("aid=no_sponsor_aid", "scenario.stocks.long_range=0.05 kr", "horizon=60 days")
    wide = path(simulated(*THREATENED, *stock, "restrictions=long_range"), "deep_batteries_bty")[0]
    by_rockets = 0.15 + 0.85 * 0.8
    by_any = 0.15 + 0.85 * (0.85 + 0.15 * 0.3)  # long-range strikes open any attacked border, for any military target
    near = ANSWERED * (by_rockets + 0.5 * (by_any - by_rockets))  # .05 of .1 kr answer half of the detections
    share = relocated(0.5, 0.25, 0.7, near, ANSWERED * 0.5 * 0.7 * 0.4)
    assert wide[60] == pytest.approx(27 * share * (1 - math.exp(-(60 - 22.5) / 40)), rel=1e-6)


FRONT = (
    *STILL, *NO_REPLACEMENTS, *NO_RESERVES, "phases.mean.assault=1e6 days", "advance=ratio",
    "advance.red_fires_weight=0", "advance.blue_fires_weight=0",
)  # fmt: skip
SPEED = 4.0 * (1 - math.exp(-(20 / (1.9 * 4.5) - 1)))  # km/d, at a ratio of forces that stays
HOLD = 8.5  # km


def test_the_front_nears_the_held_line_in_closed_form() -> None:
    batch = simulated(*FRONT, "stall=line")
    np.testing.assert_allclose(path(batch, "force_ratio")[0, 1:], 20 / (1.9 * 4.5), rtol=1e-12)
    depth = HOLD * (1 - np.exp(-SPEED * DAYS / HOLD))
    np.testing.assert_allclose(path(batch, "penetration_km")[0], depth, rtol=1e-9)
    np.testing.assert_allclose(path(batch, "ground_lost_km2")[0], 30 * depth, rtol=1e-9)


def test_without_a_held_line_the_front_moves_on_at_its_speed() -> None:
    batch = simulated(*FRONT, "stall=reserves", "stall.speed_factor=1")
    np.testing.assert_allclose(path(batch, "penetration_km")[0], SPEED * DAYS, rtol=1e-9)
    assert measure(batch, "area_days_km2_d")[0] == pytest.approx(30 * SPEED * 180**2 / 2, rel=1e-9)


def test_below_the_threshold_nothing_moves() -> None:
    assert not path(simulated(*FRONT, "stall=line", "advance.defence_multiplier=5"), "ground_lost_km2").any()


def test_an_exogenous_speed_holds_for_its_assault_from_the_first_step_on() -> None:
    overrides = ("advance=exogenous", "phases.mean.assault=1e6 days", "stall=line", "horizon=30 days", *STILL)
    depth = path(simulated(*overrides, replications=range(5)), "penetration_km")
    speeds = -HOLD * np.log(1 - depth[:, 1] / HOLD)
    np.testing.assert_allclose(depth, HOLD * (1 - np.exp(-np.outer(speeds, DAYS[:31]) / HOLD)), rtol=1e-9)
    one = parameters(*overrides)
    drawn = [Play(one, "advance", "phases", replication=number).until(1e-9).front for number in range(500)]
    assert [front.exogenous_speed_km_per_day for front in drawn[:5]] == pytest.approx(speeds)
    logs = [math.log(front.exogenous_speed_km_per_day) for front in drawn]
    assert abs(z_of_mean(logs, math.log(4))) < Z_LIMIT
    assert abs(z_of_variance(logs, 0.4**2)) < Z_LIMIT


def test_a_step_half_as_long_changes_little() -> None:
    """Quantities flow in steps of 4 hours; what chance decides is the same."""
    coarse, fine = (
        simulated("horizon=30 days", f"step={step}", replications=range(5)) for step in ("4 hours", "2 hours")
    )
    for name in ("ground_lost_km2", "red_losses_kpe", "tube_stock_kr"):
        np.testing.assert_allclose(path(coarse, name)[:, 30], path(fine, name)[:, 30], rtol=0.02)
