"""Known answers of M9, decisions by hazards that depend on the pressure, also rising, on the rung and on grants."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from sim.config.problems import Problem
from sim.engine.batch import Batch
from sim.validation.verification import exact_hazards, judge
from sim.validation.verification.case import Check, Experiment, given, known_answer
from sim.validation.verification.cases.decisions import LONGEST, NEVER, SPENT, asked
from sim.validation.verification.reading import events, measure
from sim.validation.verification.reductions import (
    ALONE,
    FROM_NOTHING,
    LASTING_ASSAULT,
    NO_FORCES_LOST,
    SILENT,
    STILL,
    STILL_LADDER,
    held,
)

TRACED, FEW = 4000, 200
HIGHEST = 4.0  # of the exponent


def hazard(intercept: float, by_pressure: float, by_precedent: float, by_rung: float) -> str:
    """Config of a hazard."""
    return (
        f"{{intercept: {intercept!r}, pressure: {by_pressure!r}, at_pressure: 0, precedent: {by_precedent!r}, "
        f"rung: {by_rung!r}, baseline: constant}}"
    )


def rate(*terms: float) -> float:
    """A hazard (1/d)."""
    return math.exp(min(HIGHEST, sum(terms)))


def horizon(*rates: float) -> int:
    """Days in which events at these rates, one after the other, come but for one in 10^11; raise Problem."""
    days = math.ceil(sum(SPENT / one for one in rates))
    if days > LONGEST:
        raise Problem(f"verify: the hazards are too low: the last decision would fall after more than {LONGEST} days")
    return days


INTERCEPT = (-4.0, 10.0)
COEFFICIENT = (-3.0, 3.0)
RUNG = given(2, (0, 8), "rung of escalation, which stays")


@known_answer(
    "M9",
    "decisions fall exponentially, at rates by the pressure, the rung and the grants before, after the dwell",
    "survival analysis",
    ({}, {"intercept": 6.0, "back": 5.0, "dwell": 1}),
)
def policy_hazards_of_pressure_and_rung(
    pressure: float = given(1.5, (0.0, 10.0), "on the sponsor, which stays"),
    rung: int = RUNG,
    intercept: float = given(-2.0, INTERCEPT, "logarithm of the hazard of a grant at nothing"),
    by_pressure: float = given(0.5, COEFFICIENT, "for each unit of pressure"),
    by_precedent: float = given(0.4, COEFFICIENT, "for each grant so far"),
    by_rung: float = given(-0.3, COEFFICIENT, "for each rung"),
    back: float = given(-2.5, INTERCEPT, "logarithm of the hazard of a reversal at nothing"),
    back_by_pressure: float = given(-0.2, COEFFICIENT, "for each unit of pressure"),
    back_by_precedent: float = given(-0.1, COEFFICIENT, "for each grant so far"),
    back_by_rung: float = given(0.5, COEFFICIENT, "for each rung"),
    dwell: int = given(3, (0, 60), "days after a change in which nothing changes"),
) -> Experiment:
    """A grant, a withdrawal and another grant, under constant pressure and rung, each after the dwell."""
    first = rate(intercept, by_pressure * pressure, by_rung * rung)
    reversal = rate(back, back_by_pressure * pressure, back_by_precedent, back_by_rung * rung)
    again = rate(intercept, by_pressure * pressure, by_precedent, by_rung * rung)
    days = horizon(first, reversal, again) + 2 * dwell + 1

    def judged(batch: Batch) -> Iterator[Check]:
        granted, taken_back = (events(batch, name) for name in ("policy_relaxed", "policy_reversed"))
        few = sum(len(one) < 2 for one in granted)
        yield judge.exactly("replications with too few decisions", 0.0, float(few))
        if few:
            return
        grants = np.array([one[:2, 0] for one in granted])
        reversals = np.array([one[0, 0] for one in taken_back])
        waited = (grants[:, 0], reversals - grants[:, 0] - dwell, grants[:, 1] - reversals - dwell)
        for name, sample, expected in zip(NAMES, waited, (first, reversal, again), strict=True):
            yield judge.mean(f"mean days to {name}", 1.0 / expected, sample, expected**-2)
            yield judge.follows(f"days to {name}, as an exponential law", "expon", expected * sample)

    overrides = (
        *asked(
            hazard(intercept, by_pressure, by_precedent, by_rung),
            hazard(back, back_by_pressure, back_by_precedent, back_by_rung),
            days,
        ),
        *held(pressure, rung), f"restrictions.dwell={dwell} days",
    )  # fmt: skip
    return Experiment(overrides, judged, TRACED, FEW, traced=True)


NAMES = ("the grant", "the reversal after the dwell", "the next grant after the dwell")


@known_answer(
    "M9", "the request falls exponentially, and the recommendation a log-normal lag after it", "survival analysis"
)
def policy_request(
    intercept: float = given(-2.0, INTERCEPT, "logarithm of the hazard at nothing"),
    by_rung: float = given(0.4, COEFFICIENT, "for each rung"),
    rung: int = RUNG,
    lag: float = given(2.0, (0.1, 100.0), "median days from request to recommendation"),
    log_sd: float = given(0.5, (0.01, 1.0), "standard deviation of the logarithm of that"),
) -> Experiment:
    """Blue asks by a hazard, and a recommendation follows a log-normal lag after it."""
    asking = rate(intercept, by_rung * rung)
    days = horizon(asking) + math.ceil(lag * math.exp(7.0 * log_sd))
    if days > LONGEST:
        raise Problem(f"verify: lag: the last recommendation would come after more than {LONGEST} days")

    def judged(batch: Batch) -> Iterator[Check]:
        asked_on, recommended = (events(batch, name) for name in ("requested", "recommended"))
        few = sum(len(one) != 1 for one in (*asked_on, *recommended))
        yield judge.exactly("replications without a request or recommendation", 0.0, float(few))
        if few:
            return
        day, later = (np.array([one[0, 0] for one in lines]) for lines in (asked_on, recommended))
        yield judge.mean("mean day of the request", 1.0 / asking, day, asking**-2)
        yield judge.follows("its law, as an exponential one", "expon", asking * day)
        deviates = np.log((later - day) / lag) / log_sd
        yield judge.follows("logarithm of the lag, as a normal law", "norm", deviates)

    overrides = (
        *STILL, "restrictions=endogenous", f"restrictions.request={hazard(intercept, 0.0, 0.0, by_rung)}",
        f"restrictions.relax={NEVER}", f"restrictions.recommendation_lag={lag!r} days",
        f"restrictions.recommendation_lag_log_sd={log_sd!r}", *STILL_LADDER, f"escalation.start_rung={rung}",
        f"horizon={days} days",
    )  # fmt: skip
    return Experiment(overrides, judged, TRACED, FEW, traced=True)


MANY = 20_000  # of whose first two hundred two in a hundred show
FIRES = 1.0  # kr/d, all from sanctuary
LONGEST_RISE = 1000  # days
SURVIVED = 20.0  # integrated hazard to which all but one in 10^9 have asked


@known_answer(
    "M9",
    "the hazard follows the pressure: what is integrated to the request is exponential with mean 1",
    "survival analysis, by quadrature",
    ({}, {"level": 2.0, "memory": 10.0, "intercept": -3.0, "by_pressure": 0.5}),
)
def policy_request_under_rising_pressure(
    level: float = given(8.0, (0.0, 20.0), "pressure that fires from sanctuary lead to"),
    memory: float = given(4.0, (0.5, 100.0), "time constant of the pressure (d)"),
    intercept: float = given(-4.0, (-6.0, 2.0), "logarithm of the hazard at nothing"),
    by_pressure: float = given(0.8, (-2.0, 2.0), "for each unit of pressure"),
) -> Experiment:
    """Pressure is p = level (1 - e^(-t/memory)); the request falls when the integral of exp(a + b p) is spent."""
    integral = exact_hazards.of_rising_pressure(level, memory, intercept, by_pressure, LONGEST_RISE)
    days = math.ceil(exact_hazards.day_of(integral, SURVIVED, LONGEST_RISE))
    if days >= LONGEST_RISE:
        raise Problem(f"verify: intercept: the last request would come after more than {LONGEST_RISE} days")

    def judged(batch: Batch) -> Iterator[Check]:
        spent = np.asarray(integral(measure(batch, "request_day")))
        yield judge.mean("integrated hazard at the request", 1.0, spent, 1.0)
        yield judge.follows("its law, as an exponential one", "expon", spent)

    overrides = (
        *ALONE, *NO_FORCES_LOST, *LASTING_ASSAULT, *SILENT, *FROM_NOTHING,
        f"scenario.artillery.red_fires={FIRES} kr/d", "scenario.artillery.share_behind_border=1",
        "sanctuary.own_weapons_reach=0", f"pressure.by_sanctuary_fires={level / memory / FIRES!r} / kr",
        f"pressure.memory={memory!r} days", "restrictions=endogenous",
        f"restrictions.request={hazard(intercept, by_pressure, 0.0, 0.0)}", f"horizon={days} days",
    )  # fmt: skip
    return Experiment(overrides, judged, MANY, FEW)
