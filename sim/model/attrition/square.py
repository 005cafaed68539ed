"""M1, Lanchester's square law: losses are proportional to the enemy's strength."""

from __future__ import annotations

from sim.model.attrition.losses import FlowingLaw
from sim.model.contract import mechanism


@mechanism
def square_exponents(law: FlowingLaw, side: int) -> tuple[float, float]:
    """Exponents of the enemy's and of the own strength: p = 1, q = 0."""
    return 1.0, 0.0
