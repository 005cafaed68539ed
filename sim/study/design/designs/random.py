"""Independent draws; a larger size keeps the first rows."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from sim.study.design.sampling import Floats, SampledRows


class Random(SampledRows):
    """Independent draws; a larger size keeps the first rows."""

    name: ClassVar[str] = "random"
    order: ClassVar[int] = 4

    def cube(self, dimensions: int, rng: np.random.Generator) -> Floats:
        return rng.random((self.size, dimensions))
