"""Measures of the sponsor's decisions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.model.measures.registry import ON_A_DAY, day_or_undefined, measure

if TYPE_CHECKING:
    from sim.model.world import World


@measure("Day of the first request", "day", "day of the first request", censored=ON_A_DAY, lowest=-math.inf)
def request_day(world: World) -> float:
    return day_or_undefined(world.policy.request_day)


@measure(
    "Day of the first relaxation",
    "day",
    "day of the first relaxation; undefined if there was none",
    censored=ON_A_DAY,
    lowest=-math.inf,
)
def relaxation_day(world: World) -> float:
    return day_or_undefined(world.policy.relaxation_day)


@measure(
    "Day of the first reversal",
    "day",
    "day of the first reversal; undefined if there was none",
    censored=ON_A_DAY,
    lowest=-math.inf,
)
def reversal_day(world: World) -> float:
    return day_or_undefined(world.policy.reversal_day)


@measure(
    "Time from request to decision",
    "d",
    "time from the first request to the first relaxation",
    censored="request_day",
    lowest=-math.inf,
)
def request_to_decision_d(world: World) -> float:
    return relaxation_day(world) - request_day(world)
