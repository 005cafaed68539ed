"""M11, grievance: steps add up, fading with a time constant or never, until they cross a log-normal threshold."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import Stream, mechanism
from sim.model.draws import lognormal, normal_quantile
from sim.model.quantity import BELIEF, POSITIVE, Quantity
from sim.model.red_line.hidden import HiddenLine


@dataclass(frozen=True)
class GrievanceLine(HiddenLine):
    """A line on a sum of steps that fades."""

    threshold_median: Annotated[
        float, Quantity("1", POSITIVE, "median sum of steps that crosses the line", BELIEF, (1.0, 10.0))
    ]
    threshold_log_sd: Annotated[
        float, Quantity("1", (0.0, 3.0), "standard deviation of the logarithm of that sum", BELIEF, (0.0, 1.0))
    ]
    memory_days: Annotated[
        float,
        Quantity(
            "d",
            POSITIVE,
            "time constant with which Red forgives steps; null for never",
            BELIEF,
            (10, 180),
            optional=True,
        ),
    ]


@mechanism
def grievance_line_at(line: GrievanceLine, quantile: float) -> float:
    """The sum that crosses, at a quantile of its distribution."""
    return line.threshold_median * math.exp(line.threshold_log_sd * normal_quantile(quantile))


@mechanism
def draw_grievance_line(line: GrievanceLine, stream: Stream) -> float:
    """The sum that crosses."""
    return lognormal(stream, line.threshold_median, line.threshold_log_sd)


@mechanism
def fade(line: GrievanceLine, days: float) -> float:
    """The sum left after some days."""
    return math.exp(-days / line.memory_days)
