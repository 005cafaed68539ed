"""M1, Lanchester's square law: losses go with the enemy's strength."""

from __future__ import annotations

from sim.model.attrition.losses import FlowingLaw
from sim.model.contract import mechanism


@mechanism
def square_exponents(law: FlowingLaw, side: int) -> tuple[float, float]:
    """Exponents of the enemy's strength and of the own: p = 1, q = 0."""
    return 1.0, 0.0
