"""Draws the registered figures of a comparison, as files or for a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from matplotlib.figure import Figure

from sim.analysis.comparison import Comparison
from sim.report.compare_figures.trade import Spread
from sim.report.compare_figures.variants import Compared
from sim.report.figures.registry import fitting
from sim.report.figures.subject import TRADED, Subject
from sim.report.figures.subject import Figure as Registered
from sim.report.footer import publish
from sim.report.inline_svg import Inline, inline
from sim.report.two_processes import in_two


def draw(
    comparison: Comparison,
    folder: Path,
    traded: tuple[str, str] = TRADED,
    spread: Spread = "replications",
) -> list[Path]:
    """Draw the figures of a comparison into `folder`, which is made if need be, each as SVG and PNG.

    They are those that `sim.report.figures` registers; one is left out where the runs hold nothing to draw it from.

    Args:
        comparison: what is drawn.
        folder: where to.
        traded: names of the measures of the trade-off, that on the x axis first.
        spread: what the ellipses of the trade-off show.

    Raises:
        Problem: the event log of a run is missing or torn.
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)

    def written(name: str, figure: Figure) -> list[Path]:
        return publish(figure, Compared(comparison), folder, name)

    return _each(Subject(comparison, traded, spread), written)


def pictures(comparison: Comparison, folder: Path | None = None) -> list[Inline]:
    """The figures of a comparison for a page; into `folder`, if one is named, they are written too, as by `draw`.

    Raises:
        Problem: the event log of a run is missing or torn.
        OSError: the folder cannot be written.
    """
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)

    def shown(name: str, figure: Figure) -> list[Inline]:
        found = inline(figure, name)
        if folder is not None:
            publish(figure, Compared(comparison), folder, name)
        return [found]

    return _each(Subject(comparison), shown)


Result = TypeVar("Result")


def _each(subject: Subject, finish: Callable[[str, Figure], list[Result]]) -> list[Result]:
    """What comes of the registered figures that there are, in their order."""

    def finished(figure: Registered) -> list[Result]:
        drawn = figure.draw(subject)
        return [] if drawn is None else finish(figure.name, drawn)

    return [one for some in in_two([partial(finished, figure) for figure in fitting(subject)]) for one in some]
