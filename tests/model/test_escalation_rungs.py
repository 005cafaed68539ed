"""M10 on rungs: a birth-death chain, with its ruin, its times of absorption and its stationary law."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from composing import parameters
from samples import thinned
from stage import Z_LIMIT, Play, is_poisson, measure, path, plays, simulated, z_of_mean, z_of_share

from sim.config.problems import Problem
from sim.model import signals
from sim.model.cast import Role
from sim.model.processes.permissions import announce_relaxation, grant
from sim.model.sides import TUBE
from sim.validation.verification.reductions import ladder

RUNGS = (
    *ladder(0.3, 0.4),
    "escalation.highest_rung=6",
)  # fmt: skip
RUIN = ("escalation.lowest_absorbing=true", "escalation.highest_absorbing=true")
ABSORPTION = {1: 5.66973567, 2: 9.8960499, 3: 12.1978022, 4: 11.93347193, 5: 8.24769825}
STATIONARY = (0.28851166, 0.21638374, 0.16228781, 0.12171586, 0.09128689, 0.06846517, 0.05134888)


@pytest.mark.parametrize("start", thinned(ABSORPTION, 3))
def test_the_chain_is_absorbed_as_a_gambler_is_ruined(start: int) -> None:
    one = parameters(*RUNGS, *RUIN, f"escalation.start_rung={start}")
    found = plays(700, one, "escalation.rungs", until=2000)
    ends = [play.log("rung_changed")[-1] for play in found]
    assert {rung for _, _, rung in ends} == {0.0, 6.0}
    assert abs(z_of_mean([day for day, _, _ in ends], ABSORPTION[start])) < Z_LIMIT
    ratio = 0.4 / 0.3
    above = sum(rung == 6.0 for _, _, rung in ends)
    assert abs(z_of_share(above, 700, (1 - ratio**start) / (1 - ratio**6))) < Z_LIMIT


@pytest.mark.thorough
def test_from_rung_2_the_highest_is_reached_before_0_with_probability_168() -> None:
    found = plays(3000, parameters(*RUNGS, *RUIN, "escalation.start_rung=2"), "escalation.rungs", until=500)
    assert abs(z_of_share(sum(play.world.escalation.rung == 6 for play in found), 3000, 0.1683991684)) < Z_LIMIT


@pytest.mark.thorough
def test_at_equal_rates_it_is_a_fair_game() -> None:
    one = parameters(*RUNGS, *RUIN, *ladder(0.4, 0.4), "escalation.start_rung=2")
    found = plays(1500, one, "escalation.rungs", until=1000)
    assert abs(z_of_share(sum(play.world.escalation.rung == 6 for play in found), 1500, 1 / 3)) < Z_LIMIT


@pytest.mark.thorough
def test_without_absorption_its_law_is_geometric() -> None:
    rungs = [play.world.escalation.rung for play in plays(2000, parameters(*RUNGS), "escalation.rungs", until=150)]
    for rung, probability in enumerate(STATIONARY):
        assert abs(z_of_share(rungs.count(rung), 2000, probability)) < Z_LIMIT


def test_every_change_is_one_rung_and_in_the_log() -> None:
    play = Play(parameters(*RUNGS, "escalation.start_rung=2"), "escalation.rungs")
    play.until(500)
    rungs = [2.0, *(rung for _, _, rung in play.log("rung_changed"))]
    assert (np.abs(np.diff(rungs)) == 1.0).all()
    assert len(rungs) > 100
    assert play.world.escalation.rung == rungs[-1]


def test_it_starts_where_it_is_said_to_and_counts_from_there() -> None:
    batch = simulated(*RUNGS, "escalation.start_rung=3", *ladder(0, 0))
    assert (path(batch, "rung") == 3.0).all()
    assert measure(batch, "rung_days")[0] == pytest.approx(3 * 180)
    assert measure(batch, "top_rung")[0] == 3.0


def granted(env: Any, world: Any, parameters: Any, stream: Any) -> Any:
    for band in range(2):
        grant(world, TUBE, band, 1, env.now + 2.5)
    announce_relaxation(env, world)
    yield env.timeout(0.0)


@pytest.mark.thorough
def test_permission_steps_raise_the_rate_up() -> None:
    """Two steps: by exp(2 x .2). On a ladder too high to end, without a way down, going up is Poisson."""
    one = parameters(
        *ladder(0.02, 0), "escalation.start_rung=0",
        "escalation.up_by_step=0.2",
    )  # fmt: skip
    found = plays(800, one, "escalation.rungs", Role("test.granted", granted), until=50)
    assert is_poisson([play.world.escalation.rung for play in found], math.exp(0.4))


def test_a_grant_is_felt_at_once() -> None:
    """The draw that runs is spent faster from then on."""
    days = []
    for grants in (False, True):
        one = parameters(*ladder(0.01, 0.12), "escalation.up_by_step=1", "escalation.start_rung=0")
        play = Play(one, "escalation.rungs")
        play.until(1.0)
        if grants:
            play.world.policy.steps_granted = 2
            play.clock.announce(signals.POLICY)
        play.until(5000)
        days.append(play.days("rung_changed")[0])
    assert days[1] - 1.0 == pytest.approx((days[0] - 1.0) / math.exp(2.0))


def test_a_crossed_line_takes_the_ladder_up_and_no_acts_come() -> None:
    batch = simulated(
        *ladder(0, 0), "restrictions=unrestricted",
        "red_line.crossing_severity=3.7", "horizon=5 days", replications=range(5),
    )  # fmt: skip
    assert measure(batch, "top_rung").tolist() == [4.0] * 5
    assert not measure(batch, "red_acts").any()
    assert not path(batch, "severity").any()


def test_rung_8_is_out_of_scope_and_the_ladder_goes_no_further() -> None:
    batch = simulated(*ladder(2, 0))
    assert measure(batch, "top_rung")[0] == 8.0
    assert measure(batch, "out_of_scope")[0] == 1.0


def test_a_start_above_the_highest_rung_is_refused() -> None:
    with pytest.raises(Problem, match=r"escalation\.start_rung: must not be above highest_rung, 3 \(got 4\)"):
        parameters("escalation=rungs", "escalation.start_rung=4", "escalation.highest_rung=3")
