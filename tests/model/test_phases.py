"""M6: the offensive is a semi-Markov cycle, which an assault enters only with the strength for it."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from composing import parameters
from stage import STEADY, Z_LIMIT, Play, path, simulated, z_of_mean, z_of_variance

from sim.model.phases.names import ASSAULT, CONSOLIDATION, EXPLOITATION, PAUSE, PREPARATION

SEMI_MARKOV = (
    "stall=line", "phases.renewal_ratio=0", "phases.exploitation_probability=0.35", "phases.mean.preparation=20 days",
    "phases.mean.assault=6 days", "phases.mean.exploitation=8 days", "phases.mean.consolidation=10 days",
    "phases.mean.pause=25 days",
)  # fmt: skip
CYCLE = 63.8  # 20 + 6 + .35 x 8 + 10 + 25 days
SHARES = {
    PREPARATION: 0.31347962,
    ASSAULT: 0.09404389,
    EXPLOITATION: 0.04388715,
    CONSOLIDATION: 0.15673981,
    PAUSE: 0.39184953,
}
CYCLES = 2000


@pytest.fixture(scope="module")
def sojourns() -> np.ndarray:
    """Days in each phase (columns) of each cycle (rows), from one assault to the next."""
    play = Play(parameters(*SEMI_MARKOV), "phases")
    play.until(CYCLES * CYCLE)
    log = play.log("phase_started")
    starts, kinds = np.array([day for day, _, _ in log]), np.array([int(kind) for _, _, kind in log])
    cycle = np.cumsum(kinds == ASSAULT) - 1
    days = np.zeros((cycle[-1] + 1, 5))
    np.add.at(days, (cycle[:-1], kinds[:-1]), np.diff(starts))
    return days[:-1]


def test_length_of_the_cycle(sojourns: np.ndarray) -> None:
    assert len(sojourns) > 0.9 * CYCLES
    assert abs(z_of_mean(sojourns.sum(axis=1), CYCLE)) < Z_LIMIT


@pytest.mark.parametrize("phase", SHARES)
def test_share_of_time(sojourns: np.ndarray, phase: int) -> None:
    """By the renewal theorem, mean days in the phase over mean length of the cycle."""
    excess = sojourns[:, phase] - SHARES[phase] * sojourns.sum(axis=1)
    assert abs(z_of_mean(excess, 0.0)) < Z_LIMIT


def test_sojourns_are_gamma_with_shape_3(sojourns: np.ndarray) -> None:
    for phase, mean in {ASSAULT: 6, CONSOLIDATION: 10, PAUSE: 25, PREPARATION: 20}.items():
        assert abs(z_of_variance(sojourns[:, phase], mean**2 / 3)) < Z_LIMIT


def test_phases_follow_each_other_as_said() -> None:
    play = Play(parameters(*SEMI_MARKOV), "phases")
    play.until(5000)
    kinds = [int(kind) for _, _, kind in play.log("phase_started")]
    follows = {
        ASSAULT: {EXPLOITATION, CONSOLIDATION}, EXPLOITATION: {CONSOLIDATION}, CONSOLIDATION: {PAUSE},
        PAUSE: {PREPARATION}, PREPARATION: {ASSAULT},
    }  # fmt: skip
    assert kinds[0] == ASSAULT
    for before, after in pairwise(kinds):
        assert after in follows[before]


def test_without_the_ratio_no_assault_is_renewed() -> None:
    play = Play(parameters(*SEMI_MARKOV, "phases.renewal_ratio=1"), "phases")
    play.until(1000)
    assert play.world.phase.kind == PREPARATION
    assert play.log("phase_started")[-1][0] < 300
    play.let_ratio_be(1.0)
    play.until(1002)
    assert play.world.phase.kind == ASSAULT


def test_an_assault_culminates_on_its_losses_and_is_not_exploited() -> None:
    """Red loses 1 % a day, and culminates on the first day that it has lost 7.5 %."""
    batch = simulated(
        "attrition=logarithmic", "attrition.red_loss=0.01 / day", "attrition.red_loss_by_fires=0 kpe/kr",
        "phases.mean.assault=1000 days", "phases.exploitation_probability=1", "restrictions=full_ban",
        "horizon=18 days", traces=1,
    )  # fmt: skip
    trace = batch.trace
    assert trace.day[trace.event == "culminated"].tolist() == [math.ceil(-100 * math.log(1 - 0.075))]
    assert trace.value[trace.event == "phase_started"].tolist()[:2] == [ASSAULT, CONSOLIDATION]


def test_tempo_and_demand_are_those_of_the_phase() -> None:
    names = {
        ASSAULT: "assault", EXPLOITATION: "exploitation", CONSOLIDATION: "consolidation", PAUSE: "pause",
        PREPARATION: "preparation",
    }  # fmt: skip
    tempo = {kind: 0.1 * (place + 1) for place, kind in enumerate(names)}
    demand = {kind: 1.0 - 0.1 * place for place, kind in enumerate(names)}
    given = [f"phases.tempo.{name}={tempo[kind]}" for kind, name in names.items()]
    given += [f"phases.demand.{name}={demand[kind]}" for kind, name in names.items()]
    play = Play(parameters(*SEMI_MARKOV, *given), "phases")
    seen = set()
    for day in range(1, 1000):
        phase = play.until(day).phase
        assert phase.tempo == tempo[phase.kind]
        assert phase.demand == demand[phase.kind]
        seen.add(phase.kind)
    assert seen == set(names)


def test_an_assault_that_culminates_tells_what_was_lost_since_it_began() -> None:
    """What is lost in the other phases, as fast as in an assault, does not count."""
    batch = simulated(
        *STEADY,
        "attrition=logarithmic", "attrition.red_loss=0.01 / day", "attrition.red_loss_by_fires=0 kpe/kr",
        "phases.mean.assault=1000 days", "phases.mean.consolidation=3 days", "phases.mean.pause=3 days",
        "phases.mean.preparation=3 days", "phases.renewal_ratio=0", "restrictions=full_ban", traces=1,
    )  # fmt: skip
    trace, lost = batch.trace, path(batch, "red_losses_kpe")[0]
    assaults = trace.day[(trace.event == "phase_started") & (trace.value == ASSAULT)]
    ended = trace.event == "culminated"
    assert ended.sum() >= 2
    for began, day, cost in zip(assaults, trace.day[ended], trace.value[ended], strict=False):
        assert cost == pytest.approx(np.interp(day, range(181), lost) - np.interp(began, range(181), lost), rel=0.03)
