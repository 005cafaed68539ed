"""M2, where the front slows with depth, follows Blue's withdrawal, or stays where it is."""

from __future__ import annotations

import math

import numpy as np
import pytest
from composing import parameters
from stage import NO_LOSSES, NO_REPLACEMENTS, NO_RESERVES, STEADY, Play, measure, path, simulated

from sim.model.advance.pace import pace
from sim.model.advance.withdrawal import faster
from sim.model.phases import names as phase_names

DAYS = np.arange(61)
STILL = (
    *STEADY, *NO_LOSSES, *NO_REPLACEMENTS, *NO_RESERVES, "restrictions=full_ban", "phases.mean.assault=1e6 days",
    "horizon=60 days",
)  # fmt: skip
DEPTH = (*STILL, "advance=depth", "advance.red_fires_weight=0", "advance.blue_fires_weight=0")
SPEED = 4.0 * (1 - math.exp(-(20 / (1.9 * 4.5) - 1)))  # km/d, at a ratio of forces that stays


@pytest.mark.parametrize("stall", ["line", "reserves"])
def test_the_front_slows_with_depth_whatever_line_is_held(stall: str) -> None:
    """x' = v exp(-x/L): x = L ln(1 + v t/L)."""
    batch = simulated(*DEPTH, f"stall={stall}", "stall.speed_factor=1", "advance.slowing_depth=2.5 km")
    np.testing.assert_allclose(path(batch, "penetration_km")[0], 2.5 * np.log1p(SPEED * DAYS / 2.5), rtol=1e-9)


def test_the_front_that_slows_never_stands() -> None:
    depth = path(simulated(*DEPTH, "stall=line", "horizon=1000 days"), "penetration_km")[0]
    assert (np.diff(depth) > 0.0).all()
    assert depth[1000] - depth[500] == pytest.approx(3.0 * math.log(2), rel=0.01)


def test_a_depth_without_end_leaves_the_speed() -> None:
    deep, free = (
        path(simulated(*DEPTH, *one, "stall=reserves"), "penetration_km")[0]
        for one in (("advance.slowing_depth=1e9 km",), ("advance=ratio",))
    )
    np.testing.assert_allclose(deep, free, rtol=1e-6)


def test_the_pace_of_a_phase_is_its_share_times_the_factor_of_the_reason_to_stall() -> None:
    play = Play(parameters("advance=ratio", "stall.speed_factor=0.5", "advance.exploitation_speed_share=0.6"))
    found = []
    for kind in (phase_names.ASSAULT, phase_names.EXPLOITATION, phase_names.PAUSE):
        play.world.phase.kind = kind
        found.append(pace(play.world, play.parameters.advance, play.parameters.stall))
    assert found == [0.5, 0.3, 0.0]


def test_none_moves_nothing_and_loses_as_before() -> None:
    """Without a front there is no ground to lose; the ratio still renews assaults."""
    batch = simulated("advance=none", replications=range(3))
    assert not path(batch, "ground_lost_km2").any()
    assert not measure(batch, "area_days_km2_d").any()
    assert (path(batch, "force_ratio")[:, 1:] > 0.0).all()
    assert (path(batch, "phase")[:, 1:] != 0).any()


def test_withdrawal_rises_by_epsteins_rule() -> None:
    """W + (Wmax - W)/(1 - aT) (a - aT), else nothing."""
    assert faster(0.0, 20.0, 0.06, 0.05) == pytest.approx(20 / 0.95 * 0.01)
    assert faster(5.0, 20.0, 0.06, 0.05) == pytest.approx(5 + 15 / 0.95 * 0.01)
    assert faster(5.0, 20.0, 0.05, 0.05) == 0.0
    assert faster(5.0, 20.0, 1.0, 0.05) == pytest.approx(20.0)


WITHDRAWAL = (
    *STEADY, *NO_REPLACEMENTS, *NO_RESERVES, "restrictions=full_ban", "phases.mean.assault=1e6 days", "stall=reserves",
    "stall.speed_factor=1", "advance=withdrawal", "attrition=logarithmic", "attrition.red_loss=0.02 / day",
    "attrition.blue_loss=0.05 / day", "attrition.red_loss_by_fires=0 kpe/kr", "attrition.blue_loss_by_fires=0 kpe/kr",
    "advance.withdrawal_maximum=10 km/d", "horizon=60 days",
)  # fmt: skip


def test_blue_withdraws_until_he_loses_what_he_accepts() -> None:
    """Direct fire takes e^-(.05 c) of his force in a day, at the contact c = 1 - W/Wmax that his withdrawal leaves."""
    batch = simulated(*WITHDRAWAL, "advance.accepted_loss=0.03 / day")
    speed, depth, contact = 0.0, [0.0], 1.0
    red, blue = [20.0], [4.5]
    for _ in range(60):
        red.append(red[-1] * math.exp(-0.02 * contact))
        blue.append(blue[-1] * math.exp(-0.05 * contact))
        depth.append(depth[-1] + speed)
        lost = 1 - blue[-1] / blue[-2]
        speed = speed + (10 - speed) / 0.97 * (lost - 0.03) if lost > 0.03 else 0.0
        contact = 1 - speed / 10
    np.testing.assert_allclose(path(batch, "blue_engaged_kpe")[0], blue, rtol=1e-6)
    np.testing.assert_allclose(path(batch, "red_engaged_kpe")[0], red, rtol=1e-6)
    np.testing.assert_allclose(path(batch, "penetration_km")[0], depth, rtol=1e-5, atol=1e-9)
    assert 1 - blue[60] / blue[59] == pytest.approx(0.03, rel=0.1)


def test_blue_stands_where_he_accepts_what_he_loses() -> None:
    assert not path(simulated(*WITHDRAWAL, "advance.accepted_loss=0.05 / day"), "ground_lost_km2").any()


def test_a_held_line_stops_a_withdrawal_too() -> None:
    held = "scenario.front.hold_depth=7.2 km"
    batch = simulated(*WITHDRAWAL, "advance.accepted_loss=0 / day", "stall=line", held, "horizon=120 days")
    assert 7.0 < path(batch, "penetration_km")[0, 120] <= 7.2
