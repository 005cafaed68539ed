r"""M1, Helmbold's family between the square and the logarithmic law: exponents $(w, 1 - w)$."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.attrition.losses import FlowingLaw
from sim.model.contract import mechanism
from sim.model.quantity import Quantity


@dataclass(frozen=True)
class HelmboldLaw(FlowingLaw):
    """A law of the family between the square and the logarithmic law."""

    exponent: Annotated[
        float,
        Quantity(
            "1",
            (0.0, 1.0),
            "exponent w: 1 square law, 0.5 midway, 0 logarithmic law",
            "regression on the battles of CDB90, 1914-1982, within war and theatre: .38 (.16 to .60)",
            (0.13, 0.6),
        ),
    ]


@mechanism
def helmbold_exponents(law: HelmboldLaw, side: int) -> tuple[float, float]:
    """Exponents of the enemy's and of the own strength: p = w, q = 1 - w."""
    return law.exponent, 1.0 - law.exponent


@mechanism
def shares_power(law: HelmboldLaw) -> bool:
    """Whether both sides share one power of the ratio; at the ends of the family it is another law, to the bit."""
    return 0.0 < law.exponent < 1.0
