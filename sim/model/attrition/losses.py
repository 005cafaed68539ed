"""M1, parts of every law of attrition: losses to fires, other losses, and how losses are taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model import events
from sim.model.contract import Environment, mechanism
from sim.model.quantity import NOT_NEGATIVE, Quantity
from sim.model.sides import BLUE, RED
from sim.model.world import World


@dataclass(frozen=True)
class Losses:
    """Losses under every law."""

    red_loss_by_fires_kpe_per_kr: Annotated[
        float, Quantity("kpe/kr", NOT_NEGATIVE, "Red losses per thousand Blue rounds", plausible=(0.015, 0.165))
    ]
    blue_loss_by_fires_kpe_per_kr: Annotated[
        float, Quantity("kpe/kr", NOT_NEGATIVE, "Blue losses per thousand Red rounds", plausible=(0.003, 0.03))
    ]
    red_own_loss_per_day: Annotated[
        float, Quantity("1/d", NOT_NEGATIVE, "share of Red lost a day to causes other than the enemy, such as sickness")
    ]
    blue_own_loss_per_day: Annotated[
        float,
        Quantity("1/d", NOT_NEGATIVE, "share of Blue lost a day to causes other than the enemy, such as sickness"),
    ]


@dataclass(frozen=True)
class FlowingLaw(Losses):
    """A law with continuous direct fire; square, linear and logarithmic need no more."""

    red_loss_per_day: Annotated[
        float,
        Quantity(
            "1/d",
            NOT_NEGATIVE,
            "share of Red lost a day to direct fire in an assault, at initial strengths",
        ),
    ]
    blue_loss_per_day: Annotated[
        float,
        Quantity(
            "1/d",
            NOT_NEGATIVE,
            "share of Blue lost a day to direct fire in an assault, at initial strengths",
        ),
    ]


@mechanism
def direct_rates(law: FlowingLaw) -> tuple[float, float]:
    """Shares of Red and Blue lost a day to direct fire in an assault, at the strengths of the start."""
    return law.red_loss_per_day, law.blue_loss_per_day


@mechanism
def lose(world: World, side: int, losses_kpe: float) -> None:
    """Take losses from the engaged force, at most what is left."""
    engaged = world.forces.engaged_kpe
    losses = losses_kpe if losses_kpe <= engaged[side] else engaged[side]
    engaged[side] -= losses
    world.forces.lost_kpe[side] += losses


@mechanism
def note_spent(env: Environment, world: World) -> None:
    """Record, once for each side, that nothing of it is left."""
    forces = world.forces
    for side in (RED, BLUE):
        if forces.engaged_kpe[side] <= 0.0 and forces.spent[side] == 0:
            forces.spent[side] = 1
            event = events.RED_FORCE_SPENT if side == RED else events.BLUE_FORCE_SPENT
            env.record(event, forces.engaged_kpe[1 - side])


@mechanism
def shares_no_power(law: Losses) -> bool:
    """Whether both sides share one power of the ratio of strengths: only in Helmbold's family."""
    return False
