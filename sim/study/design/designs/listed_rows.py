"""Rows as written in a study file, or in a table file."""

from __future__ import annotations

import itertools
from typing import Any, ClassVar

import numpy as np
from pydantic import Field

from sim.config.problems import Problem
from sim.study.design.columns import column_of
from sim.study.design.factors import Column, Factor
from sim.study.design.form import Design
from sim.study.design.rows import DesignRows, Source, each_factor, rows_of, spread
from sim.study.design.table_rows import table_rows


class ListedRows(Design):
    """Rows as they are written, here or in a table file."""

    name: ClassVar[str] = "list"
    order: ClassVar[int] = 3
    ties: ClassVar[bool] = True

    points: list[dict[str, Any]] | None = Field(default=None, min_length=1)
    file: str | None = Field(default=None, description="a .csv or .parquet file, relative to the study file")
    factors: list[str] | None = Field(default=None, min_length=1)

    def check(self, where: str, section: str) -> None:
        if self.points is None and self.file is None:
            raise Problem(f"{where}: a list needs points, either here or in a file")
        if self.points is not None and self.file is not None:
            raise Problem(f"{where}: a list takes points here or in a file, not both")
        if self.points is not None and self.factors is not None:
            raise Problem(f"{where}.factors: chooses columns of a file; leave it out where points are listed")

    def rows(self, source: Source, where: str, place: tuple[int, int]) -> DesignRows:
        if self.file is not None:
            return table_rows(source, where, self.file, self.factors, None)
        assert self.points is not None
        names = dict.fromkeys(itertools.chain.from_iterable(self.points))
        if not names:
            raise Problem(f"{where}.points: no row names a factor")
        gathered = {
            name: [(row, point[name]) for row, point in enumerate(self.points) if name in point] for name in names
        }

        def make(factor: Factor, _: str, cells: list[tuple[int, Any]]) -> Column:
            given = column_of(factor, f"{where}.points", [value for _, value in cells])
            return spread(given, np.array([row for row, _ in cells]), len(self.points or ()))

        return rows_of(*reversed(each_factor(source, f"{where}.points", gathered, make)))
