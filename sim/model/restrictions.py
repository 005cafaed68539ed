"""M9, the restriction on the sponsor's weapons: what it allows from when on, or how its decisions come about.

What is done about it is in `policy.py` (by hazards), `policy_threshold.py` (by thresholds of the pressure) and
`calendar.py` (on given days).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import Annotated

from sim.model.baseline import Baseline, Levels
from sim.model.contract import mechanism
from sim.model.quantity import ANY, DAY, NEVER, NOT_NEGATIVE, POSITIVE, Choice, Group, Quantity
from sim.model.sides import Band, Targets

RECORD = "public record of May and June 2024"
REPORTED_EARLY = "early May 2024 as reported; the day is assumed"


class Decision(IntEnum):
    """How decisions come about."""

    SCHEDULED = 0
    ENDOGENOUS = 1
    NEVER = 2
    THRESHOLD = 3


BY_HAZARD = (Decision.ENDOGENOUS,)
BY_THRESHOLD = (Decision.THRESHOLD,)
IN_STEPS = (*BY_HAZARD, *BY_THRESHOLD)
HIGHEST_STEP = 3


@dataclass(frozen=True)
class CounterFire:
    """The permission to answer fire across the border with the sponsor's tube and rocket artillery."""

    allowed: Annotated[bool, Choice("whether counter-fire is allowed, from `day` on or as decided", RECORD)]
    day: Annotated[
        float,
        Quantity(DAY, ANY, "day of the decision; null where there is none, or it is endogenous", RECORD, optional=True),
    ]
    bands: Annotated[tuple[Band, ...], Choice("bands in which it is allowed", RECORD)]
    targets: Annotated[Targets, Choice("targets that it may strike", RECORD)]
    widened_after_days: Annotated[
        float,
        Quantity(
            "d",
            NOT_NEGATIVE,
            "from the decision until it holds at any attacked border; null for never",
            RECORD,
            optional=True,
        ),
    ]

    def rules(self) -> Iterator[tuple[str, str]]:
        if not self.allowed and self.day < NEVER:
            yield "day", "allowed=false contradicts a day of decision; set allowed=true, or day=null"
        if not self.allowed and self.bands:
            yield "bands", "allowed=false contradicts a list of bands; set allowed=true, or bands=[]"
        if not self.allowed and self.widened_after_days < NEVER:
            yield "widened_after", "allowed=false contradicts a later widening; set allowed=true, or widened_after=null"
        if self.allowed and not self.bands:
            yield "bands", "allowed=true needs at least one of border_sector, attacked_border, deep"


@dataclass(frozen=True)
class LongRange:
    """The ban on long-range strikes with the sponsor's weapons."""

    banned: Annotated[bool, Choice("whether long-range strikes stay banned", RECORD)]
    day: Annotated[
        float,
        Quantity(
            DAY,
            ANY,
            "day on which the ban is lifted; null for the day of the counter-fire decision",
            RECORD,
            optional=True,
        ),
    ]
    targets: Annotated[Targets, Choice("targets that long-range strikes may have, once allowed")]

    def rules(self) -> Iterator[tuple[str, str]]:
        if self.banned and self.day < NEVER:
            yield "day", "banned=true contradicts a day on which the ban is lifted; set banned=false, or day=null"


@dataclass(frozen=True)
class Hazard:
    """A hazard exp(intercept + pressure p + precedent n + rung g) times its baseline, the exponent clipped at 4.

    A constant baseline is 1 a day; the others are in days since day 0.
    """

    intercept: Annotated[float, Quantity("1", ANY, "logarithm of the hazard (1/d) at nothing")]
    pressure: Annotated[float, Quantity("1", ANY, "for each unit of pressure")]
    precedent: Annotated[float, Quantity("1", ANY, "for each grant so far")]
    rung: Annotated[float, Quantity("1", ANY, "for each rung of escalation")]
    baseline: Annotated[Baseline, Choice("how the hazard depends on time besides")]
    level_per_day: Annotated[float, Quantity("1/d", NOT_NEGATIVE, "baseline on day 0", used_by=(Baseline.LINEAR,))]
    slope_per_day2: Annotated[
        float, Quantity("1/d2", ANY, "growth of the baseline; it does not go below 0", used_by=(Baseline.LINEAR,))
    ]
    levels: Annotated[Levels, Group("levels of the baseline", (Baseline.STEPPED,), table=True)]

    def rules(self) -> Iterator[tuple[str, str]]:
        days = self.levels.from_day
        if self.baseline == Baseline.STEPPED and not days:
            yield "levels", "a stepped baseline needs at least one row with from_day and level"
        if any(later <= earlier for earlier, later in pairwise(days)):
            yield "levels", "each from_day must be after the one before it"


