"""The part of `escsim plot` that draws a registered figure of a comparison or a run, or lists what can be drawn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli.arguments import as_seen
from sim.config.problems import Problem

if TYPE_CHECKING:
    from sim.report.figures.registry import Kind
    from sim.report.footer import Basis

OF = {"run": "of a run", "comparison": "of a comparison or a multirun", "study": "of a study"}


def print_figures(everything: bool) -> None:
    """Print the figures that there are, each with the question that it answers."""
    from sim.report.figures.registry import KINDS, registered
    from sim.report.screen import screen

    with screen(everything) as output:
        for kind in KINDS:
            output.print(f"--kind, {OF[kind]}:")
            for figure in registered(kind):
                output.print(f"  {figure.name}: {figure.question}", soft_wrap=True)


def kind_of_folder(folder: Path, name: str | None) -> Kind:
    """Of what the figures of a folder are; a study where it is nothing else.

    A study has figures of a comparison too, of its points: those that only a comparison has.
    """
    from sim.report.figures.registry import registered
    from sim.study import manifest as manifests
    from sim.study.sweep.point_run import is_point

    if is_point(folder):
        return "run"
    kind = manifests.kind_of(folder)
    if kind == manifests.STUDY_NAME and name in {figure.name for figure in registered("comparison")}:
        return "comparison"
    names: dict[str, Kind] = {manifests.NAME: "run", manifests.COMPARISON_NAME: "comparison"}
    return names.get(kind or "", "study")  # which says what else it is


def plot_registered(folder: Path, name: str, out: str | None) -> None:
    """Draw a figure of a comparison or a run as PNG and SVG with its data as CSV, and print where they are.

    Args:
        folder: of a run or a comparison, or of a multirun or a study of one future, whose points are compared.
        name: of the figure.
        out: folder to write into; None for `figures` in the folder.

    Raises:
        Problem: there is no such figure, nothing to draw it from, or the folder cannot be written.
    """
    from sim.report.figures.drawing import write
    from sim.report.figures.registry import figure_named
    from sim.study.places import FIGURES

    kind = kind_of_folder(folder, name)
    figure = figure_named(kind, name)
    subject, basis = _subject(kind, folder, name)
    drawn = figure.draw(subject) if figure.fits(subject) else None
    if drawn is None:
        raise Problem(f"--kind {name}: this {kind} holds nothing to draw it from")
    target = folder / FIGURES if out is None else Path(out)
    try:
        target.mkdir(parents=True, exist_ok=True)
        paths = write(drawn, basis, target, name, figure.numbers(subject))
    except OSError as error:
        raise Problem(
            f"cannot write {error.filename or target}: {error.strerror}; choose another place with --out"
        ) from error
    for path in paths:
        print(as_seen(path))


def _subject(kind: Kind, folder: Path, name: str) -> tuple[Any, Basis]:
    """What the figures of a folder are drawn from, and what stands under them."""
    from sim.study.store import open_run

    if kind == "run":
        from sim.report.figures.run.facts import RunSubject
        from sim.report.run_figures import basis_of

        run = open_run(folder)
        return RunSubject(run), basis_of(run, name)
    from sim.analysis.comparison import compare
    from sim.report.comparison_folder import open_comparison
    from sim.report.figures.comparison.subject import Subject
    from sim.report.figures.comparison.variants import Compared
    from sim.study import manifest as manifests
    from sim.study.listing import runs_in

    if manifests.kind_of(folder) == manifests.STUDY_NAME:
        comparison = compare([open_run(run) for run in runs_in(folder)])
    else:
        comparison = open_comparison(folder)
    return Subject(comparison), Compared(comparison)
