"""Finds groups of points that need more replications, from the stored rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.model.measures import ON_A_DAY
from sim.study.differences.censored import STARTS, restricted
from sim.study.differences.stopping import is_reached
from sim.study.sweep import tables
from sim.study.sweep.plan import Sweep, group_bounds

ROWS = 1_000_000  # that are held at once


def unsettled_groups(
    sweep: Sweep, paths: Sequence[Path], replications: int, among: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Mask of the groups with a difference that is not known well enough from replications below that number.

    Args:
        sweep: with a rule to stop by.
        paths: the parts that hold the rows; they must hold all of these.
        replications: number of each point to use.
        among: the groups that are asked about; bool[groups]. Those of other shards are passed over.
    """
    assert sweep.until is not None
    mine = among & _held(sweep)
    bounds = group_bounds(sweep)
    found = np.zeros(len(bounds), dtype=np.bool_)
    for block in _blocks(bounds, np.nonzero(mine)[0].tolist(), replications):
        first, last = bounds[block[0]][0], bounds[block[-1]][1]
        for target in sweep.until.targets:
            values = values_of(sweep, paths, target.measure, range(first, last), replications)
            for group in block:
                reference, *others = (values[point - first] for point in range(*bounds[group]))
                found[group] |= not is_reached(target, reference, others)
    return found


def _held(sweep: Sweep) -> NDArray[np.bool_]:
    """The groups of this folder."""
    points = np.unique(sweep.runs(1).firsts >> 24)
    held = np.zeros(len(sweep.groups), dtype=np.bool_)
    held[np.searchsorted(sweep.groups, points, side="right") - 1] = True
    return held


def _blocks(bounds: Sequence[tuple[int, int]], groups: Sequence[int], replications: int) -> Iterator[list[int]]:
    """Groups that follow each other, with no more rows in their stretch of points than may be held."""
    block: list[int] = []
    for group in groups:
        if block and (bounds[group][1] - bounds[block[0]][0]) * replications > ROWS:
            yield block
            block = []
        block.append(group)
    if block:
        yield block


def values_of(
    sweep: Sweep, paths: Sequence[Path], measure: str, points: range, replications: int
) -> NDArray[np.float64]:
    """The measure of some points; float64[points, replications], NaN if it is not defined.

    A measure that is censored at the horizon is restricted to it; a replication that failed stays undefined.
    """
    columns = [measure, *({STARTS.get(measure, ON_A_DAY)} - {ON_A_DAY})]
    names = ", ".join('"' + name.replace('"', '""') + '"' for name in columns)
    where = f"where point >= {points.start} and point < {points.stop} and replication < {replications}"
    rows = tables.query(paths, f"point, replication, error, {names}", where)
    value = restricted(measure, rows, float(sweep.record.get("horizon_days", np.nan)))
    failed = np.array([bool(text) for text in rows["error"].tolist()], dtype=np.bool_)
    values = np.full((len(points), replications), np.nan)
    values[rows["point"].astype(np.int64) - points.start, rows["replication"].astype(np.int64)] = np.where(
        failed, np.nan, value
    )
    return values
