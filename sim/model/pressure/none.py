"""M8, no pressure: setbacks do not press on the sponsor."""

from __future__ import annotations

from dataclasses import dataclass

from sim.model.contract import mechanism
from sim.model.scenario import Scenario
from sim.model.world import World


@dataclass(frozen=True)
class NoPressure:
    """A sponsor that feels no pressure."""


@mechanism
def hold(world: World, pressure: NoPressure, scenario: Scenario, days: float) -> float:
    """Pressure after a step: unchanged."""
    return world.policy.pressure


@mechanism
def keep_jump(pressure: NoPressure, days: float) -> float:
    """Share of a jump left after some days: all of it."""
    return 1.0
