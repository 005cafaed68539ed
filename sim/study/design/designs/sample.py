"""Rows of a table file, such as a posterior sample."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from pydantic import Field

from sim.study.design.form import Design
from sim.study.design.rows import DesignRows, Source
from sim.study.design.table_rows import table_rows


class Sample(Design):
    """Rows of a table file, such as a posterior sample: all of them, or `size` drawn with replacement."""

    name: ClassVar[str] = "sample"
    order: ClassVar[int] = 9

    file: str = Field(description="a .csv or .parquet file, relative to the study file")
    size: int | None = Field(default=None, ge=1, le=10_000_000, description="rows")
    factors: list[str] | None = Field(default=None, min_length=1)
    seed: int | None = Field(default=None, ge=0, description="seed of this sample (default: the seed of the config)")

    def rows(self, source: Source, where: str, place: tuple[int, int]) -> DesignRows:
        seed = (self.seed if self.seed is not None else source.seed, *place)
        if self.size is None:
            return table_rows(source, where, self.file, self.factors, None, whole=True)
        size = self.size
        rng = np.random.default_rng(np.random.SeedSequence(seed))
        return table_rows(source, where, self.file, self.factors, lambda rows: rng.integers(0, rows, size), whole=True)
