"""Rows of a design of uncertainties: those that are separate futures, and those that belong in groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.decision.cube import Cube, ranks_of
from sim.analysis.decision.indices import blocks_of
from sim.config.problems import Problem

Whole = NDArray[np.int64]

SALTELLI, MORRIS = "saltelli", "morris"
MIDDLE = 0.5  # rank of a factor that does not vary
USUAL_LEVELS = 4  # of a design of Morris that does not say


@dataclass(frozen=True, eq=False)
class FutureDesign:
    """Design by which the futures of a study were drawn.

    Attributes:
        name: "saltelli" or "morris"; empty for futures that stand alone.
        factors: places in the cube of the factors of the design, -1 for one that does not vary.
        levels: of a design of Morris.
        blocks: places of the rows of each whole group; empty for futures that stand alone.
        broken: groups that are not whole.
    """

    name: str
    factors: tuple[int, ...]
    levels: int
    blocks: Whole
    broken: int


def design_of(cube: Cube, uncertainties: Any) -> FutureDesign:
    """The design of the futures of a cube.

    Args:
        cube: the runs.
        uncertainties: the section of the study file, a design or a list of them.

    Raises:
        Problem: rows in groups are joined with others, or too many groups are broken.
    """
    designs = uncertainties if isinstance(uncertainties, list) else [uncertainties]
    grouped = [one for one in designs if isinstance(one, Mapping) and one.get("design") in (SALTELLI, MORRIS)]
    if not grouped:
        return FutureDesign("", (), 0, np.empty((0, 0), dtype=np.int64), 0)
    if len(designs) > 1:
        raise Problem(
            f"decide: the uncertainties combine a {grouped[0]['design']} design with others; sweep it as a separate "
            "study"
        )
    name, keys = str(grouped[0]["design"]), list(grouped[0]["factors"])
    more = 1 if name == MORRIS else len(keys) + 2 if grouped[0].get("second_order") else 2
    blocks, broken = blocks_of(cube.groups, cube.futures, len(keys) + more, name)
    places = tuple(cube.factors.index(key) if key in cube.factors else -1 for key in keys)
    return FutureDesign(name, places, int(grouped[0].get("levels", USUAL_LEVELS)), blocks, broken)


def independent_futures(cube: Cube, design: FutureDesign) -> Cube:
    """The futures of a cube that stand alone: rows A and B of Saltelli's scheme, the first row of each trajectory."""
    if not design.name:
        return cube
    ends = [0, -1] if design.name == SALTELLI else [0]
    rows = np.sort(design.blocks[:, ends].ravel())
    values = cube.values[rows]
    return replace(
        cube,
        futures=cube.futures[rows],
        groups=cube.groups[rows],
        values=values,
        ranks=np.column_stack([ranks_of(column) for column in values.T]) if values.shape[1] else values,
        measures={name: np.ascontiguousarray(each[:, :, rows]) for name, each in cube.measures.items()},
    )


def designed_ranks(cube: Cube, design: FutureDesign) -> NDArray[np.float64]:
    """The ranks of the factors of a design, the middle for one that does not vary; float64[n, factors]."""
    columns = [cube.ranks[:, place] if place >= 0 else np.full(len(cube.futures), MIDDLE) for place in design.factors]
    return np.column_stack(columns)
