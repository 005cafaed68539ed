r"""M11, convex: a move of $s$ steps at one moment crosses with probability $1 - e^{-c (s/S)^g}$."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import Stream, mechanism
from sim.model.draws import exponential
from sim.model.quantity import BELIEF, NOT_NEGATIVE, POSITIVE, Quantity
from sim.model.red_line.hidden import HiddenLine


@dataclass(frozen=True)
class ConvexLine(HiddenLine):
    """One large move is riskier than many small ones."""

    weight: Annotated[float, Quantity("1", NOT_NEGATIVE, "c: hazard of a move of full size", BELIEF, (0.1, 3.0))]
    full_size: Annotated[float, Quantity("1", POSITIVE, "S: steps of a move of full size", "ten steps in all")]
    exponent: Annotated[
        float,
        Quantity("1", (0.1, 10.0), "g: above 1, large moves are worse than many small ones", BELIEF, (1.0, 3.0)),
    ]


@mechanism
def convex_line_at(line: ConvexLine, quantile: float) -> float:
    """The hazard that crosses, at a quantile of its distribution."""
    return -math.log1p(-quantile)


@mechanism
def draw_convex_line(line: ConvexLine, stream: Stream) -> float:
    """The hazard that crosses."""
    return exponential(stream, 1.0)


@mechanism
def hazard_of_move(line: ConvexLine, steps: int) -> float:
    """The hazard that a move of so many steps adds."""
    return line.weight * math.exp(line.exponent * math.log(steps / line.full_size))
