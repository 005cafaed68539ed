"""Draws the figures of one run into its folder."""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure as Drawn

from sim.report.drawing.footer import FigureProvenance
from sim.report.figures.drawing import write_figure
from sim.report.figures.registry import registered
from sim.report.figures.run.facts import TOLD, RunSubject
from sim.study.files.integrity import FILES
from sim.study.run.store import StoredRun

OF_ONE_REPLICATION = ("timeline",)


def draw(run: StoredRun, folder: Path) -> list[Path]:
    """Draw the figures of a run into `folder`, which is made if necessary, each as SVG and PNG with its data as CSV.

    They are those that are registered; one is left out where the run saved no paths, or no events, to draw it from.

    Raises:
        Problem: a table of the run is missing or torn.
        OSError: the folder cannot be written.
    """
    subject, found = RunSubject(run), figures(run)
    return [
        path
        for figure in registered("run")
        if figure.name in found
        for path in write_figure(figure, found[figure.name], subject, basis_of(run, figure.name), folder)
    ]


def basis_of(run: StoredRun, name: str) -> FigureProvenance:
    """Provenance under the figure of this name."""
    return FigureProvenance.of(run.manifest, TOLD if name in OF_ONE_REPLICATION else None)


def are_drawn(run: StoredRun) -> bool:
    """True if the folder of a run lists all of its figures; raise Problem if a table is missing or torn."""
    place = run.pictures.relative_to(run.home).as_posix()
    listed = [Path(name) for name in run.study.manifest[FILES] if name.startswith(f"{place}/")]
    drawn = {path.stem for path in listed if path.suffix == ".csv"}  # the last that is written of a figure
    return figures(run).keys() <= drawn


def figures(run: StoredRun) -> dict[str, Drawn]:
    """The figures of a run that there are, by name.

    Raises:
        Problem: a table of the run is missing or torn.
    """
    subject = RunSubject(run)
    found = {figure.name: figure.draw(subject) for figure in registered("run")}
    return {name: drawn for name, drawn in found.items() if drawn is not None}
