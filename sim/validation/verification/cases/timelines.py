"""Known answers of M9 and M10: grants and withdrawals of a timeline, and the effects of a withdrawal."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.config.problems import Problem
from sim.engine.batch import Batch
from sim.validation.verification import judge
from sim.validation.verification.case import Check, Experiment, given, known_answer
from sim.validation.verification.cases.severity import SURELY
from sim.validation.verification.reading import on_day
from sim.validation.verification.reductions import STILL

LAG = "sanctuary.first_use_lag=0 days"
STEPS_OF_LONG_RANGE = 6  # any military target in three bands


@known_answer("M9", "a permission and one that follows it come on the days of a schedule", "by hand", ({}, {"day": 5}))
def timeline(
    day: int = given(20, (0, 100), "day of the permission"),
    delay: int = given(18, (1, 100), "until it is widened (d)"),
) -> Experiment:
    """The permission of the record and its widening, as a schedule with two days has it."""
    last = day + delay + 3

    def judged(batch: Batch) -> Iterator[Check]:
        for at in sorted({0, day, day + 1, day + delay, day + delay + 1}):
            steps = float(at > day) + float(at > day + delay)  # a daily row comes before the events of its day
            yield judge.exactly(f"steps on day {at}", steps, float(on_day(batch, "permission_steps", at)[0]))

    overrides = (
        *STILL, "restrictions=counter_fire", f"restrictions.events.permission.day={day}",
        f"restrictions.events.widening.delay={delay} days", LAG, f"horizon={last} days",
    )  # fmt: skip
    return Experiment(overrides, judged, 1, 1, daily=True)


@known_answer(
    "M9",
    "a withdrawal takes its steps away at once, and severity with them where it calms",
    "by hand",
    ({}, {"relief": 0.0, "days": 30}),
)
def withdrawal(
    severity: float = given(7.0, (0.5, 8.0), "of the crossing"),
    memory: float = given(20.0, (1.0, 365.0), "time constant of the fading (d)"),
    relief: float = given(0.3, (0.0, 1.0), "severity that each step withdrawn takes away"),
    days: int = given(10, (1, 100), "from the permissions to the withdrawal"),
) -> Experiment:
    """Two steps near the border and six of long range, which are withdrawn after so many days; a line was crossed."""
    if relief * STEPS_OF_LONG_RANGE >= severity * math.exp(-days / memory):
        raise Problem("verify withdrawal: relief: takes all severity away; give less, or fewer days")
    granted, back = 2, 2 + days
    fading = math.exp(-1.0 / memory)

    def judged(batch: Batch) -> Iterator[Check]:
        for day, steps in ((granted + 1, 8.0), (back, 8.0), (back + 1, 2.0), (back + 4, 2.0)):
            yield judge.exactly(f"steps on day {day}", steps, float(on_day(batch, "permission_steps", day)[0]))
        before = severity * math.exp(-days / memory)
        yield judge.closely("severity before it", before, float(on_day(batch, "severity", back)[0]))
        after = (before - relief * STEPS_OF_LONG_RANGE) * fading
        yield judge.closely("severity a day after it", after, float(on_day(batch, "severity", back + 1)[0]))

    event = "{kind: permission, day: 2, weapons: %s, bands: %s, targets: %s}"
    overrides = (
        *STILL, *SURELY, "restrictions=full_ban",
        f"restrictions.events.near={event % ('artillery', 'near_border', 'firing')}",
        f"restrictions.events.far={event % ('long_range', 'all', 'any_military')}",
        f"restrictions.events.back={{kind: withdrawal, day: {back}, weapons: long_range, bands: all}}",
        "reversal=calming", f"reversal.severity_by_step={relief!r}", f"red_line.crossing_severity={severity!r}",
        f"escalation.severity_memory={memory!r} days", LAG, f"horizon={back + 5} days",
    )  # fmt: skip
    return Experiment(overrides, judged, 1, 1, daily=True)
