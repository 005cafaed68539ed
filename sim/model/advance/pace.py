"""M2, an advance with a given speed: slower in exploitation than in an assault, and stopped by a held line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.advance.force_ratio import ForceRatio
from sim.model.contract import mechanism
from sim.model.phases import names as phase_names
from sim.model.quantity import SHARE, Quantity
from sim.model.scenario import Front
from sim.model.stall.held_line import depth_towards_line
from sim.model.stall.mechanism import Stall, holds_line
from sim.model.world import World


@dataclass(frozen=True)
class Paced(ForceRatio):
    """An advance whose speed differs between assault and exploitation."""

    exploitation_speed_share: Annotated[
        float, Quantity("1", SHARE, "speed in exploitation, as a share of that in an assault")
    ]


@mechanism
def pace(world: World, advance: Paced, stall: Stall) -> float:
    """Factor on the speed: that of the phase, times that of the reason to stall."""
    if world.phase.kind == phase_names.ASSAULT:
        return stall.speed_factor
    if world.phase.kind == phase_names.EXPLOITATION:
        return stall.speed_factor * advance.exploitation_speed_share
    return 0.0


@mechanism
def follow_speed(world: World, stall: Stall, ground: Front, speed_km_per_day: float, days: float) -> None:
    """Move the front at a speed through one step, up to a held line if there is one."""
    front = world.front
    if speed_km_per_day <= 0.0:
        return
    if holds_line(stall.kind):
        front.penetration_km = depth_towards_line(front.penetration_km, ground.hold_depth_km, speed_km_per_day, days)
    else:
        front.penetration_km = front.penetration_km + speed_km_per_day * days
