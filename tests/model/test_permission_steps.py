"""Each further permission helps Blue, one that opens nothing changes nothing, and no parameter of it makes a jump."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

import numpy as np
import pytest
from composing import parameters
from numpy.typing import NDArray
from stage import measure

from sim.engine import compiled, reference
from sim.engine.batch import Batch
from sim.model.measures import MEASURES
from sim.model.parameters import Parameters

SEED = 5
WIDE = ("restrictions=border_wide", "restrictions.events.permission.targets=any_military")
LONG_RANGE = (
    "{kind: permission, after: permission, delay: 0 days, weapons: long_range, bands: all, targets: any_military}"
)
STEPS = {
    "full_ban": ("restrictions=full_ban",),
    "counter_fire": ("restrictions=counter_fire",),
    "border_wide": ("restrictions=border_wide",),
    "any_military": WIDE,
    "long_range": (*WIDE, f"restrictions.events.long_range={LONG_RANGE}"),
}
"""Permissions, each of which allows all that the one before it does."""
FOR_RED = {"ground_lost_km2": 1, "blue_losses_kpe": 1, "red_fires_kr": 1, "red_batteries_lost_bty": -1}
STALLS = ("mixed", "line", "reserves", "culmination")
ADVANCES = ("saturating", "ratio", "exogenous", "depth", "withdrawal", "none")

Column = NDArray[np.float64]


def run(one: Parameters, replications: int) -> Batch:
    return compiled.simulate(one, SEED, range(replications))


def gains_of_red(steps: list[Batch]) -> dict[str, float]:
    """The largest median gain of Red at a further step, by measure, over the pairs of replications."""
    return {
        name: max(
            float(np.median(sign * (measure(wide, name) - measure(narrow, name)))) for narrow, wide in pairwise(steps)
        )
        for name, sign in FOR_RED.items()
    }


def assert_no_step_costs_blue(stall: str, advance: str, replications: int, adaptation: str = "gradual") -> None:
    one = parameters(f"stall={stall}", f"advance={advance}", f"adaptation={adaptation}")
    chosen = {"stall": one.stall, "advance": one.advance, "adaptation": one.adaptation}
    steps = [run(dataclasses.replace(parameters(*step), **chosen), replications) for step in STEPS.values()]
    assert {name: gain for name, gain in gains_of_red(steps).items() if gain > 1e-9} == {}


@pytest.mark.parametrize("stall", STALLS)
def test_no_further_permission_costs_ground_losses_or_kills(stall: str) -> None:
    assert_no_step_costs_blue(stall, "ratio", 60)


@pytest.mark.parametrize(("stall", "advance"), [("reserves", "ratio"), ("culmination", "withdrawal")])
def test_nor_does_one_where_red_moves_on_the_request(stall: str, advance: str) -> None:
    """Nobody foresees long-range strikes and stays near the border to fire while that still pays."""
    assert_no_step_costs_blue(stall, advance, 60, "anticipation")


@pytest.mark.slow
@pytest.mark.parametrize("adaptation", ["gradual", "anticipation"])
@pytest.mark.parametrize("advance", ADVANCES)
@pytest.mark.parametrize("stall", STALLS)
def test_no_further_permission_costs_ground_losses_or_kills_under_any_structure(
    stall: str, advance: str, adaptation: str
) -> None:
    assert_no_step_costs_blue(stall, advance, 200, adaptation)


NOTHING_OPENED = (
    "sanctuary.sector_coverage=0", "sanctuary.attacked_border_coverage=0", "sanctuary.any_military_coverage=0",
    "sanctuary.deep_coverage=0", "city.aircraft_response_counter_fire=0", "city.aircraft_response_long_range=0",
)  # fmt: skip
OF_THE_PERMISSION = {
    "relaxation_day", "request_to_decision_d", "adaptation_half_life_d", "rung_days",
    "top_rung", "retaliations", "red_acts", "blue_acts",
    "severity_score_d", "red_line_crossed", "out_of_scope",
}  # fmt: skip
"""Measures of the decision itself, from its first use on, and of what escalates by it."""


@pytest.mark.parametrize("engine", [reference, compiled], ids=["simpy", "compiled"])
@pytest.mark.parametrize("allowed", ["counter_fire", "long_range"])
@pytest.mark.parametrize("adaptation", ["gradual", "anticipation"])
def test_a_permission_that_opens_nothing_has_the_rows_of_the_ban(engine: object, allowed: str, adaptation: str) -> None:
    """Who anticipates moves for what the ban's policy would open, which is nothing too."""
    same = (*NOTHING_OPENED, f"adaptation={adaptation}", "adaptation.relocated_efficiency=1")
    rows = [
        engine.simulate(parameters(f"restrictions={one}", *same), SEED, range(3)).rows  # type: ignore[attr-defined]
        for one in (allowed, "full_ban")
    ]
    for place, found in enumerate(MEASURES):
        if found.name not in OF_THE_PERMISSION:
            assert np.array_equal(rows[0][:, place], rows[1][:, place], equal_nan=True), found.name


def test_a_permission_that_opens_next_to_nothing_changes_next_to_nothing() -> None:
    little = tuple(word.replace("=0", "=1e-9") for word in NOTHING_OPENED[:4])
    lifted, banned = (
        run(parameters(f"restrictions={one}", *little, *NOTHING_OPENED[4:]), 40) for one in ("long_range", "full_ban")
    )
    for name in FOR_RED:
        assert measure(lifted, name) == pytest.approx(measure(banned, name), rel=1e-6, abs=1e-6), name


SCANS = {
    "sanctuary.own_weapons_reach": ("counter_fire", (0.0, 0.9, 0.99, 1.0)),
    "sanctuary.sector_coverage": ("counter_fire", (0.0, 1e-6, 0.5, 0.99, 1.0)),
    "sanctuary.any_military_coverage": ("long_range", (0.0, 1e-6, 0.99, 1.0)),
    "sanctuary.deep_coverage": ("long_range", (0.0, 1e-6, 0.5, 0.99, 1.0)),
    "adaptation.moved_share": ("counter_fire", (0.0, 1e-6, 0.99, 1.0)),
    "adaptation.relocated_efficiency": ("counter_fire", (0.55, 0.56, 0.7, 0.71, 0.99, 1.0)),
    "counter_battery.red_kill": ("counter_fire", (0.0, 1e-6)),
}
"""Values of each parameter of a permission's effect; neighbours are close to each other at the ends."""
CLOSE = 0.0101
BOUNDS = {"red_batteries_lost_bty": 1.0, "red_fires_kr": 2.0, "ground_lost_km2": 2.0, "launcher_salvos": 4.0}


@pytest.mark.parametrize("key", SCANS)
def test_close_values_of_a_parameter_give_close_results(key: str) -> None:
    policy, values = SCANS[key]
    batches = {value: run(parameters(f"restrictions={policy}", f"{key}={value!r}"), 60) for value in values}
    close = [(low, high) for low, high in pairwise(values) if high - low <= CLOSE]
    assert close
    for low, high in close:
        for name, bound in BOUNDS.items():
            moved = abs(float((measure(batches[high], name) - measure(batches[low], name)).mean()))
            assert moved < bound, (name, low, high)
