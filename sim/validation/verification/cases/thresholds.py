"""Known answers of M9, decisions by noisy thresholds of the pressure."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import NormalDist

from sim.config.problems import Problem
from sim.engine.batch import Batch
from sim.validation.verification import exact, judge
from sim.validation.verification.case import Check, Experiment, given, known_answer
from sim.validation.verification.reading import measure
from sim.validation.verification.reductions import (
    ALONE,
    FROM_NOTHING,
    LASTING_ASSAULT,
    NO_FORCES_LOST,
    STILL,
    STILL_LADDER,
)

MANY, FEW = 4000, 200
RED_FIRES, CLOSED = 1.5, 0.75
FROM_RUNG = 5
ASKED = (
    "restrictions=threshold", "restrictions.events.request.day=0", "restrictions.events.recommendation.day=0",
    "restrictions.highest_step=1", "restrictions.dwell=0 days", "sanctuary.first_use_lag=10000 days",
    f"restrictions.trigger.reverse_from_rung={FROM_RUNG}", *STILL_LADDER,
)  # fmt: skip


def passed(pressure: float, median: float, log_sd: float) -> float:
    """Probability that a log-normal threshold lies at a pressure or below it."""
    return NormalDist().cdf(math.log(pressure / median) / log_sd)


LOG_SD = given(0.3, (0.05, 2.0), "standard deviation of the logarithm of the threshold")


@known_answer(
    "M9",
    "a permission is granted when the pressure passes a log-normal threshold, and never from a rung on",
    "log-normal law",
    ({}, {"rung": FROM_RUNG}),
)
def policy_threshold_relaxes(
    median: float = given(0.5, (0.01, 50.0), "median threshold"),
    log_sd: float = LOG_SD,
    memory: float = given(30.0, (1.0, 1000.0), "time constant of forgetting (d)"),
    weight: float = given(0.03, (1e-4, 10.0), "pressure for each thousand rounds from sanctuary"),
    rung: int = given(0, (0, 8), f"rung of escalation, which stays; from {FROM_RUNG} on nothing is granted"),
    day: int = given(15, (1, 180), "by which it is granted, and by twice that"),
) -> Experiment:
    """Pressure rises under constant fires from sanctuary, until it passes the threshold."""

    def judged(batch: Batch) -> Iterator[Check]:
        decided = measure(batch, "relaxation_day")
        for looked in (day, 2 * day):
            pressure = exact.approach(memory * weight * RED_FIRES * CLOSED, memory, looked)
            probability = passed(pressure, median, log_sd) if rung < FROM_RUNG else 0.0
            got = int((decided <= looked).sum())
            yield judge.share(f"P(relaxed by day {looked})", probability, got, len(decided))

    overrides = (
        *ALONE, *NO_FORCES_LOST, *LASTING_ASSAULT, *ASKED, *FROM_NOTHING, f"pressure.memory={memory!r} days",
        f"pressure.by_sanctuary_fires={weight!r} / kr", f"scenario.artillery.red_fires={RED_FIRES} kr/d",
        f"scenario.artillery.share_behind_border={CLOSED}", "sanctuary.own_weapons_reach=0",
        f"restrictions.trigger.relax_above={median!r}", "restrictions.trigger.reverse_below=0",
        f"restrictions.trigger.log_sd={log_sd!r}", f"escalation.start_rung={rung}", f"horizon={2 * day + 1} days",
    )  # fmt: skip
    return Experiment(overrides, judged, MANY, FEW)


SURELY = 6.0  # standard deviations by which the pressure at the start is above the threshold


@known_answer("M9", "a permission is withdrawn when the pressure falls below a log-normal threshold", "log-normal law")
def policy_threshold_reverses(
    median: float = given(0.5, (0.01, 50.0), "median threshold"),
    log_sd: float = LOG_SD,
    memory: float = given(10.0, (1.0, 100.0), "time constant of forgetting (d)"),
    day: int = given(16, (1, 350), "by which it is withdrawn, and by five days later"),
) -> Experiment:
    """A permission is granted under high pressure, which fades until it falls below another threshold."""
    start = median * math.exp(SURELY * log_sd)
    if start * math.exp(-1.0 / memory) < median * math.exp(4.5 * log_sd):
        raise Problem("verify policy_threshold_reverses: memory: pressure would fade within the first day; choose more")

    def judged(batch: Batch) -> Iterator[Check]:
        granted, reversed_ = (measure(batch, name) for name in ("relaxation_day", "reversal_day"))
        yield judge.exactly("replications not relaxed on day 0", 0.0, float((granted != 0.0).sum()))
        for looked in (day, day + 5):
            left = start * math.exp(-looked / memory)
            below = int((reversed_ <= looked).sum())
            yield judge.share(f"P(reversed by day {looked})", 1.0 - passed(left, median, log_sd), below, len(granted))

    overrides = (
        *STILL, *ASKED, *FROM_NOTHING, f"pressure.by_request={start!r}", f"pressure.memory={memory!r} days",
        f"restrictions.trigger.relax_above={median!r}", f"restrictions.trigger.reverse_below={median!r}",
        f"restrictions.trigger.log_sd={log_sd!r}", "escalation.start_rung=0", f"horizon={day + 6} days",
    )  # fmt: skip
    return Experiment(overrides, judged, MANY, FEW)
