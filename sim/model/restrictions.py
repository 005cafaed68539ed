"""M9, the restriction on the sponsor's weapons: what it allows from when on, or how its decisions come about.

What is done about it is in `policy.py` (by hazards) and `calendar.py` (on given days).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated

from sim.model.contract import mechanism
from sim.model.quantity import ANY, DAY, NEVER, NOT_NEGATIVE, Choice, Group, Quantity
from sim.model.sides import Band, Targets

RECORD = "public record of May and June 2024"
REPORTED_EARLY = "early May 2024 as reported; the day is assumed"


class Decision(IntEnum):
    """How decisions come about."""

    SCHEDULED = 0
    ENDOGENOUS = 1
    NEVER = 2


ON_DAYS = (Decision.SCHEDULED, Decision.NEVER)
BY_HAZARD = (Decision.ENDOGENOUS,)


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
    """A hazard exp(intercept + pressure p + precedent n + rung g) a day, the exponent clipped at 4."""

    intercept: Annotated[float, Quantity("1", ANY, "logarithm of the hazard (1/d) at nothing")]
    pressure: Annotated[float, Quantity("1", ANY, "for each unit of pressure")]
    precedent: Annotated[float, Quantity("1", ANY, "for each grant so far")]
    rung: Annotated[float, Quantity("1", ANY, "for each rung of escalation")]


@dataclass(frozen=True)
class Restrictions:
    """M9: the restriction on the sponsor's weapons, and how it changes."""

    kind: Annotated[Decision, Choice("how decisions come about")]
    briefing_day: Annotated[
        float, Quantity(DAY, ANY, "lawmakers are briefed; null for never", REPORTED_EARLY, optional=True)
    ]
    request_day: Annotated[
        float, Quantity(DAY, ANY, "Blue asks for a change; null for never", RECORD, used_by=ON_DAYS, optional=True)
    ]
    recommendation_day: Annotated[
        float, Quantity(DAY, ANY, "a change is recommended; null for never", RECORD, used_by=ON_DAYS, optional=True)
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
        float, Quantity("d", NOT_NEGATIVE, "no change within this time of the last one", used_by=BY_HAZARD)
    ]
    request: Annotated[Hazard, Group("hazard of the request", BY_HAZARD)]
    relax: Annotated[Hazard, Group("hazard of relaxing by a step", BY_HAZARD)]
    reverse: Annotated[Hazard, Group("hazard of reversing the last step", BY_HAZARD)]

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
        if self.kind == Decision.ENDOGENOUS and min(self.counter_fire.day, self.long_range.day) < NEVER:
            yield "counter_fire.day", "an endogenous decision contradicts a given day; set day=null"


@mechanism
def lifting_day(restrictions: Restrictions) -> float:
    """The day on which the ban on long-range strikes is lifted; infinite while it stays."""
    if restrictions.long_range.banned:
        return math.inf
    if restrictions.long_range.day < math.inf:
        return restrictions.long_range.day
    return restrictions.counter_fire.day
