"""M11: a fixed, unknown threshold on permission steps; the risk of the next step rises."""

from __future__ import annotations

from typing import Any

import pytest
from composing import parameters
from stage import Z_LIMIT, Play, measure, plays, simulated, z_of_share

from sim.model.cast import Role
from sim.model.processes.permissions import announce_relaxation, grant
from sim.model.restrictions.permission_steps import STEPS
from sim.model.sides import BANDS, LONG_RANGE, TUBE, Targets

EVERY_STEP = (
    *((TUBE, band, Targets.FIRING) for band in range(BANDS)), (TUBE, 0, Targets.ANY_MILITARY),
    *((LONG_RANGE, band, targets) for band in range(BANDS) for targets in Targets),
)  # fmt: skip


def step_by_step(env: Any, world: Any, parameters: Any, stream: Any) -> Any:
    """One permission step a day, until there is none left."""
    for weapon, band, targets in EVERY_STEP:
        yield env.timeout(1.0)
        grant(world, weapon, band, targets, env.now + 2.5)
        announce_relaxation(env, world)


@pytest.fixture(scope="module")
def crossed() -> list[int]:
    """At which step the line was crossed, in independent replications."""
    found = plays(1500, parameters("escalation=none"), "red_line", Role("test.step_by_step", step_by_step), until=20)
    assert all([value for _, _, value in play.log("policy_relaxed")] == list(range(1, 11)) for play in found)
    return [int(play.log("red_line_crossed")[0][2]) for play in found]


@pytest.mark.parametrize("unpunished", range(STEPS))
def test_risk_of_the_next_step_is_one_over_what_is_left(crossed: list[int], unpunished: int) -> None:
    """After k steps 1/(10 - k): .1, .111, .125, ... .5, 1."""
    reached = sum(step > unpunished for step in crossed)
    punished = crossed.count(unpunished + 1)
    if unpunished == STEPS - 1:
        assert punished == reached > 0
    else:
        assert abs(z_of_share(punished, reached, 1 / (STEPS - unpunished))) < Z_LIMIT


def test_all_steps_at_once_always_cross_it() -> None:
    batch = simulated("restrictions=unrestricted", "horizon=5 days", replications=range(30))
    assert measure(batch, "red_line_crossed").tolist() == [1.0] * 30


def test_a_full_ban_never_crosses_it() -> None:
    batch = simulated("restrictions=full_ban", "horizon=5 days", replications=range(30))
    assert not measure(batch, "red_line_crossed").any()


def crossings(restrictions: str) -> list[int]:
    one = parameters(f"restrictions={restrictions}")
    return [play.world.escalation.red_line_crossed for play in plays(100, one, "red_line", "policy", until=45)]


def test_more_steps_never_cross_less() -> None:
    """On the same random numbers: the threshold is the same, whatever the policy."""
    few, many = crossings("counter_fire"), crossings("long_range")
    assert all(more >= less for less, more in zip(few, many, strict=True))
    assert sum(many) > sum(few) > 0


def test_a_crossing_raises_severity_and_brings_answers() -> None:
    one = parameters("escalation.answers_per_step=0", "red_line.crossing_severity=2", "red_line.crossing_answers=5")
    for play in plays(
        20, one, "red_line", "escalation.red_answers", Role("test.step_by_step", step_by_step), until=200
    ):
        day = play.days("red_line_crossed")[0]
        assert play.log("rung_changed")[0] == (day, "rung_changed", 2.0)
        assert all(answer > day for answer in play.days("retaliated"))


def test_without_a_threshold_nothing_is_crossed() -> None:
    play = Play(parameters("red_line=none"), "red_line", Role("test.step_by_step", step_by_step))
    play.until(20)
    assert play.world.policy.steps_granted == STEPS
    assert not play.log("red_line_crossed")
