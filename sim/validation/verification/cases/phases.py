"""Known answers of M6, the phases of the offensive, and when an assault culminates."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from sim.config.problems import Problem
from sim.engine.batch import Batch
from sim.validation.verification import exact_flows, judge
from sim.validation.verification.case import Check, Experiment, given, known_answer
from sim.validation.verification.cases.forces import RED, STEP
from sim.validation.verification.reading import events
from sim.validation.verification.reductions import ALONE, NO_FORCES_LOST, PHASES, STILL

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
    """The first cycles of each replication, half of the mean number."""
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


LONGEST = 1000


@known_answer(
    "M6",
    "an assault culminates on the first day on which its losses reach the share allowed",
    "closed form of x' = -a x",
    ({}, {"share": 0.2}, {"share": 0.2, "by_conditions": 1}),
)
def culmination_on_losses(
    loss: float = given(0.01, (0.001, 0.5), "share that Red loses a day"),
    share: float = given(0.075, (0.001, 0.9), "losses, of the start, at which it culminates"),
    by_conditions: int = given(0, (0, 1), "1 where all phases end on conditions"),
) -> Experiment:
    """Red wastes away at a constant rate, and its assault ends on the day on which it has lost the share allowed."""
    day = exact_flows.culmination_day(loss, share)
    if day > LONGEST:
        raise Problem(f"verify: loss, share: the assault would go on for {day:,} days, allowed {LONGEST:,}")

    def judged(batch: Batch) -> Iterator[Check]:
        (culminated,) = events(batch, "culminated")
        yield judge.exactly("times that it culminates by then", 1.0, float(len(culminated)))
        found, lost = culminated[0].tolist() if len(culminated) else (math.nan, math.nan)
        yield judge.exactly("day on which it culminates", float(day), found)
        yield judge.nearly("losses by then", -RED * math.expm1(-loss * day), lost, judge.STEPPED * RED, "kpe")

    if by_conditions:
        phases = (
            "phases=threshold", "phases.exploitation_ratio=1e9", "phases.halt_ratio=0", "phases.halt_supply_share=0",
            f"phases.halt_loss_share={share!r}",
        )  # fmt: skip
    else:
        phases = (
            "phases=culminating", "phases.mean.assault=1e6 days", "stall=culmination",
            f"stall.culmination_loss_share={share!r}", "stall.culmination_firepower_share=0",
        )  # fmt: skip
    overrides = (
        *ALONE, *NO_FORCES_LOST, *phases, "advance=none", STEP, f"scenario.forces.red_engaged={RED} kpe",
        f"attrition.red_own_loss={loss!r} / day", f"horizon={day + 0.5} days",
    )  # fmt: skip
    return Experiment(overrides, judged, traced=True)
