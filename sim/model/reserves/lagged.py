r"""M13, reserves committed after a lag, at the rate remaining/$\tau$; exact within a step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import mechanism
from sim.model.decays import RESERVES, kept_share
from sim.model.quantity import NOT_NEGATIVE, POSITIVE, Quantity
from sim.model.sides import BLUE
from sim.model.world import World


@dataclass(frozen=True)
class LaggedReserves:
    """Reserves that arrive after a lag."""

    lag_days: Annotated[
        float, Quantity("d", NOT_NEGATIVE, "delay from the first day of the offensive", plausible=(0, 3))
    ]
    time_constant_days: Annotated[float, Quantity("d", POSITIVE, "time constant of the commitment", plausible=(1.5, 8))]


@mechanism
def reserves_in_step(world: World, rule: LaggedReserves, days: float) -> float:
    """Reserves that arrive during a step (kpe)."""
    if world.forces.committing == 0:
        return 0.0
    return world.forces.reserves_kpe * (1.0 - kept_share(world.decays, RESERVES, days, rule.time_constant_days))


@mechanism
def commit_reserves(world: World, rule: LaggedReserves, moved_kpe: float, days: float) -> None:
    """Take one step of the commitment, and add to the integral of reserves drawn from elsewhere."""
    forces = world.forces
    before = forces.committed_kpe
    left = forces.reserves_kpe
    forces.reserves_kpe -= moved_kpe
    forces.committed_kpe += moved_kpe
    forces.engaged_kpe[BLUE] += moved_kpe
    coming = left * days - moved_kpe * rule.time_constant_days if forces.committing == 1 else 0.0
    forces.reserve_days_kpe_d += before * days + coming
