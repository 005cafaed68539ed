"""Draws registered figures: as files with their data beside them, or for a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from matplotlib.figure import Figure as Drawn

from sim.analysis.comparison import RunComparison
from sim.config.atomic import clear_left, write_text
from sim.engine.forking import map_in_two_processes
from sim.report.drawing.footer import Basis, publish
from sim.report.drawing.inline_svg import InlineFigure, inline
from sim.report.drawing.width import suffix
from sim.report.figures.comparison.subject import TRADED, Spread, Subject
from sim.report.figures.comparison.variants import Compared
from sim.report.figures.figure import Figure, Numbers
from sim.report.figures.registry import Kind, fitting
from sim.study.files.manifest import list_written
from sim.study.files.places import FIGURES

Result = TypeVar("Result")


def write(figure: Drawn, basis: Basis, folder: Path, name: str, numbers: Numbers) -> list[Path]:
    """Sign a figure and write it into a folder as SVG and PNG, and its data as CSV, and list them in its manifest.

    Raises:
        OSError: the folder cannot be written.
    """
    paths = write_unlisted(figure, basis, folder, name, numbers)
    list_written(paths)
    return paths


def write_unlisted(figure: Drawn, basis: Basis, folder: Path, name: str, numbers: Numbers) -> list[Path]:
    """The same, without the manifest, which only one process can write at a time."""
    clear_left(folder)  # by a command that was killed at this
    return [*publish(figure, basis, folder, name), write_numbers(numbers, folder, name)]


def write_figure(figure: Figure[Any], drawn: Drawn, subject: Any, basis: Basis, folder: Path) -> list[Path]:
    """Write a registered figure that was drawn from a subject, as `write` does, into a folder made if necessary."""
    folder.mkdir(parents=True, exist_ok=True)
    return write(drawn, basis, folder, f"{figure.name}{suffix()}", figure.numbers(subject))


def draw_all(kind: Kind, subject: Any, basis_of: Callable[[str], Basis], folder: Path) -> list[Path]:
    """Draw every figure of a kind for which there is something to draw into a folder.

    `basis_of`: the provenance under the figure of a name.

    Raises:
        OSError: the folder cannot be written.
    """
    found = [(figure, figure.draw(subject)) for figure in fitting(kind, subject)]
    return [
        path
        for figure, drawn in found
        if drawn is not None
        for path in write_figure(figure, drawn, subject, basis_of(figure.name), folder)
    ]


def write_numbers(numbers: Numbers, folder: Path, name: str) -> Path:
    """Write the data of a figure as CSV into `folder`, made if necessary; return where it is, which no manifest lists.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / f"{name}.csv"
    write_text(data, numbers.csv())
    return data


def draw(
    comparison: RunComparison,
    folder: Path,
    traded: tuple[str, str] = TRADED,
    spread: Spread = "replications",
) -> list[Path]:
    """Draw the figures of a comparison into `folder`, made if necessary, each as SVG, PNG, and its data as CSV.

    `traded`: the measures of the trade-off, that on the x axis first.

    They are those that are registered; one is left out where the runs hold nothing to draw it from.

    Raises:
        Problem: the event log of a run is missing or torn.
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    subject = Subject(comparison, traded, spread)

    def written(figure: Figure[Any], drawn: Drawn) -> list[Path]:
        return write_unlisted(drawn, Compared(comparison), folder, figure.name, figure.numbers(subject))

    paths = _each(subject, written)
    list_written(paths)
    return paths


def pictures(comparison: RunComparison, folder: Path | None = None, data: Path | None = None) -> list[InlineFigure]:
    """The figures of a comparison for a page; into `folder`, if one is named, they are written too, as by `draw`.

    `data`: a folder in which the data of figures lie already, for links to them; `folder` by default.

    Raises:
        Problem: the event log of a run is missing or torn.
        OSError: the folder cannot be written.
    """
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    subject = Subject(comparison)

    def shown(figure: Figure[Any], drawn: Drawn) -> list[tuple[InlineFigure, list[Path]]]:
        basis, paths = Compared(comparison), list[Path]()
        if folder is not None:
            paths = write_unlisted(drawn, basis, folder, figure.name, figure.numbers(subject))
        place = folder or data
        lies = place is not None and (place / f"{figure.name}.csv").is_file()
        return [(inline(drawn, figure.name, f"{FIGURES}/{figure.name}.csv" if lies else ""), paths)]

    found = _each(subject, shown)
    list_written([path for _, paths in found for path in paths])
    return [one for one, _ in found]


def _each(subject: Subject, finish: Callable[[Figure[Any], Drawn], list[Result]]) -> list[Result]:
    """Results of all registered figures that fit the comparison, in their order."""

    def finished(figure: Figure[Any]) -> list[Result]:
        drawn = figure.draw(subject)
        return [] if drawn is None else finish(figure, drawn)

    fit = fitting("comparison", subject)
    found = map_in_two_processes([partial(finished, figure) for figure in reversed(fit)])  # the last take longest
    return [one for some in reversed(found) for one in some]
