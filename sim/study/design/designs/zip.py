"""The first values of all factors together, then the second, and so on."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field

from sim.config.problems import Problem
from sim.study.design.columns import listed_values
from sim.study.design.form import Design
from sim.study.design.rows import DesignRows, Source, each_factor, rows_of


class Zip(Design):
    """The first values of all factors together, then the second, and so on."""

    name: ClassVar[str] = "zip"
    order: ClassVar[int] = 2
    ties: ClassVar[bool] = True

    factors: dict[str, Any] = Field(min_length=1)

    def rows(self, source: Source, where: str, place: tuple[int, int]) -> DesignRows:
        factors, columns = each_factor(source, f"{where}.factors", self.factors, listed_values)
        sizes = {key: len(column.state) for key, column in columns.items()}
        if len(set(sizes.values())) > 1:
            told = ", ".join(f"{key} has {size}" for key, size in sizes.items())
            raise Problem(f"{where}: a zip needs as many values of each factor; {told}")
        return rows_of(columns, factors)
