"""M10, causes of acts of escalation: the alternatives, and the state that each keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, NamedTuple

from sim.model.alternatives import alternatives, dispatch, trait
from sim.model.contract import mechanism
from sim.model.escalation.hawkes import HawkesActs, offspring
from sim.model.escalation.on_rungs import Rungs
from sim.model.escalation.richardson import RichardsonTensions
from sim.model.escalation.severity import Severity
from sim.model.escalation.sources import PoissonActs, no_offspring
from sim.model.quantity import BELIEF, Choice
from sim.model.sides import RED


class Activity(IntEnum):
    """Causes of acts of escalation."""

    HAWKES = 0
    POISSON = 1
    NONE = 2
    RUNGS = 3
    RICHARDSON = 4


class ActivityRow(NamedTuple):
    """An activity: what it reads, what it keeps, and how many acts an act causes."""

    parameters: type
    excited: bool = False
    tense: bool = False
    climbs: bool = False
    offspring: Callable[..., float] = no_offspring


ACTIVITIES = {
    Activity.HAWKES: ActivityRow(HawkesActs, excited=True, offspring=offspring),
    Activity.POISSON: ActivityRow(PoissonActs, excited=True),
    Activity.NONE: ActivityRow(Severity),
    Activity.RUNGS: ActivityRow(Rungs, climbs=True),
    Activity.RICHARDSON: ActivityRow(RichardsonTensions, tense=True),
}


@alternatives({activity: row.parameters for activity, row in ACTIVITIES.items()})
@dataclass(frozen=True)
class Escalation(RichardsonTensions, Rungs, HawkesActs):
    """M10: acts of escalation."""

    kind: Annotated[Activity, Choice("what causes acts of escalation", BELIEF)]


has_excitation = trait({activity: row.excited for activity, row in ACTIVITIES.items()})
"""Whether earlier acts, or permissions, excite acts."""
is_tense = trait({activity: row.tense for activity, row in ACTIVITIES.items()})
"""Whether tensions are the intensities of acts."""
climbs = trait({activity: row.climbs for activity, row in ACTIVITIES.items()})
"""Whether the ladder itself is the process."""
keeps_severity = trait({activity: not row.climbs for activity, row in ACTIVITIES.items()})
offspring_of: Callable[[int, Escalation, int, int], float] = dispatch(
    {activity: row.offspring for activity, row in ACTIVITIES.items()}
)
"""Mean number of acts of a side that an act of another causes directly."""


@mechanism
def baseline_rate(rule: Escalation, side: int) -> float:
    """Unprovoked acts of a side per day."""
    if not has_excitation(rule.kind):
        return 0.0
    return rule.red_baseline_per_day if side == RED else rule.blue_baseline_per_day
