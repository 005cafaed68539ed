"""Stages of a search study: a generation of every search, and finally the front in fresh futures.

The runs of a stage depend on what came of those before, and on nothing else: done again from a folder that holds them,
the same policies follow. So a search continues where it stopped as every study does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.model.measures import MORE, Measure
from sim.study.design.building import StudyDesign
from sim.study.design.candidates import REFUSED, Candidates
from sim.study.design.frame import StudyFrame
from sim.study.files.parquet import Columns
from sim.study.search.front import spread
from sim.study.search.nsga2 import GeneticSearch, version
from sim.study.sweep.groups import values_of
from sim.study.sweep.plan import Sweep
from sim.study.sweep.ranges import RunSet
from sim.study.sweep.result_store import ResultStore

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Search:
    """A search, before anything is run.

    Attributes:
        frame: of the study.
        make: the sweep of a study, with these additional entries of the manifest, and these evaluated policies.
    """

    frame: StudyFrame
    make: Callable[[StudyDesign, Mapping[str, Any], Columns], Sweep]

    def begun(self, study: StudyDesign) -> Sweep:
        """The sweep of a study with the policies that a search begins with."""
        return replace(self._made(study, Candidates(self.frame).begun(), None, None), search=self)

    def stages(self, parts: ResultStore) -> Iterator[tuple[Sweep, RunSet]]:
        """The sweep with the policies so far, and which of its runs are wanted before the next stage.

        Args:
            parts: hold the runs of a stage by the time that the next exactly one is needed.
        """
        candidates, spaces = Candidates(self.frame).begun(), self.frame.sections.spaces
        searches = {key: GeneticSearch(spaces[key[0]], key[1]) for key in candidates.looked}
        asked = [key for key, one in searches.items() if one.ask() is not None]
        values = np.empty((0, 2))
        stage = 0
        while asked:
            sweep = self._sweep(candidates)
            yield sweep, sweep.runs(sweep.replications)
            parts.refuse_damaged()
            values = np.concatenate([values, self._values(sweep, parts.paths, len(values))])
            stage += 1
            for key in asked:
                searches[key].tell(*_told(values, candidates.looked[key][-1]))
            asked = [key for key in asked if _next(searches[key], candidates, stage, *key)]
        last = self._sweep(candidates, [int(row) for row in spread(values, self._most)])
        yield last, last.runs(last.replications)

    @property
    def _most(self) -> int:
        return max(space.design.front for space in self.frame.sections.spaces)

    def _sweep(self, candidates: Candidates, front: Sequence[int] | None = None) -> Sweep:
        fixed = range(len(self.frame.sections.levers))
        again = None if front is None else sorted({*fixed, *front})
        study = candidates.study(again)
        fresh = None if again is None else len(study.points) - self._fresh_points(len(again))
        return self._made(study, candidates, None if front is None else sorted(front), fresh)

    def _made(self, study: StudyDesign, candidates: Candidates, front: list[int] | None, fresh: int | None) -> Sweep:
        record = {
            "pymoo": version(),
            "given": len(self.frame.sections.levers),
            "policies": len(candidates),
            "refused": candidates.refused,
            "front": front,
            "fresh_from_point": fresh,
        }
        return self.make(study, record, _looked(candidates))

    def _fresh_points(self, policies: int) -> int:
        structures, _, _, _, fresh = self.frame.sections
        return policies * len(structures) * len(fresh or ())

    def _values(self, sweep: Sweep, paths: Sequence[Path], known: int) -> Numbers:
        """Mean saving and cost of policies from `known` on, shape (policies, 2); NaN if any run lacks the value."""
        decision = self.frame.decision
        assert decision is not None
        if int(sweep.points["lever"].max()) < known:
            return np.empty((0, 2))
        levers = sweep.points["lever"].astype(np.int64)
        first = int(np.argmax(levers >= known))
        found = [
            _means(_signed(sweep, paths, measure, first), levers[first:] - known)
            for measure in (decision.saves, decision.costs)
        ]
        return np.stack(found, axis=1)


def _next(search: GeneticSearch, candidates: Candidates, stage: int, space: int, number: int) -> bool:
    """Take in the next generation of a search; whether it has one."""
    genes = search.ask()
    if genes is None:
        return False
    candidates.look(stage, space, number, genes)
    return True


def _told(values: Numbers, rows: NDArray[np.int64]) -> tuple[Numbers, NDArray[np.bool_]]:
    """Objectives of a generation, as a search takes them, and mask of the policies that cannot be run."""
    found = values[rows]
    refused = (rows == REFUSED) | np.isnan(found).any(axis=1)
    return np.where(refused[:, None], 0.0, found), refused


def _signed(sweep: Sweep, paths: Sequence[Path], measure: Measure, first: int) -> Numbers:
    """The values of a measure in the runs of all points from this one on, so that less is better."""
    values = values_of(sweep, paths, measure.name, range(first, sweep.count), sweep.replications)
    return -values if measure.better == MORE else values


def _means(values: Numbers, policies: NDArray[np.int64]) -> Numbers:
    """Mean of each policy over all of its runs."""
    return np.array([values[policies == policy].mean() for policy in range(int(policies.max()) + 1)])


def _looked(candidates: Candidates) -> Columns:
    """Policies that each search looked at in each generation, a row each."""
    rows = [
        (space, search, generation, int(lever))
        for (space, search), generations in candidates.looked.items()
        for generation, levers in enumerate(generations)
        for lever in levers
    ]
    names = ("space", "search", "generation", "lever")
    return {name: np.array(column, dtype=np.int64) for name, column in zip(names, zip(*rows, strict=True), strict=True)}
