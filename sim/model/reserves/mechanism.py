r"""M13, reserves: Blue commits what it can draw from elsewhere.

From a lag after the offensive begins, at the rate remaining/$\tau$; exactly within a step. What is committed is missing
elsewhere: reserve-days count it. None: nothing comes in. Only what has come in shares the enemy's fires (M1).
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
    """How reserves come in."""

    LAGGED = 0
    NONE = 1


@dataclass(frozen=True)
class NoReserves:
    """Nothing comes in."""


COMMITMENTS: dict[Commitment, type] = {Commitment.LAGGED: LaggedReserves, Commitment.NONE: NoReserves}


@alternatives(COMMITMENTS)
@dataclass(frozen=True)
class Reserves(LaggedReserves, NoReserves):
    """M13: how Blue's reserves come in."""

    kind: Annotated[Commitment, Choice("how reserves come in")]


are_committed = trait({kind: kind != Commitment.NONE for kind in COMMITMENTS})


@mechanism
def reserves_that_come(reserves: Reserves, stall: Stall, forces: Forces) -> float:
    """Reserves that will come in (kpe): none without a commitment, or where they are not why the offensive stalls."""
    if not are_committed(reserves.kind):
        return 0.0
    return forces.blue_reserves_kpe * reserves_share(stall)
