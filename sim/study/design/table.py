"""The points of a study as a table, and the label of each policy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.config.problems import Problem
from sim.study.design.factors import ABSENT
from sim.study.design.grid import Configs, Grid
from sim.study.design.points import NOT_READ, Points

BASE = "base"  # what a policy is called that changes nothing


def labels(grid: Grid) -> NDArray[np.object_]:
    """Label of each point's policy: its factors in words, the option alone where only one group is varied.

    Raises:
        Problem: two rows of the levers are the same.
    """
    named = [factor for key, factor in grid.factors.items() if grid.kinds[key] == "lever"]
    lone_group = len(named) == 1 and named[0].is_group
    rows, first, back = np.unique(grid.lever, return_index=True, return_inverse=True)
    texts, seen = np.empty(len(first), dtype=object), dict[str, int]()
    for place, (row, point) in enumerate(zip(rows.tolist(), first.tolist(), strict=True)):
        given = [one for one in named if grid.columns[one.key].state[point] != ABSENT]
        words = [(one.key, one.text(grid.columns[one.key], point)) for one in given]
        text = " ".join(text if lone_group else f"{key}={text}" for key, text in words) or BASE
        if text in seen:
            raise Problem(f"study.levers: rows {seen[text] + 1} and {row + 1} are the same ({text})")
        seen[text] = row
        texts[place] = text
    return np.asarray(texts[back.reshape(-1)], dtype=object)


def table(grid: Grid, configs: Configs, label: NDArray[np.object_]) -> Points:
    """The points, each factor with what is in force there."""
    columns, units = dict[str, NDArray[np.generic]](), dict[str, str]()
    for key, factor in grid.factors.items():
        values = configs.in_force(factor)
        if factor.whole:
            values = np.where(np.isnan(values), NOT_READ, values).astype(np.int64)
        columns[key], units[key] = values, factor.unit
    return Points(grid.structure, grid.uncertainty, grid.lever, grid.future, label, columns, dict(grid.kinds), units)
