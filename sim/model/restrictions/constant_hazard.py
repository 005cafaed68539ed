"""M9, a hazard whose baseline is 1 a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import mechanism
from sim.model.quantity import ANY, NOT_NEGATIVE, Quantity


@dataclass(frozen=True)
class ConstantHazard:
    """A hazard whose baseline is 1 a day."""

    intercept: Annotated[float, Quantity("1", ANY, "logarithm of the hazard (1/d) at `at_pressure`")]
    pressure: Annotated[float, Quantity("1", ANY, "change for each unit of pressure")]
    at_pressure: Annotated[float, Quantity("1", NOT_NEGATIVE, "pressure at which the intercept applies")]
    precedent: Annotated[float, Quantity("1", ANY, "change for each grant so far")]
    rung: Annotated[float, Quantity("1", ANY, "change for each rung of escalation")]


@mechanism
def constant_integral(hazard: ConstantHazard, start: float, end: float) -> float:
    """Integral of the baseline from one day to a later one."""
    return end - start


@mechanism
def constant_time(hazard: ConstantHazard, needed: float, now: float) -> float:
    """Days from now until the integral of the baseline reaches `needed`."""
    return needed
