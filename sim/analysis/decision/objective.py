"""What a policy saves and what it costs, signed so that less is better, and the measures that cannot serve for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.decision.cube import ALONE, Cube
from sim.analysis.structures_run import REASONS_TO_STALL, STALL
from sim.config.problems import Problem, hint
from sim.model.measures import EFFECT, INPUT, MEASURES, MORE, NEUTRAL, STATUS, Measure

Numbers = NDArray[np.float64]

FEWEST_FUTURES = 30
FEWEST_REPLICATIONS = 2
GROUND = (
    "ground_lost_km2", "area_days_km2_d", "deepest_penetration_km", "tube_range_margin_low_km",
    "tube_range_margin_high_km",
)  # fmt: skip
"""Measures that depend on why an offensive stalls by orders of magnitude."""
RUNGS, ESCALATION = ("rung_days", "top_rung"), "escalation"
_WHY = {
    STATUS: "counts what the permission covers by law, whatever comes of it",
    INPUT: "is changed by the policy through a factor that is given",
}


@dataclass(frozen=True, eq=False)
class Objective:
    """Saves and costs of a study, float64[A, S, n, K] each: less of either is better.

    Attributes:
        saved, spent: the two measures.
        saves: values of `saved`; costs: of `spent`; where more of a measure is better, with the other sign.
    """

    saved: Measure
    spent: Measure
    saves: Numbers
    costs: Numbers

    def losses(self, price: float) -> Numbers:
        """Loss at a price of one unit of `costs` in units of `saves`; float64[A, S, n, K]."""
        return self.saves + price * self.costs


def measure_for(role: str, name: str, known: Iterable[str]) -> Measure:
    """The measure that is to serve as `saves`, `costs` or another objective of a decision.

    Args:
        role: the key, as the user writes it.
        name: of the measure.
        known: the measures of the study.

    Raises:
        Problem: there is none, it counts no effect, or neither less nor more of it is better.
    """
    names = set(known)
    usable = [one.name for one in MEASURES if one.name in names and not _why_not(one)]
    found = next((one for one in MEASURES if one.name == name and name in names), None)
    if found is None:
        raise Problem(f"{role}: no measure {name!r} in this study{hint(name, usable)}")
    if reason := _why_not(found):
        raise Problem(f"{role}: {name} {reason}; a decision needs an effect of which less or more is better: "
                      f"{', '.join(usable)}")  # fmt: skip
    return found


def _why_not(measure: Measure) -> str:
    """Why a measure cannot be an objective; empty where it can."""
    if measure.nature != EFFECT:
        return _WHY[measure.nature]
    return "has no better direction" if measure.better == NEUTRAL else ""


def objective_of(cube: Cube, saved: Measure, spent: Measure) -> Objective:
    """Saves and costs of a cube that has both measures.

    Raises:
        Problem: the study cannot be decided: one policy, no uncertain parameter, too few futures or replications, or
            ground without the reasons to stall.
    """
    if saved.name == spent.name:
        raise Problem(f"costs: is the same measure as saves ({saved.name}); name another")
    _refuse_small(cube)
    refuse_ground(cube.structures, (saved, spent))
    return Objective(saved, spent, signed(saved, cube.measures), signed(spent, cube.measures))


def signed(measure: Measure, values: Mapping[str, Numbers]) -> Numbers:
    """The values of a measure, with the sign by which less is better."""
    found = values[measure.name]
    return -found if measure.better == MORE else found


def _refuse_small(cube: Cube) -> None:
    """Raises Problem for a study that has too little of something, with the word that adds it."""
    if len(cube.policies) < 2:
        raise Problem("decide: the study has one policy; add others to its levers: levers: {restrictions: [...]}")
    if not cube.factors:
        raise Problem(
            "decide: the study varies no uncertain parameter; add some to its uncertainties: uncertainties: {design: "
            "latin_hypercube, size: 256, factors: {KEY: plausible}}"
        )
    count = len(cube.futures)
    if count < FEWEST_FUTURES:
        left = f" ({cube.dropped:,} more were left out)" if cube.dropped else ""
        raise Problem(
            f"decide: the study has {count} whole futures{left}, needed at least {FEWEST_FUTURES}; give it more: "
            "study.uncertainties.size=256"
        )
    replications = next(iter(cube.measures.values())).shape[-1]
    if replications < FEWEST_REPLICATIONS:
        raise Problem(
            f"decide: the study has {replications} replication of each point, needed at least {FEWEST_REPLICATIONS}; "
            "give the sweep command again with replications=10"
        )


def refuse_ground(structures: Sequence[str], measures: Iterable[Measure]) -> None:
    """Raises Problem for a measure of ground in a study without several reasons to stall."""
    ground = [one.name for one in measures if one.name in GROUND]
    if ground and not _differ_in(structures, STALL):
        raise Problem(
            f"decide: {ground[0]} depends on why the offensive stalls, which no record tells, and the study has one "
            f"reason; cross it with others: structures: {{{STALL}: [{', '.join(REASONS_TO_STALL)}]}}"
        )


def warnings_of(cube: Cube, objective: Objective) -> tuple[str, ...]:
    """What holds of every number of a decision between these measures."""
    found = []
    if cube.structures == (ALONE,):
        found.append(
            "Under one structure. The theory of escalation alone can turn the winner in many futures; cross the study "
            "with others: structures: {escalation: [hawkes, poisson, richardson]}"
        )
    rungs = [one.name for one in (objective.saved, objective.spent) if one.name in RUNGS]
    if rungs and _differ_in(cube.structures, ESCALATION):
        found.append(
            f"The rungs behind {rungs[0]} come from different severities under each option of {ESCALATION}=; a price "
            "holds under one structure."
        )
    if cube.dropped:
        whole = len(cube.futures)
        found.append(
            f"{cube.dropped:,} of {whole + cube.dropped:,} futures were left out, as some of their runs lack a value."
        )
    return tuple(found)


def _differ_in(structures: Sequence[str], group: str) -> bool:
    return len({part for name in structures for part in name.split(", ") if part.startswith(f"{group}=")}) > 1
