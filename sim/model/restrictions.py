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

from sim.model.alternatives import alternatives, trait
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
IN_STEPS = (ENDOGENOUS, THRESHOLD)
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
class ConstantHazard:
    """A hazard whose baseline is 1 a day."""

    intercept: Annotated[float, Quantity("1", ANY, "logarithm of the hazard (1/d) at `at_pressure`")]
    pressure: Annotated[float, Quantity("1", ANY, "for each unit of pressure")]
    at_pressure: Annotated[float, Quantity("1", NOT_NEGATIVE, "pressure at which the intercept holds")]
    precedent: Annotated[float, Quantity("1", ANY, "for each grant so far")]
    rung: Annotated[float, Quantity("1", ANY, "for each rung of escalation")]


@dataclass(frozen=True)
class LinearHazard(ConstantHazard):
    """A hazard whose baseline is linear in time."""

    level_per_day: Annotated[float, Quantity("1/d", NOT_NEGATIVE, "baseline on day 0")]
    slope_per_day2: Annotated[float, Quantity("1/d2", ANY, "growth of the baseline; it does not go below 0")]


@dataclass(frozen=True)
class SteppedHazard(ConstantHazard):
    """A hazard whose baseline goes from level to level."""

    levels: Annotated[Levels, Group("levels of the baseline", table=True)]

    def rules(self) -> Iterator[tuple[str, str]]:
        days = self.levels.from_day
        if not days:
            yield "levels", "a stepped baseline needs at least one row with from_day and level"
        if any(later <= earlier for earlier, later in pairwise(days)):
            yield "levels", "each from_day must be after the one before it"


@alternatives(
    {Baseline.CONSTANT: ConstantHazard, Baseline.LINEAR: LinearHazard, Baseline.STEPPED: SteppedHazard},
    chosen_by="baseline",
)
@dataclass(frozen=True)
class Hazard(SteppedHazard, LinearHazard):
    """A hazard exp(intercept + pressure p + precedent n + rung g) times its baseline, the exponent clipped at 4.

    A constant baseline is 1 a day; the others are in days since day 0.
    """

    baseline: Annotated[Baseline, Choice("how the hazard depends on time besides")]


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
class Timeline:
    """What is asked, permitted and withdrawn on given days."""

    events: Annotated[Events, Group("what happens on given days", table=True, named=True)]


@dataclass(frozen=True)
class Stepwise(Timeline):
    """Decisions that come about by themselves, step by step."""

    counter_fire: Annotated[CounterFire, Group("the first step: counter-fire across the border")]
    long_range: Annotated[LongRange, Group("the third step: long-range strikes")]
    dwell_days: Annotated[float, Quantity("d", NOT_NEGATIVE, "no change within this time of the last one")]
    highest_step: Annotated[
        int,
        Quantity(
            "1",
            (1, HIGHEST_STEP),
            "how far it goes: 1 the first permission, 2 any attacked border, 3 long range",
        ),
    ]


def decided_by_day(rule: Stepwise, kind: str) -> Iterator[tuple[str, str]]:
    """Events that change what is permitted on a day, which such a rule decides itself."""
    for name, what in zip(rule.events.name, rule.events.kind, strict=True):
        if what in CHANGES:
            yield (
                f"events.{name}",
                f"kind={kind} decides itself and has no {what.name.lower()} on a day; take the event out",
            )


@dataclass(frozen=True)
class Endogenous(Stepwise):
    """Decisions fall by hazards."""

    recommendation_lag_days: Annotated[
        float, Quantity("d", NOT_NEGATIVE, "median lag from request to recommendation", RECORD, (1, 30))
    ]
    recommendation_lag_log_sd: Annotated[
        float, Quantity("1", (0.0, 3.0), "standard deviation of the logarithm of that lag")
    ]
    request: Annotated[Hazard, Group("hazard of the request")]
    relax: Annotated[Relaxing, Group("hazard of relaxing by a step")]
    reverse: Annotated[Hazard, Group("hazard of reversing the last step")]

    def rules(self) -> Iterator[tuple[str, str]]:
        yield from decided_by_day(self, "endogenous")
        if self.request.precedent != 0.0:
            yield "request.precedent", "must be 0: nothing has been granted before the request"
        request, recommendation = (given_day(self.events, kind) for kind in ASKED)
        if recommendation < request < NEVER:
            yield "events", "the recommendation must not come before the request"
        if recommendation < NEVER == request:
            row = self.events.kind.index(EventKind.RECOMMENDATION)
            yield f"events.{self.events.name[row]}", "a recommendation on a given day needs a request on a given day"


@dataclass(frozen=True)
class ByThreshold(Stepwise):
    """Decisions fall as the pressure passes thresholds."""

    trigger: Annotated[Trigger, Group("thresholds of the pressure")]

    def rules(self) -> Iterator[tuple[str, str]]:
        yield from decided_by_day(self, "threshold")


@alternatives({TIMELINE: Timeline, ENDOGENOUS: Endogenous, THRESHOLD: ByThreshold})
@dataclass(frozen=True)
class Restrictions(ByThreshold, Endogenous):
    """M9: the restriction on the sponsor's weapons, and how it changes."""

    kind: Annotated[Decision, Choice("how decisions come about")]


decides_itself = trait({decision: decision in IN_STEPS for decision in Decision})
"""Whether decisions come about by themselves, step by step."""
