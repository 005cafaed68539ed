"""M9, hazards that depend on time: integrated exactly, whatever the day on which they are looked at."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from composing import parameters
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from scipy.integrate import quad
from stage import Z_LIMIT, Play, plays, z_of_mean, z_of_share

from sim.config.problems import Problem
from sim.model.restrictions.baseline import Baseline, Hazard, baseline_integral, baseline_time
from sim.model.restrictions.stepped_hazard import Levels

P_LIMIT = 1e-4
ASKED_ON_DAY_0 = (
    "restrictions=endogenous", "restrictions.events.request.day=0", "restrictions.events.recommendation.day=0",
    "restrictions.relax={intercept: 0, pressure: 0, at_pressure: 0, precedent: 0, rung: 0, baseline: constant}",
    "restrictions.reverse={intercept: -1e9, pressure: 0, at_pressure: 0, precedent: 0, rung: 0, baseline: constant}",
    "restrictions.dwell=0 days", "restrictions.highest_step=1",
)  # fmt: skip
"""At risk from day 0 on; nothing is reversed."""

LINEAR = (
    *ASKED_ON_DAY_0, "restrictions.relax.baseline=linear", "+restrictions.relax.level=0.01 / day",
    "+restrictions.relax.slope=0.002 / d2",
)  # fmt: skip
STEPPED = (
    *ASKED_ON_DAY_0, "restrictions.relax.baseline=stepped",
    "+restrictions.relax.levels=[{from_day: 0, level: 0.01 / day}, {from_day: 10, level: 0.05 / day}, "
    "{from_day: 20, level: 0.2 / day}]",
)  # fmt: skip


def relaxed(overrides: tuple[str, ...], number: int = 600, until: float = 250) -> np.ndarray:
    """Days of the first relaxation."""
    found = plays(number, parameters(*overrides), "policy.calendar", "policy.relaxation", until=until)
    return np.array([play.world.policy.relaxation_day for play in found])


@pytest.mark.thorough
def test_a_linear_hazard_has_the_survival_of_its_integral() -> None:
    """S(20) = .548812, median 21.798, mean 23.650 for h = .01 + .002 t."""
    days = relaxed(LINEAR)
    assert abs(z_of_share(int((days > 20).sum()), len(days), 0.548812)) < Z_LIMIT
    assert abs(z_of_share(int((days > 21.798268).sum()), len(days), 0.5)) < Z_LIMIT
    assert abs(z_of_mean(days, 23.650239)) < Z_LIMIT
    assert stats.kstest(0.01 * days + 0.001 * days**2, "expon").pvalue > P_LIMIT


@pytest.mark.thorough
def test_a_stepped_hazard_has_the_survival_of_its_integral() -> None:
    """.01 for 10 days, .05 for 10 days, then .2."""
    days = relaxed(STEPPED)
    for day, survival in {10: 0.904837418, 20: 0.5488116361, 25: 0.201896518, 20.4657359028: 0.5}.items():
        assert abs(z_of_share(int((days > day).sum()), len(days), survival)) < Z_LIMIT
    assert abs(z_of_mean(days, 19.3808320157)) < Z_LIMIT
    assert stats.kstest(np.interp(days, [0, 10, 20, 3000], [0, 0.1, 0.6, 596.6]), "expon").pvalue > P_LIMIT


def test_one_draw_is_spent_along_every_baseline() -> None:
    """The same replication spends the same Exp(1) draw: its integrals agree under all of them."""
    spent = relaxed(ASKED_ON_DAY_0, 40)
    linear, stepped = relaxed(LINEAR, 40), relaxed(STEPPED, 40)
    np.testing.assert_allclose(0.01 * linear + 0.001 * linear**2, spent, rtol=1e-9)
    np.testing.assert_allclose(np.interp(stepped, [0, 10, 20, 3000], [0, 0.1, 0.6, 596.6]), spent, rtol=1e-9)


@pytest.mark.thorough
def test_the_factor_of_pressure_multiplies_the_baseline() -> None:
    doubled = [one.replace("intercept: 0", f"intercept: {math.log(2)!r}", 1) for one in LINEAR]
    days = relaxed(tuple(doubled))
    assert abs(z_of_share(int((days > 20).sum()), len(days), 0.548812**2)) < Z_LIMIT


@pytest.mark.thorough
def test_a_falling_hazard_may_never_come() -> None:
    """max(0, .02 - .001 t) integrates to .2: with probability exp(-.2) nothing is decided."""
    days = relaxed((*LINEAR, "restrictions.relax.level=0.02 / day", "restrictions.relax.slope=-0.001 / d2"), until=100)
    assert abs(z_of_share(int(np.isinf(days).sum()), len(days), math.exp(-0.2))) < Z_LIMIT
    assert days[np.isfinite(days)].max() <= 20.0 + 1e-9


# Relaxed at .05 a day, reversed at .01: relaxed on day 10, 30, 60 with this probability.
TWO_STATE = {10: 0.3759903033, 30: 0.6955842598, 60: 0.8105635646}


@pytest.mark.thorough
def test_a_grant_and_its_reversal_are_a_chain_of_two_states() -> None:
    rates = [
        one.replace("{intercept: 0,", f"{{intercept: {math.log(0.05)!r},").replace("-1e9", repr(math.log(0.01)))
        for one in ASKED_ON_DAY_0
    ]
    found = []
    for replication in range(1000):
        play = Play(parameters(*rates), "policy", replication=replication)
        found.append([play.until(day).policy.level for day in TWO_STATE])
    for place, probability in enumerate(TWO_STATE.values()):
        assert abs(z_of_share(int(np.array(found)[:, place].sum()), 1000, probability)) < Z_LIMIT


def test_a_given_request_and_recommendation_come_on_their_days_and_no_request_is_drawn() -> None:
    given_days = (
        "restrictions=endogenous", "restrictions.events.request.day=4",
        "restrictions.events.recommendation.day=9",
    )  # fmt: skip
    for play in plays(5, parameters(*given_days), "policy.calendar", "policy.request", until=60):
        assert play.log("requested", "recommended") == [(4.0, "requested", 0.0), (9.0, "recommended", 0.0)]
    lagged = Play(parameters("restrictions=endogenous", "restrictions.events.request.day=4"), "policy")
    lagged.until(60)
    assert lagged.days("requested") == [4.0]
    assert lagged.days("recommended")[0] > 4.0


@pytest.mark.parametrize("highest", [1, 2, 3])
def test_no_policy_goes_beyond_its_highest_step(highest: int) -> None:
    lively = [one.replace("-1e9", "0").replace("highest_step=1", f"highest_step={highest}") for one in ASKED_ON_DAY_0]
    play = Play(parameters(*lively), "policy")
    levels = [play.until(day).policy.level for day in range(1, 200)]
    assert max(levels) == highest


@st.composite
def hazards(draw: st.DrawFn) -> Hazard:
    kind = draw(st.sampled_from([Baseline.LINEAR, Baseline.STEPPED]))
    days = sorted(draw(st.sets(st.integers(-30, 100), min_size=1, max_size=5)))
    levels = tuple(draw(st.floats(0, 2)) for _ in days)
    table = Levels(tuple(float(day) for day in days), levels)
    nought = dict.fromkeys(("intercept", "pressure", "at_pressure", "precedent", "rung"), 0.0)
    slope = draw(st.floats(-0.1, 0.1))
    return Hazard(**nought, baseline=kind, level_per_day=draw(st.floats(0, 2)), slope_per_day2=slope, levels=table)


def height(hazard: Hazard, day: float) -> float:
    """The baseline on a day."""
    if hazard.baseline == Baseline.LINEAR:
        return max(0.0, hazard.level_per_day + hazard.slope_per_day2 * day)
    passed = [level for first, level in zip(*vars(hazard.levels).values(), strict=True) if first <= day]
    return passed[-1] if passed else 0.0


@given(hazards(), st.floats(-20, 80), st.floats(0, 60))
def test_a_baseline_is_integrated_as_it_stands(hazard: Hazard, start: float, days: float) -> None:
    kinks = [day for day in hazard.levels.from_day if start < day < start + days]
    if hazard.slope_per_day2 and hazard.baseline == Baseline.LINEAR:
        zero = -hazard.level_per_day / hazard.slope_per_day2
        kinks = [zero] if start < zero < start + days else []
    edges = [start, *kinks, start + days]
    expected = sum(quad(lambda day: height(hazard, day), low, high)[0] for low, high in pairwise(edges))
    assert baseline_integral(hazard, start, start + days) == pytest.approx(expected, rel=1e-7, abs=1e-7)


@given(hazards(), st.floats(-20, 80), st.floats(1e-3, 20))
def test_the_time_to_spend_a_hazard_is_the_inverse_of_its_integral(hazard: Hazard, now: float, needed: float) -> None:
    days = baseline_time(hazard, needed, now)
    if math.isinf(days):
        assert baseline_integral(hazard, now, now + 1e4) <= needed * (1 + 1e-9)
    else:
        assume(days < 1e5)
        assert baseline_integral(hazard, now, now + days) == pytest.approx(needed, rel=1e-6)


@pytest.mark.parametrize(
    ("overrides", "says"),
    [
        (("restrictions.relax.baseline=stepped", "+restrictions.relax.levels=[]"), "needs at least one row"),
        (
            (
                "restrictions.relax.baseline=stepped",
                "+restrictions.relax.levels=[{from_day: 5, level: 1 / day}, {from_day: 5, level: 2 / day}]",
            ),
            "each from_day must be after the one before it",
        ),
        (
            ("restrictions.events.recommendation.day=3",),
            "restrictions.events.recommendation: a recommendation on a given day needs a request",
        ),
        (("restrictions.events.request.day=-5",), "restrictions.events.request.day: day -5 is before the start, day 0"),
        (
            ("restrictions.events.request.day=5", "restrictions.events.recommendation.day=3"),
            "the recommendation must not come before the request",
        ),
        (("+restrictions.relax.slope=1 / d2",), r"slope: is not used by restrictions\.relax\.baseline=constant"),
    ],
)
def test_what_contradicts_itself_is_refused(overrides: tuple[str, ...], says: str) -> None:
    with pytest.raises(Problem, match=says):
        parameters("restrictions=endogenous", *overrides)
