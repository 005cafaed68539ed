"""The page of a point of a study: its trajectories beside those of the reference, and the story of a replication."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

from sim.analysis.study_factors import value_text
from sim.analysis.study_table import PLACES, StudyTable, open_table
from sim.app.differences import TABLE_NOTE, differences
from sim.app.fans import fans
from sim.app.pages import render
from sim.app.point_results import PointReader
from sim.app.simulate import Simulator
from sim.config.problems import Problem
from sim.report.comparison.cells import GROUND_NOTE
from sim.report.words.story import BATCHED, lines_of, story_lines
from sim.study.files.manifest import WARNING

MOST_LINES = 1500  # of a story


def point_html(folder: Path, point: int, replication: int, simulator: Simulator) -> str:
    """HTML of a point.

    The simulator reruns what the folder does not keep.

    Raises:
        Problem: no such point or replication, or it is not stored and cannot be rerun.
    """
    table = open_table(folder, searched=True)
    replications = int(table.manifest["replications"])
    reader = PointReader(table, point, simulator)
    if not 0 <= replication < replications:
        raise Problem(f"replication: must be from 0 to {replications - 1} (got {replication})")
    results = reader.results()
    trace, is_stored = reader.story(replication)
    reference, label = int(table.references[point]), _label(table, point)
    names = (label if reference < 0 else table.reference_label, label)
    story = [line for line in lines_of(trace) if line[2] not in BATCHED]
    return render(
        "point.html",
        point=point,
        label=label,
        reference=names[0],
        is_reference=reference in (point, -1),
        factors=[(key, value_text(_plain(table.points[key][point]))) for key in table.points if key not in PLACES],
        replications=len(results.point.rows),
        paths=results.point.paths.shape[2],
        are_stored=results.are_stored,
        replication=replication,
        fans=fans(results.reference, results.point, names),
        rows=differences(results.reference, results.point),
        table_notes=(TABLE_NOTE.replace("B minus A", "Difference"), GROUND_NOTE),
        story=list(islice(story_lines(story), MOST_LINES)),
        is_stored=is_stored,
        command=f"escsim rerun {folder.name} --point {point} --replication {replication} --story",
        warning=WARNING,
    )


def _label(table: StudyTable, point: int) -> str:
    return str(table.points["label"][point]) or f"point {point}"


def _plain(value: Any) -> float | str:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
