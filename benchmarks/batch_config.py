"""What it costs to come from a study file to the parameters of a point.

`python batch_config.py POINTS` prints seconds a point, as JSON.
"""

from __future__ import annotations

import json
import sys
import time

from sim.config.library import open_library
from sim.study.design.study import StudyDesign, read_study
from sim.study.design.variant import CLASSES

LARGE = "policy_ranking"  # of four policies
TREES = 5_000


def costs(points: int) -> dict[str, object]:
    """Seconds a point: reading a large study; rows and trees of the shipped study with most factors."""
    library = open_library(CLASSES)
    shipped = [read_study(library, [f"study={name}"]) for name in library.options("study")]
    widest = max(shipped, key=lambda study: len(study.points.columns))
    started = time.process_time()
    large = read_study(library, [f"study={LARGE}", f"study.uncertainties.size={points // 4}"])
    reading = time.process_time() - started
    row, tree = _build(widest)
    return {
        "reading": reading / len(large.points),
        "points": len(large.points),
        "row": row,
        "tree": tree,
        "widest": widest.name,
        "factors": len(widest.points.columns),
    }


def _build(study: StudyDesign) -> tuple[float, float]:
    trees, numbers = study.trees(), [number % len(study.points) for number in range(TREES)]
    started = time.process_time()
    rows = [study.row(number) for number in numbers]
    between = time.process_time()
    for row in rows:
        trees(row)
    return (between - started) / TREES, (time.process_time() - between) / TREES


if __name__ == "__main__":
    print(json.dumps(costs(int(sys.argv[1]))))
