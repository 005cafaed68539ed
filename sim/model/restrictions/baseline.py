r"""M9, the baseline of a hazard: how it depends on time, in addition to pressure, precedent and rung.

A hazard is $h(t) = c\,h_0(t)$ with the factor $c$ constant between two evaluations. $h_0$ is 1 a day (constant),
$\max(0, a + b t)$ (linear), or a list of levels, each from a day on (stepped); $t$ is in days since day 0. Its integral
$H_0$ is computed and inverted exactly: with the remaining hazard $\ell$, a decision falls at $t$ such that $H_0(t) -
H_0(\text{now}) = \ell/c$.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, NamedTuple

from sim.model.alternatives import alternatives, dispatch
from sim.model.contract import mechanism
from sim.model.quantity import ANY, Choice, Quantity
from sim.model.restrictions.constant_hazard import ConstantHazard, constant_integral, constant_time
from sim.model.restrictions.linear_hazard import LinearHazard, linear_integral, linear_time
from sim.model.restrictions.stepped_hazard import SteppedHazard, stepped_integral, stepped_time


class Baseline(IntEnum):
    """How a hazard depends on time."""

    CONSTANT = 0
    LINEAR = 1
    STEPPED = 2


class BaselineRow(NamedTuple):
    """A baseline: what it reads, its integral, and the time until the integral reaches a value."""

    parameters: type
    integral: Callable[..., float]
    time: Callable[..., float]


BASELINES = {
    Baseline.CONSTANT: BaselineRow(ConstantHazard, constant_integral, constant_time),
    Baseline.LINEAR: BaselineRow(LinearHazard, linear_integral, linear_time),
    Baseline.STEPPED: BaselineRow(SteppedHazard, stepped_integral, stepped_time),
}


@alternatives({baseline: row.parameters for baseline, row in BASELINES.items()}, chosen_by="baseline")
@dataclass(frozen=True)
class Hazard(SteppedHazard, LinearHazard):
    """A hazard exp(intercept + pressure p + precedent n + rung g) times its baseline, the exponent clipped at 4.

    A constant baseline is 1 a day; the others are in days since day 0.
    """

    baseline: Annotated[Baseline, Choice("how the hazard also depends on time")]


@dataclass(frozen=True)
class Relaxing(Hazard):
    """The hazard of relaxing by a step, estimated from four permissions and their requests."""

    intercept: Annotated[
        float,
        Quantity(
            "1",
            ANY,
            "logarithm of the hazard (1/d) at `at_pressure`",
            "17, 18, 79 and 202 days from request to permission, 2024: ln(4/316) = -4.4 (95 %: -5.5 to -3.5)",
            (-5.5, -3.5),
        ),
    ]


integral_of: Callable[[int, Hazard, float, float], float] = dispatch(
    {baseline: row.integral for baseline, row in BASELINES.items()}
)
time_of: Callable[[int, Hazard, float, float], float] = dispatch(
    {baseline: row.time for baseline, row in BASELINES.items()}
)


@mechanism
def baseline_integral(hazard: Hazard, start: float, end: float) -> float:
    """Integral of the baseline from one day to a later one."""
    return integral_of(hazard.baseline, hazard, start, end)


@mechanism
def baseline_time(hazard: Hazard, needed: float, now: float) -> float:
    """Days from now until the integral of the baseline reaches `needed`."""
    return time_of(hazard.baseline, hazard, needed, now)
