"""The draws of a backtest in its folder: the ground that maps would show, one row per draw and day."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config.atomic import writing
from sim.study.files import integrity, parquet
from sim.study.files.manifest import BACKTEST_NAME, KINDS
from sim.study.files.new_folder import OTHER_FOLDER

DRAWS = "draws.parquet"
REMEDY = KINDS[BACKTEST_NAME][1]


def write_draws(folder: Path, draws: NDArray[np.float64]) -> None:
    """Write draws, float64[draws, days] (km2), day 0 first.

    Raises:
        Problem: the folder cannot be written.
    """
    count, days = draws.shape
    columns = {
        "draw": np.repeat(np.arange(count), days),
        "day": np.tile(np.arange(days), count),
        "ground_on_map_km2": draws.ravel(),
    }
    with writing(folder, OTHER_FOLDER):
        parquet.write(folder / DRAWS, columns, {})


def read_draws(folder: Path, manifest: Mapping[str, Any]) -> NDArray[np.float64]:
    """The draws of a folder, float64[draws, days] (km2), day 0 first.

    Raises:
        Damaged: the file is missing or not what was written.
        Problem: it cannot be read.
    """
    columns = parquet.read(integrity.checked(folder, manifest[integrity.FILES], DRAWS, REMEDY))
    days = int(columns["day"].max()) + 1
    found: NDArray[np.float64] = columns["ground_on_map_km2"].reshape(-1, days).astype(np.float64)
    return found
