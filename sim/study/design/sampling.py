"""Designs that sample the unit cube, one column per factor, and the future of each row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.study.design.distributions import Distribution, read_distribution
from sim.study.design.form import Design
from sim.study.design.rows import DesignRows, Source, each_factor, rows_of

Floats = NDArray[np.float64]


class SampledRows(Design):
    """Rows drawn from a distribution for each factor."""

    size: int = Field(ge=1, le=10_000_000, description="rows; base rows of saltelli, trajectories of morris")
    factors: dict[str, Any] = Field(min_length=1)
    seed: int | None = Field(default=None, ge=0, description="seed of this sample (default: the seed of the config)")

    def cube(self, dimensions: int, rng: np.random.Generator) -> Floats:
        """Numbers in [0, 1], of shape (rows, dimensions), the same on every machine."""
        raise NotImplementedError

    def group(self, dimensions: int) -> int:
        """Number of consecutive rows that are compared with each other and share a future."""
        return 1

    def check_distributions(self, where: str, distributions: Mapping[str, Distribution]) -> None:
        """Raise Problem for distributions that it cannot be drawn from."""

    def rows(self, source: Source, where: str, place: tuple[int, int]) -> DesignRows:
        factors, made = each_factor(source, f"{where}.factors", self.factors, read_distribution)
        self.check_distributions(where, made)
        seed = (self.seed if self.seed is not None else source.seed, *place)
        cube = unit_sample(self, len(factors), seed)
        columns = {key: distribution.column(cube[:, number]) for number, (key, distribution) in enumerate(made.items())}
        return rows_of(columns, factors, future_numbers(self, len(factors)))


def unit_sample(design: SampledRows, dimensions: int, seed: tuple[int, ...]) -> Floats:
    """Numbers in [0, 1], of shape (rows, dimensions), the same on every machine.

    Args:
        design: with the size; some give more rows than that.
        dimensions: the number of factors.
        seed: whole numbers that make this sample differ from that of another design.
    """
    return design.cube(dimensions, np.random.default_rng(np.random.SeedSequence(seed)))


def future_numbers(design: SampledRows, dimensions: int) -> NDArray[np.int64]:
    """The future of each row: rows that are compared with each other, of one base row or trajectory, share it."""
    return np.repeat(np.arange(design.size, dtype=np.int64), design.group(dimensions))


def unit_problem(dimensions: int) -> dict[str, object]:
    """The unit cube in the words of SALib."""
    names = [str(number) for number in range(dimensions)]
    return {"num_vars": dimensions, "names": names, "bounds": [[0.0, 1.0]] * dimensions}
