"""M11: what is learned from steps that went unpunished, and what slices do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from composing import parameters
from samples import thinned
from scipy import stats
from stage import SEED, Z_LIMIT, Play, plays, z_of_share

from sim.engine.streams import RandomStream, last_word
from sim.model import signals
from sim.model.cast import Role
from sim.model.draws import beta
from sim.model.red_line.propensity import steps_until_punished


def moves(sizes: Sequence[int], apart: float = 1.0, taken_back: bool = False) -> Role:
    """Moves of so many steps, some days apart; with `taken_back`, each after the last one was taken back."""

    def process(env: Any, world: Any, parameters: Any, stream: Any) -> Any:
        for size in sizes:
            yield env.timeout(apart)
            if taken_back:
                world.policy.steps_granted = 0
                env.announce(signals.PERMISSION_CHANGED)
                yield env.timeout(0.0)
            world.policy.steps_granted += size
            env.announce(signals.PERMISSION_CHANGED)

    return Role("test.moves", process)


def crossed_at(overrides: tuple[str, ...], role: Role, number: int, until: float = 1000) -> np.ndarray:
    """The day of the crossing, in independent replications; infinite where none came."""
    found = plays(number, parameters("escalation=none", *overrides), "red_line", role, until=until)
    return np.array([(play.days("red_line_crossed") or [math.inf])[0] for play in found])


# ---------------------------------------------------------------- a propensity


@pytest.fixture(scope="module")
def punished() -> np.ndarray:
    """The step that crosses, one a day, of ten."""
    return crossed_at(("red_line=beta_bernoulli",), moves([1] * 10), 4000, until=12)


@pytest.mark.parametrize("unpunished", range(10))
def test_the_risk_of_the_next_step_falls_with_every_step_unpunished(punished: np.ndarray, unpunished: int) -> None:
    """1/(10 + k) for Beta(1, 9)."""
    reached = int((punished > unpunished).sum())
    assert abs(z_of_share(int((punished == unpunished + 1).sum()), reached, 1 / (10 + unpunished))) < Z_LIMIT


@pytest.mark.thorough
def test_a_step_granted_again_is_a_new_one() -> None:
    """Ten times the same step: the product of the survivals (9 + k)/(10 + k)."""
    days = crossed_at(("red_line=beta_bernoulli",), moves([1] * 10, taken_back=True), 1500, until=12)
    assert abs(z_of_share(int(np.isinf(days).sum()), 1500, 9 / 19)) < Z_LIMIT


def streams(number: int) -> list[RandomStream]:
    found = []
    for replication in range(number):
        stream = RandomStream(SEED, "test.draws")
        stream.seat(last_word(0, replication))
        found.append(stream)
    return found


@pytest.mark.parametrize(
    ("a", "b"),
    thinned([(1.0, 9.0), (0.5, 0.5), (0.05, 2.0), (40.0, 3.0), (300.0, 5000.0), (0.01, 1e6)], (1.0, 9.0), (0.01, 1e6)),
)
def test_a_beta_draw_has_its_law(a: float, b: float) -> None:
    draws = np.array([beta(stream, a, b) for stream in streams(3000)])
    assert ((draws >= 0.0) & (draws <= 1.0)).all()
    assert stats.kstest(draws, "beta", args=(a, b)).pvalue > 1e-4


def test_a_propensity_of_next_to_nothing_never_punishes_and_one_of_one_always() -> None:
    assert all(steps_until_punished(stream, 0.01, 1e6) >= 1.0 for stream in streams(300))
    assert {steps_until_punished(stream, 1e6, 0.01) for stream in streams(300)} == {1.0}


# ---------------------------------------------------------------- a grievance

SUM = ("red_line=grievance", "red_line.threshold_log_sd=0")


def test_steps_add_up_until_the_sum_passes_the_threshold() -> None:
    exact = (*SUM, "red_line.threshold_median=4", "red_line.memory=null", "reversal=none")
    assert crossed_at(exact, moves([1] * 10), 2).tolist() == [4.0, 4.0]
    assert crossed_at(exact, moves([3, 3]), 2).tolist() == [2.0, 2.0]
    assert crossed_at(exact, moves([2] * 10, taken_back=True), 1).tolist() == [2.0]


def test_a_sum_that_fades_forgives_slow_steps() -> None:
    """A step every day adds up to 1/(1 - exp(-1/m)) at most, here 3.5; every second day to 2.2."""
    fading = (*SUM, "red_line.threshold_median=3", f"red_line.memory={-1 / math.log(1 - 1 / 3.5)!r} days")
    ratio = 1 - 1 / 3.5
    day = next(k for k in range(1, 50) if (1 - ratio**k) / (1 - ratio) >= 3)
    assert crossed_at(fading, moves([1] * 10), 1).tolist() == [day]
    assert crossed_at(fading, moves([1] * 10, apart=2.0), 1).tolist() == [math.inf]


def test_the_threshold_of_a_grievance_is_log_normal() -> None:
    """Median 5: crossed by ten steps with probability Phi(log(2)/.5)."""
    noisy = ("red_line=grievance", "red_line.threshold_log_sd=0.5", "red_line.memory=null")
    days = crossed_at(noisy, moves([10]), 800)
    assert abs(z_of_share(int(np.isfinite(days).sum()), 800, stats.norm.cdf(math.log(2) / 0.5))) < Z_LIMIT


# ---------------------------------------------------------------- a convex response

SALAMI = {1: 0.632121, 2: 0.393469, 4: 0.221199, 8: 0.117503, 16: 0.060587}


@pytest.mark.thorough
@pytest.mark.parametrize("slices", SALAMI)
def test_a_move_in_slices_is_the_less_risky_the_thinner_they_are(slices: int) -> None:
    """1 - exp(-1/m) for one move of 16 steps in m slices, g = 2."""
    whole = ("red_line=convex", "red_line.full_size=16")
    days = crossed_at(whole, moves([16 // slices] * slices), 2500, until=slices + 1)
    assert abs(z_of_share(int(np.isfinite(days).sum()), 2500, SALAMI[slices])) < Z_LIMIT


def test_what_is_granted_again_after_a_reversal_is_a_new_move() -> None:
    """Four moves of the whole: 1 - exp(-4)."""
    again = ("red_line=convex", "red_line.full_size=16")
    days = crossed_at(again, moves([16] * 4, taken_back=True), 800, until=6)
    assert abs(z_of_share(int(np.isfinite(days).sum()), 800, 1 - math.exp(-4))) < Z_LIMIT


def test_at_exponent_1_slices_do_not_matter_and_the_draw_is_the_same() -> None:
    linear = ("red_line=convex", "red_line.full_size=16", "red_line.exponent=1")
    at_once = np.isfinite(crossed_at(linear, moves([8]), 300))
    sliced = np.isfinite(crossed_at(linear, moves([1] * 8), 300))
    assert (at_once == sliced).all()
    assert 0 < at_once.sum() < 300


def test_moves_of_one_moment_are_one_move() -> None:
    """Unrestricted grants four steps and then six on day 0, which is one move of ten."""
    one = parameters("red_line=convex", "restrictions=unrestricted")
    found = plays(800, one, "red_line", "policy.calendar", until=2)
    assert (
        abs(z_of_share(sum(play.world.escalation.red_line_crossed for play in found), 800, 1 - math.exp(-1))) < Z_LIMIT
    )


@pytest.mark.parametrize("kind", ["beta_bernoulli", "grievance", "convex"])
def test_a_line_is_crossed_once_at_most(kind: str) -> None:
    for play in plays(30, parameters(f"red_line={kind}"), "red_line", moves([4] * 30), until=40):
        assert len(play.log("red_line_crossed")) <= 1


@pytest.mark.parametrize("kind", ["beta_bernoulli", "grievance", "convex"])
def test_a_reversal_alone_crosses_nothing(kind: str) -> None:
    play = Play(parameters(f"red_line={kind}", "escalation=none"), "red_line")
    play.until(1)
    play.clock.announce(signals.PERMISSION_CHANGED)
    play.until(2)
    assert not play.log("red_line_crossed")
