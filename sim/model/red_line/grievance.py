"""M11, grievance: each step adds 1 to a sum that fades with a time constant, or never, up to a log-normal threshold."""

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
    """Steps add to a sum that fades."""

    threshold_median: Annotated[
        float, Quantity("1", POSITIVE, "median of the sum of steps that crosses it", BELIEF, (1.0, 10.0))
    ]
    threshold_log_sd: Annotated[
        float, Quantity("1", (0.0, 3.0), "standard deviation of the logarithm of that", BELIEF, (0.0, 1.0))
    ]
    memory_days: Annotated[
        float,
        Quantity(
            "d",
            POSITIVE,
            "time constant with which steps are forgiven; null for never",
            BELIEF,
            (10, 180),
            optional=True,
        ),
    ]


@mechanism
def grievance_line_at(line: GrievanceLine, quantile: float) -> float:
    """The sum that crosses, at a quantile of its law."""
    return line.threshold_median * math.exp(line.threshold_log_sd * normal_quantile(quantile))


@mechanism
def draw_grievance_line(line: GrievanceLine, stream: Stream) -> float:
    """The sum that crosses."""
    return lognormal(stream, line.threshold_median, line.threshold_log_sd)


@mechanism
def fade(line: GrievanceLine, days: float) -> float:
    """What is left after some days of what moves have added."""
    return math.exp(-days / line.memory_days)
