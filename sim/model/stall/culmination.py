r"""Reason to stall: culmination, because Red's strength at the point falls with depth, $s(x) = e^{-x/L}$.

An assault ends once its losses have grown, or the firepower of the batteries has fallen, to a share of the start (M6).
Lack of supply ends an assault only by lowering the ratio.
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
        Quantity("1", SHARE, "losses since the assault began, as a share of the start, at which it culminates"),
    ]
    culmination_firepower_share: Annotated[
        float, Quantity("1", SHARE, "firepower left, as a share of the start, at which an assault culminates")
    ]


@mechanism
def strength_left_at(rule: Culmination, depth_km: float) -> float:
    """Share of Red's strength at the point left at this depth."""
    return math.exp(-depth_km / rule.supply_depth_km)


@mechanism
def is_spent(world: World, rule: Culmination) -> bool:
    """Whether an assault cannot continue, because of its losses or Red's remaining firepower."""
    lost = world.forces.lost_kpe[RED] - world.phase.lost_before_kpe
    if lost >= rule.culmination_loss_share * world.forces.start_kpe[RED]:
        return True
    return world.batteries.firepower_share <= rule.culmination_firepower_share
