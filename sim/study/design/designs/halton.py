"""Scrambled Halton sequence; a larger size keeps the first rows, and no size is better than another."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from sim.study.design.sampling import Floats, SampledRows


class Halton(SampledRows):
    """Scrambled Halton sequence; a larger size keeps the first rows, and no size is better than another."""

    name: ClassVar[str] = "halton"
    order: ClassVar[int] = 6

    def cube(self, dimensions: int, rng: np.random.Generator) -> Floats:
        from scipy.stats import qmc

        return np.asarray(qmc.Halton(dimensions, scramble=True, seed=rng).random(self.size), dtype=np.float64)
