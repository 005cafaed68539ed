"""M9, the restriction on the sponsor's weapons: what it allows from when on, or how its decisions come about.

What is done about it is in `policy.py` (by hazards), `policy_threshold.py` (by thresholds of the pressure) and
`calendar.py` (on the days of `timeline.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import Annotated

from sim.model.baseline import Baseline, Levels
from sim.model.quantity import ANY, NEVER, NOT_NEGATIVE, POSITIVE, Choice, Group, Quantity
from sim.model.sides import Targets
from sim.model.timeline import CHANGES, RECORD, Bands, EventKind, Events, given_day


class Decision(IntEnum):
    """How decisions come about."""

    TIMELINE = 0
    ENDOGENOUS = 1
    THRESHOLD = 2


TIMELINE, ENDOGENOUS, THRESHOLD = Decision  # by short names, as Python finds those faster
BY_HAZARD = (ENDOGENOUS,)
BY_THRESHOLD = (THRESHOLD,)
IN_STEPS = (*BY_HAZARD, *BY_THRESHOLD)
HIGHEST_STEP = 3
ASKED = (EventKind.REQUEST, EventKind.RECOMMENDATION)


@dataclass(frozen=True)
class CounterFire:
    """The first step: to answer fire across the border with the sponsor's tube and rocket artillery."""

    bands: Annotated[Bands, Choice("bands in which the first step allows it", RECORD)]
    targets: Annotated[Targets, Choice("targets that it may strike", RECORD)]


@dataclass(frozen=True)
class LongRange:
    """The third step: long-range strikes with the sponsor's weapons, in every band."""

    targets: Annotated[Targets, Choice("targets that long-range strikes may have, once allowed")]


@dataclass(frozen=True)
class Hazard:
    """A hazard exp(intercept + pressure p + precedent n + rung g) times its baseline, the exponent clipped at 4.

    A constant baseline is 1 a day; the others are in days since day 0.
    """

    intercept: Annotated[float, Quantity("1", ANY, "logarithm of the hazard (1/d) at `at_pressure`")]
    pressure: Annotated[float, Quantity("1", ANY, "for each unit of pressure")]
    at_pressure: Annotated[float, Quantity("1", NOT_NEGATIVE, "pressure at which the intercept holds")]
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
class Relaxing(Hazard):
    """The hazard of relaxing by a step, which has data: four permissions and their requests."""

    intercept: Annotated[
        float,
        Quantity(
            "1",
            ANY,
            "logarithm of the hazard (1/d) at `at_pressure`",
            "17, 18, 79 and 202 days from request to permission, 2024: ln(4/316) = -4.4 (95 %: -5.5 to -3.5)",
            (-5.5, -3.5),
        ),
    ]


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
    events: Annotated[Events, Group("what happens on given days", table=True, named=True)]
    counter_fire: Annotated[CounterFire, Group("the first step: counter-fire across the border", IN_STEPS)]
    long_range: Annotated[LongRange, Group("the third step: long-range strikes", IN_STEPS)]
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
    relax: Annotated[Relaxing, Group("hazard of relaxing by a step", BY_HAZARD)]
    reverse: Annotated[Hazard, Group("hazard of reversing the last step", BY_HAZARD)]
    trigger: Annotated[Trigger, Group("thresholds of the pressure", BY_THRESHOLD)]

    def rules(self) -> Iterator[tuple[str, str]]:
        if self.kind == Decision.TIMELINE:
            return
        chosen = self.kind.name.lower()
        for name, kind in zip(self.events.name, self.events.kind, strict=True):
            if kind in CHANGES:
                happens = kind.name.lower()
                yield (
                    f"events.{name}",
                    f"kind={chosen} decides itself and has no {happens} on a day; take the event out",
                )
        if self.kind == Decision.ENDOGENOUS and self.request.precedent != 0.0:
            yield "request.precedent", "must be 0: nothing has been granted before the request"
        request, recommendation = (given_day(self, kind) for kind in ASKED)
        if self.kind == Decision.ENDOGENOUS and recommendation < request < NEVER:
            yield "events", "the recommendation must not come before the request"
        if self.kind == Decision.ENDOGENOUS and recommendation < NEVER == request:
            row = self.events.kind.index(EventKind.RECOMMENDATION)
            yield f"events.{self.events.name[row]}", "a recommendation on a given day needs a request on a given day"
