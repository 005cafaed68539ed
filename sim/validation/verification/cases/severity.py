"""Known answers of M10 and M11: fading severity and its rungs, grievances, and acts at random."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import NormalDist

import numpy as np

from sim.config.problems import Problem
from sim.engine.batch import Batch
from sim.validation.verification import judge
from sim.validation.verification.case import Check, Experiment, enough, given, known_answer
from sim.validation.verification.reading import events, measure, on_day
from sim.validation.verification.reductions import NEVER_WIDENED, STILL

KEPT, MANY, FEW = 4000, 10_000, 200
DAY = 5  # of the permission
ALLOWED = ("restrictions=counter_fire", "sanctuary.first_use_lag=0 days")
ONCE = (
    *ALLOWED,
    f"restrictions.events.permission.day={DAY}",
    *NEVER_WIDENED,
)
SURELY = ("red_line=convex", "red_line.weight=1e6", "red_line.full_size=1", "red_line.crossing_answers=0")


@known_answer(
    "M10",
    "severity fades exponentially, and rungs are left when it falls below them",
    "closed form of s' = -s/tau",
    ({"days": 15}, {"days": 40}),
)
def severity_fades(
    severity: float = given(3.5, (0.1, 8.0), "of the act"),
    memory: float = given(20.0, (1.0, 365.0), "time constant of the fading (d)"),
    days: int = given(40, (6, 365), "day on which the two are compared"),
) -> Experiment:
    """A red line is crossed for sure; the severity of that fades, and the ladder is stepped down."""
    rungs = range(int(severity), 0, -1)
    falls = [DAY + memory * math.log(severity / rung) for rung in rungs]
    passed = days - DAY
    on_rungs = sum(min(fall, days) - DAY for fall in falls)

    def judged(batch: Batch) -> Iterator[Check]:
        left = float(on_day(batch, "severity", days)[0])
        yield judge.closely(f"severity on day {days}", severity * math.exp(-passed / memory), left)
        score = severity * memory * -math.expm1(-passed / memory)
        yield judge.closely("its time integral (d)", score, float(measure(batch, "severity_score_d")[0]))
        yield judge.closely("rung days (rung d)", on_rungs, float(measure(batch, "rung_days")[0]))
        (changed,) = events(batch, "rung_changed")
        for rung, fall in zip(rungs, falls, strict=True):
            if fall < days:
                down = changed[changed[:, 1] == rung - 1.0, 0]
                yield judge.closely(f"day of leaving rung {rung}", fall, float(down[0]) if len(down) else math.nan)

    overrides = (
        *STILL, *ONCE, *SURELY, f"red_line.crossing_severity={severity!r}",
        f"escalation.severity_memory={memory!r} days", f"horizon={days} days",
    )  # fmt: skip
    return Experiment(overrides, judged, daily=True, traced=True)


@known_answer(
    "M10", "acts at random, and answers to a permission, are Poisson; each raises the severity", "Poisson's law"
)
def acts_at_random(
    mu: float = given(0.2, (0.001, 5.0), "unprovoked acts a day of either side"),
    answers: float = given(2.0, (0.0, 10.0), "Red's acts in answer to a permission"),
    memory: float = given(7.0, (1.0, 100.0), "time constant of an excitation, and of severity (d)"),
    severity: float = given(0.3, (0.01, 1.0), "mean severity of an act"),
    days: int = given(20, (6, 365), "in which acts are counted"),
) -> Experiment:
    """Red's acts that nothing provoked, and those in answer to a permission; Blue's, that nothing provoked."""
    if days <= DAY:
        raise Problem(f"verify acts_at_random: days: must be above {DAY}, the day of the permission (got {days})")
    answered = answers * -math.expm1(-(days - DAY) / memory)
    enough("acts_at_random", "mu, days", "acts of a side", mu * days, FEW)
    enough("acts_at_random", "answers", "answers", answered, FEW)
    raised = severity * mu * 2.0 * memory * -math.expm1(-DAY / memory)  # before the permission

    def judged(batch: Batch) -> Iterator[Check]:
        yield from judge.poisson("Red's acts", mu * days + answered, measure(batch, "red_acts"))
        yield from judge.poisson("Red's answers", answered, measure(batch, "retaliations"))
        yield from judge.poisson("Blue's acts", mu * days, measure(batch, "blue_acts"))
        early = np.asarray(on_day(batch, "severity", DAY))
        yield judge.mean(f"mean severity on day {DAY}", raised, early)

    overrides = (
        *STILL, *ONCE, "escalation=poisson", f"escalation.red_baseline={mu!r} / day",
        f"escalation.blue_baseline={mu!r} / day", f"escalation.answers_per_step={answers!r}",
        f"escalation.excitation_memory={memory!r} days", f"escalation.severity_per_act={severity!r}",
        f"escalation.severity_memory={memory!r} days", f"horizon={days} days",
    )  # fmt: skip
    return Experiment(overrides, judged, MANY, FEW, daily=True)


@known_answer(
    "M11",
    "steps add up to a grievance, which fades, until it passes a log-normal threshold",
    "log-normal law",
    ({"gap": 20}, {"gap": 90}),
)
def red_line_grievance(
    median: float = given(1.5, (0.1, 10.0), "median threshold, in steps"),
    log_sd: float = given(0.5, (0.05, 2.0), "standard deviation of its logarithm"),
    memory: float = given(60.0, (1.0, 1000.0), "time constant with which steps are forgiven (d)"),
    gap: int = given(20, (1, 300), "days between the two steps"),
) -> Experiment:
    """Two steps, the first of which is forgiven in part when the second comes."""
    first, second = DAY, DAY + gap

    def judged(batch: Batch) -> Iterator[Check]:
        for name, day, grieved in (("the first step", first, 1.0), ("both", second, 1.0 + math.exp(-gap / memory))):
            probability = NormalDist().cdf(math.log(grieved / median) / log_sd)
            crossed = on_day(batch, "severity", day + 1) > 0.0
            yield judge.share(f"P(crossed by {name})", probability, int(crossed.sum()), len(crossed))

    overrides = (
        *STILL, *ALLOWED, f"restrictions.events.permission.day={first}",
        f"restrictions.events.widening.delay={gap} days",
        "red_line=grievance", "red_line.crossing_severity=2",
        f"red_line.threshold_median={median!r}", f"red_line.threshold_log_sd={log_sd!r}",
        f"red_line.memory={memory!r} days", f"horizon={second + 2} days",
    )  # fmt: skip
    return Experiment(overrides, judged, KEPT, FEW, daily=True)
