"""The decision of a study: sources of its outcomes, what would change the choice between policies, and doubts."""

from __future__ import annotations

from dataclasses import dataclass

from sim.analysis.decision.choice import GROUND, PolicyChoice, choose
from sim.analysis.decision.cube import Cube, cube_of
from sim.analysis.decision.future_design import design_of, independent_futures
from sim.analysis.decision.objective import Objective, objective_of, warnings_of
from sim.analysis.decision.request import DecisionRequest
from sim.analysis.decision.sources import CROSSED, Outcome, OutcomeRuns, outcomes
from sim.analysis.decision.sufficiency import Sufficiency, assess_sufficiency
from sim.analysis.study_drivers import aliases_of_table
from sim.analysis.study_factors import UNCERTAINTY
from sim.analysis.study_table import StudyTable
from sim.study.design.aliasing import Alias, aliased_keys, aliased_pairs, groups_beyond, lines


@dataclass(frozen=True, eq=False)
class StudyDecision:
    """The decision of a study.

    Attributes:
        wanted: the request.
        cube: the runs of separate futures; objective: what policies save and cost in them.
        outcomes: the sources of each outcome.
        choice: between the policies.
        enough: whether the runs are enough, at the price.
        aliased: pairs of uncertain parameters that the design cannot tell apart.
        warnings: that apply to every number.
    """

    wanted: DecisionRequest
    cube: Cube
    objective: Objective
    outcomes: tuple[Outcome, ...]
    choice: PolicyChoice
    enough: Sufficiency
    aliased: tuple[Alias, ...]
    warnings: tuple[str, ...]


def decide(table: StudyTable, wanted: DecisionRequest) -> StudyDecision:
    """Decide a finished study; nothing is simulated.

    Raises:
        Problem: the study cannot be decided, with a remedy.
    """
    stored = [name for name in (CROSSED, GROUND) if name in table.measures]
    whole = cube_of(table, [*wanted.measures, *stored])
    design = design_of(whole, (table.manifest.get("spec") or {}).get("uncertainties"))
    cube = independent_futures(whole, design)
    objective = objective_of(cube, wanted.saves, wanted.costs)
    columns = dict(zip(cube.factors, cube.values.T, strict=True))
    aliased = tuple(aliased_pairs(columns))
    groups = groups_beyond(aliased, columns)
    crossed = [one for one in aliases_of_table(table) if one.section != UNCERTAINTY]
    hidden = frozenset(map(cube.factors.index, aliased_keys((*aliased, *groups))))
    choice = choose(cube, objective, wanted, hidden)
    whole_objective = objective if whole is cube else objective_of(whole, wanted.saves, wanted.costs)
    runs = OutcomeRuns(cube, objective, whole, whole_objective, design, hidden)
    return StudyDecision(
        wanted=wanted,
        cube=cube,
        objective=objective,
        outcomes=outcomes(runs, choice.between, choice.price),
        choice=choice,
        enough=assess_sufficiency(objective.losses(choice.price), wanted.at_least),
        aliased=aliased,
        warnings=(*warnings_of(cube, objective), *lines((*aliased, *groups, *crossed))),
    )
