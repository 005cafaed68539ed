"""M1, Lanchester's linear law: losses are proportional to the product of the strengths."""

from __future__ import annotations

from sim.model.attrition.losses import Losses
from sim.model.contract import mechanism


@mechanism
def linear_exponents(law: Losses, side: int) -> tuple[float, float]:
    """Exponents of the enemy's and of the own strength: p = q = 1."""
    return 1.0, 1.0
