"""M9, the restriction on the sponsor's weapons: what it allows and when, or how the sponsor decides.

`processes/policy.py` takes decisions by hazards, or by checking each day whether the rule takes a step, as
`restrictions/threshold.py` describes for thresholds of the pressure; `processes/calendar.py` takes those of
`restrictions/timeline.py` on their days. A further rule that checks daily is a module with its parameters and the two
functions of its row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, NamedTuple

from sim.model.alternatives import alternatives, dispatch, trait
from sim.model.contract import Stream
from sim.model.quantity import Choice
from sim.model.restrictions.endogenous import Endogenous
from sim.model.restrictions.looking import never_due, no_level
from sim.model.restrictions.stepwise import Stepwise
from sim.model.restrictions.threshold import ByThreshold, draw_threshold, passes_threshold
from sim.model.restrictions.timeline import Timeline
from sim.model.world import World


class DecisionMode(IntEnum):
    """Ways of deciding."""

    TIMELINE = 0
    ENDOGENOUS = 1
    THRESHOLD = 2


class DecisionRow(NamedTuple):
    """A way of deciding.

    Attributes:
        parameters: what it reads.
        by_hazard: whether hazards time the decisions.
        by_looking: whether each decision is looked for: at first with `level`, a number that is drawn for it, then
            with `is_due`, which says whether that has been passed; see `restrictions/looking.py`.
    """

    parameters: type
    by_hazard: bool = False
    by_looking: bool = False
    level: Callable[..., float] = no_level
    is_due: Callable[..., bool] = never_due


DECISIONS = {
    DecisionMode.TIMELINE: DecisionRow(Timeline),
    DecisionMode.ENDOGENOUS: DecisionRow(Endogenous, by_hazard=True),
    DecisionMode.THRESHOLD: DecisionRow(ByThreshold, by_looking=True, level=draw_threshold, is_due=passes_threshold),
}


@alternatives({decision: row.parameters for decision, row in DECISIONS.items()})
@dataclass(frozen=True)
class Restrictions(ByThreshold, Endogenous):
    """M9: the restriction on the sponsor's weapons, and how it changes."""

    kind: Annotated[DecisionMode, Choice("how the sponsor decides")]


decides_by_hazard = trait({decision: row.by_hazard for decision, row in DECISIONS.items()})
decides_by_looking = trait({decision: row.by_looking for decision, row in DECISIONS.items()})
level_of: Callable[[int, Stream, Restrictions, bool], float] = dispatch(
    {decision: row.level for decision, row in DECISIONS.items()}
)
is_due: Callable[[int, World, Restrictions, bool, float], bool] = dispatch(
    {decision: row.is_due for decision, row in DECISIONS.items()}
)
decides_itself = trait({decision: issubclass(row.parameters, Stepwise) for decision, row in DECISIONS.items()})
"""Whether the model times the decisions itself, step by step."""
