"""Each factor's range in `size` equal parts, one draw from each; another size gives other rows."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from sim.study.design.sampling import Floats, SampledRows


class LatinHypercube(SampledRows):
    """Each factor's range in `size` equal parts, one draw from each; another size gives other rows."""

    name: ClassVar[str] = "latin_hypercube"
    order: ClassVar[int] = 5

    def cube(self, dimensions: int, rng: np.random.Generator) -> Floats:
        from scipy.stats import qmc

        return np.asarray(qmc.LatinHypercube(dimensions, seed=rng).random(self.size), dtype=np.float64)
