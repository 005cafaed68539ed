"""Draws the figures of one run into its folder."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from matplotlib.figure import Figure as Drawn

from sim.engine.forking import map_in_two_processes
from sim.report.drawing.footer import FigureProvenance
from sim.report.figures.drawing import write_unlisted
from sim.report.figures.registry import registered
from sim.report.figures.run.facts import TOLD, RunSubject
from sim.study.files.integrity import FILES
from sim.study.files.manifest import list_written
from sim.study.run.store import StoredRun

OF_ONE_REPLICATION = ("timeline",)


def draw_all(runs: Sequence[StoredRun]) -> list[Path]:
    """Draw the figures of each run into its folder; of several runs, two processes share the work.

    Raises:
        Problem: a table of a run is missing or torn.
        OSError: a folder cannot be written.
    """
    drawn = map_in_two_processes([partial(_draw, run, run.pictures) for run in runs])
    for paths in drawn:
        list_written(paths)
    return [path for paths in drawn for path in paths]


def draw(run: StoredRun, folder: Path) -> list[Path]:
    """Draw the figures of a run into `folder`, which is made if necessary, each as SVG and PNG with its data as CSV.

    They are those that are registered; one is left out where the run saved no paths, or no events, to draw it from.

    Raises:
        Problem: a table of the run is missing or torn.
        OSError: the folder cannot be written.
    """
    paths = _draw(run, folder)
    list_written(paths)
    return paths


def _draw(run: StoredRun, folder: Path) -> list[Path]:
    subject = RunSubject(run)
    found = figures(subject)
    if found:
        folder.mkdir(parents=True, exist_ok=True)
    return [
        path
        for figure in registered("run")
        if figure.name in found
        for path in write_unlisted(
            found[figure.name],
            basis_of(run, figure.name),
            folder,
            figure.name,
            figure.numbers(subject),
        )
    ]


def basis_of(run: StoredRun, name: str) -> FigureProvenance:
    """Provenance under the figure of this name."""
    return FigureProvenance.of(run.manifest, TOLD if name in OF_ONE_REPLICATION else None)


def are_drawn(run: StoredRun) -> bool:
    """True if the folder of a run lists all of its figures; raise Problem if a table is missing or torn."""
    place = run.pictures.relative_to(run.home).as_posix()
    listed = [Path(name) for name in run.study.manifest[FILES] if name.startswith(f"{place}/")]
    drawn = {path.stem for path in listed if path.suffix == ".csv"}  # the last that is written of a figure
    return figures(RunSubject(run)).keys() <= drawn


def figures(subject: RunSubject) -> dict[str, Drawn]:
    """The figures of a run that there are, by name.

    Raises:
        Problem: a table of the run is missing or torn.
    """
    found = {figure.name: figure.draw(subject) for figure in registered("run")}
    return {name: drawn for name, drawn in found.items() if drawn is not None}
