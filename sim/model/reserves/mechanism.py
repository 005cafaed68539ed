r"""M13, reserves: Blue commits what it can draw from elsewhere.

Reserves arrive from a lag after the offensive begins, at the rate remaining/$\tau$; exact within a step. Committed
reserves are missing elsewhere: reserve-days count them. None: no reserves arrive. Only those that have arrived share
the enemy's fires (M1).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated

from sim.model.alternatives import alternatives, trait
from sim.model.contract import mechanism
from sim.model.quantity import Choice
from sim.model.reserves.lagged import LaggedReserves
from sim.model.scenario import Forces
from sim.model.stall.mechanism import Stall, reserves_share


class Commitment(IntEnum):
    """Kinds of commitment of reserves."""

    LAGGED = 0
    NONE = 1


@dataclass(frozen=True)
class NoReserves:
    """No reserves arrive."""


COMMITMENTS: dict[Commitment, type] = {Commitment.LAGGED: LaggedReserves, Commitment.NONE: NoReserves}


@alternatives(COMMITMENTS)
@dataclass(frozen=True)
class Reserves(LaggedReserves, NoReserves):
    """M13: the commitment of Blue's reserves."""

    kind: Annotated[Commitment, Choice("how reserves come in")]


are_committed = trait({kind: kind != Commitment.NONE for kind in COMMITMENTS})


@mechanism
def reserves_that_come(reserves: Reserves, stall: Stall, forces: Forces) -> float:
    """Reserves that Blue will commit (kpe): none without a commitment, or if they are not why the offensive stalls."""
    if not are_committed(reserves.kind):
        return 0.0
    return forces.blue_reserves_kpe * reserves_share(stall)