@dataclass(frozen=True)
class Trigger:
    """Thresholds of the pressure at which the restriction is relaxed, or reversed, by a step."""

    relax_above: Annotated[
        float, Quantity("1", POSITIVE, "median pressure from which it is relaxed", plausible=(0.5, 3.0))
    ]
    reverse_below: Annotated[float, Quantity("1", NOT_NEGATIVE, "median pressure below which it is reversed")]
    log_sd: Annotated[
        float, Quantity("1", (0.0, 3.0), "standard deviation of the logarithm of both, drawn for each decision")
    ]
    reverse_from_rung: Annotated[
        int, Quantity("1", (1, 9), "rung from which it is reversed, and not relaxed; 9 is beyond the ladder")
    ]

    def rules(self) -> Iterator[tuple[str, str]]:
        if self.reverse_below > self.relax_above:
            yield "reverse_below", f"must not be above relax_above, {self.relax_above:g} (got {self.reverse_below:g})"


@dataclass(frozen=True)
class Restrictions:
    """M9: the restriction on the sponsor's weapons, and how it changes."""

    kind: Annotated[Decision, Choice("how decisions come about")]
    briefing_day: Annotated[
        float, Quantity(DAY, ANY, "lawmakers are briefed; null for never", REPORTED_EARLY, optional=True)
    ]
    request_day: Annotated[
        float,
        Quantity(DAY, ANY, "Blue asks for a change; null for never, or where that is drawn", RECORD, optional=True),
    ]
    recommendation_day: Annotated[
        float,
        Quantity(DAY, ANY, "a change is recommended; null for never, or where that is drawn", RECORD, optional=True),
    ]
    counter_fire: Annotated[CounterFire, Group("counter-fire across the border")]
    long_range: Annotated[LongRange, Group("long-range strikes")]
    recommendation_lag_days: Annotated[
        float, Quantity("d", NOT_NEGATIVE, "median lag from request to recommendation", RECORD, (1, 30), BY_HAZARD)
    ]
    recommendation_lag_log_sd: Annotated[
        float, Quantity("1", (0.0, 3.0), "standard deviation of the logarithm of that lag", used_by=BY_HAZARD)
    ]
    dwell_days: Annotated[
        float, Quantity("d", NOT_NEGATIVE, "no change within this time of the last one", used_by=IN_STEPS)
    ]
    highest_step: Annotated[
        int,
        Quantity(
            "1",
            (1, HIGHEST_STEP),
            "how far it goes: 1 the first permission, 2 any attacked border, 3 long range",
            used_by=IN_STEPS,
        ),
    ]
    request: Annotated[Hazard, Group("hazard of the request", BY_HAZARD)]
    relax: Annotated[Hazard, Group("hazard of relaxing by a step", BY_HAZARD)]
    reverse: Annotated[Hazard, Group("hazard of reversing the last step", BY_HAZARD)]
    trigger: Annotated[Trigger, Group("thresholds of the pressure", BY_THRESHOLD)]

    def rules(self) -> Iterator[tuple[str, str]]:
        scheduled = self.kind == Decision.SCHEDULED
        if self.kind == Decision.NEVER and self.counter_fire.allowed:
            yield "counter_fire.allowed", "restrictions that are never relaxed contradict allowed=true"
        if self.kind == Decision.NEVER and not self.long_range.banned:
            yield "long_range.banned", "restrictions that are never relaxed contradict banned=false"
        if scheduled and self.counter_fire.allowed and self.counter_fire.day == NEVER:
            yield "counter_fire.day", "allowed=true needs a day of decision"
        if scheduled and not self.long_range.banned and lifting_day(self) == NEVER:
            yield "long_range.day", "banned=false needs a day, here or in counter_fire"
        if self.kind in IN_STEPS and min(self.counter_fire.day, self.long_range.day) < NEVER:
            name = "an endogenous decision" if self.kind == Decision.ENDOGENOUS else "a decision by a threshold"
            yield "counter_fire.day", f"{name} contradicts a given day; set day=null"
        if self.kind in IN_STEPS and self.counter_fire.allowed and self.counter_fire.widened_after_days < NEVER:
            yield "counter_fire.widened_after", "the second step widens it, whenever that comes; set widened_after=null"
        if self.kind == Decision.ENDOGENOUS and self.request.precedent != 0.0:
            yield "request.precedent", "must be 0: nothing has been granted before the request"
        if self.kind == Decision.ENDOGENOUS and self.recommendation_day < self.request_day < NEVER:
            yield "recommendation_day", "must not be before request_day"
        if self.kind == Decision.ENDOGENOUS and self.recommendation_day < NEVER == self.request_day:
            yield "request_day", "a given recommendation_day needs a given request_day"


@mechanism
def lifting_day(restrictions: Restrictions) -> float:
    """The day on which the ban on long-range strikes is lifted; infinite while it stays."""
    if restrictions.long_range.banned:
        return math.inf
    if restrictions.long_range.day < math.inf:
        return restrictions.long_range.day
    return restrictions.counter_fire.day
