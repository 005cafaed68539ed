"""M9 by thresholds: the sponsor acts when pressure passes a level that nobody knows exactly."""

from __future__ import annotations

import numpy as np
import pytest
from composing import parameters
from scipy import stats
from stage import Play

from sim.config.problems import Problem
from sim.model import signals
from sim.model.escalation.rungs import set_rung

EXACT = ("restrictions=threshold", "restrictions.trigger.log_sd=0", "restrictions.dwell=0 days")


def at_pressure(pressure: float, *overrides: str, replication: int = 0) -> Play:
    """Only the policy acts; pressure is what is said."""
    play = Play(parameters(*EXACT, *overrides), "policy", replication=replication)
    play.world.policy.pressure = pressure
    return play


def changes(play: Play) -> list[tuple[float, str]]:
    return [(day, event) for day, event, _ in play.log("policy_relaxed", "policy_reversed")]


def test_nothing_happens_below_the_threshold() -> None:
    play = at_pressure(1.2)
    play.until(200)
    assert not changes(play)
    assert play.days("requested") == [3.0]
    assert play.days("recommended") == [5.0]


def test_it_is_relaxed_with_the_recommendation_where_pressure_is_there_and_then_a_step_a_day() -> None:
    play = at_pressure(2.5)
    play.until(60)
    assert changes(play) == [(5.0, "policy_relaxed"), (6.0, "policy_relaxed")]


@pytest.mark.parametrize("dwell", [1.25, 14.0, 14.5])
def test_the_dwell_holds_here_too(dwell: float) -> None:
    play = at_pressure(2.5, f"restrictions.dwell={dwell!r} days")
    play.until(60)
    assert changes(play) == [(5.0, "policy_relaxed"), (5.0 + dwell, "policy_relaxed")]


def test_it_is_reversed_when_pressure_falls_below_the_other_threshold() -> None:
    play = at_pressure(2.5, "restrictions.highest_step=1")
    play.until(20.5)
    for pressure, story in ((0.6, 1), (0.4, 2), (2.5, 3)):
        play.world.policy.pressure = pressure
        play.until(play.clock.now + 10)
        assert len(changes(play)) == story
    assert [event for _, event in changes(play)] == ["policy_relaxed", "policy_reversed", "policy_relaxed"]


def test_a_high_rung_reverses_it_and_keeps_it_from_being_relaxed() -> None:
    play = at_pressure(2.5, "restrictions.highest_step=1")
    play.until(20.5)
    set_rung(play.clock, play.world, 5)
    play.until(60)
    assert changes(play) == [(5.0, "policy_relaxed"), (20.5, "policy_reversed")]
    set_rung(play.clock, play.world, 4)
    play.until(60.5)
    assert changes(play)[-1] == (60.0, "policy_relaxed")


def test_the_threshold_is_log_normal() -> None:
    """Raised slowly, pressure passes it where it lies."""
    passed = []
    for replication in range(150):
        noisy = ("restrictions.trigger.log_sd=0.3", "restrictions.highest_step=1")
        play = at_pressure(2.0, *noisy, replication=replication)
        for step in range(400):
            play.world.policy.pressure = 0.5 * 1.01**step
            play.until(6 + step + 0.5)
            if play.world.policy.level:
                break
        passed.append(play.world.policy.pressure)
    assert stats.kstest(np.log(passed), "norm", args=(np.log(2.0) + 0.005, 0.3)).pvalue > 1e-4


def test_nothing_changes_twice_in_a_day_however_pressure_swings() -> None:
    play = Play(parameters(*EXACT), "policy")
    for half_day in range(200):
        play.world.policy.pressure = 10.0 if half_day % 2 else 0.0
        play.clock.announce(signals.POLICY)
        play.until(half_day / 2 + 0.3)
    days = [day for day, _ in changes(play)]
    assert len(days) > 20
    assert np.diff(days).min() >= 1.0


@pytest.mark.parametrize(
    ("override", "says"),
    [
        ("restrictions.trigger.reverse_below=3", "reverse_below: must not be above relax_above, 2"),
        (
            "restrictions.events.permission={kind: permission, day: 20, weapons: tube, bands: deep, targets: firing}",
            "restrictions.events.permission: kind=threshold decides itself and has no permission on a day",
        ),
    ],
)
def test_what_contradicts_itself_is_refused(override: str, says: str) -> None:
    with pytest.raises(Problem, match=says):
        parameters("restrictions=threshold", override)
