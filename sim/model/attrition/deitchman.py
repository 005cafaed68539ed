"""M1, Deitchman's law: the hidden side loses by the linear law, as it is searched for, the other by the square law."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.attrition.losses import FlowingLaw
from sim.model.contract import mechanism
from sim.model.quantity import Choice
from sim.model.sides import Side


@dataclass(frozen=True)
class DeitchmanLaw(FlowingLaw):
    """One side is hidden, and loses by the linear law."""

    hidden: Annotated[Side, Choice("the side that is hidden")]


@mechanism
def deitchman_exponents(law: DeitchmanLaw, side: int) -> tuple[float, float]:
    """Exponents of the enemy's strength and of the own: q = 1 of the side that is hidden."""
    return 1.0, 0.0 if law.hidden != side else 1.0
