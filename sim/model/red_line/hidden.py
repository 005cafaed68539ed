"""M11, a hidden line: the effects of a crossing under any law of the line, and what most laws share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import mechanism
from sim.model.quantity import BELIEF, NOT_NEGATIVE, SHARE, Quantity


@dataclass(frozen=True)
class HiddenLine:
    """The effects of a crossing, wherever the line lies; a line uniform on the steps needs no more."""

    crossing_severity: Annotated[float, Quantity("1", NOT_NEGATIVE, "severity added by a crossing", BELIEF, (0.0, 8.0))]
    crossing_answers: Annotated[
        float, Quantity("1", NOT_NEGATIVE, "mean number of Red acts in answer to a crossing", BELIEF, (0.0, 10.0))
    ]
    threshold_quantile: Annotated[
        float,
        Quantity(
            "1",
            SHARE,
            "quantile of the line's distribution at which the line lies; null: drawn in each replication",
            BELIEF,
            (0.0, 1.0),
            optional=True,
        ),
    ]


@mechanism
def count_steps_of_move(line: HiddenLine, steps: int) -> float:
    """What a move adds towards the line: its steps."""
    return float(steps)


@mechanism
def never_fade(line: HiddenLine, days: float) -> float:
    """What moves have added, after some days: all of it."""
    return 1.0
