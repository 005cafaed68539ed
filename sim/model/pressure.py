r"""M8, pressure on the sponsor: a leaky integrator of what goes badly.

$\dot p = -p/\tau + w_g \dot A + w_f\,u_{\text{sanctuary}}$, with jumps $w_s$ at a strike on the city and $w_r$ at a
request; exactly within a step, in which the inputs count by their mean: $\dot A$ is the area taken in it over its
days. Within a step decisions depend on the mean of $p$ at its ends. None: the sponsor feels no pressure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated

from sim.model import signals
from sim.model.alternatives import alternatives
from sim.model.contract import Environment, mechanism
from sim.model.decays import PRESSURE, kept_share
from sim.model.quantity import NOT_NEGATIVE, POSITIVE, Choice, Quantity

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World


class Integrator(IntEnum):
    """How pressure builds up."""

    LEAKY = 0
    NONE = 1


LEAKY, NONE = Integrator  # by short names, as Python finds those faster


@dataclass(frozen=True)
class NoPressure:
    """The sponsor feels no pressure."""


@dataclass(frozen=True)
class LeakyPressure:
    """What goes badly adds up, and is forgotten."""

    memory_days: Annotated[float, Quantity("d", POSITIVE, "time constant of forgetting")]
    by_ground_per_km2: Annotated[float, Quantity("1/km2", NOT_NEGATIVE, "pressure for each km2 lost")]
    by_sanctuary_fires_per_kr: Annotated[
        float,
        Quantity("1/kr", NOT_NEGATIVE, "pressure for each thousand rounds fired from sanctuary"),
    ]
    by_strike: Annotated[float, Quantity("1", NOT_NEGATIVE, "pressure for each strike on the city")]
    by_request: Annotated[float, Quantity("1", NOT_NEGATIVE, "pressure for a request")]


@alternatives({LEAKY: LeakyPressure, NONE: NoPressure})
@dataclass(frozen=True)
class Pressure(LeakyPressure, NoPressure):
    """M8: pressure on the sponsor, in units of its own."""

    kind: Annotated[Integrator, Choice("how pressure builds up")]


@mechanism
def build_pressure(world: World, parameters: Parameters, now: float, days: float) -> None:
    """One step of the integrator, and its mean over the step."""
    pressure = parameters.pressure
    policy = world.policy
    policy.mean_pressure = policy.pressure
    policy.pressure_until_day = now + days
    if pressure.kind == NONE:
        return
    ground = world.front.speed_km_per_day * parameters.scenario.front.sector_width_km
    sanctuary = (
        parameters.scenario.artillery.red_fires_kr_per_day
        * world.phase.demand
        * world.batteries.sanctuary_firepower_share
        * world.fires.red_ration
    )
    level = pressure.memory_days * (
        pressure.by_ground_per_km2 * ground + pressure.by_sanctuary_fires_per_kr * sanctuary
    )
    policy.pressure = level + (policy.pressure - level) * kept_share(world.decays, PRESSURE, days, pressure.memory_days)
    policy.mean_pressure = 0.5 * (policy.mean_pressure + policy.pressure)


@mechanism
def raise_pressure(env: Environment, world: World, parameters: Parameters, amount: float) -> None:
    """Pressure jumps within a step that is already taken: at its end, part of the jump is forgotten."""
    policy = world.policy
    left = max(0.0, policy.pressure_until_day - env.now)
    kept = math.exp(-left / parameters.pressure.memory_days) if parameters.pressure.kind != NONE else 1.0
    policy.pressure += amount * kept
    policy.mean_pressure += amount
    env.announce(signals.POLICY)
