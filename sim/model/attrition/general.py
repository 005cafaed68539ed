"""M1, a law with any exponents (p, q)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.attrition.losses import FlowingLaw
from sim.model.contract import mechanism
from sim.model.quantity import Quantity

EXPONENT = (0.0, 2.0)


@dataclass(frozen=True)
class GeneralLaw(FlowingLaw):
    """A law with any exponents."""

    enemy_exponent: Annotated[float, Quantity("1", EXPONENT, "exponent p of the enemy's strength")]
    own_exponent: Annotated[float, Quantity("1", EXPONENT, "exponent q of a side's own strength")]


@mechanism
def general_exponents(law: GeneralLaw, side: int) -> tuple[float, float]:
    """Exponents of the enemy's and of the own strength: as given."""
    return law.enemy_exponent, law.own_exponent
