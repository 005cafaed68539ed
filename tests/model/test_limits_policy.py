"""Degenerate cases that must be exact, of counter-battery, aid, policy and escalation, whatever the other values."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from stage import NO_LOSSES, STEADY, measure, path, simulated

from sim.engine.batch import Batch
from sim.model.daily import TRACKED

FEW = settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow], deadline=None, phases=[Phase.generate])
POLICY = {"permission_steps"}
SHORT = ("horizon=25 days", "step=1 day")


def same_course(one: Batch, other: Batch, but: set[str] = frozenset()) -> None:  # type: ignore[assignment]
    """Every tracked quantity but some is the same, as far as a step that a permission divides allows."""
    for quantity in TRACKED:
        if quantity.name not in but:
            np.testing.assert_allclose(
                path(one, quantity.name), path(other, quantity.name), rtol=1e-4, atol=1e-9, err_msg=quantity.name
            )


@FEW
@given(
    st.sampled_from(["counter_fire", "border_wide", "long_range", "unrestricted", "endogenous", "threshold"]),
    st.sampled_from(["gradual", "anticipation"]),
    st.sampled_from(["competing_clocks", "capacity_limited"]),
)
def test_a_sanctuary_that_no_permission_opens_is_a_restriction_never_lifted(
    restrictions: str, adaptation: str, duel: str
) -> None:
    closed = (
        "horizon=25 days", f"adaptation={adaptation}", f"counter_battery={duel}", "escalation=none", "red_line=none",
        "sanctuary.sector_coverage=0", "sanctuary.attacked_border_coverage=0", "sanctuary.any_military_coverage=0",
        "sanctuary.deep_coverage=0", "city.aircraft_response_counter_fire=0", "city.aircraft_response_long_range=0",
        "pressure.by_request=0",
    )  # fmt: skip
    lifted = simulated(f"restrictions={restrictions}", *closed)
    same_course(lifted, simulated("restrictions=full_ban", *closed), POLICY)


@FEW
@given(st.floats(0.0, 0.5), st.floats(0.0, 0.5), st.floats(1.0, 30.0))
def test_excitation_0_is_a_poisson_process(red: float, blue: float, memory: float) -> None:
    shared = (
        *SHORT, f"escalation.red_baseline={red!r} / day", f"escalation.blue_baseline={blue!r} / day",
        f"escalation.excitation_memory={memory!r} days",
    )  # fmt: skip
    silent = tuple(f"escalation.{by}=0" for by in ("red_by_red", "red_by_blue", "blue_by_red", "blue_by_blue"))
    same_course(simulated(*shared, *silent), simulated("escalation=poisson", *shared))


@FEW
@given(st.floats(0.5, 6.0), st.floats(0.2, 0.8))
def test_without_aid_the_stock_is_used_up_on_a_day_that_can_be_computed(stock: float, fires: float) -> None:
    batch = simulated(
        *STEADY, *NO_LOSSES, "aid=no_sponsor_aid", "scenario.stocks.tube_supply=0 kr/d", "fires=unrationed",
        f"scenario.stocks.tube={stock!r} kr",
        f"scenario.artillery.blue_fires={fires!r} kr/d",
        "horizon=40 days", traces=1,
    )  # fmt: skip
    out = batch.trace.day[(batch.trace.event == "stock_out") & (batch.trace.value == 0.0)][0]
    assert out <= stock / fires + 1e-6 <= out + 2 / 6  # in the step in which it falls, or the one after it
    assert math.isclose(measure(batch, "blue_fires_kr")[0], stock, rel_tol=1e-5)


@FEW
@given(st.integers(0, 5), st.integers(0, 10), st.sampled_from(["constant", "linear", "stepped"]))
def test_hazards_of_0_are_the_schedule_without_a_decision(request_day: int, later: int, baseline: str) -> None:
    nothing = {
        "constant": "{intercept: -1e9, pressure: 0, at_pressure: 0, precedent: 0, rung: 0, baseline: constant}",
        "linear": "{intercept: 4, pressure: 1, at_pressure: 0, precedent: 0, rung: 0, baseline: linear, "
        "level: 0 / day, slope: 0 / d2}",
        "stepped": "{intercept: 4, pressure: 1, at_pressure: 0, precedent: 0, rung: 0, baseline: stepped, "
        "levels: [{from_day: 0, level: 0 / day}]}",
    }[baseline]
    days = (
        f"restrictions.events.request.day={request_day}",
        f"restrictions.events.recommendation.day={request_day + later}",
    )
    hazards = (f"restrictions.relax={nothing}", f"restrictions.reverse={nothing}")
    drawn = simulated("restrictions=endogenous", *days, *hazards, *SHORT)
    same_course(drawn, simulated("restrictions=full_ban", *days, *SHORT))


@FEW
@given(st.sampled_from(["red_line=beta_bernoulli", "red_line=grievance", "red_line=convex", "red_line=uniform"]))
def test_a_line_without_consequences_is_no_line(line: str) -> None:
    free = ("restrictions=unrestricted", *SHORT)
    harmless = ("red_line.crossing_severity=0", "red_line.crossing_answers=0")
    same_course(simulated(line, *harmless, *free), simulated("red_line=none", *free))


@FEW
@given(st.sampled_from(["restrictions=endogenous", "aid=pressure_dependent", "restrictions=threshold"]))
def test_pressure_that_weighs_nothing_is_no_pressure(listener: str) -> None:
    weightless = tuple(f"pressure.{by}" for by in ("by_ground=0 / km2", "by_sanctuary_fires=0 / kr", "by_strike=0"))
    same_course(
        simulated(listener, *weightless, "pressure.by_request=0", *SHORT), simulated(listener, "pressure=none", *SHORT)
    )


def test_no_pressure_is_0_and_moves_no_hazard() -> None:
    batch = simulated("pressure=none", "restrictions=endogenous", *SHORT)
    assert not path(batch, "pressure").any()
    assert path(simulated("restrictions=endogenous", *SHORT), "pressure").any()


def test_permissions_that_raise_no_rate_leave_the_ladder_alone() -> None:
    free = ("escalation=rungs", "red_line=none", "escalation.up_by_step=0", *SHORT)
    rungs = [path(simulated(f"restrictions={one}", *free), "rung") for one in ("unrestricted", "full_ban")]
    assert np.array_equal(*rungs)
