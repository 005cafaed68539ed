"""M1, any exponents (p, q)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.attrition.losses import FlowingLaw
from sim.model.contract import mechanism
from sim.model.quantity import Quantity

EXPONENT = (0.0, 2.0)


@dataclass(frozen=True)
class GeneralLaw(FlowingLaw):
    """Any exponents."""

    enemy_exponent: Annotated[float, Quantity("1", EXPONENT, "p, of the enemy's strength")]
    own_exponent: Annotated[float, Quantity("1", EXPONENT, "q, of the own strength")]


@mechanism
def general_exponents(law: GeneralLaw, side: int) -> tuple[float, float]:
    """Exponents of the enemy's strength and of the own: as given."""
    return law.enemy_exponent, law.own_exponent
