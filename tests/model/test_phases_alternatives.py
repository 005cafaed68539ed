"""M6 without culmination, and without drawn times."""

from __future__ import annotations

import numpy as np
import pytest
from composing import parameters
from stage import NO_LOSSES, NO_REPLACEMENTS, Play, simulated

from sim.config.problems import Problem
from sim.model.phases.names import ASSAULT, CONSOLIDATION, EXPLOITATION, PAUSE, PREPARATION
from sim.model.sides import RED


def log(*overrides: str) -> list[tuple[float, int]]:
    trace = simulated(*overrides, traces=1).trace
    started = trace.event == "phase_started"
    return list(zip(trace.day[started].tolist(), trace.value[started].astype(int).tolist(), strict=True))


def test_a_semi_markov_cycle_is_a_culminating_one_that_nothing_breaks_off() -> None:
    """The same draws: without a reason to culminate, and with no ratio needed, the two are one."""
    free = ("stall=line", "phases.exploitation_probability=0.5", "horizon=400 days", "restrictions=full_ban")
    assert log("phases=semi_markov", *free) == log("phases=culminating", "phases.renewal_ratio=0", *free)


def test_a_semi_markov_cycle_does_not_look_at_losses_or_strength() -> None:
    weak = ("attrition.red_loss=0.1 / day", "horizon=400 days", "stall=culmination", "restrictions=full_ban")
    trace = simulated("phases=semi_markov", *weak, traces=1).trace
    assert not (trace.event == "culminated").any()
    assert (trace.value[trace.event == "phase_started"] == ASSAULT).sum() > 3


THRESHOLD = ("phases=threshold", *NO_LOSSES, *NO_REPLACEMENTS)


def play_at(ratio: float, *overrides: str) -> Play:
    """Only the phases act; the ratio of forces is what is said."""
    play = Play(parameters(*THRESHOLD, *overrides), "phases")
    play.let_ratio_be(ratio)
    return play


def kinds(play: Play) -> list[int]:
    return [int(kind) for _, _, kind in play.log("phase_started")]


def test_an_assault_lasts_while_the_ratio_does() -> None:
    play = play_at(1.5)
    play.until(100.5)
    assert kinds(play) == [ASSAULT]
    play.let_ratio_be(0.8)
    play.until(101.5)
    assert kinds(play) == [ASSAULT, CONSOLIDATION]
    assert play.days("culminated") == [101.0]


def test_an_overwhelming_ratio_is_exploited_until_it_is_not() -> None:
    play = play_at(3.5)
    play.until(10.5)
    assert kinds(play) == [ASSAULT, EXPLOITATION]
    play.let_ratio_be(2.0)
    play.until(11.5)
    assert kinds(play) == [ASSAULT, EXPLOITATION, CONSOLIDATION]
    assert not play.days("culminated")  # it could have gone on as an assault


@pytest.mark.parametrize("stall", ["mixed", "line", "reserves", "culmination"])
def test_losses_end_an_assault_on_the_day_they_reach_their_share_whatever_stalls_it(stall: str) -> None:
    play = play_at(1.5, f"stall={stall}")
    play.until(5.5)
    play.world.forces.lost_kpe[RED] = 0.0749 * 20.0
    play.until(6.5)
    assert kinds(play) == [ASSAULT]
    play.world.forces.lost_kpe[RED] = 0.0751 * 20.0
    play.until(7.5)
    assert play.log("culminated") == [(7.0, "culminated", pytest.approx(0.0751 * 20.0))]


def test_supply_ends_an_assault_at_a_depth() -> None:
    """exp(-x/L) = .3, where the stall knows of supply; else depth does not matter."""
    for stall, ends in (("culmination", True), ("line", False)):
        play = play_at(1.5, f"stall={stall}")
        play.world.front.penetration_km = 1.001 * 1.2039728 * max(1.0, play.parameters.stall.supply_depth_km)
        play.until(2)
        assert (kinds(play) == [ASSAULT, CONSOLIDATION]) is ends


def test_a_cycle_waits_for_guns_then_for_men_then_for_the_ratio() -> None:
    play = play_at(0.5)
    world = play.world
    world.batteries.firepower_share = 0.6
    world.forces.engaged_kpe[RED] = 0.8 * world.forces.start_kpe[RED]
    play.until(50.5)
    assert kinds(play)[-1] == CONSOLIDATION
    world.batteries.firepower_share = 0.7
    play.until(100.5)
    assert kinds(play)[-1] == PAUSE
    world.forces.engaged_kpe[RED] = 0.9 * world.forces.start_kpe[RED]
    play.until(150.5)
    assert kinds(play)[-1] == PREPARATION
    play.let_ratio_be(1.05)
    play.until(151.5)
    assert kinds(play)[-1] == ASSAULT


def test_thresholds_draw_nothing() -> None:
    logs = {tuple(log("phases=threshold", "horizon=60 days", f"attrition={law}")) for law in ("square", "square")}
    assert len(logs) == 1
    batch = simulated("phases=threshold", "aid=no_sponsor_aid", *NO_LOSSES, "horizon=60 days", replications=range(5))
    assert (np.ptp(batch.daily[:, :, 3], axis=0) == 0.0).all()  # the phase, in all replications


def test_a_ratio_of_exploitation_below_that_of_a_halt_is_refused() -> None:
    with pytest.raises(Problem, match=r"phases\.exploitation_ratio: must not be below halt_ratio, 0\.9 \(got 0\.5\)"):
        parameters("phases=threshold", "phases.exploitation_ratio=0.5")
