"""The table of points in the folder of a study, which grows during a search."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config.problems import Problem
from sim.study.files import integrity, parquet
from sim.study.files.parquet import Columns
from sim.study.sweep.compatibility import OTHER_NAME
from sim.study.sweep.plan import Sweep

POINTS = "points.parquet"


def write_points(folder: Path, sweep: Sweep, stored: Mapping[str, Any] | None) -> dict[str, Any]:
    """Write the points of a sweep and how they are made; return the entries of the manifest that tell of them.

    Where a search that is done again from its first stage has come further before, what it had stays.

    Raises:
        Problem: it found different policies before.
        OSError: it cannot be written.
    """
    points: Columns = {"point": np.arange(sweep.count), **sweep.points}
    if stored is not None and sweep.further(stored):
        _refuse_other_path(folder, points)
        return {name: stored[name] for name in ("points", "search", "files") if name in stored}
    parquet.write(folder / POINTS, points, {"key": sweep.key})
    files = [POINTS, *([] if sweep.recipe is None else sweep.recipe.keep(folder))]
    return {"points": sweep.count, "files": integrity.entries_of(folder, files)}


def _refuse_other_path(folder: Path, points: Columns) -> None:
    """Raise Problem if the points of a folder do not begin with these."""
    with suppress(OSError, parquet.UnreadableFile):
        stored = parquet.read(folder / POINTS)
        alike = (_equal(stored[name][: len(column)], column) for name, column in points.items() if name in stored)
        if not all(alike):
            raise Problem(f"{folder}: the search found different policies before, under other versions; {OTHER_NAME}")


def _equal(one: NDArray[np.generic], other: NDArray[np.generic]) -> bool:
    return np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
