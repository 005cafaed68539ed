"""M10: acts that excite each other, the rung that they stand for, and answers to permissions."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
import pytest
from composing import parameters
from stage import Z_LIMIT, Play, is_poisson, measure, path, plays, simulated, z_of_mean, z_of_share, z_of_variance

from sim.model import signals
from sim.model.cast import Role
from sim.model.escalation.severity import raise_severity
from sim.model.escalation.sources import ANSWERS, excite
from sim.model.processes.escalation import act, act_rate
from sim.model.sides import BLUE, RED

ACTS = tuple(f"escalation.{name}" for name in ("red_baseline", "blue_baseline", "red_excited", "blue_excited"))


def hawkes(
    baseline: tuple[float, float], offspring: tuple[float, float, float, float], memory: float
) -> tuple[str, ...]:
    """Acts a day that nothing provoked, by side; acts by Red for each of Red's, of Blue's, by Blue for each; days."""
    names = ("red_by_red", "red_by_blue", "blue_by_red", "blue_by_blue")
    return (
        f"escalation.red_baseline={baseline[0]!r} / day", f"escalation.blue_baseline={baseline[1]!r} / day",
        *(f"escalation.{name}={value!r}" for name, value in zip(names, offspring, strict=True)),
        f"escalation.excitation_memory={memory!r} days",
    )  # fmt: skip


ONE_SIDED = hawkes((0.2, 0.0), (0.5, 0.0, 0.0, 0.0), 2.0)  # mu = .2, n = .5, decay .5 a day
BURN_IN = 60.0


@cache
def counts(overrides: tuple[str, ...], number: int, start: float, days: float) -> np.ndarray:
    """Acts by side in [start, start + days), in independent replications; int[replications, sides]."""
    found = []
    for replication in range(number):
        play = Play(parameters(*overrides), *ACTS, replication=replication)
        before = list(play.until(start).escalation.acts) if start else [0, 0]
        after = play.until(start + days).escalation.acts
        found.append([after[side] - before[side] for side in (RED, BLUE)])
    return np.array(found)


def test_one_side_after_a_burn_in_has_the_stationary_mean_and_variance() -> None:
    """12 and 43.202655 acts in 30 days (Hawkes 1971)."""
    acts = counts(ONE_SIDED, 700, BURN_IN, 30.0)
    assert abs(z_of_mean(acts[:, RED], 12.0)) < Z_LIMIT
    assert abs(z_of_variance(acts[:, RED], 43.202655)) < Z_LIMIT
    assert not acts[:, BLUE].any()


def test_one_side_that_starts_without_a_past_has_fewer_acts() -> None:
    assert abs(z_of_mean(counts(ONE_SIDED, 700, 0.0, 30.0)[:, RED], 11.200442467496119)) < Z_LIMIT


def test_two_sides_excite_each_other_to_the_stationary_rates() -> None:
    """(I - N)^-1 mu for mu = (.1, .05) and N = ((.2, .4), (.3, .1)), N[i][j] acts of i for each of j."""
    acts = counts(hawkes((0.1, 0.05), (0.2, 0.4, 0.3, 0.1), 3.0), 300, BURN_IN, 100.0)
    assert abs(z_of_mean(acts[:, RED], 18.333333333333332)) < Z_LIMIT
    assert abs(z_of_mean(acts[:, BLUE], 11.666666666666667)) < Z_LIMIT


# Size of the cluster that one act begets, itself included, at .5 acts each (Borel's law).
BOREL = {1: 0.606531, 2: 0.18394, 3: 0.083674, 4: 0.045112, 5: 0.02672}


def one_act(env: Any, world: Any, parameters: Any, stream: Any) -> Any:
    act(env, world, parameters, stream, RED)
    yield env.timeout(0.0)


def test_one_act_begets_a_cluster_by_borels_law() -> None:
    one = parameters(*hawkes((0.0, 0.0), (0.5, 0.0, 0.0, 0.0), 2.0))
    found = plays(1500, one, Role("test.act", one_act), "escalation.red_excited", until=400)
    sizes = [play.world.escalation.acts[RED] for play in found]
    for size, probability in BOREL.items():
        assert abs(z_of_share(sizes.count(size), len(sizes), probability)) < Z_LIMIT


@pytest.mark.thorough
def test_without_excitation_acts_are_a_poisson_process() -> None:
    acts = counts(("escalation=poisson",), 600, 0.0, 100.0)
    assert is_poisson(acts[:, RED], 8.0)
    assert is_poisson(acts[:, BLUE], 5.0)
    assert abs(z_of_mean((acts[:, RED] - 8.0) * (acts[:, BLUE] - 5.0), 0.0)) < Z_LIMIT  # sides are independent


def test_hawkes_with_excitation_0_is_poisson() -> None:
    silent = hawkes((0.08, 0.05), (0.0, 0.0, 0.0, 0.0), 7.0)
    assert np.array_equal(counts(silent, 50, 0.0, 100.0), counts(("escalation=poisson",), 600, 0.0, 100.0)[:50])


def test_the_acts_to_be_expected_are_the_baseline_and_what_is_left_of_each_excitation() -> None:
    """Red's answers to permissions count for Red; what was excited on day 0 has faded by exp(-6/4) on day 6."""
    play = Play(parameters(*hawkes((0.2, 0.3), (0.1, 0.1, 0.1, 0.1), 4.0)))
    for source, acts in ((RED, 2.0), (BLUE, 3.0), (ANSWERS, 5.0)):
        excite(play.world, play.parameters.escalation, source, acts, 0.0)
    left = math.exp(-6 / 4) / 4
    assert act_rate(play.world, play.parameters, RED, 6.0) == pytest.approx(0.2 + 7 * left)
    assert act_rate(play.world, play.parameters, BLUE, 6.0) == pytest.approx(0.3 + 3 * left)


