"""A study prepared for its decision page: what each policy saves and costs, for any price and belief."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.decision.belief_map import BeliefMap, belief_map
from sim.analysis.decision.choice import starting_point, usable
from sim.analysis.decision.cube import Cube, cube_of
from sim.analysis.decision.future_design import design_of, independent_futures
from sim.analysis.decision.objective import Objective, objective_of
from sim.analysis.decision.request import DecisionRequest, decision_request
from sim.analysis.decision.tipping_points import Futures, beliefs
from sim.analysis.study_table import StudyTable, open_table
from sim.app.study_data import MOST_ROWS, stamp_of
from sim.config.problems import Problem
from sim.report.decision.folder import stored_wanted
from sim.report.decision.names import DisplayNames
from sim.study.design.decision import decision_of

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PreparedDecision:
    """A study ready to be decided at any price and belief.

    Attributes:
        cube: the runs, of futures that stand alone.
        objective: what policies save and cost in them.
        prices: the range of the slider, shape (P,).
        price: that is asked for, or at which the two best policies tie, within the range.
        between: two policies of interest.
        maps: what is drawn up already, by structure and belief.
    """

    table: StudyTable
    wanted: DecisionRequest
    cube: Cube
    objective: Objective
    labels: DisplayNames
    prices: Numbers
    price: float
    between: tuple[int, int]
    maps: dict[tuple[int, int], BeliefMap] = field(default_factory=dict)
    orders: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def beliefs(self, structure: int) -> tuple[int, ...]:
        """The parameters that have an order and are read under a structure; those that matter most come first."""
        if structure not in self.orders:
            known = Futures(self.cube.ranks, self.cube.values, usable(self.cube, structure=structure))
            losses = self.objective.losses(self.price)[:, structure].mean(axis=2)
            first, second = self.between
            found = beliefs(losses[second] - losses[first], known, self.between, self.cube.seed)
            self.orders[structure] = tuple(
                sorted(np.flatnonzero(known.usable).tolist(), key=lambda place: -found.shares[place])
            )
        return self.orders[structure]

    def map(self, structure: int, belief: int) -> BeliefMap:
        """The best policy over a belief and the price."""
        place = structure, belief
        if place not in self.maps:
            saves, costs = (each[:, structure].mean(axis=2) for each in (self.objective.saves, self.objective.costs))
            ranks, values = self.cube.ranks[:, belief], self.cube.values[:, belief]
            found = belief_map(saves, costs, ranks, values, belief, self.prices, self.between, self.cube.seed)
            self.maps[place] = found
        return self.maps[place]

    def point(self, policy: int, structure: int, future: int) -> int:
        """The number of the point of a policy in a future, both by place."""
        points = self.table.points
        rows = [np.unique(points[name].astype(np.int64)) for name in ("lever", "structure")]
        chosen = points["lever"] == rows[0][policy]
        chosen &= points["structure"] == rows[1][structure]
        chosen &= points["uncertainty"] == self.cube.futures[future]
        return int(points["point"][chosen][0])


def is_decided(table: StudyTable) -> bool:
    """True if a study says what its policies save and cost, or was decided."""
    return stored_wanted(table.folder) is not None or decision_of(table.manifest) is not None


def prepared_decision(folder: Path) -> PreparedDecision:
    """A finished study ready to be decided; one that was read before is not read again.

    Raises:
        Problem: it cannot be decided, with what would do, or is too large for a page.
    """
    return _prepare_decision(folder, stamp_of(folder))


@lru_cache(maxsize=2)
def _prepare_decision(folder: Path, stamp: Any) -> PreparedDecision:
    table = open_table(folder)
    rows = len(table) * int(table.manifest["replications"])
    if rows > MOST_ROWS:
        raise Problem(
            f"{folder.name} has up to {rows:,} rows; this page shows at most {MOST_ROWS:,}; use escsim decide"
        )
    wanted = stored_wanted(folder) or decision_request(table)
    whole = cube_of(table, wanted.measures)
    cube = independent_futures(whole, design_of(whole, (table.manifest.get("spec") or {}).get("uncertainties")))
    objective = objective_of(cube, wanted.saves, wanted.costs)
    price, _, between, prices = starting_point(cube, objective, wanted)
    start = min(max(price, float(prices[0])), float(prices[-1]))
    return PreparedDecision(table, wanted, cube, objective, DisplayNames(cube, objective), prices, start, between)
