"""The policies that a search has evaluated, each once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.config.problems import Problem
from sim.study.design.building import StudyDesign, built
from sim.study.design.checks import InvalidPoints
from sim.study.design.factors import ABSENT
from sim.study.design.frame import PolicyBatch, StudyFrame
from sim.study.design.rows import DesignRows
from sim.study.design.space import Genes
from sim.study.design.spec import Rule

REFUSED = -1  # in place of the row of a policy that the model or a rule of the study refuses


class Candidates:
    """The policies of a study that searches.

    Attributes:
        frame: of the study.
        batches: evaluated policies, in order.
        looked: of each space and search, the row of every policy of every generation, `REFUSED` for some.
    """

    def __init__(self, frame: StudyFrame) -> None:
        """Start with the policies of the study file alone."""
        self.frame, self.batches = frame, list[PolicyBatch]()
        self.looked: dict[tuple[int, int], list[NDArray[np.int64]]] = {}
        self._rows = {name: row for row, name in enumerate(_names(frame.sections.levers))}

    def __len__(self) -> int:
        """Number of policies."""
        return len(self.frame.sections.levers) + sum(len(batch.genes) for batch in self.batches)

    @property
    def refused(self) -> int:
        """Number of refused policies."""
        return sum(row == REFUSED for row in self._rows.values())

    def begun(self) -> Candidates:
        """Add the first generation of every search; raise Problem if none of a space can be run."""
        for space, one in enumerate(self.frame.sections.spaces):
            for search in range(one.design.searches):
                self.look(0, space, search, one.first(search))
        return self

    def look(self, stage: int, space: int, search: int, genes: Genes) -> NDArray[np.int64]:
        """The rows of the policies of a generation, of which those that are new are taken in.

        Raises:
            Problem: the model or the rules of the study refuse all policies of a first generation.
        """
        names = _names(self.frame.sections.spaces[space].rows(genes))
        firsts = {name: place for place, name in reversed(list(enumerate(names))) if name not in self._rows}
        places = np.array(sorted(firsts.values()), dtype=np.int64)
        accepted = places[~self._refused(space, genes[places], stage == 0)] if len(places) else places
        self._rows |= {names[place]: REFUSED for place in places}
        self._rows |= {names[place]: len(self) + number for number, place in enumerate(accepted)}
        if len(accepted):
            self.batches.append(PolicyBatch(stage, space, genes[accepted]))
        rows = np.array([self._rows[name] for name in names], dtype=np.int64)
        self.looked.setdefault((space, search), []).append(rows)
        return rows

    def study(self, front: Iterable[int] | None = None) -> StudyDesign:
        """The study of all of them; `front`: those that are done in fresh futures besides."""
        return built(self.frame, self.batches, None if front is None else sorted(front))

    def _refused(self, space: int, genes: Genes, tell: bool) -> NDArray[np.bool_]:
        """Mask of the policies that the model or a rule of the study refuses in any structure or future; bool[n]."""
        frame, first = _dropping(self.frame), len(self.frame.sections.levers)
        refused = np.zeros(len(genes), dtype=np.bool_)
        reason: Problem | None = None
        while not refused.all():
            left = np.flatnonzero(~refused)
            try:
                study = built(frame, [PolicyBatch(0, space, genes[left])])
            except InvalidPoints as problem:
                bad = problem.levers - first
                if (bad < 0).any():
                    raise
                refused[left[bad]], reason = True, problem
                continue
            counts = np.bincount(study.points.lever, minlength=first + len(left))
            refused[left[counts[first:] < counts[0]]] = True
            break
        if tell and refused.all():
            raise reason or Problem("study.rules: drop every policy with which a search begins")
        return refused


def _dropping(frame: StudyFrame) -> StudyFrame:
    """A frame whose rules drop what must never be, as a search passes such policies over."""
    rules = [Rule(drop=rule.never or rule.drop) for rule in frame.spec.rules]
    return replace(frame, spec=frame.spec.model_copy(update={"rules": rules}))


def _names(rows: DesignRows) -> list[str]:
    """Names that distinguish policies: the factors that each names, whichever design gave them."""
    columns = sorted(rows.columns.items())
    return [
        " ".join(
            f"{key}={rows.factors[key].text(column, row)}" for key, column in columns if column.state[row] != ABSENT
        )
        for row in range(len(rows))
    ]
