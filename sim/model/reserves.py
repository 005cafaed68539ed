r"""M13, reserves: Blue commits what it can draw from elsewhere.

From a lag after the offensive begins, at the rate remaining/$\tau$; exactly within a step. What is committed is missing
elsewhere: reserve-days count it. None: nothing comes in. Only what has come in shares the enemy's fires (M1).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated

from sim.model import events
from sim.model.alternatives import alternatives
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.decays import RESERVES, kept_share
from sim.model.quantity import NOT_NEGATIVE, POSITIVE, Choice, Quantity
from sim.model.sides import BLUE
from sim.model.stall import reserves_share

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World


class Commitment(IntEnum):
    """How reserves come in."""

    LAGGED = 0
    NONE = 1


LAGGED, NONE = Commitment


@dataclass(frozen=True)
class NoReserves:
    """Nothing comes in."""


@dataclass(frozen=True)
class LaggedReserves:
    """Reserves come in after a lag."""

    lag_days: Annotated[float, Quantity("d", NOT_NEGATIVE, "from the offensive's first day", plausible=(0, 3))]
    time_constant_days: Annotated[float, Quantity("d", POSITIVE, "time constant of the commitment", plausible=(1.5, 8))]


@alternatives({LAGGED: LaggedReserves, NONE: NoReserves})
@dataclass(frozen=True)
class Reserves(LaggedReserves, NoReserves):
    """M13: how Blue's reserves come in."""

    kind: Annotated[Commitment, Choice("how reserves come in")]


@mechanism
def reserves_that_come(parameters: Parameters) -> float:
    """Reserves that will come in (kpe): none without a commitment, or where they are not why the offensive stalls."""
    if parameters.reserves.kind == NONE:
        return 0.0
    return parameters.scenario.forces.blue_reserves_kpe * reserves_share(parameters.stall)


@mechanism
def commitment(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """Blue begins to commit its reserves, a lag after the offensive's first day."""
    if parameters.reserves.kind == NONE:
        return
    world.forces.commitment_day = max(0.0, env.now) + parameters.reserves.lag_days
    yield env.timeout(world.forces.commitment_day - env.now)
    if world.forces.reserves_kpe > 0.0:
        world.forces.committing = 1
        env.record(events.RESERVES_COMMITTED, world.forces.reserves_kpe)


@mechanism
def reserves_in_step(world: World, parameters: Parameters, days: float) -> float:
    """Reserves that come in during a step (kpe)."""
    if world.forces.committing == 0:
        return 0.0
    return world.forces.reserves_kpe * (
        1.0 - kept_share(world.decays, RESERVES, days, parameters.reserves.time_constant_days)
    )


@mechanism
def commit_reserves(world: World, parameters: Parameters, moved_kpe: float, days: float) -> None:
    """One step of the commitment, and the integral of what is missing elsewhere."""
    forces = world.forces
    before = forces.committed_kpe
    left = forces.reserves_kpe
    forces.reserves_kpe -= moved_kpe
    forces.committed_kpe += moved_kpe
    forces.engaged_kpe[BLUE] += moved_kpe
    coming = left * days - moved_kpe * parameters.reserves.time_constant_days if forces.committing == 1 else 0.0
    forces.reserve_days_kpe_d += before * days + coming
