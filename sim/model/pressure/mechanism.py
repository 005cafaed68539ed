r"""M8, pressure on the sponsor: a leaky integrator of setbacks.

$\dot p = -p/\tau + w_g \dot A + w_f\,u_{\text{sanctuary}}$, with jumps $w_s$ at a strike on the city and $w_r$ at a
request; exact within a step, in which inputs count at their mean: $\dot A$ is the area taken in it divided by its days.
Within a step decisions depend on the mean of $p$ at its two ends. None: the sponsor feels no pressure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, NamedTuple

from sim.model import signals
from sim.model.alternatives import alternatives, dispatch
from sim.model.contract import Environment, mechanism
from sim.model.pressure.leaky import LeakyPressure, kept_of_jump, leak
from sim.model.pressure.none import NoPressure, hold, keep_jump
from sim.model.quantity import Choice
from sim.model.scenario import Scenario
from sim.model.world import World


class Integrator(IntEnum):
    """How pressure builds up."""

    LEAKY = 0
    NONE = 1


class PressureRow(NamedTuple):
    """An integrator: what it reads, the pressure after a step, and the share left of a jump."""

    parameters: type
    after: Callable[..., float]
    kept: Callable[..., float]


INTEGRATORS = {
    Integrator.LEAKY: PressureRow(LeakyPressure, leak, kept_of_jump),
    Integrator.NONE: PressureRow(NoPressure, hold, keep_jump),
}


@alternatives({kind: row.parameters for kind, row in INTEGRATORS.items()})
@dataclass(frozen=True)
class Pressure(LeakyPressure, NoPressure):
    """M8: pressure on the sponsor, in arbitrary units."""

    kind: Annotated[Integrator, Choice("how pressure builds up")]


pressure_after: Callable[[int, World, Pressure, Scenario, float], float] = dispatch(
    {kind: row.after for kind, row in INTEGRATORS.items()}
)
kept_of: Callable[[int, Pressure, float], float] = dispatch({kind: row.kept for kind, row in INTEGRATORS.items()})


@mechanism
def build_pressure(world: World, pressure: Pressure, scenario: Scenario, now: float, days: float) -> None:
    """Take one step of the integrator, and set its mean over the step."""
    policy = world.policy
    before = policy.pressure
    policy.pressure_until_day = now + days
    policy.pressure = pressure_after(pressure.kind, world, pressure, scenario, days)
    policy.mean_pressure = 0.5 * (before + policy.pressure)


@mechanism
def raise_pressure(env: Environment, world: World, pressure: Pressure, amount: float) -> None:
    """Add a jump of pressure within a step already taken: at its end, part of the jump is forgotten."""
    policy = world.policy
    policy.pressure += amount * kept_of(pressure.kind, pressure, max(0.0, policy.pressure_until_day - env.now))
    policy.mean_pressure += amount
    env.announce(signals.POLICY)