def test_each_permission_step_brings_answers() -> None:
    """Ten steps, of 1.5 answers each that excite no further acts: Poisson with mean 15."""
    one = parameters("escalation=poisson", "restrictions=unrestricted", "escalation.answers_per_step=1.5")
    found = plays(500, one, "escalation.answers", "escalation.red_answers", "policy.calendar", until=150)
    assert is_poisson([play.world.escalation.retaliations for play in found], 15.0)


@pytest.mark.parametrize(
    ("steps", "answers"), [((1, 0, 1, 0, 1), 3.0), ((1, 2, 4), 4.0), ((2, 1, 2, 3), 4.0)], ids=["back", "on", "both"]
)
def test_a_step_is_answered_each_time_that_it_is_granted(steps: list[int], answers: float) -> None:
    def permissions(env: Any, world: Any, parameters: Any, stream: Any) -> Any:
        for granted in steps:
            world.policy.steps_granted = granted
            env.announce(signals.PERMISSION_CHANGED)
            yield env.timeout(50.0)

    one = parameters("escalation=poisson", "escalation.answers_per_step=1", "reversal=none")
    roles = "escalation.answers", "escalation.red_answers", Role("test.permissions", permissions)
    found = plays(500, one, *roles, until=50.0 * len(steps) + 100.0)
    assert is_poisson([play.world.escalation.retaliations for play in found], answers)


MEMORY = 20.0


def test_the_ladder_is_stepped_down_on_the_day_that_severity_has_faded_below_the_rung() -> None:
    play = Play(parameters(), "escalation.fading")
    raise_severity(play.clock, play.world, play.parameters.escalation, 3.9)
    play.clock.announce(signals.ACTIVITY)
    play.until(100)
    days = [0.0, *(MEMORY * math.log(3.9 / rung) for rung in (3, 2, 1))]
    assert play.days("rung_changed") == pytest.approx(days)
    assert [rung for _, _, rung in play.log("rung_changed")] == [3, 2, 1, 0]
    assert play.world.escalation.rung_days == pytest.approx(sum(days))


def test_beyond_the_ladder_a_replication_is_flagged_and_goes_on() -> None:
    play = Play(parameters(), "escalation.fading")
    raise_severity(play.clock, play.world, play.parameters.escalation, 30.0)
    play.clock.announce(signals.ACTIVITY)
    escalation = play.until(200).escalation
    assert play.days("out_of_scope") == [0.0]
    assert (escalation.top_rung, escalation.out_of_scope, escalation.rung) == (8, 1, 0)
    assert play.days("rung_changed")[1] == pytest.approx(MEMORY * math.log(30 / 8))


def test_severity_and_its_score_fade_in_closed_form() -> None:
    """From a line that is crossed on day 0."""
    batch = simulated("restrictions=unrestricted", "escalation=none", "red_line.crossing_severity=5", "horizon=40 days")
    np.testing.assert_allclose(path(batch, "severity")[0, 1:], 5 * np.exp(-batch.days[1:] / MEMORY), rtol=1e-12)
    assert measure(batch, "severity_score_d")[0] == pytest.approx(5 * MEMORY * (1 - math.exp(-40 / MEMORY)))


def test_the_rung_never_feeds_the_intensity_of_acts() -> None:
    """However severe acts are: they are the same acts, on the same days."""
    mild, severe = (
        Play(parameters(f"escalation.severity_per_act={severity}"), "policy", "escalation", "red_line")
        for severity in (0.0, 3.0)
    )
    for day in range(10, 180, 10):
        assert mild.until(day).escalation.acts == severe.until(day).escalation.acts
    assert mild.days("retaliated") == severe.days("retaliated")
    assert severe.world.escalation.top_rung > mild.world.escalation.top_rung
