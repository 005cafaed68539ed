"""M9, the restriction on the sponsor's weapons: what it allows and when, or how the sponsor decides.

Decisions are taken in `policy.py` (by hazards), `policy_threshold.py` (by thresholds of the pressure) and `calendar.py`
(on the days of `timeline.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, NamedTuple

from sim.model.alternatives import alternatives, trait
from sim.model.endogenous import Endogenous
from sim.model.policy_threshold import ByThreshold
from sim.model.quantity import Choice
from sim.model.stepwise import Stepwise
from sim.model.timeline import Timeline


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
