"""Uncertain factors that the alternatives of a point do not read: left out if the study file allows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from sim.config.library import Library
from sim.config.problems import Problem
from sim.config.schema import unread
from sim.study.design.factors import ABSENT, Column
from sim.study.design.grid import Configs, Grid
from sim.study.design.options import ComposedOptions


def without_unread_factors(
    library: Library, grid: Grid, options: ComposedOptions, may_leave_out: frozenset[str]
) -> Grid:
    """The grid in which some factors are absent from the points whose alternatives do not read them.

    Points of one shape differ in numbers only, which do not decide what is read; so whole shapes leave a factor out.

    Args:
        library: of the configs.
        grid: all points.
        options: of the groups that are varied.
        may_leave_out: keys of the factors that may be absent; of the others a point that does not read them is invalid.

    Raises:
        Problem: no point at all reads a factor.
    """
    if not may_leave_out:
        return grid
    unread_in = _unread_shapes(library, grid, options, may_leave_out)
    never = [key for key, shapes in unread_in.items() if shapes.all()]
    if never:
        raise Problem(*(_never_read(key) for key in never))
    return replace(
        grid, columns={key: _absent(column, grid, unread_in.get(key)) for key, column in grid.columns.items()}
    )


def _unread_shapes(
    library: Library, grid: Grid, options: ComposedOptions, may_leave_out: frozenset[str]
) -> Mapping[str, np.ndarray]:
    """Masks of the shapes that do not read a factor, by factor; bool[shapes] each."""
    configs, found = Configs(grid, options), {key: np.zeros(len(grid.first), dtype=bool) for key in may_leave_out}
    for shape, point in enumerate(grid.first.tolist()):
        paths = unread(configs.of(point), *library.classes)
        for key in may_leave_out:
            path = grid.factors[key].path
            found[key][shape] = any(path[: len(above)] == above for above in paths)
    return found


def _absent(column: Column, grid: Grid, shapes: np.ndarray | None) -> Column:
    if shapes is None or not shapes.any():
        return column
    gone = shapes[grid.shape]
    nothing = np.nan if column.values.dtype != object else None
    values = column.values.copy()
    values[gone] = nothing
    return Column(values, np.where(gone, ABSENT, column.state).astype(np.int8))


def _never_read(key: str) -> str:
    return f"study.uncertainties: {key}: no point of this study reads it; leave it out, or add an option that does"
