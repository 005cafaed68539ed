"""A made-up study that can be decided: three policies, two structures, one belief behind what a permission costs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from made_up_runs import seal
from made_up_studies import HALF_LIFE, Row, make_study, write_rows
from numpy.typing import NDArray

from sim.study.files import parquet

Numbers = NDArray[np.float64]

DETECTION, COVERAGE = "counter_battery.detection", "sanctuary.sector_coverage"
POLICIES: tuple[Row, ...] = tuple({"restrictions": name} for name in ("full_ban", "counter_fire", "long_range"))
STRUCTURES: tuple[Row, ...] = ({"stall": "mixed"}, {"stall": "line"})
SAVED, SPENT = (
    {"full_ban": 0.0, "counter_fire": 20.0, "long_range": 30.0},
    {"full_ban": 0.0, "counter_fire": 30.0, "long_range": 90.0},
)
SAVES, COSTS, CROSSED = "red_fires_kr", "rung_days", "red_line_crossed"


def futures(count: int, seed: int = 20240510) -> list[Row]:
    """Futures of a Latin hypercube in three parameters."""
    from scipy.stats import qmc

    unit = qmc.LatinHypercube(3, rng=np.random.default_rng(seed)).random(count)
    return [{HALF_LIFE: 1 + 59 * u, DETECTION: 0.1 + 0.5 * v, COVERAGE: 0.4 + 0.6 * w} for u, v, w in unit.tolist()]


def fires(row: Row, noise: Numbers) -> Numbers:
    """Rounds that Red fired: a permission saves more where detection is good."""
    return 200 - SAVED[row["restrictions"]] * (0.5 + row[DETECTION] / 0.35 / 2) * _strength(row) + 2 * noise


def rungs(row: Row, noise: Numbers) -> Numbers:
    """Rung-days: a permission costs more where severity is remembered longer."""
    return 150 + SPENT[row["restrictions"]] * row[HALF_LIFE] / 30 + (3 + SPENT[row["restrictions"]] / 30) * noise


def crossed(row: Row, noise: Numbers) -> Numbers:
    return np.asarray(noise > 1.0, dtype=np.float64) * (row["restrictions"] == "long_range")


def _strength(row: Row) -> float:
    return 0.8 if row.get("stall") == "line" else 1.0


def make_decided(folder: Path, count: int = 60, replications: int = 6, **options: Any) -> Path:
    """Write such a study."""
    given: dict[str, Any] = {"levers": POLICIES, "uncertainties": futures(count), "structures": STRUCTURES} | options
    others = {SAVES: fires, COSTS: rungs, CROSSED: crossed}
    return make_study(folder, replications=replications, values=rungs, others=others, **given)


def shuffle_rows(folder: Path, seed: int = 1) -> None:
    """Write the rows of a study in another order, as another number of workers would have left them."""
    rows = parquet.read(folder / "results.parquet")
    order = np.random.default_rng(seed).permutation(len(rows["point"]))
    (folder / "results.parquet").unlink()
    (folder / "results.sha256").unlink()
    write_rows(folder / "results.parquet", {name: column[order] for name, column in rows.items()})
    manifest = json.loads((folder / "study.json").read_text())
    seal(folder, "study.json", {key: value for key, value in manifest.items() if key != "files"})
