"""M6, offensive phases: a semi-Markov cycle that an assault enters only with the strength for it.

assault -> (with a probability) exploitation -> consolidation -> pause -> preparation -> assault. A scenario with a
start before day 0 begins in preparation. Culminating and semi-Markov cycles draw the days in each phase
(`phases/timed.py`); in a threshold cycle phases end on conditions (`phases/threshold.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, NamedTuple

from sim.model.alternatives import alternatives, trait
from sim.model.phases.threshold import ThresholdCycle
from sim.model.phases.timed import CulminatingCycle, TimedCycle
from sim.model.quantity import Choice


class Cycle(IntEnum):
    """Kinds of cycles of phases."""

    CULMINATING = 0
    SEMI_MARKOV = 1
    THRESHOLD = 2


class PhasesRow(NamedTuple):
    """A cycle: what it reads, whether phases end on conditions, and whether culmination ends them early."""

    parameters: type
    conditional: bool = False
    culminating: bool = False


CYCLES = {
    Cycle.CULMINATING: PhasesRow(CulminatingCycle, culminating=True),
    Cycle.SEMI_MARKOV: PhasesRow(TimedCycle),
    Cycle.THRESHOLD: PhasesRow(ThresholdCycle, conditional=True),
}


@alternatives({cycle: row.parameters for cycle, row in CYCLES.items()})
@dataclass(frozen=True)
class Phases(ThresholdCycle, CulminatingCycle):
    """M6: the cycle of offensive phases."""

    kind: Annotated[Cycle, Choice("how phases follow each other")]


ends_on_conditions = trait({cycle: row.conditional for cycle, row in CYCLES.items()})
ends_early = trait({cycle: row.culminating for cycle, row in CYCLES.items()})
