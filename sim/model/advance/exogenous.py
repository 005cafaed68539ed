"""M2, exogenous advance: each assault draws its speed from a log-normal distribution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.advance.pace import Paced, follow_speed, pace
from sim.model.contract import Stream, mechanism
from sim.model.draws import lognormal
from sim.model.phases import names as phase_names
from sim.model.quantity import NOT_NEGATIVE, Quantity
from sim.model.scenario import Scenario
from sim.model.stall.mechanism import Stall
from sim.model.world import World


@dataclass(frozen=True)
class ExogenousAdvance(Paced):
    """An advance at a speed drawn for each assault from a log-normal distribution."""

    speed_median_km_per_day: Annotated[float, Quantity("km/d", NOT_NEGATIVE, "median speed of an assault")]
    speed_log_sd: Annotated[
        float,
        Quantity("1", (0.0, 3.0), "standard deviation of the logarithm of the speed"),
    ]


@mechanism
def draw_speed(world: World, advance: ExogenousAdvance, stream: Stream) -> None:
    """Draw the speed of an assault at its beginning; assault k draws from item k."""
    if world.phase.kind == phase_names.ASSAULT:
        stream.item(world.phase.number)
        world.front.exogenous_speed_km_per_day = lognormal(
            stream, advance.speed_median_km_per_day, advance.speed_log_sd
        )


@mechanism
def advance_as_drawn(world: World, advance: ExogenousAdvance, stall: Stall, scenario: Scenario, days: float) -> None:
    """Move the front through one step."""
    speed = pace(world, advance, stall) * world.front.exogenous_speed_km_per_day
    follow_speed(world, stall, scenario.front, speed, days)
