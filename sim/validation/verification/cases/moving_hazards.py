"""Known answers of M9: a request by a hazard that rises as pressure builds up."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from sim.config.problems import Problem
from sim.engine.batch import Batch
from sim.validation.verification import exact_hazards, judge
from sim.validation.verification.case import Check, Experiment, given, known_answer
from sim.validation.verification.cases.hazards import hazard
from sim.validation.verification.reading import measure
from sim.validation.verification.reductions import ALONE, FROM_NOTHING, LASTING_ASSAULT, NO_FORCES_LOST, SILENT

MANY, FEW = 20_000, 200  # of the first, two in a hundred show
FIRES = 1.0  # kr/d, all from sanctuary
LONGEST = 1000  # days
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
    integral = exact_hazards.of_rising_pressure(level, memory, intercept, by_pressure, LONGEST)
    days = math.ceil(exact_hazards.day_of(integral, SURVIVED, LONGEST))
    if days >= LONGEST:
        raise Problem(f"verify: intercept: the last request would come after more than {LONGEST} days")

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
