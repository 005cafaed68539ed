"""Known answers of M6, the phases of the offensive."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.config.problems import Problem
from sim.engine.batch import Batch
from sim.validation.verification import judge
from sim.validation.verification.case import Check, Experiment, given, known_answer
from sim.validation.verification.reading import events
from sim.validation.verification.reductions import PHASES, STILL

TRACED, FEW = 100, 20
DAYS = 3000
SHAPE = 3  # of the gamma sojourns
MEAN = (0.5, 365.0)


@known_answer(
    "M6",
    "shares of time in the phases are their means over that of the cycle; sojourns are gamma with shape 3",
    "renewal theorem; moments of the gamma law",
    ({}, {"p_exploit": 1.0, "pause": 5.0}),
)
def semi_markov_phases(
    preparation: float = given(20.0, MEAN, "mean days"),
    assault: float = given(6.0, MEAN, "mean days"),
    exploitation: float = given(8.0, MEAN, "mean days, where it comes"),
    consolidation: float = given(10.0, MEAN, "mean days"),
    pause: float = given(25.0, MEAN, "mean days"),
    p_exploit: float = given(0.35, (0.0, 1.0), "that an assault is exploited"),
) -> Experiment:
    """The first cycles of each replication, half as many as there are in the mean."""
    mean = dict(zip(PHASES, (assault, exploitation, consolidation, pause, preparation), strict=True))
    spent = {**mean, "exploitation": p_exploit * exploitation}
    cycle = sum(spent.values())
    cycles = int(0.5 * DAYS / cycle)
    if cycles < 1:
        raise Problem(f"verify: a cycle of {cycle:g} days is too long, allowed {DAYS // 2}")

    def judged(batch: Batch) -> Iterator[Check]:
        days = np.concatenate([_days(lines, cycles) for lines in events(batch, "phase_started")])
        yield judge.mean("days a cycle", cycle, days.sum(axis=1))
        for place, phase in enumerate(PHASES):
            share = spent[phase] / cycle
            deviation = (days[:, place] - share * days.sum(axis=1)) / cycle  # of independent cycles, 0 in the mean
            yield judge.mean(f"share of time in {phase}", share, share + deviation)
        for place, (phase, expected) in enumerate(mean.items()):
            sojourns = days[days[:, place] > 0.0, place]
            square = expected**2 / SHAPE
            if len(sojourns) > 1:
                yield judge.variance(f"variance of days in {phase}", square, sojourns, (3.0 + 6.0 / SHAPE) * square**2)

    overrides = (
        *STILL, "phases=semi_markov", *(f"phases.mean.{phase}={days!r} days" for phase, days in mean.items()),
        f"phases.exploitation_probability={p_exploit!r}", f"horizon={DAYS} days",
    )  # fmt: skip
    return Experiment(overrides, judged, TRACED, FEW, traced=True)


def _days(started: np.ndarray, cycles: int) -> np.ndarray:
    """Days in each phase in each of the first cycles, from assault to assault; float64[cycles, phases]."""
    which = np.cumsum(started[:, 1] == 0.0) - 1
    whole = which[:-1] < cycles
    days = np.zeros((cycles, len(PHASES)))
    np.add.at(days, (which[:-1][whole], started[:-1, 1][whole].astype(int)), np.diff(started[:, 0])[whole])
    return days
