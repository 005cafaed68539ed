"""M9 by hazard: a decision falls when the integrated hazard reaches an Exp(1) draw."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from composing import parameters
from scipy import stats
from stage import Z_LIMIT, Play, plays, z_of_share

from sim.model import signals
from sim.model.cast import Role

P_LIMIT = 1e-4
FLAT = (
    "restrictions=endogenous", "restrictions.relax.pressure=0", "restrictions.relax.precedent=0",
    "restrictions.relax.rung=0", "restrictions.reverse.pressure=0", "restrictions.reverse.rung=0",
    "restrictions.request.pressure=0", "pressure.by_request=0",
)  # fmt: skip
"""Hazards that depend on nothing."""


def intercept(hazard: float) -> str:
    """The logarithm of a hazard; for 0, one so low that its exponential is 0."""
    return repr(math.log(hazard) if hazard > 0.0 else -1e9)


def flat(relax: float, reverse: float) -> tuple[str, ...]:
    """Constant hazards (1/d) of relaxing and of reversing."""
    return (
        *FLAT,
        f"restrictions.relax.intercept={intercept(relax)}",
        f"restrictions.reverse.intercept={intercept(reverse)}",
    )


@pytest.mark.parametrize("hazard", [0.2, 1.5])
def test_at_a_constant_hazard_the_day_of_relaxation_is_exponential(hazard: float) -> None:
    found = plays(300, parameters(*flat(hazard, 0.0)), "policy", until=60 + 12 / hazard)
    waits = [play.world.policy.relaxation_day - play.days("recommended")[0] for play in found]
    assert stats.kstest(waits, "expon", args=(0.0, 1 / hazard)).pvalue > P_LIMIT


def test_the_request_is_exponential_and_its_recommendation_a_log_normal_lag_later() -> None:
    one = parameters(*FLAT, f"restrictions.request.intercept={intercept(0.5)}")
    found = plays(300, one, "policy.request", until=60)
    requested = [play.days("requested")[0] for play in found]
    assert stats.kstest(requested, "expon", args=(0.0, 2.0)).pvalue > P_LIMIT
    lags = [play.days("recommended")[0] - day for play, day in zip(found, requested, strict=True)]
    assert stats.kstest(np.log(lags), "norm", args=(math.log(2), 0.5)).pvalue > P_LIMIT


def test_nothing_is_requested_before_day_0_however_high_the_hazard() -> None:
    """The scenario starts ten days earlier; from day 0 on, a request comes within hours."""
    one = parameters(*FLAT, "scenario.start_day=-10", f"restrictions.request.intercept={intercept(50.0)}")
    requested = [play.days("requested")[0] for play in plays(5, one, "policy.request", until=5)]
    assert min(requested) >= 0.0
    assert max(requested) < 0.5


# Hazard .01 a day for 10 days, .05 for 10 days, then .2: survival on days 10, 20, 25.
PIECEWISE = {10: 0.904837418, 20: 0.5488116361, 25: 0.201896518}


def stepped(env: Any, world: Any, parameters: Any, stream: Any) -> Any:
    """Recommend at the start, and raise pressure on days 10 and 20, so that the hazard goes from .01 to .05 and .2."""
    world.policy.recommended = 1
    for hazard in (0.05, 0.2):
        yield env.timeout(10.0)
        world.policy.mean_pressure = math.log(hazard / 0.01)
        env.announce(signals.POLICY)


@pytest.mark.thorough
def test_a_hazard_that_jumps_has_the_survival_of_its_integral() -> None:
    one = parameters(*flat(0.01, 0.0), "restrictions.relax.pressure=1", "restrictions.relax.at_pressure=0")
    found = plays(600, one, Role("test.stepped", stepped), "policy.relaxation", until=100)
    days = np.array([play.world.policy.relaxation_day for play in found])
    for day, survival in PIECEWISE.items():
        assert abs(z_of_share(int((days > day).sum()), len(days), survival)) < Z_LIMIT
    integrated = np.interp(days, [0, 10, 20, 100], [0, 0.1, 0.6, 16.6])
    assert stats.kstest(integrated, "expon").pvalue > P_LIMIT


def test_the_exponent_is_clipped_at_4() -> None:
    one = parameters(*flat(1.0, 0.0), "restrictions.relax.intercept=50", "restrictions.request.intercept=50")
    found = plays(200, one, "policy", until=30)
    waits = [play.world.policy.relaxation_day - play.days("recommended")[0] for play in found]
    assert stats.kstest(waits, "expon", args=(0.0, math.exp(-4))).pvalue > P_LIMIT


@pytest.mark.parametrize(
    ("part", "name", "value", "later"),
    [("policy", "mean_pressure", 2.0, False), ("policy", "grants", 3, False), ("escalation", "rung", 4, True)],
)
def test_pressure_and_precedent_hasten_a_relaxation_and_a_higher_rung_delays_it(
    part: str, name: str, value: float, later: bool
) -> None:
    """On the same random numbers."""
    usual, changed = (Play(parameters("restrictions=endogenous"), "policy.relaxation") for _ in range(2))
    setattr(getattr(changed.world, part), name, value)
    for play in (usual, changed):
        play.world.policy.recommended = 1
        play.until(1000)
    days = [play.world.policy.relaxation_day for play in (usual, changed)]
    assert days[0] < days[1] if later else days[0] > days[1]


LIVELY = (*flat(1.0, 1.0), "restrictions.highest_step=3")


@pytest.mark.thorough
@pytest.mark.parametrize("dwell", [0.2, 14.0, 14.5])
def test_a_hazard_sets_in_when_the_dwell_is_over(dwell: float) -> None:
    """At the clipped hazard, exp(4) a day, a reversal comes an exponential time of .018 d after the dwell."""
    one = parameters(
        *flat(0.5, 1.0), "restrictions.reverse.intercept=50", f"restrictions.dwell={dwell!r} days",
        "restrictions.highest_step=1",
    )  # fmt: skip
    found = plays(300, one, "policy", until=100)
    gaps = np.array([play.days("policy_reversed")[0] - play.days("policy_relaxed")[0] for play in found])
    assert gaps.min() >= dwell - 1e-9
    assert stats.kstest(gaps - dwell, "expon", args=(0.0, math.exp(-4))).pvalue > P_LIMIT


def test_changes_keep_the_dwell() -> None:
    for play in plays(20, parameters(*LIVELY), "policy", until=300):
        changes = [day for day, _, _ in play.log("policy_relaxed", "policy_reversed")]
        assert len(changes) > 5
        assert min(np.diff(changes)) >= 14.0 - 1e-9


def test_relaxations_and_reversals_compose() -> None:
    """After any history the permissions are those of the level reached: none, sector, any border, long range."""
    steps = {0: 0, 1: 1, 2: 2, 3: 8}
    deepest = 0
    for play in plays(20, parameters(*LIVELY), "policy", until=300):
        level = 0
        for _, event, value in play.log("policy_relaxed", "policy_reversed"):
            level += 1 if event == "policy_relaxed" else -1
            deepest = max(deepest, level)
            assert value == steps[level]
        assert level == play.world.policy.level
    assert deepest == 3


def test_a_reversal_takes_back_only_what_its_step_gave() -> None:
    """Where the first step already opens any attacked border, reversing the second leaves that open."""
    one = parameters(*flat(1.0, 1.0), "restrictions.counter_fire.bands=near_border")
    for play in plays(20, one, "policy", until=300):
        level = 0
        for _, event, value in play.log("policy_relaxed", "policy_reversed"):
            level += 1 if event == "policy_relaxed" else -1
            assert value == (2 if level > 0 else 0)


def test_what_was_taken_back_has_no_effect_and_comes_back_after_the_lag() -> None:
    play = Play(parameters(*LIVELY), "policy")
    play.until(300)
    in_effect = [(day, value) for day, _, value in play.log("first_use")]
    relaxed = [day for day, _, _ in play.log("policy_relaxed")]
    assert [day for day, _ in in_effect] == pytest.approx([day + 2.5 for day in relaxed if day + 2.5 < 300])
    play = Play(parameters(*flat(1.0, 1.0), "restrictions.dwell=0 days"), "policy")
    for day in range(1, 300):
        policy = play.until(day).policy
        assert all(effect in (0, given) for effect, given in zip(policy.in_effect, policy.granted, strict=True))


def test_with_hazards_of_zero_nothing_is_decided() -> None:
    one = parameters(*flat(0.0, 0.0))
    play = Play(one, "policy")
    play.until(500)
    assert not play.log("policy_relaxed", "policy_reversed")
