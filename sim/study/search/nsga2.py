"""NSGA-II over a space of policies, with the optional package pymoo."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config.problems import Problem
from sim.study.design.space import FactorScale, Gene, Genes, Space

NOT_INSTALLED = "study.levers: design nsga2 needs pymoo; install it: pip install 'escalation-sim[search]'"
REFUSED = 1.0  # how far a policy that cannot be run violates what is asked of it


def version() -> str:
    """Version of pymoo, on which the policies of a search depend.

    Raises:
        Problem: it is not installed.
    """
    if importlib.util.find_spec("pymoo") is None:
        raise Problem(NOT_INSTALLED)
    from importlib import metadata

    return metadata.version("pymoo")


class GeneticSearch:
    """One search. Its proposals depend only on its seed and on the results reported to it."""

    def __init__(self, space: Space, search: int) -> None:
        """Before its first generation, which is given.

        Args:
            space: the policies.
            search: number of the search, by which its seed differs from those of others.
        """
        from pymoo.algorithms.moo.nsga2 import RankAndCrowding
        from pymoo.core.mixed import MixedVariableGA
        from pymoo.core.population import Population
        from pymoo.core.problem import Problem as Searched

        self._space, self._first = space, space.first(search)
        variables = {str(number): _variable(gene) for number, gene in enumerate(space.genes)}
        self._problem = Searched(vars=variables, n_obj=2, n_ieq_constr=1)
        self._algorithm: Any = MixedVariableGA(
            pop_size=space.design.population,
            sampling=Population.new(X=[self._known(row) for row in self._first]),
            survival=RankAndCrowding(),
        )
        termination = ("n_gen", space.design.generations)
        self._algorithm.setup(self._problem, termination=termination, seed=space.seed + search, verbose=False)
        self._asked: Any = None

    def ask(self) -> Genes | None:
        """The next generation; None after the last."""
        if not self._algorithm.has_next():
            return None
        self._asked = self._algorithm.ask()
        if self._asked is None or not len(self._asked):
            return None
        return np.array([[float(row[name]) for name in sorted(row, key=int)] for row in self._asked.get("X")])

    def tell(self, objectives: NDArray[np.float64], refused: NDArray[np.bool_]) -> None:
        """Pass the results of a generation to the search.

        Args:
            objectives: less is better, float64[n, 2]; of those that were refused not read.
            refused: bool[n].
        """
        from pymoo.core.evaluator import Evaluator
        from pymoo.problems.static import StaticProblem

        values = np.where(refused[:, None], 0.0, objectives)
        found = StaticProblem(self._problem, F=values, G=np.where(refused, REFUSED, -REFUSED)[:, None])
        Evaluator().eval(found, self._asked)
        self._algorithm.tell(infills=self._asked)

    def _known(self, row: NDArray[np.float64]) -> Mapping[str, float | int]:
        """A policy as pymoo has it."""
        pairs = zip(self._space.genes, row.tolist(), strict=True)
        return {str(number): int(value) if gene.count else value for number, (gene, value) in enumerate(pairs)}


def _variable(gene: Gene) -> Any:
    from pymoo.core.variable import Choice, Integer, Real

    if gene.kind == FactorScale.ALONG:
        return Real(bounds=(0.0, 1.0))
    if gene.kind == FactorScale.RISING:
        return Integer(bounds=(0, gene.count - 1))
    return Choice(options=list(range(gene.count)))
