"""What the record says about the fitted parameters: prior and posterior of each, side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawn
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sim.config.table_files import FACTOR
from sim.report.drawing import panels, scales, style, text_width
from sim.report.figures.calibration.subject import CalibrationSubject, of_parameters
from sim.report.figures.figure import RECORD, Figure, Numbers
from sim.report.words.numbers import number
from sim.validation.calibration.informed import Information

Floats = NDArray[np.float64]
HEIGHT, HEAD, GAP = 120.0, panels.LINE + 6, 16.0  # points
BINS = 24
COLUMNS = 2
TITLE = "What the record says about the fitted parameters"


def _draw(subject: CalibrationSubject) -> Drawn:
    """Prior and posterior of each fitted parameter, and the first of them against the observation's factor."""
    found, told = subject.parameters, _told(subject)
    draws, bounds = found.draws, found.bounds
    factor = next((place for place, each in told if each.key == FACTOR), None)
    count = len(told) + (factor is not None)
    rows, foot = -(-count // COLUMNS), panels.FOOT
    with style.look():
        figure = panels.figure_of(rows * (HEAD + HEIGHT + foot))
        left = panels.EDGE + panels.NAME + scales.room_for(["10.0"])
        width = (panels.WIDTH - 2 * left - panels.EDGE - panels.RIGHT) / COLUMNS
        plots = [
            panels.add_panel(figure, left + column * (width + left), HEAD + row * (HEAD + HEIGHT + foot), width, HEIGHT)
            for row in range(rows)
            for column in range(COLUMNS)
        ][:count]
        for axes, (place, each) in zip(plots, told, strict=False):
            _draw_marginal(axes, each, draws[:, place], bounds[place])
        if factor is not None:
            _draw_ridge(plots[-1], told[0][1], draws[:, [0, factor]], (bounds[0], bounds[factor]))
        panels.add_heading(figure, TITLE, subject.fitted_to, _key())
    return figure


def _told(subject: CalibrationSubject) -> list[tuple[int, Information]]:
    """The fitted parameters that have a range, each with its place."""
    every = enumerate(subject.parameters.information)
    return [(place, each) for place, each in every if each.fitted and each.prior[0] < each.prior[2]]


def name_of(each: Information) -> str:
    """A parameter with its unit, where it has one."""
    name = "factor of the observation" if each.key == FACTOR else each.key
    return name if each.unit == "1" else f"{name} ({each.unit})"


def _draw_marginal(axes: Axes, each: Information, draws: Floats, ends: tuple[float, float]) -> None:
    edges = np.linspace(*ends, BINS + 1).tolist()
    axes.hist(draws, edges, density=True, color=style.tint(style.BLUE, 0.5))
    axes.plot(*_density(each, ends), color=style.INK, linewidth=1.1)
    axes.axvline(each.posterior[1], color=style.BLUE, linewidth=2)
    axes.axvline(each.prior[1], color=style.INK, linewidth=1.1, dashes=(4.0, 2.0))
    axes.set_yticks([])
    _across(axes, ends)
    panels.write_at_corner(axes, text_width.shortened(name_of(each), panels.panel_width(axes)), (0, 1), (0, 5))


def _density(each: Information, ends: tuple[float, float]) -> tuple[Floats, Floats]:
    """The prior's density: uniform, or log-uniform for the observation's factor."""
    values = np.linspace(*ends, 100)
    if each.key == FACTOR:
        return values, 1.0 / (values * np.log(ends[1] / ends[0]))
    return values, np.full(len(values), 1.0 / (ends[1] - ends[0]))


def _draw_ridge(axes: Axes, first: Information, draws: Floats, ends: Sequence[tuple[float, float]]) -> None:
    """The first fitted parameter against the observation's factor, which the record cannot tell apart."""
    axes.scatter(draws[:, 0], draws[:, 1], s=5, color=style.tint(style.BLUE, 0.7), linewidth=0)
    _across(axes, ends[0])
    scales.set_ticks(axes, scales.ticks(*ends[1]))
    axes.set_ylim(*ends[1])
    short = name_of(first).rpartition(".")[2]
    panels.write_at_corner(
        axes, text_width.shortened(f"factor, over {short}", panels.panel_width(axes)), (0, 1), (0, 5)
    )


def _across(axes: Axes, ends: tuple[float, float]) -> None:
    scales.set_ticks(axes, scales.spaced_ticks(*ends, panels.panel_width(axes)), across=True)
    axes.set_xlim(*ends)


def _key() -> list[Line2D | Patch]:
    return [
        Line2D([], [], color=style.INK, linewidth=1.1, label="prior"),
        Line2D([], [], color=style.INK, linewidth=1.1, dashes=(4.0, 2.0), label="its median"),
        Patch(color=style.tint(style.BLUE, 0.5), label="posterior"),
        Line2D([], [], color=style.BLUE, linewidth=2, label="its median"),
    ]


def _words(subject: CalibrationSubject) -> str:
    """The median of each, before and after."""
    told = [f"{name_of(each)} {number(each.prior[1])} to {number(each.posterior[1])}" for _, each in _told(subject)]
    return f"Medians before and after the fit: {'; '.join(told)}."


def _numbers(subject: CalibrationSubject) -> Numbers:
    """One row per draw of the posterior: the fitted parameters, each in its unit."""
    told = _told(subject)
    draws = subject.parameters.draws[:, [place for place, _ in told]]
    return Numbers(tuple(name_of(each) for _, each in told), draws.tolist())


FIGURES = (
    Figure(
        name="posterior",
        question="What does the record say about the fitted parameters?",
        section=RECORD,
        order=1,
        draw=_draw,
        words=_words,
        numbers=_numbers,
        fits=of_parameters,
    ),
)
