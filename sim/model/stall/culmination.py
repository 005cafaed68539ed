r"""Why an offensive stalls: culmination, as Red's strength at the point falls with depth, $s(x) = e^{-x/L}$.

An assault ends once its losses have grown, or the batteries' firepower has fallen, to a share of the start (M6). Want
of supply ends none, but by lowering the ratio.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import mechanism
from sim.model.quantity import POSITIVE, SHARE, Quantity
from sim.model.sides import RED
from sim.model.stall.held_line import HeldLine
from sim.model.world import World


@dataclass(frozen=True)
class Culmination(HeldLine):
    """Red's strength at the point falls with depth, and an assault culminates."""

    supply_depth_km: Annotated[
        float,
        Quantity("km", POSITIVE, "depth at which Red's strength at the point has fallen to 1/e"),
    ]
    culmination_loss_share: Annotated[
        float,
        Quantity("1", SHARE, "losses since the assault began, of the start, at which it culminates"),
    ]
    culmination_firepower_share: Annotated[
        float, Quantity("1", SHARE, "firepower left, of the start, at which an assault culminates")
    ]


@mechanism
def strength_left_at(rule: Culmination, depth_km: float) -> float:
    """What this depth leaves of Red's strength at the point."""
    return math.exp(-depth_km / rule.supply_depth_km)


@mechanism
def is_spent(world: World, rule: Culmination) -> bool:
    """Whether an assault cannot go on: its losses, or the firepower of Red's batteries that is left."""
    lost = world.forces.lost_kpe[RED] - world.phase.lost_before_kpe
    if lost >= rule.culmination_loss_share * world.forces.start_kpe[RED]:
        return True
    return world.batteries.firepower_share <= rule.culmination_firepower_share
