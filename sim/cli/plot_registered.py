"""`escsim plot` for registered figures other than those of a study's measures, and the list of figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.cli.arguments import as_seen
from sim.config.atomic import writing
from sim.config.problems import Problem

if TYPE_CHECKING:
    from sim.report.drawing.footer import Basis
    from sim.report.figures.registry import Kind

OF = {
    "run": "of a run",
    "comparison": "of a comparison or a multirun",
    "study": "of a study",
    "decision": "of a study that was decided",
    "backtest": "of a backtest",
    "calibration": "of a calibration",
}


def print_figures(everything: bool) -> None:
    """Print the figures that there are, each with the question that it answers."""
    from sim.report.figures.registry import KINDS, registered
    from sim.report.terminal.screen import screen

    with screen(everything) as output:
        for kind in KINDS:
            output.print(f"--kind, {OF[kind]}:")
            for figure in registered(kind):
                output.print(f"  {figure.name}: {figure.question}", soft_wrap=True)


def kind_of_folder(folder: Path, name: str | None) -> Kind:
    """Kind of the figures of a folder; a study where it is nothing else.

    A study has figures of a comparison too, of its points, and of a decision: those that only these have.
    """
    from sim.report.figures.registry import registered
    from sim.study.files import manifest as manifests
    from sim.study.run.point import is_point

    if is_point(folder):
        return "run"
    kind = manifests.kind_of(folder)
    if kind == manifests.STUDY_NAME:
        others: tuple[Kind, ...] = ("comparison", "decision")
        return next((other for other in others if name in {one.name for one in registered(other)}), "study")
    names: dict[str, Kind] = {
        manifests.NAME: "run",
        manifests.COMPARISON_NAME: "comparison",
        manifests.BACKTEST_NAME: "backtest",
        manifests.CALIBRATION_NAME: "calibration",
    }
    if kind not in names:
        raise Problem(manifests.nothing_in(folder))
    return names[kind]


def plot_registered(folder: Path, name: str, out: str | None) -> None:
    """Draw a figure of a folder that is not asked for by measure and factors, and print where its files are.

    Args:
        folder: of a run, a comparison, a backtest or a calibration, of a study that was decided, or of a multirun or a
            study of one future, whose points are compared.
        name: of the figure.
        out: folder to write into; None for `figures` in the folder.

    Raises:
        Problem: no such figure, nothing to draw it from, or the folder cannot be written.
    """
    from sim.report.figures.drawing import write_figure
    from sim.report.figures.registry import drawn_figure, figure_named

    kind = kind_of_folder(folder, name)
    figure = figure_named(kind, name)
    source = _source(kind, folder, name)
    drawn = drawn_figure(kind, name, source.subject, "--kind ")
    target = source.figures if out is None else Path(out)
    with writing(target, "choose another place with --out"):
        paths = write_figure(figure, drawn, source.subject, source.basis, target)
    for path in paths:
        print(as_seen(path))


class _Source(NamedTuple):
    """Source of a figure: its subject, what stands under it, and the folder that it is written into."""

    subject: Any
    basis: Basis
    figures: Path


def _source(kind: Kind, folder: Path, name: str) -> _Source:
    from sim.study.files.places import FIGURES

    figures = folder / FIGURES
    if kind == "run":
        from sim.report.figures.run.facts import RunSubject
        from sim.report.figures.run_figures import basis_of
        from sim.study.run.opening import open_run

        run = open_run(folder)
        return _Source(RunSubject(run), basis_of(run, name), figures)
    if kind == "decision":
        return _decision_source(folder)
    if kind in ("backtest", "calibration"):
        from sim.report.drawing.footer import FigureProvenance
        from sim.report.folders.stored_records import open_record

        _, record = open_record(folder)
        return _Source(record, FigureProvenance.of(record.manifest), figures)
    return _comparison_source(folder, figures)


def _decision_source(folder: Path) -> _Source:
    """The study decided as it was before."""
    from sim.analysis.study_table import open_table
    from sim.report.decision.folder import FOLDER, decided
    from sim.report.folders.decision_pictures import DecisionBasis
    from sim.study.files.places import FIGURES

    table = open_table(folder)
    decision = decided(table)
    if decision is None:
        raise Problem(f"{folder} has no decision yet; `escsim decide {as_seen(folder)}` makes one")
    return _Source(decision, DecisionBasis(table, decision), folder / FOLDER / FIGURES)


def _comparison_source(folder: Path, figures: Path) -> _Source:
    """A comparison, or the points of a study compared."""
    from sim.analysis.comparison import compare
    from sim.report.figures.comparison.subject import Subject
    from sim.report.figures.comparison.variants import Compared
    from sim.report.folders.comparison import open_comparison
    from sim.study.files import manifest as manifests
    from sim.study.listing import runs_in
    from sim.study.run.opening import open_run

    if manifests.kind_of(folder) == manifests.STUDY_NAME:
        comparison = compare([open_run(run) for run in runs_in(folder)])
    else:
        comparison = open_comparison(folder)
    return _Source(Subject(comparison), Compared(comparison), figures)
