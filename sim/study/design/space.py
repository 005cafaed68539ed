"""The space of a search: for each factor, listed values or the range of a distribution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config.problems import Problem
from sim.study.design.columns import listed_values
from sim.study.design.designs.latin_hypercube import LatinHypercube
from sim.study.design.designs.nsga2 import Nsga2
from sim.study.design.distributions import Distribution, read_distribution
from sim.study.design.factors import GIVEN, NULL, Column, Factor
from sim.study.design.rows import DesignRows, Source, each_factor, rows_of
from sim.study.design.sampling import unit_sample

Genes = NDArray[np.float64]
"""One row per policy, one column per factor: a place in (0, 1) of its distribution, or the number of a listed value."""


class FactorScale(Enum):
    """Relation of the values of a factor to each other, which decides how a search varies and joins them."""

    ALONG = "along a range"
    RISING = "one after the other"
    APART = "without an order"


@dataclass(frozen=True)
class Gene:
    """The values of one factor.

    Attributes:
        kind: how they lie to each other.
        values: those that are listed, or the distribution.
    """

    kind: FactorScale
    values: Column | Distribution

    @property
    def count(self) -> int:
        """Number of listed values; 0 for a range."""
        return len(self.values.state) if isinstance(self.values, Column) else 0

    def column(self, genes: Genes) -> Column:
        """The values that genes stand for."""
        if isinstance(self.values, Column):
            return self.values.take(genes.astype(np.int64))
        return self.values.column(genes)


@dataclass(frozen=True)
class Space:
    """The policies that a search may find.

    Attributes:
        where: it stands in the study file.
        design: how it is searched.
        factors: by key; genes: what each may be, in the same order.
        seed: of the first search; the second has the next number, and so on.
    """

    where: str
    design: Nsga2
    factors: Mapping[str, Factor]
    genes: tuple[Gene, ...]
    seed: int

    @property
    def choices(self) -> list[int]:
        """Numbers of values of the levers that have more than one, in order; 0 for a range."""
        return [gene.count for gene in self.genes if gene.count != 1]

    @property
    def size(self) -> float:
        """Number of policies; infinite if a factor has a range."""
        return float(np.prod([float(gene.count or np.inf) for gene in self.genes]))

    def rows(self, genes: Genes) -> DesignRows:
        """Policies as rows of a design."""
        columns = {
            key: gene.column(column) for key, gene, column in zip(self.factors, self.genes, genes.T, strict=True)
        }
        return rows_of(columns, self.factors)

    def first(self, search: int) -> Genes:
        """The first generation of a search: a Latin hypercube, with every listed value about equally often."""
        design = LatinHypercube(size=self.design.population, factors=self.design.factors)
        cube = unit_sample(design, len(self.genes), (self.seed + search,))
        counts = np.array([gene.count for gene in self.genes])
        return np.where(counts > 0, np.minimum(np.floor(cube * counts), counts - 1), cube)


def read_space(source: Source, where: str, design: Nsga2) -> Space:
    """The space of a design; raise Problem with a line for each mistake."""
    factors, genes = each_factor(source, f"{where}.factors", design.factors, _gene)
    return Space(where, design, factors, tuple(genes[key] for key in factors), design.seed or source.seed)


def _gene(factor: Factor, where: str, given: Any) -> Gene:
    if (isinstance(given, Mapping) and "evenly" not in given) or given == "plausible":
        distribution = read_distribution(factor, where, given)
        if not distribution.bounded:
            raise Problem(f"{where}: a search needs both ends of the range; give low and high")
        return Gene(FactorScale.ALONG, distribution)
    values = listed_values(factor, where, given)
    return Gene(FactorScale.RISING if _rises(factor, values) else FactorScale.APART, values)


def _rises(factor: Factor, values: Column) -> bool:
    """True if listed values are numbers that rise; null, which is never, is above all."""
    if factor.quantity is None or not np.isin(values.state, (GIVEN, NULL)).all():
        return False
    numbers = np.where(values.state == NULL, np.inf, values.values)
    return bool((np.diff(numbers) > 0).all())
