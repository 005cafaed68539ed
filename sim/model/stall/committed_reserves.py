"""Reason to stall: Blue commits reserves (M13) until the ratio no longer carries an advance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.quantity import Quantity
from sim.model.stall.held_line import HeldLine


@dataclass(frozen=True)
class CommittedReserves(HeldLine):
    """Reserves that Blue commits."""

    reserve_factor: Annotated[
        float,
        Quantity(
            "1",
            (0.0, 10.0),
            "factor on scenario.forces.blue_reserves",
        ),
    ]
