"""Sources of each outcome of a decision: its variance budget, its drivers, and the indices of its design."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.analysis.decision.budget import Budget, budget
from sim.analysis.decision.cube import Cube
from sim.analysis.decision.drivers import FirstOrder, changed_drivers, first_order
from sim.analysis.decision.emulator import EmulatorResult, emulate
from sim.analysis.decision.future_design import SALTELLI, FutureDesign, designed_ranks
from sim.analysis.decision.futures import order_of
from sim.analysis.decision.indices import Elementary, TotalOrder, elementary_effects, total_order
from sim.analysis.decision.objective import Objective

Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]

SAVES, COSTS, LOSS = "saves", "costs", "loss"
CROSSED = "red_line_crossed"
Indices = TypeVar("Indices", TotalOrder, Elementary)


@dataclass(frozen=True, eq=False)
class Outcome:
    """One outcome: a measure of the reference policy, or the change that a policy makes in it.

    Attributes:
        kind: "saves", "costs" or "loss", the weighted sum of both at the price.
        policy: by place.
        against: the policy it is compared with; None for the level of `policy` itself.
        budget: of its variance.
        first: first-order share of each parameter.
        turns: which parameters matter differently for it and for the level of the reference; None for a level.
        emulated: its emulator; None if none was fitted.
        total: total-order indices of a Saltelli design; None for another one.
        effects: elementary effects of a Morris design; None for another one.
    """

    kind: str
    policy: int
    against: int | None
    budget: Budget
    first: FirstOrder
    turns: Truths | None = None
    emulated: EmulatorResult | None = None
    total: TotalOrder | None = None
    effects: Elementary | None = None


@dataclass(frozen=True, eq=False)
class OutcomeRuns:
    """The runs behind the outcomes.

    Attributes:
        cube: futures that stand alone; objective: their saves and costs.
        whole: all rows of the design; `design`: their groups; `whole_objective`: their saves and costs.
        aliased: parameters that cannot be distinguished from others, by place.
    """

    cube: Cube
    objective: Objective
    whole: Cube
    whole_objective: Objective
    design: FutureDesign
    aliased: frozenset[int]


def outcomes(runs: OutcomeRuns, between: tuple[int, int], price: float) -> tuple[Outcome, ...]:
    """The level of the reference, the effect of each policy, and the difference of two policies, also at the price.

    Args:
        runs: behind them.
        between: the two policies of interest; emulators are fitted to their differences.
        price: of a unit of costs in units of saves.
    """
    others = range(1, len(runs.cube.policies))
    pair = between if 0 not in between else (max(between), 0)
    found = []
    for kind in (SAVES, COSTS):
        level = _outcome(runs, kind, 0, None, price, pair)
        changes = [_outcome(runs, kind, policy, 0, price, pair) for policy in others]
        found += [level, *(replace(one, turns=changed_drivers(level.first, one.first)) for one in changes)]
        if 0 not in between:
            found.append(_outcome(runs, kind, *pair, price, pair))
    return (*found, _outcome(runs, LOSS, *pair, price, pair))


def _outcome(
    runs: OutcomeRuns, kind: str, policy: int, against: int | None, price: float, asked: tuple[int, int]
) -> Outcome:
    """An outcome with the indices of its design; in a design without any, an emulator of the one that is asked for."""
    cube, seed, order = runs.cube, runs.cube.seed, order_of(runs.cube.ranks)
    ranks, values = cube.ranks[order], _values(runs.objective, kind, policy, against, price)[:, order]
    lines = cube.measures.get(CROSSED)
    crossed = None if lines is None else (lines[policy] - (0.0 if against is None else lines[against]))[:, order]
    found = Outcome(
        kind, policy, against, budget(values, crossed, seed), first_order(ranks, values, seed, runs.aliased)
    )
    if runs.design.name:
        return _with_indices(found, runs, price)
    return replace(found, emulated=emulate(ranks, values, seed)) if (policy, against) == asked else found


def _with_indices(found: Outcome, runs: OutcomeRuns, price: float) -> Outcome:
    """The outcome with the indices of the design."""
    design, seed, count = runs.design, runs.cube.seed, len(runs.cube.factors)
    values = _values(runs.whole_objective, found.kind, found.policy, found.against, price)
    if design.name == SALTELLI:
        total = total_order(values, design.blocks, len(design.factors), design.broken, seed)
        return replace(found, total=_placed(total, design, count))
    ranks = designed_ranks(runs.whole, design)
    effects = elementary_effects(values, ranks, design.blocks, design.levels, design.broken, seed)
    return replace(found, effects=_placed(effects, design, count))


def _placed(found: Indices, design: FutureDesign, count: int) -> Indices:
    """Indices in the order of the factors of the cube, NaN for a factor that the design does not vary."""
    columns: dict[str, Any] = {}
    for each in fields(found):
        if isinstance(column := getattr(found, each.name), np.ndarray):
            whole = np.full(count + 1, np.nan)
            whole[list(design.factors)] = column  # those that do not vary have the place -1
            columns[each.name] = whole[:-1]
    return replace(found, **columns)


def _values(objective: Objective, kind: str, policy: int, against: int | None, price: float) -> Numbers:
    """The outcome in every run, shape (structures, futures, replications)."""
    every = {SAVES: objective.saves, COSTS: objective.costs}.get(kind)
    every = objective.losses(price) if every is None else every
    return np.asarray(every[policy] if against is None else every[policy] - every[against], dtype=np.float64)
