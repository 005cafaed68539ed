"""M9, the restriction on the sponsor's weapons: what it allows and when, or how the sponsor decides.

Decisions are taken in `processes/policy.py` (by hazards), `restrictions/threshold.py` (by thresholds of the pressure)
and `processes/calendar.py` (on the days of `restrictions/timeline.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, NamedTuple

from sim.model.alternatives import alternatives, trait
from sim.model.quantity import Choice
from sim.model.restrictions.endogenous import Endogenous
from sim.model.restrictions.stepwise import Stepwise
from sim.model.restrictions.threshold import ByThreshold
from sim.model.restrictions.timeline import Timeline


class DecisionMode(IntEnum):
    """Ways of deciding."""

    TIMELINE = 0
    ENDOGENOUS = 1
    THRESHOLD = 2


class DecisionRow(NamedTuple):
    """A way of deciding: what it reads, and whether hazards or thresholds time the decisions."""

    parameters: type
    by_hazard: bool = False
    by_threshold: bool = False


DECISIONS = {
    DecisionMode.TIMELINE: DecisionRow(Timeline),
    DecisionMode.ENDOGENOUS: DecisionRow(Endogenous, by_hazard=True),
    DecisionMode.THRESHOLD: DecisionRow(ByThreshold, by_threshold=True),
}


@alternatives({decision: row.parameters for decision, row in DECISIONS.items()})
@dataclass(frozen=True)
class Restrictions(ByThreshold, Endogenous):
    """M9: the restriction on the sponsor's weapons, and how it changes."""

    kind: Annotated[DecisionMode, Choice("how the sponsor decides")]


decides_by_hazard = trait({decision: row.by_hazard for decision, row in DECISIONS.items()})
decides_by_threshold = trait({decision: row.by_threshold for decision, row in DECISIONS.items()})
decides_itself = trait({decision: issubclass(row.parameters, Stepwise) for decision, row in DECISIONS.items()})
"""Whether the model times the decisions itself, step by step."""
