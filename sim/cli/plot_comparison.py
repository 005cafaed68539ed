"""The part of `escsim plot` that draws a registered figure of a comparison, or lists what can be drawn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.arguments import as_seen
from sim.config.problems import Problem

if TYPE_CHECKING:
    from sim.analysis.comparison import Comparison

KINDS_OF_STUDIES = {
    "curve": "How does a measure depend on one factor under each policy?",
    "heat": "How does the difference depend on two factors?",
    "parallel": "Which uncertain parameters are associated with which differences?",
    "indices": "Which parameters matter, of a design of Saltelli or Morris?",
    "search": "Which policies did a search find, and how far did it come?",
}


def print_figures(everything: bool) -> None:
    """Print the figures that there are, each with the question that it answers."""
    from sim.report.figures.registry import registered
    from sim.report.screen import screen

    with screen(everything) as output:
        output.print("--figure, of a comparison or a multirun:")
        for figure in registered():
            output.print(f"  {figure.name}: {figure.question}", soft_wrap=True)
        output.print("--kind, of a study:")
        for name, question in KINDS_OF_STUDIES.items():
            output.print(f"  {name}: {question}", soft_wrap=True)


def plot_comparison(folder: Path, name: str, out: str | None) -> None:
    """Draw a figure of a comparison as PNG and SVG, and print where they are.

    Args:
        folder: of a comparison, or of a multirun or a study of one future, whose points are compared with the first.
        name: of the figure.
        out: folder to write into; None for `figures` in the folder.

    Raises:
        Problem: there is no such figure, nothing to draw it from, or the folder cannot be written.
    """
    from sim.report.compare_figures.variants import Compared
    from sim.report.figures.registry import figure_named
    from sim.report.figures.subject import Subject
    from sim.report.footer import publish
    from sim.study.places import FIGURES

    figure, comparison = figure_named(name), _comparison(folder)
    subject = Subject(comparison)
    drawn = figure.draw(subject) if figure.fits(subject) else None
    if drawn is None:
        raise Problem(f"--figure {name}: these runs lack the data for it")
    target = folder / FIGURES if out is None else Path(out)
    try:
        target.mkdir(parents=True, exist_ok=True)
        paths = publish(drawn, Compared(comparison), target, name)
    except OSError as error:
        raise Problem(
            f"cannot write {error.filename or target}: {error.strerror}; choose another place with --out"
        ) from error
    for path in paths:
        print(as_seen(path))


def _comparison(folder: Path) -> Comparison:
    from sim.analysis.comparison import compare
    from sim.report.comparison_folder import open_comparison
    from sim.study import manifest as manifests
    from sim.study.listing import runs_in
    from sim.study.store import open_run

    if manifests.kind_of(folder) == manifests.STUDY_NAME:
        return compare([open_run(run) for run in runs_in(folder)])
    return open_comparison(folder)
