"""Every combination of the values of all factors."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from pydantic import Field

from sim.config.problems import Problem
from sim.study.design.columns import MOST, listed_values
from sim.study.design.form import Design
from sim.study.design.rows import DesignRows, Source, each_factor, rows_of


class Product(Design):
    """Every combination of the values of all factors; the last factor changes fastest."""

    name: ClassVar[str] = "product"
    order: ClassVar[int] = 1

    factors: dict[str, Any] = Field(min_length=1)

    def rows(self, source: Source, where: str, place: tuple[int, int]) -> DesignRows:
        factors, columns = each_factor(source, f"{where}.factors", self.factors, listed_values)
        sizes = [len(column.state) for column in columns.values()]
        total = int(np.prod([float(size) for size in sizes]))
        if total > MOST:
            raise Problem(f"{where}: makes {total:,} rows, allowed at most {MOST:,}; sample instead")
        places = np.indices(sizes).reshape(len(sizes), -1)
        return rows_of(
            {key: column.take(rows) for (key, column), rows in zip(columns.items(), places, strict=True)}, factors
        )
