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
from sim.app.simulate import SimulationJob, Simulator
from sim.config.problems import Problem
from sim.report.comparison.cells import GROUND_NOTE
from sim.report.words.story import BATCHED, lines_of, story_lines
from sim.study.files.manifest import WARNING
from sim.study.sweep.stored import StoredStudy

MOST = 500  # replications of a point that are run again for its trajectories
MOST_LINES = 1500  # of a story


def point_html(folder: Path, point: int, replication: int, simulator: Simulator) -> str:
    """HTML of a point, which is run again from what the folder holds.

    Args:
        folder: of the study.
        point: its number.
        replication: for the story.
        simulator: who runs it.

    Raises:
        Problem: no such point or replication, or this version cannot run it.
    """
    table = open_table(folder, searched=True)
    stored = StoredStudy(table.study)
    if stored.folder.manifest["mechanisms"]:
        raise Problem(
            f"{folder.name} has custom mechanisms, which this page does not run; use escsim rerun {folder.name} "
            f"--point {point} --replication {replication} --story"
        )
    replications = min(int(table.manifest["replications"]), MOST)
    if not 0 <= replication < replications:
        raise Problem(f"replication: must be from 0 to {replications - 1} (got {replication})")
    job = _job(stored, table, point, replications)
    reference = int(table.references[point])
    other = job if reference < 0 else _job(stored, table, reference, replications)
    (a, b), _ = simulator.outcomes([other, job])
    names = (table.reference_label if reference >= 0 else _label(table, point), _label(table, point))
    story = [line for line in lines_of(simulator.story(job, replication)) if line[2] not in BATCHED]
    return render(
        "point.html",
        point=point,
        label=names[1],
        reference=names[0],
        is_reference=reference in (point, -1),
        factors=[(key, value_text(_plain(table.points[key][point]))) for key in table.points if key not in PLACES],
        replications=replications,
        replication=replication,
        fans=fans(a, b, names),
        rows=differences(a, b),
        table_notes=(TABLE_NOTE.replace("B minus A", "Difference"), GROUND_NOTE),
        story=list(islice(story_lines(story), MOST_LINES)),
        command=f"escsim rerun {folder.name} --point {point} --replication {replication} --story",
        warning=WARNING,
    )


def _job(stored: StoredStudy, table: StudyTable, point: int, replications: int) -> SimulationJob:
    future = int(table.points["future"][point]) if 0 <= point < len(table) else 0
    return SimulationJob(stored.parameters(point), int(stored.of_point(point)["seed"]), replications, future)


def _label(table: StudyTable, point: int) -> str:
    return str(table.points["label"][point]) or f"point {point}"


def _plain(value: Any) -> float | str:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
