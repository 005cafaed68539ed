"""Known answers of M9, decisions by hazards that change with time, and back and forth."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from sim.config.problems import Problem
from sim.engine.batch import Batch
from sim.validation.verification import exact_hazards, judge
from sim.validation.verification.case import Check, Experiment, enough, given, known_answer
from sim.validation.verification.exact_hazards import Integral
from sim.validation.verification.reading import events, measure, on_day
from sim.validation.verification.reductions import STILL

MANY, FEW = 10_000, 150
TRACED = 2_000
LONGEST = 3000  # days
SPENT = 25.0  # an integrated hazard that one in 10^11 survives
FLAT = "pressure: 0, at_pressure: 0, precedent: 0, rung: 0"
NEVER = f"{{intercept: -1e9, {FLAT}, baseline: constant}}"


def asked(relax: str, reverse: str, days: int) -> tuple[str, ...]:
    """Asked and recommended on day 0, with one step to go, at once in effect."""
    return (
        *STILL, "restrictions=endogenous", "restrictions.events.request.day=0",
        "restrictions.events.recommendation.day=0",
        "restrictions.dwell=0 days", "restrictions.highest_step=1", "sanctuary.first_use_lag=0 days",
        f"restrictions.relax={relax}", f"restrictions.reverse={reverse}", f"horizon={days} days",
    )  # fmt: skip


def waiting(integral: Integral, relax: str, day: float, kinks: Sequence[float] = ()) -> Experiment:
    """Experiment on the wait until the first relaxation, which is not reversed."""
    days = math.ceil(exact_hazards.day_of(integral, SPENT))
    if days > LONGEST:
        raise Problem(f"verify: the hazard is too low: the last decision would fall after more than {LONGEST} days")

    def judged(batch: Batch) -> Iterator[Check]:
        decided = measure(batch, "relaxation_day")
        yield judge.exactly("replications without a decision", 0.0, float(np.isnan(decided).sum()))
        survived = int((decided > day).sum())
        yield judge.share(f"S({day:g})", exact_hazards.survival(integral, day), survived, len(decided))
        median = exact_hazards.day_of(integral, math.log(2.0))
        yield judge.share(f"share after the median, day {median:.6g}", 0.5, int((decided > median).sum()), len(decided))
        yield judge.mean("mean day", exact_hazards.mean(integral, kinks), decided)
        yield judge.follows("integrated hazard, as Exp(1)", "expon", integral(decided))

    return Experiment(asked(relax, NEVER, days), judged, MANY, FEW)


RATE = (1e-4, 5.0)
A_DAY = given(20.0, (0.01, 3000.0), "day to which nothing may have been decided")


@known_answer(
    "M9", "time of a decision whose hazard grows linearly", "survival analysis", ({}, {"level": 0.05, "slope": 0.0})
)
def policy_hazards(
    level: float = given(0.01, (0.0, 5.0), "hazard on day 0, a day"),
    slope: float = given(0.002, (0.0, 1.0), "its growth, a day and day"),
    day: float = A_DAY,
) -> Experiment:
    """A hazard level + slope t."""
    relax = f"{{intercept: 0, {FLAT}, baseline: linear, level: {level!r} / day, slope: {slope!r} / d2}}"
    return waiting(exact_hazards.linear(level, slope), relax, day)


@known_answer(
    "M9",
    "time of a decision whose hazard jumps on given days",
    "survival analysis",
    ({"day": 10.0}, {"day": 20.0}, {"day": 25.0}),
)
def policy_hazards_piecewise(
    first: float = given(0.01, (0.0, 5.0), "hazard at first, a day"),
    first_days: float = given(10.0, (0.1, 1000.0), "for so many days"),
    second: float = given(0.05, (0.0, 5.0), "hazard after it, a day"),
    second_days: float = given(10.0, (0.1, 1000.0), "for so many days"),
    last: float = given(0.2, RATE, "hazard from then on, a day"),
    day: float = A_DAY,
) -> Experiment:
    """A hazard of three levels."""
    days = (first_days, second_days)
    rows = ((0.0, first), (first_days, second), (first_days + second_days, last))
    levels = ", ".join(f"{{from_day: {start!r}, level: {level!r} / day}}" for start, level in rows)
    relax = f"{{intercept: 0, {FLAT}, baseline: stepped, levels: [{levels}]}}"
    return waiting(exact_hazards.stepped((first, second, last), days), relax, day, np.cumsum(days).tolist())


@known_answer(
    "M9",
    "a permission is granted and withdrawn at constant hazards",
    "Markov chain of two states",
    ({"day": 10}, {"day": 30}, {"day": 60}),
)
def policy_hazards_two_state(
    relax: float = given(0.05, RATE, "hazard of the grant, a day"),
    reverse: float = given(0.01, RATE, "hazard of taking it back, a day"),
    day: int = given(60, (1, 365), "day of observation"),
) -> Experiment:
    """Grants and withdrawals at constant hazards."""
    enough("policy_hazards_two_state", "relax, day", "grants", -math.expm1(-relax * day), FEW)

    def judged(batch: Batch) -> Iterator[Check]:
        relaxed = on_day(batch, "permission_steps", day)
        probability = exact_hazards.relaxed(relax, reverse, day)
        yield judge.share(f"P(relaxed on day {day})", probability, int((relaxed == 1.0).sum()), len(relaxed))
        granted, taken_back = (events(batch, name) for name in ("policy_relaxed", "policy_reversed"))
        shares = [_share(grants, ends, day) for grants, ends in zip(granted, taken_back, strict=True)]
        yield judge.mean(f"share of {day} days relaxed", exact_hazards.relaxed_share(relax, reverse, day), shares)

    granting, reversing = (
        f"{{intercept: {math.log(rate)!r}, {FLAT}, baseline: constant}}" for rate in (relax, reverse)
    )
    return Experiment(asked(granting, reversing, day), judged, TRACED, FEW, daily=True, traced=True)


def _share(granted: np.ndarray, reversed_: np.ndarray, days: float) -> float:
    """Share of the days under a grant; grants and reversals take turns, and the last grant may stand."""
    stands = [days] * (len(granted) - len(reversed_))
    return float(np.sum([*reversed_[:, 0], *stands]) - granted[:, 0].sum()) / days
