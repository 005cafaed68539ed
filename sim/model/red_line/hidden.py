"""M11, a hidden line: what a crossing brings about, whatever the law of the line, and what most laws share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import mechanism
from sim.model.quantity import BELIEF, NOT_NEGATIVE, SHARE, Quantity


@dataclass(frozen=True)
class HiddenLine:
    """What a crossing brings about, wherever the line lies; a line uniform on the steps needs no more."""

    crossing_severity: Annotated[
        float, Quantity("1", NOT_NEGATIVE, "severity that a crossing adds", BELIEF, (0.0, 8.0))
    ]
    crossing_answers: Annotated[
        float, Quantity("1", NOT_NEGATIVE, "Red's acts in answer to a crossing", BELIEF, (0.0, 10.0))
    ]
    threshold_quantile: Annotated[
        float,
        Quantity(
            "1",
            SHARE,
            "quantile of the line in its law, below which it lies with this probability; null: each replication draws",
            BELIEF,
            (0.0, 1.0),
            optional=True,
        ),
    ]


@mechanism
def count_steps_of_move(line: HiddenLine, steps: int) -> float:
    """What a move of so many steps adds: the steps."""
    return float(steps)


@mechanism
def never_fade(line: HiddenLine, days: float) -> float:
    """What is left after some days of what moves have added: all of it."""
    return 1.0
