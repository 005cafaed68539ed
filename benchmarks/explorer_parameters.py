"""Which parameters get a slider in the explorer: those with the largest effects in the screening study.

    escsim sweep study=screening study.uncertainties.size=40 name=screening_40
    python benchmarks/explorer_parameters.py runs/screening_40

An elementary effect (Morris 1991) is what one step of one parameter along a trajectory changes. Here it is taken of two
things of each measure: of its level under the reference policy, and of the paired difference that the permission makes.
Each is divided by the standard deviation of the same over all rows, so that measures of different units can be put
together, and its mean size (mu*) is averaged over the measures. The last row says how much the ten hold of the sum.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from sim.analysis.responses import responses
from sim.analysis.study_factors import UNCERTAINTY, factor
from sim.analysis.study_table import REFERENCE, StudyTable, open_table
from sim.model.measures import MEASURES

SLIDERS = 10
SHOWN = [measure for measure in MEASURES if measure.headline or measure.name in ("ground_lost_km2", "blue_losses_kpe")]


def main(folder: Path) -> None:
    table = open_table(folder)
    keys = [key for key, kind in table.sections.items() if kind == UNCERTAINTY]
    levels, differences = np.zeros(len(keys)), np.zeros(len(keys))
    for measure in SHOWN:
        found = responses(table, measure)
        reference = table.points["lever"] == REFERENCE
        levels += effects(table, keys, found.level, reference) / len(SHOWN)
        differences += effects(table, keys, found.mean, ~reference) / len(SHOWN)
    total = levels + differences
    print("| parameter | level | difference | sum |\n| --- | --: | --: | --: |")
    order = np.argsort(-total)
    for place in order:
        print(f"| `{keys[place]}` | {levels[place]:.2f} | {differences[place]:.2f} | {total[place]:.2f} |")
    share = total[order[:SLIDERS]].sum() / total.sum()
    print(
        f"\nThe first {SLIDERS} hold {100 * share:.0f} % of the sum. Measures: {', '.join(one.name for one in SHOWN)}."
    )


def effects(table: StudyTable, keys: list[str], values: np.ndarray, points: np.ndarray) -> np.ndarray:
    """mu* of each parameter, in standard deviations of the values, for its step over the whole range."""
    rows = np.flatnonzero(points)
    rows = rows[np.argsort(table.points["uncertainty"][rows], kind="stable")]
    units = np.stack([factor(table, key).values[rows].astype(float) for key in keys], axis=1)
    units = (units - units.min(axis=0)) / np.ptp(units, axis=0)
    steps, changes = np.diff(units, axis=0), np.diff(values[rows])
    found = [[] for _ in keys]
    for step, change in zip(steps, changes, strict=True):
        moved = np.flatnonzero(step)
        if len(moved) == 1 and not np.isnan(change):  # else the next trajectory begins
            found[moved[0]].append(abs(change / step[moved[0]]))
    return np.array([np.mean(some) for some in found]) / np.nanstd(values[rows])


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "runs/screening"))
