"""One factor at a time; `size` trajectories, each with one row per factor and one more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np
from pydantic import Field

from sim.config.problems import Problem
from sim.study.design.distributions import Distribution
from sim.study.design.sampling import Floats, SampledRows, unit_problem


class Morris(SampledRows):
    """One factor at a time; `size` trajectories, each with one row per factor and one more."""

    name: ClassVar[str] = "morris"
    order: ClassVar[int] = 8
    is_grouped: ClassVar[bool] = True

    levels: int = Field(default=4, ge=2, le=1000, multiple_of=2, description="morris: levels of each factor")

    def check_distributions(self, where: str, distributions: Mapping[str, Distribution]) -> None:
        endless = [key for key, distribution in distributions.items() if not distribution.bounded]
        if endless:
            raise Problem(
                *(f"{where}.factors.{key}: morris samples the ends of the range; give low and high" for key in endless)
            )

    def cube(self, dimensions: int, rng: np.random.Generator) -> Floats:
        from SALib.sample import morris

        rows = morris.sample(unit_problem(dimensions), self.size, num_levels=self.levels, seed=rng)
        return np.asarray(rows, dtype=np.float64)

    def group(self, dimensions: int) -> int:
        return dimensions + 1
