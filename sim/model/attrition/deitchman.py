"""M1, Deitchman's law: the hidden side loses by the linear law, the other, in the open, by the square law."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.attrition.losses import FlowingLaw
from sim.model.contract import mechanism
from sim.model.quantity import Choice
from sim.model.sides import Side


@dataclass(frozen=True)
class DeitchmanLaw(FlowingLaw):
    """A law in which one side is hidden, and loses by the linear law."""

    hidden: Annotated[Side, Choice("which side is hidden")]


@mechanism
def deitchman_exponents(law: DeitchmanLaw, side: int) -> tuple[float, float]:
    """Exponents of the enemy's and of the own strength: q = 1 for the hidden side."""
    return 1.0, 0.0 if law.hidden != side else 1.0
