"""Scrambled low-discrepancy sequence; a larger size keeps the first rows; balanced at powers of 2."""

from __future__ import annotations

import warnings
from typing import ClassVar

import numpy as np

from sim.study.design.sampling import Floats, SampledRows


class SobolSequence(SampledRows):
    """Scrambled low-discrepancy sequence; a larger size keeps the first rows; balanced at powers of 2."""

    name: ClassVar[str] = "sobol_sequence"
    order: ClassVar[int] = 6

    def cube(self, dimensions: int, rng: np.random.Generator) -> Floats:
        from scipy.stats import qmc

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of a size that is no power of 2
            return np.asarray(qmc.Sobol(dimensions, scramble=True, seed=rng).random(self.size), dtype=np.float64)
