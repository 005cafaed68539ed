"""Why an offensive stalls, which the record cannot tell: a held line, reserves, culmination, or all three.

`held line`: the speed falls to zero as the penetration nears a line that Blue holds (`scenario.front.hold_depth`).
`reserves`: Blue's reserves come in (M13) until the ratio no longer carries an advance.
`culmination`: Red's strength at the point falls with depth, and an assault ends once its losses have grown, or the
batteries' firepower has fallen, to a share of the start (M6). Want of supply ends none, but by lowering the ratio.

Where the advance saturates, the same reasons say what the attainable depth depends on (`saturating.py`).

Phases that end on thresholds (`phases=threshold`) have shares of their own for losses, and for what depth leaves of the
strength; losses end an assault there whatever the reason.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated

from sim.model.alternatives import alternatives
from sim.model.contract import mechanism
from sim.model.quantity import CALIBRATED, NOT_NEGATIVE, POSITIVE, SHARE, Choice, Quantity

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World


class Reason(IntEnum):
    """Why the offensive stalls."""

    MIXED = 0
    LINE = 1
    RESERVES = 2
    CULMINATION = 3


MIXED, LINE, RESERVES, CULMINATION = Reason  # by short names, as Python finds those faster


@dataclass(frozen=True)
class HeldLine:
    """A held line alone; every reason has a pace of its own."""

    speed_factor: Annotated[
        float,
        Quantity(
            "1",
            NOT_NEGATIVE,
            "pace that goes with this reason, times the speed of the advance or the rate at which it saturates",
            f"{CALIBRATED}: by hand, so that every reason reaches the areas observed in May and June 2024",
        ),
    ]


@dataclass(frozen=True)
class CommittedReserves(HeldLine):
    """Blue's reserves come in."""

    reserve_factor: Annotated[
        float,
        Quantity(
            "1",
            (0.0, 10.0),
            "reserves that come in, times scenario.forces.blue_reserves",
        ),
    ]


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


@dataclass(frozen=True)
class MixedReasons(CommittedReserves, Culmination):
    """All three."""


@alternatives({MIXED: MixedReasons, LINE: HeldLine, RESERVES: CommittedReserves, CULMINATION: Culmination})
@dataclass(frozen=True)
class Stall(MixedReasons):
    """Why the offensive stalls."""

    kind: Annotated[Reason, Choice("why the offensive stalls")]


@mechanism
def supply_factor(world: World, parameters: Parameters) -> float:
    """What depth leaves of Red's strength at the point."""
    return supply_factor_at(parameters, world.front.penetration_km)


@mechanism
def supply_factor_at(parameters: Parameters, depth_km: float) -> float:
    """What this depth leaves of Red's strength at the point."""
    kind = parameters.stall.kind
    if kind == MIXED or kind == CULMINATION:
        return math.exp(-depth_km / parameters.stall.supply_depth_km)
    return 1.0


@mechanism
def reserves_share(parameters: Parameters) -> float:
    """Reserves that will come in, as a share of those of the scenario."""
    kind = parameters.stall.kind
    if kind == MIXED or kind == RESERVES:
        return parameters.stall.reserve_factor
    return 0.0


@mechanism
def culminates(world: World, parameters: Parameters) -> bool:
    """Whether an assault cannot go on: its losses, or the firepower of Red's batteries that is left."""
    kind = parameters.stall.kind
    if kind == LINE or kind == RESERVES:
        return False
    lost = world.forces.lost_kpe[0] - world.phase.lost_before_kpe
    if lost >= parameters.stall.culmination_loss_share * world.forces.start_kpe[0]:
        return True
    return world.batteries.firepower_share <= parameters.stall.culmination_firepower_share
