"""Rows A, AB and B for Sobol' indices; `size` base rows, each with one row per factor and two more."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from pydantic import Field

from sim.config.problems import Problem
from sim.study.design.sampling import Floats, SampledRows, unit_problem


class Saltelli(SampledRows):
    """Rows A, AB and B for Sobol' indices; `size` base rows, each with one row per factor and two more."""

    name: ClassVar[str] = "saltelli"
    order: ClassVar[int] = 7
    is_grouped: ClassVar[bool] = True

    second_order: bool = Field(default=False, description="saltelli: whether to add rows for second-order indices")

    def check(self, where: str, section: str) -> None:
        if self.size & (self.size - 1):
            below = 1 << (self.size.bit_length() - 1)
            raise Problem(f"{where}.size: must be a power of 2, such as {below} or {2 * below} (got {self.size})")

    def cube(self, dimensions: int, rng: np.random.Generator) -> Floats:
        from SALib.sample import sobol

        problem = unit_problem(dimensions)
        rows = sobol.sample(problem, self.size, calc_second_order=self.second_order, scramble=True, seed=rng)
        return np.asarray(rows, dtype=np.float64)

    def group(self, dimensions: int) -> int:
        return (2 * dimensions if self.second_order else dimensions) + 2
