"""M10 by tensions: Richardson's arms race, exact in a step, and the acts that it brings about."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from composing import parameters
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import expm
from stage import Z_LIMIT, is_poisson, measure, path, simulated, z_of_mean, z_of_variance

from sim.config.problems import Problem
from sim.engine.state import zero
from sim.model.begin import begin
from sim.model.escalation.richardson import add_tension, build_tension
from sim.model.sides import BLUE, RED
from sim.model.world import World


def richardson(
    k: float, m: float, alpha: float, beta: float, g: float, h: float, x: float, y: float
) -> tuple[str, ...]:
    return (
        "escalation=richardson", "escalation.severity_per_act=0", "escalation.grievance_by_step=0 / d2",
        f"escalation.red_reaction={k!r} / day", f"escalation.blue_reaction={m!r} / day",
        f"escalation.red_fatigue={alpha!r} / day", f"escalation.blue_fatigue={beta!r} / day",
        f"escalation.red_grievance={g!r} / d2", f"escalation.blue_grievance={h!r} / d2",
        f"escalation.red_tension={x!r} / day", f"escalation.blue_tension={y!r} / day",
    )  # fmt: skip


KNOWN = richardson(0.2, 0.3, 0.5, 0.4, 1.0, 2.0, 0.0, 0.0)


def test_tensions_go_to_their_balance() -> None:
    """(40/7, 65/7)."""
    batch = simulated(*KNOWN, "horizon=150 days", "restrictions=full_ban")
    assert path(batch, "red_act_rate_per_day")[0, -1] == pytest.approx(40 / 7, rel=1e-10)
    assert path(batch, "blue_act_rate_per_day")[0, -1] == pytest.approx(65 / 7, rel=1e-10)


RATE = st.floats(0.0, 0.5)


@pytest.mark.thorough
@given(RATE, RATE, st.floats(0.05, 0.9), st.floats(0.05, 0.9), RATE, RATE, RATE, RATE, st.integers(1, 40))
def test_a_path_is_the_matrix_exponential(
    k: float, m: float, alpha: float, beta: float, g: float, h: float, x: float, y: float, steps: int
) -> None:  # fmt: skip
    if k * m >= 0.9 * alpha * beta:
        k = m = 0.0
    names = (
        "red_reaction_per_day", "blue_reaction_per_day", "red_fatigue_per_day", "blue_fatigue_per_day",
        "red_grievance_per_day2", "blue_grievance_per_day2", "red_tension_per_day", "blue_tension_per_day",
    )  # fmt: skip
    shipped = parameters(*KNOWN)
    changed = dict(zip(names, (k, m, alpha, beta, g, h, x, y), strict=True))
    one = replace(shipped, escalation=replace(shipped.escalation, **changed))
    world = zero(World)
    begin(world, one)
    integral = np.zeros(2)
    for step in range(steps):
        build_tension(world, one.escalation, 0.25 * step, 0.25)
        integral += 0.25 * np.array(world.escalation.mean_tension_per_day)
    rates = np.zeros((5, 5))  # of x, y, their integrals, and a constant
    rates[0], rates[1] = [-alpha, k, 0, 0, g], [m, -beta, 0, 0, h]
    rates[2, 0] = rates[3, 1] = 1.0
    exact = expm(rates * 0.25 * steps) @ np.array([x, y, 0.0, 0.0, 1.0])
    np.testing.assert_allclose(world.escalation.tension_per_day, exact[:2], rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(integral, exact[2:4], rtol=1e-8, atol=1e-9)


@pytest.mark.thorough
def test_acts_are_poisson_with_the_integral_of_the_tension() -> None:
    """Whatever the step: from (0, 0), 150.61 acts of Red's in 30 days and 248.44 of Blue's."""
    exact = expm(np.array([[-0.5, 0.2, 0, 0, 1], [0.3, -0.4, 0, 0, 2], [1, 0, 0, 0, 0], [0, 1, 0, 0, 0], [0] * 5]) * 30)
    for step in ("3 hours", "1 day"):
        batch = simulated(*KNOWN, "horizon=30 days", "restrictions=full_ban", f"step={step}", replications=range(150))
        assert is_poisson(measure(batch, "red_acts"), exact[2, 4])
        assert is_poisson(measure(batch, "blue_acts"), exact[3, 4])


def test_permission_steps_add_to_reds_grievance() -> None:
    """Ten steps of .01 each from day 0: a balance higher by (beta, m) x .1/(alpha beta - k m)."""
    free = ("restrictions=unrestricted", "red_line=none", "horizon=150 days")
    batch = simulated(*KNOWN, *free, "escalation.grievance_by_step=0.01 / d2")
    assert path(batch, "red_act_rate_per_day")[0, -1] == pytest.approx(40 / 7 + 0.4 * 0.1 / 0.14, rel=1e-9)
    assert path(batch, "blue_act_rate_per_day")[0, -1] == pytest.approx(65 / 7 + 0.3 * 0.1 / 0.14, rel=1e-9)


@pytest.mark.thorough
def test_a_crossed_line_is_answered_with_as_many_acts_as_it_says() -> None:
    silent = richardson(0.2, 0.3, 0.5, 0.4, 0.0, 0.0, 0.0, 0.0)
    crossed = ("red_line.crossing_answers=5", "red_line.crossing_severity=0", "restrictions=unrestricted")
    batch = simulated(*silent, *crossed, "horizon=60 days", "step=1 day", replications=range(300))
    acts = measure(batch, "red_acts")
    assert abs(z_of_mean(acts, 5.0)) < Z_LIMIT
    assert abs(z_of_variance(acts, 5.0)) < Z_LIMIT


def test_tension_is_added_on_reds_side() -> None:
    one = parameters(*KNOWN)
    world = zero(World)
    begin(world, one)
    add_tension(world, one.escalation, 5.0)
    assert world.escalation.tension_per_day[RED] == pytest.approx(5 * 0.14 / 0.4)
    assert world.escalation.tension_per_day[BLUE] == 0.0


@pytest.mark.parametrize("reaction", ["0.7 / day", "0.6666 / day"])
def test_an_arms_race_without_end_is_refused(reaction: str) -> None:
    with pytest.raises(Problem, match=r"escalation\.red_reaction: tensions would grow without limit"):
        parameters(*KNOWN, f"escalation.red_reaction={reaction}")
