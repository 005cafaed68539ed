"""M1, Peterson's logarithmic law: losses are proportional to the own strength."""

from __future__ import annotations

from sim.model.attrition.losses import FlowingLaw
from sim.model.contract import mechanism


@mechanism
def logarithmic_exponents(law: FlowingLaw, side: int) -> tuple[float, float]:
    """Exponents of the enemy's and of the own strength: p = 0, q = 1."""
    return 0.0, 1.0
