"""Prior and posterior of each fitted parameter, side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawn
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sim.analysis.study_factors import unit_words
from sim.config.table_files import FACTOR
from sim.model.quantity import PURE
from sim.report.drawing import panels, scales, style
from sim.report.figures.calibration.named_panels import named_panels
from sim.report.figures.calibration.subject import FittedParameters, fitted_to
from sim.report.figures.figure import RECORD, Figure, Numbers
from sim.report.figures.record import RecordSubject, found_is
from sim.report.record.calibration import label_of
from sim.report.words.numbers import number
from sim.report.words.wording import in_sentence
from sim.validation.calibration.informed import Information

Floats = NDArray[np.float64]
HEIGHT = 120.0  # points, of a panel
BINS = 24
COLUMNS, LEAST_COLUMN = 2, 190.0  # panels side by side, and the points that each takes at least
TITLE = "What the record says about the fitted parameters"


def _draw(subject: RecordSubject[FittedParameters]) -> Drawn:
    """Prior and posterior of each fitted parameter, and the first of them against the observation's factor."""
    found, told = subject.found, _told(subject)
    draws, bounds = found.draws, found.bounds
    factor = next((place for place, each in told if each.key == FACTOR), None)
    names = [name_of(each) for _, each in told]
    if factor is not None:
        names.append(f"{label_of(FACTOR)}, over {in_sentence(name_of(told[0][1]))}")
    with style.look():
        figure, plots = _panels(names)
        for axes, (place, each) in zip(plots, told, strict=False):
            _draw_marginal(axes, each, draws[:, place], bounds[place])
        if factor is not None:
            _draw_ridge(plots[-1], draws[:, [0, factor]], (bounds[0], bounds[factor]))
        panels.add_heading(figure, TITLE, fitted_to(subject), _key())
    return figure


def _panels(names: Sequence[str]) -> tuple[Drawn, list[Axes]]:
    """A panel for each name, with it above."""
    columns = max(1, min(COLUMNS, int(panels.figure_width() / LEAST_COLUMN)))
    left = panels.EDGE + panels.NAME + scales.room_for(["10.0"])
    width = (panels.figure_width() - columns * left - panels.EDGE - panels.RIGHT) / columns
    return named_panels(names, columns, left, (width, HEIGHT), (left, panels.FOOT), 0.0)


def _told(subject: RecordSubject[FittedParameters]) -> list[tuple[int, Information]]:
    """The fitted parameters that have a range, each with its place."""
    every = enumerate(subject.found.information)
    return [(place, each) for place, each in every if each.fitted and each.prior[0] < each.prior[2]]


def name_of(each: Information) -> str:
    """Label of a parameter, with its unit where it has one."""
    unit = unit_words(each.unit)
    return f"{label_of(each.key)} ({unit})" if unit else label_of(each.key)


def _draw_marginal(axes: Axes, each: Information, draws: Floats, ends: tuple[float, float]) -> None:
    edges = np.linspace(*ends, BINS + 1).tolist()
    axes.hist(draws, edges, density=True, color=style.tint(style.BLUE, 0.5))
    axes.plot(*_density(each, ends), color=style.INK, linewidth=1.1)
    axes.axvline(each.posterior[1], color=style.BLUE, linewidth=2)
    axes.axvline(each.prior[1], color=style.INK, linewidth=1.1, dashes=(4.0, 2.0))
    axes.set_yticks([])
    _across(axes, ends)


def _density(each: Information, ends: tuple[float, float]) -> tuple[Floats, Floats]:
    """The prior's density: uniform, or log-uniform for the observation's factor."""
    values = np.linspace(*ends, 100)
    if each.key == FACTOR:
        return values, 1.0 / (values * np.log(ends[1] / ends[0]))
    return values, np.full(len(values), 1.0 / (ends[1] - ends[0]))


def _draw_ridge(axes: Axes, draws: Floats, ends: Sequence[tuple[float, float]]) -> None:
    """The first fitted parameter against the observation's factor, which the record cannot tell apart."""
    axes.scatter(draws[:, 0], draws[:, 1], s=5, color=style.tint(style.BLUE, 0.7), linewidth=0)
    _across(axes, ends[0])
    scales.set_ticks(axes, scales.ticks(*ends[1]))
    axes.set_ylim(*ends[1])


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


def _words(subject: RecordSubject[FittedParameters]) -> str:
    """The median of each, before and after."""
    told = [f"{name_of(each)} {number(each.prior[1])} to {number(each.posterior[1])}" for _, each in _told(subject)]
    return f"Medians before and after the fit: {'; '.join(told)}."


def _numbers(subject: RecordSubject[FittedParameters]) -> Numbers:
    """One row per draw of the posterior: the fitted parameters, each in its unit."""
    told = _told(subject)
    draws = subject.found.draws[:, [place for place, _ in told]]
    return Numbers(tuple(_column(each) for _, each in told), draws.tolist())


def _column(each: Information) -> str:
    """The key of a parameter, with its unit, where it has one."""
    return each.key if each.unit == PURE else f"{each.key} ({each.unit})"


FIGURES = (
    Figure(
        name="posterior",
        question="What does the record say about the fitted parameters?",
        section=RECORD,
        order=1,
        draw=_draw,
        words=_words,
        numbers=_numbers,
        fits=found_is(FittedParameters),
    ),
)
