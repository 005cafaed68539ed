r"""M11, Beta-Bernoulli: a propensity from Beta(a, b); after $k$ steps unpunished the risk is $a/(a + b + k)$."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import Stream, mechanism
from sim.model.draws import beta
from sim.model.quantity import BELIEF, Quantity
from sim.model.red_line.hidden import HiddenLine


@dataclass(frozen=True)
class PropensityLine(HiddenLine):
    """A line that each step crosses with a propensity drawn from a Beta distribution."""

    propensity_a: Annotated[
        float,
        Quantity("1", (0.01, 1e6), "parameter a of the Beta distribution: steps punished before", BELIEF, (0.5, 5.0)),
    ]
    propensity_b: Annotated[
        float,
        Quantity(
            "1", (0.01, 1e6), "parameter b of the Beta distribution: steps unpunished before", BELIEF, (1.0, 30.0)
        ),
    ]


BEYOND_ALL_STEPS = 1e9
MOST_STEPS = 10_000  # the step before which a line given by its quantile is looked for; a replication grants far fewer


@mechanism
def steps_until_punished(stream: Stream, a: float, b: float) -> float:
    """Number of the first step to cross, if each crosses with a propensity from Beta(a, b)."""
    propensity = beta(stream, a, b)
    chance = math.log1p(-stream.uniform())
    if propensity <= 0.0:
        return BEYOND_ALL_STEPS
    if propensity >= 1.0:
        return 1.0
    return 1.0 + math.floor(min(BEYOND_ALL_STEPS, chance / math.log1p(-propensity)))


@mechanism
def step_punished_at(quantile: float, a: float, b: float) -> float:
    """Quantile of the number of the first step to cross, under a propensity from Beta(a, b)."""
    unpunished = 1.0
    step = 0
    while step < MOST_STEPS:
        unpunished *= (b + step) / (a + b + step)
        step += 1
        if 1.0 - unpunished > quantile:
            return float(step)
    return BEYOND_ALL_STEPS


@mechanism
def propensity_line_at(line: PropensityLine, quantile: float) -> float:
    """The step that crosses, at a quantile of its distribution."""
    return step_punished_at(quantile, line.propensity_a, line.propensity_b)


@mechanism
def draw_propensity_line(line: PropensityLine, stream: Stream) -> float:
    """The step that crosses."""
    return steps_until_punished(stream, line.propensity_a, line.propensity_b)
