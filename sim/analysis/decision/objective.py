"""The objective: what policies save and cost, signed so that less is better, and checks of the measures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.decision.cube import ALONE, Cube
from sim.analysis.structures_run import REASONS_TO_STALL, STALL
from sim.config.labels import within_sentence
from sim.config.problems import Problem
from sim.model.measures import MORE, Measure

Numbers = NDArray[np.float64]

FEWEST_FUTURES = 30
FEWEST_REPLICATIONS = 2
GROUND = (
    "ground_lost_km2", "area_days_km2_d", "deepest_penetration_km", "tube_range_margin_low_km",
    "tube_range_margin_high_km",
)  # fmt: skip
"""Measures that vary by orders of magnitude with the reason why an offensive stalls."""
RUNGS, ESCALATION = ("rung_days", "top_rung"), "escalation"


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


def objective_of(cube: Cube, saved: Measure, spent: Measure) -> Objective:
    """Saves and costs of a cube that has both measures.

    Raises:
        Problem: the study cannot be decided: one policy, no uncertain parameter, too few futures or replications, or
            ground without the reasons to stall.
    """
    _refuse_small(cube)
    refuse_ground(cube.structures, (saved, spent))
    return Objective(saved, spent, signed(saved, cube.measures), signed(spent, cube.measures))


def signed(measure: Measure, values: Mapping[str, Numbers]) -> Numbers:
    """The values of a measure, signed so that less is better."""
    found = values[measure.name]
    return -found if measure.better == MORE else found


def _refuse_small(cube: Cube) -> None:
    """Raise Problem for a study with too few policies, parameters, futures or replications, with the remedy."""
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
            f"decide: the study has {count} complete futures{left}, and needs at least {FEWEST_FUTURES}; add futures: "
            "study.uncertainties.size=256"
        )
    replications = next(iter(cube.measures.values())).shape[-1]
    if replications < FEWEST_REPLICATIONS:
        raise Problem(
            f"decide: the study has {replications} replication of each point, and needs at least "
            f"{FEWEST_REPLICATIONS}; repeat the sweep command with replications=10"
        )


def refuse_ground(structures: Sequence[str], measures: Iterable[Measure]) -> None:
    """Raise Problem for a measure of ground in a study without several reasons to stall."""
    ground = [one.name for one in measures if one.name in GROUND]
    if ground and not _differ_in(structures, STALL):
        raise Problem(
            f"decide: {ground[0]} depends on why the offensive stalls, which the record does not show, and the study "
            f"has only one reason; cross it with others: structures: {{{STALL}: [{', '.join(REASONS_TO_STALL)}]}}"
        )


def warnings_of(cube: Cube, objective: Objective) -> tuple[str, ...]:
    """Warnings that apply to every number of a decision between these measures."""
    found = []
    if cube.structures == (ALONE,):
        found.append(
            "One structure only. The theory of escalation alone can change the best policy in many futures; cross "
            "the study with others: structures: {escalation: [hawkes, poisson, richardson]}"
        )
    rungs = [one for one in (objective.saved, objective.spent) if one.name in RUNGS]
    if rungs and _differ_in(cube.structures, ESCALATION):
        found.append(
            f"The rungs behind {within_sentence(rungs[0].label)} come from different severities under each theory of "
            "escalation; a price holds under one structure."
        )
    if cube.dropped:
        whole = len(cube.futures)
        found.append(
            f"{cube.dropped:,} of {whole + cube.dropped:,} futures were left out, because some of their runs lack a "
            "value."
        )
    return tuple(found)


def _differ_in(structures: Sequence[str], group: str) -> bool:
    return len({part for name in structures for part in name.split(", ") if part.startswith(f"{group}=")}) > 1
