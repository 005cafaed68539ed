"""A made-up decision: four policies, three structures, futures in which one belief sets what permission costs."""

from __future__ import annotations

import numpy as np

from sim.analysis.decision.choice import choose
from sim.analysis.decision.cube import Cube, ranks_of
from sim.analysis.decision.decide import StudyDecision
from sim.analysis.decision.future_design import design_of
from sim.analysis.decision.objective import objective_of, warnings_of
from sim.analysis.decision.request import DecisionRequest
from sim.analysis.decision.sources import CROSSED, OutcomeRuns, outcomes
from sim.analysis.decision.sufficiency import assess_sufficiency
from sim.model.measures import MEASURES
from sim.report.decision.names import DecisionNames

SAVED, SPENT = (next(one for one in MEASURES if one.name == name) for name in ("red_fires_kr", "rung_days"))
FACTORS = ("escalation.severity_memory", "counter_battery.detection", "scenario.artillery.share_behind_border")
POLICIES = ("ban", "early", "guns", "deep")
SAVES, COSTS = np.array([0.0, 20, 12, 32]), np.array([0.0, 30, 31, 110])


def made_up_cube(futures: int = 160, replications: int = 6) -> Cube:
    """Permission saves what it saves everywhere, and costs in proportion to the memory for severity."""
    generator = np.random.default_rng(4)
    values = generator.random((futures, len(FACTORS))) * np.array([60, 0.4, 1.0])
    noise = generator.normal(size=(4, 3, futures, replications))
    size = np.array([1.0, 1.0, 0.4])[:, None, None] * (values[:, 0] / 30)[:, None]
    costs = 190 + COSTS[:, None, None, None] * size + 3 * noise
    saves = 92 - SAVES[:, None, None, None] * (0.5 + values[:, 2])[:, None] + noise[::-1]
    return Cube(
        policies=POLICIES,
        structures=("stall=mixed, escalation=hawkes", "stall=line, escalation=hawkes",
                    "stall=mixed, escalation=poisson"),
        futures=np.arange(futures),
        groups=np.arange(futures),
        factors=FACTORS,
        values=values,
        ranks=np.column_stack([ranks_of(one) for one in values.T]),
        read=np.ones((len(FACTORS), 3), dtype=bool),
        measures={SAVED.name: saves, SPENT.name: costs, CROSSED: (noise > 0.8).astype(float)},
        dropped=0,
        seed=20240510,
        units={FACTORS[0]: "d", SAVED.name: "kr", SPENT.name: "rung d"},
    )  # fmt: skip


def made_up_decision() -> StudyDecision:
    """As `decide` makes it of a study with these runs."""
    cube = made_up_cube()
    objective = objective_of(cube, SAVED, SPENT)
    choice = choose(cube, objective, DecisionRequest(SAVED, SPENT))
    runs = OutcomeRuns(cube, objective, cube, objective, design_of(cube, {"design": "latin_hypercube"}), frozenset())
    return StudyDecision(
        wanted=DecisionRequest(SAVED, SPENT),
        cube=cube,
        objective=objective,
        outcomes=outcomes(runs, choice.between, choice.price),
        choice=choice,
        enough=assess_sufficiency(objective.losses(choice.price)),
        aliased=(),
        warnings=warnings_of(cube, objective),
    )


def made_up_names(wanted: DecisionRequest | None = None) -> DecisionNames:
    cube = made_up_cube()
    objective = objective_of(cube, SAVED, SPENT)
    return DecisionNames(cube, objective, choose(cube, objective, wanted or DecisionRequest(SAVED, SPENT)))
