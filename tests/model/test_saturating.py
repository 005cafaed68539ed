"""M2, saturating: an attainable depth that the front relaxes towards, and what moves it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from composing import parameters
from stage import NO_LOSSES, STEADY, Z_LIMIT, Play, path, simulated, z_of_mean, z_of_variance

from sim.model.advance.saturating import relaxed_depth

FAST = ("advance.time_constant_median=4 days", "advance.time_constant_log_sd=0", "horizon=60 days")
ALIKE = (*STEADY, *FAST, "restrictions=full_ban", "phases.mean.assault=1e6 days")


def depth(*overrides: str, replications: int = 1) -> np.ndarray:
    return path(simulated(*ALIKE, *overrides, replications=range(replications)), "penetration_km")


def test_relaxation_and_creep_go_over_into_each_other() -> None:
    """Many short steps give what one long step gives, whether or not the attainable depth is passed."""
    for start, creep in ((0.0, 0.0), (0.0, 0.02), (7.9, 0.02), (9.0, 0.02), (9.0, 0.0)):
        at_once = relaxed_depth(start, 8.0, 0.25, creep, 30.0, math.exp(-0.25 * 30.0))
        stepped = start
        for _ in range(3000):
            stepped = relaxed_depth(stepped, 8.0, 0.25, creep, 0.01, math.exp(-0.25 * 0.01))
        assert stepped == pytest.approx(at_once, rel=1e-9)
        assert at_once >= start


def test_towards_a_line_forces_and_fires_change_nothing() -> None:
    for more in ((), ("fires.suppression=0.9",), ("scenario.forces.blue_engaged=9 kpe",)):
        expected = 8.5 * -np.expm1(-np.arange(61) / 4.0)
        np.testing.assert_allclose(depth("stall=line", "advance.creep=0 / day", *more)[0], expected, rtol=1e-9)


@pytest.mark.parametrize(
    ("stall", "less"),
    [
        ("mixed", "fires.suppression=0.9"),
        ("reserves", "fires.suppression=0.9"),
        ("culmination", "attrition.red_loss=0.02 / day"),
        ("mixed", "attrition.red_loss=0.02 / day"),
        ("mixed", "scenario.forces.blue_reserves=10 kpe"),
        ("reserves", "fires=unrationed"),
        ("culmination", "stall.supply_depth=3 km"),
    ],
)
def test_losses_reserves_supply_and_fires_each_lower_the_ground(stall: str, less: str) -> None:
    chosen = (f"stall={stall}", "counter_battery.red_kill=0", "stall.culmination_loss_share=1" * (stall == "mixed"))
    kept = tuple(word for word in chosen if word)
    assert depth(*kept, less)[0, 60] < depth(*kept)[0, 60] - 0.01


def test_blues_losses_raise_the_ground() -> None:
    assert depth("stall=reserves", "attrition.blue_loss=0.03 / day")[0, 60] > depth("stall=reserves")[0, 60] + 0.01


@pytest.mark.thorough
def test_a_permission_acts_on_the_ground_with_no_weight_of_fires_in_the_ratio() -> None:
    unweighted = ("advance.red_fires_weight=0", "advance.blue_fires_weight=0", "horizon=180 days")
    ground = [
        path(simulated(f"restrictions={one}", *unweighted, replications=range(20)), "ground_lost_km2")[:, 180].mean()
        for one in ("counter_fire", "full_ban")
    ]
    assert ground[0] < ground[1] - 0.1


def test_a_step_half_as_long_moves_the_front_little() -> None:
    coarse, fine = (depth(*NO_LOSSES, f"step={hours} hours", "stall=mixed")[0] for hours in (3, 1.5))
    np.testing.assert_allclose(coarse[1:], fine[1:], rtol=0.005)


def test_the_time_constant_is_drawn_once_for_an_offensive() -> None:
    one = parameters("advance.time_constant_median=5 days", "advance.time_constant_log_sd=0.6")
    drawn = [Play(one, "advance", "phases", replication=number).until(1e-9).front for number in range(500)]
    logs = [math.log(front.time_constant_days) for front in drawn]
    assert abs(z_of_mean(logs, math.log(5.0))) < Z_LIMIT
    assert abs(z_of_variance(logs, 0.36)) < Z_LIMIT
    play = Play(one, "advance", "phases")
    first = play.until(1e-9).front.time_constant_days
    assert play.until(150.0).front.time_constant_days == first


def test_nothing_moves_before_the_first_assault() -> None:
    batch = simulated("scenario.start_day=-20", *FAST)
    ground = path(batch, "ground_lost_km2")[0]
    assert not ground[:21].any()
    assert ground[25] > 0.0
